"""Polynomials as arrays of coefficients, and the products of sequences that they are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.folding import (
    NUMPY,
    constant,
    filled,
    joined,
    plain_of,
    reshaped,
    spread,
    valued,
)
from dualnum.numpy_functions.lifting import (
    array_of,
    bilinear,
    implements,
    is_dual,
    linear_rows,
    operands,
    plain_values,
    value_of,
)
from dualnum.numpy_functions.reductions import running

# ---- sequences -------------------------------------------------------------------------------------------


@implements("convolve")
def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    return bilinear(lambda x, y: NUMPY.convolve(x, y, mode), vector(a), vector(v))


@implements("correlate")
def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    return bilinear(lambda x, y: NUMPY.correlate(x, y, mode), array_of(a), array_of(v))


def vector(x: Any) -> Any:
    x = array_of(x)
    return x if x.ndim else reshaped(x, (1,))


# ---- values ----------------------------------------------------------------------------------------------


@implements("polyval")
def polyval(p: Any, x: Any) -> Any:
    """Horner's rule, as NumPy has it."""
    value = np.polyval(plain_of(p), plain_of(x))
    p, x = array_of(p), array_of(x)
    if len(p) == 0:
        return constant(value, p, x)
    result = p[0] + np.zeros(x.shape)
    for i in range(1, len(p)):
        result = result * x + p[i]
    return valued(spread(array_of(result), np.shape(value)), value)


@implements("vander")
def vander(x: Any, N: Any = None, increasing: bool = False) -> Any:  # noqa: N803
    value = np.vander(plain_of(x), N, increasing)
    x = array_of(x)
    n, m = value.shape
    columns = [np.ones((n, min(m, 1)))]
    if m > 1:
        columns.append(running(lambda a, b: a * b, spread(reshaped(x, (n, 1)), (n, m - 1))))
    powers = joined(columns) if m > 1 else reshaped(x, (n, 1))[:, :m] * 0.0
    return valued(powers if increasing else powers[:, ::-1], value)


# ---- arithmetic ------------------------------------------------------------------------------------------


def with_zeros(x: Any, n: int) -> Any:
    """Coefficients of a polynomial of n terms."""
    x = vector(x)
    return x if len(x) >= n else joined([np.zeros(n - len(x)), x])


def last_terms(name: str, x: Any, n: int) -> Any:
    """The last n coefficients: NumPy drops leading ones that are 0."""
    first = len(x) - n
    if first > 0 and varies(x[:first]):
        raise errors.refused_function(f"numpy.{name}", "a leading coefficient of the result is 0, but varies")
    return x[max(first, 0) :]


def varies(x: Any) -> bool:
    _, ((_, *parts),) = operands(x)
    return any(part is not None and part.any() for part in parts)


@implements("polyadd")
def polyadd(a1: Any, a2: Any) -> Any:
    n = max(len(vector(a1)), len(vector(a2)))
    return valued(with_zeros(a1, n) + with_zeros(a2, n), np.polyadd(plain_of(a1), plain_of(a2)))


@implements("polysub")
def polysub(a1: Any, a2: Any) -> Any:
    n = max(len(vector(a1)), len(vector(a2)))
    return valued(with_zeros(a1, n) - with_zeros(a2, n), np.polysub(plain_of(a1), plain_of(a2)))


@implements("polymul")
def polymul(a1: Any, a2: Any) -> Any:
    value = np.polymul(plain_of(a1), plain_of(a2))
    if not (np.size(plain_of(a1)) and np.size(plain_of(a2))):
        return constant(value, a1, a2)
    return valued(last_terms("polymul", convolve(a1, a2), len(value)), value)


