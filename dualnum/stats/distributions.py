"""What distributions have in common: arguments, location and scale, support, invalid parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature
from typing import Any

import numpy as np

from dualnum._lanes import Lanes
from dualnum._rule import chain_rule, fixed_argument, is_dual, order_of, value_of
from dualnum.functions import FUNCTIONS
from dualnum.special.rules import INTEGER

exp, expm1, log, log1p, power = (FUNCTIONS[name] for name in ("exp", "expm1", "log", "log1p", "power"))

UNDERFLOW = -800.0  # a density with this logarithm is 0, and so are its slopes
NO_SLOPE = "that of an incomplete gamma or beta function in its parameters is not built in"


def where(condition: Any, x: Any, y: Any) -> Any:
    """As numpy.where, but of numbers the chosen one, as it is."""
    if isinstance(condition, (bool, np.bool_)) and _is_number(x) and _is_number(y):
        return x if condition else y
    return np.where(condition, x, y)


def _is_number(x: Any) -> bool:
    return not isinstance(x, Lanes) and np.ndim(value_of(x)) == 0


def both(x: Any, y: Any) -> Any:
    return np.logical_and(x, y)


def either(x: Any, y: Any) -> Any:
    return np.logical_or(x, y)


def operand(x: Any) -> Any:
    """Plain numbers and lists as float64; what is dual as it is."""
    if is_dual(x) or isinstance(x, Lanes) or (isinstance(x, np.ndarray) and x.dtype == object):
        return x
    return np.asarray(x, dtype=np.float64)[()]


def _nowhere(condition: Any) -> bool:
    """Whether a condition is known to hold for no point; that of a block of points is not."""
    return isinstance(condition, (bool, np.bool_, np.ndarray)) and not np.any(condition)


class Distribution:
    """A family of distributions.

    Parameters
    ----------
    name : str
        As in scipy.stats.
    """

    shapes: tuple[str, ...] = ()
    support: tuple[float, float] = (-np.inf, np.inf)
    tail: tuple[tuple[str, float], ...] = ()  # names and defaults of what follows the shapes

    def __init__(self, name: str) -> None:
        self.name = name
        kind = Parameter.POSITIONAL_OR_KEYWORD
        parameters = [Parameter(shape, kind) for shape in self.shapes]
        parameters += [Parameter(key, kind, default=default) for key, default in self.tail]
        self.signature = Signature(parameters)
        self.__doc__ = type(self).__doc__

    def __repr__(self) -> str:
        return f"<distribution {self.name}{self.signature}>"

    def _arguments(self, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{self.name}.{method}(x, ...): {error}; it takes {self.signature}") from None
        bound.apply_defaults()
        return {name: operand(x) for name, x in bound.arguments.items()}

    def _refuse(self, method: str, arguments: Mapping[str, Any], reasons: Mapping[str, str]) -> None:
        for name, reason in reasons.items():
            if is_dual(arguments[name]) or isinstance(arguments[name], Lanes):
                raise fixed_argument(f"{self.name}.{method}", name, reason)

    def _valid(self, *shapes: Any) -> Any:
        """Where the shapes are parameters of a distribution: positive ones by default."""
        valid: Any = np.True_
        for shape in shapes:
            valid = both(valid, shape > 0)
        return valid

    def _finished(self, result: Any, defined: Any, arguments: Sequence[Any]) -> Any:
        """NaN, with slopes, where the distribution or its argument is none; floats for floats."""
        if isinstance(defined, (bool, np.bool_, np.ndarray)) and np.all(defined):
            undefined = np.nan
        else:
            undefined = sum(arguments, start=0.0) * np.nan
        result = where(defined, result, undefined)
        varying = [x for x in arguments if is_dual(x)]
        if varying and not is_dual(result):  # a number that does not vary, such as a density outside
            n = len(varying)
            flat = [[0.0] * n] * n if order_of(varying) == 2 else None
            return chain_rule(result, [0.0] * n, flat, varying)
        plain_number = isinstance(result, (np.ndarray, np.floating)) and result.ndim == 0
        return float(result) if plain_number else result


class Continuous(Distribution):
    """A family of densities.

    A subclass gives the formulas of the standard distribution, at points inside the support:
    `_logpdf`, and `_cdf`, `_sf`, `_logcdf`, `_logsf`; the last two follow from the others.
    """

    tail = (("loc", 0.0), ("scale", 1.0))
    open = False  # whether the lower end is outside of the support
    inner = 0.5  # a point inside the support
    fixed: tuple[str, ...] = ()  # shapes that the distribution function has no slope in
    _edge: Any = None  # the density without its logarithm, if it can be 0 at an end of the support

    def logpdf(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """The logarithm of the density at x; -inf outside of the support."""
        return self._evaluate("logpdf", self._logpdf, (-np.inf, -np.inf), x, args, kwargs)

    def pdf(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """The density at x."""
        return self._evaluate("pdf", self._logpdf, (0.0, 0.0), x, args, kwargs)

    def cdf(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """The probability of a number below x."""
        return self._evaluate("cdf", self._cdf, (0.0, 1.0), x, args, kwargs)

    def sf(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """The probability of a number above x, 1 - cdf(x)."""
        return self._evaluate("sf", self._sf, (1.0, 0.0), x, args, kwargs)

    def logcdf(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """The logarithm of cdf(x)."""
        return self._evaluate("logcdf", self._logcdf, (-np.inf, 0.0), x, args, kwargs)

    def logsf(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """The logarithm of sf(x)."""
        return self._evaluate("logsf", self._logsf, (0.0, -np.inf), x, args, kwargs)

    def _logpdf(self, z: Any, *shapes: Any) -> Any:
        raise NotImplementedError

    def _cdf(self, z: Any, *shapes: Any) -> Any:
        raise NotImplementedError

    def _sf(self, z: Any, *shapes: Any) -> Any:
        raise NotImplementedError

    def _logcdf(self, z: Any, *shapes: Any) -> Any:
        return _log_of(self._cdf(z, *shapes), self._sf(z, *shapes))

    def _logsf(self, z: Any, *shapes: Any) -> Any:
        return _log_of(self._sf(z, *shapes), self._cdf(z, *shapes))

    def _evaluate(
        self,
        method: str,
        formula: Callable[..., Any],
        outside: tuple[float, float],
        x: Any,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> Any:
        """The formula inside the support, constants below and above it, NaN where nothing is defined."""
        given = self._arguments(method, args, kwargs)
        density = method in ("logpdf", "pdf")
        if not density:
            self._refuse(method, given, dict.fromkeys(self.fixed, NO_SLOPE))
        x = operand(x)
        *shapes, loc, scale = given.values()
        with np.errstate(all="ignore"):
            valid = both(self._valid(*shapes), scale > 0)
            shapes = [where(valid, shape, 1.0) for shape in shapes]
            width = where(valid, scale, 1.0)
            z = (x - loc) / width
            low, high = self.support
            below = either(z <= low if self.open else z < low, z == -np.inf)
            above = either(z > high, z == np.inf)
            inside = both(either(below, above) == 0, z == z)
            at = where(inside, z, self.inner)
            result = formula(at, *shapes)
            if density:
                result = result - log(width)
            if method == "pdf":
                end = either(z == low, z == high)
                vanishes = both(end, result == -np.inf)
                result = exp_of_density(result, end)
                if self._edge is not None and not _nowhere(vanishes):  # a kink: the mean of both sides
                    edge = self._edge(where(vanishes, z, self.inner), *shapes)
                    result = where(vanishes, 0.5 * (edge / width), result)
            for end, constant, beyond in ((low, outside[0], below), (high, outside[1], above)):
                if np.isfinite(end) and not density:  # a kink: the mean of both sides
                    result = where(z == end, 0.5 * (result + constant), result)
                result = where(beyond, constant, result)
            return self._finished(result, both(valid, z == z), [x, *given.values()])


class Discrete(Distribution):
    """A family of probabilities of whole numbers; a subclass gives `_logpmf` and, if it ends, `_last`."""

    tail = (("loc", 0.0),)
    whole: tuple[str, ...] = ()  # shapes that are whole numbers

    def logpmf(self, k: Any, *args: Any, **kwargs: Any) -> Any:
        """The logarithm of the probability of k, which is plain; -inf for what is no whole number."""
        return self._evaluate("logpmf", -np.inf, k, args, kwargs)

    def pmf(self, k: Any, *args: Any, **kwargs: Any) -> Any:
        """The probability of k."""
        return self._evaluate("pmf", 0.0, k, args, kwargs)

    def _evaluate(
        self, method: str, impossible: float, k: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        given = self._arguments(method, args, kwargs)
        self._refuse(method, {"k": k, **given}, dict.fromkeys(("k", *self.whole, "loc"), INTEGER))
        *shapes, loc = given.values()
        with np.errstate(all="ignore"):
            n = operand(k) - loc
            valid = self._valid(*shapes)
            safe = [where(valid, shape, 1.0) for shape in shapes]
            possible = both(both(n >= 0, n == np.floor(n)), both(n < np.inf, n <= self._last(*safe)))
            result = self._logpmf(where(possible, n, 0.0), *safe)
            if method == "pmf":
                result = exp_of_density(result, result == -np.inf)
            result = where(possible, result, impossible)
            return self._finished(result, both(valid, n == n), [n, *shapes])

    def _logpmf(self, k: Any, *shapes: Any) -> Any:
        raise NotImplementedError

    def _last(self, *shapes: Any) -> Any:
        return np.inf


def exp_of_density(logarithm: Any, at_end: Any = False) -> Any:
    """exp, whose slopes are 0 where it underflows, but not at an end of the support: unknown there."""
    flat = both(logarithm < UNDERFLOW, np.logical_not(at_end))
    return exp(where(flat, UNDERFLOW, logarithm))


def _log_of(p: Any, q: Any) -> Any:
    """log p where p + q = 1, from the smaller of them."""
    small = p < 0.5
    return where(small, log(where(small, p, 0.5)), log1p(-where(small, 0.5, q)))
