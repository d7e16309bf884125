"""dualnum.taylor: every row against mpmath, long series against closed forms, points without a series."""
# ruff: noqa: E501  (tables)

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from mpmath import mp  # type: ignore[import-untyped]

import dualnum
from dualnum.expansion import taylor

from .edge_cases import ANY, CASES, SINGULAR, Case
from .oracle import ORACLE

dn: Any = dualnum
Number = Any
Function = Callable[..., Any]
inf, nan = math.inf, math.nan
EPS = 2.0**-52
RULES = dn.functions.RULES


def error(got: Any, right: list[Number], k: int) -> float:
    """The error of coefficient k in units of k + 1 roundings, at the scale of its neighbours if it is small."""
    around = abs(right[k - 1] * right[k + 1]) if 0 < k < len(right) - 1 else 0
    size = max(abs(right[k]), mp.sqrt(around))
    if size == 0:
        return 0.0 if got[k] == 0 else inf
    return float(abs(mp.mpf(float(got[k])) - right[k]) / size) / EPS / (k + 1)


def worst(got: Any, right: list[Number]) -> float:
    assert all(math.isfinite(c) for c in got)
    return max(error(got, right, k) for k in range(len(got)))


# ---- the rows ---------------------------------------------------------------------------------------------

ORDER = dict.fromkeys(RULES, 12) | {"gammaln": 4, "digamma": 4}  # these take long in mpmath
INNER = [0.75, -0.5, 0.25], [-0.5, 0.125, 0.0]  # the arguments of a row vary like these polynomials


def polynomial(x: Any, rest: list[float], t: Any) -> Any:
    return x + t * (rest[0] + t * (rest[1] + t * rest[2]))


@pytest.mark.parametrize("name", list(RULES))
def test_rows_of_a_polynomial(name: str) -> None:
    rule = RULES[name]
    points = [rule.lo + share * (rule.hi - rule.lo) for share in (0.37, 0.61)][: rule.arity]
    got = taylor(lambda t: dn.FUNCTIONS[name](*map(polynomial, points, INNER, [t, t])), 0.0, ORDER[name])
    with mp.workdps(50):
        exact = [mp.mpf(p) for p in points]
        right = mp.taylor(
            lambda t: ORACLE[name](*map(polynomial, exact, INNER, [t, t]))[0], 0, ORDER[name] + 1
        )
        noise = mp.mpf(10) ** -30
        right = [c if abs(c) > noise else mp.mpf(0) for c in right]
        assert worst(got, right) < 10


@pytest.mark.parametrize("name", [n for n in RULES if n != "rint"])
def test_rows_of_the_variable(name: str) -> None:
    """Value, slope and curvature are those of the dual numbers."""
    rule = RULES[name]
    points = [rule.lo + share * (rule.hi - rule.lo) for share in (0.8, 0.23)][: rule.arity]
    for i in range(rule.arity):

        def f(x: Any, i: int = i) -> Any:
            return dn.FUNCTIONS[name](*points[:i], x, *points[i + 1 :])

        got = taylor(f, points[i], 2) * [1, 1, 2]
        right = dn.value_and_derivative(f, order=2)(points[i])
        np.testing.assert_allclose(got, right, rtol=1e-14, atol=1e-16)
        assert got[0] == right[0]


def allowed(got: float, right: Any) -> bool:
    """Right, or not known; a finite or infinite number is never wrong."""
    if right is ANY or math.isnan(got):
        return True
    if right == SINGULAR:
        return math.isinf(got)
    if math.isinf(got) or math.isinf(right):
        return bool(got == right)
    return bool(abs(got - right) <= 1e-12 * abs(right) + 1e-322)


# the second coefficient underflows on the way, as does a product of such numbers
UNDERFLOW = {("hypot", (1e200, 1e200))}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.row}{c.args}")
def test_special_points_of_rows(case: Case) -> None:
    for i, slope in enumerate(case.slopes):

        def f(x: Any, i: int = i) -> Any:
            return dn.FUNCTIONS[case.row](*case.args[:i], x, *case.args[i + 1 :])

        got = taylor(f, case.args[i], 3).tolist()
        value = dn.FUNCTIONS[case.row](*case.args)
        assert got[0] == value or (math.isnan(got[0]) and math.isnan(value))
        assert allowed(got[1], slope)
        assert allowed(2 * got[2], case.curvatures[0 if i == 0 else -1]) or (case.row, case.args) in UNDERFLOW
        unknown = [math.isnan(c) for c in got]
        assert unknown == sorted(unknown)  # nothing is known beyond what is not


