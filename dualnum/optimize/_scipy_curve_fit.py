"""scipy's curve_fit with the exact Jacobian of the model."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.optimize._interface import METHODS
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._scipy import Failed, method_name, scipy_module
from dualnum.optimize._scipy_fits import limits_of
from dualnum.optimize._scipy_options import check_options_of
from dualnum.optimize._scipy_table import TOGETHER_UP_TO, Table
from dualnum.optimize._standard_errors import covariance
from dualnum.optimize._variables import Vector

FIT_TOLERANCE = {"lm": 1e-15, "trf": 1e-14, "dogbox": 1e-14}
FIT_EVALUATIONS = 10_000


def curve_fit(
    f: Any,
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
    f : callable
        The model: ``f(xdata, *parameters)`` returns the m predictions.
    xdata : array_like or object
        What `f` takes.
    ydata : array_like, shape (m,)
        The observations.
    p0 : float or array_like, shape (n,), optional
        The start. Default: ones (or inside the bounds), as many as `f` has further arguments.
    sigma : array_like, shape (m,) or (m, m), optional
        Standard deviations of the observations, or their covariance.
    absolute_sigma : bool
        Whether `sigma` is meant as it stands; otherwise only the ratios count.
    check_finite, bounds, full_output, nan_policy
        As in `scipy.optimize.curve_fit`.
    method : {"lm", "trf", "dogbox"}, optional
        One of scipy's. Default: "trf" with bounds; without, dualnum's `levenberg_marquardt`, which needs no
        scipy, or "lm" where that does not succeed or an option of scipy is given.
    chunk_size : int, optional
        Directions a pass.
    **options
        Handed on to `scipy.optimize.leastsq` (for "lm") or `scipy.optimize.least_squares`. As the Jacobian
        has no errors of differences, ftol, xtol and gtol are near rounding errors unless given, and
        evaluations limited to 10000. Options for differences and the form of a Jacobian are refused.

    Returns
    -------
    popt : ndarray, shape (n,)
        The parameters.
    pcov : ndarray, shape (n, n)
        Their estimated covariance: standard errors are ``np.sqrt(np.diag(pcov))``.
    infodict, mesg, ier
        With `full_output`.

    Raises
    ------
    ValueError, TypeError
        For data, a start or an option that cannot be used, a model that does not return m numbers, and where
        it or its Jacobian is not finite at the start.
    RuntimeError
        If the fit does not succeed.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> x = np.array([0.0, 1.0, 2.0, 3.0])
    >>> popt, pcov = dn.optimize.curve_fit(lambda x, a, b: a + b * x, x, [1.0, 3.1, 4.9, 7.0])
    >>> popt.round(6), np.sqrt(np.diag(pcov)).round(6)
    (array([1.03, 1.98]), array([0.079373, 0.042426]))
    """
    if not callable(f):
        raise errors.not_callable("curve_fit", f)
    for name in ("jac", "args"):
        if name in options:
            raise errors.unused_argument("curve_fit", name, "the model is what it takes")
    if isinstance(p0, dict) or (isinstance(p0, (list, tuple)) and any(isinstance(p, dict) for p in p0)):
        raise errors.named_parameters("curve_fit", p0)
    if method is not None:
        method = method_name("curve_fit", method, ["lm", "trf", "dogbox"])
    elif limits_of("curve_fit", bounds) is None and not (full_output or nan_policy or options):
        fit = _own_fit(f, xdata, ydata, p0, sigma, absolute_sigma, chunk_size)
        if fit is not None:
            return fit
    optimize = scipy_module("curve_fit")
    method = method or ("lm" if limits_of("curve_fit", bounds) is None else "trf")
    most = "maxfev" if method == "lm" else "max_nfev"
    if method != "lm" and "maxfev" in options:
        options["max_nfev"] = options.pop("maxfev")
    solve = optimize.leastsq if method == "lm" else optimize.least_squares
    check_options_of(f"curve_fit(method={method!r})", solve, options)
    options = (
        dict.fromkeys(("ftol", "xtol", "gtol"), FIT_TOLERANCE[method]) | {most: FIT_EVALUATIONS} | options
    )
    predicted, slopes = _model(f, ydata, nan_policy == "omit", chunk_size)
    try:
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
    except Failed as failure:
        if failure.outcome is Outcome.NONFINITE_HERE:
            raise errors.nonfinite_start_of_fit(failure.x) from None
        raise errors.nonfinite_fit(failure.x) from None


