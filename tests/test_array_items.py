"""Arrays of dual numbers as containers: shapes, indices, views, writing, copies.

Object arrays of numbers are the oracle: NumPy moves their elements about.
"""

from __future__ import annotations

import copy
import pickle
import threading
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dualnum
from dualnum import errors

dn: Any = dualnum
Dual, HyperDual, DualArray, HyperDualArray = dn.Dual, dn.HyperDual, dn.DualArray, dn.HyperDualArray
few = settings(max_examples=60, deadline=None)
ORDERS = st.sampled_from([1, 2])
SHAPES = hnp.array_shapes(min_dims=1, max_dims=3, max_side=4)


def array(shape: tuple[int, ...], order: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    if order == 1:
        return DualArray(rng.normal(size=shape), rng.normal(size=(2, *shape)))
    parts = (rng.normal(size=s + shape) for s in ((), (2,), (1,), (2, 1)))
    return HyperDualArray(*parts)


def objects(x: Any) -> Any:
    """The elements as numbers, in an object array."""
    result = np.empty(x.shape, dtype=object)
    for at in np.ndindex(x.shape):
        result[at] = x[at]
    return result


def bits(x: Any) -> str:
    return repr(x)


def same(x: Any, numbers: Any) -> None:
    """x has the numbers, one by one."""
    if not isinstance(numbers, np.ndarray):
        assert bits(x) == bits(numbers)
        return
    assert x.shape == numbers.shape
    assert [bits(v) for v in np.ravel(x)] == [bits(v) for v in numbers.ravel()]


@st.composite
def keys(draw: Any, shape: tuple[int, ...]) -> Any:
    """What an array of this shape may be indexed with."""
    kind = draw(st.sampled_from(["basic", "integers", "mask", "mixed", "first axis"]))
    if kind == "basic":
        return draw(hnp.basic_indices(shape, allow_newaxis=True, max_dims=4))
    if kind == "integers":
        return draw(hnp.integer_array_indices(shape))
    if kind == "mask":
        return draw(hnp.arrays(bool, shape))
    if kind == "first axis":
        return draw(st.lists(st.integers(-shape[0], shape[0] - 1), max_size=4))
    places = draw(st.lists(st.integers(-shape[0], shape[0] - 1), min_size=1, max_size=3))
    return (places, Ellipsis, *(() if len(shape) < 2 else (slice(None, None, -1),)))


@given(st.data(), SHAPES, ORDERS)
@few
def test_indexing(data: Any, shape: tuple[int, ...], order: int) -> None:
    x = array(shape, order)
    key = data.draw(keys(shape))
    same(x[key], objects(x)[key])


@given(st.data(), SHAPES, ORDERS)
@few
def test_assigning(data: Any, shape: tuple[int, ...], order: int) -> None:
    x = array(shape, order)
    numbers, key = objects(x), data.draw(keys(shape))
    kind = data.draw(st.sampled_from(["constant", "number", "array", "plain array"]))
    room = np.shape(numbers[key]) if isinstance(numbers[key], np.ndarray) else ()
    if kind in ("constant", "plain array"):
        value = 2.5 if kind == "constant" else np.arange(1.0, 1.0 + np.prod(room, dtype=int)).reshape(room)
        zero = x.ravel()[0] * 0.0 if x.size else None
        same_kind = np.array([zero + v for v in np.ravel(value)], dtype=object)
        numbers[key] = same_kind.reshape(np.shape(value)) if np.ndim(value) else same_kind[0]
    else:
        source = array((1,), order, 7)[0] if kind == "number" else array(room, order, 8)
        value = source
        numbers[key] = source if kind == "number" else objects(source) if room else source[()]
    x[key] = value
    same(x, numbers)


@given(st.data(), hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), ORDERS)
@few
def test_broadcasting(data: Any, shapes: Any, order: int) -> None:
    s, t = shapes.input_shapes
    x, y = array(s, order), array(t, order, 3)
    f = data.draw(st.sampled_from([np.add, np.multiply, np.divide, np.hypot, np.maximum]))
    plain = data.draw(st.sampled_from([None, 0, 1]))
    a, b = (x.value if plain == 0 else x), (y.value if plain == 1 else y)
    result = f(a, b)
    assert np.shape(result) == shapes.result_shape
    full = [
        np.broadcast_to(v if isinstance(v, np.ndarray) else objects(v), shapes.result_shape) for v in (a, b)
    ]
    if shapes.result_shape:
        for at in np.ndindex(shapes.result_shape):
            assert bits(result[at]) == bits(f(full[0][at], full[1][at]))


