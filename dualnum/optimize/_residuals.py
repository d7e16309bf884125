"""Residuals and equations: problems with several values at a point, and what their Jacobian says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray
from dualnum._derivatives import values_and_jacobian
from dualnum._scalar import Jet, of_one_number
from dualnum.optimize._problem import EPS, Function, Point, Problem, all_finite, norm
from dualnum.optimize._variables import Vector, real_array


class Sample(Point):
    """What is known of residuals at x; what follows from it is computed when asked for, once."""

    __slots__ = ("_columns", "_cosine", "_factors", "_newton")

    def __init__(self, x: Vector, residuals: Vector, jac: Vector, hess: Any = None) -> None:
        merit = 0.5 * float(residuals @ residuals)
        super().__init__(x, merit, residuals @ jac, hess, residuals=residuals, jac=jac)
        self._columns: Vector | None = None
        self._cosine: float | None = None
        self._factors: Factors | None = None
        self._newton: tuple[Vector | None] | None = None

    def is_finite(self) -> bool:
        return super().is_finite() and all_finite(self.columns)

    @property
    def columns(self) -> Vector:
        """Norms of the columns of the Jacobian, shape (n,)."""
        if self._columns is None:
            self._columns = np.sqrt(np.einsum("ij,ij->j", self.jac, self.jac))
        return self._columns

    @property
    def cosine(self) -> float:
        """The largest cosine of an angle between the residuals and a column; NaN if not all is finite."""
        if self._cosine is None:
            self._cosine = math.nan
            if self.is_finite():
                r, jac = scaled(self.residuals), scaled(self.jac)  # so that small products do not vanish
                columns = lengths(np.sqrt(np.einsum("ij,ij->j", jac, jac)))
                largest = float(np.max(np.abs(r @ jac) / columns))
                self._cosine = largest / norm(r) if largest else 0.0
        return self._cosine

    @property
    def factors(self) -> Factors:
        """The factors of the Jacobian."""
        if self._factors is None:
            self._factors = Factors(self)
        return self._factors

    @property
    def newton_step(self) -> Vector | None:
        """Newton's step for a square Jacobian; None where that is singular up to rounding errors."""
        if self._newton is None:
            self._newton = (_newton_step(self.jac, self.residuals),)
        return self._newton[0]

    def own_size(self) -> Vector:
        """The size of what each residual is made of, as far as x tells: ``|J| @ |x|``."""
        size: Vector = np.abs(self.jac) @ np.abs(self.x)
        return size


class Factors:
    """Residuals and Jacobian in the basis of the singular vectors ``J = U S V^T``.

    ``J^T J`` is never formed, as this would lose half of the digits. Columns are scaled to length 1 first, so
    that units of the parameters do not matter.

    Parameters
    ----------
    point : Sample
        Finite.

    Attributes
    ----------
    turned : ndarray, shape (min(m, n),)
        Residuals in the basis U; what is orthogonal to all columns has no part in a step.
    step : ndarray, shape (n,)
        The step of Gauss and Newton; if there are several, the shortest in scaled parameters.
    fall : float
        By how much it makes half the sum of squares smaller, if the residuals are linear.
    rank : int
    """

    def __init__(self, point: Sample) -> None:
        scale = lengths(point.columns)
        u, s, v = np.linalg.svd(point.jac / scale, full_matrices=False)
        self.rank = k = int(np.count_nonzero(s > max(point.jac.shape) * EPS * s[0]))
        self.turned: Vector = point.residuals @ u
        parts = self.turned[:k]
        self.step: Vector = -((parts / s[:k]) @ v[:k]) / scale
        self.fall = 0.5 * float(parts @ parts)
        self._s, self._v = s, v * scale

    @property
    def rows(self) -> Vector:
        """The Jacobian in the basis U, with the true lengths of columns, shape (min(m, n), n)."""
        return self._s[:, np.newaxis] * self._v


def scaled(a: Vector) -> Vector:
    """An array, or the columns of a matrix, with the largest elements 1."""
    largest = np.max(np.abs(a), axis=0)
    return np.asarray(a / np.where(largest > 0.0, largest, 1.0))


def lengths(columns: Vector) -> Vector:
    """Norms of columns by which one may divide."""
    return columns if columns.all() else np.where(columns > 0.0, columns, 1.0)


def _newton_step(jac: Vector, f: Vector) -> Vector | None:
    if f.size == 1:
        slope = jac[0, 0]
        step = -f / slope if slope else None
    else:
        try:
            step = np.linalg.solve(jac, -f)
        except np.linalg.LinAlgError:
            return None
        step = step if norm(jac @ step + f) <= 1e-3 * norm(f) else None
    return step if step is not None and all_finite(step) else None


