"""Classifiers of the iris measurements with derivatives by hand: a two-layer network, a logistic regression.

The functions are built for a module like NumPy, so that other packages can run them: ``loss_in(xp)``.
The measurements are Fisher's (Annals of Eugenics 7 (1936) 179-188), as scikit-learn ships them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Network = dict[str, dict[str, Any]]

NETWORK_PENALTY = 1e-3
LOGISTIC_PENALTY = 1e-2

# ---- data --------------------------------------------------------------------------------------------------


@functools.cache
def iris() -> tuple[Array, Array]:
    """Four measurements of 150 flowers, of mean 0 and deviation 1, and their species as rows of 0 and 1."""
    from sklearn.datasets import load_iris  # type: ignore[import-untyped]

    measured, species = load_iris(return_X_y=True)
    return (measured - measured.mean(axis=0)) / measured.std(axis=0), np.eye(3)[species]


@functools.cache
def two_species() -> tuple[Array, Array]:
    """A column of ones and four measurements of the 100 flowers whose species no plane separates; 0 or 1."""
    measured, species = iris()
    chosen = species[:, 0] == 0.0
    measured = measured[chosen]
    return np.column_stack([np.ones(len(measured)), measured]), species[chosen, 2]


# ---- a network ---------------------------------------------------------------------------------------------


def initial_network(inputs: int = 4, hidden: int = 6, outputs: int = 3, seed: int = 0) -> Network:
    """Parameters to start from; weights have the variance 1 / (numbers they sum over)."""
    random = np.random.default_rng(seed)

    def layer(rows: int, columns: int) -> dict[str, Any]:
        w = random.normal(size=(rows, columns)) / np.sqrt(rows)
        return {"w": w, "b": 0.1 * random.normal(size=columns)}

    return {"hidden": layer(inputs, hidden), "out": layer(hidden, outputs)}


def loss_in(xp: Any) -> Callable[..., Any]:
    """Mean cross-entropy of the softmax of a tanh network, and half a penalty on the squared weights."""

    def loss(params: Any, X: Any, Y: Any) -> Any:  # noqa: N803
        hidden, out = params["hidden"], params["out"]
        scores = xp.tanh(X @ hidden["w"] + hidden["b"]) @ out["w"] + out["b"]
        scores = scores - xp.max(scores, axis=1, keepdims=True)
        cross_entropy = xp.sum(xp.log(xp.sum(xp.exp(scores), axis=1))) - xp.sum(Y * scores)
        squares = xp.sum(hidden["w"] ** 2) + xp.sum(out["w"] ** 2)
        return cross_entropy / len(X) + 0.5 * NETWORK_PENALTY * squares

    return loss


loss = loss_in(np)


def gradient_by_hand(params: Network, X: Array, Y: Array) -> Network:  # noqa: N803
    """Backpropagation: the gradient of `loss` in the structure of the parameters."""
    hidden, out = params["hidden"], params["out"]
    active = np.tanh(X @ hidden["w"] + hidden["b"])
    scores = active @ out["w"] + out["b"]
    weights = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    to_scores = (weights / np.sum(weights, axis=1, keepdims=True) - Y) / len(X)
    to_hidden = to_scores @ out["w"].T * (1.0 - active * active)
    return {
        "hidden": {"w": X.T @ to_hidden + NETWORK_PENALTY * hidden["w"], "b": np.sum(to_hidden, axis=0)},
        "out": {"w": active.T @ to_scores + NETWORK_PENALTY * out["w"], "b": np.sum(to_scores, axis=0)},
    }


# ---- logistic regression -----------------------------------------------------------------------------------


def logistic_loss_in(xp: Any) -> Callable[..., Any]:
    """Negative log-likelihood of logistic regression, and half a penalty on the squared coefficients."""

    def logistic_loss(beta: Any, X: Any, y: Any) -> Any:  # noqa: N803
        score = X @ beta
        likelihood = xp.sum(xp.logaddexp(0.0, score)) - xp.sum(y * score)
        return likelihood + 0.5 * LOGISTIC_PENALTY * xp.sum(beta * beta)

    return logistic_loss


logistic_loss = logistic_loss_in(np)


def logistic_gradient_by_hand(beta: Array, X: Array, y: Array) -> Array:  # noqa: N803
    p = 1.0 / (1.0 + np.exp(-(X @ beta)))
    return np.asarray(X.T @ (p - y) + LOGISTIC_PENALTY * beta)


def logistic_hessian_by_hand(beta: Array, X: Array, y: Array) -> Array:  # noqa: N803
    p = 1.0 / (1.0 + np.exp(-(X @ beta)))
    return np.asarray((X.T * (p * (1.0 - p))) @ X + LOGISTIC_PENALTY * np.eye(len(beta)))
