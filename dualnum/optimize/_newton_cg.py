"""Newton's method for many variables: conjugate gradients on Hessian-vector products.

References
----------
.. [1] T. Steihaug, The conjugate gradient method and trust regions in large scale optimization, SIAM J.
   Numer. Anal. 20 (1983) 626-637; J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., Springer
   2006, algorithm 7.2.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from dualnum.optimize._interface import Parts, method
from dualnum.optimize._loop import PlainDirection
from dualnum.optimize._minimum import Minimum
from dualnum.optimize._options import count
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import Point, Problem, norm
from dualnum.optimize._trust import Step, region
from dualnum.optimize._variables import Vector


@method(order=1, uses="jac hessp", maxiter=1000, gtol=1e-5)
def newton_cg(
    *, initial_radius: float | None = None, max_radius: float = np.inf, max_products: int | None = None
) -> Parts:
    """Newton's method with conjugate gradients, for many variables.

    The Hessian is never formed: each step minimizes the quadratic model within a trust region by conjugate
    gradients [1]_, which take one Hessian-vector product an iteration (that of `hvp`) and stop early far
    from the solution. Directions of negative curvature are followed downhill.

    Parameters
    ----------
    {arguments}
    initial_radius : float, optional
        Longest first step. Default: the norm of x0, or 1 if that is more.
    max_radius : float
        Longest step.
    max_products : int, optional
        Products a step, at most. Default: 10 n.
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] T. Steihaug, The conjugate gradient method and trust regions in large scale optimization, SIAM J.
       Numer. Anal. 20 (1983) 626-637.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> def chain(x):
    ...     return np.sum((x[1:] - x[:-1] ** 2) ** 2) + np.sum((1.0 - x) ** 2)
    >>> found = dn.optimize.newton_cg(chain, np.zeros(50))
    >>> found.success, bool(np.allclose(found.x, 1.0))
    (True, True)
    """
    if max_products is not None:
        max_products = count("newton_cg", "max_products", max_products, low=1)
    return Parts(NewtonCG(max_products), region("newton_cg", initial_radius, max_radius))


class NewtonCG(PlainDirection):
    """The direction: the model by products with the Hessian."""

    def __init__(self, max_products: int | None) -> None:
        self.max_products = max_products

    def at(self, problem: Problem, point: Point) -> ProductModel | Outcome:
        """The model at a point."""
        assert isinstance(problem, Minimum)
        model = ProductModel(problem, point, self.max_products or 10 * point.x.size)
        return model if model.has_direction else Outcome.NONFINITE_HESSIAN


class Segment(NamedTuple):
    """A straight part of the way of conjugate gradients along `direction`, where the model is
    ``value + slope t + curvature t^2 / 2`` for t from 0 to `end`; it starts where the last one ends."""

    direction: Vector
    value: float
    slope: float
    curvature: float
    end: float

    def model(self, t: float) -> float:
        return self.value + t * (self.slope + 0.5 * t * self.curvature)


class ProductModel:
    """The quadratic model at a point; the way of conjugate gradients is kept, as no radius changes it."""

    def __init__(self, problem: Minimum, point: Point, max_products: int) -> None:
        self.problem, self.point = problem, point
        self.left = max_products
        size = norm(point.grad)
        self.tolerance = min(0.5, math.sqrt(size)) * size
        self.segments: list[Segment] = []
        self.residual = point.grad
        self.square = math.nan  # of the residual at the start of the last segment

    def first_radius(self, x: Vector) -> float:
        """The size of x."""
        return max(1.0, norm(x))

    @property
    def has_direction(self) -> bool:
        """Whether the first product is finite."""
        return bool(self.segments) or self._extend() or not float(self.point.grad @ self.point.grad)

    def within(self, radius: float) -> Step:
        """Where the way of conjugate gradients ends, or leaves the radius."""
        start, value, index = np.zeros_like(self.point.x), 0.0, 0
        while index < len(self.segments) or self._extend():
            segment = self.segments[index]
            end = start + segment.end * segment.direction if segment.end < math.inf else None
            if end is None or norm(end) >= radius:
                return _at_boundary(start, segment, radius)
            start, value, index = end, segment.model(segment.end), index + 1
        return Step(start, -value, norm(start), False)

    def _extend(self) -> bool:
        """One more product; whether there was reason for it."""
        square = float(self.residual @ self.residual)  # 0 also for residuals too small to have squares
        if not square or norm(self.residual) <= self.tolerance or not self.left:
            return False
        self.left -= 1
        value, d = 0.0, -self.residual
        if self.segments:
            last = self.segments[-1]
            value, d = last.model(last.end), square / self.square * last.direction - self.residual
        product = self.problem.product(self.point.x, d)
        slope, curvature = float(self.residual @ d), float(d @ product)
        if not math.isfinite(curvature):
            return False
        end = square / curvature if curvature > 0.0 else math.inf
        self.segments.append(Segment(d, value, slope, curvature, end))
        self.square = square
        if end < math.inf:
            self.residual = self.residual + end * product
        return True


def _at_boundary(start: Vector, s: Segment, radius: float) -> Step:
    """The point of a segment at the distance `radius`: the larger root of a quadratic equation."""
    dd, sd, ss = float(s.direction @ s.direction), float(start @ s.direction), float(start @ start)
    root = math.sqrt(sd * sd + dd * max(radius * radius - ss, 0.0))
    t = (radius * radius - ss) / (sd + root) if sd > 0.0 else (root - sd) / dd
    return Step(start + t * s.direction, -s.model(t), radius, True)
