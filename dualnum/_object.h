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

static int dn_set_slots(PyTypeObject *dual, PyTypeObject *hyper, newfunc new_dual, newfunc new_hyper) {
    if (dual->tp_basicsize != sizeof(dn_dual_object)) {
        PyErr_SetString(PyExc_SystemError, "dn_dual_object differs from Dual");
        return -1;
    }
    dn_duals.type = dual;
    dn_hypers.type = hyper;
    dual->tp_dealloc = dn_dealloc_dual;
    hyper->tp_dealloc = dn_dealloc_hyper;
    dual->tp_new = new_dual;
    hyper->tp_new = new_hyper;
    dual->tp_vectorcall = hyper->tp_vectorcall = NULL; /* Cython's, which calls its own tp_new */
    return 0;
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
            return dn_new_dual(r.f, dn_part(r.d, a->e[0]), a->tag);
        }
    } else if (PyFloat_CheckExact(x)) {
        return PyFloat_FromDouble(dn_eval->unary[row].scalar.value(PyFloat_AS_DOUBLE(x)));
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

#define DN_DOC(name, arguments, value, slopes, curvatures) \
    #name arguments "\n--\n\n" \
    "The function " #name ", of numbers, NumPy arrays (element by element) and dual numbers.\n\n" \
    "Returns a float, an array, or a dual number, as the arguments are.\n\n" \
    "Value: " value "\nSlope: " slopes "\nCurvature: " curvatures "\n"
#define DN_TEXT(...) #__VA_ARGS__

static PyMethodDef dn_functions[] = {
#define UNARY(name, path, lo, hi, ulp, value, slope, curvature) \
    {#name, dn_f_##name, METH_O, DN_DOC(name, "(x, /)", DN_TEXT(value), DN_TEXT(slope), DN_TEXT(curvature))},
#define BINARY(name, path, lo, hi, ulp, value, slopes, curvatures) \
    {#name, (PyCFunction)(void (*)(void))dn_f_##name, METH_FASTCALL, \
     DN_DOC(name, "(x, y, /)", DN_TEXT(value), DN_TEXT(slopes), DN_TEXT(curvatures))},
#include "rules.def"
    {NULL, NULL, 0, NULL},
};
static PyMethodDef dn_methods[] = {
#define UNARY(name, ...) {#name, dn_m_##name, METH_NOARGS, "As the function of that name."},
#define BINARY(name, ...) {#name, dn_m_##name, METH_O, "As the function of that name."},
#include "rules.def"
    {NULL, NULL, 0, NULL},
};

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
    for (PyMethodDef *def = dn_methods; def->ml_name; def++) {
        if (!(o = PyDescr_NewMethod(type, def))) goto fail;
        int failed = PyDict_SetItemString(type->tp_dict, def->ml_name, o);
        Py_DECREF(o);
        if (failed) goto fail;
    }
    PyType_Modified(type);
    Py_DECREF(name);
    return table;
fail:
    Py_XDECREF(table);
    Py_XDECREF(name);
    return NULL;
}

#endif
