"""Trust regions: the best step of a quadratic model within a radius, and how the radius follows success.

References
----------
.. [1] J. J. More and D. C. Sorensen, Computing a trust region step, SIAM J. Sci. Stat. Comput. 4 (1983)
   553-572.
.. [2] J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 4.1 and
   section 4.3.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Protocol

import numpy as np

from dualnum.optimize._options import number
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import EPS, Point, Problem, norm
from dualnum.optimize._variables import Vector


class Step(NamedTuple):
    """A step from a point: where to, by how much the model falls, its length, whether the radius cut it."""

    vector: Vector
    predicted: float
    length: float
    cut: bool


class Model(Protocol):
    """What a direction knows about the surroundings of a point."""

    def within(self, radius: float) -> Step:
        """The best step within the radius."""

    def first_radius(self, x: Vector) -> float:
        """A radius for the first step from x."""


class EigenModel:
    """The model ``c @ p + p @ B @ p / 2`` of a symmetric matrix B, by its eigenvalues.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Eigenvalues of B, ascending.
    slopes : ndarray, shape (n,)
        c in the basis of the eigenvectors.
    vectors : ndarray, shape (n, n)
        Eigenvectors, in columns.
    flat : float, optional
        Eigenvalues up to this are rounding errors.
    """

    def __init__(self, values: Vector, slopes: Vector, vectors: Any, flat: float | None = None) -> None:
        self.values, self.slopes, self.vectors = values, slopes, vectors
        self.lowest = float(values[0])
        largest = max(abs(self.lowest), abs(float(values[-1])))
        self.flat = values.size * EPS * largest if flat is None else flat

    def first_radius(self, x: Vector) -> float:
        """The whole of Newton's step where there is one, else the size of x."""
        if self.lowest > self.flat:
            length = norm(self.slopes / self.values)
            if math.isfinite(length):
                return max(length, EPS)
        return max(1.0, norm(x))

    def within(self, radius: float) -> Step:
        """The minimum of the model within the radius: algorithm 3.14 of [1]_, in the eigenbasis."""
        if self.lowest >= -self.flat:
            p = self._shifted(0.0, radius)
            length = norm(p)
            if length <= radius:
                return self._step(p, length, False)
        p = self._shifted(max(0.0, -self.lowest), radius)
        length = norm(p)
        if length <= radius:  # the hard case: along the lowest eigenvector to the boundary
            p[0] += math.copysign(math.sqrt(max(radius * radius - length * length, 0.0)), -self.slopes[0])
            return self._step(p, radius, True)
        return self._step(self._on_boundary(radius), radius, True)

    def _shifted(self, shift: float, radius: float) -> Vector:
        """-(B + shift)^-1 c; nothing in directions where that is 0/0 within rounding errors."""
        denominators = self.values + shift
        if denominators[0] > self.flat:
            return -self.slopes / denominators
        empty = np.abs(denominators) <= self.flat
        p = np.zeros_like(self.slopes)
        steep = empty & (np.abs(self.slopes) > 4.0 * radius * self.flat)
        p[~empty] = -self.slopes[~empty] / denominators[~empty]
        p[steep] = -np.copysign(np.inf, self.slopes[steep])
        return p

    def _on_boundary(self, radius: float) -> Vector:
        """The step of length `radius`: Newton's method for 1/length, which is nearly linear in the shift."""
        size = norm(self.slopes)
        low = max(0.0, -self.lowest, size / radius - float(self.values[-1]))
        high = max(size / radius - self.lowest, low)
        shift = low if low > max(0.0, -self.lowest) else max(1e-3 * high, math.sqrt(low) * math.sqrt(high))
        for _ in range(60):
            denominators = self.values + shift
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                p = -self.slopes / denominators
                length = norm(p)
            if not math.isfinite(length):
                low, shift = shift, 0.5 * (shift + high)
                continue
            if abs(length - radius) <= 1e-10 * radius:
                break
            low, high = (shift, high) if length > radius else (low, shift)
            unit = p / length
            shift += (length - radius) / radius / float(unit @ (unit / denominators))
            if not low < shift < high:
                shift = 0.5 * (low + high)
            if high - low <= 4 * EPS * high:
                break
        return p * (radius / length) if length > radius else p

    def _step(self, p: Vector, length: float, cut: bool) -> Step:
        predicted = -float(self.slopes @ p) - 0.5 * float(p @ (self.values * p))
        return Step(self.vectors @ p, predicted, length, cut)


