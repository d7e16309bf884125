"""The operators of dual numbers: + - * / ** // % divmod, of every order and number of directions.

The references are the product and quotient rules in exact rational arithmetic, and the chain rule on the
oracle's derivatives. Numbers that know only some of the directions have the same bits as dense ones.
"""

from __future__ import annotations

import math
import operator
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dualnum as dn

from .oracle import fraction, reference

inf, nan = math.inf, math.nan
Operator = Callable[[Any, Any], Any]

ALGEBRA: dict[str, Operator] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
ALGEBRA["/"] = operator.truediv
ROWS: dict[str, tuple[str, Operator]] = {
    "**": ("power", operator.pow),
    "%": ("mod", operator.mod),
    "//": ("floor_divide", operator.floordiv),
    "divmod[0]": ("floor_divide", lambda x, y: divmod(x, y)[0]),
    "divmod[1]": ("mod", lambda x, y: divmod(x, y)[1]),
}
OPERATORS = {**ALGEBRA, **{symbol: f for symbol, (_, f) in ROWS.items()}}
SHAPES = [(1, 1), (2, 3), (1, 4), (7, 7)]

by_operator = pytest.mark.parametrize("symbol", OPERATORS)
by_shape = pytest.mark.parametrize(("k", "m"), SHAPES)


def bits(*numbers: Any) -> list[bytes]:
    return [np.asarray(x, dtype=np.float64).tobytes() for x in numbers]


def parts(x: Any) -> tuple[Any, ...]:
    return (x.value, x.tangent) if isinstance(x, dn.Dual) else (x.value, x.e1, x.e2, x.e12)


def numbers_equal(a: Any, b: Any) -> bool:
    return type(a) is type(b) and bits(*parts(a)) == bits(*parts(b))


def alike(a: Any, b: Any) -> bool:
    """Equal part by part, NaN included."""
    return all(np.array_equal(p, q, equal_nan=True) for p, q in zip(parts(a), parts(b), strict=True))


# ---- the second-order chain rule, for any kind of number ----------------------------------------------


@dataclass
class Jet:
    """v + e1 + e2 + e12 with plain lists; first order has no e2."""

    v: Any
    e1: list[Any]
    e2: list[Any]
    e12: list[list[Any]]

    def dual(self) -> Any:
        return dn.Dual(float(self.v), [float(e) for e in self.e1])

    def hyper(self) -> Any:
        return dn.HyperDual(float(self.v), *[np.array(e, dtype=float) for e in (self.e1, self.e2, self.e12)])


def chain(p: tuple[Any, ...], x: Jet, y: Jet) -> Jet:
    """Partials f, dx, dy, cxx, cxy, cyy applied to two jets."""
    f, dx, dy, cxx, cxy, cyy = p

    def mixed(i: int, j: int) -> Any:
        bend = cxx * x.e1[i] * x.e2[j] + cyy * y.e1[i] * y.e2[j]
        return bend + cxy * (x.e1[i] * y.e2[j] + y.e1[i] * x.e2[j]) + dx * x.e12[i][j] + dy * y.e12[i][j]

    e12 = [[mixed(i, j) for j in range(len(x.e2))] for i in range(len(x.e1))]
    e1 = [dx * a + dy * b for a, b in zip(x.e1, y.e1, strict=True)]
    e2 = [dx * a + dy * b for a, b in zip(x.e2, y.e2, strict=True)]
    return Jet(f, e1, e2, e12)


def exact_partials(symbol: str, x: Fraction, y: Fraction) -> tuple[Fraction | int, ...]:
    if symbol == "+":
        return x + y, 1, 1, 0, 0, 0
    if symbol == "-":
        return x - y, 1, -1, 0, 0, 0
    if symbol == "*":
        return x * y, y, x, 0, 1, 0
    return x / y, 1 / y, -x / y**2, 0, -1 / y**2, 2 * x / y**3


def constant(v: Any, k: int, m: int) -> Jet:
    return Jet(v, [0] * k, [0] * m, [[0] * m for _ in range(k)])


def random_jet(rng: random.Random, k: int, m: int) -> Jet:
    """Parts are multiples of 1/8, so that sums and products of two are exact."""

    def number() -> Fraction:
        return Fraction(rng.choice((-1, 1)) * rng.randint(1, 200), 8)

    e1, e2 = [number() for _ in range(k)], [number() for _ in range(m)]
    return Jet(number(), e1, e2, [[number() for _ in e2] for _ in e1])


