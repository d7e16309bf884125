"""The tests' published collections: More, Garbow and Hillstrom's functions, NIST's nonlinear regressions.

They are written with NumPy itself. Jacobians of NIST's models stand here by hand.
"""

from typing import Any

import numpy as np

from bench.fits import Fit, Squares
from bench.peers import Declined
from bench.problems import Function
from tests import mgh_problems, nist_problems
from tests.mgh_problems import MghProblem
from tests.nist_problems import NistProblem

SIX_DIGITS = 2e-5
"""What a value may be off that is published with six digits, some of them cut."""


def numpy_only(function: Function) -> Function:
    """What makes the function for NumPy, and for nobody else."""

    def make(xp: Any) -> Function:
        if xp is not np:
            raise Declined(f"{xp.__name__}: the function is written with NumPy itself")
        return function

    return make


# ---- More, Garbow, Hillstrom -------------------------------------------------------------------------------


def mgh_values() -> tuple[Fit, ...]:
    """The sums of squares as functions; any published value counts."""
    return tuple(_mgh(Fit, problem, problem.value) for problem in mgh_problems.PROBLEMS)


def mgh_squares() -> tuple[Squares, ...]:
    """The residuals."""
    return tuple(_mgh(Squares, problem, problem.residuals) for problem in mgh_problems.PROBLEMS)


def _mgh(kind: type[Any], problem: MghProblem, function: Function) -> Any:
    best = tuple(known.value for known in problem.known)
    return kind(
        name=problem.name,
        make=numpy_only(function),
        start=problem.start,
        find_best=lambda: best,
        rtol=SIX_DIGITS,
    )


# ---- NIST --------------------------------------------------------------------------------------------------


def misra1a(x: Any, b: Any) -> Any:
    e = np.exp(-b[1] * x)
    return 1.0 - e, b[0] * x * e


def chwirut2(x: Any, b: Any) -> Any:
    q = 1.0 / (b[1] + b[2] * x)
    f = np.exp(-b[0] * x) * q
    return -x * f, -f * q, -x * f * q


def thurber(x: Any, b: Any) -> Any:
    square = x * x
    cube = square * x
    q = 1.0 / (1.0 + b[4] * x + b[5] * square + b[6] * cube)
    f = (b[0] + b[1] * x + b[2] * square + b[3] * cube) * q
    down = -f * q
    return q, x * q, square * q, cube * q, x * down, square * down, cube * down


def mgh17(x: Any, b: Any) -> Any:
    e, g = np.exp(-x * b[3]), np.exp(-x * b[4])
    return np.ones_like(x), e, g, -b[1] * x * e, -b[2] * x * g


def bennett5(x: Any, b: Any) -> Any:
    base = b[1] + x
    power = base ** (-1.0 / b[2])
    f = b[0] * power
    return power, -f / (b[2] * base), f * np.log(base) / (b[2] * b[2])


def eckerle4(x: Any, b: Any) -> Any:
    z = (x - b[2]) / b[1]
    q = np.exp(-0.5 * z * z) / b[1]
    f = b[0] * q / b[1]
    return q, f * (z * z - 1.0), f * z


COLUMNS: dict[str, Function] = {
    "Misra1a": misra1a,
    "Chwirut2": chwirut2,
    "Thurber": thurber,
    "MGH17": mgh17,
    "Bennett5": bennett5,
    "Eckerle4": eckerle4,
}
"""The columns of each model's Jacobian."""


def nist_squares() -> tuple[Squares, ...]:
    """The six regressions, each from both starts."""
    problems = nist_problems.PROBLEMS.values()
    return tuple(_nist(problem, start) for problem in problems for start in problem.starts)


def _nist(problem: NistProblem, start: Any) -> Squares:
    columns, x = COLUMNS[problem.name], problem.x
    return Squares(
        name=problem.name,
        make=numpy_only(problem.residuals),
        start=start,
        find_best=lambda: (problem.residual_sum_of_squares,),
        jacobian_by_hand=lambda b: np.column_stack(columns(x, b)),
    )
