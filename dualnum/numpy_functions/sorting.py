"""Sorting, and functions of sets: in the order of the values; equal values stay as they came."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.numpy_functions.arguments import cast, stripped
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    implements,
    is_dual,
    places_of,
    taken,
    value_of,
)

__all__: list[str] = []


# ---- sorting -------------------------------------------------------------------------------------------


def _in_order(x: Any, order: Any, axis: Any) -> Array:
    """The elements of x as argsort or argpartition puts them."""
    return taken(x, np.take_along_axis(places_of(value_of(x)), order, axis))


@implements("sort")
def sort(a: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None) -> Any:
    x = array_of(a)
    v = value_of(x)
    np.sort(v.ravel()[:0], kind=kind, order=order, stable=stable)  # what it does not take
    return _in_order(x, np.argsort(v, axis, kind="stable"), axis)


@implements("partition")
def partition(a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect", order: Any = None) -> Any:
    x = array_of(a)
    return _in_order(x, np.argpartition(value_of(x), kth, axis, kind, order), axis)


@implements("sort_complex")
def sort_complex(a: Any) -> Any:
    x = np.sort(array_of(a))
    return x if x.dtype.kind == "c" else cast(x, np.complex128)


# ---- sets: of equal values the first occurrence --------------------------------------------------------


@implements("unique")
def unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: Any = None,
    *,
    equal_nan: bool = True,
    sorted: bool = True,
) -> Any:
    x = array_of(ar)
    by_value: Any = np.unique  # its annotations want literal truth values
    _, index, *rest = by_value(value_of(x), True, return_inverse, return_counts, axis, equal_nan=equal_nan)
    values = taken(x, index) if axis is None else np.take(x, index, axis)
    if not (return_index or return_inverse or return_counts):
        return values
    return (values, index, *rest) if return_index else (values, *rest)


@implements("unique_all")
def unique_all(x: Any) -> Any:
    found = np.unique_all(value_of(array_of(x)))
    return found._replace(values=taken(array_of(x), found.indices))


@implements("unique_counts")
def unique_counts(x: Any) -> Any:
    found = np.unique_counts(value_of(array_of(x)))
    return found._replace(values=unique_all(x).values)


@implements("unique_inverse")
def unique_inverse(x: Any) -> Any:
    found = np.unique_inverse(value_of(array_of(x)))
    return found._replace(values=unique_all(x).values)


@implements("unique_values")
def unique_values(x: Any) -> Any:
    x = array_of(x)
    v = value_of(x)
    values, index = np.unique_values(v), np.unique_all(v).indices
    places = np.empty(index.shape, dtype=np.intp)
    places[np.argsort(values, kind="stable")] = index  # NumPy's are in no order
    return taken(x, places)


@implements("union1d")
def union1d(ar1: Any, ar2: Any) -> Any:
    return np.unique(np.concatenate([np.ravel(array_of(ar1)), np.ravel(array_of(ar2))]))


@implements("intersect1d")
def intersect1d(ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False) -> Any:
    """The elements of the first array that are in the second: those of the second if only that is dual."""
    x, y = (np.ravel(array_of(ar)) for ar in (ar1, ar2))
    _, at1, at2 = np.intersect1d(value_of(x), value_of(y), assume_unique, True)
    found = x[at1] if is_dual(x) else y[at2]
    found = found.astype(np.result_type(value_of(x), value_of(y)))
    return (found, at1, at2) if return_indices else found


@implements("setdiff1d")
def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    x = np.ravel(array_of(ar1))
    if not assume_unique:
        x = np.unique(x)
    return x[~np.isin(value_of(x), stripped(ar2))]


@implements("setxor1d")
def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    a, b = setdiff1d(ar1, ar2, assume_unique), setdiff1d(ar2, ar1, assume_unique)
    return np.sort(np.concatenate([a, b]))
