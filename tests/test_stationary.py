"""Stationary points in a box: closed forms and published values, degenerate points, units, refusals."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest

import dualnum as dn
from dualnum import errors
from dualnum.optimize import stationary_points

Vector = list[float]


def sauna(p: Any) -> Any:
    """Temperature in a room: 50 - x^2 (x - 6) y^2 (y - 6) / 50."""
    x, y = p
    return 50.0 - x**2 * (x - 6.0) * y**2 * (y - 6.0) / 50.0


def himmelblau(p: Any) -> Any:
    """D. M. Himmelblau, Applied Nonlinear Programming, McGraw-Hill 1972."""
    x, y = p
    return (x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2


def waves(p: Any) -> Any:
    return np.sin(p[0]) * np.cos(p[1])


def log_of_positive(x: Any) -> Any:
    if x <= 0.0:
        raise ValueError("a logarithm of nothing")
    return x * dn.log(x)


class Case(NamedTuple):
    """A function and a box; points, kinds and values, sorted by x."""

    f: Any
    lower: Any
    upper: Any
    points: Any
    kinds: list[str]
    values: Vector


QUARTER = 0.5 * math.pi
CASES = {
    "cubic": Case(lambda x: x**3 - 3.0 * x, -2.0, 2.0, [-1.0, 1.0], ["maximum", "minimum"], [2.0, -2.0]),
    "sauna": Case(sauna, [1, 1], [7, 7], [[4, 4], [6, 6]], ["minimum", "saddle"], [29.52, 50.0]),
    "waves": Case(
        waves,
        [-3.0, -3.0],
        [3.0, 3.0],
        [[-QUARTER, 0.0], [0.0, -QUARTER], [0.0, QUARTER], [QUARTER, 0.0]],
        ["minimum", "saddle", "saddle", "maximum"],
        [-1.0, 0.0, 0.0, 1.0],
    ),
    "himmelblau": Case(
        himmelblau,
        [-5.0, -5.0],
        [5.0, 5.0],
        [
            [-3.779310, -3.283186],
            [-3.073026, -0.081353],
            [-2.805118, 3.131313],
            [-0.270845, -0.923039],
            [-0.127961, -1.953715],
            [0.086678, 2.884255],
            [3.0, 2.0],
            [3.385154, 0.073852],
            [3.584428, -1.848127],
        ],
        ["minimum", "saddle", "minimum", "maximum", "saddle", "saddle", "minimum", "saddle", "minimum"],
        [0.0, 104.0152, 0.0, 181.6165, 178.3372, 67.7192, 0.0, 13.3119, 0.0],
    ),
    "raises on half of the box": Case(
        log_of_positive, -1.0, 2.0, [math.exp(-1.0)], ["minimum"], [-math.exp(-1.0)]
    ),
    "a hole with a border": Case(
        lambda p: np.sqrt(4.0 - p[0] ** 2 - p[1] ** 2), [-2, -2], [2, 2], [[0, 0]], ["maximum"], [2.0]
    ),
    "a pole": Case(lambda x: x + 1.0 / x, -3.0, 4.0, [-1.0, 1.0], ["maximum", "minimum"], [-2.0, 2.0]),
    "on the border": Case(lambda x: (x - 2.0) ** 2, 0.0, 2.0, [2.0], ["minimum"], [0.0]),
    "none": Case(lambda x: np.exp(x), -1.0, 1.0, [], [], []),
}


@pytest.mark.parametrize("name", CASES)
def test_points_and_kinds(name: str) -> None:
    case = CASES[name]
    found = stationary_points(case.f, case.lower, case.upper)
    assert [p.kind for p in found] == case.kinds
    tolerance = 1e-6 if name == "himmelblau" else 1e-9
    x = np.array([p.x for p in found]).reshape(np.shape(case.points))
    assert np.allclose(x, case.points, rtol=0.0, atol=tolerance)
    assert np.allclose([p.fun for p in found], case.values, atol=1e2 * tolerance)
    for p in found:
        assert p.success
        assert type(p.x) is (np.ndarray if isinstance(case.lower, list) else float)
        assert np.allclose(p.jac, dn.grad(case.f)(p.x), atol=1e-12)
        assert np.allclose(p.hess, dn.hessian(case.f)(p.x) if np.ndim(p.x) else p.eigenvalues[0], atol=1e-9)
        assert np.allclose(p.eigenvalues, np.linalg.eigvalsh(np.atleast_2d(p.hess)))


def test_eigenvalues_of_the_sauna() -> None:
    """f_xx = f_yy = 7.68 and f_xy = 0 at (4, 4); 0 and -25.92 at (6, 6)."""
    coldest, edge = stationary_points(sauna, [1.0, 1.0], [7.0, 7.0])
    assert np.allclose(coldest.eigenvalues, [7.68, 7.68])
    assert np.allclose(edge.eigenvalues, [-25.92, 25.92])


@pytest.mark.parametrize("seed", range(3))
def test_kinds_on_a_torus(seed: int) -> None:
    """As M. Morse showed, a periodic function has as many saddles as minima and maxima together."""
    rng = np.random.default_rng(seed)
    sizes, phases = rng.normal(size=(3, 3)), rng.uniform(0.0, 2.0 * math.pi, size=(3, 3))
    i, j = np.mgrid[0:3, 0:3]

    def f(p: Any) -> Any:
        return np.sum(sizes * np.sin(i * p[0] + j * p[1] + phases))

    found = stationary_points(f, [-3.0, -3.0], [2.0 * math.pi - 3.0] * 2, starts=10)
    kinds = [p.kind for p in found]
    assert kinds.count("minimum") > 0 < kinds.count("maximum")
    assert kinds.count("saddle") == kinds.count("minimum") + kinds.count("maximum") == len(kinds) / 2


@pytest.mark.parametrize("power", [3, 4, 5])
@pytest.mark.parametrize("at", [0.0, 0.3])
def test_degenerate_points_are_returned_once(power: int, at: float) -> None:
    (found,) = stationary_points(lambda x: (x - at) ** power, -3.0, 4.0)
    assert found.kind == "undecided"
    assert abs(found.x - at) < 0.02


def test_on_a_line_of_stationary_points() -> None:
    """The gradient of the sauna vanishes on x = 0 and on y = 0, where its Hessian is singular."""
    found = stationary_points(sauna, [-1.0, -1.0], [7.0, 7.0])
    undecided = [p.x for p in found if p.kind == "undecided"]
    assert len(undecided) >= 2
    assert all(min(abs(x)) < 1e-2 for x in undecided)
    assert all(np.abs(a - b).max() > 1e-3 for i, a in enumerate(undecided) for b in undecided[:i])
    assert [p.kind for p in found if p.kind != "undecided"] == ["minimum", "saddle"]


def test_plateaus_are_undecided() -> None:
    found = stationary_points(lambda x: np.exp(-0.5 * x * x), -9.0, 10.0)
    assert [round(p.x, 9) for p in found if p.kind != "undecided"] == [0.0]
    assert all(abs(p.x) > 5.0 and abs(p.jac) < 1e-10 for p in found if p.kind == "undecided")


def x_of(found: Any, *kinds: str) -> Any:
    return [p.x for p in found if p.kind in kinds]


DECIDED = ("minimum", "maximum", "saddle")


def test_values_beside_a_point_have_to_agree() -> None:
    """At 0 is a kink, a minimum, with f'' = -2 on both sides; x exp(-x^2) falls for ever beyond 0.7."""
    kink = stationary_points(lambda x: abs(x) - x * x, -1.0, 1.0)
    assert [(p.x, p.kind) for p in kink] == [(-0.5, "maximum"), (0.0, "undecided"), (0.5, "maximum")]
    assert "values beside x disagree" in kink[1].message
    tails = stationary_points(lambda x: x * np.exp(-x * x), -20.0, 20.0, starts=30)
    assert np.allclose(x_of(tails, "minimum"), [-math.sqrt(0.5)])
    assert np.allclose(x_of(tails, "maximum"), [math.sqrt(0.5)])
    bell = stationary_points(lambda p: np.exp(-(p[0] ** 2) - p[1] ** 2), [-20.0] * 2, [20.0] * 2)
    assert [(p.kind, p.x.tolist()) for p in bell if p.kind in DECIDED] == [("maximum", [0.0, 0.0])]


def test_beside_the_border_of_the_domain() -> None:
    """Python's powers of negative floats are complex; nothing beyond the border speaks for or against."""
    (found,) = stationary_points(
        lambda x: float(x) ** 1.5 if isinstance(x, float) else (x - 1e-9) ** 2, -1.0, 3.0
    )
    assert found.kind == "minimum"
    (top,) = stationary_points(lambda x: np.sqrt(1.0 - x * x), -1.0 - 1e-9, 1.0 + 1e-9)
    assert top.kind == "maximum"


