"""Whole fits to real data: survival times, flowers, a network; the NIST problems are with least squares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import dualnum as dn
from dualnum import optimize
from dualnum.demo.weibull import read_patients

from . import network_problems, survival_problems
from .survival_problems import FIT, PUBLISHED, START

METHODS = {
    "newton": {},
    "newton_cg": {"gtol": 1e-7},
    "lbfgs": {"gtol": 1e-7},
    "L-BFGS-B": {"gtol": 1e-7, "ftol": 1e-15},
    "BFGS": {"gtol": 1e-6},
    "trust-exact": {"gtol": 1e-7},
    "trust-constr": {"gtol": 1e-7},
}


@pytest.mark.parametrize("method", METHODS)
def test_survival_regression(method: str) -> None:
    data = survival_problems.leukemia()
    f = survival_problems.negative_log_likelihood
    bounds = [(0.0, 10.0), (-5.0, 5.0), (-3.0, 3.0)] if method in ("L-BFGS-B", "trust-constr") else None
    found = optimize.minimize(f, START, args=data, method=method, bounds=bounds, options=METHODS[method])
    assert found.success, found.message
    assert np.allclose(found.x, FIT.estimates, atol=1e-6)
    assert abs(found.fun + FIT.log_likelihood) < 1e-9
    errors = optimize.standard_errors(found, f, data)
    assert np.allclose(errors, FIT.standard_errors, rtol=1e-6)
    assert np.allclose(found.x, PUBLISHED.estimates, atol=6e-4)
    assert np.allclose(errors, PUBLISHED.standard_errors, atol=6e-4)


def test_survival_regression_to_the_last_digits() -> None:
    data = survival_problems.leukemia()
    found = optimize.newton(survival_problems.negative_log_likelihood, START, args=data)
    assert found.success
    assert found.kind == "minimum"
    assert np.allclose(found.x, FIT.estimates, rtol=1e-13)
    assert np.allclose(optimize.standard_errors(found), FIT.standard_errors, rtol=1e-12)
    assert np.allclose(found.hess, survival_problems.hessian_by_hand(found.x, *data), rtol=1e-12)


def test_survival_regression_as_a_plain_loop() -> None:
    """The same likelihood patient by patient, on a dict of parameters."""
    _, patients = read_patients()

    def f(p: Any) -> Any:
        total = 0.0
        for log_weeks, placebo, relapsed in patients:
            z = (log_weeks - p["intercept"] - p["placebo"] * placebo) / dn.exp(p["log scale"])
            total = total + dn.exp(z) - (z - p["log scale"] - log_weeks if relapsed else 0.0)
        return total

    start = dict(zip(("intercept", "placebo", "log scale"), START.tolist(), strict=True))
    found = optimize.newton(f, start)
    assert found.success
    assert np.allclose(list(found.x.values()), FIT.estimates, rtol=1e-12)
    errors = optimize.standard_errors(found)
    assert list(errors) == list(start)
    assert np.allclose(list(errors.values()), FIT.standard_errors, rtol=1e-11)


def test_weibull_of_a_thousand_lifetimes() -> None:
    """Newton needs fewer than 8 Hessians; the answer satisfies the likelihood equations of the textbook."""
    random = np.random.default_rng(7)
    lifetimes = 2.0 * random.weibull(1.5, 1000)
    failed = (lifetimes < 3.0).astype(float)
    log_t = np.log(np.minimum(lifetimes, 3.0))

    def f(theta: Any) -> Any:
        shape, scale = theta
        z = log_t - np.log(scale)
        return np.sum(np.exp(shape * z)) - np.sum(failed * (np.log(shape / scale) + (shape - 1.0) * z))

    found = optimize.newton(f, [1.0, 1.0])
    assert found.success
    assert found.nhev < 8
    assert np.linalg.norm(found.jac) < 1e-8
    shape, scale = found.x
    weights = np.exp(shape * log_t)
    assert np.isclose(scale, (np.sum(weights) / np.sum(failed)) ** (1.0 / shape), rtol=1e-10)
    mean = np.sum(failed * log_t) / np.sum(failed)
    assert np.isclose(1.0 / shape, np.sum(weights * log_t) / np.sum(weights) - mean, rtol=1e-10)


# ---- flowers ---------------------------------------------------------------------------------------------


def network_accuracy(params: Any) -> float:
    measured, species = network_problems.iris()
    scores = (
        np.tanh(measured @ params["hidden"]["w"] + params["hidden"]["b"]) @ params["out"]["w"]
        + params["out"]["b"]
    )
    return float(np.mean(np.argmax(scores, axis=1) == np.argmax(species, axis=1)))


def test_gradient_of_a_network_in_its_structure() -> None:
    start, data = network_problems.initial_network(), network_problems.iris()
    value, slopes = dn.value_and_grad(network_problems.loss)(start, *data)
    by_hand = network_problems.gradient_by_hand(start, *data)
    assert value == network_problems.loss(start, *data)
    for layer, parts in by_hand.items():
        for name, expected in parts.items():
            assert slopes[layer][name].shape == start[layer][name].shape
            assert np.max(np.abs(slopes[layer][name] - expected)) <= 1e-12 * np.max(np.abs(expected))


@pytest.mark.parametrize("method", ["lbfgs", "adam"])
def test_a_network_learns(method: str) -> None:
    start, data = network_problems.initial_network(), network_problems.iris()
    options: dict[str, Any] = {"step_size": 0.05, "maxiter": 300} if method == "adam" else {"gtol": 1e-4}
    found = optimize.METHODS[method](network_problems.loss, start, data, **options)
    slopes = network_problems.gradient_by_hand(found.x, *data)
    norm = np.sqrt(sum(np.sum(part**2) for layer in slopes.values() for part in layer.values()))
    assert found.success == (norm <= (1e-5 if method == "adam" else 1e-4))
    assert found.success == (method == "lbfgs")
    assert found.fun < 0.15 < network_problems.loss(start, *data)
    assert network_accuracy(found.x) > 0.97


def test_a_network_learns_from_batches() -> None:
    start, (measured, species) = network_problems.initial_network(), network_problems.iris()
    random = np.random.default_rng(0)
    batches = (
        (measured[rows], species[rows])
        for _ in range(20)
        for rows in np.array_split(random.permutation(len(measured)), 5)
    )
    found = optimize.adam(network_problems.loss, start, (measured, species), step_size=0.05, batches=batches)
    assert found.nit == 100
    assert not found.success
    assert np.isclose(found.fun, network_problems.loss(found.x, measured, species))
    assert network_accuracy(found.x) > 0.95


def test_logistic_regression_with_its_hessian() -> None:
    data = network_problems.two_species()
    found = optimize.newton(network_problems.logistic_loss, np.zeros(5), data)
    assert found.success
    assert found.kind == "minimum"
    assert np.linalg.norm(network_problems.logistic_gradient_by_hand(found.x, *data)) <= 1.1e-8
    expected = network_problems.logistic_hessian_by_hand(found.x, *data)
    assert np.allclose(found.hess, expected, rtol=1e-11)
    assert np.allclose(
        optimize.standard_errors(found), np.sqrt(np.diagonal(np.linalg.inv(expected))), rtol=1e-9
    )
