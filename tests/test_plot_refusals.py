"""What pictures refuse, by name, before anything is drawn."""
# ruff: noqa: E501  (tables)

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

import dualnum
from dualnum import errors
from dualnum.optimize import newton

from . import plot_checks

dn: Any = dualnum
plot: Any = dn.plot
Function = Callable[..., Any]
Row = tuple[Function, type[Exception], str]
figures = plot_checks.figures  # closes them, after each test
hole, right_half = plot_checks.hole, plot_checks.right_half


def broken(x: Any) -> Any:
    return x.no_such_attribute


def raising(x: Any) -> Any:
    if x < 0.0:
        raise ValueError("math domain error")
    return x**1.5


def square(x: Any) -> Any:
    return (x - 1.0) ** 2


def bowl(p: Any) -> Any:
    return p[0] ** 2 + 4.0 * p[1] ** 2


def lost(p: Any) -> float:
    return math.sin(p[0]) + float(p[1])


def product(x: Any, y: Any) -> Any:
    return x * y


def known(x0: Any = (1.0, 1.0), **options: Any) -> Any:
    return newton(lambda p: np.sum(np.square(p)), x0, **({"history": True} | options))


def scaled(**scales: str) -> Any:
    ax = plt.figure().add_subplot()
    ax.set(**scales)
    return ax


