"""scipy's minimize with exact derivatives."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.optimize._interface import METHODS
from dualnum.optimize._options import choice
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._scipy import Failed, method_name, restored, scipy_module, told
from dualnum.optimize._scipy_constraints import exact_constraints
from dualnum.optimize._scipy_options import as_options, check_method_options
from dualnum.optimize._scipy_shared import Handed, Shared
from dualnum.optimize._scipy_use import ANY, MODERATE, SCIPY, STOPPED, Use

NOT_OF_ONE_VALUE = {
    "gauss_newton": "least_squares",
    "levenberg_marquardt": "least_squares",
    "newton_root": "root",
    "halley": "root_scalar",
}


def minimize(
    fun: Any,
    x0: Any,
    args: Any = (),
    method: Any = None,
    jac: Any = None,
    hess: Any = None,
    hessp: Any = None,
    bounds: Any = None,
    constraints: Any = (),
    tol: float | None = None,
    callback: Any = None,
    options: dict[str, Any] | None = None,
    *,
    curvature: str = "auto",
    chunk_size: int | None = None,
) -> OptimizeResult:
    """Minimize a function with scipy's methods or dualnum's, and exact derivatives.

    scipy is given the gradient, and the Hessian or its products where the method uses them, all of one pass
    of dualnum at each point; likewise the derivatives of the constraints.

    Parameters
    ----------
    fun : callable
        ``fun(x, *args)`` returns one real number; x has the form of `x0`.
    x0 : float, array_like or nested dicts, lists and tuples of them
        The start; it is never changed. A list of numbers is an array, as in scipy.
    args : tuple
        Further arguments of `fun` and of the derivatives.
    method : str or callable, optional
        A method of scipy, one of dualnum's for minima (newton, lbfgs, ...), or a function that scipy would
        take.
        Default: SLSQP with constraints, L-BFGS-B with bounds, else BFGS.
    jac, hess, hessp : callable, optional
        ``jac(x, *args)``, ``hess(x, *args)`` and ``hessp(x, p, *args)``, where they are known. With
        ``jac=True``, `fun` returns value and gradient. `hess` may be a strategy of scipy, as ``BFGS()``.
    bounds : sequence of (low, high), or scipy's Bounds, optional
        One for each number in `x0`.
    constraints : dict, LinearConstraint, NonlinearConstraint or list of them
        Functions in them take the form of `x0`. They are differentiated exactly, unless a dict has
        a ``jac``, or a NonlinearConstraint one that is not scipy's default; in the latter, with
        trust-constr, scipy's default ``hess`` becomes the exact Hessian as well.
    tol, callback, options
        As scipy takes them; the callback gets x in the form of `x0`.
    curvature : {"auto", "hess", "hessp"}
        What is handed to methods that take either: the Hessian, or products with it, each of which is a
        pass. "auto": products for more than 50 variables.
    chunk_size : int, optional
        Directions a pass.

    Returns
    -------
    OptimizeResult
        With the fields of scipy's result of the method; x and gradient have the form of `x0`. There is no
        success where the function or its gradient is not finite; status 3 says so, unless scipy ended the
        run with a status of its own.

    Raises
    ------
    ValueError, TypeError
        For an argument or an option that the method does not use, wrong shapes, a start outside the
        bounds, and a function that does not return one real number.

    Examples
    --------
    >>> import dualnum as dn
    >>> rosenbrock = lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    >>> found = dn.optimize.minimize(rosenbrock, [-1.2, 1.0], method="trust-exact")
    >>> found.x.round(6), found.success
    (array([1., 1.]), True)
    >>> circle = {"type": "eq", "fun": lambda p: p["a"] ** 2 + p["b"] ** 2 - 2}
    >>> found = dn.optimize.minimize(lambda p: p["a"] + p["b"], {"a": -2.0, "b": 0.0}, constraints=circle)
    >>> round(found.x["a"], 4), round(found.x["b"], 4)
    (-1.0, -1.0)
    """
    options = as_options("minimize", options)
    choice("minimize", "curvature", curvature, ("auto", "hess", "hessp"))
    if method is None:
        none = constraints is None or (isinstance(constraints, (list, tuple)) and not constraints)
        method = "BFGS" if none and bounds is None else "L-BFGS-B" if none else "SLSQP"
    given = {"jac": jac, "hess": hess, "hessp": hessp, "bounds": bounds}
    name = _name(method)
    if not isinstance(name, str) or name in SCIPY:
        run = Run(name, fun, x0, args, given, constraints, callback, curvature, chunk_size)
        return run.result(tol, options)
    if curvature != "auto":
        raise errors.unused_argument(f"minimize(method={name!r})", "curvature", "leave it out")
    settings = {"constraints": constraints, "callback": callback, "tol": tol, "chunk_size": chunk_size}
    result: OptimizeResult = METHODS[name](fun, x0, args, **given, **(settings | options))
    return result


def _name(method: Any) -> Any:
    """A name in SCIPY or METHODS, or a function that is neither."""
    if callable(method):
        if method not in METHODS.values():
            return method
        method = method.__name__
    elif isinstance(method, str):
        method = method if method.lower() not in NOT_OF_ONE_VALUE else method.lower()
    if isinstance(method, str) and method in NOT_OF_ONE_VALUE:
        raise errors.other_method("minimize", method, NOT_OF_ONE_VALUE[method])
    ours = [name for name in METHODS if name not in NOT_OF_ONE_VALUE]
    return method_name("minimize", method, [*SCIPY, *ours])


class Run:
    """A problem and what a method of scipy is handed of it.

    Parameters
    ----------
    method : str or callable
    f, x0, args, constraints, callback, curvature, chunk_size
        As for `minimize`.
    given : dict
        The user's jac, hess, hessp and bounds.
    """

    def __init__(
        self,
        method: Any,
        f: Any,
        x0: Any,
        args: Any,
        given: dict[str, Any],
        constraints: Any,
        callback: Any,
        curvature: str,
        chunk_size: int | None,
    ) -> None:
        self.optimize = optimize = scipy_module("minimize")
        self.method = method
        use = SCIPY[method] if isinstance(method, str) else ANY
        _refuse(method, use, given, constraints, callback, curvature)
        strategy = given["hess"] if isinstance(given["hess"], optimize.HessianUpdateStrategy) else None
        mine = given if strategy is None else given | {"hess": None}
        self.problem = Handed("minimize", f, x0, args, **mine, chunk_size=chunk_size)
        self.problem.takes_operators = method == "trust-constr"
        self.callback, self.chunk_size = callback, chunk_size
        self.shared = Shared(self.problem, use)
        self.handed = self.shared.derivatives(use, strategy, curvature)
        self.by_values = not self.handed
        if self.problem.box is not None:
            box, feasible = self.problem.box, getattr(given["bounds"], "keep_feasible", False)
            self.handed["bounds"] = optimize.Bounds(box.low, box.high, feasible)
        if "constraints" in use.limits:
            self.handed["constraints"] = exact_constraints("minimize", method, constraints, x0, chunk_size)

    def result(self, tol: float | None, options: dict[str, Any]) -> OptimizeResult:
        """Run the method."""
        shared, variables, method = self.shared, self.problem.variables, self.method
        x, named = variables.start, isinstance(self.method, str)
        if named:
            check_method_options("minimize", method, options)
        if not self.by_values and not self._starts_finite():
            return self._failed(Failed(Outcome.NONFINITE_START, x))
        settings = {
            "tol": tol,
            "callback": told(variables, self.callback, method == "tnc"),
            "options": options,
        }
        try:
            found = self.optimize.minimize(shared.fun, x.copy(), method=method, **self.handed, **settings)
        except Failed as failure:
            return self._failed(failure)
        if not isinstance(found, dict):
            return found  # type: ignore[no-any-return]  # of a method that is a function
        result = restored(variables, found, ["x", "grad"] if method == "trust-constr" else ["x", "jac"])
        if method in STOPPED and result.get("status") == STOPPED[method]:
            result.update(Failed(Outcome.CALLBACK, x).fields(result["fun"]))
        if method in MODERATE and abs(result.get("fun", 0.0)) >= MODERATE[method]:
            result["fun"] = self.problem.merit(np.array(found["x"], dtype=np.float64))
            result.update(Failed(Outcome.NONFINITE_HERE, x).fields(result["fun"]))
        if variables.is_number and isinstance(result.get("hess"), np.ndarray):
            result["hess"] = float(result["hess"].item())
        return result

    def _starts_finite(self) -> bool:
        """Whether value and gradient are finite at x0."""
        x = self.problem.variables.start
        try:
            value, slopes = self.shared.parts(x)
        except errors.DualnumError:
            if not self.problem.take_element():
                raise
            value, slopes = self.shared.parts(x)
        return math.isfinite(value) and bool(np.isfinite(slopes).all())

    def _failed(self, failure: Failed) -> OptimizeResult:
        problem, restore = self.problem, self.problem.variables.restore
        fun, slopes = self.shared.ended(failure.x)
        return OptimizeResult(
            **failure.fields(fun),
            x=restore(failure.x.copy()),
            fun=fun,
            jac=restore(slopes),
            nit=max(self.shared.steps, 0),
            **problem.counts(),
        )


def _refuse(
    method: Any, use: Use, given: dict[str, Any], constraints: Any, callback: Any, curvature: str
) -> None:
    who = f"minimize(method={method!r})"
    if callback is not None and not callable(callback):
        raise errors.bad_callback("minimize", callback)
    given = given | {"constraints": None if constraints == () or constraints == [] else constraints}
    used = f"{use.derivatives} {use.limits}".split()
    for argument, value in given.items():
        if value is not None and value is not False and argument not in used:
            users = [
                name for name, other in SCIPY.items() if argument in f"{other.derivatives} {other.limits}"
            ]
            hint = f"leave it out, or use {' or '.join(users)}"
            raise errors.unused_argument(who, argument, hint)
    if curvature != "auto" and (
        "hessp" not in used or given["hess"] is not None or given["hessp"] is not None
    ):
        hint = "it is for methods that take hess or hessp, where you give neither"
        raise errors.unused_argument(who, "curvature", hint)
