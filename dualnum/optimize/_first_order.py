"""Methods that use the gradient alone, from gradient descent to Adam."""

from __future__ import annotations

from typing import Any

from dualnum import errors
from dualnum.optimize._directions import MeanSquare, Moments, SteepestDescent, Velocity
from dualnum.optimize._interface import Parts, method
from dualnum.optimize._loop import Direction
from dualnum.optimize._minimum import Minimum
from dualnum.optimize._options import choice, number
from dualnum.optimize._steps import Armijo, FixedStep, Schedule, Wolfe, schedule

SHARED = {
    "step_size": """step_size : float or callable
    The step is the direction times this: a number, or ``step_size(k)`` of the number of the step from 0,
    as `exponential_decay` and `inverse_decay` make it.""",
    "velocity": """decay : float
    What is left of the velocity after a step, from 0 to below 1.""",
    "moments": """beta1, beta2 : float
    Weights of the past in the means of the gradient and of its square, from 0 to below 1.
epsilon : float
    Added to the root of the mean square.""",
    "batches": """batches : iterable of tuples, optional
    Mini-batches: the further arguments of `fun`, a tuple for each step; the run ends with them. They take
    the place of `args`, which is then the whole data, by which the end is judged. Without `args` the
    run never succeeds, for no batch can tell.""",
}
"""What the docstrings say of the options that several methods have."""

_first_order = method(uses="jac bounds", maxiter=10_000, gtol=1e-5, shared=SHARED)


# ---- methods -----------------------------------------------------------------------------------------------


@_first_order
def gradient_descent(
    *, step_size: float | Schedule | None = None, line_search: str | None = None, batches: Any = None
) -> Parts:
    """Gradient descent: the step is the negative gradient.

    Parameters
    ----------
    {arguments}
    {step_size}
        Default: 0.01, or 1 with a line search, where it is the first trial of each step.
    line_search : {None, "armijo", "wolfe"}
        "armijo" halves the step until f decreases enough, within bounds as well; "wolfe" makes it longer too,
        and knows no bounds. Neither knows batches.
    {batches}
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithms 3.1, 3.5
       and 3.6.

    Examples
    --------
    >>> import numpy as np
    >>> import dualnum as dn
    >>> bowl = lambda x: (x[0] - 1.0) ** 2 + 4.0 * (x[1] + 2.0) ** 2
    >>> dn.optimize.gradient_descent(bowl, [0.0, 0.0], step_size=0.1).x.round(4)
    array([ 1., -2.])
    >>> bounds = [(0.0, 3.0), (-1.0, 1.0)]
    >>> dn.optimize.gradient_descent(bowl, [0.0, 0.0], line_search="armijo", bounds=bounds).x.round(4)
    array([ 1., -1.])
    """
    who = "gradient_descent"
    if line_search is None:
        return _fixed(who, SteepestDescent(), 0.01 if step_size is None else step_size, batches)
    choice(who, "line_search", line_search, ("armijo", "wolfe"))
    if batches is not None:
        raise errors.unused_argument(who, "batches", "a line search compares values of one function")
    size = schedule(who, 1.0 if step_size is None else step_size)
    if line_search == "armijo":
        return Parts(SteepestDescent(), Armijo(size))
    return Parts(SteepestDescent(), Wolfe(size), _without_bounds)


@_first_order
def momentum(*, step_size: float | Schedule = 0.01, decay: float = 0.9, batches: Any = None) -> Parts:
    """Gradient descent with momentum: the step is a decaying sum of the gradients so far.

    The velocity is ``v = decay * v + g``, and x moves by ``-step_size * v``; the step size is no part of v.

    Parameters
    ----------
    {arguments}
    {step_size}
    {velocity}
    {batches}
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR Comput. Math.
       Math. Phys. 4 (1964) 1-17.

    Examples
    --------
    >>> import dualnum as dn
    >>> found = dn.optimize.momentum(lambda x: (x[0] - 1.0) ** 2 + 4.0 * (x[1] + 2.0) ** 2, [0.0, 0.0])
    >>> found.success, found.x.round(4)
    (True, array([ 1., -2.]))
    """
    who = "momentum"
    return _fixed(who, Velocity(_weight(who, "decay", decay)), step_size, batches)


@_first_order
def nesterov(*, step_size: float | Schedule = 0.01, decay: float = 0.9, batches: Any = None) -> Parts:
    """Gradient descent with Nesterov's momentum: the step looks ahead along the velocity.

    The velocity is ``v = decay * v + g``, and x moves by ``-step_size * (g + decay * v)``. This is the
    method of [1]_ in the variables of the point where the gradient is taken, as in [2]_.

    Parameters
    ----------
    {arguments}
    {step_size}
    {velocity}
    {batches}
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] Y. Nesterov, A method of solving a convex programming problem with convergence rate O(1/k^2),
       Soviet Math. Dokl. 27 (1983) 372-376.
    .. [2] I. Sutskever, J. Martens, G. Dahl and G. Hinton, On the importance of initialization and momentum
       in deep learning, ICML 2013, equations 3 and 4.

    Examples
    --------
    >>> import dualnum as dn
    >>> found = dn.optimize.nesterov(lambda x: (x[0] - 1.0) ** 2 + 4.0 * (x[1] + 2.0) ** 2, [0.0, 0.0])
    >>> found.success, found.x.round(4)
    (True, array([ 1., -2.]))
    """
    who = "nesterov"
    return _fixed(who, Velocity(_weight(who, "decay", decay), ahead=True), step_size, batches)


