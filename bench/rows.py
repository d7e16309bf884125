"""The rows of the table, and who competes in each: answers checked before any clock runs."""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from timeit import Timer
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from bench import array_problems, problems
from bench.peers import (
    ByHand,
    Competitor,
    ComplexStep,
    Declined,
    Dualnum,
    HyperJet,
    Numba,
    NumDual,
    Plain,
)
from bench.problems import Problem
from bench.tensors import DrJit, Torch
from bench.tracers import Autograd, Casadi, Jax, JaxEager

COMPETITORS: tuple[type[Competitor], ...] = (
    Plain,
    ByHand,
    ComplexStep,
    Dualnum,
    NumDual,
    HyperJet,
    Autograd,
    JaxEager,
    Jax,
    Casadi,
    Torch,
    DrJit,
    Numba,
)


Unit = Literal["ratio", "ms", "arrays"]


class WrongAnswer(Exception):
    """A competitor's answer differs from the one by hand."""


@dataclass(frozen=True)
class Ending:
    """How a minimisation ended, or a set of them.

    ``solved`` of the ``tasks`` have the value of a minimum, ``claimed`` is how many say so.
    Evaluations are summed, None where a solver does not count them. ``excess`` is the final value less
    the minimum, and like the gradient norm of one task only. ``messages`` are those of what
    is not solved.
    """

    tasks: int
    solved: int
    claimed: int
    nfev: int | None
    njev: int | None
    nhev: int | None
    excess: float | None = None
    gradient_norm: float | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contender:
    """One cell to be timed: an expression and the names in it; of a minimisation, how it ended."""

    statement: str
    names: dict[str, Any]
    ending: Ending | None = None

    @property
    def failed(self) -> bool:
        """Whether there is nothing to be timed."""
        return self.ending is not None and self.ending.solved == 0

    def call(self) -> Callable[[], Any]:
        """The expression as a function without arguments."""
        function: Callable[[], Any] = eval(f"lambda: {self.statement}", dict(self.names))
        return function

    def timer(self) -> Timer:
        """The expression as something to time, without the cost of a call around it."""
        return Timer(self.statement, globals=dict(self.names))


@dataclass(frozen=True)
class Derivatives:
    """A row that asks for the derivatives of a problem.

    The target is one of the ratio to the column it stands beside, or of milliseconds. A
    slow row says how many repeats are enough, and has a small problem for a quick run.
    """

    problem: Problem
    beside: str
    target: float | None = None
    repeats: int | None = None
    small: Problem | None = None
    unit: Unit = "ratio"

    @property
    def name(self) -> str:
        return self.problem.name if self.unit == "ratio" else f"{self.problem.name}, {self.unit}"

    def contender(self, competitor: Competitor) -> Contender:
        """The call to be timed, its answer checked."""
        run, x = competitor.prepare(self.problem), competitor.point(self.problem.point)
        data = tuple(competitor.array(a) for a in self.problem.data)
        answer = self.problem.answer
        expected = flat(answer[0] if isinstance(competitor, Plain) else answer)
        check(competitor, flat(run(x, *data)), expected)
        return Contender("run(x, *data)" if data else "run(x)", {"run": run, "x": x, "data": data})


@dataclass(frozen=True)
class Operation:
    """A row that asks for one operation on two numbers that exist already."""

    statement: str
    slope: float
    beside: str = "complex"
    target: float | None = None
    unit: Unit = "ratio"

    @property
    def name(self) -> str:
        return f"one {self.statement}"

    def contender(self, competitor: Competitor) -> Contender:
        """The operation to be timed, its answer checked."""
        if isinstance(competitor, Plain):
            return Contender(self.statement, {"a": 1.5, "b": 2.5})
        a, b = competitor.operands()
        contender = Contender(self.statement, {"a": a, "b": b})
        value = eval(self.statement, {"a": 1.5, "b": 2.5})
        answer = competitor.read(contender.call()())
        check(competitor, flat(answer), np.array([value, self.slope]))
        return contender


@dataclass(frozen=True)
class Memory:
    """A row that asks how much memory one call adds at its peak, in arrays of the input's size.

    The call is made and measured by bench.memory, in a process of its own.
    """

    problem: Problem
    target: float | None = None
    small: Problem | None = None

    @property
    def name(self) -> str:
        return f"memory, {self.problem.name}, arrays"


Row = Derivatives | Operation