inf, nan = math.inf, math.nan
CURVES: dict[str, Row] = {
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
    "taylor, range": (lambda: dn.plot.taylor(np.sin, 0.0, 1, a=7.0), ValueError, "a < b, got a=7, and b is 5 unless you pass it"),
    "newton of a number": (lambda: dn.plot.newton(1.0, 0.0), TypeError, r"plot.newton\(f, x0\)"),
    "newton, find": (lambda: dn.plot.newton(np.cosh, 1.0, find="maximum"), ValueError, "find of plot.newton must be 'minimum' or 'root'"),
    "newton, iterations": (lambda: dn.plot.newton(np.cosh, 1.0, maxiter=0), ValueError, "maxiter of plot.newton"),
    "newton, two": (lambda: dn.plot.newton(np.cosh, [1.0, 2.0]), ValueError, "contour_path"),
    "newton, array": (lambda: dn.plot.newton(np.cosh, np.ones(2)), ValueError, "contour_path"),
    "newton, dict": (lambda: dn.plot.newton(np.cosh, {"x": 1.0}), ValueError, "contour_path"),
    "newton, undefined": (lambda: dn.plot.newton(np.log, -1.0), ValueError, "defined at x0=-1"),
    "newton, range": (lambda: dn.plot.newton(np.cosh, 1.0, a=3.0, b=2.0), ValueError, "swap them"),
    "several numbers": (lambda: plot.function(product, 0.0, 1.0), TypeError, r"one argument, a number, .*'y'.* f = lambda x: g\(x, 1.0\)"),
    "tangent, several": (lambda: plot.tangent(product, 0.0), TypeError, "one argument"),
    "taylor, several": (lambda: plot.taylor(product, 0.0, 2), TypeError, "one argument"),
    "newton, several": (lambda: plot.newton(product, 1.0), TypeError, "one argument"),
    "taylor, animate": (lambda: plot.taylor(np.sin, 0.0, 2, animate="yes"), ValueError, "animate of plot.taylor must be True or False"),
    "newton, animate": (lambda: plot.newton(np.cosh, 1.0, animate="yes"), ValueError, "animate of plot.newton must be True or False"),
    "newton, beyond a": (lambda: plot.newton(np.cosh, 1.0, b=-7.0), ValueError, "got b=-7, and a is .* unless you pass it"),
    "large values": (lambda: plot.function(lambda x: 1e308 * x, 0.5, 1.0), ValueError, "not finite numbers up to 1e300"),
    "tangent, large": (lambda: plot.tangent(lambda x: 1e302 * x, 1.0), ValueError, "it is not, or beyond 1e300"),
    "log axes": (lambda: plot.function(np.sin, -1.0, 1.0, ax=scaled(xscale="log")), ValueError, "no place on the scale 'log'"),
    "newton, log axes": (lambda: plot.newton(np.cosh, 1.0, ax=scaled(xscale="log")), ValueError, "x from -0.3.* no place on the scale 'log'"),
    "tangent, log axes": (lambda: plot.tangent(np.sin, 0.5, ax=scaled(xscale="log")), ValueError, "x from -0.5 to 1.5"),
}  # fmt: skip
PATHS: dict[str, Row] = {
    "no function": (lambda: plot.contour_path(known()), TypeError, "needs a function, got OptimizeResult"),
    "no function of one": (
        lambda: plot.function_path(3.0, known(1.0)),
        TypeError,
        "needs a function, got float",
    ),
    "no results": (lambda: plot.function_path(square, a=0.0, b=1.0), ValueError, "history=True"),
    "no results, no ranges": (lambda: plot.contour_path(bowl), ValueError, "or, .* x_range and y_range"),
    "no results, one range": (
        lambda: plot.contour_path(bowl, x_range=(0.0, 1.0)),
        ValueError,
        "needs results .* give x_range and y_range",
    ),
    "nothing that moves": (
        lambda: plot.contour_path(bowl, x_range=(0, 1), y_range=(0, 1), animate=True),
        ValueError,
        r"needs results of optimizers: write .*history=True\)\)$",
    ),
    "labels of nothing": (
        lambda: plot.contour_path(bowl, x_range=(0, 1), y_range=(0, 1), labels=["a"]),
        ValueError,
        r"as many as results \(0\)",
    ),
    "a list": (lambda: plot.contour_path(bowl, [known()]), TypeError, r"write \*results"),
    "an array": (lambda: plot.contour_path(bowl, known().x), TypeError, "got ndarray"),
    "no history": (
        lambda: plot.contour_path(bowl, known(), known(history=False)),
        ValueError,
        "result 1 .*history=True",
    ),
    "no history, one": (
        lambda: plot.function_path(square, known(1.0, history=False)),
        ValueError,
        "history=True",
    ),
    "one variable": (
        lambda: plot.contour_path(bowl, known(1.0)),
        ValueError,
        "function_path draws those of one",
    ),
    "two variables": (
        lambda: plot.function_path(square, known()),
        ValueError,
        "contour_path draws those of two",
    ),
    "three variables": (
        lambda: plot.contour_path(bowl, known([1.0] * 3)),
        ValueError,
        "got one of 3: convergence",
    ),
    "forms": (
        lambda: plot.contour_path(
            bowl, known(), newton(lambda p: p["a"] ** 2 + p["b"] ** 2, {"a": 1.0, "b": 1.0}, history=True)
        ),
        ValueError,
        "must have one form",
    ),
    "labels": (lambda: plot.contour_path(bowl, known(), labels="ab"), ValueError, "a list of strings"),
    "reversed": (lambda: plot.contour_path(bowl, known(), x_range=(1, 0)), ValueError, "swap them"),
    "no pair": (
        lambda: plot.contour_path(bowl, known(), y_range=3.0),
        ValueError,
        "y_range .* must be a pair",
    ),
    "infinite": (
        lambda: plot.contour_path(bowl, known(), y_range=(0, math.inf)),
        ValueError,
        "must be finite",
    ),
    "empty": (lambda: plot.function_path(square, known(1.0), a=2.0, b=2.0), ValueError, "a < b"),
    "points": (lambda: plot.contour_path(bowl, known(), points=1), ValueError, "an integer from 2"),
    "points of a curve": (
        lambda: plot.function_path(square, known(1.0), points=1.5),
        ValueError,
        "an integer from 2",
    ),
    "nowhere": (
        lambda: plot.contour_path(right_half, known(), x_range=(-2, -1)),
        ValueError,
        "defined somewhere",
    ),
    "from nan": (lambda: plot.contour_path(bowl, known([math.nan, 1.0])), ValueError, "must be finite"),
    "several axes": (lambda: plot.contour_path(bowl, known(), ax=plt.subplots(2)[1]), ValueError, "one Axes"),
    "several numbers": (lambda: plot.contour_path(product, known()), TypeError, r"write f = lambda p: g\(\*p\)"),
    "several numbers, one": (lambda: plot.function_path(product, known(1.0)), TypeError, "one argument"),
    "arrows": (lambda: plot.contour_path(bowl, known(), points=3, arrows="no"), ValueError, "arrows .* must be True or False"),
    "animate": (lambda: plot.contour_path(bowl, known(), animate="yes"), ValueError, "animate .* must be True or False"),
    "animate, one": (lambda: plot.function_path(square, known(1.0), animate="yes"), ValueError, "animate .* must be"),
    "log axes": (lambda: plot.contour_path(bowl, known(), points=3, ax=scaled(yscale="log")), ValueError, "got 'linear' for x and 'log' for y"),
    "range": (lambda: plot.function_path(square, known(1.0), b=-9.0), ValueError, "b=-9, and a is .* unless"),
    "no derivatives": (lambda: plot.contour_path(lost, known(), points=3), errors.TangentLossError, "(?s)dn.sin.*arrows=False"),
}  # fmt: skip
SURFACES: dict[str, Row] = {
    "no function": (lambda: plot.surface(3, (0, 1), (0, 1)), TypeError, "needs a function, got int"),
    "no function for a plane": (
        lambda: plot.tangent_plane(3, [0, 1]),
        TypeError,
        "needs a function, got int",
    ),
    "no pair": (lambda: plot.surface(bowl, 1.0, (0, 1)), ValueError, "x_range .* must be a pair"),
    "reversed": (lambda: plot.surface(bowl, (0, 1), (1, 0)), ValueError, "swap them"),
    "infinite": (lambda: plot.surface(bowl, (0, math.inf), (1, 0)), ValueError, "must be finite"),
    "points": (lambda: plot.surface(bowl, (0, 1), (0, 1), points=1), ValueError, "an integer from 2"),
    "stationary": (lambda: plot.surface(bowl, (0, 1), (0, 1), stationary=2), ValueError, "True or False"),
    "nowhere": (lambda: plot.surface(hole, (5, 6), (5, 6)), ValueError, "defined somewhere"),
    "two dimensions": (
        lambda: plot.surface(bowl, (0, 1), (0, 1), ax=plt.figure().add_subplot()),
        ValueError,
        "three dimensions",
    ),
    "one coordinate": (lambda: plot.tangent_plane(bowl, 1.0), ValueError, "two coordinates"),
    "three coordinates": (lambda: plot.tangent_plane(bowl, [1, 2, 3]), ValueError, "two coordinates"),
    "nan": (lambda: plot.tangent_plane(bowl, [1, math.nan]), ValueError, "y .* must be finite"),
    "width": (lambda: plot.tangent_plane(bowl, [1, 1], width=-1.0), ValueError, "width .* must be positive"),
    "undefined": (lambda: plot.tangent_plane(hole, [2, 2]), ValueError, "value and slopes at .2.0, 2.0."),
    "infinite slope": (lambda: plot.tangent_plane(hole, [2, 0]), ValueError, "not finite"),
    "raises": (lambda: plot.tangent_plane(right_half, [-1, 0]), ValueError, "it raises ZeroDivisionError"),
    "several numbers": (lambda: plot.surface(product, (0, 1), (0, 1)), TypeError, r"\(.*'y'\): .* f = lambda p: g\(\*p\)"),
    "several numbers, plane": (lambda: plot.tangent_plane(product, [0, 1]), TypeError, r"lambda p: g\(\*p\)"),
    "width too small": (lambda: plot.tangent_plane(bowl, [1e17, 0.0]), ValueError, r"width .* x \+- width / 2 are other .* than x = 1e\+17, got 2.0"),
    "width too large": (lambda: plot.tangent_plane(bowl, {"u": 1.0, "v": 1e308}, width=2e308), ValueError, "width"),
    "no derivatives": (lambda: plot.surface(lost, (0, 1), (0, 1), points=3), errors.TangentLossError, "(?s)dn.sin.*stationary=False"),
}  # fmt: skip
RUNS: dict[str, Row] = {
    "nothing": (lambda: plot.convergence(), ValueError, "needs results of optimizers"),
    "a list": (lambda: plot.convergence([known()]), TypeError, r"write \*results"),
    "no history": (
        lambda: plot.convergence(known(), known(history=False)),
        ValueError,
        "result 1 .*history=True",
    ),
    "number of labels": (
        lambda: plot.convergence(known(), labels=["a", "b"]),
        ValueError,
        r"a list of strings, as many as results \(1\)",
    ),
    "kind of labels": (lambda: plot.convergence(known(), labels=3), ValueError, "a list of strings"),
    "quantity": (
        lambda: plot.convergence(known(), quantity="x"),
        ValueError,
        "'gradient_norm' or 'fun' or 'excess'",
    ),
}
TABLES = {"curves": CURVES, "paths": PATHS, "surfaces": SURFACES, "runs": RUNS}


@pytest.mark.parametrize(("table", "name"), [(table, name) for table in TABLES for name in TABLES[table]])
def test_refusals(table: str, name: str) -> None:
    call, kind, said = TABLES[table][name]
    with pytest.raises(kind) as caught:
        call()
    caught.match(said)  # notes are part of it
    assert not any(ax.has_data() for number in plt.get_fignums() for ax in plt.figure(number).axes)


def test_functions_without_derivatives_are_drawn() -> None:
    assert plot.surface(lost, (0.0, 1.0), (0.0, 1.0), points=3, stationary=False).has_data()
    plt.figure()
    assert plot.contour_path(lost, known(), points=3, arrows=False).has_data()