def peaks(p: Any) -> Any:
    """The sum of bells that MATLAB has under this name."""
    x, y = p
    bells = np.exp(-(x**2) - (y + 1) ** 2), np.exp(-(x**2) - y**2), np.exp(-((x + 1) ** 2) - y**2)
    return 3 * (1 - x) ** 2 * bells[0] - 10 * (x / 5 - x**3 - y**5) * bells[1] - bells[2] / 3


def test_where_most_of_the_box_is_flat() -> None:
    """The extrema of peaks as MathWorks publishes them: 8.1062 at the top, -6.5511 at the bottom."""
    found = stationary_points(peaks, [-6.0, -6.0], [6.0, 6.0])
    values = sorted(p.fun for p in found if p.kind in DECIDED)
    assert np.allclose([values[0], values[-1]], [-6.5511, 8.1062], atol=5e-5)
    assert (
        len(x_of(found, "minimum")) == len(x_of(stationary_points(peaks, [-3] * 2, [3] * 2), "minimum")) == 3
    )


def test_large_peaks_beside_small_ones() -> None:
    """(x^3 / 3 - x) exp(-x^2 / 1000) has extrema where 2 x^4 / 3 - 1002 x^2 + 1000 = 0."""
    found = stationary_points(lambda x: (x**3 / 3 - x) * np.exp(-x * x / 1e3), -300.0, 300.0, starts=40)
    roots = np.sort(np.roots([2.0 / 3.0, 0.0, -1002.0, 0.0, 1000.0]).real)
    assert np.allclose(x_of(found, *DECIDED), roots, rtol=1e-9)
    assert len(x_of(found, "minimum")) == 2


