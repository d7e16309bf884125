"""What the distributions of dualnum.stats are, in mpmath, and where they are tried.

For each: the logarithm of the density (or probability) of the standard distribution, the distribution
function where it is differentiable in everything, points inside the support (x, shapes ...), shapes that
are no parameters, and points where values are compared with SciPy's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from mpmath import mp  # type: ignore[import-untyped]

Number = Any
Point = tuple[float, ...]
inf, nan = math.inf, math.nan


class Case(NamedTuple):
    logpdf: Callable[..., Number]
    cdf: Callable[..., Number] | None
    points: list[Point]
    shapes: list[Point] = [()]  # noqa: RUF012
    invalid: list[Point] = []  # noqa: RUF012


def log_beta(a: Number, b: Number) -> Number:
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def ndtr(x: Number) -> Number:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def gauss(z: Number) -> Number:
    return -z * z / 2 - mp.log(2 * mp.pi) / 2


def log_t(z: Number, df: Number) -> Number:
    return -log_beta(df / 2, mp.mpf(1) / 2) - mp.log(df) / 2 - (df + 1) / 2 * mp.log1p(z * z / df)


def log_gamma(z: Number, a: Number) -> Number:
    return (a - 1) * mp.log(z) - z - mp.loggamma(a)


def laplace(z: Number) -> Number:
    return mp.exp(z) / 2 if z < 0 else 1 - mp.exp(-z) / 2


CONTINUOUS: dict[str, Case] = {
    "norm": Case(gauss, ndtr, [(-30.0,), (-2.0,), (0.3,), (9.0,)]),
    "t": Case(
        log_t,
        None,
        [(-40.0, 1.5), (0.3, 0.7), (2.0, 30.0), (3.0, 2000.0)],
        [(0.7,), (5.0,), (300.0,), (inf,)],
        [(0.0,), (-1.0,)],
    ),
    "laplace": Case(lambda z: -abs(z) - mp.log(2), laplace, [(-20.0,), (-0.3,), (0.4,), (30.0,)]),
    "logistic": Case(
        lambda z: -z - 2 * mp.log1p(mp.exp(-z)),
        lambda z: 1 / (1 + mp.exp(-z)),
        [(-300.0,), (-0.3,), (1e-9,), (40.0,)],
    ),
    "cauchy": Case(
        lambda z: -mp.log(mp.pi * (1 + z * z)),
        lambda z: mp.atan2(1, -z) / mp.pi,
        [(-1e9,), (-3.0,), (0.5,), (1e6,)],
    ),
    "expon": Case(lambda z: -z, lambda z: -mp.expm1(-z), [(0.02,), (0.3,), (30.0,)]),
    "weibull_min": Case(
        lambda z, c: mp.log(c) + (c - 1) * mp.log(z) - z**c,
        lambda z, c: -mp.expm1(-(z**c)),
        [(0.3, 0.7), (2.0, 3.0), (0.1, 1.5)],
        [(0.7,), (1.0,), (3.0,)],
        [(0.0,), (-1.0,)],
    ),
    "gamma": Case(
        log_gamma,
        None,
        [(0.01, 0.3), (2.0, 1.0), (5.0, 4.0), (1040.0, 1000.0), (700.0, 2.0)],
        [(0.3,), (1.0,), (4.0,), (250.0,)],
        [(0.0,), (-1.0,)],
    ),
    "chi2": Case(
        lambda z, df: log_gamma(z / 2, df / 2) - mp.log(2),
        None,
        [(0.3, 1.0), (9.0, 7.0)],
        [(1.0,), (2.0,), (7.0,)],
        [(0.0,)],
    ),
    "lognorm": Case(
        lambda z, s: gauss(mp.log(z) / s) - mp.log(s * z),
        lambda z, s: ndtr(mp.log(z) / s),
        [(0.01, 0.5), (3.0, 2.0)],
        [(0.5,), (2.0,)],
        [(0.0,)],
    ),
    "uniform": Case(lambda z: 0 * z, lambda z: z, [(0.3,)]),
    "beta": Case(
        lambda z, a, b: (a - 1) * mp.log(z) + (b - 1) * mp.log1p(-z) - log_beta(a, b),
        None,
        [(0.3, 0.5, 0.7), (0.01, 2.0, 5.0), (0.41, 200.0, 300.0), (0.999, 3.0, 1.0)],
        [(0.5, 0.5), (1.0, 1.0), (2.0, 5.0), (200.0, 300.0)],
        [(0.0, 1.0), (1.0, nan)],
    ),
}
DISCRETE: dict[str, Case] = {  # the points start with k
    "poisson": Case(
        lambda k, mu: k * mp.log(mu) - mu - mp.loggamma(k + 1),
        None,
        [(3.0, 2.0), (0.0, 0.5), (1000.0, 1010.0)],
        [(0.0,), (0.3,), (5.0,), (1000.0,)],
        [(-1.0,)],
    ),
    "binom": Case(
        lambda k, n, p: -log_beta(k + 1, n - k + 1) - mp.log(n + 1) + k * mp.log(p) + (n - k) * mp.log1p(-p),
        None,
        [(3.0, 7.0, 0.3), (800.0, 2000.0, 0.41)],
        [(0.0, 0.5), (10.0, 0.3), (10.0, 0.0), (10.0, 1.0), (2000.0, 0.4)],
        [(10.5, 0.3), (5.0, 1.2)],
    ),
    "nbinom": Case(
        lambda k, n, p: (
            mp.loggamma(n + k) - mp.loggamma(n) - mp.loggamma(k + 1) + n * mp.log(p) + k * mp.log1p(-p)
        ),
        None,
        [(3.0, 2.5, 0.3), (0.0, 2.0, 0.4), (500.0, 300.0, 0.4)],
        [(0.5, 0.3), (3.0, 1.0), (40.0, 0.1)],
        [(0.0, 0.3), (3.0, 0.0)],
    ),
}
ANYWHERE = [
    -inf, -1e200, -50.0, -3.0, -1.0, -1e-5, 0.0, 1e-10, 0.25, 0.5, 0.9, 1 - 1e-9, 1.0, 2.0, 7.0, 40.0, 300.0,
    1e200, inf, nan,
]  # fmt: skip
WHOLE = [-1.0, 0.0, 1.0, 2.0, 2.5, 5.0, 10.0, 11.0, 400.0, 800.0, 1000.0, 1100.0, inf, nan]
