"""Functions of two parameters: their form, contours, and where they fall."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dualnum import errors
from dualnum._derivatives import value_and_gradient
from dualnum.plot import _axes, _sampling
from dualnum.plot._sampling import Array, Function

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ARROWS = 13
"""Along each side of the picture."""
LEVELS = 14
VECTOR = "the array [x, y] or the structure that it is to get", "lambda p: g(*p)"
"""What functions of two parameters are called with, and how one of two numbers becomes one of them."""


def names(x: Any, n: int) -> dict[str, str]:
    """What n parameters are called, x and y or by keys and fields, as labels of the axes."""
    known = list(map(str, x)) if isinstance(x, dict) else list(getattr(x, "_fields", ()))
    return dict(zip("xy", known if len(known) == n else "xy", strict=False))


def pair(who: str, name: str, given: Any) -> tuple[float, float]:
    """A range of one parameter, checked."""
    if not (isinstance(given, (tuple, list, np.ndarray)) and len(given) == 2):
        raise errors.bad_pair(who, name, given)
    low, high = given
    return _sampling.interval(who, low, high, (f"{name}[0]", f"{name}[1]"))


class Slopes:
    """Value and gradient of a function of a vector; None where there are none.

    Attributes
    ----------
    cause : Exception or None
        The last of the exceptions that were taken for a gap.
    """

    def __init__(self, who: str, f: Function) -> None:
        self.parts = value_and_gradient(who, f, 0, None)
        self.cause: Exception | None = None

    def __call__(self, p: Array) -> tuple[float, Array] | None:
        """Value and gradient at a point."""
        parts, cause = _sampling.tried(self.parts, p)
        if cause is not None:
            self.cause = cause
            return None
        value, g = parts
        return (float(value), g) if math.isfinite(value) and np.isfinite(g).all() else None


def contours(who: str, ax: Axes, x: Array, y: Array, z: Array, name: str) -> None:
    """Filled contours, with a colour bar where there is room for one; beside it, values above the base."""
    has_room = ax.figure.axes == [ax] and not ax.has_data()
    shown = np.ma.masked_invalid(z)
    base, levels, ticks = _levels(who, shown.compressed())
    norm = _axes.module(who, "matplotlib.colors").BoundaryNorm(levels, 256)
    filled = ax.contourf(x, y, shown, levels=levels, norm=norm, alpha=0.6)
    if has_room:
        bar = ax.figure.colorbar(filled, ax=ax, spacing="uniform", ticks=ticks)
        bar.ax.set_yticklabels([f"{level - base:.4g}" for level in bar.get_ticks()])
        bar.set_label(name if not base else f"{name} {'-' if base > 0.0 else '+'} {abs(base):.4g}")


def _levels(who: str, z: Array) -> tuple[float, Array, Array]:
    """Levels from the lowest to the highest value, what they are counted from, and those that are named.

    Where most of the values are low, they are powers of ten above the lowest one.
    """
    low, high = float(z.min()), float(z.max())
    ticker = _axes.module(who, "matplotlib.ticker")
    if not float(np.median(z)) - low < 0.25 * (high - low):
        levels: Array = ticker.MaxNLocator(LEVELS, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        return 0.0, levels, levels[:: 1 + len(levels) // 9]
    least = max(float(np.quantile(z, 0.01)) - low, 1e-12 * (high - low))
    base = 0.0 if 0.0 <= low <= 0.1 * least else low
    decades = np.arange(math.floor(math.log10(least)), math.ceil(math.log10(high - low)) + 1.0)
    digits = np.array([1.0, 3.0] if decades.size <= LEVELS // 2 else [1.0])
    steps = np.multiply.outer(10.0**decades, digits).ravel()
    last = int(np.searchsorted(base + steps, high))
    levels = np.unique(base + np.concatenate([[0.0], steps[: last + 1]]))
    return base, levels, np.append(levels[:1], levels[1 :: 1 + len(levels) // 9])


def descents(who: str, f: Function, x: Array, y: Array) -> tuple[Array, Array] | None:
    """Arrows along the negative gradient on a coarse grid, each within its cell; f takes a vector.

    The places of their middles, and their steps; None where there is no gradient.
    """
    slopes = Slopes(who, f)
    cell = np.array([x[-1] - x[0], y[-1] - y[0]]) / ARROWS
    places, gradients = [], []
    for i in range(ARROWS * ARROWS):
        p = np.array([x[0], y[0]]) + (np.array([i % ARROWS, i // ARROWS]) + 0.5) * cell
        try:
            found = slopes(p)
        except errors.DualnumError as error:
            error.add_note(f"{who}(..., arrows=False) needs no gradient")
            raise
        if found is not None and found[1].any():
            places.append(p)
            gradients.append(found[1])
    return (np.array(places), -_shortened(np.array(gradients), cell)) if places else None


def draw_arrows(ax: Axes, places: Array, steps: Array) -> None:
    """Arrows with their middles at places."""
    style: dict[str, Any] = {
        "angles": "xy",
        "scale_units": "xy",
        "scale": 1.0,
        "width": 0.003,
        "color": "0.15",
    }
    ax.quiver(*places.T, *steps.T, pivot="mid", **style)


def _shortened(g: Array, cell: Array) -> Array:
    """Gradients as arrows within cells: the steepest fills 9/10 of one, the flattest at least 1/3."""
    sizes = np.abs(g).max(axis=1)
    decades = np.log10(sizes)
    lengths = 0.9 - 0.55 * (decades.max() - decades) / max(float(np.ptp(decades)), 1.0)
    g = g / sizes[:, None]
    shortened: Array = g * (lengths / (np.abs(g) / cell).max(axis=1))[:, None]
    return shortened
