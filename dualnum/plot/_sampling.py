"""Functions at the points of a picture: exact values and derivatives, and the gaps between them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._scalar import Jet, is_scalar, of_one_number
from dualnum.plot._breaks import Array as Array
from dualnum.plot._breaks import Breaks, Sample

Function = Callable[..., Any]
UNDEFINED = (ArithmeticError, ValueError)
"""What functions raise where they are not defined, unless it is an error of dualnum."""


def number(who: str, name: str, given: Any) -> float:
    """A finite float, or an error that names the argument."""
    if isinstance(given, (Jet, complex, np.complexfloating)) or not is_scalar(given):
        raise errors.no_number(who, name, given)
    x = float(given)
    if not math.isfinite(x):
        raise errors.no_finite_number(who, name, x)
    return x


def interval(who: str, a: Any, b: Any, names: tuple[str, str] = ("a", "b")) -> tuple[float, float]:
    """The ends of a range, finite and ascending."""
    low, high = number(who, names[0], a), number(who, names[1], b)
    if not (low < high and math.isfinite(high - low)):
        raise errors.bad_range(who, low, high, names)
    return low, high


class Sampler:
    """A function of one number and its first derivatives, NaN where they do not exist.

    Errors that tell of a mistake in the function are passed on. Of order 0 the function gets floats and may
    be anything.

    Attributes
    ----------
    cause : Exception or None
        The last of the exceptions that were taken for a gap.
    """

    def __init__(self, who: str, f: Function, order: int) -> None:
        self.who, self.order = who, order
        self.cause: Exception | None = None
        self._parts: Function = of_one_number(who, f, order, True, None) if order else f

    def __call__(self, x: Any) -> Sample:
        """f, f', ... at a point; NaN for what is not finite."""
        return tuple(y if math.isfinite(y) else math.nan for y in self.raw(x))

    def raw(self, x: Any) -> Sample:
        """The same with infinite slopes."""
        try:
            with np.errstate(all="ignore"):
                parts = self._parts(x)
        except errors.DualnumError:
            raise
        except UNDEFINED as error:
            self.cause = error
            return (math.nan,) * (self.order + 1)
        return tuple(parts) if self.order else (real(self.who, parts),)


def undefined_as_nan(f: Function) -> Function:
    """The function for an optimizer, which keeps away from where it is not finite."""

    def guarded(x: Any) -> Any:
        try:
            with np.errstate(all="ignore"):
                return f(x)
        except errors.DualnumError:
            raise
        except UNDEFINED:
            return math.nan

    return guarded


def real(who: str, y: Any) -> float:
    """What a function returned; NaN if it is complex, as a root of a negative float is."""
    if isinstance(y, (complex, np.complexfloating)):
        return math.nan
    if not is_scalar(y):
        raise errors.bad_value(who, y)
    return float(y)


def sample(who: str, f: Function, x: Array, order: int) -> list[Array]:
    """f and its derivatives up to `order` at points, NaN where they do not exist."""
    sampler = Sampler(who, f, order)
    table = np.array([sampler(float(v)) for v in x]).reshape(len(x), order + 1)
    if np.isnan(table[:, 0]).all():
        raise errors.undefined(who, f"from {x[0]:g} to {x[-1]:g}", sampler.cause) from sampler.cause
    return list(table.T)


def grid(who: str, f: Function, x: Array, y: Array) -> Array:
    """f of two parameters, ``f(array([x, y]))``, on a grid: shape (len(y), len(x)), NaN where undefined."""
    sampler = Sampler(who, f, 0)
    table = np.array([[sampler(np.array([u, v]))[0] for u in x] for v in y])
    if np.isnan(table).all():
        where = f"for x from {x[0]:g} to {x[-1]:g} and y from {y[0]:g} to {y[-1]:g}"
        raise errors.undefined(who, where, sampler.cause) from sampler.cause
    return table


def curve(who: str, f: Function, a: float, b: float, order: int, points: int) -> tuple[Array, list[Array]]:
    """f and its derivatives for a line through points from a to b.

    There are more than `points` of them: where a curve ends, jumps or bends sharply, the place is sought by
    bisection. At jumps and poles a NaN stands between the two sides.

    Returns
    -------
    x : ndarray
        Ascending; the evenly spaced points are among them, and a point before a break is there twice.
    parts : list of ndarray
        f, f', ...; each has gaps of its own.
    """
    x = np.linspace(a, b, points)
    sampler = Sampler(who, f, order)
    breaks = Breaks(sampler, x.tolist(), order)
    if all(math.isnan(row[0]) for row in breaks.rows):
        raise errors.undefined(who, f"from {a:g} to {b:g}", sampler.cause) from sampler.cause
    rows = [row for i in range(points) for row in breaks.after(i)]
    places, *parts = np.array([(v, *row) for v, row in rows]).T
    return places, parts
