"""Newton's method: where it ends, what it says of that, and what it costs."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum.optimize import newton, newton_cg
from dualnum.optimize._newton import eigen
from dualnum.optimize._trust import EigenModel

OMEGA = 0.5671432904097838  # x exp(x) = 1: the minimum of exp(x) - log(x)


def density(x: Any) -> Any:
    return np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


def sauna(x: Any) -> Any:
    """Temperature in a room: 50 - x^2 (x - 6) y^2 (y - 6) / 50."""
    return 50.0 - x[0] ** 2 * (x[0] - 6.0) * x[1] ** 2 * (x[1] - 6.0) / 50.0


def quartic(x: Any) -> Any:
    u, v = x
    return u**4 + 0.8 * v**4 + 4.0 * u**2 + 2.0 * v**2 - u * v - 0.2 * u**2 * v


def monkey_saddle(x: Any) -> Any:
    return x[0] ** 3 - 3.0 * x[0] * x[1] ** 2


def chained(x: Any) -> Any:
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


class Case(NamedTuple):
    """A function, where to start, what is sought; what is to be found."""

    f: Any
    x0: Any
    sought: str
    x: Any
    kind: str
    gtol: float = 1e-8


CASES = {
    "exp - log": Case(lambda x: np.exp(x) - np.log(x), 1.75, "minimum", OMEGA, "minimum"),
    "exp - log, far": Case(lambda x: np.exp(x) - np.log(x), 20.0, "minimum", OMEGA, "minimum"),
    "square": Case(lambda x: x * x, 10.0, "minimum", 0.0, "minimum"),
    "density, top": Case(density, 0.4, "maximum", 0.0, "maximum"),
    "density, top from where it is convex": Case(density, 3.0, "maximum", 0.0, "maximum"),
    "density, top from the inflection": Case(density, 1.0, "maximum", 0.0, "maximum"),
    "density, stationary": Case(density, 0.4, "stationary", 0.0, "maximum"),
    "quadratic": Case(
        lambda x: 2.0 * x[0] ** 2 + 3.0 * x[1] ** 2 - x[0] * x[1],
        [4.0, 4.0],
        "minimum",
        [0.0, 0.0],
        "minimum",
    ),
    "quartic": Case(quartic, [4.0, 4.0], "minimum", [0.0, 0.0], "minimum"),
    "sauna, coldest": Case(sauna, [3.0, 3.0], "minimum", [4.0, 4.0], "minimum"),
    "sauna, edge": Case(sauna, [5.8, 6.1], "stationary", [6.0, 6.0], "saddle"),
    "saddle": Case(lambda x: x[0] ** 2 - x[1] ** 2, [1.0, 1.0], "stationary", [0.0, 0.0], "saddle"),
    "saddle in three": Case(
        lambda x: x[0] ** 2 - x[1] ** 2 + x[2] ** 2 + x[2] ** 4,
        [1.0, 1.0, 2.0],
        "stationary",
        [0, 0, 0],
        "saddle",
    ),
    "escape from a saddle": Case(
        lambda x: x[0] ** 2 - x[1] ** 2 + x[1] ** 4, [1.0, 0.0], "minimum", [0.0, math.sqrt(0.5)], "minimum"
    ),
    "escape from a maximum": Case(lambda x: np.cos(x), 0.0, "minimum", math.pi, "minimum"),
    "to the top from a minimum": Case(lambda x: np.cos(x), math.pi, "maximum", 0.0, "maximum"),
    "at a flat minimum": Case(lambda x: x**4, 0.0, "minimum", 0.0, "undecided"),
    "at a monkey saddle": Case(monkey_saddle, [0.0, 0.0], "stationary", [0.0, 0.0], "undecided"),
    "constant": Case(lambda x: 3.0, 2.0, "minimum", 2.0, "undecided"),
    "far out on a plateau": Case(density, 40.0, "minimum", 40.0, "undecided"),
    "a line of minima": Case(
        lambda x: (x[0] + x[1] - 1.0) ** 2, [2.0, 3.0], "minimum", [0.0, 1.0], "undecided"
    ),
    "large values": Case(lambda x: 1e12 + (x[0] - 3.0) ** 2, [0.0], "minimum", [3.0], "minimum"),
    "large variables": Case(lambda x: (1e-6 * x[0] - 1.0) ** 2, [5.0], "minimum", [1e6], "minimum", 1e-14),
}


@pytest.mark.parametrize("name", CASES)
def test_newton_finds(name: str) -> None:
    case = CASES[name]
    found = newton(case.f, case.x0, kind=case.sought, gtol=case.gtol)
    assert found.success, found.message
    assert found.status == 0
    assert found.kind == case.kind
    assert {"undecided": "cannot tell"}.get(case.kind, f"a {case.kind}") in found.message
    assert np.linalg.norm(np.atleast_1d(found.jac)) <= case.gtol
    x = np.abs(found.x) if "escape" in name else np.asarray(found.x)  # either side will do
    assert np.allclose(x, case.x, rtol=1e-7, atol=2e-5 if case.kind == "undecided" else 1e-8)
    assert type(found.x) is (float if isinstance(case.x0, float) else np.ndarray)
    assert np.array_equal(np.sort(found.eigenvalues), found.eigenvalues)
    assert np.allclose(np.linalg.eigvalsh(np.atleast_2d(found.hess)), found.eigenvalues, atol=1e-12)


def test_the_plateau_of_the_density_is_no_minimum() -> None:
    """The density falls for ever: where its slope passes the test, its curvature is positive all the same."""
    for x0 in (0.5, 1.0, 3.0, 8.0):
        found = newton(density, x0)
        assert found.kind == "undecided", found


def test_stationary_from_the_inflection_is_no_division_by_zero() -> None:
    found = newton(density, 1.0, kind="stationary")
    assert not found.success
    assert found.status == 4
    assert found.x == 1.0
    assert "start elsewhere" in found.message


def test_four_steps_to_omega() -> None:
    found = newton(lambda x: np.exp(x) - np.log(x), 1.75, history=True)
    assert abs(found.history.x[4, 0] - OMEGA) < 5e-5
    assert round(float(found.history.x[4, 0]), 4) == 0.5671
    errors = np.abs(found.history.x[:, 0] - OMEGA)
    assert np.all(errors[2:5] < 1.1 * errors[1:4] ** 2)  # quadratic convergence


@pytest.mark.parametrize("x0", [10.0, -1e5, 1e150, 1e-8])
def test_a_square_takes_one_step(x0: float) -> None:
    found = newton(lambda x: x * x, x0, gtol=0.0)
    assert (found.x, found.nit, found.success) == (0.0, 1, True)


@pytest.mark.parametrize("x0", [0.3, [0.3]])
def test_the_value_of_a_maximum_has_its_sign(x0: Any) -> None:
    seen: list[float] = []

    def callback(intermediate_result: Any) -> None:
        seen.append(intermediate_result.fun)

    found = newton(
        lambda x: np.sum(5.0 - (x - 1.0) ** 2), x0, kind="maximum", history=True, callback=callback
    )
    assert (found.fun, found.history.fun[-1], seen[-1]) == (5.0, 5.0, 5.0)
    assert np.ravel(found.hess)[0] == -2.0


# towards the points found the second derivative vanishes
VANISHING = {
    "cube": (lambda x: x**3, 1.0),
    "sine": (lambda x: x - np.sin(x), 1.0),
    "exp of a cube": (lambda x: np.exp(x**3), 1.0),
    "beside a square": (lambda x: x[0] ** 3 + x[1] ** 2, [1.0, 1.0]),
    "fourth power": (lambda x: x**4, 1.0),
}


@pytest.mark.parametrize("name", VANISHING)
def test_a_vanishing_eigenvalue_tells_nothing(name: str) -> None:
    f, x0 = VANISHING[name]
    for kind in ("minimum", "stationary"):
        found = newton(f, x0, kind=kind)
        assert found.success
        assert found.kind == "undecided"


# ---- honesty ---------------------------------------------------------------------------------------------


class Failure(NamedTuple):
    """A function and a start from which no success can be claimed, with the status."""

    f: Any
    x0: Any
    status: int
    options: dict[str, Any] = {}  # noqa: RUF012


FAILURES = {
    "no minimum": Failure(lambda x: x, 0.0, 1, {"maxiter": 50}),
    "unbounded saddle": Failure(lambda x: x[0] ** 2 - x[1] ** 2, [1.0, 0.5], 1, {"maxiter": 40}),
    "maxiter": Failure(chained, np.array([-1.2, 1.0]), 1, {"maxiter": 3}),
    "maxiter=0": Failure(chained, np.array([-1.2, 1.0]), 1, {"maxiter": 0}),
    "nan at x0": Failure(lambda x: np.log(x), -1.0, 3),
    "infinite at x0": Failure(lambda x: 1.0 / x, 0.0, 3),
    "infinite slope at x0": Failure(lambda x: np.sqrt(x), 0.0, 3),
    "towards an infinite slope": Failure(lambda x: np.sqrt(x) if x > 1e-30 else math.nan * x, 1.0, 3),
    "infinite curvature at x0": Failure(lambda x: x**1.5 + x, 0.0, 3),
    "a kink": Failure(lambda x: abs(x - 0.3) + 0.25 * x, 2.0, 2),
}


@pytest.mark.parametrize("name", FAILURES)
def test_no_success_is_claimed(name: str) -> None:
    case = FAILURES[name]
    with np.errstate(all="ignore"):
        found = newton(case.f, case.x0, **case.options)
    assert not found.success
    assert found.status == case.status, found
    assert found.kind is None
    if "x0" not in name:
        assert math.isfinite(found.fun)
        assert np.isfinite(found.jac).all()


UNBOUNDED = {
    "exponential": (lambda x: -np.exp(x), 1.0),
    "logarithms": (lambda x: np.sum(np.log(x)), [1.0, 2.0]),
    "fourth powers": (lambda x: -np.sum((x - 1.0) ** 4), [0.5, 3.0]),
}


@pytest.mark.parametrize("name", UNBOUNDED)
def test_nothing_is_found_where_there_is_no_end(name: str) -> None:
    f, x0 = UNBOUNDED[name]
    for solve in (newton, newton_cg):
        found = solve(f, x0, maxiter=500)
        assert not found.success
        assert found.status in (1, 3)


def test_formulas_of_python_numbers() -> None:
    """Trial points lie where a Python float would raise; NumPy's gives infinities and NaN."""
    assert math.isclose(newton(lambda x: -(x**0.5) + x, 30.0).x, 0.25, rel_tol=1e-8)
    assert newton_cg(lambda x: (x - 2.0) ** 2 + 1.0 / x, 50.0).success


