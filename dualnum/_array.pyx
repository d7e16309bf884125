# cython: language_level=3, cdivision=True
"""Arrays of dual numbers of first and second order: `DualArray`, `HyperDualArray`, and NumPy's protocols.

Values and slopes are separate NumPy arrays, the slopes with their directions first. In several files:
the types (here), whose directions meet and how (_array_frames.pxi), the chain step on whole arrays
(_array_step.pxi), memory and indexing (_array_items.pxi), writing (_array_write.pxi), making arrays
(_array_make.pxi), NumPy's protocols (_array_numpy.pxi), seeding and reading off (_array_seeds.pxi).
Functions of NumPy that are not elementwise are in numpy_functions.
"""

cimport cython
cimport numpy as cnp
from cpython.float cimport PyFloat_CheckExact
from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from cpython.object cimport Py_EQ, Py_NE, PyObject, PyTypeObject
from libc.stdint cimport uint64_t
from libc.string cimport memcpy, memset

import importlib
import operator
import sys

import numpy as np

from dualnum import errors
from dualnum._core cimport *
from dualnum._scalar cimport check_tag, jet_parts, new_jet, plain_number
from dualnum._scalar import BINARY_UFUNCS, BY_VALUE, NAMES, UNARY_UFUNCS, Jet, special_row
from dualnum._scalar import connect_arrays

cnp.import_array()

cdef extern from "_array.h":
    void dn_retype(object, PyTypeObject *)
    ctypedef object (*dn_newfunc)(PyTypeObject *, PyObject *, PyObject *)
    void dn_set_new(PyTypeObject *, dn_newfunc)
    object (*dn_plain_ufunc)(object, PyObject **, Py_ssize_t)
    object (*dn_any_ufunc)(object, object, object, object)
    int dn_prepare_arrays(PyTypeObject *) except -1

cdef uint64_t MADE_BY_HAND = 0, MADE_BY_HAND_1 = 1, MADE_BY_HAND_2 = 2


# ---- types --------------------------------------------------------------------------------------------


