"""Structures that no transform takes: the exception, and where in the structure the message points."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum import errors
from dualnum._structure import Structure

from .test_structures import Layer, Point, array, smooth

dn: Any = dualnum

# ---- what is refused, and where it stands ----------------------------------------------------------------


def deep(x: Any) -> Any:
    for _ in range(3000):
        x = [x]
    return x


TRANSFORMS: dict[str, Any] = {
    "grad": dn.grad(smooth), "hessian": dn.hessian(smooth), "jacobian": dn.jacobian(smooth),
    "hvp": lambda x: dn.hvp(smooth)(x, x), "jvp": lambda x: dn.jvp(smooth, (x,), (x,)),
}  # fmt: skip
CYCLE: list[Any] = [0.5, array(2)]
CYCLE.append({"back": CYCLE})
BAD: list[tuple[str, Any, type[Exception], str]] = [
    ("text", {"layers": [{"w": "abc"}]}, errors.NumberError, 'got str at ["layers"][0]["w"]'),
    ("complex", [array(2), {"z": 1j}], errors.NumberError, 'got 1j at [1]["z"]'),
    ("complex array", {"z": array(2) * 1j}, errors.NumberError, 'at ["z"]: differentiate'),
    ("object", Layer(object()), errors.NumberError, "got object at .w"),
    ("objects", {"o": np.array([0.5, "a"], dtype=object)}, errors.NumberError, 'got str at ["o"]'),
    ("texts", [np.array(["a"])], errors.NumberError, "got str_ at [0]"),
    ("set", {"s": {0.5}}, errors.NumberError, 'got set at ["s"]'),
    (
        "masked",
        [np.ma.masked_array([0.5])],
        errors.NumberError,
        "() takes plain NumPy arrays, got MaskedArray",
    ),
    ("cycle", CYCLE, errors.ArgumentError, 'the list at [2]["back"]'),
    ("nothing", {"a": None, "b": [[]]}, errors.ArgumentError, "nothing to differentiate by"),
    ("none", None, errors.NumberError, "got NoneType"),
    ("list with text", [0.5, "a"], errors.NumberError, "got str at [1]"),
    ("large", {"n": [10**400]}, errors.IntegerError, "too large"),
    ("deep", deep([0.5]), errors.ArgumentError, "nested so deeply"),
]
X = {"layers": [{"w": np.ones((2, 3)), "b": 0.5}], "t": Point([0.1, 0.2], None)}


def changed(*path: Any, to: Any) -> Any:
    v = copy.deepcopy(X)
    at: Any = v
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return v


MISMATCHED: dict[str, tuple[Any, str]] = {
    "shape": (changed("layers", 0, "w", to=np.ones(3)), '["layers"][0]["w"]: shape (3,) where (2, 3) is'),
    "number": (changed("layers", 0, "w", to=1.0), '["layers"][0]["w"]: shape () where (2, 3) is needed'),
    "ragged": (changed("layers", 0, "w", to=[[1.0], [1.0, 2.0]]), '["layers"][0]["w"]: a ragged list where'),
    "none": (changed("layers", 0, "w", to=None), '["layers"][0]["w"]: NoneType where shape (2, 3)'),
    "list": (changed("layers", 0, "b", to=[1.0]), '["layers"][0]["b"]: a list of 1 where a number is needed'),
    "dict": (changed("layers", 0, "b", to={}), '["layers"][0]["b"]: dict where a number is needed'),
    "missing key": (changed("layers", 0, to={"w": np.ones((2, 3))}), "[\"layers\"][0]: no 'b' where"),
    "other key": ({**X, "more": 0.5}, "'more' where one of the keys ['layers', 't'] is needed"),
    "length": (changed("layers", to=[]), '["layers"]: length 0 where length 1 is needed'),
    "not a dict": ([0.5], "list where a dict is needed"),
    "not a list": (changed("layers", to=0.5), '["layers"]: float where a list of 1 is needed'),
    "numbers": (changed("t", to=Point([0.1], None)), '["t"].a: shape (1,) where (2,) is needed'),
    "not numbers": (changed("t", to=Point(0.1, None)), '["t"].a: float where shape (2,) is needed'),
    "something": (changed("t", to=Point([0.1, 0.2], 0.5)), '["t"].b: float where None is needed'),
}


@pytest.mark.parametrize(("x", "kind", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
@pytest.mark.parametrize("transform", TRANSFORMS)
def test_what_is_no_parameter(x: Any, kind: type[Exception], words: str, transform: str) -> None:
    with pytest.raises(kind) as caught:
        TRANSFORMS[transform](x)
    assert words in str(caught.value)


@pytest.mark.parametrize(("v", "words"), MISMATCHED.values(), ids=MISMATCHED)
def test_vectors_of_another_structure(v: Any, words: str) -> None:
    calls: list[tuple[Any, str]] = [
        (lambda: dn.hvp(smooth)(X, v), "hvp: v must"),
        (lambda: dn.jvp(lambda y, x: smooth(x), (0.5, X), (1.0, v)), "jvp: tangents[1] must"),
        (lambda: Structure("adam", X).flat(v), "adam: x must"),
    ]
    for call, name in calls:
        with pytest.raises(errors.ArgumentError) as caught:
            call()
        assert words in str(caught.value)
        assert name in str(caught.value)


def test_results_that_are_no_numbers() -> None:
    results: list[tuple[Any, str]] = [
        (lambda x: {"a": [x, "b"]}, 'str at ["a"][1]'),
        (lambda x: [[x], {1}], "set at [1]"),
        (lambda x: None, "NoneType"),
        (lambda x: {"a": object()}, 'object at ["a"]'),
        (lambda x: [True, x], "bool True at [0], a truth value"),
        (lambda x: {"a": np.array([x > 1.0])}, 'bool True at ["a"], a truth value'),
        (lambda x: np.array(False), "bool False, a truth value"),
        (lambda x: x > 1.0, "bool True, a truth value"),
    ]
    for f, words in results:
        for call in (dn.jacobian(f), lambda x, f=f: dn.jvp(f, (x,), (1.0,))):
            with pytest.raises(errors.FunctionError) as caught:
                call(2.0)
            assert words in str(caught.value)
    for result in ([1.0, 2.0], np.ones(3), {"a": 1.0}):
        for transform in (dn.grad, dn.hessian, dn.value_and_grad, dn.derivative):
            with pytest.raises(errors.FunctionError, match="perhaps you meant dualnum"):
                transform(lambda x, r=result: r)(2.0)


def test_results_too_deep() -> None:
    calls: list[Any] = [
        lambda: dn.jacobian(deep)(1.0),
        lambda: dn.grad(lambda x: (x, deep(x)), has_aux=True)(1.0),
    ]
    for call in calls:
        with pytest.raises(errors.ArgumentError, match="nested so deeply"):
            call()


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (lambda p, n: [p[0]] * n, r"\[\(1,\)\], then \[\(2,\)\]"),
        (lambda p, n: [[p[0]]] * n, r"then \[\(1,\), \(1,\)\]"),
    ],
)
def test_results_that_change_between_chunks(later: Any, words: str) -> None:
    count = iter((1, 2, 3))
    with pytest.raises(errors.FunctionError, match="of the same shapes each time.*" + words):
        dn.jacobian(lambda p: later(p, next(count)), chunk_size=1)([1.0, 2.0])
