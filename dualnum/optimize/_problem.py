"""What is to be solved: functions of one vector, with their derivatives, counted."""

from __future__ import annotations

import abc
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray
from dualnum._explain import explain
from dualnum._scalar import Jet
from dualnum.optimize._variables import Box, Variables, Vector

Function = Callable[..., Any]
EPS = float(np.finfo(float).eps)


class Point:
    """What is known at x.

    Attributes
    ----------
    x : ndarray, shape (n,)
    merit : float
        What a step has to make smaller: the function (negated for a maximum), or half the sum of squares.
    grad : ndarray, shape (n,)
        The gradient of the function to be made smaller.
    hess : ndarray, shape (n, n), or None
    fun : float
        The function itself, where that is not the merit.
    residuals, jac : ndarray, shapes (m,) and (m, n), or None
        For sums of squares and equations.
    """

    __slots__ = ("fun", "grad", "hess", "jac", "merit", "residuals", "x")

    def __init__(
        self,
        x: Vector,
        merit: float,
        grad: Vector,
        hess: Any = None,
        fun: float = math.nan,
        residuals: Any = None,
        jac: Any = None,
    ) -> None:
        self.x, self.merit, self.grad, self.hess = x, merit, grad, hess
        self.fun, self.residuals, self.jac = fun, residuals, jac

    def is_finite(self) -> bool:
        """Whether the merit and its gradient are."""
        return math.isfinite(self.merit) and all_finite(self.grad)


class Problem(abc.ABC):
    """A function and what the user gave beside it.

    Parameters
    ----------
    who : str
        The optimizer, for messages.
    fun : callable
        ``fun(x, *args)``.
    x0 : float, array or structure of them
    args : tuple
    jac, hess, hessp : callable, True or None
        The user's derivatives; where there are none, dualnum's.
    bounds : object
        As scipy takes them, or None.
    order : {1, 2}
        Of the derivatives that a point needs.
    chunk_size : int or None
        Directions a pass of dualnum's own derivatives.
    """

    quantity = "gradient norm"
    goal = "f"
    _asked: tuple[bytes, Any] | None = None
    _answer: Any = None
    points_are_cheap = False  # whether all that is known at a point costs little more than its merit

    def __init__(
        self,
        who: str,
        fun: Function,
        x0: Any,
        args: Any = (),
        jac: Any = None,
        hess: Any = None,
        hessp: Any = None,
        bounds: Any = None,
        order: int = 1,
        chunk_size: int | None = None,
    ) -> None:
        if not callable(fun):
            raise errors.no_objective(who, fun)
        self.who, self.order = who, order
        self.variables = Variables(who, x0)
        self.box = None if bounds is None or bounds is False else Box(bounds, self.variables.start)
        self.args = args if isinstance(args, tuple) else (args,)
        self.chunk_size = chunk_size
        self.nfev = self.njev = self.nhev = 0
        if _remembers_pairs(fun):
            fun, jac = fun.fun, True  # type: ignore[attr-defined]
        self._fun: Function = Pairs(who, fun) if jac is True else fun
        self._jac = _given(who, "jac", self._fun.derivative if isinstance(self._fun, Pairs) else jac)
        self._hess, self._hessp = _given(who, "hess", hess), _given(who, "hessp", hessp)
        self._prepare(self.variables.of_vector(values_only(self._fun)), chunk_size)

    @abc.abstractmethod
    def _prepare(self, f: Function, chunk_size: int | None) -> None:
        """Set up dualnum's own derivatives of `f`, the function of a vector."""

    def start(self) -> Point:
        """The point x0."""
        return self.point(self.variables.start)

    @abc.abstractmethod
    def point(self, x: Vector) -> Point:
        """Everything that is known at x."""

    @abc.abstractmethod
    def merit(self, x: Vector) -> float:
        """The merit alone, at a trial point."""

    def measure(self, point: Point) -> float:
        """The quantity of the main test."""
        g = point.grad if self.box is None else self.box.gradient(point.x, point.grad)
        return norm(g)

    def noise(self, point: Point) -> float:
        """Decreases of the merit up to this are not seen in the difference of two values."""
        return 10.0 * EPS * abs(point.merit)

    def is_exact(self, point: Point) -> bool:
        """Whether a point solves the problem as well as any number can, whatever the tolerances."""
        return False

    def step_left(self, point: Point) -> float | None:
        """The size of the step still to be made, relative to x, where the problem knows it."""
        return None

    def value(self, point: Point) -> float:
        """What the user would call the value there."""
        return point.merit

    @abc.abstractmethod
    def fields(self, point: Point) -> dict[str, Any]:
        """What the result says of the point."""

    def counts(self) -> dict[str, int]:
        return {"nfev": self.nfev, "njev": self.njev, "nhev": self.nhev}

    def call(self, x: Vector) -> Any:
        """The user's function, at a copy of x; what it returned last is kept for the same question."""
        asked = x.tobytes(), self.args
        if self._asked is None or asked[0] != self._asked[0] or asked[1] is not self._asked[1]:
            self.nfev += 1
            given = self.variables.given(x)
            try:
                self._answer, self._asked = self._fun(given, *self.args), asked
            except (TypeError, IndexError) as error:
                explain(error, self.who, (given, *self.args))
                raise
        return self._answer


