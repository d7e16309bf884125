"""Rules for functions that dual numbers cannot go through: compiled code, table look-ups, SciPy's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._lanes import Lanes, lane_rule, lane_values
from dualnum._scalar import Jet, chain_rule, numbers_in, on_each, order_of, value_of_number
from dualnum.transforms import grad


class custom_derivative:  # noqa: N801  (used like a function)
    """A function with derivatives given by hand.

    Parameters
    ----------
    f : callable
        ``f(x, ...)`` takes plain floats and returns one.
    df : callable
        Takes the same; returns the slope, or for several arguments a tuple of slopes.
    d2f : callable, optional
        Takes the same; returns the second derivative, or for several arguments the Hessian, a sequence of
        rows. Without it `df` is differentiated where a second order is asked for, so it must be made of
        functions that take dual numbers.

    Returns
    -------
    callable
        Takes floats, dual numbers, object arrays of them, and the numbers of functions mapped over arrays
        (of one or two arguments; `f` and `df` are called for each element).

    Raises
    ------
    TypeError
        If an argument is not callable, or `df` or `d2f` return something else than they should.

    Examples
    --------
    >>> import math
    >>> import dualnum as dn
    >>> gamma = dn.custom_derivative(math.gamma, lambda x: math.gamma(x) * dn.digamma(x))
    >>> dn.derivative(lambda x: gamma(x) ** 2)(3.0)
    7.382274680787737
    """

    def __init__(
        self, f: Callable[..., Any], df: Callable[..., Any], d2f: Callable[..., Any] | None = None
    ) -> None:
        for given in (f, df) if d2f is None else (f, df, d2f):
            if not callable(given):
                raise errors.not_callable("custom_derivative", given)
        self.f, self.df, self.d2f = f, df, d2f
        functools.update_wrapper(self, f, updated=())  # not the attributes of f, which may be a rule too

    def __call__(self, *args: Any) -> Any:
        if any(isinstance(x, Lanes) for x in args):
            return self._on_lanes(args)
        if any(isinstance(x, np.ndarray) and x.dtype == object for x in args):
            return on_each(self, len(args), 1, args)
        if not any(isinstance(x, Jet) for x in args):
            return self.f(*args)
        values = [value_of_number(x) for x in args]
        varying = [i for i, x in enumerate(args) if isinstance(x, Jet)]
        value, slopes, curvatures = self._parts(values, order_of(args), varying)
        return chain_rule(value, slopes, curvatures, args)

    def _parts(
        self, values: list[Any], order: int, varying: list[int]
    ) -> tuple[float, list[float], list[list[float]] | None]:
        """Value, slopes and, at second order, the square of curvatures at plain numbers."""
        (value,) = self._numbers("f", self.f(*values), 1)
        slopes = self._numbers("df", self.df(*values), len(values))
        return value, slopes, self._curvatures(values, varying) if order == 2 else None

    def _curvatures(self, values: list[Any], varying: list[int]) -> list[list[float]]:
        n = len(values)
        if self.d2f is None:
            return self._differentiated(values, varying)
        rows = self.d2f(*values)
        rows = [rows] if n == 1 else rows
        if not isinstance(rows, (list, tuple, np.ndarray)) or len(rows) != n:
            raise errors.bad_custom("d2f", n)
        return [self._numbers("d2f", row, n) for row in rows]

    def _differentiated(self, values: list[Any], varying: list[int]) -> list[list[float]]:
        """The slopes of `df` with respect to the arguments that vary, 0 for the others."""
        n = len(values)
        square = np.zeros((n, n))
        for i in varying:
            row = grad(lambda *x, i=i: self._slope(i, x), tuple(varying))(*values)
            square[i, varying] = row
        rows: list[list[float]] = square.tolist()
        return rows

    def _slope(self, i: int, x: tuple[Any, ...]) -> Any:
        slopes = self.df(*x)
        return slopes[i] if isinstance(slopes, (list, tuple, np.ndarray)) else slopes

    def _numbers(self, what: str, given: Any, n: int) -> list[float]:
        numbers = numbers_in(f"{what} of a custom_derivative", given)
        if len(numbers) != n or any(isinstance(x, Jet) for x in numbers):
            raise errors.bad_custom(what, n)
        return [float(x) for x in numbers]

    def _on_lanes(self, args: tuple[Any, ...]) -> Any:
        if len(args) > 2:
            raise errors.not_elementwise("a custom_derivative of more than two arguments")
        order, columns, varying = lane_values(args)
        rows = []
        for values in zip(*columns, strict=True):
            value, slopes, curvatures = self._parts(list(values), order, varying)
            flat = [] if curvatures is None else [c for i, row in enumerate(curvatures) for c in row[i:]]
            rows.append([value, *slopes, *flat])
        return lane_rule(np.array(rows).T, args)
