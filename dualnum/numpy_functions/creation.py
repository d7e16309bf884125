"""New arrays: like others, by ``like=`` (NumPy calls the handler without it), and between dual ends.

What is made of plain numbers depends on nothing yet and takes up the directions of what is stored in it. An
array of integers or truth values asked for by dtype= is plain: it is an index or a mask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import constants
from dualnum.numpy_functions.arguments import (
    DUAL_ARRAYS,
    as_common,
    dual_inside,
    float_dtype,
    is_plain_dtype,
    number,
    with_dtype,
)
from dualnum.numpy_functions.lifting import array_of, implements, is_dual, linear, operands, value_of

__all__: list[str] = []

# ---- like another --------------------------------------------------------------------------------------


def _filled_like(name: str, f: Callable[..., Any]) -> None:
    @implements(name)
    def made(
        a: Any, dtype: Any = None, order: Any = "K", subok: Any = True, shape: Any = None, *,
        device: Any = None,
    ) -> Any:  # fmt: skip
        return _like(name, lambda v: f(v, dtype, order, False, shape, device=device), a, dtype)


def _like(name: str, f: Callable[[Any], Any], a: Any, dtype: Any) -> Any:
    """f of the value, with the directions of a, in none of which it varies."""
    values = f(np.asarray(value_of(a)))
    if is_plain_dtype(dtype):
        return values
    frame, _ = operands(a)
    made = frame.build(values.astype(float_dtype(name, values.dtype), copy=False))
    return array_of(made) if isinstance(a, DUAL_ARRAYS) else made


for _name in ("zeros_like", "ones_like"):
    _filled_like(_name, getattr(np, _name))
_filled_like("empty_like", np.zeros_like)


@implements("full_like")
def full_like(
    a: Any, fill_value: Any, dtype: Any = None, order: Any = "K", subok: Any = True, shape: Any = None, *,
    device: Any = None,
) -> Any:  # fmt: skip
    if not dual_inside(fill_value):
        return _like("full_like", lambda v: np.full_like(v, fill_value, dtype, order, False, shape), a, dtype)
    v = value_of(a)
    made = full(np.shape(v) if shape is None else shape, fill_value, dtype or np.result_type(v))
    return made if isinstance(a, DUAL_ARRAYS) else number(made)


# ---- of what is given, with like= ----------------------------------------------------------------------


def _made(name: str, values: Any, dtype: Any) -> Any:
    """Plain values as an array that takes up dual numbers, unless others are asked for."""
    if is_plain_dtype(dtype):
        return values
    if values.dtype.kind not in "biufc":
        raise errors.not_numbers(values.dtype)
    float_dtype(name, dtype)
    return constants(values)


@implements("array")
def array(
    object: Any, dtype: Any = None, *, copy: Any = True, order: Any = "K", subok: bool = False,
    ndmin: int = 0, ndmax: int = 0,
) -> Any:  # fmt: skip
    x = asarray(object, dtype, copy=copy)
    return np.reshape(x, (1,) * (ndmin - x.ndim) + x.shape) if x.ndim < ndmin else x


@implements("asarray", "asanyarray", "asarray_chkfinite")
def asarray(a: Any, dtype: Any = None, order: Any = None, *, device: Any = None, copy: Any = None) -> Any:
    x = array_of(a)
    if not is_dual(x):
        return _made("asarray", np.asarray(x, dtype), dtype)
    x = with_dtype("asarray", x, dtype)
    if copy is False and x is not a:  # NumPy says that it needs one
        np.asarray(value_of(a) if isinstance(a, DUAL_ARRAYS) else [0.0], dtype, copy=False)
    return x.copy() if copy and x is a else x


@implements("astype")
def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    if is_plain_dtype(dtype):
        kind = np.dtype(dtype)
        raise errors.refused_function(f"astype({kind})", f"x.value.astype({kind}) gives plain numbers")
    y = with_dtype("astype", array_of(x), dtype)
    y = y.copy() if copy and y is x else y
    return y if isinstance(x, DUAL_ARRAYS) else number(y)


@implements("ascontiguousarray", "asfortranarray")
def ascontiguousarray(a: Any, dtype: Any = None) -> Any:
    return np.atleast_1d(asarray(a, dtype))


@implements("require")
def require(a: Any, dtype: Any = None, requirements: Any = None) -> Any:
    x = asarray(a, dtype)
    return x.copy() if requirements and x is a else x


@implements("full")
def full(shape: Any, fill_value: Any, dtype: Any = None, order: Any = "C", *, device: Any = None) -> Any:
    if not dual_inside(fill_value):
        return _made("full", np.full(shape, fill_value, dtype), dtype)
    return with_dtype("full", np.broadcast_to(array_of(fill_value), shape).copy(), dtype)


@implements("fromiter")
def fromiter(iter: Any, dtype: Any, count: int = -1) -> Any:
    numbers = [x for x, _ in zip(iter, range(count), strict=False)] if count >= 0 else list(iter)
    if dual_inside(numbers):
        np.fromiter((0.0 for _ in numbers), float, count)  # whether there are so many
        return asarray(numbers, dtype)
    return _made("fromiter", np.fromiter(numbers, dtype, count), dtype)


@implements("fromfunction")
def fromfunction(function: Callable[..., Any], shape: Any, *, dtype: Any = float, **kwargs: Any) -> Any:
    made = function(*np.indices(shape, dtype=dtype), **kwargs)
    return constants(made) if isinstance(made, np.ndarray) and made.dtype.kind in "fc" else made


def _from_plain(name: str, takes_integers: bool = False) -> None:
    f = getattr(np, name)

    @implements(name)
    def made(*args: Any, **kwargs: Any) -> Any:
        if dual_inside(args) or dual_inside(list(kwargs.values())):
            raise errors.refused_function(f"numpy.{name}", "its arguments must be plain, pass x.value")
        values = f(*args, **kwargs)
        integers = values.dtype.kind not in "fc" and (takes_integers or "dtype" in kwargs)
        return values if integers or values.dtype.kind not in "biufc" else constants(values)


for _name in ("zeros", "ones", "empty", "eye", "identity", "tri"):
    _from_plain(_name, True)  # of float unless another type was asked for
for _name in ("arange", "frombuffer", "fromfile", "fromstring", "loadtxt", "genfromtxt"):
    _from_plain(_name, True)


# ---- between ends --------------------------------------------------------------------------------------


@implements("linspace")
def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: Any = None,
    axis: int = 0, *, device: Any = None,
) -> Any:  # fmt: skip
    common, (start, stop, _) = as_common(start, stop, float(num))
    dtype = float_dtype("linspace", dtype) or common
    xs = linear(lambda a, b: np.linspace(a, b, num, endpoint, False, dtype, axis), start, stop)
    if not retstep:
        return xs
    div = num - 1 if endpoint else num
    return xs, (stop - start) / (div if div > 0 else np.nan)


@implements("logspace")
def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, dtype: Any = None,
    axis: int = 0,
) -> Any:  # fmt: skip
    if np.ndim(base):
        xs = [array_of(x) for x in (start, stop)]
        start, stop = [np.broadcast_to(x, np.broadcast_shapes(np.shape(base), x.shape)) for x in xs]
        base = np.expand_dims(array_of(base), axis)
    return with_dtype(
        "logspace", array_of(np.power(base, np.linspace(start, stop, num, endpoint, axis=axis))), dtype
    )


@implements("geomspace")
def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Any:
    start, stop = array_of(start), array_of(stop)
    if "c" in (start.dtype.kind, stop.dtype.kind):
        raise errors.refused_function("numpy.geomspace of complex ends", "write it with np.exp and np.log")
    start, stop = (with_dtype("geomspace", x, np.float64) if is_dual(x) else x for x in (start, stop))
    np.geomspace(value_of(start), value_of(stop), 1)  # what it does not take
    sign = np.sign(value_of(start))
    exponents = np.linspace(np.log10(start / sign), np.log10(stop / sign), num, endpoint)
    xs = array_of(np.power(10.0, exponents) * sign)
    if num > 0:
        xs[0] = start  # exactly
    if num > 1 and endpoint:
        xs[-1] = stop
    return with_dtype("geomspace", np.moveaxis(xs, 0, axis) if axis else xs, dtype)
