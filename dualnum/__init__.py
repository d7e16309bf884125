"""Exact first and second derivatives of ordinary Python functions, at C speed.

>>> import dualnum as dn
>>> import numpy as np
>>> dn.derivative(lambda x: np.sin(x) * x)(0.0)
0.0
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from dualnum import errors

try:
    from dualnum._scalar import Dual, HyperDual
except ModuleNotFoundError as _error:
    if not (_error.name or "").startswith("dualnum."):
        raise
    raise errors.not_built(_error) from _error

from dualnum import functions
from dualnum._array import DualArray, HyperDualArray
from dualnum.custom import custom_derivative
from dualnum.functions import *
from dualnum.mapping import vectorize
from dualnum.transforms import (
    derivative,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_derivative,
    value_and_grad,
    value_grad_and_hessian,
)

if TYPE_CHECKING:
    from dualnum import optimize, plot, special, stats
    from dualnum.buffers import (
        array,
        concatenate,
        empty,
        empty_like,
        full,
        full_like,
        ones,
        ones_like,
        stack,
        zeros,
        zeros_like,
    )
    from dualnum.checks import CheckResult, check_grads
    from dualnum.expansion import taylor
    from dualnum.lifted import lift

__version__ = "0.1.0"

__all__ = [
    "CheckResult",
    "Dual",
    "DualArray",
    "HyperDual",
    "HyperDualArray",
    "array",
    "check_grads",
    "concatenate",
    "custom_derivative",
    "derivative",
    "empty",
    "empty_like",
    "errors",
    "full",
    "full_like",
    "functions",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "lift",
    "ones",
    "ones_like",
    "optimize",
    "plot",
    "special",
    "stack",
    "stats",
    "taylor",
    "value_and_derivative",
    "value_and_grad",
    "value_grad_and_hessian",
    "vectorize",
    "zeros",
    "zeros_like",
    # functions of the table, by tools/write_stubs.py
    "FUNCTIONS",
    "RULES",
    "abs",
    "square",
    "sqrt",
    "cbrt",
    "reciprocal",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "sinc",
    "arcsin",
    "arccos",
    "arctan",
    "sinh",
    "cosh",
    "tanh",
    "arcsinh",
    "arccosh",
    "arctanh",
    "sign",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "deg2rad",
    "rad2deg",
    "erf",
    "erfc",
    "gammaln",
    "digamma",
    "logistic",
    "logit",
    "softplus",
    "relu",
    "power",
    "hypot",
    "arctan2",
    "logaddexp",
    "logaddexp2",
    "xlogy",
    "maximum",
    "minimum",
    "fmax",
    "fmin",
    "mod",
    "fmod",
    "floor_divide",
    "copysign",
    "heaviside",
    "absolute",
    "fabs",
    "pow",
    "float_power",
    "asin",
    "acos",
    "atan",
    "atan2",
    "asinh",
    "acosh",
    "atanh",
    "remainder",
    "radians",
    "degrees",
    "lgamma",
    "psi",
    "expit",
    # end of the functions of the table
]

_BUFFERS = "array concatenate empty empty_like full full_like ones ones_like stack zeros zeros_like"
_LATER = {"optimize": "", "plot": "", "special": "", "stats": ""}
_LATER |= {"lift": "lifted", "taylor": "expansion", "check_grads": "checks", "CheckResult": "checks"}
_LATER |= dict.fromkeys(_BUFFERS.split(), "buffers")


def __getattr__(name: str) -> Any:
    """What is loaded when it is first asked for, so that importing dualnum stays fast."""
    if name not in _LATER:
        raise AttributeError(f"module 'dualnum' has no attribute {name!r}")
    module = _import_module(f"dualnum.{_LATER[name] or name}")
    globals()[name] = found = getattr(module, name) if _LATER[name] else module
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
