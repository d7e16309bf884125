"""The problems, each written once for every kind of number; those of arrays are in array_problems.

A problem's function takes its sine, exponential and logarithm from outside, so that the
same lines run on floats, on duals and on each peer's numbers. Beside it stands the same
answer differentiated by hand: the oracle, and what careful float code costs.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

Function = Callable[..., Any]
Kind = Literal["first", "second", "gradient", "hessian", "curvatures", "jacobian", "slopes", "map"]


@dataclass(frozen=True)
class Functions:
    """The elementary functions a problem may call, for one kind of number."""

    sin: Function
    exp: Function
    log: Function


FLOATS = Functions(math.sin, math.exp, math.log)
NUMPY = Functions(np.sin, np.exp, np.log)


@dataclass(frozen=True)
class Problem:
    """A function, where to differentiate it, what is asked, and the answer by hand.

    ``kind`` names the answer: (f, f'), (f, f', f''), (f, gradient), (f, gradient, Hessian),
    "curvatures" the Hessian alone, (f, Jacobian), or "slopes" the Jacobian alone, always
    flattened to one row of floats; "map" is (f, f') at every point of an array, which takes
    NumPy's functions or a peer's own. ``by_hand`` is plain enough for numba to compile.
    ``numpy_functions`` asks for ``np.sin`` instead of one's own.

    Where ``arrays`` is set, ``make`` is given a module like NumPy, the point is an array,
    and ``data`` are further arguments; ``elementwise`` says that the parameters are only
    unpacked, and the rest is elementwise and sums.
    """

    name: str
    kind: Kind
    make: Callable[[Any], Function]
    point: Any
    by_hand: Function
    numpy_functions: bool = False
    branches: bool = False
    data: tuple[Any, ...] = ()
    arrays: bool = False
    elementwise: bool = False

    @cached_property
    def answer(self) -> Any:
        """The answer by hand."""
        return self.by_hand(self.point, *self.data)


def nested_sine(m: Functions) -> Function:
    """Sine of sine of ... a hundred deep."""
    sin = m.sin

    def f(x: Any) -> Any:
        y = 0.0
        for _ in range(100):
            y = sin(y + x)
        return y

    return f


def nested_sine_by_hand(x: float) -> tuple[float, float]:
    """Value and derivative of the nested sine."""
    y, d = 0.0, 0.0
    for _ in range(100):
        d = math.cos(y + x) * (d + 1.0)
        y = math.sin(y + x)
    return y, d


def branchy_loop(m: Functions) -> Function:
    """A hundred steps that each look at the value first; at 0.212 both ways are taken."""
    sin = m.sin

    def f(x: Any) -> Any:
        y = x
        for _ in range(100):
            y = sin(y) + 0.5 * x if y > 0.3 else y * y + x
        return y

    return f


def branchy_loop_by_hand(x: float) -> tuple[float, float]:
    """Value and derivative of the branchy loop."""
    y, d = x, 1.0
    for _ in range(100):
        if y > 0.3:
            d = math.cos(y) * d + 0.5
            y = math.sin(y) + 0.5 * x
        else:
            d = 2.0 * y * d + 1.0
            y = y * y + x
    return y, d


def mapped_nested_sine_by_hand(x: Any) -> tuple[Any, Any]:
    """The nested sine by NumPy."""
    y, d = np.zeros_like(x), np.zeros_like(x)
    for _ in range(100):
        d = np.cos(y + x) * (d + 1.0)
        y = np.sin(y + x)
    return y, d


def damped_wave(m: Functions) -> Function:
    """An exponential and a sine."""
    sin, exp = m.sin, m.exp

    def f(x: Any) -> Any:
        return exp(-2 * x) + 3 * sin(3 * x)

    return f


def damped_wave_by_hand(x: Any) -> tuple[Any, Any]:
    """Value and derivative of exp(-2x) + 3 sin(3x), by NumPy."""
    e = np.exp(-2 * x)
    return e + 3 * np.sin(3 * x), -2 * e + 9 * np.cos(3 * x)


def cubic(_: Functions) -> Function:
    """A polynomial: additions and multiplications only."""

    def f(x: Any) -> Any:
        return 2 * x * x * x - 3 * x * x + 5

    return f


def cubic_by_hand(x: Any) -> tuple[Any, Any]:
    """Value and derivative of the polynomial."""
    return 2 * x * x * x - 3 * x * x + 5, 6 * x * (x - 1)


def expression(m: Functions) -> Function:
    """Nine operations in one line."""
    sin, exp = m.sin, m.exp

    def f(x: Any) -> Any:
        return x * sin(x) + exp(0.5 * x) / (1.0 + x * x) - 3.0

    return f


def expression_by_hand(x: float) -> tuple[float, float]:
    """Value and derivative of the expression."""
    s, e, q = math.sin(x), math.exp(0.5 * x), 1.0 + x * x
    return x * s + e / q - 3.0, s + x * math.cos(x) + e * (0.5 - 2.0 * x / q) / q


def newton_step(m: Functions) -> Function:
    """A convex function whose minimum is the omega constant."""
    exp, log = m.exp, m.log

    def f(x: Any) -> Any:
        return exp(x) - log(x)

    return f


def newton_step_by_hand(x: float) -> tuple[float, float, float]:
    """Value, first and second derivative of exp(x) - log(x)."""
    e, r = math.exp(x), 1.0 / x
    return e - math.log(x), e - r, e + r * r


def rosenbrock(_: Functions) -> Function:
    """Rosenbrock's valley in n variables, as a loop."""

    def f(x: Sequence[Any]) -> Any:
        total = 0.0
        for i in range(len(x) - 1):
            u = x[i + 1] - x[i] * x[i]
            v = 1.0 - x[i]
            total = total + 100.0 * (u * u) + v * v
        return total

    return f


def rosenbrock_gradient_by_hand(x: Any) -> Any:
    """Value, then the gradient."""
    n = len(x)
    answer = np.zeros(1 + n)
    for i in range(n - 1):
        u = x[i + 1] - x[i] * x[i]
        v = 1.0 - x[i]
        answer[0] += 100.0 * (u * u) + v * v
        answer[1 + i] -= 400.0 * u * x[i] + 2.0 * v
        answer[2 + i] += 200.0 * u
    return answer


def rosenbrock_hessian_by_hand(x: Any) -> Any:
    """Value, gradient, then the Hessian row by row."""
    n = len(x)
    answer = np.zeros(1 + n + n * n)
    for i in range(n - 1):
        u = x[i + 1] - x[i] * x[i]
        v = 1.0 - x[i]
        corner = 1 + n + i * n + i
        answer[0] += 100.0 * (u * u) + v * v
        answer[1 + i] -= 400.0 * u * x[i] + 2.0 * v
        answer[2 + i] += 200.0 * u
        answer[corner] += 800.0 * x[i] * x[i] - 400.0 * u + 2.0
        answer[corner + 1] -= 400.0 * x[i]
        answer[corner + n] -= 400.0 * x[i]
        answer[corner + n + 1] += 200.0
    return answer


def rosenbrock_point(n: int) -> list[float]:
    """A point off the valley floor, different in every variable."""
    return [0.5 + i / n for i in range(n)]


NESTED_SINE = Problem("nested sine", "first", nested_sine, 1.0, nested_sine_by_hand)
NESTED_SINE_NUMPY = Problem(
    "nested sine, np.sin", "first", nested_sine, 1.0, nested_sine_by_hand, numpy_functions=True
)
BRANCHY_LOOP = Problem("branchy loop", "first", branchy_loop, 0.212, branchy_loop_by_hand, branches=True)
EXPRESSION = Problem("9-operation expression", "first", expression, 0.7, expression_by_hand)
NEWTON_STEP = Problem("Newton step, exp(x) - log(x)", "second", newton_step, 0.7, newton_step_by_hand)


def rosenbrock_gradient(n: int) -> Problem:
    """The gradient problem in n variables."""
    name = f"Rosenbrock gradient, n = {n}"
    return Problem(name, "gradient", rosenbrock, rosenbrock_point(n), rosenbrock_gradient_by_hand)


def rosenbrock_hessian(n: int) -> Problem:
    """The Hessian problem in n variables."""
    name = f"Rosenbrock Hessian, n = {n}"
    return Problem(name, "hessian", rosenbrock, rosenbrock_point(n), rosenbrock_hessian_by_hand)


def mapped(name: str, make: Callable[[Functions], Function], n: int, by_hand: Function) -> Problem:
    """The problem of value and derivative at n points."""
    points = np.linspace(-1.0, 2.0, n)
    return Problem(f"{name}, {n:,} points", "map", make, points, by_hand)


def mapped_nested_sine(n: int) -> Problem:
    """The nested sine at n points."""
    return mapped("nested sine", nested_sine, n, mapped_nested_sine_by_hand)


def mapped_damped_wave(n: int) -> Problem:
    """An exponential and a sine at n points."""
    return mapped("exp(-2x) + 3 sin(3x)", damped_wave, n, damped_wave_by_hand)


def mapped_cubic(n: int) -> Problem:
    """The polynomial at n points."""
    return mapped("2x^3 - 3x^2 + 5", cubic, n, cubic_by_hand)
