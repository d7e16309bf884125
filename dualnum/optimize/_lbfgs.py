"""Limited-memory BFGS: the curvature of the last few steps instead of a Hessian."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from dualnum.optimize._interface import Parts, method
from dualnum.optimize._loop import PlainDirection
from dualnum.optimize._options import count
from dualnum.optimize._problem import EPS, Point, Problem, norm
from dualnum.optimize._steps import Wolfe
from dualnum.optimize._variables import Vector


@method(uses="jac", maxiter=10_000, gtol=1e-5)
def lbfgs(*, memory: int = 10) -> Parts:
    """Limited-memory BFGS with a line search: the method of choice for many variables.

    The line search meets the strong Wolfe conditions; where the differences of f drown in its rounding
    errors, the slopes alone judge.

    Parameters
    ----------
    {arguments}
    memory : int
        Steps whose change of the gradient is remembered.
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithms 7.4, 7.5,
       3.5 and 3.6.
    .. [2] W. W. Hager and H. Zhang, A new conjugate gradient method with guaranteed descent and an efficient
       line search, SIAM J. Optim. 16 (2005) 170-192, section 4: what to ask of a step within rounding errors.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> def rosenbrock(x):
    ...     return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)
    >>> found = dn.optimize.lbfgs(rosenbrock, np.zeros(5), gtol=1e-8)
    >>> found.success, found.x.round(6)
    (True, array([1., 1., 1., 1., 1.]))
    """
    return Parts(LimitedMemory(count("lbfgs", "memory", memory, low=1)), Wolfe())


class LimitedMemory(PlainDirection):
    """The direction: the two-loop recursion, algorithm 7.4.

    Parameters
    ----------
    memory : int
        How many pairs of steps and changes of the gradient are kept.
    """

    def __init__(self, memory: int) -> None:
        self.pairs: deque[tuple[Vector, Vector, float]] = deque(maxlen=memory)
        self.last: Point | None = None
        self.scale = 1.0

    def at(self, problem: Problem, point: Point) -> Vector:
        """The step that the curvature known so far suggests."""
        self._learn(point)
        self.last = point
        if not self.pairs:
            return -point.grad / norm(point.grad)  # of unit length: nothing is known of the scale
        q = -point.grad
        shares = []
        for s, y, curvature in reversed(self.pairs):
            shares.append(float(s.dot(q)) / curvature)
            q -= shares[-1] * y
        q *= self.scale
        for s, y, curvature in self.pairs:
            q += (shares.pop() - float(y.dot(q)) / curvature) * s
        return q

    def turns(self) -> bool:
        """Where no step along a direction out of memory helps, forget, and try the steepest descent."""
        had_memory = bool(self.pairs)
        self.pairs.clear()
        self.last = None
        return had_memory

    def _learn(self, point: Point) -> None:
        """Keep the last step, unless it tells of no positive curvature."""
        if self.last is None:
            return
        s, y = point.x - self.last.x, point.grad - self.last.grad
        curvature, square = float(np.vdot(s, y)), float(np.vdot(y, y))
        if curvature > EPS * norm(s) * norm(y) and 0.0 < square < math.inf:
            self.pairs.append((s, y, curvature))
            self.scale = curvature / square  # equation 7.20
