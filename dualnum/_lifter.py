"""Copies of functions that see another NumPy: the same code, over globals in which NumPy is replaced.

Nothing of the user's is changed. A lifted function is a new function of the same code, whose globals are a
dictionary that looks up in those of its module and hands out NumPy as NUMPY, functions of the user as lifted
functions, and all else as it is. So calls may be nested, interrupted by exceptions, and made by several
threads, and there is nothing to restore.

When CPython loads a global name it asks a dictionary of a subclass for its ``__missing__``; functions,
classes and modules are kept in the dictionary itself after that. It stores a global name in the dictionary
itself: `Globals.flush` hands that on to the module.
"""

from __future__ import annotations

import builtins
import functools
import sys
import types
import weakref
from collections.abc import Callable, Iterator
from typing import Any, cast

from dualnum._namespace import WRAPPED, lifted_name, plain
from dualnum._scalar import Transformed

__all__ = ["Lifter"]

# names of these are seldom bound anew
KEPT: tuple[Any, ...] = (*WRAPPED, type, types.ModuleType, functools.partial, Transformed)
NEVER = {"numpy", "dualnum"}
INSTALLED = ("/site-packages/", "/dist-packages/")
ABSENT: Any = object()


class Lifter:
    """Lifts functions that belong together.

    Lifted are the functions of the package of the first one, and all that are not installed: those of scripts
    and of modules beside them. Functions of other installed packages and of the standard library run as
    they are.
    """

    def __init__(self, first: types.FunctionType) -> None:
        self.package = _package(first.__globals__)
        self.modules: dict[int, Globals] = {}
        self.functions: Any = weakref.WeakKeyDictionary()
        self.classes: dict[type, type] = {}
        self.cells: Any = weakref.WeakKeyDictionary()  # {function: [[cell of the user, its content, ours]]}

    # what a lifted function sees instead of x

    def lifted(self, x: Any) -> Any:
        """What a lifted function sees instead of x: mostly x itself."""
        kind = type(x)
        if kind is tuple:
            parts = tuple(map(self.lifted, x))
            return x if all(a is b for a, b in zip(parts, x, strict=True)) else parts
        if hasattr(kind, "__dualnum_lifted__"):
            return x.__dualnum_lifted__()  # a lifted function among those of another
        found = lifted_name(x)
        if found is not None:
            return found
        lift = LIFTED.get(kind)
        return x if lift is None else lift(self, x)

    def _method(self, x: Any) -> Any:
        f = self.lifted(x.__func__)
        return x if f is x.__func__ else types.MethodType(f, self.object(x.__self__))

    def _partial(self, x: Any) -> Any:
        f, args = self.lifted(x.func), self.lifted(x.args)
        keywords = {k: self.lifted(v) for k, v in x.keywords.items()}
        same = f is x.func and args is x.args and all(keywords[k] is v for k, v in x.keywords.items())
        return x if same else functools.partial(f, *args, **keywords)

    def _transformed(self, x: Any) -> Any:
        return x.of(self.lifted(x.transformed))

    def _module(self, x: types.ModuleType) -> Any:
        return _Module(self, x) if self.is_lifted(vars(x)) else x

    def is_lifted(self, names: dict[str, Any]) -> bool:
        """Whether the functions of a module are lifted, which is known by its globals."""
        package, file = _package(names), names.get("__file__") or ""
        if package == self.package or _is_never(names):
            return not _is_never(names)
        installed = any(part in file.replace("\\", "/") for part in INSTALLED)
        return not installed and package not in sys.stdlib_module_names

    # functions

    def function(self, f: types.FunctionType, first: bool = False) -> Any:
        """f over lifted globals and with lifted functions in its closure; f itself where nothing changes."""
        if isinstance(f.__globals__, Globals):
            return f  # made by a lifted function
        known = self.functions.get(f)
        if known is not None:
            return known
        ours = self.is_lifted(f.__globals__) or (first and not _is_never(f.__globals__))
        self.functions[f] = f  # for those that find themselves in their closure
        cells = [(cell, _content(cell)) for cell in f.__closure__ or ()]
        changed = [self._is_other(x) for _, x in cells]
        if not ours and not any(changed):
            return f
        mine = tuple(types.CellType() if c else cell for c, (cell, _) in zip(changed, cells, strict=True))
        names = self.globals_of(f) if ours else f.__globals__
        g = types.FunctionType(f.__code__, names, f.__name__, None, mine)
        g.__dict__, g.__qualname__, g.__module__ = f.__dict__, f.__qualname__, f.__module__
        self.functions[f] = result = _storing(g) if ours and _names_stored(f.__code__) else g
        g.__defaults__ = self.lifted(f.__defaults__)
        g.__kwdefaults__ = {k: self.lifted(v) for k, v in (f.__kwdefaults__ or {}).items()} or None
        ours_of = [[cell, x, new] for (cell, x), new in zip(cells, mine, strict=True) if new is not cell]
        for _, x, new in ours_of:
            new.cell_contents = self.lifted(x)
        self.cells[f] = [c for c in ours_of if c[1] is not f]  # which would keep f alive
        return result

    def _is_other(self, x: Any) -> bool:
        """Whether the content of a closure is lifted; if it is a function that may be yet to come."""
        if type(x) is types.FunctionType and self.is_lifted(x.__globals__):
            return True
        return x is not ABSENT and self.lifted(x) is not x

    def globals_of(self, f: types.FunctionType) -> Globals:
        """The globals of a lifted function."""
        names = self.modules.get(id(f.__globals__))
        if names is None:
            names = self.modules[id(f.__globals__)] = Globals(self, f.__globals__)
        names.prepare(f.__code__)
        return names

    def method(self, f: types.MethodType) -> Any:
        """A method over lifted globals; the object, too, has lifted methods if its class allows it."""
        return types.MethodType(self.function(cast(Any, f.__func__), first=True), self.object(f.__self__))

    def object(self, x: Any) -> Any:
        """An object with the attributes of x, the same dictionary, whose methods are lifted."""
        kind = type(x)
        if isinstance(x, type) or not self.is_lifted(vars(sys.modules[kind.__module__])):
            return x
        if not hasattr(x, "__dict__") or kind.__basicsize__ != _Plain.__basicsize__:
            return x  # it has slots, or is made in C
        twin = object.__new__(self._class(kind))
        twin.__dict__ = vars(x)
        return twin

    def _class(self, kind: Any) -> Any:
        """A subclass of a class, and of those of its bases, with the methods lifted."""
        if kind is object or "__init_subclass__" in vars(kind):
            return kind
        if kind not in self.classes:
            methods = {k: self._member(v) for k, v in vars(kind).items() if type(v) in MEMBERS}
            bases = [self._class(base) for base in kind.__bases__]
            mine = [b for b, base in zip(bases, kind.__bases__, strict=True) if b is not base]
            names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, **methods}
            self.classes[kind] = type(kind)(kind.__name__, (kind, *mine), names)
        return self.classes[kind]

    def _member(self, x: Any) -> Any:
        if isinstance(x, property):
            return property(*[f and self.lifted(f) for f in (x.fget, x.fset, x.fdel)])
        return self.lifted(x) if type(x) is types.FunctionType else type(x)(self.lifted(x.__func__))

    # before and after a call

    def refresh(self) -> None:
        """Forgets what has been bound anew since it was kept."""
        for names in list(self.modules.values()):
            names.refresh()
        for cells in list(self.cells.values()):
            for cell in cells:
                now = _content(cell[0])
                if now is not cell[1] and now is not ABSENT:
                    cell[1], cell[2].cell_contents = now, self.lifted(now)

    def flush(self) -> None:
        """Hands on to the modules what was stored in global names; buffers as plain arrays."""
        for names in list(self.modules.values()):
            names.flush(plain)


