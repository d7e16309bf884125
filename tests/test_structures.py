"""Parameters and results in nested dicts, lists and tuples: the numbers, the structure, the messages."""

from __future__ import annotations

import copy
from collections import OrderedDict, defaultdict, namedtuple
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

import dualnum
from dualnum._structure import Structure

dn: Any = dualnum
RNG = np.random.default_rng(4)
Point = namedtuple("Point", "a b")


class Layer(NamedTuple):
    w: Any
    b: Any = 0.5


class Named(dict[str, Any]):
    """A dict with an attribute."""

    note = "none"


class Row(list[Any]):
    """A list with another name."""


def named(**parts: Any) -> Named:
    x = Named(parts)
    x.note = "kept"
    return x


def array(*shape: int) -> Any:
    return RNG.uniform(-1.0, 1.0, shape)


SHARED = array(2)
READ_ONLY = array(3)
READ_ONLY.flags.writeable = False
STRUCTURES: dict[str, Any] = {
    "float": 0.7, "NumPy float": np.float64(0.7), "int": 2, "list": [0.3, -0.4, 0.5], "tuple": (0.3, -0.4),
    "ints": [1, 2], "namedtuple": Point(0.3, 0.4), "vector": array(4), "matrix": array(2, 3),
    "cube": array(2, 1, 3),
    "read only": READ_ONLY, "by columns": np.asfortranarray(array(2, 3)), "stepped": array(6)[::2],
    "int array": np.arange(4).reshape(2, 2), "bool array": np.array([True, False]),
    "dict": {"a": 0.3, "b": -0.4}, "reverse order": {"z": 0.3, "a": array(2), 5: 0.1, None: 0.2},
    "network": {"hidden": {"w": array(2, 3), "b": array(3)}, "out": [array(3, 1), array(1)]},
    "layers": {"layers": [{"w": array(2, 2), "b": 0.3}, {"w": array(2), "b": 0.4}], "scale": (0.2, array(2))},
    "lists of lists": [[0.1, 0.2], [0.3], [[0.4, 0.5]]], "mixed list": [0.3, array(2), (0.1, 0.2)],
    "namedtuples": Layer(Layer(array(2), 0.3), [Point(array(2), 0.1)]),
    "nothing inside": {"a": None, "b": 0.3, "c": [None, array(2)], "d": {}, "e": [], "f": ((), [[]])},
    "empty array": {"a": np.zeros((0, 2)), "b": 0.3}, "no dimensions": {"a": np.array(0.3), "b": [0.1]},
    "ordered": OrderedDict(b=array(2), a=0.3), "default": defaultdict(list, b=array(2), a=[0.1, 0.2]),
    "dict of one's own": named(b=array(2), a=0.3), "list of one's own": Row([array(2), 0.3]),
    "twice the same": [SHARED, {"again": SHARED}], "ints inside": {"n": 2, "k": np.arange(3), "t": True},
    "deep": [[[[[[{"a": [array(1), 0.5]}]]]]]],
}  # fmt: skip
each_structure = pytest.mark.parametrize("x", STRUCTURES.values(), ids=STRUCTURES)


# ---- an own account of structures ------------------------------------------------------------------------


def is_number(x: Any) -> bool:
    return not isinstance(x, (dict, list, tuple)) and x is not None and np.ndim(x) == 0


def is_leaf(x: Any) -> bool:
    """A number, an array, or a list or tuple of numbers alone."""
    if isinstance(x, (list, tuple)):
        return len(x) > 0 and all(map(is_number, x))
    return not isinstance(x, dict) and x is not None


def items(x: Any) -> Any:
    return x.values() if isinstance(x, dict) else x


def leaves(x: Any) -> list[Any]:
    if x is None:
        return []
    return [x] if is_leaf(x) else [leaf for part in items(x) for leaf in leaves(part)]


def numbers(x: Any) -> list[Any]:
    """All numbers, plain or dual, in order."""
    return [n for leaf in leaves(x) for n in ([leaf] if is_number(leaf) else np_flat(leaf))]


def np_flat(leaf: Any) -> list[Any]:
    return list(leaf) if isinstance(leaf, (list, tuple)) else list(leaf.ravel())


def build(x: Any, part: Callable[[Any, int], Any], start: int = 0) -> tuple[Any, int]:
    """The structure of x with part(leaf, index of its first number) in place of each leaf."""
    if x is None:
        return None, start
    if is_leaf(x):
        return part(x, start), start + len(numbers(x))
    parts = []
    for one in items(x):
        built, start = build(one, part, start)
        parts.append(built)
    if isinstance(x, dict):
        made: Any = copy.copy(x)
        made.update(zip(x, parts, strict=True))
        return made, start
    return (type(x)(*parts) if hasattr(x, "_fields") else type(x)(parts)), start