@pytest.mark.parametrize("name", list(RULES))
def test_lower_orders(name: str) -> None:
    """A shorter series is the beginning of a longer one."""
    rule = RULES[name]
    for x in (0.3 * rule.lo + 0.7 * rule.hi, 0.0, 1.0):

        def f(t: Any, x: float = x) -> Any:
            return dn.FUNCTIONS[name](*(x + t * t - 0.5 * t, 2.0 - t)[: rule.arity])

        longer = taylor(f, 0.0, 3)
        for order in range(3):
            np.testing.assert_allclose(taylor(f, 0.0, order), longer[: order + 1], rtol=1e-15)


@pytest.mark.parametrize("name", list(RULES))
def test_a_constant_stays_one(name: str) -> None:
    """Also at kinks and poles: an exactly zero slope stays zero."""
    for x in (0.0, 1.0, 0.3):
        args = (x, 1.0)[: RULES[name].arity]
        got = taylor(lambda t, args=args: dn.FUNCTIONS[name](t * 0.0 + args[0], *args[1:]), 0.5, 3)
        np.testing.assert_array_equal(got, [dn.FUNCTIONS[name](*args), 0, 0, 0])


# ---- long series ------------------------------------------------------------------------------------------


def sinc_exactly(x: float, n: int) -> list[Number]:
    """From the power series about 0, DLMF 4.19.1."""
    x = mp.mpf(x)
    terms = [(-1) ** m * mp.pi ** (2 * m) / mp.factorial(2 * m + 1) for m in range(80)]
    return [
        mp.fsum(c * mp.binomial(2 * m, k) * x ** (2 * m - k) for m, c in enumerate(terms) if 2 * m >= k)
        for k in range(n)
    ]


def digamma_exactly(x: float, n: int) -> list[Number]:
    """DLMF 5.15.1: sums of powers of x + j, with Hurwitz' zeta function for their ends."""
    x, m = mp.mpf(x), max(0, 2 - int(x))

    def zeta(s: int) -> Number:
        return mp.zeta(s, x + m) + mp.fsum((x + j) ** -s for j in range(m))

    return [mp.psi(0, x), *[(-1) ** (k + 1) * zeta(k + 1) for k in range(1, n)]]


def gammaln_exactly(x: float, n: int) -> list[Number]:
    rest = [c / k for k, c in enumerate(digamma_exactly(x, n - 1), 1)]
    return [mp.log(abs(mp.gamma(mp.mpf(x)))), *rest]


def by_mpmath(f: Function, x: float) -> Callable[[int], list[Number]]:
    return lambda n: list(mp.taylor(f, mp.mpf(x), n - 1))


def collatz(x: Any) -> Any:
    """A loop whose branch depends on the value."""
    for _ in range(6):
        x = x / 2 if x > 1 else 3 * x * x + 1
    return x


