"""Special functions with first and second derivatives, named as in scipy.special.

Those of the table (`dualnum.functions`) and those of `RULES` work element by element on numbers, arrays
and dual numbers of every kind, mixed and broadcast; `logsumexp`, `softmax` and `log_softmax` work along
axes. SciPy is needed for the values of some (``pip install 'dualnum[scipy]'``) and imported at their first
call. ``scipy.special.ndtr(x)`` of a dual x finds the same rule.

A derivative that is not built in, such as that of `gammainc` in its first argument, is refused by name.

Examples
--------
>>> import dualnum as dn
>>> from dualnum import special
>>> print(f"{dn.derivative(special.log_ndtr)(-50.0):.12f}")
50.019984031906
>>> dn.grad(lambda p: special.betaln(p[0], p[1]))([1.0, 1.0])
[-1.0, -1.0]
>>> print(f"{dn.derivative(lambda x: special.jv(0, x), order=2)(0.0):.3f}")
-0.500
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import SPECIAL
from dualnum._rule import chain_rule, fixed_argument, is_dual, order_of, value_of
from dualnum.functions import (
    FUNCTIONS,
    digamma,
    erf,
    erfc,
    expit,
    gammaln,
    logit,
    psi,
    softplus,
    xlogy,
)
from dualnum.special import rules

Axis = int | tuple[int, ...] | None

_rows = rules.RULES
_exp, _log, _log1p = (FUNCTIONS[name] for name in ("exp", "log", "log1p"))

# ---- element by element -----------------------------------------------------------------------------------

erfcx, erfi, erfinv, erfcinv = (_rows[name] for name in ("erfcx", "erfi", "erfinv", "erfcinv"))
ndtr, log_ndtr, ndtri = (_rows[name] for name in ("ndtr", "log_ndtr", "ndtri"))
gamma, rgamma, loggamma, polygamma = (_rows[name] for name in ("gamma", "rgamma", "loggamma", "polygamma"))
beta, betaln, gammainc, gammaincc = (_rows[name] for name in ("beta", "betaln", "gammainc", "gammaincc"))
betainc, betaincc, stdtr = (_rows[name] for name in ("betainc", "betaincc", "stdtr"))
jv, j0, j1, yv, yn, y0, y1 = (_rows[name] for name in ("jv", "j0", "j1", "yv", "yn", "y0", "y1"))
iv, i0, i1, ive, i0e, i1e = (_rows[name] for name in ("iv", "i0", "i1", "ive", "i0e", "i1e"))
kv, kn, k0, k1, kve, k0e, k1e = (_rows[name] for name in ("kv", "kn", "k0", "k1", "kve", "k0e", "k1e"))
exp1, expi, expn = (_rows[name] for name in ("exp1", "expi", "expn"))
xlog1py, entr, rel_entr, kl_div = (_rows[name] for name in ("xlog1py", "entr", "rel_entr", "kl_div"))
exprel, huber, pseudo_huber = (_rows[name] for name in ("exprel", "huber", "pseudo_huber"))
boxcox, boxcox1p = (_rows[name] for name in ("boxcox", "boxcox1p"))
inv_boxcox, inv_boxcox1p = (_rows[name] for name in ("inv_boxcox", "inv_boxcox1p"))
jn = jv


def log_expit(x: Any) -> Any:
    """The logarithm of `expit`, log(1 / (1 + exp(-x))).

    Examples
    --------
    >>> from dualnum import Dual, special
    >>> special.log_expit(Dual(-1000.0, 1.0))
    Dual(-1000.0, 1.0)
    """
    return -softplus(-x)


def sici(x: Any) -> tuple[Any, Any]:
    """The sine integral of x and the cosine integral of its absolute value.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.derivative(lambda x: dn.special.sici(x)[0])(0.0)
    1.0
    """
    return _rows["_si"](x), _rows["_ci"](x)


def zeta(x: Any, q: Any = 1.0) -> Any:
    """Hurwitz' zeta function, the sum of (q + k)^-x over k = 0, 1, ...: Riemann's for q = 1.

    It is differentiated by q; its derivative in x is refused.

    Examples
    --------
    >>> import dualnum as dn
    >>> print(f"{dn.derivative(lambda q: dn.special.zeta(2.0, q))(1.0):.12f}")
    -2.404113806319
    """
    return _rows["_zeta"](x, q)


RULES: dict[str, Callable[..., Any]] = {
    **{name: f for name, f in _rows.items() if name not in ("_si", "_ci")},
    "erf": erf,
    "erfc": erfc,
    "expit": expit,
    "gammaln": gammaln,
    "log_expit": log_expit,
    "logit": logit,
    "psi": psi,
    "sici": sici,
    "softplus": softplus,
    "xlogy": xlogy,
}
"""What takes dual numbers, by the name of the ufunc of scipy.special."""

SPECIAL.update(RULES)  # where the ufuncs themselves look


def multigammaln(a: Any, d: int) -> Any:
    """The logarithm of the gamma function of d dimensions.

    Parameters
    ----------
    a : number or array, plain or dual
        Greater than (d - 1) / 2.
    d : int
        The dimension.

    Raises
    ------
    ValueError
        If d is no positive integer, or a is too small.

    Examples
    --------
    >>> from dualnum import Dual, special
    >>> special.multigammaln(Dual(2.0, 1.0), 1) == special.gammaln(2.0)
    True
    """
    if is_dual(d):
        raise fixed_argument("multigammaln", "d", "it is an integer")
    if not isinstance(d, (int, float, np.integer)) or d < 1 or d != np.floor(d):
        raise errors.ArgumentError(f"multigammaln() needs a positive integer d, got {d!r}")
    a = _array(a)
    if np.any(value_of(a) <= 0.5 * (d - 1)):
        raise errors.ArgumentError(f"multigammaln() needs a > (d - 1) / 2 = {0.5 * (d - 1):g}")
    total = 0.25 * d * (d - 1) * np.log(np.pi)
    for j in range(int(d)):
        total = gammaln(a - 0.5 * j) + total
    return total


# ---- along axes -------------------------------------------------------------------------------------------


def logsumexp(
    a: Any, axis: Axis = None, b: Any = None, keepdims: bool = False, return_sign: bool = False
) -> Any:
    """The logarithm of the sum of b exp(a), safe from overflow.

    Parameters
    ----------
    a : array, plain or dual
        The exponents; equal infinite ones share the slope.
    axis : int or tuple of int, optional
        What to sum over; everything by default.
    b : array, plain or dual, optional
        Factors, 1 by default.
    keepdims : bool
        Whether the axes stay, with length 1.
    return_sign : bool
        Whether to return the logarithm of the absolute value and the sign, a plain number or array;
        otherwise a negative sum gives NaN.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> dn.grad(dn.special.logsumexp)(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    a, b = _array(a), None if b is None else _array(b)
    with np.errstate(all="ignore"):
        shifted, value, sign = _log_sum(value_of(a), 1.0 if b is None else value_of(b), axis, keepdims)
        if not return_sign:
            value = np.where(sign < 0, np.nan, value)[()]
        if is_dual(a) or is_dual(b):
            terms = _exp(_with_value(a, shifted))
            total = np.sum(terms if b is None else b * terms, axis=axis, keepdims=keepdims)
            value = _with_value(_log(total * sign if return_sign else total), value)
    return (value, sign) if return_sign else value


def softmax(x: Any, axis: Axis = None) -> Any:
    """exp(x) over the sum of exp(x) along `axis`, which is everything by default.

    Of entries that are infinite the largest share the whole equally.

    Examples
    --------
    >>> import numpy as np
    >>> from dualnum import special
    >>> special.softmax(np.array([0.0, np.log(3.0)])).round(3)
    array([0.25, 0.75])
    """
    z, rest = _below_largest(x, axis)
    return _exp(z) / (1.0 + rest)


def log_softmax(x: Any, axis: Axis = None) -> Any:
    """The logarithm of `softmax`, also where that is close to 0 or 1.

    Examples
    --------
    >>> import numpy as np
    >>> from dualnum import special
    >>> special.log_softmax(np.array([1000.0, 0.0]))
    array([    0., -1000.])
    """
    z, rest = _below_largest(x, axis)
    return z - _log1p(rest)


def _array(x: Any) -> Any:
    return x if is_dual(x) else np.asarray(x, dtype=np.float64)


def _with_value(x: Any, value: Any) -> Any:
    """x with another value, for which its slopes are right: shifted by a constant, or rounded less."""
    if not is_dual(x):
        return value
    return chain_rule(value, [1.0], [[0.0]] if order_of([x]) == 2 else None, [x])


def _first_largest(v: Any, axis: Axis) -> tuple[Any, Any]:
    """The largest along the axes, which stay, and a mask of the first entry that is as large."""
    top = np.max(v, axis=axis, keepdims=True, initial=-np.inf)
    if v.size == 0:
        return top, np.zeros(v.shape, dtype=bool)
    axes = tuple(range(v.ndim)) if axis is None else (axis,) if isinstance(axis, int) else axis
    last = range(-len(axes), 0)
    ties = np.moveaxis(v == top, axes, last)
    rows = ties.reshape(-1, int(np.prod(ties.shape[ties.ndim - len(axes) :])))
    first = np.arange(rows.shape[1]) == np.argmax(rows, axis=1)[:, None]
    return top, np.moveaxis(first.reshape(ties.shape), last, axes)


def _shifted(v: Any, top: Any) -> Any:
    """v - top, 0 also where both are infinite."""
    return np.where(v == top, 0.0, v - top)


def _log_sum(v: Any, b: Any, axis: Axis, keepdims: bool) -> tuple[Any, Any, Any]:
    """The exponents below the largest, the logarithm of the absolute value of the sum, and its sign."""
    v, b = np.broadcast_arrays(v, b)
    counted = np.where(b == 0, -np.inf, v)
    top, first = _first_largest(counted, axis)
    z = np.where((b == 0) & (v == np.inf), -np.inf, _shifted(v, top))
    rest = np.sum(np.where(first, 0.0, b * _exp(z)), axis=axis, keepdims=True)
    lead = np.sum(np.where(first, b, 0.0), axis=axis, keepdims=True)
    lead = np.where(lead == 0, 1.0, lead)
    s = rest / lead
    near = np.where(s > -0.5, _log1p(np.maximum(s, -0.5)), _log(np.abs(1 + s)))
    value, sign = top + _log(np.abs(lead)) + near, np.sign(lead) * np.sign(1 + s)
    sign = np.where(np.isneginf(top), 1.0, sign)
    if not keepdims:
        value, sign = np.squeeze(value, axis), np.squeeze(sign, axis)
    return z, value[()], sign[()]


def _below_largest(x: Any, axis: Axis) -> tuple[Any, Any]:
    """x minus its first largest entry, dual as it is, and the sum of the exponentials of the others."""
    x = _array(x)
    with np.errstate(all="ignore"):
        top, first = _first_largest(value_of(x), axis)
        largest = np.sum(np.where(first, x, 0.0), axis=axis, keepdims=True) if is_dual(x) else top
        z = _with_value(x - largest, _shifted(value_of(x), top))
        rest = np.sum(np.where(first, 0.0, _exp(z)), axis=axis, keepdims=True)
    return z, rest


__all__ = [
    "RULES", "beta", "betainc", "betaincc", "betaln", "boxcox", "boxcox1p", "digamma", "entr", "erf",
    "erfc", "erfcinv", "erfcx", "erfi", "erfinv", "exp1", "expi", "expit", "expn", "exprel", "gamma",
    "gammainc", "gammaincc", "gammaln", "huber", "i0", "i0e", "i1", "i1e", "inv_boxcox", "inv_boxcox1p",
    "iv", "ive", "j0", "j1", "jn", "jv", "k0", "k0e", "k1", "k1e", "kl_div", "kn", "kv", "kve",
    "log_expit", "log_ndtr", "log_softmax", "loggamma", "logit", "logsumexp", "multigammaln", "ndtr",
    "ndtri", "polygamma", "pseudo_huber", "psi", "rel_entr", "rgamma", "sici", "softmax", "softplus",
    "stdtr", "xlog1py", "xlogy", "y0", "y1", "yn", "yv", "zeta",
]  # fmt: skip
