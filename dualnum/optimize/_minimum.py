"""Functions of which a minimum, a maximum or a stationary point is sought."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors, transforms
from dualnum._array import JetArray
from dualnum._derivatives import value_and_gradient, value_gradient_and_hessian, values_and_jacobian
from dualnum._scalar import Jet, of_one_number
from dualnum.optimize._problem import Function, Pairs, Point, Problem, real, values_only
from dualnum.optimize._variables import Vector, real_array


class Minimum(Problem):
    """A function whose minimum is sought, or its maximum.

    Parameters
    ----------
    sign : {1.0, -1.0}
        -1 for a maximum.
    Others
        As for `Problem`.
    """

    def __init__(self, *args: Any, sign: float = 1.0, **kwargs: Any) -> None:
        self.sign = sign
        super().__init__(*args, **kwargs)

    def _prepare(self, f: Function, chunk_size: int | None) -> None:
        who = self.who
        self.points_are_cheap = self._jac is None and self._hess is None and self.variables.start.size <= 4
        self._slopes = None if self._jac is None else self._slopes_of_vector(self._jac)
        if self._slopes is not None:
            self._table = values_and_jacobian(who, self._slopes, 0, chunk_size)
        if self.variables.is_number:
            self._first = of_one_number(who, f, 1, True, None)
            self._second = of_one_number(who, f, 2, True, None)
            return
        self._first = value_and_gradient(who, f, 0, chunk_size)
        self._second = value_gradient_and_hessian(who, f, 0, chunk_size)
        self._product = transforms.hvp(f, chunk_size=chunk_size)

    def start(self) -> Point:
        try:
            return super().start()
        except errors.FunctionError:
            if not self.take_element():
                raise
            return super().start()

    def take_element(self) -> bool:
        """Let the function return an array of one element, as scipy does; False if it does not."""
        y = self.call(self.variables.start)
        if getattr(y, "size", None) != 1 or not np.ndim(y):
            return False
        fun = values_only(self._fun)
        self._prepare(
            self.variables.of_vector(lambda x, *args: np.reshape(fun(x, *args), -1)[0]), self.chunk_size
        )
        return True

    def merit(self, x: Vector) -> float:
        return self.sign * real(self.who, self.call(x))

    def value(self, point: Point) -> float:
        return self.sign * point.merit

    def point(self, x: Vector) -> Point:
        if self.order == 1:
            f, g = self.first(x)
            return Point(x, self.sign * f, self.sign * g)
        f, g, h = self.second(x)
        return Point(x, self.sign * f, self.sign * g, self.sign * h)

    def first(self, x: Vector) -> tuple[float, Vector]:
        """Value and gradient."""
        if self._jac is not None:
            f = real(self.who, self.call(x))
            self.njev += 1
            g = self._jac(self.variables.given(x), *self.args)
            return f, self.variables.gradient("jac", g)
        self.nfev += 1
        self.njev += 1
        f, g = self._first(float(x[0]) if self.variables.is_number else x, *self.args)
        return real(self.who, f), np.array(g, dtype=np.float64).reshape(-1)

    def second(self, x: Vector) -> tuple[float, Vector, Vector]:
        """Value, gradient and Hessian; of one pass, unless the user gave some of them."""
        if self._jac is None and self._hess is None:
            self.nfev += 1
            self.njev += 1
            f, g, h = self._second_parts(x)
            self.nhev += 1
            return real(self.who, f), g, h
        f, g = self.first(x)
        self.nhev += 1
        if self._hess is None:
            return f, g, self._hessian(x)
        h = real_array("hess", self._hess(self.variables.given(x), *self.args))
        if self.variables.is_number and h.size == 1:
            h = h.reshape(1, 1)
        if h.shape != (x.size, x.size):
            raise errors.bad_shape("hess", (x.size, x.size), h.shape)
        return f, g, h

    def _second_parts(self, x: Vector) -> tuple[Any, Vector, Vector]:
        if self.variables.is_number:
            f, d, c = self._second(float(x[0]), *self.args)
            return f, np.array([d], dtype=np.float64), np.array([[c]], dtype=np.float64)
        f, g, h = self._second(x, *self.args)
        return f, g, h

    def _slopes_of_vector(self, jac: Function) -> Function | None:
        """The user's gradient as a function of the vector, to be differentiated; None for structures."""
        if self.variables.structure is not None:
            return None
        slopes = jac
        if isinstance(self._fun, Pairs):
            pair = self._fun.fun
            slopes = lambda x, *args: pair(x, *args)[1]  # noqa: E731

        def followed(x: Any, *args: Any) -> Any:
            g = [slopes(x[0], *args)] if self.variables.is_number else slopes(x, *args)
            if not holds_duals(g):  # plain numbers that were stored, or a constant: `fun` tells
                raise errors.dual_value(self.who)
            return g

        return followed

    def _hessian(self, x: Vector) -> Vector:
        """The Hessian beside the user's gradient: its Jacobian, or from `fun` if it hides its slopes."""
        if self._slopes is not None:
            try:
                h: Vector = self._table(x, *self.args)[1]
                return 0.5 * (h + h.T)
            except errors.DualnumError:
                self._slopes = None
        return self._second_parts(x)[2]

    def product(self, x: Vector, v: Vector) -> Vector:
        """Hessian times vector; of the function to be made smaller."""
        self.nhev += 1
        form = self.variables
        if self._hessp is not None:
            p = self._hessp(form.given(x), form.given(v), *self.args)
            return self.sign * form.gradient("hessp", p)
        if form.is_number:
            product: Vector = self.sign * self._hessian(x)[0] * v
            return product
        slopes = self._slopes
        if slopes is not None:
            try:
                along: Vector = np.array(transforms.jvp(lambda x: slopes(x, *self.args), (x,), (v,))[1])
                return self.sign * along
            except errors.DualnumError:
                self._slopes = None
        return self.sign * np.asarray(self._product(x, v, *self.args))

    def fields(self, point: Point) -> dict[str, Any]:
        restore = self.variables.restore
        found = {"x": restore(point.x), "fun": self.value(point), "jac": restore(self.sign * point.grad)}
        if point.hess is not None:
            h = self.sign * point.hess
            found["hess"] = float(h[0, 0]) if self.variables.is_number else h
        return found


def holds_duals(y: Any) -> bool:
    """Whether some of what a function returned depends on its arguments."""
    if isinstance(y, (list, tuple)) or (isinstance(y, np.ndarray) and y.dtype == object):
        return any(isinstance(number, (Jet, JetArray)) for number in y)
    return isinstance(y, (Jet, JetArray))


class Stationary(Minimum):
    """A function of which a stationary point is sought: half the squared gradient norm is made smaller."""

    goal = "the gradient"

    def merit(self, x: Vector) -> float:
        g = self.first(x)[1]
        return 0.5 * float(g @ g)

    def point(self, x: Vector) -> Point:
        f, g, h = self.second(x)
        return Point(x, 0.5 * float(g @ g) if math.isfinite(f) else f, g, h, f)

    def value(self, point: Point) -> float:
        return point.fun
