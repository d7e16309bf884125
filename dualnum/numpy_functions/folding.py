"""What the functions that fold an axis share: the values of NumPy's own call, masks, out= and dtype=."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.arguments import into
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    axes_from_end,
    is_dual,
    linear_rows,
    operands,
    same_call,
    taken,
    value_of,
    viewed,
)

NOT_GIVEN: Any = np._NoValue
NUMPY: Any = np  # for calls with arguments of any kind, which its annotations do not foresee
EXACT_TYPES: tuple[Any, ...] = (np.float32, np.float64, np.complex64, np.complex128)


def given(**options: Any) -> dict[str, Any]:
    """The keywords that a caller gave, as plain values."""
    return {name: value_of(x) for name, x in options.items() if x is not NOT_GIVEN}


def plain_of(x: Any) -> Any:
    """The plain value of an argument that may be a list of dual numbers, or None."""
    return value_of(array_of(x)) if is_dual(x) or isinstance(x, (list, tuple)) else x


def float_type(name: str, dtype: Any) -> Any:
    """dtype, which must be one that slopes can have."""
    if dtype is not None and np.dtype(dtype).type not in EXACT_TYPES:
        raise errors.no_array_keyword(f"numpy.{name}", f"dtype={np.dtype(dtype).name}")
    return dtype


def stored(name: str, out: Any, result: Any) -> Any:
    """As `into`; reductions take out= also as ufuncs do, in a tuple."""
    if isinstance(out, tuple):
        (out,) = out
    return into(name, None if out is NOT_GIVEN else out, result)


def valued(slopes: Any, value: Any, *arguments: Any) -> Any:
    """NumPy's own value with the slopes of a result of as many elements, a function of the arguments."""
    frame, ((v, *parts), *_) = operands(slopes, *arguments)
    value = np.asarray(value)
    lead = [None if p is None else p.shape[: p.ndim - v.ndim] for p in parts]
    return frame.build(
        value, *(p if p is None else p.reshape(n + value.shape) for n, p in zip(lead, parts, strict=True))
    )


def constant(value: Any, *arguments: Any) -> Any:
    """A value that does not vary with the arguments, as a dual number or array with their directions."""
    return operands(*arguments)[0].build(value)


# ---- axes ------------------------------------------------------------------------------------------------


def merged(x: Any, axis: Any) -> Any:
    """x with the axes of a reduction last and made one; a view where that can be."""
    x = array_of(x)
    axes = axes_from_end(axis if x.ndim else None, x.ndim)
    kept = tuple(n for i, n in enumerate(x.shape) if i - x.ndim not in axes)
    shape = (*kept, prod(x.shape[a] for a in axes))

    def reorder(v: Any) -> Any:
        return np.moveaxis(v, axes, range(-len(axes), 0)).reshape(shape)

    return viewed(reorder, x) if is_dual(x) else reorder(x)


def mask_of(where: Any) -> Any:
    """where= as truth values; True if it is not given."""
    return True if where is NOT_GIVEN else np.asarray(value_of(where), dtype=bool)


def merged_mask(where: Any, shape: tuple[int, ...], axis: Any) -> Any:
    """where= as `merged` has the elements; None if all count."""
    if where is NOT_GIVEN or where is True or where is None:
        return None
    return merged(np.broadcast_to(mask_of(where), shape), axis)


def total(x: Any, mask: Any = None) -> Any:
    """The sum along the last axis, which stays with length 1."""
    where = True if mask is None else mask
    with np.errstate(invalid="ignore"):
        if not is_dual(x):
            return np.add.reduce(x, -1, keepdims=True, where=where)
        return same_call(lambda part: np.add.reduce(part, -1, keepdims=True, where=where), x)


def filled(mask: Any, x: Any, constant: float) -> Any:
    """x where the mask is, the constant elsewhere."""
    if mask is None:
        return x
    if not is_dual(x):
        return np.where(mask, x, constant)
    fill = np.asarray(constant, x.dtype)
    return linear_rows(
        lambda v: np.where(mask, v, fill), lambda r: np.where(mask, r, np.zeros((), r.dtype)), x
    )


def picked(x: Any, places: Any) -> Any:
    """The elements of an array, dual or plain, at places of the flattened array."""
    if not is_dual(x):
        return np.asarray(x).reshape(-1)[places]
    return taken(x, places)


def joined(pieces: list[Any], axis: int = -1) -> Array:
    """A concatenation along an axis counted from the end."""
    if not any(is_dual(p) for p in pieces):
        return np.concatenate(pieces, axis=axis)
    return same_call(lambda *parts: np.concatenate(parts, axis=axis), *pieces)


def part_along(x: Any, axis: int, start: Any, stop: Any) -> Any:
    """x[start:stop] along an axis counted from the end."""
    return x[(Ellipsis, slice(start, stop), *(slice(None),) * (-1 - axis))]


def reshaped(x: Any, shape: Any) -> Any:
    return viewed(lambda v: v.reshape(shape), x) if is_dual(x) else np.asarray(x).reshape(shape)


def spread(x: Any, shape: tuple[int, ...]) -> Any:
    """x broadcast to a shape."""
    return viewed(lambda v: np.broadcast_to(v, shape), x) if is_dual(x) else np.broadcast_to(x, shape)
