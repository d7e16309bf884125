"""Paths of optimizers: what is drawn, against closed forms and histories."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.quiver import Quiver

import dualnum as dn
from dualnum.optimize import gradient_descent, newton

from . import plot_checks

plot: Any = dn.plot  # what is drawn is looked at without its types

figures = plot_checks.figures  # closes them, after each test


class Pair(NamedTuple):
    slope: float
    offset: float


def valley(p: Any) -> Any:
    """H. H. Rosenbrock's function."""
    x, y = p
    return (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2


def bowl(p: Any) -> Any:
    return p[0] ** 2 + 4.0 * p[1] ** 2


def square(x: Any) -> Any:
    return (x - 1.0) ** 2


def right_half(p: Any) -> Any:
    if p[0] <= 0.0:
        raise ValueError("outside")
    return dn.log(p[0]) ** 2 + p[1] ** 2


def descend(f: Any, x0: Any, **options: Any) -> Any:
    return gradient_descent(f, x0, **({"step_size": 0.1, "maxiter": 12, "history": True} | options))


def arrows_of(ax: Any) -> Any:
    """Places and steps of all arrows, each of shape (n, 2)."""
    (arrows,) = (c for c in ax.collections if isinstance(c, Quiver))
    return arrows.get_offsets(), np.column_stack([arrows.U, arrows.V])


def texts_of(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


# ---- two variables -----------------------------------------------------------------------------------------


def test_path_start_end_and_labels() -> None:
    result = newton(valley, [-1.2, 1.0], history=True)
    ax = plot.contour_path(valley, result)
    path, start, end, edge = ax.lines
    assert edge.get_zorder() < path.get_zorder()
    assert np.array_equal(edge.get_xydata(), path.get_xydata())
    assert ax.get_legend() is None
    assert np.array_equal(path.get_xydata(), result.history.x)
    assert np.array_equal(start.get_xydata(), [[-1.2, 1.0]])
    assert np.allclose(end.get_xydata(), [[1.0, 1.0]])
    assert start.get_marker() != end.get_marker()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")
    (a, b), (c, d) = ax.get_xlim(), ax.get_ylim()
    assert a < result.history.x[:, 0].min() < result.history.x[:, 0].max() < b
    assert c < result.history.x[:, 1].min() < result.history.x[:, 1].max() < d
    ax.figure.canvas.draw()


def test_several_paths_differ() -> None:
    runs = [descend(bowl, x0) for x0 in ([2.0, 1.0], [-2.0, 1.0], [0.5, -1.0])]
    ax = plot.contour_path(bowl, *runs, labels=["a", "b", "c"], points=21)
    paths = ax.lines[::4]
    assert len({path.get_color() for path in paths}) == 3
    assert max(line.get_zorder() for line in ax.lines[3::4]) < min(path.get_zorder() for path in paths)
    assert texts_of(ax) == ["a", "b", "c"]
    for path, run in zip(paths, runs, strict=True):
        assert np.array_equal(path.get_xydata(), run.history.x)
    assert texts_of(plot.contour_path(bowl, *runs[:2], points=5, ax=plt.figure().add_subplot())) == [
        "run 1",
        "run 2",
    ]


def test_arrows_point_down_the_slope() -> None:
    ax = plot.contour_path(
        bowl, descend(bowl, [1.0, 1.0]), x_range=(-2.0, 2.0), y_range=(-1.0, 3.0), points=5
    )
    places, steps = arrows_of(ax)
    slopes = np.column_stack([2.0 * places[:, 0], 8.0 * places[:, 1]])
    along = np.sum(steps * slopes, axis=1) / np.linalg.norm(steps, axis=1) / np.linalg.norm(slopes, axis=1)
    assert np.allclose(along, -1.0)
    assert np.ptp(places[:, 0]) < 4.0
    cell = 4.0 / 13.0
    lengths = np.abs(steps).max(axis=1)
    assert (lengths <= cell).all()
    assert (lengths >= 0.3 * cell).all()
    steepest = np.argmax(np.linalg.norm(slopes, axis=1))
    assert np.isclose(lengths.max(), np.abs(steps[steepest]).max(), rtol=0.1)


def test_no_arrows_where_there_is_no_gradient() -> None:
    ax = plot.contour_path(right_half, descend(right_half, [1.5, 1.0]), x_range=(-1.0, 2.0), points=21)
    places, _ = arrows_of(ax)
    assert len(places) > 50
    assert (places[:, 0] > 0.0).all()
    plt.figure()
    ax = plot.contour_path(bowl, descend(bowl, [1.0, 1.0]), arrows=False, points=5)
    assert not any(isinstance(c, Quiver) for c in ax.collections)


def test_contours_and_arrows_alone() -> None:
    seen: set[type] = set()

    def f(p: Any) -> Any:
        seen.add(type(p))
        return bowl(p)

    ax = plot.contour_path(f, x_range=(-2.0, 2.0), y_range=(-1.0, 3.0), points=5)
    assert seen <= {np.ndarray, dn.DualArray}
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2.0, 2.0), (-1.0, 3.0))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")
    assert not ax.lines
    assert ax.get_legend() is None
    places, steps = arrows_of(ax)
    slopes = np.column_stack([2.0 * places[:, 0], 8.0 * places[:, 1]])
    assert np.allclose(steps[:, 0] * slopes[:, 1], steps[:, 1] * slopes[:, 0])