class Pairs:
    """A function that returns (value, gradient), as with ``jac=True``, asked for one after the other."""

    def __init__(self, who: str, fun: Function) -> None:
        self.who, self.fun = who, fun
        self._pair: Any = None

    def __call__(self, x: Any, *args: Any) -> Any:
        self._pair = self.fun(x, *args)
        if not isinstance(self._pair, (tuple, list)) or len(self._pair) != 2:
            raise errors.no_value_and_jac(self.who, self._pair)
        return self._pair[0]

    def derivative(self, x: Any, *args: Any) -> Any:
        """The gradient at x, where the value has just been asked for."""
        return self._pair[1]


def _remembers_pairs(fun: Any) -> bool:
    """Whether it is scipy's memory of pairs, which overlooks a change of args; scipy need not be there."""
    memory = getattr(sys.modules.get("scipy.optimize._optimize"), "MemoizeJac", None)
    return memory is not None and isinstance(fun, memory)


def _given(who: str, argument: str, derivative: Any) -> Function | None:
    """The user's derivative, if there is one."""
    if derivative is None or derivative is False:
        return None
    if not callable(derivative) or isinstance(derivative, type):
        raise errors.bad_derivative_argument(who, argument, derivative)
    given: Function = derivative
    return given


def values_only(fun: Function) -> Function:
    """The function to be differentiated, where `fun` may be a memory of pairs."""
    if not isinstance(fun, Pairs):
        return fun
    pair = fun.fun
    return lambda x, *args: pair(x, *args)[0]


def real(who: str, y: Any) -> float:
    """A function's value as a float."""
    if isinstance(y, float):
        return float(y)
    if isinstance(y, (Jet, JetArray)):
        raise errors.dual_value(who)
    if getattr(y, "size", None) == 1 and not isinstance(y, (str, bytes)):
        y = y.item()
    if isinstance(y, (float, int)) and not isinstance(y, bool):
        return float(y)
    raise errors.bad_value(who, y)


def all_finite(a: Any) -> bool:
    """Whether an array has neither infinities nor NaN."""
    # the quick test is for small arrays: BLAS starts threads for larger ones
    return (a.size < 8192 and math.isfinite(float(np.vdot(a, a)))) or bool(np.isfinite(a).all())


def norm(v: Vector) -> float:
    """Euclidean norm, also of very large and very small vectors."""
    square = float(np.vdot(v, v))  # of all products, the one that does not warn of an overflow
    if 1e-280 < square < 1e280:
        return math.sqrt(square)
    largest = float(np.max(np.abs(v), initial=0.0))
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(float((v / largest) @ (v / largest)))
