"""Nested dicts, lists and tuples of numbers and arrays as numbers one after the other, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, array_of
from dualnum._leaf import Leaf, alike, number, numbers_of, real_array, single
from dualnum._leaf import Path as Path
from dualnum._leaf import path_text as path_text


class _End:
    """Stands for a leaf in a tree."""


END: Final = _End()


class Node:
    """A container in a tree: itself, what its parts are called, and the trees of its parts."""

    __slots__ = ("children", "container", "keys")

    def __init__(self, container: Any, keys: Sequence[Any], children: list[Any]) -> None:
        self.container = container
        self.keys = keys
        self.children = children


Tree = Node | _End | None
"""None stands for None, which holds nothing."""


class Reader:
    """Takes structures apart, one after the other, counting their numbers.

    Parameters
    ----------
    who : str
        Who asks, for messages.
    """

    def __init__(self, who: str) -> None:
        self.who = who
        self.leaves: list[Any] = []
        self.stop = 0
        self.open: set[int] = set()

    def tree_of(self, x: Any) -> Tree:
        """The tree of x, whose leaves go to `leaves`."""
        try:
            return self.read(x)
        except RecursionError:
            raise errors.too_deep(self.who) from None

    def read(self, x: Any, path: Path = ()) -> Tree:
        """The same of a part of it."""
        if self.take(x):
            return END
        if isinstance(x, dict):
            return self.node(x, list(x), path)
        if isinstance(x, (list, tuple)):
            numbers = None if type(x) in (list, tuple) else numbers_of(self.who, x)
            if numbers is None:
                return self.node(x, range(len(x)), path)
            self.end(x, numbers, path)
        elif x is None and path:
            return None
        else:
            self.end(x, None, path)
        return END

    def take(self, x: Any) -> bool:
        """Adds x as a leaf, if that is what it is at first sight."""
        leaf = single(self.who, x)
        if leaf is None:
            return False
        leaf.start = self.stop
        leaf.stop = self.stop = self.stop + leaf.stop
        self.leaves.append(leaf)
        return True

    def node(self, x: Any, keys: Sequence[Any], path: Path) -> Tree:
        if id(x) in self.open:
            raise errors.cyclic(self.who, type(x).__name__, path_text(path))
        self.open.add(id(x))
        children = [self.read(x[key], (path, x, key)) for key in keys]
        self.open.discard(id(x))
        return Node(x, keys, children)

    def end(self, x: Any, numbers: list[Any] | None, path: Path) -> None:
        """Adds a leaf, whose numbers are given if it is a list or tuple."""
        scalar = False
        if numbers is None:
            if isinstance(x, (np.ndarray, JetArray)) and x.ndim:
                x = real_array(self.who, x, path)
            else:
                x = number(self.who, x, path)
                numbers, scalar = [x], True
        start = self.stop
        self.stop += x.size if numbers is None else len(numbers)
        self.leaves.append(Leaf(x, numbers, start, self.stop, scalar))


def rebuilt(tree: Tree, values: Iterator[Any]) -> Any:
    """The structure of a tree with a value in place of each leaf."""
    if tree is None:
        return None
    if isinstance(tree, _End):
        return next(values)
    return alike(tree.container, [rebuilt(child, values) for child in tree.children])


# ---- another of the same structure -----------------------------------------------------------------------


class Matcher:
    """Compares structures with those that were read, part by part.

    Parameters
    ----------
    who, what : str
        Who asks for what, for messages: "hvp" for "the vector".
    leaves : iterator of Leaf
        Those of the trees that follow.
    """

    def __init__(self, who: str, what: str, leaves: Iterator[Leaf]) -> None:
        self.who = who
        self.what = what
        self.leaves = leaves

    def match(self, tree: Tree, given: Any, path: Path = ()) -> list[Any]:
        """The parts of what is given, one for each leaf: a list of numbers, or an array."""
        if isinstance(tree, Node):
            return self.match_node(tree, given, path)
        if tree is None:
            if given is not None:
                raise self.wrong(path, errors.kind_of(given), "None")
            return []
        leaf = next(self.leaves)
        same = leaf.numbers_like(single(self.who, given))
        if same is not None:
            return [same]
        if leaf.numbers is None:
            return [self.match_array(leaf, given, path)]
        return [[self.match_number(leaf, given, path)] if leaf.scalar else self.match_list(leaf, given, path)]

    def match_number(self, leaf: Leaf, given: Any, path: Path) -> Any:
        if isinstance(given, dict):
            raise self.wrong(path, "dict", "a number")
        if isinstance(given, (list, tuple)):
            raise self.wrong(path, f"a list of {len(given)}", "a number")
        if isinstance(given, (np.ndarray, JetArray)) and given.ndim:
            raise self.wrong(path, f"shape {given.shape}", "a number")
        return number(self.who, given, path)

    def match_list(self, leaf: Leaf, given: Any, path: Path) -> list[Any]:
        if isinstance(given, (np.ndarray, JetArray)) and given.ndim == 1:
            given = given.tolist()
        if not isinstance(given, (list, tuple)):
            found = f"shape {given.shape}" if hasattr(given, "shape") else errors.kind_of(given)
            raise self.wrong(path, found, f"shape {leaf.shape}")
        if len(given) != len(leaf.numbers or ()):
            raise self.wrong(path, f"shape ({len(given)},)", str(leaf.shape))
        return [number(self.who, v, (path, given, i)) for i, v in enumerate(given)]

    def match_array(self, leaf: Leaf, given: Any, path: Path) -> Any:
        if given is None or isinstance(given, (dict, str)):
            raise self.wrong(path, errors.kind_of(given), f"shape {leaf.shape}")
        try:
            given = array_of(given)
        except ValueError:
            raise self.wrong(path, f"a ragged {errors.kind_of(given)}", f"shape {leaf.shape}") from None
        if given.shape != leaf.shape:
            raise self.wrong(path, f"shape {given.shape}", str(leaf.shape))
        return real_array(self.who, given, path)

    def match_node(self, tree: Node, given: Any, path: Path) -> list[Any]:
        x, keys = tree.container, tree.keys
        if isinstance(x, dict):
            if not isinstance(given, dict):
                raise self.wrong(path, errors.kind_of(given), "a dict")
            for key in keys:
                if key not in given:
                    raise self.wrong(path, f"no {key!r}", f"a dict with the keys {keys}")
            for key in given:
                if key not in x:
                    raise self.wrong(path, f"{key!r}", f"one of the keys {keys}")
        elif not isinstance(given, (list, tuple)):
            raise self.wrong(path, errors.kind_of(given), f"a {type(x).__name__} of {len(keys)}")
        elif len(given) != len(keys):
            raise self.wrong(path, f"length {len(given)}", f"length {len(keys)}")
        parts = []
        for key, child in zip(keys, tree.children, strict=True):
            parts += self.match(child, given[key], (path, x, key))
        return parts

    def wrong(self, path: Path, given: str, needed: str) -> Exception:
        return errors.mismatched(self.who, self.what, path_text(path), given, needed)


# ---- for optimizers ----------------------------------------------------------------------------------------


class Structure:
    """Parameters in any structure, seen as a vector.

    Parameters
    ----------
    who : str
        Who asks, for messages.
    x : object
        A float, an array, or nested dicts, lists, tuples and namedtuples of them; None holds nothing.

    Attributes
    ----------
    size : int
        How many numbers there are.
    """

    def __init__(self, who: str, x: Any) -> None:
        reader = Reader(who)
        self.tree = reader.tree_of(x)
        self.who = who
        self.leaves = reader.leaves
        self.size = reader.stop
        if not self.size:
            raise errors.no_parameters(who)

    def flat(self, x: Any = None) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The numbers of x, which must have this structure; of what it was made of by default."""
        out = np.empty(self.size)
        if x is None:
            parts = [leaf.x if leaf.numbers is None else leaf.numbers for leaf in self.leaves]
        else:
            parts = Matcher(self.who, "x", iter(self.leaves)).match(self.tree, x)
        for leaf, part in zip(self.leaves, parts, strict=True):
            out[leaf.start : leaf.stop] = part if leaf.numbers is not None else part.ravel()
        return out

    def unflat(self, vector: Any) -> Any:
        """The structure with its numbers out of a vector, plain or dual; arrays are views of it."""
        if isinstance(self.tree, _End):
            return self.leaves[0].own(vector)
        return rebuilt(self.tree, (leaf.own(vector) for leaf in self.leaves))