def test_f_is_called_as_by_the_optimizer() -> None:
    inputs = np.linspace(-1.0, 1.0, 9)
    seen: set[type] = set()

    def loss(p: Any) -> Any:
        seen.add(type(p))
        return np.mean((p["w"] * inputs + p["b"] - (2.0 * inputs - 1.0)) ** 2)

    result = descend(loss, {"w": 0.0, "b": 1.0}, step_size=0.5)
    ax = plot.contour_path(loss, result, points=5)
    assert seen == {dict}
    assert np.array_equal(ax.lines[0].get_xydata()[0], [0.0, 1.0])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w", "b")

    def of_pair(p: Any) -> Any:
        return (p.slope - 1.0) ** 2 + p.offset**2

    ax = plot.contour_path(of_pair, descend(of_pair, Pair(0.0, 1.0)), points=5, ax=plt.figure().add_subplot())
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("slope", "offset")

    def of_parts(p: Any) -> Any:
        return (p["a"][0] - 1.0) ** 2 + p["b"][0, 0] ** 2

    start = {"a": [0.0], "b": np.ones((1, 1))}
    ax = plot.contour_path(of_parts, descend(of_parts, start), points=5, ax=plt.figure().add_subplot())
    assert np.array_equal(ax.lines[0].get_xydata()[0], [0.0, 1.0])


def test_levels_show_the_valley() -> None:
    """Most values of Rosenbrock's function are thousands of times those in the valley."""
    path = newton(valley, [-1.2, 1.0], history=True)
    ax = plot.contour_path(valley, path, x_range=(-2.0, 2.0), y_range=(-1.0, 3.0))
    levels = np.array([float(t.get_text()) for t in ax.figure.axes[1].get_yticklabels()])
    assert (np.diff(levels) > 0.0).all()
    assert levels[0] <= 0.0
    assert np.sum(levels < 50.0) >= 3
    even = plot.contour_path(lambda p: p[0] + p[1], path, points=5, ax=plt.figure().add_subplot())
    ticks = even.figure.axes[1].get_yticks()
    assert np.allclose(np.diff(ticks, 2), 0.0)


def test_a_colour_bar_where_there_is_room() -> None:
    result = descend(bowl, [1.0, 1.0])
    ax = plot.contour_path(bowl, result, points=5)
    assert len(ax.figure.axes) == 2
    x, y = (np.linspace(low, high, 5) for low, high in (ax.get_xlim(), ax.get_ylim()))
    lowest = np.min(x**2) + 4.0 * np.min(y**2)
    assert ax.figure.axes[1].get_ylabel() == f"bowl - {lowest:.4g}"
    ticks = [float(text.get_text()) for text in ax.figure.axes[1].get_yticklabels()]
    assert ticks[0] == 0.0
    assert np.allclose(np.diff(np.log10(ticks[1:])), 1.0)
    assert np.isclose(math.log10(ticks[1]) % 1.0, 0.0)
    plot.contour_path(bowl, result, points=5, ax=ax)
    assert len(ax.figure.axes) == 2
    figure, (left, right) = plt.subplots(1, 2)
    assert plot.contour_path(bowl, result, points=5, ax=right) is right
    assert figure.axes == [left, right]


def test_runs_that_diverge_do_not_spoil_the_range() -> None:
    good, bad = newton(valley, [-1.2, 1.0], history=True), descend(valley, [-1.2, 1.0], step_size=0.1)
    assert np.abs(bad.history.x).max() > 1e6
    ax = plot.contour_path(valley, good, bad, points=21)
    assert np.abs([ax.get_xlim(), ax.get_ylim()]).max() < 100.0
    ax.figure.canvas.draw()


@pytest.mark.parametrize("size", [1e-12, 1e200])
@pytest.mark.parametrize("unit", [1e-12, 1e200])
def test_any_size(size: float, unit: float) -> None:
    def f(p: Any) -> Any:
        return size * ((p[0] / unit) ** 2 + (p[1] / unit - 1.0) ** 2)

    result = newton(f, [unit, -unit], history=True, initial_radius=unit)
    ax = plot.contour_path(f, result, points=9)
    assert np.array_equal(ax.lines[0].get_xydata(), result.history.x)
    ax.figure.canvas.draw()