def packed(x: Any, flat: Any) -> Any:
    """The flat numbers in the structure of x."""

    def part(leaf: Any, start: int) -> Any:
        own = flat[start : start + len(numbers(leaf))]
        if is_number(leaf):
            return float(own[0])
        if isinstance(leaf, np.ndarray):
            return np.reshape(own, leaf.shape)
        own = list(map(float, own))
        return type(leaf)(*own) if hasattr(leaf, "_fields") else type(leaf)(own)

    return build(x, part)[0]


def shape_of(leaf: Any) -> tuple[int, ...]:
    return np.shape(leaf)


def blocks(x: Any, table: Any, front: tuple[int, ...] = ()) -> Any:
    """The last axis of a table in the structure of x: arrays of shape front + shape of the leaf."""

    def part(leaf: Any, start: int) -> Any:
        own = table[..., start : start + len(numbers(leaf))]
        return own.reshape(front + shape_of(leaf)) if front + shape_of(leaf) else float(own.item())

    return build(x, part)[0]


def square(x: Any, table: Any) -> Any:
    return build(x, lambda leaf, i: blocks(x, table[i : i + len(numbers(leaf))], shape_of(leaf)))[0]


def same_tree(a: Any, b: Any, rtol: float = 1e-13) -> None:
    """Equal in structure, types, order and shapes, and close in numbers."""
    assert type(a) is type(b)
    assert getattr(a, "note", None) == getattr(b, "note", None)
    if isinstance(a, dict):
        assert list(a) == list(b)
        assert getattr(a, "default_factory", None) is getattr(b, "default_factory", None)
    if isinstance(a, (dict, list, tuple)):
        assert len(a) == len(b)
        for p, q in zip(items(a), items(b), strict=True):
            same_tree(p, q, rtol)
    elif a is not None:
        assert np.shape(a) == np.shape(b)
        assert np.asarray(a).dtype == np.float64
        np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-14)


# ---- a function of any structure, with its derivatives by hand -------------------------------------------


def weights(n: int) -> Any:
    return 1.0 + 0.1 * np.arange(n)


def smooth(x: Any, scale: float = 1.0) -> Any:
    v = numbers(x)
    s = sum(t * t for t in v)
    return scale * (sum(w * dn.sin(t) for w, t in zip(weights(len(v)), v, strict=True)) + 0.5 * s * s)


def by_hand(x: Any) -> tuple[float, Any, Any, Any]:
    """Value, gradient and Hessian of `smooth`, and the vector of the numbers."""
    v = np.array(numbers(x), dtype=float)
    w, s = weights(v.size), v @ v
    hessian = np.diag(2 * s - w * np.sin(v)) + 4 * np.outer(v, v)
    return float(w @ np.sin(v) + 0.5 * s * s), w * np.cos(v) + 2 * s * v, hessian, v


@each_structure
@pytest.mark.parametrize("chunk_size", [None, 1, 3])
def test_all_transforms(x: Any, chunk_size: int | None) -> None:
    value, gradient, hessian, v = by_hand(x)
    g, h = packed(x, gradient), square(x, hessian)
    vector = 1.0 + np.arange(v.size)
    same_tree(dn.grad(smooth, chunk_size=chunk_size)(x), g)
    same_tree(dn.value_and_grad(smooth, chunk_size=chunk_size)(x, 2.0), (2 * value, packed(x, 2 * gradient)))
    same_tree(dn.hessian(smooth, chunk_size=chunk_size)(x), h)
    same_tree(dn.value_grad_and_hessian(smooth, chunk_size=chunk_size)(x), (value, g, h))
    same_tree(dn.jacobian(smooth, chunk_size=chunk_size)(x), blocks(x, gradient))
    along = packed(x, vector)
    same_tree(dn.hvp(smooth, chunk_size=chunk_size)(x, along), packed(x, hessian @ vector), 1e-12)
    same_tree(dn.jvp(smooth, (x,), (along,)), (value, float(gradient @ vector)))


@each_structure
def test_the_bits_are_those_of_the_vector(x: Any) -> None:
    v = [float(n) for n in numbers(x)]
    value, g, h = dn.value_grad_and_hessian(smooth)(v)
    shown = dn.value_grad_and_hessian(smooth, chunk_size=2)(x)
    assert shown[0] == value
    assert numbers(shown[1]) == g
    assert [n for row in leaves(shown[2]) for n in numbers(row)] == numbers(square(x, h))