LONG: dict[str, tuple[Function, float, int, Callable[[int], list[Number]]]] = {
    "sin": (np.sin, 0.7, 60, lambda n: [mp.sin(mp.mpf(0.7) + k * mp.pi / 2) / mp.factorial(k) for k in range(n)]),
    "sin, order 170": (np.sin, 2.0, 170,
        lambda n: [mp.sin(2 + k * mp.pi / 2) / mp.factorial(k) for k in range(n)]),
    "exp(sin)": (lambda x: np.exp(np.sin(x)), 0.5, 25, by_mpmath(lambda x: mp.exp(mp.sin(x)), 0.5)),
    "1/(1+xx) at 0": (lambda x: 1 / (1 + x * x), 0.0, 40,
        lambda n: [mp.mpf((1, 0, -1, 0)[k % 4]) for k in range(n)]),
    "1/(1+xx) at 1/2": (lambda x: 1 / (1 + x * x), 0.5, 40,
        lambda n: [mp.im((mp.mpf(0.5) - 1j) ** -(k + 1)) * (-1) ** k for k in range(n)]),
    "x**2.5": (lambda x: x**2.5, 1.7, 40, lambda n: [mp.binomial(2.5, k) * mp.mpf(1.7) ** (2.5 - k) for k in range(n)]),
    "x**x": (lambda x: x**x, 0.8, 20, by_mpmath(lambda x: x**x, 0.8)),
    "2**x": (lambda x: 2**x, 0.5, 30, lambda n: [mp.log(2) ** k * mp.sqrt(2) / mp.factorial(k) for k in range(n)]),
    "(1+x)**-3": (lambda x: (1 + x) ** -3, 0.0, 40, lambda n: [mp.binomial(-3, k) for k in range(n)]),
    "(1+x)**40": (lambda x: (1 + x) ** 40, 0.0, 50, lambda n: [mp.binomial(40, k) for k in range(n)]),
    "tan": (np.tan, 0.4, 30, by_mpmath(mp.tan, 0.4)),
    "tanh, flat": (np.tanh, 5.0, 25, by_mpmath(mp.tanh, 5.0)),
    "arctan, small": (np.arctan, 1e-9, 12, by_mpmath(mp.atan, 1e-9)),
    "tanh, small": (np.tanh, 1e-9, 12, by_mpmath(mp.tanh, 1e-9)),
    "arcsin, close to 1": (np.arcsin, 0.999999, 12, by_mpmath(mp.asin, 0.999999)),
    "erf": (dn.erf, 2.0, 40, lambda n: [mp.erf(2)] + [  # DLMF 7.10.1
        (-1) ** k * 2 / mp.sqrt(mp.pi) * mp.hermite(k, 2) * mp.exp(-4) / mp.factorial(k + 1) for k in range(n - 1)]),
    "nested": (lambda x: np.log(2 + np.sin(np.sqrt(1 + x * x))), 0.3, 20,
        by_mpmath(lambda x: mp.log(2 + mp.sin(mp.sqrt(1 + x * x))), 0.3)),
    "loop": (collatz, 0.7, 10, by_mpmath(collatz, 0.7)),
    **{f"sinc at {x}": (np.sinc, x, 50, partial(sinc_exactly, x))
       for x in (0.0, 1e-9, 0.3, 0.999, 2.5, 9.7, -4.25)},
    **{f"gammaln at {x}": (dn.gammaln, x, 40, partial(gammaln_exactly, x))
       for x in (1e-3, 0.1, 3.7, 41.0, 70.0, -0.3, -7.25)},
    **{f"digamma at {x}": (dn.digamma, x, 40, partial(digamma_exactly, x))
       for x in (1e-3, 0.1, 3.7, 41.0, 70.0, -0.3, -7.25)},
}  # fmt: skip


@pytest.mark.parametrize("name", list(LONG))
def test_long_series(name: str) -> None:
    f, x0, order, exactly = LONG[name]
    with mp.workdps(100):
        right = exactly(order + 2)
        right = [c if abs(c) > mp.mpf(10) ** -310 else mp.mpf(0) for c in right]
        assert worst(taylor(f, x0, order), right) < 5


@pytest.mark.parametrize(
    ("f", "right"),
    [
        (lambda x: np.sin(x * x) ** 2 + np.cos(x * x) ** 2, [1]),
        (lambda x: np.cosh(x) ** 2 - np.sinh(x) ** 2, [1]),
        (lambda x: np.exp(np.log(1 + x * x)), [1.25, 1, 1]),
        (lambda x: np.sqrt(1 + x) * np.sqrt(1 + x), [1.5, 1]),
        (lambda x: np.tan(np.arctan(x)), [0.5, 1]),
        (lambda x: np.tanh(np.arctanh(x)), [0.5, 1]),
        (lambda x: np.cbrt(x) ** 3, [0.5, 1]),
        (lambda x: np.hypot(3 * x, 4 * x), [2.5, 5]),
        (lambda x: np.arctan2(np.sin(x), np.cos(x)), [0.5, 1]),
        (lambda x: np.logaddexp(x, x) - np.log(2), [0.5, 1]),
        (lambda x: np.arcsin(x) + np.arccos(x), [math.pi / 2]),
        (lambda x: dn.logit(dn.logistic(x)), [0.5, 1]),
        (lambda x: dn.gammaln(1 + x) - dn.gammaln(x) - np.log(x), [0]),
    ],
)
def test_identities(f: Function, right: list[float]) -> None:
    np.testing.assert_allclose(taylor(f, 0.5, 12), right + [0] * (13 - len(right)), rtol=0, atol=3e-13)


