"""dualnum.optimize.minimize with scipy's methods: solutions, exact derivatives, one pass a point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum

from .watched import Watched

optimize: Any = dualnum.optimize
so: Any = scipy.optimize
BY_VALUES = ("Nelder-Mead", "Powell", "COBYLA", "COBYQA")
BY_GRADIENT = ("CG", "BFGS", "L-BFGS-B", "TNC", "SLSQP")
BY_HESSIAN = ("Newton-CG", "dogleg", "trust-ncg", "trust-krylov", "trust-exact", "trust-constr")
BY_PRODUCTS = ("Newton-CG", "trust-ncg", "trust-krylov", "trust-constr")


def rosenbrock(x: Any) -> Any:
    return 100.0 * (x[1] - x[0] ** 2) ** 2 + (1.0 - x[0]) ** 2


def rosenbrock_slopes(x: Any) -> Any:
    up = x[1] - x[0] ** 2
    return np.array([-400.0 * x[0] * up - 2.0 * (1.0 - x[0]), 200.0 * up])


def rosenbrock_curvatures(x: Any) -> Any:
    return np.array([[1200.0 * x[0] ** 2 - 400.0 * x[1] + 2.0, -400.0 * x[0]], [-400.0 * x[0], 200.0]])


ROSENBROCK_START = np.array([-1.2, 1.0])
A = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.0], [0.5, 0.0, 2.0]])
B = np.array([1.0, -2.0, 3.0])


def quadratic(p: Any, scale: float) -> Any:
    x = [p["u"][0, 0], p["u"][0, 1], p["v"]]
    return scale * (0.5 * sum(x[i] * A[i, j] * x[j] for i in range(3) for j in range(3)) - sum(B * x))


# ---- minimize -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [*BY_VALUES, *BY_GRADIENT, *BY_HESSIAN])
def test_known_minima_in_the_form_of_the_start(method: str) -> None:
    if method != "COBYLA":  # which takes thousands of points
        start = ROSENBROCK_START.copy()
        found = optimize.minimize(rosenbrock, start, method=method.upper())
        assert found.success
        assert np.array_equal(start, ROSENBROCK_START)
        assert found.x == pytest.approx([1.0, 1.0], abs=2e-3)

    form = {"u": np.array([[1.0, 1.0]]), "v": 1}
    found = optimize.minimize(quadratic, form, (2.0,), method=method)
    assert found.success
    assert found.x["u"].shape == (1, 2)
    assert [*found.x["u"][0], found.x["v"]] == pytest.approx(np.linalg.solve(A, B), abs=1e-3)
    if method not in BY_VALUES:
        slopes = found["grad" if method == "trust-constr" else "jac"]
        assert slopes["u"].shape == (1, 2)
        assert [*slopes["u"][0], slopes["v"]] == pytest.approx([0.0, 0.0, 0.0], abs=1e-3)

    found = optimize.minimize(lambda x: np.exp(x) + x * x, 0.4, method=method)
    assert type(found.x) is float
    assert found.x == pytest.approx(-0.3517337112491958, abs=1e-3)  # exp(x) + 2 x = 0


@pytest.mark.parametrize("method", [*BY_GRADIENT, *BY_HESSIAN])
def test_the_run_is_that_with_derivatives_by_hand(method: str) -> None:
    by_hand = {"hess": rosenbrock_curvatures} if method in BY_HESSIAN else {}
    expected = so.minimize(rosenbrock, ROSENBROCK_START, method=method, jac=rosenbrock_slopes, **by_hand)
    found = optimize.minimize(rosenbrock, ROSENBROCK_START, method=method)
    assert set(found) == set(expected)
    if method == "TNC":  # whose steps hang on the last bits of the gradient
        assert found.x == pytest.approx(expected.x, abs=1e-3)
        return
    assert found.nit == expected.nit
    assert found.nfev == expected.nfev
    assert found.x == pytest.approx(expected.x, abs=1e-9)
    given = optimize.minimize(
        lambda x: (rosenbrock(x), rosenbrock_slopes(x)), ROSENBROCK_START, method=method, jac=True, **by_hand
    )
    assert given.nit == expected.nit


@pytest.mark.parametrize("method", [*BY_GRADIENT, *BY_HESSIAN])
def test_one_pass_a_point(method: str) -> None:
    f = Watched(rosenbrock)
    found = optimize.minimize(f, ROSENBROCK_START, method=method)
    if method in ("SLSQP", "trust-constr"):  # values first; the derivatives where a step is taken
        assert f.plain <= found.nfev
        assert f.passes == found.njev
    else:
        assert f.plain == 0
        assert f.passes == found.nfev


@pytest.mark.parametrize("method", BY_VALUES)
def test_methods_by_values_get_plain_numbers_alone(method: str) -> None:
    f = Watched(lambda x: (x[0] - 1.0) ** 2 + x[1] ** 2)
    found = optimize.minimize(f, ROSENBROCK_START, method=method)
    assert 0 < f.plain <= found.nfev
    assert f.passes == 0


@pytest.mark.parametrize("method", BY_PRODUCTS)
def test_products_with_the_hessian(method: str) -> None:
    expected = so.minimize(
        rosenbrock,
        ROSENBROCK_START,
        method=method,
        jac=rosenbrock_slopes,
        hessp=lambda x, p: rosenbrock_curvatures(x) @ p,
    )
    found = optimize.minimize(rosenbrock, ROSENBROCK_START, method=method, curvature="hessp")
    assert (found.nit, found.nfev) == (expected.nit, expected.nfev)
    many = optimize.minimize(lambda x: np.sum((x - 1.0) ** 4 + x * x), np.zeros(60), method=method)
    assert many.success
    assert "hess" not in many or not isinstance(many.hess, np.ndarray)
    assert many.x == pytest.approx(np.full(60, 0.4102454877), abs=1e-3)  # 4 (x - 1)^3 + 2 x = 0


def test_default_methods_and_ours() -> None:
    assert "hess_inv" in optimize.minimize(rosenbrock, ROSENBROCK_START)
    found = optimize.minimize(rosenbrock, [0.5, 0.5], bounds=[(0.0, 0.8), (None, None)])
    assert found.x == pytest.approx([0.8, 0.64], abs=1e-4)
    fixed = optimize.minimize(rosenbrock, [0.5, 0.5], bounds=so.Bounds([0.5, -1.0], [0.5, 1.0]))
    assert fixed.x == pytest.approx([0.5, 0.25], abs=1e-5)
    ours = optimize.minimize(rosenbrock, [-1.2, 1.0], method="newton", tol=1e-6, options={"maxiter": 50})
    assert ours.kind == "minimum"
    assert optimize.minimize(rosenbrock, [-1.2, 1.0], method=optimize.newton, tol=1e-6).nit == ours.nit

    def custom(fun: Any, x0: Any, args: Any, **given: Any) -> Any:
        assert args == ()
        step = np.linalg.solve(given["hess"](x0), -given["jac"](x0))
        assert given["hessp"](x0, step) == pytest.approx(-given["jac"](x0))
        return so.OptimizeResult(x=x0 + step, fun=fun(x0 + step), success=True, nfev=1, gain=given["gain"])

    form = {"u": np.array([[1.0, 1.0]]), "v": 1.0}
    found = optimize.minimize(quadratic, form, (2.0,), method=custom, options={"gain": 3})
    assert found.x["v"] == pytest.approx(np.linalg.solve(A, B)[2])
    assert found.gain == 3


def test_strategies_of_scipy_and_user_derivatives_stay() -> None:
    found = optimize.minimize(rosenbrock, ROSENBROCK_START, method="trust-constr", hess=so.BFGS())
    assert found.nhev == 0
    jac = Watched(rosenbrock_slopes)
    f = Watched(rosenbrock)
    optimize.minimize(f, ROSENBROCK_START, method="BFGS", jac=jac)
    assert f.passes == 0
    assert jac.plain > 0


@pytest.mark.parametrize("method", ["BFGS", "Nelder-Mead", "trust-constr"])
def test_callbacks(method: str) -> None:
    seen: list[Any] = []
    form = {"u": np.array([[1.0, 1.0]]), "v": 1.0}
    optimize.minimize(quadratic, form, (1.0,), method=method, callback=lambda x, *state: seen.append(x["v"]))
    assert len(seen) > 2

    def stop(intermediate_result: Any) -> None:
        seen.append(intermediate_result.x["u"][0, 0])
        raise StopIteration

    found = optimize.minimize(quadratic, form, (1.0,), method=method, callback=stop)
    assert not found.success
    assert found.status in (3, 99)


@pytest.mark.parametrize("method", [*BY_GRADIENT, *BY_HESSIAN])
def test_no_success_where_f_is_not_finite(method: str) -> None:
    found = optimize.minimize(lambda x: np.sqrt(x) if x > 0.0 else x * np.nan, -1.0, method=method)
    assert not found.success
    assert found.status == 3
    assert "finite" in found.message


@pytest.mark.parametrize("method", BY_HESSIAN[1:])
def test_trust_regions_step_back_from_where_f_is_not_defined(method: str) -> None:
    """Newton's step from 2.5 leads to -1.25, where the logarithm is NaN."""
    seen: list[float] = []

    def f(x: Any) -> Any:
        seen.append(float(getattr(x, "value", x)))
        return x - np.log(x) if x > 0.0 else x * np.nan

    radius = "initial_tr_radius" if method == "trust-constr" else "initial_trust_radius"
    found = optimize.minimize(f, 2.5, method=method, options={radius: 8.0})
    assert min(seen) < 0.0
    assert found.success
    assert found.x == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("method", ["trust-exact", "Newton-CG", "trust-constr"])
