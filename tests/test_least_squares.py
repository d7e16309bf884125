"""Least squares: certified and published answers, what a run costs, and how it ends."""

from __future__ import annotations

import math
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum.optimize import gauss_newton, levenberg_marquardt
from dualnum.optimize._least_squares import LinearModel
from dualnum.optimize._residuals import Sample, lengths

from .mgh_problems import PROBLEMS as MGH
from .mgh_problems import MghProblem
from .nist_problems import PROBLEMS as NIST
from .nist_problems import NistProblem

Array = np.ndarray[Any, Any]

each_method = pytest.mark.parametrize("solve", [levenberg_marquardt, gauss_newton])
each_nist = pytest.mark.parametrize("problem", NIST.values(), ids=lambda p: p.name)
each_start = pytest.mark.parametrize("start", [0, 1])

T = np.array([0.0, 1.0, 2.0, 3.0, 5.0])
Y = np.array([2.1, 1.3, 0.7, 0.5, 0.1])


def decay(b: Any) -> Any:
    """Residuals of a decay, small but not zero."""
    return b[0] * np.exp(-b[1] * T) - Y


def line(b: Any) -> Any:
    """Residuals that are zero for b = (1, 2)."""
    return b[0] + b[1] * T - (1.0 + 2.0 * T)


def digits(x: Any, exact: Any) -> float:
    """Correct digits of the worst number."""
    worst = np.max(np.abs(np.asarray(x) - exact) / np.abs(exact))
    return float(-np.log10(max(worst, 1e-17)))


def cosine(r: Array, jac: Array) -> float:
    """Between the residuals and the columns, the largest."""
    return float(np.max(np.abs(r @ jac) / (np.linalg.norm(jac, axis=0) * np.linalg.norm(r))))


# ---- NIST --------------------------------------------------------------------------------------------------


@each_nist
@each_start
def test_nist_certified_digits(problem: NistProblem, start: int) -> None:
    """From both starts, with default options; the far ones lead through overflow and long valleys."""
    found = levenberg_marquardt(problem.residuals, problem.starts[start])
    assert found.success, found.message
    assert digits(found.x, problem.certified) >= 8.5
    assert digits(2.0 * found.cost, problem.residual_sum_of_squares) >= 9.5


@each_nist
@each_start
def test_nist_digits_of_double_precision(problem: NistProblem, start: int) -> None:
    found = levenberg_marquardt(problem.residuals, problem.starts[start], gtol=1e-12, xtol=1e-14)
    assert found.status in (0, 2), found.message  # 2: rounding errors are larger than 1e-12
    assert digits(found.x, problem.certified) >= 9.5


@each_nist
def test_nist_covariance(problem: NistProblem) -> None:
    """The standard deviations are the roots of the diagonal of ``s^2 (J^T J)^-1``."""
    found = levenberg_marquardt(problem.residuals, problem.starts[1])
    m, n = found.jac.shape
    scale = np.linalg.norm(found.jac, axis=0)
    inverse = np.linalg.inv(np.linalg.qr(found.jac / scale)[1])
    deviations = np.linalg.norm(inverse, axis=1) / scale * math.sqrt(2.0 * found.cost / (m - n))
    assert digits(deviations, problem.standard_deviations) >= 6.0


@each_nist
def test_nist_gauss_newton_from_the_near_start(problem: NistProblem) -> None:
    found = gauss_newton(problem.residuals, problem.starts[1])
    assert found.success, found.message
    assert digits(found.x, problem.certified) >= 8.0


@each_nist
@each_start
def test_nist_evaluations_beside_minpack(problem: NistProblem, start: int) -> None:
    """Of the Jacobian, at tolerances that give no more digits; a loose bound, as paths differ by chance."""
    x0 = problem.starts[start]
    with np.errstate(all="ignore"):
        theirs = scipy.optimize.least_squares(
            problem.residuals,
            x0,
            jac=dn.jacobian(problem.residuals),
            method="lm",
            x_scale="jac",
            max_nfev=5000,
        )
    ours = levenberg_marquardt(problem.residuals, x0)
    assert ours.njev <= 3 * theirs.njev + 20


# ---- More, Garbow, Hillstrom -------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", MGH, ids=lambda p: p.name)
def test_mgh(problem: MghProblem) -> None:
    """All are solved from the standard start: a published value, and the test that the message names."""
    found = levenberg_marquardt(problem.residuals, problem.start)
    assert found.success, found.message
    value = float(problem.value(found.x))
    assert any(abs(value - known.value) <= 3e-6 * known.value + 1e-16 for known in problem.known)
    assert value == pytest.approx(2.0 * found.cost, rel=1e-12, abs=1e-20)
    if "cosine" in found.message:
        assert cosine(found.fun, found.jac) <= 1.01e-10


# ---- the step ----------------------------------------------------------------------------------------------


def model_of(jac: Array, r: Array, scale: Array) -> LinearModel:
    return LinearModel(Sample(np.ones(jac.shape[1]), r, jac).factors, scale, 1.0)


