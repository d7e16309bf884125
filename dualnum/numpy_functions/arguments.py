"""Arguments and keywords that many functions share: dtype=, out=, numbers beside arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.lifting import (
    Array,
    DualArray,
    HyperDualArray,
    array_of,
    is_dual,
    same_call,
    value_of,
)

DUAL_ARRAYS = (DualArray, HyperDualArray)

__all__ = [
    "DUAL_ARRAYS", "as_common", "cast", "dual_inside", "first_argument", "float_dtype", "into",
    "is_plain_dtype", "number", "stripped", "with_dtype",
]  # fmt: skip


def dual_inside(x: Any) -> bool:
    """Whether something in nested lists and tuples is dual."""
    if isinstance(x, (list, tuple)):
        return any(map(dual_inside, x))
    return bool(is_dual(x))


def stripped(x: Any) -> Any:
    """x by its value; what is plain, a number of Python for instance, as it is."""
    if is_dual(x):
        return value_of(x)
    if isinstance(x, (list, tuple)) and dual_inside(x):
        return type(x)([stripped(e) for e in x])
    if isinstance(x, np.ndarray) and x.dtype.kind == "O":
        return value_of(array_of(x))
    return x


def first_argument(parameter: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The argument of this name, which comes first, and the others."""
    if args:
        return args[0], args[1:], kwargs
    return kwargs[parameter], args, {k: v for k, v in kwargs.items() if k != parameter}


def number(x: Any) -> Any:
    """An array without dimensions as a number."""
    return x[()] if isinstance(x, DUAL_ARRAYS) and x.ndim == 0 else x


# ---- types ---------------------------------------------------------------------------------------------


def is_plain_dtype(dtype: Any) -> bool:
    """Whether a type is asked for that dual numbers do not have: integers, truth values, text."""
    return dtype is not None and np.dtype(dtype).kind not in "fc"


def float_dtype(name: str, dtype: Any) -> Any:
    """dtype= as dual arrays know it: half precision is single precision there."""
    if dtype is None:
        return None
    kind = np.dtype(dtype)
    if kind.kind == "f" and kind.itemsize <= 8:
        return np.dtype(np.float64 if kind.itemsize == 8 else np.float32)
    if kind.kind == "c" and kind.itemsize <= 16:
        return kind.newbyteorder("=")
    raise errors.no_array_keyword(f"numpy.{name}", f"dtype={kind}")


def with_dtype(name: str, x: Any, dtype: Any) -> Any:
    """x as it is, if it is of the type asked for, or else a copy of that type."""
    dtype = float_dtype(name, dtype)
    if dtype is None or x.dtype == dtype:
        return x
    if x.dtype.kind == "c" and dtype.kind == "f":
        raise errors.complex_into_real()
    return cast(x, dtype)


def cast(x: Any, dtype: Any) -> Any:
    """A copy of x with another type of numbers."""
    return same_call(lambda part: part.astype(dtype), x)


def as_common(*xs: Any) -> tuple[Any, list[Any]]:
    """The type of a result of all, and all as arrays; dual numbers count as those of Python (NEP 50)."""
    arrays = [x if isinstance(x, np.ndarray) and x.dtype.kind != "O" else array_of(x) for x in xs]
    weak = [_is_weak(x) for x in xs]
    kinds = [_weak_value(x) if w else value_of(a).dtype for x, a, w in zip(xs, arrays, weak, strict=True)]
    common = np.result_type(*kinds)
    return common, [
        a.astype(common) if w and not is_dual(a) else a for a, w in zip(arrays, weak, strict=True)
    ]


def _is_weak(x: Any) -> bool:
    if isinstance(x, np.generic):
        return False
    return isinstance(x, (bool, int, float, complex)) or (is_dual(x) and not isinstance(x, DUAL_ARRAYS))


def _weak_value(x: Any) -> Any:
    return 0.0 if is_dual(x) else x


# ---- out= ----------------------------------------------------------------------------------------------


def into(name: str, out: Any, result: Any) -> Array:
    """The result, or the array given as out= after it is written there."""
    if out is None:
        return result
    if not isinstance(out, DUAL_ARRAYS):
        raise errors.plain_out(f"numpy.{name}")
    if out.shape != np.shape(value_of(result)):
        raise errors.no_in_place(out.shape, np.shape(value_of(result)))
    out[...] = result
    return out