class Residuals(Problem):
    """Residuals whose sum of squares is made smaller; half of it is the merit.

    The main quantity does not depend on the units of residuals and parameters: the largest cosine of an angle
    between the residuals and a column of the Jacobian, as in J. J. More, The Levenberg-Marquardt algorithm:
    implementation and theory, Lecture Notes in Mathematics 630 (1978) 105-116.
    """

    quantity = "cosine between the residuals and a column of the Jacobian"
    goal = "the sum of squares"
    takes_single = False  # whether a function of an array may return a number alone

    def _prepare(self, f: Function, chunk_size: int | None) -> None:
        if self.variables.is_number:
            inner = f
            f = lambda x, *args: inner(x[0], *args)  # noqa: E731
        self._table = values_and_jacobian(self.who, f, 0, chunk_size)

    def merit(self, x: Vector) -> float:
        r = self.residuals(self.call(x))
        return 0.5 * float(r @ r)

    def point(self, x: Vector) -> Sample:
        if self._jac is not None:
            r = self.residuals(self.call(x))
            table = self._jac(self.variables.given(x), *self.args)
        else:
            self.nfev += 1
            y, table = self._table(x, *self.args)
            r = self.residuals(y)
        self.njev += 1
        return Sample(x, r, self.jacobian_of(table, r.size))

    def start(self) -> Point:
        point = super().start()
        self.at_start = norm(point.residuals)
        if all_finite(point.residuals) and not math.isfinite(point.merit):
            raise errors.squares_overflow(self.who, self.at_start)
        return point

    def residuals(self, y: Any) -> Vector:
        """What the function returned, as a vector."""
        if isinstance(y, (Jet, JetArray)):
            raise errors.dual_value(self.who)
        try:
            r = np.asarray(y)
            if r.dtype.kind == "O":  # numbers of other kinds, but not None, which NumPy takes for NaN
                r = np.array([float(value) for value in y])
        except (TypeError, ValueError) as error:
            if isinstance(error, errors.TangentLossError):
                raise errors.dual_value(self.who) from None
            raise errors.bad_residuals(self.who, y) from None
        if r.ndim > 1 or not r.size or r.dtype.kind not in "iuf":
            raise errors.bad_residuals(self.who, y)
        if r.ndim == 0 and not (self.variables.is_number or self.takes_single):
            raise errors.one_residual(self.who)
        return np.array(r, dtype=np.float64).reshape(-1)

    def jacobian_of(self, table: Any, m: int) -> Vector:
        """A Jacobian as an array, shape (m, n); a row alone is one of shape (1, n)."""
        jac = real_array("jac", table)
        needed = m, self.variables.start.size
        if jac.ndim < 2 and m == 1 and jac.size == needed[1]:
            jac = jac.reshape(needed)
        if jac.shape != needed:
            raise errors.bad_shape("jac", needed, jac.shape)
        return jac

    def measure(self, point: Point) -> float:
        assert isinstance(point, Sample)  # made by self.point
        return point.cosine

    def noise(self, point: Point) -> float:
        """Here residuals may be small differences of large numbers."""
        assert isinstance(point, Sample)
        return super().noise(point) + 4.0 * EPS * float(np.abs(point.residuals) @ point.own_size())

    def is_exact(self, point: Point) -> bool:
        assert isinstance(point, Sample)
        if (np.abs(point.residuals) <= 4.0 * EPS * point.own_size()).all():
            return True
        return norm(point.residuals) <= EPS * self.at_start

    def step_left(self, point: Point) -> float | None:
        """That of Gauss and Newton; parameters are weighed by their columns."""
        assert isinstance(point, Sample)
        if point.factors.fall > self.noise(point):
            return math.inf
        step, size = norm(point.columns * point.factors.step), norm(point.columns * point.x)
        return step / size if size else math.inf

    def fields(self, point: Point) -> dict[str, Any]:
        return {
            "x": self.variables.restore(point.x),
            "cost": point.merit,
            "fun": point.residuals,
            "jac": point.jac,
            "grad": point.grad,
            "optimality": norm(point.grad),
        }


class Root(Residuals):
    """Equations, as many as unknowns; the norm of what they leave over is made smaller."""

    quantity = "residual norm"
    goal = "the residual norm"
    _last: tuple[Vector | None, Any] = (None, None)

    def _prepare(self, f: Function, chunk_size: int | None) -> None:
        if self.variables.is_number:
            self._parts = of_one_number(self.who, f, self.order, True, None)
        else:
            super()._prepare(f, chunk_size)

    def merit(self, x: Vector) -> float:
        if not self.variables.is_number:
            return super().merit(x)
        self._last = x, None
        point = self._at_number(x)  # the slope costs next to nothing
        self._last = x, point
        return point.merit

    def point(self, x: Vector) -> Sample:
        if self.variables.is_number:
            kept: Sample | None = self._last[1] if self._last[0] is x else None
            return kept or self._at_number(x)
        point = super().point(x)
        if point.residuals.size != x.size:
            raise errors.not_square(self.who, point.residuals.size, x.size)
        return point

    def _at_number(self, x: Vector) -> Sample:
        if self._jac is None:
            self.nfev += 1
            y, slope = self._parts(float(x[0]), *self.args)
        else:
            y = self.call(x)
            slope = self._jac(x[0], *self.args)
        self.njev += 1
        return self.sample(x, y, slope)

    def sample(self, x: Vector, y: Any, slope: Any, curvature: Any = None) -> Sample:
        """A point of a function of one number, from what it and its derivatives returned."""
        r = self.residuals(y)
        if r.size != 1:
            raise errors.not_square(self.who, r.size, 1)
        return Sample(x, r, self.jacobian_of(slope, 1), curvature)

    def measure(self, point: Point) -> float:
        return norm(point.residuals)

    def is_exact(self, point: Point) -> bool:
        return False

    def step_left(self, point: Point) -> float | None:
        """Newton's, as far as it tells of a root: for each unknown, and only if the residuals have fallen."""
        assert isinstance(point, Sample)
        step = point.newton_step
        if step is None or not norm(point.residuals) <= math.sqrt(EPS) * self.at_start:
            return math.inf
        left = np.abs(step) / np.abs(point.x)
        return float(np.max(left[step != 0.0], initial=0.0))

    def value(self, point: Point) -> float:
        return norm(point.residuals)

    def fields(self, point: Point) -> dict[str, Any]:
        f, jac = point.residuals, point.jac
        if self.variables.is_number:
            f, jac = float(f[0]), float(jac[0, 0])
        return {"x": self.variables.restore(point.x), "fun": f, "jac": jac}
