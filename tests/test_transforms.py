"""The transforms against closed forms: structures, argnums, chunks, shapes, types and numbers of calls."""

from __future__ import annotations

import math
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import rosen_der, rosen_hess, rosen_hess_prod  # type: ignore[import-untyped]

import dualnum

dn: Any = dualnum
Point = namedtuple("Point", "a b c")
RNG = np.random.default_rng(2026)
P = [0.7, -1.3, 2.1]
V = [1.0, -0.5, 3.0]
READ_ONLY = np.array(P)
READ_ONLY.flags.writeable = False
SEQUENCES: dict[str, Any] = {
    "list": P, "tuple": tuple(P), "namedtuple": Point(*P), "array": np.array(P), "read_only": READ_ONLY,
    "strided": np.array([0.7, 9.0, -1.3, 9.0, 2.1])[::2], "reversed": np.array(P[::-1])[::-1],
    "big_endian": np.array(P).astype(">f8"), "object": np.array(P, dtype=object),
    "mixed_list": [np.float64(0.7), -1.3, np.array(2.1)],
}  # fmt: skip
each_sequence = pytest.mark.parametrize("x", SEQUENCES.values(), ids=SEQUENCES)
each_chunk = pytest.mark.parametrize("chunk_size", [None, 1, 2, 3, 4, 7, 1000, np.int64(2)])


def rosen(x: Any) -> Any:
    return sum(100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1.0 - x[i]) ** 2 for i in range(len(x) - 1))


def smooth(x: Any) -> Any:
    """A function with every mixed term, by unpacking."""
    a, b, c = x
    return dn.exp(a * b) * dn.sin(c) + a / c + b**3


def smooth_grad(x: Any) -> Any:
    a, b, c = x
    e = math.exp(a * b)
    return np.array(
        [b * e * math.sin(c) + 1 / c, a * e * math.sin(c) + 3 * b * b, e * math.cos(c) - a / c**2]
    )


def smooth_hess(x: Any) -> Any:
    a, b, c = x
    e, s, o = math.exp(a * b), math.sin(c), math.cos(c)
    ab, ac, bc = e * s * (1 + a * b), b * e * o - 1 / c**2, a * e * o
    return np.array(
        [[b * b * e * s, ab, ac], [ab, a * a * e * s + 6 * b, bc], [ac, bc, -e * s + 2 * a / c**3]]
    )


def close(a: Any, b: Any, rtol: float = 1e-13) -> None:
    np.testing.assert_allclose(np.asarray(a, dtype=float), b, rtol=rtol, atol=1e-12)


def same(a: Any, b: Any) -> None:
    """Equal to the last bit, also in type and structure."""
    assert type(a) is type(b)
    if isinstance(a, (list, tuple)):
        assert len(a) == len(b)
        for p, q in zip(a, b, strict=True):
            same(p, q)
    else:
        assert np.asarray(a).tobytes() == np.asarray(b).tobytes()
        assert np.shape(a) == np.shape(b)


# ---- derivative ------------------------------------------------------------------------------------------

ONE_NUMBER: list[tuple[str, Callable[[Any], Any], float, tuple[float, float, float]]] = [
    ("cube", lambda x: x**3, 2.0, (8.0, 12.0, 12.0)), ("constant", lambda x: 3, 2.0, (3.0, 0.0, 0.0)),
    ("float32", lambda x: np.float32(0.5), 2.0, (0.5, 0.0, 0.0)),
    ("identity", lambda x: x, 2.0, (2.0, 1.0, 0.0)),
    ("minus", lambda x: 1 - 2 * x, 2.0, (-3.0, -2.0, 0.0)), ("1/x", lambda x: 1 / x, 2.0, (0.5, -0.25, 0.25)),
    ("branch up", lambda x: x * x if x > 1 else -x, 2.0, (4.0, 4.0, 2.0)),
    ("branch down", lambda x: x * x if x > 1 else -x, 0.5, (-0.5, -1.0, 0.0)),
    ("loop", lambda x: math.prod([x] * 4), 2.0, (16.0, 32.0, 48.0)),
    ("where", lambda x: np.where(x > 0, x * x, 0.0), 3.0, (9.0, 6.0, 2.0)),
    ("where not taken", lambda x: np.where(x > 0, dn.log(x), 0.0), -1.0, (0.0, 0.0, 0.0)),
    ("array of no dimensions", lambda x: np.array(x * x), 3.0, (9.0, 6.0, 2.0)),
    ("absolute", abs, -2.0, (2.0, -1.0, 0.0)), ("kink", abs, 0.0, (0.0, 0.0, 0.0)),
]  # fmt: skip


