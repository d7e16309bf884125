"""What dualnum.errors says about optimizers and their arguments."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from dualnum._exceptions import ArgumentError, FunctionError, NumberError, kind_of
from dualnum._transform_errors import bad_value as bad_value

# ---- arguments of every optimizer -------------------------------------------------------------------


def no_function(who: str, given: Any, usage: str) -> FunctionError:
    return FunctionError(
        f"{who} needs a function, got {kind_of(given)}: write {usage}, with f itself and not its value"
    )


def no_objective(who: str, given: Any) -> FunctionError:
    return no_function(who, given, f"{who}(f, x0)")


def unknown_option(who: str, option: str, known: Iterable[str]) -> ArgumentError:
    near = nearest(option, known)
    return ArgumentError(f"{who} has no option {option!r}{near}; it has {', '.join(sorted(known))}")


def nearest(given: str, known: Iterable[str]) -> str:
    """What may have been meant, to be put into a message."""
    aliases = {"lr": "step_size", "learning_rate": "step_size", "maxfev": "maxiter", "max_iter": "maxiter"}
    names = list(known)
    longer = [name for name in names if name.startswith(given)] if len(given) > 2 else []
    close = longer[:1] or get_close_matches(given, names, 1, 0.7)
    meant = [aliases[given]] if aliases.get(given) in names else close
    return f" (did you mean {meant[0]!r}?)" if meant else ""


def unused_argument(who: str, argument: str, hint: str) -> ArgumentError:
    return ArgumentError(f"{who} does not use {argument}: {hint}")


def unknown_method(who: str, method: Any, known: Iterable[str]) -> ArgumentError:
    names = list(known)
    near = nearest(method.lower(), names) if isinstance(method, str) else ""
    return ArgumentError(f"{who} has no method {method!r}{near}; it has {', '.join(names)}")


def other_method(who: str, method: str, place: str) -> ArgumentError:
    return ArgumentError(f"{who} does not use {method}: it belongs to dualnum.optimize.{place}")


def bad_option(who: str, option: str, needed: str, given: Any) -> ArgumentError:
    return ArgumentError(f"{option} of {who} must be {needed}, got {given!r}")


def bad_choice(who: str, option: str, names: tuple[str, ...], given: Any) -> ArgumentError:
    near = nearest(given, names) if isinstance(given, str) else ""
    return ArgumentError(f"{option} of {who} must be {' or '.join(map(repr, names))}, got {given!r}{near}")


def bad_step_size(who: str, step: int, given: Any) -> ArgumentError:
    return ArgumentError(
        f"step_size of {who} must return a finite number, 0 or more, it returned {given!r} for step {step}"
    )


def no_batches(who: str) -> ArgumentError:
    return ArgumentError(
        f"batches of {who} are empty: give one at least; a generator that was used before has to be made anew"
    )


def bad_derivative_argument(who: str, argument: str, given: Any) -> FunctionError:
    return FunctionError(
        f"{argument} of {who} must be a function, got {given!r}: without it, the exact derivative is taken"
    )


def bad_callback(who: str, given: Any) -> FunctionError:
    return FunctionError(f"callback of {who} must be a function, got {kind_of(given)}")


def dual_start(who: str) -> NumberError:
    return NumberError(
        f"x0 of {who} holds dual numbers: an optimizer is not differentiated through. Start at their values "
        f"(x.value), and differentiate the conditions that hold at the solution"
    )


# ---- what functions return ------------------------------------------------------------------------------


def no_value_and_jac(who: str, given: Any) -> FunctionError:
    return FunctionError(
        f"{who} with jac=True needs a function that returns a pair, value and derivative, it returned "
        f"{kind_of(given)}: leave out jac, and the function is differentiated"
    )


def dual_value(who: str) -> NumberError:
    return NumberError(
        f"the function that {who} was given depends on a dual number of an outer derivative call: an "
        f"optimizer is not differentiated through. Solve with plain numbers, and differentiate the equations "
        f"that hold at the solution (the implicit function theorem)"
    )


def bad_residuals(who: str, given: Any) -> FunctionError:
    return FunctionError(
        f"{who} needs a function that returns a list or 1-D array of real numbers, it returned "
        f"{kind_of(given)}{_shape_of(given)}" + (": is a return statement missing?" if given is None else "")
    )


def _shape_of(given: Any) -> str:
    return f" of shape {given.shape}" if hasattr(given, "shape") else ""


def squares_overflow(who: str, size: float) -> ArgumentError:
    return ArgumentError(
        f"{who} makes a sum of squares smaller, which overflows for numbers of {size:.3g}: scale them"
    )


def one_residual(who: str) -> FunctionError:
    return FunctionError(
        f"{who} needs a function that returns a list or array of numbers where x is one, it returned one "
        f"number: return [y], or start at a float; to minimize a function use newton or lbfgs"
    )


def not_square(who: str, m: int, n: int) -> FunctionError:
    return FunctionError(
        f"{who} needs as many equations as unknowns, got {m} equations and {n} unknowns: for more equations "
        f"use levenberg_marquardt"
    )


def not_one_unknown(who: str, n: int) -> ArgumentError:
    return ArgumentError(
        f"{who} solves one equation for one unknown, x0 has {n} numbers: for a system use newton_root; for "
        f"equations without connection call it for each"
    )


def not_real(what: str, given: Any) -> NumberError:
    kind = f"an array of dtype {given.dtype}" if hasattr(given, "dtype") else kind_of(given)
    return NumberError(f"{what} must return real numbers, it returned {kind}")


def no_start(who: str) -> ArgumentError:
    return ArgumentError(
        f"{who} needs x0: scipy's minimize_scalar, which gives none, cannot use it; write {who}(f, x0)"
    )


def bad_shape(what: str, needed: tuple[int, ...], given: tuple[int, ...]) -> ArgumentError:
    return ArgumentError(f"{what} returned an array of shape {given} where {needed} is needed")


# ---- bounds ----------------------------------------------------------------------------------------------


def bad_bounds(given: Any, n: int) -> ArgumentError:
    return ArgumentError(
        f"bounds must be {n} pairs (low, high), None for no bound, or scipy's Bounds of {n} variables, got "
        f"{given!r}"
    )


def crossed_bounds(index: int, low: float, high: float) -> ArgumentError:
    return ArgumentError(
        f"bounds {index} are crossed: the lower one, {low!r}, is above the upper one, {high!r}"
    )


def outside_bounds(index: int, x: float, low: float, high: float) -> ArgumentError:
    return ArgumentError(
        f"x0 is outside the bounds: element {index} is {x!r}, the bounds are ({low!r}, {high!r})"
    )


# ---- constraints ---------------------------------------------------------------------------------------


def bad_constraint(who: str, given: Any) -> ArgumentError:
    return ArgumentError(
        f"constraints of {who} must be dicts with 'type' ('eq' or 'ineq') and 'fun', or scipy's "
        f"LinearConstraint and NonlinearConstraint, or a list of them, got {given!r}"
    )


def bad_bound_pair(who: str, given: Any) -> ArgumentError:
    return ArgumentError(
        f"bounds of {who} must be a pair (low, high) of numbers or arrays, or scipy's Bounds, got {given!r}"
    )


def structured_bounds(who: str, given: Any) -> ArgumentError:
    return ArgumentError(
        f"bounds of {who} are flat: a pair (low, high), each one number or an array in the order of the "
        f"numbers in x0, got {given!r}"
    )


# ---- fits and differential equations --------------------------------------------------------------------


def named_parameters(who: str, given: Any) -> FunctionError:
    return FunctionError(
        f"p0 of {who} must be a list or array of numbers, one for each parameter of the model, got "
        f"{given!r}: least_squares and levenberg_marquardt take residuals of a dict of parameters"
    )


def nonfinite_start_of_fit(p0: Any) -> ArgumentError:
    return ArgumentError(
        f"the model of curve_fit or its Jacobian is not finite at p0 = {p0}: start elsewhere, or leave out "
        f"the data where it is not"
    )


def nonfinite_fit(parameters: Any) -> RuntimeError:
    return RuntimeError(
        f"the Jacobian of the model of curve_fit is not finite where the next step leads; the last good "
        f"parameters are {parameters}: start elsewhere, or set bounds"
    )


def nonfinite_rate(t: float, y: Any) -> ArgumentError:
    return ArgumentError(
        f"the Jacobian of fun of solve_ivp is not finite at t = {t!r}, y = {y}: start elsewhere, or say "
        f"jac='2-point' for scipy's differences"
    )


# ---- standard errors -----------------------------------------------------------------------------------


def no_result(given: Any) -> ArgumentError:
    return ArgumentError(
        f"standard_errors needs the result of an optimizer, which has x, got {kind_of(given)}: those of "
        f"curve_fit are np.sqrt(np.diag(pcov))"
    )


def unsuccessful_result(message: Any) -> ArgumentError:
    return ArgumentError(
        f"standard_errors of a run without success ({message}) mean nothing: run it to success, or say "
        f"require_success=False"
    )


def no_curvature() -> ArgumentError:
    return ArgumentError(
        "this result has no Hessian, nor residuals with their Jacobian: give the negative log-likelihood, "
        "standard_errors(result, f, args)"
    )


def robust_loss(loss: Any) -> ArgumentError:
    what = "a cost that is not half the sum of squares" if loss is None else repr(loss)
    return ArgumentError(
        f"standard_errors of least squares need loss='linear', got {what}: give the negative "
        f"log-likelihood, standard_errors(result, f, args)"
    )


def not_stationary(decrement: float) -> ArgumentError:
    return ArgumentError(
        f"x is not a stationary point of f, as gradient g and Hessian H give g^T H^-1 g = {decrement:.3g}: "
        f"it is on a bound or constraint, or the run was stopped early. Fit again, to a smaller tolerance or "
        f"with what is on a bound held fixed"
    )


def on_bounds(indices: list[int]) -> ArgumentError:
    return ArgumentError(
        f"the parameters {indices} are on their bounds, where they have no standard errors: fit again "
        f"with these held fixed"
    )


def bad_curvature(what: str) -> ArgumentError:
    return ArgumentError(
        f"there are no standard errors here: the Hessian or Jacobian {what}, where a minimum with full rank "
        f"is needed. Give the negative of a log-likelihood, and leave out parameters that the data do not "
        f"determine"
    )


def no_freedom(m: int, n: int) -> ArgumentError:
    return ArgumentError(
        f"{m} residuals of {n} parameters leave nothing to estimate their variance from: give more data, or "
        f"say absolute_sigma=True if they are in units of known standard deviations"
    )
