"""Least squares with exact Jacobians: the methods of Gauss and Newton, and of Levenberg and Marquardt."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.optimize._documentation import SQUARES
from dualnum.optimize._interface import Parts, method
from dualnum.optimize._loop import PlainDirection
from dualnum.optimize._options import number
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import Point, Problem, norm
from dualnum.optimize._residuals import Factors, Residuals, Sample, lengths
from dualnum.optimize._steps import Armijo
from dualnum.optimize._trust import EigenModel, Step, TrustRegion
from dualnum.optimize._variables import Vector

TESTS = """gtol : float
    Succeed where no cosine between the residuals and a column of their Jacobian is larger than this.
xtol : float
    Succeed where the step of Gauss and Newton is at most this, relative to x; parameters are weighed by the
    norms of their columns. 0: never.
ftol : float
    Succeed after a decrease that is at most this, relative to the sum of squares. 0: never."""


@method(uses="jac", maxiter=1000, gtol=1e-10, xtol=1e-11, tests=TESTS, seeks=SQUARES)
def levenberg_marquardt(*, factor: float = 100.0) -> Parts:
    """Minimize half the sum of squares of residuals, from anywhere: the method of Levenberg and Marquardt.

    Each step is the best one for linear residuals within a trust region, which has the shape of an
    ellipsoid, so that the units of the parameters do not matter. The Jacobian is exact, and is never
    multiplied by itself: parameters that the data hardly determine keep their digits.

    Parameters
    ----------
    {arguments}
    factor : float
        Longest first step, relative to x0; MINPACK has the same default.
    {options}

    Returns
    -------
    {result}
        With the fields of scipy's least_squares: `cost`, half the sum of squares; `fun`, the residuals;
        `jac`, shape (m, n); `grad`, the gradient of the cost, and `optimality`, its norm. Further `rank`,
        that of the Jacobian.

    {raises}

    References
    ----------
    .. [1] J. J. More, The Levenberg-Marquardt algorithm: implementation and theory, Lecture Notes in
       Mathematics 630, Springer 1978, 105-116.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> t = np.array([0.0, 1.0, 2.0, 3.0])
    >>> y = np.array([2.0, 1.3, 0.7, 0.5])
    >>> found = dn.optimize.levenberg_marquardt(lambda b: b[0] * np.exp(-b[1] * t) - y, [1.0, 1.0])
    >>> found.x.round(4), round(found.cost, 5)
    (array([2.0143, 0.4817]), 0.00433)
    """
    factor = number("levenberg_marquardt", "factor", factor, positive=True)
    return Parts(LevenbergMarquardt(factor), Ellipsoid(), Residuals, Outcome.COSINE)


@method(uses="jac", maxiter=200, gtol=1e-10, xtol=1e-11, tests=TESTS, seeks=SQUARES)
def gauss_newton() -> Parts:
    """Minimize half the sum of squares of residuals, from near the solution: the method of Gauss and Newton.

    Each step solves the linearized problem, and is shortened until the sum of squares falls.

    Parameters
    ----------
    {arguments}
    {options}

    Returns
    -------
    {result}
        As that of `levenberg_marquardt`. Where the columns of the Jacobian are linearly dependent, there is
        no single step, and the run ends with status 4.

    {raises}

    References
    ----------
    .. [1] J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, section 10.3.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> towers = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])
    >>> def distances(x):
    ...     return np.sqrt(np.sum((x - towers) ** 2, axis=1))
    >>> found = dn.optimize.gauss_newton(lambda x: distances(x) - 2.5, [1.0, 1.0])
    >>> found.x.round(6), found.success
    (array([2. , 1.5]), True)
    """
    return Parts(GaussNewton(), Armijo(), Residuals, Outcome.COSINE)


class Linearized(PlainDirection):
    """What the directions by linearized residuals share."""

    def findings(self, problem: Problem, point: Point, outcome: Outcome) -> tuple[dict[str, Any], str]:
        """How many combinations of the parameters the residuals determine."""
        if not isinstance(point, Sample) or not point.is_finite():
            return {"rank": None}, ""
        rank, n = point.factors.rank, point.x.size
        remark = f"The Jacobian has rank {rank}, so that not all {n} parameters are determined."
        return {"rank": rank}, remark if rank < n and outcome.success else ""


class GaussNewton(Linearized):
    """The direction: the step that solves the linearized problem."""

    def at(self, problem: Problem, point: Point) -> Vector | Outcome:
        """The step from a point."""
        assert isinstance(point, Sample)  # made by Residuals
        factors = point.factors
        return factors.step if factors.rank == point.x.size else Outcome.DEPENDENT


class LevenbergMarquardt(Linearized):
    """The direction: the linearized problem, and the ellipsoid by running maxima of the column norms."""

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self.columns: Any = 0.0

    def at(self, problem: Problem, point: Point) -> LinearModel:
        """The model at a point."""
        assert isinstance(point, Sample)  # made by Residuals
        self.columns = np.maximum(self.columns, point.columns)
        return LinearModel(point.factors, lengths(self.columns), self.factor)


class LinearModel:
    """Linear residuals, and steps within ``|D p| <= radius``.

    Parameters
    ----------
    factors : Factors
    scale : ndarray, shape (n,)
        The diagonal of D.
    factor : float
        The radius of the first step, relative to ``|D x|``.
    """

    def __init__(self, factors: Factors, scale: Vector, factor: float) -> None:
        self.factors, self.scale, self.factor = factors, scale, factor
        self.length = norm(scale * factors.step)
        self.damped: EigenModel | None = None

    def first_radius(self, x: Vector) -> float:
        """In proportion to x; to one, at the origin."""
        return self.factor * (norm(self.scale * x) or 1.0)

    def within(self, radius: float) -> Step:
        """The step of Gauss and Newton if it is short enough, else the best one on the boundary."""
        if self.length <= radius:
            return Step(self.factors.step, self.factors.fall, self.length, False)
        if self.damped is None:
            self.damped = self._damped()
        return self.damped.within(radius)

    def _damped(self) -> EigenModel:
        """The model in ``D p``: squares of singular values are as exact as these."""
        u, s, v = np.linalg.svd(self.factors.rows / self.scale, full_matrices=False)
        s[self.factors.rank :] = 0.0
        slopes = s * (self.factors.turned @ u)
        return EigenModel((s * s)[::-1], slopes[::-1], (v / self.scale).T[:, ::-1], 0.0)


TRIALS = 20
"""Shorter and shorter steps at most, before nothing is left but rounding errors."""


class Ellipsoid(TrustRegion):
    """A trust region whose radius also follows steps that it did not cut, as in MINPACK."""

    shrink = 0.5
    tried: Any
    """The last step that the cosine refused."""

    def advance(self, problem: Problem, point: Point, model: Any) -> Point | Outcome:
        """The next point, or why there is none."""
        self.tried = 0.0
        moved = super().advance(problem, point, model)
        return self._creep(problem, point, model) if moved is Outcome.PRECISION else moved

    def _by_gradient(self, problem: Problem, point: Point, new: Point) -> Point | Outcome:
        self.tried = new.x - point.x
        return super()._by_gradient(problem, point, new)

    def _creep(self, problem: Problem, point: Point, model: LinearModel) -> Point | Outcome:
        """A step so short that the cosine falls, where the model lacks the curvature of large residuals.

        Near the solution of such a problem the model's own steps are too long, and the decrease, which would
        tell, drowns in rounding errors.
        """
        radius, highest = 0.5 * norm(model.scale * self.tried), point.merit + problem.noise(point)
        for _ in range(TRIALS if radius > 0.0 else 0):
            step = model.within(radius)
            x = point.x + step.vector
            if (x == point.x).all():
                break
            if problem.merit(x) <= highest:
                new = problem.point(x)
                if new.is_finite() and problem.measure(new) < problem.measure(point):
                    self.radius = step.length
                    return new
            radius *= 0.5
        return Outcome.PRECISION

    def _follow(self, ratio: float, step: Step) -> None:
        if ratio < 0.25:
            self.radius = self.shrink * step.length
        elif ratio > 0.75 or not step.cut:
            self.radius = 2.0 * step.length
