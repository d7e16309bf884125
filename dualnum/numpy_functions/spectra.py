"""Eigenvalues and singular values, and their vectors.

What A + D has is found in the basis of what A has, where it is 1 plus something small, see changes.py. In
the formulas T is the change D seen in that basis.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.changes import (
    Arguments,
    Change,
    arguments,
    diagonal_of,
    inverse,
    on_diagonal,
    pairs,
    ratio,
    real,
    transposed,
)
from dualnum.numpy_functions.factorizations import widened
from dualnum.numpy_functions.lifting import Array, array_of, implements, linear_rows, same_call, value_of

__all__ = ["singular_values"]


def _squares(x: Change) -> Change:
    """The diagonal of x' x."""
    return pairs(lambda a, b: np.sum(a * b, axis=-2), x, x)


def _diagonal_of_product(x: Array, y: Array) -> Array:
    return np.sum(x * transposed(y), axis=-1)


# ---- eigenvalues of symmetric matrices -------------------------------------------------------------------


@implements("linalg.eigvalsh")
def eigvalsh(a: Any, UPLO: Any = "L") -> Any:  # noqa: N803
    given = real("linalg.eigvalsh", arguments(a))
    plain = np.linalg.eigvalsh(given.values[0], UPLO)
    given = given.mirrored(UPLO in ("U", "u"))
    w, v = np.linalg.eigh(given.values[0], UPLO)
    with np.errstate(all="ignore"):
        t = transposed(v) @ given.changes[0] @ v
        return given.build(plain, _changes_of_eigenvalues(t, w, _quotients(t, w)), 1)


@implements("linalg.eigh")
def eigh(a: Any, UPLO: Any = "L") -> Any:  # noqa: N803
    """Vectors V (1 + Z), values W + M, of (W + T)(1 + Z) = (1 + Z)(W + M), where (1 + Z)' (1 + Z) = 1.

    Second order: Magnus, Econometric Theory 1 (1985) 179, has the values; the vectors follow in the same way.
    """
    given = real("linalg.eigh", arguments(a))
    plain = np.linalg.eigh(given.values[0], UPLO)
    given = given.mirrored(UPLO in ("U", "u"))
    w, v = plain
    with np.errstate(all="ignore"):
        t = transposed(v) @ given.changes[0] @ v
        z = _quotients(t, w)
        dw = _changes_of_eigenvalues(t, w, z)
        if given.curved:
            z = z + _quotients(t @ z - z * t.map(_row_of_diagonal), w) - (_squares(z) * 0.5).map(on_diagonal)
        return type(plain)(given.build(w, dw, 1), given.build(v, v @ z, 2))


def _row_of_diagonal(rows: Array) -> Array:
    return diagonal_of(rows)[..., None, :]


def _gaps(w: Array) -> tuple[Array, Array]:
    """Differences w_j - w_i of sorted numbers, and which of them are rounding errors."""
    n = w.shape[-1]
    size = np.max(abs(w), axis=-1, initial=0.0)[..., None, None]
    return w[..., None, :] - w[..., None], 4 * n * float(np.finfo(w.dtype).eps) * size


def _quotients(t: Change, w: Array) -> Change:
    """t_ij / (w_j - w_i) off the diagonal; NaN between numbers that are the same."""
    over, small = _gaps(w)
    n = w.shape[-1]
    return ratio(t.map(lambda rows: np.where(np.eye(n, dtype=bool), 0.0, rows)), over, small)


def _changes_of_eigenvalues(t: Change, w: Array, z: Change) -> Change:
    """The diagonal of T + T Z, and what is right where eigenvalues are the same."""
    found = t.map(diagonal_of) + pairs(_diagonal_of_product, t, z)
    return _shared(found, t, w)


def _shared(found: Change, t: Change, w: Array) -> Change:
    """Slopes of numbers that are the same: the mean of those from both sides.

    In direction T these numbers leave as the eigenvalues of the block of T that belongs to them, in rising
    order on one side and in falling order on the other. Of their mixed terms nothing is known.
    """
    n = w.shape[-1]
    size = np.max(abs(w), axis=-1, initial=0.0)[..., None]
    same = abs(np.diff(w, axis=-1)) <= 4 * n * float(np.finfo(w.dtype).eps) * size
    if not same.any():
        return found
    found = found.map(np.array)
    for at in np.ndindex(w.shape[:-1]):
        ends = np.flatnonzero(~same[at]) + 1
        for i, j in zip([0, *ends], [*ends, n], strict=True):
            if j - i > 1:
                _share(found, t, (..., *at), slice(i, j))
    return found


def _share(found: Change, t: Change, at: tuple[Any, ...], block: slice) -> None:
    for part, rows in zip(found.parts, t.parts, strict=True):
        if rows is not None:
            matrices = rows[(*at, block, block)]
            slopes = np.linalg.eigvalsh(0.5 * (matrices + transposed(matrices)))
            part[(*at, block)] = 0.5 * (slopes + slopes[..., ::-1])
    if t.e1 is not None and t.e2 is not None and found.e12 is not None:
        meet = _moves(t.e1, at)[:, None] & _moves(t.e2, at)
        place = found.e12[(*at, block)]
        place[meet] = np.nan


