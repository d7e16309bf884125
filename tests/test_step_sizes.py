"""Step sizes: constants, schedules, callables, and what they refuse."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

import dualnum as dn
from dualnum import optimize
from dualnum.optimize import exponential_decay, inverse_decay

FIXED = ["gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "adamw"]


@pytest.mark.parametrize(
    ("step_size", "expected"),
    [
        (0.5, [0.5] * 5),
        (np.float32(0.5), [0.5] * 5),
        (2, [2.0] * 5),
        (exponential_decay(0.5, 0.5), [0.5, 0.25, 0.125, 0.0625, 0.03125]),
        (exponential_decay(0.5, 0.5, every=2), [0.5, 0.5, 0.25, 0.25, 0.125]),
        (inverse_decay(0.5, 1.0), [0.5, 0.25, 0.5 / 3.0, 0.125, 0.1]),
        (lambda k: [0.0, 1, np.float64(2.0), 0.5, 0.25][k], [0.0, 1.0, 2.0, 0.5, 0.25]),
    ],
)
def test_step_sizes(step_size: Any, expected: list[float]) -> None:
    """The slope is -1, so that x moves by the step size."""
    found = optimize.gradient_descent(lambda x: -x, 0.0, step_size=step_size, maxiter=5, history=True)
    assert np.diff(found.history.x[:, 0]) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", FIXED)
@pytest.mark.parametrize("size", [-1.0, math.nan, math.inf, None, "fast", 1j, True, [0.1]], ids=str)
def test_rubbish_step_sizes(name: str, size: Any) -> None:
    calls: list[int] = []

    def step_size(k: int) -> Any:
        calls.append(k)
        return 0.1 if k < 3 else size

    with pytest.raises(dn.errors.ArgumentError, match=rf"step_size of {name} must return.*for step 3"):
        optimize.METHODS[name](lambda x: x * x, 1.0, step_size=step_size)
    assert calls == [0, 1, 2, 3]
    if size is not None or name != "gradient_descent":
        with pytest.raises(dn.errors.ArgumentError, match=f"step_size of {name} must be a positive number"):
            optimize.METHODS[name](lambda x: x * x, 1.0, step_size=size)


@pytest.mark.parametrize("search", [None, "armijo", "wolfe"])
def test_step_size_is_the_first_trial(search: str | None) -> None:
    """On x^2 / 2 a step of 1 is exact, and half a step brings enough."""
    half = optimize.gradient_descent(lambda x: 0.5 * x * x, 1.0, line_search=search, step_size=0.5, maxiter=1)
    whole = optimize.gradient_descent(
        lambda x: 0.5 * x * x, 1.0, line_search=search, step_size=1.0, maxiter=1
    )
    assert (half.x, whole.x) == (0.5, 0.0)


def hills(x: Any) -> Any:
    """Its minima are at x = +-sqrt(1/2), y = 0; steps of 1 lead from (1, 1) to (-1, -1) and back."""
    return x[0] ** 4 - x[0] ** 2 + x[1] ** 2


RISING, LIMIT = "f has not fallen in the last .*Take a smaller step_size", "Allow more iterations"
ENDS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "to and fro": (hills, {"step_size": 1.0, "maxiter": 40}, RISING),
    "to and fro, lower": (
        lambda x: 2.0 * x[0] ** 2 + hills([0.0, x[1]]),
        {"step_size": 1.0, "maxiter": 40},
        RISING,
    ),
    "too few to tell": (hills, {"step_size": 1.0, "maxiter": 9}, LIMIT),
    "slow": (hills, {"step_size": 1e-3, "maxiter": 40}, LIMIT),
    "lost in rounding": (lambda x: 1e9 + hills(x), {"step_size": 1e-12, "maxiter": 40}, LIMIT),
    "fell late": (hills, {"step_size": lambda k: 1.0 if k < 18 else 0.1, "maxiter": 20}, LIMIT),
    "batches": (lambda x, a: hills(x), {"step_size": 1.0, "maxiter": 40, "batches": [(0,)] * 60}, LIMIT),
    "halved": (hills, {"step_size": 0.01, "line_search": "armijo", "maxiter": 3}, LIMIT),
}


@pytest.mark.parametrize("name", ENDS)
def test_advice_at_the_limit(name: str) -> None:
    f, options, message = ENDS[name]
    found = optimize.gradient_descent(f, [1.0, 1.0], gtol=1e-12, **options)
    assert (found.status, found.success, found.nit) == (1, False, options["maxiter"])
    assert re.search(message, found.message)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: exponential_decay(0.0, 0.5), "initial of exponential_decay must be a positive number"),
        (lambda: exponential_decay(0.1, 1.5), "rate of exponential_decay must be a number from 0 to 1"),
        (
            lambda: exponential_decay(0.1, 0.5, every=0),
            "every of exponential_decay must be an integer from 1",
        ),
        (lambda: inverse_decay(math.inf, 0.5), "initial of inverse_decay must be a positive number"),
        (lambda: inverse_decay(0.1, -0.5), "rate of inverse_decay must be a number from 0"),
    ],
)
def test_schedules_refuse(make: Any, message: str) -> None:
    with pytest.raises(dn.errors.ArgumentError, match=message):
        make()
