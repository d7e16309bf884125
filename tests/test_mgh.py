"""The problems of More, Garbow and Hillstrom by Newton's method, beside scipy's with the same derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum.optimize import newton

from .mgh_problems import PROBLEMS, MghProblem


def solved_by_scipy(problem: MghProblem) -> bool:
    """Whether trust-exact, with exact derivatives, meets its own test: a gradient norm of 1e-4."""
    with np.errstate(all="ignore"):
        found = scipy.optimize.minimize(
            dn.value_and_grad(problem.value),
            problem.start,
            jac=True,
            hess=dn.hessian(problem.value),
            method="trust-exact",
            options={"maxiter": 2000},
        )
    return bool(found.success)


def gradient(problem: MghProblem, x: Any) -> Any:
    """Of the sum of squares, by the Jacobian of the residuals."""
    return 2.0 * problem.residuals(x) @ dn.jacobian(problem.residuals)(x)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_newton_solves_what_trust_exact_solves(problem: MghProblem) -> None:
    """And to a gradient norm ten thousand times smaller; what neither solves is not called a success."""
    with np.errstate(all="ignore"):
        found = newton(problem.value, problem.start, maxiter=2000)
        slopes = gradient(problem, found.x)
    assert np.allclose(found.jac, slopes, atol=1e-12 * np.linalg.norm(found.hess) * np.linalg.norm(found.x))
    assert found.success == (np.linalg.norm(found.jac) <= 1e-8)
    assert found.success or not solved_by_scipy(problem)
    if found.success:
        singular = "Powell singular" in problem.name  # the Hessian is, at the minimum
        assert found.kind == ("undecided" if singular else "minimum")
        assert any(np.isclose(found.fun, k.value, rtol=1e-5, atol=1e-9) for k in problem.known), found.fun
    else:
        assert problem.name == "Meyer"  # gradients of 1e9 cancel: the test is beyond rounding errors
        assert found.status == 2
        assert np.isclose(found.fun, problem.known[0].value, rtol=1e-5)


def test_success_is_the_gradient_norm_at_any_tolerance() -> None:
    for problem in PROBLEMS[:9]:
        for gtol in (1e-2, 1e-6, 1e-10):
            with np.errstate(all="ignore"):
                found = newton(problem.value, problem.start, gtol=gtol, maxiter=300)
                norm = np.linalg.norm(dn.grad(problem.value)(found.x))
            assert found.success == (norm <= gtol)
            assert np.array_equal(dn.grad(problem.value)(found.x), found.jac)
