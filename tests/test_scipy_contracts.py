"""What scipy's functions take and return beside the usual, taken and returned here as well."""

from __future__ import annotations

import inspect
import itertools
from typing import Any

import numpy as np
import pytest
import scipy.integrate  # type: ignore[import-untyped]
import scipy.optimize  # type: ignore[import-untyped]
import scipy.sparse.linalg  # type: ignore[import-untyped]

import dualnum

from .watched import Watched

optimize: Any = dualnum.optimize
so: Any = scipy.optimize
sparse: Any = scipy.sparse
T = np.linspace(0.0, 3.0, 25)


def rosenbrock(x: Any) -> Any:
    return 100.0 * (x[1] - x[0] ** 2) ** 2 + (1.0 - x[0]) ** 2


def slopes_of_rosenbrock(x: Any) -> Any:
    up = x[1] - x[0] ** 2
    return np.array([-400.0 * x[0] * up - 2.0 * (1.0 - x[0]), 200.0 * up])


def curvatures_of_rosenbrock(x: Any) -> Any:
    return np.array([[1200.0 * x[0] ** 2 - 400.0 * x[1] + 2.0, -400.0 * x[0]], [-400.0 * x[0], 200.0]])


@pytest.mark.parametrize("name", ["minimize", "least_squares", "root", "curve_fit", "root_scalar"])
def test_first_parameters_have_the_names_of_scipy(name: str) -> None:
    theirs = list(inspect.signature(getattr(so, name)).parameters)
    ours = list(inspect.signature(getattr(optimize, name)).parameters)
    n = 3 if name == "curve_fit" else 1
    assert ours[:n] == theirs[:n]


# ---- minimize -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method", ["BFGS", "L-BFGS-B", "SLSQP", "trust-exact", "trust-constr", "Newton-CG", "Powell"]
)
def test_a_function_may_return_an_array_of_one_element(method: str) -> None:
    shifted: Any = lambda x: (x - 1.0) ** 2  # noqa: E731
    found = optimize.minimize(lambda x: shifted(x)[:1] + np.sum(shifted(x)[1:]), [3.0, 2.0], method=method)
    assert found.success
    assert found.x == pytest.approx([1.0, 1.0], abs=1e-3)
    assert np.ndim(found.fun) == 0
    form = {"a": np.array([3.0])}
    found = optimize.minimize(lambda p: np.reshape(shifted(p["a"]), (1, 1)), form, method=method)
    assert found.x["a"] == pytest.approx([1.0], abs=1e-3)


@pytest.mark.parametrize("method", ["SLSQP", "trust-constr", "trust-exact", "Newton-CG", "BFGS"])
@pytest.mark.parametrize("form", ["array", "dict"])
@pytest.mark.parametrize("paired", [False, True])
def test_the_function_is_called_once_a_point(method: str, form: str, paired: bool) -> None:
    points: list[bytes] = []

    def numbers(x: Any) -> Any:
        return np.array([x["a"], x["b"]]) if form == "dict" else np.array(x)

    def slopes(x: Any) -> Any:
        g = slopes_of_rosenbrock(numbers(x))
        return {"a": g[0], "b": g[1]} if form == "dict" else g

    def f(x: Any) -> Any:
        points.append(numbers(x).tobytes())
        return (rosenbrock(numbers(x)), slopes(x)) if paired else rosenbrock(numbers(x))

    hess = {"hess": lambda x: curvatures_of_rosenbrock(numbers(x))}
    x0 = {"a": -1.2, "b": 1.0} if form == "dict" else [-1.2, 1.0]
    curvature = hess if "trust" in method or "Newton" in method else {}
    found = optimize.minimize(f, x0, method=method, jac=True if paired else slopes, **curvature)
    assert found.success
    assert all(a != b for a, b in itertools.pairwise(points))


def test_results_of_a_method_that_is_a_function() -> None:
    f: Any = lambda x: (x[0] - 1.0) ** 2  # noqa: E731
    assert optimize.minimize(f, [1.0], method=lambda fun, x0, **_: (x0, 3)) == (np.array([1.0]), 3)
    found = optimize.minimize(f, [1.0], method=lambda fun, x0, **_: so.OptimizeResult(x=x0, success=True))
    assert (found.success, found.x.tolist()) == (True, [1.0])