def test_no_step_uphill_over_a_jump() -> None:
    def f(x: Any) -> Any:
        return np.where(x[0] > 1.0 - 1e-5, 1.0, 0.0) + 1e6 + (x[0] - 1.0) ** 2

    start = [1.0 - 2e-5]
    assert newton(f, start).fun <= f(np.array(start))


def test_a_step_cut_short_meets_no_test() -> None:
    found = newton(chained, [-1.2, 1.0], initial_radius=1e-6, xtol=1e-4)
    assert np.allclose(found.x, 1.0, atol=1e-3)


def test_stuck_on_a_top() -> None:
    found = newton(lambda x: 1e17 + np.cos(x[0]), [0.0])
    assert (found.success, found.status, found.kind) == (False, 2, "maximum")
    assert "not what was sought" in found.message


def test_the_last_good_point_is_returned() -> None:
    with np.errstate(all="ignore"):
        found = newton(lambda x: np.log(x) if x > 0.5 else math.nan * x, 2.0)
    assert found.status == 3
    assert 0.5 <= found.x <= 2.0
    assert found.fun == math.log(found.x)


def test_rounding_errors_end_a_hopeless_run() -> None:
    """Cancellation makes noise in the value, so that no tolerance below can be met; it must say so."""

    def noisy(x: Any) -> Any:
        return ((x[0] + 1e12) - 1e12) ** 2 + 1e-3 * np.sin(1e7 * x[0])

    found = newton(noisy, [0.7], gtol=1e-13, maxiter=300)
    assert not found.success or np.linalg.norm(found.jac) <= 1e-13


