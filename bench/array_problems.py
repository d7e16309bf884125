"""The problems written for arrays: NumPy code on a parameter array, data as further arguments.

Each function takes everything it calls from ``xp``, NumPy itself or a peer's module like it,
and keeps to what they all have: no assignment into arrays, no keywords.
"""

from typing import Any

import numpy as np

from bench.problems import Function, Kind, Problem


def weibull(xp: Any) -> Function:
    """Negative log-likelihood of lifetimes, some censored: total hazard less the log hazards of failures.

    ``theta`` is shape and scale; ``log_t`` the logarithms of the times, ``failed`` 1.0 for a
    failure and 0.0 for a time at which the unit still ran.
    """

    def f(theta: Any, log_t: Any, failed: Any) -> Any:
        shape, scale = theta
        z = log_t - xp.log(scale)
        log_hazard = xp.log(shape) - xp.log(scale) + (shape - 1) * z
        return xp.sum(xp.exp(shape * z)) - xp.sum(failed * log_hazard)

    return f


def weibull_by_hand(theta: Any, log_t: Any, failed: Any) -> tuple[Any, Any]:
    """Value and gradient of the Weibull likelihood."""
    shape, scale = theta
    z = log_t - np.log(scale)
    hazard = np.exp(shape * z)
    excess, failures, along = hazard - failed, np.sum(failed), failed @ z
    value = np.sum(hazard) - failures * np.log(shape / scale) - (shape - 1) * along
    return value, np.array([excess @ z - failures / shape, -shape / scale * np.sum(excess)])


def broyden(xp: Any) -> Function:
    """Broyden's tridiagonal residual: More, Garbow, Hillstrom (1981), function 30."""

    def f(x: Any) -> Any:
        zero = xp.zeros(1)
        padded = xp.concatenate((zero, x, zero))
        return (3 - 2 * x) * x + 1 - padded[:-2] - 2 * padded[2:]

    return f


def broyden_by_hand(x: Any) -> tuple[Any, Any]:
    """Residual and dense Jacobian."""
    n = len(x)
    entries = np.zeros(n * n)
    entries[:: n + 1], entries[1 :: n + 1], entries[n :: n + 1] = 3 - 4 * x, -2, -1
    return broyden(np)(x), entries.reshape(n, n)


def logistic(xp: Any) -> Function:
    """Negative log-likelihood of logistic regression; the labels are 1 and -1."""

    def f(beta: Any, features: Any, labels: Any) -> Any:
        return xp.sum(xp.log1p(xp.exp(-labels * (features @ beta))))

    return f


def logistic_by_hand(beta: Any, features: Any, labels: Any) -> tuple[Any, Any, Any]:
    """Value, gradient and Hessian of logistic regression."""
    e = np.exp(-labels * (features @ beta))
    p = e / (1 + e)
    return np.sum(np.log1p(e)), -(labels * p) @ features, features.T * (p * (1 - p)) @ features


def gaussian_process(xp: Any) -> Function:
    """Negative log-likelihood of a Gaussian process: ``theta`` is length scale and noise."""

    def f(theta: Any, squares: Any, y: Any) -> Any:
        length, noise = theta
        k = xp.exp(-0.5 * squares / (length * length)) + noise * noise * xp.eye(len(y))
        return 0.5 * (y @ xp.linalg.solve(k, y) + xp.linalg.slogdet(k)[1])

    return f


def gaussian_process_by_hand(theta: Any, squares: Any, y: Any) -> tuple[Any, Any]:
    """Value and gradient: Rasmussen, Williams (2006), equation 5.9."""
    length, noise = theta
    signal = np.exp(-0.5 * squares / (length * length))
    inverse = np.linalg.inv(signal + noise * noise * np.eye(len(y)))
    alpha = inverse @ y
    pull = inverse - alpha[:, None] * alpha
    slopes = [np.sum(pull * signal * squares) / (2 * length**3), noise * np.trace(pull)]
    return 0.5 * (y @ alpha - np.linalg.slogdet(inverse)[1]), np.array(slopes)