@pytest.mark.parametrize(("f", "x", "parts"), [r[1:] for r in ONE_NUMBER], ids=[r[0] for r in ONE_NUMBER])
@pytest.mark.parametrize("kind", [float, np.float64, np.float32, np.array], ids=lambda k: k.__name__)
def test_derivative(f: Any, x: float, parts: tuple[float, ...], kind: Any) -> None:
    x = kind(x)
    same(dn.derivative(f)(x), parts[1])
    same(dn.derivative(f, order=2)(x), parts[2])
    same(dn.value_and_derivative(f)(x), parts[:2])
    same(dn.value_and_derivative(f, order=2)(x), parts)
    if kind is not np.array:
        same(dn.grad(f)(x), parts[1])
        same(dn.hessian(f)(x), parts[2])
        same(dn.value_grad_and_hessian(f)(x), parts)
        same(dn.hvp(f)(x, 2.0), 2.0 * parts[2])
        assert list(map(float, dn.jvp(f, (x,), (2.0,)))) == [parts[0], 2.0 * parts[1]]


@pytest.mark.parametrize("shape", [(4,), (2, 3), (0,), (1, 1, 2), (2, 0)])
@pytest.mark.parametrize("dtype", [float, int, np.float32, bool])
def test_derivative_maps_over_arrays(shape: tuple[int, ...], dtype: Any) -> None:
    x = (RNG.random(shape) * 5).astype(dtype)
    kept = x.copy()
    calls: list[Any] = []

    def f(t: Any, scale: float, power: int = 2) -> Any:
        calls.append(t)
        return scale * t**power

    first = dn.derivative(f)(x, 3.0, power=3)
    assert len(calls) == min(x.size, 1)  # one block
    assert (type(first), first.shape) == (np.ndarray, shape)
    assert first.dtype == (np.float32 if dtype is np.float32 else np.float64)
    close(first, (9.0 * x.astype(float) ** 2).astype(first.dtype))
    calls.clear()
    assert (dn.derivative(dn.vectorize(f))(x, 3.0, power=3).astype(first.dtype) == first).all()
    assert len(calls) == x.size
    value, slope, curvature = dn.value_and_derivative(f, order=2)(x, 3.0)
    assert value.shape == slope.shape == curvature.shape == shape
    close(value, 3.0 * x.astype(first.dtype) ** 2)
    close(curvature, np.full(shape, 6.0))
    assert (x == kept).all()
    same(dn.derivative(f, argnums=0)(x.T, 1.0), dn.derivative(f)(x, 1.0).T.copy())


def test_arguments_of_derivative() -> None:
    def f(a: Any, x: Any, *, x0: float = 0.0, **names: float) -> Any:
        return a * (x - x0) ** 2 * names.get("f", 1.0)

    for argnums in (1, -1):
        assert dn.derivative(f, argnums=argnums)(3.0, 2.0) == 12.0
        assert dn.derivative(f, argnums=argnums, order=2)(3.0, 2.0, x0=1.0) == 6.0
        assert dn.value_and_derivative(f, argnums=argnums)(3.0, 2.0, f=2.0) == (24.0, 24.0)
        close(dn.derivative(f, argnums=argnums)(3.0, np.array([1.0, 2.0])), [6.0, 12.0])
    assert dn.derivative(f, argnums=-2)(3.0, 2.0) == 4.0


@pytest.mark.parametrize("name", ["x", "v", "f", "g", "args", "transform", "argnums", "primals", "self"])
def test_keyword_arguments_of_any_name(name: str) -> None:
    def f(t: Any, /, **names: float) -> Any:
        return t * t * names[name]

    names = {name: 3.0}
    assert dn.derivative(f)(2.0, **names) == 12.0
    assert dn.value_and_derivative(f, order=2)(2.0, **names) == (12.0, 12.0, 6.0)
    assert dn.grad(f)(2.0, **names) == 12.0
    assert dn.value_and_grad(f)(2.0, **names) == (12.0, 12.0)
    assert dn.hessian(f)(2.0, **names) == 6.0
    assert dn.jacobian(f)(2.0, **names) == 12.0
    assert dn.hvp(f)(2.0, 1.0, **names) == 6.0


# ---- several numbers -------------------------------------------------------------------------------------