class Globals(dict[str, Any]):
    """The globals of a module as lifted functions see them."""

    def __init__(self, lifter: Lifter, real: dict[str, Any]) -> None:
        importing = {"__import__": self._import, "globals": lambda: real}
        super().__init__({k: v for k, v in real.items() if k.startswith("__")})  # which C looks for here
        self["__builtins__"] = {**vars(builtins), **importing}
        self.lifter, self.real = lifter, real
        self.kept: dict[str, Any] = {}
        self.stored: set[str] = set()

    def __missing__(self, name: str) -> Any:
        self.flush()
        value = self.real.get(name, ABSENT)
        # KeyError: it is not defined
        found = self["__builtins__"][name] if value is ABSENT else self.lifter.lifted(value)
        if isinstance(found, KEPT) and name not in self.stored:
            self.kept[name] = value
            self[name] = found
        return found

    def refresh(self) -> None:
        for name, value in list(self.kept.items()):
            if self.real.get(name, ABSENT) is not value:
                self.kept.pop(name, None)
                self.pop(name, None)

    def prepare(self, code: types.CodeType) -> None:
        """For a function of this code: names that it stores, and those that its classes look for here."""
        for name in _names_stored(code):
            self.stored.add(name)
            self.kept.pop(name, None)
            self.pop(name, None)
        for name in _names_of_classes(code):
            if name not in self and name not in self.stored and name in self.real:
                self.kept[name] = self.real[name]
                self[name] = self.lifter.lifted(self.real[name])

    def flush(self, seen: Callable[[Any], Any] = lambda x: x) -> None:
        for name in self.stored:
            value = self.pop(name, ABSENT)
            if value is ABSENT:
                value = self.real.get(name, ABSENT)
            if value is not ABSENT:
                value = seen(value)
                if self.real.get(name, ABSENT) is not value:
                    self.real[name] = value

    def _import(self, name: str, *args: Any) -> Any:
        """The builtin __import__ of lifted functions: import numpy as np, inside a function."""
        names = (args[0] if args and args[0] is not self else self.real), *args[1:]
        return self.lifter.lifted(builtins.__import__(name, *names))


