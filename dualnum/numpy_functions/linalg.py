"""Systems of equations, inverses and determinants, in stacks of matrices.

First and second order of each follow from one Taylor polynomial of degree two, see changes.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.changes import (
    Arguments,
    Change,
    arguments,
    diagonal_of,
    inverse,
    mirrored,
    pairs,
    real,
    solved,
    transposed,
)
from dualnum.numpy_functions.lifting import Array, array_of, implements, is_dual, operands, value_of, viewed
from dualnum.numpy_functions.products import matmul

__all__ = ["inv", "pseudoinverse", "solve"]


# ---- systems of equations and inverses -------------------------------------------------------------------


@implements("linalg.solve")
def solve(a: Any, b: Any) -> Any:
    """x + y - inv(A) D y, where y = inv(A) (c - D x): A changes by D, b by c."""
    b = array_of(b)
    vector = b.ndim == 1
    given = arguments(a, b, cores=(2, 1 if vector else 2))
    av, bv = given.values
    d, c = given.changes
    x = np.linalg.solve(av, bv)
    if vector:
        x, c = x[..., None], c.map(lambda rows: rows[..., None])
    with np.errstate(all="ignore"):
        y = (c - d @ x).map(lambda rows: solved(av, rows))
        if given.curved:
            y = y - (d @ y).map(lambda rows: solved(av, rows))
    if vector:
        x, y = x[..., 0], y.map(lambda rows: rows[..., 0])
    return given.build(x, y, 1 if vector else 2)


@implements("linalg.inv")
def inv(a: Any) -> Any:
    """X - X D X + X D X D X"""
    given = arguments(a)
    x = np.linalg.inv(given.values[0])
    with np.errstate(all="ignore"):
        d = x @ given.changes[0]
        return given.build(x, (d @ d - d if given.curved else -d) @ x, 2)


@implements("linalg.tensorsolve")
def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    plain = np.linalg.tensorsolve(value_of(array_of(a)), value_of(array_of(b)), axes)
    a, b = array_of(a), array_of(b)
    if axes is not None:
        ends = [i % a.ndim for i in axes]
        order = [i for i in range(a.ndim) if i not in ends] + ends
        a = viewed(lambda v: v.transpose(order), a)
    n = math.prod(plain.shape)
    x = solve(viewed(lambda v: v.reshape(n, n), a), viewed(lambda v: v.reshape(-1), b))
    return viewed(lambda v: v.reshape(plain.shape), x)


@implements("linalg.tensorinv")
def tensorinv(a: Any, ind: int = 2) -> Any:
    a = array_of(a)
    n = math.prod(np.linalg.tensorinv(value_of(a), ind).shape[a.ndim - ind :])
    x = inv(viewed(lambda v: v.reshape(n, n), a))
    return viewed(lambda v: v.reshape(a.shape[ind:] + a.shape[:ind]), x)


@implements("linalg.matrix_power")
def matrix_power(a: Any, n: int) -> Any:
    a = array_of(a)
    plain = np.linalg.matrix_power(value_of(a), n)
    if n == 0:
        return arguments(a).build(plain, Change(), 2)
    if n < 0:
        a, n = inv(a), -n
    power = None
    while True:
        if n & 1:
            power = a if power is None else matmul(power, a)
        n >>= 1
        if not n:
            break
        a = matmul(a, a)
    given = arguments(power)
    return given.build(plain, given.changes[0], 2)


# ---- determinants ----------------------------------------------------------------------------------------


@implements("linalg.det")
def det(a: Any) -> Any:
    a = array_of(a)
    plain = np.linalg.det(value_of(a))
    n = a.shape[-1]
    if 0 < n <= 4:
        return revalued(_expanded(a, n), plain)
    given = real("linalg.det", arguments(a))
    with np.errstate(all="ignore"):
        change = _changes_of_determinants(given) if n else Change()
    return given.build(plain, change, 0)


NEXT, AFTER = [1, 2, 0], [2, 0, 1]
FIRSTS, SECONDS = [0, 0, 0, 1, 1, 2], [1, 2, 3, 2, 3, 3]
SIGNS = np.array([1, -1, 1, 1, -1, 1])  # of pairs of columns, each beside that of the other two columns


def _expanded(a: Array, n: int) -> Any:
    """By minors, with no rounding but that of products and sums: exact where entries are small integers."""
    rows = [a[..., i, :] for i in range(n)]
    if n == 1:
        return rows[0][..., 0]
    if n == 2:
        return rows[0][..., 0] * rows[1][..., 1] - rows[0][..., 1] * rows[1][..., 0]
    if n == 3:
        return np.sum(rows[0] * _minors(rows[1], rows[2], NEXT, AFTER), axis=-1)
    upper, lower = (_minors(x, y, FIRSTS, SECONDS) for x, y in (rows[:2], rows[2:]))
    return np.sum(upper * SIGNS * lower[..., ::-1], axis=-1)


def _minors(x: Array, y: Array, i: list[int], j: list[int]) -> Any:
    return x[..., i] * y[..., j] - x[..., j] * y[..., i]


def _half(change: Change) -> Change:
    return change * 0.5


def _changes_of_determinants(given: Arguments) -> Change:
    """From A = U S V': det(A + D) = det(U V') det(S + T), T = U' D V, right at singular matrices too."""
    v, d, grown = _balanced(given.values[0], given.changes[0])
    u, s, vh = np.linalg.svd(v)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    sign = np.where(sign < 0, -1.0, 1.0).astype(v.dtype)
    others = _products_of_others(s) * sign[..., None]
    adjugate = (u * others[..., None, :]) @ vh  # transposed: it meets D element by element
    slopes = d.map(lambda rows: np.sum(rows * adjugate, axis=(-1, -2)))
    slopes = Change(*(_grown(part, by) for part, by in zip(slopes.parts, grown, strict=False)))
    if not given.curved:
        return slopes
    t = transposed(u) @ d.firsts @ transposed(vh)
    n = s.shape[-1]
    without = np.where(np.eye(n, dtype=bool), 1, s[..., None, :])  # row i has 1 in place of s_i
    weights = _products_of_others(without) * sign[..., None, None] * (1 - np.eye(n, dtype=v.dtype))
    diagonal = t.map(diagonal_of)
    twice = pairs(
        lambda x, y: np.vecdot(np.matmul(x[..., None, :], weights)[..., 0, :], y), diagonal, diagonal
    )
    crossed = pairs(lambda x, y: np.sum(x * transposed(y), axis=(-1, -2)), t * weights, t)
    return slopes + _half(twice - crossed).map(lambda rows: _grown(rows, grown[3]))


