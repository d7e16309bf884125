"""Bessel functions and integrals: values, slopes and curvatures at plain numbers."""

from __future__ import annotations

import math

import numpy as np

from dualnum.special.plain import (
    SQRT_2PI,
    Function,
    Values,
    choose,
    cos,
    exp,
    polynomial,
    scipy_function,
    sin,
)

TAIL_FROM, TAIL_TERMS = 20.0, 30


def _bessel_tail(v: Values, x: Values, order: int, sign: int) -> Values:
    """Derivatives of the sum of sign^k a_k(v) / x^(k + 1/2), for large x: DLMF 10.40.1-2."""
    term, total = 1 / np.sqrt(x), 0.0
    for k in range(TAIL_TERMS):
        s = k + 0.5
        total = total + (-term * s / x if order == 1 else term * s / x * (s + 1) / x)
        term = sign * term * (4 * v * v - (2 * k + 1) ** 2) / (8 * (k + 1)) / x
    return total


def _in_tail(v: Values, x: Values) -> Values:
    """Where neither the series is too short nor differences of neighbours too small."""
    return x >= np.maximum(TAIL_FROM, v * v)


def neighbours(f: Function, v: Values, x: Values, order: int, sign: int) -> Values:
    """Derivatives of a Bessel function by DLMF 10.6.1, 10.29.1; sign is that of f_(v+1) in the first."""
    if order == 1:
        return 0.5 * (f(v - 1, x) + sign * f(v + 1, x))
    return 0.25 * (f(v - 2, x) + 2 * sign * f(v, x) + f(v + 2, x))


def ive_part(v: Values, x: Values, order: int) -> Values:
    """Derivatives of exp(-|x|) I_v(x); that of |x| at 0 is 0, and its second one none."""
    ive = scipy_function("ive")

    def near(v: Values, y: Values) -> Values:
        s = np.sign(y)
        if order == 1:
            return neighbours(ive, v, y, 1, 1) - s * ive(v, y)
        kink = np.where((y == 0) & (v == 0), np.nan, s * s * ive(v, y))
        return neighbours(ive, v, y, 2, 1) - 2 * s * neighbours(ive, v, y, 1, 1) + kink

    v, y = np.asarray(v), np.abs(x)
    g = choose(_in_tail(v, y), lambda v, y: _bessel_tail(v, y, order, -1) / SQRT_2PI, near, v, y)
    return np.where((x < 0) & (np.fmod(v + order, 2) != 0), -g, g)


def kve_part(v: Values, x: Values, order: int) -> Values:
    """Derivatives of exp(x) K_v(x)."""
    kve = scipy_function("kve")

    def near(v: Values, x: Values) -> Values:
        f, d = kve(v, x), -neighbours(kve, v, x, 1, 1)
        g = f + d if order == 1 else f + 2 * d + neighbours(kve, v, x, 2, 1)
        return np.where(np.isinf(f), np.inf if order == 2 else -np.inf, g)

    tail = 0.5 * SQRT_2PI
    return choose(_in_tail(v, x), lambda v, x: tail * _bessel_tail(v, x, order, 1), near, np.asarray(v), x)


# ---- integrals ----------------------------------------------------------------------------------------


def expn(n: Values, x: Values) -> Values:
    """E_n(x), also for n = 0, -1 and -2: DLMF 8.19.12."""
    n = np.asarray(n)
    e = exp(-x) / x
    below = np.where(n == -1, e * (1 + 1 / x), e * (1 + 2 / x * (1 + 1 / x)))
    return np.where(n > 0, scipy_function("expn")(np.maximum(n, 1), x), np.where(n == 0, e, below))


def sine_over_slope(x: Values) -> Values:
    """Of sin(x) / x: near 0 the sum of -x (-x^2)^k / ((2 k + 3) (2 k + 1)!)."""
    terms = [(-1) ** (k + 1) / ((2 * k + 3) * math.factorial(2 * k + 1)) for k in range(10)]
    return choose(
        np.abs(x) < 1,
        lambda x: x * polynomial(terms, x * x),
        lambda x: (cos(x) - sin(x) / x) / x,
        x,
    )
