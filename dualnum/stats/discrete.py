"""The discrete distributions."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.functions import xlogy
from dualnum.special.rules import RULES
from dualnum.stats import rules
from dualnum.stats.distributions import Discrete, both, log, where

_xlog1py = RULES["xlog1py"]


class _Poisson(Discrete):
    """Poisson's distribution with mean mu >= 0.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(lambda mu: dn.stats.poisson.logpmf(3, mu))(2.0)
    0.5
    """

    shapes = ("mu",)

    def _valid(self, mu: Any) -> Any:
        return mu >= 0

    def _logpmf(self, k: Any, mu: Any) -> Any:
        return rules.log_gamma_density(k + 1.0, mu)


poisson = _Poisson("poisson")


class _Binom(Discrete):
    """The number of successes, of probability p each, in n trials; n is whole and plain.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(lambda p: dn.stats.binom.logpmf(3, 4, p))(0.5)
    4.0
    """

    shapes = ("n", "p")
    whole = ("n",)

    def _valid(self, n: Any, p: Any) -> Any:
        return (n >= 0) & (n == np.floor(n)) & (p >= 0) & (p <= 1)

    def _last(self, n: Any, p: Any) -> Any:
        return n

    def _logpmf(self, k: Any, n: Any, p: Any) -> Any:
        inner = rules.log_beta_density(k + 1.0, where(k <= n, n - k, 0.0) + 1.0, p) - log(n + 1.0)
        none = where(k == 0, _xlog1py(n, -p) + 0.0, inner)  # no rounding of the binomial coefficient 1
        return where(both(k == n, k > 0), xlogy(n, p), none)


binom = _Binom("binom")


class _Nbinom(Discrete):
    """The number of failures before the n-th success of probability p; n need not be whole.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(lambda p: dn.stats.nbinom.logpmf(2, 3.0, p))(0.5)
    2.0
    """

    shapes = ("n", "p")

    def _valid(self, n: Any, p: Any) -> Any:
        return (n > 0) & (p > 0) & (p <= 1)

    def _logpmf(self, k: Any, n: Any, p: Any) -> Any:
        some = rules.log_beta_density(n, k + 1.0, p) + log(p) - log(n + k)
        return where(k == 0, n * log(p), some)


nbinom = _Nbinom("nbinom")
