"""The problems of the optimizers: published answers; derivatives by hand, complex steps and dualnum."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
from scipy.optimize import least_squares  # type: ignore[import-untyped]

import dualnum as dn
from dualnum.demo.weibull import negative_log_likelihood as loop_over_patients
from dualnum.demo.weibull import read_patients

from . import mgh_problems, network_problems, nist_problems, survival_problems
from .mgh_problems import MghProblem
from .nist_problems import NistProblem

Array = np.ndarray[Any, Any]

each_nist = pytest.mark.parametrize("problem", nist_problems.PROBLEMS.values(), ids=lambda p: p.name)
each_mgh = pytest.mark.parametrize("problem", mgh_problems.PROBLEMS, ids=lambda p: p.name)


def complex_step(f: Callable[[Any], Any], x: Any) -> Array:
    """Slopes of analytic float code, to rounding: Squire, Trapp, SIAM Review 40 (1998) 110-112."""
    x = np.asarray(x, dtype=float)
    steps = 1e-30j * np.eye(x.size)
    return np.stack([np.imag(f(x + step.reshape(x.shape))) / 1e-30 for step in steps], axis=-1)


def close(exact: Any, expected: Any, tolerance: float = 1e-12) -> bool:
    """Whether no entry is off by more than `tolerance` times the largest."""
    exact, expected = np.asarray(exact), np.asarray(expected)
    largest = np.max(np.abs(expected), initial=1e-300)
    return exact.shape == expected.shape and bool(np.max(np.abs(exact - expected)) <= tolerance * largest)


# ---- NIST --------------------------------------------------------------------------------------------------


@each_nist
def test_nist_sum_of_squares(problem: NistProblem) -> None:
    """The certified digits are 11, those of the parameters as well."""
    assert problem.value(problem.certified) == pytest.approx(problem.residual_sum_of_squares, rel=1e-10)


@each_nist
def test_nist_standard_deviations(problem: NistProblem) -> None:
    """With the exact Jacobian, whose columns are scaled before they are made orthogonal."""
    table = dn.jacobian(problem.residuals)(problem.certified)
    m, n = table.shape
    scale = np.linalg.norm(table, axis=0)
    inverse = np.linalg.inv(np.linalg.qr(table / scale)[1])
    deviations = np.linalg.norm(inverse, axis=1) / scale
    deviations *= math.sqrt(problem.residual_sum_of_squares / (m - n))
    assert deviations == pytest.approx(problem.standard_deviations, rel=1e-8)


@each_nist
def test_nist_jacobian(problem: NistProblem) -> None:
    for b in (*problem.starts, problem.certified):
        assert close(dn.jacobian(problem.residuals)(b), complex_step(problem.residuals, b))


# ---- More, Garbow, Hillstrom -------------------------------------------------------------------------------

START_NORMS = {
    "Rosenbrock": (0.491934955050e1, 0.134006305822e4, 0.1430000511923e6),
    "Freudenstein-Roth": (0.200124960962e2, 0.124328339489e5, 0.11426454595762e8),
    "helical valley": (50.0, 0.102956301410e3, 0.991261822124e3),
    "Bard": (0.6456136295159668e1, 0.3614185315967845e2, 0.3841146786373992e3),
    "Meyer": (0.4115346655430312e5,),
    "Kowalik-Osborne": (0.7289151028829448e-1, 0.2979370075552020e1, 0.2995906170160365e2),
    "Watson, n = 6": (0.5477225575051661e1,),
    "Watson, n = 9": (0.5477225575051661e1,),
}
"""Norms of the residuals at 1, 10 and 100 times the start: the test output of MINPACK (ANL-80-74, 1980)."""

LEVENBERG_MARQUARDT_ENDS = {"Freudenstein-Roth": 1}
"""Which of the known values scipy's MINPACK finds from the standard start; 0 for all others."""


def test_mgh_is_complete() -> None:
    assert sorted({p.number for p in mgh_problems.PROBLEMS}) == list(range(1, 23))


@each_mgh
def test_mgh_sizes(problem: MghProblem) -> None:
    assert problem.residuals(problem.start).shape == (problem.m,)
    assert all(len(known.x) == problem.n for known in problem.known)
    assert problem.best == min(known.value for known in problem.known)


@each_mgh
def test_mgh_published_values(problem: MghProblem) -> None:
    """The sums of squares at the known points have the digits published, which are cut, not rounded."""
    for known in problem.known:
        value = problem.value(np.array(known.x))
        assert value == pytest.approx(known.value, rel=8e-6, abs=1e-25)


@pytest.mark.parametrize(
    ("name", "certified"),
    [("Meyer", 8.7945855171e1), ("Kowalik-Osborne", 3.0750560385e-4), ("Osborne 1", 5.4648946975e-5)],
)
def test_mgh_values_certified_by_nist(name: str, certified: float) -> None:
    """As MGH10, MGH09 and MGH17, to 11 digits."""
    problem = next(p for p in mgh_problems.PROBLEMS if p.name == name)
    assert problem.value(np.array(problem.known[0].x)) == pytest.approx(certified, rel=2e-11)


