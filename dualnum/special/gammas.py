"""The gamma and beta functions and their densities: values, slopes and curvatures at plain numbers."""

from __future__ import annotations

import numpy as np

from dualnum.special.plain import (
    LOG_2PI,
    Function,
    Values,
    choose,
    cos,
    digamma,
    exp,
    gammaln,
    hypot,
    log,
    log1p,
    polynomial,
    power_times,
    scipy_function,
    sin,
    trigamma,
    unless,
    xlogy,
    zero_at,
)
from dualnum.special.powers import deviance, log1p_square

SERIES_FROM = 8.0
STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]
PSI = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160]  # B_2k / 2k
SHIFT = 10


def stirling(x: Values) -> Values:
    """log Gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2, for x >= 8: DLMF 5.11.1."""
    y = 1 / np.maximum(x, SERIES_FROM)
    return y * polynomial(STIRLING, y * y)


def betaln(a: Values, b: Values) -> Values:
    """log B(a, b) for positive a, b, without differences of large log Gammas.

    A. R. Didonato and A. H. Morris, Algorithm 708, ACM Trans. Math. Software 18 (1992), section 4.
    """

    def small(p: Values, q: Values) -> Values:
        return gammaln(p) + gammaln(q) - gammaln(p + q)

    def large(p: Values, q: Values) -> Values:
        """With Stirling's formula for what is large."""
        u, tail = log1p(p / q), stirling(q) - stirling(p + q)
        one = gammaln(p) - (q - 0.5) * u - p * log(p + q) + p + tail
        both = 0.5 * (LOG_2PI - log(q)) - (p - 0.5) * log1p(q / p) - q * u + stirling(p) + tail
        f = np.where(p >= SERIES_FROM, both, one)
        return np.where(np.isinf(q), -np.inf, np.where(p == 0, np.inf, f))

    return choose(np.maximum(a, b) >= SERIES_FROM, large, small, np.minimum(a, b), np.maximum(a, b))


def betaln_anywhere(a: Values, b: Values) -> Values:
    return choose((a > 0) & (b > 0), betaln, scipy_function("betaln"), a, b)


def beta(a: Values, b: Values) -> Values:
    return choose((a > 0) & (b > 0), lambda a, b: exp(betaln(a, b)), scipy_function("beta"), a, b)


def _differences(f: Function, a: Values, b: Values, plain: Function) -> Values:
    """f(a) - f(a + b) for positive a, b as f has it, else the plain difference."""
    return choose((a > 0) & (b > 0), f, lambda a, b: plain(a) - plain(a + b), a, b)


def _falls(a: Values, b: Values, n: int) -> list[Values]:
    """a^-m - (a + b)^-m for m = 1 ... n, sums of positive terms: 1 - r^m = (1 - r) (1 + r + ...)."""
    r, rest = a / (a + b), b / (a + b)
    power, total, scale, falls = rest, 0.0 * rest, 1.0 + 0.0 * a, []
    for _ in range(n):
        total, power, scale = total + power, power * r, scale / a
        falls.append(scale * total)
    return falls


def digamma_rise(a: Values, b: Values) -> Values:
    """digamma(a + b) - digamma(a): by DLMF 5.5.2 and 5.11.2 a sum of positive terms for positive a, b."""

    def fall(a: Values, b: Values) -> Values:
        steps = sum(b / (a + k) / (a + k + b) for k in range(SHIFT))
        a = a + SHIFT
        d = _falls(a, b, 2 * len(PSI))
        return -(steps + log1p(b / a) + 0.5 * d[0] + sum(c * y for c, y in zip(PSI, d[1::2], strict=True)))

    return -_differences(fall, a, b, digamma)


def trigamma_fall(a: Values, b: Values) -> Values:
    """trigamma(a) - trigamma(a + b), likewise: DLMF 5.15.5, 5.15.8."""

    def fall(a: Values, b: Values) -> Values:
        steps = sum(b / (a + k + b) / (a + k) * (1 / (a + k) + 1 / (a + k + b)) for k in range(SHIFT))
        d = _falls(a + SHIFT, b, 2 * len(PSI) + 1)
        series = sum(2 * k * c * y for k, (c, y) in enumerate(zip(PSI, d[2::2], strict=True), 1))
        return steps + d[0] + 0.5 * d[1] + series

    return _differences(fall, a, b, trigamma)


def beta_mixed(a: Values, b: Values) -> Values:
    """The mixed second derivative of B(a, b) over B(a, b); 1 / (a + b)^2 cancels by DLMF 5.5.2, 5.15.5."""
    r, s, n = digamma_rise(a + 1, b), digamma_rise(b + 1, a), a + b
    split = r * s + s * (b / a / n) + r * (a / b / n) - trigamma(n + 1)
    plain = digamma_rise(a, b) * digamma_rise(b, a) - trigamma(n)
    return np.where((a > 0) & (b > 0), split, plain)


