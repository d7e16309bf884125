"""scipy's solve_ivp with exact Jacobians."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._derivatives import values_and_jacobian
from dualnum._parameters import check_chunk_size
from dualnum.optimize._scipy import method_name, scipy_module
from dualnum.optimize._scipy_options import names_of

IMPLICIT = ("Radau", "BDF", "LSODA")
DIFFERENCES = "2-point"


def solve_ivp(
    fun: Any,
    t_span: Any,
    y0: Any,
    method: Any = "RK45",
    t_eval: Any = None,
    dense_output: bool = False,
    events: Any = None,
    vectorized: bool = False,
    args: Any = None,
    *,
    chunk_size: int | None = None,
    **options: Any,
) -> Any:
    """Solve ordinary differential equations with scipy; implicit methods get the exact Jacobian.

    Parameters
    ----------
    fun : callable
        ``fun(t, y, *args)`` returns dy/dt: n numbers in a list or an array.
    t_span : pair of float
        The first and the last time.
    y0 : array_like, shape (n,)
        The state at the first time.
    method : str or class
        "Radau", "BDF" and "LSODA" use the Jacobian of `fun` by y; "RK45", "RK23", "DOP853" do without.
    t_eval, dense_output, events, vectorized, args
        As in `scipy.integrate.solve_ivp`.
    chunk_size : int, optional
        Directions a pass.
    **options
        Those of the method: rtol, atol, max_step, first_step, min_step, lband, uband, and jac, where it is
        known; ``jac="2-point"`` asks for scipy's differences. They also stay with jac_sparsity, along groups
        of columns, and where `y0` is complex.

    Returns
    -------
    Bunch
        scipy's, with t, y, sol, t_events, nfev, njev, success, message, ...

    Raises
    ------
    ValueError, TypeError
        For an argument or an option that the method does not use, a function that does not return n numbers,
        and where its Jacobian is not finite.

    Examples
    --------
    >>> import dualnum as dn
    >>> decay = lambda t, y: [-1000.0 * (y[0] - y[1]), -y[1]]
    >>> found = dn.optimize.solve_ivp(decay, (0.0, 1.0), [1.0, 1.0], method="Radau")
    >>> found.y[:, -1].round(3), found.success
    (array([0.368, 0.368]), True)
    """
    if not callable(fun):
        raise errors.not_callable("solve_ivp", fun)
    check_chunk_size(chunk_size)
    integrate = scipy_module("solve_ivp", "integrate")
    if isinstance(method, type):
        solver, name = method, method.__name__
    else:
        name = method_name("solve_ivp", method, ("RK45", "RK23", "DOP853", *IMPLICIT))
        solver = getattr(integrate, name)
    known = [option for option in names_of(solver) if option not in ("t0", "y0", "t_bound", "vectorized")]
    implicit = issubclass(solver, tuple(getattr(integrate, each) for each in IMPLICIT))
    known += ["jac"] * implicit
    for option in options:
        if option not in known:
            raise errors.unknown_option(f"solve_ivp(method={name!r})", option, known)
    jac = options.get("jac")
    if isinstance(jac, str):
        if jac != DIFFERENCES:
            raise errors.bad_option("solve_ivp", "jac", f"a function, a matrix or {DIFFERENCES!r}", jac)
        options["jac"] = None
    elif implicit and jac is None and options.get("jac_sparsity") is None and not np.iscomplexobj(y0):
        bands = options.get("lband"), options.get("uband")
        options["jac"] = Jacobian(fun, vectorized, bands, chunk_size).at
    return integrate.solve_ivp(
        fun, t_span, y0, solver, t_eval, dense_output, events, vectorized, args, **options
    )


class Jacobian:
    """The Jacobian by y as scipy's solvers call it; LSODA wants its diagonals as rows if it has bands.

    Parameters
    ----------
    fun : callable
    vectorized : bool
        Whether `fun` takes states as columns.
    bands : pair of int or None
        Diagonals below and above the main one.
    chunk_size : int or None
    """

    def __init__(
        self, fun: Any, vectorized: bool, bands: tuple[int | None, int | None], chunk_size: int | None
    ) -> None:
        self.fun, self.bands, self.as_column = fun, bands, vectorized
        self.table = values_and_jacobian("solve_ivp", self._by_state, 0, chunk_size)

    def _by_state(self, y: Any, t: float, *args: Any) -> Any:
        return np.ravel(self.fun(t, y[:, None], *args)) if self.as_column else self.fun(t, y, *args)

    def at(self, t: float, y: Any, *args: Any) -> Any:
        """The Jacobian at time t and state y, shape (n, n), or its bands."""
        n = y.size
        slopes = np.asarray(self._slopes(np.array(y), float(t), *args))
        if slopes.ndim < 2 and n == 1 == slopes.size:
            slopes = slopes.reshape(1, 1)
        if slopes.shape != (n, n):
            raise errors.bad_shape("fun of solve_ivp", y.shape, slopes.shape[:-1])
        if not np.isfinite(slopes).all():
            raise errors.nonfinite_rate(float(t), y)
        return slopes if self.bands == (None, None) else self._packed(slopes)

    def _slopes(self, y: Any, t: float, *args: Any) -> Any:
        if not self.as_column:
            return self.table(y, t, *args)[1]
        try:
            return self.table(y, t, *args)[1]
        except (
            errors.TangentLossError
        ):  # np.array([y[1], -y[0]]) holds no arrays of dual numbers, only numbers
            expected = np.ravel(self.fun(t, y[:, None], *args))
            self.as_column = False
            values, slopes = self.table(y, t, *args)
            if not np.array_equal(np.ravel(values), expected, equal_nan=True):
                raise
            return slopes

    def _packed(self, slopes: Any) -> Any:
        below, above = (band or 0 for band in self.bands)
        packed = np.zeros((below + above + 1, len(slopes)))
        for k in range(-below, above + 1):
            diagonal = np.diagonal(slopes, k)
            packed[above - k, max(k, 0) : max(k, 0) + diagonal.size] = diagonal
        return packed
