"""Products of slopes, and partials, that leave the range of doubles: no derivative is lost, or made up."""

from __future__ import annotations

import math
import operator
import random
from functools import cache
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

import dualnum
from dualnum._core import INSTRUCTION_SETS, RULES, use

from .oracle import BEYOND, reference
from .test_rules import same_bits

dn: Any = dualnum

# (function, point, right second derivative)
OUT_OF_RANGE: dict[str, tuple[Any, float, float]] = {
    "sqrt": (lambda x: dn.sqrt(1e-200 * x), 1.0, -2.5e-101),
    "hypot": (lambda x: dn.hypot(1e-200 * x, 1e-200), 1.0, 3.5355339059327377e-201),
    "large hypot": (lambda x: 1e-170 * dn.hypot(1e170 * x, 1e170), 1.0, 0.35355339059327373),
    "abs": (lambda x: dn.abs(1e200 * x), 1.0, 0.0),
    "sin at 0": (lambda x: dn.sin(1e200 * x), 0.0, 0.0),
    "floor": (lambda x: dn.floor(1e200 * x), 1.0, 0.0),
    "maximum": (lambda x: dn.maximum(1e200 * x, 1.0), 1.0, 0.0),
}


@pytest.mark.parametrize("name", OUT_OF_RANGE)
def test_slopes_out_of_range(name: str) -> None:
    f, x, right = OUT_OF_RANGE[name]
    for second in (
        dn.derivative(f, order=2)(x),
        dn.derivative(f, order=2)(np.array([x]))[0],
        dn.hessian(lambda p: f(p[0]))([x, 2.0])[0, 0],
        dn.derivative(dn.derivative(f))(x),
    ):
        assert second == pytest.approx(right, rel=1e-14, abs=0)


# ---- partials out of range --------------------------------------------------------------------------------
#
# With x = exp(400) the slope of 1 / x is no double, but times the slope of x it is. Arguments are of any size
# here, and their slopes of a like size, as those of powers and exponentials are.

OUT_OF_RANGE_OF_PARTIALS: dict[str, tuple[Any, float, Any]] = {  # with the same for mpmath
    "log of power": (lambda x, m: m.log(x**20), 1e10, 1e-14),
    "root of exponential": (lambda x, m: m.sqrt(m.exp(x)), 500.0, 2e-15),
    "cube root": (lambda x, m: (m.exp(x)) ** 0.375, 700.0, 1e-14),
    "reciprocal of exponential": (lambda x, m: 1 / m.exp(x), 400.0, 2e-15),
    "quotient of exponentials": (lambda x, m: m.exp(x) / m.exp(1.5 * x), 450.0, 1e-14),
    "power of exponential": (lambda x, m: m.exp(-x) ** -1.5, 460.0, 1e-14),
    "logarithm of sum": (lambda x, m: m.log(m.exp(x) + m.exp(400)), 398.0, 1e-14),
    "logarithm of product": (lambda x, m: m.log(x * 1e-200), 3.0, 2e-15),
    "small": (lambda x, m: m.log(m.exp(-x) * x), 600.0, 1e-8),  # cancels: -1 / x^2 of terms near 1
}


@pytest.mark.parametrize("name", OUT_OF_RANGE_OF_PARTIALS)
def test_compositions_out_of_range(name: str) -> None:
    f, x, tolerance = OUT_OF_RANGE_OF_PARTIALS[name]
    with mpmath.workdps(60):
        right = [float(mpmath.diff(lambda t: f(t, mpmath), x, k)) for k in range(3)]
    for given in (
        dn.value_and_derivative(lambda t: f(t, dn), order=2)(x),
        [part[0] for part in dn.value_and_derivative(lambda t: f(t, dn), order=2)(np.array([x]))],
        [float(np.ravel(part)[0]) for part in dn.value_grad_and_hessian(lambda p: f(p[0], dn))([x])],
    ):
        assert given == pytest.approx(right, rel=tolerance, abs=0)


