"""The one loop of all optimizers: direction, distance, tests, until a test is met or nothing is left."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from dualnum import errors
from dualnum.mapping import progress_bar
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import EPS, Point, Problem, norm
from dualnum.optimize._result import History, OptimizeResult

IDLE = 10
"""Iterations at least, and half of all, without a smaller value that tell of too large a step size."""

FAR = 1e10
"""Times as far out as x0, and as 1, where a value that still falls tells of a function without a minimum."""

Ended = tuple[Outcome, dict[str, float]]
"""Why a run ended, and the figures of the message."""


class Direction(Protocol):
    """Where to go from a point."""

    def at(self, problem: Problem, point: Point) -> Any:
        """What the distance needs: a step to be scaled, or a model; or the outcome if there is none."""

    def is_settled(self, problem: Problem, point: Point) -> bool:
        """Whether a point that meets the gradient test is an end."""

    def turns(self) -> bool:
        """Asked where no step was found: whether it now proposes others."""

    def findings(self, problem: Problem, point: Point, outcome: Outcome) -> tuple[dict[str, Any], str]:
        """Further fields of the result, and what to add to its message."""


class Distance(Protocol):
    """How far to go.

    Attributes
    ----------
    is_cut : bool
        Whether the last step was made shorter than the direction wanted, so that its length tells nothing.
    is_given : bool
        Whether the user gives the size of the steps, so that f may rise.
    """

    is_cut: bool
    is_given: bool

    def advance(self, problem: Problem, point: Point, proposal: Any) -> Point | Outcome:
        """The next point, or why there is none."""


class PlainDirection:
    """A direction with nothing to say about ends."""

    def is_settled(self, problem: Problem, point: Point) -> bool:
        """Every point that meets the gradient test is."""
        return True

    def turns(self) -> bool:
        """There is one way only."""
        return False

    def findings(self, problem: Problem, point: Point, outcome: Outcome) -> tuple[dict[str, Any], str]:
        """Nothing."""
        return {}, ""


@dataclass(frozen=True)
class Tolerances:
    """When a run succeeds; a tolerance of 0 is met by nothing but an exact zero (gtol) or switched off.

    Attributes
    ----------
    gtol : float
        Of the problem's main quantity: gradient norm, or residual norm for roots.
    xtol : float
        Of the step, relative to the norm of x.
    ftol : float
        Of the decrease of the merit, relative to it.
    main : Outcome
        What the main test is called.
    """

    gtol: float
    xtol: float
    ftol: float
    main: Outcome = Outcome.GRADIENT

    def met(
        self, problem: Problem, direction: Direction, point: Point, previous: Point | None
    ) -> Ended | None:
        """The test that holds at a point, and its figures; without `previous`, none of those of a step."""
        if problem.is_exact(point):
            return Outcome.ZERO, {}
        measure = problem.measure(point)
        if measure <= self.gtol and direction.is_settled(problem, point):
            return self.main, {"measure": measure, "tolerance": self.gtol}
        left = problem.step_left(point) if self.xtol > 0.0 else None
        if left is not None and left <= self.xtol:
            return Outcome.NEXT_STEP, {"measure": left, "tolerance": self.xtol}
        if previous is None or (self.xtol == 0.0 and self.ftol == 0.0):
            return None
        step, size = norm(point.x - previous.x), norm(point.x)
        if step == 0.0:
            return None
        if left is None and step <= self.xtol * (self.xtol + size):
            return Outcome.STEP, {"measure": step / (self.xtol + size), "tolerance": self.xtol}
        if self.ftol > 0.0:
            fall, size = previous.merit - point.merit, max(abs(previous.merit), abs(point.merit), 1e-300)
            if 0.0 <= fall <= self.ftol * size:
                return Outcome.DECREASE, {"measure": fall / size, "tolerance": self.ftol}
        return None


@dataclass(frozen=True)
class Report:
    """Who is told about the steps.

    Attributes
    ----------
    callback : callable or None
        With scipy's two conventions.
    verbose : int
        0 silent, 1 the end, 2 every step.
    progress : bool
        A bar (tqdm).
    history, return_all : bool
        Whether the result keeps the points, as `History` or as scipy's list ``allvecs``.
    """

    callback: Callable[..., Any] | None = None
    verbose: int = 0
    progress: bool = False
    history: bool = False
    return_all: bool = False


def quiet() -> np.errstate:
    """NumPy's warnings off: trial points may lie anywhere. What the user lets raise still raises."""
    return np.errstate(**{kind: "ignore" for kind, how in np.geterr().items() if how == "warn"})  # type: ignore