def _moves(rows: Array, at: tuple[Any, ...]) -> Array:
    return np.any(rows[(*at, slice(None), slice(None))] != 0, axis=(-1, -2))


# ---- eigenvalues of other matrices -----------------------------------------------------------------------


@implements("linalg.eigvals")
def eigvals(a: Any) -> Any:
    given = arguments(a)
    plain = np.linalg.eigvals(given.values[0])
    w, v = np.linalg.eig(given.values[0])
    with np.errstate(all="ignore"):
        t = _inverse_of_vectors(v, "eigvals") @ given.changes[0] @ v
        z = _quotients(t, w)
        products = pairs(_diagonal_of_product, t, z)
        return given.build(plain, t.map(diagonal_of) + _unknown(z) + products, 1)


@implements("linalg.eig")
def eig(a: Any) -> Any:
    """As eigh, where vectors are of length 1 but not orthogonal."""
    given = real("linalg.eig", arguments(a))
    plain = np.linalg.eig(given.values[0])
    w, v = plain
    if w.dtype.kind == "c":
        raise errors.refused_function(
            "numpy.linalg.eig", "the eigenvalues are complex, and their vectors free to turn: use eigvals"
        )
    with np.errstate(all="ignore"):
        t = _inverse_of_vectors(v, "eig") @ given.changes[0] @ v
        z = _quotients(t, w)
        dw = t.map(diagonal_of) + _unknown(z)
        if given.curved:
            dw = dw + pairs(_diagonal_of_product, t, z)
            z = z + _quotients(t @ z - z * t.map(_row_of_diagonal), w)
        dv = v @ z
        # lengths: (v + dv)' (v + dv) = 1 + 2 q, whose square root divides
        q = dv.map(lambda rows: np.sum(rows * v, axis=-2, keepdims=True)) + _squares(dv).map(
            lambda rows: 0.5 * rows[..., None, :]
        )
        shorter = q * q * 1.5 - q
        dv = dv + shorter * v + dv * shorter
        return type(plain)(given.build(w, dw, 1), given.build(v, dv, 2))


def _unknown(z: Change) -> Change:
    """NaN for those of several equal eigenvalues that mix."""

    def mixing(rows: Array) -> Array:
        lost = np.isnan(rows)
        return np.where(lost.any(axis=-1) | lost.any(axis=-2), np.nan, 0.0)

    return z.map(mixing)


def _inverse_of_vectors(v: Array, name: str) -> Array:
    """The inverse of eigenvectors, of which a defective matrix has too few."""
    x = inverse(v)
    size = np.max(abs(v), (-1, -2), initial=0.0) * np.max(abs(x), (-1, -2), initial=0.0)
    if not (size * np.sqrt(np.finfo(v.dtype).eps) < 1).all():
        raise errors.refused_function(
            f"numpy.linalg.{name}", "the matrix is defective, it has too few eigenvectors"
        )
    return x


# ---- singular values -------------------------------------------------------------------------------------


@implements("linalg.svd")
def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    if hermitian:
        return _svd_of_symmetric(a, compute_uv)
    if not compute_uv:
        return singular_values(a)
    given = real("linalg.svd", arguments(a))
    v = given.values[0]
    plain: Any = np.linalg.svd(v, full_matrices)
    m, n = v.shape[-2:]
    p = min(m, n)
    if p == 0:
        parts = (Change(), Change(), Change())
    else:
        with np.errstate(all="ignore"):
            u, s, vh = plain[0][..., :p], plain[1], plain[2][..., :p, :]
            parts = _changes_of_svd(given, u, s, vh, True)
            if full_matrices and m > p:
                parts = (parts[0].map(lambda rows: widened(rows, -1, m, np.nan)), *parts[1:])
            if full_matrices and n > p:
                parts = (*parts[:2], parts[2].map(lambda rows: widened(rows, -2, n, np.nan)))
    return type(plain)(*(given.build(x, d, core) for x, d, core in zip(plain, parts, (2, 1, 2), strict=True)))


@implements("linalg.svdvals")
def svdvals(x: Any) -> Any:
    return singular_values(x)


def singular_values(a: Any) -> Any:
    given = real("linalg.svdvals", arguments(a))
    plain = np.linalg.svd(given.values[0], compute_uv=False)
    if plain.size == 0:
        return given.build(plain, Change(), 1)
    with np.errstate(all="ignore"):
        found = _changes_of_svd(given, *np.linalg.svd(given.values[0], full_matrices=False), False)
    return given.build(plain, found[1], 1)


def _changes_of_svd(
    given: Arguments, u: Array, s: Array, vh: Array, vectors: bool
) -> tuple[Change, Change, Change]:
    """Of U, S and V', where U and V have as many columns as there are singular values."""
    d, v = given.changes[0], transposed(vh)
    if u.shape[-2] < v.shape[-2]:
        dv, ds, du = _changes_of_tall(d.T, v, s, u, vectors and given.curved)
    else:
        du, ds, dv = _changes_of_tall(d, u, s, v, vectors and given.curved)
    return du, ds, dv.T


