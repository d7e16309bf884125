"""One call of a function with seeded parameters, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._parameters import Parameters
from dualnum._scalar import close_call, open_call, read_twice, seed, seed_twice, unboxed

FIRST_ORDER_CHUNK = 256
"""Directions a pass, where the user does not say: the slopes of one number then take 2 KiB."""

SECOND_ORDER_CHUNK = 64
"""The same for each side of a Hessian: 32 KiB of mixed terms, what a first-level cache holds."""

Function = Callable[..., Any]


def first_order_pass(f: Function, parameters: Parameters, kwargs: Any, start: int, stop: int) -> Any:
    tag = open_call()
    try:
        return f(*parameters.arguments(seed(parameters.values, tag, start, stop)), **kwargs), tag
    finally:
        close_call(tag)


def block(
    transform: str,
    f: Function,
    parameters: Parameters,
    kwargs: Any,
    rows: tuple[int, int],
    columns: tuple[int, int],
    along: list[Any] | None = None,
) -> Any:
    """Value, slopes in the directions of `rows`, and a block of the Hessian (or its product `along`)."""
    tag1, tag2 = open_call(), open_call()
    try:
        seeded = seed_twice(parameters.values, tag1, rows, tag2, columns, along)
        y = f(*parameters.arguments(seeded), **kwargs)
    finally:
        close_call(tag1)
        close_call(tag2)
    n, m = rows[1] - rows[0], columns[1] - columns[0]
    value, e1, _, e12 = read_twice(transform, y, tag1, tag2, n, m)
    return value, np.zeros(n) if e1 is None else e1, np.zeros((n, m)) if e12 is None else e12


def join(slopes: list[Any]) -> Any:
    """Chunks of slopes as one sequence: floats as an array, numbers of an outer call as a list."""
    if all(isinstance(part, np.ndarray) for part in slopes):
        return np.concatenate(slopes)
    return [s for part in slopes for s in part]


def results_of(transform: str, y: Any) -> tuple[list[Any], tuple[int, ...]]:
    """The numbers a function returned, and their shape."""
    y = unboxed(y)
    if isinstance(y, np.ndarray):
        return y.ravel().tolist(), y.shape
    if isinstance(y, (list, tuple)):
        y = [unboxed(r) for r in y]
        if any(isinstance(r, (list, tuple, np.ndarray)) for r in y):
            raise errors.bad_results(transform, y[0])
        return list(y), (len(y),)
    if y is None or callable(y):
        raise errors.bad_results(transform, y)
    return [y], ()


def shaped(y: Any, numbers: list[Any]) -> Any:
    """Numbers in the structure of what a function returned."""
    y = unboxed(y)
    if isinstance(y, np.ndarray):
        return np.array(numbers).reshape(y.shape)
    if isinstance(y, list):
        return numbers
    if isinstance(y, tuple):
        return type(y)(*numbers) if hasattr(y, "_fields") else tuple(numbers)
    return numbers[0]