@each_mgh
def test_mgh_known_points(problem: MghProblem) -> None:
    """They are stationary, and the Hessian tells minima and saddles apart."""
    for known in problem.known:
        if known.kind == "limit":
            continue
        x = np.array(known.x)
        _, slopes, hessian = dn.value_grad_and_hessian(problem.value)(x)
        size = np.max(np.abs(x)) or 1.0
        assert np.max(np.abs(slopes)) <= 1e-5 * (np.linalg.norm(hessian, 2) * size)
        lowest, *_, highest = np.linalg.eigvalsh(hessian)
        assert (lowest < -1e-6 * highest) == (known.kind == "saddle")


@pytest.mark.parametrize("name", START_NORMS)
def test_mgh_start_norms(name: str) -> None:
    problem = next(p for p in mgh_problems.PROBLEMS if p.name == name)
    for i, norm in enumerate(START_NORMS[name]):
        assert np.linalg.norm(problem.residuals(10.0**i * problem.start)) == pytest.approx(norm, rel=1e-9)


@each_mgh
def test_mgh_minimized(problem: MghProblem) -> None:
    """From the standard start, on floats and with differences, to what the paper says."""
    known = problem.known[LEVENBERG_MARQUARDT_ENDS.get(problem.name, 0)]
    tight = {"ftol": 1e-15, "xtol": 1e-15, "gtol": 1e-15}
    found = least_squares(
        problem.residuals, problem.start, method="lm", x_scale="jac", max_nfev=9999, **tight
    )
    assert 2.0 * found.cost == pytest.approx(known.value, rel=8e-6, abs=1e-15)


def helical_valley_by_hand(x: Array) -> Array:
    x1, x2, _ = x
    square = x1 * x1 + x2 * x2
    turn, radius = 50.0 / (math.pi * square), 10.0 / math.sqrt(square)
    return np.array([[turn * x2, -turn * x1, 10.0], [radius * x1, radius * x2, 0.0], [0.0, 0.0, 1.0]])


def gulf_by_hand(x: Array) -> Array:
    x1, x2, x3 = x
    t = np.arange(1, 100) / 100
    apart = 25 + (-50 * np.log(t)) ** (2 / 3) - x2
    power = np.abs(apart) ** x3
    slopes = [power / x1**2, power * x3 / (x1 * apart), -power * np.log(np.abs(apart)) / x1]
    return np.asarray(np.exp(-power / x1)[:, None] * np.stack(slopes, axis=-1))


BY_HAND: dict[str, Callable[[Array], Array]] = {
    "helical valley": helical_valley_by_hand,
    "Gulf": gulf_by_hand,
}
"""Those that are not analytic for complex numbers."""


@each_mgh
def test_mgh_jacobian(problem: MghProblem) -> None:
    by_hand = BY_HAND.get(problem.name, functools.partial(complex_step, problem.residuals))
    for x in (problem.start, problem.start + 0.25, 0.9 * problem.start - 0.1):
        assert close(dn.jacobian(problem.residuals)(x), by_hand(x))


@each_mgh
def test_mgh_gradient_is_the_jacobian_times_the_residuals(problem: MghProblem) -> None:
    x = problem.start + 0.25
    table, r = dn.jacobian(problem.residuals)(x), problem.residuals(x)
    assert close(dn.grad(problem.value)(x), 2.0 * r @ table)


def test_helical_valley_goes_around() -> None:
    """The third residual apart, the function is the same on every ray, but for the cut below."""
    for turn in (-0.2, 0.0, 0.2, 0.3, 0.5, 0.7):
        x = 2.0 * math.cos(2 * math.pi * turn), 2.0 * math.sin(2 * math.pi * turn), 10.0 * turn
        assert mgh_problems.helical_valley(np.array(x))[:2] == pytest.approx([0.0, 10.0], abs=1e-12)


# ---- the network and the logistic regression ---------------------------------------------------------------


def flat(params: Any) -> Array:
    return np.concatenate([np.ravel(params[layer][part]) for layer in params for part in params[layer]])


def unflat(vector: Any, like: Any) -> Any:
    params: dict[str, dict[str, Any]] = {}
    start = 0
    for layer, parts in like.items():
        params[layer] = {}
        for part, old in parts.items():
            params[layer][part] = vector[start : start + old.size].reshape(old.shape)
            start += old.size
    return params


@pytest.mark.parametrize("seed", [0, 1])
def test_network_gradient(seed: int) -> None:
    data = network_problems.iris()
    params = network_problems.initial_network(seed=seed)
    by_hand = network_problems.gradient_by_hand(params, *data)

    def of_vector(v: Any) -> Any:
        return network_problems.loss(unflat(v, params), *data)

    assert close(flat(by_hand), complex_step(of_vector, flat(params)))
    assert close(dn.grad(of_vector)(flat(params)), flat(by_hand))


