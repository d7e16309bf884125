"""How runs of scipy's methods end where something is not finite, and where a callback stops them."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum

optimize: Any = dualnum.optimize
so: Any = scipy.optimize
T = np.linspace(0.0, 2.0, 9)


def rosenbrock(x: Any) -> Any:
    return 100.0 * (x[1] - x[0] ** 2) ** 2 + (1.0 - x[0]) ** 2


def bad_from(k: int, of: Callable[..., Any]) -> Callable[..., Any]:
    """A derivative that is NaN from its k-th call on."""
    calls = [0]

    def derivative(*args: Any) -> Any:
        calls[0] += 1
        return of(*args) * (np.nan if calls[0] > k else 1.0)

    return derivative


# ---- values and derivatives that are not finite ---------------------------------------------------------


@pytest.mark.parametrize("method", ["trf", "dogbox", "lm"])
def test_no_least_squares_from_an_infinite_jacobian(method: str) -> None:
    found = optimize.least_squares(lambda p: np.sqrt(p[0]) * T - T, [0.0], method=method)
    assert (found.success, found.status) == (False, 3)
    assert "x0" in found.message
    assert "{" not in found.message
    assert found.cost == pytest.approx(0.5 * np.sum(T**2))
    assert {"x", "cost", "fun", "jac", "grad", "optimality", "active_mask", "nfev", "njev"} <= set(found)


def decay(p: Any) -> Any:
    return p[0] * np.exp(-p[1] * T) - 2.0 * np.exp(-0.7 * T)


def decay_slopes(p: Any) -> Any:
    e = np.exp(-p[1] * T)
    return np.stack([e, -p[0] * T * e], axis=1)


@pytest.mark.parametrize("method", ["trf", "dogbox", "lm"])
def test_a_jacobian_that_turns_nan_ends_least_squares(method: str) -> None:
    found = optimize.least_squares(decay, [1.0, 1.0], jac=bad_from(2, decay_slopes), method=method)
    assert (found.success, found.status) == (False, 3)
    assert np.isfinite(found.jac).all()  # at the last good point
    assert found.cost == pytest.approx(0.5 * np.sum(decay(found.x) ** 2))
    assert found.cost < 0.5 * np.sum(decay([1.0, 1.0]) ** 2)


@pytest.mark.parametrize("method", ["hybr", "lm"])
def test_a_jacobian_that_turns_nan_ends_root(method: str) -> None:
    f: Any = lambda x: np.array([x[0] ** 2 + x[1] - 3.0, x[0] - x[1] ** 3])  # noqa: E731
    slopes: Any = lambda x: np.array([[2.0 * x[0], 1.0], [1.0, -3.0 * x[1] ** 2]])  # noqa: E731
    found = optimize.root(f, [9.0, -7.0], method=method, jac=bad_from(1, slopes))
    assert (found.success, found.status) == (False, 3)
    assert found.fun == pytest.approx(f(found.x))


@pytest.mark.parametrize("method", [None, "lm", "trf"])
def test_curve_fit_raises_where_the_model_has_no_slope(method: str | None) -> None:
    power: Any = lambda x, a, b: a * x**b  # noqa: E731
    with pytest.raises(ValueError, match=r"not finite at p0 = \[1. 0.\]"):
        optimize.curve_fit(power, T, 1.3 * T**0.7, p0=[1.0, 0.0], method=method)
    root: Any = lambda x, a: np.sqrt(a) * x  # noqa: E731
    with pytest.raises(ValueError, match=r"not finite at p0 = \[0.\]"):
        optimize.curve_fit(root, T, T, p0=[0.0], method=method)


def test_curve_fit_raises_where_the_model_loses_its_slope() -> None:
    """From a = 2 the step leads to 1, where the square root of 0 is added, with an infinite slope."""

    def model(x: Any, a: Any) -> Any:
        return a * x if a > 1.5 else a * x + np.sqrt(a - getattr(a, "value", a))

    for method in (None, "lm", "trf"):
        with pytest.raises(RuntimeError, match=r"last good parameters are \[2.\]"):
            optimize.curve_fit(model, T, T, p0=[2.0], method=method)


def test_no_success_at_an_infinite_slope() -> None:
    f: Any = lambda x: np.sqrt(x[0]) + x[1] ** 2  # noqa: E731
    found = optimize.minimize(f, [1.0, 1.0], bounds=[(0.0, None), (None, None)])
    assert found.x[0] == 0.0
    assert (found.success, found.status) == (False, 3)
    assert "not finite at x" in found.message


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e31])
def test_cobyla_has_no_success_beyond_its_largest_number(value: float) -> None:
    found = optimize.minimize(lambda x: value + 0.0 * x[0], [1.0, 2.0], method="COBYLA")
    assert (found.success, found.status) == (False, 3)
    assert found.fun == value or np.isnan(value)
    assert np.isnan(found.fun) == np.isnan(value)


def slopes_of_rosenbrock(x: Any) -> Any:
    up = x[1] - x[0] ** 2
    return np.array([-400.0 * x[0] * up - 2.0 * (1.0 - x[0]), 200.0 * up])


@pytest.mark.parametrize("method", ["trust-exact", "trust-ncg", "trust-krylov", "trust-constr", "SLSQP"])
def test_a_gradient_that_turns_nan_ends_the_run(method: str) -> None:
    found = optimize.minimize(rosenbrock, [-1.2, 1.0], method=method, jac=bad_from(4, slopes_of_rosenbrock))
    assert (found.success, found.status) == (False, 3)
    assert found.fun == pytest.approx(rosenbrock(found.x))
    assert found.fun < rosenbrock([-1.2, 1.0])
    assert found.nit > 0


@pytest.mark.parametrize("method", ["SLSQP", "trust-constr"])
def test_a_constraint_without_a_slope_ends_the_run(method: str) -> None:
    side = {"type": "ineq", "fun": lambda x: np.sqrt(x[0]) - x[1]}
    found = optimize.minimize(
        lambda x: (x[0] - 1.0) ** 2 + x[1] ** 2, [0.0, 1.0], method=method, constraints=side
    )
    assert (found.success, found.status) == (False, 3)
    assert "constraint" in found.message
    assert found.x.tolist() == [0.0, 1.0]


def test_a_constraint_without_a_curvature_ends_the_run() -> None:
    side = so.NonlinearConstraint(lambda x: x[0] ** 1.5 + x[1], 1.0, 2.0)
    found = optimize.minimize(lambda x: x @ x, [0.0, 1.0], method="trust-constr", constraints=side)
    assert (found.success, found.status) == (False, 3)


def test_steps_are_counted_where_a_hessian_ends_the_run() -> None:
    curvatures: Any = lambda x: np.array([[2.0, 0.0], [0.0, 12.0 * x[1] ** 2]])  # noqa: E731
    f: Any = lambda x: x[0] ** 2 + x[1] ** 4  # noqa: E731
    for method in ("trust-exact", "Newton-CG", "trust-constr"):
        found = optimize.minimize(f, [3.0, 3.0], method=method, hess=bad_from(3, curvatures))
        assert (found.success, found.status) == (False, 3)
        assert found.nit > 0


# ---- callbacks --------------------------------------------------------------------------------------------

METHODS = [
    "TNC",
    "L-BFGS-B",
    "SLSQP",
    "COBYLA",
    "COBYQA",
    "trust-exact",
    "trust-constr",
    "Newton-CG",
    "Nelder-Mead",
]
STARTS: list[tuple[Any, Callable[[Any], Any]]] = [
    (3.0, lambda x: (x - 1.0) ** 2),
    (np.array([3.0, 3.0]), lambda x: (x[0] - 1.0) ** 2 + x[1] ** 4),
    ({"a": 3.0, "b": 2.0}, lambda p: (p["a"] - 1.0) ** 2 + p["b"] ** 4),
]


@pytest.mark.parametrize("start", range(3))
@pytest.mark.parametrize("method", METHODS)
def test_callbacks_of_both_kinds_and_stops(method: str, start: int) -> None:
    x0, f = STARTS[start]
    seen: list[Any] = []

    def by_result(intermediate_result: Any) -> None:
        seen.append(intermediate_result.x)

    def by_x(x: Any, *state: Any) -> None:
        seen.append(x)

    for callback in (by_result, by_x):
        seen.clear()
        assert optimize.minimize(f, x0, method=method, callback=callback).success
        assert seen
        assert type(seen[0]) is type(x0)

    def stop(x: Any, *state: Any) -> None:
        raise StopIteration

    found = optimize.minimize(f, x0, method=method, callback=stop)
    assert not found.success
    assert type(found.x) is type(x0)
    if method in ("TNC", "COBYQA"):
        assert found.status == 99


@pytest.mark.parametrize("method", ["krylov", "df-sane"])
def test_callbacks_of_root(method: str) -> None:
    seen: list[Any] = []

    def callback(intermediate_result: Any) -> None:
        seen.append(intermediate_result.x["a"])
        if len(seen) == 2:
            raise StopIteration

    found = optimize.root(
        lambda p: [p["a"] ** 3 + p["a"] - 1.0], {"a": 3.0}, method=method, callback=callback
    )
    assert len(seen) == 2
    assert (found.success, found.status) == (False, 99)


def test_warnings_of_other_threads_are_left_alone() -> None:
    """A filter that is set during a run would be everybody's, as filters are not of a thread."""
    filters: list[Any] = []

    def f(x: Any) -> Any:
        filters.append(list(warnings.filters))
        return rosenbrock(x)

    before = list(warnings.filters)
    optimize.minimize(f, [-1.2, 1.0], method="Powell", options={"maxiter": 3})
    assert all(seen == before for seen in filters)
    runs = [
        threading.Thread(
            target=optimize.minimize, args=(rosenbrock, [-1.2, 1.0]), kwargs={"options": {"gtol": 1e-3}}
        )
        for _ in range(4)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert list(warnings.filters) == before
