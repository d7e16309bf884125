"""What stands in the table: plain floats, hand-written derivatives, dualnum and its peers.

Every competitor is a small adapter. It says which functions its numbers take, and for
each kind of answer it knows, how a function becomes one that returns that answer.
"""

import cmath
import importlib
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from bench.problems import FLOATS, NUMPY, Function, Functions, Problem


class Declined(Exception):
    """This competitor does not do this problem; the text says why."""


class Competitor:
    """One column of the table.

    A subclass defines any of ``first``, ``second``, ``gradient``, ``hessian``, ``curvatures``,
    ``jacobian``, ``slopes`` and ``map``: each takes the problem's function and returns one from
    the point, and the problem's data, to the answer. ``arrays`` is the module like NumPy for
    its arrays, ``tolerance`` what its answers may differ from those by hand.
    """

    name: ClassVar[str]
    module: ClassVar[str]
    arrays: ClassVar[str] = ""
    takes_numpy: ClassVar[bool] = False
    follows_branches: ClassVar[bool] = True
    too_slow: ClassVar[frozenset[str]] = frozenset()
    tolerance: ClassVar[float] = 1e-10

    def __init__(self) -> None:
        self.lib: Any = importlib.import_module(self.module)

    def functions(self, problem: Problem) -> Functions:
        """The functions that take this competitor's numbers."""
        return NUMPY

    def library(self, problem: Problem) -> Any:
        """What the problem calls functions of."""
        if problem.arrays:
            return importlib.import_module(self.arrays)
        return NUMPY if problem.numpy_functions else self.functions(problem)

    def point(self, x: Any) -> Any:
        """The point in the form preferred."""
        return x

    def array(self, x: NDArray[Any]) -> Any:
        """An array of data in the form preferred."""
        return x

    def prepare(self, problem: Problem) -> Function:
        """From the point to the answer, with everything done that is done only once."""
        self.check(problem)
        method = getattr(self, problem.kind, None)
        if method is None:
            raise Declined(f"{self.name}: no {problem.kind} answers")
        prepared: Function = method(problem.make(self.library(problem)))
        return prepared

    def release(self) -> None:
        """Give back memory that is kept for the next call."""

    def plain(self, run: Function) -> Function:
        """A function that `prepare` returned, its answers NumPy's arrays and numbers."""
        return run

    def check(self, problem: Problem) -> None:
        """Decline a problem that is not for this competitor."""
        if problem.arrays and not self.arrays:
            raise Declined(f"{self.name}: no arrays like NumPy's")
        if problem.kind in self.too_slow and not problem.arrays:
            raise Declined(f"{self.name}: {problem.kind} takes too long to time")
        if problem.branches and not self.follows_branches:
            raise Declined(f"{self.name}: cannot branch on a value")
        if problem.numpy_functions and not self.takes_numpy:
            raise Declined(f"{self.name}: not through NumPy's functions")

    def operands(self) -> tuple[Any, Any]:
        """Two numbers of value and slope (1.5, 1) and (2.5, 0.5)."""
        raise Declined(f"{self.name}: no scalar numbers")

    def read(self, number: Any) -> tuple[float, float]:
        """Value and slope of such a number."""
        raise Declined(f"{self.name}: no scalar numbers")


class Plain(Competitor):
    """The function itself on floats: what a derivative is measured against."""

    name = "plain"
    module = "math"
    arrays = "numpy"

    def functions(self, problem: Problem) -> Functions:
        return NUMPY if problem.kind == "map" else FLOATS

    def prepare(self, problem: Problem) -> Function:
        return problem.make(self.library(problem))


class ByHand(Competitor):
    """Floats or NumPy's arrays again, with the derivative written out."""

    name = "by hand"
    module = "math"

    def prepare(self, problem: Problem) -> Function:
        return problem.by_hand


class Numba(Competitor):
    """The hand-written derivative, compiled."""

    name = "numba"
    module = "numba"

    def point(self, x: Any) -> Any:
        return x if isinstance(x, float) else np.array(x)

    def prepare(self, problem: Problem) -> Function:
        if problem.arrays:
            raise Declined(f"{self.name}: loops only")
        compiled: Function = self.lib.njit(problem.by_hand)
        return compiled


