"""Products of vectors, matrices and tensors: bilinear functions, with all directions in one call of BLAS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from dualnum.numpy_functions.arguments import into
from dualnum.numpy_functions.lifting import (
    OTHER_UFUNCS,
    Array,
    array_of,
    bilinear,
    implements,
    linear_rows,
    same_call,
    value_of,
    viewed,
)

__all__ = ["matmul", "tensordot"]


def _shaped(x: Array, *shape: int) -> Array:
    return viewed(lambda v: v.reshape(shape), x)


# ---- matrices and vectors --------------------------------------------------------------------------------


def _aligned(rows: Array, own: int, other: int) -> Array:
    """Rows of stacks with `own` axes of a stack, to be broadcast with stacks of `other` such axes."""
    if other <= own:
        return rows
    return rows.reshape(rows.shape[:1] + (1,) * (other - own) + rows.shape[1:])


def _stacked(f: Any, a: Array, b: Array, core_a: int, core_b: int, rows_of: Any = None) -> Any:
    """f of stacks, that works on the last core_a and core_b axes and broadcasts the others."""
    n, m = a.ndim - core_a, b.ndim - core_b
    g = rows_of or f
    return bilinear(
        f,
        a,
        b,
        lambda rows, b: g(_aligned(rows, n, m), b),
        lambda a, rows: g(a, _aligned(rows, m, n)),
        lambda rows, columns: g(_aligned(rows, n, m)[:, None], _aligned(columns, m, n)),
    )


def _vecmat(a: Array, b: Array) -> Array:
    return np.matmul(a[..., None, :], b)[..., 0, :]


def _matvec(a: Array, b: Array) -> Array:
    return np.matmul(a, b[..., None])[..., 0]


def _flat_left(rows: Array, b: Array) -> Array:
    """The rows of any number of matrices or vectors as those of one matrix."""
    long = rows.reshape(math.prod(rows.shape[:-1]), rows.shape[-1])
    return np.matmul(long, b).reshape(rows.shape[:-1] + b.shape[1:])


def _dot_of_vectors(f: Any, a: Array, b: Array) -> Any:
    return bilinear(f, a, b, np.matmul, lambda a, rows: np.matmul(rows, a), lambda a, b: np.matmul(a, b.T))


def _times_vector(f: Any, a: Array, b: Array) -> Any:
    """A matrix or a stack of them, and one vector."""
    return bilinear(
        f,
        a,
        b,
        _flat_left,
        lambda a, rows: np.matmul(rows, a.reshape(math.prod(a.shape[:-1]), a.shape[-1]).T).reshape(
            rows.shape[:1] + a.shape[:-1]
        ),
        lambda rows, columns: _matvec(rows[:, None], _aligned(columns, 0, rows.ndim - 3)),
    )


def matmul(a: Any, b: Any) -> Any:
    """np.matmul"""
    a, b = array_of(a), array_of(b)
    return _matmul(np.matmul, a, b)


def _matmul(f: Any, a: Array, b: Array) -> Any:
    if b.ndim == 1 and a.ndim == 1:
        return _dot_of_vectors(f, a, b)
    if b.ndim == 1 and a.ndim > 1:
        return _times_vector(f, a, b)
    if b.ndim == 2 and a.ndim >= 1:
        n = max(a.ndim - 2, 0)
        return bilinear(
            f,
            a,
            b,
            _flat_left,
            lambda a, rows: np.matmul(a, _aligned(rows, 0, n)),
            lambda rows, columns: _pairs_of_matrices(rows, columns, a.ndim),
        )
    if a.ndim == 1:
        return _stacked(f, a, b, 1, 2, _vecmat)
    return _stacked(f, a, b, 2, 2)


def _pairs_of_matrices(rows: Array, columns: Array, ndim: int) -> Array:
    if ndim == 1:
        return _vecmat(rows[:, None], columns)
    return np.matmul(rows[:, None], _aligned(columns, 0, ndim - 2))


def vecdot(x1: Any, x2: Any, axis: int = -1) -> Any:
    """np.vecdot, and that of linalg."""
    a, b = array_of(x1), array_of(x2)
    if axis != -1:
        a, b = (viewed(lambda v: np.moveaxis(v, axis, -1), x) for x in (a, b))
    return _stacked(np.vecdot, a, b, 1, 1)


def matvec(a: Any, b: Any) -> Any:
    """np.matvec"""
    a, b = array_of(a), array_of(b)
    if b.ndim == 1 and a.ndim > 1:
        return _times_vector(np.matvec, a, b)
    return _stacked(np.matvec, a, b, 2, 1)


def vecmat(a: Any, b: Any) -> Any:
    """np.vecmat"""
    return _stacked(np.vecmat, array_of(a), array_of(b), 1, 2)


OTHER_UFUNCS["matmul"] = matmul
OTHER_UFUNCS["vecdot"] = vecdot
OTHER_UFUNCS["matvec"] = matvec
OTHER_UFUNCS["vecmat"] = vecmat


@implements("linalg.matmul")
def linalg_matmul(x1: Any, x2: Any) -> Any:
    return matmul(x1, x2)


@implements("linalg.vecdot")
def linalg_vecdot(x1: Any, x2: Any, *, axis: int = -1) -> Any:
    return vecdot(x1, x2, axis)


# ---- contractions ----------------------------------------------------------------------------------------


def _contracted(f: Any, a: Array, b: Array, axes_a: Sequence[int], axes_b: Sequence[int]) -> Any:
    """f that sums over these axes of a and b, counted from the first: then follow the others of a, of b."""
    ia, ib = tuple(axes_a), tuple(axes_b)
    ja, jb = tuple(i + 1 for i in ia), tuple(i + 1 for i in ib)
    n, m = a.ndim - len(ia), b.ndim - len(ib)

    def right(a: Array, rows: Array) -> Array:  # the axes of b come first, and go behind those of a
        return np.moveaxis(np.tensordot(rows, a, (jb, ia)), range(1, 1 + m), range(1 + n, 1 + n + m))

    def both(rows: Array, columns: Array) -> Array:
        return np.moveaxis(np.tensordot(rows, columns, (ja, jb)), 1 + n, 1)

    return bilinear(f, a, b, lambda rows, b: np.tensordot(rows, b, (ja, ib)), right, both)


@implements("dot")
def dot(a: Any, b: Any, out: Any = None) -> Any:
    a, b = array_of(a), array_of(b)
    if a.ndim == 0 or b.ndim == 0:
        result = a * b
    elif a.ndim <= 2 and b.ndim <= 2:
        result = _matmul(np.dot, a, b)
    else:
        result = _contracted(np.dot, a, b, [a.ndim - 1], [max(b.ndim - 2, 0)])
    return into("dot", out, result)


@implements("inner")
def inner(a: Any, b: Any) -> Any:
    a, b = array_of(a), array_of(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    if a.ndim == b.ndim == 1:
        return _dot_of_vectors(np.inner, a, b)
    return _contracted(np.inner, a, b, [a.ndim - 1], [b.ndim - 1])


@implements("vdot")
def vdot(a: Any, b: Any) -> Any:
    a, b = (_shaped(array_of(x), -1) for x in (a, b))
    conjugate = np.conj if value_of(a).dtype.kind == "c" else lambda x: x
    return bilinear(
        np.vdot,
        a,
        b,
        lambda rows, b: np.matmul(conjugate(rows), b),
        lambda a, rows: np.matmul(rows, conjugate(a)),
        lambda rows, columns: np.matmul(conjugate(rows), columns.T),
    )


@implements("tensordot")
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    a, b = array_of(a), array_of(b)
    axes_a: Any
    axes_b: Any
    if isinstance(axes, (int, np.integer)):
        axes_a, axes_b = range(a.ndim - int(axes), a.ndim), range(int(axes))
    else:
        axes_a, axes_b = ([x] if np.ndim(x) == 0 else list(x) for x in axes)
    along_a, along_b = ([i % max(x.ndim, 1) for i in ii] for x, ii in ((a, axes_a), (b, axes_b)))
    return _contracted(lambda a, b: np.tensordot(a, b, axes), a, b, along_a, along_b)


@implements("linalg.tensordot")
def linalg_tensordot(x1: Any, x2: Any, *, axes: Any = 2) -> Any:
    return tensordot(x1, x2, axes)


# ---- all pairs of elements -------------------------------------------------------------------------------


@implements("outer")
def outer(a: Any, b: Any, out: Any = None) -> Any:
    a, b = (_shaped(array_of(x), -1) for x in (a, b))
    return into("outer", out, a[:, None] * b)


@implements("linalg.outer")
def linalg_outer(x1: Any, x2: Any) -> Any:
    a, b = array_of(x1), array_of(x2)
    if a.ndim != 1 or b.ndim != 1:
        return np.linalg.outer(value_of(a), value_of(b))  # which says what it needs
    return a[:, None] * b


@implements("kron")
def kron(a: Any, b: Any) -> Any:
    a, b = array_of(a), array_of(b)
    n = max(a.ndim, b.ndim)
    shapes = [(1,) * (n - x.ndim) + x.shape for x in (a, b)]
    first, second = (
        _shaped(x, *_interleaved(s, i)) for i, (x, s) in enumerate(zip((a, b), shapes, strict=True))
    )
    product = first * second
    if n == 0:
        return product
    return _shaped(product, *[i * j for i, j in zip(*shapes, strict=True)])


def _interleaved(shape: tuple[int, ...], place: int) -> list[int]:
    """Each axis beside one of length 1: behind it, or before it."""
    return [k for i in shape for k in ((i, 1) if place == 0 else (1, i))]


NEXT, AFTER = [1, 2, 0], [2, 0, 1]


@implements("cross")
def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None) -> Any:
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = array_of(a), array_of(b)
    plain = np.cross(value_of(a), value_of(b), axisa, axisb, axisc)  # complains of other lengths
    a, b = viewed(lambda v: np.moveaxis(v, axisa, -1), a), viewed(lambda v: np.moveaxis(v, axisb, -1), b)
    if a.shape[-1] == b.shape[-1] == 2:
        return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    a, b = _in_space(a), _in_space(b)
    product = a[..., NEXT] * b[..., AFTER] - a[..., AFTER] * b[..., NEXT]
    return product if plain.ndim == 1 else viewed(lambda v: np.moveaxis(v, -1, axisc), product)


def _in_space(x: Array) -> Array:
    """Vectors of two components with a third, 0."""
    if x.shape[-1] == 3:
        return x

    def extended(part: Array) -> Array:
        return np.concatenate([part, np.zeros_like(part[..., :1])], axis=-1)

    return same_call(extended, x)


@implements("linalg.cross")
def linalg_cross(x1: Any, x2: Any, *, axis: int = -1) -> Any:
    a, b = array_of(x1), array_of(x2)
    if a.shape[axis] != 3 or b.shape[axis] != 3:
        return np.linalg.cross(value_of(a), value_of(b), axis=axis)  # which says what it needs
    return cross(a, b, axis=axis)


# ---- traces ----------------------------------------------------------------------------------------------


@implements("trace")
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    n = array_of(a).ndim
    first, second = (i if i < 0 else i - n for i in (axis1, axis2))
    result = linear_rows(
        lambda v: np.trace(v, offset, axis1, axis2, dtype),
        lambda rows: np.trace(rows, offset, first, second),
        a,
    )
    return into("trace", out, result)


@implements("linalg.trace")
def linalg_trace(x: Any, *, offset: int = 0, dtype: Any = None) -> Any:
    return trace(x, offset, -2, -1, dtype)
