"""What a function returned: values and slopes in its structure, and what else without dual numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, array_of, read_array
from dualnum._leaf import CONTAINERS, Path, alike, numbers_of, path_text
from dualnum._scalar import Jet, is_scalar, read, unboxed
from dualnum._structure import END, Reader, Tree, rebuilt

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
        if numbers is not None:
            self.leaves.append(array_of(numbers))
        return numbers is not None

    def end(self, x: Any, numbers: list[Any] | None, path: Path) -> None:
        if numbers is not None:
            y = array_of(numbers)
        elif isinstance(x, (np.ndarray, JetArray)):
            y = array_of(x)
            if isinstance(y, np.ndarray) and y.dtype.kind not in "biufc":
                raise errors.bad_results(self.who, y.ravel()[0] if y.size else y, path_text(path))
        elif is_scalar(x):
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
        self.tree = reader.read(y)
        read_off = [slopes_of(transform, leaf, tag, n) for leaf in reader.leaves]
        self.values = [values for values, _ in read_off]
        self.slopes = [slopes for _, slopes in read_off]

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
        aux = without(transform, aux, tag)
    return y[0], aux


def without(transform: str, x: Any, tag: int, path: Path = ()) -> Any:
    """x with values in place of the dual numbers of a call, also in dicts, lists, tuples and arrays."""
    if isinstance(x, Jet):
        return read(transform, x, tag, 0)[0]
    if isinstance(x, JetArray):
        return read_array(x, tag, 0)[0]
    if isinstance(x, np.ndarray) and x.dtype == object:
        parts = np.empty(x.shape, object)
        parts.ravel()[:] = [without(transform, part, tag) for part in x.ravel()]
        return parts
    if not isinstance(x, CONTAINERS):
        return x
    holders = path
    while holders:
        holders, holder, _ = holders
        if holder is x:
            raise errors.cyclic(transform, type(x).__name__, path_text(path))
    keys = list(x) if isinstance(x, dict) else range(len(x))
    return alike(x, [without(transform, x[key], tag, (path, x, key)) for key in keys])
