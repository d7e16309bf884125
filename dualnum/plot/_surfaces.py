"""Surfaces of functions of two parameters: their tangent planes and stationary points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dualnum import errors
from dualnum.optimize._options import count, flag
from dualnum.optimize._stationary import Unit
from dualnum.optimize._variables import Variables
from dualnum.plot import _axes, _sampling
from dualnum.plot._legends import STYLE
from dualnum.plot._sampling import Function
from dualnum.plot._two_parameters import VECTOR, Slopes, names, pair

if TYPE_CHECKING:
    from mpl_toolkits.mplot3d import Axes3D  # type: ignore[import-untyped, unused-ignore]

SIDE = 21
"""Points along each side of the surface around a point."""
MARKS = {"minimum": "v", "maximum": "^", "saddle": "X", "undecided": "o"}
TICKS = 5
"""Numbers on each axis, at most."""
FRONT = 100
"""The place of lines and marks in the order of drawing: on top of surfaces, which would hide them."""


def tangent_plane(f: Function, point: Any, *, width: float = 2.0, ax: Axes3D | None = None) -> Axes3D:
    """The tangent plane of a function of two parameters, with the two partial tangents, on its surface.

    Parameters
    ----------
    f : callable
        It gets its parameters in the form of `point`, an array if that is a list.
    point : array_like of two numbers, or nested dicts, lists and tuples of two
        Where the plane touches.
    width : float
        How far the surface and the plane reach, in both directions together.
    ax : Axes3D, optional
        What to draw on; by default pyplot's current axes if they have three dimensions, else new ones.

    Returns
    -------
    Axes3D
        The axes, with a translucent surface, the plane, the tangents along the first and along the second
        parameter, and the point. At kinks the slopes are those that dualnum takes for them, means of those on
        both sides.

    Raises
    ------
    TypeError
        If `f` is no function that returns a real number.
    ValueError
        If the point has not two coordinates, or is not finite, or f has no value or slopes there; if the
        width is not positive.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import dualnum as dn
    >>> ax = dn.plot.tangent_plane(lambda p: p[0] * p[1] ** 2, [1.0, 2.0])
    >>> [line.get_label() for line in ax.lines]
    ['slope 4 along x', 'slope 4 along y', 'f(1, 2) = 4']
    """
    who = "plot.tangent_plane"
    _sampling.check_function(who, f, "f, [x, y]", *VECTOR)
    form = Variables(who, point)
    if form.start.size != 2:
        raise errors.no_two_coordinates(who, point)
    half = _sampling.half_width(who, width)
    called = names(point, 2)
    u, v = (_sampling.number(who, called[i], c) for i, c in zip("xy", form.start.tolist(), strict=True))
    for name, c in ((called["x"], u), (called["y"], v)):
        if not -math.inf < c - half < c < c + half < math.inf:
            needed = f"such that {name} +- width / 2 are other finite numbers than {name} = {c:g}"
            raise errors.bad_option(who, "width", needed, width)
    x_low, x_high, y_low, y_high = u - half, u + half, v - half, v + half
    slopes = Slopes(who, form.of_vector(f))
    found = slopes(form.start)
    if found is None:
        raise errors.no_gradient(who, form.start.tolist(), slopes.cause) from slopes.cause
    z, (dx, dy) = found[0], found[1].tolist()
    x, y = np.linspace(x_low, x_high, SIDE), np.linspace(y_low, y_high, SIDE)
    heights = _sampling.grid(who, lambda p: f(form.given(p)), x, y)
    ax = _axes.space(who, ax)
    color, plane_color = _next_color(ax), _next_color(ax)
    mesh: dict[str, Any] = {"rcount": SIDE, "ccount": SIDE, "edgecolor": color, "linewidth": 0.4}
    ax.plot_surface(*np.meshgrid(x, y), heights, color=color, alpha=0.3, shade=False, **mesh)
    corners = np.meshgrid([x_low, x_high], [y_low, y_high])
    plane = z + dx * (corners[0] - u) + dy * (corners[1] - v)
    ax.plot_surface(*corners, plane, color=plane_color, alpha=0.5, shade=False)
    ends = np.array([-half, half])
    ax.plot(
        u + ends, [v, v], z + dx * ends, lw=2.5, zorder=FRONT, label=f"slope {dx:.4g} along {called['x']}"
    )
    ax.plot(
        [u, u], v + ends, z + dy * ends, lw=2.5, zorder=FRONT, label=f"slope {dy:.4g} along {called['y']}"
    )
    label = f"{_axes.name_of(f)}({u:.4g}, {v:.4g}) = {z:.4g}"
    ax.plot([u], [v], [z], "o", color="black", zorder=FRONT + 1, label=label)
    _label(ax, f, called)
    ax.legend(loc="upper left", borderaxespad=0.0, **STYLE)
    return ax


def surface(
    f: Function,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    *,
    points: int = 61,
    stationary: bool = True,
    ax: Axes3D | None = None,
) -> Axes3D:
    """The surface of a function of two parameters, with its minima, maxima and saddles.

    They are those that `dualnum.optimize.stationary_points` finds in the ranges; small circles are undecided,
    and many of them a plateau. The marks lie on top, also of parts of the surface that are in front of them.

    Parameters
    ----------
    f : callable
        It gets an array of two numbers. There is a gap where it is not defined.
    x_range, y_range : tuple of two floats
        The ranges of the two parameters.
    points : int
        Along each side of the grid on which f is computed.
    stationary : bool
        Whether to look for stationary points, for which f must be made of functions that dualnum
        differentiates.
    ax : Axes3D, optional
        What to draw on; by default pyplot's current axes if they have three dimensions, else new ones.

    Returns
    -------
    Axes3D
        The axes, with the surface and one line of marks for each kind of stationary points.

    Raises
    ------
    TypeError
        If `f` is no function that returns a real number.
    ValueError
        If a range is empty or not finite, or f is nowhere defined.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import dualnum as dn
    >>> ax = dn.plot.surface(lambda p: dn.sin(p[0]) * dn.cos(p[1]), (-3.0, 3.0), (-2.0, 2.0))
    >>> [(line.get_label(), len(line.get_data_3d()[0])) for line in ax.lines]
    [('minimum', 1), ('maximum', 1), ('saddle', 2)]
    """
    who = "plot.surface"
    _sampling.check_function(who, f, "f, (a, b), (c, d)", *VECTOR)
    corners = [pair(who, *given) for given in (("x_range", x_range), ("y_range", y_range))]
    n = count(who, "points", points, 2)
    x, y = (np.linspace(*ends, n) for ends in corners)
    heights = _sampling.grid(who, f, x, y)
    found = _stationary(f, corners) if flag(who, "stationary", stationary) else {}
    ax = _axes.space(who, ax)
    cmap = _axes.pyplot(who).rcParams["image.cmap"]
    ax.plot_surface(*np.meshgrid(x, y), heights, cmap=cmap, alpha=0.85, rcount=n, ccount=n)
    for kind, mark in MARKS.items():
        if kind in found:
            style: dict[str, Any] = {
                "marker": mark,
                "linestyle": "none",
                "markeredgecolor": "black",
                "markersize": 8 if kind != "undecided" else 3,
            }
            ax.plot(*np.array(found[kind]).T, label=kind, zorder=FRONT, **style)
    _label(ax, f, {"x": "x", "y": "y"})
    if found:
        ax.legend(loc="upper left", borderaxespad=0.0, **STYLE)
    return ax


def _next_color(ax: Axes3D) -> Any:
    """The colour whose turn it is on axes, for surfaces, which have none of their own."""
    (line,) = ax.plot([], [], [])
    color = line.get_color()
    line.remove()
    return color


def _label(ax: Axes3D, f: Function, called: dict[str, str]) -> None:
    """Labels, that of z beside the numbers on its axis, of which there are few enough for small pictures."""
    if not ax.get_zlabel():
        ax.zaxis.labelpad = 10.0
        ax.locator_params(nbins=TICKS)
    _axes.label(ax, **called, z=_axes.name_of(f))


def _stationary(f: Function, corners: list[tuple[float, float]]) -> dict[str, list[list[float]]]:
    """Coordinates and value of the stationary points, by kind."""
    by_kind: dict[str, list[list[float]]] = {}
    lower, upper = [list(ends) for ends in zip(*corners, strict=True)]
    try:
        points = Unit(f, lower, upper).search() or ()
    except errors.DualnumError as error:
        error.add_note("plot.surface(..., stationary=False) needs no derivatives")
        raise
    for found in points:
        by_kind.setdefault(found.kind, []).append([*found.x.tolist(), found.fun])
    return by_kind
