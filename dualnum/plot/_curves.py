"""Functions of one number with their derivatives, and tangents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from dualnum import errors
from dualnum.optimize._options import count
from dualnum.plot._axes import is_free, is_linear, label, name_of, plane, points_between, present
from dualnum.plot._legends import plain_legend
from dualnum.plot._limits import reach, window
from dualnum.plot._sampling import (
    LARGEST,
    Function,
    Sampler,
    check_function,
    curve,
    half_width,
    interval,
    number,
    visible,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 401
NUMBER = "a number", "lambda x: g(x, 1.0)"
"""What functions of one number are called with, and how one of several numbers becomes one of them."""


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
        Points that are evenly spaced in the picture, 2 or more. Where the function or a derivative jumps,
        bends sharply, or is not defined, there are more.
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
    OverflowError, ValueError), or is not finite, or beyond 1e300, where matplotlib ends. It has breaks at
    jumps and poles. Where it grows without bounds beside a gap, and the axes were empty, the limits of y are
    set to show the rest; matplotlib then does not adapt them to what is drawn later. Slopes help to find what
    happens between points: of order 0 alone, a pole between two points may be missed where f has the same
    sign on both sides.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> ax = dn.plot.function(lambda x: np.sin(3.0 * x) * np.exp(-x), 0.0, 3.0)
    >>> [line.get_label() for line in ax.get_lines()]
    ['f', "f'", "f''"]
    """
    who = "plot.function"
    check_function(who, f, "f, a, b", *NUMBER)
    low, high = interval(who, a, b)
    drawn = whole_numbers(who, orders, 2)
    count(who, "points", points, 2)
    even = points_between(who, present(who, ax), low, high, int(points))
    x, parts = curve(who, f, even, drawn[-1])
    ax = plane(who, ax)
    shown = window(x, [parts[k] for k in drawn], even) if is_free(ax) else None
    called = [name_of(f) + "'" * k for k in drawn]
    for k, name in zip(drawn, called, strict=True):
        ax.plot(x, parts[k], label=name)
    reach(ax, low, high)
    if shown is not None:
        ax.set_ylim(*shown)
    label(ax, x="x", y=", ".join(called) if drawn != [0] else f"{called[0]}(x)")
    plain_legend(ax)
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
        vertical, and `width` is its height. At a kink like that of ``abs`` the slope is the one that dualnum
        takes for it, the mean of those on both sides.

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
    check_function(who, f, "f, x", *NUMBER)
    point = number(who, "x", x)
    half = None if width is None else half_width(who, width)
    sampler = Sampler(who, f, 1)
    value, slope = sampler.raw(point)
    if not abs(value) <= LARGEST:
        raise errors.undefined_at(who, "x", point, sampler.cause) from sampler.cause
    if math.isnan(slope):
        raise errors.no_slope(who, point)
    ax = plane(who, ax)
    is_vertical = math.isinf(slope)
    keeps = half is None and ax.has_data()
    if keeps:
        ends = np.sort(ax.get_ylim() if is_vertical else ax.get_xlim())
    else:
        ends = (value if is_vertical else point) + np.array([-1.0, 1.0]) * (1.0 if half is None else half)
    if not (is_vertical or is_linear(ax)):
        ends = points_between(who, ax, float(ends[0]), float(ends[1]), POINTS)
    with np.errstate(over="ignore", invalid="ignore"):
        line = (np.full(2, point), ends) if is_vertical else (ends, visible(value + slope * (ends - point)))
    text = f"tangent at {point:g}, slope {slope:g}"
    (drawn,) = ax.plot(*line, label=text, scalex=not keeps, scaley=not keeps)
    ax.plot([point], [value], "o", color=drawn.get_color(), scalex=not keeps, scaley=not keeps)
    label(ax, x="x", y=f"{name_of(f)}(x)")
    plain_legend(ax)
    return ax


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
