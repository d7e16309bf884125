# cython: language_level=3, cdivision=True
"""Dual numbers of first and second order, and everything that is done with them in C.

The module is one compilation unit, so that its short functions are inlined, in several files: tags
(_tags.pxi), the types (here), coercion and the chain step (_chain.pxi), parts, text and construction
(_parts.pxi), the functions of the table (_callables.pxi), NumPy's protocol (_numpy.pxi), seeding and
reading off (_seeds.pxi), what transforms return (_transformed.pxi); memory is in _object.h.
"""

cimport cython
from cpython.mem cimport PyMem_Realloc
from cpython.object cimport PyObject, PyTypeObject, Py_EQ, Py_NE, Py_LT, Py_LE, Py_GT, Py_GE
from libc.math cimport fabs, isfinite
from libc.stdint cimport uint64_t
from libc.string cimport memcpy, memset

import numbers
import os
import sys

import numpy as np

from dualnum import _core as _table
from dualnum import errors
from dualnum._core cimport *

cdef extern from "_object.h":
    ctypedef struct dn_pool:
        pass
    dn_pool dn_duals, dn_hypers
    object dn_take(dn_pool *)
    object dn_take_large(dn_pool *, size_t)
    bint DN_IS_DUAL(object)
    bint DN_IS_HYPER(object)
    ctypedef object (*dn_newfunc)(PyTypeObject *, PyObject *, PyObject *)
    int dn_set_slots(PyTypeObject *, PyTypeObject *, PyTypeObject *, dn_newfunc, dn_newfunc) except -1
    int dn_parse_dual(PyObject *, PyObject *, PyObject **, PyObject **) except 0
    int dn_parse_hyper(PyObject *, PyObject *, PyObject **, PyObject **, PyObject **, PyObject **) except 0
    object dn_new_dual(double, double, uint64_t)
    object dn_unary_call(int, object)
    bint dn_is_single(object)
    bint dn_same_calls(object, object)
    object dn_step_single(const dn_partials *, PyObject *, PyObject *)
    const dn_evaluators *dn_eval
    object (*dn_call_unary)(int, object)
    object (*dn_call_binary)(int, object, object)
    object (*dn_call_ufunc)(object, object, object, object)
    PyObject *dn_ufunc_rows
    object dn_make_callables(PyTypeObject *, const char *)
    enum: DN_square
    enum: DN_power
    enum: DN_mod
    enum: DN_floor_divide
    enum: DN_abs
    enum: DN_floor
    enum: DN_ceil
    enum: DN_trunc

cdef object np_zeros = np.zeros

include "_tags.pxi"


# ---- types --------------------------------------------------------------------------------------------