def test_a_hessian_that_is_an_operator() -> None:
    operator: Any = lambda x: sparse.linalg.aslinearoperator(curvatures_of_rosenbrock(x))  # noqa: E731
    for hess in (operator, lambda x: sparse.csr_matrix(curvatures_of_rosenbrock(x))):
        found = optimize.minimize(rosenbrock, [-1.2, 1.0], method="trust-constr", hess=hess)
        assert found.success
        assert found.x == pytest.approx([1.0, 1.0], abs=1e-5)
    with pytest.raises(ValueError, match=r"hess returned .* shape \(3, 3\)"):
        optimize.minimize(rosenbrock, [-1.2, 1.0], method="trust-constr", hess=lambda x: np.eye(3))


def test_forms_of_constraints() -> None:
    f: Any = lambda x: x[0] ** 2 + x[1] ** 2  # noqa: E731
    for extra in ([2.0], (2.0,), np.array([2.0]), 2.0):
        side = {"type": "EQ", "fun": lambda x, c: x[0] + x[1] - c, "args": extra}
        for method in ("SLSQP", "trust-constr"):
            found = optimize.minimize(f, [3.0, 0.0], method=method, constraints=side)
            assert found.x == pytest.approx([1.0, 1.0], abs=1e-5)
    kept = so.NonlinearConstraint(lambda x: x[0] * x[1], 1.0, 1.0, jac="cs")
    for method in ("SLSQP", "trust-constr"):
        found = optimize.minimize(f, [3.0, 1.0], method=method, constraints=kept)
        assert found.x == pytest.approx([1.0, 1.0], abs=1e-4)
    kept = so.NonlinearConstraint(lambda p: p["a"] * p["b"], 1.0, 1.0, jac="cs")
    g: Any = lambda p: p["a"] ** 2 + p["b"] ** 2  # noqa: E731
    found = optimize.minimize(g, {"a": 3.0, "b": 1.0}, method="trust-constr", constraints=kept)
    assert found.x["a"] == pytest.approx(1.0, abs=1e-4)


# ---- least squares, fits, roots ------------------------------------------------------------------------


def residuals(x: Any, a: float, b: float) -> Any:
    return [10.0 * (x[1] - a * x[0] ** 2), b - x[0], 0.5 * x[1]]


@pytest.mark.parametrize("method", ["trf", "lm", "levenberg_marquardt"])
def test_arguments_of_residuals_may_be_a_list(method: str) -> None:
    expected = so.least_squares(residuals, [0.5, 0.0], args=[1.0, 2.0], xtol=1e-14, ftol=1e-14, gtol=1e-14).x
    found = optimize.least_squares(residuals, [0.5, 0.0], args=[1.0, 2.0], method=method, xtol=1e-12)
    assert found.x == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("form", [sparse.csr_matrix, sparse.linalg.aslinearoperator])
def test_a_jacobian_that_is_sparse_or_an_operator(form: Any) -> None:
    f: Any = lambda x: np.array([x[0] - 1.0, x[1] ** 2 - 4.0, x[0] * x[1]])  # noqa: E731
    slopes: Any = lambda x: np.array([[1.0, 0.0], [0.0, 2.0 * x[1]], [x[1], x[0]]])  # noqa: E731
    found = optimize.least_squares(f, [1.0, 1.0], jac=lambda x: form(slopes(x)))
    expected = optimize.least_squares(f, [1.0, 1.0])
    assert found.success
    assert found.x == pytest.approx(expected.x, abs=1e-6)
    errors = optimize.standard_errors(expected)
    assert optimize.standard_errors(found) == pytest.approx(errors, rel=1e-4)
    theirs = so.least_squares(f, [1.0, 1.0], jac=lambda x: form(slopes(x)))
    assert optimize.standard_errors(theirs) == pytest.approx(errors, rel=1e-4)


def test_a_constant_model_with_holes_in_the_data() -> None:
    y = np.where(np.arange(25) == 3, np.nan, np.cos(T))
    for x in (T, np.stack([T, T])):
        popt, pcov = optimize.curve_fit(lambda x, a: a, x, y, nan_policy="omit")
        assert popt == pytest.approx([np.nanmean(y)])
        assert pcov[0, 0] == pytest.approx(np.nanvar(y, ddof=1) / 24)


@pytest.mark.parametrize("method", ["krylov", "hybr", "lm", "broyden1", "df-sane"])
def test_root_of_a_matrix(method: str) -> None:
    a = np.array([[2.0, 0.3], [0.1, 3.0]])
    found = optimize.root(lambda u: u @ u - a, np.eye(2) * 1.5, method=method)
    assert found.success
    assert found.x.shape == found.fun.shape == (2, 2)
    assert found.x @ found.x == pytest.approx(a, abs=1e-4)
    found = optimize.root(lambda u: u**3 - 1.0, np.full((3, 3), 0.5), method=method)
    assert found.x == pytest.approx(np.ones((3, 3)), abs=1e-4)