@each_sequence
@each_chunk
def test_all_transforms_agree_with_closed_forms(x: Any, chunk_size: Any) -> None:
    kept = list(x)
    gradient, hessian = smooth_grad(P), smooth_hess(P)
    value, g = dn.value_and_grad(smooth, chunk_size=chunk_size)(x)
    close(value, smooth(P))
    close(g, gradient)
    assert type(g) is type(x)
    assert type(value) is float
    assert g.dtype == np.float64 if isinstance(x, np.ndarray) else all(type(s) is float for s in g)
    h = dn.hessian(smooth, chunk_size=chunk_size)(x)
    close(h, hessian)
    assert h.tobytes() == h.T.copy().tobytes()
    close(dn.hvp(smooth, chunk_size=chunk_size)(x, V), hessian @ V)
    close(dn.jvp(smooth, (x,), (V,))[1], gradient @ V)
    # the same bits in chunks of any size, and from every transform
    same(dn.grad(smooth, chunk_size=chunk_size)(x), dn.grad(smooth)(x))
    same(h, dn.hessian(smooth)(x))
    same(dn.value_grad_and_hessian(smooth, chunk_size=chunk_size)(x), (value, g, h))
    same(dn.jacobian(smooth, chunk_size=chunk_size)(x), np.array(list(g)))
    assert list(x) == kept
    assert not READ_ONLY.flags.writeable


@pytest.mark.parametrize("dtype", [int, np.int32, np.float32, np.float16, bool])
def test_arrays_of_other_numbers(dtype: Any) -> None:
    x = np.array([1, 0, 1, 1], dtype=dtype)
    g = dn.grad(rosen)(x)
    assert (type(g), g.dtype) == (np.ndarray, np.float64)
    close(g, rosen_der(x.astype(float)))


@pytest.mark.parametrize("n", [2, 3, 10, 70, 300])
@pytest.mark.parametrize("kind", [list, np.array], ids=["list", "array"])
def test_rosenbrock(n: int, kind: Any) -> None:
    x = RNG.uniform(-2, 2, n)
    v = RNG.uniform(-1, 1, n)
    given = kind(x.tolist())
    close(dn.grad(rosen)(given), rosen_der(x), 1e-12)
    close(dn.hvp(rosen)(given, kind(v.tolist())), rosen_hess_prod(x, v), 1e-12)
    if n < 100:
        h = dn.hessian(rosen)(given)
        close(h, rosen_hess(x), 1e-12)
        assert (h == h.T).all()
        same(dn.hessian(rosen, chunk_size=7)(given), h)
        same(dn.grad(rosen, chunk_size=7)(given), dn.grad(rosen)(given))


@pytest.mark.parametrize("seed", range(20))
def test_hessians_are_symmetric_bit_for_bit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    functions = [dn.sin, dn.exp, dn.tanh, dn.arctan, dn.logistic]

    def f(x: Any) -> Any:
        y = list(x)
        choose = np.random.default_rng(seed)
        for _ in range(30):
            i, j = choose.integers(0, len(y), 2)
            a, b = y[i], y[j]
            y[i] = [a * b, a / (2 + b * b), dn.hypot(a, b + 0.1), functions[i % 5](b) - a][choose.integers(4)]
        return sum(y)

    x = rng.uniform(-1, 1, 5).tolist()
    h = dn.hessian(f)(x)
    assert h.tobytes() == h.T.copy().tobytes()
    for chunk_size in (1, 2, 3):
        same(dn.hessian(f, chunk_size=chunk_size)(x), h)
    close(dn.jacobian(dn.grad(f))(x), h, 1e-9)
    for i in range(5):
        e = [float(i == j) for j in range(5)]
        same(dn.hvp(f)(x, e), h[i].tolist())


# ---- argnums ---------------------------------------------------------------------------------------------


def energy(m: Any, x: Any, v: Any, k: float = 1.0) -> Any:
    return 0.5 * m * v[0] * v[0] + k * x * v[1] * m


def test_argnums() -> None:
    args = (2.0, 3.0, np.array([5.0, 7.0]))
    dm, dx, dv = 0.5 * 25 + 21, 14.0, np.array([10.0, 6.0])
    assert dn.grad(energy)(*args) == dm
    assert dn.grad(energy, argnums=-2)(*args, k=2.0) == 2 * dx
    close(dn.grad(energy, argnums=2)(*args), dv)
    for argnums, right in [((0,), (dm,)), ((1, 0), (dx, dm)), ((2, 0), (dv, dm)), ((-1, 1, 0), (dv, dx, dm))]:
        for chunk_size in (None, 1, 2):
            got = dn.grad(energy, argnums=argnums, chunk_size=chunk_size)(*args)
            assert isinstance(got, tuple)
            assert [np.shape(g) for g in got] == [np.shape(r) for r in right]
            for g, r in zip(got, right, strict=True):
                close(g, r)
            close(dn.value_and_grad(energy, argnums=argnums)(*args)[0], energy(*args))
    full = dn.jacobian(energy, argnums=(0, 2))(*args)
    assert [np.shape(j) for j in full] == [(), (2,)]
    close(full[1], dv)


