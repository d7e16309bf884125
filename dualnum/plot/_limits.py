"""What is to be seen of curves: limits of axes, beside poles and beyond gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dualnum.plot._sampling import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def reach(ax: Axes, a: float, b: float) -> None:
    """Make the whole range visible, also where the function is not defined."""
    low, high = ax.dataLim.intervaly
    if low <= high:
        ax.update_datalim([(a, low), (b, high)])
        ax.autoscale_view(scaley=False)


def window(x: Array, parts: list[Array], even: Array) -> tuple[float, float] | None:
    """Limits of y beside poles; None where nothing grows without bounds.

    The first part tells how much of the others is shown, little if it has poles itself: derivatives grow
    faster at them.
    """
    at = np.searchsorted(x, even)
    bounded = [bounds(y, y[at]) for y in parts]
    if not any(is_cut for *_, is_cut in bounded):
        return None
    low, high, is_cut = bounded[0]
    size = (0.25 if is_cut else 1.0) * (high - low)
    lows, highs = [low], [high]
    for other_low, other_high, _ in bounded[1:]:
        lows.append(max(other_low, low - size))
        highs.append(min(other_high, high + size))
    return padded(min(lows), max(highs), 0.05)


def bounds(y: Array, even: Array) -> tuple[float, float, bool]:
    """The range of the values, or of most of them if they grow without bounds beside a gap; and which."""
    known = even[~np.isnan(even)]
    if not known.size:
        return math.inf, -math.inf, False
    low, high = float(known.min()), float(known.max())
    gaps = np.isnan(y)
    beside = y[~gaps & (np.append(gaps[1:], False) | np.append(False, gaps[:-1]))]
    size = high - low
    if not (beside.size and (beside.max() > high + size or beside.min() < low - size)):
        everything = y[~gaps]
        return float(everything.min()), float(everything.max()), False
    inner, outer = (float(v) for v in np.quantile(known, (0.1, 0.9)))
    half = 0.5 * (outer - inner)
    return max(low, inner - half), min(high, outer + half), True


def framed(
    x: Array, y: Array, even: Array, others: list[float], margin: float, goals: Sequence[float] = ()
) -> tuple[float, float]:
    """Limits of y that show a curve and some points, and goals that are not far out."""
    low, high, _ = bounds(y, y[np.searchsorted(x, even)])
    low, high = min([low, *others]), max([high, *others])
    far = 0.25 * (high - low)
    near = [goal for goal in goals if low - far <= goal <= high + far]
    return padded(min([low, *near]), max([high, *near]), margin)


def padded(low: float, high: float, margin: float) -> tuple[float, float]:
    """A range with margins."""
    size = (high - low) or abs(high) or 1.0
    return low - margin * size, high + margin * size