class TrustRegion:
    """Distance by a trust region: algorithm 4.1 of [2]_.

    Parameters
    ----------
    initial_radius : float or None
        None: the whole of the first step of the model.
    max_radius : float
    accept : float
        The share of the predicted decrease that a step has to bring.
    """

    shrink = 0.25
    """The factor of the radius after a failure."""

    def __init__(
        self,
        initial_radius: float | None = None,
        max_radius: float = math.inf,
        accept: float = 1e-4,
    ) -> None:
        self.radius = initial_radius
        self.max_radius, self.accept = max_radius, accept
        self.at_edge = False  # whether the radius was last cut because the function ended there
        self.is_hopeful = False  # whether the last step went so well that the next will be taken as well
        self.is_cut = False  # whether the radius cut the last step
        self.is_given = False

    def advance(self, problem: Problem, point: Point, model: Model) -> Point | Outcome:
        """The next point, or why there is none; then the next model has a radius of its own."""
        moved = self._advance(problem, point, model)
        if isinstance(moved, Outcome):
            self.radius = None
        return moved

    def _advance(self, problem: Problem, point: Point, model: Model) -> Point | Outcome:
        if self.radius is None:
            self.radius = min(model.first_radius(point.x), self.max_radius)
        while True:
            step = model.within(self.radius)
            self.is_cut = step.cut
            x = point.x + step.vector
            if not step.predicted > 0.0 or not math.isfinite(step.length) or (x == point.x).all():
                return Outcome.NONFINITE if self.at_edge else Outcome.PRECISION
            if step.predicted <= problem.noise(point):
                return self._by_gradient(problem, point, problem.point(x))
            new = problem.point(x) if self.is_hopeful and problem.points_are_cheap else None
            merit = problem.merit(x) if new is None else new.merit
            ratio = (point.merit - merit) / step.predicted if math.isfinite(merit) else -math.inf
            ended = not math.isfinite(merit)
            if ratio > self.accept:
                new = problem.point(x) if new is None else new
                if new.is_finite():
                    self._follow(ratio, step)
                    return new
                ended = True
            self.at_edge, self.is_hopeful = ended, False
            self.radius = self.shrink * min(step.length, self.radius)

    def _follow(self, ratio: float, step: Step) -> None:
        assert self.radius is not None  # set in advance
        self.is_hopeful = ratio > 0.75 and not step.cut
        if ratio < 0.25:
            self.radius = 0.25 * step.length
        elif ratio > 0.75 and step.cut:
            self.radius = min(2.0 * self.radius, self.max_radius)

    def _by_gradient(self, problem: Problem, point: Point, new: Point) -> Point | Outcome:
        """Where the decrease drowns in the rounding errors of f, a smaller gradient tells a good step."""
        uphill = new.merit > point.merit + problem.noise(point)
        if new.is_finite() and not uphill and problem.measure(new) < problem.measure(point):
            return new
        return Outcome.NONFINITE if self.at_edge or not math.isfinite(new.merit) else Outcome.PRECISION


def region(who: str, initial_radius: Any, max_radius: Any) -> TrustRegion:
    """The trust region that a method's options ask for."""
    if initial_radius is not None:
        initial_radius = number(who, "initial_radius", initial_radius, positive=True)
    return TrustRegion(initial_radius, number(who, "max_radius", max_radius, positive=True))