def _balanced(v: Array, d: Change) -> tuple[Array, Change, tuple[Any, Any, Any, Any]]:
    """Matrices whose rows and columns are of like size, as singular values of others lose small ones.

    Sizes are powers of two, which cost no digits. Each row of the parts gets a size of its own, or their
    products could overflow. The last are the exponents that e1, e2, e12 and products of e1 and e2 need.
    """
    rows, columns = _sizes(v)
    sizes = rows + columns
    total = np.sum(rows, (-1, -2), rows.dtype) + np.sum(columns, (-1, -2), rows.dtype)
    found: list[Any] = []
    grown: list[Any] = []
    for part in d.parts:
        if part is None:
            found.append(None)
            grown.append(None)
            continue
        own = _exponents(part, (-1, -2), -sizes)
        found.append(np.ldexp(part, -sizes - own))
        grown.append(own[..., 0, 0] + total)
    both = None if grown[0] is None or grown[1] is None else grown[0][:, None] + grown[1] - total
    return np.ldexp(v, -sizes), Change(*found), (*grown, both)


def _sizes(v: Array) -> tuple[Array, Array]:
    """Exponents of rows and columns, nearest to those of the elements in the sense of least squares.

    See Curtis and Reid, J. Inst. Maths Applics 10 (1972) 118. Matrices that this does not help keep theirs.
    """
    rows = np.zeros((*v.shape[:-1], 1))
    columns = transposed(rows)
    usual = _evenness(v)
    if not (usual < 1e-3).any():
        return rows.astype(np.intc), columns.astype(np.intc)
    given = v != 0
    exponents = np.where(given, np.frexp(v)[1], 0)
    in_row, in_column = (np.maximum(np.sum(given, i, keepdims=True), 1) for i in (-1, -2))
    for _ in range(20):
        rows = np.sum((exponents - columns) * given, -1, keepdims=True) / in_row
        columns = np.sum((exponents - rows) * given, -2, keepdims=True) / in_column
    rows, columns = (np.rint(x).astype(np.intc) for x in (rows, columns))  # intc: as ldexp has them
    better = (_evenness(np.ldexp(v, -rows - columns)) > usual)[..., None, None]
    return rows * better, columns * better


