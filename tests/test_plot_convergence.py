"""Convergence of optimizers: lines against histories, which have closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

import dualnum as dn
from dualnum.optimize import gradient_descent, levenberg_marquardt, newton, newton_root

from . import plot_checks

plot: Any = dn.plot  # what is drawn is looked at without its types
figures = plot_checks.figures  # closes them, after each test


def square(x: Any) -> Any:
    return (x - 1.0) ** 2


def valley(p: Any) -> Any:
    """H. H. Rosenbrock's function."""
    return (1.0 - p[0]) ** 2 + 100.0 * (p[1] - p[0] ** 2) ** 2


def descend(f: Any, x0: Any, **options: Any) -> Any:
    return gradient_descent(f, x0, **({"maxiter": 12, "history": True} | options))


def texts_of(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def values_of(line: Any) -> Any:
    """The y of a line that are there."""
    y = np.asarray(line.get_ydata(), dtype=float)
    return y[np.isfinite(y)]


def test_gradient_norms_on_a_logarithmic_scale() -> None:
    result = descend(square, 3.0, step_size=0.25, maxiter=5)
    ax = plot.convergence(result)
    assert ax.get_yscale() == "log"
    assert np.allclose(ax.lines[0].get_ydata(), 4.0 * 0.5 ** np.arange(6.0))  # the slope is halved as well
    assert np.array_equal(ax.lines[0].get_xdata(), np.arange(6))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "gradient norm")


def test_success_is_told() -> None:
    done, stopped = newton(valley, [-1.2, 1.0], history=True), descend(valley, [-1.2, 1.0], step_size=1e-3)
    ax = plot.convergence(done, stopped, labels=["Newton", "descent"])
    assert texts_of(ax) == ["Newton", "descent (not converged)"]
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--"]
    assert ax.lines[0].get_color() != ax.lines[1].get_color()


def test_function_above_the_lowest_value() -> None:
    runs = [descend(square, 3.0, step_size=0.25, maxiter=n) for n in (4, 6)]
    ax = plot.convergence(*runs, quantity="excess")
    lowest = 4.0 * 0.25**6
    assert np.allclose(values_of(ax.lines[0]), 4.0 * 0.25 ** np.arange(5.0) - lowest)
    assert np.allclose(values_of(ax.lines[1]), 4.0 * 0.25 ** np.arange(6.0) - lowest)  # the last is zero
    assert (ax.get_ylabel(), ax.get_yscale()) == ("f - lowest f", "log")
    ax.figure.canvas.draw()


def test_the_function_itself() -> None:
    """Below zero as well, on the scale that the axes have."""
    result = descend(lambda x: (x - 1.0) ** 2 - 3.0, 3.0, step_size=0.25, maxiter=5)
    ax = plot.convergence(result, quantity="fun")
    assert np.allclose(ax.lines[0].get_ydata(), 4.0 * 0.25 ** np.arange(6.0) - 3.0)
    assert (ax.get_ylabel(), ax.get_yscale()) == ("f", "linear")
    diverging = descend(square, 3.0, step_size=1e200, maxiter=3)
    ax = plot.convergence(diverging, quantity="fun", ax=plt.figure().add_subplot())
    assert np.array_equal(values_of(ax.lines[0]), diverging.history.fun[np.isfinite(diverging.history.fun)])


def test_a_legend_where_there_is_something_to_tell() -> None:
    done, stopped = known(), descend(square, 3.0, step_size=1e-3)
    assert plot.convergence(done).get_legend() is None
    assert texts_of(plot.convergence(done, labels=["Newton"], ax=plt.figure().add_subplot())) == ["Newton"]
    assert texts_of(plot.convergence(stopped, ax=plt.figure().add_subplot())) == ["run (not converged)"]


def test_zeros_and_what_is_not_finite_are_left_out() -> None:
    result = newton(square, 3.0, history=True)
    assert result.history.gradient_norm[-1] == 0.0
    assert np.allclose(values_of(plot.convergence(result).lines[0]), [4.0])
    at_once = newton(square, 1.0, history=True)
    nowhere = newton(square, math.nan, history=True)
    for quantity in ("gradient_norm", "excess"):
        ax = plot.convergence(at_once, nowhere, quantity=quantity, ax=plt.figure().add_subplot())
        assert all(values_of(line).size == 0 for line in ax.lines)
        ax.figure.canvas.draw()


@pytest.mark.parametrize("quantity", ["gradient_norm", "fun", "excess"])
def test_runs_that_diverge(quantity: str) -> None:
    bad = descend(square, 3.0, step_size=5.0, maxiter=500)
    assert bad.history.fun[-1] > 1e307
    ax = plot.convergence(bad, newton(square, 3.0, history=True), quantity=quantity)
    y = values_of(ax.lines[0])
    assert 1e240 < y.max() <= (1e300 if quantity == "fun" else 1e250) or quantity == "gradient_norm"
    assert np.isclose(y[1] / y[0], 9.0 if quantity == "gradient_norm" else 81.0)  # x - 1 grows by -9
    ax.figure.canvas.draw()


def test_roots_and_least_squares() -> None:
    root = newton_root(lambda x: x * x - 2.0, 1.0, history=True)
    fit = levenberg_marquardt(lambda p: [p[0] - 1.0, 10.0 * (p[1] - p[0] ** 2)], [-1.0, 1.0], history=True)
    ax = plot.convergence(root, fit)
    assert np.isclose(ax.lines[0].get_ydata()[0], 1.0)
    norms = fit.history.gradient_norm
    assert np.array_equal(values_of(ax.lines[1]), norms[norms > 0.0])


def known(**options: Any) -> Any:
    return newton(square, 3.0, **({"history": True} | options))
