"""The nested sine: value, slope and curvature of a plain loop, their errors and their price."""

import math
from collections.abc import Callable
from timeit import Timer
from typing import Any

import numpy as np

import dualnum as dn
from dualnum.demo import decimals
from dualnum.demo.timing import best_times

Function = Callable[[Any], Any]

POINT = 1.0
GRID = [0.5 * i for i in range(9)]


def nested_sine(sin: Function) -> Function:
    """The loop of the demonstration, with the sine it is to use."""

    def f(x: Any) -> Any:
        y = 0.0
        for _ in range(100):
            y = sin(y + x)
        return y

    return f


def times_at(x: float, plain_sin: Function, dual_sin: Function) -> list[float]:
    """Seconds for f on a float, for f and f', and for f, f' and f''."""
    plain, dual = nested_sine(plain_sin), nested_sine(dual_sin)
    first, second = dn.value_and_derivative(dual), dn.value_and_derivative(dual, order=2)
    calls = (lambda: plain(x), lambda: first(x), lambda: second(x))
    return best_times([Timer(call) for call in calls])


def print_point(x: float) -> None:
    """The three numbers at one point to all their digits, with both sines."""
    exact = decimals.nested_sine(x)
    print(f"At x = {x}:\n")
    print(f"{'':7}{'50-digit arithmetic':>26}", end="")
    print(f"{'dn.sin':>22}{'error':>9}{'np.sin error':>14}")
    with_dn = dn.value_and_derivative(nested_sine(dn.sin), order=2)(x)
    with_np = dn.value_and_derivative(nested_sine(np.sin), order=2)(x)
    for name, true, a, b in zip(("f", "f'", "f''"), exact, with_dn, with_np, strict=True):
        errors = f"{decimals.error(a, true):9.1e}{decimals.error(b, true):14.1e}"
        print(f"  {name:5}{true:26.20f}{float(a)!r:>22}{errors}")


def print_times(x: float) -> None:
    """Time of one evaluation, beside the same loop on a plain float."""
    print(f"\nTime of one evaluation at x = {x}, and its ratio to the plain float loop:\n")
    print(f"{'sine of the float, dual':24}{'f alone':>9}{'f, f`':>18}{'f, f`, f``':>19}".replace("`", "'"))
    rows = (
        ("math.sin, dn.sin", math.sin, dn.sin),
        ("dn.sin, dn.sin", dn.sin, dn.sin),
        ("np.sin, np.sin", np.sin, np.sin),
    )
    for name, plain_sin, dual_sin in rows:
        plain, *others = times_at(x, plain_sin, dual_sin)
        cells = "".join(f"{1e6 * t:9.2f} us {t / plain:5.2f}x" for t in others)
        print(f"  {name:20}{1e6 * plain:7.2f} us{cells}")


def print_grid() -> None:
    """The same over a grid, the largest of the three errors beside them."""
    f = dn.value_and_derivative(nested_sine(dn.sin), order=2)
    print("\nOver a grid, with dn.sin. error: the largest of the three; us: microseconds of the loop")
    print("on floats with math.sin, and the ratios to it:\n")
    print(f"{'x':>5}{'f':>13}{'f`':>13}{'f``':>15}".replace("`", "'"), end="")
    print(f"{'error':>10}{'us':>7}{'f,f`':>8}{'f,f`,f``':>9}".replace("`", "'"))
    for x in GRID:
        computed, exact = f(x), decimals.nested_sine(x)
        worst = max(decimals.error(a, b) for a, b in zip(computed, exact, strict=True))
        plain, first, second = times_at(x, math.sin, dn.sin)
        numbers = f"{computed[0]:13.9f}{computed[1]:13.8f}{computed[2]:15.6f}"
        ratios = f"{first / plain:7.2f}x{second / plain:8.2f}x"
        print(f"{x:5.2f}{numbers}{worst:10.1e}{1e6 * plain:7.2f}{ratios}")


def print_map(n: int = 100_000) -> None:
    """Value and derivative at many points at once, beside NumPy's value alone."""
    f, x = nested_sine(np.sin), np.linspace(-2.0, 2.0, n)
    g = dn.value_and_derivative(f)
    value, both = best_times([Timer(lambda: f(x)), Timer(lambda: g(x))], repeats=3)
    print(f"\nMapped over an array of {n:,} points, with np.sin:\n")
    print(f"  NumPy, f alone {1e3 * value:8.1f} ms      dualnum, f and f' {1e3 * both:8.1f} ms", end="")
    print(f"  {both / value:5.2f}x")


def show() -> None:
    """Print the whole demonstration."""
    print("The nested sine: y = 0, then 100 times y = sin(y + x)")
    print("-----------------------------------------------------")
    print_point(POINT)
    print_times(POINT)
    print_grid()
    print_map()
    print("\nErrors are relative; absolute where the exact answer is zero.")
