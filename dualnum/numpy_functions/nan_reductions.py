"""Reductions that skip NaN: those of all elements, where the others do not count."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    filled,
    float_type,
    given,
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
    extreme,
    masked_sum,
    product,
    ratio,
    reduced_axes,
    running_product,
    running_sum,
)
from dualnum.numpy_functions.statistics import deviation, variance


def numbers(v: Array, where: Any = NOT_GIVEN) -> Array:
    """Where elements count that are not NaN."""
    known = ~np.isnan(v)
    return known if where is NOT_GIVEN else known & np.asarray(value_of(where), dtype=bool)


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


@implements("nanvar")
def nanvar(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: Any = NOT_GIVEN, *,
    where: Any = NOT_GIVEN, mean: Any = NOT_GIVEN, correction: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    v = plain_of(a)
    options = given(keepdims=keepdims, where=where, mean=mean, correction=correction)
    value = np.nanvar(v, axis=axis, dtype=float_type("nanvar", dtype), ddof=ddof, **options)
    divisor = ddof if correction is NOT_GIVEN else correction
    slopes = variance(a, axis, divisor, numbers(v, where), mean)[0]
    return stored("nanvar", out, valued(slopes, value))


@implements("nanstd")
def nanstd(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: Any = NOT_GIVEN, *,
    where: Any = NOT_GIVEN, mean: Any = NOT_GIVEN, correction: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    v = plain_of(a)
    options = given(keepdims=keepdims, where=where, mean=mean, correction=correction)
    value = np.nanstd(v, axis=axis, dtype=float_type("nanstd", dtype), ddof=ddof, **options)
    divisor = ddof if correction is NOT_GIVEN else correction
    return stored("nanstd", out, valued(deviation(a, axis, divisor, numbers(v, where), mean), value))


@implements("nanmax")
def nanmax(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN, initial: Any = NOT_GIVEN,
    where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    return stored("nanmax", out, extreme(np.nanmax, a, axis, keepdims, initial, where))


@implements("nanmin")
def nanmin(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOT_GIVEN, initial: Any = NOT_GIVEN,
    where: Any = NOT_GIVEN,
) -> Any:  # fmt: skip
    return stored("nanmin", out, extreme(np.nanmin, a, axis, keepdims, initial, where))


@implements("nancumsum")
def nancumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    a = array_of(a)
    value = np.nancumsum(value_of(a), axis=axis, dtype=float_type("nancumsum", dtype))
    return stored("nancumsum", out, valued(running_sum(filled(numbers(value_of(a)), a, 0.0), axis), value))


@implements("nancumprod")
def nancumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    a = array_of(a)
    value = np.nancumprod(value_of(a), axis=axis, dtype=float_type("nancumprod", dtype))
    slopes = running_product(filled(numbers(value_of(a)), a, 1.0), axis)
    return stored("nancumprod", out, valued(slopes, value))
