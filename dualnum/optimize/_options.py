"""Checks of options: what does not fit is refused by name."""

from __future__ import annotations

import math
import numbers
from typing import Any

import numpy as np

from dualnum import errors


def number(
    who: str,
    option: str,
    given: Any,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    positive: bool = False,
) -> float:
    """An option that is a real number in [low, high], or a positive one."""
    if not is_real(given) or not low <= float(given) <= high or (positive and not given > 0.0):
        limits = f" from {low:g}" * (low > -math.inf) + f" to {high:g}" * (high < math.inf)
        raise errors.bad_option(who, option, "a positive number" if positive else f"a number{limits}", given)
    return float(given)


def constant(who: str, option: str, given: Any, needed: str = "a positive number") -> float:
    """A step size that is a number."""
    if not is_real(given) or not 0.0 < given < math.inf:
        raise errors.bad_option(who, option, needed, given)
    return float(given)


def count(who: str, option: str, given: Any, low: int = 0) -> int:
    """An option that is an integer, at least `low`."""
    if not isinstance(given, numbers.Integral) or isinstance(given, bool) or given < low:
        raise errors.bad_option(who, option, f"an integer from {low}", given)
    return int(given)


def choice(who: str, option: str, given: Any, names: tuple[str, ...]) -> str:
    """An option that is one of a few names."""
    if not isinstance(given, str) or given not in names:
        raise errors.bad_choice(who, option, names, given)
    return str(given)


def flag(who: str, option: str, given: Any) -> bool:
    """An option that is true or false; 1 and 0 are, as scipy's users write disp=1."""
    if not isinstance(given, (bool, np.bool_, numbers.Integral)) or given not in (0, 1):
        raise errors.bad_option(who, option, "True or False", given)
    return bool(given)


def is_real(given: Any) -> bool:
    """Whether it is a real number; a truth value is none."""
    return isinstance(given, float) or (isinstance(given, numbers.Real) and not isinstance(given, bool))