class Timed(Protocol):
    """What every row of times has."""

    @property
    def name(self) -> str: ...
    @property
    def beside(self) -> str: ...
    @property
    def target(self) -> float | None: ...
    @property
    def unit(self) -> Unit: ...
    def contender(self, competitor: Competitor) -> Contender:
        """What is to be timed; it raises Declined where there is nothing."""


SIZES = (2, 10, 50, 100)
MILLION = 1_000_000
MILLION_WAVES = problems.mapped_damped_wave(MILLION)
MILLION_NESTED = problems.mapped_nested_sine(MILLION)
NESTED = problems.mapped_nested_sine(10_000)

ROWS: tuple[Row, ...] = (
    Derivatives(problems.NESTED_SINE, "plain", 1.3),
    Derivatives(problems.NESTED_SINE_NUMPY, "plain", 1.9),
    Derivatives(problems.BRANCHY_LOOP, "plain", 2.0),
    Derivatives(problems.EXPRESSION, "plain"),
    Operation("a * b", slope=3.25, target=1.5),
    Operation("a + b", slope=1.5, target=1.5),
    Operation("a + 1.0", slope=1.0, target=1.5),
    Derivatives(problems.NEWTON_STEP, "num_dual", 0.5),
    *(Derivatives(problems.rosenbrock_gradient(n), "num_dual", 0.4 if n == 50 else None) for n in SIZES),
    *(Derivatives(problems.rosenbrock_hessian(n), "hyperjet", 0.4 if n == 50 else None) for n in SIZES),
    Derivatives(MILLION_WAVES, "plain", 0.35),
    Derivatives(MILLION_NESTED, "plain", 0.2, 5, NESTED),
    Derivatives(problems.mapped_nested_sine(250), "plain", 0.7),
    Derivatives(problems.mapped_cubic(MILLION), "plain", 2.0),
    Derivatives(array_problems.weibull_likelihood(1000), "plain", 2.5),
    Derivatives(
        array_problems.weibull_likelihood(MILLION),
        "plain",
        5.0,
        small=array_problems.weibull_likelihood(100),
    ),
    Derivatives(
        array_problems.broyden_jacobian(1000),
        "",
        10.0,
        small=array_problems.broyden_jacobian(20),
        unit="ms",
    ),
    Derivatives(array_problems.logistic_hessian(500, 10), "plain"),
    Derivatives(array_problems.gaussian_process_gradient(10), "plain"),
    Derivatives(array_problems.group_means_gradient(1000, 10), "plain"),
    Derivatives(array_problems.rank_one_gradient(20, 15), "plain"),
)

MEMORY_ROWS: tuple[Memory, ...] = (
    Memory(MILLION_WAVES, 6.0, problems.mapped_damped_wave(10_000)),
    Memory(MILLION_NESTED, 6.0, NESTED),
)


AnyRow = TypeVar("AnyRow", bound=Derivatives | Operation | Memory)


def quick(row: AnyRow) -> AnyRow:
    """The row with a problem that does not take long."""
    if isinstance(row, Operation) or row.small is None:
        return row
    return replace(row, problem=row.small)


def flat(answer: Any) -> NDArray[np.float64]:
    """An answer of numbers, vectors and matrices as one row of floats."""
    if isinstance(answer, tuple | list):
        return np.concatenate([flat(part) for part in answer])
    return np.ravel(np.asarray(answer, dtype=float))


def check(competitor: Competitor, answer: NDArray[np.float64], expected: NDArray[np.float64]) -> None:
    """Refuse to time what is wrong."""
    tolerance = competitor.tolerance
    if answer.shape != expected.shape or not np.allclose(answer, expected, rtol=tolerance, atol=tolerance):
        raise WrongAnswer(f"{competitor.name}: {answer} where {expected} is right")


def installed(competitor: type[Competitor]) -> bool:
    """Whether the competitor's package can be found."""
    return importlib.util.find_spec(competitor.module) is not None


def contenders(row: Timed, competitors: list[Competitor]) -> dict[str, Contender]:
    """The cells of a row, in the order of the columns; who declines is left out.

    A peer whose answer is wrong is told on standard error and left out too; dualnum's own
    wrong answer ends the run.
    """
    cells = {}
    for competitor in competitors:
        try:
            cells[competitor.name] = row.contender(competitor)
        except Declined:
            continue
        except WrongAnswer as error:
            if isinstance(competitor, Dualnum):
                raise
            print(f"{row.name}: not timed, {error}", file=sys.stderr)
    return cells
