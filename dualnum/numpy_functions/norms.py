"""Norms of vectors and matrices, and condition numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.bilinear import finite, guarded
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
    return _length(np.abs(x) if x.dtype.kind == "c" else x, (axis,), plain, float(ord))


def _behind(axis: int, ndim: int) -> int:
    return axis if axis < 0 else axis - ndim


def _length(x: Array, axes: tuple[int, ...], plain: Any, p: float = 2.0) -> Any:
    """The root of the sum of powers: with q = x / length and u = sign(q) |q|^(p - 1), slopes are e.u.

    Mixed terms are (p - 1) / length times the sum of |q|^(p - 2) (e1 - e1.u q) e2.
    """
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
        scale, r, q = _scaled(v, p)
        u = q if p == 2 else np.sign(v) * np.abs(q) ** (p - 1)
        u = np.where((scale == 0) | (v == 0), 0.0, u).astype(v.dtype)
        d1, d2, c = map(along, (e1, e2, e12))
        if e1 is not None and e2 is not None:
            bent = _bent(q, e1, e2, d1, p, v == 0)
            bent = np.where(bent == 0, 0.0, (p - 1) * bent / scale[..., 0] / r[..., 0])
            bent = _known(bent, v, e1, e2, scale, r, p)
            c = bent if c is None else c + bent
    d1, d2 = (None if d is None else d.reshape(d.shape[:1] + shape) for d in (d1, d2))
    return frame.build(plain, d1, d2, None if c is None else c.reshape(c.shape[:2] + shape))


def _scaled(v: Array, p: float) -> tuple[Array, Array, Array]:
    """A scale that no power overflows with, the length r of v / scale, and v / length.

    Of an infinite length the one infinite element is the whole; which of several grows is not known.
    """
    sizes = abs(v)
    scale = np.max(sizes, axis=-1, keepdims=True) if p > 0 else np.min(sizes, axis=-1, keepdims=True)
    w = v / np.where((scale == 0) | np.isinf(scale), 1.0, scale).astype(v.dtype)
    if p == 2:
        r = np.sqrt(np.vecdot(w, w))[..., None]
    else:
        r = np.sum(abs(w) ** p, axis=-1, keepdims=True) ** (1.0 / p)
    far = np.isinf(v)
    several = np.sum(far, axis=-1, keepdims=True) > 1
    whole = np.where(far, np.where(several, np.nan, np.sign(v)), 0.0)
    return scale, r, np.where(np.isinf(scale) & np.isinf(r), whole, w / r).astype(v.dtype)


def _bent(q: Array, e1: Array, e2: Array, d1: Array, p: float, zero: Array) -> Array:
    """The sum of |q|^(p - 2) (e1 - d1 q) e2.

    Where an element is 0 a length bends without end if p < 2, and has a cusp if p < 1.
    """
    rest = e1[:, None] - d1[:, None, ..., None] * np.where(np.isinf(q), 0.0, q)
    if p != 2:
        power = np.where(zero & (p < 1), np.nan, np.abs(q) ** (p - 2))
        rest = np.where((rest == 0) | (power == 0), 0.0, power * rest)
    bent: Array = np.vecdot(rest, e2)
    if not finite(bent):
        bent = np.sum(np.where((rest == 0) | (e2 == 0), 0.0, rest * e2), axis=-1)
    return bent


def _known(bent: Array, v: Array, e1: Array, e2: Array, scale: Array, r: Array, p: float) -> Array:
    """NaN for two directions that leave a length 0, or infinite ones of which nothing is known; else 0."""
    null, infinite = scale == 0, np.isinf(scale) & np.isinf(r)
    if not (null | infinite).any():
        return bent
    far = np.isinf(v)
    several = np.sum(far, axis=-1, keepdims=True) > 1
    where = np.where(null, v == 0, (far & several) | (p < 1))
    meet = np.any((e1 != 0) & where, -1)[:, None] & np.any((e2 != 0) & where, -1)
    return np.where((null | infinite)[..., 0], np.where(meet, np.nan, 0.0), bent)


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
        found = revalued(last / first if p == -2 else first / last, plain)
        sizes = value_of(s)
        return _lost(x, found, sizes[..., -1] <= _rounding(x) * sizes[..., 0])
    try:
        other = inv(x)
    except np.linalg.LinAlgError:
        return _lost(x, operands(x)[0].build(plain), True)
    found = revalued(norm(x, p, (-2, -1)) * norm(other, p, (-2, -1)), plain)
    return _lost(x, found, ~(np.linalg.cond(value_of(x)) * _rounding(x) < 1))


def _rounding(x: Array) -> float:
    n: int = max(x.shape[-2:])
    return n * float(np.finfo(value_of(x).dtype).eps)


def _lost(x: Array, found: Any, singular: Any) -> Any:
    """NaN for what moves matrices that are singular but for rounding: their condition is rounding, too."""
    if not np.any(singular):
        return found
    frame, ((_, e1, e2, e12), (value, *parts)) = operands(x, found)
    m1, m2, m12 = (None if e is None else np.any(e != 0, axis=(-2, -1)) for e in (e1, e2, e12))
    if m1 is not None and m2 is not None:
        meet = m1[:, None] & m2
        m12 = meet if m12 is None else m12 | meet

    def unknown(part: Any, moves: Any) -> Any:
        if moves is None:
            return part
        return np.where(moves & singular, np.nan, 0.0 if part is None else part)

    return frame.build(value, *map(unknown, parts, (m1, m2, m12)))
