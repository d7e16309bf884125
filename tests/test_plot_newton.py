"""Pictures of the steps of Newton's method, and legends: the data, against closed forms."""
# ruff: noqa: E501  (tables)

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

import dualnum

from . import plot_checks
from .plot_checks import data, line

dn: Any = dualnum
Function = Callable[..., Any]
PLOT = "plot.function"
figures = plot_checks.figures  # closes them, after each test


e = np.exp


# ---- Newton's method --------------------------------------------------------------------------------------


def cubic(x: Any) -> Any:
    return x**3 - 2.0 * x - 5.0


def quartic(x: Any) -> Any:
    return x**4 - 4.0 * x**2 + x


DESCENTS: dict[str, tuple[Function, list[Function], float, float]] = {
    # function, its closed forms, start, minimum
    "exp - log": (lambda x: np.exp(x) - np.log(x), [lambda x: e(x) - np.log(x), lambda x: e(x) - 1 / x, lambda x: e(x) + x**-2.0], 1.75, 0.5671432904097838),
    "from beside the pole": (lambda x: np.exp(x) - np.log(x), [lambda x: e(x) - np.log(x), lambda x: e(x) - 1 / x, lambda x: e(x) + x**-2.0], 0.05, 0.5671432904097838),
    "negative curvature": (quartic, [quartic, lambda x: 4 * x**3 - 8 * x + 1, lambda x: 12 * x**2 - 8], 0.3, 1.3469973),
    "no curvature": (lambda x: x**3 - 3 * x, [lambda x: x**3 - 3 * x, lambda x: 3 * x**2 - 3, lambda x: 6 * x], 0.0, 1.0),
}  # fmt: skip


@pytest.mark.parametrize("name", DESCENTS)
def test_parabolas_of_newton(name: str) -> None:
    f, (value, slope, curvature), start, minimum = DESCENTS[name]
    ax = dn.plot.newton(f, start)
    path = dn.optimize.newton(f, start, history=True).history.x[:, 0]
    assert path[-1] == pytest.approx(minimum, rel=1e-6)
    assert line(ax, f"minimum at {path[-1]:g}").get_xdata()[0] == path[-1]
    points = [drawn for drawn in ax.get_lines() if drawn.get_marker() == "o"]
    filled = {drawn.get_xdata()[0] for drawn in points if drawn.get_markerfacecolor() != "none"}
    assert filled == set(path)
    for k in range(min(len(path) - 1, 4)):
        x, y = data(ax, f"step {k + 1}")
        h = x - path[k]
        model = value(path[k]) + slope(path[k]) * h + 0.5 * curvature(path[k]) * h * h
        np.testing.assert_allclose(y, model, rtol=1e-9, atol=1e-9)
        assert x[0] < min(path[k : k + 2])
        assert max(path[k : k + 2]) < x[-1]
        vertex = path[k] - slope(path[k]) / curvature(path[k]) if curvature(path[k]) else math.inf
        marked = [d.get_xdata()[0] for d in points if d.get_color() == line(ax, f"step {k + 1}").get_color()]
        assert any(math.isclose(v, vertex, rel_tol=1e-9) for v in marked) == (x[0] <= vertex <= x[-1])
    x, y = data(ax, f.__name__ if f.__name__ != "<lambda>" else "f")
    assert x[0] < path.min()
    assert path.max() < x[-1]
    known = ~np.isnan(y)
    with np.errstate(invalid="ignore", divide="ignore"):
        np.testing.assert_allclose(y[known], value(x)[known], rtol=1e-9, atol=1e-12)
    low, high = ax.get_ylim()
    assert low <= min(value(path))
    assert max(value(path)) <= high


def test_parabolas_go_where_the_optimizer_goes() -> None:
    """From f'' < 0 not to the vertex, a maximum: the dotted line is at the next point."""
    ax = dn.plot.newton(quartic, 0.3)
    following = dn.optimize.newton(quartic, 0.3, history=True).history.x[1, 0]
    assert following > 0.3  # f' < 0, f'' < 0: the vertex is to the left
    dotted = [drawn for drawn in ax.get_lines() if drawn.get_linestyle() == ":"]
    slope, curvature = 4 * 0.3**3 - 8 * 0.3 + 1, 12 * 0.3**2 - 8
    h = following - 0.3
    np.testing.assert_allclose(dotted[0].get_xdata(), following)
    model = quartic(0.3) + slope * h + 0.5 * curvature * h * h
    np.testing.assert_allclose(dotted[0].get_ydata(), [model, quartic(following)])


def test_tangents_of_newton() -> None:
    ax = dn.plot.newton(cubic, 2.0, find="root")
    x = 2.0
    for k in range(3):
        at, y = data(ax, f"step {k + 1}")
        np.testing.assert_allclose(y, cubic(x) + (3 * x * x - 2) * (at - x), rtol=1e-9, atol=1e-9)
        x = x - cubic(x) / (3 * x * x - 2)  # the zero of the tangent
        hollow = [d.get_xdata()[0] for d in ax.get_lines() if d.get_markerfacecolor() == "none"]
        assert any(math.isclose(v, x, rel_tol=1e-12) for v in hollow)
    root = 2.0945514815423265  # Wallis's equation
    assert line(ax, f"root at {root:g}").get_xdata()[0] == pytest.approx(root, abs=1e-12)


