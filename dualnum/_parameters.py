"""The arguments a function is differentiated by, as numbers one after the other, and back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, array_of, seed_array, seed_array_along, seed_array_twice
from dualnum._scalar import Jet, is_scalar, numbers_in, seed, seed_along, seed_twice

Argnums = int | tuple[int, ...]
Range = tuple[int, int]


class Argument:
    """One positional argument that varies: a number, a list or tuple of numbers, or an array.

    Attributes
    ----------
    x : object
        As given.
    start, stop : int
        Which of all the numbers that vary are its own.
    numbers : list or None
        Its numbers; None if it is an array, which stays one.
    """

    def __init__(self, transform: str, x: Any, start: int) -> None:
        x = x[()] if isinstance(x, JetArray) and x.ndim == 0 else x
        self.x = x
        self.is_scalar = is_scalar(x)
        self.numbers: list[Any] | None = None
        if isinstance(x, JetArray) or (isinstance(x, np.ndarray) and x.ndim):
            self.x = _real_array(transform, x)
            self.stop = start + self.x.size
        else:
            self.numbers = numbers_in(transform, x)
            self.stop = start + len(self.numbers)
        self.start = start

    def seeded(self, tag: int, start: int, stop: int) -> Any:
        """Varying in the directions of a range of all numbers."""
        if self.numbers is None:
            return seed_array(self.x, tag, stop - start, start - self.start)
        return self._like(seed(self.numbers, tag, start - self.start, stop - self.start))

    def seeded_twice(self, tag1: int, rows: Range, tag2: int, columns: Range, along: Any = None) -> Any:
        """At second order, in the directions of two ranges, or of one and of the slopes `along`."""
        here = self.start
        if self.numbers is None:
            first = rows[1] - rows[0], rows[0] - here
            second = columns[1] - columns[0], columns[0] - here
            return seed_array_twice(self.x, tag1, first, tag2, second, along)
        shifted = [(a - here, b - here) for a, b in (rows, columns)]
        return self._like(seed_twice(self.numbers, tag1, shifted[0], tag2, shifted[1], along))

    def seeded_along(self, tangent: Any, tag: int) -> Any:
        """Varying along one direction."""
        if self.numbers is None:
            return seed_array_along(self.x, tangent, tag)
        return self._like(seed_along(self.numbers, tangent, tag))

    def slopes(self, flat: Any) -> Any:
        """Its own of all slopes, in its structure."""
        own = flat[self.start : self.stop]
        if self.numbers is None:
            return array_of(own).reshape(self.x.shape) if len(own) else np.zeros(self.x.shape)
        return self._like(own)

    def tangent(self, transform: str, v: Any) -> Any:
        """A tangent given for it: a list of numbers, or an array."""
        if self.numbers is None:
            v = array_of(v)
            if np.shape(v) != self.x.shape:
                raise errors.mismatched("a tangent", self.x, v)
            return _real_array(transform, v)
        numbers = numbers_in(transform, v)
        if len(numbers) != len(self.numbers) or self.is_scalar != is_scalar(v):
            raise errors.mismatched("a tangent", self.x, v)
        return numbers

    def split(self, table: Any) -> Any:
        """Its part of the last axis of a table, of its own shape; a number has no axis."""
        if self.is_scalar:
            return plain(table[..., self.start])
        part = table[..., self.start : self.stop]
        return part if np.ndim(self.x) < 2 else part.reshape(part.shape[:-1] + self.x.shape)

    def _like(self, values: Sequence[Any]) -> Any:
        x = self.x
        if isinstance(x, (list, tuple)):
            numbers = values.tolist() if isinstance(values, np.ndarray) else values
            if isinstance(x, list):
                return numbers
            return type(x)(*numbers) if hasattr(x, "_fields") else tuple(numbers)
        return plain(values[0])


class Parameters:
    """What `argnums` names among positional arguments.

    Parameters
    ----------
    transform : str
        Who asks, for messages.
    args : tuple
        All positional arguments of the function.
    argnums : int or tuple of int
        Which of them vary: floats, lists or tuples of floats, or arrays.
    """

    def __init__(self, transform: str, args: tuple[Any, ...], argnums: Argnums) -> None:
        self.args = args
        self.single = not isinstance(argnums, tuple)
        self.positions = _positions(argnums, len(args))
        self.varying: list[Argument] = []
        stop = 0
        for position in self.positions:
            self.varying.append(Argument(transform, args[position], stop))
            stop = self.varying[-1].stop
        self.size = stop
        if not stop:
            raise errors.no_parameters(transform)

    def __len__(self) -> int:
        return self.size

    def arguments(self, seeded: Callable[[Argument], Any]) -> list[Any]:
        """The positional arguments, those that vary seeded."""
        args = list(self.args)
        for position, argument in zip(self.positions, self.varying, strict=True):
            args[position] = seeded(argument)
        return args

    def structure(self, slopes: Any) -> Any:
        """A slope for each number, in the structure of the arguments."""
        if self.single:
            return self.varying[0].slopes(slopes)
        return tuple(argument.slopes(slopes) for argument in self.varying)

    def blocks(self, table: Any) -> Any:
        """The last axis of `table` split by argument: floats lose their axis, arrays get their shape."""
        parts = [argument.split(table) for argument in self.varying]
        return parts[0] if self.single else tuple(parts)

    def square(self, table: Any) -> Any:
        """A Hessian split by argument along both axes; a tuple of tuples for several arguments."""
        rows = [self.blocks(table[argument.start : argument.stop]) for argument in self.varying]
        turned = [
            _front(argument, row) if self.single else tuple(_front(argument, block) for block in row)
            for argument, row in zip(self.varying, rows, strict=True)
        ]
        return plain(turned[0]) if self.single else tuple(turned)

    def tangents(self, transform: str, given: Any) -> list[Any]:
        """A tangent for each argument that varies."""
        given = (given,) if self.single else given
        if not isinstance(given, (tuple, list)) or len(given) != len(self.positions):
            raise errors.mismatched("tangents", [self.args[p] for p in self.positions], given)
        return [argument.tangent(transform, v) for argument, v in zip(self.varying, given, strict=True)]


def _front(argument: Argument, block: Any) -> Any:
    """A block of rows with the argument's own shape in front."""
    if argument.is_scalar:
        return plain(block[0])
    return block if np.ndim(argument.x) < 2 else block.reshape(argument.x.shape + block.shape[1:])


