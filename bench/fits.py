"""Functions to be minimised, with derivatives by hand and the value at the minimum.

NumPy code as in array_problems. The value is published or comes from another method than those that are
timed. Where the tests have the problem, the function is theirs.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import array_problems
from bench.peers import Declined
from bench.problems import Function, Kind, Problem
from tests import network_problems, survival_problems

Vector = NDArray[np.float64]

ATOL = 1e-6
"""What a value may miss that of a minimum by, beside the relative tolerance of the task."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A function of a vector, where to start, and what counts as a solution.

    ``make`` is given a module like NumPy, and the function takes the vector and the data.
    ``find_best`` returns the value at each of the minima, known to ``rtol``.
    """

    name: str
    make: Callable[[Any], Function]
    start: Vector
    find_best: Callable[[], tuple[float, ...]]
    data: tuple[Any, ...] = ()
    rtol: float = 1e-8

    @cached_property
    def best(self) -> tuple[float, ...]:
        """The values at the minima."""
        return self.find_best()

    def excess(self, value: float) -> float:
        """A value less that of the nearest minimum."""
        return min((value - best for best in self.best), key=abs)

    def solved_by(self, value: float) -> bool:
        """Whether a value is that of a minimum."""
        return any(abs(value - best) <= self.rtol * abs(best) + ATOL for best in self.best)

    def value_of(self, result: Any) -> float:
        """The value that a solver found."""
        return float(result.fun)

    def gradient_norm(self, result: Any) -> float | None:
        """The gradient there, where it is known by hand."""
        return None

    def asks(self, kind: Kind, by_hand: Function) -> Problem:
        """A derivative at the start, as a problem."""
        words = {"curvatures": "Hessian", "slopes": "Jacobian"}
        name = f"{self.name}, {words.get(kind, kind)}"
        return array_problems.on_arrays(name, kind, self.make, self.start, by_hand, self.data)


def not_by_hand(*_: Any) -> Any:
    """Stands where nobody has written the derivative out."""
    raise Declined("by hand: not written")


@dataclass(frozen=True, kw_only=True)
class Fit(Task):
    """A function to be minimised.

    ``pair_by_hand`` returns value and gradient, ``hessian_by_hand`` the Hessian.
    """

    pair_by_hand: Function = not_by_hand
    hessian_by_hand: Function = not_by_hand

    @cached_property
    def gradient(self) -> Problem:
        """The problem of value and gradient."""
        return self.asks("gradient", self.pair_by_hand)

    @cached_property
    def hessian(self) -> Problem:
        """The problem of the Hessian alone."""
        return self.asks("curvatures", self.hessian_by_hand)

    def gradient_norm(self, result: Any) -> float | None:
        return float(np.linalg.norm(self.pair_by_hand(result.x, *self.data)[1]))


@dataclass(frozen=True, kw_only=True)
class Squares(Task):
    """Residuals whose sum of squares is to be minimised; ``jacobian_by_hand`` returns their Jacobian."""

    jacobian_by_hand: Function = not_by_hand

    @cached_property
    def slopes(self) -> Problem:
        """The problem of the Jacobian alone."""
        return self.asks("slopes", self.jacobian_by_hand)

    def value_of(self, result: Any) -> float:
        return 2.0 * float(result.cost)


# ---- lifetimes ---------------------------------------------------------------------------------------------


def weibull_hessian(theta: Any, log_t: Any, failed: Any) -> Any:
    """Hessian of the Weibull likelihood of array_problems."""
    shape, scale = theta
    z = log_t - np.log(scale)
    hazard = np.exp(shape * z)
    total, along = np.sum(hazard), hazard @ z
    failures = np.sum(failed)
    mixed = (failures - total - shape * along) / scale
    twice = shape * (total - failures + shape * total) / (scale * scale)
    return np.array([[hazard @ (z * z) + failures / (shape * shape), mixed], [mixed, twice]])


def weibull_best(log_t: Any, failed: Any) -> float:
    """The least value of the Weibull likelihood: the scale in closed form, the shape by bisection.

    Kalbfleisch, Prentice, The Statistical Analysis of Failure Time Data (2002), section 3.4.
    """
    failures, low, high = np.sum(failed), 1e-3, 1e3
    for _ in range(200):
        shape = (low * high) ** 0.5
        weights = np.exp(shape * (log_t - np.max(log_t)))
        score = weights @ log_t / np.sum(weights) - 1.0 / shape - failed @ log_t / failures
        low, high = (low, shape) if score > 0.0 else (shape, high)
    scale = np.mean(np.exp(shape * log_t) * len(log_t) / failures) ** (1.0 / shape)
    return float(array_problems.weibull(np)((shape, scale), log_t, failed))


def weibull(n: int) -> Fit:
    """Shape and scale of n lifetimes, from those of the exponential distribution that fits them best."""
    log_t, failed = array_problems.weibull_likelihood(n).data
    start = np.array([1.0, np.sum(np.exp(log_t)) / np.sum(failed)])
    return Fit(
        name=f"Weibull fit, {n:,} points",
        make=array_problems.weibull,
        start=start,
        find_best=lambda: (weibull_best(log_t, failed),),
        data=(log_t, failed),
        pair_by_hand=array_problems.weibull_by_hand,
        hessian_by_hand=weibull_hessian,
    )


def regression_pair(params: Any, log_weeks: Any, placebo: Any, relapsed: Any) -> tuple[Any, Any]:
    """Value and gradient of the Weibull regression of the tests."""
    intercept, effect, log_scale = params
    rate = np.exp(-log_scale)
    z = (log_weeks - intercept - effect * placebo) * rate
    hazard = np.exp(z)
    excess, relapses = hazard - relapsed, np.sum(relapsed)
    value = np.sum(hazard) - relapsed @ (z - log_weeks) + relapses * log_scale
    return value, np.array([-rate * np.sum(excess), -rate * (placebo @ excess), relapses - excess @ z])


def regression_hessian(params: Any, log_weeks: Any, placebo: Any, relapsed: Any) -> Any:
    """Hessian of the Weibull regression."""
    intercept, effect, log_scale = params
    rate = np.exp(-log_scale)
    z = (log_weeks - intercept - effect * placebo) * rate
    hazard = np.exp(z)
    excess, tilt = hazard - relapsed, hazard * z
    with_scale = excess + tilt
    treated = placebo * hazard
    aa, ab, bb = np.sum(hazard), np.sum(treated), placebo @ treated
    a, b = rate * np.sum(with_scale), rate * (placebo @ with_scale)
    square = rate * rate
    return np.array([[square * aa, square * ab, a], [square * ab, square * bb, b], [a, b, with_scale @ z]])


def leukaemia() -> Fit:
    """Weibull regression of remission times, some censored."""
    return Fit(
        name="leukaemia regression",
        make=survival_problems.negative_log_likelihood_in,
        start=survival_problems.START,
        find_best=lambda: (-survival_problems.FIT.log_likelihood,),
        data=survival_problems.leukemia(),
        pair_by_hand=regression_pair,
        hessian_by_hand=regression_hessian,
    )


# ---- Rosenbrock --------------------------------------------------------------------------------------------


def rosenbrock(xp: Any) -> Function:
    """Rosenbrock's valley in n variables, each beside the next."""

    def f(x: Any) -> Any:
        u, v = x[1:] - x[:-1] * x[:-1], 1.0 - x[:-1]
        return 100.0 * xp.sum(u * u) + xp.sum(v * v)

    return f


