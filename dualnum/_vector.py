"""The array that a function sees in place of a 1-D array of parameters.

An object array of dual numbers: NumPy indexes, slices and adds it up by itself. What NumPy would decide
by comparing objects, where a tie has to be shared, is refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._scalar import BY_VALUE, Jet, chain_rule, on_each, value_of_number

_FOLDS = {np.add, np.multiply, np.logical_and, np.logical_or}


class Vector(np.ndarray[Any, np.dtype[np.object_]]):
    """A 1-D object array whose ufuncs apply dualnum's rules to each element."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        (out,) = kwargs.pop("out", None) or (None,)
        for harmless in ("casting", "subok"):  # objects are not cast
            kwargs.pop(harmless, None)
        if kwargs.get("dtype", object) in (None, object):
            kwargs.pop("dtype", None)
        if method == "__call__" and ufunc is np.matmul:
            result = ufunc(*map(_plain, inputs))
        elif method == "__call__":
            kwargs.pop("dtype" if ufunc in BY_VALUE else "", None)
            result = on_each(ufunc, ufunc.nin, ufunc.nout, inputs)
        elif ufunc in _FOLDS and method in ("reduce", "accumulate"):
            result, kwargs = getattr(ufunc, method)(*map(_plain, inputs), **kwargs), {}
        elif ufunc in _EXTREMES and method == "reduce" and self.ndim == 1 and self.size:
            np.lib.array_utils.normalize_axis_tuple(kwargs.pop("axis", None) or 0, 1)
            kwargs = {k: v for k, v in kwargs.items() if v not in _DEFAULTS.get(k, ())}
            result = _extreme(_EXTREMES[ufunc], inputs[0].tolist())
        else:
            raise errors.no_vector_rule(f"{ufunc.__name__}.{method}")
        if kwargs or not (out is None or isinstance(out, Vector)):
            raise errors.no_keyword(ufunc.__name__, next(iter([*kwargs, "out"])))
        if out is not None:
            out[...] = result
            return out
        wrap = isinstance(result, np.ndarray) and result.dtype == object
        return result.view(Vector) if wrap else result

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func in _REFUSED:
            raise errors.no_vector_rule(func.__name__)
        result = super().__array_function__(func, types, args, kwargs)
        wrap = type(result) is np.ndarray and result.dtype == object
        return result.view(Vector) if wrap else result


_DEFAULTS = {"keepdims": (False, np._NoValue), "initial": (None, np._NoValue), "where": (True, np._NoValue)}
_EXTREMES = {np.maximum: max, np.minimum: min}
_REFUSED = {np.sort, np.median, np.percentile, np.quantile, np.interp, np.nan_to_num}


def _extreme(choose: Any, numbers: list[Any]) -> Any:
    """The largest or smallest number; a tie is shared equally, and NaN wins."""
    values = [float(value_of_number(x)) for x in numbers]
    best = math.nan if any(v != v for v in values) else choose(values)
    tied = [x for x, v in zip(numbers, values, strict=True) if v == best or (v != v and best != best)]
    if best != best or len(tied) == 1:
        return tied[0]
    n = len(tied)
    flat = [[0.0] * n] * n
    return chain_rule(best, [1 / n] * n, flat, tied) if any(isinstance(x, Jet) for x in tied) else best


def _plain(x: Any) -> Any:
    return x.view(np.ndarray) if isinstance(x, Vector) else x


def vector(values: Sequence[Any]) -> Vector:
    """The values as a `Vector`."""
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result.view(Vector)