@given(st.data(), SHAPES, ORDERS)
@few
def test_views_write_through(data: Any, shape: tuple[int, ...], order: int) -> None:
    x = array(shape, order)
    numbers, key = objects(x), data.draw(hnp.basic_indices(shape, allow_newaxis=True, max_dims=4))
    view, views = x[key], numbers[key]
    if not isinstance(views, np.ndarray):
        return
    view *= 2.0
    views *= 2.0
    same(x, numbers)
    x[...] = x + 1.0
    numbers[...] = numbers + 1.0
    same(view, views)


def test_views_see_new_directions() -> None:
    buffer = dn.zeros(4)
    view, inner = buffer[1:], buffer[1:][::-1]
    buffer[2] = HyperDual(3.0, 1.0, 2.0, 5.0)
    assert repr(view[1]) == repr(inner[1]) == repr(buffer[2]) == "HyperDual(3.0, 1.0, 2.0, 5.0)"
    assert view.e12.tolist() == [0.0, 5.0, 0.0]
    inner[0] = HyperDual(7.0, 1.0)
    assert buffer.value.tolist() == [0.0, 0.0, 3.0, 7.0]
    buffer[:] = 0.0
    buffer[0] = Dual(1.0, [1.0, 2.0])  # what was cleared depends on nothing
    assert buffer.tangent.tolist() == [[1.0, 0.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0]]


