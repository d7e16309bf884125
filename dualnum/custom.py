"""Rules for functions that dual numbers cannot go through: compiled code, table look-ups, SciPy's."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import _array, errors
from dualnum._array import JetArray, is_dual, value_of
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
    vectorized : bool
        Whether the three take whole arrays and work element by element, as SciPy's functions do. Otherwise
        they are called once for each element of an array.

    Returns
    -------
    callable
        Takes floats, dual numbers, arrays of either, and the numbers of functions mapped over arrays (these
        with one or two arguments; `f` and `df` are called for each element).

    Raises
    ------
    TypeError
        If an argument is not callable, or `df` or `d2f` return something else than they should; if `d2f` is
        missing where it is needed.

    Notes
    -----
    Arrays are taken element by element. A function of all elements of an array is one of as many arguments:
    ``rule = custom_derivative(lambda *x: f(np.array(x)), lambda *x: df(np.array(x)))`` and ``rule(*x)``.

    Examples
    --------
    >>> import math
    >>> import dualnum as dn
    >>> gamma = dn.custom_derivative(math.gamma, lambda x: math.gamma(x) * dn.digamma(x))
    >>> dn.derivative(lambda x: gamma(x) ** 2)(3.0)
    7.382274680787737
    >>> import numpy as np
    >>> dn.grad(lambda x: np.sum(gamma(x)))(np.array([1.0, 3.0])).round(6)
    array([-0.577216,  1.845569])
    """

    __dualnum_rule__ = True

    def __init__(
        self,
        f: Callable[..., Any],
        df: Callable[..., Any],
        d2f: Callable[..., Any] | None = None,
        *,
        vectorized: bool = False,
    ) -> None:
        for given in (f, df) if d2f is None else (f, df, d2f):
            if not callable(given):
                raise errors.not_callable("custom_derivative", given)
        self.f, self.df, self.d2f, self.vectorized = f, df, d2f, bool(vectorized)
        functools.update_wrapper(self, f, updated=())  # not the attributes of f, which may be a rule too

    def __call__(self, *args: Any) -> Any:
        if any(isinstance(x, Lanes) for x in args):
            return self._on_lanes(args)
        if any(isinstance(x, np.ndarray) and x.dtype == object for x in args):
            return on_each(self, len(args), 1, args)
        if any(isinstance(x, JetArray) or (isinstance(x, np.ndarray) and x.ndim) for x in args):
            return self._on_arrays(args)
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
            square[i, varying] = grad(lambda *x, i=i: self._slope(i, x), tuple(varying))(*values)
        rows: list[list[float]] = square.tolist()
        return rows

    def _slope(self, i: int, x: tuple[Any, ...]) -> Any:
        slopes = self._df_of_duals(x)
        return slopes[i] if isinstance(slopes, (list, tuple, np.ndarray)) else slopes

    def _df_of_duals(self, x: Sequence[Any]) -> Any:
        try:
            return self.df(*x)
        except (errors.TangentLossError, errors.NumberError) as error:
            raise errors.needs_d2f() from error

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

    # arrays

    def _on_arrays(self, args: tuple[Any, ...]) -> Any:
        if not any(is_dual(x) for x in args):
            return self.f(*args) if self.vectorized else np.vectorize(self.f, otypes=[float])(*args)
        values = np.broadcast_arrays(*[np.asarray(value_of(x), dtype=float) for x in args])
        order = _array.order_of(args)
        varying = [i for i, x in enumerate(args) if is_dual(x)]
        if self.vectorized:
            return _array.chain_rule(*self._of_arrays(values, order, varying), args)
        n, shape = len(args), values[0].shape
        parts = [
            self._parts(list(point), order, varying) for point in zip(*(v.flat for v in values), strict=True)
        ]
        value = np.array([p[0] for p in parts]).reshape(shape)
        slopes = [np.array([p[1][i] for p in parts]).reshape(shape) for i in range(n)]
        curvatures = None
        if order == 2:
            square = np.array([p[2] for p in parts], dtype=float).reshape((*shape, n, n))
            curvatures = [[square[..., i, j] for j in range(n)] for i in range(n)]
        return _array.chain_rule(value, slopes, curvatures, args)

    def _of_arrays(self, values: Any, order: int, varying: list[int]) -> tuple[Any, list[Any], Any]:
        """Value, slopes and curvatures where the functions take whole arrays."""
        n, shape = len(values), values[0].shape
        value = self._arrays("f", [self.f(*values)], n, shape, 1)[0]
        given = self.df(*values)
        slopes = self._arrays("df", [given] if n == 1 else given, n, shape, n)
        if order < 2:
            return value, slopes, None
        if self.d2f is not None:
            rows = self.d2f(*values)
            rows = [[rows]] if n == 1 else rows
            return value, slopes, [self._arrays("d2f", row, n, shape, n) for row in rows]
        curvatures: list[list[Any]] = [[np.zeros(shape) for _ in range(n)] for _ in range(n)]
        for j in varying:
            seeded = [_array.DualArray(v, 1.0) if i == j else v for i, v in enumerate(values)]
            given = self._df_of_duals(seeded)
            for i, slope in enumerate([given] if n == 1 else given):
                curvatures[i][j] = self._tangent(slope, shape)
        return value, slopes, curvatures

    def _tangent(self, slope: Any, shape: tuple[int, ...]) -> Any:
        """What differentiating a slope once more gave; it may not depend on numbers of an outer call."""
        if not is_dual(slope):
            return np.zeros(shape)
        if not hasattr(slope, "tangent"):
            raise errors.third_level()
        return slope.tangent

    def _arrays(self, what: str, given: Any, n: int, shape: tuple[int, ...], count: int) -> list[Any]:
        arrays = [np.asarray(x, dtype=float) for x in given]
        if len(arrays) != count or any(x.shape not in ((), shape) for x in arrays):
            raise errors.bad_custom(what, n)
        return [np.broadcast_to(x, shape) for x in arrays]
