"""From functions of plain arrays to functions of dual arrays: what all entries are made of.

A function that is linear is the same call on every part (`linear`, `same_call`); a product is called with
pairs of parts (`bilinear`); one that reorders elements is a view (`viewed`); one that chooses elements takes
the same elements of every part (`taken`). All else is written with these and the arithmetic of dual arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import (
    FUNCTIONS,
    METHODS,
    OTHER_UFUNCS,
    UFUNC_METHODS,
    DualArray,
    HyperDualArray,
    array_of,
    is_dual,
    operands,
    value_of,
    view,
)
from dualnum.numpy_functions.bilinear import bilinear

Array = Any  # plain or dual: numpy's own annotations do not know ours

__all__ = [
    "FUNCTIONS", "METHODS", "OTHER_UFUNCS", "UFUNC_METHODS", "DualArray", "HyperDualArray", "array_of",
    "is_dual", "operands", "value_of", "view", "implements", "linear", "linear_rows", "same_call", "bilinear",
    "viewed", "taken", "places_of", "refusal", "refuse", "plain_values", "axis_from_end", "axes_from_end",
    "check_options",
]  # fmt: skip


def implements(
    *names: str, table: dict[str, Callable[..., Any]] = FUNCTIONS
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a function under NumPy's names: "sum", "linalg.solve", "fft.fft"."""

    def register(f: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            assert name not in table, name
            table[name] = f
        return f

    return register


def refusal(name: str, reason: str) -> Callable[..., Any]:
    """A function that is refused by name with a reason."""

    def refused(*args: Any, **kwargs: Any) -> Any:
        raise errors.refused_function(name, reason)

    return refused


def refuse(reason: str, *names: str, table: dict[str, Callable[..., Any]] = FUNCTIONS) -> None:
    """Registers functions of NumPy that are refused."""
    for name in names:
        implements(name, table=table)(refusal(f"numpy.{name}", reason))


# ---- linear functions --------------------------------------------------------------------------------


def linear(f: Callable[..., Any], *xs: Any) -> Any:
    """f(*xs) of a function that is linear in all arrays together, for instance a concatenation.

    f is called with the values, and for each direction with the slopes of all arrays in it.
    """
    return linear_rows(f, lambda *parts: _stacked([f(*rows) for rows in zip(*parts, strict=True)]), *xs)


def linear_rows(f: Callable[..., Any], rows: Callable[..., Any], *xs: Any) -> Any:
    """As `linear`, where ``rows(*parts)`` does all directions at once, the first axis of each part."""
    frame, parts = operands(*xs)
    values = [np.asarray(p[0]) for p in parts]
    out = f(*values)
    fresh = not any(np.may_share_memory(out, v) for v in values)

    def on(which: int) -> Any:
        nonlocal fresh
        given = [p[which] for p in parts]
        if all(g is None for g in given):
            return None
        lead = next(g.shape[: g.ndim - v.ndim] for g, v in zip(given, values, strict=True) if g is not None)
        full = [_zeros(lead, v) if g is None else g for g, v in zip(given, values, strict=True)]
        count = math.prod(lead)
        flat = rows(*(g.reshape((count, *v.shape)) for g, v in zip(full, values, strict=True)))
        fresh = fresh and not any(np.may_share_memory(flat, g) for g in full)
        return flat.reshape(lead + flat.shape[1:])

    slopes = on(1), on(2), on(3)
    return frame.build(out, *slopes, fresh=fresh)


def same_call(f: Callable[..., Any], *xs: Any) -> Any:
    """As `linear`, where f counts axes from the end: the same call does all directions at once."""
    return linear_rows(f, f, *xs)


def _zeros(lead: tuple[int, ...], v: Any) -> Any:
    return np.broadcast_to(np.zeros((), dtype=v.dtype if v.dtype.kind in "fc" else float), lead + v.shape)


def _stacked(rows: list[Any]) -> Any:
    return np.stack([np.asarray(row) for row in rows])


# ---- views and choices -----------------------------------------------------------------------------------


def viewed(f: Callable[[Any], Any], x: Any) -> Any:
    """f(x) of a function that reorders elements: a view where NumPy makes one."""
    x = array_of(x)
    v = value_of(x)
    out = f(v)
    if not is_dual(x):
        return out
    if np.may_share_memory(out, v):
        return view(x, out)
    return taken(x, f(places_of(v)))


def places_of(v: Any) -> Any:
    """Where each element of v is in v.reshape(-1); axes lie in memory as those of v, for orders A and K."""
    places = np.empty_like(v, dtype=np.intp, subok=False)
    places[...] = np.arange(v.size).reshape(v.shape)
    return places


def taken(x: Any, places: Any) -> Any:
    """The elements of x at places of the flattened array, in the shape of `places`."""
    places = np.asarray(places)
    return linear_rows(
        lambda v: v.reshape(-1)[places],
        lambda rows: rows.reshape(len(rows), math.prod(rows.shape[1:]))[:, places],
        x,
    )


# ---- arguments -------------------------------------------------------------------------------------------


def plain_values(name: str, x: Any) -> Any:
    """x, which must not be dual: an index, a weight that has no rule, a mask."""
    if is_dual(x):
        raise errors.refused_function(f"numpy.{name}", "this argument must be plain, pass x.value")
    return x


def axis_from_end(axis: Any, ndim: int) -> Any:
    """The axis counted from the last, so that it names the same one behind axes of directions."""
    return None if axis is None else int(np.lib.array_utils.normalize_axis_index(axis, ndim)) - ndim


def axes_from_end(axis: Any, ndim: int) -> tuple[int, ...]:
    """All axes of a reduction counted from the last; None is all of them."""
    if axis is None:
        return tuple(range(-ndim, 0))
    return tuple(a - ndim for a in np.lib.array_utils.normalize_axis_tuple(axis, ndim))


def check_options(name: str, **options: Any) -> None:
    """Refuses by name what is given but has no meaning for dual numbers: out=, where=..."""
    for option, value in options.items():
        if value is not None and value is not np._NoValue:
            raise errors.no_array_keyword(f"numpy.{name}", f"{option}=")