def run(
    problem: Problem,
    direction: Direction,
    distance: Distance,
    tolerances: Tolerances,
    maxiter: int,
    report: Report,
    batches: Iterable[Any] | None = None,
) -> OptimizeResult:
    """Iterate until a test is met, the iterations are used up, or an obstacle."""
    teller = Teller(problem, report, maxiter)
    feed = Feed(problem, batches)
    nit, previous = 0, None
    point = problem.start()
    lowest, fell = point.merit, 0  # the smallest value, and when it was reached
    ended: Ended | None = None if point.is_finite() else (Outcome.NONFINITE_START, {})
    with teller:
        while True:
            teller.tell(point, nit)
            if ended is None and not feed.is_partial:
                ended = tolerances.met(problem, direction, point, None if distance.is_cut else previous)
            if nit and teller.calls_for_stop(point, nit):
                ended = Outcome.CALLBACK, {}
            if ended is None and feed.is_over:
                ended = Outcome.EXHAUSTED, {}
            if ended is None and nit == maxiter:
                idle = None if feed.is_partial else nit - fell
                ended = _unfinished(problem, distance, previous, point, nit, idle)
            if ended is not None:
                break
            moved = _step(problem, direction, distance, point, feed)
            if isinstance(moved, Outcome):
                near = problem.measure(point) <= tolerances.gtol and moved is Outcome.PRECISION
                ended = Outcome.UNSETTLED if near and not feed.is_partial else moved, {}
                break
            nit, previous, point = nit + 1, point, moved
            if point.merit < lowest:
                lowest, fell = point.merit, nit
    if feed.has_whole:
        feed.take_whole()
        point = problem.point(point.x)
        if ended[0] in (Outcome.EXHAUSTED, Outcome.LIMIT):
            ended = tolerances.met(problem, direction, point, None) or ended
    return _result(problem, direction, tolerances, point, nit, maxiter, ended, teller)


