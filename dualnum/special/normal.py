"""The normal distribution and the error function: values, slopes and curvatures at plain numbers."""

from __future__ import annotations

import math

import numpy as np

from dualnum.special.plain import SQRT_2PI, SQRT_PI, Values, choose, erfc, exp, log, log1p, parts_of

INV_SQRT2, INV_SQRT2_LOW = 0.7071067811865476, -4.833646656726457e-17  # 1/sqrt 2 to 107 bits
INV_SQRT2_HIGH = math.ldexp(round(math.ldexp(INV_SQRT2, 26)), -26)
INV_SQRT2_MIDDLE = INV_SQRT2 - INV_SQRT2_HIGH


def exp_square(x: Values, scale: float) -> Values:
    """exp(scale x^2), scale = +-1 or +-1/2: where the exponential would magnify the rounding of x^2."""
    x = np.clip(x, -1e3, 1e3)
    high = np.rint(x * 2.0**16) * 2.0**-16  # its square is exact
    return exp(scale * (high * high)) * exp(scale * ((x - high) * (x + high)))


def gauss(x: Values) -> Values:
    """The density of the normal distribution."""
    return exp_square(x, -0.5) / SQRT_2PI


FRACTION_FROM, FRACTION_TERMS = 2.0, 60


def erfc_ratio(n: int, x: Values) -> Values:
    """i^n erfc(x) / i^(n-1) erfc(x), x >= 2, by DLMF 7.18.7 as a continued fraction."""
    r = 0.0
    for k in range(n + FRACTION_TERMS, n - 1, -1):
        r = 1 / (2 * x + 2 * (k + 1) * r)
    return r


def erfcx(x: Values) -> Values:
    """exp(x^2) erfc(x); i^-1 erfc(x) is 2 / sqrt(pi) exp(-x^2)."""
    return choose(
        x >= FRACTION_FROM,
        lambda x: 2 / SQRT_PI * erfc_ratio(0, x),
        lambda x: exp_square(x, 1.0) * erfc(x),
        x,
    )


def erfcx_slope(x: Values, f: Values) -> Values:
    """erfcx' = -2 exp(x^2) i^1 erfc(x), DLMF 7.18.4."""
    return choose(
        x >= FRACTION_FROM,
        lambda x, f: -2 * f * erfc_ratio(1, x),
        lambda x, f: 2 * x * f - 2 / SQRT_PI,
        x, f,
    )  # fmt: skip


def erfcx_curvature(x: Values, f: Values, d: Values) -> Values:
    """erfcx'' = 8 exp(x^2) i^2 erfc(x), DLMF 7.18.4."""
    return choose(
        x >= FRACTION_FROM,
        lambda x, f, d: -4 * d * erfc_ratio(2, x),
        lambda x, f, d: 2 * f + 2 * x * d,
        x, f, d,
    )  # fmt: skip


def ndtr(x: Values) -> Values:
    """erfc(-x / sqrt 2) / 2; the rounding of the argument, which the tail would magnify, is made up for."""
    x = np.clip(x, -40.0, 40.0)
    t = -x * INV_SQRT2
    high = np.rint(x * 2.0**20) * 2.0**-20
    rest = -(high * INV_SQRT2_HIGH + t) - high * INV_SQRT2_MIDDLE - (x - high) * INV_SQRT2 - x * INV_SQRT2_LOW
    f, d = parts_of("erfc", 1, t)
    return 0.5 * (f + d * rest)


FAR = -FRACTION_FROM * math.sqrt(2.0)  # from there on the left tail is a continued fraction


def mills(x: Values) -> Values:
    """The density over the distribution function: the slope of log_ndtr."""
    return choose(
        x <= FAR,
        lambda x: 1 / (math.sqrt(2.0) * erfc_ratio(0, -x * INV_SQRT2)),
        lambda x: gauss(x) / ndtr(x),
        x,
    )


def mills_slope(x: Values, d: Values) -> Values:
    """-d (x + d); in the tail the sum is sqrt 2 i^1 erfc(t) / erfc(t) at t = -x / sqrt 2."""
    return choose(
        x <= FAR,
        lambda x, d: np.where(d == np.inf, -1.0, -d * math.sqrt(2.0) * erfc_ratio(1, -x * INV_SQRT2)),
        lambda x, d: np.where(d == 0, 0.0, -d * (x + d)),
        x, d,
    )  # fmt: skip


def log_ndtr(x: Values) -> Values:
    """In the tail -x^2 / 2 + log(erfcx(t) / 2), t = -x / sqrt 2."""

    def near(x: Values) -> Values:
        p = ndtr(-np.abs(x))
        return np.where(x > 0, log1p(-p), log(p))

    return choose(x <= FAR, lambda x: -0.5 * x * x + log(erfc_ratio(0, -x * INV_SQRT2) / SQRT_PI), near, x)


def ndtri_slope(p: Values, f: Values) -> Values:
    """1 / gauss(f), from the tail that p is in."""
    tail = np.minimum(p, 1 - p)
    return np.where(tail == 0, np.inf, 1 / (tail * mills(-np.abs(f))))


def erfcinv_slope(y: Values, f: Values) -> Values:
    """-sqrt(pi) / 2 exp(f^2), which is -sqrt(pi) / 2 erfcx(f) / y."""
    return -0.5 * SQRT_PI * choose(
        y < 1,
        lambda y, f: np.where(y > 0, erfcx(f) / y, np.inf),
        lambda y, f: np.where(y < 2, exp_square(f, 1.0), np.inf),
        y, f,
    )  # fmt: skip