def _real_array(transform: str, x: Any) -> Any:
    """An array of parameters: real, and not a kind of array with rules of its own."""
    if isinstance(x, JetArray):
        if x.dtype.kind == "c":
            raise errors.bad_parameter(transform, 1j)
        return x
    if isinstance(x, (np.ma.MaskedArray, np.matrix)):
        raise errors.array_type(f"{transform}()", type(x).__name__)
    if x.dtype.kind == "O":
        return array_of(x)
    if x.dtype.kind not in "biuf":
        raise errors.bad_parameter(transform, x.ravel()[0] if x.size else x)
    return x


def check_chunk_size(chunk_size: Any) -> None:
    """A positive integer or None."""
    if chunk_size is not None and (
        isinstance(chunk_size, bool) or not isinstance(chunk_size, (int, np.integer)) or chunk_size < 1
    ):
        raise errors.bad_chunk_size(chunk_size)


def chunks(n: int, chunk_size: int | None, default: int) -> list[Range]:
    """Ranges of nearly equal width, as few as the chunk size allows."""
    size = int(chunk_size or default)
    if n <= size:
        return [(0, n)]
    passes = -(-n // size)
    bounds = [n * i // passes for i in range(passes + 1)]
    return list(itertools.pairwise(bounds))


def check_argnums(argnums: Any) -> None:
    """An int or a non-empty tuple of distinct ints."""
    several = argnums if isinstance(argnums, tuple) else (argnums,)
    if (
        not several
        or any(isinstance(a, bool) or not isinstance(a, int) for a in several)
        or len(set(several)) < len(several)
    ):
        raise errors.bad_argnums_type(argnums)


def _positions(argnums: Argnums, given: int) -> list[int]:
    if not isinstance(argnums, tuple):
        if -given <= argnums < given:
            return [argnums % given]
        raise errors.bad_argnums(argnums, given)
    positions = [a % given for a in argnums if -given <= a < given]
    if len(positions) < len(argnums):
        raise errors.bad_argnums(argnums, given)
    if len(set(positions)) < len(positions):
        raise errors.bad_argnums_type(argnums)
    return positions


def plain(x: Any) -> Any:
    """A float instead of NumPy's scalars and arrays without dimensions."""
    x = x[()] if isinstance(x, (np.ndarray, JetArray)) and not isinstance(x, Jet) and x.ndim == 0 else x
    return float(x) if isinstance(x, np.floating) else x
