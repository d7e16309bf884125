"""What a function returned: values and slopes in its structure, and what else without dual numbers."""

from __future__ import annotations

import copy
from collections import UserDict, deque
from dataclasses import fields, is_dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, array_of, read_array
from dualnum._leaf import CONTAINERS, Path, alike, numbers_of, path_text
from dualnum._scalar import Jet, is_scalar, read, unboxed
from dualnum._structure import END, Reader, Tree, rebuilt

TRUTHS = frozenset({bool, np.bool_})
"""The types of truth values, which have no slopes."""

# ---- several results -----------------------------------------------------------------------------------


class Results(Reader):
    """Takes apart what a function returned: numbers, arrays, and structures of them.

    The leaves are numbers and arrays; numbers in a list or tuple count as one array.
    """

    def read(self, x: Any, path: Path = ()) -> Tree:
        x = unboxed(x)
        if isinstance(x, (list, tuple)) and not x and not path:
            self.end(x, [], path)
            return END
        return super().read(x, path)

    def take(self, x: Any) -> bool:
        if isinstance(x, (float, Jet, JetArray)):
            self.leaves.append(x)
            return True
        numbers = numbers_of(self.who, x) if type(x) is list or type(x) is tuple else None
        if numbers is None or not TRUTHS.isdisjoint(map(type, x)):
            return False
        self.leaves.append(array_of(numbers))
        return True

    def end(self, x: Any, numbers: list[Any] | None, path: Path) -> None:
        if numbers is not None and TRUTHS.isdisjoint(map(type, x)):
            y = array_of(numbers)
        elif isinstance(x, (np.ndarray, JetArray)):
            y = array_of(x)
            if isinstance(y, np.ndarray) and y.dtype.kind not in "iufc":
                raise errors.bad_results(self.who, y.ravel()[0] if y.size else y, path_text(path))
        elif is_scalar(x) and type(x) not in TRUTHS:
            y = x
        else:
            raise errors.bad_results(self.who, x, path_text(path))
        self.leaves.append(y)


def slopes_of(transform: str, y: Any, tag: int, n: int) -> tuple[Any, Any]:
    """Value of a number or array that a function returned, and n slopes of each element on a last axis."""
    if isinstance(y, (np.ndarray, JetArray)):
        return read_array(y, tag, n)
    value, slopes = read(transform, y, tag, n)
    return value, np.zeros(n) if slopes is None else array_of(slopes)


class Output:
    """What a function returned, taken apart: its tree, and values and slopes of each leaf."""

    def __init__(self, transform: str, y: Any, tag: int, n: int) -> None:
        reader = Results(transform)
        self.y = y
        self.tree = reader.tree_of(y)
        read_off = [slopes_of(transform, leaf, tag, n) for leaf in reader.leaves]
        self.values = [values for values, _ in read_off]
        self.slopes = [slopes for _, slopes in read_off]

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """Of the leaves, one after the other."""
        return [np.shape(values) for values in self.values]

    def rebuilt(self, parts: list[Any]) -> Any:
        """The structure with a part in place of each leaf."""
        return parts[0] if self.tree is END else rebuilt(self.tree, iter(parts))

    def filled(self, parts: list[Any]) -> Any:
        """What the function returned with other numbers: those of a list or tuple stand in one again."""
        return _filled(self.tree, self.y, iter(parts))


def _filled(tree: Tree, y: Any, parts: Any) -> Any:
    if tree is None:
        return None
    if tree is not END:
        keys, children = tree.keys, tree.children  # type: ignore[union-attr]
        return alike(y, [_filled(child, y[key], parts) for key, child in zip(keys, children, strict=True)])
    values = next(parts)
    if isinstance(y, (list, tuple)) and not isinstance(values, Jet):
        return alike(y, values.tolist() if np.ndim(values) == 1 else list(values))
    return values


# ---- auxiliary results ---------------------------------------------------------------------------------


def split(transform: str, y: Any, *tags: int) -> tuple[Any, Any]:
    """The two results of a function with has_aux, the second without the numbers of these calls."""
    if not isinstance(y, tuple) or len(y) != 2:
        raise errors.no_pair(transform, y)
    aux = y[1]
    for tag in tags:
        try:
            aux = Plain(transform, tag).of(aux)
        except RecursionError:
            raise errors.too_deep(transform) from None
    return y[0], aux


class Plain:
    """Puts values in place of the dual numbers of a call.

    In dicts, lists, tuples and arrays, which are new then; and in what else `parts_of` knows, which is
    kept where it holds no dual numbers. What is held in several places is taken once, and shared again.

    Parameters
    ----------
    transform : str
        Who asks, for messages.
    tag : int
        Of the call.
    """

    def __init__(self, transform: str, tag: int) -> None:
        self.transform = transform
        self.tag = tag
        self.open: set[int] = set()
        self.done: dict[int, Any] = {}

    def of(self, x: Any, path: Path = ()) -> Any:
        if isinstance(x, Jet):
            return read(self.transform, x, self.tag, 0)[0]
        if isinstance(x, JetArray):
            return read_array(x, self.tag, 0)[0]
        known = isinstance(x, CONTAINERS)
        keys = (list(x) if isinstance(x, dict) else range(len(x))) if known else keys_of(x)
        if keys is None:
            return x
        if id(x) in self.open:
            raise errors.cyclic(self.transform, type(x).__name__, path_text(path))
        if id(x) not in self.done:
            self.open.add(id(x))
            items = [part(x, key) for key in keys]
            parts = [self.of(item, (path, x, key)) for item, key in zip(items, keys, strict=True)]
            self.open.discard(id(x))
            changed = known or any(a is not b for a, b in zip(items, parts, strict=True))
            self.done[id(x)] = another(x, keys, parts) if changed else x
        return self.done[id(x)]


def keys_of(x: Any) -> Any:
    """What the parts are called of what is no dict, list or tuple; None if it is not taken apart."""
    if isinstance(x, np.ndarray):
        return list(np.ndindex(x.shape)) if x.dtype == object else None
    if isinstance(x, deque):
        return range(len(x))
    if isinstance(x, (UserDict, MappingProxyType)):
        return list(x)
    if isinstance(x, SimpleNamespace):
        return list(vars(x))
    if is_dataclass(x) and not isinstance(x, type):
        return [field.name for field in fields(x) if hasattr(x, field.name)]
    return None


def part(x: Any, key: Any) -> Any:
    return getattr(x, key) if has_fields(x) else x[key]


def has_fields(x: Any) -> bool:
    return isinstance(x, SimpleNamespace) or (is_dataclass(x) and not isinstance(x, CONTAINERS))


def another(x: Any, keys: Any, parts: list[Any]) -> Any:
    """A container like x with other parts."""
    if isinstance(x, CONTAINERS):
        return alike(x, parts)
    if isinstance(x, MappingProxyType):
        return MappingProxyType(dict(zip(keys, parts, strict=True)))
    y = copy.copy(x)
    for key, value in zip(keys, parts, strict=True):
        if has_fields(x):
            object.__setattr__(y, key, value)  # also if it is frozen
        else:
            y[key] = value
    return y