@pytest.mark.parametrize("shape", [(7, 3), (3, 3), (2, 4), (1, 1)])
def test_step_of_the_model(shape: tuple[int, int]) -> None:
    """Within a radius, ``(J^T J + t D^2) p = -J^T r`` with t = 0 or ``|D p|`` the radius."""
    rng = np.random.default_rng(sum(shape))
    jac, r, scale = rng.normal(size=shape), rng.normal(size=shape[0]), rng.uniform(0.5, 3.0, shape[1])
    model = model_of(jac, r, scale)
    whole = model.within(math.inf)
    assert not whole.cut
    assert jac.T @ (r + jac @ whole.vector) == pytest.approx(np.zeros(shape[1]), abs=1e-12)
    for radius in (0.9 * whole.length, 0.1 * whole.length, 1e-6 * whole.length):
        step = model.within(radius)
        p = step.vector
        rest, pull = jac.T @ (r + jac @ p), scale**2 * p
        assert np.linalg.norm(scale * p) <= radius * (1.0 + 1e-9)
        shift = -(rest @ pull) / (pull @ pull)
        assert shift >= -1e-12
        assert rest == pytest.approx(-shift * pull, abs=float(1e-7 * np.linalg.norm(rest) + 1e-12))
        assert step.cut or np.linalg.norm(scale * p) < radius
        fall = 0.5 * r @ r - 0.5 * np.sum((r + jac @ p) ** 2)
        assert step.predicted == pytest.approx(fall, rel=1e-9, abs=1e-13)


def test_normal_equations_are_not_formed() -> None:
    """A polynomial of degree 9, beside an exact solution: squaring the condition leaves no digit."""
    table = np.vander(np.linspace(0.0, 1.0, 21), 10)
    y = np.sin(5.0 * np.linspace(0.0, 1.0, 21))
    with mpmath.workdps(60):
        a = mpmath.matrix(table.tolist())
        exact = mpmath.lu_solve(a.T * a, a.T * mpmath.matrix(y.tolist()))
        exact = np.array([float(c) for c in exact])
    found = levenberg_marquardt(lambda c: table @ c - y, np.ones(10))
    assert digits(found.x, exact) >= 8.0
    normal = np.linalg.solve(table.T @ table, table.T @ y)
    assert digits(normal, exact) < 5.0


@pytest.mark.parametrize("name", ["Misra1a", "Chwirut2", "MGH17"])
def test_units_of_parameters_do_not_matter(name: str) -> None:
    """Units that are powers of two leave every bit of the run as it is."""
    problem = NIST[name]
    n = problem.certified.size
    units = 2.0 ** np.array([30.0, -40.0, 10.0, -5.0, 60.0])[:n]
    here = levenberg_marquardt(problem.residuals, problem.starts[1])
    there = levenberg_marquardt(lambda b: problem.residuals(b * units), problem.starts[1] / units)
    assert (here.nit, here.nfev) == (there.nit, there.nfev)
    assert (there.x * units).tolist() == here.x.tolist()


def test_factor_bounds_the_first_step() -> None:
    x0 = np.array([1.0, 1.0])
    scale = np.linalg.norm(dn.jacobian(decay)(x0), axis=0)
    for factor in (1e-3, 0.1):
        found = levenberg_marquardt(decay, x0, factor=factor, maxiter=1)
        radius = factor * np.linalg.norm(scale * x0)
        assert np.linalg.norm(scale * (found.x - x0)) == pytest.approx(radius, rel=1e-6)


def test_lengths_of_empty_columns() -> None:
    assert lengths(np.array([0.0, 2.0])).tolist() == [1.0, 2.0]


# ---- ends --------------------------------------------------------------------------------------------------


@each_method
def test_zero_residuals(solve: Any) -> None:
    found = solve(line, [5.0, -3.0])
    assert found.success
    assert found.x == pytest.approx([1.0, 2.0], abs=1e-14)
    assert found.cost <= 1e-28
    assert found.rank == 2
    for tolerances in ({}, {"gtol": 0.0, "xtol": 0.0}):
        exact = solve(lambda x: [x[0] - 3.0, x[0] * x[1] - 6.0], [1.0, 1.0], **tolerances)
        assert exact.success
        assert exact.x == pytest.approx([3.0, 2.0], abs=1e-14)
        assert exact.message == "The residuals are zero within rounding errors, of x or of those at x0."


T_FAR = np.linspace(0.0, 10.0, 11)


@each_method
@pytest.mark.parametrize(
    ("f", "x0", "x"),
    [
        (lambda b: b[0] + b[1] * T_FAR - (1e12 + T_FAR), [1e12, 0.0], [1e12, 1.0]),
        (lambda b: [1e12 * (b[0] - 1.0), b[1] - 5.0], [1.0, 0.0], [1.0, 5.0]),
    ],
)
def test_a_large_column_does_not_hide_the_others(solve: Any, f: Any, x0: Any, x: Any) -> None:
    found = solve(f, x0)
    assert found.success
    assert found.x == pytest.approx(x, rel=1e-12)


