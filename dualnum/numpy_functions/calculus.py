"""Differences, gradients, integrals of samples, and interpolation."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_functions.arguments import cast
from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    NUMPY,
    joined,
    part_along,
    picked,
    plain_of,
    reshaped,
    spread,
    valued,
)
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    axis_from_end,
    implements,
    is_dual,
    plain_values,
    same_call,
    value_of,
)

# ---- differences -----------------------------------------------------------------------------------------


@implements("diff")
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = NOT_GIVEN, append: Any = NOT_GIVEN) -> Any:
    x = array_of(a)
    if n == 0:
        return x
    axis = axis_from_end(axis, x.ndim)
    prepend, append = [end if end is NOT_GIVEN else edge_like(end, x, axis) for end in (prepend, append)]
    value = np.diff(plain_of(x), n, axis, value_of(prepend), value_of(append))
    pieces = [p for p in (prepend, x, append) if p is not NOT_GIVEN]
    if len(pieces) > 1:
        x = joined(pieces, axis)
    return valued(same_call(lambda part: np.diff(part, n, axis), x), value)


def edge_like(edge: Any, x: Any, axis: int) -> Any:
    """prepend= or append=, where a number stands for a slice of length 1."""
    weak = is_dual(edge) and not hasattr(edge, "dtype")  # a dual number has no precision of its own
    edge = array_of(edge)
    if edge.ndim:
        return edge
    edge = reshaped(edge, (1,))
    if weak and x.dtype.kind in "fc":
        edge = cast(edge, x.dtype)
    return spread(edge, (*x.shape[:axis], 1, *x.shape[x.ndim + axis + 1 :]))


@implements("ediff1d")
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    plain_ends = [plain_of(x) for x in (to_end, to_begin)]
    value = np.ediff1d(plain_of(ary), *plain_ends)
    x = reshaped(array_of(ary), (-1,))
    steps = x[1:] - x[:-1]
    ends = [None if end is None else reshaped(array_of(end), (-1,)) for end in (to_begin, to_end)]
    return valued(joined([p for p in (ends[0], steps, ends[1]) if p is not None]), value)


# ---- gradients -------------------------------------------------------------------------------------------


@implements("gradient")
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    value = NUMPY.gradient(plain_of(f), *map(plain_of, varargs), axis=axis, edge_order=edge_order)
    f = array_of(f)
    axes = tuple(range(f.ndim)) if axis is None else np.lib.array_utils.normalize_axis_tuple(axis, f.ndim)
    spacings = [array_of(h) for h in varargs] or [np.asarray(1.0)]
    if len(spacings) == 1:
        spacings = spacings * len(axes)
    values = value if isinstance(value, tuple) else (value,)
    several = tuple(
        valued(gradient_along(f, h, a - f.ndim, edge_order), v)
        for h, a, v in zip(spacings, axes, values, strict=True)
    )
    return several if isinstance(value, tuple) else several[0]


def gradient_along(f: Any, h: Any, axis: int, edge_order: int) -> Any:
    """The gradient along an axis counted from the end; h is a number or the coordinates."""
    if is_dual(h) and h.ndim:
        return uneven_gradient(f, h, axis, edge_order)

    def along(v: Any) -> Any:
        spacing = 1.0 if is_dual(h) else h
        return NUMPY.gradient(v, spacing, axis=axis, edge_order=edge_order)

    slopes = same_call(along, f) if is_dual(f) else along(f)
    return slopes / h if is_dual(h) else slopes


def uneven_gradient(f: Any, h: Any, axis: int, edge_order: int) -> Any:
    """The slopes of parabolas through three neighbours; at the ends of straight lines if edge_order is 1."""

    def along(x: Any) -> Any:
        return x[(slice(None), *(None,) * (-1 - axis))]

    steps = along(h[1:] - h[:-1])
    lines = (part_along(f, axis, 1, None) - part_along(f, axis, None, -1)) / steps
    left, right = steps[:-1], steps[1:]
    before, after = part_along(lines, axis, None, -1), part_along(lines, axis, 1, None)
    inner = (before * right + after * left) / (left + right)
    first, last = part_along(lines, axis, 0, 1), part_along(lines, axis, -1, None)
    if edge_order == 2:  # a parabola's slope is linear: as far beyond the line as the next one is before it
        first = 2 * first - part_along(inner, axis, 0, 1)
        last = 2 * last - part_along(inner, axis, -1, None)
    return joined([first, inner, last], axis)


# ---- integrals of samples --------------------------------------------------------------------------------


@implements("trapezoid")
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    value = np.trapezoid(plain_of(y), plain_of(x), plain_of(dx), axis)
    y = array_of(y)
    behind = axis_from_end(axis, y.ndim)
    pairs = part_along(y, behind, 1, None) + part_along(y, behind, None, -1)
    if x is None:
        steps = dx
    else:
        x = array_of(x)
        if x.ndim == 1:
            steps = reshaped(x[1:] - x[:-1], (-1, *(1,) * (-1 - behind)))
        else:
            along = axis_from_end(axis, x.ndim)
            steps = part_along(x, along, 1, None) - part_along(x, along, None, -1)
    areas = steps * pairs / 2.0
    return valued(same_call(lambda part: part.sum(behind), areas), value)


# ---- interpolation ---------------------------------------------------------------------------------------


@implements("interp")
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    given = (x, xp, fp, left, right, period)
    value = NUMPY.interp(*map(plain_of, given))
    xp, fp = array_of(xp), array_of(fp)
    if period is not None:
        left = right = None
        x, xp, fp = one_period(array_of(x), xp, fp, abs(period))
    x = array_of(x)
    at = np.asarray(value_of(x))
    flat = reshaped(x, (-1,)) if x.ndim else reshaped(x, (1,))
    with np.errstate(all="ignore"):  # what is hidden by weights 0
        slopes = reshaped(pieces(flat, xp, fp, left, right), at.shape)
    return valued(slopes, value, *(x for x in given if is_dual(x)))


def one_period(x: Any, xp: Any, fp: Any, period: Any) -> tuple[Any, Any, Any]:
    """The samples in order, with one more at each end."""
    x, xp = x % period, xp % period
    order = np.argsort(value_of(xp))
    xp, fp = picked(xp, order), picked(fp, order)
    xp = joined([xp[-1:] - period, xp, xp[:1] + period])
    return x, xp, joined([fp[-1:], fp, fp[:1]])


def pieces(x: Any, xp: Any, fp: Any, left: Any, right: Any) -> Any:
    """The line to the right of each x, or at a knot the mean of the lines to its left and right."""
    at, knots, heights = value_of(x), value_of(xp), value_of(fp)
    n = len(knots)
    j = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, n - 1)
    on = knots[j] == at
    below, above = at < knots[0], at > knots[-1]
    # beyond the ends there is a constant; where it does not go on from the last sample, the end has one side
    ends_left = left is None or value_of(left) == heights[0]
    ends_right = right is None or value_of(right) == heights[-1]
    jump = on & (j > 0) & (knots[np.maximum(j - 1, 0)] == at)
    flat_right, flat_left = j == n - 1, on & (j == 0)
    result = line(x, xp, fp, j, flat_right)
    if on.any():
        other = line(x, xp, fp, np.maximum(j - 1, 0), flat_left, from_right=True)
        weight = np.where(on & ~jump, 0.5, 0.0)
        weight = np.where(flat_left & (not ends_left), 0.0, weight)
        weight = np.where(on & flat_right & (j > 0) & (not ends_right) & ~jump, 1.0, weight)
        result = mixed(result, other, weight)
    for outside, end, sample in ((below, left, 0), (above, right, n - 1)):
        if outside.any():
            constant = fp[sample] if end is None else end
            result = np.where(outside, constant, result)
    return result


def line(x: Any, xp: Any, fp: Any, j: Array, flat: Array, from_right: bool = False) -> Any:
    """The line from knot j to the next one, at x, reckoned from one of the two; a constant where flat."""
    n = len(value_of(xp))
    after = np.minimum(j + 1, n - 1)
    base = np.where(flat, j, after) if from_right else j
    height = picked(fp, base)
    if flat.all():
        return height + 0.0 * value_of(x)
    width = np.where(flat, 1.0, 0.0) + (picked(xp, after) - picked(xp, j))
    slope = (picked(fp, after) - picked(fp, j)) / width
    return height + np.where(flat, 0.0, 1.0) * (slope * (x - picked(xp, base)))


def mixed(a: Any, b: Any, weight: Array) -> Any:
    """(1 - weight) a + weight b, where a weight 0 hides infinite slopes."""
    a, b = np.where(weight == 1, 0.0, a), np.where(weight == 0, 0.0, b)
    return (1 - weight) * a + weight * b


@implements("unwrap")
def unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: Any = 2 * np.pi) -> Any:
    """Adds multiples of the period: the slopes stay."""
    discont, period = plain_values("unwrap", discont), plain_values("unwrap", period)
    return valued(array_of(p), np.unwrap(plain_of(p), discont, axis, period=period))
