"""Medians, percentiles and quantiles, with and without NaN.

A quantile is an element in the sorted order, or lies between two. Elements that are the same number share
the slope of that place equally, as they do in a maximum.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    NUMPY,
    constant,
    given,
    merged,
    plain_of,
    reshaped,
    stored,
    valued,
)
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    implements,
    is_dual,
    linear_rows,
    taken,
    value_of,
)

# Hyndman and Fan, Sample quantiles in statistical packages, Am. Stat. 50 (1996) 361: the place of q among n
# sorted elements is alpha - 1 + (n + 1 - alpha - beta) q.
CONTINUOUS = {
    "linear": (1.0, 1.0),
    "hazen": (0.5, 0.5),
    "weibull": (0.0, 0.0),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
    "interpolated_inverted_cdf": (0.0, 1.0),
}


@implements("median")
def median(
    a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: Any = False
) -> Any:
    value = np.median(plain_of(a), axis=axis, keepdims=keepdims)
    return stored("median", out, between_ranks(a, 0.5, axis, "linear", None, False, value))


@implements("nanmedian")
def nanmedian(
    a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: Any = NOT_GIVEN
) -> Any:
    value = np.nanmedian(plain_of(a), axis=axis, **given(keepdims=keepdims))
    return stored("nanmedian", out, between_ranks(a, 0.5, axis, "linear", None, True, value))


def family(name: str, scale: float, skip_nan: bool) -> None:
    """quantile, percentile and those that skip NaN; q is `scale` times a fraction."""
    f = getattr(np, name)

    @implements(name)
    def quantile(
        a: Any, q: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False,
        method: str = "linear", keepdims: Any = NOT_GIVEN, *, weights: Any = None,
    ) -> Any:  # fmt: skip
        plain_weights = plain_of(weights)  # steps: no slope in the weights
        options = given(keepdims=keepdims) | ({} if weights is None else {"weights": plain_weights})
        value = f(plain_of(a), plain_of(q), axis=axis, method=method, **options)
        fraction = array_of(q) if scale == 1 else array_of(q) / scale
        result = between_ranks(a, fraction, axis, method, plain_weights, skip_nan, value)
        if weights is not None and not is_dual(result):
            result = constant(value, a, q, weights)
        return stored(name, out, result)


for name, scale, skip_nan in [
    ("quantile", 1.0, False),
    ("percentile", 100.0, False),
    ("nanquantile", 1.0, True),
    ("nanpercentile", 100.0, True),
]:
    family(name, scale, skip_nan)

# ---- ranks -----------------------------------------------------------------------------------------------


def between_ranks(a: Any, q: Any, axis: Any, method: str, weights: Any, skip_nan: bool, value: Any) -> Any:
    """The elements that the quantiles lie between, weighed by how near these are."""
    x = merged(a, axis)
    n, kept = x.shape[-1], x.shape[:-1]
    if n == 0 or np.size(value) == 0:
        return constant(value, a, q)
    x = reshaped(x, (-1, n))
    v, fractions = value_of(x), np.ravel(value_of(q))
    if weights is not None:
        chosen = np.reshape(value, (fractions.size, -1))
        return valued(shared(x, chosen, weights_of(weights, np.shape(plain_of(a)), axis)), value)
    numbers = np.sum(~np.isnan(v), axis=-1)
    counts = numbers if skip_nan else np.full(len(v), n)
    at = places(counts, fractions, method)
    if not skip_nan:  # NaN is sorted last, and NumPy's quantile of data with NaN
        at = np.where(numbers < n, n - 1, at)
    low = np.floor(at)
    part = at - low
    high = np.minimum(low + 1, np.maximum(counts, 1) - 1)
    if not part.any():
        result = at_ranks(x, low)
    else:
        both = at_ranks(x, np.concatenate([low, high]))
        result = both[: len(low)] + part * (both[len(low) :] - both[: len(low)])
    if is_dual(q) and method in CONTINUOUS:
        unknown = numbers == 0 if skip_nan else numbers < n
        result = result + moved(x, q, np.where(unknown, 1, counts), CONTINUOUS[method], unknown)
    return valued(reshaped(result, (fractions.size, *kept)), value)


def weights_of(weights: Any, shape: tuple[int, ...], axis: Any) -> Array:
    """Which elements have a weight, in the order of the merged array."""
    w = np.asarray(weights) != 0
    if w.shape != shape:
        axes = np.lib.array_utils.normalize_axis_tuple(axis, len(shape))
        order = np.argsort(axes)
        full = [n if i in axes else 1 for i, n in enumerate(shape)]
        w = np.broadcast_to(w.transpose(order).reshape(full), shape)
    w = merged(w, axis)
    return np.reshape(w, (-1, w.shape[-1]))


def places(counts: Array, fractions: Array, method: str) -> Array:
    """Where the quantiles lie in sorted data, for each count: NumPy says it of the data 0, 1, 2 ..."""
    found, which = np.unique(counts, return_inverse=True)
    rows = [
        NUMPY.quantile(np.arange(float(n)), fractions, method=method) if n else np.zeros(len(fractions))
        for n in found.tolist()
    ]
    return np.array(rows)[which].T


def at_ranks(x: Any, ranks: Array) -> Any:
    """The elements of given ranks in each row of x: (rows, n) and (m, rows) to (m, rows)."""
    v, ranks = value_of(x), ranks.astype(np.intp)
    order = np.argsort(v, axis=-1, kind="stable")
    rows = np.arange(len(v))
    in_order = np.take_along_axis(v, order, axis=-1)
    if not np.any(in_order[:, 1:] == in_order[:, :-1]) and np.count_nonzero(np.isnan(v)) < 2:
        where = order[rows, ranks] + rows * v.shape[-1]
        return taken(x, where) if is_dual(x) else v.reshape(-1)[where]
    return shared(x, in_order[rows, ranks], True)


def shared(x: Any, chosen: Array, counted: Any) -> Any:
    """Elements of x, (rows, n), that have the values `chosen`, (m, rows): means where there are several."""
    if not is_dual(x):
        return chosen
    v = value_of(x)
    same = [((v == c[:, None]) | (np.isnan(v) & np.isnan(c)[:, None])) & counted for c in chosen]

    def means(r: Any) -> Any:
        sums = [np.add.reduce(r, -1, where=s) / np.maximum(np.add.reduce(s, -1), 1) for s in same]
        return np.stack(sums, axis=1)

    return linear_rows(lambda _: chosen, means, x)


def moved(x: Any, q: Any, counts: Array, alpha_beta: tuple[float, float], unknown: Array) -> Any:
    """What the slopes of q add: (m, rows). At an element the mean of both sides; q = 0 and 1 have one."""
    alpha, beta = alpha_beta
    fractions = np.ravel(value_of(q))[:, None]
    pace = counts + 1 - alpha - beta
    unclipped = alpha - 1 + pace * fractions
    near = np.round(unclipped)
    unclipped = np.where(abs(unclipped - near) < 1e-12 * counts, near, unclipped)
    left, right = np.ceil(unclipped) - 1, np.floor(unclipped)
    at_end = np.where(fractions == 0, 0.0, np.where(fractions == 1, 1.0, 0.5))
    weight_left = np.where(left == right, 0.5, at_end)

    def gap(lower: Array) -> Any:
        inside = (lower >= 0) & (lower < counts - 1)
        ranks = np.where(inside, lower, 0.0)
        upper = np.where(inside, lower + 1, 0.0)
        ends = at_ranks(x, np.concatenate([ranks, upper]))
        return ends[len(ranks) :] - ends[: len(ranks)]

    slope = weight_left * gap(left) + (1 - weight_left) * gap(right)
    ahead = reshaped(q - value_of(q), (-1, 1))
    return np.where(unknown, np.nan, pace) * ahead * slope
