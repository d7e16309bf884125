"""scipy's minimize with exact derivatives."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from dualnum import errors
from dualnum.optimize._interface import METHODS, choice
from dualnum.optimize._minimum import Minimum
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._scipy import Failed, method_name, restored, scipy_module, told, with_options
from dualnum.optimize._scipy_constraints import exact_constraints
from dualnum.optimize._variables import Vector

PRODUCTS_FROM = 50
"""Above so many variables, products with the Hessian cost less than the Hessian."""

NOT_OF_ONE_VALUE = {
    "gauss_newton": "least_squares",
    "levenberg_marquardt": "least_squares",
    "newton_root": "root",
    "halley": "root_scalar",
}


class Use(NamedTuple):
    """What a method of scipy uses.

    Attributes
    ----------
    derivatives : str
        Of jac, hess and hessp.
    together : bool
        Whether it asks for the derivatives at (nearly) every point where it asks for the value, so that one
        pass gives all; else, as it rejects many points by their value, the value alone comes first, and the
        rest of a pass where a step is taken.
    limits : str
        Of bounds and constraints.
    steps_back : bool
        Whether it makes its steps shorter where the value is infinite, though not where it is NaN.
    """

    derivatives: str
    together: bool
    limits: str = ""
    steps_back: bool = False


SCIPY = {
    "nelder-mead": Use("", False, "bounds"),
    "powell": Use("", False, "bounds"),
    "cobyla": Use("", False, "bounds constraints"),
    "cobyqa": Use("", False, "bounds constraints"),
    "cg": Use("jac", True),
    "bfgs": Use("jac", True),
    "l-bfgs-b": Use("jac", True, "bounds"),
    "tnc": Use("jac", True, "bounds"),
    "slsqp": Use("jac", False, "bounds constraints"),
    "newton-cg": Use("jac hess hessp", True),
    "trust-ncg": Use("jac hess hessp", True, steps_back=True),
    "trust-krylov": Use("jac hess hessp", True, steps_back=True),
    "trust-exact": Use("jac hess", True, steps_back=True),
    "dogleg": Use("jac hess", True, steps_back=True),
    "trust-constr": Use("jac hess hessp", False, "bounds constraints", steps_back=True),
}
ANY = Use("jac hess hessp", True, "bounds constraints")
"""A method that is a function."""


def minimize(
    f: Any,
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
    f : callable
        ``f(x, *args)`` returns one real number; x has the form of `x0`.
    x0 : float, array_like or nested dicts, lists and tuples of them
        The start; it is never changed. A list of numbers is an array, as in scipy.
    args : tuple
        Further arguments of `f` and of the derivatives.
    method : str or callable, optional
        A method of scipy, a name in `dualnum.optimize.METHODS`, or a function that scipy would take.
        Default: SLSQP with constraints, L-BFGS-B with bounds, else BFGS.
    jac, hess, hessp : callable, optional
        ``jac(x, *args)``, ``hess(x, *args)`` and ``hessp(x, p, *args)``, where they are known. With
        ``jac=True``, `f` returns value and gradient. `hess` may be a strategy of scipy, as ``BFGS()``.
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
        With the fields of scipy's result of the method; x and gradient have the form of `x0`. Where f or
        a derivative is not finite, success is False and status 3.

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
    options = dict(options or {})
    choice("minimize", "curvature", curvature, ("auto", "hess", "hessp"))
    if method is None:
        none = constraints is None or (isinstance(constraints, (list, tuple)) and not constraints)
        method = "BFGS" if none and bounds is None else "L-BFGS-B" if none else "SLSQP"
    given = {"jac": jac, "hess": hess, "hessp": hessp, "bounds": bounds}
    ours = METHODS.get(method) if isinstance(method, str) else method if method in METHODS.values() else None
    if ours is None:
        name = method if callable(method) else method_name("minimize", method, [*SCIPY, *METHODS])
        run = Run(name, f, x0, args, given, constraints, callback, curvature, chunk_size)
        return run.result({"tol": tol, "callback": told(run.problem.variables, callback), "options": options})
    if ours.__name__ in NOT_OF_ONE_VALUE:
        raise errors.other_method("minimize", ours.__name__, NOT_OF_ONE_VALUE[ours.__name__])
    if curvature != "auto":
        raise errors.unused_argument(f"minimize(method={ours.__name__!r})", "curvature", "leave it out")
    settings = {"constraints": constraints, "callback": callback, "tol": tol, "chunk_size": chunk_size}
    result: OptimizeResult = ours(f, x0, args, **given, **(settings | options))
    return result


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
        self.problem = Minimum("minimize", f, x0, args, **mine, chunk_size=chunk_size)
        self.shared = Shared(self.problem, use)
        self.handed = self.shared.derivatives(use, strategy, curvature)
        self.by_values = not self.handed
        if self.problem.box is not None:
            box, feasible = self.problem.box, getattr(given["bounds"], "keep_feasible", False)
            self.handed["bounds"] = optimize.Bounds(box.low, box.high, feasible)
        if "constraints" in use.limits:
            self.handed["constraints"] = exact_constraints("minimize", method, constraints, x0, chunk_size)

    def result(self, settings: dict[str, Any]) -> OptimizeResult:
        """Run the method."""
        shared, variables, method = self.shared, self.problem.variables, self.method
        x = variables.start
        if not self.by_values and not (np.isfinite(shared.jac(x)).all() and math.isfinite(shared.fun(x))):
            return _failed(shared, Failed(Outcome.NONFINITE_START, x))

        def solve() -> Any:
            return self.optimize.minimize(shared.fun, x.copy(), method=method, **self.handed, **settings)

        try:
            named = isinstance(method, str)
            found = with_options("minimize", method, solve, settings["options"]) if named else solve()
        except Failed as failure:
            return _failed(shared, failure)
        result = restored(variables, found, ["x", "grad"] if method == "trust-constr" else ["x", "jac"])
        if variables.is_number and isinstance(result.get("hess"), np.ndarray):
            result["hess"] = float(result["hess"].item())
        return result


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


class Shared:
    """A function and its derivatives as scipy asks for them, one at a time, evaluated once a point.

    Parameters
    ----------
    problem : Minimum
    use : Use
        Of the method, which says what one pass is to give.
    """

    def __init__(self, problem: Minimum, use: Use) -> None:
        self.problem, self.together, self.steps_back = problem, use.together, use.steps_back
        self.second = False
        self._key = b""
        self._value: Any = None
        self._slopes: Any = None
        self._table: Any = None

    def derivatives(self, use: Use, strategy: Any, curvature: str) -> dict[str, Any]:
        """The derivatives that scipy is given."""
        wanted = use.derivatives.split()
        if not wanted:
            return {}
        given: dict[str, Any] = {"jac": self.jac}
        if strategy is not None:
            given["hess"] = strategy
        elif "hess" in wanted:
            problem = self.problem
            products = "hessp" in wanted and problem._hess is None
            if products and problem._hessp is None:
                many = problem.variables.start.size > PRODUCTS_FROM
                products = curvature == "hessp" or (curvature == "auto" and many)
            if use is ANY or products:
                given["hessp"] = self.hessp
            if use is ANY or not products:
                given["hess"] = self.hess
                self.second = use is not ANY
        return given

    def fun(self, x: Vector) -> float:
        """The value."""
        key = x.tobytes()
        if key != self._key:
            if self.together:
                self._evaluate(x)
            else:
                self._value, self._slopes, self._table = self.problem.merit(x), None, None
            self._key = key
        value: float = self._value
        return math.inf if self.steps_back and not math.isfinite(value) else value

    def jac(self, x: Vector) -> Vector:
        """The gradient."""
        key = x.tobytes()
        if key != self._key or self._slopes is None:
            self._evaluate(x)
            self._key = key
        slopes: Vector = self._slopes
        return slopes

    def hess(self, x: Vector) -> Vector:
        """The Hessian."""
        key = x.tobytes()
        if key != self._key or self._table is None:
            self._value, self._slopes, self._table = self.problem.second(x)
            self._key = key
        table: Vector = self._table
        if not np.isfinite(table).all() and math.isfinite(self._value):
            raise Failed(Outcome.NONFINITE_HESSIAN, x.copy())
        return table

    def hessp(self, x: Vector, p: Vector) -> Vector:
        """Hessian times vector."""
        return self.problem.product(x, p)

    def _evaluate(self, x: Vector) -> None:
        if self.second:
            self._value, self._slopes, self._table = self.problem.second(x)
        else:
            (self._value, self._slopes), self._table = self.problem.first(x), None


def _failed(shared: Shared, failure: Failed) -> OptimizeResult:
    problem, outcome = shared.problem, failure.outcome
    restore = problem.variables.restore
    slopes, fun = shared.jac(failure.x), shared._value
    return OptimizeResult(
        message=outcome.text,
        success=outcome.success,
        status=outcome.status,
        x=restore(failure.x.copy()),
        fun=fun,
        jac=restore(slopes),
        nit=0,
        **problem.counts(),
    )