@cython.auto_pickle(False)
@cython.c_api_binop_methods(True)
cdef class JetArray:
    """What `DualArray` and `HyperDualArray` have in common.

    An array owns its parts, all C-contiguous and of one type, or is a view: then it has a value that
    looks into the memory of its base, and its other parts lie where that value lies. A part that is
    None is zero; of a set of directions only those that something depends on are stored.
    """

    cdef cnp.ndarray v
    cdef object p1, p2, p12  # of an owner, e1, e2 and e12: None or (directions,) + shape, (rows, columns) + shape
    cdef JetArray base       # the owner, for a view
    cdef dn_span s1, s2      # no directions at all (n == 0): a constant
    cdef uint64_t tag1, tag2
    cdef bint seeds          # as seeded: element i varies in direction i - first1 (and i - first2) only
    cdef int first1, first2
    cdef object __weakref__

    # operators

    def __add__(a, b):
        return binary(ADD, a, b)

    def __sub__(a, b):
        return binary(SUBTRACT, a, b)

    def __mul__(a, b):
        return binary(MULTIPLY, a, b)

    def __truediv__(a, b):
        return binary(DIVIDE, a, b)

    def __pow__(a, b, modulus):
        if modulus is not None:
            raise errors.modular_power()
        return power(a, b)

    def __floordiv__(a, b):
        return binary(row_of("floor_divide", 2), a, b)

    def __mod__(a, b):
        return binary(row_of("mod", 2), a, b)

    def __divmod__(a, b):
        return binary(row_of("floor_divide", 2), a, b), binary(row_of("mod", 2), a, b)

    def __matmul__(a, b):
        return np.matmul(a, b)

    def __neg__(self):
        return complex_row("negative", (self,)) if self.v.dtype.kind == "c" else binary(MULTIPLY, self, -1.0)

    def __pos__(self):
        return wrapped(copied(self))

    def __abs__(self):
        return unary(row_of("abs", 1), self)

    def __iadd__(self, b):
        return assigned(self, binary(ADD, self, b))

    def __isub__(self, b):
        return assigned(self, binary(SUBTRACT, self, b))

    def __imul__(self, b):
        return assigned(self, binary(MULTIPLY, self, b))

    def __itruediv__(self, b):
        return assigned(self, binary(DIVIDE, self, b))

    def __ipow__(self, b):
        return assigned(self, power(self, b))

    def __ifloordiv__(self, b):
        return assigned(self, binary(row_of("floor_divide", 2), self, b))

    def __imod__(self, b):
        return assigned(self, binary(row_of("mod", 2), self, b))

    def __imatmul__(self, b):
        return assigned(self, np.matmul(self, b))

    def __richcmp__(self, other, int op):
        if not comparable(other):
            return NotImplemented
        if self.v.dtype.kind == "c" and op not in (Py_EQ, Py_NE):
            raise errors.refused_function("ordering", "complex numbers have no order, compare abs(z) or z.real")
        return COMPARISONS[op](values_of(self), values_of(other))

    __hash__ = None

    # conversions that would drop the slopes

    def __bool__(self):
        if self.v.size != 1:
            raise errors.truth_of_array(shape_of(self))
        return bool(self.v.item())

    def __float__(self):
        if is_constant(self):
            return float(self.v.item())
        raise errors.array_to_plain(type(self).__name__, "float")

    def __int__(self):
        if is_constant(self):
            return int(self.v.item())
        raise errors.array_to_plain(type(self).__name__, "int")

    def __index__(self):
        raise errors.array_to_plain(type(self).__name__, "an index")

    def __complex__(self):
        if is_constant(self):
            return complex(self.v.item())
        raise errors.array_to_plain(type(self).__name__, "complex")

    def __array__(self, dtype=None, copy=None):
        if is_constant(self):  # nothing is lost; a copy, as slopes may be stored here later
            return snapshot(self.v, dtype, copy)
        raise errors.array_to_plain(type(self).__name__, "a plain NumPy array")

    # container

    def __len__(self):
        if self.v.ndim == 0:
            raise errors.no_length()
        return self.v.shape[0]

    def __iter__(self):
        if self.v.ndim == 0:
            raise errors.no_length()
        return iter([self[i] for i in range(self.v.shape[0])])

    def __contains__(self, x):
        return bool((values_of(self) == values_of(x)).any())

    def __getitem__(self, key):
        return item(self, key)

    def __setitem__(self, key, value):
        set_item(self, key, value)

    # parts

    @property
    def value(self):
        """ndarray: the values without their slopes, read-only."""
        return read_only(self.v)

    @property
    def shape(self):
        """tuple of int: the shape of the values."""
        return shape_of(self)

    @property
    def ndim(self):
        """int: the number of dimensions."""
        return self.v.ndim

    @property
    def size(self):
        """int: the number of elements."""
        return self.v.size

    @property
    def dtype(self):
        """dtype of the values and the slopes."""
        return self.v.dtype

    @property
    def itemsize(self):
        """int: bytes of one value."""
        return self.v.dtype.itemsize

    @property
    def nbytes(self):
        """int: bytes of the values and the slopes that are stored."""
        if self.base is not None:
            return self.v.nbytes * (1 + rows_of(self.base))
        return self.v.nbytes * (1 + rows_of(self))

    @property
    def flags(self):
        """flags of the array of values."""
        return self.v.flags

    @property
    def T(self):  # noqa: N802
        """The array with its axes reversed, a view."""
        return view(self, self.v.T)

    @property
    def mT(self):  # noqa: N802
        """The array with its last two axes exchanged, a view."""
        return view(self, np.matrix_transpose(self.v))

    @property
    def real(self):
        """The real parts, a view."""
        return wrapped(view(self, self.v.real)) if self.v.dtype.kind == "c" else self

    @real.setter
    def real(self, value):
        set_item(view(self, self.v.real), Ellipsis, value)

    @property
    def imag(self):
        """The imaginary parts; zeros for a real array."""
        return wrapped(view(self, self.v.imag)) if self.v.dtype.kind == "c" else constants(np.zeros_like(self.v))

    @imag.setter
    def imag(self, value):
        if self.v.dtype.kind != "c":
            raise errors.complex_into_real()
        set_item(view(self, self.v.imag), Ellipsis, value)

    @property
    def flat(self):
        """The elements one after the other: to loop over, to index and to assign to."""
        return Flat(self)

    @flat.setter
    def flat(self, value):
        Flat(self)[...] = value

    # methods named as those of ndarray, see the functions of these names

    def __getattr__(self, name):
        if name in ("e1", "e2", "e12") and owner(self).s2.n and not isinstance(self, HyperDualArray):
            dn_retype(self, <PyTypeObject *>HyperDualArray)  # the owner has become one since
            return getattr(self, name)
        method = entry(METHODS, name)
        if method is None and is_constant(self) and not name.startswith("__"):
            return getattr(read_only(self.v), name)
        if method is None:
            raise AttributeError(errors.no_array_attribute(type(self).__name__, name))
        return Method(self, name, method)

    def __dir__(self):
        entry(METHODS, "")
        return [*object.__dir__(self), *METHODS]

    # copies

    def __copy__(self):
        return copied(self)

    def __deepcopy__(self, memo):
        return copied(self)

    def __reduce__(self):
        return _rebuild, pickled(self)

    # display

    def __repr__(self):
        return described(self)

    def __format__(self, spec):
        if spec:
            raise errors.array_format(type(self).__name__)
        return described(self)

    # NumPy

    __array_priority__ = 1100.0  # __array_ufunc__ is in _array.h

    def __array_function__(self, func, types, args, kwargs):
        return array_function(func, args, kwargs)

    def __dualnum_row__(self, name, args):
        return call_row(name, args)


