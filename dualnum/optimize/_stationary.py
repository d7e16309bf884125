"""Stationary points in a box: Newton's method from a grid of starts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from dualnum import errors
from dualnum._derivatives import value_and_gradient
from dualnum.optimize._loop import quiet
from dualnum.optimize._newton import REMARKS, eigen, newton
from dualnum.optimize._options import count, number
from dualnum.optimize._problem import EPS, norm
from dualnum.optimize._result import OptimizeResult
from dualnum.optimize._variables import Variables, Vector

WHO = "stationary_points"
GTOL = 1e-10
MOST_RUNS = 10**6
SAME = {"undecided": 1e-2}
"""How near two points are taken for one, beside the size of the box: where the Hessian is singular, Newton's
method ends at some distance from the point."""
NEAR = 1e-6
"""The same for all other kinds, and how far outside of the box a point may be."""
SHORT = 1e-8
"""How long Newton's step may be, by variables of size 1, where no step makes the gradient smaller."""


def stationary_points(
    fun: Callable[..., Any],
    lower: Any,
    upper: Any,
    *,
    args: Any = (),
    starts: int = 7,
    maxiter: int = 200,
    gtol: float = GTOL,
    chunk_size: int | None = None,
) -> list[OptimizeResult]:
    """Minima, maxima and saddles of a function in a box, by Newton's method from a grid of starts.

    What no start leads to is not found: take more starts, or smaller boxes, where the function has many
    stationary points. The kind is that of the Hessian, if values on both sides of the point, along each of
    its eigenvectors, agree. It is "undecided" where they do not, as at kinks and in tails, and where the
    Hessian is singular or tiny; such points may lie on a plateau, or fill a curve or a region, and then those
    that the starts lead to are returned. The search is done by variables of similar sizes, and for a function
    divided by the size of its gradient, so that units do not matter.

    Parameters
    ----------
    fun : callable
        ``fun(x, *args)``; x has the form of `lower`, and arrives as an array if that is a list of numbers.
        Where it is not defined - it returns NaN, or raises ArithmeticError or ValueError - nothing is sought.
    lower, upper : float, array_like or nested dicts, lists and tuples of them
        The corners of the box.
    args : tuple
        Further arguments of `fun`.
    starts : int
        Starts along each of the n variables, in the middle of equal intervals: ``starts**n`` runs of `newton`
        with ``kind="stationary"``, at most a million.
    maxiter : int
        Steps of each run at most.
    gtol : float
        Keep points where the gradient norm is at most this, relative to the median of the starts, and by
        variables of which the box has half-widths between 1/2 and 1. Also those are kept where no step makes
        the gradient smaller any more and Newton's next step is at most 1e-8 of such a variable, or a few
        rounding errors of x: that median is small where most of the box is flat, and far from zero x itself
        is coarse.
    chunk_size : int, optional
        Directions a pass of dualnum's derivatives.

    Returns
    -------
    list of OptimizeResult
        One for each point, sorted by x; ``kind`` is "minimum", "maximum", "saddle" or "undecided". The
        gradient norm or step in ``message`` is the relative one that is limited, the numbers of evaluations
        are those of the run that led there.

    Raises
    ------
    TypeError
        If `fun` is no function of real numbers, or the corners are not made of real numbers.
    ValueError
        If the box is empty or not finite, for a bad option, or if the function is defined at none of the
        starts.

    Examples
    --------
    >>> import dualnum as dn
    >>> for p in dn.optimize.stationary_points(lambda x: x**3 - 3.0 * x, -2.0, 2.0):
    ...     print(round(p.x, 9), round(p.fun, 9), p.kind)
    -1.0 2.0 maximum
    1.0 -2.0 minimum
    >>> def sauna(p):
    ...     x, y = p
    ...     return 50.0 - x**2 * (x - 6.0) * y**2 * (y - 6.0) / 50.0
    >>> for p in dn.optimize.stationary_points(sauna, [1.0, 1.0], [7.0, 7.0]):
    ...     print(p.x.round(6), p.kind)
    [4. 4.] minimum
    [6. 6.] saddle
    """
    if not callable(fun):
        raise errors.no_function(WHO, fun, f"{WHO}(f, lower, upper)")
    count(WHO, "starts", starts, 1)
    count(WHO, "maxiter", maxiter)
    number(WHO, "gtol", gtol, low=0.0)
    unit = Unit(fun, lower, upper, args if isinstance(args, tuple) else (args,))
    if starts**unit.half.size > MOST_RUNS:
        needed = f"such that starts**{unit.half.size}, the number of runs, is at most {MOST_RUNS}"
        raise errors.bad_option(WHO, "starts", needed, starts)
    found = unit.search(starts, maxiter=maxiter, gtol=float(gtol), chunk_size=chunk_size)
    if found is None:
        needed = "finite, with its gradient, at one of the starts"
        raise errors.bad_option(WHO, "fun", needed, unit.trouble or math.nan) from unit.trouble
    return found


