/* Memory of the number types, and the C entry points of the callables made from the table.
 *
 * A number and its slopes are one allocation: the object is followed by as many doubles as it stores.
 * Numbers of one direction come from a pool, as floats do in CPython. They own no references, so their
 * tp_dealloc, set by hand, is a push on that pool: Cython's own would save and restore the error state. */
#ifndef DUALNUM_OBJECT_H
#define DUALNUM_OBJECT_H

#include <Python.h>
#include <string.h>

#include "jet.h"
#include "rules.h"

/* what every jet object begins with; `pooled`: fits an object without extra doubles */
typedef struct { PyObject_HEAD int pooled; } dn_head;

/* Dual as _scalar.pyx declares it */
typedef struct {
    PyObject_HEAD
    int pooled;
    uint64_t tag;
    double v;
    dn_span s;
    double e[1];
} dn_dual_object;

/* HyperDual as _scalar.pyx declares it */
typedef struct {
    PyObject_HEAD
    int pooled;
    uint64_t tag1, tag2;
    double v;
    dn_span s1, s2;
    int mixed;
    double e[3];
} dn_hyper_object;

#define DN_POOL_SIZE 256
typedef struct { PyTypeObject *type; int used; PyObject *items[DN_POOL_SIZE]; } dn_pool;
static dn_pool dn_duals, dn_hypers;

/* What a fresh object needs; one from the pool still has its type. */
#if defined(Py_TRACE_REFS) || defined(Py_REF_DEBUG) || defined(Py_GIL_DISABLED)
#define DN_REVIVE(o, type) PyObject_Init(o, type)
#else
#define DN_REVIVE(o, type) Py_SET_REFCNT(o, 1)
#endif

static inline PyObject *dn_take(dn_pool *pool) {
    PyObject *o;
    if (pool->used) {
        o = pool->items[--pool->used];
        DN_REVIVE(o, pool->type);
        return o;
    }
    if (!(o = PyObject_Malloc((size_t)pool->type->tp_basicsize))) return PyErr_NoMemory();
    ((dn_head *)o)->pooled = 1;
    return PyObject_Init(o, pool->type);
}
/* with room for `extra` doubles behind the object */
static PyObject *dn_take_large(dn_pool *pool, size_t extra) {
    PyObject *o = PyObject_Malloc((size_t)pool->type->tp_basicsize + extra * sizeof(double));
    if (!o) return PyErr_NoMemory();
    ((dn_head *)o)->pooled = 0;
    return PyObject_Init(o, pool->type);
}
static inline void dn_give(dn_pool *pool, PyObject *o) {
    if (((dn_head *)o)->pooled && pool->used < DN_POOL_SIZE) pool->items[pool->used++] = o;
    else PyObject_Free(o);
}
static void dn_dealloc_dual(PyObject *o) { dn_give(&dn_duals, o); }
static void dn_dealloc_hyper(PyObject *o) { dn_give(&dn_hypers, o); }

#define DN_IS_DUAL(o) (Py_TYPE(o) == dn_duals.type)
#define DN_IS_HYPER(o) (Py_TYPE(o) == dn_hypers.type)

/* the number v + e (one direction) */
static inline PyObject *dn_new_dual(double v, double e, uint64_t tag) {
    dn_dual_object *o = (dn_dual_object *)dn_take(&dn_duals);
    if (!o) return NULL;
    o->tag = tag;
    o->v = v;
    o->s.n = o->s.hi = 1;
    o->s.lo = 0;
    o->e[0] = e;
    return (PyObject *)o;
}

