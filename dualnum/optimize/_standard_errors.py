"""Standard errors of estimates."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors, transforms
from dualnum.optimize._trust import EPS
from dualnum.optimize._variables import Variables, Vector


def standard_errors(
    result: Any,
    f: Any = None,
    args: Any = (),
    *,
    absolute_sigma: bool = False,
    require_success: bool = True,
    chunk_size: int | None = None,
) -> Any:
    """Standard errors of what a likelihood or least-squares fit has found.

    Of maximum-likelihood estimates they are the square roots of the diagonal of the inverse Hessian of the
    negative log-likelihood; of least squares with residuals r and Jacobian J, of s^2 (J^T J)^-1, where
    s^2 = r^T r / (m - n).

    Parameters
    ----------
    result : OptimizeResult
        dualnum's or scipy's. Without `f` it must have a Hessian (of dualnum's newton, or scipy's methods
        that use it), or the residuals and Jacobian of least squares.
    f : callable, optional
        The negative log-likelihood, ``f(x, *args)``, whose exact Hessian is then taken at ``result.x``.
    args : tuple
        Further arguments of `f`.
    absolute_sigma : bool
        Whether the residuals are in units of known standard deviations, so that s = 1.
    require_success : bool
        Whether to refuse results that are no success.
    chunk_size : int, optional
        Directions a pass.

    Returns
    -------
    float, ndarray or structure
        A standard error for each number, in the form of ``result.x``.

    Raises
    ------
    ValueError
        If the result is no success, has nothing to take errors from, has parameters on their bounds,
        or if the Hessian is not positive definite.

    References
    ----------
    .. [1] Y. Pawitan, In All Likelihood, Oxford University Press (2001), sections 2.5 and 9.
    .. [2] D. M. Bates and D. G. Watts, Nonlinear Regression Analysis and Its Applications, Wiley (1988),
       section 2.3.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> waits = np.array([1.0, 2.0, 3.0, 6.0])
    >>> found = dn.optimize.newton(lambda rate: rate * np.sum(waits) - waits.size * np.log(rate), 0.2)
    >>> round(found.x, 6), round(dn.optimize.standard_errors(found), 6)
    (0.333333, 0.166667)
    """
    x = _entry(result, "x")
    if x is None:
        raise errors.no_result(result)
    if require_success and not _entry(result, "success"):
        raise errors.unsuccessful_result(_entry(result, "message"))
    variables = Variables("standard_errors", x)
    if f is not None:
        return variables.restore(_of_hessian(_hessian(variables, f, args, chunk_size)))
    n = variables.start.size
    residuals, jac, hess = (_entry(result, name) for name in ("fun", "jac", "hess"))
    if hess is not None:
        return variables.restore(_of_hessian(np.array(hess, dtype=np.float64).reshape(n, n)))
    if _entry(result, "cost") is None or np.ndim(jac) != 2:
        raise errors.no_curvature()
    if _entry(result, "loss") is not None:
        raise errors.robust_loss(_entry(result, "loss"))
    active = np.flatnonzero(
        _entry(result, "active_mask") if _entry(result, "active_mask") is not None else ()
    )
    if active.size:
        raise errors.on_bounds(active.tolist())
    return variables.restore(
        np.sqrt(np.diagonal(covariance(np.array(residuals), np.array(jac), absolute_sigma)))
    )


def _entry(result: Any, name: str) -> Any:
    return result.get(name) if isinstance(result, dict) else getattr(result, name, None)


def _hessian(variables: Variables, f: Any, args: Any, chunk_size: int | None) -> Vector:
    if not callable(f):
        raise errors.not_callable("standard_errors", f)
    args = args if isinstance(args, tuple) else (args,)
    x: Any = variables.start
    g = f
    if variables.is_number:
        g = lambda x, *args: f(x[0], *args)  # noqa: E731
    second = transforms._second_order("standard_errors", variables.of_vector(g), 0, chunk_size)
    return np.asarray(second(x, *args)[2])


def _of_hessian(hess: Vector) -> Vector:
    """Through the matrix scaled to a unit diagonal, so that the units of the parameters do not matter."""
    diagonal = np.diagonal(hess)
    if not np.isfinite(hess).all():
        raise errors.bad_curvature("is not finite")
    if np.min(diagonal) <= 0.0:
        raise errors.bad_curvature(f"has the diagonal {diagonal}")
    scale = 1.0 / np.sqrt(diagonal)
    values, vectors = np.linalg.eigh(hess * scale[:, None] * scale)
    if values[0] <= values.size * EPS * values[-1]:
        raise errors.bad_curvature(f"has, with its diagonal scaled to 1, the eigenvalues {values}")
    return np.asarray(scale * np.sqrt(np.sum(vectors**2 / values, axis=1)))


def covariance(residuals: Vector, jac: Vector, absolute: bool) -> Vector:
    """Covariance of what least squares has found, s^2 (J^T J)^-1, by the SVD of J with scaled columns."""
    m, n = jac.shape
    if m <= n and not absolute:
        raise errors.no_freedom(m, n)
    sizes = np.sqrt(np.sum(jac**2, axis=0))
    if not np.isfinite(sizes).all():
        raise errors.bad_curvature("is not finite")
    if not sizes.all():
        raise errors.bad_curvature(f"has no slope in the parameters {np.flatnonzero(sizes == 0.0).tolist()}")
    _, values, vectors = np.linalg.svd(jac / sizes, full_matrices=False)
    if values.size < n or values[-1] <= max(m, n) * EPS * values[0]:
        raise errors.bad_curvature(f"has, with columns scaled to 1, the singular values {values}")
    s = 1.0 if absolute else np.sqrt(residuals @ residuals / (m - n))
    roots = s / sizes[:, None] * (vectors.T / values)
    return np.asarray(roots @ roots.T)
