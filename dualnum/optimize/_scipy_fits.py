"""scipy's least_squares with exact Jacobians."""

from __future__ import annotations

import functools
import inspect
from types import SimpleNamespace
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.optimize._interface import METHODS
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._scipy import method_name, restored, scipy_module, told
from dualnum.optimize._scipy_table import TOGETHER_UP_TO, Table
from dualnum.optimize._variables import Box

OF_RESIDUALS = ("gauss_newton", "levenberg_marquardt")


def least_squares(
    f: Any,
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
    f : callable
        ``f(x, *args, **kwargs)`` returns the m residuals: a list or an array of one dimension.
    x0 : float, array_like or nested dicts, lists and tuples of them
        The start; it is never changed. A list of numbers is an array, as in scipy.
    args, kwargs : tuple, dict
        Further arguments of `f` and `jac`.
    jac : callable, optional
        ``jac(x, *args, **kwargs)``, shape (m, n), where it is known.
    bounds : (low, high), or scipy's Bounds
        Numbers, or arrays with one for each number in `x0`.
    method : {"trf", "dogbox", "lm", "gauss_newton", "levenberg_marquardt"}
        scipy's, and dualnum's.
    callback : callable, optional
        Gets x in the form of `x0`.
    chunk_size : int, optional
        Directions a pass.
    **options
        All others of `scipy.optimize.least_squares` (ftol, xtol, gtol, x_scale, loss, f_scale, max_nfev,
        tr_solver, ...), or of dualnum's method.

    Returns
    -------
    OptimizeResult
        With scipy's fields; x has the form of `x0`, the Jacobian the shape (m, n).

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
    g = functools.partial(f, **kwargs) if kwargs and callable(f) else f
    slopes = functools.partial(jac, **kwargs) if kwargs and callable(jac) else jac
    if callback is not None and not callable(callback):
        raise errors.bad_callback("least_squares", callback)
    method = method_name("least_squares", method, ["trf", "dogbox", "lm", *OF_RESIDUALS])
    problem = Table("least_squares", g, x0, args, slopes, chunk_size=chunk_size)
    start = problem.variables.start
    limits = limits_of("least_squares", bounds)
    if limits is not None:
        Box(limits, start)
    if method in OF_RESIDUALS:
        given = {"jac": slopes, "bounds": limits, "callback": callback, "chunk_size": chunk_size}
        result: OptimizeResult = METHODS[method](g, x0, args, **given, **options)
        return result
    solve = scipy_module("least_squares").least_squares
    if callback is not None:
        options["callback"] = told(problem.variables, callback)
    check_options("least_squares", options, solve)
    problem.together = start.size <= TOGETHER_UP_TO
    found = solve(problem.fun, start.copy(), jac=problem.jac, bounds=bounds, method=method, **options)
    result = restored(problem.variables, found, ["x"])
    if options.get("loss", "linear") != "linear":
        result["loss"] = options["loss"]
    return result


def limits_of(who: str, bounds: Any) -> Any:
    """Bounds as lb and ub; None if there are none."""
    if hasattr(bounds, "lb") and hasattr(bounds, "ub"):
        bounds = bounds.lb, bounds.ub
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise errors.bad_bound_pair(who, bounds)
    low, high = bounds
    if np.all(np.isneginf(low)) and np.all(np.isposinf(high)):
        return None
    return SimpleNamespace(lb=low, ub=high)


def check_options(who: str, options: dict[str, Any], solve: Any) -> None:
    known = [
        name for name in inspect.signature(solve).parameters if name not in ("fun", "x0", "args", "kwargs")
    ]
    for name in options:
        if name not in known:
            raise errors.unknown_option(who, name, known)