@_first_order
def rmsprop(
    *,
    step_size: float | Schedule = 0.001,
    decay: float = 0.9,
    epsilon: float = 1e-8,
    batches: Any = None,
) -> Parts:
    """RMSProp: each component of the gradient is divided by the running root of its mean square.

    With a constant step size x ends up wandering about the minimum by about that much; let it decay.

    Parameters
    ----------
    {arguments}
    {step_size}
    decay : float
        Weight of the past in the mean of the squares, from 0 to below 1.
    epsilon : float
        Added to the root.
    {batches}
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] T. Tieleman and G. Hinton, Lecture 6.5 - rmsprop, COURSERA: Neural Networks for Machine Learning,
       2012.

    Examples
    --------
    >>> import dualnum as dn
    >>> bowl = lambda x: (x[0] - 1.0) ** 2 + 4.0 * (x[1] + 2.0) ** 2
    >>> slower = dn.optimize.exponential_decay(0.1, 0.9, every=20)
    >>> dn.optimize.rmsprop(bowl, [0.0, 0.0], step_size=slower).x.round(4)
    array([ 1., -2.])
    """
    who = "rmsprop"
    direction = MeanSquare(_weight(who, "decay", decay), _epsilon(who, epsilon))
    return _fixed(who, direction, step_size, batches)


@_first_order
def adam(
    *,
    step_size: float | Schedule = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    batches: Any = None,
) -> Parts:
    """Adam: running means of the gradient and of its square, with their bias removed.

    Parameters
    ----------
    {arguments}
    {step_size}
    {moments}
    {batches}
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.

    Examples
    --------
    A line through noisy points, ten at a time, in a new order each epoch:

    >>> import numpy as np
    >>> import dualnum as dn
    >>> def loss(p, x, y):
    ...     return np.mean((p["slope"] * x + p["offset"] - y) ** 2)
    >>> rng = np.random.default_rng(0)
    >>> x = rng.uniform(-1.0, 1.0, 100)
    >>> y = 2.0 * x + 1.0 + 0.1 * rng.standard_normal(100)
    >>> def minibatches(epochs):
    ...     for _ in range(epochs):
    ...         order = rng.permutation(100)
    ...         for some in np.split(order, 10):
    ...             yield x[some], y[some]
    >>> start = {"slope": 0.0, "offset": 0.0}
    >>> slower = dn.optimize.exponential_decay(0.1, 0.9, every=20)
    >>> found = dn.optimize.adam(
    ...     loss, start, args=(x, y), batches=minibatches(100), step_size=slower, gtol=1e-3
    ... )
    >>> found.success, {name: round(p, 2) for name, p in found.x.items()}
    (True, {'slope': 1.99, 'offset': 0.99})
    """
    who = "adam"
    return _fixed(who, Moments(*_moments(who, beta1, beta2, epsilon)), step_size, batches)


@_first_order
def adamw(
    *,
    step_size: float | Schedule = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.01,
    batches: Any = None,
) -> Parts:
    """Adam with decoupled weight decay: x also shrinks, by ``step_size * weight_decay * x`` a step.

    The decay holds x back from the minimum of f, by which success is judged: with it, a run that trains well
    mostly ends without success, at the limit of its iterations or with its batches.

    Parameters
    ----------
    {arguments}
    {step_size}
    {moments}
    weight_decay : float
        How much x shrinks.
    {batches}
    {options}

    Returns
    -------
    {result}

    {raises}

    References
    ----------
    .. [1] I. Loshchilov and F. Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2, with
       the step size in both terms.

    Examples
    --------
    >>> import dualnum as dn
    >>> bowl = lambda x: (x[0] - 1.0) ** 2 + 4.0 * (x[1] + 2.0) ** 2
    >>> found = dn.optimize.adamw(bowl, [0.0, 0.0], step_size=0.01, maxiter=1000)
    >>> found.x.round(2), found.success
    (array([ 1.  , -1.99]), False)
    """
    who = "adamw"
    shrink = number(who, "weight_decay", weight_decay, low=0.0)
    return _fixed(who, Moments(*_moments(who, beta1, beta2, epsilon), shrink), step_size, batches)


# ---- options -----------------------------------------------------------------------------------------------


def _moments(who: str, beta1: Any, beta2: Any, epsilon: Any) -> tuple[float, float, float]:
    return _weight(who, "beta1", beta1), _weight(who, "beta2", beta2), _epsilon(who, epsilon)


def _weight(who: str, option: str, given: Any) -> float:
    weight = number(who, option, given)
    if not 0.0 <= weight < 1.0:
        raise errors.bad_option(who, option, "a number from 0 to below 1", given)
    return weight


def _epsilon(who: str, epsilon: Any) -> float:
    # not zero: where a component of all gradients so far is, it would be divided by zero
    return number(who, "epsilon", epsilon, positive=True)


def _fixed(who: str, direction: Direction, step_size: Any, batches: Any) -> Parts:
    """A direction with step sizes that no line search judges, and with batches."""
    if batches is not None and not hasattr(batches, "__iter__"):
        raise errors.bad_option(who, "batches", "an iterable of tuples, the arguments for each step", batches)
    return Parts(direction, FixedStep(schedule(who, step_size)), batches=batches)


def _without_bounds(*args: Any, bounds: Any = None, **kwargs: Any) -> Minimum:
    if bounds is not None:
        hint = 'line_search="wolfe" cannot keep them, "armijo" and no line search can'
        raise errors.unused_argument("gradient_descent", "bounds", hint)
    return Minimum(*args, **kwargs)