@each_method
def test_residuals_that_vanish_when_squared(solve: Any) -> None:
    found = solve(lambda b: 1e-170 * (b - np.array([3.0, 4.0])), [1.0, 1.0])
    assert found.success == bool(np.allclose(found.x, [3.0, 4.0]))
    with pytest.raises(ValueError, match="overflows"):
        solve(lambda b: 1e200 * (b - 3.0), [1.0, 1.0])


@each_method
def test_double_roots(solve: Any) -> None:
    found = solve(lambda x: x**2, [1.0, 2.0])
    assert found.success
    assert found.x == pytest.approx([0.0, 0.0], abs=1e-7)


@each_method
def test_start_at_the_solution(solve: Any) -> None:
    for f, x0 in ((line, [1.0, 2.0]), (decay, solve(decay, [1.0, 1.0]).x)):
        found = solve(f, x0)
        assert found.success
        assert found.nit == 0
        assert found.nfev == 1
        assert found.x.tolist() == list(x0)


def test_dependent_columns() -> None:
    """Where only a sum is determined, each parameter takes its part; and the message says so."""

    def f(x: Any) -> Any:
        s = x[0] + x[1]
        return [s - 1.0, s - 3.0, 2.0 * s - 4.0]

    found = levenberg_marquardt(f, [0.0, 5.0])
    assert found.success
    assert found.rank == 1
    assert found.x == pytest.approx([-1.5, 3.5], abs=1e-12)
    assert found.cost == pytest.approx(1.0)
    assert found.message.endswith("The Jacobian has rank 1, so that not all 2 parameters are determined.")
    refused = gauss_newton(f, [0.0, 5.0])
    assert not refused.success
    assert refused.status == 4
    assert "levenberg_marquardt" in refused.message
    assert refused.x.tolist() == [0.0, 5.0]


def test_fewer_residuals_than_parameters() -> None:
    found = levenberg_marquardt(lambda x: [x[0] + 2.0 * x[1] - 5.0], [0.0, 0.0])
    assert found.success
    assert found.rank == 1
    assert found.fun == pytest.approx([0.0], abs=1e-14)


@each_method
@pytest.mark.parametrize(
    "f",
    [
        lambda x: [math.nan * x[0], x[1]],
        lambda x: [np.sqrt(x[0] - 1.0), x[1]],  # an infinite slope
        lambda x: [np.log(x[0] - 1.0), x[1]],
    ],
)
def test_start_that_is_not_finite(solve: Any, f: Any) -> None:
    found = solve(f, [1.0, 1.0])
    assert not found.success
    assert found.status == 3
    assert "x0" in found.message
    assert found.x.tolist() == [1.0, 1.0]
    assert found.nit == 0


@each_method
def test_steps_into_overflow_are_shortened(solve: Any) -> None:
    """The step from -10 leads to 22016, where exp is infinite; no warning leaves the run."""
    options = {"factor": 1e6} if solve is levenberg_marquardt else {}
    found = solve(lambda x: np.exp(x) - 1.0, [-10.0], **options)
    assert found.success
    assert found.x == pytest.approx([0.0], abs=1e-12)
    assert np.geterr()["over"] == "warn"


def test_user_who_wants_warnings_as_errors_gets_them() -> None:
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        levenberg_marquardt(lambda x: np.exp(x) - 1.0, [-10.0], factor=1e6)


def test_edge_of_the_domain() -> None:
    """The least value lies where the function ends: no test is met there."""
    found = levenberg_marquardt(lambda x: [2.0 + np.sqrt(x[0])], [1.0])
    assert not found.success
    assert found.status in (2, 3)
    assert 0.0 <= found.x[0] < 1e-6


@each_method
def test_iteration_limit(solve: Any) -> None:
    found = solve(decay, [1.0, 1.0], maxiter=0)
    assert not found.success
    assert found.status == 1
    assert found.nit == 0
    assert "maxiter = 0" in found.message
    assert found.x.tolist() == [1.0, 1.0]
    assert f"{cosine(decay(found.x), found.jac):.3g}" in found.message


@each_method
def test_further_tests(solve: Any) -> None:
    """Each test alone ends a run, and the message names it."""
    by_step = solve(decay, [1.0, 1.0], gtol=0.0, xtol=1e-3)
    assert by_step.success
    assert "xtol = 0.001" in by_step.message
    step = np.linalg.lstsq(by_step.jac, -by_step.fun)[0]
    scale = np.linalg.norm(by_step.jac, axis=0)
    assert np.linalg.norm(scale * step) <= 1e-3 * np.linalg.norm(scale * by_step.x)
    by_decrease = solve(decay, [1.0, 1.0], gtol=0.0, xtol=0.0, ftol=1e-3, history=True)
    assert by_decrease.success
    assert "ftol = 0.001" in by_decrease.message
    before, after = by_decrease.history.fun[-2:]
    assert 0.0 <= before - after <= 1e-3 * before
    assert "gtol = 0.01" in solve(decay, [1.0, 1.0], tol=1e-2).message
