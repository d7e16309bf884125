"""Reductions that skip NaN: those of all elements, where the others do not count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    filled,
    float_type,
    given,
    mask_of,
    merged,
    plain_of,
    stored,
    valued,
)
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    implements,
    value_of,
)
from dualnum.numpy_functions.reductions import (
    accumulation,
    extremes,
    masked_sum,
    product,
    ratio,
    reduced_axes,
    running_product,
    running_sum,
)
from dualnum.numpy_functions.statistics import deviation, spreads, variance


def numbers(v: Array, where: Any = NOT_GIVEN) -> Array:
    """Where elements count that are not NaN."""
    return ~np.isnan(v) & mask_of(where)


@implements("nansum")
def nansum(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN,
    initial: Any = NOT_GIVEN, where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    v, options = plain_of(a), given(keepdims=keepdims, initial=initial, where=where)
    value = np.nansum(v, axis=axis, dtype=float_type("nansum", dtype), **options)
    slopes = masked_sum(a, axis, numbers(v, where))
    return stored("nansum", out, valued(slopes if initial is NOT_GIVEN else slopes + initial, value))


@implements("nanprod")
def nanprod(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN,
    initial: Any = NOT_GIVEN, where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    v, options = plain_of(a), given(keepdims=keepdims, initial=initial, where=where)
    value = np.nanprod(v, axis=axis, dtype=float_type("nanprod", dtype), **options)
    slopes = product(filled(merged(numbers(v, where), axis), merged(a, axis), 1.0))
    return stored("nanprod", out, valued(slopes if initial is NOT_GIVEN else slopes * initial, value))


@implements("nanmean")
def nanmean(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN, *,
    where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    v, options = plain_of(a), given(keepdims=keepdims, where=where)
    value = np.nanmean(v, axis=axis, dtype=float_type("nanmean", dtype), **options)
    mask = numbers(v, where)
    count = np.add.reduce(mask, reduced_axes(axis, v.ndim), dtype=float)
    return stored("nanmean", out, valued(ratio(masked_sum(a, axis, mask), count), value))


def of_numbers(slopes: Callable[..., Any]) -> Callable[..., Any]:
    """The variance or deviation of the elements that are not NaN."""
    return lambda a, axis, ddof, where, mean: slopes(a, axis, ddof, numbers(plain_of(a), where), mean)


spreads("nanvar", of_numbers(variance))
spreads("nanstd", of_numbers(deviation))
extremes("nanmax")
extremes("nanmin")


def without_nan(a: Any, constant: float) -> Any:
    """a with a constant for NaN."""
    a = array_of(a)
    return filled(numbers(value_of(a)), a, constant)


accumulation("nancumsum", lambda a, axis: running_sum(without_nan(a, 0.0), axis))
accumulation("nancumprod", lambda a, axis: running_product(without_nan(a, 1.0), axis))
