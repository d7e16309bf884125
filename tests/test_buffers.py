"""dn.array, dn.zeros, ...: arrays that dual numbers can be stored in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import dualnum as dn

D = dn.Dual(2.0, 1.0)
H = dn.HyperDual(2.0, 1.0, 3.0, 4.0)
A = dn.DualArray([1.0, 2.0], [0.5, 0.0])


def test_array_of_numbers() -> None:
    x = dn.array([D, 3, np.float32(4.0)])
    assert isinstance(x, dn.DualArray)
    np.testing.assert_array_equal(x.value, [2.0, 3.0, 4.0])
    np.testing.assert_array_equal(x.tangent, [1.0, 0.0, 0.0])
    h = dn.array([H, 3.0])
    np.testing.assert_array_equal([h.e1, h.e2, h.e12], [[1.0, 0.0], [3.0, 0.0], [4.0, 0.0]])


def test_array_of_nested_lists() -> None:
    x = dn.array([[D, 1], (3.0, D * D)])
    np.testing.assert_array_equal(x.value, [[2.0, 1.0], [3.0, 4.0]])
    np.testing.assert_array_equal(x.tangent, [[1.0, 0.0], [0.0, 4.0]])
    y = dn.array([A, [3.0, D], np.array([5, 6])])
    np.testing.assert_array_equal(y.value, [[1.0, 2.0], [3.0, 2.0], [5.0, 6.0]])
    np.testing.assert_array_equal(y.tangent, [[0.5, 0.0], [0.0, 1.0], [0.0, 0.0]])
    z = dn.array(np.array([D, 1.0], dtype=object))
    np.testing.assert_array_equal(z.tangent, [1.0, 0.0])


def test_array_copies() -> None:
    x = dn.array(A)
    x[0] = 7.0
    assert A.value[0] == 1.0
    v = np.zeros(2)
    y = dn.array(v)
    y[0] = D
    assert v[0] == 0.0


@pytest.mark.parametrize("x", [[1, 2], [1.0, 2.0], np.arange(2), 3.0, np.ones(2, np.float32), [[1], [3]]])
def test_array_of_plain_numbers_takes_dual_ones(x: Any) -> None:
    y = dn.array(x)
    assert isinstance(y, dn.DualArray)
    assert y.dtype == (np.float32 if getattr(x, "dtype", None) == np.float32 else np.float64)
    y[...] = D
    np.testing.assert_array_equal(y.tangent, np.ones(np.shape(x)))


@pytest.mark.parametrize(
    "store", [D, H, dn.Dual(2.0, [1.0, 2.0, 3.0])], ids=["Dual", "HyperDual", "directions"]
)
@pytest.mark.parametrize(
    "make",
    [
        lambda: dn.zeros(3), lambda: dn.ones((3,)), lambda: dn.empty(3), lambda: dn.full(3, 2.0),
        lambda: dn.zeros_like([1, 2, 3]), lambda: dn.ones_like(np.zeros(3)), lambda: dn.empty_like([1, D, 2]),
        lambda: dn.full_like(np.zeros(3), 4), lambda: dn.stack([1, 2, 3]),
        lambda: dn.concatenate([[1.0], [2, 3]]),
    ],
)  # fmt: skip
def test_buffers_take_any_directions(make: Any, store: Any) -> None:
    u = make()
    assert u.shape == (3,)
    assert type(u) is dn.DualArray
    tail = u[1:]
    tail[0] = store
    u[0] = 5.0
    assert type(u[1]) is type(store)
    assert type(tail[0]) is type(store)
    part = "tangent" if isinstance(store, dn.Dual) else "e12"
    np.testing.assert_array_equal(getattr(u[1], part), getattr(store, part))
    np.testing.assert_array_equal(np.ravel(getattr(u, part)[..., 0]), 0.0 * np.ravel(getattr(store, part)))


def test_values() -> None:
    np.testing.assert_array_equal(dn.zeros((2, 2)).value, np.zeros((2, 2)))
    np.testing.assert_array_equal(dn.ones(2).value, np.ones(2))
    np.testing.assert_array_equal(dn.full((2, 2), [1.0, 2.0]).value, [[1, 2], [1, 2]])
    np.testing.assert_array_equal(dn.ones_like(A).value, [1, 1])
    assert dn.zeros(2, np.float32).dtype == np.float32
    assert dn.zeros_like(np.zeros(2, np.float32)).dtype == np.float32
    assert dn.zeros(2, complex).dtype == complex
    assert dn.zeros_like([1, 2]).dtype == np.float64


def test_full_of_dual_numbers() -> None:
    np.testing.assert_array_equal(dn.full((2, 2), D).tangent, np.ones((2, 2)))
    np.testing.assert_array_equal(dn.full((2, 2), A).tangent, [[0.5, 0.0], [0.5, 0.0]])
    np.testing.assert_array_equal(dn.full_like(A, D).tangent, [1.0, 1.0])


def test_integers_asked_for_are_plain() -> None:
    for x in (dn.zeros(2, int), dn.array([1, 2], int), dn.zeros_like(A, int)):
        assert type(x) is np.ndarray
        with pytest.raises(TypeError, match="derivative would be lost"):
            x[0] = D
    with pytest.raises(TypeError):
        dn.array([D, 1.0], int)


def test_stack_and_concatenate() -> None:
    np.testing.assert_array_equal(dn.stack([A, [1.0, D]], 1).tangent, [[0.5, 0.0], [0.0, 1.0]])
    np.testing.assert_array_equal(dn.stack([D, 1.0, D]).tangent, [1.0, 0.0, 1.0])
    np.testing.assert_array_equal(dn.concatenate([A, [D], np.ones(1)]).tangent, [0.5, 0.0, 1.0, 0.0])
    np.testing.assert_array_equal(dn.concatenate([[[1.0]], [[D]]], None).value, [1.0, 2.0])


def test_not_numbers() -> None:
    with pytest.raises(TypeError, match="real numbers"):
        dn.array(["a"])
    with pytest.raises(ValueError, match="shape"):
        dn.array([[D, 1.0], [2.0]])
