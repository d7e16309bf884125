"""What a function that dualnum.taylor expands may do with its argument, and what is refused by name."""
# ruff: noqa: E501, SIM300  (tables)

from __future__ import annotations

import copy
import math
import operator
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy.special  # type: ignore[import-untyped]

import dualnum
from dualnum import _series_rules, errors, expansion

dn: Any = dualnum
taylor: Any = expansion.taylor
Function = Callable[..., Any]
A = np.array([1.0, 2.0])
DUAL, DUALS = dn.Dual(1.0, 1.0), dn.DualArray(A, A)


def put(target: Any, key: Any, value: Any) -> Any:
    target[key] = value
    return target


def keep(kept: list[Any], x: Any) -> Any:
    kept.append(x)
    return x


# ---- what works -------------------------------------------------------------------------------------------

SAME: dict[str, tuple[Function, Function]] = {  # ways to write the same
    "numpy float left": (lambda x: np.float64(2) * x + np.float32(3) / x, lambda x: 2 * x + 3 / x),
    "numpy float right": (lambda x: x * np.float64(2) - np.int64(3), lambda x: 2 * x - 3),
    "array of no axes": (lambda x: np.array(2.0) * x - np.array(3.0), lambda x: 2 * x - 3),
    "fraction": (lambda x: Fraction(1, 2) * x, lambda x: 0.5 * x),
    "bool": (lambda x: True + x, lambda x: 1 + x),
    "methods": (lambda x: x.sin().exp().power(2), lambda x: np.exp(np.sin(x)) ** 2),
    "functions": (lambda x: dn.atan2(dn.tanh(x), 2), lambda x: np.arctan2(np.tanh(x), 2)),
    "scipy": (lambda x: scipy.special.expit(x) * scipy.special.xlogy(2.0, x), lambda x: dn.logistic(x) * 2 * np.log(x)),
    "ufuncs": (lambda x: np.add(np.negative(x), np.multiply(x, x)), lambda x: x * x - x),
    "powers": (lambda x: np.power(x, 3) + np.float_power(2.0, x) + x**np.int64(2), lambda x: x**3 + 2**x + x * x),
    "negative power": (lambda x: x**-2, lambda x: 1 / (x * x)),
    "large power": (lambda x: (x / 3) ** 1100, lambda x: (x / 3) ** 600 * (x / 3) ** 500),
    "reciprocal": (np.reciprocal, lambda x: 1 / x),
    "divmod": (lambda x: operator.add(*divmod(x, 0.2)), lambda x: x // 0.2 + x % 0.2),
    "reflected": (lambda x: 2.0 % x + 2.0 // x + sum(divmod(2.0, x)), lambda x: 2 * np.mod(2, x) + 2 * np.floor_divide(2, x)),
    "where": (lambda x: np.where(x > 0, x * x, 0.0) + 1, lambda x: x * x + 1),
    "where of arrays": (lambda x: np.sum(np.where(np.array([True, False, True]), x * x, x)), lambda x: 2 * x * x + x),
    "where by comparison": (lambda x: np.where(x > A - 1, x, 2 * x)[1], lambda x: 2 * x),
    "clip": (lambda x: np.clip(x, 0, 1) + x.clip(0.9, None), lambda x: x + 0.9),
    "rounding": (lambda x: np.round(x, 1) + round(x) + math.floor(x) + math.ceil(x) + math.trunc(x), lambda x: 2.7 + 0 * x),
    "max": (lambda x: max(x, 0) + min(x, 5.0) + np.max(np.array([x, 2 * x])), lambda x: 4 * x),
    "sum": (lambda x: sum([x, x]) + np.sum([x, x * x]) + np.mean(np.array([x, 3 * x])), lambda x: 5 * x + x * x),
    "dot": (lambda x: np.dot(np.array([x, 2 * x]), np.array([x, 1.0])), lambda x: x * x + 2 * x),
    "matmul": (lambda x: (np.array([[x, x], [x, 1.0]]) @ A)[1], lambda x: x + 2),
    "broadcast": (lambda x: (A + x)[1] + np.sum(x * A) + np.hypot(x, A)[1], lambda x: 2 + x + 3 * x + np.hypot(x, 2)),
    "functions of arrays": (lambda x: np.sin(np.array([x]))[0] + dn.sin(np.array([x, 1.0]))[0], lambda x: 2 * np.sin(x)),
    "stack": (lambda x: np.stack([x, x * x])[1] + np.concatenate([[x], [1.0]])[0], lambda x: x * x + x),
    "polyval": (lambda x: np.polyval([1.0, 2.0, 3.0], x), lambda x: x * x + 2 * x + 3),
    "store": (lambda x: put(np.zeros(2, dtype=object), 0, x)[0] * 2, lambda x: 2 * x),
    "isfinite": (lambda x: x if np.isfinite(x) and not np.isnan(x) else 0, lambda x: x),
    "comparisons": (lambda x: x if (x == 0.7 and x != 1 and 0 < x <= 0.7 and x < 10**400) else 0, lambda x: x),
    "equal to nothing": (lambda x: x if x != None and x != "a" else 0, lambda x: x),  # noqa: E711
    "numpy comparisons": (lambda x: x if np.float64(0) < x and np.less(x, 1) and (x < A).all() else 0, lambda x: x),
    "truth": (lambda x: x if x and not x - x else 0, lambda x: x),
    "copies": (lambda x: copy.copy(x) * copy.deepcopy([x])[0], lambda x: x * x),
    "parts": (lambda x: x.real * x.value + x.imag + x.conjugate() + np.real(x), lambda x: 2.7 * x),
    "custom": (lambda x: dn.custom_derivative(lambda y: y * y, lambda y: 2 * y)(x), lambda x: x * x),
    "another expansion": (lambda x: x * taylor(np.exp, 0.0, 2)[2], lambda x: x / 2),
    "constant": (lambda x: 5, lambda x: 5 + 0 * x),
    "numpy constant": (lambda x: np.float64(5), lambda x: 5 + 0 * x),
    "object array": (lambda x: np.array(x, dtype=object), lambda x: +x),
}  # fmt: skip


@pytest.mark.parametrize("name", list(SAME))
def test_ways_to_write_it(name: str) -> None:
    f, same = SAME[name]
    np.testing.assert_allclose(taylor(f, 0.7, 6), taylor(same, 0.7, 6), rtol=1e-11, atol=1e-15)


def test_arguments() -> None:
    def f(x: Any, a: float, *, b: float = 1.0) -> Any:
        return a * x + b

    assert taylor(f, 2, 1, 3.0, b=4.0).tolist() == [10.0, 3.0]
    for x0 in (2, np.float32(2), np.int8(2), Fraction(2), np.array(2.0)):
        assert taylor(lambda x: x * x, x0, np.int64(3)).tolist() == [4.0, 4.0, 1.0, 0.0]
    c = taylor(np.cos, 0.0, 0)
    assert c.shape == (1,)
    assert c.dtype == np.float64
    assert taylor(lambda x: x, 1.0, 3).tolist() == [1.0, 1.0, 0.0, 0.0]


def test_the_result_is_an_array_of_its_own() -> None:
    kept = []

    def f(x: Any) -> Any:
        kept.append(x)
        return x

    taylor(f, 1.0, 2)[:] = 7.0
    assert kept[0].coefficients.tolist() == [1.0, 1.0, 0.0]


def test_display() -> None:
    seen: list[Any] = []
    taylor(lambda x: (keep(seen, (repr(x), f"{x:.2f}")), x)[1], 0.5, 2)
    assert seen == [("<Taylor series 0.5, 1.0, 0.0>", "<Taylor series 0.50, 1.00, 0.00>")]


def test_deep_functions() -> None:
    def nested(x: Any) -> Any:
        for _ in range(100):
            x = np.sin(x)
        return x

    c = taylor(nested, 1.0, 25)
    assert c[1] == pytest.approx(dn.derivative(nested)(1.0), rel=1e-13)
    assert 2 * c[2] == pytest.approx(dn.derivative(nested, order=2)(1.0), rel=1e-13)
    shorter = taylor(nested, 1.0, 10)
    np.testing.assert_allclose(shorter, c[:11], rtol=1e-12)


# ---- what is refused --------------------------------------------------------------------------------------


def leaving() -> Any:
    kept: list[Any] = []
    taylor(lambda x: keep(kept, x), 1.0, 2)
    return kept[0]


LOST, NEST, OTHER = "would be lost", "do not nest", "two calls of taylor"
REFUSED: dict[str, dict[str, Function]] = {  # words of the message: what they are for
    LOST: {
        "float": float, "int": int, "complex": complex, "math": math.sin, "range": range, "hash": lambda x: {x: 1},
        "pickle": pickle.dumps, "assign": lambda x: put(A.copy(), 0, x), "plain array": lambda x: np.asarray(x, float),
    },
    NEST: {
        "times dual": lambda x: x * DUAL, "dual times": lambda x: DUAL * x, "dual less": lambda x: DUAL < x, "equal dual": lambda x: x == DUAL,
        "dual array": lambda x: x * DUALS, "dual array times": lambda x: DUALS * x, "hypot": lambda x: dn.hypot(DUAL, x),
        "numpy hypot": lambda x: np.hypot(x, DUAL), "dual result": lambda x: DUAL,
        "derivative inside": lambda x: dn.derivative(lambda y: y * y)(x), "closing over": lambda x: dn.derivative(lambda y: y * x)(1.0),
        "map": lambda x: dn.derivative(lambda y: y * x)(A), "grad": lambda x: dn.grad(lambda p: p[0])([x, x]),
        "hessian": lambda x: dn.hessian(lambda y: y * x)(1.0), "jvp": lambda x: dn.jvp(lambda y: y * y, (x,), (1.0,)),
    },
    OTHER: {
        "taylor inside": lambda x: taylor(np.sin, x, 2), "closing over": lambda x: taylor(lambda y: x * y, 1.0, 2),
        "outer result": lambda x: taylor(lambda y: x, 1.0, 2), "ended": lambda x: x * leaving(), "ended result": lambda x: leaving(),
        "ended alone": lambda x: x + (lambda y: y * y)(leaving()).value,
    },
    "has no rule": {
        "jv": lambda x: scipy.special.jv(0, x), "modf": np.modf, "ldexp": lambda x: np.ldexp(x, 2), "special": lambda x: dn.special.ndtr(x),
        "reduce": np.add.reduce, "interp": lambda x: np.interp(x, A, A),
    },
    "not supported": {
        "out": lambda x: np.sin(x, out=A.copy()), "where": lambda x: np.sin(x, where=True), "times complex": lambda x: x * 1j,
        "complex result": lambda x: 1j,
    },
    "one real number": {
        "none": lambda x: None, "list": lambda x: [x, x], "array": lambda x: np.array([x]), "text": lambda x: "a", "function": lambda x: lambda: x,
    },
    "too large": {"huge": lambda x: x + 10**400, "huge result": lambda x: 10**400},
    "modulus": {"pow": lambda x: pow(x, 2, 3)},
    "unsupported operand|bad operand|has no len|not iterable|only integers": {
        "none": lambda x: x + None, "text": lambda x: x + "a", "list": lambda x: x - [1], "invert": operator.invert, "len": len, "iter": list,
        "index": lambda x: A[x], "greater": lambda x: x + None,
    },
    "made by taylor": {"by hand": lambda x: type(x)(1.0)},
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "f"),
    [pytest.param(words, f, id=name) for words, table in REFUSED.items() for name, f in table.items()],
)
def test_refusals(words: str, f: Function) -> None:
    with pytest.raises((TypeError, ValueError, IndexError), match=words):
        taylor(f, 0.7, 3)
    assert taylor(np.exp, 0.0, 1).tolist() == [1.0, 1.0]


def test_rows_without_a_rule_are_refused_by_name() -> None:
    for row in (_series_rules.row_of("no such row"), _series_rules.no_row("no such row")):
        with pytest.raises(errors.NumberError, match="no such row has no rule for Taylor series"):
            taylor(lambda x, row=row: row(x.call, x), 0.7, 2)
    rules = _series_rules.SLOPES, _series_rules.EQUATIONS, _series_rules.EXPRESSIONS, _series_rules.BINARY
    assert {name for table in rules for name in table} == set(dn.functions.RULES)


@pytest.mark.parametrize("order", [True, -1, 2.0, "3", None])
def test_bad_orders(order: Any) -> None:
    with pytest.raises(ValueError, match="an integer, 0 or more"):
        taylor(np.sin, 0.0, order)


@pytest.mark.parametrize(
    ("x0", "words"),
    [(A, "for each point"), ([1.0], "for each point"), ("a", "a str"), (None, "NoneType"), (1j, "complex"),
     (np.complex128(1), "complex"), (DUAL, NEST), (DUALS, NEST), (10**400, "too large")],
)  # fmt: skip
def test_bad_points(x0: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        taylor(np.sin, x0, 2)


def test_bad_functions() -> None:
    with pytest.raises(errors.FunctionError, match=r"write taylor\(f, x0, order\)"):
        taylor(np.sin(1.0), 0.0, 2)


@pytest.mark.parametrize("x", [1.0, A], ids=["number", "array"])
def test_inside_derivatives(x: Any) -> None:
    for f in (lambda x: taylor(np.sin, x, 2)[1], lambda x: taylor(lambda y: x * y, 1.0, 2)[1]):
        with pytest.raises(errors.NestingError, match=NEST):
            dn.derivative(f)(x)


def test_errors_of_the_function_pass_through() -> None:
    with pytest.raises(ZeroDivisionError):
        taylor(lambda x: 1 // 0, 1.0, 2)
