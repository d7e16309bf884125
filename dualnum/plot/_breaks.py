"""Jumps, poles and edges between the points of a curve."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Sample = tuple[float, ...]
"""f, f', ... at a point."""

DEPTH = 32
"""How often an interval between two points is halved where a jump is sought."""
EDGE = 16
"""The same for the edge of a domain. Nearer to 0, the slopes of sin(x)/x would be rounding errors."""
SEEN = 1e-6
"""What is smaller than this, relative to the range of the values, cannot be seen."""


class Breaks:
    """Finds what happens between evenly spaced points.

    A derivative tells whether the secant of two points is that of a smooth curve. The highest one has no
    derivative here: it is compared with the secants beside it.
    """

    def __init__(self, sampler: Callable[[float], Sample], x: list[float], order: int) -> None:
        self.sampler, self.x, self.order = sampler, x, order
        self.rows = [sampler(v) for v in x]
        self.found: dict[float, Sample] = {}
        self.broken: list[tuple[float, float, set[int]]] = []
        table = np.array(self.rows)
        self.spread = [spread(column) for column in table.T]
        self.largest = [float(np.max(np.abs(c[~np.isnan(c)]), initial=0.0)) for c in table.T]

    def after(self, i: int) -> list[tuple[float, Sample]]:
        """Point i and what is to be put between it and the next one, ascending, breaks among it."""
        left, points = self.x[i], [(self.x[i], self.rows[i])]
        if i + 1 == len(self.x):
            return points
        right = self.x[i + 1]
        self.found, self.broken = {left: self.rows[i], right: self.rows[i + 1]}, []
        for k in range(self.order + 1):
            ends = [math.isnan(self.found[v][k]) for v in (left, right)]
            if ends[0] != ends[1]:
                self._edge(left, right, k)
            elif not ends[0] and self._is_rough(i, k):
                self._jump(left, right, k)
        for v in sorted(self.found):
            row = self.found[v]
            if left < v < right:
                points.append((v, row))
            broken = {k for low, high, parts in self.broken if low <= v < high for k in parts}
            if broken:
                points.append((v, tuple(math.nan if k in broken else y for k, y in enumerate(row))))
        return points

    def _at(self, x: float) -> Sample:
        if x not in self.found:
            self.found[x] = self.sampler(x)
        return self.found[x]

    def _edge(self, left: float, right: float, k: int) -> None:
        """Where part k begins or ends to be defined."""
        is_missing = math.isnan(self._at(left)[k])
        for _ in range(EDGE):
            middle = left + 0.5 * (right - left)
            if math.isnan(self._at(middle)[k]) == is_missing:
                left = middle
            else:
                right = middle

    def _jump(self, left: float, right: float, k: int) -> None:
        """Where part k jumps or has a pole, if it does not turn out to be merely steep or bent."""
        steps, ends = [self._step(left, right, k)], [(left, right)]
        for _ in range(DEPTH):
            middle = left + 0.5 * (right - left)
            if not left < middle < right:
                break
            if math.isnan(self._at(middle)[k]):  # a pole, hit
                self._edge(left, middle, k)
                self._edge(middle, right, k)
                return
            left, right = self._half(left, middle, right, k)
            if self._has_slopes(left, right, k):
                is_smooth = not self._is_bent(left, right, k)
            elif self._has_grown((left, right), k, 1.0):
                is_smooth = False
            else:
                is_smooth = self._detour(left, right, k) < 0.1 * steps[0]
            if is_smooth:
                return
            steps.append(self._step(left, right, k))
            ends.append((left, right))
        grows = [self._grows(ends, j) for j in range(self.order + 1)]
        rest = self._step(left, right, k)
        if k < self.order and grows[k + 1]:  # ln|x| has a pole, sqrt|x| has none
            rest = self._size(left, right, k)
        if grows[k] or rest > 0.01 * max(steps):
            derivatives = {j for j in range(k + 1, self.order + 1) if grows[j]}
            self.broken.append((left, right, {k} | derivatives))

    def _half(self, left: float, middle: float, right: float, k: int) -> tuple[float, float]:
        """The half in which part k is less smooth."""
        halves = (left, middle), (middle, right)
        if self._has_slopes(left, right, k):
            return max(halves, key=lambda ends: self._misfit(ends[0], ends[1], k))
        sign = math.copysign(1.0, self._at(middle)[k])
        low, y, high = (sign * self._at(v)[k] for v in (left, middle, right))
        rise = y - max(low, high)  # a little one is that of a slope beside a jump
        if rise > 0.1 * abs(high - low) and min(low, high) > 0.0:  # about a pole like that of 1/x^2
            return halves[0 if low > high else 1]
        return max(halves, key=lambda ends: self._detour(ends[0], ends[1], k))

    def _has_grown(self, ends: tuple[float, float], k: int, factor: float) -> bool:
        """Whether part k is larger than at any of the evenly spaced points."""
        return bool(self._largest(ends, k) > factor * self.largest[k])

    def _grows(self, ends: list[tuple[float, float]], k: int) -> bool:
        """Whether part k grows as the ends of an interval get closer to each other, as at a pole."""
        return self._has_grown(ends[-1], k, 10.0) and (
            self._largest(ends[-1], k) > 1.01 * self._largest(ends[-len(ends) // 4], k)
        )

    def _largest(self, ends: tuple[float, float], k: int) -> float:
        return max(abs(self._at(v)[k]) for v in ends)

    def _has_slopes(self, left: float, right: float, k: int) -> bool:
        return k < self.order and not math.isnan(self._at(left)[k + 1] + self._at(right)[k + 1])

    def _step(self, left: float, right: float, k: int) -> float:
        return abs(self._at(right)[k] - self._at(left)[k])

    def _detour(self, left: float, right: float, k: int) -> float:
        """How far part k goes by way of the middle: far near a pole, also where both sides look the same."""
        y = self._at(left + 0.5 * (right - left))[k]
        way = abs(y - self._at(left)[k]) + abs(self._at(right)[k] - y)
        return math.inf if math.isnan(way) else way

    def _size(self, left: float, right: float, k: int) -> float:
        """How far part k may be expected to go."""
        size = self._step(left, right, k)
        if self._has_slopes(left, right, k):
            slopes = abs(self._at(left)[k + 1]), abs(self._at(right)[k + 1])
            size = max(size, (right - left) * max(slopes))
        return size

    def _misfit(self, left: float, right: float, k: int) -> float:
        """How far values are from those of a smooth curve with the same slopes.

        Where the slopes differ much, which may be an extremum or a pole, the middle is looked at as well.
        """
        low, high = self._at(left), self._at(right)
        step = high[k] - low[k]
        width, slopes = right - left, (low[k + 1], high[k + 1])
        misfit = abs(step - 0.5 * width * (slopes[0] + slopes[1]))
        change = slopes[0] - slopes[1]
        if abs(change) > 0.5 * max(abs(slopes[0]), abs(slopes[1])):
            middle = self._at(left + 0.5 * width)[k]
            off = abs(
                middle - low[k] - 0.5 * step - 0.125 * width * change
            )  # from the cubic through the ends
            misfit = math.inf if math.isnan(off) else max(misfit, off)
        return misfit

    def _is_bent(self, left: float, right: float, k: int) -> bool:
        """Whether the slopes at both ends do not explain the values."""
        size = self._size(left, right, k)
        return size > SEEN * self.spread[k] and self._misfit(left, right, k) > 0.25 * size

    def _is_rough(self, i: int, k: int) -> bool:
        """Whether something may happen after point i: with a slope, it tells; if not, the points beside do.

        A secant that is steeper than one beside it is suspect, and so are values that stick out.
        """
        if self._has_slopes(self.x[i], self.x[i + 1], k):
            return self._is_bent(self.x[i], self.x[i + 1], k)
        beside = [j for j in (i - 1, i + 2) if 0 <= j < len(self.x) and not math.isnan(self.rows[j][k])]
        low, high = self.rows[i][k], self.rows[i + 1][k]
        if beside and min(abs(low), abs(high)) > 2.0 * max(abs(self.rows[j][k]) for j in beside):
            return True
        secants = [abs(self.rows[j][k] - (low if j < i else high)) for j in beside]
        step = abs(high - low)
        return step > 0.01 * self.spread[k] and step > 1.5 * min(secants, default=0.0)


def spread(values: Array) -> float:
    """The range of most values, of all if most are the same."""
    known = values[~np.isnan(values)]
    if not known.size:
        return 0.0
    with np.errstate(over="ignore"):
        low, high = np.quantile(known, (0.1, 0.9))
        return float(high - low) or float(np.ptp(known))
