"""has_aux: what each transform returns, what becomes of the auxiliary result, and what is refused."""

from __future__ import annotations

from collections import OrderedDict, UserDict, deque, namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum import errors
from dualnum._array import JetArray
from dualnum._derivatives import values_and_jacobian
from dualnum._scalar import Jet

dn: Any = dualnum
Pair = namedtuple("Pair", "a b")
X = np.array([0.3, -0.4, 0.5])
V = np.array([1.0, 2.0, -1.0])


def loss(p: Any) -> Any:
    """The sum of cubes, and the squares."""
    squares = p * p
    return np.sum(squares * p), {"squares": squares, "first": [p[0], "text"]}


def residuals(p: Any) -> Any:
    return p * p, {"squares": p * p, "first": [p[0], "text"]}


def cube(x: Any) -> Any:
    return x**3, (x * x, None)


VALUE, GRADIENT, HESSIAN = float(np.sum(X**3)), 3 * X**2, np.diag(6 * X)
CALLS: dict[str, tuple[Callable[[int | None], Any], Callable[[Any], Any]]] = {
    "grad": (lambda c: dn.grad(loss, 0, c, has_aux=True)(X), lambda aux: (GRADIENT, aux)),
    "value_and_grad": (lambda c: dn.value_and_grad(loss, 0, c, has_aux=True)(X),
                       lambda aux: ((VALUE, aux), GRADIENT)),
    "jacobian": (lambda c: dn.jacobian(residuals, 0, c, has_aux=True)(X), lambda aux: (np.diag(2 * X), aux)),
    "hessian": (lambda c: dn.hessian(loss, 0, c, has_aux=True)(X), lambda aux: (HESSIAN, aux)),
    "value_grad_and_hessian": (lambda c: dn.value_grad_and_hessian(loss, 0, c, has_aux=True)(X),
                               lambda aux: ((VALUE, aux), GRADIENT, HESSIAN)),
    "hvp": (lambda c: dn.hvp(loss, 0, c, has_aux=True)(X, V), lambda aux: (HESSIAN @ V, aux)),
    "jvp": (lambda c: dn.jvp(loss, (X,), (V,), has_aux=True), lambda aux: (VALUE, GRADIENT @ V, aux)),
    "values_and_jacobian": (lambda c: values_and_jacobian("fit", residuals, 0, c, True)(X),
                            lambda aux: ((X**2, aux), np.diag(2 * X))),
}  # fmt: skip
ONE_NUMBER: list[tuple[str, Any, dict[str, int], Any]] = [
    ("derivative", dn.derivative, {}, (12.0, (4.0, None))),
    ("second", dn.derivative, {"order": 2}, (12.0, (4.0, None))),
    ("value_and_derivative", dn.value_and_derivative, {}, ((8.0, (4.0, None)), 12.0)),
    ("both", dn.value_and_derivative, {"order": 2}, ((8.0, (4.0, None)), 12.0, 12.0)),
    ("grad", dn.grad, {}, (12.0, (4.0, None))),
    ("hessian", dn.hessian, {}, (12.0, (4.0, None))),
    ("value_grad_and_hessian", dn.value_grad_and_hessian, {}, ((8.0, (4.0, None)), 12.0, 12.0)),
]


def same(a: Any, b: Any) -> None:
    assert not isinstance(a, (Jet, JetArray))
    if isinstance(b, (dict, list, tuple)):
        assert type(a) is type(b)
        assert len(a) == len(b)
        if isinstance(b, dict):
            assert list(a) == list(b)
        for p, q in zip(*[x.values() if isinstance(x, dict) else x for x in (a, b)], strict=True):
            same(p, q)
    elif isinstance(b, (float, np.ndarray)):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=1e-14, atol=1e-15)
    else:
        assert a is b