@each_structure
def test_inside_the_function_the_structure_is_that_of_x(x: Any) -> None:
    seen: list[Any] = []

    def f(p: Any) -> Any:
        seen.append(p)
        return smooth(p)

    kept = copy.deepcopy(x)
    for call in (dn.grad(f), dn.hessian(f), lambda x: dn.jvp(f, (x,), (x,))):
        call(x)
        inside = seen.pop()
        same_tree(packed(x, [n.value for n in numbers(inside)]), packed(x, numbers(x)))
        for leaf, given in zip(leaves(inside), leaves(x), strict=True):
            is_array = isinstance(given, np.ndarray) and given.ndim > 0
            assert isinstance(leaf, (dn.DualArray, dn.HyperDualArray)) == is_array
    for a, b in zip(leaves(x), leaves(kept), strict=True):
        assert np.array_equal(a, b)


@each_structure
def test_nested_calls(x: Any) -> None:
    _, gradient, hessian, _ = by_hand(x)
    same_tree(dn.jacobian(dn.grad(smooth))(x), square(x, hessian))

    def steepness(p: Any) -> Any:
        return sum(s * s for s in numbers(dn.grad(smooth)(p)))

    same_tree(dn.grad(steepness)(x), packed(x, 2 * hessian @ gradient), 1e-12)
    along = packed(x, gradient)
    slope = dn.derivative(lambda t: dn.jvp(smooth, (x,), (along,))[1] * t)(2.0)
    np.testing.assert_allclose(slope, gradient @ gradient, rtol=1e-13)


@pytest.mark.parametrize("name", ["network", "layers", "nothing inside", "matrix"])
def test_several_arguments(name: str) -> None:
    x, y = STRUCTURES[name], {"q": array(2), "r": 0.3}
    _, gradient, hessian, v = by_hand((x, y))

    def f(a: Any, between: str, b: Any, *, power: int = 1) -> Any:
        assert between == "untouched"
        return smooth((a, b)) ** power

    same_tree(dn.grad(f, argnums=(0, 2))(x, "untouched", y), packed((x, y), gradient))
    same_tree(dn.hessian(f, argnums=(0, -1), chunk_size=4)(x, "untouched", y, power=1),
              square((x, y), hessian))  # fmt: skip
    along = packed((x, y), v)
    same_tree(dn.hvp(f, argnums=(0, 2))(x, along, "untouched", y), packed((x, y), hessian @ v), 1e-12)
    got = dn.grad(f, argnums=2)(x, "untouched", y)
    same_tree(got, packed((x, y), gradient)[1])


# ---- results in structures -------------------------------------------------------------------------------

RESULTS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "number": (lambda v: v[0] * v[1], 0.0),
    "list": (lambda v: [v[0] * v[1], v[2], 1.0], [0.0] * 3),
    "matrix": (lambda v: np.stack([dn.array(v[:2]), dn.array(v[:2]) ** 2]), np.zeros((2, 2))),
    "dict": (lambda v: {"b": v[0] ** 2, "a": dn.array(v) * v[1]}, {"b": 0.0, "a": np.zeros(6)}),
    "list of arrays": (lambda v: [dn.array(v), dn.array(v[:2])], [np.zeros(6), np.zeros(2)]),
    "nested": (lambda v: {"p": Point(v[0], [v[1], v[2] * v[2]]), "n": None, "e": [], "c": (np.ones(2), 3)},
               {"p": Point(0.0, [0.0, 0.0]), "n": None, "e": [], "c": (np.zeros(2), 0.0)}),
    "lists of lists": (lambda v: [[v[0], v[1]], [v[2] ** 3]], [[0.0, 0.0], [0.0]]),
}  # fmt: skip


@pytest.mark.parametrize(("f", "form"), RESULTS.values(), ids=RESULTS)
@pytest.mark.parametrize("x", [{"u": array(2, 2), "v": [0.3, 0.4]}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]],
                         ids=["structure", "list"])  # fmt: skip
