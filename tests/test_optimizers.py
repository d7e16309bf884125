"""What all optimizers have in common: scipy's contract, refusals by name, honest endings."""

from __future__ import annotations

import inspect
import math
import re
import sys
from typing import Any, NamedTuple

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum import optimize
from dualnum.optimize import METHODS

from .optimizer_cases import (
    MINIMIZERS,
    ROOTS,
    SQUARES,
    TARGET,
    bowl,
    bowl_slopes,
    options_of,
    problem_of,
    solve,
)


def test_methods_are_public() -> None:
    assert set(METHODS) <= set(optimize.__all__)
    assert all(getattr(optimize, name) is METHODS[name] for name in METHODS)


@pytest.mark.parametrize("name", METHODS)
def test_result(name: str) -> None:
    f, x0 = problem_of(name)
    found = solve(name, f, x0)
    assert found.success, found.message
    assert found.status == 0
    assert isinstance(found, dict)
    assert found.x is found["x"]
    assert {"x", "fun", "jac", "success", "status", "message", "nit", "nfev", "njev", "nhev"} <= set(found)
    assert re.search(r"(gtol|xtol|ftol) = |residuals are zero", found.message)
    assert "success: True" in repr(found)
    assert "history" not in found
    assert all(type(found[n]) is int for n in ("status", "nit", "nfev", "njev", "nhev"))
    with pytest.raises(AttributeError):
        _ = found.nothing


@pytest.mark.parametrize("name", METHODS)
def test_help_shows_everything(name: str) -> None:
    method = METHODS[name]
    parameters = inspect.signature(method).parameters
    head = ["fun", "x0", "args", "jac", "hess", "hessp", "bounds", "constraints", "callback"]
    assert list(parameters)[:9] == head
    text = inspect.getdoc(method) or ""
    assert not re.search(r"^ *\{", text, re.MULTILINE)  # a placeholder
    assert "dualnum.optimize.OptimizeResult" in text
    assert not any(isinstance(p.annotation, str) for p in parameters.values())
    listed = set(re.findall(r"^(\w[\w, ]*) : ", text, re.MULTILINE))
    documented = {name for line in listed for name in line.split(", ")}
    assert documented >= set(parameters), set(parameters) - documented


@pytest.mark.parametrize("name", METHODS)
def test_defaults_are_those_of_the_signature(name: str) -> None:
    f, x0 = problem_of(name)
    parameters = inspect.signature(METHODS[name]).parameters
    shown = {p.name: p.default for p in parameters.values() if p.kind is p.KEYWORD_ONLY}
    given = METHODS[name](f, x0, **shown)
    assert given.message == METHODS[name](f, x0).message
    assert np.array_equal(given.x, METHODS[name](f, x0).x)


# ---- scipy's contract ---------------------------------------------------------------------------------


class Given(NamedTuple):
    """How the user of scipy hands over a function and its gradient."""

    fun: Any
    jac: Any