class _Box(NamedTuple):
    """The corners of a box as vectors, and the form of its points."""

    variables: Variables
    low: Vector
    high: Vector


def _box(lower: Any, upper: Any) -> _Box:
    """Two corners, checked."""
    below, above = Variables(WHO, lower), Variables(WHO, upper)
    low = below.start
    if below.structure is not None:
        high = below.structure.flat(upper)
    elif above.start.shape != low.shape or above.structure is not None:
        raise errors.bad_option(WHO, "upper", f"of the form of lower, {lower!r}", upper)
    else:
        high = above.start
    if not (low < high).all():
        raise errors.bad_option(WHO, "lower", f"below upper, {upper!r}", lower)
    if not np.isfinite(0.5 * high - 0.5 * low).all():
        raise errors.bad_option(WHO, "lower", f"finite, as upper, {upper!r}", lower)
    return _Box(below, low, high)


class Unit:
    """The function by variables z of size 1: ``fun(middle + widths * z) / size``.

    Widths and size are powers of two, so that nothing is rounded on the way back.
    """

    def __init__(self, fun: Callable[..., Any], lower: Any, upper: Any, args: tuple[Any, ...] = ()) -> None:
        box = _box(lower, upper)
        half = 0.5 * box.high - 0.5 * box.low
        self.variables, self.args, self.size = box.variables, args, 1.0
        self.fun = box.variables.of_vector(fun)
        self.middle = box.low + half
        self.widths = np.array([_power_of_two(w) for w in half.tolist()])
        self.half: Vector = half / self.widths
        self.coarse = EPS * float(norm(np.abs(self.middle / self.widths) + self.half))  # rounding x
        self.trouble: Exception | None = None

    def __call__(self, z: Any) -> Any:
        x = self.middle + self.widths * z
        try:
            y = self.fun(x[0] if self.variables.is_number else x, *self.args)
        except errors.DualnumError:
            raise
        except (ArithmeticError, ValueError) as error:
            self.trouble = error
            return math.nan
        if getattr(y, "size", None) == 1 and np.ndim(y):
            y = np.reshape(y, -1)[0]
        return y if self.size == 1.0 else y / self.size

    def grid(self, starts: int) -> list[Vector]:
        """The starts."""
        along = (2.0 * np.arange(starts) + 1.0) / starts - 1.0
        return [self.half * point for point in itertools.product(along, repeat=self.half.size)]

    def search(
        self,
        starts: int = 7,
        *,
        maxiter: int = 200,
        gtol: float = GTOL,
        chunk_size: int | None = None,
    ) -> list[OptimizeResult] | None:
        """The stationary points; None if the function is defined at none of the starts."""
        found = []
        with quiet():
            grid = self.grid(starts)
            if not self.measure(grid, chunk_size):
                return None
            for z in grid:
                run = newton(self, z, kind="stationary", gtol=gtol, maxiter=maxiter, chunk_size=chunk_size)
                if self.holds(run.x) and self.accepts(run):
                    found.append(run)
            return [self.restored(run) for run in _distinct(found, max(NEAR, 100.0 * self.coarse))]

    def measure(self, grid: list[Vector], chunk_size: int | None) -> bool:
        """Divide the function by the size of its gradient from now on; False if there is no gradient."""
        slopes = value_and_gradient(WHO, self, 0, chunk_size)
        known = [float(norm(g)) for f, g in map(slopes, grid) if math.isfinite(f)]
        norms = [size for size in known if math.isfinite(size)]
        if norms:
            self.size = _power_of_two(float(np.median(norms)) or max(norms) or 1.0)
        return bool(norms)

    def holds(self, z: Vector) -> bool:
        """Whether a point is in the box."""
        return bool((np.abs(z) <= self.half * (1.0 + NEAR)).all())

    def accepts(self, run: OptimizeResult) -> bool:
        """Whether a run ended at a stationary point; of which kind, is judged anew."""
        said = run.message.partition(". ")[0] + "."
        if not np.isfinite(run.hess).all():
            run.kind, run.message = "undecided", f"{said} The Hessian is not finite."
            return bool(run.success)
        values, vectors = eigen(run.hess)
        sizes = np.abs(values)
        is_flat = sizes <= sizes.size * EPS * np.max(sizes)
        step = np.where(is_flat, 0.0, run.jac @ vectors / np.where(is_flat, 1.0, values))
        length, limit = norm(step), max(SHORT, 10.0 * self.coarse)
        is_short = bool(length <= limit and not is_flat.any())
        if not (run.success or (is_short and math.isfinite(length))):
            return False
        if not run.success:
            said = f"Newton's next step {length:.3g} is at most {limit:.3g}."
            run.success, run.status = True, 0
        if is_short or run.kind != "undecided":
            run.kind = self.kind(run, values, vectors.T, np.abs(step))
        run.message = f"{said} {REMARKS[run.kind]}"
        return True

    def kind(self, run: OptimizeResult, values: Vector, vectors: Vector, steps: Vector) -> str:
        """What a point is by those eigenvalues that agree with values of the function beside it.

        They are compared where the slope that is left, rounding errors of the values, and those of x, do not
        matter. Points where the function is not defined say nothing.
        """
        least = max(SHORT * (1.0 + norm(run.x)), 10.0 * self.coarse)
        signs = []
        for value, v, step in zip(values.tolist(), vectors, steps.tolist(), strict=True):
            blur = math.sqrt(2e3 * EPS * abs(run.fun / value)) if value else 0.0
            h = max(10.0 * step, blur, least) * v
            beside = [self(run.x + side) for side in (h, -h)]
            rises = [float(y) - run.fun for y in beside if not isinstance(y, complex)]
            sign = math.copysign(1.0, value)
            agrees = all(sign * rise > 0.0 or math.isnan(rise) for rise in rises)
            signs.append(sign if value and agrees else 0.0)
        if min(signs) < 0.0 < max(signs):
            return "saddle"
        return "undecided" if 0.0 in signs else "minimum" if signs[0] > 0.0 else "maximum"

    def restored(self, run: OptimizeResult) -> OptimizeResult:
        """The result of a run by z as one by x."""
        restore, widths = self.variables.restore, self.widths
        hess = run.hess / widths / widths[:, None] * self.size
        is_finite = bool(np.isfinite(hess).all())
        run.eigenvalues = eigen(hess)[0] if is_finite else np.full(widths.size, np.nan)
        run.x, run.fun = restore(self.middle + widths * run.x), run.fun * self.size
        run.jac = restore(run.jac / widths * self.size)
        run.hess = float(hess[0, 0]) if self.variables.is_number else hess
        return run


def _power_of_two(size: float) -> float:
    """The next one above, at most the largest."""
    return math.ldexp(1.0, min(math.frexp(size)[1], 1023))


def _distinct(runs: list[OptimizeResult], near: float) -> Iterator[OptimizeResult]:
    """One of those that lead to the same point, decided ones first and the smallest gradient; sorted."""
    kept: list[OptimizeResult] = []
    for run in sorted(runs, key=lambda run: (run.kind == "undecided", norm(run.jac))):
        limit = SAME.get(run.kind, near)
        if all(norm(run.x - other.x) > limit for other in kept):
            kept.append(run)
    yield from sorted(kept, key=lambda run: np.round(run.x, 6).tolist())
