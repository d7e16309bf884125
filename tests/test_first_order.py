"""Gradient descent to Adam: known minima, the published formulas, bounds, ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum import optimize
from dualnum.optimize import exponential_decay, inverse_decay

from .first_order_problems import PROBLEMS, Array, flat, rosenbrock, rosenbrock_gradient

FIXED = ["gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "adamw"]
each_fixed = pytest.mark.parametrize("name", FIXED)
each_method = pytest.mark.parametrize("name", [*FIXED, "lbfgs"])


def run(name: str, *args: Any, **options: Any) -> Any:
    return optimize.METHODS[name](*args, **options)


# ---- known minima ------------------------------------------------------------------------------------------


SLOWER = exponential_decay(0.1, 0.9, every=20)
RUNS: list[tuple[str, dict[str, Any]]] = [
    ("gradient_descent", {"step_size": 0.3}),
    ("gradient_descent", {"line_search": "armijo", "maxiter": 20_000}),
    ("gradient_descent", {"line_search": "wolfe"}),
    ("momentum", {"step_size": 0.1}),
    ("nesterov", {"step_size": 0.1}),
    ("rmsprop", {"step_size": SLOWER}),
    ("adam", {"step_size": 0.05}),
    ("adamw", {"step_size": 0.05, "weight_decay": 0.0}),
    ("lbfgs", {}),
    ("lbfgs", {"memory": 1}),
]
ON_ROSENBROCK: dict[str, dict[str, Any]] = {
    "gradient_descent": {"step_size": 0.002, "maxiter": 30_000},
    "momentum": {"step_size": 0.0005},
    "nesterov": {"step_size": 0.0005},
    "rmsprop": {"step_size": exponential_decay(0.003, 0.5, every=2000), "maxiter": 15_000},
}


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("name", "options"), RUNS, ids=lambda o: o if isinstance(o, str) else "-".join(o))
def test_known_minima(name: str, options: dict[str, Any], problem: str) -> None:
    if problem == "rosenbrock" and "line_search" not in options:
        options = {**options, **ON_ROSENBROCK.get(name, {})}
    f, gradient, x0, solution = PROBLEMS[problem]
    found = run(name, f, x0, **options)
    assert found.success, found.message
    assert found.status == 0
    assert "gtol = 1e-05" in found.message
    assert type(found.x) is type(x0) or isinstance(x0, list)
    assert flat(found.x) == pytest.approx(solution, abs=5e-4 if problem == "rosenbrock" else 2e-4)
    assert np.linalg.norm(gradient(flat(found.x))) <= 1.0001e-5
    assert flat(found.jac) == pytest.approx(gradient(flat(found.x)), abs=1e-12)
    assert found.fun == pytest.approx(float(f(found.x)), abs=1e-14)


# ---- the published formulas --------------------------------------------------------------------------------


def heavy_ball(g: list[float], x: float, mu: float = 0.9) -> float:
    """Direction of the last of the gradients so far, of one component."""
    return -sum(mu ** (len(g) - 1 - i) * gi for i, gi in enumerate(g))


def look_ahead(g: list[float], x: float) -> float:
    return -g[-1] + 0.9 * heavy_ball(g, x)


def over_root(g: list[float], x: float) -> float:
    mean = 0.1 * sum(0.9 ** (len(g) - 1 - i) * gi * gi for i, gi in enumerate(g))
    return -g[-1] / (math.sqrt(mean) + 1e-8)


def kingma_ba(g: list[float], x: float, beta1: float = 0.9, beta2: float = 0.999) -> float:
    m = v = 0.0
    for gi in g:
        m = beta1 * m + (1.0 - beta1) * gi
        v = beta2 * v + (1.0 - beta2) * gi**2
    return -(m / (1.0 - beta1 ** len(g))) / (math.sqrt(v / (1.0 - beta2 ** len(g))) + 1e-8)


FORMULAS: dict[str, Callable[[list[float], float], float]] = {
    "gradient_descent": lambda g, x: -g[-1],
    "momentum": heavy_ball,
    "nesterov": look_ahead,
    "rmsprop": over_root,
    "adam": kingma_ba,
    "adamw": lambda g, x: kingma_ba(g, x) - 0.01 * x,
}


@each_fixed
def test_steps_follow_the_published_formulas(name: str) -> None:
    x = np.array([-1.2, 1.0])
    expected, gradients = [x], []
    for k in range(12):
        gradients.append(rosenbrock_gradient(x).tolist())
        parts = [[g[i] for g in gradients] for i in range(2)]
        x = x + 1e-3 / (k + 1.0) * np.array([FORMULAS[name](parts[i], x[i]) for i in range(2)])
        expected.append(x)
    found = run(name, rosenbrock, [-1.2, 1.0], step_size=inverse_decay(1e-3, 1.0), maxiter=12, history=True)
    assert found.status == 1
    np.testing.assert_allclose(found.history.x, expected, rtol=1e-13)
    np.testing.assert_array_equal(found.history.x[-1], found.x)


def test_options_of_the_formulas_are_used() -> None:
    """Two steps along a slope of 3 and one of 3 again."""
    cases: list[tuple[str, dict[str, Any], float]] = [
        ("momentum", {"decay": 0.5}, -3.0 - 4.5),
        ("nesterov", {"decay": 0.5}, -(3.0 + 1.5) - (3.0 + 0.5 * 4.5)),
        ("rmsprop", {"decay": 0.5, "epsilon": 1.0}, -3 / (math.sqrt(4.5) + 1) - 3 / (math.sqrt(6.75) + 1)),
        ("adam", {"epsilon": 1.0}, -2 * 3 / 4),
        ("adamw", {"epsilon": 1.0, "weight_decay": 0.5}, -0.75 + (-0.75 + 0.375)),
    ]
    for name, options, expected in cases:
        found = run(name, lambda x: 3.0 * x, 0.0, step_size=1.0, maxiter=2, **options)
        assert found.x == pytest.approx(expected, rel=1e-14), name
    for beta1, beta2 in ((0.5, 0.9), (0.0, 0.0)):
        found = run("adam", lambda x: x * x, 2.0, step_size=0.25, beta1=beta1, beta2=beta2, maxiter=2)
        x = 2.0 + 0.25 * kingma_ba([4.0], 0.0, beta1, beta2)
        assert found.x == pytest.approx(x + 0.25 * kingma_ba([4.0, 2.0 * x], 0.0, beta1, beta2), rel=1e-14)


# ---- bounds ------------------------------------------------------------------------------------------------

BOUNDED: dict[str, dict[str, Any]] = {
    "gradient_descent": {"step_size": 0.2},
    "armijo": {"line_search": "armijo"},
    "momentum": {"step_size": 0.05},
    "nesterov": {"step_size": 0.05},
    "rmsprop": {"step_size": SLOWER},
    "adam": {"step_size": 0.05},
    "adamw": {"step_size": 0.05, "weight_decay": 0.0},
}


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.parametrize("form", [list, lambda pairs: scipy.optimize.Bounds(*zip(*pairs, strict=True))])
def test_bounds_active_at_the_solution(name: str, form: Any) -> None:
    """Minimum of a quadratic with x[1] held at -1: the rest solves 3 x0 = 1 + 1, x2 = 0.5 + 0.5."""
    f, gradient, _, _ = PROBLEMS["quadratic"]
    bounds = form([(-10.0, 10.0), (-1.0, 4.0), (-np.inf, 2.0)])
    method = "gradient_descent" if name == "armijo" else name
    found = run(method, f, [0.5, 3.0, 2.0], bounds=bounds, return_all=True, **BOUNDED[name])
    assert found.success, found.message
    assert found.x == pytest.approx([2.0 / 3.0, -1.0, 1.0], abs=2e-5)
    assert found.x[1] == -1.0
    assert gradient(found.x)[1] > 0.1  # f would fall further outside
    assert all(-1.0 <= x[1] <= 4.0 and x[2] <= 2.0 for x in found.allvecs)


def test_bounds_are_refused_where_they_cannot_be_kept() -> None:
    f, _, x0, _ = PROBLEMS["quadratic"]
    with pytest.raises(dn.errors.ArgumentError, match="lbfgs does not use bounds"):
        optimize.lbfgs(f, x0, bounds=[(-1, 1)] * 3)
    with pytest.raises(dn.errors.ArgumentError, match=r"gradient_descent does not use bounds: .*wolfe"):
        optimize.gradient_descent(f, x0, bounds=[(-1, 1)] * 3, line_search="wolfe")


# ---- ends --------------------------------------------------------------------------------------------------


@each_method
def test_no_iterations(name: str) -> None:
    x0 = np.array([-1.2, 1.0])
    found = run(name, rosenbrock, x0, maxiter=0)
    assert (found.success, found.status, found.nit, found.nfev, found.njev) == (False, 1, 0, 1, 1)
    np.testing.assert_array_equal(found.x, x0)
    at_solution = run(name, rosenbrock, [1.0, 1.0], maxiter=0)
    assert (at_solution.success, at_solution.status) == (True, 0)


@each_method
@pytest.mark.parametrize("as_int", [False, True])
def test_the_start_is_not_changed(name: str, as_int: bool) -> None:
    x0 = np.array([-1, 1]) if as_int else np.array([-1.2, 1.0])
    x0.flags.writeable = False
    kept = x0.copy()
    found = run(name, rosenbrock, x0, maxiter=3, jac=rosenbrock_gradient)
    np.testing.assert_array_equal(x0, kept)
    assert found.x.dtype == np.float64
    tree: dict[str, Any] = {"w": np.zeros(2), "b": 0.0}
    moved = run(name, PROBLEMS["structure"].f, tree, maxiter=3)
    assert not np.any(tree["w"])
    assert np.all(moved.x["w"] != 0.0)


def steep(x: Any) -> Any:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.sum((x * x) ** 4)


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov"])
def test_divergence_ends_at_the_last_good_point(name: str) -> None:
    found = run(name, steep, [2.0, 1.0], step_size=1.0)
    assert (found.success, found.status) == (False, 3)
    assert "Make the steps shorter" in found.message
    assert np.isfinite(found.x).all()
    assert np.isfinite(found.fun)
    assert np.isfinite(found.jac).all()
    assert found.fun == steep(found.x)


def root(x: Any) -> Any:
    """Its minimum at 0 has no derivative, and there is nothing beyond."""
    with np.errstate(invalid="ignore"):
        return np.sqrt(x)


@each_fixed
def test_leaving_the_domain(name: str) -> None:
    found = run(name, root, 0.5, step_size=0.3, jac=lambda x: 0.5 / math.sqrt(x) if x > 0.0 else math.nan)
    assert (found.success, found.status) == (False, 3)
    assert 0.0 < found.x <= 0.5
    assert found.fun == pytest.approx(math.sqrt(found.x))


@each_method
def test_a_start_that_is_not_finite(name: str) -> None:
    found = run(name, lambda x: x[0] * x[0] + x[1], [math.nan, 1.0])
    assert (found.success, found.status, found.nit) == (False, 3, 0)


@each_method
def test_no_success_on_an_endless_slope(name: str) -> None:
    found = run(name, lambda x: x[0] - 2.0 * x[1], [0.0, 0.0], maxiter=30)
    assert (found.success, found.status, found.nit) == (False, 1, 30)
    assert found.fun < 0.0


@each_method
def test_tolerances_of_step_and_decrease(name: str) -> None:
    f, _, x0, _ = PROBLEMS["quadratic"]
    by_step = run(name, f, x0, gtol=0.0, xtol=1e-3)
    assert by_step.success
    assert "xtol = 0.001" in by_step.message
    by_decrease = run(name, f, x0, gtol=0.0, ftol=1e-3)
    assert by_decrease.success
    assert "ftol = 0.001" in by_decrease.message


@each_method
def test_callbacks(name: str) -> None:
    points: list[Array] = []
    values: list[float] = []

    def of_result(intermediate_result: Any) -> None:
        values.append(intermediate_result.fun)

    run(name, rosenbrock, [-1.2, 1.0], maxiter=4, callback=lambda x: points.append(x))
    found = run(name, rosenbrock, [-1.2, 1.0], maxiter=4, callback=of_result, history=True)
    np.testing.assert_array_equal(points, found.history.x[1:])
    np.testing.assert_array_equal(values, found.history.fun[1:])

    def stop(x: Array) -> None:
        if len(points) == 6:
            raise StopIteration
        points.append(x)

    stopped = run(name, rosenbrock, [-1.2, 1.0], callback=stop)
    assert (stopped.success, stopped.status, stopped.nit) == (False, 99, 3)

    def fail(x: Array) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(name, rosenbrock, [-1.2, 1.0], callback=fail)


@each_method
def test_runs_share_nothing(name: str) -> None:
    first = run(name, rosenbrock, [-1.2, 1.0], maxiter=20)
    seen: list[Any] = []

    def nested(x: Array) -> None:
        seen.append(run(name, rosenbrock, [-1.2, 1.0], maxiter=20))

    again = run(name, rosenbrock, [-1.2, 1.0], maxiter=20, callback=nested)
    for found in (again, *seen):
        np.testing.assert_array_equal(found.x, first.x)


# ---- as methods of scipy -----------------------------------------------------------------------------------


@each_method
@pytest.mark.parametrize("form", ["none", "callable", "pair"])
def test_through_scipy(name: str, form: str) -> None:
    f, gradient, x0, solution = PROBLEMS["quadratic"]
    options: dict[str, Any] = {} if name == "lbfgs" else {"step_size": 0.1}
    if name in ("rmsprop", "adam", "adamw"):
        options["step_size"] = SLOWER
    if name == "adamw":
        options["weight_decay"] = 0.0
    jac: Any = {"none": None, "callable": lambda x, scale: scale * gradient(x), "pair": True}[form]
    fun: Any = lambda x, scale: scale * f(x)  # noqa: E731
    given = (lambda x, scale: (scale * f(x), scale * gradient(x))) if form == "pair" else fun
    method: Any = optimize.METHODS[name]
    found = scipy.optimize.minimize(given, x0, args=(2.0,), method=method, jac=jac, tol=1e-4, options=options)
    assert found.success
    assert "gtol = 0.0001" in found.message
    assert found.x == pytest.approx(solution, abs=2e-4)
    assert found.nfev == found.njev >= found.nit + 1
    alone = run(name, fun, x0, args=(2.0,), gtol=1e-4, **options)
    assert found.nit == alone.nit
    assert found.x == pytest.approx(alone.x, rel=1e-9)


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("momentum", {"decay": 1.0}, "decay of momentum must be a number from 0 to below 1"),
    ("nesterov", {"decay": "a lot"}, "decay of nesterov must be a number"),
    ("rmsprop", {"decay": -0.1}, "decay of rmsprop must be a number from 0 to below 1"),
    ("rmsprop", {"epsilon": 0.0}, "epsilon of rmsprop must be a positive number"),
    ("adam", {"beta1": 1.0}, "beta1 of adam"),
    ("adam", {"beta2": math.nan}, "beta2 of adam"),
    ("adam", {"weight_decay": 0.1}, "adam has no option 'weight_decay'"),
    ("adamw", {"weight_decay": -1.0}, "weight_decay of adamw must be a number from 0"),
    ("lbfgs", {"memory": 0}, "memory of lbfgs must be an integer from 1"),
    ("lbfgs", {"step_size": 0.1}, "lbfgs has no option 'step_size'"),
    (
        "gradient_descent",
        {"line_search": "exact"},
        "line_search of gradient_descent must be 'armijo' or 'wolfe'",
    ),
    ("gradient_descent", {"learning_rate": 0.1}, "gradient_descent has no option 'learning_rate'"),
    ("gradient_descent", {"hess": lambda x: x}, "gradient_descent does not use hess"),
    ("adam", {"constraints": {"type": "eq"}}, "adam does not use constraints"),
]


@pytest.mark.parametrize(("name", "options", "message"), BAD)
def test_refusals(name: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(dn.errors.ArgumentError, match=message):
        run(name, rosenbrock, [-1.2, 1.0], **options)
