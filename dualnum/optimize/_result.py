"""What an optimizer returns."""

from __future__ import annotations

from typing import Any

import numpy as np


class OptimizeResult(dict[str, Any]):
    """The outcome of a run: a dict whose entries are attributes too, with scipy's names.

    Results of scipy's methods have scipy's fields as well.

    Attributes
    ----------
    x : float, ndarray or the structure of x0
        The solution, or the last good point.
    fun : float or ndarray
        The function there; residuals or equations for methods that take such.
    jac : float, ndarray or the structure of x0
        Its gradient, or the Jacobian of residuals and equations.
    hess : float or ndarray, shape (n, n)
        The Hessian, where the method forms it.
    success : bool
        Whether one of the method's tests was met at x.
    status : int
        0 a test was met, 1 too many iterations, 2 rounding errors, 3 values that are not finite, 4 a
        singular derivative, 5 no more batches, 99 stopped by the callback.
    message : str
        Which test, or what to do.
    nit, nfev, njev, nhev : int
        Iterations, and evaluations of the function, its first and its second derivatives (products with a
        vector count as one each).
    kind : {"minimum", "maximum", "saddle", "undecided"} or None
        By newton: what x is, None if it is no stationary point.
    eigenvalues : ndarray, shape (n,), or None
        By newton: those of the Hessian, ascending; None if it is not finite.
    cost, grad, optimality : float, ndarray of shape (n,), float
        By gauss_newton and levenberg_marquardt: half the sum of squares, its gradient, and the norm of that.
    rank : int or None
        By these as well: the rank of the Jacobian, None if that is not finite.
    history : History
        The points on the way, if they were asked for with ``history=True``.
    allvecs : list of ndarray
        Likewise, with ``return_all=True``.
    """

    x: Any
    fun: Any
    jac: Any
    success: bool
    status: int
    message: str
    nit: int
    nfev: int
    njev: int
    nhev: int
    history: History

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __dir__(self) -> list[str]:
        return [*self, *super().__dir__()]

    def __repr__(self) -> str:
        width = max((len(name) for name in self), default=0)
        rows = (f"{name:>{width}}: {_shown(value, width)}" for name, value in self.items())
        return "\n".join(rows) or f"{type(self).__name__}()"


class History:
    """The points of a run, the start first.

    Attributes
    ----------
    x : ndarray, shape (nit + 1, n)
        The points, flattened.
    fun : ndarray, shape (nit + 1,)
        What was made smaller: the function, or half the sum of squares of residuals.
    gradient_norm : ndarray, shape (nit + 1,)
        The quantity of the gradient test (or the residual norm, for roots).
    """

    def __init__(self) -> None:
        self._x: list[Any] = []
        self._fun: list[float] = []
        self._measure: list[float] = []

    def add(self, x: Any, fun: float, measure: float) -> None:
        """One more point."""
        self._x.append(np.array(x))
        self._fun.append(fun)
        self._measure.append(measure)

    @property
    def x(self) -> np.ndarray[Any, Any]:
        return np.array(self._x)

    @property
    def fun(self) -> np.ndarray[Any, Any]:
        return np.array(self._fun)

    @property
    def gradient_norm(self) -> np.ndarray[Any, Any]:
        return np.array(self._measure)

    def __len__(self) -> int:
        return len(self._x)

    def __repr__(self) -> str:
        return f"History of {len(self)} points"


def _shown(value: Any, indent: int) -> str:
    text = np.array2string(value, threshold=20) if isinstance(value, np.ndarray) else repr(value)
    return text.replace("\n", "\n" + " " * (indent + 2))