def sizes(x: Jet) -> Jet:
    return Jet(abs(x.v), list(map(abs, x.e1)), list(map(abs, x.e2)), [list(map(abs, row)) for row in x.e12])


def agrees(got: Any, p: tuple[Any, ...], x: Jet, y: Jet, ulp: int = 0) -> None:
    """A number against the chain rule: each part to so many 2^-53 of the sum of the sizes of its terms."""
    want, size = chain(p, x, y), chain(tuple(map(abs, p)), sizes(x), sizes(y))
    names = ["v", "e1"] if isinstance(got, dn.Dual) else ["v", "e1", "e2", "e12"]
    for part, name in zip(parts(got), names, strict=True):
        flat = [Fraction(e) for e in np.ravel(part).tolist()]
        exact = np.array(getattr(want, name), dtype=object).ravel()
        terms = np.array(getattr(size, name), dtype=object).ravel()
        for a, b, s in zip(flat, exact, terms, strict=True):
            assert abs(a - b) <= ulp * s / 2**53, (name, got, want)


def combinations(x: Jet, y: Jet) -> Iterator[tuple[Any, Any, Jet, Jet]]:
    """Both vary, one varies; with the jets that the result follows from."""
    k, m = len(x.e1), len(x.e2)
    for kind in (Jet.dual, Jet.hyper):
        yield kind(x), kind(y), x, y
        yield kind(x), float(y.v), x, constant(y.v, k, m)
        yield float(x.v), kind(y), constant(x.v, k, m), y


@pytest.mark.parametrize("symbol", ALGEBRA)
@by_shape
def test_algebra_in_exact_arithmetic(symbol: str, k: int, m: int) -> None:
    rng = random.Random(f"{symbol}{k}{m}")
    for _ in range(30):
        x, y = random_jet(rng, k, m), random_jet(rng, k, m)
        for a, b, u, w in combinations(x, y):
            agrees(
                ALGEBRA[symbol](a, b), exact_partials(symbol, x.v, y.v), u, w, ulp=10 if symbol == "/" else 0
            )


@pytest.mark.parametrize("symbol", ROWS)
@by_shape
def test_rows_by_the_chain_rule(symbol: str, k: int, m: int) -> None:
    rng = random.Random(f"{symbol}{k}{m}")
    row, f = ROWS[symbol]
    for _ in range(15):
        x, y = random_jet(rng, k, m), random_jet(rng, k, m)
        x.v, y.v = Fraction(float(abs(x.v) / 10)), Fraction(float(y.v / 10))
        ref = reference(row, (float(x.v), float(y.v)))
        assert ref is not None
        p = tuple(fraction(part) for part in ref.parts)
        for a, b, u, w in combinations(x, y):
            agrees(f(a, b), p, u, w, ulp=16)


# ---- operands -----------------------------------------------------------------------------------------

OPERANDS: list[Any] = [
    3,
    True,
    2.5,
    Fraction(5, 4),
    np.float64(2.5),
    np.float32(1.5),
    np.int64(3),
    np.int8(-2),
]
OPERANDS += [np.uint16(7), np.bool_(True), np.float16(0.5), np.array(2.5), -3, 2**40]


@by_operator
@pytest.mark.parametrize("other", OPERANDS, ids=lambda x: f"{type(x).__name__} {x}")
def test_operands_count_as_floats(symbol: str, other: Any) -> None:
    f = OPERATORS[symbol]
    for x in (dn.Dual(1.75, 2.0), dn.Dual(1.75, [1.0, 3.0]), dn.HyperDual(1.75, 2.0, 3.0, 0.5)):
        assert numbers_equal(f(x, other), f(x, float(other)))
        assert numbers_equal(f(other, x), f(float(other), x))


@by_operator
@pytest.mark.parametrize("k", [1, 2, 7])
def test_mixed_orders_of_constants(symbol: str, k: int) -> None:
    """A constant as a float, and as a number whose slopes are 0, give the same bits."""
    f = OPERATORS[symbol]
    e1, e2 = list(range(1, k + 1)), [1.0, -2.0]
    pairs: list[tuple[Any, Any]] = [
        (dn.Dual(1.75, e1), dn.Dual(0.6, [0.0] * k)),
        (dn.HyperDual(1.75, e1, e2, np.outer(e1, e2) + 1), dn.HyperDual(0.6, [0.0] * k, [0.0, 0.0])),
    ]
    for x, zero in pairs:
        assert numbers_equal(f(x, zero), f(x, 0.6))
        assert numbers_equal(f(zero, x), f(0.6, x))