def test_constant_functions_and_paths_of_one_point() -> None:
    def flat(p: Any) -> float:
        return 3.0

    ax = plot.contour_path(flat, newton(flat, [1.0, 2.0], history=True), points=5)
    assert ax.get_xlim()[0] < 1.0 < ax.get_xlim()[1]
    assert not any(isinstance(c, Quiver) for c in ax.collections)
    ax.figure.canvas.draw()


def test_limits_that_were_chosen_stay() -> None:
    result = descend(bowl, [1.0, 1.0])
    ax = plt.figure().add_subplot()
    ax.set_xlim(-3.0, 4.0)
    plot.contour_path(bowl, result, points=5, ax=ax)
    assert ax.get_xlim() == (-3.0, 4.0)
    assert ax.get_ylim()[1] < 2.0
    plot.contour_path(bowl, result, x_range=(-1.0, 2.0), points=5, ax=ax)
    assert ax.get_xlim() == (-1.0, 2.0)
    left, right = plt.figure().subplots(1, 2, sharey=True)
    left.set_ylim(-9.0, 9.0)
    plot.contour_path(bowl, result, points=5, ax=right)
    assert left.get_ylim() == right.get_ylim() == (-9.0, 9.0)
    ax = plt.figure().add_subplot()
    ax.set_xlim(-3.0, 4.0)
    plot.function_path(square, descend(square, 3.0), ax=ax)
    assert ax.get_xlim() == (-3.0, 4.0)
    assert ax.get_ylim()[1] < 10.0


# ---- one variable ------------------------------------------------------------------------------------------


def test_path_on_the_curve() -> None:
    result = descend(square, 3.0, step_size=0.25)
    ax = plot.function_path(square, result)
    curve, path, start, end = ax.lines
    x, y = curve.get_data()
    assert np.allclose(y, (x - 1.0) ** 2)
    steps = 1.0 + 2.0 * 0.5 ** np.arange(13)  # x - 1 is halved by each step
    assert np.allclose(path.get_xydata(), np.column_stack([steps, (steps - 1.0) ** 2]))
    assert np.array_equal(start.get_xydata(), [[3.0, 4.0]])
    assert np.allclose(end.get_xdata(), [steps[-1]])
    places, arrows = arrows_of(ax)
    assert np.allclose(places + arrows, path.get_xydata()[1:])
    assert texts_of(ax) == ["square", "run"]
    assert ax.get_ylabel() == "square(x)"
    assert ax.get_xlim()[0] < 1.0 < 3.0 < ax.get_xlim()[1]


def test_ranges_and_gaps() -> None:
    def f(x: Any) -> Any:
        return x * dn.log(x) if x > 0.0 else math.nan

    result = newton(f, 2.0, history=True)
    ax = plot.function_path(f, result, a=-1.0, b=3.0, labels=["Newton"])
    x, y = ax.lines[0].get_data()
    assert ax.get_xlim() == (-1.0, 3.0)
    assert not np.isfinite(y[x <= 0.0]).any()
    assert np.allclose(ax.lines[3].get_xdata(), [math.exp(-1.0)])
    assert texts_of(ax) == ["f", "Newton"]


def test_one_variable_in_an_array() -> None:
    def f(p: Any) -> Any:
        return (p[0] - 1.0) ** 2

    ax = plot.function_path(f, descend(f, [3.0]), descend(f, [-1.0]))
    assert np.allclose(ax.lines[1].get_xydata()[0], [3.0, 4.0])
    assert ax.lines[1].get_color() != ax.lines[4].get_color() != ax.lines[0].get_color()


def test_a_result_has_the_same_colour_everywhere() -> None:
    runs = [descend(square, x) for x in (3.0, -1.0)]
    on_curve = plot.function_path(square, *runs, ax=plt.figure().add_subplot()).lines[1::3]
    norms = plot.convergence(*runs, ax=plt.figure().add_subplot()).lines
    assert [line.get_color() for line in on_curve] == [line.get_color() for line in norms]


def test_one_variable_in_a_dict() -> None:
    def f(p: Any) -> Any:
        return (p["w"] - 1.0) ** 2

    ax = plot.function_path(f, descend(f, {"w": 3.0}))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w", "f(w)")


def test_a_path_that_diverges_is_cut() -> None:
    ax = plot.function_path(square, descend(square, 2.0, step_size=1.5, maxiter=60))
    assert max(np.abs(ax.get_xlim())) < 1e3
    ax = plot.function_path(square, descend(square, 2.0, step_size=5.0, maxiter=400))
    assert np.nanmax(np.abs(ax.lines[-3].get_ydata())) <= 1e300
    ax.figure.canvas.draw()
