from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

class Rule(NamedTuple):
    name: str
    arity: int
    path: str
    lo: float
    hi: float
    ulp: int
    value: str
    slopes: str
    curvatures: str

__pyx_capi__: dict[str, Any]

INSTRUCTION_SETS: tuple[str, ...]
RULES: dict[str, Rule]
ALIASES: dict[str, str]

def evaluate(name: str, order: int, *args: float, isa: str | None = None) -> tuple[float, ...]: ...
def evaluate_block(
    name: str, order: int, *args: ArrayLike, isa: str | None = None
) -> tuple[NDArray[np.float64], ...]: ...
def use(isa: str) -> None: ...
