"""Distances along a step: step sizes by a schedule, and line searches.

References
----------
.. [1] J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithms 3.1, 3.5
   and 3.6.
.. [2] W. W. Hager and H. Zhang, A new conjugate gradient method with guaranteed descent and an efficient
   line search, SIAM J. Optim. 16 (2005) 170-192, section 4: what to ask of a step within rounding errors.
.. [3] D. P. Bertsekas, On the Goldstein-Levitin-Polyak gradient projection method, IEEE Trans. Autom. Control
   21 (1976) 174-184, equation 12: the test of the decrease with bounds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from dualnum import errors
from dualnum.optimize._options import constant, count, is_real, number
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import EPS, Point, Problem
from dualnum.optimize._variables import Vector

NOISE = 1e3 * EPS
"""What of a value of f may be rounding errors, relative to it."""

DECREASE = 1e-4
"""c1 of [1]_: the share of the decrease that the slope promises, which a step has to bring."""

CURVATURE = 0.9
"""c2 of [1]_: the share of the slope that may be left."""

TRIALS = 40
"""Trials of a line search at most."""

FARTHER = 10
"""Of these, how many may go farther and farther while f falls without end."""

STALLED = 50
"""Steps in a row within rounding errors of f, none with a smaller gradient than before, that end a run."""

Schedule = Callable[[int], float]


# ---- step sizes --------------------------------------------------------------------------------------------


def exponential_decay(initial: float, rate: float, every: int = 1) -> Schedule:
    """A step size that is multiplied by `rate` after every so many steps.

    Parameters
    ----------
    initial : float
        The first step size.
    rate : float
        Factor from 0 to 1.
    every : int
        Steps between the reductions.

    Returns
    -------
    callable
        ``step_size(k)``, which is ``initial * rate ** (k // every)``.

    Raises
    ------
    ValueError
        For an initial step size that is no positive number, a rate outside [0, 1], or `every` below 1.

    Examples
    --------
    >>> import dualnum as dn
    >>> step_size = dn.optimize.exponential_decay(0.8, 0.5, every=10)
    >>> step_size(0), step_size(9), step_size(10), step_size(20)
    (0.8, 0.8, 0.4, 0.2)
    """
    initial = constant("exponential_decay", "initial", initial)
    rate = number("exponential_decay", "rate", rate, low=0.0, high=1.0)
    every = count("exponential_decay", "every", every, low=1)
    return lambda k: initial * rate ** (k // every)


def inverse_decay(initial: float, rate: float) -> Schedule:
    """A step size that falls like 1/t.

    Parameters
    ----------
    initial : float
        The first step size.
    rate : float
        How fast it falls: after ``1 / rate`` steps it is one half.

    Returns
    -------
    callable
        ``step_size(k)``, which is ``initial / (1 + rate * k)``.

    Raises
    ------
    ValueError
        For an initial step size that is no positive number, or a rate below 0.

    Examples
    --------
    >>> import dualnum as dn
    >>> step_size = dn.optimize.inverse_decay(0.8, 0.1)
    >>> step_size(0), step_size(10), step_size(30)
    (0.8, 0.4, 0.2)
    """
    initial = constant("inverse_decay", "initial", initial)
    rate = number("inverse_decay", "rate", rate, low=0.0)
    return lambda k: initial / (1.0 + rate * k)


def schedule(who: str, step_size: Any) -> Schedule:
    """The step size as a function of the number of the step, checked at each call."""
    if not callable(step_size):
        size = constant(who, "step_size", step_size, "a positive number or a function of the step's number")
        return lambda k: size

    def checked(k: int) -> float:
        given = step_size(k)
        if not is_real(given) or not 0.0 <= given < math.inf:
            raise errors.bad_step_size(who, k, given)
        return float(given)

    return checked


def always_one(k: int) -> float:
    """The schedule of methods whose steps have a length of their own."""
    return 1.0


# ---- distances ---------------------------------------------------------------------------------------------


class Sized:
    """What the distances along a step share.

    Parameters
    ----------
    size : callable
        The factor of each step, or the first one to be tried.
    """

    is_cut = False
    is_given = False

    def __init__(self, size: Schedule = always_one) -> None:
        self.sizes = map(size, itertools.count())


class FixedStep(Sized):
    """The step times a step size, projected into the bounds."""

    is_given = True

    def advance(self, problem: Problem, point: Point, step: Vector) -> Point | Outcome:
        """The next point, or why there is none."""
        x = next(self.sizes) * step
        x += point.x
        new = problem.point(x if problem.box is None else problem.box.project(x))
        return new if new.is_finite() else Outcome.NONFINITE


class Armijo(Sized):
    """Halve the step until f falls by its share: algorithm 3.1 of [1]_, with bounds as in [3]_.

    Where the decrease drowns in the rounding errors of f, the gradient has to become smaller.
    """

    def advance(self, problem: Problem, point: Point, step: Vector) -> Point | Outcome:
        """The next point, or why there is none."""
        alpha, outside = next(self.sizes), False
        noise = NOISE * abs(point.merit)
        for _ in range(TRIALS):
            x = point.x + alpha * step
            x = x if problem.box is None else problem.box.project(x)
            promised = -float(np.vdot(point.grad, x - point.x))
            if not promised > 0.0:
                break
            merit = problem.merit(x)
            outside = not math.isfinite(merit)
            blurred = promised <= noise
            if merit <= point.merit + (noise if blurred else -DECREASE * promised):
                new = problem.point(x)
                outside = not new.is_finite()
                if not outside and not (blurred and problem.measure(new) >= problem.measure(point)):
                    return new
            alpha *= 0.5
        return Outcome.NONFINITE if outside else Outcome.PRECISION


class Trial(NamedTuple):
    """A point along a step: which part of the step, and value and slope along it."""

    alpha: float
    merit: float
    slope: float
    point: Point


class Wolfe(Sized):
    """The strong Wolfe conditions, by algorithms 3.5 and 3.6 of [1]_ as one loop.

    Within the rounding errors of f the slope alone judges, as in [2]_, so that the gradient becomes small
    where f is flat to rounding.
    """

    def __init__(self, size: Schedule = always_one) -> None:
        super().__init__(size)
        self.lowest = self.smallest = math.inf
        self.stalled = 0

    def advance(self, problem: Problem, point: Point, step: Vector) -> Point | Outcome:
        """The next point, or why there is none."""
        start = Trial(0.0, point.merit, float(np.vdot(point.grad, step)), point)
        if not -math.inf < start.slope < 0.0:
            return Outcome.PRECISION
        noise = NOISE * abs(point.merit)
        before = low = start
        high: Trial | None = None
        alpha, outside = next(self.sizes), False
        for made in range(TRIALS):
            x = point.x + alpha * step
            if (x == low.point.x).all() or (high is not None and (x == high.point.x).all()):
                break
            new = problem.point(x)
            trial = Trial(alpha, new.merit, float(np.vdot(new.grad, step)), new)
            outside = not new.is_finite()
            if outside or trial.merit > low.merit + noise or _falls_short(start, trial, noise):
                high = trial
            elif abs(trial.slope) <= -CURVATURE * start.slope:
                return self._accepted(problem, trial)
            else:
                before = low
                if trial.slope >= 0.0 if high is None else trial.slope * (high.alpha - low.alpha) >= 0.0:
                    high = low
                low = trial
            if high is None and made >= FARTHER:
                break
            alpha = _next(before, low, high, noise, halve=made % 3 == 2)
        if low.merit < start.merit:  # the decrease is there, if not the slope
            return self._accepted(problem, low)
        return Outcome.NONFINITE if outside else Outcome.PRECISION

    def _accepted(self, problem: Problem, trial: Trial) -> Point | Outcome:
        """The point, unless many steps have made neither f nor the gradient smaller than ever before."""
        if trial.merit < self.lowest - 10.0 * EPS * abs(trial.merit):
            self.lowest, self.stalled = trial.merit, 0
            return trial.point
        measure = problem.measure(trial.point)
        self.stalled = 0 if measure < self.smallest else self.stalled + 1
        self.smallest = min(self.smallest, measure)
        return Outcome.PRECISION if self.stalled >= STALLED else trial.point


def _falls_short(start: Trial, trial: Trial, noise: float) -> bool:
    """Whether a step brings less than its share of the decrease, and that is no rounding error."""
    fall = start.merit - trial.merit
    return fall < -DECREASE * trial.alpha * start.slope and abs(fall) > noise


def _next(before: Trial, low: Trial, high: Trial | None, noise: float, halve: bool) -> float:
    """The next trial: farther while f falls, else between `low` and `high`, where the best point is."""
    if high is None:
        width = low.alpha - before.alpha
        return _clipped(_lowest(before, low, noise), low.alpha + 1.1 * width, low.alpha + 4.0 * width)
    width = high.alpha - low.alpha
    if not high.point.is_finite():
        return low.alpha + 0.25 * width
    if halve:  # so that the interval shrinks, whatever the function
        return low.alpha + 0.5 * width
    return _clipped(_lowest(low, high, noise), low.alpha + 0.1 * width, high.alpha - 0.1 * width)


def _lowest(a: Trial, b: Trial, noise: float) -> float:
    """The minimum of the cubic through two points, equation 3.59 of [1]_; in noise, by the slopes alone."""
    width = b.alpha - a.alpha
    if abs(b.merit - a.merit) <= noise:
        bend = b.slope - a.slope
        return b.alpha - width * b.slope / bend if bend * width > 0.0 else math.nan
    d1 = a.slope + b.slope - 3.0 * (b.merit - a.merit) / width
    square = d1 * d1 - a.slope * b.slope
    if not 0.0 <= square < math.inf:
        return math.nan
    d2 = math.copysign(math.sqrt(square), width)
    bend = b.slope - a.slope + 2.0 * d2
    return b.alpha - width * (b.slope + d2 - d1) / bend if bend else math.nan


def _clipped(alpha: float, near: float, far: float) -> float:
    """alpha between two limits; the farther one if it is NaN."""
    low, high = (near, far) if near < far else (far, near)
    return far if math.isnan(alpha) else min(max(alpha, low), high)
