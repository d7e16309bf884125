"""High-order differences of vector functions, with an estimate of how wrong they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
VectorFunction = Callable[[Array], Array]

FIRST_STEP = 0.0883
"""Of a parameter of size 1 or less: not a round number, lest it be a period of the function."""

EPSILON = float(np.finfo(np.float64).eps)
ROUNDS = 32
"""Halvings of the step; most functions need about six."""

OUTSIDE = (ValueError, ArithmeticError, TypeError)
"""What a function of floats may raise outside of its domain: math.log(-1.0), and (-1.0) ** 0.5 is complex."""

COLUMNS = 8
"""Of Ridders' table: the last removes the error of order 16 in the step."""


class Differences:
    """Differences of a vector function at a point, extrapolated to the step zero.

    Ridders halves less steeply, which makes it likelier to meet the range of steps in which extrapolation
    works; here that is met by going on for as long as the uncertainty is not small.

    Attributes
    ----------
    steps : ndarray, shape (n,)
        The first of each parameter.
    floor : ndarray
        Of each result, the size of what is rounded on the way to it: itself, its parameters times their
        slopes, and a thousandth of the largest of the others, with which it may share its terms.
    noise : ndarray
        What else is uncertain about each result.
    """

    def __init__(
        self, function: VectorFunction, point: Array, exact: Array, rtol: float, atol: float
    ) -> None:
        self.function, self.point, self.rtol, self.atol = function, point, rtol, atol
        self.steps = FIRST_STEP * np.fmax(1.0, np.abs(point))
        influence = np.abs(np.nan_to_num(exact, posinf=0.0, neginf=0.0)) @ np.abs(point)
        size = np.abs(function(point)) + influence
        self.floor = np.fmax(size, 1e-3 * np.max(size, initial=0.0))
        self.noise = self.measured_noise()

    @np.errstate(all="ignore")
    def measured_noise(self) -> Array:
        """The noise of f, beyond rounding: from fourth differences at steps too short for it to curve.

        More, Wild, Estimating computational noise, SIAM J. Sci. Comput. 33 (2011) 1292-1314, section 2.
        """
        along = self.steps * np.where(np.arange(self.point.size) % 2, 1.0, -1.0)
        noise = np.zeros(self.floor.shape)
        for length in (1e-5, 0.618e-5):  # two, lest the one fall in with the spacing of single precision
            values = [guarded(self.function, self.point + k * length * along) for k in range(-3, 4)]
            fourth = np.diff(np.stack(np.broadcast_arrays(*values)), n=4, axis=0)
            noise = np.fmax(noise, np.max(np.abs(fourth), axis=0) / math.sqrt(70.0))
        return np.where(noise > 64.0 * EPSILON * self.floor, noise, 0.0)

    @np.errstate(all="ignore")
    def by(self, i: int, scale: float = 1.0) -> tuple[Array, Array, Array]:
        """Slopes by parameter i, what they are uncertain by, and what of that is rounding."""
        step = scale * self.steps[i]
        goal = 64.0 * EPSILON * self.floor / step
        row: list[Array] = []
        best = np.full(self.floor.shape, np.nan)
        doubt, part = np.full(self.floor.shape, np.inf), np.zeros(self.floor.shape)
        for count in range(ROUNDS):
            slope, rounding, noise = self.central(i, step)
            above, row = row, [slope]
            for j, previous in enumerate(above[:COLUMNS]):
                row.append(row[j] + (row[j] - previous) / (4.0 ** (j + 1) - 1.0))
                error = np.maximum(np.abs(row[-1] - row[-2]), np.abs(row[-1] - previous)) + rounding + noise
                better = error < doubt
                best = np.where(better, row[-1], best)
                doubt, part = np.where(better, error, doubt), np.where(better, rounding, part)
            if count >= 3 and np.all(doubt <= np.fmax(0.01 * (self.rtol * np.abs(best) + self.atol), goal)):
                break
            step /= 2.0
        return best, doubt, part

    def central(self, i: int, step: float) -> tuple[Array, Array, Array]:
        """A central difference, and what rounding and noise add to it; NaN where f is not defined."""
        right, left = self.point.copy(), self.point.copy()
        right[i] += step
        left[i] -= step
        width = right[i] - left[i]
        a, b = guarded(self.function, right), guarded(self.function, left)
        size = np.fmax(self.floor, np.fmax(np.abs(a), np.abs(b)))
        return np.asarray((a - b) / width), 4.0 * EPSILON * size / width, 4.0 * self.noise / width


def guarded(function: VectorFunction, vector: Array) -> Array:
    """The function, NaN where it is not defined."""
    try:
        return function(vector)
    except OUTSIDE:
        return np.asarray(np.nan)


@np.errstate(all="ignore")
def one_sided(
    function: VectorFunction, point: Array, i: int, component: tuple[int, ...]
) -> tuple[float, float] | None:
    """The slopes from the left and from the right, if they stay apart as the step shrinks; else None."""
    middle, pairs = function(point)[component], []
    for step in 1e-3 * max(1.0, abs(point[i])) * np.array([1.0, 0.25, 0.0625]):
        right, left = point.copy(), point.copy()
        right[i] += step
        left[i] -= step
        try:
            after, before = function(right)[component], function(left)[component]
        except OUTSIDE:
            return None
        pairs.append(((middle - before) / (point[i] - left[i]), (after - middle) / (right[i] - point[i])))
    apart = [abs(right - left) for left, right in pairs]
    largest = [max(map(abs, pair)) for pair in pairs]
    smooth = apart[2] < 0.6 * apart[0] or apart[2] <= 1e-6 * largest[2]
    if (smooth and largest[2] < 4.0 * largest[0]) or not all(map(math.isfinite, apart)):
        return None
    return float(pairs[2][0]), float(pairs[2][1])
