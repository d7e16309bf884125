"""Small problems for methods that use the gradient: derivatives by hand, and known minima."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Problem(NamedTuple):
    """A function, its gradient by hand (of the vector), a start and the minimum."""

    f: Callable[..., Any]
    gradient: Callable[[Array], Array]
    x0: Any
    solution: Array


MATRIX = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]])
RIGHT = np.array([1.0, -2.0, 0.5])

RNG = np.random.default_rng(7)
SEEN = RNG.standard_normal((30, 2))
LABEL = np.sign(SEEN @ np.array([1.0, -2.0]) + 0.5 * RNG.standard_normal(30))
TARGET = SEEN @ np.array([2.0, -1.0]) + 0.5 + 0.1 * RNG.standard_normal(30)
WITH_ONE = np.column_stack([SEEN, np.ones(30)])


def rosenbrock(x: Any) -> Any:
    return 100.0 * (x[1] - x[0] ** 2) ** 2 + (1.0 - x[0]) ** 2


def rosenbrock_gradient(x: Array) -> Array:
    u = x[1] - x[0] ** 2
    return np.array([-400.0 * x[0] * u - 2.0 * (1.0 - x[0]), 200.0 * u])


def logistic(w: Any) -> Any:
    return np.mean(np.log1p(np.exp(-LABEL * (SEEN @ w)))) + 0.05 * (w @ w)


def logistic_gradient(w: Array) -> Array:
    below = 1.0 / (1.0 + np.exp(LABEL * (SEEN @ w)))
    g: Array = -(below * LABEL) @ SEEN / 30.0 + 0.1 * w
    return g


def logistic_minimum() -> Array:
    """By Newton's method, written out."""
    w = np.zeros(2)
    for _ in range(20):
        p = 1.0 / (1.0 + np.exp(LABEL * (SEEN @ w)))
        hessian = (SEEN.T * (p * (1.0 - p))) @ SEEN / 30.0 + 0.1 * np.eye(2)
        w = w - np.linalg.solve(hessian, logistic_gradient(w))
    return w


def line(p: Any, x: Any = SEEN, y: Any = TARGET) -> Any:
    return np.mean((x @ p["w"] + p["b"] - y) ** 2)


PROBLEMS = {
    "quadratic": Problem(
        lambda x: 0.5 * (x @ (MATRIX @ x)) - RIGHT @ x,
        lambda x: MATRIX @ x - RIGHT,
        np.zeros(3),
        np.linalg.solve(MATRIX, RIGHT),
    ),
    "rosenbrock": Problem(rosenbrock, rosenbrock_gradient, [-1.2, 1.0], np.ones(2)),
    "logistic": Problem(logistic, logistic_gradient, [1.0, 1.0], logistic_minimum()),
    "structure": Problem(
        line,
        lambda p: 2.0 / 30.0 * (WITH_ONE @ p - TARGET) @ WITH_ONE,
        {"w": np.zeros(2), "b": 0.0},
        np.linalg.lstsq(WITH_ONE, TARGET, rcond=None)[0],
    ),
    "number": Problem(lambda x: x - np.log(x), lambda x: 1.0 - 1.0 / x, 3.0, np.ones(1)),
}


def flat(x: Any) -> Array:
    """Any of their arguments as a vector."""
    return np.append(x["w"], x["b"]) if isinstance(x, dict) else np.atleast_1d(x)
