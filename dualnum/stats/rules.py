"""What the densities and distribution functions are made of: rows like those of the special functions."""

from __future__ import annotations

import numpy as np

from dualnum._rule import Rule
from dualnum.special import gammas as gamma
from dualnum.special.plain import (
    Values,
    digamma,
    exp,
    expm1,
    hypot,
    log,
    log1p,
    logistic_slope,
    ratio,
    softplus,
    tanh,
    trigamma,
)
from dualnum.special.powers import log1p_square


def _log1mexp(x: Values) -> Values:
    """M. Maechler, Accurately computing log(1 - exp(-|a|)), 2012."""
    return np.where(x < 0.6931471805599453, log(-expm1(-x)), log1p(-exp(-x)))


def _laplace_tail(x: Values) -> Values:
    return 0.5 * exp(-np.abs(x))


# fmt: off
log_gamma_density = Rule(
    "log_gamma_density", "a x", "log of x^(a-1) exp(-x) / Gamma(a).",
    gamma.log_gamma_density,
    lambda a, x, f: (log(x) - digamma(a), ratio(a - 1, x) - 1),
    lambda a, x, f, da, dx: (-trigamma(a), 1 / x, -ratio(a - 1, x * x)))
log_beta_density = Rule(
    "log_beta_density", "a b x", "log of x^(a-1) (1-x)^(b-1) / B(a, b).",
    gamma.log_beta_density,
    lambda a, b, x, f: (
        log(x) + gamma.digamma_rise(a, b),
        log1p(-x) + gamma.digamma_rise(b, a),
        ratio(a - 1, x) - ratio(b - 1, 1 - x)),
    lambda a, b, x, f, da, db, dx: (
        -gamma.trigamma_fall(a, b), trigamma(a + b), 1 / x,
        -gamma.trigamma_fall(b, a), -1 / (1 - x),
        -ratio(a - 1, x * x) - ratio(b - 1, (1 - x) * (1 - x))))
log1p_of_square = Rule(
    "log1p_of_square", "x", "log(1 + x^2).",
    log1p_square,
    lambda x, f: 2 * (x / hypot(1.0, x)) / hypot(1.0, x),
    lambda x, f, d: 2 * (1 - x) / hypot(1.0, x) * ((1 + x) / hypot(1.0, x)) / hypot(1.0, x) / hypot(1.0, x))
log1mexp = Rule(
    "log1mexp", "x", "log(1 - exp(-x)) for x >= 0.",
    _log1mexp,
    lambda x, f: 1 / expm1(x),
    lambda x, f, d: -d * (1 + d))
log_logistic_density = Rule(
    "log_logistic_density", "x", "log of exp(-x) / (1 + exp(-x))^2.",
    lambda x: -softplus(x) - softplus(-x),
    lambda x, f: -tanh(0.5 * x),
    lambda x, f, d: -2 * logistic_slope(x))
laplace_cdf = Rule(
    "laplace_cdf", "x", "exp(x) / 2 for x <= 0, 1 - exp(-x) / 2 above.",
    lambda x: np.where(x > 0, 1 - _laplace_tail(x), _laplace_tail(x)),
    lambda x, f: _laplace_tail(x),
    lambda x, f, d: -np.sign(x) * d)
log_laplace_cdf = Rule(
    "log_laplace_cdf", "x", "The logarithm of laplace_cdf.",
    lambda x: np.where(x > 0, log1p(-_laplace_tail(x)), x + np.log(0.5)),
    lambda x, f: np.where(x > 0, 1 / (2 * exp(x) - 1), 1.0),
    lambda x, f, d: np.where(x > 0, -d * (1 + d), np.where(x == 0, -1.0, 0.0)))
