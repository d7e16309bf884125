# What transforms return: a function that knows how it was made, so that it can be made again - in another
# process (pickle), or of a lifted function.

import functools
from types import MethodType

cdef extern from "Python.h":
    ctypedef PyObject *(*vectorcallfunc)(PyObject *, PyObject *const *, size_t, PyObject *)
    PyObject *PyObject_Vectorcall(PyObject *, PyObject *const *, size_t, PyObject *)
    Py_ssize_t PyVectorcall_NARGS(size_t)
    void Py_INCREF(PyObject *)
    void Py_DECREF(PyObject *)
    PyObject *PyTuple_GET_ITEM(PyObject *, Py_ssize_t)

cdef extern from *:
    """
    /* Calls of the type go to the field at this offset, with no tuple or dict of arguments made. */
    static void dn_set_vectorcall(PyTypeObject *type, Py_ssize_t offset) {
        type->tp_vectorcall_offset = offset;
        type->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
        type->tp_call = PyVectorcall_Call;
        PyType_Modified(type);
    }
    """
    void dn_set_vectorcall(PyTypeObject *, Py_ssize_t)


@cython.final
@cython.auto_pickle(False)
cdef class Transformed:
    """``make(f, **options)``, which calls `function`; pickled as that, so wherever f can be.

    It has the attributes of f, as by `functools.update_wrapper`, which would take as long as all else.

    Parameters
    ----------
    make : callable
        The transform.
    f : callable
    options : dict
    function : callable
        What answers calls.
    part : int
        Which of the parts of a tuple that `function` returns is returned; all by default.
    by_first : int
        The order, where this is a derivative of f by its first argument; `part` is that of ``(f, f', ...)`` then,
        and `function` returns it by itself. A float alone does not go there, but the short way.
    """

    cdef vectorcallfunc vectorcall
    cdef object make, f, options, function
    cdef str name
    cdef int part, by_first
    cdef dict __dict__
    cdef object __weakref__

    def __init__(self, make, f, dict options, function, int part=-1, int by_first=0):
        self.vectorcall = <vectorcallfunc>forward
        self.make = make
        self.name = make.__name__
        self.f = f
        self.options = options
        self.function = function
        self.part = part
        self.by_first = by_first
        cdef dict names = vars(self)
        names.update(getattr(f, "__dict__", ()))
        for key in functools.WRAPPER_ASSIGNMENTS:
            if hasattr(f, key):
                names[key] = getattr(f, key)
        name = f"{self.name}({getattr(f, '__name__', type(f).__name__)})"
        names["__name__"] = names["__qualname__"] = function.__qualname__ = name  # for Python's messages
        names["__wrapped__"] = f

    def of(self, f):
        """The same transform of f."""
        return self if f is self.f else self.make(f, **self.options)

    @property
    def transformed(self):
        """The function that was transformed."""
        return self.f

    def __call__(self, *args, **kwargs):  # where it is asked for by this name; calls go to `forward`
        result = self.function(*args, **kwargs)
        return result if self.part < 0 or self.by_first else result[self.part]

    def __get__(self, instance, owner):
        return self if instance is None else MethodType(self, instance)

    def __reduce__(self):
        return functools.partial(self.make, **self.options), (self.f,)

    def __repr__(self):
        return f"<{self.__name__}>"


cdef PyObject *forward(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *names) except NULL:
    cdef Transformed t = <Transformed>self
    cdef PyObject *result
    cdef PyObject *part
    cdef Py_ssize_t n = PyVectorcall_NARGS(nargsf)
    if t.by_first:
        if n == 1 and names == NULL and PyFloat_CheckExact(<object>args[0]):
            return of_float(t, <object>args[0])
        if n == 0:
            raise errors.bad_argnums(0, 0)
    result = PyObject_Vectorcall(<PyObject *>t.function, args, nargsf, names)
    if result == NULL or t.part < 0 or t.by_first:
        return result
    part = PyTuple_GET_ITEM(result, t.part)
    Py_INCREF(part)
    Py_DECREF(result)
    return part


cdef PyObject *of_float(Transformed t, x) except NULL:
    """A new reference to the derivative, or value and derivatives, at a float."""
    cdef tuple parts
    if t.by_first == 1:
        parts = call_first(t.name, t.f, x, (), None)
    else:
        parts = call_second(t.name, t.f, x, (), None)
    result = parts if t.part < 0 else parts[t.part]
    Py_INCREF(<PyObject *>result)
    return <PyObject *>result


cdef Transformed _one = Transformed.__new__(Transformed)
dn_set_vectorcall(<PyTypeObject *>Transformed, <char *>&_one.vectorcall - <char *><PyObject *>_one)