@by_operator
def test_first_and_second_order_agree(symbol: str) -> None:
    f = OPERATORS[symbol]
    for x, y in [(1.75, 0.6), (-1.25, 2.0), (3.0, -1.5), (1e200, 1e-3), (1e-310, 3.0)]:
        first = f(dn.Dual(x, 2.0), dn.Dual(y, -3.0))
        second = f(dn.HyperDual(x, 2.0, 1.0), dn.HyperDual(y, -3.0, 1.0))
        assert np.array_equal([second.value, second.e1], [first.value, first.tangent], equal_nan=True)
        wide = f(dn.Dual(x, [2.0, 0.0, 1.0]), dn.Dual(y, [-3.0, 0.0, 1.0]))
        assert np.array_equal(wide.tangent, [first.tangent, 0.0, second.e2], equal_nan=True)


# ---- zero tangents, special values --------------------------------------------------------------------

VALUES = [0.0, -0.0, 1.0, -2.0, inf, -inf, nan, 5e-324, 1.7976931348623157e308]


@by_operator
def test_zero_tangents_stay_zero(symbol: str) -> None:
    f = OPERATORS[symbol]
    for u in VALUES:
        for w in VALUES:
            plain = f(dn.Dual(u, 1.0), w).value
            pairs: list[tuple[Any, Any]] = [
                (dn.Dual(u, 0.0), dn.Dual(w, 0.0)),
                (dn.Dual(u, [0.0, -0.0]), dn.Dual(w, [0.0, 0.0])),
            ]
            pairs += [
                (dn.HyperDual(u), dn.HyperDual(w)),
                (dn.Dual(u), w),
                (u, dn.Dual(w)),
                (dn.HyperDual(u), w),
            ]
            for x, y in pairs:
                value, *slopes = parts(f(x, y))
                assert bits(value) == bits(plain) or (math.isnan(value) and math.isnan(plain)), (u, w)
                for slope in slopes:
                    assert np.all(np.asarray(slope) == 0), (x, y, f(x, y))
                    assert not np.any(np.signbit(slope)), (x, y, f(x, y))
            mixed = f(dn.Dual(u, [1.0, 0.0]), w).tangent
            assert mixed[1] == 0, (u, w)


