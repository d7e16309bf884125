"""What the functions that hand a problem to scipy share: scipy, names of methods, callbacks, results."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
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


def starred(args: Any) -> tuple[Any, ...]:
    """Arguments that scipy hands on with a star: any sequence; here also one alone."""
    if isinstance(args, (list, range)) or (isinstance(args, np.ndarray) and args.ndim):
        return tuple(args)
    return args if isinstance(args, tuple) else (args,)


class Failed(Exception):
    """Ends a run of scipy; the outcome becomes the result."""

    def __init__(self, outcome: Outcome, x: Vector) -> None:
        super().__init__(outcome.name)
        self.outcome, self.x = outcome, x

    def fields(self, fun: float) -> dict[str, Any]:
        """How the run ended, for the result; `fun` is the value at x."""
        outcome = self.outcome
        return {
            "message": outcome.text.format(fun=fun),
            "success": outcome.success,
            "status": outcome.status,
        }


def told(variables: Variables, callback: Any, by_position: bool = False) -> Any:
    """A callback that gets x in the form of x0, by either of scipy's conventions.

    Parameters
    ----------
    variables : Variables
    callback : callable or None
    by_position : bool
        Whether the method calls ``callback(x)``, or ``callback(x, f)``, whatever its parameter is called, and
        lets StopIteration pass.
    """
    as_it_is = variables.structure is None and not variables.is_number and not by_position
    if callback is None or as_it_is:
        return callback
    named = _takes_result(callback)

    def by_keyword(*, intermediate_result: Any) -> Any:
        shown = OptimizeResult(intermediate_result)
        shown["x"] = variables.restore(np.array(shown["x"]))
        return callback(intermediate_result=shown)

    def at(x: Any, *state: Any) -> Any:
        return callback(variables.restore(np.array(x)), *state)

    def or_stop(x: Any, *state: Any) -> Any:
        try:
            if named:
                known = dict(zip(("x", "fun"), (x, *state), strict=False))
                return by_keyword(intermediate_result=known)
            return at(x, *state)
        except StopIteration:
            raise Failed(Outcome.CALLBACK, np.array(x)) from None

    return or_stop if by_position else by_keyword if named else at


def restored(variables: Variables, found: Any, vectors: Iterable[str]) -> OptimizeResult:
    """scipy's result as ours, with these entries in the form of x0; no success where they are not finite."""
    result = OptimizeResult(found)
    finite = np.all(np.isfinite(result.get("fun", 0.0)))
    for name in vectors:
        entry = result.get(name)
        if isinstance(entry, np.ndarray) and entry.shape == variables.start.shape:
            finite = finite and np.isfinite(entry).all()
            result[name] = variables.restore(entry)
    if result.get("success") and not finite:
        result.update(Failed(Outcome.NONFINITE_HERE, variables.start).fields(np.nan))
    return result
