"""Points where differences say nothing or little: ties, zeros, bounds, knots. Right answers in closed form.

The rule: where left and right derivatives differ the answer is their mean; where that is not finite or
not defined, inf or NaN. None stands for any answer.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np

from .array_cases import NAMES

inf, nan = math.inf, math.nan


class Case(NamedTuple):
    """An expression in x, a point, and the right answer: (output shape) + (input shape, once or twice)."""

    expression: str
    x: Any
    right: Any

    @property
    def name(self) -> str:
        return f"{self.expression} at {np.asarray(self.x).tolist()}"

    @property
    def f(self) -> Any:
        return eval(f"lambda x: ({self.expression})", NAMES)


def parity(order: tuple[int, ...]) -> int:
    inversions = sum(a > b for a, b in itertools.combinations(order, 2))
    return -1 if inversions % 2 else 1


def det_slopes(a: Any) -> Any:
    """Cofactors, by Leibniz' sum."""
    n = len(a)
    right = np.zeros((n, n))
    for order in itertools.permutations(range(n)):
        for i in range(n):
            right[i, order[i]] += parity(order) * math.prod(a[r, order[r]] for r in range(n) if r != i)
    return right


def det_curvatures(a: Any) -> Any:
    n = len(a)
    right = np.zeros((n, n, n, n))
    for order in itertools.permutations(range(n)):
        for i, j in itertools.permutations(range(n), 2):
            rest = math.prod(a[r, order[r]] for r in range(n) if r not in (i, j))
            right[i, order[i], j, order[j]] += parity(order) * rest
    return right


def diag(*numbers: float) -> Any:
    return np.diag(numbers)


def hessian_of_prod(x: list[float]) -> Any:
    n = len(x)
    return [
        [0.0 if i == j else math.prod(x[r] for r in range(n) if r not in (i, j)) for j in range(n)]
        for i in range(n)
    ]


RANK_1 = np.outer([1.0, -2.0, 3.0], [2.0, 0.5, 1.0])
RANK_2 = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
RANK_3 = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 2.0], [2.0, 0.0, 1.0, 1.0], [1.0, 3.0, 3.0, 3.0]])
SQUARES = {
    "2x2 rank 1": np.array([[1.0, 2.0], [2.0, 4.0]]), "zeros": np.zeros((3, 3)), "rank 1": RANK_1,
    "rank 2": RANK_2, "4x4 rank 3": RANK_3, "4x4 rank 2": np.outer([1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 1.0, 2.0])
    + np.outer([0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 3.0]), "zero column": RANK_2 * [1.0, 0.0, 1.0],
    "1x1": np.array([[0.0]]), "regular": np.array([[2.0, 1.0], [1.0, 1.0]]),
}  # fmt: skip

A_INVERSE = np.array([[1.0, -1.0], [-1.0, 2.0]])  # of [[2, 1], [1, 1]]
ROOT = math.sqrt(0.5)

