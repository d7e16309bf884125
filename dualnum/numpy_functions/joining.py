"""Functions that put arrays together, plain and dual ones: linear in all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_functions.arguments import (
    DUAL_ARRAYS,
    as_common,
    dual_inside,
    float_dtype,
    into,
    with_dtype,
)
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    axis_from_end,
    implements,
    is_dual,
    linear,
    linear_rows,
    plain_values,
)
from dualnum.numpy_functions.shapes import rearranged

__all__: list[str] = []


def _arrays(given: Any) -> list[Any]:
    return [array_of(x) for x in given]


def _are_numbers(given: Any) -> bool:
    """Numbers alone, of which one is dual: they make an array at once."""
    if not isinstance(given, (list, tuple)) or not given:
        return False
    arrays = (*DUAL_ARRAYS, np.ndarray, list, tuple)
    return any(map(is_dual, given)) and not any(isinstance(x, arrays) for x in given)


@implements("concatenate", "concat")
def concatenate(
    arrays: Any, /, axis: Any = 0, out: Any = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    if axis is None:
        common, xs = as_common(*arrays)
        return concatenate([np.ravel(x) for x in xs], 0, out, dtype=dtype or common, casting=casting)
    xs, dtype = _arrays(arrays), float_dtype("concatenate", dtype)

    def along(*rows: Any) -> Any:
        return np.concatenate(rows, axis=axis_from_end(axis, rows[0].ndim - 1))

    result = linear_rows(lambda *v: np.concatenate(v, axis, dtype=dtype, casting=casting), along, *xs)
    return into("concatenate", out, result)


@implements("stack")
def stack(
    arrays: Any, axis: int = 0, out: Any = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    dtype = float_dtype("stack", dtype)
    if _are_numbers(arrays) and axis in (0, -1):
        return into("stack", out, with_dtype("stack", array_of(list(arrays)), dtype))
    xs = _arrays(arrays)

    def along(*rows: Any) -> Any:
        return np.stack(rows, axis=axis_from_end(axis, rows[0].ndim))

    result = linear_rows(lambda *v: np.stack(v, axis, dtype=dtype, casting=casting), along, *xs)
    return into("stack", out, result)


@implements("vstack", "row_stack")
def vstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    return concatenate([np.atleast_2d(x) for x in _arrays(tup)], 0, dtype=dtype, casting=casting)


@implements("hstack")
def hstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    if _are_numbers(tup):
        return stack(tup, dtype=dtype, casting=casting)
    xs = [np.atleast_1d(x) for x in _arrays(tup)]
    return concatenate(xs, 0 if xs and xs[0].ndim == 1 else 1, dtype=dtype, casting=casting)


@implements("dstack")
def dstack(tup: Any) -> Any:
    return concatenate([np.atleast_3d(x) for x in _arrays(tup)], 2)


@implements("column_stack")
def column_stack(tup: Any) -> Any:
    return concatenate([x if x.ndim >= 2 else np.atleast_2d(x).T for x in _arrays(tup)], 1)


@implements("block")
def block(arrays: Any) -> Any:
    leaves: list[Any] = []

    def places(part: Any) -> Any:
        """The lists with numbers in place of the arrays."""
        if isinstance(part, list):
            return [places(p) for p in part]
        leaves.append(part)
        return len(leaves) - 1

    def filled(part: Any, arrays: Any) -> Any:
        return [filled(p, arrays) for p in part] if isinstance(part, list) else arrays[part]

    lists = places(arrays)
    return linear(lambda *parts: np.block(filled(lists, parts)), *leaves)


# ---- more and fewer elements ---------------------------------------------------------------------------


@implements("append")
def append(arr: Any, values: Any, axis: Any = None) -> Any:
    xs = [array_of(arr), array_of(values)]
    return concatenate([np.ravel(x) for x in xs], 0) if axis is None else concatenate(xs, axis)


@implements("insert")
def insert(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    plain_values("insert", obj)
    x = _floats(arr) if dual_inside(values) else array_of(arr)
    return linear(lambda a, v: np.insert(a, obj, v, axis), x, array_of(values))


def _floats(x: Any) -> Array:
    """x, which takes up dual numbers: NumPy would cut them off to integers."""
    x = array_of(x)
    return x if x.dtype.kind in "fc" else x.astype(float)


@implements("delete")
def delete(arr: Any, obj: Any, axis: Any = None) -> Any:
    plain_values("delete", obj)
    return rearranged(lambda places: np.delete(places, obj, axis), arr)