def _own_fit(
    model: Any, xdata: Any, ydata: Any, p0: Any, sigma: Any, absolute_sigma: bool, chunk_size: int | None
) -> tuple[Vector, Vector] | None:
    """The fit by levenberg_marquardt; None where it is not for it, or does not succeed."""
    start = (
        np.ones(_number_of_parameters(model)) if p0 is None else np.atleast_1d(np.asarray(p0, dtype=float))
    )
    y = np.asarray(ydata, dtype=np.float64)
    x = np.asarray(xdata, dtype=np.float64) if isinstance(xdata, (list, tuple, np.ndarray)) else xdata
    weigh = _weights(sigma, y.size)
    clean = np.isfinite(y).all() and (not isinstance(x, np.ndarray) or np.isfinite(x).all())
    if not (clean and y.ndim == 1 and y.size and start.size and start.ndim == 1 and weigh):
        return None  # what is wrong, scipy says

    def residuals(parameters: Any) -> Any:
        return weigh(model(x, *parameters) - y)

    try:
        found = METHODS["levenberg_marquardt"](residuals, start, chunk_size=chunk_size)
    except (TypeError, ValueError):  # which names another function, or the arithmetic above
        with contextlib.suppress(Failed):
            _model(model, y, False, chunk_size)[1](x, *start.tolist())
        raise
    if not found.success or found.rank < start.size or not (y.size > start.size or absolute_sigma):
        return None
    return found.x, covariance(found.fun, found.jac, absolute_sigma)


def _number_of_parameters(model: Any) -> int:
    """How many arguments the model has beside the data; 0 if that cannot be told."""
    try:
        parameters = inspect.signature(model).parameters.values()
    except (TypeError, ValueError):
        return 0
    kinds = [parameter.kind for parameter in parameters]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return 0
    return sum(kind < inspect.Parameter.VAR_POSITIONAL for kind in kinds) - 1


def _weights(sigma: Any, m: int) -> Callable[[Any], Any] | None:
    """What makes residuals independent and of one variance; None if sigma has no such form."""
    if sigma is None:
        return lambda r: r
    s = np.asarray(sigma, dtype=np.float64)
    if not np.isfinite(s).all():
        return None
    if s.size == 1 or s.shape == (m,):
        return (lambda r: r / s.reshape(-1)) if s.all() else None
    try:
        whiten = np.linalg.inv(np.linalg.cholesky(s))
    except np.linalg.LinAlgError:
        return None
    return (lambda r: whiten @ r) if s.shape == (m, m) else None


def _model(model: Any, ydata: Any, omits: bool, chunk_size: int | None) -> tuple[Any, Any]:
    """The model and its Jacobian as scipy calls them, evaluated once a point."""
    tables: list[Table] = []

    def table(xdata: Any, parameters: Any) -> Table:
        if not tables:  # scipy may have changed xdata (to floats, without NaN) but not from call to call
            tables.append(Table("curve_fit", f, parameters, (xdata,), chunk_size=chunk_size))
            tables[0].together = parameters.size <= TOGETHER_UP_TO
            if not tables[0].starts_finite():  # which scipy's "lm" would take for success
                raise Failed(Outcome.NONFINITE_HERE, parameters)
        return tables[0]

    def f(parameters: Any, xdata: Any) -> Any:
        return model(xdata, *parameters)

    @functools.wraps(model)  # scipy counts the parameters
    def predicted(xdata: Any, *parameters: float) -> Vector:
        x = np.array(parameters, dtype=np.float64)
        return table(xdata, x).fun(x)

    def slopes(xdata: Any, *parameters: float) -> Vector:
        x = np.array(parameters, dtype=np.float64)
        rows = table(xdata, x).jac(x)
        if len(rows) > 1:
            return np.asarray(rows)
        m = np.shape(xdata)[-1] if omits and isinstance(xdata, np.ndarray) else np.size(ydata)
        return np.repeat(rows, m, axis=0)

    return predicted, slopes