def test_network_gradient_in_its_structure() -> None:
    data, params = network_problems.iris(), network_problems.initial_network()
    by_hand = network_problems.gradient_by_hand(params, *data)
    slopes = dn.grad(network_problems.loss)(params, *data)
    assert [list(parts) for parts in slopes.values()] == [list(parts) for parts in by_hand.values()]
    for layer, parts in by_hand.items():
        for part, slope in parts.items():
            assert close(slopes[layer][part], slope)


def test_network_learns() -> None:
    """Plain gradient descent by hand tells the species apart."""
    X, Y = network_problems.iris()  # noqa: N806
    v = flat(params := network_problems.initial_network())
    for _ in range(300):
        v = v - 0.5 * flat(network_problems.gradient_by_hand(unflat(v, params), X, Y))
    assert network_problems.loss(unflat(v, params), X, Y) < 0.1
    assert network_problems.loss(params, X, Y) > 0.5


def test_logistic_derivatives() -> None:
    data = network_problems.two_species()
    of_complex = SimpleNamespace(sum=np.sum, logaddexp=lambda a, b: np.log(np.exp(a) + np.exp(b)))
    loss = network_problems.logistic_loss_in(of_complex)
    for beta in (np.zeros(5), np.array([0.3, -0.5, 1.0, 2.0, -1.0])):
        gradient = network_problems.logistic_gradient_by_hand(beta, *data)
        hessian = network_problems.logistic_hessian_by_hand(beta, *data)
        assert close(gradient, complex_step(lambda b: loss(b, *data), beta))
        assert close(
            hessian, complex_step(lambda b: network_problems.logistic_gradient_by_hand(b, *data), beta)
        )
        value, slopes, table = dn.value_grad_and_hessian(network_problems.logistic_loss)(beta, *data)
        assert value == pytest.approx(loss(beta, *data), rel=1e-14)
        assert close(slopes, gradient)
        assert close(table, hessian)


# ---- survival ----------------------------------------------------------------------------------------------

SURVIVAL_POINTS = [
    survival_problems.START,
    np.array([2.2, 1.0, 0.4]),
    np.array(survival_problems.FIT.estimates),
]


@pytest.mark.parametrize("x", SURVIVAL_POINTS, ids=["start", "elsewhere", "fit"])
def test_survival_derivatives(x: Array) -> None:
    data = survival_problems.leukemia()
    f = survival_problems.negative_log_likelihood
    gradient, hessian = (
        survival_problems.gradient_by_hand(x, *data),
        survival_problems.hessian_by_hand(x, *data),
    )
    scale = np.sum(data[2])  # the gradient is a difference of sums as large as the number of relapses
    assert gradient == pytest.approx(complex_step(lambda p: f(p, *data), x), abs=1e-13 * scale, rel=1e-12)
    assert close(hessian, complex_step(lambda p: survival_problems.gradient_by_hand(p, *data), x))
    value, slopes, table = dn.value_grad_and_hessian(f)(x, *data)
    assert value == pytest.approx(loop_over_patients(read_patients()[1])(list(x)), rel=1e-13)
    assert slopes == pytest.approx(gradient, abs=1e-13 * scale, rel=1e-12)
    assert close(table, hessian)


def test_survival_fit() -> None:
    """At the recorded estimates the derivatives in 30-digit arithmetic vanish and give the errors."""
    estimates, standard_errors, log_likelihood = survival_problems.FIT
    weeks = [
        (round(math.exp(w)), int(p), int(r)) for w, p, r in zip(*survival_problems.leukemia(), strict=True)
    ]

    def f(intercept: Any, effect: Any, log_scale: Any) -> Any:
        total = mpmath.mpf(0)
        for length, placebo, relapsed in weeks:
            z = (mpmath.log(length) - intercept - effect * placebo) / mpmath.exp(log_scale)
            total += mpmath.exp(z) - relapsed * (z - log_scale - mpmath.log(length))
        return total

    with mpmath.workdps(30):
        units = np.eye(3, dtype=int)
        slopes = [mpmath.diff(f, estimates, tuple(map(int, e))) for e in units]
        hessian = mpmath.matrix(
            [[mpmath.diff(f, estimates, tuple(map(int, a + b))) for b in units] for a in units]
        )
        inverse = hessian**-1
        assert max(abs(s) for s in slopes) < 1e-13
        assert float(-f(*estimates)) == pytest.approx(log_likelihood, rel=1e-15)
        for i in range(3):
            assert float(mpmath.sqrt(inverse[i, i])) == pytest.approx(standard_errors[i], rel=1e-12)


def test_survival_fit_is_the_published() -> None:
    fit, published = survival_problems.FIT, survival_problems.PUBLISHED
    assert np.round(fit.estimates, 3).tolist() == list(published.estimates)
    assert np.round(fit.standard_errors, 3).tolist() == list(published.standard_errors)
    assert round(fit.log_likelihood, 1) == published.log_likelihood
    assert round(math.exp(fit.estimates[2]), 3) == 0.732