# ---- the subproblem --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("radius", [1e-3, 0.7, 50.0])
def test_steps_are_optimal(seed: int, radius: float) -> None:
    """More and Sorensen: (B + s) p = -c with B + s >= 0, s >= 0, and s (radius - |p|) = 0."""
    rng = np.random.default_rng(seed)
    n = 1 + seed % 5
    vectors = np.linalg.qr(rng.normal(size=(n, n)))[0]
    values = np.sort(rng.normal(size=n) * 10.0 ** rng.integers(-3, 4, n))
    slopes = rng.normal(size=n)
    if seed % 4 == 1:
        slopes[0] = 0.0  # the hard case, if the lowest eigenvalue is negative
    if seed % 8 == 2:
        values[0] = values[-1] = abs(values[-1]) + 1.0
        values.sort()
    model = EigenModel(values, slopes, vectors)
    step = model.within(radius)
    b, c, p = (vectors * values) @ vectors.T, vectors @ slopes, step.vector
    assert np.linalg.norm(p) <= radius * (1.0 + 1e-9)
    assert math.isclose(step.length, float(np.linalg.norm(p)), rel_tol=1e-8)
    assert math.isclose(step.predicted, -float(c @ p + 0.5 * p @ b @ p), rel_tol=1e-7, abs_tol=1e-12)
    shift = 0.0 if not step.cut else -float(p @ (b @ p + c)) / float(p @ p)
    scale = float(np.max(np.abs(values))) + abs(shift)
    assert shift >= -1e-8 * scale
    assert values[0] + shift >= -1e-7 * scale
    assert np.allclose(b @ p + shift * p, -c, atol=1e-6 * (scale * float(np.linalg.norm(p)) + 1.0))
    if not step.cut:
        assert values[0] >= 0.0


