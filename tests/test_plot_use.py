"""Where pictures are drawn, without matplotlib, and what is refused by name."""
# ruff: noqa: E501  (tables)

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


def raising(x: Any) -> Any:
    if x < 0.0:
        raise ValueError("math domain error")
    return x**1.5


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


CALLS: dict[str, Function] = {
    "function": lambda **kwargs: dn.plot.function(np.sin, 0.0, 1.0, **kwargs),
    "tangent": lambda **kwargs: dn.plot.tangent(np.sin, 0.0, **kwargs),
    "taylor": lambda **kwargs: dn.plot.taylor(np.sin, 0.0, 3, **kwargs),
    "newton": lambda **kwargs: dn.plot.newton(np.cosh, 1.0, **kwargs),
}


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
    solid = plt.figure().add_subplot(projection="3d")
    for ax, said in ((solid, "got Axes3D"), (plt.figure().subplots(2), r"axes\[0\]"), (1.0, "got float")):
        with pytest.raises(errors.ArgumentError, match=said):
            CALLS[name](ax=ax)


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


# ---- refusals ---------------------------------------------------------------------------------------------


def broken(x: Any) -> Any:
    return x.no_such_attribute


inf, nan = math.inf, math.nan
REFUSED: dict[str, tuple[Function, type[Exception], str]] = {
    "reversed": (lambda: dn.plot.function(np.sin, 2.0, -2.0), ValueError, "a < b, got a=2, b=-2: swap them"),
    "empty": (lambda: dn.plot.function(np.sin, 2.0, 2.0), ValueError, "larger b"),
    "infinite": (lambda: dn.plot.function(np.sin, 0.0, inf), ValueError, "b of plot.function must be finite, got inf"),
    "nan": (lambda: dn.plot.function(np.sin, nan, 0.0), ValueError, "a of plot.function must be finite"),
    "wide": (lambda: dn.plot.function(np.sin, -1e308, 1e308), ValueError, "narrower"),
    "word": (lambda: dn.plot.function(np.sin, "0", 1.0), TypeError, "a of plot.function must be a real number, got str"),
    "array": (lambda: dn.plot.function(np.sin, np.zeros(2), 1.0), TypeError, "got ndarray"),
    "complex": (lambda: dn.plot.function(np.sin, 0.0, 1j), TypeError, "got complex"),
    "dual": (lambda: dn.plot.function(np.sin, 0.0, dn.Dual(1.0, 1.0)), TypeError, "got Dual"),
    "no function": (lambda: dn.plot.function(1.0, 0.0, 1.0), TypeError, r"write plot.function\(f, a, b\)"),
    "order 3": (lambda: dn.plot.function(np.sin, 0.0, 1.0, orders=3), ValueError, "some of 0, 1 and 2, got 3"),
    "order -1": (lambda: dn.plot.function(np.sin, 0.0, 1.0, orders=(0, -1)), ValueError, "some of 0, 1 and 2"),
    "order 1.0": (lambda: dn.plot.function(np.sin, 0.0, 1.0, orders=1.0), ValueError, "some of 0, 1 and 2"),
    "order True": (lambda: dn.plot.function(np.sin, 0.0, 1.0, orders=True), ValueError, "some of 0, 1 and 2"),
    "no orders": (lambda: dn.plot.function(np.sin, 0.0, 1.0, orders=()), ValueError, "some of 0, 1 and 2"),
    "orders in words": (lambda: dn.plot.function(np.sin, 0.0, 1.0, orders="01"), ValueError, "some of 0, 1 and 2"),
    "one point": (lambda: dn.plot.function(np.sin, 0.0, 1.0, points=1), ValueError, "points of plot.function"),
    "half points": (lambda: dn.plot.function(np.sin, 0.0, 1.0, points=10.5), ValueError, "points of plot.function"),
    "math": (lambda: dn.plot.function(math.sin, 0.0, 1.0), errors.TangentLossError, "dn.sin"),
    "mistake": (lambda: dn.plot.function(broken, 0.0, 1.0), AttributeError, "no_such_attribute"),
    "type": (lambda: dn.plot.function(lambda x: x + "1", 0.0, 1.0), TypeError, "str"),
    "nothing": (lambda: dn.plot.function(lambda x: None, 0.0, 1.0), TypeError, r"plot.function\(\) needs .* return statement"),
    "nothing, order 0": (lambda: dn.plot.function(lambda x: None, 0.0, 1.0, orders=0), TypeError, "return statement"),
    "several": (lambda: dn.plot.function(lambda x: [x, x], 0.0, 1.0), TypeError, "one real number"),
    "option": (lambda: dn.plot.function(np.sin, 0.0, 1.0, colour="red"), TypeError, "colour"),
    "tangent of a number": (lambda: dn.plot.tangent(1.0, 0.0), TypeError, r"plot.tangent\(f, x\)"),
    "tangent, undefined": (lambda: dn.plot.tangent(np.log, -1.0), ValueError, "defined at x=-1, it is not"),
    "tangent, raises": (lambda: dn.plot.tangent(raising, -1.0), ValueError, "raises ValueError: math domain error"),
    "tangent, no slope": (lambda: dn.plot.tangent(lambda x: dn.sqrt(x) - dn.sqrt(x), 0.0), ValueError, "has none at x=0"),
    "tangent at nan": (lambda: dn.plot.tangent(np.sin, nan), ValueError, "x of plot.tangent must be finite"),
    "width": (lambda: dn.plot.tangent(np.sin, 0.0, width=0.0), ValueError, "width of plot.tangent must be positive"),
    "taylor of a number": (lambda: dn.plot.taylor(1.0, 0.0, 1), TypeError, r"plot.taylor\(f, x0, orders\)"),
    "taylor, orders": (lambda: dn.plot.taylor(np.sin, 0.0, (1, -2)), ValueError, "integers, 0 or more"),
    "taylor, half": (lambda: dn.plot.taylor(np.sin, 0.0, 1.5), ValueError, "integers, 0 or more"),
    "taylor, kink": (lambda: dn.plot.taylor(abs, 0.0, (1, 4)), ValueError, "order 4 about x0=0.*coefficient 2 is nan.*up to 1"),
    "taylor, pole": (lambda: dn.plot.taylor(lambda x: 1 / x, 0.0, 2), ValueError, "coefficient 0 is inf: pass another x0"),
    "taylor, range": (lambda: dn.plot.taylor(np.sin, 0.0, 1, a=7.0), ValueError, "a < b, got a=7, b=5"),
    "newton of a number": (lambda: dn.plot.newton(1.0, 0.0), TypeError, r"plot.newton\(f, x0\)"),
    "newton, find": (lambda: dn.plot.newton(np.cosh, 1.0, find="maximum"), ValueError, "find of plot.newton must be 'minimum' or 'root'"),
    "newton, iterations": (lambda: dn.plot.newton(np.cosh, 1.0, maxiter=0), ValueError, "maxiter of plot.newton"),
    "newton, two": (lambda: dn.plot.newton(np.cosh, [1.0, 2.0]), ValueError, "contour_path"),
    "newton, array": (lambda: dn.plot.newton(np.cosh, np.ones(2)), ValueError, "contour_path"),
    "newton, dict": (lambda: dn.plot.newton(np.cosh, {"x": 1.0}), ValueError, "contour_path"),
    "newton, undefined": (lambda: dn.plot.newton(np.log, -1.0), ValueError, "defined at x0=-1"),
    "newton, range": (lambda: dn.plot.newton(np.cosh, 1.0, a=3.0, b=2.0), ValueError, "swap them"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    call, kind, said = REFUSED[name]
    with pytest.raises(kind, match=said):
        call()
    assert not plt.get_fignums()  # nothing was begun
