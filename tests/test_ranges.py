"""Slopes whose product leaves the range of doubles: the curvature must not be lost, nor made up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import dualnum

dn: Any = dualnum

# (function, point, right second derivative)
OUT_OF_RANGE: dict[str, tuple[Any, float, float]] = {
    "sqrt": (lambda x: dn.sqrt(1e-200 * x), 1.0, -2.5e-101),
    "hypot": (lambda x: dn.hypot(1e-200 * x, 1e-200), 1.0, 3.5355339059327377e-201),
    "large hypot": (lambda x: 1e-170 * dn.hypot(1e170 * x, 1e170), 1.0, 0.35355339059327373),
    "abs": (lambda x: dn.abs(1e200 * x), 1.0, 0.0),
    "sin at 0": (lambda x: dn.sin(1e200 * x), 0.0, 0.0),
    "floor": (lambda x: dn.floor(1e200 * x), 1.0, 0.0),
    "maximum": (lambda x: dn.maximum(1e200 * x, 1.0), 1.0, 0.0),
}


@pytest.mark.parametrize("name", OUT_OF_RANGE)
def test_slopes_out_of_range(name: str) -> None:
    f, x, right = OUT_OF_RANGE[name]
    for second in (
        dn.derivative(f, order=2)(x),
        dn.derivative(f, order=2)(np.array([x]))[0],
        dn.hessian(lambda p: f(p[0]))([x, 2.0])[0, 0],
        dn.derivative(dn.derivative(f))(x),
    ):
        assert second == pytest.approx(right, rel=1e-14, abs=0)
