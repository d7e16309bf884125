"""What dualnum.errors says about pictures."""

from __future__ import annotations

from typing import Any

from dualnum._exceptions import ArgumentError, FunctionError, NumberError, kind_of

# ---- axes -------------------------------------------------------------------------------------------------


def not_axes(who: str, given: Any, needs_space: bool) -> ArgumentError:
    made = 'plt.figure().add_subplot(projection="3d")' if needs_space else "plt.figure().add_subplot()"
    several = " (of plt.subplots(...) take one, axes[0])" if hasattr(given, "flat") else ""
    return ArgumentError(
        f"ax of {who} must be one Axes of {'three' if needs_space else 'two'} dimensions, got "
        f"{kind_of(given)}{several}: leave it out, or make it with {made}"
    )


# ---- functions and ranges ---------------------------------------------------------------------------------


def no_number(who: str, name: str, given: Any) -> NumberError:
    return NumberError(
        f"{name} of {who} must be a real number, got {kind_of(given)}: convert it with float(...)"
    )


def no_finite_number(who: str, name: str, given: float) -> ArgumentError:
    return ArgumentError(
        f"{name} of {who} must be finite, got {given:g}: pass a point to be seen in the picture"
    )


def bad_range(who: str, a: float, b: float, names: tuple[str, str] = ("a", "b")) -> ArgumentError:
    low, high = names
    if a == b:
        hint = f"both are the same, so pass a larger {high}"
    elif a > b:
        hint = "swap them"
    else:
        hint = f"{high} - {low} is too large for a double, so pass a narrower range"
    return ArgumentError(f"{who} needs {low} < {high}, got {low}={a:g}, {high}={b:g}: {hint}")


def beyond_default(who: str, name: str, given: float, other: str, default: float) -> ArgumentError:
    return ArgumentError(
        f"{who} needs a < b, got {name}={given:g}, and {other} is {default:g} unless you pass it: pass both"
    )


def beyond_scale(who: str, scale: str, low: float, high: float) -> ArgumentError:
    return ArgumentError(
        f"{who} was asked for x from {low:g} to {high:g}, a part of which has no place on the scale "
        f"{scale!r} of the axes: pass another range, or call ax.set_xscale('linear')"
    )


def not_linear(who: str, x: str, y: str) -> ArgumentError:
    return ArgumentError(
        f"{who} draws on axes with linear scales, got {x!r} for x and {y!r} for y: draw f as a function "
        f"of the logarithms, say"
    )


def not_one_argument(who: str, what: str, usage: str, why: str) -> FunctionError:
    return FunctionError(
        f"{who} calls f with one argument, {what}, and f cannot be called so ({why}): for a function g of "
        f"several numbers, write f = {usage}"
    )


def undefined(who: str, where: str, cause: Exception | None) -> ArgumentError:
    why = (
        "its values are not finite numbers up to 1e300"
        if cause is None
        else f"it raises {kind_of(cause)}: {cause}"
    )
    return ArgumentError(
        f"{who} needs a function that is defined somewhere {where}; {why}. Pass another range"
    )


# ---- paths of optimizers ----------------------------------------------------------------------------------


def no_results(who: str, usage: str) -> ArgumentError:
    return ArgumentError(f"{who} needs results of optimizers: write {usage}")


def not_a_result(who: str, given: Any) -> FunctionError:
    hint = "write *results" if isinstance(given, (list, tuple)) else "give what newton(f, x0) returned, say"
    return FunctionError(f"{who} needs results of optimizers, got {kind_of(given)}: {hint}")


def no_history(who: str, index: int) -> ArgumentError:
    return ArgumentError(
        f"result {index} that {who} was given has no history: run the optimizer with history=True"
    )


def wrong_variables(who: str, needed: int, given: int) -> ArgumentError:
    others = {1: "function_path draws those of one", 2: "contour_path draws those of two"}
    other = others.get(given, "convergence draws runs of any number of variables")
    variables = "one variable" if needed == 1 else "two variables"
    return ArgumentError(f"{who} draws runs of {variables}, got one of {given}: {other}")


def other_variables(who: str) -> ArgumentError:
    return ArgumentError(
        f"{who} calls one f, so the x of all results must have one form: start all runs from arrays, or all "
        f"from the same structure"
    )


def wrong_labels(who: str, needed: int, given: Any) -> ArgumentError:
    return ArgumentError(
        f"labels of {who} must be a list of strings, as many as results ({needed}), got {given!r}"
    )


def bad_pair(who: str, name: str, given: Any) -> ArgumentError:
    return ArgumentError(f"{name} of {who} must be a pair of numbers (low, high), got {given!r}")


# ---- points of functions of two parameters -----------------------------------------------------------------


def no_two_coordinates(who: str, given: Any) -> ArgumentError:
    return ArgumentError(
        f"{who} needs a point of two coordinates, [x, y], got {given!r}: for one coordinate, plot.tangent"
    )


def no_gradient(who: str, point: Any, cause: Exception | None) -> ArgumentError:
    why = "they are not finite" if cause is None else f"it raises {kind_of(cause)}: {cause}"
    return ArgumentError(
        f"{who} needs a function with value and slopes at {point}; {why}. Pass another point"
    )


def undefined_at(who: str, name: str, x: float, cause: Exception | None) -> ArgumentError:
    why = ", or beyond 1e300" if cause is None else f" (it raises {kind_of(cause)}: {cause})"
    return ArgumentError(
        f"{who} needs a function that is defined at {name}={x:g}, it is not{why}: pass another {name}"
    )


def no_slope(who: str, x: float) -> ArgumentError:
    return ArgumentError(f"{who} needs a slope, the function has none at x={x:g}: pass a point beside it")


def bad_orders(who: str, given: Any, needed: str) -> ArgumentError:
    return ArgumentError(f"orders of {who} must be {needed}, got {given!r}")


def no_polynomial(who: str, x0: float, order: int, missing: int, coefficient: float) -> ArgumentError:
    hint = f"ask for orders up to {missing - 1}, or pass another x0" if missing else "pass another x0"
    return ArgumentError(
        f"{who} has no polynomial of order {order} about x0={x0:g}, where the Taylor coefficient {missing} "
        f"is {coefficient:g}: {hint}"
    )


def several_variables(who: str, given: Any) -> ArgumentError:
    return ArgumentError(
        f"{who} draws functions of one number, got x0={given!r}: pass a number; for two variables, "
        f"plot.contour_path(f, dualnum.optimize.newton(f, x0, history=True))"
    )
