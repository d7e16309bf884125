"""Distributions with first and second derivatives, named as in scipy.stats.

Continuous ones have ``logpdf, pdf, logcdf, cdf, logsf, sf`` of ``(x, shapes ..., loc=0, scale=1)``,
discrete ones ``logpmf, pmf`` of ``(k, shapes ..., loc=0)``. Every argument may be a number or an array,
plain or dual, but for k and loc of the discrete ones. Outside of the support the slopes are 0; at an end
of it those of a distribution function, and of a density that is 0 there, are the mean of both sides. A
density that jumps has the inner slopes: its value there is the inner one, and only that side has slopes;
so it is with the logarithms of densities. Invalid parameters give NaN.

Refused by name are the derivatives of the distribution functions of `t`, `gamma`, `chi2` and `beta` in
their shape parameters. These need SciPy for their values, the others do not.

Examples
--------
>>> import numpy as np
>>> import dualnum as dn
>>> from dualnum import stats
>>> dn.derivative(lambda s: stats.norm.logpdf(2.0, 0.0, s))(1.0)
3.0
>>> dn.derivative(stats.norm.cdf, order=2)(np.array([0.0, 1.0])).round(6)
array([ 0.      , -0.241971])
"""

from __future__ import annotations

from dualnum.stats.continuous import (
    beta,
    cauchy,
    chi2,
    expon,
    gamma,
    laplace,
    logistic,
    lognorm,
    norm,
    t,
    uniform,
    weibull_min,
)
from dualnum.stats.discrete import binom, nbinom, poisson
from dualnum.stats.multivariate import dirichlet, multivariate_normal

__all__ = [
    "beta", "binom", "cauchy", "chi2", "dirichlet", "expon", "gamma", "laplace", "logistic", "lognorm",
    "multivariate_normal", "nbinom", "norm", "poisson", "t", "uniform", "weibull_min",
]  # fmt: skip
