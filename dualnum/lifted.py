"""`lift`: functions written for NumPy, which fill arrays of zeros element by element, as they are."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Generator
from typing import Any

from dualnum import errors
from dualnum._lifter import Lifter
from dualnum._namespace import plain
from dualnum._scalar import Transformed

__all__ = ["lift"]


class lift:  # noqa: N801  (used like a function)
    """A function whose new NumPy arrays take dual numbers.

    Parameters
    ----------
    f : callable
        A Python function, method, `functools.partial` or an object with a Python method ``__call__``.

    Returns
    -------
    callable
        Of the same signature. It runs the code of `f` with another NumPy: what ``np.zeros``, ``np.empty``,
        ``np.array``, ``np.linspace`` and NumPy's other functions make there takes up dual numbers when the
        first is stored. Whatever has stayed plain is returned as plain arrays.

    Raises
    ------
    TypeError
        If `f` is no Python function: a function written in C, or a class. At a call, if a dual number is
        stored in an array that is not new there: one of integers, or one that came from outside.

    Notes
    -----
    Lifted as well are the functions that `f` calls or is given as arguments: those of its own package, and
    all that are not installed (of scripts, and of modules beside them). NumPy is found under any name, also
    if it is imported inside of a function. Nothing outside is changed, so calls may be nested and made by
    several threads; what `f` assigns to global names reaches its module.

    Not lifted are classes, hence the methods of objects that `f` makes or is given, functions in lists and
    dicts, functions of other installed packages, and those behind caches. Lift these by themselves. Of a
    method, the other methods of its object are lifted too.

    Examples
    --------
    >>> import dualnum as dn
    >>> import numpy as np
    >>> def squares(x):
    ...     out = np.zeros(3)
    ...     for i in range(3):
    ...         out[i] = i * x**2
    ...     return out.sum()
    >>> dn.derivative(dn.lift(squares))(2.0)
    12.0
    """

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f: Any = f.f if isinstance(f, lift) else f
        self._lifter, self._function = _lifted(self.f)
        functools.update_wrapper(self, self.f, updated=())

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        lifter = self._lifter
        lifter.refresh()
        try:
            result = self._function(
                *map(lifter.lifted, args), **{k: lifter.lifted(v) for k, v in kwargs.items()}
            )
        finally:
            lifter.flush()
        return _yielded(result) if isinstance(result, types.GeneratorType) else plain(result)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __reduce__(self) -> Any:
        return lift, (self.f,)

    def __repr__(self) -> str:
        return f"lift({self.f!r})"

    def __dualnum_lifted__(self) -> Any:
        """For a lifted function that calls this one: its arrays may be stored into there."""
        return self._function


def _lifted(f: Any) -> tuple[Lifter, Callable[..., Any]]:
    """f over lifted globals, and who has lifted it."""
    if isinstance(f, functools.partial):
        lifter, g = _lifted(f.func)
        return lifter, functools.partial(g, *map(lifter.lifted, f.args), **_each(lifter, f.keywords))
    if isinstance(f, Transformed):
        lifter, g = _lifted(f.transformed)
        return lifter, f.of(g)
    if isinstance(f, types.FunctionType):
        lifter = Lifter(f)
        return lifter, lifter.function(f, first=True)
    method = f if isinstance(f, types.MethodType) else getattr(f, "__call__", None)  # noqa: B004
    if isinstance(f, type) or not isinstance(method, types.MethodType):
        raise errors.cannot_lift(f)
    if not isinstance(method.__func__, types.FunctionType):
        raise errors.cannot_lift(f)
    lifter = Lifter(method.__func__)
    return lifter, lifter.method(method)


def _each(lifter: Lifter, keywords: dict[str, Any]) -> dict[str, Any]:
    return {k: lifter.lifted(v) for k, v in keywords.items()}


def _yielded(generator: Any) -> Generator[Any, Any, Any]:
    """What a lifted generator gives, with plain arrays for buffers."""
    sent = None
    while True:
        try:
            item = generator.send(sent)
        except StopIteration as end:
            return plain(end.value)
        sent = yield plain(item)