def group_means(xp: Any) -> Function:
    """Means of groups, drawn towards the mean of them: fancy indexing and reductions."""

    def f(theta: Any, group: Any, y: Any) -> Any:
        residual, spread = y - theta[group], theta - xp.mean(theta)
        return xp.sum(residual * residual) + 10 * xp.sum(spread * spread)

    return f


def group_means_by_hand(theta: Any, group: Any, y: Any) -> tuple[Any, Any]:
    """Value and gradient of the group means."""
    residual, spread = y - theta[group], theta - np.mean(theta)
    slopes = 20 * spread - 2 * np.bincount(group, residual, len(theta))
    return residual @ residual + 10 * (spread @ spread), slopes


def rank_one(xp: Any) -> Function:
    """The outer product nearest to a table: (n, 1) times (1, m)."""

    def f(theta: Any, table: Any) -> Any:
        n = len(table)
        residual = table - theta[:n, None] * theta[None, n:]
        return xp.sum(residual * residual)

    return f


def rank_one_by_hand(theta: Any, table: Any) -> tuple[Any, Any]:
    """Value and gradient of the rank-one fit."""
    n = len(table)
    u, v = theta[:n], theta[n:]
    residual = table - np.outer(u, v)
    return np.sum(residual * residual), -2 * np.concatenate((residual @ v, u @ residual))


def on_arrays(
    name: str,
    kind: Kind,
    make: Function,
    point: Any,
    by_hand: Function,
    data: tuple[Any, ...] = (),
    elementwise: bool = False,
) -> Problem:
    """A problem of NumPy code."""
    return Problem(
        name, kind, make, np.asarray(point), by_hand, data=data, arrays=True, elementwise=elementwise
    )


def weibull_likelihood(n: int) -> Problem:
    """The Weibull problem: n units of shape 1.5 and scale 2, watched for 3; seen from (1.3, 2.5)."""
    t = 2 * np.random.default_rng(1).exponential(size=n) ** (1 / 1.5)
    data = np.log(np.minimum(t, 3.0)), (t <= 3.0).astype(float)
    name = f"Weibull likelihood, {n:,} points"
    return on_arrays(name, "gradient", weibull, [1.3, 2.5], weibull_by_hand, data, elementwise=True)


def broyden_jacobian(n: int) -> Problem:
    """The dense Jacobian of Broyden's residual in n variables."""
    name = f"Broyden Jacobian, n = {n}"
    return on_arrays(name, "jacobian", broyden, -0.5 - np.arange(n) / n, broyden_by_hand)


def logistic_hessian(n: int, m: int) -> Problem:
    """The Hessian of logistic regression of n labels on m features."""
    random = np.random.default_rng(2)
    features, labels = random.normal(size=(n, m)), random.choice([-1.0, 1.0], size=n)
    name, beta = f"logistic regression Hessian, {n} x {m}", np.linspace(-0.5, 0.5, m)
    return on_arrays(name, "hessian", logistic, beta, logistic_by_hand, (features, labels))


def gaussian_process_gradient(n: int) -> Problem:
    """The gradient of the Gaussian process seen at n points: solve and slogdet, n x n."""
    x = np.linspace(0.0, 3.0, n)
    data = (x[:, None] - x) ** 2, np.sin(2 * x)
    name = f"solve and slogdet, {n} x {n}"
    return on_arrays(name, "gradient", gaussian_process, [0.7, 0.3], gaussian_process_by_hand, data)


def group_means_gradient(n: int, m: int) -> Problem:
    """The gradient of the fit of m group means to n points."""
    random = np.random.default_rng(3)
    data = random.integers(m, size=n), random.normal(size=n)
    name = f"sum, mean, theta[index], {n} points"
    return on_arrays(name, "gradient", group_means, np.linspace(-1, 1, m), group_means_by_hand, data)


def rank_one_gradient(n: int, m: int) -> Problem:
    """The gradient of the rank-one fit to a table of n rows and m columns."""
    table = np.random.default_rng(4).normal(size=(n, m))
    name = f"broadcasting, ({n}, 1) * (1, {m})"
    return on_arrays(name, "gradient", rank_one, np.linspace(-1, 1, n + m), rank_one_by_hand, (table,))
