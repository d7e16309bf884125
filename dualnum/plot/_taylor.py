"""Taylor polynomials."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from dualnum import errors
from dualnum.expansion import taylor as coefficients
from dualnum.optimize._options import flag
from dualnum.plot._animation import animation
from dualnum.plot._axes import is_free, label, name_of, plane, points_between, present
from dualnum.plot._curves import NUMBER, POINTS, whole_numbers
from dualnum.plot._legends import legend, named, room
from dualnum.plot._limits import framed, reach
from dualnum.plot._sampling import Array, Function, check_function, curve, number, visible, within

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes

RANGE = 5.0
"""How far polynomials are drawn, if not told, on either side."""
MARGIN = 0.25
"""What is seen above and below the function of how they leave it, relative to its range."""


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
@overload
def taylor(
    f: Function,
    x0: float,
    orders: int | Iterable[int],
    *,
    a: float | None = ...,
    b: float | None = ...,
    ax: Axes | None = ...,
    animate: bool,
) -> Axes | FuncAnimation: ...
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
        Lines for the function, for each polynomial, and for the point. Of many polynomials the last ones
        share a colour and a place in the legend. On empty axes the limits of y are those of the function, as
        polynomials leave it, with a place for the legend.

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
    check_function(who, f, "f, x0, orders", *NUMBER)
    moves = flag(who, "animate", animate)
    center = number(who, "x0", x0)
    drawn = whole_numbers(who, orders, None)
    low, high = within(who, a, b, (center - RANGE, center + RANGE))
    c = coefficients(f, center, drawn[-1])
    for n in drawn:
        missing = np.flatnonzero(~np.isfinite(c[: n + 1]))
        if missing.size:
            raise errors.no_polynomial(who, center, n, int(missing[0]), float(c[missing[0]]))
    even = points_between(who, present(who, ax), low, high, POINTS)
    x, (y, _) = curve(who, f, even, 1)
    ax = plane(who, ax)
    shown = framed(x, y, even, [float(c[0])], MARGIN) if is_free(ax) else None
    own = room(ax, 1)
    ax.plot(x, y, color="black", linewidth=2.0, label=name_of(f))
    lines: list[Any] = []
    for i, n in enumerate(drawn):
        style = {} if i < own else {"color": lines[-1].get_color()}
        lines += ax.plot(
            even, polynomial(c[: n + 1], even - center), label=named("order", drawn, i, own), **style
        )
    ax.plot([center], [c[0]], "o", color="black")
    reach(ax, low, high)
    label(ax, x="x", y=f"{name_of(f)}(x)")
    legend(ax, shown)
    if not moves:
        return ax

    def draw(frame: int) -> list[Any]:
        for i, line in enumerate(lines):
            line.set_visible(i <= frame)
        return lines

    return animation(ax.figure, draw, len(lines))


def polynomial(c: Array, h: Array) -> Array:
    """The sum of ``c[k] * h**k``, NaN where it is too large."""
    y = np.zeros_like(h)
    with np.errstate(over="ignore", invalid="ignore"):
        for ck in c[::-1]:
            y = y * h + ck
    return visible(y)
