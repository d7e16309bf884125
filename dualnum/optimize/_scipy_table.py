"""Functions of several values as scipy asks for them: values and Jacobian one at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import all_finite
from dualnum.optimize._residuals import Residuals
from dualnum.optimize._scipy import Failed
from dualnum.optimize._variables import Vector

TOGETHER_UP_TO = 8
"""Parameters up to which a pass for values and Jacobian, at points that may be rejected, is worth it."""


class Table(Residuals):
    """Values of a function and their Jacobian, evaluated once a point.

    Attributes
    ----------
    together : bool
        Whether values are of the pass that gives the Jacobian; otherwise they are evaluated alone where they
        are asked for first, as at trial points of scipy's methods.
    takes_operators : bool
        Whether scipy's method takes the user's Jacobian as a sparse matrix or LinearOperator.
    """

    takes_single = True

    together = False
    takes_operators = False
    _key = b""
    _y: Any = None
    _slopes: Any = None
    _good: Any = None

    def fun(self, x: Vector, *_: Any) -> Vector:
        """The values, shape (m,)."""
        self._go_to(x)
        if self._y is None:
            if self.together:
                self._differentiate(x)
            else:
                self._y = self.residuals(self.call(x))
        return np.array(self._y)

    def jac(self, x: Vector, *_: Any) -> Any:
        """The Jacobian, shape (m, n); a run ends where it is not finite."""
        slopes = self.slopes(x)
        if not is_finite(slopes):
            raise Failed(*self.ending(x))
        self._good = x.copy(), self._y, slopes
        return np.array(slopes) if isinstance(slopes, np.ndarray) else slopes

    def slopes(self, x: Vector) -> Any:
        """The Jacobian, shape (m, n), be it finite or not."""
        self._go_to(x)
        if self._slopes is None:
            self._differentiate(x)
        return self._slopes

    def ending(self, x: Vector) -> tuple[Outcome, Vector]:
        """How a run ends that cannot go on from x, and where."""
        if self._good is None:
            return Outcome.NONFINITE_HERE, x.copy()
        return Outcome.NONFINITE, self._good[0]

    def parts(self, x: Vector) -> tuple[Vector, Any]:
        """Values and Jacobian where a run has ended, which may be the last good point."""
        if self._good is not None and x is self._good[0]:
            return self._good[1], self._good[2]
        slopes = self.slopes(x)
        return self.fun(x), slopes

    def starts_finite(self) -> bool:
        """Whether values and Jacobian are finite at the start."""
        start = self.variables.start
        return is_finite(self.slopes(start)) and all_finite(self.fun(start))

    def _go_to(self, x: Vector) -> None:
        key = x.tobytes()
        if key != self._key:
            self._key, self._y, self._slopes = key, None, None

    def _differentiate(self, x: Vector) -> None:
        if self._jac is None:
            self.nfev += 1
            y, table = self._table(x, *self.args)
            self._y = self.residuals(y)
        else:
            if self._y is None:
                self._y = self.residuals(self.call(x))
            table = self._jac(self.variables.given(x), *self.args)
        self.njev += 1
        if self.takes_operators and is_operator(table):
            needed = self._y.size, x.size
            if tuple(table.shape) != needed:
                raise errors.bad_shape("jac", needed, tuple(table.shape))
            self._slopes = table
        else:
            self._slopes = self.jacobian_of(table, self._y.size)


def is_operator(a: Any) -> bool:
    """Whether a matrix is one of scipy's LinearOperators or sparse matrices."""
    return hasattr(a, "matvec") or hasattr(a, "toarray")


def is_finite(a: Any) -> bool:
    """Whether all that is stored of a matrix is; of a LinearOperator nothing is."""
    stored = a if isinstance(a, np.ndarray) else getattr(a, "data", None)
    return all_finite(stored) if isinstance(stored, np.ndarray) and stored.dtype.kind == "f" else True
