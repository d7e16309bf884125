"""What structures of parameters end in: numbers, lists and tuples of numbers, arrays."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, array_of
from dualnum._scalar import Jet, is_scalar, numbers_in, unboxed

Path = tuple[Any, ...]
"""Where something stands: () at the top, else (path of what holds it, what holds it, its key)."""

CONTAINERS = (list, tuple, dict)
FLOAT64 = np.dtype(np.float64)


class Leaf:
    """What a structure ends in: a number, a list or tuple of numbers, or an array.

    Attributes
    ----------
    x : object
        As given.
    start, stop : int
        Which of all the numbers are its own.
    numbers : list or None
        Its numbers; None if it is an array, which stays one.
    scalar : bool
        Whether it is a number.
    """

    __slots__ = ("numbers", "scalar", "start", "stop", "x")

    def __init__(self, x: Any, numbers: list[Any] | None, start: int, stop: int, scalar: bool) -> None:
        self.x = x
        self.numbers = numbers
        self.start = start
        self.stop = stop
        self.scalar = scalar

    @property
    def shape(self) -> tuple[int, ...]:
        if self.numbers is None:
            return self.x.shape  # type: ignore[no-any-return]
        return () if self.scalar else (len(self.numbers),)

    def filled(self, values: Any) -> Any:
        """As many values, a list or a 1-D array, in its form."""
        if self.numbers is None:
            if type(values) is np.ndarray:
                return values.reshape(self.x.shape)
            return array_of(values).reshape(self.x.shape) if len(values) else np.zeros(self.x.shape)
        if self.scalar:
            return plain(values[0])
        if isinstance(values, (np.ndarray, JetArray)):
            values = values.tolist()
        return values if type(self.x) is list else alike(self.x, values)

    def numbers_like(self, other: Leaf | None) -> Any:
        """What another leaf of the same shape has in place of its numbers, or array; else None."""
        if other is None or other.scalar != self.scalar:
            return None
        if self.numbers is None:
            return other.x if other.numbers is None and other.x.shape == self.x.shape else None
        if other.numbers is None:
            return other.x.tolist() if other.x.shape == self.shape else None
        return other.numbers if len(other.numbers) == len(self.numbers) else None

    def own(self, flat: Any) -> Any:
        """Its own of all values, in its form."""
        return self.filled(flat[self.start : self.stop])

    def columns(self, table: Any) -> Any:
        """Its part of the last axis of a table, of its own shape; a number has no axis."""
        if self.scalar:
            return plain(table[..., self.start])
        part = table[..., self.start : self.stop]
        return part if self.numbers is not None else part.reshape(part.shape[:-1] + self.x.shape)

    def rows(self, table: Any) -> Any:
        """The same of the first axis."""
        if self.scalar:
            return plain(table[self.start])
        part = table[self.start : self.stop]
        return part if self.numbers is not None else part.reshape(self.x.shape + part.shape[1:])


def alike(x: Any, parts: list[Any]) -> Any:
    """A container like x with other parts."""
    if type(x) is dict:
        return dict(zip(x, parts, strict=True))
    if isinstance(x, tuple):
        return x._make(parts) if hasattr(x, "_make") else tuple(parts)  # a subclass may have its own __new__
    if type(x) is list:
        return parts
    another = copy.copy(x)  # keeps the default of a defaultdict, the attributes of a subclass
    if isinstance(x, list):
        another[:] = parts
    else:
        for key, part in zip(x, parts, strict=True):
            another[key] = part
    return another


def plain(x: Any) -> Any:
    """A float instead of NumPy's scalars and arrays without dimensions."""
    x = x[()] if isinstance(x, (np.ndarray, JetArray)) and not isinstance(x, Jet) and x.ndim == 0 else x
    return float(x) if isinstance(x, np.floating) else x


# ---- taking apart ----------------------------------------------------------------------------------------


def single(who: str, x: Any) -> Leaf | None:
    """x as the only leaf there is, if it is a float, floats in a list or tuple, or an array; else None.

    What most calls are given, without the steps that structures need.
    """
    kind = type(x)
    if kind is float:
        return Leaf(x, [x], 0, 1, True)
    if kind is list or kind is tuple:
        numbers = numbers_of(who, x)
        return Leaf(x, numbers, 0, len(numbers), False) if numbers else None
    if kind is np.ndarray and x.dtype is FLOAT64 and x.ndim:
        return Leaf(x, None, 0, x.size, False)
    return None


def numbers_of(who: str, x: Any) -> list[Any] | None:
    """The numbers of a list or tuple that holds nothing else; None if it does, or is empty."""
    if not x or isinstance(x[0], CONTAINERS):
        return None
    try:
        return numbers_in(who, x)
    except errors.NumberError:
        return None


def number(who: str, x: Any, path: Path) -> Any:
    """A number, also out of an array without dimensions; anything else is refused."""
    if type(x) is float:
        return x
    x = x[()] if isinstance(x, JetArray) and not isinstance(x, Jet) else unboxed(x)
    if isinstance(x, (complex, np.complexfloating)) or not is_scalar(x):
        raise errors.bad_parameter(who, x, path_text(path))
    return x


def real_array(who: str, x: Any, path: Path = ()) -> Any:
    """An array of numbers: real, and not a kind of array with rules of its own."""
    if isinstance(x, JetArray):
        if x.dtype.kind == "c":
            raise errors.bad_parameter(who, 1j, path_text(path))
        return x
    if isinstance(x, (np.ma.MaskedArray, np.matrix)):
        raise errors.array_type(who, type(x).__name__)
    if x.dtype.kind == "O":
        for number in x.ravel():
            if isinstance(number, complex) or not is_scalar(number):
                raise errors.bad_parameter(who, number, path_text(path))
        return array_of(x)
    if x.dtype.kind not in "biuf":
        raise errors.bad_parameter(who, x.ravel()[0] if x.size else x, path_text(path))
    return x


def path_text(path: Path) -> str:
    """["layers"][0]["w"], or .w for a field of a namedtuple."""
    steps = []
    while path:
        path, holder, key = path
        if isinstance(holder, tuple) and hasattr(holder, "_fields"):
            steps.append(f".{holder._fields[key]}")
        else:
            steps.append(f'["{key}"]' if isinstance(key, str) else f"[{key!r}]")
    return "".join(reversed(steps))
