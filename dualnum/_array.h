/* __array_ufunc__ of dual arrays as C calls it: NumPy's own part of a call is long enough. */
#ifndef DUALNUM_ARRAY_H
#define DUALNUM_ARRAY_H

#include <Python.h>

static PyObject *(*dn_plain_ufunc)(PyObject *ufunc, PyObject **inputs, Py_ssize_t n);
static PyObject *(*dn_any_ufunc)(PyObject *ufunc, PyObject *method, PyObject *inputs, PyObject *kwargs);

static PyObject *dn_array_array_ufunc(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    (void)self;
    if (n < 3) {
        PyErr_SetString(PyExc_TypeError, "__array_ufunc__() needs a ufunc, a method and arguments");
        return NULL;
    }
    Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0;
    if (!named && PyUnicode_Check(args[1]) && PyUnicode_CompareWithASCIIString(args[1], "__call__") == 0)
        return dn_plain_ufunc(args[0], (PyObject **)(args + 2), n - 2);
    PyObject *inputs = PyTuple_New(n - 2), *kwargs = PyDict_New(), *r = NULL;
    if (!inputs || !kwargs) goto done;
    for (Py_ssize_t i = 2; i < n; i++) PyTuple_SET_ITEM(inputs, i - 2, Py_NewRef(args[i]));
    for (Py_ssize_t i = 0; i < named; i++)
        if (PyDict_SetItem(kwargs, PyTuple_GET_ITEM(names, i), args[n + i])) goto done;
    r = dn_any_ufunc(args[0], args[1], inputs, kwargs);
done:
    Py_XDECREF(inputs);
    Py_XDECREF(kwargs);
    return r;
}
static PyMethodDef dn_array_ufunc_def = {
    "__array_ufunc__", (PyCFunction)(void (*)(void))dn_array_array_ufunc, METH_FASTCALL | METH_KEYWORDS,
    "Answers NumPy's ufuncs from the table (NEP 13).",
};

static int dn_prepare_arrays(PyTypeObject *base) {
    PyObject *o = PyDescr_NewMethod(base, &dn_array_ufunc_def);
    int failed = !o || PyDict_SetItemString(base->tp_dict, "__array_ufunc__", o);
    Py_XDECREF(o);
    PyType_Modified(base);
    return failed ? -1 : 0;
}

/* Users make arrays through `f`; Cython's own allocation is for us. */
static void dn_set_new(PyTypeObject *type, newfunc f) {
    type->tp_new = f;
    type->tp_vectorcall = NULL;
}

/* A constant becomes an array of first or second order: the types have one layout. */
static void dn_retype(PyObject *o, PyTypeObject *type) { Py_SET_TYPE(o, type); }

#endif