def rosenbrock_pair(x: Any) -> tuple[Any, Any]:
    """Value and gradient."""
    head = x[:-1]
    u, v = x[1:] - head * head, 1.0 - head
    slopes = np.empty_like(x)
    slopes[:-1] = -400.0 * u * head - 2.0 * v
    slopes[-1] = 0.0
    slopes[1:] += 200.0 * u
    return 100.0 * (u @ u) + v @ v, slopes


def rosenbrock_hessian(x: Any) -> Any:
    """Hessian: three diagonals."""
    n, head = len(x), x[:-1]
    entries = np.zeros(n * n)
    entries[: -1 : n + 1] = 1200.0 * head * head - 400.0 * x[1:] + 2.0
    entries[n + 1 :: n + 1] += 200.0
    entries[1 :: n + 1] = entries[n :: n + 1] = -400.0 * head
    return entries.reshape(n, n)


def rosenbrock_in(n: int) -> Fit:
    """Rosenbrock's valley from zero; the classic start leads to a local minimum where n > 3."""
    return Fit(
        name=f"Rosenbrock, n = {n}",
        make=rosenbrock,
        start=np.zeros(n),
        find_best=lambda: (0.0,),
        pair_by_hand=rosenbrock_pair,
        hessian_by_hand=rosenbrock_hessian,
    )


# ---- classifiers -------------------------------------------------------------------------------------------


def logistic_pair(beta: Any, features: Any, labels: Any) -> tuple[Any, Any]:
    """Value and gradient of the logistic regression of array_problems."""
    e = np.exp(-labels * (features @ beta))
    return np.sum(np.log1p(e)), (labels * (e / (-1.0 - e))) @ features


def logistic_curvatures(beta: Any, features: Any, labels: Any) -> Any:
    """Its Hessian."""
    e = np.exp(-labels * (features @ beta))
    return features.T * (e / ((1.0 + e) * (1.0 + e))) @ features


def logistic_best(start: Any, features: Any, labels: Any) -> float:
    """The least value, by Newton's method without damping: the function is convex and the start near."""
    beta = start
    for _ in range(20):
        slopes = logistic_pair(beta, features, labels)[1]
        beta = beta - np.linalg.solve(logistic_curvatures(beta, features, labels), slopes)
    return float(logistic_pair(beta, features, labels)[0])


