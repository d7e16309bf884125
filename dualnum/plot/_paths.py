"""Optimizers on their way, on the curve or the contours of their function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from dualnum import errors
from dualnum.optimize import OptimizeResult
from dualnum.optimize._options import count, flag
from dualnum.optimize._variables import Variables
from dualnum.plot import _axes, _sampling
from dualnum.plot._animation import MOST_FRAMES, animation
from dualnum.plot._legends import plain_legend
from dualnum.plot._runs import MOST_MARKERS, checked, extent, near
from dualnum.plot._sampling import Array, Function
from dualnum.plot._two_parameters import VECTOR, contours, descents, draw_arrows, names, pair

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes

THIN = 1.0
"""The width of lines of many steps."""

# ---- one variable ------------------------------------------------------------------------------------------


@overload
def function_path(
    f: Function,
    *results: OptimizeResult,
    a: float | None = ...,
    b: float | None = ...,
    labels: Sequence[str] | None = ...,
    points: int = ...,
    ax: Axes | None = ...,
    animate: Literal[False] = ...,
) -> Axes: ...
@overload
def function_path(
    f: Function,
    *results: OptimizeResult,
    a: float | None = ...,
    b: float | None = ...,
    labels: Sequence[str] | None = ...,
    points: int = ...,
    ax: Axes | None = ...,
    animate: Literal[True],
) -> FuncAnimation: ...
@overload
def function_path(
    f: Function,
    *results: OptimizeResult,
    a: float | None = ...,
    b: float | None = ...,
    labels: Sequence[str] | None = ...,
    points: int = ...,
    ax: Axes | None = ...,
    animate: bool,
) -> Axes | FuncAnimation: ...
def function_path(
    f: Function,
    *results: OptimizeResult,
    a: float | None = None,
    b: float | None = None,
    labels: Sequence[str] | None = None,
    points: int = 401,
    ax: Axes | None = None,
    animate: bool = False,
) -> Axes | FuncAnimation:
    """Paths of optimizers of one variable, on the curve of their function.

    Parameters
    ----------
    f : callable
        The function that was minimized; it gets its parameter in the form of ``result.x``, one number at a
        time.
    *results : OptimizeResult
        What optimizers returned that were called with ``history=True``.
    a, b : float, optional
        The range; by default that of the paths and a margin, without what is far out if a run diverged.
    labels : list of str, optional
        One for each result; by default they are numbered.
    points : int
        Where f is computed.
    ax : Axes, optional
        What to draw on; by default pyplot's current axes.
    animate : bool
        Whether the paths grow step by step; of long ones some steps are left out.

    Returns
    -------
    Axes or FuncAnimation
        The axes, with a curve, then for each result the path, its start (a circle) and its end (a star), and
        arrows from point to point; with `animate` the animation, without the arrows. On empty axes the limits
        are those of the range and of the function on it.

    Raises
    ------
    TypeError
        If `f` is no function of a number, or a result is none.
    ValueError
        If a result has no history or more than one variable, for ranges that are empty or not finite, and if
        f is nowhere defined.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import dualnum as dn
    >>> def f(x):
    ...     return x * x + 3.0 * dn.sin(x)
    >>> found = dn.optimize.gradient_descent(f, 3.0, step_size=0.1, history=True)
    >>> ax = dn.plot.function_path(f, found)
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('x', 'f(x)')
    """
    who = "plot.function_path"
    what = "a number or the structure that it is to get"
    _sampling.check_function(who, f, "f, *results", what, "lambda x: g(x, 1.0)")
    runs = checked(who, results, labels, 1, f"{who}(f, newton(f, x0, history=True))")
    moves = flag(who, "animate", animate)
    ends = _sampling.within(who, a, b, extent(near(runs)[:, 0]))
    form = Variables(who, results[0].x)
    g = f if form.is_number else lambda x: f(form.given(np.array([x])))
    even = _axes.points_between(who, _axes.present(who, ax), *ends, count(who, "points", points, 2))
    x, (y,) = _sampling.curve(who, g, even, 0)
    ax = _axes.plane(who, ax)
    is_free, is_wide = _axes.is_free(ax), ax.get_autoscalex_on()
    ax.plot(x, y, color="black", linewidth=2.0, label=_axes.name_of(f))
    limits = ends, ax.get_ylim()
    sampler = _sampling.Sampler(who, g, 0)
    paths = []
    for run in runs:
        steps = run.x[:, 0]
        path = _Path(ax, steps, np.array([sampler(float(v))[0] for v in steps]), run.label)
        if not moves:
            path.draw_arrows(ax)
        paths.append(path)
    if is_free:
        ax.set_ylim(limits[1])
        if is_wide:
            ax.set_xlim(limits[0])
    called = names(results[0].x, 1)["x"]
    _axes.label(ax, x=called, y=f"{_axes.name_of(f)}({called})")
    plain_legend(ax)
    return _moving(ax, paths) if moves else ax


# ---- two variables -----------------------------------------------------------------------------------------


@overload
def contour_path(
    f: Function,
    *results: OptimizeResult,
    x_range: tuple[float, float] | None = ...,
    y_range: tuple[float, float] | None = ...,
    arrows: bool = ...,
    labels: Sequence[str] | None = ...,
    points: int = ...,
    ax: Axes | None = ...,
    animate: Literal[False] = ...,
) -> Axes: ...
@overload
def contour_path(
    f: Function,
    *results: OptimizeResult,
    x_range: tuple[float, float] | None = ...,
    y_range: tuple[float, float] | None = ...,
    arrows: bool = ...,
    labels: Sequence[str] | None = ...,
    points: int = ...,
    ax: Axes | None = ...,
    animate: Literal[True],
) -> FuncAnimation: ...
@overload
def contour_path(
    f: Function,
    *results: OptimizeResult,
    x_range: tuple[float, float] | None = ...,
    y_range: tuple[float, float] | None = ...,
    arrows: bool = ...,
    labels: Sequence[str] | None = ...,
    points: int = ...,
    ax: Axes | None = ...,
    animate: bool,
) -> Axes | FuncAnimation: ...
def contour_path(
    f: Function,
    *results: OptimizeResult,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    arrows: bool = True,
    labels: Sequence[str] | None = None,
    points: int = 81,
    ax: Axes | None = None,
    animate: bool = False,
) -> Axes | FuncAnimation:
    """Paths of optimizers of two variables, on filled contours of their function.

    Arrows point along the negative gradient; the steeper f is, the longer they are, on a scale of powers of
    ten. Levels are evenly spaced, or, where most values are near the lowest one, by powers of ten above it.
    A colour bar is drawn if the axes are empty and the only ones of their figure; its label tells what was
    subtracted from the values beside it.

    Parameters
    ----------
    f : callable
        The function that was minimized; it gets its parameters in the form of ``result.x``, an array if the
        optimizer started from a list or array of two numbers.
    *results : OptimizeResult
        What optimizers returned that were called with ``history=True``, from starts of the same form. None
        are needed if both ranges are given; f then gets an array of two numbers.
    x_range, y_range : tuple of two floats, optional
        The ranges of the two parameters; by default those of the paths and a margin, without what is far out
        if a run diverged. Limits of the axes become these, unless they were chosen before, there or on axes
        that share them, and no range is given.
    arrows : bool
        Whether to draw the negative gradient, for which f must be made of functions that dualnum
        differentiates. There is no arrow where f has no gradient.
    labels : list of str, optional
        One for each result; by default several ones are numbered.
    points : int
        Along each side of the grid on which f is computed.
    ax : Axes, optional
        What to draw on; by default pyplot's current axes.
    animate : bool
        Whether the paths grow step by step; of long ones some steps are left out.

    Returns
    -------
    Axes or FuncAnimation
        The axes, with for each result its path, start (a circle), end (a star) and a white edge; with
        `animate` the animation.

    Raises
    ------
    TypeError
        If `f` is no function that returns a number, or a result is none.
    ValueError
        If a result has no history or not two variables, or there is none and a range is missing; for ranges
        that are empty or not finite, and if f is nowhere defined.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import dualnum as dn
    >>> def valley(p):
    ...     x, y = p
    ...     return (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2
    >>> found = dn.optimize.newton(valley, [-1.2, 1.0], history=True)
    >>> ax = dn.plot.contour_path(valley, found, labels=["Newton"])
    >>> bool((ax.lines[0].get_xydata() == found.history.x).all())
    True
    """
    who = "plot.contour_path"
    _sampling.check_function(who, f, "f, *results", *VECTOR)
    moves = flag(who, "animate", animate)
    usage = f"{who}(f, newton(f, [x, y], history=True))"
    if x_range is None or y_range is None:
        usage += " or, to see f alone, give x_range and y_range"
    elif not moves:
        usage = ""
    runs = checked(who, results, labels, 2, usage)
    some = results[0].x if results else np.zeros(2)
    form = Variables(who, some)
    n = count(who, "points", points, 2)
    x = np.linspace(*pair(who, "x_range", extent(near(runs)[:, 0]) if x_range is None else x_range), n)
    y = np.linspace(*pair(who, "y_range", extent(near(runs)[:, 1]) if y_range is None else y_range), n)
    z = _sampling.grid(who, lambda p: f(form.given(p)), x, y)
    slopes = descents(who, form.of_vector(f), x, y) if flag(who, "arrows", arrows) else None
    ax = _axes.plane(who, ax)
    if not _axes.is_linear(ax):
        raise errors.not_linear(who, ax.get_xscale(), ax.get_yscale())
    sets_x = x_range is not None or ax.get_autoscalex_on()
    sets_y = y_range is not None or ax.get_autoscaley_on()
    contours(who, ax, x, y, z, _axes.name_of(f))
    if slopes is not None:
        draw_arrows(ax, *slopes)
    paths = [_Path(ax, run.x[:, 0], run.x[:, 1], run.label, halo=True) for run in runs]
    if sets_x:
        ax.set_xlim(x[0], x[-1])
    if sets_y:
        ax.set_ylim(y[0], y[-1])
    _axes.label(ax, **names(some, 2))
    if labels or len(runs) > 1:
        plain_legend(ax)
    return _moving(ax, paths) if moves else ax


# ---- paths -------------------------------------------------------------------------------------------------


class _Path:
    """A path that is drawn up to a point of it: a line, a circle at the start, a star at the end."""

    def __init__(self, ax: Axes, x: Array, y: Array, label: str, halo: bool = False) -> None:
        self.x, self.y = x, y = _sampling.visible(x), _sampling.visible(y)
        style: dict[str, Any] = {"linewidth": THIN}
        if len(x) <= MOST_MARKERS:
            style = {"linewidth": 1.2, "marker": ".", "markersize": 5.0}
        (self.line,) = ax.plot(x, y, label=label, zorder=4, **style)
        self.color = self.line.get_color()
        mark: dict[str, Any] = {
            "color": self.color,
            "linestyle": "none",
            "markeredgecolor": "black",
            "zorder": 5,
        }
        ax.plot(x[:1], y[:1], marker="o", markersize=7, **mark)
        (self.end,) = ax.plot(x[-1:], y[-1:], marker="*", markersize=13, **mark)
        self.lines = [self.line]
        if halo:  # below all paths
            self.lines += ax.plot(
                x, y, color="white", linestyle="-", linewidth=style["linewidth"] + 1.0, zorder=3
            )

    def draw_arrows(self, ax: Axes) -> None:
        """From point to point."""
        steps = np.diff(self.x), np.diff(self.y)
        ax.quiver(
            self.x[:-1],
            self.y[:-1],
            *steps,
            angles="xy",
            scale_units="xy",
            scale=1.0,
            width=0.005 if len(self.x) <= MOST_MARKERS else 0.002,
            color=self.color,
            zorder=3,
        )

    def show(self, step: int) -> list[Any]:
        """The path up to a step, or to its end if it is shorter."""
        last = min(step, len(self.x) - 1)
        for line in self.lines:
            line.set_data(self.x[: last + 1], self.y[: last + 1])
        self.end.set_data(self.x[last : last + 1], self.y[last : last + 1])
        return [*self.lines, self.end]


def _moving(ax: Axes, paths: list[_Path]) -> FuncAnimation:
    """The animation of paths, all of them at the same pace."""
    longest = max(len(path.x) for path in paths)
    steps = np.unique(np.linspace(0, longest - 1, min(longest, MOST_FRAMES)).round().astype(int)).tolist()

    def draw(frame: int) -> list[Any]:
        return [artist for path in paths for artist in path.show(steps[frame])]

    return animation(ax.figure, draw, len(steps))