def test_a_hessian_that_is_not_finite_ends_the_run(method: str) -> None:
    found = optimize.minimize(lambda x: x[0] ** 1.5 + x[1] ** 2, [0.0, 1.0], method=method)
    assert (found.success, found.status) == (False, 3)
    assert found.x == pytest.approx([0.0, 1.0])
    assert "Hessian" in found.message


@pytest.mark.parametrize("method", ["BFGS", "trust-exact", "trust-ncg"])
def test_chunks(method: str) -> None:
    f = Watched(rosenbrock)
    found = optimize.minimize(f, ROSENBROCK_START, method=method, chunk_size=1)
    assert found.x == pytest.approx([1.0, 1.0], abs=1e-4)
    assert f.passes == (2 if method == "BFGS" else 3) * found.nfev  # of the blocks of a Hessian two are equal


# ---- constraints ----------------------------------------------------------------------------------------


def hs71(x: Any) -> Any:
    return x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2]


def hs71_sides(x: Any) -> Any:
    return [x[0] * x[1] * x[2] * x[3], sum(v * v for v in x)]


HS71_START = [1.0, 5.0, 5.0, 1.0]
HS71 = [1.0, 4.74299963, 3.82114998, 1.37940829]
"""Hock and Schittkowski, Test Examples for Nonlinear Programming Codes (1981), problem 71."""