def logistic(n: int, m: int) -> Fit:
    """Logistic regression of n labels on m features, from no effect."""
    data, start = array_problems.logistic_hessian(n, m).data, np.zeros(m)
    return Fit(
        name=f"logistic regression, {n} x {m}",
        make=array_problems.logistic,
        start=start,
        find_best=lambda: (logistic_best(start, *data),),
        data=data,
        pair_by_hand=logistic_pair,
        hessian_by_hand=logistic_curvatures,
    )


HIDDEN, OUT = (4, 6), (6, 3)
CUTS = (24, 30, 48)
NETWORK_BEST = 0.0625
"""Of several minima: which of them a solver finds from the start is chance; each is within a hundredth."""


def network(xp: Any) -> Function:
    """The tests' two-layer network with its weights in one vector."""
    loss = network_problems.loss_in(xp)
    a, b, c = CUTS

    def f(x: Any, measured: Any, species: Any) -> Any:
        hidden = {"w": xp.reshape(x[:a], HIDDEN), "b": x[a:b]}
        return loss({"hidden": hidden, "out": {"w": xp.reshape(x[b:c], OUT), "b": x[c:]}}, measured, species)

    return f


def _forward(x: Any, measured: Any, species: Any) -> tuple[Any, ...]:
    """Weights of both layers, activities of the hidden one, value, and probabilities."""
    a, b, c = CUTS
    w, v = x[:a].reshape(HIDDEN), x[b:c].reshape(OUT)
    active = np.tanh(measured @ w + x[a:b])
    scores = active @ v + x[c:]
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores)
    total = p.sum(axis=1, keepdims=True)
    n = len(measured)
    value = (np.log(total).sum() - np.vdot(species, scores)) / n
    value += 0.5 * network_problems.NETWORK_PENALTY * (np.vdot(w, w) + np.vdot(v, v))
    p /= total
    return w, v, active, value, p


def network_pair(x: Any, measured: Any, species: Any) -> tuple[Any, Any]:
    """Value, and the gradient by backpropagation."""
    w, v, active, value, p = _forward(x, measured, species)
    to_scores = (p - species) / len(measured)
    to_hidden = to_scores @ v.T * (1.0 - active * active)
    penalty = network_problems.NETWORK_PENALTY
    hidden, out = measured.T @ to_hidden + penalty * w, active.T @ to_scores + penalty * v
    return value, np.concatenate((hidden.ravel(), to_hidden.sum(0), out.ravel(), to_scores.sum(0)))


def network_hessian(x: Any, measured: Any, species: Any) -> Any:
    """Hessian: the slopes of the scores in the metric of the softmax, and the curvatures of the scores."""
    _, v, active, _, p = _forward(x, measured, species)
    n, (a, b, c) = len(measured), CUTS
    bend = 1.0 - active * active
    inputs = np.concatenate((measured, np.ones((n, 1))), axis=1)
    # slopes[i, k, :]: of score k of row i
    slopes = np.zeros((n, 3, len(x)))
    first = inputs[:, None, :, None] * (bend[:, None, :] * v.T)[:, :, None, :]
    slopes[:, :, :b] = first.reshape(n, 3, b)
    for k in range(3):
        slopes[:, k, b + k : c : 3] = active
        slopes[:, k, c + k] = 1.0
    mean = np.einsum("ik,ikj->ij", p, slopes)
    weighted = (slopes * p[:, :, None]).reshape(-1, len(x))
    hessian = weighted.T @ slopes.reshape(-1, len(x)) - mean.T @ mean
    # curvatures: within one hidden unit, and between its inputs and its outputs
    wrong = p - species
    within = -2.0 * active * bend * (wrong @ v.T)
    for j in range(6):
        unit = slice(j, b, 6)
        hessian[unit, unit] += (inputs.T * within[:, j]) @ inputs
        cross = (inputs.T * bend[:, j]) @ wrong
        outputs = slice(b + 3 * j, b + 3 * j + 3)
        hessian[unit, outputs] += cross
        hessian[outputs, unit] += cross.T
    hessian /= n
    diagonal = hessian.ravel()[:: len(x) + 1]
    diagonal[:a] += network_problems.NETWORK_PENALTY
    diagonal[b:c] += network_problems.NETWORK_PENALTY
    return hessian


def iris_network() -> Fit:
    """A network of 4, 6 and 3 units that tells the species of irises."""
    parameters = network_problems.initial_network()
    start = np.concatenate([parameters[layer][part].ravel() for layer in ("hidden", "out") for part in "wb"])
    return Fit(
        name="network on iris, n = 51",
        make=network,
        start=start,
        find_best=lambda: (NETWORK_BEST,),
        data=network_problems.iris(),
        rtol=0.01,
        pair_by_hand=network_pair,
        hessian_by_hand=network_hessian,
    )


def all_fits() -> list[Fit]:
    """Every fit; that of the irises, which scikit-learn brings, where it is installed."""
    fits = [weibull(1000), leukaemia(), *map(rosenbrock_in, (2, 10, 50)), logistic(500, 10)]
    return fits + [iris_network()] * (importlib.util.find_spec("sklearn") is not None)
