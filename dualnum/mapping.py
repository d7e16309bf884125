"""Functions of one number mapped over arrays: in blocks of lanes, or one element at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray, array_of, empty_table
from dualnum._lanes import LANES, read_lanes, seed_lanes
from dualnum._scalar import Jet, close_call, is_scalar, open_call


class vectorize:  # noqa: N801  (spelled like numpy.vectorize)
    """A function of one number that may be called with an array, one element at a time.

    The derivative of such a function is taken one element at a time as well, so that the function may
    branch on the value, convert it, or do whatever else a number can and a block of numbers cannot.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a number.

    Examples
    --------
    >>> import dualnum as dn
    >>> import numpy as np
    >>> f = dn.vectorize(lambda x: x * x if x > 0 else -x)
    >>> f(np.array([2.0, -3.0]))
    array([4., 3.])
    >>> dn.derivative(f)(np.array([2.0, -3.0]))
    array([ 4., -1.])
    """

    def __init__(self, f: Callable[..., Any]) -> None:
        if not callable(f):
            raise errors.not_callable("vectorize", f)
        self.f = f
        self.__name__ = getattr(f, "__name__", type(f).__name__)
        self.__doc__ = f.__doc__

    def __call__(self, x: Any, /, *args: Any, **kwargs: Any) -> Any:
        if not (isinstance(x, (np.ndarray, JetArray)) and x.ndim):
            return self.f(x, *args, **kwargs)
        return _gathered([self.f(v, *args, **kwargs) for v in x.ravel().tolist()], x.shape)


def map_elements(
    g: Callable[..., Any], x: np.ndarray[Any, Any], parts: int, args: Any, kwargs: Any, progress: bool
) -> Any:
    """g of each element of x: one array, or a tuple of them if g returns several parts."""
    results = [g(v, *args, **kwargs) for v in _shown(x.ravel().tolist(), progress)]
    if not parts:
        return _gathered(results, x.shape)
    return tuple(_gathered([r[i] for r in results], x.shape) for i in range(parts))


def map_blocks(
    transform: str,
    f: Callable[..., Any],
    x: np.ndarray[Any, Any],
    order: int,
    with_value: bool,
    args: Any,
    kwargs: Any,
    workers: int,
    progress: bool,
) -> Any:
    """Derivatives of f over the array x, computed on blocks of lanes."""
    if progress:
        progress_bar()  # or an error before anything runs
    flat = np.ascontiguousarray(x, dtype=np.float64).ravel()
    first = 0 if with_value else order
    out = empty_table(order + 1 - first, flat.size)
    threads = workers > 1 and flat.size > LANES

    def run(start: int) -> None:
        tag = open_call()
        try:
            block = flat[start : start + LANES]
            y = f(seed_lanes(block, order, tag, threads), *args, **kwargs)
            read_lanes(transform, y, tag, out, start, block.size, first)
        finally:
            close_call(tag)

    starts = range(0, flat.size, LANES)
    if threads:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(workers) as pool:
            for _ in _shown(pool.map(run, starts), progress, len(starts)):
                pass
    else:
        for start in _shown(starts, progress):
            run(start)
    dtype = x.dtype if x.dtype.kind == "f" and x.dtype.itemsize < 8 else np.dtype(np.float64)
    parts = tuple(part.reshape(x.shape).astype(dtype, copy=False) for part in out)
    return parts if with_value else parts[0]


def check_mapped(transform: str, x: np.ndarray[Any, Any]) -> None:
    """A real array that is nothing more."""
    if isinstance(x, JetArray):
        return
    if isinstance(x, (np.ma.MaskedArray, np.matrix)):
        raise errors.array_type(transform, type(x).__name__)
    if x.dtype.kind not in "biufO":
        raise errors.bad_parameter(transform, x.ravel()[0] if x.size else x)


def check_workers(workers: Any) -> None:
    """A positive int."""
    if isinstance(workers, bool) or not isinstance(workers, (int, np.integer)) or workers < 1:
        raise errors.bad_workers(workers)


def _gathered(results: list[Any], shape: tuple[int, ...]) -> Any:
    if all(is_scalar(r) and not isinstance(r, Jet) for r in results):
        return np.array(results, dtype=np.float64).reshape(shape)
    return array_of(results).reshape(shape)


def _shown(steps: Iterable[Any], progress: bool, total: int | None = None) -> Iterable[Any]:
    """The steps, with a progress bar where one is asked for."""
    if not progress:
        return steps
    shown: Iterable[Any] = progress_bar()(steps, total=total)
    return shown


def progress_bar() -> Any:
    """tqdm's bar, or an error that names the package."""
    try:
        from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]
    except ModuleNotFoundError:
        raise errors.needs_extra("progress=True", "tqdm") from None
    return tqdm
