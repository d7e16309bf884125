"""scipy's root and root_scalar with exact derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._scalar import is_scalar, of_one_number
from dualnum.optimize._interface import METHODS
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import norm, real
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._scipy import Failed, method_name, restored, scipy_module, told
from dualnum.optimize._scipy_options import as_options, check_method_options
from dualnum.optimize._scipy_table import Table

WITH_JACOBIAN = ("hybr", "lm")
WITHOUT_JACOBIAN = (
    "broyden1",
    "broyden2",
    "anderson",
    "linearmixing",
    "diagbroyden",
    "excitingmixing",
    "krylov",
    "df-sane",
)
OF_EQUATIONS = "newton_root"
ORDERS = dict.fromkeys(("bisect", "brentq", "brenth", "ridder", "toms748", "secant"), 0) | {
    "newton": 1,
    "halley": 2,
}
"""Of the derivatives that scipy's methods for one unknown use."""


def root(
    fun: Any,
    x0: Any,
    args: Any = (),
    method: str = "hybr",
    jac: Any = None,
    tol: float | None = None,
    callback: Any = None,
    options: dict[str, Any] | None = None,
    *,
    chunk_size: int | None = None,
) -> OptimizeResult:
    """Solve equations with scipy's methods or dualnum's, and the exact Jacobian.

    Parameters
    ----------
    fun : callable
        ``fun(x, *args)`` returns as many numbers as x has, in a list or an array, which shall be zero.
    x0 : float, array_like or nested dicts, lists and tuples of them
        The start; it is never changed. A list of numbers is an array, as in scipy.
    args : tuple
        Further arguments of `fun` and `jac`.
    method : str
        "hybr" and "lm" use the Jacobian; scipy's others (krylov, df-sane, broyden1, ...) do without;
        "newton_root" is dualnum's.
    jac : callable, optional
        ``jac(x, *args)``, shape (n, n), where it is known.
    tol, callback, options
        As scipy takes them, except options for differences and the form of a Jacobian; the callback gets x
        in the form of `x0`.
    chunk_size : int, optional
        Directions a pass.

    Returns
    -------
    OptimizeResult
        With scipy's fields; x has the form of `x0`. Where the equations or the Jacobian are not finite,
        success is False and status 3.

    Raises
    ------
    ValueError, TypeError
        For an argument or an option that the method does not use, wrong shapes, and a function that does not
        return as many real numbers as x has.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> dn.optimize.root(lambda p: [p[0] + np.exp(p[1]) - 2.0, p[0] - p[1] - 1.0], [0.5, 0.5]).x.round(6)
    array([1., 0.])
    """
    method = method_name("root", method, [*WITH_JACOBIAN, *WITHOUT_JACOBIAN, OF_EQUATIONS])
    options = as_options("root", options)
    if callback is not None and not callable(callback):
        raise errors.bad_callback("root", callback)
    if method == OF_EQUATIONS:
        settings = {"callback": callback, "tol": tol, "chunk_size": chunk_size}
        result: OptimizeResult = METHODS[method](fun, x0, args, jac=jac, **(settings | options))
        return result
    exact = method in WITH_JACOBIAN
    if exact and callback is not None:
        raise errors.unused_argument(f"root(method={method!r})", "callback", "it stops by itself")
    if not exact and jac is not None:
        raise errors.unused_argument(f"root(method={method!r})", "jac", "leave it out, or use hybr or lm")
    check_method_options("root", method, options)
    shape = np.shape(x0) if isinstance(x0, np.ndarray) and x0.ndim > 1 else None
    table = Table(
        "root", _flat(fun) if shape and callable(fun) else fun, x0, args, jac, chunk_size=chunk_size
    )
    variables, start = table.variables, table.variables.start
    values = table.fun(start)
    if values.size < start.size or (values.size > start.size and method != "lm"):
        raise errors.not_square("root", values.size, start.size)
    if not (table.starts_finite() if exact else np.isfinite(values).all()):
        return _failed(table, Failed(Outcome.NONFINITE_START, start.copy()))
    settings = {"tol": tol, "callback": told(variables, callback, True), "options": options}
    derivatives = {"jac": table.jac} if exact else {}
    try:
        found = scipy_module("root").root(table.fun, start.copy(), method=method, **settings, **derivatives)
    except Failed as failure:
        return _failed(table, failure)
    result = restored(variables, found, ["x"])
    if shape and np.size(result["fun"]) == np.prod(shape):
        result["fun"] = np.reshape(result["fun"], shape)
    return result