@cython.auto_pickle(False)
@cython.c_api_binop_methods(True)
cdef class Jet:
    """What `Dual` and `HyperDual` have in common: operators, methods named like NumPy's functions.

    Operators take numbers of either type, floats, ints, bools and NumPy scalars. Comparisons, ``bool``
    and ``hash`` go by the value; inside a derivative call numbers have no hash, because a cache would
    take them for the plain number they equal. Division by zero gives inf or NaN, as in NumPy.
    """

    cdef int pooled  # see _object.h; must stay first

    # operators

    def __add__(a, b):
        return algebra(ADD, a, b)

    def __sub__(a, b):
        return algebra(SUBTRACT, a, b)

    def __mul__(a, b):
        return algebra(MULTIPLY, a, b)

    def __truediv__(a, b):
        return algebra(DIVIDE, a, b)

    def __pow__(a, b, modulus):
        if modulus is not None:
            raise errors.modular_power()
        return power(a, b)

    def __floordiv__(a, b):
        return operator(DN_floor_divide, a, b)

    def __mod__(a, b):
        return operator(DN_mod, a, b)

    def __divmod__(a, b):
        quotient = operator(DN_floor_divide, a, b)
        return quotient if quotient is NotImplemented else (quotient, operator(DN_mod, a, b))

    def __neg__(self):
        return negative(self)

    def __pos__(self):
        return self

    def __abs__(self):
        return call_unary(DN_abs, self)

    def __round__(self, ndigits=None):
        return constant_like(self, round(value_of(self), ndigits))

    def __floor__(self):
        return call_unary(DN_floor, self)

    def __ceil__(self):
        return call_unary(DN_ceil, self)

    def __trunc__(self):
        return call_unary(DN_trunc, self)

    def __richcmp__(self, other, int op):
        return compare(self, other, op)

    def __hash__(self):
        cdef double v = value_of(self)
        if first_tag(self) > MADE_BY_HAND_2:  # a cache would take it for the equal plain number
            raise errors.unhashable()
        return hash(v) if v == v else object.__hash__(self)  # Python's floats hash NaN by identity too

    def __bool__(self):
        return value_of(self) != 0

    # conversions that would drop the slopes

    def __float__(self):
        raise errors.to_plain(type(self).__name__, "float")

    def __int__(self):
        raise errors.to_plain(type(self).__name__, "int")

    def __index__(self):
        raise errors.to_plain(type(self).__name__, "an index")

    def __complex__(self):
        raise errors.to_plain(type(self).__name__, "complex")

    # parts

    @property
    def value(self):
        """float: the value without its slopes."""
        return value_of(self)

    @property
    def real(self):
        """The number itself."""
        return self

    @property
    def imag(self):
        """float: 0."""
        return 0.0

    def conjugate(self):
        """The number itself."""
        return self

    def round(self, decimals=0, out=None):
        """The value rounded, with slopes 0; what `numpy.round` calls."""
        if out is not None:
            raise errors.no_keyword("round", "out")
        return constant_like(self, float(np.round(value_of(self), decimals)))

    def clip(self, min=None, max=None):
        """The number between bounds, as `numpy.clip` does it; a tie with a bound halves the slopes."""
        return clip(self, min, max)

    # what else NumPy's numbers have, but dtype: what has one is cast to it, by np.mean of objects for one;
    # the methods in AS_FUNCTIONS are made below

    @property
    def shape(self):
        """tuple: that of a number, ()."""
        return ()

    @property
    def ndim(self):
        """int: 0."""
        return 0

    @property
    def size(self):
        """int: 1."""
        return 1

    @property
    def T(self):  # noqa: N802
        """The number itself."""
        return self

    def item(self, *args):
        """The number itself, with its slopes."""
        np.float64(value_of(self)).item(*args)  # what it does not take
        return self

    def tolist(self):
        """The number itself, with its slopes."""
        return self

    def copy(self):
        """The number itself, as numbers do not change."""
        return self

    def flatten(self, order="C"):
        """As `numpy.ravel`."""
        return np.ravel(self, order)

    def reshape(self, *shape, order="C"):
        """As `numpy.reshape`."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape, order)

    # copies: numbers do not change

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    # display

    def __repr__(self):
        return describe(self, repr_float)

    def __format__(self, spec):
        return describe(self, repr_float if spec == "" else lambda x: format(x, spec))

    # NumPy

    __array_priority__ = 1000.0  # __array_ufunc__ is in _object.h

    def __array_function__(self, func, types, args, kwargs):
        return array_function(func, types, args, kwargs)


@cython.final
cdef class Dual(Jet):
    """A value with its slopes in one or more directions.

    Parameters
    ----------
    value : float
    tangent : float or sequence of k floats, optional
        The slope, or one slope for each of k directions. 0 by default.

    Attributes
    ----------
    value : float
    tangent : float or ndarray of shape (k,)

    Raises
    ------
    DirectionError
        When numbers with different numbers of directions meet.

    Examples
    --------
    >>> from dualnum import Dual, sin
    >>> x = Dual(2.0, 1.0)
    >>> x * x
    Dual(4.0, 4.0)
    >>> sin(Dual(0.0, [1.0, 3.0]))
    Dual(0.0, [1.0, 3.0])
    """

    cdef uint64_t tag  # the derivative call that the directions belong to
    cdef double v
    cdef dn_span s
    cdef double e[1]  # slopes of the directions s.lo to s.hi - 1; the allocation goes on

    @property
    def tangent(self):
        """float or ndarray of shape (k,): the slopes."""
        return self.e[0] if self.s.n == 1 else spread(self.e, self.s)

    def __sizeof__(self):
        return sizeof_jet(self)

    def __reduce__(self):
        return _rebuild_dual, (self.v, self.tangent, self.tag)


@cython.final
cdef class HyperDual(Jet):
    """A value with slopes in two sets of directions, and the mixed second-order terms.

    Parameters
    ----------
    value : float
    e1 : float or sequence of k floats, optional
    e2 : float or sequence of m floats, optional
    e12 : float or array of shape (k, m), optional
        Slopes of the slopes `e1` in the directions of `e2`. All are 0 by default.

    Attributes
    ----------
    value : float
    e1, e2, e12 : float or ndarray
        Floats where there is one direction in each set.

    Notes
    -----
    With ``e1 = e2 = 1`` and ``e12 = 0``, ``f(x).e12`` is the second derivative (J. A. Fike and J. J.
    Alonso, The development of hyper-dual numbers for exact second-derivative calculations, AIAA
    2011-886).

    Examples
    --------
    >>> from dualnum import HyperDual
    >>> HyperDual(2.0, 1.0, 1.0) ** 3
    HyperDual(8.0, 12.0, 12.0, 12.0)
    """

    cdef uint64_t tag1, tag2
    cdef double v
    cdef dn_span s1, s2
    cdef int mixed
    cdef double e[3]  # e1, e2, e12; the allocation goes on

    @property
    def e1(self):
        """float or ndarray of shape (k,): slopes in the first set of directions."""
        return hyper_parts(self)[0]

    @property
    def e2(self):
        """float or ndarray of shape (m,): slopes in the second set."""
        return hyper_parts(self)[1]

    @property
    def e12(self):
        """float or ndarray of shape (k, m): mixed terms."""
        return hyper_parts(self)[2]

    def __sizeof__(self):
        return sizeof_jet(self)

    def __reduce__(self):
        return _rebuild_hyper, (self.v, *hyper_parts(self), self.tag1, self.tag2)


# ---- arrays of numbers, which build on this module ---------------------------------------------------------

cdef object mixed_operands, array_ufunc_of_numbers, array_function_of_numbers
cdef type array_type = None


def connect_arrays(type arrays, mixed, ufunc, function):
    """What answers where a number meets a plain array: _array, which builds on this module."""
    global array_type, mixed_operands, array_ufunc_of_numbers, array_function_of_numbers
    array_type, mixed_operands, array_ufunc_of_numbers, array_function_of_numbers = arrays, mixed, ufunc, function


include "_chain.pxi"
include "_parts.pxi"
include "_callables.pxi"
include "_numpy.pxi"
include "_seeds.pxi"
include "_transformed.pxi"

dn_set_slots(<PyTypeObject *>Jet, <PyTypeObject *>Dual, <PyTypeObject *>HyperDual, new_dual_type, new_hyper_type)
dn_eval = evaluators
dn_call_unary = call_unary
dn_call_binary = call_binary
add_methods(<dict>(<PyTypeObject *>Jet).tp_dict)
FUNCTIONS = dn_make_callables(<PyTypeObject *>Jet, b"dualnum.functions")
dn_call_ufunc = array_ufunc
cdef object unary_ufuncs = UNARY_UFUNCS  # a reference that nobody can delete
dn_ufunc_rows = <PyObject *>unary_ufuncs
