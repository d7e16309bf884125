"""Chunks of directions: how many, how wide, and the memory they take; what is rounded and accepted."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum._array import release_memory

from .test_structures import array, smooth

dn: Any = dualnum


def widths(transform: Any, x: Any, chunk_size: int | None) -> list[int]:
    """Directions of the numbers in each call of the function."""
    seen: list[int] = []

    def f(p: Any) -> Any:
        number = p["a"]
        seen.append(np.size(number.tangent if isinstance(number, dn.Dual) else number.e1))
        return smooth(p)

    transform(f, chunk_size=chunk_size)(x)
    return seen


CHUNKS: list[tuple[int | None, list[int], list[int]]] = [
    (None, [10], [10]), (4, [3, 3, 4], [3, 3, 3, 3, 3, 4]), (5, [5] * 2, [5] * 3), (9, [5] * 2, [5] * 3),
    (10, [10], [10]),
]  # fmt: skip


@pytest.mark.parametrize(("chunk_size", "first", "second"), CHUNKS)
def test_chunks_have_even_widths(chunk_size: int | None, first: list[int], second: list[int]) -> None:
    x = {"w": array(2, 3), "a": 0.3, "b": [0.1, array(2)]}
    for transform in (dn.grad, dn.value_and_grad, dn.jacobian):
        assert widths(transform, x, chunk_size) == first
    for transform in (dn.hessian, dn.value_grad_and_hessian):
        assert widths(transform, x, chunk_size) == second
    big = {"a": 0.3, "w": array(300)}  # chosen evenly: at most 256 directions a pass
    assert widths(dn.grad, big, None) == [150, 151]


def test_memory_goes_with_the_chunk() -> None:
    def f(p: Any) -> Any:
        return sum(np.sum(np.exp(p[name]) * p[name]) for name in p)

    x = {name: array(2000) for name in "uvw"}
    peaks = []
    for chunk_size in (4, 64, 1000):
        release_memory()  # what is kept of earlier calls would not be counted
        tracemalloc.start()
        try:
            dn.grad(f, chunk_size=chunk_size)(x)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    small = 3 * 2000 * 8  # the numbers themselves
    assert peaks[0] < 20 * small + 4 * 4 * 2000 * 8
    assert peaks[0] < peaks[1] < peaks[2]
    assert peaks[2] > 1000 * 1000 * 8


def test_directions_are_taken_in_double_precision() -> None:
    x, v = np.array([0.5, 2.0], np.float32), np.array([1e300, 1 / 3])
    value, tangent = dn.jvp(lambda p: 2.0 * p, (x,), (v,))
    assert (value.tolist(), tangent.tolist()) == ([1.0, 4.0], (2.0 * v).tolist())
    assert dn.hvp(lambda p: np.sum(p * p))(x, v).tolist() == (2.0 * v).tolist()
    tangent = dn.jvp(lambda p: p["a"] * 2.0, ({"a": x.astype(np.float16)},), ({"a": v},))[1]
    assert tangent.tolist() == (2.0 * v).tolist()


@pytest.mark.parametrize("kind", [np.int64, np.int8])
def test_numpy_integers_name_arguments(kind: Any) -> None:
    f = lambda x, y: x * x * y  # noqa: E731
    assert dn.grad(f, kind(1))(2.0, 3.0) == 4.0
    assert dn.grad(f, (kind(1), kind(0)), chunk_size=kind(1))(2.0, 3.0) == (4.0, 12.0)
    assert dn.derivative(f, argnums=kind(1))(2.0, 3.0) == 4.0
    assert dn.hvp(f, kind(0))(2.0, 1.0, 3.0) == 6.0
