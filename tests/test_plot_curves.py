"""Functions, tangents and Taylor polynomials: the data of what is drawn, against closed forms."""
# ruff: noqa: E501  (tables)

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

import dualnum

from . import plot_checks
from .plot_checks import data, pieces

dn: Any = dualnum
Function = Callable[..., Any]
PLOT = "plot.function"
figures = plot_checks.figures  # closes them, after each test


# ---- function ---------------------------------------------------------------------------------------------


def branching(x: Any) -> Any:
    if x > 1.0:
        return x * x
    return 3.0 * x if x > 0.0 else 0.0 * x


def looping(x: Any) -> Any:
    y = 1.0
    for _ in range(5):
        y = y * x
    return y


def raising(x: Any) -> Any:
    if x < 0.0:
        raise ValueError("math domain error")
    return x**1.5


e, s, c = np.exp, np.sin, np.cos
SMOOTH: dict[str, tuple[Function, float, float, list[Function]]] = {
    "damped": (
        lambda x: np.sin(3.0 * x) * np.exp(-x), 0.0, 3.0,
        [lambda x: s(3 * x) * e(-x), lambda x: (3 * c(3 * x) - s(3 * x)) * e(-x), lambda x: (-8 * s(3 * x) - 6 * c(3 * x)) * e(-x)],
    ),
    "loop": (looping, -2.0, 2.0, [lambda x: x**5, lambda x: 5 * x**4, lambda x: 20 * x**3]),
    "constant": (lambda x: 3.0, -1.0, 1.0, [lambda x: 3 + 0 * x, lambda x: 0 * x, lambda x: 0 * x]),
    "x^20": (lambda x: x**20, -2.0, 2.0, [lambda x: x**20, lambda x: 20 * x**19, lambda x: 380 * x**18]),
    "large": (lambda x: 1e200 * np.sin(x), -3.0, 3.0, [lambda x: 1e200 * s(x), lambda x: 1e200 * c(x), lambda x: -1e200 * s(x)]),
    "steep": (lambda x: np.tanh(1e4 * (x - 0.01)), -1.0, 1.0, [
        lambda x: np.tanh(1e4 * (x - 0.01)),
        lambda x: 1e4 / np.cosh(np.clip(1e4 * (x - 0.01), -300, 300)) ** 2,
        lambda x: -2e8 * np.tanh(1e4 * (x - 0.01)) / np.cosh(np.clip(1e4 * (x - 0.01), -300, 300)) ** 2,
    ]),
    "fast": (lambda x: np.sin(100.0 * x), -3.0, 3.0, [lambda x: s(100 * x), lambda x: 100 * c(100 * x), lambda x: -1e4 * s(100 * x)]),
}  # fmt: skip


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_smooth_functions(name: str, order: int) -> None:
    f, a, b, formulas = SMOOTH[name]
    ax = dn.plot.function(f, a, b, orders=range(order + 1))
    shown = f.__name__ if f.__name__ != "<lambda>" else "f"
    assert [drawn.get_label() for drawn in ax.get_lines()] == [shown + "'" * k for k in range(order + 1)]
    assert ax.get_legend() is not None
    drawn = ", ".join(shown + "'" * k for k in range(order + 1))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", drawn if order else f"{shown}(x)")
    for k in range(order + 1):
        x, y = data(ax, shown + "'" * k)
        assert x[0] == a
        assert x[-1] == b
        assert np.all(np.diff(x) >= 0.0)
        assert np.isin(np.linspace(a, b, 401), x).all()
        expected = formulas[k](x)
        np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-9 * np.max(np.abs(expected)))  # no gaps
    low, high = ax.get_ylim()
    known = np.concatenate([drawn.get_ydata() for drawn in ax.get_lines()])
    assert low <= known.min()
    assert known.max() <= high