class ComplexStep(Competitor):
    """The builtin complex type as a dual number with a tiny slope."""

    name = "complex"
    module = "cmath"
    follows_branches = False
    step = 1e-200

    def functions(self, problem: Problem) -> Functions:
        return Functions(cmath.sin, cmath.exp, cmath.log)

    def first(self, f: Function) -> Function:
        step = self.step

        def run(x: float) -> tuple[float, float]:
            y = f(complex(x, step))
            return y.real, y.imag / step

        return run

    def operands(self) -> tuple[Any, Any]:
        return complex(1.5, self.step), complex(2.5, 0.5 * self.step)

    def read(self, number: Any) -> tuple[float, float]:
        return number.real, number.imag / self.step


class Dualnum(Competitor):
    """This package."""

    name = "dualnum"
    module = "dualnum"
    arrays = "numpy"
    takes_numpy = True

    def functions(self, problem: Problem) -> Functions:
        return NUMPY if problem.kind == "map" else Functions(self.lib.sin, self.lib.exp, self.lib.log)

    def release(self) -> None:
        self.lib._array.release_memory()

    def first(self, f: Function) -> Function:
        run: Function = self.lib.value_and_derivative(f)
        return run

    def map(self, f: Function) -> Function:
        return self.first(f)

    def second(self, f: Function) -> Function:
        run: Function = self.lib.value_and_derivative(f, order=2)
        return run

    def gradient(self, f: Function) -> Function:
        run: Function = self.lib.value_and_grad(f)
        return run

    def hessian(self, f: Function) -> Function:
        run: Function = self.lib.value_grad_and_hessian(f)
        return run

    def curvatures(self, f: Function) -> Function:
        run: Function = self.lib.hessian(f)
        return run

    def jacobian(self, f: Function) -> Function:
        slopes = self.slopes(f)
        return lambda x: (f(x), slopes(x))

    def slopes(self, f: Function) -> Function:
        run: Function = self.lib.jacobian(f)
        return run

    def operands(self) -> tuple[Any, Any]:
        return self.lib.Dual(1.5, 1.0), self.lib.Dual(2.5, 0.5)

    def read(self, number: Any) -> tuple[float, float]:
        return number.value, number.tangent


class NumDual(Competitor):
    """num_dual: dual numbers in Rust, its functions called as unbound methods."""

    name = "num_dual"
    module = "num_dual"
    takes_numpy = True

    def functions(self, problem: Problem) -> Functions:
        kind = self.lib.Dual2_64 if problem.kind == "second" else self.lib.Dual64
        return Functions(kind.sin, kind.exp, kind.log)

    def first(self, f: Function) -> Function:
        return partial(self.lib.first_derivative, f)

    def second(self, f: Function) -> Function:
        return partial(self.lib.second_derivative, f)

    def gradient(self, f: Function) -> Function:
        return partial(self.lib.gradient, f)

    def hessian(self, f: Function) -> Function:
        return partial(self.lib.hessian, f)

    def operands(self) -> tuple[Any, Any]:
        return self.lib.Dual64(1.5, 1.0), self.lib.Dual64(2.5, 0.5)

    def read(self, number: Any) -> tuple[float, float]:
        return number.value, number.first_derivative


class HyperJet(Competitor):
    """HyperJet: jets in C++, of fixed size where it has one."""

    name = "hyperjet"
    module = "hyperjet"
    takes_numpy = True

    def functions(self, problem: Problem) -> Functions:
        kind = self.lib.DD1Scalar if problem.kind == "second" else self.lib.D1Scalar
        return Functions(kind.sin, kind.exp, kind.log)

    def first(self, f: Function) -> Function:
        variable = self.lib.D1Scalar.variable

        def run(x: float) -> tuple[Any, ...]:
            y = f(variable(0, x))
            return y.f, y.g

        return run

    def second(self, f: Function) -> Function:
        variable = self.lib.DD1Scalar.variable

        def run(x: float) -> tuple[Any, ...]:
            y = f(variable(0, x))
            return y.f, y.g, y.hm()

        return run

    def gradient(self, f: Function) -> Function:
        variables = self.lib.variables

        def run(x: list[float]) -> tuple[Any, ...]:
            y = f(variables(x, 1))
            return y.f, y.g

        return run

    def hessian(self, f: Function) -> Function:
        variables = self.lib.variables

        def run(x: list[float]) -> tuple[Any, ...]:
            y = f(variables(x, 2))
            return y.f, y.g, y.hm()

        return run

    def operands(self) -> tuple[Any, Any]:
        make = self.lib.D1Scalar
        return make([1.5, 1.0]), make([2.5, 0.5])

    def read(self, number: Any) -> tuple[float, float]:
        return number.f, number.g[0]