def test_hessian_of_the_logarithm_of_a_sum() -> None:
    for p in ([400.0, 400.0], np.array([-500.0, -500.0]), [300.0, 300.0]):
        given = dn.hessian(lambda p: dn.log(dn.exp(p[0]) + dn.exp(p[1])))(p)
        assert np.allclose(given, [[0.25, -0.25], [-0.25, 0.25]], rtol=1e-15, atol=0)


SIZES = np.array(
    [-700.0, -400.5, -350.25, -2.0, 0.0, 1e-9, 0.5, 1.0, 3.0, 300.0, 355.5, 400.0, 600.5, 709.0, 1e10]
)
"""Where maps are tried."""
QUOTIENT = "/"
ROWS = [*RULES, QUOTIENT]


def function(name: str) -> Any:
    return operator.truediv if name == QUOTIENT else getattr(dn, name)


def exact_parts(name: str, args: tuple[float, ...]) -> Any:
    """Exact partials, where each is well conditioned; else None."""
    if name == QUOTIENT:
        x, y = map(mpmath.mpf, args)
        return (x / y, 1 / y, -x / y**2, mpmath.mpf(0), -1 / y**2, 2 * x / y**3)
    ref = reference(name, args)
    usable = ref is not None and all(part == part for part in ref.parts) and max(ref.condition) <= 100
    return ref.parts if ref is not None and usable else None


@cache
def jets(name: str) -> list[tuple[tuple[float, ...], Any, Any]]:
    """Arguments of any size, with slopes in three directions and mixed terms of each."""
    rng = random.Random(name)
    arity = 2 if name == QUOTIENT else RULES[name].arity
    found: list[tuple[tuple[float, ...], Any, Any]] = []
    while len(found) < 60:
        args = tuple(rng.choice((1, 1, 1, -1)) * 10 ** rng.uniform(-304, 304) for _ in range(arity))
        if rng.random() < 0.4:
            args = tuple(args[0] * rng.uniform(0.3, 3) for _ in args)
        if name == "power" or (arity == 2 and rng.random() < 0.2):
            args = (args[0], rng.uniform(-1.2, 1.2) * 308 / abs(math.log10(abs(args[0]))))
        if arity == 1 and len(found) >= 40:  # where exponentials are numbers, and domains bounded
            args = (rng.choice((rng.uniform(-1, 1), rng.uniform(-30, 300), 10 ** rng.uniform(-304, 0))),)
        values = tuple(1.0 if name == "power" and i else x for i, x in enumerate(args))
        slopes = [[x * rng.uniform(-2, 2) * (rng.random() > 0.2) for _ in range(3)] for x in values]
        mixed = [[[x * rng.uniform(-2, 2)] * 3] * 3 for x in values]
        found.append((args, slopes, mixed))
    return found


def chain(parts: Any, slopes: Any, mixed: Any) -> tuple[list[Any], list[Any]]:
    """The slopes of the result and its mixed terms row by row, each as a list of terms."""
    d = parts[1:2] if len(slopes) == 1 else parts[1:3]
    c = [[parts[2]]] if len(slopes) == 1 else [[parts[3], parts[4]], [parts[4], parts[5]]]
    n, k = range(len(slopes)), range(3)
    first = [[d[i] * slopes[i][a] for i in n] for a in k]
    second = [
        [d[i] * mixed[i][a][b] for i in n] + [c[i][j] * slopes[i][a] * slopes[j][b] for i in n for j in n]
        for a in k
        for b in k
    ]
    return first, second


def near(got: float, terms: list[Any]) -> bool:
    """To 8 units of the last place of the terms: 4 for the partial, the others for products and sums."""
    size, exact = sum(map(abs, terms)), sum(terms)
    if any(abs(t) >= mpmath.mpf(2) ** 1020 for t in terms):
        return True
    return bool(abs(got - exact) <= 8 * mpmath.mpf(2) ** -52 * size + mpmath.mpf(2) ** -1071)