@pytest.mark.parametrize("seed", range(20))
def test_eigenvalues_of_two_variables(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(size=3) * 10.0 ** rng.integers(-8, 8, 3)
    for h in ([[a, b], [b, c]], [[a, 0.0], [0.0, c]], [[a, b], [b, a]], [[0.0, b], [b, 0.0]]):
        matrix = np.array(h)
        values, vectors = eigen(matrix)
        size = np.abs(matrix).max()
        assert np.allclose(values, np.linalg.eigvalsh(matrix), rtol=1e-14, atol=1e-15 * size)
        assert np.allclose((vectors * values) @ vectors.T, matrix, rtol=0.0, atol=4e-16 * size)
        assert np.allclose(vectors.T @ vectors, np.eye(2), atol=1e-15)


# ---- derivatives given by the user, counts ---------------------------------------------------------------


def test_one_pass_a_step_and_one_value_a_trial() -> None:
    calls: list[type] = []

    def f(x: Any) -> Any:
        calls.append(type(x[0]))
        return (
            scipy.optimize.rosen(x)
            if isinstance(x, np.ndarray)
            else (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
        )

    found = newton(f, [-1.2, 1.0])
    assert found.success
    assert found.nfev == len(calls)
    assert found.nhev == found.njev == sum(t is dn.HyperDual for t in calls)
    assert found.nit + 1 <= found.nhev <= found.nit + 3  # some come with trials that fail


@pytest.mark.parametrize("with_hessian", [True, False])
@pytest.mark.parametrize("pair", [True, False])
def test_given_derivatives(with_hessian: bool, pair: bool) -> None:
    def slopes(x: Any) -> Any:
        away = x[1] - x[0] ** 2
        return [-2.0 * (1.0 - x[0]) - 400.0 * x[0] * away, 200.0 * away]

    def f(x: Any) -> Any:
        value = chained(x)
        return (value, slopes(x)) if pair else value

    hess = scipy.optimize.rosen_hess if with_hessian else None
    found = newton(f, np.array([-1.2, 1.0]), jac=True if pair else slopes, hess=hess)
    assert found.success
    assert np.allclose(found.x, 1.0)
    assert scipy.optimize.rosen(found.x) < 1e-16


def test_a_gradient_that_was_stored_is_not_taken_for_a_constant() -> None:
    class Model:
        def value(self, x: Any) -> Any:
            self.slopes = 2.0 * (x - 1.0) + 4.0 * (x - 1.0) ** 3
            return np.sum((x - 1.0) ** 2 + (x - 1.0) ** 4)

        def gradient(self, x: Any) -> Any:
            return self.slopes

    model: Any = Model()
    found = newton(model.value, [3.0, 4.0], jac=model.gradient)
    assert np.array_equal(found.hess, 2.0 * np.eye(2))
