"""An element of an array has the bits of the scalar: every row and operator, on every instruction set."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum import _core
from dualnum.functions import FUNCTIONS, RULES

dn: Any = dualnum
Dual, HyperDual, DualArray, HyperDualArray = dn.Dual, dn.HyperDual, dn.DualArray, dn.HyperDualArray

RNG = np.random.default_rng(11)
ODD = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, 1e300, -1e300, 1e-300, 1.0, -1.0, 2.0, 0.5, 1e22]
VALUES = np.concatenate(
    [ODD, RNG.uniform(-3, 3, 600), RNG.uniform(0.01, 1, 500), 10 ** RNG.uniform(-300, 300, 50)]
)
OTHERS = np.concatenate(
    [RNG.permutation(VALUES)[: VALUES.size - 30], [0.0, 2.0, 3.0, -1.0, np.inf, np.nan] * 5]
)
N = VALUES.size
E1, E2, E12 = (RNG.normal(size=s) for s in ((2, N), (3, N), (2, 3, N)))
E1[:, ::7], E2[1, ::5], E12[:, :, ::11] = 0.0, 0.0, 0.0
E1[0, 3::50], E2[2, 5::40] = 1e200, 1e-250
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
    "//": operator.floordiv, "%": operator.mod,
}  # fmt: skip


@pytest.fixture(params=_core.INSTRUCTION_SETS, autouse=True)
def instruction_set(request: Any) -> Iterator[str]:
    """Arrays and maps run on this set; numbers stay with the fastest one."""
    _core.use(request.param)
    yield request.param
    _core.use(_core.INSTRUCTION_SETS[-1])


def bits(x: Any) -> Any:
    """Parts of a number or an array as integers; all NaN are one."""
    parts = (x.value, x.tangent) if hasattr(x, "tangent") else (x.value, x.e1, x.e2, x.e12)
    flat = np.concatenate([np.ravel(np.asarray(p, dtype=np.float64)) for p in parts])
    return np.where(np.isnan(flat), np.nan, flat).view(np.int64).tolist()


def first(v: Any = VALUES, e: Any = E1) -> tuple[Any, list[Any]]:
    return DualArray(v, e), [Dual(v[i], e[:, i]) for i in range(v.size)]


def second(v: Any = VALUES, e1: Any = E1, e2: Any = E2, e12: Any = E12) -> tuple[Any, list[Any]]:
    numbers = [HyperDual(v[i], e1[:, i], e2[:, i], e12[:, :, i]) for i in range(v.size)]
    return HyperDualArray(v, e1, e2, e12), numbers


def same(array: Any, numbers: list[Any], what: Any) -> None:
    assert array.shape == (len(numbers),)
    wrong = [i for i, x in enumerate(numbers) if bits(array[i]) != bits(x)]
    assert not wrong, (what, wrong[:3], array[wrong[0]], numbers[wrong[0]])


@pytest.mark.parametrize("make", [first, second], ids=["first", "second"])
@pytest.mark.parametrize("name", [n for n, rule in RULES.items() if rule.arity == 1])
def test_rows_of_one_argument(name: str, make: Any) -> None:
    x, numbers = make()
    f = FUNCTIONS[name]
    same(f(x), [f(v) for v in numbers], name)


def pairs(make: Any) -> Iterator[tuple[str, Any, list[Any], Any, list[Any]]]:
    """Arrays with arrays, numbers and constants, on both sides."""
    x, xs = make()
    y, ys = (
        make(OTHERS, RNG.permutation(E1, axis=1))
        if make is first
        else make(OTHERS, E1[::-1].copy(), E2, -E12)
    )
    yield "both", x, xs, y, ys
    yield "number", x, xs, ys[700], [ys[700]] * N
    yield "number first", ys[701], [ys[701]] * N, x, xs
    yield "constant", x, xs, 2.5, [2.5] * N
    yield "constant first", -0.75, [-0.75] * N, x, xs
    yield "plain array", x, xs, OTHERS, OTHERS.tolist()
    yield "plain array first", OTHERS, OTHERS.tolist(), x, xs
    yield "number and plain array", xs[400], [xs[400]] * N, OTHERS, OTHERS.tolist()


@pytest.mark.parametrize("make", [first, second], ids=["first", "second"])
@pytest.mark.parametrize("name", [*(n for n, rule in RULES.items() if rule.arity == 2), *OPERATORS])
def test_two_arguments(name: str, make: Any) -> None:
    f = OPERATORS.get(name) or FUNCTIONS[name]
    for what, a, xs, b, ys in pairs(make):
        with np.errstate(all="ignore"):
            same(f(a, b), [f(v, w) for v, w in zip(xs, ys, strict=True)], (name, what))


@pytest.mark.parametrize("name", ["+", "*", "/", "hypot", "power"])
def test_directions_that_only_one_has(name: str) -> None:
    """Of the directions of a call a number stores those it varies in; arrays made from it do the same."""

    def f(p: Any) -> Any:
        op = OPERATORS.get(name) or FUNCTIONS[name]
        return op(p[1] * np.abs(OTHERS[60:90]) + 0.1, p[3] + np.abs(VALUES[60:90]))

    def by_element(p: Any) -> Any:
        op = OPERATORS.get(name) or FUNCTIONS[name]
        return [
            op(p[1] * abs(v) + 0.1, p[3] + abs(w)) for v, w in zip(OTHERS[60:90], VALUES[60:90], strict=True)
        ]

    for p in ([0.3, 0.7, 1.1, 1.9, 2.3], np.array([0.3, 0.7, 1.1, 1.9, 2.3])):
        assert np.array_equal(dn.jacobian(f)(p), dn.jacobian(by_element)(p))
    for i in (0, 17):
        table = dn.hessian(lambda p, i=i: f(p)[i])(np.array([0.3, 0.7, 1.1, 1.9, 2.3]))
        assert np.array_equal(table, dn.hessian(lambda p, i=i: by_element(p)[i])([0.3, 0.7, 1.1, 1.9, 2.3]))


def test_layout_and_chunks_make_no_difference() -> None:
    def f(x: Any) -> Any:
        return np.exp(np.sin(x[1:] * x[:-1])) / np.hypot(x[::-1][1:], 2.0)

    x = VALUES[20:120]
    whole = dn.jacobian(f)(x)
    for chunk in (1, 3, 64, 99):
        assert np.array_equal(dn.jacobian(f, chunk_size=chunk)(x), whole)
    strided = np.repeat(x, 2)[::2]
    assert np.array_equal(dn.jacobian(f)(strided), whole)


def test_mapped_is_the_array() -> None:
    def f(x: Any) -> Any:
        return np.exp(-2 * x) + 3 * np.sin(3 * x) / np.sqrt(x * x + 1)

    x = RNG.uniform(-3, 3, 20_000)
    array = f(HyperDualArray(x, 1.0, 1.0))
    value, slope, curvature = dn.value_and_derivative(f, order=2)(x)
    assert np.array_equal(array.value, value)
    assert np.array_equal(array.e1, slope)
    assert np.array_equal(array.e12, curvature)