FIRST: list[Case] = [
    Case(*case) for case in (
    ("np.max(x)", [2, 2, 1], [0.5, 0.5, 0]),
    ("np.min(x)", [1, 3, 1, 1], [1 / 3, 0, 1 / 3, 1 / 3]),
    ("x.max()", [5, 5], [0.5, 0.5]),
    ("np.amax(x, axis=0)", [[1, 5], [1, 2]], [[[0.5, 0], [0.5, 0]], [[0, 1], [0, 0]]]),
    ("np.maximum.reduce(x)", [2, 2, 1], [0.5, 0.5, 0]),
    ("np.max(x, initial=2.0)", [2, 1], [0.5, 0]),
    ("np.ptp(x)", [3, 3, 1], [0.5, 0.5, -1]),
    ("np.max(x)", [1, nan, 3], [0, 1, 0]),
    ("np.min(x)", [1, nan, 3], [0, 1, 0]),
    ("np.maximum(x, x)", [1, 2], np.eye(2)),
    ("np.maximum(x, [1.0, 0.0])", [1, 2], diag(0.5, 1)),
    ("np.maximum(x, np.nan)", [1], [[0]]),
    ("np.fmax(x, np.nan)", [1], [[1]]),
    ("np.fmin(np.nan, x)", [1], [[1]]),
    ("np.nanmax(x)", [1, nan, 3, 3], [0, 0, 0.5, 0.5]),
    ("np.nanmin(x)", [1, nan, 3, 1], [0.5, 0, 0, 0.5]),
    ("np.nanmean(x)", [1, nan, 3], [0.5, 0, 0.5]),
    ("np.nansum(x)", [1, nan, 3], [1, 0, 1]),
    ("np.nanprod(x)", [2, nan, 3], [3, 0, 2]),
    ("np.nanprod(x)", [0, nan, 3], [3, 0, 0]),
    ("np.nanvar(x)", [1, nan, 3], [-1, 0, 1]),
    ("np.nanstd(x)", [1, nan, 1], [0, 0, 0]),
    ("np.nanmedian(x)", [1, nan, 3], [0.5, 0, 0.5]),
    ("np.nancumsum(x)", [1, nan, 3], [[1, 0, 0], [1, 0, 0], [1, 0, 1]]),
    ("np.nancumprod(x)", [0, nan, 3], [[1, 0, 0], [1, 0, 0], [3, 0, 0]]),
    ("np.nan_to_num(x)", [1, nan, inf], diag(1, 0, 0)),
    ("np.sort(x)", [2, 1, 2], [[0, 1, 0], [1, 0, 0], [0, 0, 1]]),
    ("np.sort(x)", [[2, 2], [1, 0]],
     [[[[1, 0], [0, 0]], [[0, 1], [0, 0]]], [[[0, 0], [0, 1]], [[0, 0], [1, 0]]]]),
    ("np.unique(x)", [2, 1, 2], [[0, 1, 0], [1, 0, 0]]),
    ("np.median(x)", [1, 2, 3, 4], [0, 0.5, 0.5, 0]),
    ("np.median(x)", [4, 1, 3, 2], [0, 0, 0.5, 0.5]),
    ("np.percentile(x, 25)", [1, 2, 3, 4], [0.25, 0.75, 0, 0]),
    ("np.quantile(x, 1.0)", [1, 4, 3], [0, 1, 0]),
    ("np.quantile(x, 0.5, weights=[1, 1, 2], method='inverted_cdf')", [2, 1, 2], [0.5, 0, 0.5]),
    ("np.quantile(x, 1.0, weights=[0, 1, 1], method='inverted_cdf')", [2, 1, 2], [0, 0, 1]),
    ("np.prod(x)", [0, 2, 3], [6, 0, 0]),
    ("np.prod(x)", [0, 0, 3], [0, 0, 0]),
    ("np.multiply.reduce(x)", [0, 2, 3], [6, 0, 0]),
    ("np.prod(x, axis=1)", [[0, 2], [0, 0]], [[[2, 0], [0, 0]], [[0, 0], [0, 0]]]),
    ("np.cumprod(x)", [0, 2, 3], [[1, 0, 0], [2, 0, 0], [6, 0, 0]]),
    ("np.cumprod(x)", [2, 0, 3], [[1, 0, 0], [0, 2, 0], [0, 6, 0]]),
    ("np.multiply.accumulate(x)", [0, 2, 0], [[1, 0, 0], [2, 0, 0], [0, 0, 0]]),
    ("np.linalg.norm(x)", [0, 0], [0, 0]),
    ("np.linalg.norm(x)", [1e200, 1e200], [ROOT, ROOT]),
    ("np.linalg.norm(x)", [1e-200, 1e-200], [ROOT, ROOT]),
    ("np.linalg.norm(x, axis=1)", [[0, 0], [3, 4]], [[[0, 0], [0, 0]], [[0, 0], [0.6, 0.8]]]),
    ("np.linalg.vector_norm(x, axis=1)", [[0, 0], [3, 4]], [[[0, 0], [0, 0]], [[0, 0], [0.6, 0.8]]]),
    ("np.linalg.norm(x, 1)", [0, -2], [0, -1]),
    ("np.linalg.norm(x, 3)", [0, 0], [0, 0]),
    ("np.linalg.norm(x, np.inf)", [3, -3, 1], [0.5, -0.5, 0]),
    ("np.linalg.norm(x, -np.inf)", [2, -2, 3], [0.5, -0.5, 0]),
    ("np.linalg.norm(x, 0)", [1, 0, 2], [0, 0, 0]),
    ("np.linalg.norm(x)", [3, -inf, 2], [0, -1, 0]),
    ("np.linalg.norm(x)", [inf, inf, 2], [nan, nan, 0]),
    ("np.linalg.norm(x, 3)", [3, inf], [0, 1]),
    ("np.linalg.norm(x, -2)", [3, inf], [1, 0]),
    ("np.linalg.norm(x, -2)", [1e-200, 1], [1, 0]),
    ("np.linalg.cond(x)", [[1, 2], [2, 4]], np.full((2, 2), nan)),
    ("np.linalg.cond(x, 1)", np.zeros((2, 2)), np.full((2, 2), nan)),
    ("np.linalg.norm(x, 'fro')", [[0, 0], [0, 0]], [[0, 0], [0, 0]]),
    ("np.linalg.norm(x, 1)", [[1, 1], [1, 1]], [[0.5, 0.5], [0.5, 0.5]]),
    ("np.linalg.norm(x, np.inf)", [[1, 1], [0, -2]], [[0.5, 0.5], [0, -0.5]]),
    ("np.linalg.norm(x, 2)", [[3, 0], [0, 1]], [[1, 0], [0, 0]]),
    ("np.linalg.norm(x, 'nuc')", [[3, 0], [0, 1]], np.eye(2)),
    ("np.std(x)", [1, 1, 1], [0, 0, 0]),
    ("np.std(x, axis=0)", [[1, 2], [1, 4]], [[[0, 0], [0, 0]], [[0, -0.5], [0, 0.5]]]),
    ("np.std(x)", [1e160, 3e160], [-0.5, 0.5]),
    ("np.std(x)", [1e-200, 3e-200], [-0.5, 0.5]),
    ("np.std(x, axis=0)", [[1e160, 1], [3e160, 3]], [[[-0.5, 0], [0.5, 0]], [[0, -0.5], [0, 0.5]]]),
    ("np.nanstd(x)", [1e160, nan, 3e160], [-0.5, 0, 0.5]),
    ("np.var(x)", [1, 1, 1], [0, 0, 0]),
    ("np.interp(x, [0.0, 1.0, 2.0], [0.0, 1.0, 0.5])", [0, 1, 2, -1, 3, 0.5],
     diag(0.5, 0.25, -0.25, 0, 0, 1)),
    ("np.interp([-1.0, 0.5, 1.0, 5.0], [0.0, 1.0, 2.0], x)", [0, 1, 0.5],
     [[1, 0, 0], [0.5, 0.5, 0], [0, 1, 0], [0, 0, 1]]),
    ("np.interp([-1.0, 0.5, 5.0], x, [0.0, 1.0, 0.5])", [0, 1, 2], [[0, 0, 0], [-0.5, -0.5, 0], [0, 0, 0]]),
    ("np.clip(x, 0, 1)", [0, 0.5, 1, 2, -1], diag(0.5, 1, 0.5, 0, 0)),
    ("np.clip(x, None, 1)", [0, 1, 2], diag(1, 0.5, 0)),
    ("np.clip([0.0, 0.5, -1.0], x, 1.0)", [0, 0, 0], diag(0.5, 0, 1)),
    ("np.clip(x, 1, 1)", [1, 0, 2], np.zeros((3, 3))),
    ("np.clip([1.0, 0.0, 2.0], x, x)", [1, 1, 1], np.eye(3)),
    ("changed(x, np.add.at, [0, 0, 2], x[:1])", [1, 2, 3], [[3, 0, 0], [0, 1, 0], [1, 0, 1]]),
    ("changed(x, np.multiply.at, [0, 0, 1], x[2])", [0, 2, 3], [[9, 0, 0], [0, 3, 2], [0, 0, 1]]),
    ("np.sinc(x)", [0, 0.5], diag(0, -1.2732395447351627)),
    ("np.i0(x)", [0.0], [[0]]),
    ("np.abs(x)", [0, -2], diag(0, -1)),
    ("np.abs(x + 0j)", [0, -2], diag(0, -1)),
    ("np.round(x, 2)", [0.126, 3.2], np.zeros((2, 2))),
    ("np.unwrap(x)", [0, 4], np.eye(2)),
    ("np.linalg.matrix_power(x, 0)", [[1, 2], [3, 4]], np.zeros((2, 2, 2, 2))),
    ("np.linalg.matrix_power(x, 2)", np.zeros((2, 2)), np.zeros((2, 2, 2, 2))),
    ("np.linalg.inv(x)", [[2, 1], [1, 1]], -np.einsum("ik,lj->ijkl", A_INVERSE, A_INVERSE)),
    ("np.linalg.eigvalsh(x)", [[1, 0], [0, 2]], [[[1, 0], [0, 0]], [[0, 0], [0, 1]]]),
    ("np.where(x > 0, np.log(x), 0.0)", [-1, 2], diag(0, 0.5)),
    ("np.where(x != 0, np.sin(x) / x, 1.0)", [0, 1], diag(0, math.cos(1) - math.sin(1))),
    ("np.sqrt(x[0]) + x[1]", [0, 1], [inf, 1]),
    ("np.sum(np.log(x))", [0, 2], [inf, 0.5]),
    ("np.arctan2(x[0], x[1])", [0, 0], [nan, nan]),
    ("np.hypot(x[0], x[1])", [1e200, 1e200], [ROOT, ROOT]),
    ("x**2.0", [0, -3], diag(0, -6)),
)]  # fmt: skip
FIRST += [Case("np.linalg.det(x)", a, det_slopes(a)) for a in SQUARES.values()]
FIRST.append(
    Case("np.linalg.det(np.stack([x, [[1.0, 0.0], [0.0, 1.0]]]))[0]", [[1, 2], [2, 4]], [[4, -2], [-2, 1]])
)