@cython.final
cdef class DualArray(JetArray):
    """An array of numbers with their slopes in one or more directions.

    Parameters
    ----------
    value : array_like
        Real numbers; integers and booleans become float64, float32 stays.
    tangent : array_like, optional
        The slopes: of the shape of `value`, or ``(k,) + value.shape`` for k directions. 0 by default.

    Attributes
    ----------
    value : ndarray
    tangent : ndarray of the shape of `value`, or (k,) + that shape

    Raises
    ------
    TypeError, ValueError
        If a part is not real, or its shape does not fit.

    Notes
    -----
    NumPy's functions, operators, indexing, and assignment work as on ndarrays; slices are views that
    write through to values and slopes. What would lose the slopes raises a TypeError.

    Examples
    --------
    >>> import numpy as np
    >>> from dualnum import DualArray
    >>> x = DualArray([1.0, 2.0], [1.0, 0.0])
    >>> x * x
    DualArray([1., 4.], tangent=[2., 0.])
    >>> np.sum(np.sqrt(x))
    Dual(2.414213562373095, 0.5)
    """

    @property
    def tangent(self):
        """ndarray: the slopes, of shape ``value.shape``, or ``(k,) + value.shape`` for k directions."""
        return spread_rows(self, 1)


@cython.final
cdef class HyperDualArray(JetArray):
    """An array of numbers with slopes in two sets of directions and the mixed second-order terms.

    Parameters
    ----------
    value : array_like
    e1, e2 : array_like, optional
        Of the shape of `value`, or with the directions of the set first, ``(k,) + value.shape``.
    e12 : array_like, optional
        Of the shape of `value`, or ``(k, m) + value.shape``. All are 0 by default.

    Attributes
    ----------
    value, e1, e2, e12 : ndarray
        A set of one direction has no axis of its own; `e12` has none if both sets have one.

    Examples
    --------
    >>> from dualnum import HyperDualArray
    >>> x = HyperDualArray([2.0, 3.0], 1.0, 1.0)
    >>> (x**3).e12
    array([12., 18.])
    """

    @property
    def e1(self):
        """ndarray: slopes in the first set of directions."""
        return spread_rows(self, 1)

    @property
    def e2(self):
        """ndarray: slopes in the second set of directions."""
        return spread_rows(self, 2)

    @property
    def e12(self):
        """ndarray: mixed terms."""
        return spread_mixed(self)


include "_array_frames.pxi"
include "_array_step.pxi"
include "_array_items.pxi"
include "_array_write.pxi"
include "_array_make.pxi"
include "_array_numpy.pxi"
include "_array_seeds.pxi"

dn_set_new(<PyTypeObject *>JetArray, refuse_new)
dn_set_new(<PyTypeObject *>DualArray, new_dual_array)
dn_set_new(<PyTypeObject *>HyperDualArray, new_hyper_array)
dn_plain_ufunc = plain_ufunc
dn_any_ufunc = array_ufunc
dn_prepare_arrays(<PyTypeObject *>JetArray)
connect_arrays(JetArray, mixed_operands, array_ufunc_of_numbers, array_function_of_numbers)
