"""Functions that write into an array in place: its values and slopes, or by refusal of a plain one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.arguments import DUAL_ARRAYS, dual_inside, stripped
from dualnum.numpy_functions.lifting import array_of, implements, plain_values

__all__: list[str] = []


def _stored(f: Callable[[Any, Any], None], a: Any, values: Any) -> None:
    """f(a, values), which writes elements of values to places of a: the same is done to their numbers."""
    values = array_of(values)
    n = a.size
    sources = np.arange(n).reshape(a.shape)
    f(sources, np.arange(n, n + values.size).reshape(values.shape))
    written = sources >= n
    if written.any():
        a[written] = np.ravel(values)[sources[written] - n]


def _is_dual_array(name: str, a: Any, values: Any) -> bool:
    """Whether a takes dual numbers; if not, it may not get any."""
    if isinstance(a, DUAL_ARRAYS):
        return True
    if dual_inside(values):
        raise errors.plain_out(f"numpy.{name}")
    return False


@implements("put")
def put(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    plain_values("put", ind)
    if _is_dual_array("put", a, v):
        _stored(lambda sources, values: np.put(sources, ind, values, mode), a, v)


@implements("put_along_axis")
def put_along_axis(arr: Any, indices: Any, values: Any, axis: Any) -> None:
    plain_values("put_along_axis", indices)
    if _is_dual_array("put_along_axis", arr, values):
        _stored(lambda sources, values: np.put_along_axis(sources, indices, values, axis), arr, values)


@implements("place")
def place(arr: Any, mask: Any, vals: Any) -> None:
    mask = stripped(mask)
    if _is_dual_array("place", arr, vals):
        _stored(lambda sources, values: np.place(sources, mask, values), arr, vals)
    else:
        np.place(arr, mask, vals)


@implements("putmask")
def putmask(a: Any, /, mask: Any, values: Any) -> None:
    mask = stripped(mask)
    if _is_dual_array("putmask", a, values):
        _stored(lambda sources, values: np.putmask(sources, mask, values), a, values)
    else:
        np.putmask(a, mask, values)


@implements("copyto")
def copyto(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    plain_values("copyto", where)
    if not _is_dual_array("copyto", dst, src):
        return
    if where is True:
        dst[...] = np.broadcast_to(array_of(src), dst.shape)
    else:
        _stored(lambda sources, values: np.copyto(sources, values, where=where), dst, src)


@implements("fill_diagonal")
def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    if _is_dual_array("fill_diagonal", a, val):
        _stored(lambda sources, values: np.fill_diagonal(sources, values, wrap), a, val)
