"""Results of optimizers: their paths, and which part of them is shown."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from dualnum import errors
from dualnum.plot._sampling import Array

MARGIN = 0.15
"""What a picture shows beside the paths, on each side, of their extent."""
MOST_MARKERS = 40
"""Paths of up to so many points have dots."""


class Run(NamedTuple):
    """The path of a result, shape (m, n), what it is called, and which points show where it went."""

    x: Array
    label: str
    near: Any


def checked(who: str, results: Any, labels: Any, n: int | None, usage: str) -> list[Run]:
    """The paths of results, checked; of n variables. None are needed if `usage` is empty."""
    if not results and usage:
        raise errors.no_results(who, usage)
    for i, result in enumerate(results):
        if not (hasattr(result, "x") and hasattr(result, "success")):
            raise errors.not_a_result(who, result)
        if not hasattr(getattr(result, "history", None), "gradient_norm"):
            raise errors.no_history(who, i)
    if labels is None:
        labels = ["run"] if len(results) == 1 else [f"run {i + 1}" for i in range(len(results))]
    listed = list(labels) if isinstance(labels, (list, tuple)) else []
    if len(listed) != len(results) or not all(isinstance(label, str) for label in listed):
        raise errors.wrong_labels(who, len(results), labels)
    known = [result.history for result in results]
    steepest = 100.0 * max((float(history.gradient_norm[0]) for history in known), default=math.nan)
    highest = max((float(history.fun[0]) for history in known), default=math.nan)
    runs = [
        Run(history.x, label, (history.gradient_norm <= steepest) | (history.fun <= highest))
        for history, label in zip(known, listed, strict=True)
    ]
    for run, result in zip(runs, results, strict=True):
        if n is not None and run.x.shape[1] != n:
            raise errors.wrong_variables(who, n, run.x.shape[1])
        if n is not None and _form(result.x) != _form(results[0].x):
            raise errors.other_variables(who)
    return runs


def _form(x: Any) -> Any:
    """What two results must have in common to be of one function."""
    if isinstance(x, dict):
        return {key: _form(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x), [_form(value) for value in x]
    return np.shape(x)


def near(runs: list[Run]) -> Array:
    """The starts, and the points that are not far out on a path that diverges."""
    parts = [run.x[:1] for run in runs] + [run.x[run.near] for run in runs]
    points: Array = np.concatenate(parts)
    return points[np.isfinite(points).all(axis=1)]


def extent(x: Array) -> tuple[float, float]:
    """What a picture shows of a coordinate of paths, by default."""
    if not x.size:
        return math.nan, math.nan
    low, high = float(x.min()), float(x.max())
    size = max(abs(low), abs(high))
    width = high - low if high - low > 1e-6 * size else size or 1.0
    return low - MARGIN * width, high + MARGIN * width
