"""dualnum.special: every row against mpmath at every order and in every carrier, hard points, refusals."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
import scipy.special  # type: ignore[import-untyped]
from mpmath import mp  # type: ignore[import-untyped]

import dualnum
from dualnum import errors
from dualnum.special.rules import RULES as ROWS

from .special_cases import ANY, CASES, SINGULAR

dn: Any = dualnum
special: Any = __import__("dualnum.special", fromlist=["special"])
Number = Any
inf, nan = math.inf, math.nan


def test_every_row_has_cases() -> None:
    assert set(CASES) == set(ROWS)


# ---- values, slopes and curvatures ------------------------------------------------------------------------


def partial(name: str, at: tuple[float, ...], *by: int) -> Number:
    """A derivative by mpmath, at the scale of the arguments: x (1 + t) at t = 0."""
    case = CASES[name]
    x = [mp.mpf(v) for v in at]
    units = [v if v != 0 else mp.mpf(1) for v in x]

    def scaled(*t: Number) -> Number:
        return case.f(*[v + unit * s for v, unit, s in zip(x, units, t, strict=True)])

    zeros = tuple(mp.mpf(0) for _ in x)
    if not by:
        return scaled(*zeros)
    orders = tuple(by.count(i) for i in range(len(x)))
    d = mp.diff(scaled, zeros if len(x) > 1 else zeros[0], orders if len(x) > 1 else len(by))
    for i in by:
        d /= units[i]
    return d


@cache
def exact(name: str, at: tuple[float, ...]) -> list[tuple[Number, Number]]:
    """Value, slopes and triangle of curvatures, each with how much it matters to the size of an error."""
    free = ROWS[name].free
    with mp.workdps(CASES[name].digits):
        found: dict[tuple[int, ...], Number] = {}

        def known(*by: int) -> Number:
            key = tuple(sorted(by))
            if key not in found:
                found[key] = partial(name, at, *key)
            return found[key]

        wanted = [(), *((i,) for i in free), *((i, j) for n, i in enumerate(free) for j in free[n:])]
        noise = {by: mp.mpf(10) ** (25 - mp.dps) * abs(known()) for by in wanted}
        for by in wanted:
            for i in by:
                noise[by] /= abs(at[i]) or 1
        sizes = {by: abs(known(*by)) + sum(abs(at[i] * known(*by, i)) for i in free) for by in wanted}
        return [(known(*by), sizes[by] + noise[by]) for by in wanted]


def error(got: float, right: Number, size: Number) -> float:
    """The relative error; results that under- or overflow must only do that."""
    if abs(right) >= mp.mpf(2) ** 1023:
        return 0.0 if math.isinf(got) and (got > 0) == (right > 0) else inf
    if got == right or (abs(right) < 1e-300 and abs(got) < 1e-300):
        return 0.0
    with mp.workdps(60):
        return float(abs(got - right) / size) if math.isfinite(got) else inf


def parts(name: str, at: Sequence[float]) -> list[float]:
    """Value, slopes and triangle of curvatures from dual numbers, a set of directions for each argument."""
    rule, n = ROWS[name], len(ROWS[name].free)
    args: list[Any] = list(at)
    for row, i in zip(np.eye(n).tolist(), rule.free, strict=True):
        args[i] = dn.HyperDual(at[i], row, row)
    y = rule(*args)
    e1, e12 = np.reshape(y.e1, n), np.reshape(y.e12, (n, n))
    return [y.value, *e1.tolist(), *(float(e12[i, j]) for i in range(n) for j in range(i, n))]


@pytest.mark.parametrize("name", CASES)
def test_against_mpmath(name: str) -> None:
    case = CASES[name]
    worst = 0.0
    for at in case.points:
        for got, (right, size) in zip(parts(name, at), exact(name, at), strict=True):
            worst = max(worst, error(got, right, size))
            assert worst <= case.tolerance, (name, at, got, right)


@pytest.mark.parametrize("name", CASES)
def test_special_points(name: str) -> None:
    for at, value, slopes, triangle in CASES[name].special:
        flat = [value, *slopes, *triangle]
        for got, right in zip(parts(name, at), flat, strict=True):
            if right is SINGULAR:
                assert not math.isfinite(got), (name, at, flat, parts(name, at))
            elif right is not ANY:
                assert got == pytest.approx(right, rel=1e-14, abs=0, nan_ok=True), (name, at, flat)


def same(a: Any, b: Any) -> bool:
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


@pytest.mark.parametrize("name", CASES)
def test_values_are_those_of_scipy(name: str) -> None:
    """As far as those are right themselves."""
    both = {"_si": 0, "_ci": 1}
    for at in CASES[name].points:
        theirs = getattr(scipy.special, "sici" if name in both else name.removeprefix("_"))(*at)
        got, right = ROWS[name](*at), float(theirs[both[name]] if name in both else theirs)
        (value, _), *_ = exact(name, at)
        with mp.workdps(60):
            off = float(abs(right - value)) if math.isfinite(right) else nan  # nan: it overflows on its way
        assert math.isnan(off) or got == pytest.approx(right, rel=1e-13, abs=2 * off), (name, at)


@pytest.mark.parametrize("name", CASES)
def test_same_bits_in_every_carrier(name: str) -> None:
    rule, free = ROWS[name], ROWS[name].free
    points = np.array([*CASES[name].points, *(s[0] for s in CASES[name].special)])
    n, k = points.shape
    random = np.random.default_rng(7)
    t, e = random.normal(size=(k, 2, n)), random.normal(size=(k, 3, n))
    columns = list(points.T)
    plain = rule(*columns)
    first = rule(*[dn.DualArray(x, t[i]) if i in free else x for i, x in enumerate(columns)])
    second = rule(*[dn.HyperDualArray(x, *e[i]) if i in free else x for i, x in enumerate(columns)])
    for j, at in enumerate(points.tolist()):
        value = rule(*at)
        assert type(value) is float
        one = rule(*[dn.Dual(v, t[i, :, j].tolist()) if i in free else v for i, v in enumerate(at)])
        two = rule(*[dn.HyperDual(v, *e[i, :, j].tolist()) if i in free else v for i, v in enumerate(at)])
        assert same([plain[j], first.value[j], second.value[j], one.value, two.value], [value] * 5), at
        assert same(first.tangent[:, j], one.tangent), at
        assert same([second.e1[j], second.e2[j], second.e12[j]], [two.e1, two.e2, two.e12]), at


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("order", [1, 2])
def test_mapped(name: str, order: int) -> None:
    """All free arguments vary with the mapped number."""
    rule, free = ROWS[name], ROWS[name].free
    at = CASES[name].points[0]

    def f(x: Any) -> Any:
        return rule(*[v * x if i in free else v for i, v in enumerate(at)])

    points = np.array([1.0, 0.5, 1.25])
    assert same(dn.derivative(f, order)(points), [dn.derivative(f, order)(v) for v in points.tolist()])


# ---- arguments --------------------------------------------------------------------------------------------


def test_broadcasting_and_kinds() -> None:
    x = dn.DualArray([[0.5], [2.0]], np.ones((2, 1)))
    y = special.betaln(x, np.array([1.0, 2.0, 3.0]))
    assert y.shape == (2, 3)
    assert same(y.value, special.betaln(np.array([[0.5], [2.0]]), [1, 2, 3]))
    both = special.xlog1py(dn.Dual(2.0, 1.0), dn.DualArray([1.0, 2.0], [0.0, 0.0]))
    assert np.allclose(both.tangent, np.log1p([1.0, 2.0]), rtol=1e-15, atol=0.0)
    assert special.ndtr(np.array([0.0], dtype=np.float32)).dtype == np.float32
    assert type(special.ndtr(0)) is float
    assert special.ndtr(np.array([], dtype=float)).shape == (0,)
    boxes = np.array([dn.Dual(0.0, 1.0), 0.0], dtype=object)
    assert special.ndtr(boxes)[1] == 0.5


def test_zero_tangents_stay_zero() -> None:
    assert special.entr(dn.Dual(0.0, 0.0)).tangent == 0
    assert same(special.erfinv(dn.DualArray([1.0, -1.0], [0.0, 0.0])).tangent, [0, 0])
    assert same(special.xlog1py(dn.Dual(0.0, [0.0, 1.0]), dn.Dual(-1.0, [1.0, 0.0])).tangent, [0, -inf])


def test_nested() -> None:
    inner = dn.derivative(lambda x: x * dn.derivative(lambda y: special.betaln(x, y))(2.0))
    hessian = dn.hessian(lambda p: special.betaln(p[0], p[1]))([1.5, 2.0])
    slope = dn.grad(lambda p: special.betaln(p[0], p[1]))([1.5, 2.0])[1]
    assert inner(1.5) == pytest.approx(slope + 1.5 * hessian[0][1], rel=1e-14)


REFUSED = [(name, argument) for name, rule in ROWS.items() for argument in rule.fixed]


@pytest.mark.parametrize(("name", "argument"), REFUSED)
def test_refused_by_name(name: str, argument: str) -> None:
    rule = ROWS[name]
    args: list[Any] = [2.0] * len(rule.arguments)
    args[rule.arguments.index(argument)] = dn.Dual(2.0, 1.0)
    words = rf"derivative of {name.removeprefix('_')} in its argument {argument} .* {rule.fixed[argument]}"
    with pytest.raises(errors.NumberError, match=words):
        rule(*args)


def test_bad_arguments() -> None:
    calls: list[tuple[Callable[[], Any], type[Exception]]] = [
        (lambda: special.ndtr(1.0, 2.0), TypeError),
        (lambda: special.ndtr(1j), errors.NumberError),
        (lambda: special.ndtr("a"), errors.NumberError),
        (lambda: special.ndtr(np.ma.masked_array([1.0])), errors.NumberError),
        (lambda: special.multigammaln(0.5, 2), ValueError),
        (lambda: special.multigammaln(0.5, 1.5), ValueError),
        (lambda: special.multigammaln(0.5, dn.Dual(1.0, 1.0)), errors.NumberError),
    ]
    for call, kind in calls:
        with pytest.raises(kind):
            call()


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    assert special.log_ndtr(dn.Dual(-50.0, 1.0)).tangent == pytest.approx(50.01998403190564, rel=1e-15)
    for f in (special.gamma, special.j0, special.ndtri):
        with pytest.raises(ImportError, match=r"dualnum\[scipy\]"):
            f(dn.Dual(0.5, 1.0))


def test_rules_go_by_the_names_of_ufuncs() -> None:
    for name, f in special.RULES.items():
        theirs = getattr(scipy.special, name, None) or getattr(scipy.special, name.removeprefix("_"))
        assert name in ("_zeta", "polygamma", "softplus") or theirs.__name__ == name
        assert f is getattr(special, name, f)
    for name in special.__all__:
        assert getattr(special, name).__doc__ or name in ("erf", "erfc")


@pytest.mark.parametrize("name", [n for n in special.RULES if hasattr(scipy.special, n)])
def test_ufuncs_of_scipy_find_the_rule(name: str) -> None:
    f = getattr(scipy.special, name)
    if not isinstance(f, np.ufunc) or f.__name__ != name:
        return  # a Python function of SciPy, which converts its arguments
    rule = ROWS.get(name)
    at = CASES[name].points[0] if rule else (0.3,) * f.nin
    args = [dn.DualArray([v], [1.0]) if not rule or i in rule.free else v for i, v in enumerate(at)]
    given, found = special.RULES[name](*args), f(*args)
    pairs = zip(given, found, strict=True) if f.nout > 1 else [(given, found)]
    assert all(same(ours.value, x.value) and same(ours.tangent, x.tangent) for ours, x in pairs)


# ---- what is no row ---------------------------------------------------------------------------------------


def test_the_others() -> None:
    assert dn.value_and_derivative(special.log_expit, order=2)(-800.0) == (-800.0, 1.0, 0.0)
    assert special.sici(dn.Dual(2.0, 1.0))[1].tangent == pytest.approx(math.cos(2) / 2, rel=1e-15)
    with pytest.raises(errors.NumberError, match="for the function zeta of"):
        scipy.special.zeta(dn.Dual(2.0, 1.0))
    with pytest.raises(errors.NumberError, match="the derivative of zeta in its argument x is refused"):
        special.zeta(dn.Dual(2.0, 1.0))
    assert dn.derivative(lambda q: special.zeta(3.0, q))(1.0) == pytest.approx(-(math.pi**4) / 30, rel=1e-14)
    assert special.multigammaln(3.0, 2) == pytest.approx(float(scipy.special.multigammaln(3.0, 2)), rel=1e-14)
    assert dn.derivative(lambda a: special.multigammaln(a, 3))(3.0) == pytest.approx(
        float(scipy.special.psi([3.0, 2.5, 2.0]).sum()), rel=1e-14
    )
    assert special.RULES["psi"] is dn.digamma
    assert special.jn is special.jv


ROW = np.array([0.3, -1.0, 2.5, 2.0])
GRIDS: list[tuple[Any, dict[str, Any]]] = [
    (ROW, {}), (1000 * ROW, {}), ([0.0, -40.0], {}), ([-inf, -inf], {}), ([inf, inf, 1.0], {}),
    ([[1.0, 2.0], [3.0, 4.0]], {"axis": 0}), ([[1.0, 2.0], [3.0, 4.0]], {"axis": (0, 1), "keepdims": True}),
    ([[1.0, 2.0], [3.0, 4.0]], {"axis": -1}), ([1.0, 2.0], {"b": [1.0, -5.0], "return_sign": True}),
    ([1.0, 2.0], {"b": [1.0, -5.0]}), ([1.0, inf], {"b": [1.0, 0.0]}), ([], {}), (3.0, {}), ([nan, 1.0], {}),
    ([1.0, 1.0], {"b": [1.0, -1.0]}),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(GRIDS)))
def test_logsumexp_values(case: int) -> None:
    a, options = GRIDS[case]
    with np.errstate(all="ignore"):
        right = scipy.special.logsumexp(a, **options)
    np.testing.assert_allclose(special.logsumexp(np.array(a), **options), right, rtol=1e-15)


def weights(a: Any) -> Any:
    with mp.workdps(50):
        e = [mp.exp(v) for v in a.tolist()]
        return [v / sum(e) for v in e]


def test_logsumexp_slopes() -> None:
    p = np.array([float(w) for w in weights(ROW)])
    np.testing.assert_allclose(dn.grad(special.logsumexp)(ROW), p, rtol=1e-14)
    np.testing.assert_allclose(dn.hessian(special.logsumexp)(ROW), np.diag(p) - np.outer(p, p), rtol=1e-13)
    assert same(dn.grad(special.logsumexp)(np.array([1000.0, 1000.0])), [0.5, 0.5])
    assert same(dn.grad(special.logsumexp)(np.array([inf, inf, 1.0])), [0.5, 0.5, 0])
    assert same(dn.grad(special.logsumexp)(np.array([-inf, -inf])), [0.5, 0.5])
    assert same(special.logsumexp(dn.DualArray([-inf, -inf], [0.0, 0.0])).tangent, 0)
    small = dn.grad(special.logsumexp)(np.array([0.0, -700.0]))
    assert small[1] == pytest.approx(math.exp(-700), rel=1e-13)
    by_b = dn.grad(lambda b: special.logsumexp(np.zeros(2), b=b, return_sign=True)[0])(np.array([1.0, -3.0]))
    assert same(by_b, [-0.5, -0.5])
    rows = dn.jacobian(lambda m: special.logsumexp(m, axis=1))(np.stack([ROW, 2 * ROW]))
    np.testing.assert_allclose(rows[0, 0], p, rtol=1e-14)
    assert not rows[0, 1].any()


def test_softmax() -> None:
    x = np.array([0.0, 40.0, -3.0])
    p, every = weights(x), range(3)

    def others(i: int, j: int) -> Number:
        """(i == j) - p_j without the difference."""
        return sum(p[k] for k in every if k != i) if i == j else -p[j]

    right = [[float(p[i] * others(i, j)) for j in every] for i in every]
    np.testing.assert_allclose(special.softmax(x), [float(v) for v in p], rtol=1e-15)
    np.testing.assert_allclose(dn.jacobian(special.softmax)(x), right, rtol=1e-14)
    slopes = [[float(others(i, j)) for j in every] for i in every]
    np.testing.assert_allclose(dn.jacobian(special.log_softmax)(x), slopes, rtol=1e-14)
    np.testing.assert_allclose(special.log_softmax(x), [float(mp.log(v)) for v in p], rtol=1e-14)
    q = np.array([float(v) for v in weights(ROW)])
    bent = -(np.diag(q) - np.outer(q, q))
    np.testing.assert_allclose(dn.hessian(lambda x: special.log_softmax(x)[1])(ROW), bent, rtol=1e-13)
    assert same(special.softmax(np.array([inf, 1.0])), [1, 0])
    grid = np.stack([ROW, -ROW])
    for axis in (0, 1, None, (0, 1)):
        for name in ("softmax", "log_softmax"):
            right = getattr(scipy.special, name)(grid, axis)
            np.testing.assert_allclose(getattr(special, name)(grid, axis), right, rtol=1e-13)
        shifted = dn.jacobian(lambda m, axis=axis: special.softmax(m, axis))(grid).sum(axis=(-2, -1))
        np.testing.assert_allclose(shifted, np.zeros_like(grid), atol=1e-15)
