"""What the rows of special functions are written with.

Everything in the modules of this package but the rules takes float64 numbers or arrays of one broadcast
shape, and is written so that no slope is a small difference of large terms. SciPy is asked only for what
is not a short formula over the table; its functions are fetched when they are first needed.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._core import evaluate_block
from dualnum.functions import FUNCTIONS

Values = Any  # np.float64 or an array of it
Function = Callable[..., Values]

SQRT_PI = math.sqrt(math.pi)
SQRT_2PI = math.sqrt(2 * math.pi)
LOG_2PI = math.log(2 * math.pi)

# ---- functions of others ------------------------------------------------------------------------------


def scipy_function(name: str) -> Function:
    """The function of scipy.special, imported when it is first called."""

    def call(*x: Values) -> Values:
        try:
            special = importlib.import_module("scipy.special")
        except ImportError:
            raise errors.needs_extra(f"special.{name}", "dualnum[scipy]") from None
        return getattr(special, name)(*x)

    return call


def _of_table(name: str) -> Function:
    """A function of the table that returns NumPy's numbers, which divide by zero."""
    f = FUNCTIONS[name]

    def call(*x: Values) -> Values:
        y = f(*x)
        return y if isinstance(y, np.ndarray) else np.float64(y)

    return call


exp, expm1, log, log1p = map(_of_table, ("exp", "expm1", "log", "log1p"))
sin, cos, tanh, power, hypot = map(_of_table, ("sin", "cos", "tanh", "power", "hypot"))
gammaln, digamma, erfc = map(_of_table, ("gammaln", "digamma", "erfc"))
logistic, softplus, xlogy = map(_of_table, ("logistic", "softplus", "xlogy"))


def parts_of(row: str, order: int, x: Values) -> list[Values]:
    """Value, slope and curvature of a row of the table, as far as `order` goes."""
    x = np.asarray(x, dtype=np.float64)
    return [part.reshape(x.shape) for part in evaluate_block(row, order, x.ravel())]


def trigamma(x: Values) -> Values:
    return parts_of("digamma", 1, x)[1]


def logistic_slope(x: Values) -> Values:
    return parts_of("logistic", 1, x)[1]


def choose(condition: Values, f: Function, g: Function, *x: Values) -> Values:
    """f(*x) where the condition holds, else g(*x), each called for its own elements only."""
    if np.all(condition):
        return f(*x)
    if not np.any(condition):
        return g(*x)
    condition, *arrays = np.broadcast_arrays(condition, *x)
    y = np.empty(condition.shape)
    y[condition] = f(*[a[condition] for a in arrays])
    y[~condition] = g(*[a[~condition] for a in arrays])
    return y


def polynomial(coefficients: list[float], x: Values) -> Values:
    """By Horner's rule, the constant term first."""
    y = np.zeros_like(x)
    for c in reversed(coefficients):
        y = y * x + c
    return y


def power_times(k: Values, x: Values, p: Values) -> Values:
    """k x^p, 0 where k is."""
    return np.where(k == 0, 0.0, k * power(x, p))


def ratio(k: Values, x: Values) -> Values:
    """k / x, 0 where k is."""
    return np.where(k == 0, 0.0, k / x)


def unless(wrong: Values, y: Values) -> Values:
    """y, or NaN."""
    return np.where(wrong, np.nan, y)


def zero_at(x: Values, y: Values) -> Values:
    """y, or 0 where x is."""
    return np.where(x == 0, 0.0, y)