def _evenness(v: Array) -> Array:
    """The smallest singular value but one over the largest: the smallest is rounding where det is 0."""
    s = np.linalg.svd(v, compute_uv=False)
    return s[..., -2] / np.where(s[..., 0] == 0, 1, s[..., 0])


def _exponents(x: Array, axis: Any, more: Any = 0) -> Array:
    """The exponents of the largest numbers along axes, which are kept; 0 where all are 0."""
    given = np.isfinite(x) & (x != 0)
    least = -(2**30)
    found = np.max(np.where(given, np.frexp(x)[1] + more, least), axis=axis, keepdims=True)
    return np.where(found == least, 0, found)


def _grown(part: Any, by: Any) -> Any:
    return None if part is None else np.ldexp(part, by)


def _products_of_others(s: Array) -> Array:
    """For each element the product of the others along the last axis, without division."""
    ones = np.ones_like(s[..., :1])
    before = np.cumprod(np.concatenate([ones, s[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([ones, s[..., :0:-1]], axis=-1), axis=-1)
    return before * after[..., ::-1]


@implements("linalg.slogdet")
def slogdet(a: Any) -> Any:
    """log|det(A + D)| = log|det(A)| + tr(T) - tr(T T) / 2, T = inv(A) D; the sign is plain."""
    given = real("linalg.slogdet", arguments(a))
    v, d = given.values[0], given.changes[0]
    plain = np.linalg.slogdet(v)
    with np.errstate(all="ignore"):
        x = inverse(v)
        change = d.map(lambda rows: np.sum(rows * transposed(x), axis=(-1, -2)))
        if given.curved:
            t = x @ d.firsts
            change = change - _half(pairs(lambda x, y: np.sum(x * transposed(y), axis=(-1, -2)), t, t))
    return type(plain)(plain[0], given.build(plain[1], change, 0))


# ---- least squares ---------------------------------------------------------------------------------------


@implements("linalg.pinv")
def pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = np._NoValue) -> Any:
    if is_dual(rcond) or is_dual(rtol):
        raise errors.refused_function("numpy.linalg.pinv", "rcond and rtol must be plain, pass rcond.value")
    given = real("linalg.pinv", arguments(a))
    v = given.values[0]
    keywords: dict[str, Any] = {} if rtol is np._NoValue else {"rtol": rtol}
    plain = np.linalg.pinv(v, rcond, hermitian, **keywords)
    if v.size == 0:
        return given.build(plain, Change(), 2)
    if hermitian:
        given, v = given.mirrored(False), mirrored(v, False)
    if rcond is None:
        rcond = max(v.shape[-2:]) * np.finfo(v.dtype).eps if rtol is None else rtol
    if rcond is np._NoValue:
        rcond = 1e-15
    u, s, vh = np.linalg.svd(v, full_matrices=False)
    kept = s > np.asarray(rcond)[..., None] * s[..., :1]
    with np.errstate(all="ignore"):
        return given.build(plain, pseudoinverse(given.changes[0], u, s, vh, kept), 2)


def pseudoinverse(d: Change, u: Array, s: Array, vh: Array, kept: Array) -> Change:
    """How the pseudoinverse of A = U S V' changes with D, where singular values that are not kept stay 0.

    With K = S + U' D V, N = (I - V V') D' U / K' and M = (I - U U') D V / K, pinv(A + D) is
    (V + N - V N' N) / K (U + M - U M' M)' up to terms of third order. At first order this is (4.12) of
    Golub and Pereyra, SIAM J. Numer. Anal. 10 (1973) 413.
    """
    u, v = u * kept[..., None, :], transposed(vh) * kept[..., None, :]
    over = np.where(kept, 1 / np.where(kept, s, 1), 0).astype(s.dtype)
    si = over[..., None] * np.eye(s.shape[-1], dtype=s.dtype)
    ut = transposed(u)
    t = ut @ d @ v
    z = si @ (-t @ si + t @ si @ t @ si)
    n = d.T @ u - v @ t.T
    m = d @ v - u @ t
    if kept.all() and u.shape[-2] == u.shape[-1]:
        m = Change()
    if kept.all() and v.shape[-2] == v.shape[-1]:
        n = Change()
    n = n @ si + n @ z.T
    m = m @ si + m @ z
    p = n - v @ (n.T @ n)
    q = (m - u @ (m.T @ m)).T
    result: Change = v @ z @ ut + p @ si @ ut + v @ si @ q + p @ z @ ut + v @ z @ q + p @ si @ q
    return result + (Change() if kept.all() else _lost(d, u, v, si))


def _lost(d: Change, u: Array, v: Array, si: Array) -> Change:
    """NaN in the directions in which the rank changes, else 0: they are not those of a derivative."""
    ut, vt = transposed(u), transposed(v)
    left = np.eye(u.shape[-2], dtype=u.dtype) - u @ ut
    right = np.eye(v.shape[-2], dtype=v.dtype) - v @ vt
    bent = d @ (v @ si @ ut) @ d
    rest = left @ (d - bent) @ right
    small = 1e3 * max(u.shape[-2], v.shape[-2]) * float(np.finfo(u.dtype).eps)
    size = d.map(_largest) + bent.map(_largest)

    def judged(part: Any, whole: Any) -> Any:
        return None if part is None else np.where(_largest(part) > small * whole, np.nan, 0.0)

    return Change(*(judged(part, whole) for part, whole in zip(rest.parts, size.parts, strict=True)))


def _largest(rows: Array) -> Array:
    return np.max(abs(rows), (-1, -2), keepdims=True)


@implements("linalg.lstsq")
def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """x = pinv(A) b, for as many singular values as NumPy uses."""
    a, b = array_of(a), array_of(b)
    real("linalg.lstsq", arguments(a, b, cores=(2, 1)))
    av = value_of(a)
    plain = np.linalg.lstsq(av, value_of(b), rcond)
    rank = int(plain[2])
    if min(av.shape) == 0:
        given = arguments(a, b, cores=(2, b.ndim))
        return (given.build(plain[0], Change(), b.ndim), *plain[1:])
    singular: Any = plain[3]
    u, s, vh = np.linalg.svd(av.astype(plain[0].dtype), full_matrices=False)
    x = (transposed(vh[:rank]) / s[:rank]) @ transposed(u[:, :rank])
    if is_dual(a):
        given = arguments(a)
        with np.errstate(all="ignore"):
            change = pseudoinverse(given.changes[0], u, s, vh, np.arange(s.size) < rank)
        x = given.build(x, change, 2)
        singular = revalued(np.linalg.svdvals(a), singular)
    x = x @ b
    residuals: Any = plain[1]
    if residuals.size:
        rest = b - a @ x
        residuals = revalued(np.einsum("i...,i...->...", rest, rest), plain[1])
    return revalued(x, plain[0]), residuals, plain[2], singular


def revalued(x: Any, plain: Any) -> Any:
    """x with the value that NumPy has found, and its shape."""
    frame, ((_, *parts),) = operands(x)
    shape = np.shape(plain)
    return frame.build(
        plain,
        *(
            None if p is None else p.reshape(p.shape[:n] + shape)
            for n, p in zip((1, 1, 2), parts, strict=True)
        ),
    )


# ---- numbers without slopes ------------------------------------------------------------------------------


@implements("linalg.matrix_rank")
def matrix_rank(A: Any, tol: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:  # noqa: N803
    a, tol, rtol = (value_of(x) if is_dual(x) else x for x in (array_of(A), tol, rtol))
    return np.linalg.matrix_rank(a, tol, hermitian, rtol=rtol)


@implements("linalg.matrix_transpose")
def matrix_transpose(x: Any) -> Any:
    return viewed(np.matrix_transpose, x)


@implements("linalg.diagonal")
def diagonal(x: Any, *, offset: int = 0) -> Any:
    return viewed(lambda v: np.diagonal(v, offset, -2, -1), x)
