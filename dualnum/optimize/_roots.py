"""Roots with exact derivatives: the methods of Newton and of Halley, damped by a line search."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._derivatives import value_gradient_and_hessian
from dualnum._scalar import of_one_number
from dualnum.optimize._documentation import ROOTS
from dualnum.optimize._interface import Parts, method
from dualnum.optimize._loop import PlainDirection
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import EPS, Function, Point, Problem, all_finite
from dualnum.optimize._residuals import Root, Sample
from dualnum.optimize._steps import Armijo
from dualnum.optimize._variables import Vector

TESTS = """ftol : float
    Succeed where the norm of the residuals, the values of `fun`, is at most this.
xtol : float
    Succeed where Newton's step is at most this, relative to each unknown, and the residuals have fallen by
    eight digits since x0. 0: never."""


@method(uses="jac", maxiter=200, xtol=1e-12, ftol=1e-12, main="ftol", tests=TESTS, seeks=ROOTS)
def newton_root() -> Parts:
    """Solve an equation, or n equations for n unknowns, by Newton's method with the exact derivative.

    Steps that do not make the residuals smaller are shortened. Where the Jacobian is singular, the shortest
    of the best steps is made, if it leads anywhere.

    Parameters
    ----------
    {arguments}
    {options}

    Returns
    -------
    {result}
        With x in the form of x0; `fun`, the residuals, and `jac`, their derivative: floats if x0 is a
        number, arrays of shapes (n,) and (n, n) if not.

    {raises}

    References
    ----------
    .. [1] J. E. Dennis and R. B. Schnabel, Numerical Methods for Unconstrained Optimization and Nonlinear
       Equations, SIAM 1996, section 6.5.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> round(dn.optimize.newton_root(lambda x: x * x - 2.0, 1.0).x, 12)
    1.414213562373
    >>> def circle_and_hyperbola(x):
    ...     return [x[0] ** 2 + x[1] ** 2 - 5.0, x[0] * x[1] - 2.0]
    >>> found = dn.optimize.newton_root(circle_and_hyperbola, [3.0, 0.0])
    >>> found.x.round(6), found.success
    (array([2., 1.]), True)
    """
    return Parts(NewtonStep(), Armijo(), Root, Outcome.ROOT)


@method(order=2, uses="jac hess", maxiter=200, xtol=1e-12, ftol=1e-12, main="ftol", tests=TESTS, seeks=ROOTS)
def halley() -> Parts:
    """Solve one equation by Halley's method: f, f' and f'' of one call, and thrice the digits with each step.

    Steps that do not make the residual smaller are shortened.

    Parameters
    ----------
    {arguments}
    {options}

    Returns
    -------
    {result}
        As that of `newton_root`, and `hess`, the second derivative.

    {raises}

    References
    ----------
    .. [1] W. Gander, On Halley's iteration method, American Mathematical Monthly 92 (1985) 131-134.

    Examples
    --------
    >>> import dualnum as dn
    >>> found = dn.optimize.halley(lambda x: x**3 - 2.0, 1.0)
    >>> round(found.x, 12), found.nit
    (1.259921049895, 3)
    """
    return Parts(HalleyStep(), Armijo(), Curved, Outcome.ROOT)


class NewtonStep(PlainDirection):
    """The direction: Newton's step, or the least-squares one where the Jacobian is singular."""

    def at(self, problem: Problem, point: Point) -> Vector | Outcome:
        """The step from a point."""
        assert isinstance(point, Sample)  # made by Root
        step = point.newton_step
        if step is not None:
            return step
        factors = point.factors
        return factors.step if factors.fall > EPS * point.merit else Outcome.SINGULAR


class HalleyStep(PlainDirection):
    """The direction: Halley's step, ``-2 f f' / (2 f'^2 - f f'')``, as Newton's step over a correction."""

    def at(self, problem: Problem, point: Point) -> Vector | Outcome:
        """The step from a point."""
        assert isinstance(point, Sample)  # made by Curved
        step = point.newton_step
        if step is None:
            return Outcome.SINGULAR
        correction = 1.0 + 0.5 * step * (point.hess / point.jac[0, 0])
        halley_step: Vector = step / correction
        return halley_step if correction > 0.0 and all_finite(halley_step) else step


class Curved(Root):
    """One equation for one unknown, with its second derivative."""

    takes_single = True

    def _prepare(self, f: Function, chunk_size: int | None) -> None:
        if self.variables.is_number:
            self._parts = of_one_number(self.who, f, 2, True, None)
            return
        n = self.variables.start.size
        if n != 1:
            raise errors.not_one_unknown(self.who, n)
        self._parts = value_gradient_and_hessian(self.who, lambda x, *args: _single(f(x, *args)), 0, None)

    def merit(self, x: Vector) -> float:
        self._last = x, None
        self._last = x, self.point(x)
        return float(self._last[1].merit)

    def point(self, x: Vector) -> Sample:
        if self._last[0] is x and self._last[1] is not None:
            kept: Sample = self._last[1]
            return kept
        self.nhev += 1
        self.njev += 1
        y, slope, curvature = None, None, None
        if self._jac is None or self._hess is None:
            self.nfev += 1
            y, slope, curvature = self._parts(float(x[0]) if self.variables.is_number else x, *self.args)
        given = self.variables.restore(x.copy())
        if self._jac is not None:
            y = self.call(x) if y is None else y
            slope = self._jac(given, *self.args)
        if self._hess is not None:
            curvature = self._hess(given, *self.args)
        c = np.asarray(curvature, dtype=np.float64)
        if c.size != 1:
            raise errors.bad_shape("hess", (1, 1), c.shape)
        return self.sample(x, y, slope, float(c.reshape(())))

    def fields(self, point: Point) -> dict[str, Any]:
        c = point.hess
        return super().fields(point) | {"hess": c if self.variables.is_number else np.array([[c]])}


def _single(y: Any) -> Any:
    """The number in what a function of an array with one element returned."""
    return y[0] if getattr(y, "shape", None) == (1,) or (isinstance(y, (list, tuple)) and len(y) == 1) else y