def _flat(fun: Any) -> Any:
    """A function of a matrix that returns one, with its numbers in a row."""

    def flat(x: Any, *args: Any) -> Any:
        y = fun(x, *args)
        return y.reshape(-1) if hasattr(y, "reshape") else y

    return flat


def _failed(table: Table, failure: Failed) -> OptimizeResult:
    good = failure.outcome is Outcome.NONFINITE
    values = table.parts(failure.x)[0] if good else table.fun(failure.x)
    return OptimizeResult(
        **failure.fields(norm(values)),
        x=table.variables.restore(failure.x.copy()),
        fun=values,
        **table.counts(),
    )


def root_scalar(
    f: Any,
    args: Any = (),
    method: str | None = None,
    bracket: Any = None,
    fprime: Any = None,
    fprime2: Any = None,
    x0: float | None = None,
    x1: float | None = None,
    xtol: float | None = None,
    rtol: float | None = None,
    maxiter: int | None = None,
    options: dict[str, Any] | None = None,
) -> Any:
    """Find a root of a function of one number with scipy's methods, and exact derivatives.

    Parameters
    ----------
    f : callable
        ``f(x, *args)`` returns a real number.
    args : tuple
        Further arguments of `f`.
    method : str, optional
        "newton" is given f and f', "halley" f, f' and f'', of one call of `f`; "brentq", "brenth", "bisect",
        "ridder", "toms748" and "secant" use values alone. Default: "brentq" with a bracket, "secant"
        with `x1`, else "newton".
    bracket : pair of float, optional
        Two points where `f` has different signs.
    fprime, fprime2 : callable, optional
        The derivatives, where both that the method uses are known.
    x0, x1 : float, optional
        The start, and a second point for "secant".
    xtol, rtol, maxiter, options
        As scipy takes them.

    Returns
    -------
    scipy.optimize.RootResults
        With root, converged, flag, iterations, function_calls.

    Raises
    ------
    ValueError, TypeError
        For an argument or an option that the method does not use or misses, and a function that does not
        return one real number.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> found = dn.optimize.root_scalar(lambda x: np.exp(x) - 2.0, x0=1.0, method="halley")
    >>> round(float(found.root), 6), found.converged
    (0.693147, True)
    """
    if not callable(f):
        raise errors.not_callable("root_scalar", f)
    for name, point in (("x0", x0), ("x1", x1)):
        if point is not None and not is_scalar(point):
            raise errors.bad_option("root_scalar", name, "a number", point)
    if method is None:
        method = "brentq" if bracket is not None else "newton" if x1 is None else "secant"
    method = method_name("root_scalar", method, ORDERS)
    options = as_options("root_scalar", options)
    check_method_options("root_scalar", method, options)
    order = ORDERS[method]
    given = [slope for slope in (fprime, fprime2) if slope is not None]
    if len(given) > order:
        name = "fprime2" if order else "fprime"
        raise errors.unused_argument(f"root_scalar(method={method!r})", name, "leave it out")
    if order and x0 is None:
        raise errors.bad_option(f"root_scalar(method={method!r})", "x0", "a number", x0)
    derivatives: dict[str, Any] = {}
    if given and len(given) == order and all(map(callable, given)):
        derivatives = {"fprime": fprime, "fprime2": fprime2}
    elif given:
        raise errors.bad_derivative_argument(
            "root_scalar", "fprime" if fprime is not None else "fprime2", given[0]
        )
    elif order:
        derived = of_one_number("root_scalar", f, order, True, None)
        derivatives = {"fprime": True, "fprime2": True if order == 2 else None}
    solve = scipy_module("root_scalar").root_scalar
    start = None if x0 is None else float(x0)

    def values(x: Any, *more: Any) -> Any:
        x = float(x)
        return derived(x, *more) if derivatives.get("fprime") is True else real("root_scalar", f(x, *more))

    return solve(
        values,
        args,
        method,
        bracket,
        x0=start,
        x1=x1,
        xtol=xtol,
        rtol=rtol,
        maxiter=maxiter,
        options=options,
        **derivatives,
    )
