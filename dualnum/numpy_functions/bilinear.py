"""The product rule of functions of two arrays that are linear in each, for all directions at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum._array import operands

Array = Any
Call = Callable[[Any, Any], Any]

__all__ = ["bilinear", "finite", "guarded", "plus"]


def bilinear(
    f: Call, a: Any, b: Any, left: Call | None = None, right: Call | None = None, both: Call | None = None
) -> Any:
    """f(a, b) of a function that is linear in each argument, a sum of products without minus signs.

    ``left(rows, b)`` and ``right(a, rows)`` do all directions of one argument at once, and ``both(rows,
    columns)`` all pairs of directions; directions come first. Without them f is called for each.
    """
    frame, ((av, a1, a2, a12), (bv, b1, b2, b12)) = operands(a, b)
    av, bv = np.asarray(av), np.asarray(bv)
    out = f(av, bv)
    of_a = left or (lambda rows, b: np.stack([f(row, b) for row in rows]))
    given = right or (lambda a, rows: np.stack([f(a, row) for row in rows]))

    def of_b(rows: Array, a: Array) -> Array:
        return given(a, rows)

    with np.errstate(all="ignore"):  # what NumPy warns of it has warned of above
        e1 = plus(_rows(of_a, a1, av, bv), _rows(of_b, b1, bv, av))
        e2 = plus(_rows(of_a, a2, av, bv), _rows(of_b, b2, bv, av))
        e12 = plus(_rows(of_a, a12, av, bv), _rows(of_b, b12, bv, av))
        e12 = plus(e12, _crossed(of_a, of_b, both, a1, b2))
        mirrored = _crossed(of_a, of_b, both, a2, b1)
        e12 = plus(e12, None if mirrored is None else np.swapaxes(mirrored, 0, 1))
    return frame.build(out, e1, e2, e12, fresh=True)


def plus(a: Any, b: Any) -> Any:
    """a + b, where None is zero."""
    return b if a is None else a if b is None else a + b


def _rows(call: Call, part: Any, value: Array, other: Array) -> Any:
    """The products of all rows of a part of `value` with the other value."""
    if part is None:
        return None
    lead = part.shape[: part.ndim - value.ndim]
    if len(lead) == 1:
        return guarded(call, part, other)
    rows = guarded(call, part.reshape((math.prod(lead), *value.shape)), other)
    return rows.reshape(lead + rows.shape[1:])


def _crossed(of_a: Call, of_b: Call, both: Call | None, a: Any, b: Any) -> Any:
    """The products of every row of a with every row of b: a's directions first."""
    if a is None or b is None:
        return None
    if both is not None:
        return guarded(both, a, b, slopes=True)
    if len(a) <= len(b):
        return np.stack([guarded(of_b, b, row, slopes=True) for row in a])
    return np.stack([guarded(of_a, a, row, slopes=True) for row in b], axis=1)


# ---- zeros beside infinities -----------------------------------------------------------------------------


def finite(x: Array) -> bool:
    """Whether no element is infinite or NaN; one pass of BLAS if that is so, and no threads are started."""
    return (x.size < 8192 and math.isfinite(np.vdot(x, x).real)) or bool(np.isfinite(x).all())


def guarded(call: Call, rows: Array, other: Array, slopes: bool = False) -> Array:
    """call(rows, other), where a slope that is 0 stays out of products with inf and NaN.

    `other` holds values, whose zeros are no better than others, or slopes. A result that is finite has met
    no inf and no NaN; for the others what was met is counted.
    """
    product = call(rows, other)
    if finite(product) or product.dtype.kind == "c":
        return product
    if np.isfinite(other).all() and not (slopes and np.isinf(rows).any()):
        return product
    return _counted(call, rows, other, slopes)


def _counted(call: Call, a: Array, b: Array, slopes: bool) -> Array:
    """The sum of the finite products, or what infinite ones and NaN among them make of it."""
    far_a, far_b, lost_a, lost_b = np.isinf(a), np.isinf(b), np.isnan(a), np.isnan(b)
    sign_a, sign_b = np.where(lost_a, 0.0, np.sign(a)), np.where(lost_b, 0.0, np.sign(b))

    def count(x: Array, y: Array) -> Array:
        return call(np.asarray(x, np.float64), np.asarray(y, np.float64))

    usual = call(np.where(far_a | lost_a, 0.0, a), np.where(far_b | lost_b, 0.0, b))
    near_a = (a != 0) & ~far_a
    met = count(far_a, abs(sign_b)) + count(near_a & ~lost_a, far_b)
    signs = count(sign_a * far_a, sign_b) + count(sign_a * near_a, sign_b * far_b)
    lost = count(lost_a, (b != 0) if slopes else np.ones_like(sign_b)) + count((a != 0) & ~lost_a, lost_b)
    if not slopes:
        lost = lost + count(far_a, b == 0)
    far = np.where(abs(signs) == met, np.sign(signs) * np.inf, np.nan)
    result = np.where(lost != 0, np.nan, np.where(met == 0, usual, far))
    return result.astype(usual.dtype, copy=False)