def _changes_of_tall(d: Change, u: Array, s: Array, v: Array, twice: bool) -> tuple[Change, Change, Change]:
    """New factors U (1 + X) + W, S + M, V (1 + Y) of a matrix with at least as many rows as columns.

    With N = (1 - U U') D V these are (S + T)(1 + Y) = (1 + X)(S + M), N (1 + Y) = W (S + M) and
    (S + T')(1 + X) + N' W = (1 + Y)(S + M). First order: Papadopoulo and Lourakis, ECCV 2000.
    """
    t = transposed(u) @ d @ v
    n = Change() if u.shape[-2] == u.shape[-1] else d @ v - u @ t
    small = max(u.shape[-2:]) * float(np.finfo(s.dtype).eps) * s[..., :1]
    x, y = _rotations(t, t.T, s)
    w = ratio(n, s[..., None, :], small[..., None])
    m = t.map(_row_of_diagonal)
    of_u = pairs(_diagonal_of_product, t, y) - pairs(np.multiply, x, m).map(diagonal_of)
    of_v = pairs(_diagonal_of_product, t.T, x) - pairs(np.multiply, y, m).map(diagonal_of)
    of_v = of_v + pairs(lambda a, b: np.sum(a * b, axis=-2), n, w)
    ds = _shared(t.map(diagonal_of) + (of_u + of_v) * 0.5, t, s)
    turns = ds.map(lambda rows: np.where((s <= small) & (rows != 0), np.nan, 0.0)[..., None, :])
    ds = _at_zero(ds, t, n, y, s <= small)
    if twice:
        g = t @ y - x * m
        h = t.T @ x + n.T @ w - y * m
        x2, y2 = _rotations(g, h, s)
        w2 = ratio(n @ y - w * m, s[..., None, :], small[..., None])
        x2 = x2 - ((_squares(x) + _squares(w)) * 0.5).map(on_diagonal)
        y2 = y2 - (_squares(y) * 0.5).map(on_diagonal)
        x, y, w = x + x2, y + y2, w + w2
    return u @ x + w + turns, ds, v @ y + turns


def _rotations(g: Change, h: Change, s: Array) -> tuple[Change, Change]:
    """X and Y off the diagonal from X s_j - s_i Y = g and Y s_j - s_i X = h: sum and difference."""
    n = s.shape[-1]
    off = ~np.eye(n, dtype=bool)
    over, small = _gaps(s)
    total = ratio((g + h) * off, over, small)
    spread = ratio((g - h) * off, s[..., None, :] + s[..., None], small)
    return (total + spread) * 0.5, (total - spread) * 0.5


def _at_zero(ds: Change, t: Change, n: Change, y: Change, zero: Array) -> Change:
    """A singular value 0 leaves upwards on both sides: slopes are 0 on average, and two of them have a kink.

    Those that are 0 belong to a block of T and columns of N. They stay 0 up to second order if not both
    directions change these, and if what T and N then have beside Y, the rotation into the others, is 0.
    """
    if not zero.any():
        return ds
    e1, e2, e12 = (None if part is None else np.where(zero, 0.0, part) for part in ds.parts)
    if e12 is not None and t.e1 is not None and t.e2 is not None:
        columns = zero[..., None, :]
        block = zero[..., None] & columns
        turned = y.map(lambda rows: np.where(columns & ~block, rows, 0.0))
        lost = [_apart(t.e1, n.e1, block, columns)[:, None] & _apart(t.e2, n.e2, block, columns)]
        lost.append(_apart((t @ turned).e12, (n @ turned).e12, block, columns))
        e12 = np.where(zero & (lost[0] | lost[1])[..., None], np.nan, e12)
    return Change(e1, e2, e12)


def _apart(t: Array, n: Any, block: Array, columns: Array) -> Array:
    """Whether these rows have anything for the singular values that are 0."""
    found = np.any((t != 0) & block, axis=(-1, -2))
    return found if n is None else found | np.any((n != 0) & columns, axis=(-1, -2))


def _svd_of_symmetric(a: Any, compute_uv: bool) -> Any:
    """From the eigenvalues, in falling order of their sizes."""
    options: Any = {"compute_uv": compute_uv, "hermitian": True}
    plain = np.linalg.svd(value_of(array_of(a)), **options)
    if not compute_uv:
        w = np.linalg.eigvalsh(a)
        return _reordered(np.abs(w), _falling(value_of(w)))
    w, v = np.linalg.eigh(a)
    order = _falling(value_of(w))
    signs = np.take_along_axis(np.sign(value_of(w)), order, -1)
    u = _reordered(v, order[..., None, :])
    vh = same_call(transposed, u * np.where(signs == 0, 1.0, signs)[..., None, :])
    return type(plain)(u, _reordered(np.abs(w), order), vh)


def _falling(w: Array) -> Array:
    return np.argsort(abs(w), axis=-1)[..., ::-1]


def _reordered(x: Any, order: Array) -> Any:
    return linear_rows(
        lambda v: np.take_along_axis(v, order, -1),
        lambda rows: np.take_along_axis(rows, np.broadcast_to(order, rows.shape[:1] + order.shape), -1),
        x,
    )
