"""Derivatives compared with differences of the function: check_grads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._differences import (
    EPSILON,
    FIRST_STEP,
    SECANT,
    Array,
    Column,
    Differences,
    VectorFunction,
    one_sided,
)
from dualnum._passes import Function
from dualnum._scalar import is_scalar
from dualnum._structure import Node, Path, Structure, Tree, path_text
from dualnum.transforms import hessian, jacobian

LOOSE = 1e3
"""Differences have converged if they are uncertain by no more than so many tolerances, or roundings."""

TOLD = 1e-2
"""A difference tells something of a derivative if it is uncertain by no more than so small a part of it."""

GRAIN = 8.0 * EPSILON
"""What is so small beside the numbers it is made of, over a step as long as the parameter, is rounding."""

RETRIES = (2.0**-7, 2.0**-14)
"""Where exact and difference disagree, first steps so much smaller are tried: f may be narrow or steep."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The entry at which derivatives and differences agree worst.

    Attributes
    ----------
    ok : bool
        True of what `check_grads` returns.
    order : int
        Of the derivative.
    result : str
        Which of the results of f it belongs to: "" if there is one, else an index such as "[2]".
    by : tuple of str
        The parameters, as they are reached from x: ``('["w"][2, 0]',)``, two for a second derivative.
    exact, difference : float
        The derivative by dual numbers, and by differences.
    error : float
        How far they are apart.
    uncertainty : float
        How wrong the difference may be, by its own estimate.
    count : int
        How many derivatives were compared.
    lost : int
        How many of them are so small, beside the numbers that `f` rounds, that differences tell nothing.
    """

    ok: bool
    order: int
    result: str
    by: tuple[str, ...]
    exact: float
    difference: float
    error: float
    uncertainty: float
    count: int
    lost: int = 0

    @property
    def name(self) -> str:
        """The derivative in words."""
        ordinal = "the derivative" if self.order == 1 else "the second derivative"
        by = [f"x{where}" for where in dict.fromkeys(self.by)]
        return f"{ordinal} of f{self.result} by {' and '.join(by)}{' twice' * (len(by) < self.order)}"

    def __str__(self) -> str:
        agree = self.count - self.lost
        verdict = f"{agree} derivative{'s agree' if agree > 1 else ' agrees'}" if agree else "nothing to tell"
        if self.lost:
            verdict += f", {self.lost} of {self.count} lost in rounding"
        if not self.ok:
            verdict = "derivatives disagree"
        return (
            f"{verdict}; the worst is {self.name}: exact {self.exact:.12g}, difference "
            f"{self.difference:.12g} +- {self.uncertainty:.1g}, apart {self.error:.1g}"
        )


def check_grads(
    f: Function,
    x: Any,
    /,
    *args: Any,
    order: int = 2,
    rtol: float = 1e-6,
    atol: float = 0.0,
    **kwargs: Any,
) -> CheckResult:
    """Compare the derivatives of a function with high-order differences, and complain where they disagree.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a number, a list or tuple of numbers, or an array.
    x : object
        Where: a float, an array, or nested dicts, lists and tuples of them. All are taken in double
        precision.
    order : {1, 2}
        Whether to compare first derivatives only, or second derivatives as well: these with differences of
        the exact first derivatives.
    rtol, atol : float
        A derivative is wrong if it is farther from the difference than `rtol` times the larger of both, plus
        `atol`, plus what the difference is uncertain by.
    *args, **kwargs
        Further arguments of `f`.

    Returns
    -------
    CheckResult
        The entry that agrees worst.

    Raises
    ------
    CheckError
        If an entry disagrees, if the differences do not converge, at a kink for instance, or if there is
        too much rounding to tell. It is an AssertionError, so it fails a test.

    Notes
    -----
    Central differences at step sizes halved again and again, extrapolated to the step zero; of all
    extrapolations the one is taken that agrees best with its neighbours, and how well it does is its
    uncertainty [1]_. `f` is called about twelve times for each parameter.

    At a minimum a slope is 0 and rounding is not: there `rtol` is of a part, 1e-4, of the secants seen.
    Where a derivative is so small that all that differences show is rounding, it passes and is counted as
    lost, provided that others by the same parameter are told, or that it is nothing beside f.

    References
    ----------
    .. [1] C. J. F. Ridders, Accurate computation of F'(x) and F'(x)F''(x), Adv. Eng. Software 4 (1982)
       75-76.

    Examples
    --------
    >>> import math
    >>> import dualnum as dn
    >>> from dualnum.checks import check_grads
    >>> check_grads(lambda p: p["a"] ** 2 * dn.sin(p["b"][0]), {"a": 3.0, "b": [1.0, 2.0]}).ok
    True
    >>> wrong = dn.custom_derivative(math.gamma, lambda x: math.gamma(x))
    >>> try:
    ...     check_grads(wrong, 3.0)
    ... except AssertionError as error:
    ...     print(error.result.name, error.result.exact, round(error.result.difference, 6))
    the derivative of f by x 2.0 1.845569
    """
    _check_arguments(f, order, rtol, atol)
    structure = Structure("check_grads", x)
    point, names = structure.flat(), list(_names(structure.tree, structure))

    def of_vector(vector: Any) -> Any:
        return f(structure.unflat(vector), *args, **kwargs)

    def values(vector: Array) -> Array:
        return _numbers(of_vector(vector.copy()))

    def gradient(vector: Array) -> Array:
        return np.asarray(slopes(vector.copy()))

    at_point = values(point)
    if not at_point.size:
        raise errors.nothing_returned()
    if not np.all(np.isfinite(at_point)):
        raise errors.nothing_to_check(float(at_point[~np.isfinite(at_point)].flat[0]))
    if not np.array_equal(at_point, values(point)):
        raise errors.not_repeatable()
    slopes = jacobian(of_vector)
    first = Comparison(1, values, point, np.asarray(slopes(point)), names, rtol, atol)
    first.complain()
    if order == 1:
        return first.result(first.worst, True)
    table = (jacobian(slopes) if at_point.ndim else hessian(of_vector))(point)
    second = Comparison(2, gradient, point, np.asarray(table), names, rtol, atol, first.grain)
    second.complain()
    worse = max(first, second, key=lambda compared: compared.ratio[compared.worst])
    return replace(
        worse.result(worse.worst, True),
        count=first.exact.size + second.exact.size,
        lost=int(np.sum(first.lost) + np.sum(second.lost)),
    )


class Comparison:
    """Exact derivatives of a vector function beside their differences.

    Parameters
    ----------
    order : int
    function : callable
        Takes a vector of n parameters; returns an array.
    point : ndarray, shape (n,)
    exact : ndarray
        The Jacobian of the function, of shape ``(*shape of the result, n)``.
    names : list of str
        Of the parameters.
    rtol, atol : float
    least : ndarray, optional
        Of each result, the size of numbers that cancel on the way to it.
    """

    def __init__(
        self,
        order: int,
        function: VectorFunction,
        point: Array,
        exact: Array,
        names: list[str],
        rtol: float,
        atol: float,
        least: Array | float = 0.0,
    ) -> None:
        self.order, self.function, self.point, self.names = order, function, point, names
        self.exact, self.rtol, self.atol = exact, rtol, atol
        differences = Differences(function, point, exact, rtol, atol)
        size = np.fmax(differences.floor, least)[..., None]
        length = differences.steps / FIRST_STEP
        self.grain = size / length
        self.unit = np.fmax(size, np.max(length)) / length  # for what cancels to nothing, of size 1 or of x
        self.length = length
        columns = [differences.by(i) for i in range(point.size)]
        for scale in RETRIES:
            self.compare(columns)
            for i in {at[-1] for at in np.argwhere(~self.right)}:
                columns[i] = self.better(columns[i], differences.by(i, scale), exact[..., i])
        self.compare(columns)

    @np.errstate(all="ignore")
    def compare(self, columns: list[Column]) -> None:
        """What is right, what is wrong, what is neither, and the ratios of distances to what is allowed."""
        self.slopes, self.doubts, rounding, reach, swing = (
            np.stack(part, -1) for part in zip(*columns, strict=True)
        )
        exact, length = np.abs(self.exact), self.length
        self.gaps = np.abs(self.exact - self.slopes)
        size = np.fmax(exact, np.abs(self.slopes))
        tolerance = self.rtol * np.fmax(size, SECANT * reach) + self.atol
        allowed = tolerance + self.doubts
        converged = np.isfinite(self.doubts) & (self.doubts <= LOOSE * np.fmax(tolerance, rounding))
        steepest = SECANT * np.fmax(reach, swing / (FIRST_STEP * length))
        told = self.doubts <= np.fmax(np.fmax(TOLD * size, steepest), self.atol)
        agree = np.isfinite(exact) & converged & (self.gaps <= allowed)
        right = (np.isfinite(exact) & (self.gaps <= tolerance)) | (agree & told)
        # what differences cannot tell may pass where f does but round, where the derivative is nothing
        # beside f, and where others by the same parameter are told
        level = GRAIN * self.unit
        still = (swing <= level * length) & (exact <= level)
        still &= self.doubts >= TOLD * np.fmax(np.abs(self.slopes), reach)
        level = GRAIN * self.grain
        small = converged & (exact <= level) & (self.gaps <= 32.0 * level)
        beside = agree & np.any(right & told, axis=tuple(range(exact.ndim - 1)))
        self.lost = ~right & (still | small | beside)
        self.right = right | self.lost
        self.wrong = ~self.right & converged & ~agree
        self.rounded = ~self.right & agree
        self.ratio = np.where((self.gaps > 0.0) & ~self.lost, self.gaps / allowed, 0.0)

    def better(self, old: Column, new: Column, exact: Array) -> Column:
        """Of two columns of differences what is more certain; where they disagree, nearer to the exact."""
        with np.errstate(invalid="ignore"):
            same = np.abs(new.slope - old.slope) <= new.doubt + old.doubt
            nearer = np.abs(new.slope - exact) < np.abs(old.slope - exact)
            taken = np.isnan(old.slope) | np.where(same, new.doubt < old.doubt, nearer)
        return Column(*(np.where(taken, b, a) for a, b in zip(old, new, strict=True)))

    @property
    def worst(self) -> tuple[int, ...]:
        return _largest(self.ratio)

    def complain(self) -> None:
        """Raises the error of the worst entry that is not right."""
        if np.all(self.right):
            return
        if np.any(self.wrong):
            at = _largest(np.where(self.wrong, self.ratio, -1.0))
            make, hint = errors.wrong_derivative, errors.suspect_rule()
        elif np.all(self.right | self.rounded):
            at = _largest(np.where(self.rounded, self.doubts, -1.0))
            make, hint = errors.rounded_derivative, errors.suspect_rounding()
        else:
            at, make, hint = _largest(~self.right), errors.unsettled_derivative, errors.suspect_noise()
        found = self.result(at, False)
        rounded = make is errors.rounded_derivative
        sides = None if rounded else one_sided(self.function, self.point, at[-1], at[:-1])
        error = make(
            found.name,
            found.exact,
            found.difference,
            found.uncertainty,
            hint if sides is None else errors.suspect_point(*sides),
        )
        error.result = found
        raise error

    def result(self, at: tuple[int, ...], ok: bool) -> CheckResult:
        """The comparison of one entry; its index is that of the result, then those of the parameters."""
        split = len(at) - self.order
        return CheckResult(
            ok,
            self.order,
            str(list(at[:split])) if split else "",
            tuple(self.names[i] for i in at[split:]),
            float(self.exact[at]),
            float(self.slopes[at]),
            float(self.gaps[at]),
            float(self.doubts[at]),
            self.exact.size,
            int(np.sum(self.lost)),
        )


# ---- what goes in and out ----------------------------------------------------------------------------------


def _check_arguments(f: Any, order: Any, rtol: Any, atol: Any) -> None:
    if not callable(f):
        raise errors.not_callable("check_grads", f)
    if isinstance(order, bool) or order not in (1, 2):
        raise errors.bad_order(order)
    for name, value in (("rtol", rtol), ("atol", atol)):
        if isinstance(value, bool) or not is_scalar(value) or not 0.0 <= value < math.inf:
            raise errors.bad_option("check_grads", name, "a number that is not negative", value)


def _numbers(y: Any) -> Array:
    """What f returned as an array of floats."""
    if isinstance(y, dict) or (
        isinstance(y, (list, tuple)) and any(isinstance(part, (dict, list, tuple)) for part in y)
    ):
        raise errors.nested_results("check_grads", y)
    numbers = np.asarray(y)
    if numbers.dtype.kind not in "biuf":
        raise errors.bad_results("check_grads", y)
    return numbers.astype(np.float64)


def _names(tree: Tree, structure: Structure) -> Iterator[str]:
    """How each number is reached from x: ["w"][2, 0]."""
    for leaf, path in zip(structure.leaves, _paths(tree, ()), strict=True):
        for index in np.ndindex(leaf.shape):
            yield path_text(path) + (str(list(index)) if index else "")


def _paths(tree: Tree, path: Path) -> Iterator[Path]:
    """Where the leaves of a tree are."""
    if isinstance(tree, Node):
        for key, child in zip(tree.keys, tree.children, strict=True):
            yield from _paths(child, (path, tree.container, key))
    elif tree is not None:
        yield path


def _largest(numbers: Any) -> tuple[int, ...]:
    """The index of the largest entry."""
    return tuple(int(i) for i in np.unravel_index(np.argmax(numbers), np.shape(numbers)))
