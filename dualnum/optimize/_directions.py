"""Directions by the gradients so far; each object belongs to one run."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.optimize._loop import PlainDirection
from dualnum.optimize._problem import Point, Problem
from dualnum.optimize._variables import Vector


class SteepestDescent(PlainDirection):
    """The negative gradient."""

    def at(self, problem: Problem, point: Point) -> Vector:
        """The step from a point."""
        return -point.grad


class Velocity(PlainDirection):
    """A decaying sum of gradients; `ahead` adds the gradient to what will be left of it."""

    def __init__(self, decay: float, ahead: bool = False) -> None:
        self.decay, self.ahead = decay, ahead
        self.velocity: Any = 0.0

    def at(self, problem: Problem, point: Point) -> Vector:
        """The step from a point."""
        self.velocity = self.decay * self.velocity + point.grad
        v = point.grad + self.decay * self.velocity if self.ahead else self.velocity
        return -v  # type: ignore[no-any-return]


class MeanSquare(PlainDirection):
    """The gradient over the root of the running mean of its square."""

    def __init__(self, decay: float, epsilon: float) -> None:
        self.decay, self.epsilon = decay, epsilon
        self.mean: Any = 0.0

    def at(self, problem: Problem, point: Point) -> Vector:
        """The step from a point."""
        g = point.grad
        self.mean = self.decay * self.mean + (1.0 - self.decay) * (g * g)
        root = np.sqrt(self.mean)
        root += self.epsilon
        return -g / root  # type: ignore[no-any-return]


class Moments(PlainDirection):
    """The running mean of the gradient over the root of that of its square, both without their bias."""

    def __init__(self, beta1: float, beta2: float, epsilon: float, shrink: float = 0.0) -> None:
        self.beta1, self.beta2, self.epsilon, self.shrink = beta1, beta2, epsilon, shrink
        self.t = 0
        self.first: Any = None
        self.second: Any = None

    def at(self, problem: Problem, point: Point) -> Vector:
        """The step from a point."""
        g = point.grad
        if self.first is None:
            self.first, self.second = np.zeros_like(g), np.zeros_like(g)
        self.t += 1
        self.first *= self.beta1
        self.first += (1.0 - self.beta1) * g
        self.second *= self.beta2
        square = g * g
        square *= 1.0 - self.beta2
        self.second += square
        root = np.sqrt(self.second / (1.0 - self.beta2**self.t), out=square)
        root += self.epsilon
        step: Vector = self.first / (self.beta1**self.t - 1.0)
        step /= root
        if self.shrink:
            step -= self.shrink * point.x
        return step
