"""Weibull regression with censoring on the leukaemia data, with derivatives by hand and the published fit.

The model of dualnum.demo.weibull, whose data these are, for whole arrays: the logarithm of a remission
time is ``intercept + placebo * treated + scale * W``, where W has the standard smallest extreme value
distribution; Kalbfleisch, Prentice, The Statistical Analysis of Failure Time Data (2002), section 3.6.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from dualnum.demo.weibull import read_patients

Array = np.ndarray[Any, Any]

START = np.array([3.0, 0.0, 0.0])
"""Intercept, placebo, log(scale): some mean of the log-weeks, no effect, and exponential times."""


class Fit(NamedTuple):
    """Estimates and standard errors of intercept, placebo and log(scale), and the log-likelihood."""

    estimates: tuple[float, float, float]
    standard_errors: tuple[float, float, float]
    log_likelihood: float


@functools.cache
def leukemia() -> tuple[Array, Array, Array]:
    """Of each patient: the logarithm of the weeks, 1 for placebo and 0 for 6-MP, 1 if relapsed."""
    _, patients = read_patients()
    log_weeks, placebo, relapsed = np.array(patients, dtype=float).T
    return log_weeks, placebo, relapsed


def negative_log_likelihood_in(xp: Any) -> Callable[..., Any]:
    """Built for a module like NumPy: ``f(params, log_weeks, placebo, relapsed)``."""

    def f(params: Any, log_weeks: Any, placebo: Any, relapsed: Any) -> Any:
        intercept, effect, log_scale = params
        z = (log_weeks - intercept - effect * placebo) * xp.exp(-log_scale)
        return xp.sum(xp.exp(z)) - xp.sum(relapsed * (z - log_scale - log_weeks))

    return f


negative_log_likelihood = negative_log_likelihood_in(np)


def gradient_by_hand(params: Any, log_weeks: Array, placebo: Array, relapsed: Array) -> Array:
    slopes, hazard = _parts(params, log_weeks, placebo)
    return np.asarray(slopes @ (hazard - relapsed) + np.array([0.0, 0.0, np.sum(relapsed)]))


def hessian_by_hand(params: Any, log_weeks: Array, placebo: Array, relapsed: Array) -> Array:
    """The curvature of exp(z) along the slopes of z, and the curvatures of z times the excess hazard.

    z is ``(log_weeks - intercept - effect * placebo) * exp(-log_scale)``: its second derivatives are its
    slopes with the sign turned where log(scale) takes part, and 0 elsewhere.
    """
    slopes, hazard = _parts(params, log_weeks, placebo)
    hessian = (slopes * hazard) @ slopes.T
    with_scale = -slopes @ (hazard - relapsed)
    hessian[2] += with_scale
    hessian[:2, 2] += with_scale[:2]
    return np.asarray(hessian)


def _parts(params: Any, log_weeks: Array, placebo: Array) -> tuple[Array, Array]:
    """Of each patient, the slopes of z in the three parameters, and the cumulative hazard exp(z)."""
    intercept, effect, log_scale = params
    rate = np.exp(-log_scale)
    z = (log_weeks - intercept - effect * placebo) * rate
    return np.stack([-rate * np.ones_like(z), -rate * placebo, -z]), np.exp(z)


# ---- the fit -----------------------------------------------------------------------------------------------

PUBLISHED = Fit((3.516, -1.267, -0.312), (0.252, 0.311, 0.147), -106.6)
"""R's survreg(Surv(weeks, relapse) ~ treatment, dist = "weibull"), to the digits it prints."""

FIT = Fit(
    (3.51568694649581838, -1.26733458741907641, -0.311709220931071507),
    (0.251781019724643508, 0.310639935975677526, 0.147291882577643453),
    -106.579491581563909,
)
"""The same by Newton's method in 50-digit arithmetic (mpmath); the errors are from the inverse Hessian."""