def _unfinished(
    problem: Problem, distance: Distance, previous: Point | None, point: Point, nit: int, idle: int | None
) -> Ended:
    """What the allowed iterations tell that met no test; `idle` are those since the smallest value."""
    if idle is None or previous is None:
        return Outcome.LIMIT, {}
    size = norm(point.x)
    if distance.is_given and idle >= max(IDLE, nit // 2) and _promises(problem, previous, point):
        return Outcome.RISING, {"idle": idle}
    if problem.goal == "f" and idle == 0 and size > FAR * max(norm(problem.variables.start), 1.0):
        return Outcome.UNBOUNDED, {"size": size}
    return Outcome.LIMIT, {}


def _promises(problem: Problem, previous: Point, point: Point) -> bool:
    """Whether a step as long as the last one should change f by more than rounding errors."""
    return problem.measure(point) * norm(point.x - previous.x) > 1e3 * EPS * abs(point.merit)


def _step(
    problem: Problem, direction: Direction, distance: Distance, point: Point, feed: Feed
) -> Point | Outcome:
    """The next point, or why there is none; by another way of the direction if the first leads nowhere."""
    while True:
        proposal = direction.at(problem, point)
        if isinstance(proposal, Outcome):
            return proposal
        feed.advance()
        moved = distance.advance(problem, point, proposal)
        if moved is not Outcome.PRECISION or not direction.turns():
            return moved


def _result(
    problem: Problem,
    direction: Direction,
    tolerances: Tolerances,
    point: Point,
    nit: int,
    maxiter: int,
    ended: Ended,
    teller: Teller,
) -> OptimizeResult:
    outcome, figures = ended
    known = {
        "measure": problem.measure(point),
        "tolerance": tolerances.gtol,
        "maxiter": maxiter,
        "quantity": problem.quantity,
        "goal": problem.goal,
        "fun": problem.value(point),
    }
    found, remark = direction.findings(problem, point, outcome)
    message = outcome.text.format(**(known | figures)) + (f" {remark}" if remark else "")
    result = OptimizeResult(
        message=message,
        success=outcome.success,
        status=outcome.status,
        **problem.fields(point),
        **found,
        nit=nit,
        **problem.counts(),
    )
    teller.finish(result, problem.value(point))
    return result


class Feed:
    """The batches of data, one for each step.

    Attributes
    ----------
    is_partial : bool
        Whether the function stands for a batch, so that no test can be met.
    is_over : bool
        Whether the last batch has been used.
    has_whole : bool
        Whether `args` gives the whole data beside the batches, by which the end is judged.
    """

    def __init__(self, problem: Problem, batches: Iterable[Any] | None) -> None:
        self.problem, self.whole = problem, problem.args
        self.is_partial = batches is not None
        self.has_whole = self.is_partial and bool(self.whole)
        self.is_over = False
        self.batches = iter(() if batches is None else batches)
        self.advance()
        if self.is_over:
            raise errors.no_batches(problem.who)

    def advance(self) -> None:
        """Let the function be that of the next batch; the last one stays."""
        if not self.is_partial:
            return
        try:
            batch = next(self.batches)
        except StopIteration:
            self.is_over = True
        else:
            self.problem.args = batch if isinstance(batch, tuple) else (batch,)

    def take_whole(self) -> None:
        """Let the function be that of the whole data."""
        self.problem.args = self.whole


class Teller:
    """Tells callback, history, screen and progress bar of each point."""

    def __init__(self, problem: Problem, report: Report, maxiter: int) -> None:
        self.problem, self.report = problem, report
        self.history = History()
        self.maxiter, self.bar = maxiter, None
        self.by_keyword = report.callback is not None and _takes_result(report.callback)

    def __enter__(self) -> Teller:
        if self.report.progress:
            self.bar = progress_bar()(total=self.maxiter)
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def tell(self, point: Point, nit: int) -> None:
        """Note a point."""
        report = self.report
        if not (report.history or report.return_all or report.verbose > 1 or self.bar is not None):
            return
        measure = self.problem.measure(point)
        if report.history or report.return_all:
            self.history.add(point.x, self.problem.value(point), measure)
        if report.verbose > 1:
            if nit == 0:
                print(f"{'step':>6} {'f':>16} {self.problem.quantity:>14}")
            print(f"{nit:6d} {self.problem.value(point):16.9g} {measure:14.4g}")
        if self.bar is not None and nit:
            self.bar.update()

    def calls_for_stop(self, point: Point, nit: int) -> bool:
        """Call the callback; whether it asks to stop."""
        callback = self.report.callback
        if callback is None:
            return False
        x = self.problem.variables.restore(point.x.copy())
        try:
            if self.by_keyword:
                callback(intermediate_result=OptimizeResult(x=x, fun=self.problem.value(point), nit=nit))
            else:
                callback(x)
        except StopIteration:
            return True
        except Exception as error:
            error.add_note(f"raised by the callback of {self.problem.who} after step {nit}")
            raise
        return False

    def finish(self, result: OptimizeResult, value: float) -> None:
        """Put what was kept into the result, and print the end."""
        if self.report.history:
            result["history"] = self.history
        if self.report.return_all:
            result["allvecs"] = list(self.history.x)
        if self.report.verbose:
            print(f"{self.problem.who}: {result.message} ({result.nit} steps, f = {value:.9g})")


def _takes_result(callback: Callable[..., Any]) -> bool:
    """Whether a callback follows scipy's newer convention."""
    try:
        return list(inspect.signature(callback).parameters) == ["intermediate_result"]
    except (TypeError, ValueError):  # builtins without a signature
        return False