def as_dicts(sides: Any) -> Any:
    return [
        {"type": "ineq", "fun": lambda x, low: sides(x)[0] - low, "args": (25.0,)},
        {"type": "eq", "fun": lambda x: sides(x)[1] - 40.0},
    ]


def as_objects(sides: Any) -> Any:
    return (
        so.NonlinearConstraint(lambda x: sides(x)[0], 25.0, np.inf),
        so.NonlinearConstraint(lambda x: sides(x)[1:], [40.0], [40.0]),
    )


@pytest.mark.parametrize("form", [as_dicts, as_objects])
@pytest.mark.parametrize("method", ["SLSQP", "trust-constr", "COBYQA"])
def test_constraints(method: str, form: Callable[..., Any]) -> None:
    f, sides = Watched(hs71), Watched(hs71_sides)
    found = optimize.minimize(
        f,
        HS71_START,
        method=method,
        bounds=[(1.0, 5.0)] * 4,
        constraints=form(sides),
        options={"maxiter": 300},
    )
    assert found.x == pytest.approx(HS71, abs=1e-3 if method == "COBYQA" else 2e-4)
    assert found.fun == pytest.approx(17.0140173, abs=1e-3)
    pieces = 2
    if method == "COBYQA":
        assert f.passes == sides.passes == 0
    elif method == "SLSQP":  # differences would take 4 values more a gradient
        assert found.success
        assert f.plain <= found.nfev
        assert sides.plain <= pieces * (found.nfev + 2)
        assert 0 < sides.passes <= pieces * (found.njev + 1)
    else:
        assert found.success
        assert all(n > 0 for n in found.constr_nhev[:pieces])
        assert sides.plain <= sum(found.constr_nfev)
        assert sides.passes <= sum(found.constr_njev) + sum(found.constr_nhev) + 2 * pieces


def test_constraints_of_structures_and_multipliers() -> None:
    circle = {"type": "eq", "fun": lambda p: p["a"] ** 2 + p["b"] ** 2 - 2.0}
    total = lambda p: p["a"] + p["b"]  # noqa: E731
    found = optimize.minimize(total, {"a": -2.0, "b": 0.0}, method="SLSQP", constraints=circle, tol=1e-12)
    assert found.x == {"a": pytest.approx(-1.0, abs=1e-6), "b": pytest.approx(-1.0, abs=1e-6)}
    found = optimize.minimize(
        total, {"a": -2.0, "b": 0.0}, method="trust-constr", constraints=circle, tol=1e-10
    )
    assert found.x == {"a": pytest.approx(-1.0, abs=1e-6), "b": pytest.approx(-1.0, abs=1e-6)}
    assert found.v[0] == pytest.approx([0.5], abs=1e-5)  # grad f + v grad c = 0 at (-1, -1)
    line = so.LinearConstraint([[1.0, 1.0]], 1.0, 1.0)
    found = optimize.minimize(lambda x: x @ x, np.zeros(2), constraints=line)
    assert found.x == pytest.approx([0.5, 0.5])


def test_derivatives_that_a_constraint_has_stay() -> None:
    sides, slopes = Watched(lambda x: x @ x), Watched(lambda x: 2.0 * x)
    mine = {"type": "eq", "fun": sides, "jac": slopes}
    optimize.minimize(lambda x: x[0], [1.0, 1.0], constraints={**mine, "fun": lambda x: sides(x) - 1.0})
    assert sides.passes == 0 < slopes.plain
    kept = so.NonlinearConstraint(sides, 1.0, 1.0, jac="3-point")
    found = optimize.minimize(lambda x: x[0], [1.0, 1.0], method="trust-constr", constraints=kept)
    assert sides.passes == 0
    assert found.x == pytest.approx([-1.0, 0.0], abs=1e-3)