THIRDS = 2 / 3 * (np.eye(3) - 1 / 3)
SPREAD = 3 / math.sqrt(14) * (THIRDS / 2 - np.outer([4, 1, -5], [4, 1, -5]) / 126)  # of std at (1, 2, 4)
CUBIC = 2 * 9 ** (-5 / 3) * np.array([[8, -4], [-4, 2]])  # of (x**3 + y**3)**(1/3) at (1, 2)
SMALL_CORNER = np.full((2, 2, 2, 2), 0.0)  # at diag(1, 0) the smallest singular value is |d - b c|
SMALL_CORNER[1, 1, 1, 1] = SMALL_CORNER[0, 1, 1, 0] = SMALL_CORNER[1, 0, 0, 1] = nan

SECOND: list[Case] = [
    Case(*case) for case in (
    ("np.cumprod(x)[2]", [0, 0, 3], hessian_of_prod([0, 0, 3])),
    ("np.nanprod(x)", [0, nan, 3], [[0, 0, 1], [0, 0, 0], [1, 0, 0]]),
    ("np.linalg.norm(x)", [0, 0], np.full((2, 2), nan)),
    ("np.linalg.norm(x)", [3, 4], [[0.128, -0.096], [-0.096, 0.072]]),
    ("np.linalg.norm(x, axis=1)[1]", [[0, 0], [3, 4]],
     np.kron([[0, 0], [0, 1]], [[0.128, -0.096], [-0.096, 0.072]]).reshape(2, 2, 2, 2)),
    ("np.linalg.norm(x, 'fro')", np.zeros((2, 2)), np.full((2, 2, 2, 2), nan)),
    ("np.linalg.norm(x, 1)", [0, 2], np.zeros((2, 2))),
    ("np.linalg.norm(x, np.inf)", [3, -3, 1], np.zeros((3, 3))),
    ("np.linalg.norm(x, 1.5)", [0, 1], [[inf, 0], [0, 0]]),
    ("np.linalg.norm(x, 0.5)", [0, 1], [[nan, 0], [0, 0]]),
    ("np.linalg.norm(x, -1)", [0, 1], [[nan, 0], [0, 0]]),
    ("np.linalg.norm(x, 3)", [1, 2], CUBIC),
    ("np.linalg.norm(x, 3) * 1e200", [1e200, 2e200], CUBIC),
    ("np.linalg.norm(x, 3) * 1e-200", [1e-200, 2e-200], CUBIC),
    ("np.linalg.norm(x, 2) ** 2", np.zeros((3, 1)), np.full((3, 1, 3, 1), nan)),
    ("np.linalg.svdvals(x)[1]", np.zeros((3, 2)), np.full((3, 2, 3, 2), nan)),
    ("np.linalg.svdvals(x)[1]", diag(1, 0), SMALL_CORNER),
    ("np.abs(x + 0j)[0]", [0], [[nan]]),
    ("np.abs(np.fft.fft(x))[1]", [1, 1], np.full((2, 2), nan)),
    ("np.std(x)", [1, 1, 1], np.full((3, 3), nan)),
    ("np.std(x) * 1e160", [1e160, 2e160, 4e160], SPREAD),
    ("np.std(x) * 1e-200", [1e-200, 2e-200, 4e-200], SPREAD),
    ("np.var(x)", [1, 1, 1], THIRDS),
    ("np.var(x, ddof=1)", [1, 1, 1], 1.5 * THIRDS),
    ("np.nanvar(x)", [1, 1, nan, 1], np.insert(np.insert(THIRDS, 2, 0, axis=0), 2, 0, axis=1)),
    ("np.sinc(x)[0]", [0], [[-math.pi**2 / 3]]),
    ("np.i0(x)[0]", [0], [[0.5]]),
    ("np.max(x)", [2, 2, 1], np.zeros((3, 3))),
    ("np.abs(x)[0]", [0], [[0]]),
    ("np.clip(x, 0, 1)[0]", [0], [[0]]),
    ("np.clip(x, 1, 1)[0] ** 2", [1], [[0]]),
    ("changed(x, np.multiply.at, [0, 0], x[1])[0]", [2, 3], [[0, 6], [6, 4]]),
    ("np.maximum(x, 0.0)[0] ** 2", [0], [[0.5]]),
    ("np.median(x) ** 2", [1, 2, 3, 4], 0.5 * np.outer([0, 1, 1, 0], [0, 1, 1, 0])),
    ("np.sum(np.interp(x, [0.0, 1.0, 2.0], [0.0, 1.0, 0.5]))", [0, 1, 0.5], np.zeros((3, 3))),
    ("np.trace(np.linalg.matrix_power(x, 2))", np.zeros((2, 2)),
     2 * np.einsum("il,jk->ijkl", np.eye(2), np.eye(2))),
)]  # fmt: skip
PRODUCTS = [
    [0.0, 0.0, 3.0],
    [0.0, 2.0, 3.0],
    [0.0, 0.0, 0.0],
    [0.0, 0.0, 2.0, 3.0],
    [0.0, 0.0],
    [4.0, 2.0, 3.0],
    [5.0],
]
SECOND += [Case("np.prod(x)", x, hessian_of_prod(x)) for x in PRODUCTS]
SECOND += [Case("np.prod(x[:, None], axis=0)[0]", x, hessian_of_prod(x)) for x in PRODUCTS[:2]]
SECOND += [Case("np.linalg.det(x)", a, det_curvatures(a)) for a in SQUARES.values()]

# rows and columns of sizes from 2**-60 to 2**60, which cost no digits
ROUGH = np.array([[2.0, 1, 0, 1, 0], [1, 3, 1, 0, 0], [0, 1, 2, 1, 1], [1, 0, 1, 4, 1], [0, 0, 1, 1, 3]])
SIZES = 2.0 ** np.array([-60, 60, 0, 30, -30])
EVENED = f"np.linalg.det(x * np.array({SIZES.tolist()})[:, None] * {SIZES[[3, 2, 0, 4, 1]].tolist()})"
FIRST.append(Case(EVENED, ROUGH, det_slopes(ROUGH)))
SECOND.append(Case(EVENED, ROUGH, det_curvatures(ROUGH)))
