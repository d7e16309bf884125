"""Truncated power series as arrays of coefficients: products, quotients and term-by-term recurrences.

An array c of n coefficients stands for c[0] + c[1] t + ... + c[n-1] t^(n-1); every function takes and
returns arrays of one length. A coefficient that is not known is NaN. The recurrences follow from a
differential equation by comparing coefficients; they keep the result in reverse, so that each term is
one scalar product of contiguous slices. None of them warns: callers switch NumPy's warnings off.

References
----------
Griewank, Walther: Evaluating Derivatives, 2nd edition, SIAM 2008, chapter 13, tables 13.1 and 13.2.
Knuth: The Art of Computer Programming, volume 2, 3rd edition, section 4.7, equation (9): powers.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Coefficients = NDArray[np.float64]

# ---- parts --------------------------------------------------------------------------------------------


def leading(u: Coefficients) -> int:
    """The index of the first coefficient that is not exactly 0; the length if there is none."""
    found = u.nonzero()[0]
    return int(found[0]) if found.size else len(u)


def sides(u: Coefficients) -> tuple[float, float]:
    """The signs of a series just left and just right of the point; NaN if it does not tell."""
    at = leading(u)
    if at == len(u):
        return math.nan, math.nan
    sign = float(np.sign(u[at]))
    return (-sign if at % 2 else sign), sign


def meet(left: Coefficients, right: Coefficients, value: float | None = None) -> Coefficients:
    """The coefficients of a function that is `left` on one side and `right` on the other.

    The first in which they differ is their mean, as the slope at a kink, and what follows is NaN: there
    is no Taylor series. With a value of its own at the point (at a jump) that is the first coefficient.
    """
    y = right.copy()
    if value is not None and not left[0] == right[0] == value:
        y[0], y[1:] = value, np.nan
        return y
    differ = (left != right).nonzero()[0]
    if differ.size:
        at = int(differ[0])
        y[at], y[at + 1 :] = 0.5 * left[at] + 0.5 * right[at], np.nan
    return y


def times_power(u: Coefficients, m: int, n: int) -> Coefficients:
    """t^m u as n coefficients: what u does not tell of the last ones is NaN."""
    y = np.full(n, np.nan)
    y[:m] = 0.0
    y[m : m + len(u)] = u[: max(n - m, 0)]
    return y


def slope(u: Coefficients) -> Coefficients:
    """The series of the derivative, with a last coefficient that is not used."""
    v = u * np.arange(len(u))
    v[:-1] = v[1:]
    return v


def integral(value: float, d: Coefficients) -> Coefficients:
    """The series of this value and this slope."""
    y = np.empty(len(d))
    y[0] = value
    np.divide(d[:-1], np.arange(1.0, len(d)), out=y[1:])
    return y


# ---- algebra ------------------------------------------------------------------------------------------


def product(u: Coefficients, v: Coefficients) -> Coefficients:
    return np.convolve(u, v)[: len(u)]


def quotient(u: Coefficients, v: Coefficients) -> tuple[Coefficients, bool]:
    """u / v, and whether it was reduced by zeros: then as many of the last coefficients are NaN."""
    n = len(u)
    if v[0] != 0:
        return _regular_quotient(u, v), False
    m = leading(v)
    if m == n or leading(u) < m:  # a pole, or not known to be none
        y = np.full(n, np.nan)
        y[0] = np.divide(u[0], v[0])
        return y, m == n
    return times_power(_regular_quotient(u[m:], v[m:]), 0, n), True


def _regular_quotient(u: Coefficients, v: Coefficients) -> Coefficients:
    n, lead, rest = len(u), float(v[0]), v[1:]
    y = np.empty(n)
    terms = u.tolist()
    y[n - 1] = terms[0] / lead
    for k in range(1, n):
        y[n - 1 - k] = (terms[k] - float(rest[:k].dot(y[n - k :]))) / lead
    return y[::-1].copy()


def whole_power(u: Coefficients, a: int) -> Coefficients:
    """u^a for an integer a >= 0 by repeated squaring: of a polynomial a polynomial, its zeros exact."""
    y = None
    while True:
        if a & 1:
            y = u if y is None else product(y, u)
        a >>= 1
        if not a:
            break
        u = product(u, u)
    if y is None:
        y = np.zeros(len(u))
        y[0] = 1.0
    return y


def real_power(u: Coefficients, a: float, value: float) -> Coefficients:
    """u^a for u[0] != 0: u y' = a u' y, so k u0 y_k = sum of (a j - (k - j)) u_j y_(k-j), j = 1 ... k."""
    n, lead, rest = len(u), float(u[0]), u[1:]
    scaled, down = a * np.arange(1.0, n), np.arange(n - 1.0, -1.0, -1.0)
    y = np.empty(n)
    y[n - 1] = value
    for k in range(1, n):
        y[n - 1 - k] = float(((scaled[:k] - down[n - k :]) * rest[:k]).dot(y[n - k :])) / (k * lead)
    return y[::-1].copy()


def root_at_zero(u: Coefficients, a: Fraction, odd: bool = False) -> tuple[Coefficients, bool]:
    """u^a for u[0] = 0 and a fraction a > 0, and whether more terms of u would tell more.

    With u = t^m w it is |t|^(m a) w^a for even m, and defined on one side only for odd m. An odd root
    is sign(t)^m |t|^(m a) w^a on both sides.
    """
    n, m = len(u), leading(u)
    e = m * a
    if m == n:
        return times_power(u[:0], min(math.ceil(e), n), n), True
    lead = float(u[m])
    whole = e.denominator == 1
    one_sided = bool(m % 2) and not odd
    y = np.zeros(n)
    if not (lead > 0 or odd or (lead < 0 and one_sided)):
        y[1:] = np.nan
    elif whole and not one_sided:
        at = int(e)
        root = real_power(u[m:], float(a), math.copysign(np.power(abs(lead), float(a)), lead))
        right = times_power(root, at, n)
        return meet(right if (at + m * odd) % 2 == 0 else -right, right), at < m
    else:  # the first derivative that does not exist is infinite, of one sign or of two
        at = math.ceil(e)
        left_sign = (-1.0) ** at * ((-1.0) ** m if odd else 1.0)
        signs = {left_sign if lead < 0 else 1.0} if one_sided else {left_sign, 1.0}
        sign = math.copysign(1.0, lead) if odd else 1.0
        y[at : at + 1] = np.nan if whole or len(signs) > 1 else sign * signs.pop() * math.inf
        y[at + 1 :] = np.nan
    return y, False


# ---- functions defined by a differential equation -----------------------------------------------------


def linear(u: Coefficients, value: float) -> Coefficients:
    """y' = y u', the exponential function."""
    n, v = len(u), slope(u)
    y = np.empty(n)
    y[n - 1] = value
    for k in range(1, n):
        y[n - 1 - k] = float(v[:k].dot(y[n - k :])) / k
    return y[::-1].copy()


def sine_and_cosine(u: Coefficients, sin: float, cos: float) -> NDArray[np.complex128]:
    """y' = i u' y of these values: cos + i sin in one recurrence."""
    n, v = len(u), 1j * slope(u)
    y = np.empty(n, dtype=np.complex128)
    y[n - 1] = complex(cos, sin)
    for k in range(1, n):
        y[n - 1 - k] = complex(v[:k].dot(y[n - k :])) / k
    return y[::-1]


def hyperbolic_pair(u: Coefficients, sinh: float, cosh: float) -> Coefficients:
    """y' = z u', z' = y u' of these values, as two rows."""
    n, v = len(u), slope(u)
    yz = np.empty((2, n))
    yz[:, n - 1] = sinh, cosh
    for k in range(1, n):
        dz, dy = yz[:, n - k :].dot(v[:k]).tolist()
        yz[0, n - 1 - k] = dy / k
        yz[1, n - 1 - k] = dz / k
    return yz[:, ::-1]


def quadratic(u: Coefficients, value: float, d: float, c: float, sign: int) -> Coefficients:
    """y' = w u' with w = d + c (y - y0) + sign (y - y0)^2.

    That is the tangent, with d = 1 + y0^2, c = 2 y0 and sign 1; and the logistic function, with
    d = y0 (1 - y0), c = 1 - 2 y0 and sign -1.
    """
    n, v = len(u), slope(u)
    y, backward, w = np.empty(n), np.empty(n), np.empty(n)
    y[0] = value
    w[n - 1] = d
    for k in range(1, n):
        yk = float(v[:k].dot(w[n - k :])) / k
        y[k] = backward[n - k] = yk
        w[n - 1 - k] = c * yk + sign * float(y[1:k].dot(backward[n - k + 1 :]))
    return y


def composed(f: Coefficients, u: Coefficients) -> Coefficients:
    """The series with coefficients f about u[0], at u: Horner's scheme, or one product for a linear u."""
    h = u.copy()
    h[0] = 0.0
    if not h[2:].any():
        return f * np.cumprod(np.concatenate([[1.0], np.full(len(u) - 1, h[1] if len(u) > 1 else 0.0)]))
    y = np.zeros(len(u))
    y[0] = f[-1]
    for coefficient in f[-2::-1].tolist():
        y = product(y, h)
        y[0] += coefficient
    return y