inf = math.inf
ROUND = 2.0**-16 * 0.02
"""How far from the edge of a domain a line may end, for 401 points at most 8 apart."""
# name: function, a, b, and for each order the formula and the pieces it is drawn in
BROKEN: dict[str, tuple[Function, float, float, list[tuple[Function, list[tuple[float, float]]]]]] = {
    "1/x": (lambda x: 1 / x, -1.0, 1.0, [(lambda x: x**-1.0, [(-1, 0), (0, 1)]), (lambda x: -(x**-2.0), [(-1, 0), (0, 1)]), (lambda x: 2 * x**-3.0, [(-1, 0), (0, 1)])]),
    "1/x, between points": (lambda x: 1 / x, -1.0, 2.1, [(lambda x: x**-1.0, [(-1, 0), (0, 2.1)]), (lambda x: -(x**-2.0), [(-1, 0), (0, 2.1)]), (lambda x: 2 * x**-3.0, [(-1, 0), (0, 2.1)])]),
    "1/x^2, between points": (lambda x: 1 / x**2, -1.0, 1.1, [(lambda x: x**-2.0, [(-1, 0), (0, 1.1)]), (lambda x: -2 * x**-3.0, [(-1, 0), (0, 1.1)]), (lambda x: 6 * x**-4.0, [(-1, 0), (0, 1.1)])]),
    "log|x|, between points": (lambda x: np.log(abs(x)), -1.0, 1.1, [(lambda x: np.log(np.abs(x)), [(-1, 0), (0, 1.1)]), (lambda x: 1 / x, [(-1, 0), (0, 1.1)]), (lambda x: -(x**-2.0), [(-1, 0), (0, 1.1)])]),
    "tan": (np.tan, -2.0, 4.0, [(np.tan, [(-2, -math.pi / 2), (-math.pi / 2, math.pi / 2), (math.pi / 2, 4)])]),
    "floor": (np.floor, -1.5, 2.5, [(np.floor, [(-1.5, -1), (-1, 0), (0, 1), (1, 2), (2, 2.5)]), (lambda x: 0 * x, [(-1.5, 2.5)]), (lambda x: 0 * x, [(-1.5, 2.5)])]),
    "sign": (np.sign, -1.0, 1.0, [(np.sign, [(-1, 0), (0, 1)])]),
    "sqrt": (np.sqrt, -1.0, 2.0, [(np.sqrt, [(0, 2)]), (lambda x: 0.5 * x**-0.5, [(0, 2)]), (lambda x: -0.25 * x**-1.5, [(0, 2)])]),
    "sqrt beside a point": (lambda x: np.sqrt(x - 1 / 3), 0.0, 2.0, [(lambda x: (x - 1 / 3) ** 0.5, [(1 / 3, 2)]), (lambda x: 0.5 * (x - 1 / 3) ** -0.5, [(1 / 3, 2)])]),
    "slope of sqrt|x|": (lambda x: np.sqrt(abs(x)), -1.0, 1.0, [(lambda x: np.abs(x) ** 0.5, [(-1, 1)]), (lambda x: 0.5 * np.sign(x) * np.abs(x) ** -0.5, [(-1, 0), (0, 1)])]),
    "cbrt": (np.cbrt, -1.0, 1.0, [(np.cbrt, [(-1, 1)]), (lambda x: np.cbrt(x) ** -2 / 3, [(-1, 0), (0, 1)])]),
    "log": (np.log, -1.0, 3.0, [(np.log, [(0, 3)]), (lambda x: 1 / x, [(0, 3)])]),
    "arcsin": (np.arcsin, -1.5, 1.5, [(np.arcsin, [(-1, 1)]), (lambda x: ((1 - x) * (1 + x)) ** -0.5, [(-1, 1)])]),
    "abs": (abs, -1.0, 1.0, [(np.abs, [(-1, 1)]), (np.sign, [(-1, 0), (0, 1)]), (lambda x: 0 * x, [(-1, 1)])]),
    "abs, between points": (lambda x: abs(x - 0.123), -1.0, 1.0, [(lambda x: np.abs(x - 0.123), [(-1, 1)]), (lambda x: np.sign(x - 0.123), [(-1, 0.123), (0.123, 1)])]),
    "branches": (branching, -1.0, 2.0, [
        (lambda x: np.where(x > 1, x * x, 3 * np.maximum(x, 0)), [(-1, 1), (1, 2)]),
        (lambda x: np.where(x > 1, 2 * x, 3.0 * (x > 0)), [(-1, 0), (0, 1), (1, 2)]),
        (lambda x: 2.0 * (x > 1), [(-1, 1), (1, 2)]),
    ]),
    "raises": (raising, -2.0, 1.0, [(lambda x: x**1.5, [(0, 1)]), (lambda x: 1.5 * x**0.5, [(0, 1)])]),
    "jump of 1e-300": (lambda x: 1e-300 if x > 0.5 else 0.0, 0.0, 1.0, [(lambda x: 1e-300 * (x > 0.5), [(0, 0.5), (0.5, 1)])]),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_gaps_are_where_they_belong(name: str) -> None:
    f, a, b, expected = BROKEN[name]
    ax = dn.plot.function(f, a, b, orders=range(len(expected)))
    shown = f.__name__ if f.__name__ != "<lambda>" else "f"
    for k, (formula, ranges) in enumerate(expected):
        drawn = pieces(*data(ax, shown + "'" * k))
        assert len(drawn) == len(ranges), f"order {k}"
        for (x, y), (start, stop) in zip(drawn, ranges, strict=True):
            assert abs(x[0] - start) <= ROUND
            assert abs(x[-1] - stop) <= ROUND
            with np.errstate(divide="ignore"):
                np.testing.assert_allclose(y, formula(x), rtol=1e-6, atol=1e-300)


ORDER_0: dict[str, tuple[Function, int]] = {
    "1/x": (lambda x: 1 / x, 2),
    "1/x^2": (lambda x: 1 / x**2, 2),
    "1/|x|": (lambda x: 1 / abs(x), 2),
    "floor": (lambda x: math.floor(2 * x), 7),
    "sawtooth": (lambda x: x - math.floor(x), 4),
    "another": (lambda x: 3.0 * x - math.floor(3.0 * x), 10),
    "math.tanh": (lambda x: math.tanh(1e3 * x), 1),
    "complex": (lambda x: (x - 0.5) ** 0.5, 1),
    "pulse": (lambda x: float(abs(x) < 0.1), 3),
}


@pytest.mark.parametrize("points", [400, 401])
@pytest.mark.parametrize("name", ORDER_0)
def test_without_slopes(name: str, points: int) -> None:
    """Of order 0 a function gets floats, and its jumps and poles are found without derivatives."""
    f, count = ORDER_0[name]
    ax = dn.plot.function(f, -1.0, 2.1, orders=0, points=points)
    assert len(pieces(*data(ax, "f"))) == count


@pytest.mark.parametrize("f", [lambda x: 1 / x**2, lambda x: 2 - 1 / abs(x)], ids=["1/x^2", "2-1/|x|"])
def test_a_pole_anywhere_between_two_points(f: Function) -> None:
    """From the middle of an interval to its ends, with the same sign on both sides."""
    for part in np.linspace(0.03, 0.97, 19):
        a = -(10.0 + part) / 20.0
        ax = dn.plot.function(f, a, a + 1.0, orders=0, points=21, ax=plt.figure().add_subplot())
        assert len(pieces(*data(ax, "f"))) == 2, part
        plt.close()


def test_edges_are_reached() -> None:
    ax = dn.plot.function(np.sqrt, -1.0, 2.0, orders=(0, 1))
    assert pieces(*data(ax, "sqrt"))[0][1][0] < 1e-3
    assert pieces(*data(ax, "sqrt'"))[0][1][0] > 1e2
    low, high = ax.get_xlim()
    assert low <= -1.0  # the range that was asked for
    assert high >= 2.0


LIMITS: dict[str, tuple[Function, float, float, float, float]] = {
    # function, a, b, and what the limits of y must show, and must not pass by much
    "1/x": (lambda x: 1 / x, -1.0, 1.0, -5.0, 5.0),
    "tan": (np.tan, -5.0, 5.0, -3.0, 3.0),
    "log": (np.log, -0.5, 3.0, -2.0, math.log(3.0)),
    "sqrt": (np.sqrt, -1.0, 2.0, 0.0, math.sqrt(2.0)),
}


@pytest.mark.parametrize("name", LIMITS)
def test_poles_leave_the_rest_readable(name: str) -> None:
    f, a, b, low, high = LIMITS[name]
    ax = dn.plot.function(f, a, b)
    bottom, top = ax.get_ylim()
    assert bottom <= low
    assert high <= top
    assert top - bottom < 15.0 * (high - low)


def test_limits_follow_the_function_and_not_its_slope() -> None:
    low, high = dn.plot.function(lambda x: 1 / x, -3.0, 3.0, orders=(0, 1)).get_ylim()
    assert abs(low + high) < 0.25 * (high - low)


def test_limits_that_were_chosen_stay() -> None:
    ax = plt.figure().add_subplot()
    ax.set_ylim(-100.0, 50.0)
    dn.plot.function(lambda x: 1 / x, -1.0, 1.0, ax=ax)
    dn.plot.taylor(np.sin, 0.0, 3, ax=ax)
    dn.plot.newton(np.cosh, 1.0, ax=ax)
    assert ax.get_ylim() == (-100.0, 50.0)


def _hidden(x: Any) -> Any:
    return x


def test_names() -> None:
    for f, name in (
        (_hidden, "hidden"),
        (dn.derivative(np.sin), "f"),
        (functools.partial(np.power, 2.0), "f"),
    ):
        ax = dn.plot.function(f, 0.0, 1.0, orders=1, ax=plt.figure().add_subplot())
        assert [text.get_text() for text in ax.get_legend().get_texts()] == [f"{name}'"]


def test_orders_and_colours() -> None:
    ax = dn.plot.function(np.sin, 0.0, 1.0, orders=[2, 0])
    dn.plot.function(np.cos, 0.0, 1.0, orders=1, ax=ax)
    assert [drawn.get_label() for drawn in ax.get_lines()] == ["sin", "sin''", "cos'"]
    assert len({drawn.get_color() for drawn in ax.get_lines()}) == 3


# ---- tangent ----------------------------------------------------------------------------------------------

TANGENTS: dict[str, tuple[Function, float, float, float]] = {
    "square": (lambda x: x**2, 1.5, 2.25, 3.0),
    "exp": (np.exp, 0.0, 1.0, 1.0),
    "kink": (abs, 0.0, 0.0, 0.0),
    "constant": (lambda x: 2, -1.0, 2.0, 0.0),
    "large": (lambda x: 1e200 * x, 1.0, 1e200, 1e200),
}


@pytest.mark.parametrize("name", TANGENTS)
def test_tangents(name: str) -> None:
    f, at, value, slope = TANGENTS[name]
    for width, half in ((None, 1.0), (0.5, 0.25)):
        ax = dn.plot.tangent(f, at, width=width, ax=plt.figure().add_subplot())
        drawn, point = ax.get_lines()
        assert (ax.get_xlabel(), ax.get_ylabel()) == (
            "x",
            f"{f.__name__ if f is not TANGENTS['square'][0] else 'f'}(x)".replace("<lambda>", "f"),
        )
        assert drawn.get_label() == f"tangent at {at:g}, slope {slope:g}"
        np.testing.assert_allclose(drawn.get_xdata(), [at - half, at + half])
        np.testing.assert_allclose(drawn.get_ydata(), [value - slope * half, value + slope * half])
        assert (point.get_xdata()[0], point.get_ydata()[0]) == (at, value)
        assert point.get_color() == drawn.get_color()


def test_a_tangent_goes_through_the_picture() -> None:
    ax = dn.plot.function(lambda x: x**2, -1.0, 2.0, orders=0)
    limits = ax.get_xlim(), ax.get_ylim()
    for at in (-1.0, 0.0, 1.5):
        dn.plot.tangent(lambda x: x**2, at, ax=ax)
        x, y = data(ax, f"tangent at {at:g}, slope {2 * at:g}")
        assert tuple(x) == limits[0]
        np.testing.assert_allclose(y, at * at + 2 * at * (x - at))
    assert (ax.get_xlim(), ax.get_ylim()) == limits


@pytest.mark.parametrize("f", [np.sqrt, np.cbrt])
def test_vertical_tangents(f: Function) -> None:
    ax = dn.plot.tangent(f, 0.0, width=3.0)
    x, y = data(ax, "tangent at 0, slope inf")
    assert (list(x), list(y)) == ([0.0, 0.0], [-1.5, 1.5])
    ax = dn.plot.function(f, 0.0, 1.0, orders=0, ax=plt.figure().add_subplot())
    dn.plot.tangent(f, 0.0, ax=ax)
    x, y = data(ax, "tangent at 0, slope inf")
    assert (list(x), tuple(y)) == ([0.0, 0.0], ax.get_ylim())


# ---- Taylor series ----------------------------------------------------------------------------------------

SERIES: dict[str, tuple[Function, float, float, float, Function]] = {
    # function, x0, a, b, and the derivative of order k at x0
    "sin": (np.sin, 0.0, -12.0, 12.0, lambda k: math.sin(k * math.pi / 2)),
    "exp": (np.exp, 1.0, -2.0, 3.0, lambda k: math.e),
    "geometric": (lambda x: 1 / (1 - x), 0.0, -2.0, 2.0, math.factorial),
    "log": (np.log, 1.0, 0.0, 3.0, lambda k: -((-1) ** k) * math.factorial(k - 1) if k else 0.0),
}


@pytest.mark.parametrize("name", SERIES)
def test_taylor_polynomials(name: str) -> None:
    f, x0, a, b, derivative = SERIES[name]
    orders = (0, 1, 3, 9, 25)
    ax = dn.plot.taylor(f, x0, orders, a=a, b=b)
    for n in orders:
        x, y = data(ax, f"order {n}")
        terms = [derivative(k) * (x - x0) ** k / math.factorial(k) for k in range(n + 1)]
        np.testing.assert_allclose(y, sum(terms), rtol=1e-9, atol=1e-12 * np.max(np.abs(terms)))
    assert len({drawn.get_color() for drawn in ax.get_lines()}) == len(orders) + 1


def test_limits_of_taylor_follow_the_function() -> None:
    ax = dn.plot.taylor(np.sin, 0.0, range(1, 10, 2))
    x, y = data(ax, "sin")
    np.testing.assert_allclose(y, np.sin(x), atol=1e-15)
    assert (x[0], x[-1]) == (-5.0, 5.0)
    low, high = ax.get_ylim()
    assert -2.0 < low < -1.0
    assert 1.0 < high < 3.0
    ax.figure.canvas.draw()
    legend = ax.get_legend().get_window_extent().transformed(ax.transData.inverted())
    assert legend.y0 > 1.0  # is above the function
    ax = dn.plot.taylor(lambda x: 1 / (1 - x), 0.0, 2, ax=plt.figure().add_subplot())
    assert max(np.abs(ax.get_ylim())) < 50.0  # in spite of the pole
    assert dn.plot.taylor(lambda x: 2.0, 0.0, 3, ax=plt.figure().add_subplot()).get_ylim()[0] < 2.0