def test_zeros_stay_zeros() -> None:
    for f in (np.sin, np.tan, np.tanh, np.arctan, np.arcsinh, dn.erf, lambda x: np.sin(x) / (1 + x * x)):
        assert not taylor(f, 0.0, 25)[::2].any()
    assert taylor(lambda x: (1 + x) ** 3 * (1 - x) ** 2, 0.5, 30)[6:].tolist() == [0.0] * 25


def test_the_series_is_the_function() -> None:
    def f(x: Any) -> Any:
        return np.exp(-x) * np.cos(3 * x) / (2 + x)

    c = taylor(f, 1.0, 30)
    assert abs(np.polynomial.polynomial.polyval(0.25, c) - f(1.25)) < 1e-15


# ---- where a function has no series ------------------------------------------------------------------------

NO_SERIES: list[tuple[str, Function, float, list[float]]] = [
    ("abs", abs, 0.0, [0, 0, nan, nan]),
    ("abs of a square", lambda x: abs(-x * x), 0.0, [0, 0, 1, 0]),
    ("abs of a cube", lambda x: abs(x**3), 0.0, [0, 0, 0, 0]),
    ("kink of higher order", lambda x: x * abs(x), 0.0, [0, 0, nan, nan]),
    ("sqrt", np.sqrt, 0.0, [0, inf, nan, nan]),
    ("sqrt to the left", lambda x: np.sqrt(-x), 0.0, [0, -inf, nan, nan]),
    ("sqrt of a square", lambda x: np.sqrt(x * x), 0.0, [0, 0, nan, nan]),
    ("sqrt of a fourth power", lambda x: np.sqrt(x**4 * (1 + x) ** 2), 0.0, [0, 0, 1, 1]),
    ("sqrt of -xx", lambda x: np.sqrt(-x * x), 0.0, [0, nan, nan, nan]),
    ("sqrt of a tenth power", lambda x: np.sqrt(x**10 * (1 + x) ** 2), 0.0, [0, 0, 0, 0]),
    ("sign of a fifth power", lambda x: np.sign(x**5), 0.0, [0, nan, nan, nan]),
    ("quotient of fifth powers", lambda x: np.sin(x) * x**4 / x**5, 0.0, [1, 0, -1 / 6, 0]),
    ("cbrt of a sixth power", lambda x: np.cbrt(x**6), 0.0, [0, 0, 1, 0]),
    ("x**1.5", lambda x: x**1.5, 0.0, [0, 0, inf, nan]),
    ("x**3.0", lambda x: x**3.0, 0.0, [0, 0, 0, 1]),
    ("x**0", lambda x: x**0, 0.0, [1, 0, 0, 0]),
    ("x**0.0", lambda x: x**0.0, 0.0, [1, 0, 0, 0]),
    ("(-2)**3", lambda x: x**3, -2.0, [-8, 12, -6, 1]),
    ("x**0.5 of -1", lambda x: x**0.5, -1.0, [nan] * 4),
    ("x**x at 0", lambda x: x**x, 0.0, [1, nan, nan, nan]),
    ("0**x", lambda x: 0.0**x, 1.0, [0, 0, 0, 0]),
    ("cbrt", np.cbrt, 0.0, [0, inf, nan, nan]),
    ("cbrt of a square", lambda x: np.cbrt(x * x), 0.0, [0, nan, nan, nan]),
    ("cbrt of a cube", lambda x: np.cbrt(8 * x**3), 0.0, [0, 2, 0, 0]),
    ("log", np.log, 0.0, [-inf, inf, nan, nan]),
    ("log of -1", np.log, -1.0, [nan] * 4),
    ("pole", lambda x: 1 / x, 0.0, [inf, nan, nan, nan]),
    ("arcsin at 1", np.arcsin, 1.0, [math.asin(1), inf, nan, nan]),
    ("floor", np.floor, 2.5, [2, 0, 0, 0]),
    ("floor at a jump", np.floor, 2.0, [2, nan, nan, nan]),
    ("floor of a square", lambda x: np.floor(x * x), 0.0, [0, 0, 0, 0]),
    ("ceil of a square", lambda x: np.ceil(x * x), 0.0, [0, nan, nan, nan]),
    ("trunc at 0", np.trunc, 0.0, [0, 0, 0, 0]),
    ("rint at 1/2", np.rint, 0.5, [0, nan, nan, nan]),
    ("sign beside 0", np.sign, 5e-324, [1, 0, 0, 0]),
    ("remainder", lambda x: x % 3, 7.0, [1, 1, 0, 0]),
    ("remainder at a jump", lambda x: x % 3, 6.0, [0, nan, nan, nan]),
    ("remainder of a square", lambda x: (x * x) % 3, 0.0, [0, 0, 1, 0]),
    ("fmod at 0", lambda x: np.fmod(x, 3.0), 0.0, [0, 1, 0, 0]),
    ("quotient", lambda x: 7.0 // x, 2.5, [2, 0, 0, 0]),
    ("relu", dn.relu, 0.0, [0, 0, nan, nan]),
    ("maximum", lambda x: np.maximum(x, 2 * x), 0.0, [0, 1.5, nan, nan]),
    ("minimum, equal to first order", lambda x: np.minimum(np.sin(x), x), 0.0, [0, 1, 0, -1 / 12]),
    ("maximum, equal", lambda x: np.maximum(x * x, x**2), 0.0, [0, 0, 1, 0]),
    ("fmax", lambda x: np.fmax(x, nan), 1.0, [1, 1, 0, 0]),
    ("fmax of 0", lambda x: np.fmax(x, nan) + np.fmin(nan, x), 0.0, [0, 2, 0, 0]),
    ("power of a step", lambda x: x ** np.floor(x + 3.5), -1.0, [1, -2, 1, 0]),
    ("hypot at 0", lambda x: np.hypot(3 * x, 4 * x), 0.0, [0, 0, nan, nan]),
    ("arctan2 at 0", lambda x: np.arctan2(x, x), 0.0, [0, nan, nan, nan]),
    ("arctan2 at the cut", lambda x: np.arctan2(x, -1.0), 0.0, [math.pi, nan, nan, nan]),
    ("arctan2 along the cut", lambda x: np.arctan2(x * x, -1.0), 0.0, [math.pi, 0, -1, 0]),
    ("arctan2 across the cut, flat", lambda x: np.arctan2(x**5, -1.0), 0.0, [math.pi, nan, nan, nan]),
    ("copysign", lambda x: np.copysign(2.0, x), 0.0, [2, nan, nan, nan]),
    ("heaviside", lambda x: np.heaviside(x, 0.5), 0.0, [0.5, nan, nan, nan]),
    ("heaviside of a square", lambda x: np.heaviside(x * x, 1.0), 0.0, [1, 0, 0, 0]),
    ("sin(x)/x", lambda x: np.sin(x) / x, 0.0, [1, 0, -1 / 6, 0]),
    ("(1-cos(x))/xx", lambda x: (1 - np.cos(x)) / (x * x), 0.0, [1 / 2, 0, -1 / 24, 0]),
    ("reduced twice", lambda x: (np.sin(x) / x - 1) / (x * x), 0.0, [-1 / 6, 0, 1 / 120, 0]),
    ("reduced to nothing", lambda x: np.sin(x) ** 4 / x**4, 0.0, [1]),
    ("reduced by ten", lambda x: (1 - np.cos(x)) ** 5 / x**10, 0.0, [1 / 32, 0, -5 / 384]),
    ("reduced by many", lambda x: x**60 / x**58, 0.0, [0, 0]),
    ("reduced, with a kink", lambda x: x * abs(x) / x, 0.0, [0, nan, nan, nan]),
    ("pole of x/xx", lambda x: x / (x * x), 0.0, [nan] * 4),
    ("x0 = nan", np.sin, nan, [nan] * 4),
    ("overflow", lambda x: x * 1e308 * 10, 1.0, [inf, inf, 0, 0]),
]


@pytest.mark.parametrize(("f", "x0", "right"), [c[1:] for c in NO_SERIES], ids=[c[0] for c in NO_SERIES])
def test_points_without_series(f: Function, x0: float, right: list[float]) -> None:
    np.testing.assert_allclose(taylor(f, x0, len(right) - 1), right, rtol=1e-15, atol=0)


def test_cancelled_zeros_cost_nothing() -> None:
    """The function is called once more, and every coefficient is known."""
    calls = []

    def f(x: Any) -> Any:
        calls.append(x.value)
        return np.expm1(x) / x

    with mp.workdps(50):
        right = [1 / mp.factorial(k + 1) for k in range(22)]
        assert worst(taylor(f, 0.0, 20), right) < 1
    assert calls == [0.0, 0.0]