def test_hessian_blocks() -> None:
    args = (2.0, 3.0, [5.0, 7.0])
    blocks = dn.hessian(energy, argnums=(0, 2))(*args)
    close(blocks[0][0], 0.0)
    close(blocks[0][1], [5.0, 3.0])
    close(blocks[1][0], [5.0, 3.0])
    close(blocks[1][1], [[2.0, 0.0], [0.0, 0.0]])
    assert type(blocks[0][0]) is float
    assert [[np.shape(b) for b in row] for row in blocks] == [[(), (2,)], [(2,), (2, 2)]]

    def f(p: Any, q: Any) -> Any:
        return p[0] * q[0] ** 2 * q[2] + p[1] ** 2 * q[1]

    p, q = [2.0, 3.0], (5.0, 7.0, 11.0)
    (pp, pq), (qp, qq) = dn.hessian(f, argnums=(0, 1))(p, q)
    whole = dn.hessian(lambda r: f(r[:2], r[2:]))([*p, *q])
    same(np.block([[pp, pq], [qp, qq]]), whole)
    along = ((1.0, 2.0), [3.0, 4.0, 5.0])
    product = dn.hvp(f, argnums=(0, 1))(p, along, q)
    assert [type(part) for part in product] == [list, tuple]
    close([*product[0], *product[1]], whole @ [1.0, 2.0, 3.0, 4.0, 5.0])
    close(dn.hvp(f, argnums=1)(p, along[1], q), qq @ along[1])


# ---- several results -------------------------------------------------------------------------------------

RESULTS: list[tuple[str, Callable[[Any], Any], tuple[int, ...]]] = [
    ("number", lambda p: p[0] * p[1], ()), ("list", lambda p: [p[0] * p[1], p[2], 1.0, p[0]], (4,)),
    ("tuple", lambda p: (p[0], p[1] * p[2]), (2,)), ("array", lambda p: np.array([p[0], p[1] ** 2]), (2,)),
    ("matrix", lambda p: np.array([[p[0], p[1], 2.0], [p[1] * p[2], p[0], p[2]]]), (2, 3)),
    ("constants", lambda p: [1.0, 2], (2,)), ("constant array", lambda p: np.ones(3), (3,)),
    ("nothing", lambda p: [], (0,)), ("itself", lambda p: p, (3,)), ("slice", lambda p: p[1:], (2,)),
    ("no dimensions", lambda p: np.array(p[0] * p[1]), ()),
]  # fmt: skip


@pytest.mark.parametrize(("f", "shape"), [r[1:] for r in RESULTS], ids=[r[0] for r in RESULTS])
@pytest.mark.parametrize("x", [P, np.array(P)], ids=["list", "array"])
def test_jacobian_and_jvp(f: Any, shape: tuple[int, ...], x: Any) -> None:
    j = dn.jacobian(f)(x)
    assert (type(j), j.shape, j.dtype) == (np.ndarray, (*shape, 3), np.float64)
    for chunk_size in (1, 2, 3, 5):
        same(dn.jacobian(f, chunk_size=chunk_size)(x), j)
    value, slope = dn.jvp(f, (x,), (V,))
    close(value, np.asarray(f(np.array(P)), dtype=float))
    close(slope, j @ V)
    assert type(value) is type(slope)
    assert shape == () or type(value) is type(f(x))
    if isinstance(value, (list, tuple)):
        assert all(type(s) is float for s in [*value, *slope])
    step = 1e-6
    for i in range(3):
        up, down = (np.array(P) + s * step * (np.arange(3) == i) for s in (1, -1))
        close(j[..., i], (np.asarray(f(up), float) - np.asarray(f(down), float)) / (2 * step), 1e-7)


def test_jvp_of_several_arguments() -> None:
    assert dn.jvp(lambda x, y: x * y, (3.0, 2.0), (1.0, 10.0)) == (6.0, 32.0)
    value, slope = dn.jvp(lambda x, p: Point(x, p[0], 1.0), [3.0, [1.0]], [1.0, [2.0]])
    assert (value, slope) == (Point(3.0, 1.0, 1.0), Point(1.0, 2.0, 0.0))
    assert type(value) is type(slope) is Point
    assert repr(dn.jvp(lambda x: x * x, (3.0,), (1.0,))) == "(9.0, 6.0)"
    assert dn.jvp(lambda x: dn.sqrt(x), (0.0,), (0.0,)) == (0.0, 0.0)  # a zero direction stays zero