@pytest.mark.parametrize(("call", "expected"), CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("chunk_size", [None, 1, 2])
def test_what_is_returned(call: Any, expected: Any, chunk_size: int | None) -> None:
    same(call(chunk_size), expected({"squares": X**2, "first": [float(X[0]), "text"]}))


@pytest.mark.parametrize(("transform", "options", "expected"), [row[1:] for row in ONE_NUMBER],
                         ids=[row[0] for row in ONE_NUMBER])  # fmt: skip
@pytest.mark.parametrize("x", [2.0, 2, np.float64(2.0), np.array(2.0)], ids=lambda x: type(x).__name__)
def test_of_one_number(transform: Any, options: Any, expected: Any, x: Any) -> None:
    same(transform(cube, has_aux=True, **options)(x), expected)
    at_second = transform(lambda scale, x, **_: cube(x), argnums=1, has_aux=True, **options)
    same(at_second(0.5, x, unused=1), expected)
    assert at_second.__name__.startswith(transform.__name__)


def test_the_call_is_the_same() -> None:
    calls: list[Any] = []

    def f(p: Any) -> Any:
        calls.append(p)
        return p @ p, len(calls)

    for chunk_size, count in ((None, 1), (2, 2), (1, 3)):
        calls.clear()
        gradient, aux = dn.grad(f, chunk_size=chunk_size, has_aux=True)(X)
        assert len(calls) == count
        assert aux in range(1, count + 1)
        assert gradient.tolist() == dn.grad(lambda p: p @ p)(X).tolist()


THING = object()
KEPT: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "nothing": (lambda x: None, None), "object": (lambda x: THING, THING), "float": (lambda x: x * 3.0, 6.0),
    "array": (lambda x: dn.array([x, 1.0]), np.array([2.0, 1.0])),
    "constant": (lambda x: np.arange(3), np.arange(3)), "tuple": (lambda x: (x, (x, [])), (2.0, (2.0, []))),
    "namedtuple": (lambda x: Pair(x, [x]), Pair(2.0, [2.0])),
    "ordered": (lambda x: OrderedDict(z=x, a=1.0), OrderedDict(z=2.0, a=1.0)),
    "mixed": (lambda x: {"a": [{"b": (x * x, "t", None, True)}]}, {"a": [{"b": (4.0, "t", None, True)}]}),
    "no dimensions": (lambda x: dn.array([x, x])[0] * 1.0, 2.0),
}  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), KEPT.values(), ids=KEPT)
def test_auxiliary_results_are_plain(make: Any, expected: Any) -> None:
    for transform in (dn.grad, dn.hessian, dn.jacobian, dn.derivative):
        same(transform(lambda x: (x * x, make(x)), has_aux=True)(2.0)[1], expected)
    same(dn.hvp(lambda x: (x * x, make(x)), has_aux=True)(2.0, 1.0)[1], expected)
    objects = dn.grad(lambda x: (x, np.array([x, "t"], dtype=object)), has_aux=True)(2.0)[1]
    assert objects.tolist() == [2.0, "t"]


@dataclass(frozen=True, slots=True)
class Record:
    """Has no way to be made but of both."""

    loss: Any
    note: Any


HELD: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "deque": (lambda x: deque([x, [x]], maxlen=3), deque([2.0, [2.0]], maxlen=3)),
    "dataclass": (lambda x: Record(x, {"a": x}), Record(2.0, {"a": 2.0})),
    "namespace": (lambda x: SimpleNamespace(a=x, b=(x,)), SimpleNamespace(a=2.0, b=(2.0,))),
    "user dict": (lambda x: UserDict(a=x, b=[x]), UserDict(a=2.0, b=[2.0])),
    "proxy": (lambda x: MappingProxyType({"a": x}), MappingProxyType({"a": 2.0})),
    "in each other": (lambda x: [deque([Record(x, UserDict(a=x))])], [deque([Record(2.0, UserDict(a=2.0))])]),
}  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), HELD.values(), ids=HELD)
def test_other_containers_are_plain(make: Any, expected: Any) -> None:
    given = []

    def f(x: Any) -> Any:
        given.append(make(x))
        return x * x, given[-1]

    for transform in (dn.grad, dn.hessian):
        aux = transform(f, has_aux=True)(2.0)[1]
        assert (type(aux), repr(aux)) == (type(expected), repr(expected))
        assert "Dual" in repr(given[-1])  # which is not written to
    assert aux == expected
    assert getattr(aux, "maxlen", None) == getattr(expected, "maxlen", None)


@pytest.mark.parametrize("aux", [deque([1]), Record(1, [THING]), UserDict(a=1), SimpleNamespace(a=THING)])
def test_containers_without_dual_numbers_are_kept(aux: Any) -> None:
    found = dn.grad(lambda x: (x, aux), has_aux=True)(2.0)[1]
    assert found == aux
    assert found is aux or isinstance(aux, Record)  # whose list is a new one


def test_shared_parts_are_taken_once() -> None:
    def f(x: Any) -> Any:
        aux = [x]
        for _ in range(60):
            aux = [aux, aux]
        return x, aux

    aux = dn.grad(f, has_aux=True)(2.0)[1]
    assert aux[0] is aux[1]
    for _ in range(60):
        aux = aux[0]
    assert aux == [2.0]
    lists = dn.grad(lambda x: (x, put(np.empty(2, object), [x, [x, x]])), has_aux=True)(2.0)[1]
    assert lists.tolist() == [2.0, [2.0, 2.0]]


def put(array: Any, items: list[Any]) -> Any:
    for i, item in enumerate(items):
        array[i] = item
    return array


