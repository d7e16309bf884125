"""What optimizers refuse, by name, and bounds and structures, which they take."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum import optimize
from dualnum.optimize import METHODS

from .optimizer_cases import MINIMIZERS, ROOTS, bowl, equation, problem_of, solve


class Refusal(NamedTuple):
    """A call that is refused, the exception and its message."""

    f: Any
    x0: Any
    error: type[Exception]
    message: str
    options: dict[str, Any] = {}  # noqa: RUF012


REFUSALS = {
    "unknown option": Refusal(bowl, [0.0, 0.0], ValueError, "no option 'learning_rat'", {"learning_rat": 1}),
    "constraints": Refusal(bowl, [0.0, 0.0], ValueError, "constraints: use", {"constraints": {"type": "eq"}}),
    "list of constraints": Refusal(bowl, [0.0, 0.0], ValueError, "constraints", {"constraints": [{}]}),
    "no parameters": Refusal(bowl, [], ValueError, "empty"),
    "empty array": Refusal(bowl, np.zeros(0), ValueError, "empty"),
    "empty dict": Refusal(bowl, {}, ValueError, "empty"),
    "complex": Refusal(bowl, np.array([1j]), TypeError, "complex"),
    "text": Refusal(bowl, "start", TypeError, "str"),
    "None": Refusal(bowl, None, TypeError, "NoneType|None"),
    "dual start": Refusal(bowl, dn.DualArray([1.0, 2.0], [1.0, 0.0]), TypeError, "x0 .* dual"),
    "dual number": Refusal(bowl, [dn.Dual(1.0, 1.0), 2.0], TypeError, "x0 .* dual"),
    "no function": Refusal(3.0, [0.0, 0.0], TypeError, "needs a function, got float"),
    "returns None": Refusal(lambda x: None, [0.0, 0.0], TypeError, "return statement"),
    "returns truth": Refusal(lambda x: True, [0.0, 0.0], TypeError, "True|a truth value"),
    "returns text": Refusal(lambda x: "1", [0.0, 0.0], TypeError, "str"),
    "negative maxiter": Refusal(bowl, [0.0, 0.0], ValueError, "maxiter", {"maxiter": -1}),
    "maxiter of 2.5": Refusal(bowl, [0.0, 0.0], ValueError, "maxiter", {"maxiter": 2.5}),
    "negative gtol": Refusal(bowl, [0.0, 0.0], ValueError, "gtol", {"gtol": -1e-3}),
    "gtol of nan": Refusal(bowl, [0.0, 0.0], ValueError, "gtol", {"gtol": math.nan}),
    "text for xtol": Refusal(bowl, [0.0, 0.0], ValueError, "xtol", {"xtol": "1e-3"}),
    "verbose": Refusal(bowl, [0.0, 0.0], ValueError, "verbose", {"verbose": -1}),
    "chunk_size": Refusal(bowl, [0.0, 0.0], ValueError, "chunk_size", {"chunk_size": 0}),
    "history": Refusal(bowl, [0.0, 0.0], ValueError, "history of .* True or False, got 2", {"history": 2}),
    "return_all": Refusal(bowl, [0.0, 0.0], ValueError, "return_all of", {"return_all": None}),
    "disp": Refusal(bowl, [0.0, 0.0], ValueError, "disp of .* True or False, got 'no'", {"disp": "no"}),
    "progress": Refusal(bowl, [0.0, 0.0], ValueError, "progress of", {"progress": "tqdm"}),
    "differences": Refusal(bowl, [0.0, 0.0], TypeError, "jac .* exact derivative", {"jac": "2-point"}),
}


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.parametrize("name", METHODS)
def test_refusals(name: str, case: str) -> None:
    f, x0, error, message, options = REFUSALS[case]
    if name == "halley" and isinstance(x0, list) and x0 == [0.0, 0.0]:
        f, x0 = equation if f is bowl else f, 0.5
    with pytest.raises(error, match=message) as raised:
        solve(name, f, x0, **options)
    assert isinstance(raised.value, dn.errors.DualnumError)


@pytest.mark.parametrize("name", MINIMIZERS)
def test_several_values_are_refused(name: str) -> None:
    for f in (lambda x: x, lambda x: [x[0], x[1]]):
        with pytest.raises(TypeError, match=r"perhaps you meant .*jacobian"):
            solve(name, f, [0.0, 1.0])


@pytest.mark.parametrize("name", METHODS)
def test_a_constant_is_an_answer(name: str) -> None:
    """An int is a number; its gradient is zero, which meets the test (it is no root, though)."""
    if name in MINIMIZERS:
        found = solve(name, lambda x: 3, [1.0, 2.0])
        assert (found.success, found.nit, found.fun) == (True, 0, 3.0)
    elif name in ROOTS:
        found = solve(name, lambda x: 3, 1.0)
        assert (found.success, found.status) == (False, 4)


@pytest.mark.parametrize("name", METHODS)
def test_arguments_that_are_not_used_are_refused(name: str) -> None:
    f, x0 = problem_of(name)
    used = 0
    for argument in ("hess", "hessp", "bounds"):
        given = [(-5.0, 5.0)] * np.size(x0) if argument == "bounds" else lambda x, *_: np.eye(2)
        try:
            solve(name, f, x0, **{argument: given})
            used += 1
        except ValueError as error:
            assert argument in str(error)  # noqa: PT017
    assert used <= 1 or name in ROOTS


BOUNDED = [
    name
    for name in METHODS
    if name in ("gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "adamw")
]


@pytest.mark.parametrize("name", BOUNDED)
def test_bounds(name: str) -> None:
    inside = [(None, 0.5), (-1.0, None)]
    for bounds in (inside, scipy.optimize.Bounds([-np.inf, -1.0], [0.5, np.inf])):
        found = solve(name, bowl, [0.0, 0.0], bounds=bounds, maxiter=20000)
        assert found.success, found.message
        assert np.allclose(found.x, [0.5, -1.0])
    refusals: dict[str, Any] = {
        "crossed": [(1.0, -1.0), (0.0, 1.0)],
        "outside the bounds: element 1": [(-1.0, 1.0), (1.0, 2.0)],
        "2 pairs": [(0.0, 1.0)],
        "bounds must be": 3,
    }
    for message, bounds in refusals.items():
        with pytest.raises(ValueError, match=message):
            solve(name, bowl, [0.0, 0.0], bounds=bounds)


@pytest.mark.parametrize("name", MINIMIZERS)
def test_structures(name: str) -> None:
    def f(p: Any) -> Any:
        return np.sum((p["w"] - np.array([[1.0, 2.0]])) ** 2) + (p["b"][0] - 3.0) ** 2

    start: dict[str, Any] = {"w": np.zeros((1, 2)), "b": [0.0, {}]}
    found = solve(name, f, start, maxiter=20000)
    assert found.success, found.message
    assert set(found.x) == {"w", "b"}
    assert np.allclose(found.x["w"], [[1.0, 2.0]], atol=1e-4)
    assert isinstance(found.x["b"], list)
    assert math.isclose(found.x["b"][0], 3.0, abs_tol=1e-4)
    assert np.linalg.norm(found.jac["w"]) <= 1e-5
    assert start["b"][0] == 0.0


@pytest.mark.parametrize("name", MINIMIZERS)
def test_wrong_shapes_of_derivatives(name: str) -> None:
    with pytest.raises(ValueError, match=r"jac returned .*shape"):
        solve(name, bowl, [0.0, 0.0], jac=lambda x: np.zeros(3))
    if name == "newton":
        with pytest.raises(ValueError, match=r"hess returned .*shape"):
            solve(name, bowl, [0.0, 0.0], hess=lambda x: np.zeros((3, 3)))


@pytest.mark.parametrize("name", MINIMIZERS)
def test_derivatives_that_are_not_real(name: str) -> None:
    for given in (lambda x: x * (2.0 + 1j), lambda x: "slopes", lambda x: [[1.0], [2.0, 3.0]]):
        with pytest.raises(TypeError, match="jac must return real numbers"):
            solve(name, bowl, [1.0, 1.0], jac=given)
    with pytest.raises(TypeError, match="a pair, value and derivative"):
        solve(name, bowl, [1.0, 1.0], jac=True)


@pytest.mark.parametrize("name", MINIMIZERS)
def test_optimizers_are_not_differentiated_through(name: str) -> None:
    with pytest.raises(TypeError, match=r"an optimizer is not differentiated|third level"):
        dn.grad(lambda a: solve(name, lambda x: np.sum((x - a) ** 2), [0.5]).x[0])(1.0)


def test_minimize_scalar_gives_no_start() -> None:
    with pytest.raises(ValueError, match="newton needs x0"):
        scipy.optimize.minimize_scalar(lambda x: x * x, method=optimize.newton)


def test_choices_are_refused_by_name() -> None:
    with pytest.raises(
        ValueError, match="kind of newton must be 'minimum' or 'maximum' or 'stationary', got 'top'"
    ):
        optimize.newton(bowl, [0.0, 0.0], kind="top")
    for method in (optimize.newton, optimize.newton_cg):
        for option in ("initial_radius", "max_radius"):
            message = rf"{option} of {method.__name__} must be a positive number, got (0.0|nan)"
            for radius in (0.0, math.nan):
                options: dict[str, Any] = {option: radius}
                with pytest.raises(ValueError, match=message):
                    method(bowl, [0.0, 0.0], **options)
    with pytest.raises(ValueError, match="max_products"):
        optimize.newton_cg(bowl, [0.0, 0.0], max_products=0)


def test_flags_of_numpy() -> None:
    flags: dict[str, Any] = {"history": np.bool_(True), "return_all": np.bool_(False), "disp": 0}
    found = optimize.newton(bowl, [0.0, 0.0], **flags)
    assert len(found.history) == found.nit + 1
    assert "allvecs" not in found


def test_the_memory_of_pairs_of_scipy_has_its_name() -> None:
    """With jac=True scipy hands over this object, which the optimizers have to know."""
    handed = []

    def method(fun: Any, x0: Any, **_: Any) -> Any:
        handed.append(fun)
        return scipy.optimize.OptimizeResult(x=x0)

    scipy.optimize.minimize(lambda x: (x @ x, 2.0 * x), [1.0], method=method, jac=True)
    assert type(handed[0]) is scipy.optimize._optimize.MemoizeJac
