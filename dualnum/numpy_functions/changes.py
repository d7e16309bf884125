"""How the matrices of a function change: Taylor polynomials in jets whose value is 0.

Of a function of matrices the value comes from NumPy; slopes and mixed terms come from its Taylor polynomial
of degree two in the change D of its arguments, f(A + D) = f(A) + L(D) + Q(D, D). A `Change` is a jet without
its value, so that L is applied to its parts one by one, and a product of two has mixed terms only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.bilinear import finite, plus
from dualnum.numpy_functions.lifting import Array, array_of, operands

__all__ = [
    "Arguments",
    "Change",
    "arguments",
    "diagonal_of",
    "inverse",
    "on_diagonal",
    "pairs",
    "real",
    "ratio",
    "solved",
    "transposed",
]


class Change:
    """Slopes e1 and e2 and mixed terms e12, directions first, of a jet whose value is 0; None for zeros."""

    __slots__ = ("e1", "e2", "e12")
    __array_ufunc__ = None  # a plain array leaves its operators to us

    def __init__(self, e1: Any = None, e2: Any = None, e12: Any = None) -> None:
        self.e1, self.e2, self.e12 = e1, e2, e12

    def map(self, f: Callable[[Array], Any]) -> Change:
        """f, which is linear and works on the last axes, of all parts."""
        return Change(*(None if part is None else f(part) for part in self.parts))

    @property
    def parts(self) -> tuple[Any, Any, Any]:
        return self.e1, self.e2, self.e12

    @property
    def firsts(self) -> Change:
        """The slopes without the mixed terms."""
        return Change(self.e1, self.e2)

    @property
    def T(self) -> Change:  # noqa: N802
        return self.map(transposed)

    def __add__(self, other: Change) -> Change:
        return Change(*(plus(a, b) for a, b in zip(self.parts, other.parts, strict=True)))

    def __sub__(self, other: Change) -> Change:
        return self + -other

    def __neg__(self) -> Change:
        return self.map(np.negative)

    def __matmul__(self, other: Any) -> Change:
        if isinstance(other, Change):
            return pairs(np.matmul, self, other)
        return self.map(lambda rows: np.matmul(rows, other))

    def __rmatmul__(self, other: Array) -> Change:
        return self.map(lambda rows: np.matmul(other, rows))

    def __mul__(self, other: Any) -> Change:
        if isinstance(other, Change):
            return pairs(np.multiply, self, other)
        return self.map(lambda rows: rows * other)


def pairs(f: Callable[[Array, Array], Array], x: Change, y: Change) -> Change:
    """f(x, y) of a bilinear f that works on the last axes: only mixed terms are left."""
    first = None if x.e1 is None or y.e2 is None else f(x.e1[:, None], y.e2)
    second = None if x.e2 is None or y.e1 is None else f(x.e2, y.e1[:, None])
    return Change(None, None, plus(first, second))


def transposed(x: Array) -> Array:
    return np.swapaxes(x, -1, -2)


# ---- arguments and results ---------------------------------------------------------------------------


class Arguments(NamedTuple):
    """The arguments of a function: their values and changes, and whose directions these are."""

    frame: Any
    values: list[Array]
    changes: list[Change]
    cores: tuple[int, ...]  # how many axes of each are those of a matrix or a vector; the others are a stack

    @property
    def curved(self) -> bool:
        """Whether there are mixed terms to find."""
        return bool(self.frame.order == 2)

    def mirrored(self, upper: bool) -> Arguments:
        """As if the triangle that NumPy does not read mirrored the other."""
        return self._replace(changes=[d.map(lambda rows: mirrored(rows, upper)) for d in self.changes])

    def build(self, value: Any, change: Change, core: int) -> Any:
        """The dual array of this value and change, that has `core` axes behind those of the stack.

        Where nothing changes the result does not, also where a formula has made NaN of that.
        """
        shape = np.shape(value)
        parts = [_filling(part, lead, shape) for part, lead in zip(change.parts, (1, 1, 2), strict=True)]
        if any(part is not None and not finite(part) for part in parts):
            parts = [_silenced(part, moves, core) for part, moves in zip(parts, self._moves(), strict=True)]
        return self.frame.build(value, *parts)

    def _moves(self) -> tuple[Any, Any, Any]:
        """In which directions each matrix of the stack changes: at first order, and at all."""
        moves: list[Any] = [False, False, False]
        for change, core in zip(self.changes, self.cores, strict=True):
            for i, part in enumerate(change.parts):
                if part is not None:
                    moves[i] = moves[i] | np.any(part != 0, axis=tuple(range(-core, 0)))
        if moves[0] is not False and moves[1] is not False:
            moves[2] = moves[2] | (moves[0][:, None] & moves[1])
        return moves[0], moves[1], moves[2]


def _filling(part: Any, lead: int, shape: tuple[int, ...]) -> Any:
    if part is None or part.shape[lead:] == shape:
        return part
    return np.broadcast_to(part, part.shape[:lead] + shape)


def _silenced(part: Any, moves: Any, core: int) -> Any:
    return None if part is None else np.where(moves[(...,) + (None,) * core], part, 0.0)


def arguments(*xs: Any, cores: tuple[int, ...] = (2,)) -> Arguments:
    """Arguments of a function of matrices, or of what has as many axes as `cores` says."""
    frame, parts = operands(*(array_of(x) for x in xs))
    values = [np.asarray(p[0]) for p in parts]
    depth = max(v.ndim - core for v, core in zip(values, cores, strict=True))
    changes = [
        Change(*_aligned(p[1:], v, depth - v.ndim + core))
        for p, v, core in zip(parts, values, cores, strict=True)
    ]
    return Arguments(frame, values, changes, cores)


def _aligned(parts: Any, value: Array, axes: int) -> Any:
    """The parts with as many axes of the stack as the deepest argument has: directions stay in front."""
    if axes == 0:
        return parts
    return [
        None if p is None else p.reshape(p.shape[: p.ndim - value.ndim] + (1,) * axes + value.shape)
        for p in parts
    ]


def real(name: str, given: Arguments) -> Arguments:
    """Arguments of a function that has no rule for complex matrices."""
    if any(v.dtype.kind == "c" for v in given.values):
        raise errors.refused_function(f"numpy.{name}", "it has no rule for complex matrices")
    return given


# ---- plain matrices ----------------------------------------------------------------------------------


def solved(a: Array, rows: Array) -> Array:
    """The solutions for right-hand sides in rows of any depth, with one factorization of each matrix."""
    depth = rows.ndim - a.ndim
    if depth <= 0:
        return np.linalg.solve(a, rows)
    columns = np.moveaxis(rows, range(depth), range(-1 - depth, -1))
    shape = columns.shape
    flat = columns.reshape(*shape[: -1 - depth], math.prod(shape[-1 - depth :]))
    found = np.linalg.solve(a, flat)
    found = found.reshape(found.shape[:-1] + shape[-1 - depth :])
    return np.moveaxis(found, range(-1 - depth, -1), range(depth))


def inverse(a: Array) -> Array:
    """The inverses of a stack of matrices; NaN for those that have none."""
    try:
        return np.linalg.inv(a)
    except np.linalg.LinAlgError:
        if a.ndim == 2:
            return np.full_like(a, np.nan)
        return np.stack([inverse(matrix) for matrix in a])


def ratio(change: Change, over: Array, tolerance: Any = 0.0) -> Change:
    """change / over, where a divisor within rounding of 0 makes NaN, but leaves what is exactly 0."""
    usual = np.where(np.abs(over) <= tolerance, np.nan, over)
    return change.map(lambda rows: np.where(rows == 0, 0.0, rows / usual))


def diagonal_of(rows: Array) -> Array:
    return np.diagonal(rows, axis1=-2, axis2=-1)


def on_diagonal(x: Array) -> Array:
    """The diagonal matrices with these numbers."""
    return np.where(np.eye(x.shape[-1], dtype=bool), x[..., None], x.dtype.type(0))


def mirrored(rows: Array, upper: bool) -> Array:
    """The symmetric matrices with this triangle."""
    if upper:
        return np.triu(rows) + transposed(np.triu(rows, 1))
    return np.tril(rows) + transposed(np.tril(rows, -1))
