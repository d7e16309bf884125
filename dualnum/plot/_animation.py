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
MOST_FRAMES = 50
"""Of a path. A page that shows contours, 6 inches wide, has 100 kilobytes for each of them."""


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
    base: Any = module("plot", "matplotlib.animation").FuncAnimation

    class Movie(base):  # type: ignore[misc]
        """One that no-one looked at, as at the end of a program without a display, ends without a warning."""

        def __del__(self) -> None:
            pass

        def __repr__(self) -> str:
            return f"<animation of {frames} frames>"

    return Movie(whole, draw, frames=frames, interval=interval, blit=False)