GIVEN = {
    "nothing": Given(bowl, None),
    "False": Given(bowl, False),
    "differences": Given(bowl, "2-point"),  # scipy hands None on
    "gradient": Given(bowl, bowl_slopes),
    "pair": Given(lambda x, c=0.0: (bowl(x, c), bowl_slopes(x, c)), True),
    "our pair": Given(lambda x, c=0.0: dn.value_and_grad(bowl)(x, c), True),
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("name", MINIMIZERS)
def test_as_a_method_of_scipy(name: str, given: str) -> None:
    fun, jac = GIVEN[given]
    x0 = np.array([3, 1])
    found = scipy.optimize.minimize(
        fun, x0, args=(0.5,), method=METHODS[name], jac=jac, tol=1e-7, options=options_of(name, maxiter=20000)
    )
    assert found.success, found.message
    assert np.allclose(found.x, TARGET + 0.5, atol=1e-5)
    assert np.linalg.norm(bowl_slopes(found.x, 0.5)) <= 1e-7
    assert x0.tolist() == [3, 1]
    alone = solve(name, fun, x0, (0.5,), None if given == "differences" else jac, tol=1e-7, maxiter=20000)
    assert np.array_equal(alone.x, found.x)
    assert alone.nit == found.nit


@pytest.mark.parametrize("name", MINIMIZERS)
def test_inside_basinhopping(name: str) -> None:
    found = scipy.optimize.basinhopping(
        bowl,
        np.zeros(2),
        niter=2,
        rng=1,
        minimizer_kwargs={"method": METHODS[name], "options": options_of(name)},
    )
    assert np.allclose(found.x, TARGET, atol=1e-3)


@pytest.mark.parametrize("name", METHODS)
def test_x0_is_not_changed(name: str) -> None:
    f, x0 = problem_of(name)
    start = np.array(x0, dtype=float)
    kept = start.copy()
    solve(name, f, start)
    assert np.array_equal(start, kept)


@pytest.mark.parametrize("name", METHODS)
def test_functions_may_change_what_they_are_given(name: str) -> None:
    f, x0 = problem_of(name)
    if isinstance(x0, float):
        return

    def rude(x: Any) -> Any:
        y = f(x)
        if type(x) is np.ndarray:
            x[...] = 7.0
        return y

    assert np.array_equal(solve(name, rude, x0).x, solve(name, f, x0).x)


# ---- callbacks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", METHODS)
def test_callbacks(name: str) -> None:
    f, x0 = problem_of(name)
    points: list[Any] = []
    results: list[Any] = []

    def new(intermediate_result: Any) -> None:
        results.append(intermediate_result)

    found = solve(name, f, x0, callback=points.append)
    solve(name, f, x0, callback=new)
    assert len(points) == len(results) == found.nit
    assert np.array_equal(points[-1], found.x)
    assert np.array_equal(results[-1].x, found.x)
    assert all(math.isfinite(r.fun) for r in results)
    if found.nit > 1:
        assert points[0] is not points[-1]


@pytest.mark.parametrize("name", METHODS)
def test_callback_stops(name: str) -> None:
    f, x0 = problem_of(name)

    def enough(_: Any) -> None:
        raise StopIteration

    found = solve(name, f, x0, callback=enough)
    assert (found.success, found.status, found.nit) == (False, 99, 1)
    assert "StopIteration" in found.message
    assert not np.array_equal(found.x, x0)


@pytest.mark.parametrize("name", METHODS)
def test_callback_raises(name: str) -> None:
    f, x0 = problem_of(name)

    def broken(_: Any) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine") as raised:
        solve(name, f, x0, callback=broken)
    assert any(f"callback of {name} after step 1" in note for note in raised.value.__notes__)
    with pytest.raises(TypeError, match=r"callback of .* must be a function"):
        solve(name, f, x0, callback=3)


# ---- reporting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", METHODS)
def test_history(name: str) -> None:
    f, x0 = problem_of(name)
    found = solve(name, f, x0, history=True, return_all=True)
    n = np.size(x0)
    assert found.history.x.shape == (found.nit + 1, n)
    assert found.history.fun.shape == found.history.gradient_norm.shape == (found.nit + 1,)
    assert len(found.history) == len(found.allvecs) == found.nit + 1
    assert np.array_equal(found.history.x[0], np.ravel(x0))
    assert np.array_equal(found.history.x[-1], np.ravel(found.x))
    assert found.history.fun[-1] <= found.history.fun[0]


@pytest.mark.parametrize("name", METHODS)
def test_verbose(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    f, x0 = problem_of(name)
    quiet = solve(name, f, x0)
    assert capsys.readouterr().out == ""
    solve(name, f, x0, disp=True)
    (line,) = capsys.readouterr().out.strip().split("\n")
    assert line.startswith(name)
    assert quiet.message in line
    solve(name, f, x0, verbose=2)
    assert len(capsys.readouterr().out.strip().split("\n")) == quiet.nit + 3


@pytest.mark.parametrize("name", ["newton", "adam"])
def test_progress(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    f, x0 = problem_of(name)
    found = solve(name, f, x0, progress=True)
    assert f"{found.nit}/" in capsys.readouterr().err
    for module in ("tqdm", "tqdm.auto"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match="tqdm"):
        solve(name, f, x0, progress=True)
    assert solve(name, f, x0).nit == found.nit


# ---- endings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("maxiter", [0, 1])
def test_iteration_limit(name: str, maxiter: int) -> None:
    f, x0 = problem_of(name)
    if name in SQUARES:
        f = lambda x: np.exp(x - TARGET) - 2.0  # noqa: E731
    elif name in MINIMIZERS:
        f = lambda x: bowl(x) + 0.3 * x[0] ** 6  # noqa: E731
    found = solve(name, f, x0, maxiter=maxiter, tol=1e-12)
    assert (found.success, found.status, found.nit) == (False, 1, maxiter)
    assert "maxiter" in found.message


@pytest.mark.parametrize("name", METHODS)
def test_nothing_to_do_is_a_success(name: str) -> None:
    f = problem_of(name)[0]
    x = 2.0 if name in ROOTS else TARGET
    found = solve(name, f, x, maxiter=0)
    assert (found.success, found.status, found.nit) == (True, 0, 0)
    assert np.array_equal(found.x, x)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_values_at_x0_that_are_not_finite(name: str, bad: float) -> None:
    f, x0 = problem_of(name)
    found = solve(name, lambda x: f(x) * bad, x0)
    assert (found.success, found.status, found.nit) == (False, 3, 0)
    assert "x0" in found.message
    with np.errstate(invalid="ignore"):
        found = solve(name, f, np.full(2, math.nan) if name not in ROOTS else math.nan)
    assert (found.success, found.status) == (False, 3)


@pytest.mark.parametrize("name", METHODS)
def test_last_good_point(name: str) -> None:
    """A function that ends before its minimum: never a success, and x is a point where it is defined."""
    f, x0 = problem_of(name)
    cut: Any
    if name in ROOTS:
        cut = lambda x: f(x) if x > 2.5 else math.nan * x  # noqa: E731
    else:
        cut = lambda x: f(x) if x[1] > -1.0 else math.nan * f(x)  # noqa: E731
    with np.errstate(invalid="ignore"):
        found = solve(name, cut, x0, maxiter=300)
    assert not found.success
    assert found.status in (1, 2, 3)
    assert np.all(np.isfinite(found.fun))
    assert np.all(np.isfinite(cut(found.x)))