/* whether o is a HyperDual of one direction each with all three slopes stored */
static inline int dn_is_single(PyObject *o) {
    const dn_hyper_object *a = (const dn_hyper_object *)o;
    return DN_IS_HYPER(o) && a->mixed && a->s1.n == 1 && a->s2.n == 1 && dn_width(a->s1) && dn_width(a->s2);
}
static inline PyObject *dn_new_single(double v, double e1, double e2, double e12, const dn_hyper_object *like) {
    dn_hyper_object *o = (dn_hyper_object *)dn_take(&dn_hypers);
    if (!o) return NULL;
    o->tag1 = like->tag1;
    o->tag2 = like->tag2;
    o->v = v;
    o->s1 = like->s1;
    o->s2 = like->s2;
    o->mixed = 1;
    o->e[0] = e1;
    o->e[1] = e2;
    o->e[2] = e12;
    return (PyObject *)o;
}
/* The chain step of jet.c for such numbers; y is NULL for a constant. */
static inline PyObject *dn_step_single(const dn_partials *p, PyObject *x, PyObject *y) {
    static const double zeros[3];
    const dn_hyper_object *a = (const dn_hyper_object *)x;
    const double *s = a->e, *t = y ? ((const dn_hyper_object *)y)->e : zeros;
    return dn_new_single(p->f, dn_slope(p, s[0], t[0]), dn_slope(p, s[1], t[1]),
                         dn_mixed(p, s[0], s[1], s[2], t[0], t[1], t[2]), a);
}
static inline int dn_same_calls(PyObject *x, PyObject *y) {
    const dn_hyper_object *a = (const dn_hyper_object *)x, *b = (const dn_hyper_object *)y;
    return a->tag1 == b->tag1 && a->tag2 == b->tag2;
}

/* Jet is what the two types share, nothing to make or to extend. */
static PyObject *dn_refuse_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type; (void)args; (void)kwargs;
    PyErr_SetString(PyExc_TypeError, "Jet has no numbers of its own: make a Dual or a HyperDual");
    return NULL;
}

static int dn_set_slots(PyTypeObject *jet, PyTypeObject *dual, PyTypeObject *hyper, newfunc new_dual, newfunc new_hyper) {
    if (dual->tp_basicsize != sizeof(dn_dual_object) || hyper->tp_basicsize != sizeof(dn_hyper_object)) {
        PyErr_SetString(PyExc_SystemError, "_object.h and _scalar.pyx differ");
        return -1;
    }
    jet->tp_new = dn_refuse_new;
    jet->tp_vectorcall = NULL;
    jet->tp_flags &= ~Py_TPFLAGS_BASETYPE;
    dn_duals.type = dual;
    dn_hypers.type = hyper;
    dual->tp_dealloc = dn_dealloc_dual;
    hyper->tp_dealloc = dn_dealloc_hyper;
    dual->tp_new = new_dual;
    hyper->tp_new = new_hyper;
    dual->tp_vectorcall = hyper->tp_vectorcall = NULL; /* Cython's, which calls its own tp_new */
    return 0;
}

/* arguments of the constructors; what is not given stays as it is. 0 with an exception if they are off */
static int dn_parse_dual(PyObject *args, PyObject *kwargs, PyObject **v, PyObject **e) {
    static char *names[] = {"value", "tangent", NULL};
    return PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:Dual", names, v, e);
}
static int dn_parse_hyper(PyObject *args, PyObject *kwargs, PyObject **v, PyObject **e1, PyObject **e2,
                          PyObject **e12) {
    static char *names[] = {"value", "e1", "e2", "e12", NULL};
    return PyArg_ParseTupleAndKeywords(args, kwargs, "O|OOO:HyperDual", names, v, e1, e2, e12);
}

/* ---- one callable and one method per row ---------------------------------------------------------- */

static const dn_evaluators *dn_eval; /* the chosen ones */
static PyObject *(*dn_call_unary)(int, PyObject *);
static PyObject *(*dn_call_binary)(int, PyObject *, PyObject *);

static PyObject *dn_wrong_count(const char *name, Py_ssize_t given) {
    PyErr_Format(PyExc_TypeError, "%s() takes exactly 2 arguments (%zd given)", name, given);
    return NULL;
}

