"""Dual arrays made from directions, and their comparison with what the oracle says of the plain function.

The oracle knows the derivatives along a few directions u_i. Slopes of many directions are random
combinations of those, so that one row of the tables costs one oracle for all numbers of directions.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import dualnum

from .array_oracle import Array, Jet, leaves

dn: Any = dualnum


class Seeds(NamedTuple):
    """Slopes as combinations of the oracle's directions: k of them, m of them, and k by m mixed terms."""

    a: Array
    b: Array | None = None
    c: Array | None = None

    @property
    def order(self) -> int:
        return 1 if self.b is None else 2


def seeds(rng: Any, k: int, m: int | None = None, directions: int = 2) -> Seeds:
    """Random combinations; of seven directions, the fourth is 0."""

    def some(*shape: int) -> Array:
        return rng.uniform(0.3, 1.0, (*shape, directions)) * rng.choice([-1.0, 1.0], (*shape, directions))

    a = some(k)
    if k == 7:
        a[3] = 0.0
    if m is None:
        return Seeds(a)
    c = some(k, m)
    if k == 7:
        c[3] = 0.0
    return Seeds(a, some(m), c)


def plain_copy(x: Array) -> Array:
    return np.array(x)


def combined(weights: Array, directions: Array, like: Array, layout: Callable[[Array], Array]) -> Array:
    """Combinations of directions, whose own axes are dropped where there is one only."""
    part = np.tensordot(weights, directions, 1)
    if weights.size == weights.shape[-1]:
        part = part.reshape(directions.shape[1:])
    return layout(part.astype(like.dtype.newbyteorder("=")))


def dual_array(
    value: Array, directions: Array, s: Seeds, layout: Callable[[Array], Array] = plain_copy
) -> Any:
    """A DualArray or HyperDualArray with the seeds' combinations of directions, (d,) + value.shape."""
    e1 = combined(s.a, directions, value, layout)
    if s.b is None:
        return dn.DualArray(layout(value), e1)
    e2 = combined(s.b, directions, value, layout)
    return dn.HyperDualArray(layout(value), e1, e2, combined(s.c, directions, value, layout))


def is_dual(x: Any) -> bool:
    return isinstance(x, (dn.Dual, dn.HyperDual, dn.DualArray, dn.HyperDualArray))


def parts(x: Any, s: Seeds) -> list[Array]:
    """e1, or e1, e2 and e12, with all their axes: (k,), (m,) and (k, m) + shape."""
    shape, k = np.shape(x.value), len(s.a)
    if s.order == 1:
        assert isinstance(x, (dn.Dual, dn.DualArray)), f"a {type(x).__name__} from first-order operands"
        return [full(x.tangent, (k,), shape)]
    if isinstance(x, dn.DualArray) and not x.tangent.any():  # a constant fits any order
        x = dn.HyperDualArray(x.value)
    assert isinstance(x, (dn.HyperDual, dn.HyperDualArray)), (
        f"a {type(x).__name__} from second-order operands"
    )
    assert s.b is not None
    m = len(s.b)
    return [full(x.e1, (k,), shape), full(x.e2, (m,), shape), full(x.e12, (k, m), shape)]


def full(part: Any, lead: tuple[int, ...], shape: tuple[int, ...]) -> Array:
    """A part with the axes of its directions; what is 0 everywhere may have any number of directions."""
    array = np.asarray(0.0 if part is None else part)
    size = int(np.prod(lead))
    if not array.any():
        return np.zeros(lead + shape, array.dtype)
    assert array.shape == (shape if size == 1 else lead + shape) or (shape == () and array.size == size), (
        f"a part of shape {array.shape} for directions {lead} of a value of shape {shape}"
    )
    return array.reshape(lead + shape)


# ---- comparison ------------------------------------------------------------------------------------------


class Tolerance(NamedTuple):
    """Relative to the largest element; the oracle's own error comes on top."""

    value: float = 1e-13
    first: float = 1e-11
    second: float = 1e-9
    dtype: bool = True  # whether that of arrays is compared


DOUBLE = Tolerance()
SINGLE = Tolerance(2e-5, 2e-3, 2e-2)


def size_of(x: Array) -> float:
    known = np.abs(x[np.isfinite(x)])
    return float(np.max(known, initial=0.0))


def check_value(got: Array, plain: Array, tolerance: float, dtype: bool = True) -> None:
    """Value, shape and dtype are NumPy's. A scalar keeps no dtype, an array is in native byte order."""
    assert got.shape == plain.shape, f"shape {got.shape}, NumPy's is {plain.shape}"
    if plain.ndim and dtype:
        assert got.dtype == plain.dtype.newbyteorder("="), f"dtype {got.dtype}, NumPy's is {plain.dtype}"
    else:
        assert got.dtype.kind == plain.dtype.kind, f"dtype {got.dtype}, NumPy's is {plain.dtype}"
    if plain.dtype.kind not in "fc":
        assert np.array_equal(got, plain), f"{got}, NumPy says {plain}"
        return
    if np.finfo(plain.dtype).eps > 1e-10:
        tolerance = max(tolerance, 1e-6)
    atol = tolerance * max(size_of(plain), 0.01)
    np.testing.assert_allclose(got, plain, rtol=tolerance, atol=atol)


