"""Functions of one number with their derivatives, tangents and Taylor polynomials."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from dualnum import errors
from dualnum.expansion import taylor as coefficients
from dualnum.optimize._options import count
from dualnum.plot._animation import animation
from dualnum.plot._axes import is_free, label, name_of, plane
from dualnum.plot._sampling import Array, Function, Sampler, curve, interval, number

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes

POINTS = 401
RANGE = 5.0
"""How far Taylor polynomials are drawn, if not told, on either side."""
ENTRY = 1.15, 0.19
"""Width and height in inches of an entry of their legend."""


def function(
    f: Function,
    a: float,
    b: float,
    *,
    orders: int | Iterable[int] = (0, 1, 2),
    points: int = POINTS,
    ax: Axes | None = None,
) -> Axes:
    """A function and its exact derivatives on a range.

    Parameters
    ----------
    f : callable
        ``f(x)`` returns a real number. It is called with one number at a time, and may branch and loop.
    a, b : float
        The range, a < b.
    orders : int or sequence of int
        What to draw: 0 is the function, 1 and 2 are its derivatives. For 0 alone `f` is called with floats,
        and may be anything.
    points : int
        Evenly spaced points, 2 or more. Where the function or a derivative jumps, bends sharply, or is
        not defined, there are more.
    ax : matplotlib Axes, optional
        Where to draw; by default pyplot's current axes.

    Returns
    -------
    matplotlib Axes
        Each order is one line.

    Raises
    ------
    TypeError, ValueError
        If `f` is no function or cannot be differentiated, if it is defined nowhere on the range, or if
        that is not finite, empty or reversed; if `orders` or `points` are not as above.
    ImportError
        Without matplotlib.

    Notes
    -----
    A line has gaps where f is not defined: where it raises what arithmetic raises (ZeroDivisionError,
    OverflowError, ValueError), or is not finite. It has breaks at jumps and poles. Where it grows without
    bounds beside a gap, and the axes were empty, the limits of y are set to show the rest; matplotlib then
    does not adapt them to what is drawn later. Slopes help to find what happens between points: of order 0
    alone, a pole between two points may be missed where f has the same sign on both sides.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> ax = dn.plot.function(lambda x: np.sin(3.0 * x) * np.exp(-x), 0.0, 3.0)
    >>> [line.get_label() for line in ax.get_lines()]
    ['f', "f'", "f''"]
    """
    who = "plot.function"
    if not callable(f):
        raise errors.no_function(who, f, f"{who}(f, a, b)")
    low, high = interval(who, a, b)
    drawn = whole_numbers(who, orders, 2)
    count(who, "points", points, 2)
    x, parts = curve(who, f, low, high, drawn[-1], int(points))
    ax = plane(who, ax)
    shown = window(x, [parts[k] for k in drawn], np.linspace(low, high, points)) if is_free(ax) else None
    for k in drawn:
        ax.plot(x, parts[k], label=name_of(f) + "'" * k)
    reach(ax, low, high)
    if shown is not None:
        ax.set_ylim(*shown)
    label(ax, x="x")
    ax.legend()
    return ax


def tangent(f: Function, x: float, *, width: float | None = None, ax: Axes | None = None) -> Axes:
    """The tangent of a function at a point.

    Parameters
    ----------
    f : callable
        ``f(x)`` returns a real number.
    x : float
        The point.
    width : float, optional
        How long the line is, measured along x, with the point in its middle. By default it goes through
        the whole picture, whose limits stay, or has width 2 if nothing was drawn yet.
    ax : matplotlib Axes, optional
        Where to draw; by default pyplot's current axes.

    Returns
    -------
    matplotlib Axes
        With two more lines: the tangent, labelled with its slope, and the point. With an infinite slope it is
        vertical, and `width` is its height.

    Raises
    ------
    TypeError, ValueError
        If `f` is no function or cannot be differentiated, or has no value or no slope at x; if x is no
        finite number, or `width` not positive.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import dualnum as dn
    >>> ax = dn.plot.function(lambda x: x**2, -2.0, 2.0, orders=0)
    >>> ax = dn.plot.tangent(lambda x: x**2, 1.0, ax=ax)
    >>> ax.get_lines()[1].get_label()
    'tangent at 1, slope 2'
    """
    who = "plot.tangent"
    if not callable(f):
        raise errors.no_function(who, f, f"{who}(f, x)")
    point = number(who, "x", x)
    half = None
    if width is not None:
        half = 0.5 * number(who, "width", width)
        if half <= 0.0:
            raise errors.bad_option(who, "width", "positive", width)
    sampler = Sampler(who, f, 1)
    value, slope = sampler.raw(point)
    if not math.isfinite(value):
        raise errors.undefined_at(who, "x", point, sampler.cause) from sampler.cause
    if math.isnan(slope):
        raise errors.no_slope(who, point)
    ax = plane(who, ax)
    is_vertical = math.isinf(slope)
    keeps = half is None and ax.has_data()
    if keeps:
        ends = np.array(ax.get_ylim() if is_vertical else ax.get_xlim())
    else:
        ends = (value if is_vertical else point) + np.array([-1.0, 1.0]) * (1.0 if half is None else half)
    line = (np.full(2, point), ends) if is_vertical else (ends, value + slope * (ends - point))
    text = f"tangent at {point:g}, slope {slope:g}"
    (drawn,) = ax.plot(*line, label=text, scalex=not keeps, scaley=not keeps)
    ax.plot([point], [value], "o", color=drawn.get_color(), scalex=not keeps, scaley=not keeps)
    label(ax, x="x")
    ax.legend()
    return ax


@overload
def taylor(
    f: Function,
    x0: float,
    orders: int | Iterable[int],
    *,
    a: float | None = ...,
    b: float | None = ...,
    ax: Axes | None = ...,
    animate: Literal[False] = ...,
) -> Axes: ...
@overload
def taylor(
    f: Function,
    x0: float,
    orders: int | Iterable[int],
    *,
    a: float | None = ...,
    b: float | None = ...,
    ax: Axes | None = ...,
    animate: Literal[True],
) -> FuncAnimation: ...
def taylor(
    f: Function,
    x0: float,
    orders: int | Iterable[int],
    *,
    a: float | None = None,
    b: float | None = None,
    ax: Axes | None = None,
    animate: bool = False,
) -> Axes | FuncAnimation:
    """A function and its Taylor polynomials about a point.

    Parameters
    ----------
    f : callable
        ``f(x)`` returns a real number, and is made of what `dualnum.taylor` expands.
    x0 : float
        The point to expand about.
    orders : int or sequence of int
        The orders of the polynomials, 0 or more.
    a, b : float, optional
        The range, by default from x0 - 5 to x0 + 5.
    ax : matplotlib Axes, optional
        Where to draw; by default pyplot's current axes.
    animate : bool
        Whether to show one more polynomial with each frame.

    Returns
    -------
    matplotlib Axes, or FuncAnimation with `animate`
        Lines for the function, for each polynomial, and for the point. On empty axes the limits of y are
        those of the function, as polynomials leave it.

    Raises
    ------
    TypeError, ValueError
        As for `function` and `dualnum.taylor`; if a coefficient is not finite.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> ax = dn.plot.taylor(np.sin, 0.0, (1, 3, 5), a=-6.0, b=6.0)
    >>> [line.get_label() for line in ax.get_lines()][:3]
    ['sin', 'order 1', 'order 3']
    """
    who = "plot.taylor"
    if not callable(f):
        raise errors.no_function(who, f, f"{who}(f, x0, orders)")
    center = number(who, "x0", x0)
    drawn = whole_numbers(who, orders, None)
    low, high = interval(who, center - RANGE if a is None else a, center + RANGE if b is None else b)
    c = coefficients(f, center, drawn[-1])
    for n in drawn:
        missing = np.flatnonzero(~np.isfinite(c[: n + 1]))
        if missing.size:
            raise errors.no_polynomial(who, center, n, int(missing[0]), float(c[missing[0]]))
    x, (y, _) = curve(who, f, low, high, 1, POINTS)
    ax = plane(who, ax)
    even = np.linspace(low, high, POINTS)
    shown = framed(x, y, even, [float(c[0])]) if is_free(ax) else None
    ax.plot(x, y, color="black", linewidth=2.0, label=name_of(f))
    lines = [ax.plot(even, polynomial(c[: n + 1], even - center), label=f"order {n}")[0] for n in drawn]
    ax.plot([center], [c[0]], "o", color="black")
    reach(ax, low, high)
    label(ax, x="x")
    if shown is None:
        ax.legend()
    else:
        legend_on_top(ax, shown, len(drawn) + 1)
    if not animate:
        return ax

    def draw(frame: int) -> list[Any]:
        for i, line in enumerate(lines):
            line.set_visible(i <= frame)
        return lines

    return animation(ax.figure, draw, len(lines))


# ---- arguments --------------------------------------------------------------------------------------------


def is_whole(given: Any) -> bool:
    """Whether something is an integer, and no truth value."""
    return isinstance(given, (int, np.integer)) and not isinstance(given, bool)


def whole_numbers(who: str, orders: Any, largest: int | None) -> list[int]:
    """Orders, ascending, from one or several."""
    given = [orders] if is_whole(orders) else orders
    needed = "integers, 0 or more" if largest is None else "some of 0, 1 and 2"
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise errors.bad_orders(who, orders, needed)
    wanted = list(given)
    if not wanted or not all(is_whole(k) and 0 <= k <= (k if largest is None else largest) for k in wanted):
        raise errors.bad_orders(who, orders, needed)
    return sorted({int(k) for k in wanted})


# ---- what is to be seen -----------------------------------------------------------------------------------


def reach(ax: Axes, a: float, b: float) -> None:
    """Make the whole range visible, also where the function is not defined."""
    low, high = ax.dataLim.intervaly
    if low <= high:
        ax.update_datalim([(a, low), (b, high)])
        ax.autoscale_view(scaley=False)


def legend_on_top(ax: Axes, shown: tuple[float, float], entries: int) -> None:
    """Limits of y with a place for the legend, as polynomials leave none that is free."""
    figure: Any = ax.figure.canvas.figure
    width, height = ax.get_window_extent().size / figure.dpi
    columns = min(entries, max(1, int(width / ENTRY[0])))
    part = min(0.4, ENTRY[1] * (math.ceil(entries / columns) + 1) / height)
    low, high = shown
    ax.set_ylim(low, low + (high - low) / (1.0 - part))
    ax.legend(loc="upper center", ncols=columns, fontsize="small")


def polynomial(c: Array, h: Array) -> Array:
    """The sum of ``c[k] * h**k``, NaN where it is too large."""
    y = np.zeros_like(h)
    with np.errstate(over="ignore", invalid="ignore"):
        for ck in c[::-1]:
            y = y * h + ck
    return np.where(np.isfinite(y), y, np.nan)


def window(x: Array, parts: list[Array], even: Array) -> tuple[float, float] | None:
    """Limits of y beside poles; None where nothing grows without bounds.

    The first part tells how much of the others is shown: derivatives grow faster at poles.
    """
    at = np.searchsorted(x, even)
    bounded = [bounds(y, y[at]) for y in parts]
    if not any(is_cut for *_, is_cut in bounded):
        return None
    low, high, _ = bounded[0]
    size = high - low
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


def framed(x: Array, y: Array, even: Array, others: list[float]) -> tuple[float, float]:
    """Limits of y that show a curve and some points."""
    low, high, _ = bounds(y, y[np.searchsorted(x, even)])
    return padded(min(low, *others), max(high, *others), 0.25)


def padded(low: float, high: float, margin: float) -> tuple[float, float]:
    """A range with margins."""
    size = (high - low) or abs(high) or 1.0
    return low - margin * size, high + margin * size
