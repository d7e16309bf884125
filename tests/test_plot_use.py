"""Where pictures are drawn, without matplotlib, and what is refused by name."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.animation
import numpy as np
import pytest
from matplotlib import pyplot as plt

import dualnum
from dualnum import errors
from dualnum.plot import _axes, _sampling

from . import plot_checks

dn: Any = dualnum
Function = Callable[..., Any]
PLOT = "plot.function"
figures = plot_checks.figures  # closes them, after each test


# ---- where it is drawn ------------------------------------------------------------------------------------


def test_axes_are_those_given_or_current() -> None:
    first = dn.plot.function(np.sin, 0.0, 1.0)
    assert dn.plot.function(np.cos, 0.0, 1.0) is first
    assert len(plt.get_fignums()) == 1
    upper, lower = plt.figure().subplots(2)
    lower.set_xlabel("time")
    assert dn.plot.function(np.sin, 0.0, 1.0, ax=lower) is lower
    assert lower.get_xlabel() == "time"
    assert not upper.has_data()
    assert len(plt.get_fignums()) == 2
    solid = plt.figure().add_subplot(projection="3d")
    flat = dn.plot.tangent(np.sin, 0.0)
    assert not hasattr(flat, "get_zlim")
    assert flat.figure is not solid.figure
    assert len(plt.get_fignums()) == 4


def test_a_figure_without_pyplot(monkeypatch: pytest.MonkeyPatch) -> None:
    figure: Any = mpl.figure.Figure()
    ax = figure.subfigures(1, 2)[1].add_subplot()
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    assert dn.plot.function(np.sin, 0.0, 1.0, ax=ax) is ax
    moving = dn.plot.taylor(np.sin, 0.0, (1, 3), ax=ax, animate=True)
    assert "frame" in moving.to_jshtml()


def bowl(p: Any) -> Any:
    return p[0] ** 2 + 4.0 * p[1] ** 2


LINE, PLANE = (dn.optimize.newton(f, x, history=True) for f, x in ((np.cosh, 1.0), (bowl, [1.0, 1.0])))
CALLS: dict[str, Function] = {
    "contour_path": lambda **kwargs: dn.plot.contour_path(bowl, PLANE, points=3, **kwargs),
    "convergence": lambda **kwargs: dn.plot.convergence(PLANE, **kwargs),
    "function": lambda **kwargs: dn.plot.function(np.sin, 0.0, 1.0, **kwargs),
    "function_path": lambda **kwargs: dn.plot.function_path(np.cosh, LINE, **kwargs),
    "newton": lambda **kwargs: dn.plot.newton(np.cosh, 1.0, **kwargs),
    "surface": lambda **kwargs: dn.plot.surface(bowl, (-1.0, 1.0), (-1.0, 1.0), points=3, **kwargs),
    "tangent": lambda **kwargs: dn.plot.tangent(np.sin, 0.0, **kwargs),
    "tangent_plane": lambda **kwargs: dn.plot.tangent_plane(bowl, [1.0, 1.0], **kwargs),
    "taylor": lambda **kwargs: dn.plot.taylor(np.sin, 0.0, 3, **kwargs),
}
IN_SPACE = {"surface", "tangent_plane"}


def test_all_are_called() -> None:
    assert list(CALLS) == dn.plot.__all__


@pytest.mark.parametrize("name", CALLS)
def test_without_matplotlib(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [m for m in sys.modules if m.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for kwargs in ({}, {"ax": "axes"}):
        with pytest.raises(ImportError, match=rf"dualnum.plot.{name} needs .*pip install 'dualnum\[plot\]'"):
            CALLS[name](**kwargs)


def test_other_missing_modules_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        _axes.module(PLOT, "no_such_module")


@pytest.mark.parametrize("name", CALLS)
def test_wrong_axes(name: str) -> None:
    other = plt.figure().add_subplot(projection=None if name in IN_SPACE else "3d")
    for ax, said in (
        (other, f"got {type(other).__name__}"),
        (plt.figure().subplots(2), r"axes\[0\]"),
        (1.0, "got float"),
    ):
        with pytest.raises(errors.ArgumentError, match=said):
            CALLS[name](ax=ax)


@pytest.mark.parametrize("name", CALLS)
def test_a_legend_takes_the_place_of_another(name: str) -> None:
    ax: Any = plt.figure().add_subplot(projection="3d" if name in IN_SPACE else None)
    ax.plot([0.0, 1.0], [0.0, 1.0], label="mine")
    before = ax.legend()
    CALLS[name](ax=ax)
    assert "mine" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert ax.get_legend() is before or len(ax.get_legend().get_texts()) > 1


# ---- scales and sizes -------------------------------------------------------------------------------------


def test_points_are_evenly_spaced_in_the_picture() -> None:
    ax: Any = plt.figure().add_subplot(xscale="log", yscale="log")
    dn.plot.function(lambda x: 1.0 / (1.0 + 1e8 * (x - 1e-3) ** 2), 1e-6, 1.0, orders=0, points=301, ax=ax)
    x, y = ax.lines[0].get_data()
    assert np.isin(np.round(np.log10(x), 9), np.round(np.linspace(-6.0, 0.0, 301), 9)).sum() >= 301
    assert y.max() > 0.99
    dn.plot.tangent(lambda x: x**3, 0.1, ax=ax)
    x, y = ax.lines[1].get_data()
    assert np.allclose(y, 1e-3 + 0.03 * (x - 0.1))
    assert np.allclose(np.diff(np.log(x), 2), 0.0)
    for draw, options in ((dn.plot.taylor, {"orders": 2}), (dn.plot.newton, {})):
        ax = plt.figure().add_subplot(xscale="log")
        draw(lambda x: np.exp(x) - np.log(x), 1.75, a=0.01, b=3.0, ax=ax, **options)
        x = np.log(ax.lines[0].get_xdata())
        assert np.isin(np.linspace(x[0], x[-1], 401).round(9), x.round(9)).all()
        ax.figure.canvas.draw()


LARGE: dict[str, Function] = {
    "exp": lambda ax: dn.plot.function(np.exp, -800.0, 800.0, ax=ax),
    "line": lambda ax: dn.plot.function(lambda x: x * 1e308, -1.0, 1.0, ax=ax),
    "taylor": lambda ax: dn.plot.taylor(lambda x: np.exp(x * x), 0.0, (2, 50), a=-30.0, b=30.0, ax=ax),
    "tangent": lambda ax: dn.plot.tangent(lambda x: 1e299 * x**2, 1.0, width=100.0, ax=ax),
    "newton": lambda ax: dn.plot.newton(np.cosh, 3.0, a=-900.0, b=900.0, ax=ax),
}


@pytest.mark.parametrize("name", LARGE)
def test_values_that_are_too_large_are_left_out(name: str) -> None:
    ax: Any = plt.figure().add_subplot()
    LARGE[name](ax)
    ax.figure.canvas.draw()  # matplotlib warns of nothing
    y = np.concatenate([line.get_ydata() for line in ax.lines])
    assert np.nanmax(np.abs(y)) <= 1e300


# ---- sampling ---------------------------------------------------------------------------------------------


def test_grid() -> None:
    x, y = np.linspace(-1.0, 2.0, 4), np.linspace(0.5, 1.0, 3)
    z = _sampling.grid(PLOT, lambda p: np.log(p[0]) * p[1] ** 2, x, y)
    assert z.shape == (3, 4)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.log(x) * y[:, None] ** 2
    np.testing.assert_allclose(z, np.where(np.isfinite(expected), expected, math.nan), rtol=1e-15)


def test_sample() -> None:
    values, slopes = _sampling.sample(PLOT, np.sqrt, np.array([-1.0, 0.0, 4.0]), 1)
    np.testing.assert_array_equal(values, [math.nan, 0.0, 2.0])
    np.testing.assert_array_equal(slopes, [math.nan, math.nan, 0.25])


def nowhere(x: Any) -> Any:
    return math.log(x - 10.0)


def test_functions_defined_nowhere() -> None:
    with pytest.raises(errors.ArgumentError, match="ValueError") as caught:
        dn.plot.function(nowhere, 0.0, 1.0, orders=0)
    assert isinstance(caught.value.__cause__, ValueError)
    with pytest.raises(errors.ArgumentError, match="not finite") as caught:
        dn.plot.function(lambda x: np.log(x - 10.0), 0.0, 1.0)
    assert caught.value.__cause__ is None
    with pytest.raises(errors.ArgumentError, match="y from 0 to 1"):
        _sampling.grid(PLOT, lambda p: 1.0 / (0.0 * p[0]), np.arange(2.0), np.arange(2.0))
