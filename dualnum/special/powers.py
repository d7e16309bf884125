"""Entropies, power transforms and losses: values, slopes and curvatures at plain numbers."""

from __future__ import annotations

import math

import numpy as np

from dualnum.special.plain import (
    Values,
    choose,
    exp,
    expm1,
    hypot,
    log,
    log1p,
    polynomial,
    ratio,
    unless,
    zero_at,
)


def log_ratio(x: Values, y: Values) -> Values:
    """log(x / y)."""
    near = np.abs(x - y) <= 0.5 * np.abs(y)
    quotient = x / y
    plain = np.where((quotient > 1e-300) & (quotient < 1e300), log(quotient), log(x) - log(y))
    return np.where(near, log1p((x - y) / y), plain)


def deviance(x: Values, y: Values) -> Values:
    """x log(x / y) - x + y for positive x, y.

    C. Loader, Fast and accurate computation of binomial probabilities, 2000: the function bd0.
    """
    v = (x - y) / (x + y)
    series = (x - y) * v + 2 * x * v * polynomial([0.0] + [1 / (2 * j + 1) for j in range(1, 11)], v * v)
    return np.where(np.abs(v) < 0.1, series, x * log_ratio(x, y) - x + y)


def log1p_square(x: Values) -> Values:
    """log(1 + x^2), which does not overflow."""
    x = np.abs(x)
    return np.where(x < 1e8, log1p(x * x), 2 * log(x))


def entropy(x: Values, y: Values, inside: Values, at_zero: Values) -> Values:
    """What is 0 or y at x = 0, and inf out of the domain."""
    f = np.where((x == 0) & (y >= 0), at_zero, np.where((x > 0) & (y > 0), inside, np.inf))
    return unless(np.isnan(x) | np.isnan(y), f)


def log_of_ratio(x: Values, y: Values) -> Values:
    """log(x / y) for x, y >= 0, else NaN."""
    return unless((x < 0) | (y < 0), np.where(y == 0, np.inf, log_ratio(x, y)))


def entropy_curvatures(x: Values, y: Values, f: Values) -> tuple[Values, ...]:
    c = 1 / np.abs(x), -1 / np.abs(y), ratio(x, y) / np.abs(y)
    return tuple(unless((x < 0) | (y < 0), part) for part in c)


# ---- power transforms ---------------------------------------------------------------------------------


def exprel(x: Values) -> Values:
    return np.where(x == 0, 1.0, expm1(x) / x)


def exprel_part(x: Values, order: int) -> Values:
    """Derivatives of (exp(x) - 1) / x: near 0 the sum of x^k / (k! (k + order + 1))."""

    def far(x: Values) -> Values:
        e = exp(x)
        d = (e - exprel(x)) / x
        return d if order == 1 else (e - 2 * d) / x

    terms = [1 / (math.factorial(k) * (k + order + 1)) for k in range(20)]
    return choose(np.abs(x) < 1, lambda x: polynomial(terms, x), far, x)


def log1p_over(t: Values, order: int) -> Values:
    """Derivatives of log(1 + t) / t: near 0 of the sum of (-t)^k / (k + 1)."""

    def far(t: Values) -> Values:
        f = np.where(t == 0, 1.0, log1p(t) / t)
        d = (1 / (1 + t) - f) / t
        return (f, d, (-1 / (1 + t) ** 2 - 2 * d) / t)[order]

    falling = [math.perm(k, order) for k in range(order, 38)]
    terms = [(-1) ** k * p / (k + 1) for k, p in enumerate(falling, order)]
    return far(t) if order == 0 else choose(np.abs(t) < 0.3, lambda t: polynomial(terms, t), far, t)


def boxcox(u: Values, p: Values) -> Values:
    """(exp(p u) - 1) / p, where u is the logarithm."""
    return np.where(np.isneginf(u) & (p > 0), -1 / p, u * exprel(np.where(p == 0, 0.0, p * u)))


def boxcox_slopes(u: Values, p: Values, f: Values) -> tuple[Values, Values]:
    at_zero = np.where(p > 0, 1 / (p * p), -np.inf)
    return exp(zero_at(p - 1, (p - 1) * u)), np.where(np.isneginf(u), at_zero, u * u * exprel_part(p * u, 1))


def boxcox_curvatures(u: Values, p: Values, f: Values) -> tuple[Values, Values, Values]:
    at_zero = np.where(p > 0, -2 / (p * p * p), -np.inf)
    power = exp(zero_at(p - 1, (p - 1) * u))
    return (
        zero_at(p - 1, (p - 1) * exp(zero_at(p - 2, (p - 2) * u))),
        zero_at(power, power * u),
        np.where(np.isneginf(u), at_zero, u * u * u * exprel_part(p * u, 2)),
    )


def inv_boxcox_slopes(y: Values, p: Values, f: Values) -> tuple[Values, Values]:
    return f / (1 + p * y), f * y * y * log1p_over(p * y, 1)


def inv_boxcox_curvatures(y: Values, p: Values, f: Values) -> tuple[Values, Values, Values]:
    t = 1 + p * y
    g, h = y * y * log1p_over(p * y, 1), y * y * y * log1p_over(p * y, 2)
    return f * (1 - p) / (t * t), f * (g / t - y / (t * t)), f * (g * g + h)


# ---- losses -------------------------------------------------------------------------------------------


def huber(delta: Values, r: Values) -> Values:
    return np.where(np.abs(r) <= delta, 0.5 * r * r, delta * (np.abs(r) - 0.5 * delta))


def huber_slopes(delta: Values, r: Values) -> tuple[Values, ...]:
    slopes = np.maximum(np.abs(r) - delta, 0.0), np.clip(r, -delta, delta)
    return tuple(unless(delta < 0, d) for d in slopes)


def huber_curvatures(delta: Values, r: Values) -> tuple[Values, ...]:
    """From the half beyond delta, which is shared at the seam."""
    beyond = unless(delta < 0, 0.5 * (1 + np.sign(np.abs(r) - delta)))
    return -beyond, beyond * np.sign(r), 1 - beyond


def _pseudo_huber_parts(delta: Values, r: Values) -> tuple[Values, ...]:
    """h = hypot(delta, r), sine r / h, cosine delta / h, and 1 - cosine."""
    h = hypot(delta, r)
    s, c = r / h, delta / h
    return h, s, c, s * s / (1 + c)


def pseudo_huber(delta: Values, r: Values) -> Values:
    h, _, _, q = _pseudo_huber_parts(delta, r)
    return zero_at(h, delta * h * q)


def pseudo_huber_slopes(delta: Values, r: Values) -> tuple[Values, ...]:
    h, s, _, q = _pseudo_huber_parts(delta, r)
    return tuple(unless(delta < 0, zero_at(h, d)) for d in (h * q * q, delta * s))


def pseudo_huber_curvatures(delta: Values, r: Values) -> tuple[Values, ...]:
    """NaN at delta = r = 0, where the direction counts."""
    _, s, c, q = _pseudo_huber_parts(delta, r)
    return tuple(unless(delta < 0, part) for part in (-q * q * (2 + c), s * s * s, c * c * c))