/* A number of one direction and a float are answered here, all else in _callables.pxi. */
static inline PyObject *dn_unary_call(int row, PyObject *x) {
    if (DN_IS_DUAL(x)) {
        const dn_dual_object *a = (const dn_dual_object *)x;
        if (a->s.n == 1) {
            dn_pair r = dn_eval->unary[row].scalar.slope(a->v);
            if (!dn_normal(r.d) && dn_eval->far_unary[row]) return dn_call_unary(row, x);
            return dn_new_dual(r.f, dn_part(r.d, a->e[0]), a->tag);
        }
    } else if (PyFloat_CheckExact(x)) {
        return PyFloat_FromDouble(dn_eval->unary[row].scalar.value(PyFloat_AS_DOUBLE(x)));
    }
    if (dn_is_single(x)) {
        double out[3];
        dn_eval->unary[row].scalar.curvature(((const dn_hyper_object *)x)->v, out);
        dn_partials p = {out[0], out[1], 0, out[2], 0, 0, DN_CURVED_XX, 0, 0, NULL};
        if (!dn_all_normal(&p, DN_X, 2) && dn_eval->far_unary[row]) return dn_call_unary(row, x);
        return dn_step_single(&p, x, NULL);
    }
    return dn_call_unary(row, x);
}

#define UNARY(name, ...) \
    static PyObject *dn_f_##name(PyObject *m, PyObject *x) { (void)m; return dn_unary_call(DN_##name, x); } \
    static PyObject *dn_m_##name(PyObject *x, PyObject *u) { (void)u; return dn_unary_call(DN_##name, x); }
#define BINARY(name, ...) \
    static PyObject *dn_f_##name(PyObject *m, PyObject *const *a, Py_ssize_t n) { \
        (void)m; \
        return n == 2 ? dn_call_binary(DN_##name, a[0], a[1]) : dn_wrong_count(#name, n); \
    } \
    static PyObject *dn_m_##name(PyObject *x, PyObject *y) { return dn_call_binary(DN_##name, x, y); }
#include "rules.def"

#define DN_DOC(name, arguments, kinds) \
    #name arguments "\n--\n\n" \
    "The function " #name " of numbers, NumPy arrays (element by element) and dual numbers.\n\n" \
    "Parameters\n----------\n" kinds " : float, ndarray, Dual or HyperDual\n\n" \
    "Returns\n-------\n" \
    "float, ndarray, Dual or HyperDual, as the arguments are. Outside the domain NaN, without a warning.\n\n" \
    "Raises\n------\nTypeError\n    For anything else, complex numbers among them.\n\n" \
    "Notes\n-----\n" \
    "Value, slopes and curvatures are stated in the row of that name in src/rules.def, of which\n" \
    "dualnum.functions.RULES['" #name "'] is a copy.\n"

