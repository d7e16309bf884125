"""Fits, roots, differential equations and standard errors through scipy, with exact derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.integrate  # type: ignore[import-untyped]
import scipy.optimize  # type: ignore[import-untyped]

import dualnum

from . import nist_problems, survival_problems
from .watched import Watched

optimize: Any = dualnum.optimize
so: Any = scipy.optimize

# ---- least squares and fits -------------------------------------------------------------------------------

T = np.linspace(0.0, 3.0, 25)
Y = 2.5 * np.exp(-1.3 * T) + 0.5 + 0.05 * np.cos(40.0 * T)


def decay(t: Any, a: Any, b: Any, c: Any) -> Any:
    return a * np.exp(-b * t) + c


def decay_slopes(t: Any, a: Any, b: Any, c: Any) -> Any:
    e = np.exp(-b * t)
    return np.stack([e, -a * t * e, np.ones_like(t)], axis=1)


@pytest.mark.parametrize("method", ["trf", "dogbox", "lm", "gauss_newton", "levenberg_marquardt"])
def test_least_squares(method: str) -> None:
    by_hand = so.least_squares(
        lambda p: decay(T, *p) - Y, [1.0, 1.0, 1.0], lambda p: decay_slopes(T, *p), ftol=1e-14, xtol=1e-14
    )

    def residuals(p: Any, t: Any, *, y: Any) -> Any:
        return decay(t, p["rate"][0], p["rate"][1], p["c"]) - y

    f = Watched(lambda p, t, *, y: residuals(p, t, y=y))
    start = {"rate": np.array([1.0, 1.0]), "c": 1.0}
    options = {"ftol": 1e-14, "xtol": 1e-14}
    g = lambda p, t, y: residuals(p, t, y=y)  # noqa: E731
    found = optimize.least_squares(g, start, (T,), {"y": Y}, method=method, **options)
    assert found.success
    assert [*found.x["rate"], found.x["c"]] == pytest.approx(by_hand.x, rel=1e-7)
    assert found.jac.shape == (25, 3)
    assert found.jac == pytest.approx(decay_slopes(T, *by_hand.x), abs=1e-6)
    assert f.plain == f.passes == 0


@pytest.mark.parametrize(("n", "together"), [(3, True), (10, False)])
def test_passes_of_least_squares(n: int, together: bool) -> None:
    f = Watched(lambda x: np.concatenate((10.0 * (x[1:] - x[:-1] ** 2), 1.0 - x[:-1])))
    found = optimize.least_squares(f, np.full(n, -1.0))
    assert found.success
    if together:
        assert (f.plain, f.passes) == (0, found.nfev)
    else:
        assert f.plain <= found.nfev
        assert f.passes == found.njev


def test_least_squares_bounds_and_loss() -> None:
    f = lambda p: decay(T, *p) - Y  # noqa: E731
    bounds = ([0.0, 0.0, 0.6], 5.0)
    settings = {"bounds": bounds, "loss": "soft_l1", "f_scale": 0.1}
    expected = so.least_squares(f, [1.0, 1.0, 1.0], lambda p: decay_slopes(T, *p), **settings)
    found = optimize.least_squares(f, [1.0, 1.0, 1.0], **settings)
    assert found.x == pytest.approx(expected.x, rel=1e-9)
    assert found.x[2] == pytest.approx(0.6, abs=1e-4)


SIGMA = 0.05 + 0.01 * T
COVARIANCE = np.diag(SIGMA**2) + 0.001 * np.exp(-np.abs(T[:, None] - T))


@pytest.mark.parametrize("method", ["lm", "trf", "dogbox"])
@pytest.mark.parametrize("sigma", [None, SIGMA, COVARIANCE], ids=["none", "1-D", "2-D"])
@pytest.mark.parametrize("absolute", [False, True])
def test_curve_fit(method: str, sigma: Any, absolute: bool) -> None:
    popt, pcov = optimize.curve_fit(decay, T, Y, None, sigma, absolute, method=method)
    tight = {"ftol": 1e-14, "xtol": 1e-14, "gtol": 1e-14}
    expected = so.curve_fit(decay, T, Y, None, sigma, absolute, method=method, jac=decay_slopes, **tight)
    assert popt == pytest.approx(expected[0], rel=1e-6)
    weights = np.eye(25) if sigma is None else np.linalg.inv(np.diag(sigma**2) if sigma.ndim == 1 else sigma)
    slopes, left = decay_slopes(T, *popt), decay(T, *popt) - Y
    by_hand = np.linalg.inv(slopes.T @ weights @ slopes)
    by_hand *= 1.0 if absolute else left @ weights @ left / (25 - 3)
    assert pcov == pytest.approx(by_hand, rel=1e-6)


def test_a_parameter_near_zero_moves() -> None:
    """Differences have steps relative to the parameter, which here vanish beside the other numbers."""
    line = lambda x, a, b: a + b * x  # noqa: E731
    y = 0.3 + 2.0 * T
    with pytest.warns(so.OptimizeWarning, match="Covariance"):
        scipys = so.curve_fit(line, T, y, p0=[1e-30, 1.0])[0]
    assert abs(scipys[0] - 0.3) > 0.1
    popt, pcov = optimize.curve_fit(line, T, y + 0.1 * np.cos(9.0 * T), p0=[1e-30, 1.0])
    design = np.stack([np.ones_like(T), T], axis=1)
    exact, rss, *_ = np.linalg.lstsq(design, y + 0.1 * np.cos(9.0 * T))
    assert popt == pytest.approx(exact, rel=1e-12)
    assert pcov == pytest.approx(np.linalg.inv(design.T @ design) * rss[0] / 23, rel=1e-10)


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", sorted(nist_problems.PROBLEMS))
def test_nist(name: str, start: int) -> None:
    problem = nist_problems.PROBLEMS[name]
    popt, pcov = optimize.curve_fit(problem.model, problem.x, problem.y, problem.starts[start])
    assert popt == pytest.approx(problem.certified, rel=1e-9)
    assert np.sqrt(np.diag(pcov)) == pytest.approx(problem.standard_deviations, rel=1e-8)
    popt, pcov = optimize.curve_fit(problem.model, problem.x, problem.y, problem.starts[start], method="lm")
    assert popt == pytest.approx(problem.certified, rel=2e-8)
    assert np.sqrt(np.diag(pcov)) == pytest.approx(problem.standard_deviations, rel=1e-6)


COVARIANCE = np.diag(0.1 + 0.01 * T) + 0.02
SIGMAS = {
    "none": None,
    "number": 0.3,
    "list": (0.1 + 0.05 * T).tolist(),
    "covariance": COVARIANCE,
}


@pytest.mark.parametrize("absolute", [True, False])
@pytest.mark.parametrize("kind", SIGMAS)
def test_default_method_weighs_as_scipy_does(kind: str, absolute: bool) -> None:
    given: dict[str, Any] = {"sigma": SIGMAS[kind], "absolute_sigma": absolute}
    popt, pcov = optimize.curve_fit(decay, T, Y, [1.0, 1.0, 0.0], **given)
    given["sigma"] = np.full(25, 0.3) if kind == "number" else given["sigma"]
    expected = so.curve_fit(decay, T, Y, [1.0, 1.0, 0.0], jac=decay_slopes, xtol=1e-15, ftol=1e-15, **given)
    assert popt == pytest.approx(expected[0], rel=1e-7)
    assert pcov == pytest.approx(expected[1], rel=1e-6)


def test_what_the_default_method_leaves_to_scipy() -> None:
    with pytest.raises(ValueError, match="infs or NaNs"):
        optimize.curve_fit(decay, T, np.where(T > 1.0, np.nan, Y))
    with pytest.raises(ValueError, match="sigma"):
        optimize.curve_fit(decay, T, Y, sigma=[1.0, 2.0])
    with pytest.warns(so.OptimizeWarning, match="Covariance"):
        popt, pcov = optimize.curve_fit(lambda x, a, b: (a + b) * x, T, Y)
    assert np.isinf(pcov).all()
    assert popt[0] + popt[1] == pytest.approx(T @ Y / (T @ T))
    with pytest.raises(ValueError, match="number of fit parameters"):
        optimize.curve_fit(lambda x, *p: p[0] * x, T, Y)


def test_curve_fit_takes_what_scipy_takes() -> None:
    bounds = ([0.0, 0.0, 0.6], np.inf)
    popt, _ = optimize.curve_fit(decay, T.tolist(), Y.tolist(), bounds=bounds)
    assert popt[2] == pytest.approx(0.6, abs=1e-9)
    full = optimize.curve_fit(decay, T, Y, full_output=True)
    assert len(full) == 5
    holes = np.where(np.arange(25) == 3, np.nan, Y)
    popt, _ = optimize.curve_fit(decay, T, holes, nan_policy="omit")
    assert popt == pytest.approx(optimize.curve_fit(decay, np.delete(T, 3), np.delete(Y, 3))[0], rel=1e-6)
    popt, pcov = optimize.curve_fit(lambda x, a: a, T, Y)
    assert popt == pytest.approx([np.mean(Y)])
    assert pcov == pytest.approx(np.array([[np.var(Y, ddof=1) / 25]]))


# ---- roots and differential equations ---------------------------------------------------------------------


def equations(x: Any) -> Any:
    return [0.5 * np.cos(x[1]) - x[0], 0.5 * np.sin(x[0]) - x[1]]


def equations_slopes(x: Any) -> Any:
    return np.array([[-1.0, -0.5 * np.sin(x[1])], [0.5 * np.cos(x[0]), -1.0]])


def fixed_point() -> tuple[float, float]:
    """The root, by iterating the contraction that the equations are made of."""
    a = b = 0.0
    for _ in range(100):
        a, b = 0.5 * float(np.cos(b)), 0.5 * float(np.sin(a))
    return a, b


SCIPY_ROOTS = "hybr lm broyden1 broyden2 anderson diagbroyden krylov df-sane linearmixing excitingmixing"


@pytest.mark.parametrize("method", [*SCIPY_ROOTS.split(), "newton_root"])
def test_root(method: str) -> None:
    f = Watched(lambda p: equations([p["a"], p["b"]]))
    found = optimize.root(f, {"a": 0.0, "b": 0.0}, method=method)
    a, b = fixed_point()
    assert found.success
    assert found.x == {"a": pytest.approx(a, abs=1e-4), "b": pytest.approx(b, abs=1e-4)}
    if method in ("hybr", "lm"):
        expected = so.root(equations, [0.0, 0.0], jac=equations_slopes, method=method)
        assert found.nfev == expected.nfev
        assert 0 < f.plain <= found.nfev
        assert f.passes == found.njev
    elif method != "newton_root":
        assert f.passes == 0


SCALAR: dict[str, dict[str, Any]] = {
    "newton": {"x0": 1.5},
    "halley": {"x0": 1.5},
    "secant": {"x0": 1.5, "x1": 2.0},
    **{name: {"bracket": (0.0, 3.0)} for name in ("brentq", "brenth", "bisect", "ridder", "toms748")},
}


@pytest.mark.parametrize("method", SCALAR)
def test_root_scalar(method: str) -> None:
    f = Watched(lambda x, c: x**3 - c)
    found = optimize.root_scalar(f, (2.0,), method, **SCALAR[method], xtol=1e-13)
    assert found.converged
    assert found.root == pytest.approx(2.0 ** (1.0 / 3.0), abs=1e-12)
    if method in ("newton", "halley"):
        second = {"fprime2": lambda x, c: 6.0 * x} if method == "halley" else {}
        slope = lambda x, c: 3.0 * x * x  # noqa: E731
        settings = {"method": method, "x0": 1.5, "xtol": 1e-13, "fprime": slope}
        expected = so.root_scalar(lambda x, c: x**3 - c, args=(2.0,), **settings, **second)
        assert found.iterations == expected.iterations
        assert (f.plain, f.passes) == (0, found.function_calls)
        given = optimize.root_scalar(f, (2.0,), **settings, **second)
        assert given.root == expected.root
        assert f.plain > 0
    else:
        assert f.passes == 0
    assert optimize.root_scalar(f, (2.0,), **SCALAR[method]).converged


def coupled(x: float, y: Any) -> Any:
    """y1' = y1 + y2^2 + 3 x, y2' = 3 y1 + y2^3 - cos x."""
    return [y[0] + y[1] ** 2 + 3.0 * x, 3.0 * y[0] + y[1] ** 3 - np.cos(x)]


def coupled_slopes(x: float, y: Any) -> Any:
    return np.array([[1.0, 2.0 * y[1]], [3.0, 3.0 * y[1] ** 2]])


def van_der_pol(t: float, y: Any, mu: float) -> Any:
    return np.array([y[1], mu * (1.0 - y[0] ** 2) * y[1] - y[0]])


def van_der_pol_slopes(t: float, y: Any, mu: float) -> Any:
    return np.array([[0.0, 1.0], [-2.0 * mu * y[0] * y[1] - 1.0, mu * (1.0 - y[0] ** 2)]])


@pytest.mark.parametrize("method", ["Radau", "BDF", "LSODA"])
def test_solve_ivp_is_that_with_the_jacobian_by_hand(method: str) -> None:
    settings: dict[str, Any] = {"method": method, "rtol": 1e-7, "atol": 1e-9}
    systems: list[Any] = [
        (coupled, coupled_slopes, (0.0, 0.4), [0.1, 0.2], ()),
        (van_der_pol, van_der_pol_slopes, (0.0, 30.0), [2.0, 0.0], (20.0,)),
    ]
    for fun, slopes, span, start, args in systems:
        times = np.linspace(span[0], span[1], 7)
        more = {"args": args, "t_eval": times, "events": lambda t, y, *args: y[0] - 1.0}
        expected = scipy.integrate.solve_ivp(fun, span, start, jac=slopes, **settings, **more)
        found = optimize.solve_ivp(fun, span, start, **settings, **more)
        assert (found.nfev, found.njev, found.nlu) == (expected.nfev, expected.njev, expected.nlu)
        assert found.y == pytest.approx(expected.y, rel=1e-9)
        assert len(found.t_events[0]) == len(expected.t_events[0])


def test_solve_ivp_vectorized_banded_and_explicit() -> None:
    def heat(t: float, y: Any) -> Any:
        return np.concatenate((y[1:], y[-1:])) - 2.0 * y + np.concatenate((y[:1], y[:-1])) - y**3

    start = np.sin(np.linspace(0.0, 3.0, 9))
    reference = optimize.solve_ivp(heat, (0.0, 2.0), start, "DOP853", rtol=1e-10, atol=1e-12).y[:, -1]
    cases: list[Any] = [("Radau", {"vectorized": True}), ("BDF", {"vectorized": True}), ("LSODA", {})]
    cases += [("LSODA", {"lband": 1, "uband": 1}), ("LSODA", {"lband": 2, "uband": 1})]
    cases += [(scipy.integrate.Radau, {}), ("BDF", {"jac_sparsity": np.tri(9, k=1) - np.tri(9, k=-2)})]
    for method, options in cases:
        found = optimize.solve_ivp(heat, (0.0, 2.0), start, method, rtol=1e-7, atol=1e-9, **options)
        assert found.success
        assert found.y[:, -1] == pytest.approx(reference, abs=1e-5)


def test_roots_of_numbers_and_starts_that_are_not_finite() -> None:
    found = optimize.root(lambda x: np.exp(x) - 2.0, 1.0)
    assert type(found.x) is float
    assert found.x == pytest.approx(np.log(2.0))
    for method in ("hybr", "krylov"):
        found = optimize.root(lambda x: np.inf * x, [1.0], method=method)
        assert (found.success, found.status) == (False, 3)
    fitted = optimize.least_squares(lambda x: np.exp(-x * T) - np.exp(-0.7 * T), 0.1)
    assert type(fitted.x) is float
    assert fitted.x == pytest.approx(0.7)


# ---- standard errors ---------------------------------------------------------------------------------------


def test_standard_errors_of_a_likelihood() -> None:
    data = survival_problems.leukemia()
    f = survival_problems.negative_log_likelihood
    expected = pytest.approx(survival_problems.FIT.standard_errors, rel=1e-6)
    for method in ("trust-exact", "newton"):
        found = optimize.minimize(f, survival_problems.START, data, method=method, tol=1e-8)
        assert optimize.standard_errors(found) == expected
    found = so.minimize(f, survival_problems.START, data, jac=survival_problems.gradient_by_hand, tol=1e-6)
    assert optimize.standard_errors(found, f, data) == expected

    def g(p: Any) -> Any:
        return f([p["b"][0], p["b"][1], 1e-6 * p["s"]], *data)  # units do not matter

    found = optimize.minimize(g, {"b": np.array([3.0, 0.0]), "s": 0.0}, method="newton")
    errors_found = optimize.standard_errors(found)
    assert [*errors_found["b"], 1e-6 * errors_found["s"]] == expected


@pytest.mark.parametrize("name", sorted(nist_problems.PROBLEMS))
def test_standard_errors_of_least_squares(name: str) -> None:
    problem = nist_problems.PROBLEMS[name]
    found = optimize.least_squares(
        problem.residuals, problem.certified, x_scale="jac", ftol=1e-15, xtol=1e-15, gtol=1e-15
    )
    assert optimize.standard_errors(found) == pytest.approx(problem.standard_deviations, rel=1e-6)
    known = optimize.standard_errors(found, absolute_sigma=True)
    s = np.sqrt(problem.residual_sum_of_squares / (len(problem.x) - len(problem.certified)))
    assert known * s == pytest.approx(problem.standard_deviations, rel=1e-6)
