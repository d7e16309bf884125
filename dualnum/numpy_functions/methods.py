"""The methods of arrays: those of ndarray, by the functions of these names where there are such."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.arguments import number
from dualnum.numpy_functions.lifting import METHODS, Array, implements, refusal, value_of, view
from dualnum.numpy_functions.shapes import rearranged

__all__: list[str] = []


method = partial(implements, table=METHODS)

# ---- with the parameters of the function ---------------------------------------------------------------

SAME = """
sum prod mean var std max min argmax argmin cumsum cumprod any all clip round conj conjugate dot diagonal
trace ravel squeeze swapaxes repeat take choose searchsorted nonzero argsort argpartition
"""


def _as_function(name: str) -> None:
    f = getattr(np, name)

    @method(name)
    def called(x: Array, *args: Any, **kwargs: Any) -> Any:
        return f(x, *args, **kwargs)


for _name in SAME.split():
    _as_function(_name)

# ---- with others ---------------------------------------------------------------------------------------


@method("reshape")
def reshape(x: Array, *shape: Any, order: Any = "C", copy: Any = None) -> Any:
    return np.reshape(x, shape[0] if len(shape) == 1 else shape, order=order, copy=copy)


@method("transpose")
def transpose(x: Array, *axes: Any) -> Any:
    return np.transpose(x, axes[0] if len(axes) == 1 else axes or None)


@method("compress")
def compress(x: Array, condition: Any, axis: Any = None, out: Any = None) -> Any:
    return np.compress(condition, x, axis, out)


@method("put")
def put(x: Array, indices: Any, values: Any, mode: Any = "raise") -> None:
    np.put(x, indices, values, mode)


@method("sort")
def sort(x: Array, axis: int = -1, kind: Any = None, order: Any = None, *, stable: Any = None) -> None:
    x[...] = np.sort(x, axis, kind, order, stable=stable)


@method("partition")
def partition(x: Array, kth: Any, axis: int = -1, kind: Any = "introselect", order: Any = None) -> None:
    x[...] = np.partition(x, kth, axis, kind, order)


@method("fill")
def fill(x: Array, value: Any) -> None:
    x[...] = value


# ---- copies and numbers --------------------------------------------------------------------------------


@method("copy")
def copy(x: Array, order: Any = "C") -> Any:
    return x.__copy__()


@method("flatten")
def flatten(x: Array, order: Any = "C") -> Any:
    return rearranged(lambda places: places.flatten(order), x)


@method("astype")
def astype(
    x: Array, dtype: Any, order: Any = "K", casting: Any = "unsafe", subok: bool = True, copy: bool = True
) -> Any:
    return np.astype(x, dtype, copy=copy)


@method("item")
def item(x: Array, *args: Any) -> Any:
    v = value_of(x)
    v.item(*args)  # what it does not take
    at = args[0] if len(args) == 1 else args
    if isinstance(at, tuple):
        return number(x[at or (0,) * v.ndim])
    return number(x[np.unravel_index(at % v.size, v.shape)])


@method("tolist")
def tolist(x: Array) -> Any:
    """Nested lists of dual numbers."""
    if x.ndim == 0:
        return number(x)
    return [tolist(row) for row in x] if x.ndim > 1 else [number(e) for e in x]


@method("view")
def view_(x: Array, *args: Any, **kwargs: Any) -> Any:
    if args or kwargs:
        raise errors.refused_function(
            "x.view with a type", "its slopes have no such bits: use x.astype(dtype)"
        )
    return view(x, value_of(x)[...])


@method("to_device")
def to_device(x: Array, device: Any, /, *, stream: Any = None) -> Any:
    value_of(x).to_device(device, stream=stream)  # what it does not take
    return x


# ---- refusals ------------------------------------------------------------------------------------------


def _refused(name: str, reason: str) -> None:
    method(name)(refusal(f"x.{name}()", reason))


_refused("resize", "views would look elsewhere. np.resize(x, shape) makes another array")
for _name in ("tobytes", "tofile", "dump", "dumps"):
    _refused(_name, f"bytes would not have the slopes. Use x.value.{_name}(), or pickle x")
for _name in ("byteswap", "getfield", "setfield"):
    _refused(_name, f"it is about the bytes of numbers. Use x.value.{_name}()")
_refused("setflags", "np.broadcast_to(x, x.shape) is a read-only view of x")
