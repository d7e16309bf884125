"""Factorizations of Cholesky and QR.

The factors of A + D are found in the basis of those of A, where they are 1 plus something small, see
changes.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.changes import (
    Change,
    arguments,
    diagonal_of,
    inverse,
    on_diagonal,
    real,
    transposed,
)
from dualnum.numpy_functions.lifting import Array, array_of, implements, value_of

__all__ = ["widened"]


def _halved_diagonal(rows: Array, upper: bool) -> Array:
    """The triangular matrix whose sum with its transpose is `rows`."""
    triangle = np.triu(rows, 1) if upper else np.tril(rows, -1)
    return triangle + 0.5 * on_diagonal(diagonal_of(rows))


# ---- Cholesky --------------------------------------------------------------------------------------------


@implements("linalg.cholesky")
def cholesky(a: Any, *, upper: bool = False) -> Any:
    """L + L F, where F + F' + F F' = inv(L) D inv(L)' and F is triangular.

    First order: Smith, J. Comput. Graph. Stat. 4 (1995) 134, as Murray, arXiv:1602.07527, (8) has it.
    """
    given = real("linalg.cholesky", arguments(a)).mirrored(upper)
    plain = np.linalg.cholesky(given.values[0], upper=upper)
    low = transposed(plain) if upper else plain
    with np.errstate(all="ignore"):
        x = inverse(low)
        m = x @ given.changes[0] @ transposed(x)
        f = m.map(lambda rows: _halved_diagonal(rows, False))
        if given.curved:
            f = f - (f @ f.T).map(lambda rows: _halved_diagonal(rows, False))
        change = low @ f
    return given.build(plain, change.T if upper else change, 2)


# ---- QR --------------------------------------------------------------------------------------------------


@implements("linalg.qr")
def qr(a: Any, mode: Any = "reduced") -> Any:
    if mode not in ("reduced", "complete", "r"):
        if mode in ("raw", "full", "economic"):
            raise errors.refused_function(
                "numpy.linalg.qr", f"mode={mode!r} gives reflectors, use mode='reduced'"
            )
        return np.linalg.qr(value_of(array_of(a)), mode)
    given = real("linalg.qr", arguments(a))
    v, d = given.values[0], given.changes[0]
    m, n = v.shape[-2:]
    plain = np.linalg.qr(v, mode)
    with np.errstate(all="ignore"):
        if m == 0 or n == 0:
            dq, dr = Change(), Change()
        else:
            dq, dr = _changes_of_qr(v, d)
        if mode == "complete" and m > n:
            dq, dr = (
                dq.map(lambda rows: widened(rows, -1, m, np.nan)),
                dr.map(lambda rows: widened(rows, -2, m, 0.0)),
            )
    if mode == "r":
        return given.build(plain, dr, 2)
    return type(plain)(given.build(plain[0], dq, 2), given.build(plain[1], dr, 2))


def widened(rows: Array, axis: int, length: int, by: float) -> Array:
    """More columns or rows: of an orthonormal basis that is free to turn, or zeros."""
    shape = list(rows.shape)
    shape[axis] = length - shape[axis]
    return np.concatenate([rows, np.full(shape, by, rows.dtype)], axis=axis)


def _changes_of_qr(v: Array, d: Change) -> tuple[Change, Change]:
    """With B = D inv(R), A + D = (Q + B) R, and Q + B = Q(1 + ...)(1 + U) with a triangular U.

    U + U' + U' U = (Q + B)' (Q + B) - 1, cf. de Hoog, Anderssen and Lukas, Linear Algebra Appl. 435 (2011).
    """
    n = min(v.shape[-2:])
    left, rest = v[..., :n], v[..., n:]
    q, r = np.linalg.qr(left)
    pivots = abs(diagonal_of(r))
    lost = np.min(pivots, -1) <= max(v.shape[-2:]) * np.finfo(v.dtype).eps * np.max(pivots, -1)
    b = d.map(lambda rows: rows[..., :n]) @ np.where(lost[..., None, None], np.nan, inverse(r))
    c = transposed(q) @ b
    h = c + c.T + b.T @ b
    u = h.map(lambda rows: _halved_diagonal(rows, True))
    u = u - (u.T @ u).map(lambda rows: _halved_diagonal(rows, True))
    dq = b - q @ u + q @ (u @ u) - b @ u
    dr = u @ r
    if rest.shape[-1]:
        more = d.map(lambda rows: rows[..., n:])
        beside = dq.T @ rest + transposed(q) @ more + dq.T @ more
        dr = Change(*(_beside(x, y) for x, y in zip(dr.parts, beside.parts, strict=True)))
    return dq, dr


def _beside(x: Any, y: Any) -> Any:
    return None if x is None or y is None else np.concatenate([x, y], axis=-1)