@pytest.mark.parametrize("name", ROWS)
def test_partials_out_of_range(name: str) -> None:
    """Against exact arithmetic; Hessians are symmetric, first and second order have the same bits."""
    f = function(name)
    tested = 0
    for args, slopes, mixed in jets(name):
        r = f(*[dn.HyperDual(x, e, e, c) for x, e, c in zip(args, slopes, mixed, strict=True)])
        assert np.array_equal(r.e12, r.e12.T, equal_nan=True), (args, slopes)
        assert np.array_equal(r.e1, r.e2, equal_nan=True)
        first = f(*[dn.Dual(x, e) for x, e in zip(args, slopes, strict=True)])
        assert np.array_equal(first.tangent, r.e1, equal_nan=True)
        with mpmath.workdps(60):
            parts = exact_parts(name, args)
            if parts is None or not 2.0**-1022 <= abs(parts[0]) < BEYOND:
                continue
            tested += 1
            right1, right2 = chain(parts, slopes, mixed)
            for got, terms in zip([*r.e1, *r.e12.ravel()], [*right1, *right2], strict=True):
                assert near(got, terms), (name, args, slopes, mixed, got, float(sum(terms)), parts)
    assert tested >= 5


@pytest.mark.parametrize("isa", INSTRUCTION_SETS)
@pytest.mark.parametrize("name", ROWS)
def test_the_same_bits_out_of_range(name: str, isa: str) -> None:
    """Numbers, arrays of any width and maps; zero tangents stay zero."""
    f = function(name)
    use(isa)
    try:
        found = jets(name)
        arrays = []
        for i in range(len(found[0][0])):
            e = np.array([slopes[i] for _, slopes, _ in found]).T
            mixed = np.moveaxis(np.array([mixed[i] for _, _, mixed in found]), 0, -1)
            arrays.append((np.array([args[i] for args, _, _ in found]), e, mixed))
        whole = f(*[dn.HyperDualArray(x, e, e, c) for x, e, c in arrays])
        slim = f(*[dn.HyperDualArray(x, e[0], e[1], c[0, 1]) for x, e, c in arrays])
        first = f(*[dn.DualArray(x, e) for x, e, _ in arrays])
        for n, (args, slopes, mixed) in enumerate(found):
            jet = list(zip(args, slopes, mixed, strict=True))
            r = f(*[dn.HyperDual(x, e, e, c) for x, e, c in jet])
            single = f(*[dn.HyperDual(x, e[0], e[1], c[0][1]) for x, e, c in jet])
            assert same_bits(
                np.hstack([r.e1, r.e12.ravel()]), np.hstack([whole[n].e1, whole[n].e12.ravel()])
            ), args
            assert same_bits(first[n].tangent, r.e1)
            assert same_bits([single.e1, single.e2, single.e12], [r.e1[0], r.e2[1], r.e12[0, 1]])
            assert same_bits([slim[n].e1, slim[n].e2, slim[n].e12], [r.e1[0], r.e2[1], r.e12[0, 1]])
            for i in range(len(args)):  # one argument varies
                x = [dn.HyperDual(v, e, e, c) if i == j else v for j, (v, e, c) in enumerate(jet)]
                y = [dn.HyperDual(v, e, e, c) if i == j else dn.HyperDual(v, [0] * 3, [0] * 3)
                     for j, (v, e, c) in enumerate(jet)]  # fmt: skip
                assert same_bits(f(*x).e12, f(*y).e12)
                assert same_bits(f(*x).e1, f(*y).e1)
            still = f(*[dn.HyperDual(v, [0.0] * 3, e, np.zeros((3, 3))) for v, e, _ in jet])
            assert not np.any(still.e1)
            assert not np.any(still.e12)
        for g in (dn.exp, lambda t: t**30, lambda t: 1e-290 * t, lambda t: -1e280 / t):
            for h in [lambda t, g=g: f(g(t))] if len(arrays) == 1 else [
                lambda t, g=g: f(g(t), t), lambda t, g=g: f(t, g(t)), lambda t, g=g: f(g(t), dn.exp(-t)),
                lambda t, g=g: f(g(t), 2.0), lambda t, g=g: f(2.0, g(t)),
            ]:  # fmt: skip
                for order in (1, 2):
                    derived = dn.value_and_derivative(h, order=order)
                    assert same_bits(derived(SIZES), np.array([derived(t) for t in SIZES.tolist()]).T), (
                        name,
                        order,
                    )
    finally:
        use(INSTRUCTION_SETS[-1])
