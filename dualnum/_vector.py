"""The array that a function sees in place of a 1-D array of parameters.

An object array of dual numbers: NumPy indexes, slices and adds it up by itself. What NumPy would decide
by comparing objects, where a tie has to be shared, is refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._scalar import BY_VALUE, on_each

_FOLDS = {np.add, np.multiply, np.logical_and, np.logical_or}


class Vector(np.ndarray[Any, np.dtype[np.object_]]):
    """A 1-D object array whose ufuncs apply dualnum's rules to each element."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        (out,) = kwargs.pop("out", None) or (None,)
        kwargs.pop("casting", None)  # objects are not cast
        if method == "__call__" and ufunc is np.matmul:
            result = ufunc(*map(_plain, inputs))
        elif method == "__call__":
            result = on_each(ufunc, ufunc.nin, ufunc.nout, inputs)
            result = result.astype(bool).view(np.ndarray) if ufunc in BY_VALUE else result
        elif ufunc in _FOLDS and method in ("reduce", "accumulate"):
            result, kwargs = getattr(ufunc, method)(*map(_plain, inputs), **kwargs), {}
        else:
            raise errors.no_method(ufunc.__name__, method)
        if kwargs or not (out is None or isinstance(out, Vector)):
            raise errors.no_keyword(ufunc.__name__, next(iter([*kwargs, "out"])))
        if out is not None:
            out[...] = result
            return out
        wrap = isinstance(result, np.ndarray) and result.dtype == object
        return result.view(Vector) if wrap else result

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func in _SORTS:
            raise errors.no_rule(func.__name__)
        return super().__array_function__(func, types, args, kwargs)


_SORTS = {np.sort, np.median, np.percentile, np.quantile, np.clip, np.ptp, np.interp}


def _plain(x: Any) -> Any:
    return x.view(np.ndarray) if isinstance(x, Vector) else x


def vector(values: Sequence[Any]) -> Vector:
    """The values as a `Vector`."""
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result.view(Vector)
