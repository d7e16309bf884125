"""Functions that give elements another place: shapes, views, copies of axes, diagonals, pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dualnum import errors
from dualnum.numpy_functions.arguments import DUAL_ARRAYS, first_argument, number
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    implements,
    is_dual,
    linear,
    places_of,
    plain_values,
    same_call,
    taken,
    value_of,
    view,
    viewed,
)

__all__ = ["rearranged"]


def rearranged(f: Callable[[Any], Any], x: Any) -> Any:
    """f(x) of a function that copies elements to other places, by what it does to their places."""
    x = array_of(x)
    return taken(x, f(places_of(value_of(x))))


def _dual_array(name: str, x: Any) -> Array:
    """The array of a function whose other arguments say what to do with it."""
    if not is_dual(x):
        raise errors.refused_function(
            f"numpy.{name}", "only its array may be dual, pass x.value for the others"
        )
    return array_of(x)


# ---- views where NumPy makes views ---------------------------------------------------------------------

# the names of the first parameters, which may be given by keyword
REORDERING = {
    "reshape": "a", "ravel": "a", "transpose": "a", "permute_dims": "a", "matrix_transpose": "x",
    "squeeze": "a", "expand_dims": "a", "swapaxes": "a", "moveaxis": "a", "rollaxis": "a",
    "broadcast_to": "array", "flip": "m", "fliplr": "m", "flipud": "m", "rot90": "m", "diagonal": "a",
}  # fmt: skip


def _reordering(name: str, f: Callable[..., Any], parameter: str) -> None:
    @implements(name)
    def reordered(*args: Any, **kwargs: Any) -> Any:
        given, rest, options = first_argument(parameter, args, kwargs)
        result = viewed(lambda v: f(v, *rest, **options), _dual_array(name, given))
        return result if isinstance(given, DUAL_ARRAYS) else number(result)


for _name, _parameter in REORDERING.items():
    _reordering(_name, getattr(np, _name), _parameter)
_reordering("sliding_window_view", sliding_window_view, "x")


@implements("broadcast_arrays")
def broadcast_arrays(*args: Any, subok: bool = False) -> Any:
    xs = [array_of(x) for x in args]
    shape = np.broadcast_shapes(*(x.shape for x in xs))
    return tuple(x if x.shape == shape else np.broadcast_to(x, shape) for x in xs)


def _at_least(name: str) -> None:
    f = getattr(np, name)

    @implements(name)
    def at_least(*arys: Any) -> Any:
        xs = [viewed(f, x) if is_dual(x) else f(x) for x in map(array_of, arys)]
        return xs[0] if len(xs) == 1 else tuple(xs)


for _name in ("atleast_1d", "atleast_2d", "atleast_3d"):
    _at_least(_name)

# ---- pieces --------------------------------------------------------------------------------------------


def _splitting(name: str) -> None:
    f = getattr(np, name)

    @implements(name)
    def pieces(*args: Any, **kwargs: Any) -> Any:
        ary, rest, options = first_argument("ary", args, kwargs)
        x = _dual_array(name, ary)
        return [view(x, piece) for piece in f(value_of(x), *rest, **options)]


for _name in ("split", "array_split", "hsplit", "vsplit", "dsplit"):
    _splitting(_name)


@implements("unstack")
def unstack(x: Any, /, *, axis: int = 0) -> Any:
    x = array_of(x)
    np.unstack(value_of(x), axis=axis)  # what it does not take
    return tuple(np.moveaxis(x, axis, 0))


@implements("trim_zeros")
def trim_zeros(filt: Any, trim: Any = "fb", axis: Any = None) -> Any:
    """By the value: an element of value 0 goes, whatever its slope."""
    x = array_of(filt)
    return view(x, np.trim_zeros(value_of(x), trim, axis))


# ---- copies --------------------------------------------------------------------------------------------


@implements("roll")
def roll(a: Any, shift: Any, axis: Any = None) -> Any:
    return rearranged(lambda places: np.roll(places, shift, axis), a)


@implements("tile")
def tile(A: Any, reps: Any) -> Any:  # noqa: N803
    plain_values("tile", reps)
    return rearranged(lambda places: np.tile(places, reps), A)


@implements("repeat")
def repeat(a: Any, repeats: Any, axis: Any = None) -> Any:
    plain_values("repeat", repeats)
    return rearranged(lambda places: np.repeat(places, repeats, axis), a)


@implements("resize")
def resize(a: Any, new_shape: Any) -> Any:
    x = array_of(a)
    if x.size == 0:  # there is nothing to repeat: zeros
        return linear(lambda v: np.resize(v, new_shape), x)
    return rearranged(lambda places: np.resize(places, new_shape), x)


@implements("copy")
def copy(a: Any, order: str = "K", subok: bool = False) -> Any:
    return a.__copy__()


# ---- diagonals and triangles ---------------------------------------------------------------------------


@implements("diag")
def diag(v: Any, k: int = 0) -> Any:
    x = array_of(v)
    return linear(lambda p: np.diag(p, k), x) if x.ndim == 1 else viewed(lambda p: np.diag(p, k), x)


@implements("diagflat")
def diagflat(v: Any, k: int = 0) -> Any:
    return linear(lambda p: np.diagflat(p, k), v)


def _triangle(name: str) -> None:
    f = getattr(np, name)

    @implements(name)
    def triangle(m: Any, k: int = 0) -> Any:
        x = array_of(m)
        if x.ndim < 2:  # NumPy makes a matrix of a vector, and our rows would be one
            return linear(lambda v: f(v, k), x)
        return same_call(lambda part: f(part, k), x)


for _name in ("tril", "triu"):
    _triangle(_name)
