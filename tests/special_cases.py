"""What the functions of dualnum.special are, in mpmath, and where they are tried.

For each row of the table: the function of mpmath numbers, the points at which value, slopes and
curvatures are compared with its numerical derivatives, and special points with the right answers
(ANY: no unique answer; SINGULAR: inf or NaN, never a number).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mpmath import mp  # type: ignore[import-untyped]

inf, nan, pi = math.inf, math.nan, math.pi
ANY = None
SINGULAR = "inf or nan"
Number = Any
Point = tuple[float, ...]
Special = tuple[Point, float | None, tuple[Any, ...], tuple[Any, ...]]  # x, f, slopes, triangle of curvatures


class Case(NamedTuple):
    f: Callable[..., Number]
    points: Sequence[Point]
    special: Sequence[Special] = ()
    tolerance: float = 2e-14
    digits: int = 50


def one(*points: float) -> list[Point]:
    return [(x,) for x in points]


def pairs(xs: tuple[float, ...], ys: tuple[float, ...]) -> list[Point]:
    return [(x, y) for x in xs for y in ys]


# ---- functions --------------------------------------------------------------------------------------------


def ndtr(x: Number) -> Number:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def log_ndtr(x: Number) -> Number:
    return mp.log1p(-ndtr(-x)) if x > 0 else mp.log(ndtr(x))


def ndtri(p: Number) -> Number:
    """By Newton's method on the logarithm, from a guess of three digits: Abramowitz and Stegun 26.2.23."""
    if p > 0.5:
        return -ndtri(1 - p)
    t = mp.sqrt(-2 * mp.log(p))
    x = (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t) - t
    for _ in range(12):
        x -= (log_ndtr(x) - mp.log(p)) * ndtr(x) / mp.npdf(x)
    return x


def erfcinv(y: Number) -> Number:
    return -ndtri(y / 2) / mp.sqrt(2)


def stdtr(df: Number, x: Number) -> Number:
    lower = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + x * x), regularized=True) / 2
    return lower if x < 0 else 1 - lower


def betaln(a: Number, b: Number) -> Number:
    return mp.log(abs(mp.beta(a, b))) if a < 0 or b < 0 else (
        mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    )  # fmt: skip


def gammainc(a: Number, x: Number) -> Number:
    return mp.gammainc(a, 0, x, regularized=True)


def betainc(a: Number, b: Number, x: Number) -> Number:
    return mp.betainc(a, b, 0, x, regularized=True)


def rel_entr(x: Number, y: Number) -> Number:
    return x * mp.log(x / y)


def exprel(x: Number) -> Number:
    return mp.expm1(x) / x


def boxcox(x: Number, p: Number) -> Number:
    return mp.expm1(p * mp.log(x)) / p if p else mp.log(x)


def boxcox1p(x: Number, p: Number) -> Number:
    return mp.expm1(p * mp.log1p(x)) / p if p else mp.log1p(x)


def inv_boxcox(y: Number, p: Number) -> Number:
    return mp.exp(mp.log1p(p * y) / p) if p else mp.exp(y)


def huber(delta: Number, r: Number) -> Number:
    return r * r / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)


def pseudo_huber(delta: Number, r: Number) -> Number:
    return delta * (r * r / (mp.hypot(delta, r) + delta))


def scaled_iv(v: Number, x: Number) -> Number:
    return mp.exp(-abs(x)) * mp.besseli(v, x)


def scaled_kv(v: Number, x: Number) -> Number:
    return mp.exp(x) * mp.besselk(v, x)


# ---- the table --------------------------------------------------------------------------------------------

GAMMAS = [
    (0.01, 1e-10),
    (0.01, 3.0),
    (0.5, 1e-10),
    (0.5, 30.0),
    (1.0, 0.3),
    (4.0, 0.3),
    (4.0, 50.0),
    (100.0, 60.0),
    (100.0, 110.0),
    (5000.0, 4900.0),
]
SHAPES = pairs((1e-8, 0.3, 1.0, 2.5, 7.9, 60.0, 1e5), (0.02, 1.7, 9.0, 300.0, 1e7))
UNIT = (1e-300, 1e-20, 0.02, 0.3, 0.5, 0.9, 1 - 1e-10)
BESSEL = pairs((0.0, 1.0, 0.4, 2.5, 7.0), (1e-3, 0.7, 2.3, 11.0, 40.0))
FEWER = [(0.0, 1e-3), (0.0, 2.3), (1.0, 0.7), (0.4, 1e-3), (0.4, 11.0), (2.5, 0.7), (2.5, 40.0), (7.3, 2.3)]
ORDERS = (1e-3, 0.3, 1.9, 5.2, 12.0, 19.0, 21.0, 300.0, 1e8)
EVEN = (*(-x for x in (0.7, 3.0, 25.0)), *ORDERS)