def test_numbers_of_an_outer_call_stay() -> None:
    def outer(x: Any) -> Any:
        slope, aux = dn.grad(lambda y: (y * y * x, {"both": [y * x], "outer": x}), has_aux=True)(3.0)
        return slope * aux["both"][0] + aux["outer"]  # 6x * 3x + x

    assert dn.derivative(outer)(2.0) == 36.0 * 2.0 + 1.0
    assert dn.grad(outer)(2.0) == 36.0 * 2.0 + 1.0

    def outer_of_array(p: Any) -> Any:
        _, aux = dn.grad(lambda q: (np.sum(q * p), [q * p, p]), has_aux=True)(X)
        return np.sum(aux[0] * aux[1])  # X p**2

    np.testing.assert_allclose(dn.grad(outer_of_array)(V), 2 * X * V, rtol=1e-15)
    gradient, aux = dn.grad(lambda p: (outer_of_array(p), p), has_aux=True)(V)
    same((gradient, aux), (2 * X * V, V))


# ---- what is refused -------------------------------------------------------------------------------------

LOOP: list[Any] = []
LOOP.append(LOOP)
REFUSED: list[tuple[str, Callable[[], Any], type[Exception], str]] = [
    ("number", lambda: dn.grad(lambda x: x, has_aux=True)(1.0), errors.FunctionError,
     "grad(has_aux=True) needs a function that returns a pair, (result, aux); it returned Dual"),
    ("three", lambda: dn.hessian(lambda x: (x, x, x), has_aux=True)(1.0), errors.FunctionError, "tuple of 3"),
    ("list", lambda: dn.jacobian(lambda x: [x, x], has_aux=True)(1.0), errors.FunctionError, "returned list"),
    ("none", lambda: dn.derivative(lambda x: None, has_aux=True)(1.0), errors.FunctionError, "NoneType"),
    ("not asked for", lambda: dn.grad(cube)(1.0), errors.FunctionError, "it returned a tuple"),
    ("no number", lambda: dn.grad(lambda x: ("a", x), has_aux=True)(1.0), errors.FunctionError, "a str"),
    ("map", lambda: dn.derivative(cube, has_aux=True)(X), errors.FunctionError, "takes one float"),
    ("map of elements", lambda: dn.derivative(dn.vectorize(cube), has_aux=True)(X), errors.FunctionError,
     "map without has_aux"),
    ("list for x", lambda: dn.derivative(cube, has_aux=True)([1.0]), errors.NumberError, "use dualnum.grad"),
    ("no x", lambda: dn.derivative(cube, argnums=1, has_aux=True)(1.0), errors.ArgumentError, "argnums=1"),
    ("loop", lambda: dn.grad(lambda x: (x, LOOP), has_aux=True)(1.0), errors.ArgumentError, "itself"),
    ("leak", lambda: dn.grad(lambda x: (x, leaked()), has_aux=True)(1.0), errors.NestingError, "ended"),
    ("complex results", lambda: values_and_jacobian("fit", lambda p: np.exp(1j * p), 0, None)(X),
     errors.NumberError, "two real functions"),
    ("nested results", lambda: values_and_jacobian("fit", lambda p: {"a": p}, 0, None)(X),
     errors.FunctionError, "fit() needs"),
    *[(f"has_aux={no!r}", lambda no=no: dn.grad(cube, has_aux=no), errors.FunctionError, "True or False")
      for no in ("yes", None, 1)],
]  # fmt: skip


def leaked() -> Any:
    kept: list[Any] = []

    def f(x: Any) -> Any:
        kept.append(x)
        return x

    dn.derivative(f)(1.0)
    return kept[0]


@pytest.mark.parametrize(("call", "kind", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_refused(call: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert words in str(caught.value)


# ---- constant results ------------------------------------------------------------------------------------


@pytest.mark.parametrize("result", [3, np.int64(3), 0.5, np.float32(0.5)])
def test_plain_results_are_constants(result: Any) -> None:
    assert dn.value_and_grad(lambda p: result)([1.0, 2.0]) == (float(result), [0.0, 0.0])
    value, gradient, hessian = dn.value_grad_and_hessian(lambda p: result)({"a": X, "b": 2})
    assert (type(value), value) == (float, float(result))
    assert gradient["a"].tolist() == [0.0] * 3
    assert hessian["a"]["b"].tolist() == [0.0] * 3
    assert dn.jacobian(lambda p: result)(X).tolist() == [0.0] * 3


def test_values_and_table_in_one_pass() -> None:
    both = values_and_jacobian("fit", lambda p, t: [p[0] * t, p[1] * p[1], 2.0], 0, None)
    values, table = both(np.array([2.0, 3.0]), 5.0)
    assert (type(values), values.tolist(), table.tolist()) == (
        np.ndarray, [10.0, 9.0, 2.0], [[5.0, 0.0], [0.0, 6.0], [0.0, 0.0]]
    )  # fmt: skip
    values, table = values_and_jacobian("fit", lambda p: p["b"] * p["w"], 0, 2)({"w": X, "b": 2.0})
    np.testing.assert_allclose(values, 2 * X, rtol=1e-15)
    np.testing.assert_allclose(table, np.c_[2 * np.eye(3), X], rtol=1e-15)