@implements("polydiv")
def polydiv(u: Any, v: Any) -> Any:
    """Long division. Leading terms of the remainder are dropped by value, as NumPy drops them."""
    quotient, remainder = np.polydiv(plain_of(u), plain_of(v))
    given = (u, v)
    u, v = vector(u) + 0.0, vector(v) + 0.0
    n = len(v)
    terms = []
    for _ in range(len(u) - n + 1):
        terms.append(reshaped(array_of(u[0] / v[0]), (1,)))
        u = joined([u[1:n] - terms[-1] * v[1:], u[n:]])
    slopes = joined(terms) if terms else np.zeros(len(quotient))
    rest = last_terms("polydiv", u, len(remainder)) if len(u) else np.zeros(len(remainder))
    return valued(slopes, quotient, *given), valued(rest, remainder, *given)


@implements("polyder")
def polyder(p: Any, m: int = 1) -> Any:
    return linear_rows(lambda v: np.polyder(v, m), lambda rows: np.array([np.polyder(r, m) for r in rows]), p)


@implements("polyint")
def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    if m != int(m):
        raise errors.refused_function("numpy.polyint", f"the order {m!r} is no integer")
    m = int(m)
    value = np.polyint(plain_of(p), m, plain_of(k))
    p = vector(p)
    constants = spread(np.zeros(1) if k is None else vector(k), (max(m, 1),))
    for i in range(m):
        p = joined([p / np.arange(len(p), 0, -1), constants[i : i + 1]])
    return valued(p, value)


@implements("poly")
def poly(seq_of_zeros: Any) -> Any:
    """The product of the factors x - zero."""
    zeros = array_of(seq_of_zeros)
    if zeros.ndim > 1:
        raise errors.refused_function("numpy.poly", "of a matrix: pass its eigenvalues")
    value = np.asarray(np.poly(value_of(zeros)))
    given, zeros = zeros, vector(zeros)
    a: Any = np.ones(1)
    for i in range(len(zeros)):
        a = joined([a, np.zeros(1)]) - joined([np.zeros(1), zeros[i] * a])
    return valued(a if value.dtype.kind == "c" or value_of(a).dtype.kind != "c" else a.real, value, given)


@implements("polyfit")
def polyfit(
    x: Any, y: Any, deg: Any, rcond: Any = None, full: bool = False, w: Any = None, cov: Any = False
) -> Any:
    if full or cov:
        raise errors.no_array_keyword("numpy.polyfit", "full=" if full else "cov=")
    value = np.polyfit(plain_of(x), plain_of(y), deg, plain_values("polyfit", rcond), w=plain_of(w))
    x, y = array_of(x) + 0.0, array_of(y) + 0.0
    a = vander(x, int(deg) + 1) if is_dual(x) else np.vander(x, int(deg) + 1)
    if w is not None:
        w = array_of(w)
        a, y = a * w[:, None], (y * w if y.ndim == 1 else y * w[:, None])
    size = np.sum(a * a, axis=0)
    scale = np.sqrt(filled(value_of(size) != 0, size, 1.0))  # of a column; too few points depend on it
    if rcond is None:
        rcond = x.size * np.finfo(value_of(x).dtype).eps
    c = np.linalg.lstsq(a / scale, y, rcond)[0]
    return valued(c / (scale if y.ndim == 1 else scale[:, None]), value)


@implements("roots")
def roots(p: Any) -> Any:
    """Zeros r of p: a simple one moves by -p(r) / p'(r), a Newton step."""
    p = vector(p)
    v = value_of(p)
    found = np.roots(v)
    if found.size == 0:
        return constant(found, p)
    first, last = np.flatnonzero(v)[[0, -1]]
    if varies(p[:first]) or varies(p[last + 1 :]):
        raise errors.refused_function("numpy.roots", "a first or last coefficient is 0, but varies")
    n = len(found) - (len(v) - 1 - int(last))
    p = p[first : last + 1]
    step = np.polyder(value_of(p))
    with np.errstate(all="ignore"):
        simple = np.where(np.polyval(step, found[:n]) == 0, np.nan, found[:n])
        r: Any = simple
        for _ in range(2):  # one step for each order of derivatives
            r = r - polyval(p, r) / polyval(polyder(p), r)
    zero = 0.0 * found[n:]
    return valued(joined([r, zero]) if len(zero) else r, found)