def test_overlap() -> None:
    x = DualArray([1.0, 2.0, 3.0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    x[1:] = x[:-1]
    assert x.value.tolist() == [1.0, 1.0, 2.0]
    assert x.tangent.tolist() == [[1.0, 1.0, 2.0], [4.0, 4.0, 5.0]]
    y = x
    y += 1
    assert x.value.tolist() == [2.0, 2.0, 3.0]


@pytest.mark.parametrize("order", [1, 2])
def test_copies_and_text(order: int) -> None:
    x = array((2, 3), order)
    for y in [x.copy(), copy.copy(x), copy.deepcopy(x), +x, x[...].copy()]:
        same(y, objects(x))
        y[0, 0] = 0.0
        assert x[0, 0].value != 0.0
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        same(pickle.loads(pickle.dumps(x[:, ::2], protocol)), objects(x)[:, ::2])
    names: Any = {"DualArray": DualArray, "HyperDualArray": HyperDualArray}
    small = x[:1, :2]
    again = eval(repr(small), names)
    assert np.allclose(again.value, small.value, atol=1e-7)
    assert [v for v in x[0]][1].value == x.value[0, 1]  # noqa: C416
    a, b, c = x[1]
    assert [a.value, b.value, c.value] == x.value[1].tolist()
    assert x.tolist()[1][2].value == x.item(5).value == x.value[1, 2]


def test_a_sum_of_what_stores_no_direction() -> None:
    a, b = np.array([1.0, 2.0]), np.array([2.0, 3.0])

    def f(a: Any, b: Any) -> Any:
        return np.sum(a**2) * np.sum(b)

    whole = dn.hessian(f, (0, 1))(a, b)
    for chunk in (1, 2, 3):
        blocks = dn.hessian(f, (0, 1), chunk_size=chunk)(a, b)
        assert all(np.array_equal(blocks[i][j], whole[i][j]) for i in (0, 1) for j in (0, 1))
    assert np.sum(HyperDualArray([1.0, 2.0], 1.0)).e12 == 0.0


def test_parameters_of_every_kind() -> None:
    x = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(dn.grad(lambda v: np.sum(v**3))(x), 3 * x**2)
    assert dn.hessian(lambda v: np.sum(v**3))(x).shape == (2, 3, 2, 3)
    assert dn.jacobian(lambda v: v.T @ v)(x).shape == (3, 3, 2, 3)
    assert dn.jacobian(lambda v: [v[0, 0], 1.0])(x).shape == (2, 2, 3)
    slopes = dn.grad(lambda m, p, s: np.sum(m) * p[0] * s, (0, 1, 2))(x, [2.0, 5.0], 3.0)
    assert np.array_equal(slopes[0], np.full((2, 3), 6.0))
    assert slopes[1:] == ([45.0, 0.0], 30.0)
    outer = dn.jacobian(dn.grad(lambda v: np.sum(np.sin(v) * v[0])))(x[0])
    assert np.allclose(outer, dn.hessian(lambda v: np.sum(np.sin(v) * v[0]))(x[0]), rtol=1e-14)
    value, product = dn.jvp(lambda v: v * v, (x,), (np.ones((2, 3)),))
    assert np.array_equal(value, x * x)
    assert np.array_equal(product, 2 * x)
    assert dn.jvp(lambda z: z * z, (dn.array(3.0),), (1.0,)) == (9.0, 6.0)
    assert np.array_equal(dn.hessian(lambda v: np.sum(v**3))(dn.array([1.0, 2.0])), np.diag([6.0, 12.0]))


WRONG: dict[str, Any] = {
    "shapes": (lambda x: x + np.ones(4), ValueError, "broadcast|None]"),
    "directions": (lambda x: x + DualArray([1.0, 2.0, 3.0], np.ones((3, 3))), ValueError, "directions"),
    "into plain": (
        lambda x: np.zeros(3).__setitem__(0, x[0]),
        TypeError,
        "dn.zeros(n) or np.zeros(n, like=x)",
    ),
    "slice into plain": (lambda x: np.zeros(3).__setitem__(slice(None), x), TypeError, "like=x"),
    "asarray": (np.asarray, TypeError, "x.copy()|dn.zeros(n), np.zeros(n, like=x)|x.value"),
    "np.vectorize": (np.vectorize(lambda v: v * v), TypeError, "dn.vectorize(g) instead of np.vectorize"),
    "float": (float, TypeError, "derivative"),
    "truth": (bool, ValueError, "any()|np.where"),
    "no rule": (lambda x: np.frexp(x), TypeError, "frexp"),
    "objects": (lambda x: x + np.array(["a", None], dtype=object), TypeError, "real"),
    "strings": (lambda x: x + np.array(["a"]), TypeError, "real numbers"),
    "integer buffer": (lambda x: np.add(x, 1, out=np.zeros(3, int)), TypeError, "plain array"),
    "read-only": (lambda x: np.broadcast_to(x, (2, 3)).__setitem__(0, 1.0), ValueError, "read-only|copy"),
    "complex": (lambda x: x.__setitem__(0, 1j), TypeError, "omplex"),
    "in place": (lambda x: x.__iadd__(np.ones((2, 3))), ValueError, "does not fit"),
    "random": (lambda x: np.random.default_rng(0).normal(x), TypeError, "derivative"),
    "index": (lambda x: x[x], TypeError, "index"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input(name: str) -> None:
    call, kind, words = WRONG[name]
    x = DualArray([1.0, 2.0, 3.0], np.ones((2, 3)))
    with pytest.raises(kind) as caught:
        call(x)
    assert isinstance(caught.value, errors.DualnumError)
    assert all(word in str(caught.value) for word in words.split("|"))
    assert x.value.tolist() == [1.0, 2.0, 3.0]
    assert x.tangent.tolist() == [[1.0] * 3] * 2


def test_a_leaked_array_is_refused() -> None:
    kept: list[Any] = []

    def keep(v: Any) -> Any:
        kept.append(v)
        return np.sum(v)

    dn.grad(keep)(np.ones(2))
    with pytest.raises(errors.NestingError):
        dn.grad(lambda v: np.sum(v * kept[0]))(np.ones(2))


def test_threads_do_not_mix() -> None:
    results: dict[int, Any] = {}

    def work(i: int) -> None:
        f = lambda v: np.sum(dn.grad(lambda w: np.sum(w**3) * (i + 1.0))(v))  # noqa: E731
        results[i] = [dn.grad(f)(np.arange(50.0)) for _ in range(20)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(4):
        assert all(np.array_equal(r, 6.0 * (i + 1) * np.arange(50.0)) for r in results[i])
