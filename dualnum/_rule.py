"""Functions given by value, slopes and curvatures at plain numbers, for every kind of argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import chain_rule, is_dual, order_of, value_of
from dualnum._lanes import Lanes, lane_rule, lane_values
from dualnum._scalar import on_each

__all__ = ["Rule", "chain_rule", "fixed_argument", "is_dual", "order_of", "value_of"]

Parts = Any  # one array, or a tuple of them


class Rule:
    """An elementwise function with its derivatives.

    Parameters
    ----------
    name : str
        As in scipy.special.
    arguments : str
        The names of the arguments, with blanks between them.
    doc : str
        What the function is, in one sentence.
    value : callable
        ``f = value(*x)``; x are NumPy's float64 numbers or arrays, and so is f.
    slopes : callable
        ``slopes(*x, f)``: a tuple of the slopes in those arguments that are not fixed, or the only one.
    curvatures : callable
        ``curvatures(*x, f, *slopes)``: likewise the rows of the upper triangle of second derivatives.
    fixed : mapping, optional
        Why there is no derivative in an argument, by its name.
    """

    def __init__(
        self,
        name: str,
        arguments: str,
        doc: str,
        value: Callable[..., Any],
        slopes: Callable[..., Parts],
        curvatures: Callable[..., Parts],
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        self.__name__ = self.__qualname__ = name
        self.arguments = arguments.split()
        self.value, self.slopes, self.curvatures = value, slopes, curvatures
        self.fixed = dict(fixed or {})
        self.free = [i for i, argument in enumerate(self.arguments) if argument not in self.fixed]
        self.__doc__ = f"{name}({', '.join(self.arguments)})\n\n{doc}"
        for argument, reason in self.fixed.items():
            self.__doc__ += f"\n\nNot differentiable in {argument}: {reason}."

    def __repr__(self) -> str:
        return f"<function {self.__name__}({', '.join(self.arguments)})>"

    def __call__(self, *args: Any) -> Any:
        if len(args) != len(self.arguments):
            raise TypeError(f"{self.__name__}() takes {', '.join(self.arguments)}, got {len(args)} arguments")
        if any(isinstance(x, Lanes) for x in args):
            return self._on_lanes(args)
        if any(isinstance(x, np.ndarray) and x.dtype == object for x in args):
            return on_each(self, len(args), 1, args)
        varying = [i for i, x in enumerate(args) if is_dual(x)]
        self._refuse(varying)
        values = [_plain(self.__name__, x) for x in args]
        if not varying:
            with np.errstate(all="ignore"):
                return _like(args, self.value(*values))
        order = order_of(args)
        f, slopes, triangle = self._parts(order, values)
        return chain_rule(f, slopes, self._square(triangle) if order == 2 else None, args)

    def _refuse(self, varying: Sequence[int]) -> None:
        for i in varying:
            if i not in self.free:
                raise fixed_argument(self.__name__, self.arguments[i], self.fixed[self.arguments[i]])

    def _parts(self, order: int, values: Sequence[Any]) -> tuple[Any, list[Any], list[Any]]:
        """The value, a slope or None for each argument, and the triangle of curvatures of the free ones."""
        with np.errstate(all="ignore"):
            f = self.value(*values)[()]
            unknown = np.where(np.isnan(f), np.nan, 0.0)

            def finished(parts: Parts) -> list[Any]:
                parts = parts if isinstance(parts, tuple) else (parts,)
                return [(p + unknown)[()] for p in parts]

            slopes = finished(self.slopes(*values, f))
            triangle = finished(self.curvatures(*values, f, *slopes)) if order == 2 else []
        spread: list[Any] = [None] * len(values)
        for i, d in zip(self.free, slopes, strict=True):
            spread[i] = d
        return f, spread, triangle

    def _square(self, triangle: Sequence[Any]) -> list[list[Any]]:
        n = len(self.arguments)
        square: list[list[Any]] = [[None] * n for _ in range(n)]
        left = iter(triangle)
        for at, i in enumerate(self.free):
            for j in self.free[at:]:
                square[i][j] = square[j][i] = next(left)
        return square

    def _on_lanes(self, args: tuple[Any, ...]) -> Any:
        """Mapped numbers: rules of one or two of them, added up where there are more."""
        order, columns, varying = lane_values(args)
        self._refuse(varying)
        f, d, triangle = self._parts(order, [np.array(column, dtype=np.float64) for column in columns])
        c = self._square(triangle) if order == 2 else None
        zero, nothing = np.zeros_like(f), -np.zeros_like(f)  # v + -0.0 is v

        def step(value: Any, of: Sequence[int], slopes: Sequence[Any], curvatures: Sequence[Any]) -> Any:
            rows = [value, *slopes, *(curvatures if c else ())]
            return lane_rule(np.array([row + zero for row in rows]), [args[i] for i in of])

        i, *others = varying
        if not others:
            return step(f, [i], [d[i]], [c[i][i]] if c else [])
        j = others[0]
        result = step(f, [i, j], [d[i], d[j]], [c[i][i], c[i][j], c[j][j]] if c else [])
        for at, k in enumerate(others[1:], 2):
            result = result + step(nothing, [k], [d[k]], [c[k][k]] if c else [])
            for i in varying[:at] if c else ():
                result = result + step(nothing, [i, k], [zero, zero], [zero, c[i][k], zero])  # type: ignore[index]
        return result


def fixed_argument(name: str, argument: str, reason: str) -> Exception:
    """The refusal of a derivative in one argument."""
    what = f"the derivative of {errors.public_name(name)} in its argument {argument}"
    return errors.refused_function(what, f"{reason}. Pass {argument}.value if it is not wanted")


def _plain(name: str, x: Any) -> Any:
    """The value of an argument as a float64 number or array."""
    x = value_of(x)
    if isinstance(x, np.ma.MaskedArray):
        raise errors.array_type(name, type(x).__name__)
    array = np.asarray(x)
    if array.dtype.kind not in "biuf":
        raise (
            errors.array_only(name, x) if array.dtype.kind != "c" else errors.complex_array(name, array.dtype)
        )
    return array.astype(np.float64, copy=False)[()]


def _like(args: Sequence[Any], f: Any) -> Any:
    """A float for numbers, an array of the arguments' precision for arrays."""
    if np.ndim(f) == 0 and not any(isinstance(x, (np.ndarray, np.generic)) for x in args):
        return float(f)
    kinds = (np.ndarray, np.generic, float, int)
    dtype = np.result_type(*[x if isinstance(x, kinds) else np.asarray(x) for x in args])
    return np.asarray(f, dtype=dtype if dtype.kind == "f" and dtype.itemsize < 8 else np.float64)[()]
