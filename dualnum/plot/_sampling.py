"""Functions at the points of a picture: exact values and derivatives, and the gaps between them."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._scalar import Jet, is_scalar, of_one_number
from dualnum.plot._breaks import Array as Array
from dualnum.plot._breaks import Breaks, Sample

Function = Callable[..., Any]
LARGEST = 1e300
"""Values beyond it are left out: matplotlib takes differences of values, and they have to be finite."""
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


def half_width(who: str, width: Any) -> float:
    """Half of a width, which is positive."""
    half = 0.5 * number(who, "width", width)
    if not half > 0.0:
        raise errors.bad_option(who, "width", "positive", width)
    return half


def interval(who: str, a: Any, b: Any, names: tuple[str, str] = ("a", "b")) -> tuple[float, float]:
    """The ends of a range, finite and ascending."""
    low, high = number(who, names[0], a), number(who, names[1], b)
    if not (low < high and math.isfinite(high - low)):
        raise errors.bad_range(who, low, high, names)
    return low, high


def within(who: str, a: Any, b: Any, default: tuple[float, float]) -> tuple[float, float]:
    """The ends of a range of which one or both may be left to the default."""
    low, high = (
        number(who, name, end if given is None else given)
        for name, given, end in zip("ab", (a, b), default, strict=True)
    )
    if not low < high and (a is None) != (b is None):
        raise errors.beyond_default(who, *(("a", low, "b", high) if b is None else ("b", high, "a", low)))
    return interval(who, low, high)


def check_function(who: str, f: Any, arguments: str, what: str, usage: str) -> None:
    """Refuses what is no function, or cannot be called with one argument where that is known.

    `arguments` are those of the picture; `what` f gets, and `usage` says how to make it such.
    """
    if not callable(f):
        raise errors.no_function(who, f, f"{who}({arguments})")
    try:
        signature = inspect.signature(f, follow_wrapped=False)
    except (TypeError, ValueError):  # builtins and such
        return
    try:
        signature.bind(None)
    except TypeError as error:
        raise errors.not_one_argument(who, what, usage, str(error)) from None


def visible(y: Array) -> Array:
    """NaN for what is too large to be drawn, or not finite."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(y) <= LARGEST, y, np.nan)


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
        """f, f', ... at a point; NaN for what is not finite, or too large to be drawn."""
        return tuple(y if abs(y) <= LARGEST else math.nan for y in self.raw(x))

    def raw(self, x: Any) -> Sample:
        """The same with what is infinite or too large."""
        parts, cause = tried(self._parts, x)
        if cause is not None:
            self.cause = cause
            return (math.nan,) * (self.order + 1)
        return tuple(parts) if self.order else (real(self.who, parts),)


def tried(f: Function, x: Any) -> tuple[Any, Exception | None]:
    """``f(x), None``; or nothing, and the exception, where f is not defined."""
    try:
        with np.errstate(all="ignore"):
            return f(x), None
    except errors.DualnumError:
        raise
    except UNDEFINED as error:
        return None, error


def undefined_as_nan(f: Function) -> Function:
    """The function for an optimizer, which keeps away from where it is not finite."""

    def guarded(x: Any) -> Any:
        y, cause = tried(f, x)
        return y if cause is None else math.nan

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


def curve(who: str, f: Function, even: Array, order: int) -> tuple[Array, list[Array]]:
    """f and its derivatives for a line through points, evenly spaced on the scale of the picture.

    There are more than these: where a curve ends, jumps or bends sharply, the place is sought by
    bisection. At jumps and poles a NaN stands between the two sides.

    Returns
    -------
    x : ndarray
        Ascending; the points given are among them, and a point before a break is there twice.
    parts : list of ndarray
        f, f', ...; each has gaps of its own.
    """
    sampler = Sampler(who, f, order)
    breaks = Breaks(sampler, even.tolist(), order)
    if all(math.isnan(row[0]) for row in breaks.rows):
        raise errors.undefined(who, f"from {even[0]:g} to {even[-1]:g}", sampler.cause) from sampler.cause
    rows = [row for i in range(even.size) for row in breaks.after(i)]
    places, *parts = np.array([(v, *row) for v, row in rows]).T
    return places, parts
