"""High-order differences of vector functions, with an estimate of how wrong they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

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

SECANT = 1e-4
"""A slope is nothing beside so small a part of the secants, where the tolerance is a part of it."""

TINY = float(np.finfo(np.float64).tiny)

COLUMNS = 8
"""Of Ridders' table: the last removes the error of order 16 in the step."""


class Column(NamedTuple):
    """Slopes of all results by one parameter.

    Attributes
    ----------
    slope : ndarray
    doubt : ndarray
        What it is uncertain by.
    rounding : ndarray
        What of that is rounding.
    reach : ndarray
        The steepest secant from the point, at the step at which the slope was found: beside it a slope may
        be 0 by symmetry, and known the better the smaller that is.
    swing : ndarray
        How far the result was seen to move from its value at the point.
    """

    slope: Array
    doubt: Array
    rounding: Array
    reach: Array
    swing: Array


class Differences:
    """Differences of a vector function at a point, extrapolated to the step zero.

    Ridders halves less steeply, which makes it likelier to meet the range of steps in which extrapolation
    works; here that is met by going on for as long as the uncertainty is not small. Of all extrapolations
    the one is best whose uncertainty is least beside the secants seen at its step: of steps that are many
    periods long all slopes are nearly 0, and so are their differences.

    Attributes
    ----------
    steps : ndarray, shape (n,)
        The first of each parameter.
    middle : ndarray
        The results at the point.
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
        self.middle = function(point)
        influence = np.abs(np.nan_to_num(exact, posinf=0.0, neginf=0.0)) @ np.abs(point)
        size = np.abs(self.middle) + influence
        self.floor = np.fmax(size, 1e-3 * np.max(size, initial=0.0))
        self.noise = self.measured_noise()

    @np.errstate(all="ignore")
    def measured_noise(self) -> Array:
        """The noise of f, beyond rounding: from fourth differences at steps too short for it to curve.

        Those of a function that is narrow fall as the steps get shorter still, noise does not; unless it is
        that of numbers in single precision, which then do not move at all.

        More, Wild, Estimating computational noise, SIAM J. Sci. Comput. 33 (2011) 1292-1314, section 2.
        """
        least = 64.0 * EPSILON * self.floor
        noise, _ = self.fourth_differences(1e-5)
        if not np.any(noise > least):
            return np.zeros(self.floor.shape)
        closer, moved = self.fourth_differences(1e-8)
        narrow = (closer < 0.2 * noise) & (moved > least)
        return np.where((noise > least) & ~narrow, noise, 0.0)

    def fourth_differences(self, length: float) -> tuple[Array, Array]:
        """What noise they tell of, at this part of the first steps, and how far f moves over all."""
        along = self.steps * np.where(np.arange(self.point.size) % 2, 1.0, -1.0)
        noise = moved = np.zeros(self.floor.shape)
        for step in (
            length,
            0.618 * length,
        ):  # two, lest the one fall in with the spacing of single precision
            values = [guarded(self.function, self.point + k * step * along) for k in range(-3, 4)]
            table = np.stack(np.broadcast_arrays(*values))
            noise = np.fmax(noise, np.max(np.abs(np.diff(table, n=4, axis=0)), axis=0) / math.sqrt(70.0))
            moved = np.fmax(moved, np.max(table, axis=0) - np.min(table, axis=0))
        return noise, moved

    @np.errstate(all="ignore")
    def by(self, i: int, scale: float = 1.0) -> Column:
        """Slopes by parameter i; those of each result are the first that are certain enough."""
        step, shape = scale * self.steps[i], self.floor.shape
        goal = 64.0 * EPSILON * self.floor / step
        row: list[Array] = []
        best = Column(*(np.full(shape, start) for start in (np.nan, np.inf, 0.0, 0.0, 0.0)))
        share, unsettled, swing = np.full(shape, np.inf), np.full(shape, True), np.zeros(shape)
        for count in range(ROUNDS):
            slope, rounding, noise, moved = self.central(i, step)
            reach = np.fmax(moved - 4.0 * (EPSILON * self.floor + self.noise), 0.0) / step
            # x is rounded as well, where f is as steep as the secants: at a minimum that is what counts
            rounding = rounding + 2.0 * EPSILON * np.abs(self.point[i]) * reach / step
            swing, flat = np.fmax(swing, moved), reach == 0.0
            above, row = row, [slope]
            for j, previous in enumerate(above[:COLUMNS]):
                row.append(row[j] + (row[j] - previous) / (4.0 ** (j + 1) - 1.0))
                doubt = np.maximum(np.abs(row[-1] - row[-2]), np.abs(row[-1] - previous)) + rounding + noise
                seen = np.where(flat, swing / step, np.fmax(np.abs(row[-1]), reach))
                part = doubt / np.fmax(seen, TINY)
                better = (part < share) & ~(flat & (doubt > best.doubt))
                better = unsettled & (better | (np.isnan(best.slope) & np.isfinite(doubt)))
                share = np.where(better, part, share)
                found = Column(row[-1], doubt, rounding, reach, swing)
                best = Column(*(np.where(better, new, old) for new, old in zip(found, best, strict=True)))
            if count >= 3:
                size = np.fmax(np.abs(best.slope), SECANT * best.reach)
                unsettled &= ~(best.doubt <= np.fmax(0.01 * (self.rtol * size + self.atol), goal))
                if not np.any(unsettled):
                    break
            step /= 2.0
        return best._replace(swing=swing)

    def central(self, i: int, step: float) -> tuple[Array, Array, Array, Array]:
        """A central difference, what rounding of f and noise add to it, and how far f moved from the point.

        It is NaN where f is not defined.
        """
        right, left = self.point.copy(), self.point.copy()
        right[i] += step
        left[i] -= step
        width = right[i] - left[i]
        a, b = guarded(self.function, right), guarded(self.function, left)
        size = np.fmax(self.floor, np.fmax(np.abs(a), np.abs(b)))
        moved = np.fmax(np.abs(a - self.middle), np.abs(b - self.middle))
        rounding, noise = 4.0 * EPSILON * size, 4.0 * self.noise
        # what is no more than numbers of size 1, or of x, are rounded by, where they cancel
        ordinary = self.noise <= 1024.0 * EPSILON * np.max(np.fmax(1.0, np.abs(self.point)))
        rounding, noise = np.where(ordinary, rounding + noise, rounding), np.where(ordinary, 0.0, noise)
        return np.asarray((a - b) / width), rounding / width, noise / width, moved


def guarded(function: VectorFunction, vector: Array) -> Array:
    """The function, NaN where it is not defined."""
    try:
        return function(vector)
    except OUTSIDE:
        return np.asarray(np.nan)


def one_sided(
    function: VectorFunction, point: Array, i: int, component: tuple[int, ...]
) -> tuple[float, float] | None:
    """The slopes from the left and from the right, if they stay apart as the step shrinks; else None.

    At the shortest steps too, unless rounding hides them there: beside a pole f is smooth at these only.
    """
    seen = [_sides(function, point, i, component, scale) for scale in (1.0, 2.0**-7, 2.0**-14)]
    if any(pair is None for pair in seen):
        return None
    return next((pair for pair in reversed(seen) if pair), None)


@np.errstate(all="ignore")
def _sides(
    function: VectorFunction, point: Array, i: int, component: tuple[int, ...], scale: float
) -> tuple[float, float] | tuple[()] | None:
    """The same at steps of one scale; () if rounding hides it."""
    middle, pairs = function(point)[component], []
    steps = 1e-3 * scale * max(1.0, abs(point[i])) * np.array([1.0, 0.25, 0.0625])
    for step in steps:
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
    if not all(map(math.isfinite, apart)):
        return None
    rounding = 16.0 * EPSILON * (abs(middle) + abs(point[i]) * largest[0]) / steps[2]
    grows = largest[2] >= 4.0 * largest[0] and largest[2] > rounding
    if apart[2] <= rounding and not grows:
        return ()
    if (apart[2] < 0.6 * apart[0] or apart[2] <= 1e-6 * largest[2]) and not grows:
        return None
    return float(pairs[2][0]), float(pairs[2][1])
