"""Optimizers on their way: on the curve or the contours of their function, and by what is left to do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualnum import errors
from dualnum.optimize import OptimizeResult
from dualnum.optimize._options import choice, count
from dualnum.optimize._variables import Variables
from dualnum.plot import _axes, _sampling
from dualnum.plot._animation import animation
from dualnum.plot._sampling import Array, Function
from dualnum.plot._two_parameters import contours, descents, names, pair

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes

MARGIN = 0.15
"""What a picture shows beside the paths, on each side, of their extent."""
MOST_FRAMES = 100
MOST_MARKERS = 40
QUANTITIES = ("gradient_norm", "fun")

# ---- one variable ------------------------------------------------------------------------------------------


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
        arrows from point to point; with `animate` the animation, without the arrows.

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
    _check_function(who, f)
    runs = _runs(who, results, labels, 1, f"{who}(f, newton(f, x0, history=True))")
    low, high = _range(_near(runs)[:, 0])
    ends = _sampling.interval(who, low if a is None else a, high if b is None else b)
    form = Variables(who, results[0].x)
    g = f if form.is_number else lambda x: f(form.given(np.array([x])))
    x, (y,) = _sampling.curve(who, g, *ends, 0, count(who, "points", points, 2))
    ax = _axes.plane(who, ax)
    is_free = _axes.is_free(ax)
    ax.plot(x, y, label=_axes.name_of(f))
    limits = ends, ax.get_ylim()
    sampler = _sampling.Sampler(who, g, 0)
    paths = []
    for run in runs:
        steps = run.x[:, 0]
        path = _Path(who, ax, steps, np.array([sampler(float(v))[0] for v in steps]), run.label)
        if not animate:
            path.draw_arrows(ax)
        paths.append(path)
    if is_free:
        ax.set(xlim=limits[0], ylim=limits[1])
    _axes.label(ax, x="x", y="f(x)")
    return _shown(ax, paths, animate)


# ---- two variables -----------------------------------------------------------------------------------------


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
    A colour bar is drawn if the axes are empty and the only ones of their figure.

    Parameters
    ----------
    f : callable
        The function that was minimized; it gets its parameters in the form of ``result.x``, an array if the
        optimizer started from a list or array of two numbers.
    *results : OptimizeResult
        What optimizers returned that were called with ``history=True``, from starts of the same form.
    x_range, y_range : tuple of two floats, optional
        The ranges of the two parameters; by default those of the paths and a margin, without what is far out
        if a run diverged.
    arrows : bool
        Whether to draw the negative gradient, for which f must be made of functions that dualnum
        differentiates. There is no arrow where f has no gradient.
    labels : list of str, optional
        One for each result; by default they are numbered.
    points : int
        Along each side of the grid on which f is computed.
    ax : Axes, optional
        What to draw on; by default pyplot's current axes.
    animate : bool
        Whether the paths grow step by step; of long ones some steps are left out.

    Returns
    -------
    Axes or FuncAnimation
        The axes, with for each result its path, start (a circle) and end (a star); with `animate` the
        animation.

    Raises
    ------
    TypeError
        If `f` is no function that returns a number, or a result is none.
    ValueError
        If a result has no history or not two variables, for ranges that are empty or not finite, and if f is
        nowhere defined.
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
    _check_function(who, f)
    runs = _runs(who, results, labels, 2, f"{who}(f, newton(f, [x, y], history=True))")
    form = Variables(who, results[0].x)
    steps = _near(runs)
    n = count(who, "points", points, 2)
    x = np.linspace(*pair(who, "x_range", _range(steps[:, 0]) if x_range is None else x_range), n)
    y = np.linspace(*pair(who, "y_range", _range(steps[:, 1]) if y_range is None else y_range), n)
    z = _sampling.grid(who, lambda p: f(form.given(p)), x, y)
    ax = _axes.plane(who, ax)
    contours(who, ax, x, y, z, _axes.name_of(f))
    if arrows:
        descents(who, ax, form.of_vector(f), x, y)
    paths = [_Path(who, ax, run.x[:, 0], run.x[:, 1], run.label, halo=True) for run in runs]
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])
    _axes.label(ax, **names(results[0].x))
    return _shown(ax, paths, animate)


# ---- progress ----------------------------------------------------------------------------------------------


def convergence(
    *results: OptimizeResult,
    labels: Sequence[str] | None = None,
    quantity: str = "gradient_norm",
    ax: Axes | None = None,
) -> Axes:
    """What was left to do after each step of optimizers, on a logarithmic scale.

    Parameters
    ----------
    *results : OptimizeResult
        What optimizers returned that were called with ``history=True``. Lines of runs without success are
        dashed, and their labels say so.
    labels : list of str, optional
        One for each result; by default they are numbered.
    quantity : {"gradient_norm", "fun"}
        The gradient norm as the optimizer measured it, or by how much the function is above the lowest value
        in all the results. Zeros have no place on the scale and are left out.
    ax : Axes, optional
        What to draw on; by default pyplot's current axes.

    Returns
    -------
    Axes
        The axes, with one line for each result.

    Raises
    ------
    TypeError
        If a result is none.
    ValueError
        If a result has no history, or the quantity is unknown.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import dualnum as dn
    >>> def f(p):
    ...     return (p[0] - 1.0) ** 2 + 10.0 * p[1] ** 4
    >>> runs = [method(f, [4.0, 4.0], history=True) for method in (dn.optimize.newton, dn.optimize.adam)]
    >>> ax = dn.plot.convergence(*runs, labels=["Newton", "Adam"])
    >>> ax.get_yscale(), ax.get_ylabel()
    ('log', 'gradient norm')
    """
    who = "plot.convergence"
    choice(who, "quantity", quantity, QUANTITIES)
    runs = _runs(who, results, labels, None, f"{who}(newton(f, x0, history=True), ...)")
    ax = _axes.plane(who, ax)
    lines = [np.array(getattr(result.history, quantity), dtype=float) for result in results]
    if quantity == "fun":
        known = np.concatenate(lines)
        lines = [line - np.min(known[np.isfinite(known)], initial=math.inf) for line in lines]
    for run, result, left in zip(runs, results, lines, strict=True):
        left[~(np.isfinite(left) & (left > 0.0))] = np.nan
        style = "-" if result.success else "--"
        label = run.label if result.success else f"{run.label} (not converged)"
        ax.plot(
            np.arange(left.size), left, style, label=label, marker="." if left.size <= MOST_MARKERS else None
        )
    ax.set_yscale("log")
    what = {"gradient_norm": "gradient norm", "fun": "f - lowest f"}
    _axes.label(ax, x="step", y=what[quantity])
    ax.legend()
    return ax


# ---- what all have in common -----------------------------------------------------------------------------


class _Run(NamedTuple):
    """The path of a result, shape (m, n), what it is called, and which points show where it went."""

    x: Array
    label: str
    near: Any


def _check_function(who: str, f: Any) -> None:
    if not callable(f):
        raise errors.no_function(who, f, f"{who}(f, *results)")


def _runs(who: str, results: Any, labels: Any, n: int | None, usage: str) -> list[_Run]:
    """The paths of results, checked; of n variables."""
    if not results:
        raise errors.no_results(who, usage)
    for i, result in enumerate(results):
        if not (hasattr(result, "x") and hasattr(result, "success")):
            raise errors.not_a_result(who, result)
        if not hasattr(getattr(result, "history", None), "gradient_norm"):
            raise errors.no_history(who, i)
    if labels is None:
        labels = ["run"] if len(results) == 1 else [f"run {i + 1}" for i in range(len(results))]
    listed = list(labels) if isinstance(labels, (list, tuple)) else []
    if len(listed) != len(results) or not all(isinstance(label, str) for label in listed):
        raise errors.wrong_labels(who, len(results), labels)
    known = [result.history for result in results]
    steepest = 100.0 * max(float(history.gradient_norm[0]) for history in known)
    highest = max(float(history.fun[0]) for history in known)
    runs = [
        _Run(history.x, label, (history.gradient_norm <= steepest) | (history.fun <= highest))
        for history, label in zip(known, listed, strict=True)
    ]
    for run, result in zip(runs, results, strict=True):
        if n is not None and run.x.shape[1] != n:
            raise errors.wrong_variables(who, n, run.x.shape[1])
        if n is not None and _form(result.x) != _form(results[0].x):
            raise errors.other_variables(who)
    return runs


def _form(x: Any) -> Any:
    """What two results must have in common to be of one function."""
    if isinstance(x, dict):
        return {key: _form(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x), [_form(value) for value in x]
    return np.shape(x)


def _near(runs: list[_Run]) -> Array:
    """The starts, and the points that are not far out on a path that diverges."""
    parts = [run.x[:1] for run in runs] + [run.x[run.near] for run in runs]
    points: Array = np.concatenate(parts)
    return points[np.isfinite(points).all(axis=1)]


def _range(x: Array) -> tuple[float, float]:
    """What a picture shows of a coordinate of paths, by default."""
    if not x.size:
        return math.nan, math.nan
    low, high = float(x.min()), float(x.max())
    size = max(abs(low), abs(high))
    extent = high - low if high - low > 1e-6 * size else size or 1.0
    return low - MARGIN * extent, high + MARGIN * extent


class _Path:
    """A path that is drawn up to a point of it: a line, a circle at the start, a star at the end."""

    def __init__(self, who: str, ax: Axes, x: Array, y: Array, label: str, halo: bool = False) -> None:
        self.x, self.y = x, y
        marker = "." if len(x) <= MOST_MARKERS else None
        (self.line,) = ax.plot(x, y, marker=marker, label=label, zorder=4)
        self.color = self.line.get_color()
        mark: dict[str, Any] = {
            "color": self.color,
            "linestyle": "none",
            "markeredgecolor": "black",
            "zorder": 5,
        }
        ax.plot(x[:1], y[:1], marker="o", markersize=7, **mark)
        (self.end,) = ax.plot(x[-1:], y[-1:], marker="*", markersize=13, **mark)
        if halo:
            effects = _axes.module(who, "matplotlib.patheffects")
            self.line.set_path_effects([effects.withStroke(linewidth=3.5, foreground="white")])

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
            width=0.005,
            color=self.color,
            zorder=3,
        )

    def show(self, step: int) -> list[Any]:
        """The path up to a step, or to its end if it is shorter."""
        last = min(step, len(self.x) - 1)
        self.line.set_data(self.x[: last + 1], self.y[: last + 1])
        self.end.set_data(self.x[last : last + 1], self.y[last : last + 1])
        return [self.line, self.end]


def _shown(ax: Axes, paths: list[_Path], animate: bool) -> Axes | FuncAnimation:
    """The axes with a legend, or the animation."""
    ax.legend()
    if not animate:
        return ax
    longest = max(len(path.x) for path in paths)
    steps = np.unique(np.linspace(0, longest - 1, min(longest, MOST_FRAMES)).round().astype(int)).tolist()

    def draw(frame: int) -> list[Any]:
        return [artist for path in paths for artist in path.show(steps[frame])]

    return animation(ax.figure, draw, len(steps))
