"""Standard errors of estimates."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._derivatives import value_gradient_and_hessian
from dualnum.optimize._problem import EPS
from dualnum.optimize._variables import Variables, Vector

LARGEST_DECREMENT = 1e-3
"""Of g^T H^-1 g: by it, no parameter is further than 0.03 standard errors from the stationary point."""

SAME_COST = 1e-9
"""Up to this, relatively, a cost is half the sum of squares."""


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
        dualnum's or scipy's. Without `f` it must have a Hessian (of dualnum's newton, or scipy's dogleg,
        trust-exact and trust-ncg), or the residuals and Jacobian of least squares.
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
        If the result is no success, has nothing to take errors from, has parameters on their bounds, if the
        Hessian H is not positive definite, or if x is not a stationary point: where the gradient g gives
        g^T H^-1 g > 0.001, that is where x is more than 0.03 standard errors from where the gradient, by
        H, vanishes. So it is on bounds and constraints.

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
        return variables.restore(_of_curvature(*_parts(variables, f, args, chunk_size)))
    n = variables.start.size
    residuals, jac, hess = (_entry(result, name) for name in ("fun", "jac", "hess"))
    if hess is not None:
        grad = _entry(result, "grad")  # trust-constr calls it so; its jac is of the constraints
        slopes = variables.gradient("jac", jac if grad is None else grad)
        return variables.restore(_of_curvature(slopes, _dense(hess, n).reshape(n, n)))
    cost = _entry(result, "cost")
    if cost is None or len(getattr(jac, "shape", ())) != 2:
        raise errors.no_curvature()
    residuals, jac = np.array(residuals, dtype=np.float64), _dense(jac, n)
    half = 0.5 * float(residuals @ residuals)
    if _entry(result, "loss") is not None or abs(cost - half) > SAME_COST * max(cost, half):
        raise errors.robust_loss(_entry(result, "loss"))
    mask = _entry(result, "active_mask")
    active = np.flatnonzero(mask if mask is not None else ())
    if active.size:
        raise errors.on_bounds(active.tolist())
    return variables.restore(np.sqrt(np.diagonal(covariance(residuals, jac, absolute_sigma))))


def _entry(result: Any, name: str) -> Any:
    return result.get(name) if isinstance(result, dict) else getattr(result, name, None)


def _dense(a: Any, n: int) -> Vector:
    """A matrix with n columns, sparse or a LinearOperator maybe, as an array."""
    full = a.toarray() if hasattr(a, "toarray") else a @ np.eye(n) if hasattr(a, "matvec") else a
    return np.array(full, dtype=np.float64)


def _parts(variables: Variables, f: Any, args: Any, chunk_size: int | None) -> tuple[Vector, Vector]:
    """Gradient and Hessian."""
    if not callable(f):
        raise errors.not_callable("standard_errors", f)
    args = args if isinstance(args, tuple) else (args,)
    g = f
    if variables.is_number:
        g = lambda x, *args: f(x[0], *args)  # noqa: E731
    second = value_gradient_and_hessian("standard_errors", variables.of_vector(g), 0, chunk_size)
    _, slopes, table = second(variables.start, *args)
    return np.asarray(slopes), np.asarray(table)


def _of_curvature(grad: Vector, hess: Vector) -> Vector:
    """Through the matrix scaled to a unit diagonal, so that the units of the parameters do not matter."""
    diagonal = np.diagonal(hess)
    if not (np.isfinite(hess).all() and np.isfinite(grad).all()):
        raise errors.bad_curvature("is not finite")
    if np.min(diagonal) <= 0.0:
        raise errors.bad_curvature(f"has the diagonal {diagonal}")
    scale = 1.0 / np.sqrt(diagonal)
    values, vectors = np.linalg.eigh(hess * scale[:, None] * scale)
    if values[0] <= values.size * EPS * values[-1]:
        raise errors.bad_curvature(f"has, with its diagonal scaled to 1, the eigenvalues {values}")
    decrement = float(np.sum(((grad * scale) @ vectors) ** 2 / values))
    if decrement > LARGEST_DECREMENT:
        raise errors.not_stationary(decrement)
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