def log_gamma_density(a: Values, x: Values) -> Values:
    """log of x^(a-1) exp(-x) / Gamma(a), by Loader's saddle-point form where a is large."""
    plain = xlogy(a - 1, x) - x - gammaln(a)
    saddle = 0.5 * (log(a) - LOG_2PI) - stirling(a) - deviance(a, x) - log(x)
    return np.where(x == np.inf, -np.inf, np.where((a >= SERIES_FROM) & (x > 0), saddle, plain))


def gamma_density_slope(a: Values, x: Values, f: Values) -> Values:
    """Of f = x^(a-1) exp(-x) / Gamma(a)."""
    at_zero = power_times(a - 1, x, a - 2) * exp(-gammaln(a)) - f
    return np.where(x == 0, at_zero, np.where(f == 0, 0.0, f * ((a - 1) / x - 1)))


def log_beta_density(a: Values, b: Values, x: Values) -> Values:
    """log of x^(a-1) (1-x)^(b-1) / B(a, b), likewise."""
    y, n = 1 - x, a + b
    plain = xlogy(a - 1, x) + zero_at(b - 1, (b - 1) * log1p(-x)) - betaln(a, b)
    saddle = 0.5 * (log(a) + log(b / n) - LOG_2PI) + stirling(n) - stirling(a) - stirling(b)
    saddle = saddle - deviance(a, n * x) - deviance(b, n * y) - log(x) - log1p(-x)
    return np.where((np.minimum(a, b) >= SERIES_FROM) & (x > 0) & (x < 1), saddle, plain)


def beta_density_slope(a: Values, b: Values, x: Values, f: Values) -> Values:
    """Of f = x^(a-1) (1-x)^(b-1) / B(a, b)."""
    y, scale = 1 - x, exp(-betaln(a, b))
    at_zero = power_times(a - 1, x, a - 2) * scale - zero_at(b - 1, (b - 1) * f)
    at_one = zero_at(a - 1, (a - 1) * f) - power_times(b - 1, y, b - 2) * scale
    return np.where(x == 0, at_zero, np.where(x == 1, at_one, f * ((a - 1) / x - (b - 1) / y)))


def log_t_density(df: Values, x: Values) -> Values:
    """log of Student's density."""
    f = (
        -betaln(0.5 * df, np.full_like(df, 0.5))
        - 0.5 * log(df)
        - 0.5 * (df + 1) * log1p_square(x / np.sqrt(df))
    )
    return np.where(df == np.inf, -0.5 * x * x - 0.5 * LOG_2PI, f)


def log_t_slope(df: Values, x: Values) -> Values:
    """Its slope in x, -(df + 1) x / (df + x^2)."""
    h = hypot(np.sqrt(df), x)
    return np.where(df == np.inf, -x, -(df + 1) / h * (x / h))


def rgamma_part(x: Values, order: int) -> Values:
    """Derivatives of 1 / Gamma(x); left of 1/2 of sin(pi x) Gamma(1 - x) / pi, DLMF 5.5.3."""

    def right(x: Values) -> Values:
        f, p = scipy_function("rgamma")(x), digamma(x)
        return -f * p if order == 1 else f * (p * p - trigamma(x))

    def left(x: Values) -> Values:
        whole = np.rint(x)
        sign = np.where(np.fmod(whole, 2) == 0, 1.0, -1.0)
        s, c = sign * sin(np.pi * (x - whole)), sign * cos(np.pi * (x - whole))
        g, p = scipy_function("gamma")(1 - x), digamma(1 - x)
        if order == 1:
            return g * (c - s * p / np.pi)
        return g * (s * ((p * p + trigamma(1 - x)) / np.pi - np.pi) - 2 * c * p)

    return choose(x < 0.5, left, right, x)


def polygamma(n: Values, x: Values) -> Values:
    """(-1)^(n+1) n! zeta(n + 1, x), DLMF 25.11.12, or digamma for n = 0."""
    n = np.asarray(n)

    def higher(n: Values, x: Values) -> Values:
        sign = np.where(np.fmod(n, 2) == 0, -1.0, 1.0)
        f = sign * scipy_function("gamma")(n + 1) * scipy_function("zeta")(n + 1, x)
        return np.where((n > 0) & (n == np.rint(n)), f, np.nan)

    return choose(n == 0, lambda n, x: digamma(x), higher, n, x)


def unless_pole(x: Values, y: Values) -> Values:
    """y, or NaN at the poles of gamma."""
    return unless((x <= 0) & (x == np.rint(x)), y)