@pytest.mark.parametrize("far", [1e7, -1e9, 1e12])
def test_far_from_zero(far: float) -> None:
    """Where numbers are coarse, the slope of the cosine is nowhere zero."""
    found = stationary_points(np.cos, far, far + 10.0, starts=9)
    multiples = np.arange(math.ceil(far / math.pi), math.floor((far + 10.0) / math.pi) + 1)
    assert np.allclose([p.x for p in found], multiples * math.pi, rtol=0.0, atol=1e-15 * abs(far) + 1e-8)
    assert [p.kind for p in found] == [("minimum" if k % 2 else "maximum") for k in multiples]
    assert all(p.success and p.status == 0 for p in found)


def test_a_function_that_returns_one_element() -> None:
    (found,) = stationary_points(lambda p: (p - 1.0) ** 2, [0.0], [3.0])
    assert found.kind == "minimum"
    assert np.allclose(found.x, [1.0])
    assert type(found.fun) is float


def test_a_constant_function_is_stationary_at_every_start() -> None:
    found = stationary_points(lambda x: 3.0, 0.0, 8.0, starts=4)
    assert [p.x for p in found] == [1.0, 3.0, 5.0, 7.0]
    assert {p.kind for p in found} == {"undecided"}


@pytest.mark.parametrize("unit", [1e-12, 1e200, 1e-200])
@pytest.mark.parametrize("size", [1.0, 1e-12, 1e200, 1e-200])
def test_units_do_not_matter(unit: float, size: float) -> None:
    found = stationary_points(lambda x: size * np.cos(x / unit), -4.0 * unit, 5.0 * unit)
    assert [p.kind for p in found] == ["minimum", "maximum", "minimum"]
    assert np.allclose([p.x / unit for p in found], [-math.pi, 0.0, math.pi], atol=1e-9)
    assert np.allclose([p.fun / size for p in found], [-1.0, 1.0, -1.0])


