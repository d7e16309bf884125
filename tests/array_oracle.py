"""First and second directional derivatives of plain NumPy functions, by differences that judge themselves.

Nothing here comes from dualnum. Along a line x + s u the eight-point differences (orders of error h^8) are
taken at six steps; two neighbours that agree say how far both are to be trusted, next to the rounding of
the function, and the best pair wins, element by element. Of a function of size and curvature 1 that leaves
1e-13 in the slope and 1e-11 in the curvature. Kinks at a distance spoil only the longer steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

Array = Any  # ndarrays of any dtype
Point = tuple[Array, ...]  # one array for each argument

STEPS = [0.04 / 2**i for i in range(6)]
SLOPE = {1: 4 / 5, 2: -1 / 5, 3: 4 / 105, 4: -1 / 280}  # Fornberg, Math. Comp. 51 (1988) 699, table 1
CURVATURE = {0: -205 / 72, 1: 8 / 5, 2: -1 / 5, 3: 8 / 315, 4: -1 / 560}


class Estimate(NamedTuple):
    """A number and how wrong it may be, for every element."""

    value: Array
    error: Array


class Jet(NamedTuple):
    """Of one array of the result: the value, D F[u_i] as (d, ...) and D^2 F[u_i, u_j] as (d, d, ...)."""

    value: Array
    first: Estimate
    second: Estimate

    @property
    def converged(self) -> bool:
        """Whether the differences are worth comparing with, wherever the value is a number."""
        known = np.isfinite(self.value)
        return bool(
            small(self.first, 1e-9, self.value, known) and small(self.second, 1e-6, self.value, known)
        )


def small(part: Estimate, relative: float, value: Array, known: Array) -> bool:
    """Whether the errors are within `relative` of the largest number."""
    if not known.any():
        return True
    errors, numbers = part.error[..., known], np.abs(part.value[..., known])
    if np.finfo(value.dtype).eps > 1e-15:
        relative = 0.2  # single precision, where differences tell signs and sizes
    size = 1 + np.max(numbers, initial=0) + np.max(np.abs(value[known]))
    return bool(np.all(errors <= relative * size))


def leaves(result: Any) -> list[Any]:
    """The arrays and numbers in nested tuples and lists, in their order."""
    if isinstance(result, (tuple, list)):
        return [leaf for part in result for leaf in leaves(part)]
    return [result]


def numbers(result: Any) -> list[Array]:
    """The same as arrays of floats or complex numbers; what is no number has no slope either."""
    arrays = [np.asarray(leaf) for leaf in leaves(result)]
    return [a if a.dtype.kind in "fc" else np.zeros(a.shape) for a in arrays]


def moved(point: Point, u: Point, s: float) -> Point:
    """In the precision of the point; arrays without axes stay arrays."""
    return tuple(np.asarray(x + np.asarray(s * v, x.dtype)) for x, v in zip(point, u, strict=True))


def along(f: Callable[..., Any], point: Point, u: Point) -> list[tuple[Estimate, Estimate]]:
    """Slope and curvature of s -> f(point + s u) at 0, for every array of the result."""
    seen: dict[float, list[Array] | None] = {}

    def at(s: float) -> list[Array] | None:
        if s not in seen:
            try:
                seen[s] = numbers(f(*moved(point, u, s)))
            except (ValueError, ArithmeticError):  # LinAlgError is a ValueError
                seen[s] = None
        return seen[s]

    middle = at(0.0)
    if middle is None:
        raise ValueError("the function has no value at the point")
    slopes: list[list[Estimate]] = [[] for _ in middle]
    curvatures: list[list[Estimate]] = [[] for _ in middle]
    for h in STEPS:
        rows = {j: at(j * h) for j in range(-4, 5)}
        for i, centre in enumerate(middle):
            f_at = {j: row[i] for j, row in rows.items() if row is not None and len(row) == len(middle)}
            if len(f_at) < 9 or any(y.shape != centre.shape for y in f_at.values()):
                nothing = Estimate(np.full(centre.shape, np.nan), np.full(centre.shape, np.inf))
                slopes[i].append(nothing)
                curvatures[i].append(nothing)
                continue
            size = np.max([np.abs(y) for y in f_at.values()], axis=0) * np.finfo(centre.dtype).eps
            slope = sum(c * (f_at[j] - f_at[-j]) for j, c in SLOPE.items()) / h
            curvature = sum(c * (f_at[j] + f_at[-j]) / (1 if j else 2) for j, c in CURVATURE.items()) / h**2
            slopes[i].append(Estimate(slope, 2 * size / h))
            curvatures[i].append(Estimate(curvature, 4 * size / h**2))
    return [(best(d), best(c)) for d, c in zip(slopes, curvatures, strict=True)]


def best(steps: list[Estimate]) -> Estimate:
    """The step that agrees best with the next shorter one, for each element."""
    values = np.array([e.value for e in steps])
    errors = np.array([e.error for e in steps])[:-1] + np.abs(values[:-1] - values[1:])
    errors = np.where(np.isfinite(errors), errors, np.inf)
    chosen = np.argmin(errors, axis=0)[None]
    return Estimate(
        np.take_along_axis(values[:-1], chosen, axis=0)[0], np.take_along_axis(errors, chosen, axis=0)[0]
    )


def jets(f: Callable[..., Any], point: Point, directions: Sequence[Point]) -> list[Jet]:
    """The jet of every array in the result of f, in the given directions.

    The mixed terms are those of the lines u_i, u_j and u_i + u_j: 2 D^2[u, v] = D^2[u + v] - D^2[u] - D^2[v].
    """
    with np.errstate(all="ignore"):
        values = numbers(f(*point))
        n = len(directions)
        lines = [along(f, point, u) for u in directions]
        found = []
        for leaf, value in enumerate(values):
            first = [lines[i][leaf][0] for i in range(n)]
            second = [[lines[i][leaf][1] for _ in range(n)] for i in range(n)]
            found.append((value, first, second))
        for i in range(n):
            for j in range(i + 1, n):
                total = tuple(a + b for a, b in zip(directions[i], directions[j], strict=True))
                for leaf, (_, line) in enumerate(along(f, point, total)):
                    of_i, of_j = lines[i][leaf][1], lines[j][leaf][1]
                    mixed = Estimate(
                        (line.value - of_i.value - of_j.value) / 2, (line.error + of_i.error + of_j.error) / 2
                    )
                    found[leaf][2][i][j] = found[leaf][2][j][i] = mixed
    return [
        Jet(
            value,
            Estimate(np.array([e.value for e in first]), np.array([e.error for e in first])),
            Estimate(
                np.array([[e.value for e in row] for row in second]),
                np.array([[e.error for e in row] for row in second]),
            ),
        )
        for value, first, second in found
    ]