def check_part(
    name: str, got: Array, right: Array, error: Array, known: Array, relative: float, size: float
) -> None:
    """Elements whose value is a number agree within the oracle's error and `relative`."""
    allowed = 20 * error + relative * (np.abs(right) + size + 0.01)
    wrong = ~(np.abs(got - right) <= allowed) & known & ~np.isnan(right)
    assert not wrong.any(), (
        f"{name} is {got[wrong][:3]}, should be {right[wrong][:3]} at {np.argwhere(wrong)[:3]}"
    )


def check_leaf(got: Any, plain: Any, jet: Jet, s: Seeds, tolerance: Tolerance) -> None:
    """One dual number or array of a result, against the plain one and its jet."""
    value = np.asarray(plain)
    check_value(np.asarray(got.value), value, tolerance.value, tolerance.dtype)
    if np.ndim(got.value):
        assert isinstance(got, (dn.DualArray, dn.HyperDualArray))
    elif isinstance(plain, (float, np.floating)):
        assert isinstance(got, (dn.Dual, dn.HyperDual)), f"a {type(got).__name__} without axes"
    known, found = np.isfinite(value), parts(got, s)
    d, dd = jet.first, jet.second
    size = size_of(value)

    def slopes(name: str, part: Array, weights: Array) -> None:
        assert np.ndim(got.value) == 0 or part.dtype == got.value.dtype, f"{name} has dtype {part.dtype}"
        right, error = np.tensordot(weights, d.value, 1), np.tensordot(np.abs(weights), d.error, 1)
        check_part(name, part, right, error, known, tolerance.first, size + size_of(right))

    slopes("e1" if s.order == 2 else "the tangent", found[0], s.a)
    if s.b is not None and s.c is not None:
        c = s.c
        slopes("e2", found[1], s.b)
        right = np.einsum("ki,mj,ij...->km...", s.a, s.b, dd.value) + np.tensordot(c, d.value, 1)
        error = np.einsum("ki,mj,ij...->km...", np.abs(s.a), np.abs(s.b), dd.error)
        error = error + np.tensordot(np.abs(c), d.error, 1)
        check_part("e12", found[2], right, error, known, tolerance.second, size + size_of(right))
    if len(s.a) == 7:  # an exactly zero tangent stays zero
        assert not found[0][3][..., known].any()
        assert s.b is None or not found[2][3][..., known].any()


def check_result(
    got: Any,
    plain: Any,
    jets: list[Jet],
    s: Seeds,
    tolerance: Tolerance = DOUBLE,
    *,
    constant: bool = False,
) -> None:
    """The structure of a result and all its leaves.

    Next to a dual leaf, a leaf that depends on nothing may be plain (the sign of slogdet, what meshgrid
    makes of a constant); alone it may not, unless it is no float or the call is known to be constant.
    """
    if isinstance(plain, (tuple, list)):
        assert isinstance(got, list if isinstance(plain, list) else tuple), f"a {type(got).__name__}"
        assert getattr(got, "_fields", None) == getattr(plain, "_fields", None)
    ours, theirs = leaves(got), leaves(plain)
    assert len(ours) == len(theirs) == len(jets)
    beside_dual = any(map(is_dual, ours))
    for leaf, right, jet in zip(ours, theirs, jets, strict=True):
        if is_dual(leaf):
            with np.errstate(invalid="ignore"):  # where the oracle has NaN
                check_leaf(leaf, right, jet, s, tolerance)
            continue
        if isinstance(right, str) or right is None:
            assert leaf == right
            continue
        array = np.asarray(leaf)
        assert array.dtype != object, f"an object array, or a {type(leaf).__name__}"
        check_value(array, np.asarray(right), tolerance.value)
        if array.dtype.kind in "fc":
            assert beside_dual or constant, f"a plain result of type {type(leaf).__name__}"
            slopes = jet.first.value[..., np.isfinite(array)]
            assert not slopes.any(), "a plain result of what has a slope"


def quietly(f: Callable[..., Any], *args: Any) -> tuple[Any, bool]:
    """The result, and whether there were warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = f(*args)
    return result, bool(caught)


def like_plain(f: Callable[..., Any], warned: bool, *args: Any) -> Any:
    """The result of a call that may warn only where the plain call did."""
    return quietly(f, *args)[0] if warned else f(*args)
