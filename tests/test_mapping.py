"""derivative() of a function of one number mapped over an array: the bits of the scalars, or a refusal."""

from __future__ import annotations

import gc
import operator
import random
import sys
import threading
import tracemalloc
import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import dualnum
from dualnum import errors
from dualnum._lanes import LANES, Lanes
from dualnum.functions import RULES

from .edge_cases import HARD, SPECIAL, any_double, any_size
from .test_rules import same_bits

dn: Any = dualnum
Array = NDArray[Any]
Function = Callable[..., Any]
SIZES = (0, 1, 2, 7, LANES - 1, LANES, LANES + 1, 3 * LANES + 5)
A = np.array([0.7, -1.2, 2.5])


# ---- the same bits as the scalars ------------------------------------------------------------------------


@cache
def points(name: str = "") -> Array:
    """Special points, hard ones, any doubles and, for a row of the table, typical ones, shuffled."""
    rng = random.Random(name)
    lo, hi = (RULES[name].lo, RULES[name].hi) if name else (-3.0, 3.0)
    found = SPECIAL * 4 + [s * x for x in HARD for s in (1, -1)] + [k / 2 for k in range(-9, 10)]
    found += [rng.uniform(lo, hi) for _ in range(300)] + [any_double(rng) for _ in range(100)]
    found += [any_size(rng) for _ in range(100)]
    rng.shuffle(found)
    return np.array(found)


def scalars(f: Function, order: int, x: Array) -> Array:
    g = dn.value_and_derivative(f, order)
    return np.array([g(v) for v in x.ravel().tolist()]).T.reshape((1 + order, *x.shape))


def agree(f: Function, x: Array, sizes: tuple[int, ...] = SIZES[-1:], g: Function | None = None) -> None:
    """The map of f, order 1 and 2, beside the scalar results of f (or of g), repeated up to each size."""
    for order in (1, 2):
        expected = scalars(g or f, order, x)
        for n in sizes:
            start = np.arange(n + n % 97) % x.size
            at = start[n % 97 :]
            given = dn.value_and_derivative(f, order)(x[at])
            assert isinstance(given, tuple)
            for part, right in zip(given, expected[:, at], strict=True):
                assert part.dtype == np.float64
                if not same_bits(part, right):
                    bad = next(i for i in range(n) if not same_bits(part[i], right[i]))
                    pytest.fail(f"order {order}, size {n}, x = {x[at][bad]}: {part[bad]}, right {right[bad]}")
            assert same_bits(dn.derivative(f, order)(x[at]), expected[order][at])


def spellings(name: str) -> list[Function]:
    found = [getattr(dn, name)]
    return found + ([getattr(np, name)] if isinstance(getattr(np, name, None), np.ufunc) else [])


OPERATORS: dict[str, Function] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
    "//": operator.floordiv, "%": operator.mod, "divmod q": lambda a, b: divmod(a, b)[0],
    "divmod r": lambda a, b: divmod(a, b)[1], "np.add": np.add, "np.subtract": np.subtract,
    "np.multiply": np.multiply, "np.divide": np.divide, "np.divmod": lambda a, b: np.divmod(a, b)[1],
}  # fmt: skip
BINARY: dict[str, Function] = OPERATORS | {
    f"{module}{name}": f
    for name in RULES if RULES[name].arity == 2
    for module, f in zip(("dn.", "np."), spellings(name), strict=False)
}  # fmt: skip
CONSTANTS = [*SPECIAL[:9], 2.0, 0.5, -2.5, 3.0, 1e200, -1e-200, 2, -1, True, np.float32(0.5), np.int64(2)]
OTHERS: list[Function] = [lambda x: x, lambda x: -x, lambda x: 0.3 * x + 1.1, lambda x: 1.0 / x]
OTHERS += [lambda x: x - x, lambda x: x * x]
UNARY: dict[str, Function] = {
    "-": operator.neg, "+": operator.pos, "abs()": abs, "np.negative": np.negative,
    "np.positive": np.positive, "np.conjugate": np.conjugate, "np.sinc": np.sinc,
    "np.clip": lambda x: np.clip(x, -1.0, 1.0), "np.clip below": lambda x: np.clip(x, None, 0.5),
    "np.clip above": lambda x: np.clip(x, 0.0, None),
}  # fmt: skip


@pytest.mark.parametrize("name", [*UNARY, *(n for n in RULES if RULES[n].arity == 1)])
def test_unary_rows_and_operators(name: str) -> None:
    for i, f in enumerate([UNARY[name]] if name in UNARY else spellings(name)):
        x = points(name if name in RULES else "")
        agree(f, x, SIZES if i == 0 else SIZES[-1:])
        agree(lambda x, f=f: f(x * x - 0.5), x, (LANES + 1,))