class _Module(types.ModuleType):
    """A module whose functions are lifted."""

    def __init__(self, lifter: Lifter, real: types.ModuleType) -> None:
        super().__init__(real.__name__, real.__doc__)
        vars(self).update({"_lifter": lifter, "_real": real})

    def __getattr__(self, name: str) -> Any:
        return vars(self)["_lifter"].lifted(getattr(vars(self)["_real"], name))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(vars(self)["_real"], name, value)


class _Plain:
    pass


LIFTED: dict[type, Callable[[Lifter, Any], Any]] = {
    types.FunctionType: Lifter.function,
    types.ModuleType: Lifter._module,
    types.MethodType: Lifter._method,
    functools.partial: Lifter._partial,
    Transformed: Lifter._transformed,
}
MEMBERS = {types.FunctionType, staticmethod, classmethod, property}


def _package(names: dict[str, Any]) -> str:
    return str(names.get("__name__", "")).partition(".")[0]


def _is_never(names: dict[str, Any]) -> bool:
    """Whether these are the globals of NumPy or of dualnum itself; doctests have a copy of them."""
    module = sys.modules.get(names.get("__name__", ""))
    return _package(names) in NEVER and getattr(module, "__dict__", None) is names


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # nothing yet
        return ABSENT


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code and those of the functions and classes defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


@functools.lru_cache(maxsize=4096)
def _names_stored(code: types.CodeType) -> frozenset[str]:
    """The global names that a function binds or deletes."""
    import dis

    found = [i.argval for c in _codes(code) for i in dis.get_instructions(c) if i.opname in BINDING]
    return frozenset(found)


BINDING = {"STORE_GLOBAL", "DELETE_GLOBAL"}
OPTIMIZED = 1  # the flag of code that keeps local names in places: of functions, not of classes


@functools.lru_cache(maxsize=4096)
def _names_of_classes(code: types.CodeType) -> frozenset[str]:
    """The names in bodies of classes, which look for globals in the dictionary itself."""
    return frozenset(name for c in _codes(code) if not c.co_flags & OPTIMIZED for name in c.co_names)


def _storing(g: types.FunctionType) -> Any:
    """A function that stores global names: what it stored is in the module when it returns."""

    @functools.wraps(g)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return g(*args, **kwargs)
        finally:
            g.__globals__.flush()  # type: ignore[attr-defined]

    return call
