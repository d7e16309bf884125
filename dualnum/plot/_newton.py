"""Newton's method for a function of one number: what each step minimizes or solves, and where it leads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

import numpy as np

from dualnum import errors
from dualnum.optimize import OptimizeResult, newton_root
from dualnum.optimize import newton as newton_minimum
from dualnum.optimize._options import choice, count, flag
from dualnum.plot._animation import animation
from dualnum.plot._axes import evenly, is_free, label, name_of, plane, points_between, present
from dualnum.plot._curves import NUMBER, POINTS
from dualnum.plot._legends import legend, named, room
from dualnum.plot._limits import framed, reach
from dualnum.plot._sampling import (
    Array,
    Function,
    Sampler,
    check_function,
    curve,
    number,
    undefined_as_nan,
    within,
)
from dualnum.plot._taylor import polynomial

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

FIND = ("minimum", "root")
MARGIN = 0.1
"""What is seen above and below the function, relative to its range."""
BEYOND = 0.25
"""How far a model is drawn beyond the next point, relative to the step."""
OTHERS = 2
"""Entries of the function and of the end."""
FARTHEST = 4.0
"""How many steps away a model's own goal may be, to be drawn."""


@overload
def newton(
    f: Function,
    x0: float,
    *,
    find: str = ...,
    a: float | None = ...,
    b: float | None = ...,
    maxiter: int = ...,
    ax: Axes | None = ...,
    animate: Literal[False] = ...,
) -> Axes: ...
@overload
def newton(
    f: Function,
    x0: float,
    *,
    find: str = ...,
    a: float | None = ...,
    b: float | None = ...,
    maxiter: int = ...,
    ax: Axes | None = ...,
    animate: Literal[True],
) -> FuncAnimation: ...
@overload
def newton(
    f: Function,
    x0: float,
    *,
    find: str = ...,
    a: float | None = ...,
    b: float | None = ...,
    maxiter: int = ...,
    ax: Axes | None = ...,
    animate: bool,
) -> Axes | FuncAnimation: ...
def newton(
    f: Function,
    x0: float,
    *,
    find: str = "minimum",
    a: float | None = None,
    b: float | None = None,
    maxiter: int = 20,
    ax: Axes | None = None,
    animate: bool = False,
) -> Axes | FuncAnimation:
    """The steps of Newton's method on the curve of a function.

    Each step from a point x follows a model of the function about x: for a minimum the parabola
    ``f(x) + f'(x) h + f''(x) h**2 / 2``, for a root the tangent ``f(x) + f'(x) h``. A hollow circle marks its
    own goal, the vertex of the parabola or the zero of the tangent; a dotted line, where the step
    leads. These differ where the method does not trust the model: `dualnum.optimize.newton` goes
    downhill where f'' is negative, and steps that lead too far are shortened, as are those to where f is
    not defined.

    Parameters
    ----------
    f : callable
        ``f(x)`` returns a real number.
    x0 : float
        The start.
    find : {"minimum", "root"}
        What is sought, by `dualnum.optimize.newton` or `dualnum.optimize.newton_root`.
    a, b : float, optional
        The range; by default that of the points, with margins.
    maxiter : int
        Steps at most.
    ax : matplotlib Axes, optional
        Where to draw; by default pyplot's current axes.
    animate : bool
        Whether to show one more step with each frame, after the start.

    Returns
    -------
    matplotlib Axes, or FuncAnimation with `animate`
        Lines for the function, the models and the points. Of many steps the last ones share a colour and a
        place in the legend. On empty axes the limits are those of the range and of the function on it, with a
        place for the legend.

    Raises
    ------
    TypeError, ValueError
        If `f` is no function or cannot be differentiated, or is not defined at x0; if x0 is no finite
        number, or another argument is not as above.
    ImportError
        Without matplotlib.

    References
    ----------
    .. [1] J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, equation (2.15).

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> ax = dn.plot.newton(lambda x: np.exp(x) - np.log(x), 1.75)
    >>> ax.get_lines()[-1].get_label()
    'minimum at 0.567143'
    """
    who = "plot.newton"
    check_function(who, f, "f, x0", *NUMBER)
    moves = flag(who, "animate", animate)
    if isinstance(x0, (dict, list, tuple)) or np.ndim(x0):
        raise errors.several_variables(who, x0)
    start = number(who, "x0", x0)
    choice(who, "find", find, FIND)
    count(who, "maxiter", maxiter, 1)
    is_root = find == "root"
    sampler = Sampler(who, f, 1 if is_root else 2)
    if math.isnan(sampler(start)[0]):
        raise errors.undefined_at(who, "x0", start, sampler.cause) from sampler.cause
    method = newton_root if is_root else newton_minimum
    result: OptimizeResult = method(undefined_as_nan(f), start, history=True, maxiter=maxiter)
    path = result.history.x[:, 0]
    length, size = float(np.ptp(path)), float(np.max(np.abs(path)))
    margin = 0.3 * length if length > 1e-6 * size else max(1.0, 0.1 * size)
    low, high = within(who, a, b, (path.min() - margin, path.max() + margin))
    even = points_between(who, present(who, ax), low, high, POINTS)
    x, (y, _) = curve(who, f, even, 1)
    samples = [sampler(v) for v in path.tolist()]
    steps = [Step.of(*step) for step in zip(samples[:-1], path[:-1], path[1:], strict=True)]
    heights = [sample[0] for sample in samples]

    ax = plane(who, ax)
    shown = None
    if is_free(ax):
        inside = [h for v, h in zip(path, heights, strict=True) if low <= v <= high and math.isfinite(h)]
        goals = [float(step.at(np.array(step.goal))) for step in steps if step.goal is not None]
        shown = framed(x, y, even, inside + [0.0] * is_root, MARGIN, goals)
    ax.plot(x, y, color="black", linewidth=2.0, label=name_of(f))
    if is_root:
        ax.axhline(0.0, color="gray", linewidth=0.8)
    drawn = models(ax, steps, heights, low, high)
    ax.plot(path[:1], heights[:1], "o", color="black")
    end = ax.plot(path[-1:], heights[-1:], "*", color="black", markersize=12.0, label=ending(result, find))
    reach(ax, low, high)
    if shown is not None and ax.get_autoscalex_on():
        ax.set_xlim(low, high)
    label(ax, x="x", y=f"{name_of(f)}(x)")
    legend(ax, shown)
    if not moves:
        return ax

    def draw(frame: int) -> list[Artist]:
        for i, artists in enumerate(drawn):
            for artist in artists:
                artist.set_visible(i < frame)
        end[0].set_visible(frame == len(drawn))
        return [*(artist for artists in drawn for artist in artists), *end]

    return animation(ax.figure, draw, len(steps) + 1)


