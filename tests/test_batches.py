"""Mini-batches: their order, their end, and by what success is judged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import scipy.optimize  # type: ignore[import-untyped]

import dualnum as dn
from dualnum import optimize
from dualnum.optimize import exponential_decay, inverse_decay

from .first_order_problems import PROBLEMS, SEEN, TARGET, Array, flat, line


def minibatches(epochs: int, seed: int = 0) -> Iterator[tuple[Array, Array]]:
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for some in np.split(rng.permutation(30), 6):
            yield SEEN[some], TARGET[some]


TRAINING: dict[str, dict[str, Any]] = {
    "gradient_descent": {"step_size": inverse_decay(0.3, 0.05)},
    "momentum": {"step_size": inverse_decay(0.03, 0.05)},
    "nesterov": {"step_size": inverse_decay(0.03, 0.05)},
    "rmsprop": {"step_size": exponential_decay(0.1, 0.9, every=20)},
    "adam": {"step_size": exponential_decay(0.1, 0.9, every=20)},
    "adamw": {"step_size": exponential_decay(0.1, 0.9, every=20), "weight_decay": 1e-6},
}
START = {"w": np.zeros(2), "b": 0.0}


@pytest.mark.parametrize("name", TRAINING)
def test_batches_judged_by_the_whole_data(name: str) -> None:
    options = TRAINING[name] | {"batches": minibatches(100), "gtol": 0.05}
    found = optimize.METHODS[name](line, START, args=(SEEN, TARGET), **options)
    assert found.success, found.message
    assert found.nit == 600
    assert flat(found.x) == pytest.approx(PROBLEMS["structure"].solution, abs=0.05)
    assert found.fun == pytest.approx(line(found.x), rel=1e-13)
    assert flat(found.jac) == pytest.approx(PROBLEMS["structure"].gradient(flat(found.x)), abs=1e-13)


@pytest.mark.parametrize("name", TRAINING)
def test_batches_without_the_whole_data_never_succeed(name: str) -> None:
    """Not even at the solution, where each batch has slope zero."""
    exact = SEEN @ np.array([2.0, -1.0]) + 0.5
    batches = [(SEEN[k : k + 5], exact[k : k + 5]) for k in range(0, 30, 5)]
    solution = {"w": np.array([2.0, -1.0]), "b": 0.5}
    found = optimize.METHODS[name](line, solution, batches=batches, step_size=1e-9, gtol=1e-3, maxiter=50)
    assert (found.success, found.status, found.nit) == (False, 5, 6)
    judged = optimize.METHODS[name](
        line, solution, args=(SEEN, exact), batches=batches, step_size=1e-9, gtol=1e-3
    )
    assert (judged.success, judged.nit) == (True, 6)


def test_each_step_uses_its_batch() -> None:
    """The slope is that of the batch."""
    found = optimize.gradient_descent(
        lambda x, a: a * x, 0.0, batches=[(1.0,), 2.0, (4.0,)], step_size=1.0, history=True
    )
    np.testing.assert_array_equal(found.history.x[:, 0], [0.0, -1.0, -3.0, -7.0])
    assert found.message.startswith("The batches ended before a test was met")


def test_batches_without_end_and_maxiter() -> None:
    endless = ((a,) for a in itertools.cycle([1.0, 3.0]))
    found = optimize.gradient_descent(
        lambda x, a: (x - a) ** 2, 0.0, args=(2.0,), batches=endless, step_size=0.1, maxiter=7
    )
    assert (found.status, found.nit, found.success) == (1, 7, False)
    assert found.fun == pytest.approx((found.x - 2.0) ** 2)


def test_batches_through_scipy_with_pairs() -> None:
    """The last batch asks for the same x as the whole data do: no memory may mix them up."""

    def pair(x: Array, a: Any) -> Any:
        return float(np.sum((x - a) ** 2)), 2.0 * (x - a)

    options = {"batches": [(np.ones(2),)] * 30, "step_size": 0.5, "gtol": 1e-3}
    for whole, success in ((np.ones(2), True), (np.zeros(2), False)):
        found = scipy.optimize.minimize(
            pair, [3.0, 4.0], args=(whole,), jac=True, method=optimize.gradient_descent, options=options
        )
        assert found.success is success
        assert found.fun == pytest.approx(pair(found.x, whole)[0], abs=1e-12)


def test_batches_are_refused_where_they_make_no_sense() -> None:
    with pytest.raises(dn.errors.ArgumentError, match="lbfgs has no option 'batches'"):
        optimize.lbfgs(line, START, batches=minibatches(1))
    for search in ("armijo", "wolfe"):
        with pytest.raises(
            dn.errors.ArgumentError, match="gradient_descent does not use batches: a line search"
        ):
            optimize.gradient_descent(line, START, batches=minibatches(1), line_search=search)
    with pytest.raises(dn.errors.ArgumentError, match="batches of adam must be an iterable"):
        optimize.adam(line, START, batches=3)
    used = minibatches(1)
    assert optimize.adam(line, START, batches=used).nit == 6
    with pytest.raises(dn.errors.ArgumentError, match=r"batches of adam are empty: .* made anew"):
        optimize.adam(line, START, batches=used)