# ---- coefficients about a point -----------------------------------------------------------------------


def sinc_about(x: float, value: float, sin: float, cos: float, n: int) -> Coefficients:
    """Coefficients of sin(pi x) / (pi x), from its value and the sine and cosine of pi x.

    x y = s = sin(pi x) / pi gives x y_k + y_(k-1) = s_k. Going up is stable while s_k |x|^k grows, that
    is for k < pi |x|, and going down from far beyond is stable above (Miller's algorithm, DLMF 3.6).
    """
    grows = int(min(math.pi * abs(x), n - 1))
    last = max(n, grows) + 40
    turn = (sin, cos, -sin, -cos)
    s, factor = [0.0] * (last + 1), 1.0 / math.pi
    for k in range(last + 1):
        s[k] = turn[k % 4] * factor
        factor *= math.pi / (k + 1)
    y = [0.0] * (last + 1)
    y[0] = value
    for k in range(1, grows + 1):
        y[k] = (s[k] - y[k - 1]) / x
    for k in range(last, grows + 1, -1):
        y[k - 1] = s[k] - x * y[k]
    return np.array(y[:n])


def zetas(x: float, n: int) -> Coefficients:
    """Hurwitz' zeta(s, x) for s = 2 ... n + 1 and x > 0: Euler and Maclaurin's formula, DLMF 25.11.5.

    The sum is taken up to x + N > s + 10, where the terms of the remainder fall by a factor of 30 each.
    """
    s = np.arange(2.0, n + 2.0)
    terms = max(math.ceil(n + 12 - x), 1)
    y: Coefficients = np.power((x + np.arange(terms))[:, None], -s).sum(axis=0)
    a = x + terms
    term = np.power(a, -s)
    y += np.power(a, 1 - s) / (s - 1) + 0.5 * term
    term = term * s / a
    for k, b in enumerate(BERNOULLI, 1):
        y += b * term
        term = term * (s + 2 * k - 1) * (s + 2 * k) / (a * a)
    return y


BERNOULLI = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600]
"""B_2k / (2k)!, DLMF 24.2."""
BERNOULLI += [-3617 / 10670622842880000, 43867 / 5109094217170944000]
