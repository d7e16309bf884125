"""The arguments a function is differentiated by, as one flat list of numbers and back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._scalar import is_scalar, numbers_in
from dualnum._vector import vector

Argnums = int | tuple[int, ...]


class Parameters:
    """What `argnums` names among positional arguments.

    Parameters
    ----------
    transform : str
        Who asks, for messages.
    args : tuple
        All positional arguments of the function.
    argnums : int or tuple of int
        Which of them vary: floats, or lists, tuples or 1-D arrays of floats.

    Attributes
    ----------
    values : list
        All numbers that vary, one argument after the other.
    """

    def __init__(self, transform: str, args: tuple[Any, ...], argnums: Argnums) -> None:
        self.args = args
        self.single = not isinstance(argnums, tuple)
        self.positions = _positions(argnums, len(args))
        self.values: list[Any] = []
        self.spans: list[tuple[int, int]] = []
        for position in self.positions:
            start = len(self.values)
            self.values += numbers_in(transform, args[position])
            self.spans.append((start, len(self.values)))
        if not self.values:
            raise errors.no_parameters(transform)

    def __len__(self) -> int:
        return len(self.values)

    def arguments(self, values: list[Any]) -> list[Any]:
        """The positional arguments with other numbers in the place of `values`."""
        args = list(self.args)
        if self.single:
            position = self.positions[0]
            args[position] = _like(args[position], values, vector)
            return args
        for position, (start, stop) in zip(self.positions, self.spans, strict=True):
            args[position] = _like(args[position], values[start:stop], vector)
        return args

    def structure(self, slopes: Any) -> Any:
        """A slope for each number, in the structure of the arguments."""
        if self.single:
            return _like(self.args[self.positions[0]], slopes, np.asarray)
        parts = [
            _like(self.args[position], slopes[start:stop], np.asarray)
            for position, (start, stop) in zip(self.positions, self.spans, strict=True)
        ]
        return tuple(parts)

    def blocks(self, table: Any) -> Any:
        """The last axis of `table` split by argument: floats lose their axis, sequences keep it."""
        parts = [
            plain(table[..., start]) if self._is_scalar(position) else table[..., start:stop]
            for position, (start, stop) in zip(self.positions, self.spans, strict=True)
        ]
        return parts[0] if self.single else tuple(parts)

    def square(self, table: Any) -> Any:
        """A Hessian split by argument along both axes; a tuple of tuples for several arguments."""
        if self.single:
            return plain(table[0, 0]) if self._is_scalar(self.positions[0]) else table
        rows = self.blocks(table.T)  # the columns of each, as the Hessian is symmetric
        return tuple(self.blocks(np.moveaxis(row, 0, -1)) for row in rows)

    def tangents(self, transform: str, given: Any) -> list[Any]:
        """Numbers shaped like the arguments, flat."""
        given = (given,) if self.single else given
        if not isinstance(given, (tuple, list)) or len(given) != len(self.positions):
            raise errors.mismatched("tangents", [self.args[p] for p in self.positions], given)
        flat: list[Any] = []
        for position, (start, stop), v in zip(self.positions, self.spans, given, strict=True):
            numbers = numbers_in(transform, v)
            if len(numbers) != stop - start or self._is_scalar(position) != is_scalar(v):
                raise errors.mismatched("a tangent", self.args[position], v)
            flat += numbers
        return flat

    def _is_scalar(self, position: int) -> bool:
        return is_scalar(self.args[position])


def check_chunk_size(chunk_size: Any) -> None:
    """A positive integer or None."""
    if chunk_size is not None and (
        isinstance(chunk_size, bool) or not isinstance(chunk_size, (int, np.integer)) or chunk_size < 1
    ):
        raise errors.bad_chunk_size(chunk_size)


def chunks(n: int, chunk_size: int | None, default: int) -> list[tuple[int, int]]:
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


def _like(x: Any, values: Sequence[Any], array: Callable[[Sequence[Any]], Any]) -> Any:
    """Values in the structure of x."""
    if isinstance(x, (list, tuple)):
        numbers = values.tolist() if isinstance(values, np.ndarray) else values
        if isinstance(x, list):
            return numbers
        return type(x)(*numbers) if hasattr(x, "_fields") else tuple(numbers)
    if isinstance(x, np.ndarray) and x.ndim:
        return array(values)
    return plain(values[0])


def plain(x: Any) -> Any:
    """A float instead of NumPy's scalars and arrays without dimensions."""
    x = x[()] if isinstance(x, np.ndarray) else x
    return float(x) if isinstance(x, np.floating) else x
