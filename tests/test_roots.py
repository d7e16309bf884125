"""Roots: closed forms, Kepler's equation, orders of convergence, and honest ends where there is no root."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

from dualnum import errors
from dualnum.optimize import halley, newton_root

each_method = pytest.mark.parametrize("solve", [newton_root, halley])

CUBE_ROOT = 2.0 ** (1.0 / 3.0)


# ---- systems -----------------------------------------------------------------------------------------------


class System(NamedTuple):
    """Equations, where to start, and the root in closed form."""

    f: Any
    x0: Any
    root: Any
    tolerance: float = 1e-12


def freudenstein_roth(x: Any) -> Any:
    u, v = x
    return [-13.0 + u + ((5.0 - v) * v - 2.0) * v, -29.0 + u + ((v + 1.0) * v - 14.0) * v]


def powell_singular(x: Any) -> Any:
    a, b, c, d = x
    return [a + 10.0 * b, math.sqrt(5.0) * (c - d), (b - 2.0 * c) ** 2, math.sqrt(10.0) * (a - d) ** 2]


def circles(x: Any) -> Any:
    """Around (0, 0) and (4, 0), of radius 3: they meet at (2, sqrt(5)) and (2, -sqrt(5))."""
    return np.array([0.0, 4.0]) * -2.0 * x[0] + np.sum(x * x) - np.array([9.0, -7.0])


SYSTEMS = {
    "circles": System(circles, [1.0, 1.0], [2.0, math.sqrt(5.0)]),
    "circles, other root": System(circles, [1.0, -1.0], [2.0, -math.sqrt(5.0)]),
    "circle and line": System(
        lambda x: [x[0] ** 2 + x[1] ** 2 - 25.0, x[0] - x[1] - 1.0], [10.0, 0.0], [4.0, 3.0]
    ),
    "Freudenstein-Roth": System(freudenstein_roth, [6.0, 3.0], [5.0, 4.0], 1e-11),
    "Rosenbrock": System(lambda x: [10.0 * (x[1] - x[0] ** 2), 1.0 - x[0]], [-1.2, 1.0], [1.0, 1.0]),
    "linear": System(lambda x: np.array([[2.0, 1.0], [1.0, 3.0]]) @ x - [4.0, 7.0], [0.0, 0.0], [1.0, 2.0]),
    "large numbers": System(
        lambda x: [1e10 * (x[0] ** 2 - 2.0), x[1] - x[0]], [1.0, 1.0], [math.sqrt(2.0)] * 2
    ),
    "Powell singular": System(powell_singular, [3.0, -1.0, 0.0, 1.0], [0.0] * 4, 1e-6),
    "singular at the start": System(
        lambda x: [x[0] + x[1] - 2.0, x[0] + x[1] - 2.0 + (x[0] - x[1]) ** 2], [0.0, 0.0], [1.0, 1.0], 1e-6
    ),
    "one unknown": System(lambda x: x**2 - 9.0, [1.0], [3.0]),
}


@pytest.mark.parametrize("case", SYSTEMS.values(), ids=SYSTEMS)
def test_systems(case: System) -> None:
    found = newton_root(case.f, case.x0)
    assert found.success, found.message
    assert found.x == pytest.approx(case.root, abs=case.tolerance)
    assert np.asarray(found.fun).tolist() == np.asarray(case.f(found.x), dtype=float).tolist()


def test_standard_start_of_freudenstein_and_roth() -> None:
    """The way down ends in a valley without a root; no success is claimed there."""
    found = newton_root(freudenstein_roth, [0.5, -2.0])
    assert not found.success
    assert found.status in (1, 2, 4)
    assert np.linalg.norm(found.fun) > 6.9


def test_structures() -> None:
    found = newton_root(
        lambda p: [p["a"] * p["b"][0] - 6.0, p["a"] - p["b"][0] - 1.0], {"a": 2.0, "b": [1.0]}
    )
    assert found.success
    assert found.x["a"] == pytest.approx(3.0)
    assert found.x["b"] == pytest.approx([2.0])


# ---- one number --------------------------------------------------------------------------------------------


ECCENTRICITIES = [0.0, 0.1, 0.5, 0.9, 0.99, 0.999]
ANOMALIES = [1e-3, 0.05, 0.5, 1.0, 2.0, 3.0, 3.14, 4.5, 6.2]


@each_method
@pytest.mark.parametrize("e", ECCENTRICITIES)
def test_kepler(solve: Any, e: float) -> None:
    """``E - e sin(E) = M``, beside mpmath: the error is what one of the tests promises."""
    for mean in ANOMALIES:
        with mpmath.workdps(40):
            exact = mpmath.findroot(
                lambda x, mean=mean: x - mpmath.mpf(e) * mpmath.sin(x) - mpmath.mpf(mean),
                (0.0, 7.0),
                solver="anderson",
                tol=1e-60,
            )
        found = solve(lambda x, mean: x - e * np.sin(x) - mean, mean if e < 0.8 else math.pi, (mean,))
        assert found.success, found.message
        slope = float(1.0 - e * mpmath.cos(exact))
        assert abs(found.x - float(exact)) <= 1.1e-12 * max(1.0 / slope, found.x)


class Number(NamedTuple):
    f: Any
    x0: float
    root: float
    tolerance: float = 1e-12


NUMBERS = {
    "square root": Number(lambda x: x * x - 2.0, 1.0, math.sqrt(2.0)),
    "cosine": Number(lambda x: np.cos(x) - x, 1.0, 0.7390851332151607),
    "arctan, from where Newton's plain steps diverge": Number(np.arctan, 2.0, 0.0),
    "arctan, far": Number(np.arctan, 50.0, 0.0),
    "logarithm, from where steps leave its domain": Number(np.log, 5.0, 1.0),
    "logarithm of Lambert": Number(lambda x: x * np.exp(x) - 1.0, -0.5, 0.5671432904097838),
    "double root": Number(lambda x: x * x, 1.0, 0.0, 1e-6),
    "infinite slope at the root": Number(lambda x: np.sign(x) * np.abs(x) ** (1.0 / 3.0), 1.0, 0.0, 1e-30),
    "large numbers": Number(lambda x: 1e12 * (x**3 - 2.0), 1.0, CUBE_ROOT),
}


@each_method
@pytest.mark.parametrize("case", NUMBERS.values(), ids=NUMBERS)
def test_numbers(solve: Any, case: Number) -> None:
    found = solve(case.f, case.x0)
    assert found.success, found.message
    assert isinstance(found.x, float)
    assert isinstance(found.fun, float)
    assert found.fun == case.f(found.x)
    assert found.x == pytest.approx(case.root, abs=case.tolerance)


def test_plain_newton_does_diverge_from_there() -> None:
    """So that the damping above is needed."""
    x = 2.0
    for _ in range(4):
        x -= math.atan(x) * (1.0 + x * x)
    assert abs(x) > 1e3


WITHOUT_ROOT = {
    "parabola, flat at once": (lambda x: 1.0 + x * x, 1.0),
    "parabola, flat at x0": (lambda x: 1.0 + x * x, 0.0),
    "parabola": (lambda x: 1.0 + x * x, 3.0),
    "sine": (lambda x: 2.0 + np.sin(x), 1.0),
    "sine of numbers whose steps are tiny beside them": (lambda x: 2.0 + np.sin(x), 1e14),
    "sine of numbers without a fraction": (lambda x: 2.0 + np.sin(x), 1e17),
    "constant": (lambda x: 1.0 + 0.0 * x, 1.0),
}


@each_method
@pytest.mark.parametrize(("f", "x0"), WITHOUT_ROOT.values(), ids=WITHOUT_ROOT)
def test_no_success_without_a_root(solve: Any, f: Any, x0: float) -> None:
    found = solve(f, x0)
    assert not found.success, found.message
    assert found.status in (1, 2, 4)
    assert abs(found.fun) >= 1.0


@each_method
def test_flat_start(solve: Any) -> None:
    found = solve(lambda x: x * x - 1.0, 0.0)
    assert found.status == 4
    assert found.nit == 0
    assert found.message.startswith("The derivative is zero or singular")


@each_method
def test_start_that_is_not_finite(solve: Any) -> None:
    for f in (lambda x: math.nan * x, lambda x: np.log(x - 1.0), lambda x: np.sqrt(x - 1.0)):
        found = solve(f, 1.0)
        assert not found.success
        assert found.status == 3
        assert found.nit == 0


# ---- orders ------------------------------------------------------------------------------------------------


def error_ratios(found: Any, root: float, power: int) -> Any:
    """Each error by a power of the one before, for errors that are no rounding errors."""
    e = np.abs(found.history.x[:, 0] - root)
    e = e[e > 1e-14]
    return e[1:] / e[:-1] ** power


@pytest.mark.parametrize(
    ("solve", "power", "constant"),
    [
        (newton_root, 2, 1.0 / CUBE_ROOT),  # f'' / (2 f')
        (halley, 3, 2.0 / (3.0 * CUBE_ROOT**2)),  # f''^2 / (4 f'^2) - f''' / (6 f')
    ],
)
def test_order_of_convergence(solve: Any, power: int, constant: float) -> None:
    found = solve(lambda x: x**3 - 2.0, 1.4, history=True)
    ratios = error_ratios(found, CUBE_ROOT, power)
    assert ratios[-1] == pytest.approx(constant, rel=0.1)
    assert found.nfev == found.nit + 1 == found.njev


@pytest.mark.parametrize(("solve", "ratio"), [(newton_root, 1.0 / 2.0), (halley, 1.0 / 3.0)])
def test_linear_convergence_to_a_double_root(solve: Any, ratio: float) -> None:
    found = solve(lambda x: x * x, 1.0, history=True)
    assert error_ratios(found, 0.0, 1) == pytest.approx(ratio, rel=1e-12)


def test_halley_counts_one_call_for_all_three() -> None:
    calls = []

    def f(x: Any) -> Any:
        calls.append(x)
        return x * x * x - 2.0

    found = halley(f, 1.0)
    assert len(calls) == found.nfev == found.njev == found.nhev == found.nit + 1
    assert (found.jac, found.hess) == pytest.approx((3.0 * found.x**2, 6.0 * found.x))


def f(x: Any) -> Any:
    return x * x - 2.0


# ---- ends and tests ----------------------------------------------------------------------------------------


@each_method
def test_tests(solve: Any) -> None:
    by_residual = solve(f, 1.0, ftol=1e-3)
    assert by_residual.success
    assert abs(by_residual.fun) <= 1e-3
    assert "ftol = 0.001" in by_residual.message
    assert solve(f, 1.0, tol=1e-3).x == by_residual.x
    by_step = solve(f, 1.0, ftol=0.0, xtol=1e-6)
    assert by_step.success
    assert "xtol = 1e-06" in by_step.message
    assert abs(by_step.fun / by_step.jac) <= 1e-6 * by_step.x
    assert solve(f, 1.0, maxiter=0).status == 1
    exact = solve(lambda x: x - 1.0, 3.0, ftol=0.0, xtol=0.0)
    assert exact.success
    assert exact.fun == 0.0


@each_method
def test_rounding_errors_are_no_root(solve: Any) -> None:
    """With both tests out of reach the run says so."""
    found = solve(lambda x: 1e12 * (x * x - 2.0), 1.0, xtol=0.0)
    assert not found.success
    assert found.status == 2
    assert found.x == pytest.approx(math.sqrt(2.0))


@each_method
def test_callbacks_and_history(solve: Any) -> None:
    points: list[float] = []

    def stop(intermediate_result: Any) -> None:
        if intermediate_result.nit == 2:
            raise StopIteration

    found = solve(f, 5.0, callback=points.append, history=True)
    assert len(points) == found.nit == len(found.history) - 1
    assert points[-1] == found.x
    assert found.history.gradient_norm.tolist() == [abs(f(x)) for x in found.history.x[:, 0].tolist()]
    stopped = solve(f, 5.0, callback=stop)
    assert not stopped.success
    assert stopped.status == 99
    assert stopped.nit == 2


# ---- arguments ---------------------------------------------------------------------------------------------


@each_method
def test_given_derivatives(solve: Any) -> None:
    """Floats alone reach the function then."""
    seen = []

    def f(x: Any, a: float) -> float:
        seen.append(type(x))
        return math.exp(x) - a

    given: dict[str, Any] = {"jac": lambda x, a: math.exp(x)}
    if solve is halley:
        given["hess"] = lambda x, a: math.exp(x)
    found = solve(f, 0.5, (3.0,), **given)
    assert found.success
    assert found.x == pytest.approx(math.log(3.0), abs=1e-12)
    assert all(issubclass(kind, float) for kind in seen)
    pairs = newton_root(lambda x, a: (math.exp(x) - a, math.exp(x)), 0.5, (3.0,), True)
    assert pairs.x == pytest.approx(math.log(3.0), abs=1e-12)


def test_halley_with_one_of_two_derivatives() -> None:
    slope: dict[str, Any] = {"jac": lambda x: 3.0 * x * x}
    curvature: dict[str, Any] = {"hess": lambda x: 6.0 * x}
    for given in (slope, curvature):
        found = halley(lambda x: x**3 - 2.0, 1.0, **given)
        assert found.success
        assert found.nit == 3
        assert found.x == pytest.approx(CUBE_ROOT, abs=1e-15)


def test_halley_of_an_array_of_one() -> None:
    for x0 in ([1.0], np.array([1.0]), {"x": np.array([1.0])}):
        found = halley(lambda p: (p["x"] if isinstance(p, dict) else p) ** 3 - 2.0, x0)
        x = found.x["x"] if isinstance(x0, dict) else found.x
        assert found.success
        assert x == pytest.approx([CUBE_ROOT])
    listed = halley(lambda p: [p[0] ** 3 - 2.0], [1.0])
    assert listed.x == pytest.approx([CUBE_ROOT])
    assert listed.hess == pytest.approx(np.array([[6.0 * CUBE_ROOT]]))


def test_halley_of_several_numbers_is_refused() -> None:
    with pytest.raises(errors.ArgumentError, match=r"one unknown, x0 has 2 numbers.*newton_root"):
        halley(lambda x: x, [1.0, 2.0])


@pytest.mark.parametrize(
    ("f", "x0", "given"),
    [
        (lambda x: [x[0], x[1], x[0] * x[1]], [1.0, 2.0], "3 equations and 2 unknowns"),
        (lambda x: [x[0] + x[1]], [1.0, 2.0], "1 equations and 2 unknowns"),
        (lambda x: x[0] + x[1], [1.0, 2.0], "returned one number"),
        (lambda x: [x, x * x], 1.0, None),
    ],
)
def test_systems_that_are_not_square(f: Any, x0: Any, given: str | None) -> None:
    with pytest.raises(errors.DualnumError, match=given):
        newton_root(f, x0)


@each_method
@pytest.mark.parametrize("y", [None, "root", {"a": 1.0}, np.ones((2, 2))])
def test_what_is_no_equation(solve: Any, y: Any) -> None:
    with pytest.raises(errors.DualnumError, match=solve.__name__):
        solve(lambda x: y, 1.0)


@each_method
def test_refusals(solve: Any) -> None:
    name = solve.__name__
    refused = {"bounds": [(0, 1)], "hessp": len, "constraints": [{}]}
    if solve is newton_root:
        refused["hess"] = len
    for argument, value in refused.items():
        with pytest.raises(errors.ArgumentError, match=f"{name} does not use {argument}"):
            solve(lambda x: x, 1.0, **{argument: value})
    for option in ("gtol", "damping"):
        with pytest.raises(errors.ArgumentError, match=f"{name} has no option '{option}'"):
            solve(lambda x: x, 1.0, **{option: 1e-3})
    assert "gtol" not in str(solve.__signature__)
    assert "gtol" not in solve.__doc__


def test_jacobians_of_wrong_shape() -> None:
    for table in (np.ones((2, 3)), np.ones(2), 1.0):
        with pytest.raises(errors.ArgumentError, match=r"where \(2, 2\) is needed"):
            newton_root(lambda x: x, [1.0, 2.0], jac=lambda x, table=table: table)
    with pytest.raises(errors.ArgumentError, match="hess returned"):
        halley(lambda x: x, 1.0, hess=lambda x: [1.0, 2.0])


@each_method
def test_as_a_method_of_scipy(solve: Any) -> None:
    found = scipy.optimize.minimize(lambda x: x**3 - 2.0, 1.0, method=solve, tol=1e-10)
    assert found.success
    assert found.x == pytest.approx([CUBE_ROOT])
