"""Variances, averages, covariances and histograms. Quantiles are in quantiles.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    NUMPY,
    constant,
    filled,
    float_type,
    given,
    joined,
    merged,
    merged_mask,
    plain_of,
    reshaped,
    spread,
    stored,
    total,
    valued,
)
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    bilinear,
    implements,
    is_dual,
    linear_rows,
    operands,
    plain_values,
    value_of,
    viewed,
)
from dualnum.numpy_functions.reductions import mean as mean_of

# ---- variances -------------------------------------------------------------------------------------------


def spreads(name: str, slopes: Callable[..., Any]) -> None:
    """var, std or one that skips NaN."""
    f = getattr(np, name)

    @implements(name)
    def found(
        a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0,
        keepdims: Any = NOT_GIVEN, *, where: Any = NOT_GIVEN, mean: Any = NOT_GIVEN,
        correction: Any = NOT_GIVEN,
    ) -> Any:  # fmt: skip
        options = given(keepdims=keepdims, where=where, mean=mean, correction=correction)
        value = f(plain_of(a), axis=axis, dtype=float_type(name, dtype), ddof=ddof, **options)
        divisor = ddof if correction is NOT_GIVEN else correction
        return stored(name, out, valued(slopes(a, axis, divisor, where, mean), value))


def variance(a: Any, axis: Any, ddof: Any, where: Any, mean: Any) -> Any:
    """The variance, axis kept with length 1."""
    from_middle, freedom, _ = centred(a, axis, ddof, where, mean)
    return total(squares(from_middle)) / freedom


def centred(a: Any, axis: Any, ddof: Any, where: Any, mean: Any) -> tuple[Any, Array, Array]:
    """Data less their mean, the number of them less ddof, and where all that count are the same."""
    x = merged(a, axis)
    mask = merged_mask(where, np.shape(plain_of(a)), axis)
    n = x.shape[-1] if mask is None else np.add.reduce(mask, -1, keepdims=True, dtype=float)
    if mean is NOT_GIVEN:
        middle = total(x, mask) / np.asarray(n, dtype=float)
    else:
        middle = reshaped(array_of(mean), (*x.shape[:-1], 1))
    from_middle = filled(mask, x - middle, 0.0)
    if mean is NOT_GIVEN:
        flat = constant_along(value_of(x), mask)
    else:
        flat = ~np.any(value_of(from_middle), axis=-1, keepdims=True)
    return from_middle, np.maximum(np.asarray(n, dtype=float) - ddof, 0.0), flat


def squares(x: Any) -> Any:
    """|x|^2"""
    return x * x if value_of(x).dtype.kind != "c" else x.real**2 + x.imag**2


def constant_along(v: Array, mask: Any) -> Array:
    """Where all elements along the last axis are the same, which rounding of their mean may hide."""
    if v.shape[-1] == 0:
        return np.ones((*v.shape[:-1], 1), bool)
    first = v[..., :1] if mask is None else np.take_along_axis(v, np.argmax(mask, -1)[..., None], -1)
    other = v != first
    return ~np.any(other if mask is None else other & mask, axis=-1, keepdims=True)


def deviation(a: Any, axis: Any, ddof: Any, where: Any, mean: Any) -> Any:
    """The square root of the variance: of constant data it is a kink like |x| at 0.

    There the slope is 0, the mean of left and right, and the curvature NaN in all directions that spread the
    data.
    """
    from_middle, freedom, flat = centred(a, axis, ddof, where, mean)
    scale = powers_of_two(value_of(from_middle))
    spread_out = total(squares(scaled(from_middle, 1 / scale))) / freedom
    if not flat.any():
        return scaled(np.sqrt(spread_out), scale)
    frame, ((v, e1, e2, e12),) = operands(np.sqrt(filled(~flat, spread_out, 1.0)))
    _, ((_, _, _, bent),) = operands(spread_out)
    if bent is not None:
        known = np.zeros(bent.shape, v.dtype) if e12 is None else e12
        e12 = np.where(flat & (bent != 0), np.nan, known)
    return scaled(frame.build(v, e1, e2, e12), scale)


spreads("var", variance)
spreads("std", deviation)


def powers_of_two(v: Array) -> Array:
    """The size of each row as a power of two with a finite inverse; 1 for zeros and what is not finite."""
    parts = [v.real, v.imag] if v.dtype.kind == "c" else [v]
    largest = np.maximum.reduce([np.max(abs(part), -1, keepdims=True, initial=0) for part in parts])
    usual = np.isfinite(largest) & (largest > 0)
    limits = np.finfo(largest.dtype)
    exponent = np.clip(np.frexp(np.where(usual, largest, 1))[1] - 1, limits.minexp, -limits.minexp)
    return np.ldexp(largest.dtype.type(1), np.where(usual, exponent, 0))


def scaled(x: Any, factor: Array) -> Any:
    """The point x at another scale, of a function f with f(t x) = t f(x): f' is the same there, f'' f'' / t.

    So directions stay, and nothing leaves the range that a result would not.
    """
    if not is_dual(x):
        return x * factor
    frame, ((v, e1, e2, e12),) = operands(x)
    return frame.build(v * factor, e1, e2, None if e12 is None else e12 / factor)


# ---- averages --------------------------------------------------------------------------------------------


@implements("average")
def average(
    a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: Any = NOT_GIVEN
) -> Any:
    v, options = plain_of(a), given(keepdims=keepdims)
    value, value_of_sum = NUMPY.average(v, axis, plain_of(weights), True, **options)
    if weights is None:
        result, whole = mean_of(a, axis, keepdims=keepdims), value_of_sum
    else:
        w = weights_like(weights, v.ndim, axis)
        w = merged(spread(w, np.broadcast_shapes(v.shape, w.shape)), axis)
        whole = total(w)
        result = valued(total(merged(a, axis) * w) / whole, value)
        whole = valued(whole, value_of_sum) if is_dual(whole) else value_of_sum
    return (result, whole) if returned else result


def weights_like(weights: Any, ndim: int, axis: Any) -> Any:
    """Weights of an axis or of several, shaped to be broadcast over the data."""
    w = array_of(weights)
    if axis is None or w.ndim == ndim:
        return w
    axes = np.lib.array_utils.normalize_axis_tuple(axis, ndim)
    order = sorted(range(len(axes)), key=axes.__getitem__)
    w = viewed(lambda v: v.transpose(order), w) if is_dual(w) else w.transpose(order)
    shape = [1] * ndim
    for a, n in zip(sorted(axes), w.shape, strict=True):
        shape[a] = n
    return reshaped(w, shape)


# ---- covariances -----------------------------------------------------------------------------------------


@implements("cov")
def cov(
    m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: Any = None, fweights: Any = None,
    aweights: Any = None, *, dtype: Any = None,
) -> Any:  # fmt: skip
    fweights = plain_values("cov", fweights)
    dtype = float_type("cov", dtype)
    value = np.cov(plain_of(m), plain_of(y), rowvar, bias, ddof, fweights, plain_of(aweights), dtype=dtype)
    if value.size == 0:
        return constant(value, m, y)
    return valued(covariance(m, y, rowvar, bias, ddof, fweights, aweights), value)


def covariance(m: Any, y: Any, rowvar: bool, bias: bool, ddof: Any, fweights: Any, aweights: Any) -> Any:
    """Sum of w (x - mean x) (y - mean y) over W - ddof, W being the sum of the weights w = fweights aweights.

    Of weights that are no counts, ddof is weighed too: sum(w) - ddof sum(w aweights) / sum(w).
    """
    x = variables(m, rowvar)
    if y is not None:
        x = joined([x, variables(y, rowvar)], axis=-2)
    if ddof is None:
        ddof = 0 if bias else 1
    f = 1.0 if fweights is None else np.asarray(fweights, dtype=float)
    a = None if aweights is None else array_of(aweights)
    w = np.ones(x.shape[-1]) * f if a is None else a * f
    whole = total(w)
    lost = float(ddof) if a is None else ddof * total(w * a) / whole
    centred = x - total(x * w) / whole
    scaled = centred * w / (whole - lost)
    return bilinear(np.matmul, centred, transposed(scaled), np.matmul, np.matmul)


def variables(m: Any, rowvar: bool) -> Any:
    """Variables as rows, observations as columns."""
    x = array_of(m)
    if x.ndim < 2:
        return reshaped(x, (1, -1))
    return x if rowvar else x.T


def transposed(x: Any) -> Any:
    """The adjoint of a matrix."""
    return x.T if value_of(x).dtype.kind != "c" else np.conjugate(x.T)


@implements("corrcoef")
def corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    value = np.corrcoef(plain_of(x), plain_of(y), rowvar, dtype=float_type("corrcoef", dtype))
    c = covariance(x, y, rowvar, False, None, None, None)
    n = c.shape[0]
    diagonal = viewed(lambda v: v.reshape(-1)[:: n + 1], c)
    width = np.sqrt(diagonal if value_of(c).dtype.kind != "c" else diagonal.real)
    slopes = c / width[:, None] / width  # NumPy's clipping to [-1, 1] is one of rounding: no kink
    known = np.isfinite(value_of(slopes)) & np.eye(n, dtype=bool)
    return valued(filled(~known, slopes, 1.0), value)


# ---- counts with weights ---------------------------------------------------------------------------------


@implements("bincount")
def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    x = plain_values("bincount", x)
    weights = array_of(weights)

    def rows(r: Any) -> Any:
        return np.array([np.bincount(x, row, minlength) for row in r])

    return linear_rows(lambda v: np.bincount(x, v, minlength), rows, weights)


@implements("histogram")
def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """Counts do not vary with the data; sums of weights do with the weights, and edges with the extremes."""
    v, plain_bins = np.ravel(plain_of(a)), plain_of(bins)
    plain_weights = None if weights is None else np.ravel(plain_of(weights))
    counts, edges = np.histogram(v, plain_bins, plain_of(range), density, plain_weights)
    own = edges
    if is_dual(bins) or not np.isscalar(plain_bins):
        own = valued(array_of(bins), edges) if is_dual(array_of(bins)) else edges
    elif range is not None and is_dual(array_of(range)):
        own = between(array_of(range), edges)
    elif range is None and is_dual(array_of(a)) and v.size:
        if isinstance(bins, str):
            raise errors.refused_function(
                "numpy.histogram", "bins are chosen from the data: give their number or edges"
            )
        own = between(joined([reshaped(f(array_of(a)), (1,)) for f in (np.min, np.max)]), edges)
    if not (density or is_dual(weights)):
        return counts, own
    heights = np.asarray(counts)
    if is_dual(weights):
        places = np.searchsorted(edges, v, side="right") - 1
        places = np.where(v == edges[-1], len(counts) - 1, places)
        inside = (v >= edges[0]) & (v <= edges[-1])
        sums = bincount(places[inside], reshaped(array_of(weights), (-1,))[inside], len(counts))
        heights = sums if not density else sums / total(sums)
    elif density:
        heights = counts * np.diff(edges)
    if density and (is_dual(own) or is_dual(heights)):
        heights = heights / (own[1:] - own[:-1])
    return (valued(heights, counts) if is_dual(heights) else counts), own


def between(ends: Any, edges: Array) -> Any:
    """Edges that are evenly spaced between two ends."""
    t = np.linspace(0.0, 1.0, len(edges))
    return valued(ends[:1] * (1 - t) + ends[1:] * t, edges)
