"""What scipy's methods use of a problem."""

from __future__ import annotations

from typing import NamedTuple

PRODUCTS_FROM = 50
"""Above so many variables, products with the Hessian cost less than the Hessian."""


class Use(NamedTuple):
    """What a method of scipy uses.

    Attributes
    ----------
    derivatives : str
        Of jac, hess and hessp.
    together : bool
        Whether it asks for the derivatives at (nearly) every point where it asks for the value, so that one
        pass gives all; else, as it rejects many points by their value, the value alone comes first, and the
        rest of a pass where a step is taken.
    limits : str
        Of bounds and constraints.
    steps_back : bool
        Whether it makes its steps shorter where the value is infinite, though not where it is NaN.
    """

    derivatives: str
    together: bool
    limits: str = ""
    steps_back: bool = False


SCIPY = {
    "nelder-mead": Use("", False, "bounds"),
    "powell": Use("", False, "bounds"),
    "cobyla": Use("", False, "bounds constraints"),
    "cobyqa": Use("", False, "bounds constraints"),
    "cg": Use("jac", True),
    "bfgs": Use("jac", True),
    "l-bfgs-b": Use("jac", True, "bounds"),
    "tnc": Use("jac", True, "bounds"),
    "slsqp": Use("jac", False, "bounds constraints"),
    "newton-cg": Use("jac hess hessp", True),
    "trust-ncg": Use("jac hess hessp", True, steps_back=True),
    "trust-krylov": Use("jac hess hessp", True, steps_back=True),
    "trust-exact": Use("jac hess", True, steps_back=True),
    "dogleg": Use("jac hess", True, steps_back=True),
    "trust-constr": Use("jac hess hessp", False, "bounds constraints", steps_back=True),
}
ANY = Use("jac hess hessp", True, "bounds constraints")
"""A method that is a function."""

MODERATE = {"cobyla": 1e30}
"""Methods that take values above this, and NaN, for this number."""

STOPPED = {"cobyqa": 3}
"""The status by which a method calls it a success that the callback stopped it."""
