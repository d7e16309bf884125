"""Rules given by users: in numbers of both orders, nested, mapped, in object arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special  # type: ignore[import-untyped]

import dualnum
from dualnum import errors

dn: Any = dualnum
Function = Callable[..., Any]

# (rule, the same in functions of the table, points): what the table differentiates is the oracle
ONE: dict[str, tuple[Any, Function, list[float]]] = {
    "sin": (dn.custom_derivative(math.sin, math.cos, lambda x: -math.sin(x)), dn.sin, [0.3, -2.0, 0.0]),
    "df made of duals": (
        dn.custom_derivative(math.tanh, lambda x: 1 - dn.tanh(x) ** 2),
        dn.tanh,
        [0.3, -2.0],
    ),
    "scipy": (
        dn.custom_derivative(lambda x: float(scipy.special.gammaln(x)), dn.digamma),
        dn.gammaln,
        [0.3, 2.5, 10.0],
    ),
    "infinite slope": (
        dn.custom_derivative(math.sqrt, lambda x: 0.5 / math.sqrt(x) if x else math.inf, lambda x: math.nan),
        dn.sqrt,
        [0.0],
    ),
}
TWO: dict[str, tuple[Any, Function]] = {
    "hypot": (
        dn.custom_derivative(math.hypot, lambda x, y: (x / math.hypot(x, y), y / math.hypot(x, y)),
                             lambda x, y: [[y * y / math.hypot(x, y) ** 3, -x * y / math.hypot(x, y) ** 3],
                                           [-x * y / math.hypot(x, y) ** 3, x * x / math.hypot(x, y) ** 3]]),
        dn.hypot,
    ),
    "power": (dn.custom_derivative(math.pow, lambda x, y: (y * x ** (y - 1), x**y * dn.log(x))), dn.power),
}  # fmt: skip


def close(a: Any, b: Any) -> None:
    np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("name", ONE)
def test_one_argument(name: str) -> None:
    rule, right, points = ONE[name]
    for x in points:
        assert rule(x) == pytest.approx(right(x), rel=1e-15)
        for order in (1, 2):
            given = dn.value_and_derivative(lambda x: rule(2 * x) * x, order)(x / 2)
            close(given, dn.value_and_derivative(lambda x: right(2 * x) * x, order)(x / 2))
        nested = dn.derivative(lambda t, x=x: dn.derivative(lambda s: rule(s * t) * t)(x / 2))(2.0)
        close(nested, dn.derivative(lambda t, x=x: dn.derivative(lambda s: right(s * t) * t)(x / 2))(2.0))
    array = np.array(points)
    for order in (1, 2):
        given = dn.value_and_derivative(lambda x: rule(x) * x, order)(array)
        close(given, dn.value_and_derivative(lambda x: right(x) * x, order)(array))


@pytest.mark.parametrize("name", TWO)
def test_two_arguments(name: str) -> None:
    rule, right = TWO[name]
    p = [0.7, 1.9]
    uses: list[Function] = [
        lambda p, f: f(p[0], p[1]) * p[0],
        lambda p, f: f(p[0], 2.0),
        lambda p, f: f(1.5, p[1]),
        lambda p, f: f(p[0], p[0] * p[1]),
    ]
    for use in uses:
        close(dn.grad(lambda p, use=use: use(p, rule))(p), dn.grad(lambda p, use=use: use(p, right))(p))
        close(dn.hessian(lambda p, use=use: use(p, rule))(p), dn.hessian(lambda p, use=use: use(p, right))(p))
        for order in (1, 2):
            both = [
                dn.value_and_derivative(lambda x, f=f, use=use: use([x, 1 + x * x], f), order)(np.array(p))
                for f in (rule, right)
            ]
            close(*both)


def test_three_arguments() -> None:
    def plain(x: Any, y: Any, z: Any) -> Any:
        return x * y * y + dn.exp(z) * x

    rule = dn.custom_derivative(
        lambda x, y, z: x * y * y + math.exp(z) * x,
        lambda x, y, z: (y * y + dn.exp(z), 2 * x * y, dn.exp(z) * x),
    )
    close(
        dn.hessian(lambda p: rule(*p) * p[1])([1.0, 2.0, 0.5]),
        dn.hessian(lambda p: plain(*p) * p[1])([1.0, 2.0, 0.5]),
    )
    with pytest.raises(errors.NumberError, match="vectorize"):
        dn.derivative(lambda x: rule(x, 1.0, 2.0))(np.ones(3))


def test_object_arrays_and_plain_arguments() -> None:
    rule, right, _ = ONE["sin"]
    p = np.array([0.3, 0.4])
    close(dn.grad(lambda p: rule(p).sum())(p), dn.grad(lambda p: right(p).sum())(p))
    assert type(rule(0.3)) is float
    assert rule.__name__ == "sin"


def test_the_rule_given_is_the_rule_used() -> None:
    inner = dn.custom_derivative(math.gamma, lambda x: 111.0)
    assert dn.derivative(dn.custom_derivative(inner, lambda x: 5.0))(3.0) == 5.0


@pytest.mark.parametrize("order", [1, 2])
def test_same_bits_mapped(order: int) -> None:
    rule = dn.custom_derivative(lambda x, y: x**2 * y**3, lambda x, y: (2 * x * y**3, 3 * x * x * y**2))
    points = np.random.default_rng(1).uniform(1, 2, 100)
    f = dn.value_and_derivative(lambda x: rule(x * 1.1, 1 / x), order)
    for part, mapped in enumerate(f(points)):
        assert [f(x)[part] for x in points.tolist()] == mapped.tolist()


def test_arguments_that_do_not_vary() -> None:
    rule = dn.custom_derivative(
        lambda n, x: math.factorial(n) * x * x, lambda n, x: (math.nan, 2 * math.factorial(n) * x)
    )
    for order, right in ((1, 24.0), (2, 12.0)):
        assert dn.derivative(lambda x: rule(3, x), order)(2.0) == right
        assert dn.derivative(lambda x: rule(3, x), order)(np.array([2.0])).tolist() == [right]


def test_infinite_slopes_and_signed_zeros_pass() -> None:
    plus = dn.custom_derivative(lambda x, y: x + y, lambda x, y: (1.0, 1.0), lambda x, y: [[0.0, 0.0]] * 2)
    assert dn.value_and_derivative(lambda x: plus(np.sqrt(x), x), order=2)(0.0)[:2] == (0.0, math.inf)
    zero = dn.custom_derivative(lambda x, y: -0.0, lambda x, y: (1.0, 1.0))
    assert math.copysign(1, dn.value_and_derivative(lambda x: zero(x, x))(1.0)[0]) == -1


def test_a_zero_tangent_stays_zero() -> None:
    rule = ONE["infinite slope"][0]
    assert dn.jacobian(lambda p: rule(p[0]) + p[1])([0.0, 1.0]).tolist() == [math.inf, 1.0]
    assert rule(dn.Dual(0.0, 0.0)).tangent == 0


BAD: dict[str, tuple[Function, type[Exception], str]] = {
    "not callable": (lambda: dn.custom_derivative(math.sin, 1.0), errors.FunctionError, "custom_derivative"),
    "no slopes": (
        lambda: dn.derivative(dn.custom_derivative(math.sin, lambda x: None))(1.0), errors.NumberError, "df"
    ),
    "one slope of two": (
        lambda: dn.grad(lambda p: dn.custom_derivative(math.pow, lambda x, y: 1.0)(*p))([1.0, 2.0]),
        errors.FunctionError,
        "df .* 2 numbers",
    ),
    "text": (
        lambda: dn.derivative(dn.custom_derivative(lambda x: "1.5", abs))(1.0), errors.NumberError, "f of"
    ),
    "no square": (
        lambda: dn.hessian(
            lambda p: dn.custom_derivative(math.pow, lambda x, y: (1.0, 1.0), lambda x, y: 3.0)(*p)
        )([1.0, 2.0]),
        errors.FunctionError,
        "d2f .* 2 rows",
    ),
    "flat Hessian": (
        lambda: dn.hessian(
            lambda p: dn.custom_derivative(math.pow, lambda x, y: (1.0, 1.0), lambda x, y: [1.0])(*p)
        )([1.0, 2.0]),
        errors.FunctionError,
        "d2f .* 2 rows of 2 numbers",
    ),
    "second order without": (
        lambda: dn.derivative(dn.custom_derivative(math.sin, math.cos), order=2)(1.0),
        errors.FunctionError,
        r"give d2f, custom_derivative\(f, df, d2f\)",
    ),
    "second order by SciPy": (
        lambda: dn.derivative(dn.custom_derivative(math.gamma, lambda x: float(np.asarray(x))), order=2)(1.5),
        errors.FunctionError,
        "give d2f",
    ),
    "second order of arrays": (
        lambda: dn.hessian(lambda x: np.sum(dn.custom_derivative(math.sin, math.cos)(x)))(np.ones(2)),
        errors.FunctionError,
        "give d2f",
    ),
    "second order, vectorized": (
        lambda: dn.hessian(lambda x: np.sum(dn.custom_derivative(np.sin, np.asarray, vectorized=True)(x)))(
            np.ones(2)
        ),
        errors.FunctionError,
        "give d2f",
    ),
    "second order of a map": (
        lambda: dn.derivative(dn.custom_derivative(math.sin, math.cos), order=2)(np.ones(2)),
        errors.FunctionError,
        "give d2f",
    ),
    "elementwise": (
        lambda: dn.grad(dn.custom_derivative(math.sin, math.cos))(np.ones(3)),
        errors.FunctionError,
        r"shape \(3,\).* element by element.* grad\(lambda x: rule\(\*x\)\)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_rules(name: str) -> None:
    call, kind, words = BAD[name]
    with pytest.raises(kind, match=words):
        call()


def test_a_rule_of_all_elements() -> None:
    a = np.array([[2.0, 1.0], [1.0, 3.0]])
    rule = dn.custom_derivative(
        lambda *x: float(np.array(x) @ a @ np.array(x)), lambda *x: 2.0 * a @ np.array(x), lambda *x: 2.0 * a
    )
    x = np.array([0.5, -2.0])
    close(dn.grad(lambda x: rule(*x))(x), 2.0 * a @ x)
    close(dn.hessian(lambda x: rule(*x))(x), 2.0 * a)


# ---- arrays ------------------------------------------------------------------------------------------------

X = np.array([[0.5, 1.5, 2.5], [3.0, 0.7, 1.1]])
CUBES = {
    "by element": dn.custom_derivative(lambda x: float(x) ** 3, lambda x: 3 * x * x),
    "whole": dn.custom_derivative(lambda x: x**3, lambda x: 3 * x * x, vectorized=True),
    "whole, d2f": dn.custom_derivative(lambda x: x**3, lambda x: 3 * x**2, lambda x: 6 * x, vectorized=True),
}
PRODUCTS = {
    "by element": dn.custom_derivative(lambda x, y: x * y**2, lambda x, y: (y * y, 2 * x * y)),
    "whole": dn.custom_derivative(lambda x, y: x * y**2, lambda x, y: (y * y, 2 * x * y), vectorized=True),
    "whole, d2f": dn.custom_derivative(
        lambda x, y: x * y**2,
        lambda x, y: (y * y, 2 * x * y),
        lambda x, y: [[0.0, 2 * y], [2 * y, 2 * x]],
        vectorized=True,
    ),
}


@pytest.mark.parametrize("name", CUBES)
def test_arrays(name: str) -> None:
    f = CUBES[name]
    assert np.array_equal(f(X), X**3)
    assert np.allclose(dn.grad(lambda x: np.sum(f(x) * x))(X), 4 * X**3, rtol=1e-14)
    table = dn.hessian(lambda x: np.sum(f(x)))(X).reshape(6, 6)
    assert np.allclose(table, np.diag(6 * X.ravel()), rtol=1e-14)
    assert dn.hessian(lambda x: f(x[..., 0]))(np.array([2.0])).tolist() == [[12.0]]


@pytest.mark.parametrize("name", PRODUCTS)
def test_arrays_of_several_arguments(name: str) -> None:
    f = PRODUCTS[name]

    def whole(p: Any) -> Any:
        return np.sum(f(p[0] * X, p[1] + X[0]))  # broadcast

    def plain(p: Any) -> Any:
        return np.sum(p[0] * X * (p[1] + X[0]) ** 2)

    p = np.array([0.7, 1.3])
    assert np.allclose(dn.hessian(whole)(p), dn.hessian(plain)(p), rtol=1e-13)
    assert np.allclose(dn.grad(lambda x: np.sum(f(x, 2.0)))(X), 4.0, rtol=1e-14)
    assert np.allclose(dn.grad(lambda s: np.sum(f(s, X)))(0.5), np.sum(X**2), rtol=1e-14)


def test_rules_that_give_the_wrong_shape() -> None:
    f = dn.custom_derivative(lambda x: x, lambda x: np.ones(2), vectorized=True)
    with pytest.raises(TypeError, match="df of a custom_derivative"):
        dn.grad(lambda x: np.sum(f(x)))(X)
