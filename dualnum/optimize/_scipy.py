"""What the functions that hand a problem to scipy share: scipy, its methods and options, its results."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.optimize._loop import _takes_result
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._variables import Variables, Vector


def scipy_module(who: str, name: str = "optimize") -> Any:
    """A part of scipy, which is an optional extra."""
    try:
        return importlib.import_module(f"scipy.{name}")
    except ModuleNotFoundError:
        raise errors.needs_extra(f"dualnum.optimize.{who}", "dualnum[scipy]") from None


def method_name(who: str, given: Any, known: Iterable[str]) -> str:
    """A method's name in small letters."""
    known = list(known)
    if isinstance(given, str):
        for name in (given, given.lower()):
            if name in known:
                return name
    raise errors.unknown_method(who, given, known)


def with_options(who: str, method: str, solve: Callable[[], Any], options: Any) -> Any:
    """Call scipy, which only warns of options that it does not know."""
    if not options:
        return solve()
    with warnings.catch_warnings():
        unknown = scipy_module(who).OptimizeWarning
        warnings.filterwarnings("error", message="Unknown solver options", category=unknown)
        try:
            return solve()
        except unknown as warning:
            if not str(warning).startswith("Unknown solver options"):
                raise
            name = str(warning).split(":")[1].split(",")[0].strip()
    raise errors.unknown_option(f"{who}(method={method!r})", name, _documented_options(who, method))


def _documented_options(who: str, method: str) -> list[str]:
    """The options in scipy's documentation of a method; for a message."""
    text = scipy_module(who).show_options(who, method.lower(), disp=False)
    rows = re.findall(r"^ {0,8}(\w+(?:, \w+)*) ?: ", text.partition("Options")[2], re.MULTILINE)
    return [name for row in rows for name in row.split(", ")]


def told(variables: Variables, callback: Any) -> Any:
    """A callback that gets x in the form of x0, by either of scipy's conventions."""
    if callback is None or (variables.structure is None and not variables.is_number):
        return callback
    if _takes_result(callback):

        def by_keyword(*, intermediate_result: Any) -> Any:
            shown = OptimizeResult(intermediate_result)
            shown["x"] = variables.restore(np.array(shown["x"]))
            return callback(intermediate_result=shown)

        return by_keyword
    return lambda x, *state: callback(variables.restore(np.array(x)), *state)


def restored(variables: Variables, found: Any, vectors: Iterable[str]) -> OptimizeResult:
    """scipy's result as ours, with these entries in the form of x0; no success where f is not finite."""
    result = OptimizeResult(found)
    for name in vectors:
        entry = result.get(name)
        if isinstance(entry, np.ndarray) and entry.shape == variables.start.shape:
            result[name] = variables.restore(entry)
    if result.get("success") and not np.all(np.isfinite(result["fun"])):
        result.update(success=False, status=Outcome.NONFINITE.status, message=Outcome.NONFINITE.text)
    return result


class Failed(Exception):
    """Ends a run of scipy; the outcome becomes the result."""

    def __init__(self, outcome: Outcome, x: Vector) -> None:
        super().__init__(outcome.text)
        self.outcome, self.x = outcome, x
