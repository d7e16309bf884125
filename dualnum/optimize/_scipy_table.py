"""Functions of several values as scipy asks for them: values and Jacobian one at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum.optimize._residuals import Residuals
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
    """

    takes_single = True

    together = False
    _key = b""
    _y: Any = None
    _slopes: Any = None

    def fun(self, x: Vector, *_: Any) -> Vector:
        """The values, shape (m,)."""
        self._go_to(x)
        if self._y is None:
            if self.together:
                self._differentiate(x)
            else:
                self._y = self.residuals(self.call(x))
        return np.array(self._y)

    def jac(self, x: Vector, *_: Any) -> Vector:
        """The Jacobian, shape (m, n)."""
        self._go_to(x)
        if self._slopes is None:
            self._differentiate(x)
        return np.array(self._slopes)

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
            table = self._jac(self.variables.restore(x.copy()), *self.args)
        self.njev += 1
        self._slopes = self.jacobian_of(table, self._y.size)
