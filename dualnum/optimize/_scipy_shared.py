"""A function and its derivatives as scipy's minimize asks for them: one at a time, evaluated once a point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.optimize._minimum import Minimum
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import all_finite
from dualnum.optimize._scipy import Failed
from dualnum.optimize._scipy_table import is_finite, is_operator
from dualnum.optimize._scipy_use import ANY, PRODUCTS_FROM, Use
from dualnum.optimize._variables import Vector, real_array


class Handed(Minimum):
    """A function of which the gradient that the user gave is kept until the next point, like its value."""

    takes_operators = False  # whether the Hessian that the user gave may be a LinearOperator
    _known = b""
    _parts: Any = None

    def first(self, x: Vector) -> tuple[float, Vector]:
        if self._jac is None:
            return super().first(x)
        key = x.tobytes()
        if key != self._known:
            self._parts, self._known = super().first(x), key
        parts: tuple[float, Vector] = self._parts
        return parts

    def second(self, x: Vector) -> tuple[float, Vector, Any]:
        if self._hess is None or not self.takes_operators:
            return super().second(x)
        f, g = self.first(x)
        self.nhev += 1
        h = self._hess(self.variables.given(x), *self.args)
        h = h if is_operator(h) else np.atleast_2d(real_array("hess", h))
        if tuple(h.shape) != (x.size, x.size):
            raise errors.bad_shape("hess", (x.size, x.size), tuple(h.shape))
        return f, g, h


class Shared:
    """A function and its derivatives as scipy asks for them, one at a time, evaluated once a point.

    Parameters
    ----------
    problem : Minimum
    use : Use
        Of the method, which says what one pass is to give.

    Attributes
    ----------
    steps : int
        Taken so far, where the method tells by what it asks for.
    """

    def __init__(self, problem: Handed, use: Use) -> None:
        self.problem, self.together, self.steps_back = problem, use.together, use.steps_back
        self.at_steps = use.steps_back or not use.together  # the gradient is asked for where a step is taken
        self.second = False
        self._good: Any = None
        self.steps = -1
        self._key = self._counted = b""
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
        """The gradient; a run that cannot go on without it ends."""
        value, slopes = self.parts(x)
        if self.at_steps and math.isfinite(value):  # some ask also where a step was taken back
            if not all_finite(slopes):
                outcome = Outcome.NONFINITE_HERE if self._good is None else Outcome.NONFINITE
                raise Failed(outcome, x.copy() if self._good is None else self._good[0])
            self._good = x.copy(), value, slopes
            self._count()
        return slopes

    def parts(self, x: Vector) -> tuple[float, Vector]:
        """Value and gradient, be they finite or not."""
        key = x.tobytes()
        if key != self._key or self._slopes is None:
            self._evaluate(x)
            self._key = key
        return self._value, self._slopes

    def ended(self, x: Vector) -> tuple[float, Vector]:
        """Value and gradient where a run has ended, which may be the last good point."""
        if self._good is not None and x is self._good[0]:
            return self._good[1], self._good[2]
        return self.parts(x)

    def hess(self, x: Vector) -> Any:
        """The Hessian."""
        key = x.tobytes()
        if key != self._key or self._table is None:
            self._value, self._slopes, self._table = self.problem.second(x)
            self._key = key
        self._count()
        if not is_finite(self._table) and math.isfinite(self._value):
            raise Failed(Outcome.NONFINITE_HESSIAN, x.copy())
        return self._table

    def hessp(self, x: Vector, p: Vector) -> Vector:
        """Hessian times vector."""
        return self.problem.product(x, p)

    def _count(self) -> None:
        """Count steps by the points where derivatives are asked for that are of use only after a step."""
        if self._key != self._counted:
            self._counted = self._key
            self.steps += 1

    def _evaluate(self, x: Vector) -> None:
        if self.second:
            self._value, self._slopes, self._table = self.problem.second(x)
        else:
            (self._value, self._slopes), self._table = self.problem.first(x), None