ENDINGS: dict[str, tuple[Function, float, dict[str, Any], str]] = {
    "flat": (lambda x: x**4, 2.0, {"maxiter": 60}, "undecided at "),
    "unbounded": (np.exp, 0.0, {"maxiter": 5}, "stopped at -5"),
    "no root": (lambda x: x * x + 1.0, 2.0, {"find": "root"}, "stopped at "),
    "at the minimum": (np.cosh, 0.0, {}, "minimum at 0"),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_the_end_is_told_as_it_is(name: str) -> None:
    f, start, options, text = ENDINGS[name]
    ax = dn.plot.newton(f, start, **options)
    assert ax.get_lines()[-1].get_label().startswith(text)
    names = [drawn.get_label() for drawn in ax.get_lines() if "step" in drawn.get_label()]
    assert len(names) <= 6


def guarded_log(x: Any) -> Any:
    if x <= 0.0:
        raise ValueError("math domain error")
    return x - np.log(x)


def test_steps_stay_where_the_function_is_defined() -> None:
    """From 3 Newton's step leads to 3 - (2/3) / (1/9) = -3."""
    ax = dn.plot.newton(guarded_log, 3.0)
    assert ax.get_lines()[-1].get_label() == "minimum at 1"
    x, y = data(ax, "guarded_log")
    known = ~np.isnan(y)
    np.testing.assert_allclose(y[known], x[known] - np.log(x[known]), rtol=1e-12)


def test_points_close_to_each_other_have_a_range() -> None:
    ax = dn.plot.newton(lambda x: (x / 1e200 - 3.0) ** 2, 3e200)
    assert ax.get_xlim() == pytest.approx((2.7e200, 3.3e200))


def test_range_of_newton() -> None:
    ax = dn.plot.newton(np.cosh, 1.0, a=-3.0, b=4.0)
    assert ax.get_xlim() == (-3.0, 4.0)


def test_a_range_without_points() -> None:
    ax = dn.plot.newton(lambda x: (x - 1.0) ** 2 * (x + 2.0), 3.0, a=10.0, b=11.0)
    low, high = ax.get_ylim()
    assert low < 9.0**2 * 12.0 < 10.0**2 * 13.0 < high


# ---- legends ----------------------------------------------------------------------------------------------

PANELS: dict[str, Any] = {
    "taylor": lambda ax: dn.plot.taylor(np.sin, 0.0, range(1, 26, 2), a=-12.0, b=12.0, ax=ax),
    "minimum": lambda ax: dn.plot.newton(lambda x: np.exp(x) - np.log(x), 1.75, ax=ax),
    "root": lambda ax: dn.plot.newton(cubic, 5.0, find="root", ax=ax),
    "wave": lambda ax: dn.plot.newton(lambda x: np.sin(5.0 * x), 1.1, a=-3.0, b=3.0, ax=ax),
}


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("size", [(6.0, 4.0), (3.0, 2.0)])
@pytest.mark.parametrize("layout", [None, "constrained"])
def test_legends_do_not_cover_the_function(name: str, size: tuple[float, float], layout: Any) -> None:
    ax: Any = plt.figure(figsize=size, layout=layout).add_subplot()
    PANELS[name](ax)
    ax.figure.canvas.draw()
    box = ax.get_legend().get_window_extent()
    curve = ax.get_lines()[0]
    assert box.count_contains(ax.transData.transform(curve.get_xydata())) == 0
    frame = ax.get_window_extent()
    assert frame.x0 <= box.x0 < box.x1 <= frame.x1
    assert box.height < 0.55 * frame.height
    assert len(ax.get_legend().get_texts()) <= 8


def test_many_lines_share_an_entry() -> None:
    ax = dn.plot.taylor(np.sin, 0.0, range(1, 26, 2), ax=plt.figure(figsize=(6.0, 4.0)).add_subplot())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "sin", "order 1", "order 3", "order 5", "order 7", "order 9", "orders 11 to 25",
    ]  # fmt: skip
    polynomials = ax.get_lines()[1:14]
    assert len({drawn.get_color() for drawn in polynomials[:6]}) == 6
    assert {drawn.get_color() for drawn in polynomials[6:]} == {polynomials[5].get_color()}


def test_the_axis_of_y_is_used() -> None:
    """Of a function with a free corner, at least two thirds."""
    ax = dn.plot.newton(cubic, 5.0, find="root", ax=plt.figure(figsize=(6.0, 4.0)).add_subplot())
    y = ax.get_lines()[0].get_ydata()
    low, high = ax.get_ylim()
    assert y.max() - y.min() > 0.67 * (high - low)
