"""The continuous distributions: formulas of the standard ones inside their supports."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.functions import arctan2, expit, gammaln, softplus, xlogy
from dualnum.special.plain import LOG_2PI
from dualnum.special.rules import RULES
from dualnum.stats import rules
from dualnum.stats.distributions import Continuous, both, exp, expm1, log, log1p, power, where

_betaln, _log_ndtr, _ndtr = RULES["betaln"], RULES["log_ndtr"], RULES["ndtr"]
_gammainc, _gammaincc, _stdtr = RULES["gammainc"], RULES["gammaincc"], RULES["stdtr"]
_betainc, _betaincc = RULES["betainc"], RULES["betaincc"]

# ---- on the whole line --------------------------------------------------------------------------------


class _Norm(Continuous):
    """The normal distribution with mean `loc` and standard deviation `scale`.

    Examples
    --------
    >>> from dualnum import Dual, stats
    >>> stats.norm.logsf(Dual(-40.0, 1.0))
    Dual(-0.0, 0.0)
    """

    def _logpdf(self, z: Any) -> Any:
        return -0.5 * (z * z) - 0.5 * LOG_2PI

    def _cdf(self, z: Any) -> Any:
        return _ndtr(z)

    def _sf(self, z: Any) -> Any:
        return _ndtr(-z)

    def _logcdf(self, z: Any) -> Any:
        return _log_ndtr(z)

    def _logsf(self, z: Any) -> Any:
        return _log_ndtr(-z)


norm = _Norm("norm")


class _T(Continuous):
    """Student's distribution with `df` degrees of freedom, which may be infinite.

    Examples
    --------
    >>> import dualnum as dn
    >>> from dualnum import stats
    >>> print(f"{dn.derivative(lambda df: stats.t.logpdf(2.0, df))(3.0):.12f}")
    -0.016216035348
    """

    shapes = ("df",)
    fixed = ("df",)

    def _logpdf(self, z: Any, df: Any) -> Any:
        normal = df == np.inf
        n = where(normal, 1.0, df)
        student = -_betaln(0.5 * n, 0.5) - 0.5 * log(n) - 0.5 * (n + 1.0) * rules.log1p_of_square(z / n**0.5)
        near = both(n >= 1e4, z * z <= 1e-3 * n)
        student = where(near, self._near_normal(where(near, z, 0.0), where(near, n, 1e4)), student)
        return where(normal, norm._logpdf(z), student)

    def _near_normal(self, z: Any, n: Any) -> Any:
        """For large n and small w = z^2 / n: series in 1/n and w, where the closed form has differences."""
        w = z * z / n
        terms = ((-1.0) ** m * power(w, m) * (1.0 / m - z * z / (m + 1)) for m in range(5, 0, -1))
        return 0.5 * sum(terms) - 0.25 / n + 1.0 / (24.0 * power(n, 3.0)) + norm._logpdf(z)

    def _cdf(self, z: Any, df: Any) -> Any:
        return _stdtr(df, z)

    def _sf(self, z: Any, df: Any) -> Any:
        return _stdtr(df, -z)


t = _T("t")


class _Laplace(Continuous):
    """Laplace's distribution, exp(-|x|) / 2.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(dn.stats.laplace.cdf)(0.0)
    0.5
    """

    def _logpdf(self, z: Any) -> Any:
        return -abs(z) - np.log(2.0)

    def _cdf(self, z: Any) -> Any:
        return rules.laplace_cdf(z)

    def _sf(self, z: Any) -> Any:
        return rules.laplace_cdf(-z)

    def _logcdf(self, z: Any) -> Any:
        return rules.log_laplace_cdf(z)

    def _logsf(self, z: Any) -> Any:
        return rules.log_laplace_cdf(-z)


laplace = _Laplace("laplace")


class _Logistic(Continuous):
    """The logistic distribution, whose distribution function is `expit`.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(dn.stats.logistic.logcdf)(-1000.0)
    1.0
    """

    def _logpdf(self, z: Any) -> Any:
        return rules.log_logistic_density(z)

    def _cdf(self, z: Any) -> Any:
        return expit(z)

    def _sf(self, z: Any) -> Any:
        return expit(-z)

    def _logcdf(self, z: Any) -> Any:
        return -softplus(-z)

    def _logsf(self, z: Any) -> Any:
        return -softplus(z)


logistic = _Logistic("logistic")


class _Cauchy(Continuous):
    """Cauchy's distribution, 1 / (pi (1 + x^2)).

    Examples
    --------
    >>> import dualnum as dn
    >>> print(f"{dn.derivative(dn.stats.cauchy.logpdf)(1e200):.3g}")
    -2e-200
    """

    def _logpdf(self, z: Any) -> Any:
        return -rules.log1p_of_square(z) - np.log(np.pi)

    def _cdf(self, z: Any) -> Any:
        return arctan2(1.0, -z) / np.pi

    def _sf(self, z: Any) -> Any:
        return arctan2(1.0, z) / np.pi


cauchy = _Cauchy("cauchy")


# ---- on the half line ---------------------------------------------------------------------------------


class _Expon(Continuous):
    """The exponential distribution with mean `scale`.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(lambda s: dn.stats.expon.logpdf(3.0, scale=s))(2.0)
    0.25
    """

    support = (0.0, np.inf)

    def _logpdf(self, z: Any) -> Any:
        return -z

    def _cdf(self, z: Any) -> Any:
        return -expm1(-z)

    def _sf(self, z: Any) -> Any:
        return exp(-z)

    def _logcdf(self, z: Any) -> Any:
        return rules.log1mexp(z)

    def _logsf(self, z: Any) -> Any:
        return -z


expon = _Expon("expon")


class _WeibullMin(Continuous):
    """Weibull's distribution with shape c.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(lambda c: dn.stats.weibull_min.logsf(1.0, c))(2.0)
    0.0
    """

    shapes = ("c",)
    support = (0.0, np.inf)

    def _logpdf(self, z: Any, c: Any) -> Any:
        return log(c) + xlogy(c - 1.0, z) - power(z, c)

    def _edge(self, z: Any, c: Any) -> Any:
        return c * power(z, c - 1.0) * exp(-power(z, c))

    def _cdf(self, z: Any, c: Any) -> Any:
        return -expm1(-power(z, c))

    def _sf(self, z: Any, c: Any) -> Any:
        return exp(-power(z, c))

    def _logcdf(self, z: Any, c: Any) -> Any:
        return rules.log1mexp(power(z, c))

    def _logsf(self, z: Any, c: Any) -> Any:
        return -power(z, c)


weibull_min = _WeibullMin("weibull_min")


class _Gamma(Continuous):
    """The gamma distribution with shape a.

    Examples
    --------
    >>> import dualnum as dn
    >>> print(f"{dn.derivative(lambda a: dn.stats.gamma.logpdf(2.0, a))(1.0):.12f}")
    1.270362845461
    """

    shapes = ("a",)
    support = (0.0, np.inf)
    fixed = ("a",)

    def _logpdf(self, z: Any, a: Any) -> Any:
        return rules.log_gamma_density(a, z)

    def _edge(self, z: Any, a: Any) -> Any:
        return power(z, a - 1.0) * exp(-z - gammaln(a))

    def _cdf(self, z: Any, a: Any) -> Any:
        return _gammainc(a, z)

    def _sf(self, z: Any, a: Any) -> Any:
        return _gammaincc(a, z)


gamma = _Gamma("gamma")


class _Chi2(Continuous):
    """The chi-square distribution with `df` degrees of freedom.

    Examples
    --------
    >>> import dualnum as dn
    >>> print(f"{dn.derivative(dn.stats.chi2.sf)(1.0, 2.0):.12f}")
    -0.303265329856
    """

    shapes = ("df",)
    support = (0.0, np.inf)
    fixed = ("df",)

    def _logpdf(self, z: Any, df: Any) -> Any:
        return gamma._logpdf(0.5 * z, 0.5 * df) - np.log(2.0)

    def _edge(self, z: Any, df: Any) -> Any:
        return 0.5 * gamma._edge(0.5 * z, 0.5 * df)

    def _cdf(self, z: Any, df: Any) -> Any:
        return gamma._cdf(0.5 * z, 0.5 * df)

    def _sf(self, z: Any, df: Any) -> Any:
        return gamma._sf(0.5 * z, 0.5 * df)


chi2 = _Chi2("chi2")


class _Lognorm(Continuous):
    """The distribution of exp(s y), y normal.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(lambda s: dn.stats.lognorm.logpdf(1.0, s))(2.0)
    -0.5
    """

    shapes = ("s",)
    support = (0.0, np.inf)
    open = True

    def _logpdf(self, z: Any, s: Any) -> Any:
        return norm._logpdf(log(z) / s) - log(s) - log(z)

    def _cdf(self, z: Any, s: Any) -> Any:
        return norm._cdf(log(z) / s)

    def _sf(self, z: Any, s: Any) -> Any:
        return norm._sf(log(z) / s)

    def _logcdf(self, z: Any, s: Any) -> Any:
        return norm._logcdf(log(z) / s)

    def _logsf(self, z: Any, s: Any) -> Any:
        return norm._logsf(log(z) / s)


lognorm = _Lognorm("lognorm")


# ---- on an interval -----------------------------------------------------------------------------------


class _Uniform(Continuous):
    """The uniform distribution from `loc` to `loc` + `scale`.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(dn.stats.uniform.cdf)(0.3), dn.derivative(dn.stats.uniform.cdf)(0.0)
    (1.0, 0.5)
    """

    support = (0.0, 1.0)

    def _logpdf(self, z: Any) -> Any:
        return 0.0 * z

    def _cdf(self, z: Any) -> Any:
        return z

    def _sf(self, z: Any) -> Any:
        return 1.0 - z

    def _logcdf(self, z: Any) -> Any:
        return log(z)

    def _logsf(self, z: Any) -> Any:
        return log1p(-z)


uniform = _Uniform("uniform")


class _Beta(Continuous):
    """The beta distribution with shapes a, b.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.grad(lambda p: dn.stats.beta.logpdf(0.5, p[0], p[1]))([1.0, 1.0]) == [1 - dn.log(2.0)] * 2
    True
    """

    shapes = ("a", "b")
    support = (0.0, 1.0)
    fixed = ("a", "b")

    def _logpdf(self, z: Any, a: Any, b: Any) -> Any:
        return rules.log_beta_density(a, b, z)

    def _edge(self, z: Any, a: Any, b: Any) -> Any:
        return power(z, a - 1.0) * power(1.0 - z, b - 1.0) * exp(-_betaln(a, b))

    def _cdf(self, z: Any, a: Any, b: Any) -> Any:
        return _betainc(a, b, z)

    def _sf(self, z: Any, a: Any, b: Any) -> Any:
        return _betaincc(a, b, z)


beta = _Beta("beta")
