"""Arrays for dual numbers: made of them, or of plain numbers to store dual ones in later.

Each is NumPy's function of the same name with ``like=`` a dual array, so these also work where no dual array
is at hand. The arrays depend on nothing until a dual number is stored; then they take up its directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum._array import array_of, constants, value_of
from dualnum.numpy_functions import joining

__all__ = [
    "array", "concatenate", "empty", "empty_like", "full", "full_like", "ones", "ones_like", "stack", "zeros",
    "zeros_like",
]  # fmt: skip

LIKE = constants(0.0)


def array(x: Any, dtype: Any = None) -> Any:
    """A new dual array of numbers, dual numbers and arrays in nested lists.

    Parameters
    ----------
    x : array_like
        Numbers, dual numbers, arrays and dual arrays, in lists and tuples nested as for `numpy.array`.
    dtype : dtype, optional
        A real or complex type; that of the numbers by default, float64 for integers.

    Returns
    -------
    DualArray or HyperDualArray
        Also of plain numbers alone: dual numbers can be stored in it. Plain if `dtype` is another type.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.array([dn.Dual(2.0, 1.0), 3.0])
    DualArray([2., 3.], tangent=[1., 0.])
    """
    return np.array(x, dtype, like=LIKE)


def zeros(shape: Any, dtype: Any = float) -> Any:
    """An array of zeros that dual numbers can be stored in.

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype
        float64, float32 or complex; an array of integers or truth values is a plain one.

    Returns
    -------
    DualArray

    Examples
    --------
    >>> import dualnum as dn
    >>> u = dn.zeros(3)
    >>> u[1] = dn.Dual(2.0, 1.0)
    >>> u
    DualArray([0., 2., 0.], tangent=[0., 1., 0.])
    """
    return np.zeros(shape, dtype, like=LIKE)


def ones(shape: Any, dtype: Any = float) -> Any:
    """An array of ones that dual numbers can be stored in, see `zeros`."""
    return np.ones(shape, dtype, like=LIKE)


def empty(shape: Any, dtype: Any = float) -> Any:
    """An array of any numbers that dual numbers can be stored in, see `zeros`."""
    return np.empty(shape, dtype, like=LIKE)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """An array filled with a plain or dual number, or an array that broadcasts to the shape.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.full(2, dn.Dual(2.0, 1.0))
    DualArray([2., 2.], tangent=[1., 1.])
    """
    return np.full(shape, fill_value, dtype, like=LIKE)


def zeros_like(x: Any, dtype: Any = None) -> Any:
    """Zeros in the shape of `x`, plain or dual; dual numbers of any call can be stored in them."""
    return zeros(*_shape_and_dtype(x, dtype))


def ones_like(x: Any, dtype: Any = None) -> Any:
    """Ones in the shape of `x`, see `zeros_like`."""
    return ones(*_shape_and_dtype(x, dtype))


def empty_like(x: Any, dtype: Any = None) -> Any:
    """Any numbers in the shape of `x`, see `zeros_like`."""
    return empty(*_shape_and_dtype(x, dtype))


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    """A plain or dual number in the shape of `x`, see `full`."""
    shape, dtype = _shape_and_dtype(x, dtype)
    return full(shape, fill_value, dtype)


def stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Dual or plain numbers, or arrays of one shape, along a new axis.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.stack([dn.Dual(2.0, 1.0), 3.0])
    DualArray([2., 3.], tangent=[1., 0.])
    """
    return joining.stack(arrays, axis)


def concatenate(arrays: Sequence[Any], axis: int | None = 0) -> Any:
    """Arrays and lists of plain or dual numbers one after the other along an axis.

    Examples
    --------
    >>> import dualnum as dn
    >>> import numpy as np
    >>> dn.concatenate([np.zeros(2), [dn.Dual(2.0, 1.0)]])
    DualArray([0., 0., 2.], tangent=[0., 0., 1.])
    """
    return joining.concatenate(arrays, axis)


def _shape_and_dtype(x: Any, dtype: Any) -> tuple[Any, Any]:
    v = value_of(array_of(x))
    return v.shape, dtype or (v.dtype if v.dtype.kind in "fc" else float)
