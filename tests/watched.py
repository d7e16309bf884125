"""A function that counts its calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


class Watched:
    """A function that counts how often it is called with plain and with dual numbers."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f, self.plain, self.passes = f, 0, 0

    def __call__(self, x: Any, *args: Any) -> Any:
        first = next(iter(x.values())) if isinstance(x, dict) else x
        if isinstance(first, (float, np.ndarray)):
            self.plain += 1
        else:
            self.passes += 1
        return self.f(x, *args)
