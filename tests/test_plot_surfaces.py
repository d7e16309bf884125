"""Surfaces, tangent planes and stationary points: what is drawn, against closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from mpl_toolkits.mplot3d import Axes3D  # type: ignore[import-untyped, unused-ignore]

import dualnum as dn

from . import plot_checks

plot: Any = dn.plot  # what is drawn is looked at without its types

figures = plot_checks.figures  # closes them, after each test
hole, right_half = plot_checks.hole, plot_checks.right_half


def sauna(p: Any) -> Any:
    x, y = p
    return 50.0 - x**2 * (x - 6.0) * y**2 * (y - 6.0) / 50.0


Grid = tuple[Any, Any, Any]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Grid]:
    """The points of every surface that is drawn, each coordinate in an array of one dimension."""
    grids: list[Grid] = []
    draw = Axes3D.plot_surface

    def recorded(ax: Any, x: Any, y: Any, z: Any, **options: Any) -> Any:
        grids.append((x.ravel(), y.ravel(), z.ravel()))
        return draw(ax, x, y, z, **options)

    monkeypatch.setattr(Axes3D, "plot_surface", recorded)
    return grids


def data_of(line: Any) -> Any:
    return np.array(line.get_data_3d())


# ---- tangent plane -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", [[3.0, 2.0], np.array([3.0, 2.0]), (3, 2)], ids=["list", "array", "tuple"])
def test_the_plane_and_the_tangents_of_the_sauna(point: Any, drawn: list[Grid]) -> None:
    """f(3, 2) = 41.36; f_x = -x (3x - 12) y^2 (y - 6) / 50 = -2.88, f_y = -6.48."""
    ax = plot.tangent_plane(sauna, point, width=3.0)
    assert len(drawn) == len(ax.collections) == 2
    x, y, z = drawn[1]
    assert np.allclose(z, 41.36 - 2.88 * (x - 3.0) - 6.48 * (y - 2.0))
    assert set(x) == {1.5, 4.5}
    assert set(y) == {0.5, 3.5}
    x, y, z = drawn[0]
    assert np.allclose(z, sauna((x, y)))
    assert (x.min(), x.max(), y.min(), y.max()) == (1.5, 4.5, 0.5, 3.5)
    along_x, along_y, touching = ax.lines
    assert np.allclose(data_of(along_x), [[1.5, 4.5], [2.0, 2.0], [41.36 + 4.32, 41.36 - 4.32]])
    assert np.allclose(data_of(along_y), [[3.0, 3.0], [0.5, 3.5], [41.36 + 9.72, 41.36 - 9.72]])
    assert np.allclose(data_of(touching).ravel(), [3.0, 2.0, 41.36])
    assert along_x.get_color() != along_y.get_color()
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_zlabel()) == ("x", "y", "sauna")
    ax.figure.canvas.draw()


@pytest.mark.parametrize("layout", [None, "constrained"])
def test_labels_are_in_the_picture(layout: Any) -> None:
    figure: Any = plt.figure(figsize=(6.0, 4.5), layout=layout)
    ax = plot.tangent_plane(sauna, [2.0, 2.5], width=3.0, ax=figure.add_subplot(projection="3d"))
    figure.canvas.draw()
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        box = axis.label.get_window_extent()
        assert 0.0 < box.x0 < box.x1 < figure.bbox.x1
        assert 0.0 < box.y0 < box.y1 < figure.bbox.y1
        assert len(axis.get_ticklocs()) <= 8  # one or two of them beyond the ends


def test_parameters_in_a_dict() -> None:
    ax = plot.tangent_plane(lambda p: p["w"] * p["b"], {"w": 2.0, "b": 5.0})
    assert [line.get_label() for line in ax.lines] == ["slope 5 along w", "slope 2 along b", "f(2, 5) = 10"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w", "b")


def test_a_plane_at_the_border_of_the_domain(drawn: list[Grid]) -> None:
    plot.tangent_plane(right_half, [0.5, 1.0])
    x, _, z = drawn[0]
    assert np.isfinite(z[x > 0.0]).any()
    assert not np.isfinite(z[x < 0.0]).any()


@pytest.mark.parametrize("size", [1e-12, 1e200])
def test_planes_of_any_size(size: float, drawn: list[Grid]) -> None:
    ax = plot.tangent_plane(lambda p: (p[0] / size) ** 2 + p[1] / size, [size, size], width=size)
    x, y, z = drawn[1]
    assert np.allclose(z, 2.0 * x / size + y / size - 1.0)
    ax.figure.canvas.draw()


# ---- surface -----------------------------------------------------------------------------------------------


def test_marks_of_the_sauna(drawn: list[Grid]) -> None:
    ax = plot.surface(sauna, (1.0, 7.0), (1.0, 7.0), points=13)
    marks = {line.get_label(): data_of(line) for line in ax.lines}
    assert list(marks) == ["minimum", "saddle"]
    assert np.allclose(marks["minimum"].ravel(), [4.0, 4.0, 29.52])
    assert np.allclose(marks["saddle"].ravel(), [6.0, 6.0, 50.0])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["minimum", "saddle"]
    x, y, z = drawn[0]
    assert np.allclose(z, sauna((x, y)))
    assert set(x) == set(np.linspace(1.0, 7.0, 13))
    assert ax.get_zlabel() == "sauna"
    ax.figure.canvas.draw()


def test_four_kinds() -> None:
    ax = plot.surface(lambda p: np.sin(p[0]) * np.cos(p[1]), (-3, 3), (-2, 2), points=9)
    assert {line.get_label(): data_of(line).shape[1] for line in ax.lines} == {
        "minimum": 1,
        "maximum": 1,
        "saddle": 2,
    }
    assert len({line.get_marker() for line in ax.lines}) == 3
    ax = plot.surface(lambda p: p[0] ** 3 + p[1] ** 2, (-1, 1), (-1, 1), points=9, ax=None)
    assert [line.get_label() for line in ax.lines][3:] == ["undecided"]


def test_without_stationary_points() -> None:
    ax = plot.surface(sauna, (1.0, 7.0), (1.0, 7.0), points=7, stationary=False)
    assert not ax.lines
    assert ax.get_legend() is None
    plt.figure()
    ax = plot.surface(lambda p: p[0] + p[1], (0.0, 1.0), (0.0, 1.0), points=5)
    assert not ax.lines


@pytest.mark.parametrize(
    ("f", "top"), [(hole, [0.0, 0.0, 2.0]), (right_half, [1.0 / math.e, 0.0, -1.0 / math.e])]
)
def test_gaps(f: Any, top: Any, drawn: list[Grid]) -> None:
    ax = plot.surface(f, (-3.0, 3.0), (-3.0, 3.0), points=13)
    x, y, z = drawn[0]
    inside = x * x + y * y <= 4.0 if f is hole else x > 0.0
    assert not np.isfinite(z[~inside]).any()
    assert np.isfinite(z[inside]).any()
    (line,) = ax.lines
    assert np.allclose(data_of(line).ravel(), top)
    ax.figure.canvas.draw()


def test_defined_at_no_start() -> None:
    """A surface of a few points of the grid, among which no start of the search lies."""
    ax = plot.surface(lambda p: 1.0 if p[0] > 0.99 else math.nan, (0.0, 1.0), (0.0, 1.0), points=11)
    assert not ax.lines


def test_plateaus_and_hessians_that_overflow() -> None:
    ax = plot.surface(lambda p: np.exp(-(p[0] ** 2) - p[1] ** 2), (-20, 20), (-20, 20), points=5)
    top, plateau = ax.lines
    assert (top.get_label(), plateau.get_label()) == ("maximum", "undecided")
    assert np.allclose(data_of(top).ravel(), [0.0, 0.0, 1.0])
    assert plateau.get_markersize() < top.get_markersize()
    plt.figure()
    ax = plot.surface(lambda p: (p[0] ** 2 + 3.0 * p[1] ** 2) * 1e307, (-1, 1), (-1, 1), points=5)
    assert [line.get_label() for line in ax.lines] == ["undecided"]
    ax.figure.canvas.draw()


@pytest.mark.parametrize("size", [1e-12, 1e200])
def test_surfaces_of_any_size(size: float) -> None:
    ax = plot.surface(lambda p: size * (p[0] / size) ** 2 - p[1], (-size, size), (-size, size), points=7)
    ax.figure.canvas.draw()


def test_axes() -> None:
    ax = plot.surface(sauna, (0, 6), (0, 6), points=5, stationary=False)
    assert plot.surface(sauna, (0, 6), (0, 6), points=5, stationary=False) is ax
    plt.figure().add_subplot()
    other = plot.tangent_plane(sauna, [1, 1])
    assert other is not ax
    other.set_xlabel("width")
    assert plot.tangent_plane(sauna, [1, 1], ax=other).get_xlabel() == "width"