# ---- functions of arrays ---------------------------------------------------------------------------------

WEIGHTS = np.array([1.0, 2.0, 3.0])
ON_ARRAYS: list[tuple[str, Callable[[Any], Any]]] = [
    ("sum", lambda p: np.sum(p * WEIGHTS)), ("method", lambda p: (p * p).sum()),
    ("dot", lambda p: p.dot(WEIGHTS)),
    ("np.dot", lambda p: np.dot(WEIGHTS, p)), ("slices", lambda p: np.sum((p[1:] - p[:-1] ** 2) ** 2)),
    ("ufunc", lambda p: np.sum(np.sin(p) * np.exp(-p))), ("hypot", lambda p: np.sum(np.hypot(p, WEIGHTS))),
    ("hypot 2", lambda p: np.sum(np.hypot(2.0, p))), ("dn", lambda p: np.sum(dn.sin(p))),
    ("dn binary", lambda p: np.sum(dn.hypot(p, 2.0))),
    ("dn arrays", lambda p: np.sum(dn.arctan2(WEIGHTS, p))),
    ("dn mixed", lambda p: np.sum(dn.hypot(p[0], p))), ("mean", np.mean), ("prod", np.prod),
    ("norm", np.linalg.norm),
    ("outer", lambda p: np.sum(np.outer(p, p))), ("reversed", lambda p: p[::-1][0] ** 3),
    ("where", lambda p: np.sum(np.where(p > 0, p * p, -p))), ("mask", lambda p: np.sum(p[p > 0] ** 2)),
    ("maximum", lambda p: np.sum(np.maximum(p, 0.5))), ("clip", lambda p: np.sum(p.clip(-1.0, 1.0))),
    ("cumsum", lambda p: np.sum(np.cumsum(p) ** 2)),
    ("concatenate", lambda p: np.sum(np.concatenate([p, p]) ** 2)),
    ("abs", lambda p: np.abs(p).sum()), ("loop", lambda p: sum(v * v for v in p)), ("max", max),
    ("polyval", lambda p: np.polyval(p, 2.0)), ("power", lambda p: np.sum(2.0**p)),
    ("fancy", lambda p: p[[0, 2, 2]].sum()), ("len", lambda p: p[len(p) - 1] * p.size + p.shape[0] * p[0]),
]  # fmt: skip


@pytest.mark.parametrize("f", [r[1] for r in ON_ARRAYS], ids=[r[0] for r in ON_ARRAYS])
def test_functions_of_arrays(f: Any) -> None:
    x, step = np.array(P), 1e-5
    units = np.eye(3) * step
    close(dn.grad(f)(x), [(f(x + u) - f(x - u)) / (2 * step) for u in units], 1e-7)
    value, slope, curvature = dn.value_grad_and_hessian(f)(x)
    assert type(value) is float
    close(slope, dn.grad(f)(x), 1e-15)
    g = dn.grad(f)
    close(curvature, [(g(x + u) - g(x - u)) / (2 * step) for u in units], 1e-7)


# ---- calls -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chunk_size", "first", "second"), [(None, 1, 1), (1, 3, 6), (2, 2, 3), (3, 1, 1), (9, 1, 1)]
)
def test_number_of_calls(chunk_size: int | None, first: int, second: int) -> None:
    calls: list[Any] = []

    def f(p: Any) -> Any:
        calls.append(p)
        return p[0] * p[1] * p[2]

    for transform, n in [(dn.grad, first), (dn.value_and_grad, first), (dn.jacobian, first),
                         (dn.hessian, second),
                         (dn.value_grad_and_hessian, second)]:  # fmt: skip
        calls.clear()
        transform(f, chunk_size=chunk_size)(P)
        assert len(calls) == n
        assert all(c is not P for c in calls)
    calls.clear()
    assert len([dn.hvp(f)(P, V), dn.jvp(f, (P,), (V,))]) == len(calls)


def test_names_and_arguments_are_kept() -> None:
    assert dn.derivative(dn.sin).__name__ == "derivative(sin)"
    assert dn.hessian(rosen).__name__ == "hessian(rosen)"
    p, q = [1.0, 2.0], np.array([3.0, 4.0])

    def greedy(a: Any, b: Any) -> Any:
        total = a[0] * b[1]
        a[0], b[1] = 0.0, 0.0  # a function may spoil what it is given
        return total

    assert dn.grad(greedy)(p, [1.0, 5.0]) == [5.0, 0.0]
    dn.grad(greedy, argnums=(0, 1))(p, q)
    assert (p, q.tolist()) == ([1.0, 2.0], [3.0, 4.0])
