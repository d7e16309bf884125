"""Taylor series of functions of one number, to any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualnum import _series_rules as _series_rules  # the functions of the table on series
from dualnum import errors
from dualnum._scalar import Jet, is_scalar
from dualnum._series import Call, Series, made, unboxed

RUNS = 5
"""How often a function is called at most."""


def taylor(f: Callable[..., Any], x0: float, order: int, *args: Any, **kwargs: Any) -> NDArray[np.float64]:
    """The Taylor coefficients of a function of one number.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a real number. It may loop, branch on the value of x, and use
        arithmetic and the functions of the table (``dn.sin``, ``np.sin``).
    x0 : float
        The point to expand about.
    order : int
        The highest power, 0 or more.
    *args, **kwargs
        Further arguments of `f`.

    Returns
    -------
    ndarray, shape (order + 1,)
        ``c[k]`` is the k-th derivative at `x0` over k!, so that f(x0 + h) is about ``c[0] + c[1] * h +
        c[2] * h**2 + ...``.

    Raises
    ------
    TypeError
        If `f` is no function, does not return one real number, or uses what has no rule for series; if
        `x0` is no plain number; if another derivative call is met inside: they do not nest.
    ValueError
        If `order` is no integer, or negative.

    Notes
    -----
    Every operation computes the coefficients of its result from those of its operands, in about
    order^2 multiplications (order^3 for sinc, gammaln and digamma of what is not linear in x); nothing
    is differenced.

    Where a function has no Taylor series its coefficients are NaN from there on: at a kink the first one
    that differs on either side is the mean of both, at a jump the value is the last one known. At a
    singularity the first derivative that does not exist may be infinite. A quotient of numbers that
    are both 0 is reduced by the common power of x - x0, and `f` is called again with more terms (up to
    four times, each with twice as many): sin(x) / x at 0 has its series, though its value there is not
    defined. Coefficients are rounded where they are of size 1: of what cancels on the way, as in
    (1 - cos(x)) / x**2 beside its pole at 0, only the absolute error is small.

    References
    ----------
    Griewank, Walther: Evaluating Derivatives, 2nd edition, SIAM 2008, chapter 13. Knuth: The Art of
    Computer Programming, volume 2, 3rd edition, section 4.7.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> dn.taylor(np.exp, 0.0, 4) * [1, 1, 2, 6, 24]
    array([1., 1., 1., 1., 1.])
    >>> dn.taylor(lambda x: 1 / (1 - x), 0.0, 5)
    array([1., 1., 1., 1., 1., 1.])
    """
    if not callable(f):
        raise errors.not_callable("taylor", f)
    if isinstance(order, (bool, np.bool_)) or not isinstance(order, (int, np.integer)) or order < 0:
        raise errors.bad_taylor_order(order)
    if isinstance(x0, (Jet, Series)) or not is_scalar(x0):  # which refuses complex numbers
        raise errors.bad_taylor_point(x0)
    needed = terms = int(order) + 1
    for _ in range(RUNS):
        c, reduced = _expanded(f, float(x0), terms, args, kwargs)
        known = np.flatnonzero(~np.isnan(c[:needed]))
        missing = needed - (int(known[-1]) + 1 if known.size else 0)
        if not (reduced and missing):
            break
        terms = 2 * terms + 8  # several quotients may each lose some
    return c[:needed]


def _expanded(
    f: Callable[..., Any], x0: float, n: int, args: Any, kwargs: Any
) -> tuple[NDArray[np.float64], bool]:
    """n coefficients, and whether more terms would tell more of them."""
    call = Call(n)
    c = np.zeros(n)
    c[0] = x0
    c[1:2] = 1.0
    try:
        y = unboxed(f(made(c, call), *args, **kwargs))
    finally:
        call.running = False
    if isinstance(y, Series):
        if y.call is not call:
            raise errors.other_expansion()
        return y.c.copy(), call.reduced
    if isinstance(y, Jet):
        raise errors.series_meets_derivative()
    if not is_scalar(y):
        several = isinstance(y, (list, tuple)) or hasattr(y, "shape")
        raise errors.several_expansions(y) if several else errors.bad_result("taylor", y)
    c = np.zeros(n)
    c[0] = float(y)
    return c, False