@pytest.mark.parametrize("name", BINARY)
def test_binary_rows_and_operators(name: str) -> None:
    f = BINARY[name]
    for i, other in enumerate(OTHERS):
        agree(lambda x, g=other: f(x, g(x)), points(), SIZES if i == 2 else (2 * LANES + 5,))
        agree(lambda x, g=other: f(g(x), x), points()[:300], (600,))
    for i, c in enumerate(CONSTANTS):
        x, sizes = (points(), SIZES) if i == 9 else (points()[i::7], (300,))
        agree(lambda x, c=c: f(x, c), x, sizes)
        agree(lambda x, c=c: f(c, x), x, sizes)
    agree(lambda x: f(x, np.array(2.0)), points()[:99], (200,), lambda x: f(x, 2.0))
    agree(lambda x: f(np.array(2.0), x), points()[:99], (200,), lambda x: f(2.0, x))


# ---- shapes and types -------------------------------------------------------------------------------------


def cubic(x: Any) -> Any:
    return np.sin(x) * x**3 + x / 3 - 1


LAYOUTS: dict[str, Array] = {
    "2-D": A[:, None] * [1.0, 3.0], "transposed": (A[:, None] * [1.0, 3.0]).T, "strided": np.tile(A, 4)[::3],
    "reversed": A[::-1], "read-only": np.broadcast_to(A, (2, 3)), "big-endian": A.astype(">f8"),
    "int": np.arange(-3, 4), "uint8": np.arange(5, dtype=np.uint8), "bool": np.array([True, False]),
    "empty": np.empty((0, 3)), "empty int": np.empty(0, dtype=int), "one": A[:1], "3-D": A.reshape(1, 3, 1),
    "longdouble": A.astype(np.longdouble),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("order", [1, 2])
def test_layouts(layout: str, order: int) -> None:
    x = LAYOUTS[layout]
    kept = x.copy()
    given = dn.value_and_derivative(cubic, order)(x)
    assert len(given) == order + 1
    for part, right in zip(given, scalars(cubic, order, x.astype(float)), strict=True):
        assert part.dtype == np.dtype("=f8")
        assert same_bits(part, right)
        assert part.flags.writeable
    assert (x == kept).all()


def test_short_floats_and_numbers() -> None:
    for dtype in (np.float32, np.float16):
        x = A.astype(dtype)
        for part, right in zip(
            dn.value_and_derivative(cubic, 2)(x), scalars(cubic, 2, x.astype(float)), strict=True
        ):
            assert part.dtype == dtype
            assert np.array_equal(part, right.astype(dtype))
    for v in (np.array(0.7), np.array(2), np.float64(0.7), np.float32(0.5), 2, True):
        got = dn.value_and_derivative(cubic)(v)
        assert got == dn.value_and_derivative(cubic)(float(v))
        assert all(type(part) is float for part in got)


def test_object_arrays() -> None:
    x = np.array([[1.5, 2], [-0.5, np.float32(2)]], dtype=object)
    expected = scalars(cubic, 2, x.astype(float))
    assert same_bits(dn.value_and_derivative(cubic, 2)(x), expected)
    assert same_bits(dn.derivative(lambda v: v * v if v > 0 else -v)(x), [[3.0, 4.0], [-1.0, 4.0]])
    slopes = dn.derivative(cubic)(np.array([dn.Dual(v, 2.0) for v in A], dtype=object))
    assert same_bits([s.value for s in slopes], scalars(cubic, 2, A)[1])
    assert np.allclose([s.tangent for s in slopes], 2.0 * scalars(cubic, 2, A)[2], rtol=1e-14)
    nested = dn.grad(lambda p: dn.derivative(lambda x: x**3)(p)[0])(A)  # p: an array of duals
    assert same_bits(nested, [6.0 * 0.7, 0.0, 0.0])


# ---- functions ---------------------------------------------------------------------------------------------


def nested_sine(x: Any) -> Any:
    y = 0.0
    for _ in range(20):
        y = np.sin(y + x)
    return y


HALF = 0.5
FUNCTIONS: dict[str, Function] = {
    "nested sine": nested_sine, "closure": lambda x: HALF * x + A[0] * x * x,
    "where": lambda x: np.where(x > 0.5, x * x, -x), "left": lambda x: np.where(x > 0.5, x * x, 2.0),
    "right": lambda x: np.where(x <= 0.5, 1, x * x), "neither": lambda x: x * np.where(x > 0.5, 2.0, -3.0),
    "steps": lambda x: np.where(x > 0.5, 1.0, 0.0), "where bool": lambda x: np.where(True, x, 2.0 * x),
    "and": lambda x: np.where((x > 0) & (x < 1), x * x, 3 * x),
    "or": lambda x: np.where((x < 0) | (x > 1), x * x, 3 * x),
    "xor": lambda x: np.where((x > 0) ^ (x > 1), x * x, 3 * x),
    "not": lambda x: np.where(~np.greater(x, 0), x * x, x),
    "and True": lambda x: np.where((x > 0) & True, x * x, False ^ (x > 0)),
    "logical": lambda x: np.where(np.logical_and(x > 0, np.logical_not(x > 1)), x * x, x),
    "isnan": lambda x: np.where(np.isnan(x) | np.signbit(x), 0.0, x * x), "chain": lambda x: 0 + x + x,
    "times mask": lambda x: (x > 0) * x, "mask times": lambda x: x * x * (x > 0) + (x == 1.0) * x,
    "like": lambda x: np.zeros_like(x) + np.ones_like(x) * x + np.full_like(x, 2.0),
    "constant": lambda x: 3.0, "integer": lambda x: 7, "numpy constant": lambda x: np.float64(2.5),
    "identity": lambda x: x, "sum of list": lambda x: sum([x, x * x, 1.0]),
    "augmented": lambda x: (x := x + 1) * x, "polynomial": lambda x: 2 * x * x * x - 3 * x * x + 5,
    "power": lambda x: x**2 + x**3 + 2**x + x**-1 + abs(x)**x,
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str) -> None:
    def scalar(x: Any) -> Any:
        y = FUNCTIONS[name](x) if name != "like" else 0.0 + 1.0 * x + 2.0
        return y[()] if isinstance(y, np.ndarray) else y  # numpy.where makes arrays of no dimensions

    agree(FUNCTIONS[name], points(), SIZES, scalar)


def test_closed_form() -> None:
    x = np.linspace(-2.0, 4.0, 10_007)
    given = dn.value_and_derivative(lambda x: np.exp(-2 * x) + 3 * np.sin(3 * x), order=2)(x)
    e, s, c = np.exp(-2 * x), np.sin(3 * x), np.cos(3 * x)
    assert np.allclose(given, (e + 3 * s, -2 * e + 9 * c, 4 * e - 27 * s), rtol=1e-13, atol=1e-12)


def test_arguments() -> None:
    f: Function = lambda a, x, b=1.0, *, c=0.0: a * x**2 + b * x + c  # noqa: E731
    for argnums in (1, -2):
        got = dn.value_and_derivative(f, argnums=argnums)(3.0, A, 2.0, c=1.0)
        assert same_bits(got, scalars(lambda x: f(3.0, x, 2.0, c=1.0), 1, A))
    assert same_bits(dn.derivative(f)(A, 2.0, b=3.0), [4.0] * 3)
    assert same_bits(dn.derivative(f, argnums=1)(3.0, A, c=1.0), 6.0 * A + 1.0)
    assert dn.derivative(f).__name__.startswith("derivative(")


def test_one_call_a_block() -> None:
    calls: Any = []
    for n in (0, 1, LANES, LANES + 1, 3 * LANES + 5):
        calls.clear()
        dn.derivative(lambda x: calls.append(x) or x * x)(np.ones(n))
        assert len(calls) == -(-n // LANES)
        assert all(type(x) is Lanes for x in calls)


# ---- workers, threads, exceptions --------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2, 3, np.int64(2)])
def test_workers(workers: int) -> None:
    x = np.tile(points(), 40)[: 7 * LANES + 3]
    f: Function = lambda x: np.where(x > 0, np.exp(-x) * nested_sine(x), dn.hypot(x, 2.0) / x)  # noqa: E731
    for order in (1, 2):
        expected = dn.value_and_derivative(f, order)(x)
        assert same_bits(dn.value_and_derivative(f, order, workers=workers)(x), expected)
    assert dn.derivative(f, workers=workers)(x[:0]).shape == (0,)


@pytest.mark.parametrize("workers", [1, 2])
def test_exceptions(workers: int) -> None:
    x = np.linspace(0.0, 1.0, 5 * LANES)
    for error in (KeyError("mine"), ValueError("mine"), StopIteration("mine"), MemoryError("mine")):
        calls = iter(range(100))

        def f(x: Any, calls: Any = calls, error: Any = error) -> Any:
            if next(calls) == 2:
                raise error
            return x * x

        try:
            dn.derivative(f, workers=workers)(x)
        except (type(error), RuntimeError) as caught:
            assert caught is error or caught.__cause__ is error  # noqa: PT017
        else:
            pytest.fail("the exception was lost")
        assert same_bits(dn.derivative(lambda x: x * x, workers=workers)(x), 2.0 * x)
        assert dn.derivative(dn.derivative(lambda x: x**3))(2.0) == 12.0


def test_threads() -> None:
    x = np.tile(points(), 20)
    expected = dn.value_and_derivative(nested_sine, 2)(x)
    found: list[bool] = []

    def work(workers: int) -> None:
        derived = dn.value_and_derivative(nested_sine, 2, workers=workers)
        found.extend(same_bits(derived(x), expected) for _ in range(4))

    threads = [threading.Thread(target=work, args=(1 + i % 2,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 24


@pytest.mark.parametrize("workers", [1, 2])
def test_progress(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.linspace(0.0, 1.0, 2 * LANES + 1)
    shown: list[int] = []

    def tqdm(steps: Any, total: Any = None) -> Any:
        shown.append(len(steps) if total is None else total)
        return steps

    for name in ("tqdm", "tqdm.auto"):
        monkeypatch.setitem(sys.modules, name, types.SimpleNamespace(tqdm=tqdm, __path__=[]))
    derived = dn.derivative(lambda x: x * x, workers=workers, progress=True)
    assert same_bits(derived(x), 2.0 * x)
    assert same_bits(dn.derivative(dn.vectorize(lambda x: x * x), progress=True)(A), 2.0 * A)
    assert shown == [3, 3]
    assert derived(2.0) == 4.0
    for name in ("tqdm", "tqdm.auto"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match="tqdm"):
        derived(x)
    assert same_bits(dn.derivative(lambda x: x * x)(x), 2.0 * x)


# ---- one element at a time ---------------------------------------------------------------------------------


def branchy(x: Any, a: Any = 1.0) -> Any:
    n = int(x.value if hasattr(x, "value") else x) % 3
    for _ in range(n):
        x = x * a if x > 0.5 else dn.exp(x)
    return max(x, -1.0) * x


@pytest.mark.parametrize("order", [1, 2])
def test_vectorize(order: int) -> None:
    f = dn.vectorize(branchy)
    x = LAYOUTS["transposed"]
    right = scalars(branchy, order, x)
    assert same_bits(f(x), right[0])
    assert f(0.7) == branchy(0.7)
    given = dn.value_and_derivative(f, order)(x)
    assert len(given) == order + 1
    assert same_bits(given, right)
    assert same_bits(dn.derivative(f, order)(x), right[order])
    doubled = scalars(lambda v: branchy(v, 2.0), order, x)[order]
    assert same_bits(dn.derivative(f, order)(x, a=2.0), doubled)
    g = dn.vectorize(lambda a, x: branchy(x, a))
    assert same_bits(dn.derivative(g, order, argnums=1)(2.0, x), doubled)
    assert dn.derivative(f, order)(0.7) == right[order].flat[0]
    for g in (cubic, nested_sine):
        by_element = dn.value_and_derivative(dn.vectorize(g), order)(points())
        assert same_bits(by_element, dn.value_and_derivative(g, order)(points()))
    assert f(x[:0]).shape == dn.derivative(f, order)(x[:0]).shape == x[:0].shape


def test_vectorize_nests() -> None:
    assert dn.derivative(lambda a: dn.derivative(dn.vectorize(lambda x: a * x * x))(A)[0])(2.0) == 2 * 0.7
    inner = dn.derivative(dn.vectorize(lambda x: x**3 if x > 0 else x))
    assert dn.derivative(dn.vectorize(inner))(A).tolist() == [6 * 0.7, 0.0, 15.0]
    with pytest.raises(TypeError, match="vectorize"):
        dn.vectorize(3.0)


# ---- memory ------------------------------------------------------------------------------------------------


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def ten_operations(x: Any) -> Any:
    return np.exp(-2.0 * x) + 3.0 * np.sin(3.0 * x) / (1.0 + x * x) - np.where(x > 0, x, -x)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.usefixtures("traced")
def test_memory_of_one_map(order: int, workers: int) -> None:
    x = np.linspace(-1.0, 1.0, 2_000_000)
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    given = dn.value_and_derivative(ten_operations, order, workers=workers)(x)
    peak = tracemalloc.get_traced_memory()[1] - before
    assert peak <= sum(part.nbytes for part in given) + x.nbytes


@pytest.mark.usefixtures("traced")
def test_buffers_are_returned() -> None:
    x = np.linspace(-1.0, 1.0, LANES + 1)
    derived, failing = dn.derivative(ten_operations, 2), dn.derivative(lambda x: x * x * None)

    def run(times: int) -> int:
        for i in range(times):
            derived(x)
            if i % 10 == 0:
                with pytest.raises(errors.NumberError):
                    failing(x)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    before = run(20)
    assert run(1000) - before < 3 * 8 * LANES  # less than a single buffer
