"""The array that a function sees in place of a 1-D array of parameters.

An object array of dual numbers: NumPy indexes, slices and adds it up by itself. What NumPy would decide
by comparing objects, where a tie has to be shared, is refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._scalar import on_each

_FOLDS = {np.add, np.multiply}


class Vector(np.ndarray[Any, np.dtype[np.object_]]):
    """A 1-D object array whose ufuncs apply dualnum's rules to each element."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method == "__call__" and not kwargs:
            result = on_each(ufunc, inputs)
        elif ufunc in _FOLDS and method in ("reduce", "accumulate") and kwargs.get("out") is None:
            plain = [x.view(np.ndarray) if isinstance(x, Vector) else x for x in inputs]
            result = getattr(ufunc, method)(*plain, **kwargs)
        elif method != "__call__":
            raise errors.no_method(ufunc.__name__, method)
        else:
            raise errors.no_keyword(ufunc.__name__, next(iter(kwargs)))
        return result.view(Vector) if isinstance(result, np.ndarray) else result

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func in _SORTS:
            raise errors.no_rule(func.__name__)
        return super().__array_function__(func, types, args, kwargs)


_SORTS = {np.sort, np.median, np.percentile, np.quantile, np.clip, np.ptp, np.interp}


def vector(values: Sequence[Any]) -> Vector:
    """The values as a `Vector`."""
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result.view(Vector)
