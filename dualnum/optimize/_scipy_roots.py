"""scipy's root, root_scalar and solve_ivp with exact derivatives."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from dualnum import errors, transforms
from dualnum._parameters import check_chunk_size
from dualnum._scalar import is_scalar, of_one_number
from dualnum.optimize._interface import METHODS
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import real
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._scipy import method_name, restored, scipy_module, told, with_options
from dualnum.optimize._scipy_table import Table
from dualnum.optimize._variables import Vector

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

IMPLICIT = ("Radau", "BDF", "LSODA")


def root(
    f: Any,
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
    f : callable
        ``f(x, *args)`` returns as many numbers as x has, in a list or an array, which shall be zero.
    x0 : float, array_like or nested dicts, lists and tuples of them
        The start; it is never changed. A list of numbers is an array, as in scipy.
    args : tuple
        Further arguments of `f` and `jac`.
    method : str
        "hybr" and "lm" use the Jacobian; scipy's others (krylov, df-sane, broyden1, ...) do without;
        "newton_root" is dualnum's.
    jac : callable, optional
        ``jac(x, *args)``, shape (n, n), where it is known.
    tol, callback, options
        As scipy takes them; the callback gets x in the form of `x0`.
    chunk_size : int, optional
        Directions a pass.

    Returns
    -------
    OptimizeResult
        With scipy's fields; x has the form of `x0`.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> dn.optimize.root(lambda p: [p[0] + np.exp(p[1]) - 2.0, p[0] - p[1] - 1.0], [0.5, 0.5]).x.round(6)
    array([1., 0.])
    """
    method = method_name("root", method, [*WITH_JACOBIAN, *WITHOUT_JACOBIAN, OF_EQUATIONS])
    options = dict(options or {})
    if callback is not None and not callable(callback):
        raise errors.bad_callback("root", callback)
    if method == OF_EQUATIONS:
        settings = {"callback": callback, "tol": tol, "chunk_size": chunk_size}
        result: OptimizeResult = METHODS[method](f, x0, args, jac=jac, **(settings | options))
        return result
    exact = method in WITH_JACOBIAN
    if exact and callback is not None:
        raise errors.unused_argument(f"root(method={method!r})", "callback", "it stops by itself")
    if not exact and jac is not None:
        raise errors.unused_argument(f"root(method={method!r})", "jac", "leave it out, or use hybr or lm")
    table = Table("root", f, x0, args, jac, chunk_size=chunk_size)
    variables, start = table.variables, table.variables.start
    values = table.fun(start)
    if values.size < start.size or (values.size > start.size and method != "lm"):
        raise errors.not_square("root", values.size, start.size)
    if not np.isfinite(values).all() or (exact and not np.isfinite(table.jac(start)).all()):
        return _not_finite(table, values)
    optimize = scipy_module("root")

    def solve() -> Any:
        derivatives = {"jac": table.jac} if exact else {}
        seen = told(variables, callback)
        return optimize.root(
            table.fun, start.copy(), method=method, tol=tol, callback=seen, options=options, **derivatives
        )

    return restored(variables, with_options("root", method, solve, options), ["x"])


def _not_finite(table: Table, values: Vector) -> OptimizeResult:
    outcome, form = Outcome.NONFINITE_START, table.variables
    return OptimizeResult(
        message=outcome.text,
        success=outcome.success,
        status=outcome.status,
        x=form.restore(form.start.copy()),
        fun=values,
        nit=0,
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


def solve_ivp(
    fun: Any,
    t_span: Any,
    y0: Any,
    method: Any = "RK45",
    t_eval: Any = None,
    dense_output: bool = False,
    events: Any = None,
    vectorized: bool = False,
    args: Any = None,
    *,
    chunk_size: int | None = None,
    **options: Any,
) -> Any:
    """Solve ordinary differential equations with scipy; implicit methods get the exact Jacobian.

    Parameters
    ----------
    fun : callable
        ``fun(t, y, *args)`` returns dy/dt: n numbers in a list or an array.
    t_span : pair of float
        The first and the last time.
    y0 : array_like, shape (n,)
        The state at the first time.
    method : str or class
        "Radau", "BDF" and "LSODA" use the Jacobian of `fun` by y; "RK45", "RK23", "DOP853" do without.
    t_eval, dense_output, events, vectorized, args
        As in `scipy.integrate.solve_ivp`.
    chunk_size : int, optional
        Directions a pass.
    **options
        Those of the method: rtol, atol, max_step, first_step, min_step, lband, uband, and jac, where it is
        known. With jac_sparsity, scipy's differences along groups of columns stay.

    Returns
    -------
    Bunch
        scipy's, with t, y, sol, t_events, nfev, njev, success, message, ...

    Examples
    --------
    >>> import dualnum as dn
    >>> decay = lambda t, y: [-1000.0 * (y[0] - y[1]), -y[1]]
    >>> found = dn.optimize.solve_ivp(decay, (0.0, 1.0), [1.0, 1.0], method="Radau")
    >>> found.y[:, -1].round(3), found.success
    (array([0.368, 0.368]), True)
    """
    if not callable(fun):
        raise errors.not_callable("solve_ivp", fun)
    check_chunk_size(chunk_size)
    integrate = scipy_module("solve_ivp", "integrate")
    if isinstance(method, type):
        solver, name = method, method.__name__
    else:
        name = method_name("solve_ivp", method, ("RK45", "RK23", "DOP853", *IMPLICIT))
        solver = getattr(integrate, name)
    known = [
        option for option in _options(solver) if option not in ("fun", "t0", "y0", "t_bound", "vectorized")
    ]
    for option in options:
        if option not in known:
            raise errors.unknown_option(f"solve_ivp(method={name!r})", option, known)
    implicit = issubclass(solver, tuple(getattr(integrate, each) for each in IMPLICIT))
    if implicit and options.get("jac") is None and options.get("jac_sparsity") is None:
        options["jac"] = _jacobian(fun, vectorized, options.get("lband"), options.get("uband"), chunk_size)
    return integrate.solve_ivp(
        fun, t_span, y0, solver, t_eval, dense_output, events, vectorized, args, **options
    )


def _options(solver: Any) -> list[str]:
    """The arguments of a class of solvers."""
    return [p.name for p in inspect.signature(solver).parameters.values() if p.kind is not p.VAR_KEYWORD]


def _jacobian(
    fun: Any, vectorized: bool, lower: int | None, upper: int | None, chunk_size: int | None
) -> Any:
    """The Jacobian by y as scipy's solvers call it; LSODA wants its diagonals as rows if it has bands."""

    def by_state(y: Any, t: float, *args: Any) -> Any:
        return np.ravel(fun(t, y[:, None], *args)) if vectorized else fun(t, y, *args)

    table = transforms._value_and_jacobian("solve_ivp", by_state, 0, chunk_size)

    def jac(t: float, y: Any, *args: Any) -> Any:
        slopes = table(np.array(y), float(t), *args)[1]
        if slopes.shape != (y.size, y.size):
            raise errors.bad_shape("fun of solve_ivp", y.shape, slopes.shape[:-1])
        if lower is None and upper is None:
            return slopes
        below, above = lower or 0, upper or 0
        packed = np.zeros((below + above + 1, y.size))
        for k in range(-below, above + 1):
            diagonal = np.diagonal(slopes, k)
            packed[above - k, max(k, 0) : max(k, 0) + diagonal.size] = diagonal
        return packed

    return jac
