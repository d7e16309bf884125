"""Exact first and second derivatives of ordinary Python functions, at C speed.

>>> import dualnum as dn
>>> import numpy as np
>>> dn.derivative(lambda x: np.sin(x) * x)(0.0)
0.0
"""

from dualnum import errors, functions
from dualnum._scalar import Dual, HyperDual
from dualnum.functions import *  # noqa: F403  (one name for each row of the table, and its aliases)
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

__version__ = "0.1.0"

__all__ = [
    "Dual",
    "HyperDual",
    "derivative",
    "errors",
    "functions",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "value_and_derivative",
    "value_and_grad",
    "value_grad_and_hessian",
    *functions.__all__,
]
