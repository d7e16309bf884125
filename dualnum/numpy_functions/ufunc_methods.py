"""The methods of ufuncs: reduce, accumulate, outer, at and reduceat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, constants
from dualnum._scalar import BY_VALUE
from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    NUMPY,
    constant,
    filled,
    float_type,
    joined,
    merged,
    merged_mask,
    part_along,
    plain_of,
    reshaped,
    spread,
    stored,
    valued,
)
from dualnum.numpy_functions.lifting import (
    UFUNC_METHODS,
    Array,
    array_of,
    axis_from_end,
    implements,
    is_dual,
    linear_rows,
    plain_values,
    value_of,
    viewed,
)
from dualnum.numpy_functions.reductions import (
    extreme,
    product,
    running_product,
    running_sum,
    same,
    sum_,
)

EXTREMES = (np.maximum, np.minimum, np.fmax, np.fmin)


def folding(method: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A method f(ufunc, inputs, options) whose result goes into out=; questions are left to the values."""

    def register(f: Callable[..., Any]) -> Callable[..., Any]:
        @implements(method, table=UFUNC_METHODS)
        def called(ufunc: Any, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            name = f"{ufunc.__name__}.{method}"
            options = {key: x for key, x in kwargs.items() if x is not NOT_GIVEN}
            (out,) = options.pop("out", None) or (None,)
            float_type(name, options.get("dtype"))
            if ufunc in BY_VALUE:
                return of_values(name, getattr(ufunc, method), inputs, options, out)
            return stored(name, out, f(ufunc, inputs, options))

        return f

    return register


def of_values(
    name: str, f: Callable[..., Any], inputs: tuple[Any, ...], options: dict[str, Any], out: Any
) -> Any:
    """The method of a comparison or a logical function."""
    if is_dual(out):
        raise errors.truth_into_dual(name)
    plain = {key: value_of(x) for key, x in options.items()}
    return f(*map(plain_of, inputs), **plain, **({} if out is None else {"out": out}))


# ---- reduce ----------------------------------------------------------------------------------------------


@folding("reduce")
def reduce(ufunc: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    (a,) = inputs
    axis, initial = options.get("axis", 0), options.get("initial", NOT_GIVEN)
    where = options.get("where", NOT_GIVEN)
    if ufunc is np.add:
        return sum_(a, **(options | {"axis": axis}))
    value = ufunc.reduce(plain_of(a), **{key: value_of(x) for key, x in options.items()})
    if initial is None:
        initial = NOT_GIVEN
    if ufunc in EXTREMES:
        keepdims = options.get("keepdims", False)
        return valued(extreme(ufunc.reduce, a, axis, keepdims, initial, where), value)
    x, mask = merged(a, axis), merged_mask(where, np.shape(plain_of(a)), axis)
    if ufunc is np.multiply:
        slopes = product(filled(mask, x, 1.0))
        slopes = slopes if initial is NOT_GIVEN else slopes * initial
    else:
        slopes = folded(ufunc, x, mask, initial)
        if slopes is not None:
            value = stepwise(slopes, value)
    return constant(value, a) if slopes is None else valued(slopes, value)


def stepwise(result: Any, value: Any) -> Array:
    """The value that came step by step, as functions of the table have it, in the shape of NumPy's.

    (np.power.reduce of a vector uses its last exponent at once in NumPy 2.4.)
    """
    return np.reshape(value_of(result), np.shape(value)).astype(np.asarray(value).dtype)


def folded(ufunc: Any, x: Any, mask: Any, initial: Any) -> Any:
    """x_0 with x_1, with x_2 and so on, along the last axis; None if there is nothing."""
    n = x.shape[-1]
    result = None if initial is NOT_GIVEN else initial + np.zeros(x.shape[:-1])
    if result is None and n and mask is not None and ufunc.identity is not None:
        result = np.full(x.shape[:-1], float(ufunc.identity))
    for i in range(n):
        if result is None:
            result = x[..., i]
            continue
        after = ufunc(result, x[..., i])
        if mask is None:
            result = after
        else:
            result = filled(mask[..., i], array_of(after), 0.0) + filled(~mask[..., i], array_of(result), 0.0)
    return result


# ---- accumulate ------------------------------------------------------------------------------------------


@folding("accumulate")
def accumulate(ufunc: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    (a,) = inputs
    axis = options.get("axis", 0)
    value = ufunc.accumulate(plain_of(a), **options)
    if ufunc is np.add:
        slopes = running_sum(a, axis)
    elif ufunc is np.multiply:
        slopes = running_product(a, axis)
    else:
        x = viewed(lambda v: np.moveaxis(v, axis, -1), a)
        slopes = running_extreme(ufunc, x) if ufunc in EXTREMES else running_fold(ufunc, x)
        slopes = viewed(lambda v: np.moveaxis(v, -1, axis), slopes)
        if ufunc not in EXTREMES:
            value = stepwise(slopes, value)
    return valued(slopes, value)


def running_fold(ufunc: Any, x: Any) -> Any:
    result = constants(np.zeros(x.shape, x.dtype))
    if x.shape[-1]:
        result[..., 0] = x[..., 0]
    for i in range(1, x.shape[-1]):
        result[..., i] = ufunc(result[..., i - 1], x[..., i])
    return result


def running_extreme(ufunc: Any, x: Any) -> Any:
    """All entries that are the extreme so far share equally."""
    v = value_of(x)
    best = ufunc.accumulate(v, axis=-1)

    def rows(r: Any) -> Any:
        shared, count = np.zeros(r.shape, r.dtype), np.zeros(v.shape[:-1])
        for i in range(v.shape[-1]):
            tied = same(v[..., i], best[..., i])
            goes_on = same(best[..., i - 1], best[..., i]) if i else np.zeros(tied.shape, bool)
            before = np.where(goes_on, shared[..., i - 1] * count, 0.0)
            count = np.where(goes_on, count, 0) + tied
            shared[..., i] = (before + np.where(tied, r[..., i], 0.0)) / count
        return shared

    return linear_rows(lambda _: best, rows, x)


# ---- outer -----------------------------------------------------------------------------------------------


@implements("outer", table=UFUNC_METHODS)
def outer(ufunc: Any, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    a, b = map(array_of, inputs)
    return ufunc(reshaped(a, a.shape + (1,) * b.ndim), b, **kwargs)


# ---- at --------------------------------------------------------------------------------------------------


@implements("at", table=UFUNC_METHODS)
def at(ufunc: Any, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """In place, and for places that come again as often as they come."""
    x, indices, *others = inputs
    name = f"{ufunc.__name__}.at"
    if not isinstance(x, JetArray):
        raise errors.plain_out(name)
    indices = plain_values(name, indices)
    v = value_of(x)
    found = np.arange(v.size).reshape(v.shape)[indices]
    places = found.reshape(-1)
    others = [array_of(b) for b in others]
    shape = np.shape(found)
    others = [reshaped(spread(b, shape), (-1,)) for b in others]
    flat = reshaped(x, (-1,)).copy() if x.size else x
    if ufunc in (np.add, np.subtract) and others:
        flat = added_at(flat, places, others[0] if ufunc is np.add else -others[0])
    else:
        for now in rounds(places):
            flat[places[now]] = ufunc(flat[places[now]], *(b[now] for b in others))
    x[...] = reshaped(flat, x.shape)


def rounds(places: Array) -> list[Array]:
    """Which places to do at once: each comes once in a round, in their order."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    nth = np.empty(len(places), dtype=np.intp)
    nth[order] = np.arange(len(places)) - np.repeat(starts, np.diff(np.r_[starts, len(places)]))
    return [np.flatnonzero(nth == i) for i in range(nth.max(initial=-1) + 1)]


def added_at(x: Any, places: Array, b: Any) -> Any:
    def value(v: Any, w: Any) -> Any:
        v = v.copy()
        np.add.at(v, places, w)
        return v

    def rows(r: Any, s: Any) -> Any:
        r = np.array(r)
        NUMPY.add.at(r, (slice(None), places), s)
        return r

    return linear_rows(value, rows, x, b)


# ---- reduceat --------------------------------------------------------------------------------------------


@folding("reduceat")
def reduceat(ufunc: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    a, indices = inputs
    indices = np.asarray(plain_values(f"{ufunc.__name__}.reduceat", indices))
    value = ufunc.reduceat(plain_of(a), indices, **options)
    axis = axis_from_end(options.get("axis", 0), a.ndim)
    if ufunc is np.add:
        slopes = linear_rows(lambda v: value, lambda r: np.add.reduceat(r, indices, axis=axis), a)
        return valued(slopes, value)
    pieces = []
    for start, stop in zip(indices, [*indices[1:], a.shape[axis]], strict=True):
        part = part_along(a, axis, start, stop if stop > start else start + 1)
        pieces.append(array_of(reduce(ufunc, (part,), {"axis": axis, "keepdims": True})))
    if not pieces:
        return constant(value, a)
    slopes = joined(pieces, axis)
    exact = ufunc in EXTREMES or ufunc is np.multiply
    return valued(slopes, value if exact else stepwise(slopes, value))
