"""scipy's least_squares with exact Jacobians."""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.optimize._interface import METHODS
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._scipy import Failed, method_name, restored, scipy_module, starred, told
from dualnum.optimize._scipy_options import check_options_of
from dualnum.optimize._scipy_table import TOGETHER_UP_TO, Table
from dualnum.optimize._variables import Box

OF_RESIDUALS = ("gauss_newton", "levenberg_marquardt")


def least_squares(
    fun: Any,
    x0: Any,
    args: Any = (),
    kwargs: dict[str, Any] | None = None,
    *,
    jac: Any = None,
    bounds: Any = (-np.inf, np.inf),
    method: str = "trf",
    callback: Any = None,
    chunk_size: int | None = None,
    **options: Any,
) -> OptimizeResult:
    """Minimize half a sum of squares with scipy's methods or dualnum's, and the exact Jacobian.

    Parameters
    ----------
    fun : callable
        ``fun(x, *args, **kwargs)`` returns the m residuals: a list or an array of one dimension.
    x0 : float, array_like or nested dicts, lists and tuples of them
        The start; it is never changed. A list of numbers is an array, as in scipy.
    args, kwargs : tuple, dict
        Further arguments of `fun` and `jac`.
    jac : callable, optional
        ``jac(x, *args, **kwargs)``, shape (m, n), where it is known.
    bounds : (low, high), or scipy's Bounds
        Numbers, or arrays with one for each number in `x0`.
    method : {"trf", "dogbox", "lm", "gauss_newton", "levenberg_marquardt"}
        scipy's, and dualnum's.
    callback : callable, optional
        Gets x in the form of `x0`; not for "lm".
    chunk_size : int, optional
        Directions a pass.
    **options
        All others of `scipy.optimize.least_squares` (ftol, xtol, gtol, x_scale, loss, f_scale, max_nfev,
        tr_solver, ...), or of dualnum's method; but none for differences.

    Returns
    -------
    OptimizeResult
        With scipy's fields; x has the form of `x0`, the Jacobian the shape (m, n). Where residuals or
        Jacobian are not finite, success is False and status 3.

    Raises
    ------
    ValueError, TypeError
        For an argument or an option that the method does not use, wrong shapes, a start outside the
        bounds, and a function that does not return residuals.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> t = np.array([0.0, 1.0, 2.0, 3.0])
    >>> y = 2.0 * np.exp(-0.5 * t)
    >>> found = dn.optimize.least_squares(lambda p: p["a"] * np.exp(-p["b"] * t) - y, {"a": 1.0, "b": 1.0})
    >>> round(found.x["a"], 6), round(found.x["b"], 6)
    (2.0, 0.5)
    """
    g = functools.partial(fun, **kwargs) if kwargs and callable(fun) else fun
    slopes = functools.partial(jac, **kwargs) if kwargs and callable(jac) else jac
    if callback is not None and not callable(callback):
        raise errors.bad_callback("least_squares", callback)
    method = method_name("least_squares", method, ["trf", "dogbox", "lm", *OF_RESIDUALS])
    args, limits = starred(args), limits_of("least_squares", bounds)
    if method in OF_RESIDUALS:
        given = {"jac": slopes, "bounds": limits, "callback": callback, "chunk_size": chunk_size}
        result: OptimizeResult = METHODS[method](g, x0, args, **given, **options)
        return result
    problem = Table("least_squares", g, x0, args, slopes, chunk_size=chunk_size)
    start = problem.variables.start
    if limits is not None:
        Box(limits, start)
    solve = scipy_module("least_squares").least_squares
    check_options_of("least_squares", solve, options)
    if callback is not None:
        if method == "lm":
            raise errors.unused_argument("least_squares(method='lm')", "callback", "use trf or dogbox")
        options["callback"] = told(problem.variables, callback)
    problem.together = start.size <= TOGETHER_UP_TO
    problem.takes_operators = method != "lm"
    if not problem.starts_finite():
        return _failed(problem, Failed(Outcome.NONFINITE_START, start.copy()))
    try:
        found = solve(problem.fun, start.copy(), jac=problem.jac, bounds=bounds, method=method, **options)
    except Failed as failure:
        return _failed(problem, failure)
    result = restored(problem.variables, found, ["x"])
    if options.get("loss", "linear") != "linear":
        result["loss"] = options["loss"]
    return result


def _failed(problem: Table, failure: Failed) -> OptimizeResult:
    """The result of a run that cannot go on."""
    values, slopes = problem.parts(failure.x)
    with np.errstate(all="ignore"):
        cost, grad = 0.5 * float(values @ values), slopes.T @ values
    return OptimizeResult(
        **failure.fields(cost),
        x=problem.variables.restore(failure.x.copy()),
        cost=cost,
        fun=values,
        jac=slopes,
        grad=grad,
        optimality=float(np.max(np.abs(grad))),
        active_mask=np.zeros(failure.x.size, dtype=int),
        nfev=problem.nfev,
        njev=problem.njev,
    )


def limits_of(who: str, bounds: Any) -> Any:
    """Bounds as lb and ub; None if there are none."""
    if hasattr(bounds, "lb") and hasattr(bounds, "ub"):
        bounds = bounds.lb, bounds.ub
    sides = bounds if isinstance(bounds, (tuple, list)) else (bounds,)
    if any(isinstance(side, dict) for side in sides):
        raise errors.structured_bounds(who, bounds)
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise errors.bad_bound_pair(who, bounds)
    low, high = bounds
    try:
        if np.all(np.isneginf(low)) and np.all(np.isposinf(high)):
            return None
    except (TypeError, ValueError):
        raise errors.bad_bound_pair(who, bounds) from None
    return SimpleNamespace(lb=low, ub=high)
