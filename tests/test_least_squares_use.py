"""Least squares: arguments, forms of x0, results, callbacks, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]
import scipy.sparse  # type: ignore[import-untyped]

import dualnum as dn
from dualnum import errors
from dualnum.optimize import levenberg_marquardt

from .test_least_squares import Array, T, Y, cosine, decay, each_method

# ---- arguments and results ---------------------------------------------------------------------------------


@each_method
def test_fields(solve: Any) -> None:
    found = solve(decay, [1.0, 1.0], history=True, return_all=True)
    r, jac = decay(found.x), dn.jacobian(decay)(found.x)
    assert found.fun.tolist() == r.tolist()
    assert found.jac.tolist() == jac.tolist()
    assert found.cost == 0.5 * float(r @ r)
    assert found.grad == pytest.approx(r @ jac, abs=1e-15)
    assert found.optimality == pytest.approx(float(np.linalg.norm(found.grad)))
    assert len(found.history) == found.nit + 1 == len(found.allvecs)
    assert found.history.x[-1].tolist() == found.x.tolist()
    assert found.history.fun[-1] == found.cost
    assert np.all(np.diff(found.history.fun) <= 1e-17)
    assert found.history.gradient_norm[0] == pytest.approx(
        cosine(decay(np.ones(2)), dn.jacobian(decay)(np.ones(2)))
    )
    assert found.nhev == 0
    assert found.njev == found.nit + 1


@each_method
def test_forms_of_x0(solve: Any) -> None:
    expected = solve(decay, np.array([1.0, 1.0])).x
    x0 = {"scale": 1.0, "rate": np.array([1.0])}
    found = solve(lambda p: p["scale"] * np.exp(-p["rate"] * T) - Y, x0)
    assert found.x["scale"] == pytest.approx(expected[0], abs=1e-10)
    assert found.x["rate"] == pytest.approx(expected[1:], abs=1e-10)
    assert x0 == {"scale": 1.0, "rate": np.array([1.0])}
    whole = np.array([1, 1])
    assert solve(decay, whole).x.tolist() == expected.tolist()
    assert whole.tolist() == [1, 1]
    number = solve(lambda b: [b * 2.0 - 1.0, b - 0.7], 3.0)
    assert isinstance(number.x, float)
    assert number.x == pytest.approx(0.54, abs=1e-14)
    assert number.jac.tolist() == [[2.0], [1.0]]


@each_method
def test_given_jacobian(solve: Any) -> None:
    calls = {"f": 0, "jac": 0}

    def f(b: Any, t: Any, y: Any) -> Any:
        calls["f"] += 1
        return (b[0] * np.exp(-b[1] * t) - y).tolist()

    def jac(b: Any, t: Any, y: Any) -> Any:
        calls["jac"] += 1
        e = np.exp(-b[1] * t)
        return np.stack([e, -b[0] * t * e], axis=1)

    expected = solve(decay, [1.0, 1.0])
    found = solve(f, [1.0, 1.0], (T, Y), jac)
    assert found.x == pytest.approx(expected.x, rel=1e-12)
    assert (found.nfev, found.njev) == (calls["f"], calls["jac"])
    assert found.nfev < expected.nfev  # the residuals of a trial point are kept
    sparse = solve(f, [1.0, 1.0], (T, Y), lambda *a: scipy.sparse.csr_matrix(jac(*a)))
    assert sparse.x.tolist() == found.x.tolist()
    pairs = solve(lambda *a: (f(*a), jac(*a)), [1.0, 1.0], (T, Y), True)
    assert pairs.x.tolist() == found.x.tolist()
    row = solve(lambda x: [x[0] + x[1] - 1.0], [0.0, 1.0], jac=lambda x: [1.0, 1.0], maxiter=0)
    assert row.jac.tolist() == [[1.0, 1.0]]


@each_method
@pytest.mark.parametrize("table", [np.ones((2, 5)), np.ones(5), np.ones((5, 3)), 1.0, np.ones((1, 5, 2))])
def test_given_jacobian_of_wrong_shape(solve: Any, table: Any) -> None:
    with pytest.raises(errors.ArgumentError, match=r"jac returned an array of shape .* where \(5, 2\)"):
        solve(decay, [1.0, 1.0], jac=lambda b: table)


@each_method
@pytest.mark.parametrize(
    "y",
    [
        None,
        "residuals",
        {"a": 1.0},
        np.ones((2, 2)),
        1j * np.ones(2),
        [],
        np.array([True, False]),
        [None, 1.0],
    ],
)
def test_what_is_no_residuals(solve: Any, y: Any) -> None:
    with pytest.raises(errors.FunctionError, match=f"{solve.__name__} needs a function"):
        solve(lambda b: y, [1.0, 1.0], jac=lambda b: np.eye(2))


@each_method
def test_refusals(solve: Any) -> None:
    name = solve.__name__
    for argument, value in {"bounds": [(0, 1)] * 2, "hess": len, "hessp": len, "constraints": [{}]}.items():
        with pytest.raises(errors.ArgumentError, match=f"{name} does not use {argument}"):
            solve(decay, [1.0, 1.0], **{argument: value})
    with pytest.raises(errors.ArgumentError, match=f"{name} has no option 'damping'"):
        solve(decay, [1.0, 1.0], damping=1.0)
    with pytest.raises(errors.ArgumentError, match="gtol"):
        solve(decay, [1.0, 1.0], gtol=-1.0)
    with pytest.raises(errors.FunctionError):
        solve(decay, [1.0, 1.0], jac="2-point")
    with pytest.raises(errors.ArgumentError):
        solve(decay, [])


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan, "1", None, True])
def test_factor_must_be_positive(factor: Any) -> None:
    with pytest.raises(errors.ArgumentError, match="factor of levenberg_marquardt"):
        levenberg_marquardt(decay, [1.0, 1.0], factor=factor)


@each_method
def test_callbacks(solve: Any) -> None:
    points: list[Array] = []
    costs: list[float] = []

    def told(intermediate_result: Any) -> None:
        costs.append(intermediate_result.fun)

    def stop(x: Any) -> None:
        raise StopIteration

    found = solve(decay, [1.0, 1.0], callback=points.append)
    assert len(points) == found.nit
    assert points[-1].tolist() == found.x.tolist()
    solve(decay, [1.0, 1.0], callback=told)
    assert len(costs) == found.nit
    assert costs[-1] == found.cost
    stopped = solve(decay, [1.0, 1.0], callback=stop)
    assert not stopped.success
    assert stopped.status == 99
    assert stopped.nit == 1


@each_method
def test_as_a_method_of_scipy(solve: Any) -> None:
    expected = solve(lambda b, t: decay(b) * t, [1.0, 1.0], (2.0,))
    found = scipy.optimize.minimize(lambda b, t: decay(b) * t, [1.0, 1.0], (2.0,), method=solve, tol=1e-10)
    assert found.x.tolist() == expected.x.tolist()
    assert found.success


def test_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    found = levenberg_marquardt(decay, [1.0, 1.0], verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == found.nit + 3
    assert found.message in lines[-1]