def test_units_of_two_variables() -> None:
    (found,) = stationary_points(
        lambda p: (1e9 * p[0] - 1.0) ** 2 + (1e-9 * p[1] - 2.0) ** 2, [0, 0], [1e-8, 1e10]
    )
    assert found.kind == "minimum"
    assert np.allclose(found.x, [1e-9, 2e9])


def test_structures_and_args() -> None:
    def f(p: Any, shift: float) -> Any:
        return (p["w"] - shift) ** 2 - np.sum(p["b"] ** 2)

    box = {"w": -1.0, "b": np.array([-1.0, -2.0])}, {"w": 4.0, "b": np.array([2.0, 1.0])}
    (found,) = stationary_points(f, *box, args=(2.0,), starts=2)
    assert found.kind == "saddle"
    assert abs(found.x["w"] - 2.0) < 1e-12
    assert np.allclose(found.x["b"], 0.0)
    assert sorted(found.jac) == ["b", "w"]
    (found,) = stationary_points(lambda x, a: (x - a) ** 2, 0.0, 4.0, args=3.0)
    assert abs(found.x - 3.0) < 1e-12


def test_starts_and_maxiter_are_used() -> None:
    calls = []

    def f(x: Any) -> Any:
        calls.append(x)
        return (x - 0.5) ** 2

    stationary_points(f, 0.0, 1.0, starts=1)
    few = len(calls)
    stationary_points(f, 0.0, 1.0, starts=4)
    assert len(calls) - few > 2 * few
    assert stationary_points(lambda x: np.cosh(x - 0.3), -4.0, 5.0, maxiter=1) == []
    assert len(stationary_points(lambda x: np.cosh(x - 0.3), -4.0, 5.0, gtol=0.5, starts=40)) > 1
    assert len(stationary_points(sauna, [1, 1], [7, 7], chunk_size=1)) == 2


def test_errors_of_the_function_are_passed_on() -> None:
    def wrong(x: Any) -> Any:
        return x + {}

    with pytest.raises(TypeError):
        stationary_points(wrong, 0.0, 1.0)
    with pytest.raises(errors.TangentLossError):
        stationary_points(lambda x: math.sin(x), 0.0, 1.0)


REFUSALS: dict[str, tuple[tuple[Any, ...], dict[str, Any], type[Exception], str]] = {
    "no function": ((1.0, 0.0, 1.0), {}, TypeError, r"write stationary_points\(f, lower, upper\)"),
    "empty": ((np.cos, 1.0, 1.0), {}, ValueError, "lower .* must be below upper"),
    "reversed": ((sauna, [0, 2], [1, 1]), {}, ValueError, "lower .* must be below upper"),
    "infinite": ((np.cos, 0.0, math.inf), {}, ValueError, "must be finite"),
    "nan": ((np.cos, math.nan, 1.0), {}, ValueError, "must be below upper"),
    "lengths": ((sauna, [0, 0], [1]), {}, ValueError, "upper .* must be of the form of lower"),
    "forms": ((sauna, [0, 0], 1.0), {}, ValueError, "upper .* must be of the form of lower"),
    "keys": ((sauna, {"a": 0.0}, {"b": 1.0}), {}, ValueError, "no 'a'"),
    "text": ((sauna, "ab", "cd"), {}, TypeError, "got str"),
    "starts": ((np.cos, 0.0, 1.0), {"starts": 0}, ValueError, "starts .* must be an integer from 1"),
    "too many": ((sauna, [0, 0], [1, 1]), {"starts": 1001}, ValueError, "at most 1000000"),
    "gtol": ((np.cos, 0.0, 1.0), {"gtol": -1.0}, ValueError, "gtol .* must be a number from 0"),
    "maxiter": ((np.cos, 0.0, 1.0), {"maxiter": -1}, ValueError, "maxiter .* must be an integer"),
    "undefined": ((lambda x: np.nan * x, 0.0, 1.0), {}, ValueError, "finite, .* at one of the starts"),
    "raises": ((lambda x: 1 / 0, 0.0, 1.0), {}, ValueError, "got ZeroDivisionError"),
    "several": ((lambda p: p, [0, 0], [1, 1]), {}, TypeError, "returns one real number"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(name: str) -> None:
    arguments, options, kind, message = REFUSALS[name]
    with pytest.raises(kind, match=message):
        stationary_points(*arguments, **options)
