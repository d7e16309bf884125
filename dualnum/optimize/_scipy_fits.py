"""scipy's least_squares and curve_fit with exact Jacobians."""

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
from dualnum.optimize._variables import Box, Vector

OF_RESIDUALS = ("gauss_newton", "levenberg_marquardt")


FIT_TOLERANCE = {"lm": 1e-15, "trf": 1e-14, "dogbox": 1e-14}
FIT_EVALUATIONS = 10_000


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
    limits = _limits("least_squares", bounds)
    if limits is not None:
        Box(limits, start)
    if method in OF_RESIDUALS:
        given = {"jac": slopes, "bounds": limits, "callback": callback, "chunk_size": chunk_size}
        result: OptimizeResult = METHODS[method](g, x0, args, **given, **options)
        return result
    solve = scipy_module("least_squares").least_squares
    if callback is not None:
        options["callback"] = told(problem.variables, callback)
    _check_options("least_squares", options, solve)
    problem.together = start.size <= TOGETHER_UP_TO
    found = solve(problem.fun, start.copy(), jac=problem.jac, bounds=bounds, method=method, **options)
    result = restored(problem.variables, found, ["x"])
    if options.get("loss", "linear") != "linear":
        result["loss"] = options["loss"]
    return result


def _limits(who: str, bounds: Any) -> Any:
    """Bounds as lb and ub; None if there are none."""
    if hasattr(bounds, "lb") and hasattr(bounds, "ub"):
        bounds = bounds.lb, bounds.ub
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise errors.bad_bound_pair(who, bounds)
    low, high = bounds
    if np.all(np.isneginf(low)) and np.all(np.isposinf(high)):
        return None
    return SimpleNamespace(lb=low, ub=high)


def _check_options(who: str, options: dict[str, Any], solve: Any) -> None:
    known = [
        name for name in inspect.signature(solve).parameters if name not in ("fun", "x0", "args", "kwargs")
    ]
    for name in options:
        if name not in known:
            raise errors.unknown_option(who, name, known)


def curve_fit(
    model: Any,
    xdata: Any,
    ydata: Any,
    p0: Any = None,
    sigma: Any = None,
    absolute_sigma: bool = False,
    check_finite: bool | None = None,
    bounds: Any = (-np.inf, np.inf),
    method: str | None = None,
    *,
    full_output: bool = False,
    nan_policy: str | None = None,
    chunk_size: int | None = None,
    **options: Any,
) -> Any:
    """Fit a model to data by least squares, with the exact Jacobian of the model.

    Parameters
    ----------
    model : callable
        ``model(xdata, *parameters)`` returns the m predictions.
    xdata : array_like or object
        What `model` takes.
    ydata : array_like, shape (m,)
        The observations.
    p0 : float or array_like, shape (n,), optional
        The start. Default: ones (or inside the bounds), as many as `model` has further arguments.
    sigma : array_like, shape (m,) or (m, m), optional
        Standard deviations of the observations, or their covariance.
    absolute_sigma : bool
        Whether `sigma` is meant as it stands; otherwise only the ratios count.
    check_finite, bounds, method, full_output, nan_policy
        As in `scipy.optimize.curve_fit`; the method is "lm", "trf" or "dogbox".
    chunk_size : int, optional
        Directions a pass.
    **options
        Handed on to `scipy.optimize.leastsq` (for "lm") or `scipy.optimize.least_squares`. As the Jacobian
        has no errors of differences, ftol, xtol and gtol are near rounding errors unless given, and
        evaluations limited to 10000.

    Returns
    -------
    popt : ndarray, shape (n,)
        The parameters.
    pcov : ndarray, shape (n, n)
        Their estimated covariance: standard errors are ``np.sqrt(np.diag(pcov))``.
    infodict, mesg, ier
        With `full_output`.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> x = np.array([0.0, 1.0, 2.0, 3.0])
    >>> popt, pcov = dn.optimize.curve_fit(lambda x, a, b: a + b * x, x, [1.0, 3.1, 4.9, 7.0])
    >>> popt.round(6), np.sqrt(np.diag(pcov)).round(6)
    (array([1.03, 1.98]), array([0.079373, 0.042426]))
    """
    if not callable(model):
        raise errors.not_callable("curve_fit", model)
    if "jac" in options or "args" in options:
        raise errors.unused_argument(
            "curve_fit", "jac" if "jac" in options else "args", "the model is what it takes"
        )
    optimize = scipy_module("curve_fit")
    if method is not None:
        method = method_name("curve_fit", method, ["lm", "trf", "dogbox"])
    method = method or ("lm" if _limits("curve_fit", bounds) is None else "trf")
    most = "maxfev" if method == "lm" else "max_nfev"
    if method != "lm" and "maxfev" in options:
        options["max_nfev"] = options.pop("maxfev")
    _check_options("curve_fit", options, optimize.leastsq if method == "lm" else optimize.least_squares)
    options = (
        dict.fromkeys(("ftol", "xtol", "gtol"), FIT_TOLERANCE[method]) | {most: FIT_EVALUATIONS} | options
    )
    predicted, slopes = _model(model, np.size(ydata), chunk_size)
    return optimize.curve_fit(
        predicted,
        xdata,
        ydata,
        p0,
        sigma,
        absolute_sigma,
        check_finite,
        bounds,
        method,
        slopes,
        full_output=full_output,
        nan_policy=nan_policy,
        **options,
    )


def _model(model: Any, m: int, chunk_size: int | None) -> tuple[Any, Any]:
    """The model and its Jacobian as scipy calls them, evaluated once a point."""
    tables: list[Table] = []

    def table(xdata: Any, parameters: Any) -> Table:
        if not tables:  # scipy may have changed xdata (to floats, without NaN) but not from call to call
            tables.append(Table("curve_fit", f, parameters, xdata, chunk_size=chunk_size))
            tables[0].together = parameters.size <= TOGETHER_UP_TO
        return tables[0]

    def f(parameters: Any, *xdata: Any) -> Any:
        return model(*xdata, *parameters)

    @functools.wraps(model)  # scipy counts the parameters
    def predicted(xdata: Any, *parameters: float) -> Vector:
        x = np.array(parameters, dtype=np.float64)
        return table((xdata,), x).fun(x)

    def slopes(xdata: Any, *parameters: float) -> Vector:
        x = np.array(parameters, dtype=np.float64)
        rows = table((xdata,), x).jac(x)
        return np.repeat(rows, m, axis=0) if len(rows) == 1 else rows

    return predicted, slopes
