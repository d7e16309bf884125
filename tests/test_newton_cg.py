"""Newton's method by conjugate gradients, for many variables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum.optimize import newton, newton_cg
from dualnum.optimize._minimum import Minimum
from dualnum.optimize._newton_cg import ProductModel

from .test_newton import chained


@pytest.mark.parametrize("n", [2, 30])
def test_newton_cg_on_rosenbrock(n: int) -> None:
    found = newton_cg(chained, np.full(n, -1.2), gtol=1e-8)
    assert found.success
    assert np.linalg.norm(found.jac) <= 1e-8
    assert np.allclose(found.x[1:], 1.0)  # from n = 4 there is a second minimum, near x[0] = -1
    assert np.linalg.eigvalsh(dn.hessian(chained)(found.x))[0] > 0.0
    assert "hess" not in found
    assert found.nhev > found.nit


def test_newton_cg_agrees_with_newton() -> None:
    rng = np.random.default_rng(5)
    a = rng.normal(size=(40, 12))
    labels = np.sign(a @ rng.normal(size=12) + rng.normal(size=40))

    def loss(w: Any) -> Any:
        return np.sum(np.logaddexp(0.0, -labels * (a @ w))) + 0.5 * w @ w

    one, two = newton(loss, np.zeros(12)), newton_cg(loss, np.zeros(12), gtol=1e-9)
    assert one.success
    assert two.success
    assert np.allclose(one.x, two.x, atol=1e-9)


def test_newton_cg_follows_negative_curvature() -> None:
    found = newton_cg(lambda x: x[0] ** 2 - x[1] ** 2 + x[1] ** 4, [1.0, 1e-3])
    assert found.success
    assert np.allclose(np.abs(found.x), [0.0, math.sqrt(0.5)], atol=1e-5)


def test_newton_cg_with_the_users_products() -> None:
    found = newton_cg(
        scipy.optimize.rosen,
        np.full(6, 0.5),
        jac=scipy.optimize.rosen_der,
        hessp=scipy.optimize.rosen_hess_prod,
    )
    assert found.success
    assert np.allclose(found.x, 1.0, atol=1e-5)


def test_newton_cg_with_products_that_are_not_finite() -> None:
    found = newton_cg(chained, [1.0, 2.0], hessp=lambda x, p: np.full(2, math.nan))
    assert (found.success, found.status) == (False, 3)


def test_a_smaller_radius_costs_no_products() -> None:
    problem = Minimum("newton_cg", chained, np.full(10, -1.2))
    model = ProductModel(problem, problem.start(), 100)
    wide = model.within(10.0)
    products = problem.nhev
    narrow = model.within(0.5 * wide.length)
    assert problem.nhev == products
    assert math.isclose(float(np.linalg.norm(narrow.vector)), 0.5 * wide.length)
    hess, grad = dn.hessian(chained)(np.full(10, -1.2)), dn.grad(chained)(np.full(10, -1.2))
    for step in (wide, narrow):
        fall = -float(grad @ step.vector + 0.5 * step.vector @ hess @ step.vector)
        assert math.isclose(step.predicted, fall, rel_tol=1e-9)


@pytest.mark.parametrize("solve", [newton, newton_cg])
def test_a_pair_is_asked_once_a_point(solve: Any) -> None:
    points: list[bytes] = []

    def pair(x: Any) -> Any:
        if isinstance(x, np.ndarray):
            points.append(x.tobytes())
        return chained(x), [
            -2.0 * (1.0 - x[0]) - 400.0 * x[0] * (x[1] - x[0] ** 2),
            200.0 * (x[1] - x[0] ** 2),
        ]

    found = solve(pair, [-1.2, 1.0], jac=True)
    assert found.success
    assert len(set(points)) == len(points) == found.nfev
