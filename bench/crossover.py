"""``python -m bench.crossover``: what a gradient costs as parameters become many, forward and reverse.

Ratios of a gradient with its value to the plain function, for 1 to 10,000 parameters, of dualnum (forward
mode) and of the reverse mode of its peers; then a Jacobian of many results in few parameters, where the
roles are exchanged; then the memory of a gradient through loops of several lengths. Answers are checked
before any clock runs.
"""

import argparse
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from bench.array_problems import logistic, logistic_by_hand, logistic_hessian, on_arrays
from bench.machine import machine
from bench.peers import Competitor, Declined, Dualnum, Plain
from bench.problems import Function, Problem, rosenbrock_gradient
from bench.report import (
    FULL,
    QUICK,
    Measured,
    grid,
    measure,
    number,
    pin_to_one_core,
    time_text,
    versions,
)
from bench.rows import Derivatives, installed
from bench.tracers import Autograd, Jax

SIZES = (1, 10, 30, 100, 300, 1000, 10_000)
LABELS = 500
UNROLLED = 100  # compiling a loop of so many steps takes JAX a second or two, and then ever longer
FEW_REPEATS = 7  # of what is slow


class JaxReverse(Jax):
    """JAX, its Jacobian in reverse mode too, a pass for each result; no long loops."""

    def check(self, problem: Problem) -> None:
        super().check(problem)
        if not problem.arrays and len(problem.point) > UNROLLED:
            raise Declined(f"{self.name}: long loops take too long to compile")

    def jacobian(self, f: Function) -> Function:
        slopes = self.lib.jacrev(f)
        return self.compiled(lambda *given: (f(*given), slopes(*given)))


class AutogradReverse(Autograd):
    """autograd, its Jacobian with data as further arguments: reverse mode, a pass for each result."""

    def jacobian(self, f: Function) -> Function:
        slopes = self.lib.jacobian(f)
        return lambda *given: (f(*given), slopes(*given))


class DualnumForward(Dualnum):
    """This package, its Jacobian with data as further arguments."""

    def jacobian(self, f: Function) -> Function:
        slopes = self.lib.jacobian(f)
        return lambda *given: (f(*given), slopes(*given))


CONTENDERS: tuple[type[Competitor], ...] = (Plain, DualnumForward, AutogradReverse, JaxReverse)


# ---- the functions --------------------------------------------------------------------------------------


def chain(xp: Any) -> Function:
    """Neighbours pull at each other: elementwise operations and slices, the cheapest kind of function."""

    def f(x: Any) -> Any:
        steps = x[1:] - x[:-1]
        return xp.sum(xp.log1p(steps * steps)) + xp.sum(x * x)

    return f


def chain_by_hand(x: Any) -> tuple[Any, Any]:
    """Value and gradient of the chain."""
    steps, slopes = np.diff(x), 2 * x
    pull = 2 * steps / (1 + steps * steps)
    slopes[1:] += pull
    slopes[:-1] -= pull
    return np.sum(np.log1p(steps * steps)) + np.sum(x * x), slopes


def decay(xp: Any) -> Function:
    """A sum of decays, seen at many times: the parameters are rates."""

    def f(rates: Any, times: Any) -> Any:
        return xp.sum(xp.exp(-rates[:, None] * times), 0)

    return f


def decay_by_hand(rates: Any, times: Any) -> tuple[Any, Any]:
    """Values and Jacobian of the decays."""
    terms = np.exp(-rates[:, None] * times)
    return terms.sum(axis=0), (-times * terms).T


def iteration(steps: int) -> Function:
    """A loop over arrays of data, two parameters in each step."""

    def make(xp: Any) -> Function:
        def f(p: Any, data: Any) -> Any:
            y = data
            for _ in range(steps):
                y = xp.sin(p[0] * y + p[1] * data)
            return xp.sum(y)

        return f

    return make


def iteration_by_hand(steps: int) -> Function:
    """Value and gradient of the loop."""

    def by_hand(p: Any, data: Any) -> tuple[Any, Any]:
        y, dy = data, np.zeros((2, len(data)))
        for _ in range(steps):
            z = p[0] * y + p[1] * data
            dy = np.cos(z) * (p[0] * dy + np.array([y, data]))
            y = np.sin(z)
        return np.sum(y), dy.sum(axis=1)

    return by_hand


