"""Legends of many lines, in pictures of any size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dualnum.plot._axes import module

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED = 6
"""How many numbered lines have an entry and a colour of their own."""
ENTRY = 1.0, 0.19
"""Width and height in inches of an entry, about."""
SHARE = 0.35
"""How much of the height of the axes a legend may take."""
STYLE: dict[str, Any] = {"fontsize": "small", "handlelength": 1.5, "columnspacing": 1.2}


def room(ax: Axes, others: int) -> int:
    """How many of the numbered lines can have entries, beside others."""
    figure: Any = ax.figure.canvas.figure
    width, height = ax.get_window_extent().size / figure.dpi
    columns = max(1, int(width / ENTRY[0]))
    rows = int(SHARE * height / ENTRY[1] - 0.5)
    return min(NAMED, max(1, columns * rows - others))


def named(what: str, numbers: Sequence[int], i: int, most: int) -> str:
    """The label of a numbered line: the last one that has one stands for those after it."""
    if len(numbers) <= most or i < most - 1:
        return f"{what} {numbers[i]}"
    return f"{what}s {numbers[i]} to {numbers[-1]}" if i == most - 1 else "_"


def plain_legend(ax: Axes, **style: Any) -> Any:
    """A legend where matplotlib puts it by default; it warns of what takes long if it is not told so."""
    loc = module("plot", "matplotlib").rcParams["legend.loc"]
    return ax.legend(**({"loc": loc, "fontsize": "small"} | style))


def legend(ax: Axes, shown: tuple[float, float] | None) -> None:
    """A legend beside the lines, where they leave a place; if not, above what is shown.

    Of axes that are not free, where `shown` is None, the limits of y stay.
    """
    beside = plain_legend(ax, **STYLE)
    if shown is None:
        return
    low, high = shown
    ax.set_ylim(low, high)
    ax.get_xlim()  # the scale of x is up to date after that
    place = beside.get_window_extent()
    points = [line.get_transform().transform(line.get_xydata()) for line in ax.get_lines()]
    if not any(place.count_contains(drawn) for drawn in points):
        return
    whole: Any = ax.get_window_extent()
    for columns in range(len(beside.get_texts()), 0, -1):
        place = ax.legend(loc="upper center", ncols=columns, **STYLE).get_window_extent()
        if place.width < whole.width:
            break
    part = min(0.6, (place.height + 0.06 * whole.height) / whole.height)
    ax.set_ylim(low, low + (high - low) / (1.0 - part))
