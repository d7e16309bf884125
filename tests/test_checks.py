"""check_grads: right derivatives pass, wrong ones are named, and what differences cannot tell is said."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

import dualnum as dn
from dualnum import errors
from dualnum._differences import Differences
from dualnum.checks import CheckResult, check_grads

from . import mgh_problems, network_problems, survival_problems
from .mgh_problems import MghProblem


class Pair(NamedTuple):
    a: Any
    b: Any


# ---- differences -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "slope", "accuracy"),
    [
        (np.exp, 1.0, math.e, 1e-11),
        (np.log, 1e-8, 1e8, 1e-8),
        (np.sqrt, 3e6, 0.5 / math.sqrt(3e6), 1e-10),
        (lambda x: np.sin(1000 * x), 1.0, 1000 * math.cos(1000), 1e-9),
        (lambda x: np.sin(16 * math.pi * x), 0.0, 16 * math.pi, 1e-10),
        (lambda x: x**20, 2.0, 20 * 2.0**19, 1e-9),
        (np.arctan, -1e4, 1 / (1 + 1e8), 1e-6),
    ],
)
def test_differences(f: Callable[[Any], Any], x: float, slope: float, accuracy: float) -> None:
    """They are accurate, and no farther off than they say."""
    of_vector = lambda v: f(v[0])  # noqa: E731
    found, doubt = Differences(of_vector, np.array([x]), np.array([slope]), 1e-6, 0.0).by(0)[:2]
    assert abs(found - slope) <= doubt <= 1e4 * accuracy * abs(slope)
    assert found == pytest.approx(slope, rel=accuracy)


def test_differences_know_noise() -> None:
    """Rounding to single precision is taken for what it is, by all results that have it."""

    def f(v: Any) -> Any:
        return np.array([np.float64(np.float32(np.sin(v[0]))), np.sin(v[0])])

    x = np.array([1.0])
    slope = np.full((2, 1), math.cos(1.0))
    differences = Differences(f, x, slope, 1e-6, 0.0)
    assert 1e-9 < differences.noise[0] < 1e-6
    assert differences.noise[1] == 0.0
    found, doubt = differences.by(0)[:2]
    assert np.all(np.abs(found - slope[:, 0]) <= doubt)


# ---- what agrees -------------------------------------------------------------------------------------------

RIGHT: dict[str, tuple[Any, ...]] = {
    "float": (dn.exp, 1.0),
    "integer": (lambda x: x**3, 2),
    "tiny": (dn.log, 1e-8),
    "large": (lambda x: x * x, 1e9),
    "near overflow": (lambda p: p[0] ** p[1], [93.0, 152.5]),
    "narrow": (lambda x: dn.exp(-1e6 * (x - 1.001) ** 2), 1.0),
    "dict": (lambda p: np.sum(p["w"] @ p["b"]) ** 2 * p["c"], {"w": np.eye(2), "b": np.ones(2), "c": 3}),
    "nested": (
        lambda p: p[0]["a"][1] * p[1] ** 2 * p[0]["b"],
        [{"a": [1.0, 2.0], "b": 3.0, "no": None}, 4.0],
    ),
    "namedtuple": (lambda p: p.a * dn.sin(p.b), Pair(2.0, 1.0)),
    "matrix to matrix": (np.linalg.inv, np.array([[2.0, 1.0], [0.5, 3.0]])),
    "several results": (lambda p: [p[0] * p[1], 3.0, dn.sin(p[0])], (1.0, 2.0)),
    "float32": (lambda x: np.sum(np.sin(x) ** 2), np.ones(3, np.float32)),
    "single precision inside": (lambda x: np.sum(np.sin(x.astype(np.float32))), np.ones(2)),
    "constant": (lambda x: 3.0, [1.0, 2.0]),
    "constants": (lambda x: np.array([3.0, 1.0]), np.ones(2)),
    "branch near": (lambda x: x * x if x > 0 else -x, 0.01),
    "floor between": (dn.floor, 1.5),
    "argument that is changed": (lambda x: np.multiply(x, x, out=x)[0], np.array([2.0, 1.0])),
    "a right rule": (dn.custom_derivative(math.sin, dn.cos), 3.0),
    "survival": (
        survival_problems.negative_log_likelihood,
        survival_problems.START,
        *survival_problems.leukemia(),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_derivatives_pass(name: str) -> None:
    found = check_grads(*RIGHT[name])
    assert isinstance(found, CheckResult)
    assert found.ok
    assert found.error == abs(found.exact - found.difference)
    assert found.error <= 1e-6 * abs(found.exact) + found.uncertainty


def table(n: int, seed: int) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    return random.normal(size=(n + 1, n)), random.normal(size=n)


A, C = table(3, 3)
FLAT: dict[str, tuple[Any, Any]] = {  # slopes that are 0, where rounding is not
    "linear residuals": (lambda p: np.sum((A @ p - A @ np.array([0.3, -1.0, 0.7])) ** 2), [0.3, -1.0, 0.7]),
    "residuals": (lambda p: np.sum((np.exp(A @ p) - np.exp(A @ C)) ** 2), C),
    "fourth powers": (lambda p: np.sum((A @ p - A @ C) ** 4), C),
    "rosenbrock": (lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2, [1.0, 1.0]),
    "expanded": (lambda x: x**4 - 4 * x**3 + 6 * x * x - 4 * x + 1, 1.0),
    "seventh power": (lambda x: (x - 1) ** 7, 1.0),
    "cubed sine": (lambda x: dn.sin(x) ** 3, math.pi),
    "square of what is 0": (lambda x: (dn.exp(x) - math.exp(0.3)) ** 2, 0.3),
    "shares": (lambda x: np.sum(x / np.sum(x)), np.array([1.0, 2.0, 4.0])),
    "shares of rows": (
        lambda x: 1e6 * np.sum(np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)),
        np.array([[0.1, -0.6, 1.2], [0.4, 0.9, -2.0]]),
    ),
    "unit vector": (lambda x: np.sum((x / np.linalg.norm(x)) ** 2), np.array([1.0, 2.0, 4.0])),
    "logarithms": (lambda x: dn.log(x[0] * x[1]) - dn.log(x[0]) - dn.log(x[1]), [1.3, 2.7]),
    "saturated": (dn.tanh, 30.0),
}


@pytest.mark.parametrize(("f", "x"), FLAT.values(), ids=FLAT)
def test_vanishing_derivatives_pass(f: Any, x: Any) -> None:
    assert check_grads(f, x).ok


@pytest.mark.parametrize("seed", range(8))
def test_nuclear_norms_pass(seed: int) -> None:
    """The trace, where the matrix is symmetric and positive; many second derivatives vanish."""
    root, _ = table(3, seed)
    found = check_grads(lambda x: np.linalg.norm(x, "nuc"), root.T @ root)
    assert found.ok
    assert found.count == 9 + 81


NARROW: list[tuple[Any, float, int]] = [
    (lambda x: 1 / x, 1e-5, 2), (dn.gammaln, 1e-5, 2), (lambda x: dn.sin(1e6 * x), 0.3, 2),
    (lambda x: dn.arctan(1e8 * x), 0.0, 2), (abs, 1e-6, 1), (lambda x: dn.hypot(x, 1e-6), 1e-7, 2),
    (dn.cos, 1e8, 2), (lambda x: dn.sin(x / 1e-8), 7e-9, 2), (dn.cbrt, 1e-12, 1),
]  # fmt: skip


@pytest.mark.parametrize(("f", "x", "order"), NARROW)
def test_narrow_functions_pass(f: Any, x: float, order: int) -> None:
    assert check_grads(f, x, order=order).ok


@pytest.mark.parametrize("problem", mgh_problems.PROBLEMS, ids=lambda p: p.name)
def test_classic_problems_pass(problem: MghProblem) -> None:
    n = problem.n
    assert check_grads(problem.value, problem.start).count == n + n * n
    assert check_grads(problem.residuals, problem.start + 0.25, order=1).count == problem.m * n


def test_network_passes() -> None:
    params = network_problems.initial_network(hidden=2)
    assert check_grads(network_problems.loss, params, *network_problems.iris(), order=1).count == 19


def test_arguments_are_passed_on() -> None:
    seen = []

    def f(x: Any, y: Any, *, k: Any) -> Any:
        seen.append((y, k))
        return x * y * k

    assert check_grads(f, 2.0, 3.0, k=4.0).exact in (12.0, 0.0)
    assert set(seen) == {(3.0, 4.0)}


def test_x_stays_as_it_is() -> None:
    x = {"w": np.array([1.0, 2.0])}
    check_grads(lambda p: np.sum(np.exp(p["w"])), x)
    assert x["w"].tolist() == [1.0, 2.0]


# ---- what does not -----------------------------------------------------------------------------------------


def rule(slope: Callable[[float], Any], curvature: Callable[[float], Any] | None = None) -> Any:
    """The sine with derivatives to be given."""
    return dn.custom_derivative(math.sin, slope, curvature)


def dropped(p: Any) -> Any:
    """Forgets that the weight varies."""
    w = p["w"][2, 0]
    return p["w"][0, 0] ** 2 + getattr(w, "value", w) * p["w"][1, 1]


WRONG: list[tuple[Any, Any, dict[str, Any], CheckResult]] = [
    (
        rule(math.cos, lambda x: math.sin(x)),
        1.0,
        {},
        CheckResult(False, 2, "", ("", ""), 0.84, -0.84, 0, 0, 1),
    ),
    (rule(lambda x: -math.cos(x)), 1.0, {}, CheckResult(False, 1, "", ("",), -0.54, 0.54, 0, 0, 1)),
    (rule(lambda x: 0.0), 1.0, {"order": 1}, CheckResult(False, 1, "", ("",), 0.0, 0.54, 0, 0, 1)),
    (
        rule(lambda x: math.cos(x) * 1.00001),
        1.0,
        {"order": 1},
        CheckResult(False, 1, "", ("",), 0.54, 0.54, 0, 0, 1),
    ),
    (
        dropped,
        {"b": 1.0, "w": np.arange(6.0).reshape(3, 2)},
        {},
        CheckResult(False, 1, "", ('["w"][2, 0]',), 0.0, 3.0, 0, 0, 7),
    ),
    (
        lambda p: [p[1], rule(lambda x: 2.0)(p[0])],
        [1.0, 5.0],
        {},
        CheckResult(False, 1, "[1]", ("[0]",), 2.0, 0.54, 0, 0, 4),
    ),
    (dn.relu, 0.0, {}, CheckResult(False, 1, "", ("",), 0.0, 0.5, 0, 0, 1)),
    (  # beside what is rounded more, and at a minimum of the rest
        lambda p: rule(lambda x: 1.001 * math.cos(x))(p[0]) + 1e9 * p[1],
        [1.0, 1.0],
        {"order": 1},
        CheckResult(False, 1, "", ("[0]",), 0.54, 0.54, 0, 0, 2),
    ),
    (
        lambda x: 1e-3 * rule(lambda x: 2.0)(x) + 1e3 * (x - 1.0) ** 2,
        1.0,
        {"order": 1},
        CheckResult(False, 1, "", ("",), 0.0, 0.0, 0, 0, 1),
    ),
    (
        lambda x: 1e-12 * rule(lambda x: 0.0)(x),
        1.0,
        {"order": 1},
        CheckResult(False, 1, "", ("",), 0.0, 0.0, 0, 0, 1),
    ),
]


@pytest.mark.parametrize(("f", "x", "options", "expected"), WRONG)
def test_wrong_derivatives_are_named(f: Any, x: Any, options: Any, expected: CheckResult) -> None:
    with pytest.raises(errors.CheckError, match="by dual numbers, but") as caught:
        check_grads(f, x, **options)
    found = caught.value.result
    assert isinstance(caught.value, AssertionError)
    assert (found.ok, found.order, found.result, found.by) == (
        False,
        expected.order,
        expected.result,
        expected.by,
    )
    assert (found.exact, found.difference) == pytest.approx((expected.exact, expected.difference), abs=0.01)
    assert found.count == expected.count
    assert found.name in str(caught.value)


@pytest.mark.parametrize(
    ("f", "x", "said"),
    [
        (dn.relu, 0.0, "from the left and from the right are 0 and 1, a kink"),
        (abs, 0.0, "the second derivative of f by x twice .* do not converge"),
        (abs, 0.0, "it grows as the step shrinks, at a jump"),
        (dn.sqrt, 0.0, "is inf by dual numbers, and differences do not converge"),
        (dn.floor, 1.0, "do not converge .* a kink or a jump"),
        (lambda x: x * x if x > 0 else -x, 0.0, "is -1 by dual numbers, .* are -1 and 3.8147e-09"),
        (lambda x: x * np.nan, 1.0, "finite, it returned nan"),
        (lambda p: p[1] ** 1.5 + p[0], [1.0, 0.0], r"by x\[1\] .* do not converge"),
    ],
)
def test_bad_points(f: Any, x: Any, said: str) -> None:
    with pytest.raises(errors.CheckError, match=said):
        check_grads(f, x)


def test_too_much_rounding() -> None:
    with pytest.raises(errors.CheckError, match=r"too much rounding to tell .* allow more by atol"):
        check_grads(lambda x: rule(math.cos)(x) + 1e14, 0.5, order=1)
    with pytest.raises(errors.CheckError, match=r"too much rounding|look for a wrong rule"):
        check_grads(lambda x: rule(lambda x: -5.0)(x) + 1e14, 0.5, order=1)


def test_one_agrees() -> None:
    assert str(check_grads(dn.sqrt, 2.0, order=1)).startswith("1 derivative agrees; ")


def test_what_is_lost_is_counted() -> None:
    found = check_grads(lambda x: rule(math.cos)(x) + 1e18, 0.5, order=1)
    assert (found.count, found.lost) == (1, 1)
    assert str(found).startswith("nothing to tell, 1 of 1 lost in rounding;")
    assert check_grads(lambda p: [1e18 + p[0], p[0]], [0.5], order=1).lost == 1


def test_a_pole_beside_is_no_kink() -> None:
    with pytest.raises(errors.CheckError, match="look for a wrong rule"):
        check_grads(dn.custom_derivative(lambda x: 1.0 / x, lambda x: -1.001 / (x * x)), 1e-5, order=1)


def test_a_kink_whose_mean_slope_is_right() -> None:
    assert check_grads(abs, 0.0, order=1).ok


def test_random_numbers_are_noticed() -> None:
    random = np.random.default_rng(0)
    with pytest.raises(errors.CheckError, match="returns the same for the same"):
        check_grads(lambda x: x + random.normal(), 1.0)


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (lambda: check_grads(dn.grad(abs)(1.0), 1.0), errors.FunctionError, r"write check_grads\(f, x\)"),
        (lambda: check_grads(abs, 1.0, order=3), errors.ArgumentError, "order must be 1 or 2, got 3"),
        (lambda: check_grads(abs, 1.0, rtol=-1.0), errors.ArgumentError, "rtol of check_grads"),
        (lambda: check_grads(abs, 1.0, atol=math.nan), errors.ArgumentError, "atol of check_grads"),
        (lambda: check_grads(lambda x: None, 1.0), errors.FunctionError, "it returned NoneType"),
        (lambda: check_grads(lambda x: {"a": x}, 1.0), errors.FunctionError, "a nested dict"),
        (lambda: check_grads(lambda x: [[x]], 1.0), errors.FunctionError, "a nested list"),
        (lambda: check_grads(lambda x: 1j * x, 1.0), errors.FunctionError, "it returned complex"),
        (lambda: check_grads(abs, {}), errors.ArgumentError, "check_grads.* empty"),
        (lambda: check_grads(lambda p: [], [1.0]), errors.CheckError, "returned an empty list or array"),
        (lambda: check_grads(lambda p: p[:0], np.ones(2)), errors.CheckError, "an empty list or array"),
        (lambda: check_grads(abs, "a"), errors.NumberError, "check_grads"),
        (lambda: check_grads(lambda x: x, 1.0, 2.0), TypeError, "positional"),
    ],
)
def test_refusals(make: Callable[[], Any], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        make()


# ---- the result --------------------------------------------------------------------------------------------


def test_result_reads_well() -> None:
    found = check_grads(lambda p: p["a"] * p["b"][1], {"a": 2.0, "b": [1.0, 3.0]}, order=1)
    assert found.count == 3
    assert str(found).startswith("3 derivatives agree; the worst is the derivative of f by x[")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.ok = False  # type: ignore[misc]


def test_tolerances_are_used() -> None:
    nearly = rule(lambda x: math.cos(x) + 1e-4)
    with pytest.raises(errors.CheckError):
        check_grads(nearly, 1.0, order=1)
    assert check_grads(nearly, 1.0, order=1, rtol=1e-3).ok
    assert check_grads(nearly, 1.0, order=1, atol=1e-3).ok
    options: dict[str, Any] = {"rtol": np.float32(1e-3), "atol": np.int64(0)}
    assert check_grads(nearly, 1.0, order=1, **options).ok
