"""Elementwise functions of NumPy that are no rows of the table, and functions applied along axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import call_row, chain_rule
from dualnum.numpy_functions.arguments import cast
from dualnum.numpy_functions.folding import (
    NOT_GIVEN,
    NUMPY,
    constant,
    filled,
    plain_of,
    reshaped,
    spread,
    stored,
    valued,
)
from dualnum.numpy_functions.lifting import (
    OTHER_UFUNCS,
    Array,
    array_of,
    implements,
    is_dual,
    plain_values,
    refuse,
    same_call,
    value_of,
)

# ---- ufuncs ----------------------------------------------------------------------------------------------


def modf(x: Any) -> Any:
    """The fraction moves with x, the whole number does not."""
    fraction, whole = np.modf(value_of(x))
    return valued(x, fraction), constant(whole, x)


def ldexp(x: Any, i: Any) -> Any:
    i = np.asarray(plain_values("ldexp", i))
    x = array_of(x)
    x = spread(x, np.broadcast_shapes(x.shape, i.shape))
    return same_call(lambda part: np.ldexp(part, i), x)


OTHER_UFUNCS["negative"] = lambda x: -x
OTHER_UFUNCS["positive"] = lambda x: valued(x, value_of(x))
OTHER_UFUNCS["divmod"] = lambda x, y: (np.floor_divide(x, y), np.mod(x, y))
OTHER_UFUNCS["modf"] = modf
OTHER_UFUNCS["ldexp"] = ldexp

REFUSED = {
    "it works on the bits of a number": "frexp nextafter spacing",
    "it is for integers": """
        bitwise_and bitwise_or bitwise_xor bitwise_not bitwise_invert bitwise_count bitwise_left_shift
        bitwise_right_shift invert left_shift right_shift gcd lcm""",
    "it is for dates": "isnat",
}

for why, names in REFUSED.items():
    refuse(why, *names.split(), table=OTHER_UFUNCS)

# ---- functions -------------------------------------------------------------------------------------------


@implements("sinc")
def sinc(x: Any) -> Any:
    return call_row("sinc", (x,))


@implements("i0")
def i0(x: Any) -> Any:
    """The modified Bessel function of order 0: its derivatives are means of exponentials over a circle.

    I0(x) is the mean of cosh(x cos t) over t (DLMF 10.32.1), so I0' is that of sinh(x cos t) cos t and I0''
    that of cosh(x cos t) cos(t)^2. All terms have one sign, and the trapezoidal rule with n points is off by
    I_2n(x), which for |x| < 714, where I0 ends, is below rounding for n = 160.
    """
    x = array_of(x)
    v = np.asarray(value_of(x), dtype=float)
    slope, curvature = np.zeros(v.shape), np.zeros(v.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        for c in np.cos(np.pi * (np.arange(160) + 0.5) / 160):
            slope += np.sinh(v * c) * (c / 160)
            curvature += np.cosh(v * c) * (c * c / 160)
    value = np.i0(value_of(x))
    return valued(chain_rule(np.asarray(value), [slope], [[curvature]], [x]), value)


@implements("round", "around")
def round_(a: Any, decimals: int = 0, out: Any = None) -> Any:
    """Steps: slope 0."""
    a = array_of(a)
    return stored("round", out, constant(np.round(value_of(a), decimals), a))


@implements("fix")
def fix(x: Any, out: Any = None) -> Any:
    x = array_of(x)
    return stored("fix", out, constant(np.fix(value_of(x)), x))


@implements("nan_to_num")
def nan_to_num(x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """What is replaced is a constant."""
    ends = [plain_values("nan_to_num", end) for end in (nan, posinf, neginf)]
    value = np.nan_to_num(plain_of(x), True, *ends)
    result = valued(filled(np.isfinite(plain_of(x)), array_of(x), 0.0), value)
    if copy or not is_dual(x) or not x.ndim:
        return result
    x[...] = result
    return x


@implements("clip")
def clip(
    a: Any, a_min: Any = NOT_GIVEN, a_max: Any = NOT_GIVEN, out: Any = None, *, min: Any = NOT_GIVEN,
    max: Any = NOT_GIVEN, **kwargs: Any,
) -> Any:  # fmt: skip
    """At a bound each has half the slope, as for minimum and maximum; between equal bounds x has none.

    Also the method x.clip(min, max=).
    """
    if kwargs.keys() - {"casting", "order", "subok"}:
        raise errors.no_array_keyword("numpy.clip", f"{next(iter(kwargs))}=")
    if (a_min is not NOT_GIVEN and min is not NOT_GIVEN) or (a_max is not NOT_GIVEN and max is not NOT_GIVEN):
        NUMPY.clip(0.0, a_min=0.0, a_max=0.0, min=0.0)  # a bound given twice: NumPy's own words
    bounds = min if a_min is NOT_GIVEN else a_min, max if a_max is NOT_GIVEN else a_max
    low, high = (None if bound is NOT_GIVEN else bound for bound in bounds)
    result = array_of(a)
    if low is not None:
        result = np.maximum(result, low)
    if high is not None:
        if low is not None:
            result = between_equal(array_of(a), low, high, result)
        result = np.minimum(result, high)
    return stored("clip", out, result if result is not a else a + 0.0)


def between_equal(x: Any, low: Any, high: Any, raised: Any) -> Any:
    """max(x, low), but low where all three are the same: x cannot move between equal bounds."""
    v, bottom, top = value_of(x), plain_of(low), plain_of(high)
    fixed = (v == bottom) & (bottom == top)
    if not np.any(fixed):
        return raised
    result = np.where(fixed, array_of(low), raised)
    return result.astype(raised.dtype) if np.ndim(result) else result


# ---- along axes ------------------------------------------------------------------------------------------


@implements("apply_along_axis")
def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    arr = array_of(arr)
    axis = int(np.lib.array_utils.normalize_axis_index(axis, arr.ndim))
    kept = arr.shape[:axis] + arr.shape[axis + 1 :]
    if 0 in kept:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    lines = [arr[(*place[:axis], slice(None), *place[axis:])] for place in np.ndindex(*kept)]
    results = [array_of(func1d(line, *args, **kwargs)) for line in lines]
    inner = results[0].shape
    stack = array_of([reshaped(r, (1, *inner)) for r in results])
    if inner == () and is_dual(stack) and value_of(stack).dtype.kind == arr.dtype.kind == "f":
        stack = cast(stack, arr.dtype)  # numbers have lost it
    stack = reshaped(stack, kept + inner)
    order = [*range(axis), *range(len(kept), len(kept) + len(inner)), *range(axis, len(kept))]
    return stack.transpose(order) if not is_dual(stack) else np.transpose(stack, order)


@implements("apply_over_axes")
def apply_over_axes(func: Callable[..., Any], a: Any, axes: Any) -> Any:
    value = array_of(a)
    n = value.ndim
    for axis in np.ravel(axes).tolist():
        axis = axis + n if axis < 0 else axis
        result = array_of(func(value, axis))
        if result.ndim != value.ndim:
            shape: Array = list(value.shape)
            shape[axis] = 1
            result = reshaped(result, tuple(shape))
        value = result
    return value
