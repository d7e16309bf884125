"""Sums, products, extremes, and their running forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import constants
from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    NUMPY,
    filled,
    float_type,
    given,
    mask_of,
    merged,
    merged_mask,
    plain_of,
    stored,
    valued,
)
from dualnum.numpy_functions.lifting import (
    array_of,
    axes_from_end,
    implements,
    is_dual,
    linear_rows,
    operands,
    same_call,
    value_of,
    viewed,
)

add_up = NUMPY.add.reduce

# ---- sums ------------------------------------------------------------------------------------------------


@implements("sum")
def sum_(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN,
    initial: Any = NOT_GIVEN, where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    keep = keepdims is not NOT_GIVEN and bool(keepdims)
    if dtype is None and out is None and initial is NOT_GIVEN and where is NOT_GIVEN:
        return plain_sum(a, axis, keep)
    options = given(keepdims=keepdims, initial=initial, where=where)
    value = np.sum(plain_of(a), axis=axis, dtype=float_type("sum", dtype), **options)
    slopes = masked_sum(a, axis, where)
    if is_dual(initial):
        slopes = slopes + initial
    return stored("sum", out, valued(slopes, value))


def plain_sum(a: Any, axis: Any, keep: bool) -> Any:
    """The usual call, which likelihoods make all the time: nothing but the sums of the parts."""
    frame, ((v, e1, e2, e12),) = operands(a)
    value = add_up(v, axis, None, None, keep)
    axes = reduced_axes(axis, v.ndim)
    return frame.build(
        value,
        None if e1 is None else add_up(e1, axes, None, None, keep),
        None if e2 is None else add_up(e2, axes, None, None, keep),
        None if e12 is None else add_up(e12, axes, None, None, keep),
    )


def reduced_axes(axis: Any, ndim: int) -> Any:
    """The axes counted from the end, of parts whose directions come first."""
    if ndim == 1:
        return -1 if axis != () else ()
    if ndim > 1 and isinstance(axis, int):
        return axis if axis < 0 else axis - ndim
    return axes_from_end(axis if ndim else None, ndim)


def masked_sum(a: Any, axis: Any, where: Any) -> Any:
    """The slopes of a sum over elements that count."""
    a = array_of(a)
    mask = mask_of(where)
    axes = reduced_axes(axis, a.ndim)

    return same_call(lambda part: add_up(part, axes, where=mask), a)


@implements("mean")
def mean(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN, *,
    where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    if dtype is None and out is None and where is NOT_GIVEN:
        return plain_mean(a, axis, keepdims is not NOT_GIVEN and bool(keepdims))
    options = given(keepdims=keepdims, where=where)
    v = plain_of(a)
    value = np.mean(v, axis=axis, dtype=float_type("mean", dtype), **options)
    count = add_up(np.broadcast_to(mask_of(where), v.shape), reduced_axes(axis, v.ndim), dtype=float)
    return stored("mean", out, valued(ratio(masked_sum(a, axis, where), count), value))


def plain_mean(a: Any, axis: Any, keep: bool) -> Any:
    x = array_of(a)
    v = value_of(x)
    if v.dtype == np.float64 and v.size and v.ndim:  # the usual call
        sums = np.sum(x) if axis is None and not keep else plain_sum(x, axis, keep)
        return sums / (v.size / np.size(value_of(sums)))
    value = np.asarray(np.mean(v, axis, keepdims=keep))  # of nothing: NaN, with NumPy's warning
    return valued(ratio(plain_sum(x, axis, keep), np.asarray(v.size / max(value.size, 1))), value)


def ratio(x: Any, n: Any) -> Any:
    """x / n for counts n; of none, slopes that are not 0 are NaN."""
    n = np.where(n == 0, np.nan, n)
    return linear_rows(lambda v: v / n, lambda r: np.where(r == 0, 0.0, r / n), x)


# ---- products --------------------------------------------------------------------------------------------


@implements("prod")
def prod(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN,
    initial: Any = NOT_GIVEN, where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    options = given(keepdims=keepdims, initial=initial, where=where)
    v = plain_of(a)
    value = np.prod(v, axis=axis, dtype=float_type("prod", dtype), **options)
    slopes = product(filled(merged_mask(where, v.shape, axis), merged(a, axis), 1.0))
    if initial is not NOT_GIVEN:
        slopes = slopes * initial
    return stored("prod", out, valued(slopes, value))


def product(x: Any) -> Any:
    """The product along the last axis, by halves: no division, so that zeros need no care."""
    n, rest = x.shape[-1], None
    if n == 0:
        return operands(x)[0].build(np.ones(x.shape[:-1]))
    while n > 1:
        if n % 2:
            rest = x[..., n - 1] if rest is None else rest * x[..., n - 1]
        n //= 2
        x = x[..., :n] * x[..., n : 2 * n]
    return x[..., 0] if rest is None else x[..., 0] * rest


def running(times: Callable[[Any, Any], Any], x: Any) -> Any:
    """All products of first elements along the last axis, of an operation that is associative.

    By pairs: the odd results are those of an array half as long, the even ones one product more (Blelloch,
    Prefix sums and their applications, CMU-CS-90-190, section 1.2).
    """
    n = x.shape[-1]
    if n < 2:
        return x
    pairs = running(times, times(x[..., : n - 1 : 2], x[..., 1::2]))
    out = constants(np.zeros(x.shape, x.dtype))
    out[..., 0] = x[..., 0]
    out[..., 1::2] = pairs
    if n > 2:
        out[..., 2::2] = times(pairs[..., : (n - 1) // 2], x[..., 2::2])
    return out


# ---- running sums and products ---------------------------------------------------------------------------


def along(axis: Any, x: Any) -> tuple[Any, int]:
    """The array that a running fold goes through, and its axis counted from the end."""
    x = array_of(x)
    if axis is None or x.ndim == 0:
        x, axis = viewed(lambda v: v.reshape(-1), x), -1
    return x, axis if axis < 0 else axis - x.ndim


def accumulation(name: str, slopes: Callable[[Any, Any], Any]) -> None:
    """cumsum, cumprod or one that skips NaN."""
    f = getattr(np, name)

    @implements(name)
    def accumulated(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        value = f(plain_of(a), axis=axis, dtype=float_type(name, dtype))
        return stored(name, out, valued(slopes(a, axis), value))


def running_sum(a: Any, axis: Any) -> Any:
    x, axis = along(axis, a)
    return same_call(lambda part: np.cumsum(part, axis=axis), x)


def running_product(a: Any, axis: Any) -> Any:
    x, axis = along(axis, a)
    slopes = running(lambda x, y: x * y, viewed(lambda v: np.moveaxis(v, axis, -1), x))
    return viewed(lambda v: np.moveaxis(v, -1, axis), slopes)


def cumulative(name: str, first: float, slopes: Callable[[Any, Any], Any]) -> None:
    """cumulative_sum or cumulative_prod, which may begin with the fold of nothing."""

    @implements(name)
    def folded(
        x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: bool = False
    ) -> Any:
        options = {"axis": axis, "dtype": float_type(name, dtype), "include_initial": include_initial}
        value = getattr(np, name)(plain_of(x), **options)
        result = slopes(x, axis)
        if include_initial:
            behind = -1 if axis is None else axis if axis < 0 else axis - result.ndim
            result = after(result, first, behind)
        return stored(name, out, valued(result, value))


def after(x: Any, first: float, axis: int) -> Any:
    """x behind a constant, along an axis counted from the end."""

    def start(v: Any, constant: float) -> Any:
        shape = list(v.shape)
        shape[axis] = 1
        return np.concatenate([np.full(shape, constant, v.dtype), v], axis=axis)

    return linear_rows(lambda v: start(v, first), lambda r: start(r, 0.0), x)


accumulation("cumsum", running_sum)
accumulation("cumprod", running_product)
cumulative("cumulative_sum", 0.0, running_sum)
cumulative("cumulative_prod", 1.0, running_product)

# ---- extremes --------------------------------------------------------------------------------------------


def extreme(f: Callable[..., Any], a: Any, axis: Any, keepdims: Any, initial: Any, where: Any) -> Any:
    """A maximum or minimum f: the entries that are it share equally, and so does initial=."""
    value = f(plain_of(a), axis=axis, **given(keepdims=keepdims, initial=initial, where=where))
    x, start = merged(a, axis), None if initial is NOT_GIVEN else value_of(initial)
    mask = merged_mask(where, np.shape(plain_of(a)), axis)
    best = np.reshape(value, (*x.shape[:-1], 1))
    tied = same(value_of(x), best)
    tied = tied if mask is None else tied & mask
    started = np.zeros(best.shape, bool) if start is None else same(np.asarray(start, best.dtype), best)
    count = add_up(tied, -1, keepdims=True) + started

    def rows(r: Any, r_start: Any) -> Any:
        lead = (len(r_start), *(1,) * best.ndim)
        shared = add_up(r, -1, where=tied, keepdims=True) + np.where(started, r_start.reshape(lead), 0.0)
        return (shared / count)[..., 0]

    slopes = linear_rows(lambda v, _: best[..., 0], rows, x, 0.0 if start is None else initial)
    return valued(slopes, value)


def same(x: Any, y: Any) -> Any:
    """Whether elements are equal, NaN to NaN."""
    return (x == y) | ((x != x) & (y != y))


def extremes(name: str, *aliases: str) -> Callable[..., Any]:
    """max, min, nanmax or nanmin: f gives the value, and with it which entries share."""
    f = getattr(np, name)

    @implements(name, *aliases)
    def found(
        a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN, initial: Any = NOT_GIVEN,
        where: Any = NOT_GIVEN,
    ) -> Any:  # fmt: skip
        return stored(name, out, extreme(f, a, axis, keepdims, initial, where))

    return found


max_, min_ = extremes("max", "amax"), extremes("min", "amin")


@implements("ptp")
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN) -> Any:
    value = np.ptp(plain_of(a), axis=axis, **given(keepdims=keepdims))
    return stored("ptp", out, valued(max_(a, axis) - min_(a, axis), value))


# ---- by value --------------------------------------------------------------------------------------------


def by_value(name: str) -> None:
    """A function with truth values or integers as its result: the one of the values."""
    f = getattr(np, name)

    @implements(name)
    def of_values(a: Any, *args: Any, **kwargs: Any) -> Any:
        if any(is_dual(x) for x in (kwargs.get("out"), *args)):
            raise errors.truth_into_dual(f"numpy.{name}")
        return f(plain_of(a), *args, **{key: value_of(x) for key, x in kwargs.items()})


for function in ["any", "all", "argmax", "argmin", "nanargmax", "nanargmin", "count_nonzero"]:
    by_value(function)
