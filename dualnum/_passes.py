"""One call of a function with seeded parameters, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, array_of, read_array
from dualnum._parameters import Parameters, Range
from dualnum._scalar import Jet, close_call, is_scalar, open_call, read, read_twice, unboxed

FIRST_ORDER_CHUNK = 256
"""Directions a pass, where the user does not say: the slopes of one number then take 2 KiB."""

SECOND_ORDER_CHUNK = 64
"""The same for each side of a Hessian: 32 KiB of mixed terms, what a first-level cache holds."""

Function = Callable[..., Any]


def first_order_pass(f: Function, parameters: Parameters, kwargs: Any, start: int, stop: int) -> Any:
    tag = open_call()
    try:
        return f(*parameters.arguments(lambda argument: argument.seeded(tag, start, stop)), **kwargs), tag
    finally:
        close_call(tag)


def block(
    transform: str,
    f: Function,
    parameters: Parameters,
    kwargs: Any,
    rows: Range,
    columns: Range,
    along: list[Any] | None = None,
) -> Any:
    """Value, slopes in the directions of `rows`, and a block of the Hessian (or its product `along`)."""
    tag1, tag2 = open_call(), open_call()
    tangents = iter(along or ())
    try:
        args = parameters.arguments(
            lambda argument: argument.seeded_twice(tag1, rows, tag2, columns, next(tangents, None))
        )
        y = f(*args, **kwargs)
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


def slopes_of_results(transform: str, y: Any, tag: int, n: int) -> tuple[Any, Any]:
    """Values of what a function returned, and n slopes of each on a last axis."""
    y = results_of(transform, y)
    if is_scalar(y):
        value, slopes = read(transform, y, tag, n)
        return value, np.zeros(n) if slopes is None else array_of(slopes)
    return read_array(y, tag, n)


def results_of(transform: str, y: Any) -> Any:
    """What a function returned: a number, or its numbers as one array."""
    y = unboxed(y)
    if is_scalar(y):
        return y
    if isinstance(y, (list, tuple)):
        y = [unboxed(r) for r in y]
        if any(isinstance(r, (list, tuple)) for r in y):
            raise errors.bad_results(transform, y[0])
        if not all(is_scalar(r) or isinstance(r, (np.ndarray, JetArray)) for r in y):
            raise errors.bad_results(transform, next(r for r in y if not is_scalar(r)))
        return array_of(y)
    if not isinstance(y, (np.ndarray, JetArray)):
        raise errors.bad_results(transform, y)
    y = array_of(y)
    if isinstance(y, np.ndarray) and y.dtype.kind not in "biufc":
        raise errors.bad_results(transform, y.ravel()[0] if y.size else y)
    return y


def shaped(y: Any, values: Any) -> Any:
    """Values in the structure of what a function returned."""
    if isinstance(y, (list, tuple)) and not isinstance(values, Jet):
        numbers = values.tolist() if np.ndim(values) == 1 else list(values)
        if isinstance(y, list):
            return numbers
        return type(y)(*numbers) if hasattr(y, "_fields") else tuple(numbers)
    return values
