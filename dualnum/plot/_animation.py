"""Pictures that move."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from dualnum.plot._axes import module

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure, SubFigure

INTERVAL = 600.0
"""Milliseconds a frame."""


def animation(
    figure: Figure | SubFigure,
    draw: Callable[[int], Iterable[Artist]],
    frames: int,
    interval: float = INTERVAL,
) -> FuncAnimation:
    """The frames 0, 1, ... of a figure.

    ``draw(k)`` makes the figure show frame k, whatever it showed before: the first one is drawn twice, and
    frames are drawn again where an animation is repeated or saved.
    """
    whole: Any = figure.canvas.figure  # that of a subfigure is its parent's
    animations = module("plot", "matplotlib.animation")
    return animations.FuncAnimation(  # type: ignore[no-any-return]
        whole, draw, frames=frames, interval=interval, blit=False
    )
