"""NumPy for functions that are lifted: the same names, but new arrays of real or complex numbers are buffers.

A buffer is a dual array that depends on nothing yet and takes up the directions of what is stored in it. Its
functions also find the dual numbers in lists, which NumPy itself does not look into.
"""

from __future__ import annotations

import functools
import itertools
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import FUNCTIONS, JetArray, array_of, constants, order_of, value_of
from dualnum.numpy_functions.arguments import dual_inside

__all__ = ["NUMPY", "lifted_name", "plain"]

# ---- buffers -------------------------------------------------------------------------------------------


def buffer(made: Any, given: Iterable[Any] = ()) -> Any:
    """What a function has made, its new arrays as buffers; what shares the memory of an argument stays."""
    if type(made) in (tuple, list):
        return type(made)(buffer(x, given) for x in made)
    if type(made) is not np.ndarray or made.dtype.char not in "fdFD" or not made.dtype.isnative:
        return made
    shared = any(isinstance(x, np.ndarray) and np.may_share_memory(made, x) for x in given)
    return made if shared or not made.flags.writeable else constants(made)


def plain(x: Any) -> Any:
    """x, where buffers that depend on nothing are plain arrays, also in tuples, lists and dicts."""
    if isinstance(x, JetArray):
        return x if order_of((x,)) else value_of(x)
    if type(x) is dict:
        items = {k: plain(v) for k, v in x.items()}
        return items if any(items[k] is not v for k, v in x.items()) else x
    if isinstance(x, tuple) or type(x) is list:
        parts = [plain(e) for e in x]
        if all(a is b for a, b in zip(parts, x, strict=True)):
            return x
        return x._make(parts) if hasattr(x, "_make") else type(x)(parts)
    return x


# ---- functions -----------------------------------------------------------------------------------------

WRAPPED: tuple[Any, ...] = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type(np.sum))


def _buffered(name: str, f: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy whose new arrays are buffers."""

    @functools.wraps(f)
    def call(*args: Any, **kwargs: Any) -> Any:
        given = (*args, *kwargs.values())
        handler = FUNCTIONS.get(name) if dual_inside(given) and object not in given else None
        return buffer((handler or f)(*args, **kwargs), given)

    return call


def fromiter(iter: Iterable[Any], dtype: Any, count: int = -1) -> Any:
    """As numpy.fromiter: the iterator may give dual numbers."""
    given = list(iter if count < 0 else itertools.islice(iter, count))
    if dual_inside(given):
        return FUNCTIONS["array"](given, dtype)
    return buffer(np.fromiter(given, dtype, count))


# ---- what is no function -------------------------------------------------------------------------------


class _ByIndex:
    """np.r_, np.c_, np.mgrid, np.ogrid: arrays made by indexing."""

    def __init__(self, name: str) -> None:
        self.name, self.real = name, getattr(np, name)

    def __getitem__(self, key: Any) -> Any:
        items = key if isinstance(key, tuple) else (key,)
        if self.name not in ("r_", "c_") or not dual_inside(items):
            return buffer(self.real[key])
        if any(isinstance(x, str) for x in items):
            raise errors.refused_function(f"numpy.{self.name} with text", "use np.concatenate or np.stack")
        pieces = [array_of(np.r_[x] if isinstance(x, slice) else x) for x in items]
        if self.name == "r_":
            return np.concatenate([np.atleast_1d(x) for x in pieces])
        return np.concatenate([x if x.ndim > 1 else np.reshape(x, (-1, 1)) for x in pieces], -1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class _ArrayType(type):
    """Lets dual arrays pass for arrays where a lifted function asks."""

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, (np.ndarray, JetArray)) if cls is ndarray else type.__instancecheck__(cls, x)

    def __subclasscheck__(cls, other: Any) -> bool:
        ours = cls is ndarray
        return issubclass(other, (np.ndarray, JetArray)) if ours else type.__subclasscheck__(cls, other)

    def __eq__(cls, other: object) -> bool:
        if cls is ndarray and isinstance(other, type):
            return other in (np.ndarray, *JetArray.__subclasses__()) or other is ndarray
        return cls is other

    def __hash__(cls) -> int:
        return type.__hash__(cls)


class ndarray(np.ndarray[Any, Any], metaclass=_ArrayType):  # noqa: N801
    """numpy.ndarray, of which buffers are instances as well."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        made = np.ndarray(*args, **kwargs) if cls is ndarray else np.ndarray.__new__(cls, *args, **kwargs)
        return buffer(made)


OTHERS = {name: _ByIndex(name) for name in ("r_", "c_", "mgrid", "ogrid")} | {
    "ndarray": ndarray,
    "fromiter": fromiter,
}


class Namespace(types.ModuleType):
    """A module of NumPy with buffers for new arrays; what it does not know is that of NumPy."""

    def __init__(self, module: types.ModuleType, prefix: str) -> None:
        super().__init__(module.__name__, module.__doc__)
        vars(self).update({"_real": module, "_prefix": prefix})

    def __getattr__(self, name: str) -> Any:
        real, prefix = vars(self)["_real"], vars(self)["_prefix"]
        found = getattr(real, name)
        if not prefix and name in OTHERS:
            found = OTHERS[name]
        elif not prefix and name in ("linalg", "fft", "random"):
            found = Namespace(found, f"{name}.")
        elif isinstance(found, WRAPPED):
            found = _buffered(prefix + name, found)
        vars(self)[name] = found
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(vars(self)["_real"], name, value)
        vars(self).pop(name, None)

    def __dir__(self) -> list[str]:
        return dir(vars(self)["_real"])


NUMPY = Namespace(np, "")
_BY_IDENTITY = {id(np): NUMPY} | {id(getattr(np, name)): OTHERS[name] for name in OTHERS}


def lifted_name(x: Any) -> Any:
    """What stands for x in a lifted function if x is NumPy or of NumPy, else None."""
    found = _BY_IDENTITY.get(id(x))
    if found is not None or not isinstance(x, (*WRAPPED, types.ModuleType)):
        return found
    name = str(getattr(x, "__name__", "")).removeprefix("numpy.")
    for module, space in _spaces():
        if getattr(module, name, None) is x:
            return getattr(space, name)
    return None


def _spaces() -> Iterator[tuple[Any, Any]]:
    yield np, NUMPY
    for name in ("linalg", "fft", "random"):
        if f"numpy.{name}" in sys.modules:  # who has a function of it has loaded it
            yield sys.modules[f"numpy.{name}"], getattr(NUMPY, name)
