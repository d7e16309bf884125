"""The arguments a function is differentiated by, as numbers one after the other, and back."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import seed_array, seed_array_along, seed_array_twice
from dualnum._leaf import Leaf
from dualnum._scalar import seed, seed_along, seed_twice
from dualnum._structure import END, Matcher, Reader, Tree, rebuilt

Argnums = int | tuple[int, ...]
Range = tuple[int, int]


class Parameters:
    """What `argnums` names among positional arguments.

    Parameters
    ----------
    transform : str
        Who asks, for messages.
    args : tuple
        All positional arguments of the function.
    argnums : int or tuple of int
        Which of them vary: floats, arrays, or nested dicts, lists and tuples of them.

    Attributes
    ----------
    leaves : list of Leaf
        The numbers, lists of numbers and arrays in them, one after the other.
    trees : list
        How they stand in each of the arguments that vary.
    size : int
        How many numbers vary.
    """

    __slots__ = ("args", "leaves", "positions", "single", "size", "transform", "trees")

    def __init__(self, transform: str, args: tuple[Any, ...], argnums: Argnums) -> None:
        self.transform = transform
        self.args = args
        self.single = not isinstance(argnums, tuple)
        self.positions = _positions(argnums, len(args))
        reader = Reader(transform)
        self.trees: list[Tree] = [reader.tree_of(args[position]) for position in self.positions]
        self.leaves: list[Leaf] = reader.leaves
        self.size = reader.stop
        if not self.size:
            raise errors.no_parameters(transform)

    def __len__(self) -> int:
        return self.size

    # ---- seeding

    def seeded(self, tag: int, start: int, stop: int) -> list[Any]:
        """The positional arguments, varying in the directions of a range of all numbers."""
        return self._arguments(lambda leaf: seeded(leaf, tag, start, stop))

    def seeded_twice(
        self, tag1: int, rows: Range, tag2: int, columns: Range, along: list[Any] | None = None
    ) -> list[Any]:
        """At second order, in the directions of two ranges, or of one and of the slopes `along`."""
        slopes = iter(along or ())
        return self._arguments(lambda leaf: seeded_twice(leaf, tag1, rows, tag2, columns, next(slopes, None)))

    def seeded_along(self, tangents: list[Any], tag: int) -> list[Any]:
        """Varying along one direction."""
        slopes = iter(tangents)
        return self._arguments(lambda leaf: seeded_along(leaf, next(slopes), tag))

    def _arguments(self, seeded: Callable[[Leaf], Any]) -> list[Any]:
        args = list(self.args)
        leaves = map(seeded, self.leaves)
        for position, tree in zip(self.positions, self.trees, strict=True):
            args[position] = next(leaves) if tree is END else rebuilt(tree, leaves)
        return args

    # ---- in the structure of the arguments

    def structure(self, slopes: Any) -> Any:
        """A slope for each number."""
        if self.single and self.trees[0] is END:
            return self.leaves[0].filled(slopes)
        return self._each(lambda leaf: leaf.own(slopes))

    def blocks(self, table: Any) -> Any:
        """The last axis of `table` split by leaf: numbers lose their axis, arrays get their shape."""
        return self._each(lambda leaf: leaf.columns(table))

    def square(self, table: Any) -> Any:
        """A Hessian split along both axes: in the structure of the arguments, structures of blocks."""
        return self._each(lambda leaf: self.blocks(leaf.rows(table)))

    def _each(self, value: Callable[[Leaf], Any]) -> Any:
        values = map(value, self.leaves)
        if self.single:
            return next(values) if self.trees[0] is END else rebuilt(self.trees[0], values)
        return tuple([rebuilt(tree, values) for tree in self.trees])

    def tangents(self, what: str, given: Any) -> list[Any]:
        """For each leaf what stands in its place in a tangent."""
        several = (given,) if self.single else given
        if not isinstance(several, (tuple, list)) or len(several) != len(self.trees):
            count = f"length {len(given)}" if isinstance(given, (tuple, list)) else errors.kind_of(given)
            raise errors.mismatched(self.transform, what, "", count, f"a tuple of {len(self.trees)}")
        leaves = iter(self.leaves)
        parts = []
        for i, (tree, one) in enumerate(zip(self.trees, several, strict=True)):
            matcher = Matcher(self.transform, what if self.single else f"{what}[{i}]", leaves)
            parts += matcher.match(tree, one)
        return parts


def seeded(leaf: Leaf, tag: int, start: int, stop: int) -> Any:
    """A leaf, varying in those of the directions from start to stop that are its own."""
    here = leaf.start
    if leaf.numbers is None:
        return seed_array(leaf.x, tag, stop - start, start - here)
    return leaf.filled(seed(leaf.numbers, tag, start - here, stop - here))


def seeded_twice(leaf: Leaf, tag1: int, rows: Range, tag2: int, columns: Range, along: Any = None) -> Any:
    """The same at second order; `along` has a slope for each of the leaf's numbers."""
    here = leaf.start
    if leaf.numbers is None:
        first = rows[1] - rows[0], rows[0] - here
        second = columns[1] - columns[0], columns[0] - here
        x = leaf.x if along is None else in_double(leaf.x)
        return seed_array_twice(x, tag1, first, tag2, second, along)
    first = rows[0] - here, rows[1] - here
    second = columns[0] - here, columns[1] - here
    return leaf.filled(seed_twice(leaf.numbers, tag1, first, tag2, second, along))


def seeded_along(leaf: Leaf, slopes: Any, tag: int) -> Any:
    """The same along one direction, with a slope for each of the leaf's numbers."""
    if leaf.numbers is None:
        return seed_array_along(in_double(leaf.x), slopes, tag)
    return leaf.filled(seed_along(leaf.numbers, slopes, tag))


def in_double(x: Any) -> Any:
    """An array of a type to which a direction would be rounded as one of doubles; others as they are."""
    rounds = isinstance(x, np.ndarray) and x.dtype.kind == "f" and x.dtype.itemsize < 8
    return x.astype(np.float64) if rounds else x


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


def check_argnums(transform: str, argnums: Any) -> None:
    """An int or a non-empty tuple of distinct ints."""
    several = argnums if isinstance(argnums, tuple) else (argnums,)
    if (
        not several
        or any(isinstance(a, bool) or not isinstance(a, (int, np.integer)) for a in several)
        or len(set(several)) < len(several)
    ):
        raise errors.bad_argnums_type(argnums, transform)


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
