"""Whole minimisations: who solves, with whose derivatives, and how it ended.

Every solver has its own default tolerances. What it finds is compared with the known minimum before it is
timed, and one that fails is shown as failed.
"""

import contextlib
import importlib
import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from bench import fits, published
from bench.fits import Fit, Squares, Task
from bench.peers import ByHand, Competitor, Declined, Dualnum
from bench.problems import Function
from bench.rows import Contender, Derivatives, Ending, Timed, Unit
from bench.tracers import Autograd, Jax

Solve = Callable[[], Any]


class Differences(Competitor):
    """Finite differences, as scipy takes them where it is given no derivatives."""

    name = "differences"
    module = "scipy"
    arrays = "numpy"
    tolerance = 1e-4

    def gradient(self, f: Function) -> Function:
        slopes = self.lib.optimize.approx_fprime
        step = float(np.sqrt(np.finfo(float).eps))
        return lambda x, *data: (f(x, *data), slopes(x, f, step, *data))


class DualnumInScipy(Competitor):
    """scipy's method with this package's derivatives, where the column "dualnum" has a method of its own."""

    name = "dualnum + scipy"
    module = "dualnum"
    arrays = "numpy"


SOLVERS: tuple[type[Competitor], ...] = (ByHand, Differences, Dualnum, DualnumInScipy, Autograd, Jax)


def scipy_optimize() -> Any:
    """scipy.optimize, imported where something is to be minimised."""
    return importlib.import_module("scipy.optimize")


def given(competitor: Competitor, task: Task) -> tuple[Any, ...]:
    """The data in the form preferred."""
    return tuple(competitor.array(a) for a in task.data)


def first_order(competitor: Competitor, fit: Fit) -> Solve:
    """scipy's L-BFGS-B with value and gradient."""
    minimize = partial(scipy_optimize().minimize, method="L-BFGS-B")
    data = given(competitor, fit)
    if isinstance(competitor, Differences):
        return partial(minimize, fit.make(np), fit.start, data)
    if isinstance(competitor, DualnumInScipy):
        raise Declined(f"{competitor.name}: this is the column dualnum")
    pair = competitor.plain(competitor.prepare(fit.gradient))
    return partial(minimize, pair, fit.start, data, jac=True)


def second_order(competitor: Competitor, fit: Fit) -> Solve:
    """dualnum's newton; scipy's trust-exact with value and gradient, and the Hessian."""
    minimize = partial(scipy_optimize().minimize, method="trust-exact")
    data = given(competitor, fit)
    if isinstance(competitor, Dualnum):
        return partial(competitor.lib.optimize.newton, fit.make(np), fit.start, data)
    if isinstance(competitor, DualnumInScipy):
        competitor = Dualnum()
    pair = competitor.plain(competitor.prepare(fit.gradient))
    hess = competitor.plain(competitor.prepare(fit.hessian))
    return partial(minimize, pair, fit.start, data, jac=True, hess=hess)


def sum_of_squares(competitor: Competitor, squares: Squares) -> Solve:
    """dualnum's levenberg_marquardt; scipy's MINPACK with residuals and Jacobian."""
    solve = partial(scipy_optimize().least_squares, method="lm")
    f = squares.make(np)
    if isinstance(competitor, Differences):
        return partial(solve, f, squares.start)
    if isinstance(competitor, Dualnum):
        return partial(competitor.lib.optimize.levenberg_marquardt, f, squares.start)
    if isinstance(competitor, DualnumInScipy):
        competitor = Dualnum()
    return partial(solve, f, squares.start, jac=competitor.prepare(squares.slopes))


METHODS: dict[str, Callable[..., Solve]] = {
    "L-BFGS-B": first_order,
    "newton": second_order,
    "least squares": sum_of_squares,
}


