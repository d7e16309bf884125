"""Optimizers with exact derivatives, from gradient descent to Newton's method.

Every method works alone, ``newton(f, x0)``; minimizers are methods of scipy as well, ``minimize(f, x0,
method=newton)``.

>>> import dualnum as dn
>>> found = dn.optimize.newton(lambda x: (x[0] - 1.0) ** 2 + (x[1] - x[0] ** 2) ** 2, [-1.0, 2.0])
>>> found.success, found.x.round(6), found.kind
(True, array([1., 1.]), 'minimum')
"""

from __future__ import annotations

from dualnum.optimize._first_order import adam, adamw, gradient_descent, momentum, nesterov, rmsprop
from dualnum.optimize._interface import METHODS
from dualnum.optimize._lbfgs import lbfgs
from dualnum.optimize._least_squares import gauss_newton, levenberg_marquardt
from dualnum.optimize._newton import newton
from dualnum.optimize._newton_cg import newton_cg
from dualnum.optimize._result import History, OptimizeResult
from dualnum.optimize._roots import halley, newton_root
from dualnum.optimize._scipy_curve_fit import curve_fit
from dualnum.optimize._scipy_fits import least_squares
from dualnum.optimize._scipy_ivp import solve_ivp
from dualnum.optimize._scipy_minimize import minimize
from dualnum.optimize._scipy_roots import root, root_scalar
from dualnum.optimize._standard_errors import standard_errors
from dualnum.optimize._stationary import stationary_points
from dualnum.optimize._steps import exponential_decay, inverse_decay

__all__ = [
    "History",
    "METHODS",
    "OptimizeResult",
    "adam",
    "adamw",
    "curve_fit",
    "exponential_decay",
    "gauss_newton",
    "gradient_descent",
    "halley",
    "inverse_decay",
    "lbfgs",
    "least_squares",
    "levenberg_marquardt",
    "minimize",
    "momentum",
    "nesterov",
    "newton",
    "newton_cg",
    "newton_root",
    "rmsprop",
    "root",
    "root_scalar",
    "solve_ivp",
    "standard_errors",
    "stationary_points",
]