# ---- differential equations -----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["Radau", "BDF"])
def test_vectorized_equations_of_both_writings(method: str) -> None:
    stacked: Any = lambda t, y: np.array([y[1], -y[0]])  # noqa: E731
    rows = np.array([[0.0, 1.0], [-1.0, 0.0]])
    for fun in (stacked, lambda t, y: rows @ y, lambda t, y: np.stack([y[1, :], -y[0, :]])):
        found = optimize.solve_ivp(fun, (0.0, 1.0), [1.0, 0.0], method, vectorized=True, rtol=1e-8, atol=1e-8)
        assert found.y[:, -1] == pytest.approx([np.cos(1.0), -np.sin(1.0)], abs=1e-5)


@pytest.mark.parametrize("method", ["Radau", "BDF", "LSODA"])
def test_equations_of_one_unknown_may_return_a_number(method: str) -> None:
    found = optimize.solve_ivp(lambda t, y: -y[0], (0.0, 1.0), [1.0], method, rtol=1e-8, atol=1e-8)
    assert found.y[0, -1] == pytest.approx(np.exp(-1.0), abs=1e-6)


def test_differences_of_scipy() -> None:
    f = Watched(lambda y, t: -y)
    for method in ("Radau", "BDF", "LSODA"):
        optimize.solve_ivp(lambda t, y: f(y, t), (0.0, 1.0), [1.0], method, jac="2-point")
    assert f.passes == 0
    found = optimize.solve_ivp(lambda t, y: 1j * y, (0.0, 1.0), [1.0 + 0.0j], "BDF", rtol=1e-8, atol=1e-8)
    assert found.y[0, -1] == pytest.approx(np.exp(1j), abs=1e-5)
    with pytest.raises(ValueError, match=r"not finite at t = 0.0.*2-point"):
        optimize.solve_ivp(lambda t, y: np.sqrt(y), (0.0, 1.0), [0.0], "Radau")


# ---- standard errors --------------------------------------------------------------------------------------

Y = 2.5 * np.exp(-1.3 * T) + 0.5 + 0.05 * np.cos(40.0 * T)


def likelihood(p: Any) -> Any:
    return 0.5 * np.sum((p[0] * np.exp(-p[1] * T) + p[2] - Y) ** 2) / 0.05**2


def test_no_standard_errors_of_robust_fits() -> None:
    f: Any = lambda p: p[0] * np.exp(-p[1] * T) + p[2] - Y  # noqa: E731
    for loss in ("soft_l1", "huber", "cauchy"):
        found = so.least_squares(f, [1.0, 1.0, 1.0], loss=loss, f_scale=0.01)
        with pytest.raises(ValueError, match="linear"):
            optimize.standard_errors(found)
    assert np.isfinite(optimize.standard_errors(so.least_squares(f, [1.0, 1.0, 1.0]))).all()


def test_no_standard_errors_on_bounds_and_constraints() -> None:
    start, box = [1.0, 1.0, 1.0], [(None, None), (None, None), (0.6, None)]
    line = {"type": "eq", "fun": lambda p: p[0] - p[1]}
    for given in ({"bounds": box}, {"constraints": line}):
        for method in ("SLSQP", "trust-constr"):
            found = optimize.minimize(likelihood, start, method=method, **given)
            with pytest.raises(ValueError, match="not a stationary point"):
                optimize.standard_errors(found, likelihood)
    early = optimize.minimize(likelihood, start, method="trust-exact", options={"maxiter": 3})
    for f in (None, likelihood):
        with pytest.raises(ValueError, match=r"stationary point|minimum"):
            optimize.standard_errors(early, f, require_success=False)
    bounded = so.OptimizeResult(x=np.array([0.1]), success=True, jac=np.array([1.0]), hess=np.eye(1))
    with pytest.raises(ValueError, match=r"= 1: it is on a bound"):
        optimize.standard_errors(bounded)
    free = [(None, None), (None, None), (0.2, None)]
    expected = optimize.standard_errors(optimize.newton(likelihood, start))
    for method in ("L-BFGS-B", "SLSQP", "trust-constr"):
        found = optimize.minimize(likelihood, start, method=method, bounds=free, tol=1e-9)
        assert optimize.standard_errors(found, likelihood) == pytest.approx(expected, rel=1e-4)
    form = optimize.minimize(
        lambda p: likelihood([p["a"], *p["b"]]), {"a": 2.0, "b": np.ones(2)}, method="trust-exact"
    )
    errors = optimize.standard_errors(form)
    assert [errors["a"], *errors["b"]] == pytest.approx(expected, rel=1e-4)
