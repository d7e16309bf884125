"""dualnum.stats: values against SciPy's, derivatives against mpmath, supports, parameters, refusals."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]
from mpmath import mp  # type: ignore[import-untyped]

import dualnum
from dualnum import errors

from .stats_cases import ANYWHERE, CONTINUOUS, DISCRETE, WHOLE

dn: Any = dualnum
stats: Any = __import__("dualnum.stats", fromlist=["stats"])
Number = Any
inf, nan = math.inf, math.nan

METHODS = ["logpdf", "pdf", "logcdf", "cdf", "logsf", "sf"]
PLACES = [(0.0, 1.0), (1.5, 2.0)]


def test_every_distribution_has_cases() -> None:
    assert set(stats.__all__) == {*CONTINUOUS, *DISCRETE, "multivariate_normal", "dirichlet"}


# ---- values -----------------------------------------------------------------------------------------------


def same(a: Any, b: Any) -> bool:
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


def agrees(name: str, method: str, got: float, right: float, *at: float) -> bool:
    """With SciPy to 1e-13; where it is not that good, with mpmath."""
    small = 1e-15 if method.startswith("log") else 1e-300
    if got == pytest.approx(right, rel=1e-13, abs=small, nan_ok=True):
        return True
    if not math.isfinite(right):  # for want of range: NaN or an infinity instead of the limit
        return abs(at[0]) >= 1e199
    with mp.workdps(60):
        exact = standard(name, method)(*map(mp.mpf, at))
        log = 0.0 if method.startswith("log") else abs(mp.log(exact))
        return bool(abs(got - exact) <= (1e-14 + 6e-16 * log) * abs(exact) + small)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", CONTINUOUS)
def test_values_of_scipy(name: str, method: str) -> None:
    ours, theirs = getattr(getattr(stats, name), method), getattr(getattr(scipy.stats, name), method)
    for shapes in [*CONTINUOUS[name].shapes, *CONTINUOUS[name].invalid]:
        for loc, scale in [*PLACES, (0.0, -1.0), (0.0, nan)]:
            x = np.array(ANYWHERE) * (scale if scale > 0 else 1.0) + loc
            given, right = ours(x, *shapes, loc, scale), theirs(x, *shapes, loc, scale)
            assert same(given, [ours(v, *shapes, loc=loc, scale=scale) for v in x.tolist()])
            for v, a, b in zip(x.tolist(), given.tolist(), right.tolist(), strict=True):
                assert agrees(name, method, a, b, v, *shapes, loc, scale), (shapes, v, a, b)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("method", ["logpmf", "pmf"])
@pytest.mark.parametrize("name", DISCRETE)
def test_probabilities_of_scipy(name: str, method: str) -> None:
    ours, theirs = getattr(getattr(stats, name), method), getattr(getattr(scipy.stats, name), method)
    for shapes in [*DISCRETE[name].shapes, *DISCRETE[name].invalid]:
        for loc in (0, 3):
            k = np.array(WHOLE)
            given, right = ours(k, *shapes, loc), theirs(k, *shapes, loc)
            assert same(given, [ours(v, *shapes, loc=loc) for v in k.tolist()])
            for v, a, b in zip(k.tolist(), given.tolist(), right.tolist(), strict=True):
                assert agrees(name, method, a, b, v - loc, *shapes), (shapes, v, a, b)


# ---- derivatives ------------------------------------------------------------------------------------------


def standard(name: str, method: str) -> Any:
    """The method in mpmath, of x, the shapes, and for continuous ones loc and scale."""
    if name in DISCRETE:
        log = DISCRETE[name].logpdf
        return log if method == "logpmf" else lambda *a: mp.exp(log(*a))
    case = CONTINUOUS[name]

    def placed(f: Any, *a: Number) -> Number:
        x, *shapes, loc, scale = a
        return f((x - loc) / scale, *shapes)

    return {
        "logpdf": lambda *a: placed(case.logpdf, *a) - mp.log(a[-1]),
        "pdf": lambda *a: mp.exp(placed(case.logpdf, *a)) / a[-1],
        "cdf": lambda *a: placed(case.cdf, *a),
        "sf": lambda *a: 1 - placed(case.cdf, *a),
        "logcdf": lambda *a: mp.log(placed(case.cdf, *a)),
        "logsf": lambda *a: mp.log(1 - placed(case.cdf, *a)),
    }[method]


def check(name: str, method: str, at: tuple[float, ...], free: list[int]) -> None:
    """Value, gradient and Hessian in the arguments `free`, relative to how they vary."""
    f = getattr(getattr(stats, name), method)

    def ours(p: Any) -> Any:
        args: list[Any] = list(at)
        for i, v in zip(free, p, strict=True):
            args[i] = v
        return f(*args)

    value, slopes, bent = dn.value_grad_and_hessian(ours)([at[i] for i in free])
    units = [mp.mpf(at[i]) if at[i] else mp.mpf(1) for i in free]

    def scaled(*t: Number) -> Number:
        args = [mp.mpf(v) for v in at]
        for i, u, s in zip(free, units, t, strict=True):
            args[i] += u * s
        return standard(name, method)(*args)

    n = len(free)

    def d(*by: int) -> Number:
        return mp.diff(scaled, (mp.mpf(0),) * n, tuple(by.count(i) for i in range(n))) if n > 1 else mp.diff(
            scaled, 0, len(by)
        )  # fmt: skip

    right = scaled(*[mp.mpf(0)] * n)
    one = [d(i) for i in range(n)]
    two = [[d(i, j) for j in range(n)] for i in range(n)]
    noise = mp.mpf(10) ** (25 - mp.dps) * (abs(right) + 1)
    place = (name, method, at)
    assert abs(value - right) <= 1e-13 * (abs(right) + sum(map(abs, one)) + noise), place
    for i in range(n):
        size = abs(one[i]) + sum(map(abs, two[i])) + noise
        assert abs(slopes[i] * units[i] - one[i]) <= 1e-13 * size, (*place, i)
        for j in range(n):
            got = float(bent[i][j]) * units[i] * units[j]
            assert abs(got - two[i][j]) <= 2e-13 * (sum(map(abs, two[i])) + abs(one[i]) + noise), (
                *place,
                i,
                j,
            )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", CONTINUOUS)
def test_derivatives(name: str, method: str) -> None:
    """In everything; where the distribution function has no slope in its shapes, its slope is the density."""
    case = CONTINUOUS[name]
    for point in case.points:
        for loc, scale in ((0.0, 1.0), (-2.0, 3.0)):
            at = (point[0] * scale + loc, *point[1:], loc, scale)
            if method in ("pdf", "logpdf") or case.cdf is not None:
                with mp.workdps({"norm": 320, "logistic": 200}.get(name, 60)):
                    check(name, method, at, list(range(len(at))))
            elif method in ("cdf", "sf"):
                sign = 1 if method == "cdf" else -1
                family = getattr(stats, name)
                f0, f1, f2 = dn.value_and_derivative(getattr(family, method), order=2)(*at)
                p0, p1 = dn.value_and_derivative(family.pdf)(*at)
                assert (f1, f2) == pytest.approx((sign * p0, sign * p1), rel=2e-13)
                logarithm = dn.derivative(getattr(family, f"log{method}"))(*at)
                assert logarithm == pytest.approx(f1 / f0, rel=1e-13)


@pytest.mark.parametrize("method", ["logpmf", "pmf"])
@pytest.mark.parametrize("name", DISCRETE)
def test_derivatives_of_probabilities(name: str, method: str) -> None:
    for point in DISCRETE[name].points:
        with mp.workdps(60):
            check(name, method, point, [2] if name == "binom" else list(range(1, len(point))))


# ---- carriers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", CONTINUOUS)
def test_arrays(name: str, method: str) -> None:
    """Arrays of x and of parameters, and mapped numbers, have the bits of single numbers."""
    f, shapes = getattr(getattr(stats, name), method), CONTINUOUS[name].shapes[-1]
    x = np.array([-1.0, 0.0, 0.3, 1.0, 2.5, 7.0])
    for order in (1, 2):
        one = [dn.value_and_derivative(lambda v: f(v, *shapes), order)(v) for v in x.tolist()]
        assert same(np.array(dn.value_and_derivative(lambda v: f(v, *shapes), order)(x)).T, one)
    first = f(dn.DualArray(x, np.ones(6)), *shapes)
    assert same(first.tangent, [dn.derivative(lambda v: f(v, *shapes))(v) for v in x.tolist()])
    by_place = dn.jacobian(lambda p: f(x, *shapes, p[0], p[1]))([0.1, 1.5])
    singly = [dn.grad(lambda p, v=v: f(v, *shapes, loc=p[0], scale=p[1]))([0.1, 1.5]) for v in x.tolist()]
    assert same(by_place, singly)


def test_arrays_of_parameters() -> None:
    k = np.array([0, 1, 5])
    slopes = dn.grad(lambda mu: np.sum(stats.poisson.logpmf(k, mu)))(np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(slopes, k / np.array([1.0, 2.0, 3.0]) - 1, rtol=1e-14, atol=1e-15)
    grid = stats.gamma.logpdf(np.array([[1.0], [2.0]]), np.array([0.5, 1.0, 2.0]))
    np.testing.assert_allclose(grid, scipy.stats.gamma.logpdf([[1.0], [2.0]], [0.5, 1.0, 2.0]), rtol=1e-14)
    mixed = stats.t.logpdf(1.0, dn.DualArray([3.0, inf], [1.0, 0.0]))
    np.testing.assert_allclose(mixed.value, scipy.stats.t.logpdf(1.0, [3.0, inf]), rtol=1e-14)
    invalid = stats.gamma.logpdf(1.0, dn.DualArray([1.0, -1.0], [1.0, 1.0]))
    assert same(np.isnan(invalid.tangent), [False, True])


# ---- the ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONTINUOUS)
def test_outside_nothing_varies(name: str) -> None:
    shapes = CONTINUOUS[name].shapes[0]
    low, high = getattr(stats, name).support
    for x in [-inf, inf, *([low - 1] if low > -inf else []), *([high + 1] if high < inf else [])]:
        for method in METHODS:
            f = getattr(getattr(stats, name), method)
            value, slope, bend = dn.value_and_derivative(lambda v, f=f: f(v, *shapes), order=2)(x)
            assert value in (-inf, 0.0, 1.0)
            assert (slope, bend) == (0, 0)


def test_ends_and_kinks() -> None:
    expon, uniform = stats.expon, stats.uniform
    assert dn.value_and_derivative(expon.logpdf)(0.0) == (0.0, -1.0)
    assert dn.value_and_derivative(expon.cdf)(0.0) == (0.0, 0.5)
    assert [dn.derivative(uniform.cdf)(x) for x in (0.0, 0.5, 1.0)] == [0.5, 1.0, 0.5]
    assert dn.value_and_derivative(stats.laplace.logcdf, order=2)(0.0) == (math.log(0.5), 1.0, -1.0)
    assert dn.derivative(stats.laplace.cdf, order=2)(0.0) == 0
    value, slope = dn.value_and_derivative(lambda p: stats.binom.pmf(1, 5, p))(0.0)  # 5, of exp(-inf)
    assert value == 0
    assert math.isnan(slope)
    assert dn.value_and_derivative(lambda x: stats.lognorm.cdf(x, 1.0))(0.0) == (0.0, 0.0)
    assert stats.norm.pdf(dn.Dual(1e200, 1.0)).tangent == 0
    assert dn.value_and_derivative(stats.norm.pdf, order=2)(1e200) == (0, 0, 0)
    assert dn.derivative(lambda p: stats.binom.logpmf(0, 5, p))(0.0) == -5
    assert dn.derivative(lambda mu: stats.poisson.logpmf(0, mu))(0.0) == -1
    assert math.isnan(dn.derivative(lambda s: stats.norm.pdf(1.0, 0.0, s))(-1.0))
    assert dn.derivative(lambda x: stats.norm.pdf(x, 0.0, 0.0 * x))(1.0) != 0


@pytest.mark.parametrize(
    ("name", "shapes", "x", "value", "slope"),
    [
        ("gamma", (3.0,), 0.0, 0.0, 0.0),
        ("gamma", (2.0,), 0.0, 0.0, 0.5),
        ("gamma", (1.5,), 0.0, 0.0, inf),
        ("gamma", (1.0,), 0.0, 1.0, -1.0),
        ("expon", (), 0.0, 1.0, -1.0),
        ("beta", (3.0, 3.0), 0.0, 0.0, 0.0),
        ("beta", (2.0, 2.0), 1.0, 0.0, -3.0),
        ("weibull_min", (2.0,), 0.0, 0.0, 1.0),
        ("chi2", (4.0,), 0.0, 0.0, 0.125),
    ],
)
def test_densities_at_ends(
    name: str, shapes: tuple[float, ...], x: float, value: float, slope: float
) -> None:
    """The mean of both sides where the density is 0, the inner slope where it jumps."""
    f = getattr(stats, name).pdf
    got = dn.value_and_derivative(lambda x: f(x, *shapes))(x)
    assert got == pytest.approx((value, slope), rel=1e-14)


def test_certain_outcomes_and_large_df() -> None:
    assert dn.value_and_derivative(lambda p: stats.binom.logpmf(5, 5, p))(1.0) == (0.0, 5.0)
    assert dn.value_and_derivative(lambda p: stats.nbinom.logpmf(0, 5.0, p))(1.0) == (0.0, 5.0)
    for z in (0.0, 1.0, 2.0, 5.0):
        slope = -(z**4 - 2 * z**2 - 1) / 4e24
        assert dn.derivative(lambda df, z=z: stats.t.logpdf(z, df))(1e12) == pytest.approx(slope, rel=1e-9)


def test_a_constant_part_stays_one() -> None:
    """What is outside gives a dual number still, and zero tangents stay zero."""
    x = stats.gamma.logpdf(dn.Dual(-1.0, 1.0), 2.0)
    assert (x.value, x.tangent) == (-inf, 0)
    assert stats.gamma.logpdf(dn.Dual(0.0, 0.0), 0.5).tangent == 0
    assert stats.norm.logpdf(dn.HyperDual(inf, 1.0, 1.0)).e12 == 0


# ---- arguments --------------------------------------------------------------------------------------------

FIXED = [(name, shape) for name in CONTINUOUS for shape in getattr(stats, name).fixed]


@pytest.mark.parametrize(("name", "shape"), FIXED)
@pytest.mark.parametrize("method", ["cdf", "sf", "logcdf", "logsf"])
def test_refused_by_name(name: str, shape: str, method: str) -> None:
    family = getattr(stats, name)
    shapes = dict.fromkeys(family.shapes, 2.0) | {shape: dn.Dual(2.0, 1.0)}
    with pytest.raises(errors.NumberError, match=rf"{name}\.{method} in its argument {shape}"):
        getattr(family, method)(0.5, **shapes)
    assert family.logpdf(0.5, **shapes).tangent != 0


def test_bad_arguments() -> None:
    dual = dn.Dual(2.0, 1.0)
    calls: list[tuple[Callable[[], Any], type[Exception], str]] = [
        (lambda: stats.norm.pdf(1.0, foo=2), TypeError, "norm.*foo"),
        (lambda: stats.gamma.cdf(1.0), TypeError, "gamma.cdf.*'a'"),
        (lambda: stats.norm.pdf(1.0, 0.0, 1.0, 2.0), TypeError, "too many"),
        (lambda: stats.poisson.pmf(dual, 1.0), errors.NumberError, "k .* integer"),
        (lambda: stats.poisson.pmf(1, 1.0, loc=dual), errors.NumberError, "loc .* integer"),
        (lambda: stats.binom.pmf(1, dual, 0.5), errors.NumberError, "n .* integer"),
        (lambda: stats.dirichlet.pdf(np.array([0.5, 0.6]), np.ones(2)), ValueError, "sum to 1"),
        (lambda: stats.dirichlet.pdf(np.array([0.5, 0.5]), -np.ones(2)), ValueError, "positive"),
        (lambda: stats.dirichlet.pdf(np.array([0.5, 0.5]), np.ones(5)), ValueError, "shape"),
        (lambda: stats.multivariate_normal.pdf(np.ones(3), np.zeros(2), np.eye(2)), ValueError, "shape"),
        (lambda: stats.multivariate_normal.pdf(np.ones(2), np.zeros(2), np.eye(3)), ValueError, "covariance"),
    ]
    for call, kind, words in calls:
        with pytest.raises(kind, match=words):
            call()
    with pytest.raises(np.linalg.LinAlgError):
        stats.multivariate_normal.pdf(np.ones(2), np.zeros(2), -np.eye(2))


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    for name in CONTINUOUS:
        family, shapes = getattr(stats, name), CONTINUOUS[name].shapes[0]
        for method in METHODS:
            if method in ("pdf", "logpdf") or not family.fixed:
                getattr(family, method)(dn.HyperDual(0.5, 1.0, 1.0), *shapes)
    for name in DISCRETE:
        getattr(stats, name).pmf(0, *DISCRETE[name].shapes[1])
    with pytest.raises(ImportError, match=r"dualnum\[scipy\]"):
        stats.gamma.cdf(1.0, 2.0)


# ---- vectors ----------------------------------------------------------------------------------------------

X, MEAN = np.array([1.0, 2.0]), np.array([0.5, -0.3])
COV = np.array([[2.0, 0.3], [0.3, 0.5]])


def test_multivariate_normal() -> None:
    ours, theirs = stats.multivariate_normal, scipy.stats.multivariate_normal
    for x, mean, cov in (
        (X, MEAN, COV), (np.stack([X, 2 * X, MEAN]), MEAN, COV), (X, np.zeros(2), [1.0, 2.0]), (X, MEAN, 2.0),
        (1.5, 0.5, 2.0), ([1.5, 2.5], 0.5, 2.0), (np.ones((3, 4, 2)), MEAN, COV),
    ):  # fmt: skip
        for method in ("logpdf", "pdf"):
            right = getattr(theirs, method)(x, mean, cov)
            np.testing.assert_allclose(getattr(ours, method)(x, mean, cov), right, rtol=1e-13)
            assert np.shape(getattr(ours, method)(x, mean, cov)) == np.shape(right)


def test_multivariate_normal_slopes() -> None:
    inverse, logpdf = np.linalg.inv(COV), stats.multivariate_normal.logpdf
    gap = X - MEAN
    np.testing.assert_allclose(dn.grad(lambda x: logpdf(x, MEAN, COV))(X), -inverse @ gap, rtol=1e-13)
    np.testing.assert_allclose(dn.grad(lambda m: logpdf(X, m, COV))(MEAN), inverse @ gap, rtol=1e-13)
    np.testing.assert_allclose(dn.hessian(lambda x: logpdf(x, MEAN, COV))(X), -inverse, rtol=1e-13)
    by_cov = 0.5 * (inverse @ np.outer(gap, gap) @ inverse - inverse)
    np.testing.assert_allclose(dn.grad(lambda c: logpdf(X, MEAN, c))(COV), by_cov, rtol=1e-12)
    many = dn.jacobian(lambda m: logpdf(np.stack([X, MEAN]), m, COV))(MEAN)
    np.testing.assert_allclose(many, [inverse @ gap, [0.0, 0.0]], rtol=1e-13)
    density = stats.multivariate_normal.pdf(X, MEAN, COV)
    by_x = dn.grad(lambda x: stats.multivariate_normal.pdf(x, MEAN, COV))(X)
    np.testing.assert_allclose(by_x, -density * inverse @ gap, rtol=1e-13)


def test_dirichlet() -> None:
    alpha, x = np.array([0.7, 2.0, 3.5]), np.array([0.2, 0.3, 0.5])
    for given in (x, x[:2], np.stack([x, x[::-1]]).T):
        right = scipy.stats.dirichlet.logpdf(given, alpha)
        np.testing.assert_allclose(stats.dirichlet.logpdf(given, alpha), right, rtol=1e-13)
        np.testing.assert_allclose(stats.dirichlet.pdf(given, alpha), np.exp(right), rtol=1e-13)
    slopes = dn.grad(lambda a: stats.dirichlet.logpdf(x, a))(alpha)
    psi = dn.digamma(alpha)
    np.testing.assert_allclose(slopes, np.log(x) - psi + dn.digamma(alpha.sum()), rtol=1e-13)
    trigamma = dn.derivative(dn.digamma)(alpha)
    bent = dn.derivative(dn.digamma)(alpha.sum()) - np.diag(trigamma)
    np.testing.assert_allclose(dn.hessian(lambda a: stats.dirichlet.logpdf(x, a))(alpha), bent, rtol=1e-13)
    by_x = dn.grad(lambda v: stats.dirichlet.logpdf(v, alpha))(x)
    np.testing.assert_allclose(by_x, (alpha - 1) / x, rtol=1e-13)
    short = dn.grad(lambda v: stats.dirichlet.logpdf(v, alpha))(x[:2])
    np.testing.assert_allclose(short, ((alpha - 1) / x)[:2] - ((alpha - 1) / x)[2], rtol=1e-13)
