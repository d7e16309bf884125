"""The face that all methods share: scipy's signature, the common options, and refusals by name.

A method is a function of its own options that returns its two parts, a direction and a distance. The
decorator `method` makes of it what users call, alone or as ``method=`` of `scipy.optimize.minimize`.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from dualnum import errors
from dualnum._parameters import check_chunk_size
from dualnum.optimize._documentation import MINIMA, TESTS, Seeks, documented
from dualnum.optimize._loop import Direction, Distance, Report, Tolerances, quiet, run
from dualnum.optimize._minimum import Minimum
from dualnum.optimize._options import count, flag, number
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import Problem
from dualnum.optimize._result import OptimizeResult


class Method(Protocol):
    """What users call: every method has these arguments, and options of its own beside them."""

    __name__: str

    def __call__(
        self,
        fun: Callable[..., Any],
        x0: Any = ...,
        args: Any = ...,
        jac: Any = ...,
        hess: Any = ...,
        hessp: Any = ...,
        bounds: Any = ...,
        constraints: Any = ...,
        callback: Callable[..., Any] | None = ...,
        *,
        maxiter: int = ...,
        gtol: float = ...,
        xtol: float = ...,
        ftol: float = ...,
        tol: float | None = ...,
        chunk_size: int | None = ...,
        history: bool = ...,
        return_all: bool = ...,
        verbose: int = ...,
        disp: bool = ...,
        progress: bool = ...,
        **options: Any,
    ) -> OptimizeResult: ...


TYPES = typing.get_type_hints(Method.__call__)
"""The types of arguments and common options, for help()."""

METHODS: dict[str, Method] = {}
"""Every method by its name."""

COMMON: dict[str, Any] = {
    "tol": None,
    "chunk_size": None,
    "history": False,
    "return_all": False,
    "verbose": 0,
    "disp": False,
    "progress": False,
}
"""The options that all methods have beside those of the loop, and their defaults."""

MISSING: Any = inspect.Parameter.empty


class Parts(NamedTuple):
    """What a method is made of."""

    direction: Direction
    distance: Distance
    problem: Callable[..., Problem] = Minimum
    main: Outcome = Outcome.GRADIENT
    batches: Iterable[Any] | None = None


class Recipe(NamedTuple):
    """What `method` was told of a method, and the function that makes its parts."""

    who: str
    build: Callable[..., Parts]
    own: Mapping[str, inspect.Parameter]
    order: int
    uses: list[str]
    defaults: dict[str, Any]
    main: str
    seeks: Seeks


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
    shared: dict[str, str] | None = None,
) -> Callable[[Callable[..., Parts]], Method]:
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
    shared : dict of str
        Further texts for the docstring, by placeholder.
    """
    defaults = {"maxiter": maxiter, "gtol": gtol, "xtol": xtol, "ftol": ftol}
    if main != "gtol":
        del defaults["gtol"]

    def decorate(build: Callable[..., Parts]) -> Method:
        own = inspect.signature(build, eval_str=True).parameters
        recipe = Recipe(build.__name__, build, own, order, uses.split(), defaults, main, seeks)

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
            given = {"jac": jac, "hess": hess, "hessp": hessp, "bounds": bounds}
            return _solve(recipe, fun, x0, args, given, constraints, callback, options)

        solve.__doc__ = documented(build.__doc__ or "", tests, recipe.uses, seeks, shared or {})
        solve.__signature__ = _signature(solve, own, defaults)  # type: ignore[attr-defined]
        METHODS[recipe.who] = solve
        return solve

    return decorate


def _solve(
    recipe: Recipe,
    fun: Any,
    x0: Any,
    args: Any,
    given: dict[str, Any],
    constraints: Any,
    callback: Any,
    options: dict[str, Any],
) -> OptimizeResult:
    """What a call of a method does."""
    who, own, main = recipe.who, recipe.own, recipe.main
    if x0 is MISSING:
        raise errors.no_start(who)
    for name in options:
        if name not in own and name not in recipe.defaults and name not in COMMON:
            raise errors.unknown_option(who, name, [*own, *recipe.defaults, *COMMON])
    _refuse(recipe, given, constraints)
    settings = COMMON | recipe.defaults | options
    if settings["tol"] is not None and main not in options:
        settings[main] = settings["tol"]
    maxiter = count(who, "maxiter", settings["maxiter"])
    check_chunk_size(settings["chunk_size"])
    parts = recipe.build(**{name: value for name, value in options.items() if name in own})
    tolerances = _tolerances(recipe, settings, parts.main)
    problem = parts.problem(
        who, fun, x0, args, **given, order=recipe.order, chunk_size=settings["chunk_size"]
    )
    report = _report(who, callback, settings)
    with quiet():
        return run(problem, parts.direction, parts.distance, tolerances, maxiter, report, parts.batches)


def _refuse(recipe: Recipe, given: dict[str, Any], constraints: Any) -> None:
    who, hints = recipe.who, recipe.seeks.hints
    for argument, value in given.items():
        if value is not None and value is not False and argument not in recipe.uses:
            raise errors.unused_argument(who, argument, hints[argument])
    if constraints is not None and not (isinstance(constraints, (tuple, list)) and not constraints):
        raise errors.unused_argument(who, "constraints", hints["constraints"])


def _tolerances(recipe: Recipe, settings: dict[str, Any], outcome: Outcome) -> Tolerances:
    checked = {
        name: number(recipe.who, name, settings[name], low=0.0)
        for name in recipe.defaults
        if name != "maxiter"
    }
    decrease = checked["ftol"] if recipe.main == "gtol" else 0.0
    return Tolerances(checked[recipe.main], checked["xtol"], decrease, outcome)


def _report(who: str, callback: Any, settings: dict[str, Any]) -> Report:
    if callback is not None and not callable(callback):
        raise errors.bad_callback(who, callback)
    verbose = settings["verbose"]
    verbose = count(who, "verbose", int(verbose) if isinstance(verbose, bool) else verbose)
    kept = {name: flag(who, name, settings[name]) for name in ("progress", "history", "return_all")}
    return Report(callback, max(verbose, int(flag(who, "disp", settings["disp"]))), **kept)


def _signature(solve: Any, own: Any, defaults: dict[str, Any]) -> inspect.Signature:
    """What help() shows: the arguments, the method's own options, the common ones."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    head = inspect.signature(solve, follow_wrapped=False).parameters.values()
    arguments = [p.replace(annotation=TYPES[p.name]) for p in head if p.kind is not p.VAR_KEYWORD]
    mine = [parameter.replace(kind=keyword) for parameter in own.values()]
    common = [
        inspect.Parameter(name, keyword, default=default, annotation=TYPES[name])
        for name, default in (defaults | COMMON).items()
    ]
    return inspect.Signature([*arguments, *mine, *common], return_annotation=OptimizeResult)
