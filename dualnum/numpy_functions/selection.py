"""Functions that choose among elements. By choice, not by products: what is not chosen leaks nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum._array import constants
from dualnum.numpy_functions.arguments import as_common, dual_inside, into, number, stripped
from dualnum.numpy_functions.lifting import (
    array_of,
    axis_from_end,
    implements,
    is_dual,
    linear,
    linear_rows,
    plain_values,
    refuse,
    taken,
    value_of,
    view,
)
from dualnum.numpy_functions.shapes import rearranged

__all__: list[str] = []

# ---- one array or another ------------------------------------------------------------------------------


@implements("where")
def where(condition: Any, *choices: Any) -> Any:
    """Where the condition is met by its value; without choices the places where it is."""
    condition = stripped(condition)
    if len(choices) != 2 or not any(map(dual_inside, choices)):
        return np.where(condition, *map(stripped, choices))
    condition = np.asarray(condition)
    dtype, (x, y) = as_common(*choices)
    ndim = max(condition.ndim, x.ndim, y.ndim)

    def of_values(a: Any, b: Any) -> Any:
        found: Any = np.where(condition, a, b)
        return found.astype(dtype, copy=False)

    def of_rows(a: Any, b: Any) -> Any:
        return np.where(condition, _behind(a, ndim), _behind(b, ndim))

    return linear_rows(of_values, of_rows, x, y)


def _behind(rows: Any, ndim: int) -> Any:
    """Rows of arrays with so many axes as they broadcast to."""
    missing = ndim - (rows.ndim - 1)
    return rows.reshape((len(rows),) + (1,) * missing + rows.shape[1:])


@implements("select")
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    conditions = [stripped(c) for c in condlist]
    dtype, choices = as_common(*choicelist, default)
    return linear(
        lambda *cs: np.select(conditions, list(cs[:-1]), cs[-1]).astype(dtype, copy=False), *choices
    )


@implements("choose")
def choose(a: Any, choices: Any, out: Any = None, mode: Any = "raise") -> Any:
    plain_values("choose", a)
    dtype, xs = as_common(*choices)
    result = linear(lambda *cs: np.asarray(np.choose(a, cs, mode=mode)).astype(dtype, copy=False), *xs)
    return into("choose", out, result)


@implements("piecewise")
def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """Each function on the elements where its condition is met, the last one where none is."""
    x = array_of(x)
    conditions, functions = _conditions(stripped(condlist), x.shape), list(funclist)
    if len(functions) == len(conditions) + 1:
        conditions = [*conditions, ~np.any(conditions, axis=0)]
    elif len(functions) != len(conditions):
        return np.piecewise(value_of(x), conditions, functions)  # says what is wrong
    xs = np.ravel(x)
    ys = np.zeros_like(xs) if is_dual(xs) else constants(np.zeros_like(xs))
    for condition, f in zip(conditions, functions, strict=True):
        met = np.broadcast_to(condition, x.shape).ravel()
        if not callable(f):
            ys[met] = f
        elif met.any():
            ys[met] = f(xs[met], *args, **kw)
    return number(np.reshape(ys, x.shape))


def _conditions(condlist: Any, shape: tuple[int, ...]) -> list[Any]:
    """A list of boolean arrays, also of one condition that is not in a list."""
    alone = np.isscalar(condlist) or (shape and not isinstance(condlist[0], (list, np.ndarray)))
    return [np.asarray(c, dtype=bool) for c in ([condlist] if alone else condlist)]


# ---- elements ------------------------------------------------------------------------------------------


@implements("take")
def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: Any = "raise") -> Any:
    plain_values("take", indices)
    if axis is None:
        return into("take", out, rearranged(lambda places: np.take(places, indices, mode=mode), a))

    def along(rows: Any) -> Any:
        return np.take(rows, indices, axis_from_end(axis, rows.ndim - 1), mode=mode)

    x = np.atleast_1d(array_of(a))  # NumPy knows the axes 0 and -1 of a number
    return into("take", out, linear_rows(lambda v: np.take(v, indices, axis, mode=mode), along, x))


@implements("take_along_axis")
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    plain_values("take_along_axis", indices)
    return rearranged(lambda places: np.take_along_axis(places, indices, axis), arr)


@implements("compress")
def compress(condition: Any, a: Any, axis: Any = None, out: Any = None) -> Any:
    condition = stripped(condition)
    if not (dual_inside(a) or is_dual(out)):
        return np.compress(condition, a, axis, out)
    return into("compress", out, rearranged(lambda places: np.compress(condition, places, axis), a))


@implements("extract")
def extract(condition: Any, arr: Any) -> Any:
    condition = stripped(condition)
    if not dual_inside(arr):
        return np.extract(condition, arr)
    return rearranged(lambda places: np.extract(condition, places), arr)


# ---- grids ---------------------------------------------------------------------------------------------


@implements("meshgrid")
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: Any = "xy") -> Any:
    xs = [array_of(x) for x in xi]
    grids = np.meshgrid(*map(value_of, xs), copy=copy, sparse=sparse, indexing=indexing)
    if not copy:
        return tuple(view(x, g) if is_dual(x) else g for x, g in zip(xs, grids, strict=True))
    places = np.meshgrid(*(np.arange(x.size) for x in xs), sparse=sparse, indexing=indexing)
    return tuple(taken(x, p) if is_dual(x) else g for x, g, p in zip(xs, grids, places, strict=True))


refuse("indices are whole numbers: pass x.value", "ix_")