@dataclass(frozen=True)
class Minimisation:
    """A row that asks for whole minimisations, of one task or of a set."""

    subject: str
    method: str
    tasks: Sequence[Task]
    beside: str = "by hand"
    target: float | None = None
    repeats: int | None = None
    unit: Unit = "ratio"

    @property
    def name(self) -> str:
        return f"{self.subject}, {self.method}"

    def contender(self, competitor: Competitor) -> Contender:
        """The runs to be timed, their answers checked."""
        solves = [METHODS[self.method](competitor, task) for task in self.tasks]
        pairs = zip(self.tasks, solves, strict=True)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            endings = [end_of(task, solve, alone=len(solves) == 1) for task, solve in pairs]
        if len(solves) == 1:
            return Contender("solve()", {"solve": solves[0]}, endings[0])
        return Contender("run(solves)", {"run": run_all, "solves": solves}, together(endings))


def run_all(solves: Sequence[Solve]) -> None:
    """What is timed of a set: all of it, whatever a solver raises."""
    for solve in solves:
        with contextlib.suppress(Exception):
            solve()


COUNTS = ("nfev", "njev", "nhev")


def end_of(task: Task, solve: Solve, alone: bool) -> Ending:
    """Run once, and compare with the known minimum; an exception is a failure."""
    try:
        result = solve()
    except Declined:
        raise
    except Exception as error:
        return Ending(1, 0, 0, None, None, None, messages=(f"{task.name}: {type(error).__name__}: {error}",))
    value = task.value_of(result)
    solved = task.solved_by(value)
    nfev, njev, nhev = (None if count is None else int(count) for count in map(result.get, COUNTS))
    message = f"{task.name}: {value:.6g} where {task.best[0]:.6g} is least; {result.message}"
    return Ending(
        tasks=1,
        solved=int(solved),
        claimed=int(bool(result.success)),
        nfev=nfev,
        njev=njev,
        nhev=nhev,
        excess=finite(task.excess(value)),
        gradient_norm=finite(task.gradient_norm(result)) if alone else None,
        messages=() if solved else (message,),
    )


def finite(figure: float | None) -> float | None:
    """A figure, if it is one: JSON has no others."""
    return figure if figure is not None and math.isfinite(figure) else None


def together(endings: Sequence[Ending]) -> Ending:
    """The ending of a set."""

    def total(field: str) -> int | None:
        counts = [getattr(ending, field) for ending in endings]
        known = [count for count in counts if count is not None]
        return sum(known) if known else None

    return Ending(
        tasks=len(endings),
        solved=sum(ending.solved for ending in endings),
        claimed=sum(ending.claimed for ending in endings),
        nfev=total("nfev"),
        njev=total("njev"),
        nhev=total("nhev"),
        messages=tuple(message for ending in endings for message in ending.messages),
    )


TARGETS = {("Weibull fit, 1,000 points", "L-BFGS-B"): 1.6, ("Weibull fit, 1,000 points", "newton"): 1.0}


def fit_rows(fit: Fit) -> list[Timed]:
    """Both derivatives of a fit, and both ways to minimise it."""
    repeats = 5 if len(fit.start) >= 50 else 20
    rows: list[Timed] = [Derivatives(fit.gradient, "by hand"), Derivatives(fit.hessian, "by hand")]
    for method in ("L-BFGS-B", "newton"):
        target = TARGETS.get((fit.name, method))
        rows.append(Minimisation(fit.name, method, (fit,), target=target, repeats=repeats))
    return rows


def all_rows() -> list[Timed]:
    """The rows of the second table."""
    mgh = f"MGH, {len(published.mgh_values())} functions"
    sets = (
        Minimisation(mgh, "L-BFGS-B", published.mgh_values(), "differences", repeats=3),
        Minimisation(mgh, "newton", published.mgh_values(), "dualnum + scipy", repeats=3),
        Minimisation(mgh, "least squares", published.mgh_squares(), "differences", repeats=3),
        Minimisation("NIST, 6 from 2 starts", "least squares", published.nist_squares(), repeats=3),
    )
    return [row for fit in fits.all_fits() for row in fit_rows(fit)] + [*sets]
