"""np.pad: linear in the array and in the numbers around it, or of the extremes and medians of edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.lifting import Array, array_of, implements, linear, value_of

__all__: list[str] = []

OF_STATISTICS: dict[Any, Any] = {"maximum": np.max, "minimum": np.min, "median": np.median}
GIVEN = {"constant": "constant_values", "linear_ramp": "end_values"}  # the numbers put around, 0 by default


@implements("pad")
def pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    x = array_of(array)
    if callable(mode):
        raise errors.refused_function("numpy.pad with a function", "concatenate what it would put around x")
    if mode in OF_STATISTICS:
        return _of_statistics(x, pad_width, mode, **kwargs)
    if mode == "empty":
        np.pad(value_of(x), pad_width, mode, **kwargs)  # what it does not take
        mode = "constant"
    if mode not in GIVEN:
        return linear(lambda v: np.pad(v, pad_width, mode, **kwargs), x)
    name = GIVEN[mode]
    around = kwargs.pop(name, 0)
    return linear(lambda v, c: np.pad(v, pad_width, mode, **{name: c}, **kwargs), x, around)


def _of_statistics(x: Any, pad_width: Any, mode: str, **kwargs: Any) -> Array:
    """Axis by axis: what was put around along the axes before counts as part of the array."""
    np.pad(value_of(x), pad_width, mode, **kwargs)  # type: ignore[call-overload]  # what it does not take
    lengths = kwargs.get("stat_length")
    for axis, (before, after) in enumerate(_pairs(pad_width, x.ndim)):
        n = x.shape[axis]
        first, last = (n, n) if lengths is None else np.minimum(_pairs(lengths, x.ndim)[axis], n)
        parts = [x]
        if before:
            parts.insert(0, np.repeat(_statistic(x, axis, slice(0, first), mode), before, axis))
        if after:
            parts.append(np.repeat(_statistic(x, axis, slice(n - last, n), mode), after, axis))
        x = np.concatenate(parts, axis)
    return x


def _statistic(x: Any, axis: int, part: slice, mode: str) -> Any:
    key = (slice(None),) * axis + (part,)
    return OF_STATISTICS[mode](x[key], axis=axis, keepdims=True)


def _pairs(given: Any, ndim: int) -> Any:
    """(before, after) for each axis, as np.pad takes them."""
    if not isinstance(given, dict):
        return np.broadcast_to(given, (ndim, 2))
    pairs = np.zeros((ndim, 2), dtype=int)
    for axis, pair in given.items():
        pairs[axis] = pair
    return pairs