# fmt: off
POINTS: list[tuple[Any, Any, Any]] = [  # special-points 2.1-2.3: result, value, slopes
    (dn.sqrt(dn.Dual(0.0, [1.0, 0.0])) + dn.Dual(1.0, [0.0, 1.0]), 1.0, [inf, 1.0]),
    (dn.log(dn.Dual(0.0, [1.0, 0.0])) + dn.Dual(1.0, [0.0, 1.0]), -inf, [inf, 1.0]),
    (np.sqrt(dn.Dual(0.0, 1.0) * dn.Dual(0.0, 1.0)), 0.0, 0.0),
    (dn.Dual(1e-210, [1.0, 0.0]) / dn.Dual(1e-200, [0.0, 1.0]), 1e-10, [1e200, -1e190]),
    (dn.Dual(0.0, 0.0) * dn.Dual(inf, 0.0), nan, 0.0), (dn.Dual(-2.0, 1.0) ** dn.Dual(3.0, 0.0), -8.0, 12.0),
    (dn.Dual(-2.0, 1.0) ** 3, -8.0, 12.0), (dn.Dual(-2.0, 1.0) ** 3.0, -8.0, 12.0),
    (dn.Dual(0.0, 1.0) ** 0.5, 0.0, inf), (dn.Dual(0.0, 0.0) ** 0.5, 0.0, 0.0),
    (dn.Dual(-2.0, 1.0) ** 0.5, nan, nan), (0.0 ** dn.Dual(2.0, 1.0), 0.0, 0.0),
    (0.0 ** dn.Dual(-1.0, 1.0), inf, -inf), (0.0 ** dn.Dual(0.0, 1.0), 1.0, -inf),
    (2 ** dn.Dual(3.0, 1.0), 8.0, 8 * math.log(2)), (pow(dn.Dual(2.0, 1.0), 3.0, None), 8.0, 12.0),
    (1.0 / dn.Dual(0.0, 1.0), inf, -inf), (dn.Dual(1.0, 1.0) / 0.0, inf, inf),
    (dn.Dual(0.0, 1.0) / 0.0, nan, inf),
    (dn.Dual(5.0, [1.0, 0.0]) % dn.Dual(3.0, [0.0, 1.0]), 2.0, [1.0, -1.0]),
    (dn.Dual(-5.0, [1.0, 0.0]) % dn.Dual(3.0, [0.0, 1.0]), 1.0, [1.0, 2.0]),
    (dn.Dual(7.5, 1.0) // 2, 3.0, 0.0), (dn.Dual(3.0, 1.0) - dn.Dual(3.0, 1.0), 0.0, 0.0),
    (-dn.Dual(2.0, [1.0, -3.0]), -2.0, [-1.0, 3.0]), (+dn.Dual(2.0, 1.0), 2.0, 1.0),
]
# fmt: on


@pytest.mark.parametrize(("result", "value", "slopes"), POINTS)
def test_special_points(result: Any, value: float, slopes: Any) -> None:
    assert np.allclose(result.value, value, rtol=1e-15, atol=0, equal_nan=True)
    assert np.allclose(result.tangent, slopes, rtol=1e-15, atol=0, equal_nan=True)


@pytest.mark.parametrize("n", range(7))
@pytest.mark.parametrize("exponent", [int, float, np.int64, np.float64, lambda n: dn.HyperDual(float(n))])
def test_powers_at_zero(n: int, exponent: Callable[[int], Any]) -> None:
    r = dn.HyperDual(0.0, 1.0, 1.0) ** exponent(n)
    assert (r.value, r.e1, r.e2, r.e12) == (float(n == 0), float(n == 1), float(n == 1), 2.0 * (n == 2))


def test_second_order_points() -> None:
    x: Any = dn.HyperDual(2.0, 1.0, 1.0)
    assert [(x**x).e1, (x**x).e12] == pytest.approx([4 * (math.log(2) + 1), 13.466989500152368], rel=1e-15)
    x = dn.HyperDual(0.0, 1.0, 1.0)
    assert [(x * abs(x)).e12, (dn.maximum(x, 0.0) ** 2).e12, (x**1.5).e12] == [0.0, 0.5, inf]


# ---- directions that a number does not know -----------------------------------------------------------


def tangle(p: Any) -> Any:
    """Every operator, on parameters that meet early, late and never."""
    near = [p[i] * p[i + 1] - p[i] / (2 + p[i + 1] * p[i + 1]) for i in range(len(p) - 1)]
    r = 0.0 * p[0] + 1
    for i, x in enumerate(near):
        r = r + x * p[-1 - i] if i % 3 else r / (1.5 + x) - 2 ** (0.1 * x)
    return r + dn.sin(p[0]) * dn.hypot(p[-1], near[0]) + near[1] ** 2 % 0.7 - abs(p[2]) ** 1.5 + p[3] // 0.3


PARAMETERS = [0.3, -0.7, 1.1, 0.9, -0.2, 0.55, 1.3, -0.45, 0.8]
CHUNKS = [None, 1, 2, 3, 4, 5, 8, 9, 100]


@pytest.mark.parametrize("chunk_size", CHUNKS)
def test_the_bits_of_dense_numbers(chunk_size: int | None) -> None:
    dense = tangle([dn.Dual(v, row) for v, row in zip(PARAMETERS, np.eye(9), strict=True)])
    assert bits(*dn.value_and_grad(tangle, chunk_size=chunk_size)(PARAMETERS)) == bits(*parts(dense))
    table = dn.jacobian(lambda p: [p[0] * p[1], tangle(p), 3.0, p[-1]], chunk_size=chunk_size)(PARAMETERS)
    assert bits(table[1]) == bits(dense.tangent)
    assert not np.any(np.signbit(table[2:]))
    hyper = tangle([dn.HyperDual(v, row, row) for v, row in zip(PARAMETERS, np.eye(9), strict=True)])
    value, slopes, table = dn.value_grad_and_hessian(tangle, chunk_size=chunk_size)(PARAMETERS)
    assert bits(value, slopes, table) == bits(hyper.value, hyper.e1, hyper.e12)
    assert bits(slopes) == bits(dense.tangent)
    assert np.array_equal(table, table.T)


def test_one_direction_at_a_time() -> None:
    table = dn.hessian(tangle)(PARAMETERS)
    for i in range(9):
        unit = np.eye(9)[i].tolist()
        single = tangle([dn.Dual(v, e) for v, e in zip(PARAMETERS, unit, strict=True)])
        assert bits(single.tangent) == bits(dn.grad(tangle)(PARAMETERS)[i])
        assert bits(dn.hvp(tangle)(PARAMETERS, unit)) == bits(table[:, i])


# ---- properties ---------------------------------------------------------------------------------------

few = settings(max_examples=60, deadline=None, derandomize=True, database=None)
floats = st.floats(-1e6, 1e6).map(lambda x: x + 0.0)


@st.composite
def hypers(draw: st.DrawFn, numbers: st.SearchStrategy[float] = floats, k: int = 2, m: int = 2) -> Any:
    part = [draw(st.lists(numbers, min_size=n, max_size=n)) for n in (k, m, k * m)]
    return dn.HyperDual(draw(numbers), part[0], part[1], np.reshape(part[2], (k, m)))


@few
@given(hypers(st.floats()), hypers(st.floats()))
def test_products_and_sums_commute(x: Any, y: Any) -> None:
    """To the bit, but for mixed terms of products: sums of four products, each rounded in turn."""
    assert alike(x + y, y + x), (x, y)
    a, b = x * y, y * x
    assert all(np.array_equal(p, q, equal_nan=True) for p, q in zip(parts(a)[:3], parts(b)[:3], strict=True))
    with np.errstate(all="ignore"):
        terms = [np.abs(np.multiply.outer(p, q)) for p, q in ((x.e1, y.e2), (y.e1, x.e2))]
        size = terms[0] + terms[1] + np.abs(x.e12 * y.value) + np.abs(y.e12 * x.value)
        near = np.abs(np.subtract(a.e12, b.e12)) <= 4 * np.spacing(np.abs(size).reshape(np.shape(a.e12)))
    assert np.all(near | ~np.isfinite(a.e12) | ~np.isfinite(b.e12) | ~np.isfinite(size)), (x, y)


@few
@given(hypers(), hypers())
def test_transposed_parts_give_transposed_results(x: Any, y: Any) -> None:
    """The two sets of directions are alike."""
    for symbol in ("+", "-", "*", "/"):
        f = ALGEBRA[symbol]
        r = f(x, y)
        other = f(*[dn.HyperDual(z.value, z.e2, z.e1, z.e12.T) for z in (x, y)])
        assert np.array_equal(r.e1, other.e2, equal_nan=True)
        assert np.array_equal(r.e12, other.e12.T, equal_nan=True), (symbol, x, y)


@few
@given(hypers(st.floats()))
def test_structure(x: Any) -> None:
    negative = -x
    assert alike(-negative, x)
    assert alike(x * 1.0, x)
    assert alike(x / 1, x)
    assert alike(x - 0.0, x)
    assert alike(0 - x, negative)
    assert np.array_equal((x - x.value).e12, x.e12, equal_nan=True)


# fmt: off
STEPS: list[Callable[[Any, Any], Any]] = [
    operator.add, operator.sub, operator.mul, dn.maximum, dn.hypot, lambda x, y: x / (y * y + 1),
    lambda x, y: dn.sin(x) + y, lambda x, y: abs(x) ** 1.5, lambda x, y: x if x > y else y * 2,
]
# fmt: on
programs = st.lists(
    st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 30), st.integers(0, 30)), max_size=12
)


@few
@given(programs, st.lists(st.floats(-3, 3), min_size=2, max_size=6), st.integers(1, 6))
def test_chunks_do_not_change_bits(
    program: list[tuple[int, int, int]], at: list[float], chunk_size: int
) -> None:
    def run(p: Any) -> Any:
        stack = list(p)
        for step, i, j in program:
            stack.append(STEPS[step](stack[i % len(stack)], stack[j % len(stack)]))
        return stack[-1] * stack[-2]

    whole = dn.value_grad_and_hessian(run)(at)
    assert bits(*dn.value_grad_and_hessian(run, chunk_size=chunk_size)(at)) == bits(*whole)
    assert bits(*dn.value_and_grad(run, chunk_size=chunk_size)(at)) == bits(*whole[:2])
    dense = run([dn.HyperDual(v, row, row) for v, row in zip(at, np.eye(len(at)), strict=True)])
    assert bits(dense.value, dense.e1, dense.e12) == bits(*whole)
