"""Newton's method with the exact Hessian, damped by a trust region."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from dualnum.optimize._interface import Parts, method
from dualnum.optimize._loop import PlainDirection
from dualnum.optimize._minimum import Minimum, Stationary
from dualnum.optimize._options import choice
from dualnum.optimize._outcomes import Outcome
from dualnum.optimize._problem import EPS, Point, Problem, all_finite, norm
from dualnum.optimize._trust import EigenModel, region
from dualnum.optimize._variables import Vector

KINDS = ("minimum", "maximum", "stationary")


@method(order=2, uses="jac hess", maxiter=200, gtol=1e-8)
def newton(
    *, kind: str = "minimum", initial_radius: float | None = None, max_radius: float = np.inf
) -> Parts:
    """Newton's method for minima, maxima and stationary points, from anywhere.

    Each step is the best one of the exact quadratic model within a trust region, so that it goes
    downhill also where the Hessian is singular or indefinite. At the end the eigenvalues of the Hessian tell
    what was found.

    Parameters
    ----------
    {arguments}
    kind : {"minimum", "maximum", "stationary"}
        What is sought; "stationary" makes the gradient small, whatever the curvature.
    initial_radius : float, optional
        Longest first step. Default: the whole of Newton's step where the Hessian is positive definite.
    max_radius : float
        Longest step.
    {options}

    Returns
    -------
    {result}
        With the fields ``kind``, one of "minimum", "maximum", "saddle" and "undecided" at a stationary
        point and None elsewhere, and ``eigenvalues``, those of the Hessian.

    {raises}

    References
    ----------
    .. [1] J. J. More and D. C. Sorensen, Computing a trust region step, SIAM J. Sci. Stat. Comput. 4 (1983)
       553-572.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> found = dn.optimize.newton(lambda x: np.exp(x) - np.log(x), 1.75)
    >>> round(found.x, 4), found.kind, found.success
    (0.5671, 'minimum', True)
    """
    choice("newton", "kind", kind, KINDS)
    if kind == "stationary":
        problem: Any = Stationary
    else:
        problem = functools.partial(Minimum, sign=-1.0 if kind == "maximum" else 1.0)
    return Parts(Newton(kind), region("newton", initial_radius, max_radius), problem)


class Spectrum:
    """Eigenvalues of the Hessian at a point, and the gradient in their basis.

    Parameters
    ----------
    point : Point
    is_scaled : bool
        Whether the variables are scaled to make the diagonal of the Hessian one, or nearly.
    before : ndarray, shape (n,), or None
        The point before.
    """

    def __init__(self, point: Point, is_scaled: bool, before: Vector | None) -> None:
        self.before = before
        self.point, self.scale = point, scales(point.hess) if is_scaled else None
        if self.scale is None:
            self.values, self.vectors = eigen(point.hess)
        else:
            self.values, vectors = eigen(point.hess / np.multiply.outer(self.scale, self.scale))
            self.vectors = vectors / self.scale[:, None]
        self.slopes: Vector = point.grad @ self.vectors

    @functools.cached_property
    def decisive(self) -> Any:
        """Which eigenvalues are no rounding errors, and have a short Newton step along their vectors.

        Short is small beside x, and beside the last step: towards a point where the eigenvalue vanishes,
        steps become shorter by a constant factor of at least 1/2 only.
        """
        sizes, x = np.abs(self.values), self.point.x
        scale = 1.0 if self.scale is None else self.scale
        size = 1.0 + norm(x * scale)
        limit = 1e-3 * size
        if self.before is not None:
            limit = min(limit, max(0.25 * norm((x - self.before) * scale), 1e-12 * size))
        flat = sizes.size * EPS * np.max(sizes)  # rounding errors of eigenvalues; times x, of slopes
        return (sizes > flat) & (np.abs(self.slopes) <= np.maximum(limit * sizes, flat * size))

    def eigenvalues(self) -> Vector:
        """Those of the Hessian itself."""
        return self.values if self.scale is None else np.linalg.eigvalsh(self.point.hess)

    def kind(self) -> str:
        """What a stationary point is; decided by eigenvalues that are no rounding errors.

        Nor is an eigenvalue decisive if Newton's step along its vector is still long: on a plateau the
        gradient is small far from any stationary point.
        """
        up, down = self.decisive & (self.values > 0.0), self.decisive & (self.values < 0.0)
        if up.any() and down.any():
            return "saddle"
        if not self.decisive.all():
            return "undecided"
        return "minimum" if up.all() else "maximum"


REMARKS = {
    "minimum": "All eigenvalues of the Hessian are positive: a minimum.",
    "maximum": "All eigenvalues of the Hessian are negative: a maximum.",
    "saddle": "The Hessian has eigenvalues of both signs: a saddle.",
    "undecided": (
        "The Hessian cannot tell a minimum from a saddle or a plateau: it is singular or tiny here, or steps "
        "are still long, or values beside x disagree."
    ),
}

OPPOSITE = {"minimum": "maximum", "maximum": "minimum"}
"""What a kind is for the negated function."""


class Newton(PlainDirection):
    """The direction: the quadratic model of the function, or of half the squared gradient norm."""

    def __init__(self, kind: str) -> None:
        self.is_stationary = kind == "stationary"
        self.is_scaled = False
        self.spectrum: Spectrum | None = None

    def turns(self) -> bool:
        """Scales the variables, once: where they are of very different sizes, eigenvalues are too coarse."""
        turned, self.is_scaled, self.spectrum = not self.is_scaled, True, None
        return turned

    def at(self, problem: Problem, point: Point) -> EigenModel | Outcome:
        """The model at a point."""
        s = self._spectrum(point)
        if s is None:
            return Outcome.NONFINITE_HESSIAN
        if self.is_stationary and not norm(s.values * s.slopes) > EPS * norm(s.values) * norm(s.slopes):
            return Outcome.SINGULAR
        return gradient_model(s) if self.is_stationary else EigenModel(s.values, s.slopes, s.vectors)

    def is_settled(self, problem: Problem, point: Point) -> bool:
        """Not where the function still falls to a side."""
        s = None if self.is_stationary else self._spectrum(point)
        return s is None or not (s.decisive & (s.values < 0.0)).any()

    def findings(self, problem: Problem, point: Point, outcome: Outcome) -> tuple[dict[str, Any], str]:
        """What was found."""
        s = self._spectrum(point)
        if s is None:
            return {"kind": None, "eigenvalues": None}, ""
        negated = isinstance(problem, Minimum) and problem.sign < 0.0
        kind = s.kind() if outcome in (Outcome.GRADIENT, Outcome.UNSETTLED) else None
        values = s.eigenvalues()
        if negated and kind in OPPOSITE:
            kind = OPPOSITE[kind]
        return {"kind": kind, "eigenvalues": -values[::-1] if negated else values}, REMARKS.get(
            kind or "", ""
        )

    def _spectrum(self, point: Point) -> Spectrum | None:
        """The spectrum, kept for the next question; None if the Hessian is not finite."""
        if self.spectrum is None or self.spectrum.point is not point:
            if not all_finite(point.hess):
                return None
            before = None if self.spectrum is None else self.spectrum.point.x
            self.spectrum = Spectrum(point, self.is_scaled, before)
        return self.spectrum


def eigen(hess: Any) -> tuple[Vector, Any]:
    """Eigenvalues, ascending, and eigenvectors in columns; of two variables by one rotation of Jacobi.

    References
    ----------
    .. [1] G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., Johns Hopkins 2013, algorithm 8.5.1.
    """
    if len(hess) != 2:
        values, vectors = np.linalg.eigh(hess)
        return values, vectors
    (a, _), (b, c) = hess.tolist()
    t = 0.0
    if b:
        tau = 0.5 * (c - a) / b
        t = math.copysign(1.0, tau) / (abs(tau) + math.hypot(1.0, tau))
    cosine = 1.0 / math.sqrt(1.0 + t * t)
    sine = t * cosine
    low, high = a - t * b, c + t * b
    if low <= high:
        return np.array([low, high]), np.array([[cosine, sine], [-sine, cosine]])
    return np.array([high, low]), np.array([[sine, cosine], [cosine, -sine]])


def scales(hess: Any) -> Vector:
    """The square roots of the diagonal; at least of a thousandth of the largest element of a row."""
    sizes = np.abs(hess)
    squares = np.maximum(np.diagonal(sizes), 1e-3 * np.max(sizes, axis=1))
    return np.sqrt(np.where(squares > 0.0, squares, 1.0))


def gradient_model(s: Spectrum) -> EigenModel:
    """The model of half the squared norm of the gradient, ``|g + H p|^2 / 2``, by the spectrum of H."""
    rising = np.argsort(np.abs(s.values))
    values, slopes = s.values[rising], s.slopes[rising]
    flat = (values.size * EPS * abs(float(values[-1]))) ** 2
    return EigenModel(values * values, values * slopes, s.vectors[:, rising], flat)