def test_results_in_structures(f: Any, form: Any, x: Any) -> None:
    def g(p: Any) -> Any:
        return f(numbers(p))

    v = np.array(numbers(x))
    step = 1e-30  # complex step: Squire and Trapp, SIAM Review 40 (1998)
    columns = [
        np.imag(np.array(numbers(complex_step(f, v, i, step)), dtype=complex)) / step for i in range(6)
    ]
    table = np.array(columns).T
    value, along = numbers(complex_step(f, v, 0, 0.0)), 1.0 + np.arange(6)
    expected = build(form, lambda leaf, i: blocks(x, table[i : i + len(numbers(leaf))], shape_of(leaf)))[0]
    for chunk_size in (None, 4):
        same_tree(dn.jacobian(g, chunk_size=chunk_size)(x), expected)
    out, tangent = dn.jvp(g, (x,), (packed(x, along),))
    same_tree(out, packed(form, np.real(value)))
    same_tree(tangent, packed(form, table @ along))


def complex_step(f: Any, v: Any, i: int, step: float) -> Any:
    """f, whose dn.array is NumPy's here, of v with a small imaginary part."""
    kept, dn.array = dn.array, np.array
    try:
        return f(list(v + 1j * step * (np.arange(6) == i)))
    finally:
        dn.array = kept


# ---- a network -------------------------------------------------------------------------------------------


def test_a_network_against_backpropagation() -> None:
    """Tanh layer, softmax, cross entropy; the gradient by Goodfellow et al., Deep Learning, 6.5."""
    n = 25
    inputs, labels = RNG.normal(size=(n, 4)), RNG.integers(0, 3, n)
    params: dict[str, Any] = {"hidden": {"w": RNG.normal(size=(4, 5)), "b": RNG.normal(size=5)},
              "out": [RNG.normal(size=(5, 3)), RNG.normal(size=3)]}  # fmt: skip

    def loss(p: Any) -> Any:
        hidden = np.tanh(inputs @ p["hidden"]["w"] + p["hidden"]["b"])
        w, b = p["out"]
        score = hidden @ w + b
        top = score - np.max(score, axis=1, keepdims=True)
        likely = top - np.log(np.sum(np.exp(top), axis=1, keepdims=True))
        return -np.mean(likely[np.arange(n), labels]), {"score": score}

    hidden_w = params["hidden"]["w"]
    hidden_b = params["hidden"]["b"]
    out_w, out_b = params["out"]
    hidden = np.tanh(inputs @ hidden_w + hidden_b)
    score = hidden @ out_w + out_b
    odds = np.exp(score) / np.exp(score).sum(axis=1, keepdims=True)
    back = (odds - np.eye(3)[labels]) / n
    inner = (back @ out_w.T) * (1.0 - hidden**2)
    expected = {"hidden": {"w": inputs.T @ inner, "b": inner.sum(axis=0)},
                "out": [hidden.T @ back, back.sum(axis=0)]}  # fmt: skip
    (value, aux), gradient = dn.value_and_grad(loss, has_aux=True)(params)
    np.testing.assert_allclose(value, -np.mean(np.log(odds[np.arange(n), labels])), rtol=1e-13)
    assert type(aux["score"]) is np.ndarray
    np.testing.assert_allclose(aux["score"], score, rtol=1e-13)
    for a, b in zip(leaves(gradient), leaves(expected), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12 * np.abs(b).max())
    same_tree(packed(params, numbers(gradient)), gradient)


# ---- Structure -------------------------------------------------------------------------------------------


@each_structure
def test_structure_there_and_back(x: Any) -> None:
    s = Structure("adam", x)
    v = np.array(numbers(x), dtype=float)
    flat = s.flat()
    assert (s.size, flat.tolist()) == (v.size, v.tolist())
    assert flat.dtype == np.float64
    same_tree(s.unflat(flat), packed(x, v))
    same_tree(s.unflat(s.flat(packed(x, v + 1.0))), packed(x, v + 1.0))
    flat[:] = 0.0
    assert s.flat().tolist() == v.tolist()  # a new one
    shown = dn.grad(lambda u: smooth(s.unflat(u)))(v)
    np.testing.assert_allclose(shown, by_hand(x)[1], rtol=1e-13, atol=1e-14)


def test_arrays_out_of_a_vector_are_views() -> None:
    vector = np.arange(5.0)
    parts = Structure("adam", {"w": np.ones((2, 2)), "b": 0.5}).unflat(vector)
    vector[0] = 7.0
    assert parts["w"][0, 0] == 7.0
    assert np.shares_memory(parts["w"], vector)


def test_namedtuples_with_a_constructor_of_their_own() -> None:
    class Square(NamedTuple):
        side: Any
        area: Any

    class Made(Square):
        def __new__(cls, side: Any) -> Any:
            return super().__new__(cls, side, side * side)

    found = dn.grad(lambda p: p.side * p.area)(Made(3.0))
    assert type(found) is Made
    assert tuple(found) == (9.0, 3.0)
