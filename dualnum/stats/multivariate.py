"""Distributions of vectors: the multivariate normal and the Dirichlet distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._rule import value_of
from dualnum.functions import gammaln, log, xlogy
from dualnum.special.plain import LOG_2PI
from dualnum.stats.distributions import exp_of_density, operand


def _shape(x: Any) -> tuple[int, ...]:
    return np.shape(value_of(x))


class _MultivariateNormal:
    """The normal distribution of vectors.

    ``logpdf`` and ``pdf`` take points x of shape (..., d), the mean, of shape (d,) or a number, and the
    covariance: a matrix of shape (d, d), its diagonal, or a number for a multiple of the identity.

    Examples
    --------
    >>> import numpy as np
    >>> from dualnum import stats
    >>> x, cov = np.array([1.0, 2.0]), np.array([[2.0, 0.3], [0.3, 0.5]])
    >>> print(f"{stats.multivariate_normal.logpdf(x, np.zeros(2), cov):.12f}")
    -5.801710737663
    """

    def logpdf(self, x: Any, mean: Any = None, cov: Any = 1.0) -> Any:
        """The logarithm of the density at x, by Cholesky's decomposition of the covariance.

        Raises
        ------
        numpy.linalg.LinAlgError
            If the covariance is not positive definite.
        """
        x, cov, mean = operand(x), operand(cov), operand(0.0 if mean is None else mean)
        shape, form, centre = _shape(x), _shape(cov), _shape(mean)
        d = (*centre, *form, 1)[-2] if centre or form else 1
        if len(form) < 2:
            cov = np.reshape(cov, (-1, 1)) * np.eye(d)
        if _shape(cov) != (d, d) or centre not in ((), (d,)):
            raise errors.bad_parts("mean and covariance", f"({d},) and ({d}, {d})", f"{centre} and {form}")
        shape = shape if shape[-1:] == (d,) else (*shape, 1)
        if shape[-1] != d:
            raise errors.bad_parts("x", f"(..., {d})", str(_shape(x)))
        root = np.linalg.cholesky(0.5 * (cov + np.transpose(cov)))  # slopes in both triangles
        y = np.linalg.solve(root, np.reshape(np.reshape(x, shape) - mean, (-1, d)).T)
        squares = np.reshape(np.sum(y * y, axis=0), shape[:-1])
        return -0.5 * (d * LOG_2PI + squares) - np.sum(log(np.diagonal(root)))

    def pdf(self, x: Any, mean: Any = None, cov: Any = 1.0) -> Any:
        """The density at x."""
        return exp_of_density(self.logpdf(x, mean, cov))


class _Dirichlet:
    """Dirichlet's distribution on vectors that sum to 1.

    ``logpdf`` and ``pdf`` take points x of shape (K, ...) and concentrations alpha of shape (K,); the last
    component of x may be left out. The components of x are differentiated as if they were independent.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> alpha = np.array([1.0, 2.0, 3.0])
    >>> dn.grad(lambda x: dn.stats.dirichlet.logpdf(x, alpha))(np.array([0.25, 0.25, 0.5]))
    array([0., 4., 4.])
    """

    def logpdf(self, x: Any, alpha: Any) -> Any:
        """The logarithm of the density at x.

        Raises
        ------
        ValueError
            If alpha is not positive, or x not on the simplex.
        """
        x, alpha = operand(x), operand(alpha)
        if len(_shape(alpha)) != 1 or not np.all(value_of(alpha) > 0):
            raise errors.ArgumentError("dirichlet needs a vector of positive numbers alpha")
        (n,), shape = _shape(alpha), _shape(x)
        if shape[:1] == (n - 1,):
            x = np.concatenate([x, np.reshape(1.0 - np.sum(x, axis=0), (1, *shape[1:]))])
        elif shape[:1] != (n,):
            raise errors.bad_parts("x", f"({n}, ...) or ({n - 1}, ...)", str(shape))
        plain = value_of(x)
        if np.any(plain < 0) or np.any(abs(np.sum(plain, axis=0) - 1) > 1e-9):
            raise errors.ArgumentError("dirichlet needs x whose components are not negative and sum to 1")
        weights = np.reshape(alpha - 1.0, (n, *[1] * (len(shape) - 1)))
        scale = gammaln(np.sum(alpha)) - np.sum(gammaln(alpha))
        return np.sum(xlogy(weights, x), axis=0) + scale

    def pdf(self, x: Any, alpha: Any) -> Any:
        """The density at x."""
        return exp_of_density(self.logpdf(x, alpha))


multivariate_normal = _MultivariateNormal()
dirichlet = _Dirichlet()
