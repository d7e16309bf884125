"""One call of a function with seeded parameters, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._explain import explain
from dualnum._leaf import Leaf, single
from dualnum._parameters import (
    Parameters,
    Range,
    check_argnums,
    check_chunk_size,
    seeded,
    seeded_twice,
)
from dualnum._results import split
from dualnum._scalar import Transformed, close_call, open_call, read_twice

FIRST_ORDER_CHUNK = 256
"""Directions a pass, where the user does not say: the slopes of one number then take 2 KiB."""

SECOND_ORDER_CHUNK = 64
"""The same for each side of a Hessian: 32 KiB of mixed terms, what a first-level cache holds."""

Function = Callable[..., Any]


def only_leaf(transform: str, argnums: Any, args: tuple[Any, ...], width: int) -> Leaf | None:
    """The first argument, where it alone varies and as simply as in most calls; else None."""
    leaf = single(transform, args[0]) if args and argnums == 0 else None
    return leaf if leaf is not None and 0 < leaf.stop <= width else None


def first_order_pass(
    f: Function, parameters: Parameters, kwargs: Any, start: int, stop: int, has_aux: bool = False
) -> tuple[Any, Any, int]:
    """What f returns, its auxiliary result, and the tag of the directions."""
    tag = open_call()
    try:
        y = f(*parameters.seeded(tag, start, stop), **kwargs)
        y, aux = split(parameters.transform, y, tag) if has_aux else (y, None)
    except TypeError as error:
        explain(error, parameters.transform, parameters.args)
        raise
    finally:
        close_call(tag)
    return y, aux, tag


def only_pass(transform: str, f: Function, leaf: Leaf, args: Any, kwargs: Any) -> tuple[Any, int]:
    """What f returns in the one pass of a call whose first argument alone varies, and the tag."""
    tag = open_call()
    try:
        x = seeded(leaf, tag, 0, leaf.stop)
        return f(x, *args[1:], **kwargs) if kwargs or len(args) > 1 else f(x), tag
    except TypeError as error:
        explain(error, transform, args)
        raise
    finally:
        close_call(tag)


def only_block(
    transform: str, f: Function, leaf: Leaf, args: Any, kwargs: Any, along: Any = None
) -> tuple[Any, Any, Any]:
    """Value, slopes and curvatures of the same at second order, or curvatures `along` one direction."""
    n = leaf.stop
    m = n if along is None else 1
    tag1, tag2 = open_call(), open_call()
    try:
        x = seeded_twice(leaf, tag1, (0, n), tag2, (0, m), along)
        y = f(x, *args[1:], **kwargs) if kwargs or len(args) > 1 else f(x)
    except TypeError as error:
        explain(error, transform, args)
        raise
    finally:
        close_call(tag1)
        close_call(tag2)
    return _read_block(transform, y, tag1, tag2, n, m)


def block(
    f: Function,
    parameters: Parameters,
    kwargs: Any,
    rows: Range,
    columns: Range,
    along: list[Any] | None = None,
    has_aux: bool = False,
) -> tuple[Any, Any, Any, Any]:
    """Value, slopes in the directions of `rows`, a block of the Hessian (or its product `along`), and aux."""
    transform = parameters.transform
    tag1, tag2 = open_call(), open_call()
    try:
        y = f(*parameters.seeded_twice(tag1, rows, tag2, columns, along), **kwargs)
        y, aux = split(transform, y, tag1, tag2) if has_aux else (y, None)
    except TypeError as error:
        explain(error, transform, parameters.args)
        raise
    finally:
        close_call(tag1)
        close_call(tag2)
    return *_read_block(transform, y, tag1, tag2, rows[1] - rows[0], columns[1] - columns[0]), aux


def _read_block(transform: str, y: Any, tag1: int, tag2: int, n: int, m: int) -> tuple[Any, Any, Any]:
    value, e1, _, e12 = read_twice(transform, y, tag1, tag2, n, m)
    return value, np.zeros(n) if e1 is None else e1, np.zeros((n, m)) if e12 is None else e12


def join(slopes: list[Any]) -> Any:
    """Chunks of slopes as one sequence: floats as an array, numbers of an outer call as a list."""
    if all(isinstance(part, np.ndarray) for part in slopes):
        return np.concatenate(slopes)
    return [s for part in slopes for s in part]


# ---- what transforms share ------------------------------------------------------------------------------


def check(transform: str, f: Any, argnums: Any, chunk_size: Any = None, has_aux: Any = False) -> None:
    """Refuses what no transform takes."""
    if not callable(f):
        raise errors.not_callable(transform, f)
    check_argnums(transform, argnums)
    check_chunk_size(chunk_size)
    if not isinstance(has_aux, (bool, np.bool_)):
        raise errors.bad_has_aux(has_aux)


def transformed(
    make: Function, f: Function, g: Function, part: int = -1, by_first: int = 0, **options: Any
) -> Function:
    """What ``make(f, **options)`` returns: a function that answers as g, named after both.

    `part` chooses one of ``(value, ...)``, which g returns; with aux, of ``((value, aux), ...)``, the pair of
    it and aux. `by_first` is the order of derivatives by the first argument, see `Transformed`.
    """
    if part >= 0 and options["has_aux"]:
        g, part = _beside_aux(g, part), -1
    return Transformed(make, f, options, g, part, by_first)


def _beside_aux(everything: Function, part: int) -> Function:
    def with_aux(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        parts = everything(*args, **kwargs)
        return parts[part], parts[0][1]

    return with_aux
