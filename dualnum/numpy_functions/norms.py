"""Norms of vectors and matrices, and condition numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.bilinear import guarded
from dualnum.numpy_functions.lifting import Array, array_of, implements, is_dual, operands, value_of, viewed
from dualnum.numpy_functions.linalg import inv, revalued
from dualnum.numpy_functions.spectra import singular_values

__all__ = ["norm"]

EUCLIDEAN = (None, "fro", "f")


@implements("linalg.norm")
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    if is_dual(ord):
        raise errors.refused_function("numpy.linalg.norm", "ord must be plain, pass ord.value")
    x = array_of(x)
    plain = np.linalg.norm(value_of(x), ord, axis, keepdims)
    if x.size == 0:
        return _still(x, plain)
    if axis is None:
        axis = tuple(range(x.ndim))
        if ord is None:
            return _length(x, axis, plain)
    axes = (axis,) if np.ndim(axis) == 0 else tuple(axis)
    if len(axes) == 1:
        return _of_vectors(x, ord, axes[0], plain)
    return _length(x, axes, plain) if ord in EUCLIDEAN else _of_matrices(x, ord, axes, plain)


@implements("linalg.vector_norm")
def vector_norm(x: Any, *, axis: Any = None, keepdims: Any = False, ord: Any = 2) -> Any:
    x = array_of(x)
    plain = np.linalg.vector_norm(value_of(x), axis=axis, keepdims=keepdims, ord=ord)
    if x.size == 0:
        return _still(x, plain)
    axes = tuple(range(x.ndim)) if axis is None else (axis,) if np.ndim(axis) == 0 else tuple(axis)
    axes = tuple(i % max(x.ndim, 1) for i in axes)
    kept = [i for i in range(x.ndim) if i not in axes]
    flat = viewed(lambda v: v.transpose(*kept, *axes).reshape([*(v.shape[i] for i in kept), -1]), x)
    return _of_vectors(flat, ord, -1, plain)


@implements("linalg.matrix_norm")
def matrix_norm(x: Any, *, keepdims: Any = False, ord: Any = "fro") -> Any:
    return norm(x, ord, (-2, -1), keepdims)


def _still(x: Array, plain: Any) -> Any:
    """A norm that does not change."""
    return operands(x)[0].build(plain)


# ---- vectors ---------------------------------------------------------------------------------------------


def _of_vectors(x: Array, ord: Any, axis: int, plain: Any) -> Any:
    if ord is None or ord == 2:
        return _length(x, (axis,), plain)
    if ord == np.inf:
        return revalued(np.max(np.abs(x), axis=axis), plain)
    if ord == -np.inf:
        return revalued(np.min(np.abs(x), axis=axis), plain)
    if ord == 0:  # counts
        return _still(x, plain)
    if ord == 1:
        return revalued(np.sum(np.abs(x), axis=axis), plain)
    return _powered(x, float(ord), axis, plain)


def _powered(x: Array, p: float, axis: int, plain: Any) -> Any:
    """The sum of powers of what is scaled to sizes up to 1, or from 1 on if p < 0, so that none overflows."""
    sizes = abs(value_of(x))
    scale = (np.max if p > 0 else np.min)(sizes, axis=axis, keepdims=True)
    scale = np.where((scale == 0) | ~np.isfinite(scale), 1.0, scale).astype(sizes.dtype)
    with np.errstate(all="ignore"):
        total = np.sum(np.abs(x / scale) ** p, axis=axis, keepdims=True) ** (1.0 / p) * scale
    found = revalued(total, plain)
    return _unbent(x, found, np.any(sizes != 0, axis=axis, keepdims=True), axis, plain)


def _unbent(x: Array, found: Any, moved: Array, axis: int, plain: Any) -> Any:
    """Norms of vectors 0 have slopes 0 on average, but no mixed terms."""
    frame, ((_, e1, e2, _), (v, g1, g2, g12)) = operands(x, found)
    if frame.order < 2 or moved.all() or e1 is None or e2 is None:
        return found
    meet = np.any(e1 != 0, axis=_behind(axis, x.ndim))[:, None] & np.any(e2 != 0, axis=_behind(axis, x.ndim))
    kink = np.reshape(~moved, np.shape(plain))
    mixed = np.zeros(meet.shape[:2] + np.shape(plain)) if g12 is None else g12
    return frame.build(v, g1, g2, np.where(meet.reshape(mixed.shape) & kink, np.nan, mixed))


def _behind(axis: int, ndim: int) -> int:
    return axis if axis < 0 else axis - ndim


def _length(x: Array, axes: tuple[int, ...], plain: Any) -> Any:
    """The root of the sum of squares: slopes e.u, mixed terms (e1.e2 - e1.u e2.u) / r with u = x / r."""
    frame, ((v, e1, e2, e12),) = operands(x)
    axes = tuple(_behind(i, v.ndim) for i in axes)
    kept = tuple(i for i in range(-v.ndim, 0) if i not in axes)
    ends = tuple(range(-len(axes), 0))

    def flat(part: Any) -> Any:
        if part is None:
            return None
        if kept:
            part = np.moveaxis(part, axes, ends)
        n = part.ndim - len(axes)
        part = part.reshape((*part.shape[:n], math.prod(part.shape[n:])))
        return part if part.dtype.kind == "f" else np.concatenate([part.real, part.imag], axis=-1)

    def along(part: Any) -> Any:
        return None if part is None else guarded(np.vecdot, part, u)

    v, e1, e2, e12 = map(flat, (v, e1, e2, e12))
    shape = np.shape(plain)
    with np.errstate(all="ignore"):
        scale = np.max(abs(v), axis=-1, keepdims=True, initial=0.0)
        w = v / np.where(scale == 0, 1.0, scale).astype(v.dtype)
        r = np.sqrt(np.vecdot(w, w))[..., None]
        u = np.where(scale == 0, 0.0, w / r).astype(v.dtype)
        d1, d2, c = map(along, (e1, e2, e12))
        if e1 is not None and e2 is not None:
            bent = np.vecdot(e1[:, None] - d1[:, None, ..., None] * u, e2)
            bent = np.where(bent == 0, 0.0, bent / scale[..., 0] / r[..., 0])
            meet = np.any(e1 != 0, -1)[:, None] & np.any(e2 != 0, -1)
            bent = np.where(scale[..., 0] == 0, np.where(meet, np.nan, 0.0), bent)
            c = bent if c is None else c + bent
    d1, d2 = (None if d is None else d.reshape(d.shape[:1] + shape) for d in (d1, d2))
    return frame.build(plain, d1, d2, None if c is None else c.reshape(c.shape[:2] + shape))


# ---- matrices --------------------------------------------------------------------------------------------


def _of_matrices(x: Array, ord: Any, axes: tuple[int, ...], plain: Any) -> Any:
    row, column = [i % x.ndim for i in axes]
    if ord in (1, -1, np.inf, -np.inf):
        along, over = (row, column) if abs(ord) == 1 else (column, row)
        sums = np.sum(np.abs(x), axis=along)
        extreme = np.max if ord > 0 else np.min
        return revalued(extreme(sums, axis=over - (over > along)), plain)
    s: Any = singular_values(viewed(lambda v: np.moveaxis(v, (row, column), (-2, -1)), x))
    if ord == "nuc":
        return revalued(np.sum(s, axis=-1), plain)
    return revalued(s[..., 0 if ord == 2 else -1], plain)


@implements("linalg.cond")
def cond(x: Any, p: Any = None) -> Any:
    """A quotient of singular values, or the norms of a matrix and of its inverse."""
    x = array_of(x)
    plain = np.linalg.cond(value_of(x), p)
    if p in (None, 2, -2):
        s = singular_values(x)
        first, last = s[..., 0], s[..., -1]
        return revalued(last / first if p == -2 else first / last, plain)
    try:
        other = inv(x)
    except np.linalg.LinAlgError:
        return revalued(np.sum(x, axis=(-2, -1)) * np.nan, plain)
    return revalued(norm(x, p, (-2, -1)) * norm(other, p, (-2, -1)), plain)
