"""A function and a start for every optimizer, for the tests of what they have in common."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from dualnum.optimize import METHODS, OptimizeResult

ROOTS = {"newton_root", "halley"}
SQUARES = {"gauss_newton", "levenberg_marquardt"}
MINIMIZERS = sorted(set(METHODS) - ROOTS - SQUARES)
TARGET = np.array([1.0, -2.0])


def bowl(x: Any, center: Any = 0.0) -> Any:
    return np.sum((x - center - TARGET) ** 2) + 0.1 * (x[0] - center - 1.0) ** 4


def bowl_slopes(x: Any, center: Any = 0.0) -> Any:
    d = x - center - TARGET
    return 2.0 * d + np.array([0.4 * d[0] ** 3, 0.0])


def residuals(x: Any, center: Any = 0.0) -> Any:
    return x - center - TARGET


def equation(x: Any, center: Any = 0.0) -> Any:
    return (x - center) ** 3 - 8.0


def problem_of(name: str) -> tuple[Any, Any]:
    """A function that the method takes, and a start."""
    if name in SQUARES:
        return residuals, np.zeros(2)
    if name == "halley":
        return equation, 3.0
    return (equation, 3.0) if name in ROOTS else (bowl, np.zeros(2))


def options_of(name: str, **more: Any) -> dict[str, Any]:
    """Options that suit the problem, where the method has them."""
    own = inspect.signature(METHODS[name]).parameters
    suitable = {"step_size": 0.1, "weight_decay": 0.0}  # with decay, adamw ends beside the minimum
    return {option: value for option, value in suitable.items() if option in own} | more


def solve(name: str, *args: Any, **kwargs: Any) -> OptimizeResult:
    return METHODS[name](*args, **options_of(name, **kwargs))
