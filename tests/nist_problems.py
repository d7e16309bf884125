"""Nonlinear regression problems of the NIST Statistical Reference Datasets, with certified answers.

The data and the answers, certified to 11 digits, are in data/nist_strd.json. The models are written
as NIST states them, for parameters that are numbers or dual numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class NistProblem:
    """Observations, a model of them, two starts, and what the fit must give.

    Attributes
    ----------
    x, y : ndarray, shape (m,)
    model : callable
        ``model(x, b1, ..., bn)`` returns m numbers; it is what scipy's curve_fit takes.
    starts : tuple of two ndarrays, shape (n,)
        The first is far from the solution, the second near.
    certified, standard_deviations : ndarray, shape (n,)
    residual_sum_of_squares : float
    """

    name: str
    x: Array
    y: Array
    model: Callable[..., Any]
    starts: tuple[Array, Array]
    certified: Array
    standard_deviations: Array
    residual_sum_of_squares: float

    def residuals(self, b: Any) -> Any:
        """Model less observations."""
        return self.model(self.x, *b) - self.y

    def value(self, b: Any) -> Any:
        """The residual sum of squares."""
        r = self.residuals(b)
        return r @ r


def misra1a(x: Any, b1: Any, b2: Any) -> Any:
    return b1 * (1.0 - np.exp(-b2 * x))


def chwirut2(x: Any, b1: Any, b2: Any, b3: Any) -> Any:
    return np.exp(-b1 * x) / (b2 + b3 * x)


def thurber(x: Any, b1: Any, b2: Any, b3: Any, b4: Any, b5: Any, b6: Any, b7: Any) -> Any:
    return (b1 + b2 * x + b3 * x**2 + b4 * x**3) / (1.0 + b5 * x + b6 * x**2 + b7 * x**3)


def mgh17(x: Any, b1: Any, b2: Any, b3: Any, b4: Any, b5: Any) -> Any:
    return b1 + b2 * np.exp(-x * b4) + b3 * np.exp(-x * b5)


def bennett5(x: Any, b1: Any, b2: Any, b3: Any) -> Any:
    return b1 * (b2 + x) ** (-1.0 / b3)


def eckerle4(x: Any, b1: Any, b2: Any, b3: Any) -> Any:
    return (b1 / b2) * np.exp(-0.5 * ((x - b3) / b2) ** 2)


MODELS: dict[str, Callable[..., Any]] = {
    "Misra1a": misra1a,
    "Chwirut2": chwirut2,
    "Thurber": thurber,
    "MGH17": mgh17,
    "Bennett5": bennett5,
    "Eckerle4": eckerle4,
}


def read_problems() -> dict[str, NistProblem]:
    """All problems by name."""
    file = Path(__file__).parent / "data" / "nist_strd.json"
    table = json.loads(file.read_text(encoding="utf-8"))["problems"]
    return {
        name: NistProblem(
            name,
            np.array(row["x"]),
            np.array(row["y"]),
            MODELS[name],
            (np.array(row["start1"]), np.array(row["start2"])),
            np.array(row["certified"]),
            np.array(row["standard_deviation"]),
            row["residual_sum_of_squares"],
        )
        for name, row in table.items()
    }


PROBLEMS = read_problems()