# fmt: off
CASES: dict[str, Case] = {
    "erfcx": Case(
        lambda x: mp.exp(x * x) * mp.erfc(x),
        one(-20.0, -3.0, -0.5, 1e-9, 0.4, 1.2, 1.9, 2.0, 2.1, 5.0, 30.0, 1e3, 1e8),
        [((inf,), 0.0, (0,), (0,)), ((-30.0,), inf, (-inf,), (inf,)), ((nan,), nan, (nan,), (nan,))],
    ),
    "erfi": Case(mp.erfi, one(-4.0, -0.3, 1e-9, 0.7, 5.0, 20.0)),
    "erfinv": Case(
        lambda y: erfcinv(1 - y), one(-0.999, -0.5, 1e-12, 0.3, 0.9, 0.999999),
        [((1.0,), inf, (inf,), (inf,)), ((-1.0,), -inf, (inf,), (-inf,)), ((1.5,), nan, (nan,), (nan,)),
         ((0.0,), 0.0, (math.sqrt(pi) / 2,), (0,))],
    ),
    "erfcinv": Case(
        erfcinv, one(1e-300, 1e-30, 0.01, 0.5, 0.97, 1.3, 1.9, 1.999999),
        [((0.0,), inf, (-inf,), (inf,)), ((2.0,), -inf, (-inf,), (-inf,)), ((-1.0,), nan, (nan,), (nan,))],
    ),
    "ndtr": Case(
        ndtr, one(-37.0, -20.3, -5.1, -1.0, -1e-9, 0.3, 2.0, 8.0, 20.0),
        [((-inf,), 0.0, (0,), (0,)), ((inf,), 1.0, (0,), (0,)), ((-1e200,), 0.0, (0,), (0,)),
         ((nan,), nan, (nan,), (nan,))],
        digits=150,
    ),
    "log_ndtr": Case(
        log_ndtr, one(-1e8, -1e4, -50.0, -5.3, -2.9, -2.8, -1.0, 1e-9, 0.7, 3.0, 12.0, 30.0),
        [((-50.0,), ANY, (50.01998403190564,), (-0.9996009568131961,)), ((inf,), 0.0, (0,), (0,)),
         ((-inf,), -inf, (inf,), (-1,))],
    ),
    "ndtri": Case(
        ndtri, one(1e-300, 1e-30, 0.01, 0.3, 0.6, 0.99, 1 - 1e-9),
        [((0.0,), -inf, (inf,), (-inf,)), ((1.0,), inf, (inf,), (inf,)), ((2.0,), nan, (nan,), (nan,))],
    ),
    "loggamma": Case(
        mp.loggamma, one(1e-300, 1e-8, 0.3, 1.2, 3.0, 50.0, 1e10),
        [((-0.5,), nan, (nan,), (nan,)), ((0.0,), inf, (SINGULAR,), (SINGULAR,))],
    ),
    "gamma": Case(
        mp.gamma, one(-30.5, -2.3, -0.01, 1e-100, 1e-8, 0.5, 1.4616321449683622, 2.5, 20.0, 170.0),
        [((-1.0,), nan, (nan,), (nan,)), ((0.0,), inf, (SINGULAR,), (SINGULAR,)),
        ((200.0,), inf, (inf,), (inf,))],
        1e-13,
    ),
    "rgamma": Case(
        mp.rgamma, one(-20.0, -5.0, -4.999999, -3.3, -1.0, -1e-9, 0.0, 1e-9, 0.3, 0.5, 1.0, 2.3, 10.0, 150.0),
        [((0.0,), 0.0, (1,), (2 * 0.5772156649015329,)), ((-1.0,), 0.0, (-1,), (ANY,))],
        1e-13,
    ),
    "polygamma": Case(
        lambda n, x: mp.psi(int(n), x),
        pairs((0.0, 1.0, 2.0, 5.0), (-2.3, 1e-8, 0.4, 1.5, 20.0, 1e8)),
        [((1.0, 0.0), ANY, (nan,), (nan,)), ((2.0, -3.0), ANY, (nan,), (nan,)),
        ((1.5, 2.0), nan, (nan,), (nan,))],
        1e-13,
    ),
    "betaln": Case(
        betaln, [*SHAPES, (1e8, 1e8), (-0.5, 2.3)],
        [((0.0, 2.0), inf, (SINGULAR, ANY), (SINGULAR, ANY, ANY))],
    ),
    "beta": Case(mp.beta, [*pairs((0.02, 0.3, 1.0, 2.5, 7.9, 60.0), (0.02, 1.7, 9.0, 300.0)), (-0.5, 2.3)],
                 tolerance=5e-14),
    "gammainc": Case(
        gammainc, GAMMAS,
        [((0.5, 0.0), 0.0, (inf,), (-inf,)), ((1.0, 0.0), 0.0, (1,), (-1,)), ((1.5, 0.0), 0.0, (0,), (inf,)),
         ((2.0, 0.0), 0.0, (0,), (1,)), ((3.0, 0.0), 0.0, (0,), (0,)), ((2.0, inf), 1.0, (0,), (0,)),
         ((2.0, -1.0), nan, (nan,), (nan,))],
        1e-13, 120,
    ),
    "gammaincc": Case(
        lambda a, x: 1 - gammainc(a, x),
        GAMMAS,
        [((0.5, 0.0), 1.0, (-inf,), (inf,)), ((1.0, 0.0), 1.0, (-1,), (1,)), ((2.0, inf), 0.0, (0,), (0,))],
        1e-13, 120,
    ),
    "betainc": Case(
        betainc, [(a, b, x) for a, b in pairs((0.4, 2.0, 30.0), (0.7, 3.0, 50.0)) for x in (1e-9, 0.3, 0.98)],
        [((1.0, 1.0, 0.0), 0.0, (1,), (0,)), ((0.5, 1.0, 0.0), 0.0, (inf,), (-inf,)),
        ((2.0, 3.0, 0.0), 0.0, (0,), (12,)),
         ((2.0, 2.0, 1.0), 1.0, (0,), (-6,)), ((2.0, 3.0, 1.5), nan, (nan,), (nan,))],
        1e-13, 120,
    ),
    "betaincc": Case(
        lambda a, b, x: betainc(b, a, 1 - x),
        [(a, b, x) for a, b in pairs((0.4, 2.0, 30.0), (0.7, 3.0, 50.0)) for x in (1e-9, 0.3, 0.98)],
        [((2.0, 3.0, 0.0), 1.0, (0,), (-12,))],
        1e-13, 120,
    ),
    "stdtr": Case(
        stdtr, pairs((0.3, 1.0, 5.0, 80.0), (-1e6, -30.0, -2.0, -1e-5, 0.7, 9.0)),
        [((inf, 0.0), 0.5, (1 / math.sqrt(2 * pi),), (0,))],
        1e-12,
    ),
    "_zeta": Case(mp.zeta, pairs((1.5, 3.0, 12.0), (0.2, 1.0, 30.0))),
    "jv": Case(mp.besselj, [*BESSEL, (2.0, -3.0)],
               [((0.5, 0.0), 0.0, (inf,), (SINGULAR,)), ((1.0, 0.0), 0.0, (0.5,), (0,)),
               ((2.0, 0.0), 0.0, (0,), (0.25,)),
                ((0.5, -1.0), nan, (nan,), (nan,))],
               2e-13),
    "j0": Case(lambda x: mp.besselj(0, x), one(-3.0, 1e-5, 2.0, 8.0, 50.0),
        [((0.0,), 1.0, (0,), (-0.5,))], 2e-13),
    "j1": Case(lambda x: mp.besselj(1, x), one(-3.0, 1e-5, 2.0, 8.0, 50.0),
        [((0.0,), 0.0, (0.5,), (0,))], 2e-13),
    "yv": Case(mp.bessely, FEWER, [((1.0, 0.0), -inf, (SINGULAR,), (SINGULAR,))], 2e-13),
    "yn": Case(lambda n, x: mp.bessely(int(n), x), pairs((0.0, 1.0, 3.0), (0.1, 2.0, 9.0)), tolerance=2e-13),
    "y0": Case(lambda x: mp.bessely(0, x), one(1e-5, 2.0, 8.0, 50.0),
        [((-1.0,), nan, (nan,), (nan,))], 2e-13),
    "y1": Case(lambda x: mp.bessely(1, x), one(1e-5, 2.0, 8.0, 50.0), tolerance=2e-13),
    "iv": Case(mp.besseli, [*BESSEL, (3.0, -2.0)], tolerance=2e-13),
    "i0": Case(lambda x: mp.besseli(0, x), one(-5.0, 1e-5, 2.0, 8.0, 500.0), [((0.0,), 1.0, (0,), (0.5,))]),
    "i1": Case(lambda x: mp.besseli(1, x), one(-5.0, 1e-5, 2.0, 8.0, 500.0), [((0.0,), 0.0, (0.5,), (0,))]),
    "ive": Case(
        scaled_iv, [*pairs((0.0, 1.0, 0.4, 2.5, 7.0), ORDERS), (1.0, -3.0), (2.0, -3.0), (1.0, -25.0),
        (2.0, -25.0)],
        [((1.0, 0.0), 0.0, (0.5,), (0,)), ((2.0, 0.0), 0.0, (0,), (0.25,)), ((0.0, 0.0), 1.0, (0,), (nan,))],
        1e-12,
    ),
    "i0e": Case(lambda x: scaled_iv(0, x), one(*EVEN),
        [((0.0,), 1.0, (0,), (nan,)), ((inf,), 0.0, (0,), (0,))], 1e-12),
    "i1e": Case(lambda x: scaled_iv(1, x), one(*EVEN), [((0.0,), 0.0, (0.5,), (0,))], 1e-12),
    "kv": Case(mp.besselk, FEWER,
        [((1.0, 0.0), inf, (-inf,), (inf,)), ((1.0, -1.0), nan, (nan,), (nan,))], 2e-13),
    "kn": Case(lambda n, x: mp.besselk(int(n), x), [(0.0, 2.0), (1.0, 0.1), (3.0, 9.0)], tolerance=2e-13),
    "k0": Case(lambda x: mp.besselk(0, x), one(1e-5, 2.0, 8.0, 500.0)),
    "k1": Case(lambda x: mp.besselk(1, x), one(1e-5, 2.0, 8.0, 500.0)),
    "kve": Case(scaled_kv, pairs((0.4, 2.5, 7.3), (1e-3, 1.9, 12.0, 19.0, 60.0, 1e8)),
        [((0.0, 0.0), inf, (-inf,), (inf,))], 1e-12),
    "k0e": Case(lambda x: scaled_kv(0, x), one(1e-3, 1.9, 19.0, 21.0), tolerance=1e-12),
    "k1e": Case(lambda x: scaled_kv(1, x), one(0.3, 5.2, 300.0), tolerance=1e-12),
    "exp1": Case(mp.e1, one(1e-10, 0.2, 1.0, 30.0, 600.0),
                 [((0.0,), inf, (-inf,), (inf,)), ((-1.0,), nan, (nan,), (nan,)), ((inf,), 0.0, (0,), (0,))]),
    "expi": Case(mp.ei, one(-600.0, -3.0, -1e-9, 1e-9, 0.3, 1.5, 30.0, 705.0),
                 [((0.0,), -inf, (nan,), (nan,)), ((-inf,), 0.0, (0,), (0,))]),
    "expn": Case(lambda n, x: mp.expint(int(n), x), pairs((0.0, 1.0, 2.0, 3.0, 9.0), (1e-6, 0.3, 1.0, 20.0)),
                 [((1.0, 0.0), inf, (-inf,), (SINGULAR,)), ((3.0, 0.0), 0.5, (-1,), (inf,))], 1e-13),
    "_si": Case(mp.si, one(-4.0, -0.3, 1e-9, 0.9, 1.1, 30.0, 1e6),
        [((0.0,), 0.0, (1,), (0,)), ((inf,), ANY, (ANY,), (ANY,))]),
    "_ci": Case(lambda x: mp.ci(abs(x)), one(-4.0, 1e-9, 0.9, 1.1, 30.0, 1e6),
        [((0.0,), -inf, (nan,), (SINGULAR,))]),
    "xlog1py": Case(
        lambda x, y: x * mp.log1p(y), pairs((-2.0, 0.3, 1e10), (-0.9, -1e-9, 1e-12, 0.5, 1e9)),
        [((0.0, -1.0), 0.0, (-inf, 0), (0, inf, 0)), ((0.0, 2.0), 0.0, (math.log(3.0), 0), (0, 1 / 3, 0)),
         ((0.0, -2.0), 0.0, (nan, ANY), (ANY, ANY, ANY)), ((0.0, nan), nan, (nan, nan), (nan, nan, nan))],
    ),
    "entr": Case(
        lambda x: -x * mp.log(x), one(1e-300, 1e-9, 0.2, 1.0, 7.0, 1e9),
        [((0.0,), 0.0, (inf,), (-inf,)), ((-1.0,), -inf, (nan,), (nan,))],
    ),
    "rel_entr": Case(
        rel_entr, [*pairs((0.3, 2.0, 1e200), (0.31, 2.0000001, 7.0, 1e-200))],
        [((0.0, 2.0), 0.0, (-inf, 0), (inf, -0.5, 0)), ((0.0, 0.0), 0.0, (ANY, 0), (ANY, ANY, ANY)),
         ((1.0, 0.0), inf, (SINGULAR, SINGULAR), (ANY, ANY, ANY)),
         ((-1.0, 1.0), inf, (nan, nan), (nan, nan, nan)),
         ((nan, 1.0), nan, (nan, nan), (nan, nan, nan))],
    ),
    "kl_div": Case(
        lambda x, y: rel_entr(x, y) - x + y, pairs((0.3, 2.0, 1e200), (0.31, 2.0000001, 7.0, 1e-200)),
        [((0.0, 2.0), 2.0, (-inf, 1), (inf, -0.5, 0)), ((2.0, 2.0), 0.0, (0, 0), (0.5, -0.5, 0.5))],
    ),
    "exprel": Case(
        exprel, one(-700.0, -20.0, -1.0, -0.99, -1e-3, 1e-9, 0.5, 0.999, 1.0, 3.0, 700.0),
        [((0.0,), 1.0, (0.5,), (1 / 3,)), ((-inf,), 0.0, (0,), (0,))],
    ),
    "boxcox": Case(
        boxcox, pairs((1e-9, 0.3, 1.0000001, 2.0, 1e5), (-2.0, -1e-9, 1e-5, 0.5, 1.0, 3.0)),
        [((2.0, 0.0), math.log(2.0), (0.5, math.log(2.0) ** 2 / 2),
        (-0.25, math.log(2.0) / 2, math.log(2.0) ** 3 / 3)),
         ((0.0, 2.0), -0.5, (0, 0.25), (1, 0, -0.25)),
         ((0.0, 0.0), -inf, (inf, SINGULAR), (SINGULAR, ANY, ANY)),
         ((0.0, 1.0), -1.0, (1, 1), (0, -inf, -2)), ((-1.0, 0.5), nan, (nan, nan), (nan, nan, nan))],
        5e-14,
    ),
    "boxcox1p": Case(
        boxcox1p, pairs((-0.9, -1e-9, 1e-12, 0.7, 1e5), (-2.0, 1e-9, 0.5, 1.0, 3.0)),
        [((0.0, 0.0), 0.0, (1, 0), (-1, 0, 0))],
        5e-14,
    ),
    "inv_boxcox": Case(
        inv_boxcox, pairs((-0.4, 1e-9, 0.3, 2.0, 9.0), (-0.1, 1e-9, 0.14, 0.5, 1.0, 2.0)),
        [((2.0, 0.0), math.exp(2), (math.exp(2), -2 * math.exp(2)), (math.exp(2), -4 * math.exp(2), ANY))],
        5e-14,
    ),
    "inv_boxcox1p": Case(
        lambda y, p: mp.expm1(mp.log1p(p * y) / p) if p else mp.expm1(y),
        pairs((-0.4, 1e-9, 0.3, 2.0, 9.0), (-0.1, 1e-9, 0.14, 0.5, 1.0, 2.0)),
        tolerance=5e-14,
    ),
    "huber": Case(
        huber, pairs((0.5, 2.0), (-3.0, -0.1, 0.3, 1.5, 1e9)),
        [((2.0, 2.0), 2.0, (0, 2), (-0.5, 0.5, 0.5)), ((0.0, 0.0), 0.0, (0, 0), (-0.5, 0, 0.5)),
         ((-1.0, 1.0), inf, (nan, nan), (nan, nan, nan)), ((1.0, inf), inf, (inf, 1), (-1, 1, 0))],
    ),
    "pseudo_huber": Case(
        pseudo_huber, pairs((0.5, 2.0, 1e20), (-3.0, -1e-5, 0.3, 1.5, 1e9)),
        [((1.0, 1e200), 1e200, (1e200, 1), (-2, 1, 0)), ((0.0, 2.0), 0.0, (2, 0), (-2, 1, 0)),
         ((0.0, 0.0), 0.0, (0, 0), (nan, nan, nan)), ((-1.0, 1.0), inf, (nan, nan), (nan, nan, nan))],
    ),
}
