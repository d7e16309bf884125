"""The messages about Taylor series; users find them in dualnum.errors."""

from __future__ import annotations

from typing import Any

from dualnum._exceptions import (
    ArgumentError,
    DualnumError,
    FunctionError,
    NestingError,
    NumberError,
    TangentLossError,
    kind_of,
)

__all__ = [
    "series_by_hand",
    "series_to_plain",
    "other_expansion",
    "series_meets_derivative",
    "no_series_rule",
    "no_series_keyword",
    "bad_taylor_order",
    "bad_taylor_point",
    "several_expansions",
]


def series_by_hand() -> ArgumentError:
    return ArgumentError(
        "a Series is made by taylor() only, as the argument of the function that is expanded: write "
        "dualnum.taylor(f, x0, order)"
    )


def series_to_plain(target: str) -> TangentLossError:
    return TangentLossError(
        f"cannot convert a Taylor series to {target}: its coefficients would be lost. Use dualnum's or "
        f"NumPy's functions on it (dn.sin(x), np.sin(x)) instead of math's, keep it in a list or an object "
        f"array (dtype=object); or take x.value if a plain number is what you want"
    )


def other_expansion() -> NestingError:
    return NestingError(
        "Taylor series of two calls of taylor() met, or one outlived its call: they do not nest. Expand "
        "one after the other, and keep x.value or x.coefficients instead of x"
    )


def series_meets_derivative() -> NestingError:
    return NestingError(
        "a Taylor series and a dual number do not mix: taylor() and derivative calls do not nest. For a "
        "derivative inside taylor() write it in closed form; all derivatives at a point are "
        "dualnum.taylor(f, x0, order)[k] * math.factorial(k)"
    )


def no_series_rule(name: str) -> NumberError:
    return NumberError(
        f"{name} has no rule for Taylor series: write it with functions of the table (dualnum.functions)"
    )


def no_series_keyword(name: str, keyword: str) -> NumberError:
    return NumberError(
        f"numpy.{name}({keyword}=...) is not supported on Taylor series: use the returned value"
    )


def bad_taylor_order(order: Any) -> ArgumentError:
    return ArgumentError(
        f"taylor() needs an order that is an integer, 0 or more, got {order!r}: write taylor(f, x0, order)"
    )


def bad_taylor_point(x0: Any) -> DualnumError:
    if hasattr(type(x0), "coefficients"):
        return other_expansion()
    if hasattr(type(x0), "tangent") or hasattr(type(x0), "e12") or hasattr(type(x0), "__dualnum_row__"):
        return series_meets_derivative()
    what = f"an array of shape {x0.shape}" if hasattr(x0, "shape") else f"a {kind_of(x0)}"
    return NumberError(
        f"taylor() expands about a real number, got {what}: call it for each point, "
        f"[taylor(f, v, order) for v in x0]"
    )


def several_expansions(result: Any) -> FunctionError:
    return FunctionError(
        f"taylor() needs a function that returns one real number, it returned a {kind_of(result)}: expand "
        f"one result at a time, taylor(lambda x: f(x)[0], x0, order)"
    )