def chain_gradient(n: int) -> Problem:
    """The gradient of the chain of n."""
    return on_arrays(f"chain, n = {n:,}", "gradient", chain, np.sin(np.arange(1.0, n + 1)), chain_by_hand)


def logistic_gradient(n: int) -> Problem:
    """The gradient of logistic regression on n features: a product with a matrix, where the work is."""
    random = np.random.default_rng(2)
    data = random.normal(size=(LABELS, n)), random.choice([-1.0, 1.0], size=LABELS)
    point = np.linspace(-0.5, 0.5, n) / np.sqrt(n)

    def by_hand(*given: Any) -> tuple[Any, Any]:
        return logistic_by_hand(*given)[:2]

    return on_arrays(f"logistic regression, n = {n:,}", "gradient", logistic, point, by_hand, data)


def decay_jacobian(n: int, m: int) -> Problem:
    """The Jacobian of the decays: n rates, m times."""
    name, rates = f"Jacobian, {m:,} results in {n} parameters", np.linspace(0.5, 2.0, n)
    return on_arrays(name, "jacobian", decay, rates, decay_by_hand, (np.linspace(0.0, 3.0, m),))


def iteration_gradient(steps: int, n: int) -> Problem:
    """The gradient through so many steps on n data."""
    name, data = f"loop of {steps} steps", (np.linspace(0.0, 1.0, n),)
    return on_arrays(
        name, "gradient", iteration(steps), [0.6, 0.7], iteration_by_hand(steps), data, elementwise=True
    )


# ---- the tables ------------------------------------------------------------------------------------------


def problems(sizes: Sequence[int]) -> Iterator[Problem]:
    """Every problem at every size."""
    yield from (rosenbrock_gradient(max(2, n)) for n in sizes)
    for make in (chain_gradient, logistic_gradient):
        yield from map(make, sizes)
    yield decay_jacobian(5, sizes[-2])
    yield from (logistic_hessian(LABELS, n) for n in (10, 100) if n in sizes)


def derivatives(sizes: Sequence[int]) -> Iterator[Derivatives]:
    """Their rows, beside the plain function."""
    for problem in problems(sizes):
        slow = np.size(problem.point) > 300 or problem.kind == "hessian"
        yield Derivatives(problem, "plain", repeats=FEW_REPEATS if slow else None)


def line(row: Measured, names: Sequence[str]) -> list[str]:
    """A row of the table: the plain function's time, the ratios to it."""
    return [row.name, time_text(row.seconds("plain")), *(number(row.shown(name)) for name in names)]


def added_arrays(problem: Problem, competitor: Competitor) -> float:
    """The memory that a call adds at its peak, as Python and NumPy count it, in arrays of the data's size."""
    call = Derivatives(problem, "plain").contender(competitor).call()
    competitor.release()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] / float(problem.data[0].nbytes)
    finally:
        tracemalloc.stop()


def memory_table(contenders: Sequence[Competitor], n: int) -> str:
    """Loops of several lengths; JAX allocates by other means, and is left out."""
    traced = [competitor for competitor in contenders if not isinstance(competitor, Jax)]
    lines = [["memory, arrays", *(competitor.name for competitor in traced)]]
    for steps in (2, 10, 100):
        problem = iteration_gradient(steps, n)
        lines.append([problem.name, *(number(added_arrays(problem, competitor)) for competitor in traced)])
    return grid(lines, left=1)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.crossover", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one call each: does it run?")
    options = parser.parse_args(arguments)
    core = pin_to_one_core()
    contenders = [kind() for kind in CONTENDERS if installed(kind)]
    names = [competitor.name for competitor in contenders[1:]]
    effort, sizes = (QUICK, SIZES[:3]) if options.quick else (FULL, SIZES)
    head = ["", "the function takes", *(f"{name}, ratio" for name in names)]
    rows = (measure(row, contenders, effort) for row in derivatives(sizes))
    print(grid([head, *(line(row, names) for row in rows)], left=1), end="\n\n")
    print(memory_table(contenders, 10 * sizes[-1]), end="\n\n")
    facts = machine()
    packages = (f"{name} {version}" for name, version in versions(contenders).items())
    print(", ".join([facts["processor"], facts["python"], *packages]))
    print(f"Pinned to core {core}." if core is not None else "Not pinned to a core.")
    for kind in CONTENDERS:
        if not installed(kind):
            print(f"{kind.name}: skipped, not installed")
    if options.quick:
        print("Quick run: it shows that everything runs; the ratios mean nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