static PyMethodDef dn_functions[] = {
#define UNARY(name, ...) \
    {#name, dn_f_##name, METH_O, DN_DOC(name, "(x, /)", "x")},
#define BINARY(name, ...) \
    {#name, (PyCFunction)(void (*)(void))dn_f_##name, METH_FASTCALL, \
     DN_DOC(name, "(x, y, /)", "x, y")},
#include "rules.def"
    {NULL, NULL, 0, NULL},
};
static PyMethodDef dn_methods[] = {
#define UNARY(name, ...) {#name, dn_m_##name, METH_NOARGS, "As the function of that name."},
#define BINARY(name, ...) {#name, dn_m_##name, METH_O, "As the function of that name."},
#include "rules.def"
    {NULL, NULL, 0, NULL},
};

/* the other spellings, of which object arrays call some (numpy.fabs calls x.fabs()) */
static const char *const dn_aliases[][2] = {
#define ALIAS(alias, name) {#alias, #name},
#include "rules.def"
};
#define DN_ALIASES_N (sizeof dn_aliases / sizeof *dn_aliases)
static PyMethodDef dn_alias_methods[DN_ALIASES_N];

static void dn_name_aliases(void) {
    for (size_t i = 0; i < DN_ALIASES_N; i++) {
        const PyMethodDef *def = dn_methods;
        while (strcmp(def->ml_name, dn_aliases[i][1]) != 0) def++;
        dn_alias_methods[i] = *def;
        dn_alias_methods[i].ml_name = dn_aliases[i][0];
    }
}

/* __array_ufunc__(self, ufunc, method, *inputs, **kwargs), NEP 13. NumPy's own part of the call is most of
 * its time; ours for one argument is a look at the ufunc seen last. */
static PyObject *dn_ufunc_rows; /* {ufunc of one argument: row} */
static PyObject *(*dn_call_ufunc)(PyObject *, PyObject *, PyObject *, PyObject *);

static int dn_row_of(PyObject *ufunc) {
    static PyObject *last; /* kept alive by the dictionary */
    static int last_row;
    if (ufunc != last) {
        PyObject *row = PyDict_GetItemWithError(dn_ufunc_rows, ufunc);
        if (!row) return -1;
        last = ufunc;
        last_row = (int)PyLong_AsLong(row);
    }
    return last_row;
}

static PyObject *dn_array_ufunc(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    (void)self;
    if (n < 2) {
        PyErr_SetString(PyExc_TypeError, "__array_ufunc__() needs a ufunc and a method");
        return NULL;
    }
    Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0;
    if (n == 3 && !named && PyUnicode_Check(args[1]) && PyUnicode_CompareWithASCIIString(args[1], "__call__") == 0) {
        int row = dn_row_of(args[0]);
        if (row >= 0) return dn_unary_call(row, args[2]);
        if (PyErr_Occurred()) return NULL;
    }
    PyObject *inputs = PyTuple_New(n - 2), *kwargs = PyDict_New(), *r = NULL;
    if (!inputs || !kwargs) goto done;
    for (Py_ssize_t i = 2; i < n; i++) {
        Py_INCREF(args[i]);
        PyTuple_SET_ITEM(inputs, i - 2, args[i]);
    }
    for (Py_ssize_t i = 0; i < named; i++)
        if (PyDict_SetItem(kwargs, PyTuple_GET_ITEM(names, i), args[n + i])) goto done;
    r = dn_call_ufunc(args[0], args[1], inputs, kwargs);
done:
    Py_XDECREF(inputs);
    Py_XDECREF(kwargs);
    return r;
}
static PyMethodDef dn_array_ufunc_method = {
    "__array_ufunc__", (PyCFunction)(void (*)(void))dn_array_ufunc, METH_FASTCALL | METH_KEYWORDS,
    "Answers NumPy's ufuncs from the table (NEP 13).",
};

static int dn_add_method(PyTypeObject *type, PyMethodDef *def) {
    PyObject *o = PyDescr_NewMethod(type, def);
    int failed = !o || PyDict_SetItemString(type->tp_dict, def->ml_name, o);
    Py_XDECREF(o);
    return failed;
}

/* The methods go into the type; returns {name: function}. */
static PyObject *dn_make_callables(PyTypeObject *type, const char *module) {
    PyObject *table = PyDict_New(), *name = PyUnicode_FromString(module), *o;
    if (!table || !name) goto fail;
    for (PyMethodDef *def = dn_functions; def->ml_name; def++) {
        if (!(o = PyCFunction_NewEx(def, NULL, name))) goto fail;
        int failed = PyDict_SetItemString(table, def->ml_name, o);
        Py_DECREF(o);
        if (failed) goto fail;
    }
    for (PyMethodDef *def = dn_methods; def->ml_name; def++)
        if (dn_add_method(type, def)) goto fail;
    dn_name_aliases();
    for (size_t i = 0; i < DN_ALIASES_N; i++)
        if (dn_add_method(type, &dn_alias_methods[i])) goto fail;
    if (dn_add_method(type, &dn_array_ufunc_method)) goto fail;
    PyType_Modified(type);
    Py_DECREF(name);
    return table;
fail:
    Py_XDECREF(table);
    Py_XDECREF(name);
    return NULL;
}

#endif
