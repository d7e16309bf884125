"""The face that all methods share: scipy's signature, the common options, and refusals by name.

A method is a function of its own options that returns its two parts, a direction and a distance. The
decorator `method` makes of it what users call, alone or as ``method=`` of `scipy.optimize.minimize`.
"""

from __future__ import annotations

import functools
import inspect
import math
import numbers
from collections.abc import Callable
from typing import Any, NamedTuple

from dualnum import errors
from dualnum._parameters import check_chunk_size
from dualnum.optimize._documentation import MINIMA, TESTS, Seeks, documented
from dualnum.optimize._loop import Direction, Distance, Report, Tolerances, quiet, run
from dualnum.optimize._minimum import Minimum
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import Problem
from dualnum.optimize._result import OptimizeResult

METHODS: dict[str, Callable[..., OptimizeResult]] = {}
"""Every method by its name."""


class Parts(NamedTuple):
    """What a method is made of."""

    direction: Direction
    distance: Distance
    problem: Callable[..., Problem] = Minimum
    main: Outcome = Outcome.GRADIENT


MISSING: Any = inspect.Parameter.empty

COMMON = ["tol", "chunk_size", "history", "return_all", "verbose", "disp", "progress"]


def method(
    *,
    order: int = 1,
    uses: str = "jac",
    maxiter: int = 1000,
    gtol: float = 1e-5,
    xtol: float = 0.0,
    ftol: float = 0.0,
    main: str = "gtol",
    tests: str = TESTS,
    seeks: Seeks = MINIMA,
) -> Callable[[Callable[..., Parts]], Callable[..., OptimizeResult]]:
    """Make a method of a function of its own options.

    Parameters
    ----------
    order : {1, 2}
        Of the derivatives that a point needs.
    uses : str
        Which of the arguments jac, hess, hessp and bounds it uses; the others are refused by name.
    maxiter, gtol, xtol, ftol
        The defaults of these options.
    main : str
        The option that `tol` stands for: "ftol" for methods that seek zeros, which have no gtol.
    tests : str
        What the docstring says of gtol, xtol and ftol.
    seeks : Seeks
        The kind of the method.
    """
    defaults = {"maxiter": maxiter, "gtol": gtol, "xtol": xtol, "ftol": ftol}
    if main != "gtol":
        del defaults["gtol"]

    def decorate(build: Callable[..., Parts]) -> Callable[..., OptimizeResult]:
        who = build.__name__
        own = inspect.signature(build).parameters
        known = {*own, *defaults, *COMMON}

        @functools.wraps(build)
        def solve(
            fun: Any,
            x0: Any = MISSING,
            args: Any = (),
            jac: Any = None,
            hess: Any = None,
            hessp: Any = None,
            bounds: Any = None,
            constraints: Any = (),
            callback: Any = None,
            **options: Any,
        ) -> OptimizeResult:
            if x0 is MISSING:
                raise errors.no_start(who)
            for name in options:
                if name not in known:
                    raise errors.unknown_option(who, name, known)
            given = {"jac": jac, "hess": hess, "hessp": hessp, "bounds": bounds}
            _refuse(who, uses.split(), seeks, given, constraints)
            loop = _loop_options(who, defaults, main, options)
            parts = build(**{name: value for name, value in options.items() if name in own})
            problem = parts.problem(
                who, fun, x0, args, **given, order=order, chunk_size=options.get("chunk_size")
            )
            tolerances = Tolerances(
                loop[main], loop["xtol"], loop["ftol"] if main == "gtol" else 0.0, parts.main
            )
            report = _report(who, callback, options)
            batches = options.get("batches")
            with quiet():
                return run(
                    problem, parts.direction, parts.distance, tolerances, loop["maxiter"], report, batches
                )

        solve.__doc__ = documented(build.__doc__ or "", tests, uses.split(), seeks)
        solve.__signature__ = _signature(solve, own, defaults)  # type: ignore[attr-defined]
        METHODS[who] = solve
        return solve

    return decorate


def _refuse(who: str, uses: list[str], seeks: Seeks, given: dict[str, Any], constraints: Any) -> None:
    for argument, value in given.items():
        if value is not None and value is not False and argument not in uses:
            raise errors.unused_argument(who, argument, seeks.hints[argument])
    if constraints is not None and not (isinstance(constraints, (tuple, list)) and not constraints):
        raise errors.unused_argument(who, "constraints", seeks.hints["constraints"])


def _loop_options(who: str, defaults: dict[str, Any], main: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options of the loop, checked."""
    loop = defaults | {name: options[name] for name in defaults if name in options}
    if options.get("tol") is not None and main not in options:
        loop[main] = options["tol"]
    for name in defaults.keys() - {"maxiter"}:
        loop[name] = number(who, name, loop[name], low=0.0)
    loop["maxiter"] = count(who, "maxiter", loop["maxiter"])
    check_chunk_size(options.get("chunk_size"))
    return loop


def _report(who: str, callback: Any, options: dict[str, Any]) -> Report:
    if callback is not None and not callable(callback):
        raise errors.bad_callback(who, callback)
    verbose = options.get("verbose", 0)
    verbose = count(who, "verbose", int(verbose) if isinstance(verbose, bool) else verbose)
    return Report(
        callback,
        max(verbose, int(bool(options.get("disp")))),
        bool(options.get("progress")),
        bool(options.get("history")),
        bool(options.get("return_all")),
    )


def number(who: str, option: str, given: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """An option that is a real number in [low, high]."""
    if not isinstance(given, numbers.Real) or isinstance(given, bool) or not low <= float(given) <= high:
        limits = f" from {low:g}" * (low > -math.inf) + f" to {high:g}" * (high < math.inf)
        raise errors.bad_option(who, option, f"a number{limits}", given)
    return float(given)


def count(who: str, option: str, given: Any, low: int = 0) -> int:
    """An option that is an integer, at least `low`."""
    if not isinstance(given, numbers.Integral) or isinstance(given, bool) or given < low:
        raise errors.bad_option(who, option, f"an integer from {low}", given)
    return int(given)


def choice(who: str, option: str, given: Any, names: tuple[str, ...]) -> str:
    """An option that is one of a few names."""
    if not isinstance(given, str) or given not in names:
        raise errors.bad_option(who, option, " or ".join(map(repr, names)), given)
    return str(given)


def _signature(solve: Any, own: Any, defaults: dict[str, Any]) -> inspect.Signature:
    """What help() shows: the arguments, the method's own options, the common ones."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    arguments = list(inspect.signature(solve, follow_wrapped=False).parameters.values())[:-1]
    rest = {"tol": None, "chunk_size": None, "history": False, "return_all": False, "verbose": 0}
    rest |= {"disp": False, "progress": False}
    mine = [parameter.replace(kind=keyword) for parameter in own.values()]
    common = [inspect.Parameter(n, keyword, default=v) for n, v in (defaults | rest).items() if n not in own]
    return inspect.Signature([*arguments, *mine, *common], return_annotation=OptimizeResult)