class Step(NamedTuple):
    """A step and its model, ``c[0] + c[1] * h + c[2] * h**2`` at x + h; its goal, or None."""

    x: float
    there: float
    c: Array
    goal: float | None

    @classmethod
    def of(cls, sample: tuple[float, ...], x: float, there: float) -> Step:
        value, slope, *curvature = sample
        c = np.array([value, slope, *(0.5 * v for v in curvature)])
        numerator, denominator = (slope, curvature[0]) if curvature else (value, slope)
        h = -numerator / denominator if denominator else math.inf
        return cls(float(x), float(there), c, x + h if math.isfinite(h) else None)

    def at(self, x: Array) -> Array:
        return polynomial(self.c, x - self.x)


def models(ax: Axes, steps: list[Step], heights: list[float], low: float, high: float) -> list[list[Artist]]:
    """Draws the model of each step, its goal, and where the step leads; what was drawn for each."""
    drawn: list[list[Artist]] = []
    colour: Any = None
    numbers, own = range(1, len(steps) + 1), room(ax, OTHERS)
    for i, step in enumerate(steps):
        length = abs(step.there - step.x)
        ends = [step.x - length, step.there, step.x + length]
        if (
            step.goal is not None
            and low <= step.goal <= high
            and abs(step.goal - step.x) <= FARTHEST * length
        ):
            ends.append(step.goal)
        left, right = min(ends) - BEYOND * length, max(ends) + BEYOND * length
        x = evenly(ax, left, right, 101)
        style = {} if i < own else {"color": colour}
        (line,) = ax.plot(x, step.at(x), linewidth=1.2, label=named("step", numbers, i, own), **style)
        colour = line.get_color()
        there = np.full(2, step.there)
        leads = ax.plot(there, [step.at(there)[0], heights[i + 1]], ":", color=colour)
        point = ax.plot([step.there], [heights[i + 1]], "o", color=colour, markersize=4.0)
        artists: list[Artist] = [line, *leads, *point]
        if step.goal is not None and left <= step.goal <= right:
            goal = np.array([step.goal])
            artists += ax.plot(goal, step.at(goal), "o", color=colour, markerfacecolor="none")
        drawn.append(artists)
    return drawn


def ending(result: OptimizeResult, find: str) -> str:
    """What was found, or that nothing was."""
    kind = "root" if find == "root" else result.kind or find
    return f"{kind if result.success else 'stopped'} at {result.x:g}"
