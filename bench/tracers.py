"""Adapters of the peers that record or trace a function: autograd, JAX, CasADi."""

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.peers import Competitor
from bench.problems import Function, Functions, Problem


class Autograd(Competitor):
    """autograd: a tape of NumPy calls; forward mode for one slope, reverse for many."""

    name = "autograd"
    module = "autograd"
    arrays = "autograd.numpy"
    too_slow = frozenset({"hessian"})

    def functions(self, problem: Problem) -> Functions:
        numpy = importlib.import_module("autograd.numpy")
        return Functions(numpy.sin, numpy.exp, numpy.log)

    def point(self, x: Any) -> Any:
        return x if isinstance(x, float) else np.array(x)

    def first(self, f: Function) -> Function:
        push = self.lib.make_jvp(f)
        return lambda x: push(x)(1.0)

    def map(self, f: Function) -> Function:
        push = self.lib.make_jvp(f)
        return lambda x: push(x)(np.ones_like(x))

    def second(self, f: Function) -> Function:
        d = self.lib.grad(f)
        c = self.lib.grad(d)
        return lambda x: (f(x), d(x), c(x))

    def gradient(self, f: Function) -> Function:
        run: Function = self.lib.value_and_grad(f)
        return run

    def hessian(self, f: Function) -> Function:
        slopes, curvatures = self.lib.value_and_grad(f), self.lib.hessian(f)
        return lambda *given: (slopes(*given), curvatures(*given))

    def curvatures(self, f: Function) -> Function:
        run: Function = self.lib.hessian(f)
        return run

    def jacobian(self, f: Function) -> Function:
        slopes = self.lib.jacobian(f)
        return lambda x: (f(x), slopes(x))


class Jax(Competitor):
    """JAX, the function compiled once and called many times."""

    name = "jax jit"
    module = "jax"
    arrays = "jax.numpy"
    follows_branches = False

    def __init__(self) -> None:
        super().__init__()
        self.lib.config.update("jax_enable_x64", True)

    def functions(self, problem: Problem) -> Functions:
        numpy = self.lib.numpy
        return Functions(numpy.sin, numpy.exp, numpy.log)

    def point(self, x: Any) -> Any:
        return x if isinstance(x, float) else self.lib.numpy.asarray(x)

    def array(self, x: NDArray[Any]) -> Any:
        return self.lib.numpy.asarray(x)

    def plain(self, run: Function) -> Function:
        array = np.asarray

        def call(*given: Any) -> Any:
            answer = run(*given)
            return tuple(map(array, answer)) if isinstance(answer, tuple) else array(answer)

        return call

    def compiled(self, run: Function) -> Function:
        """Compile, and wait for the answer at each call."""
        jitted, wait = self.lib.jit(run), self.lib.block_until_ready
        return lambda *given: wait(jitted(*given))

    def first(self, f: Function) -> Function:
        jvp = self.lib.jvp
        return self.compiled(lambda x: jvp(f, (x,), (1.0,)))

    def map(self, f: Function) -> Function:
        jvp, ones = self.lib.jvp, self.lib.numpy.ones_like
        return self.compiled(lambda x: jvp(f, (x,), (ones(x),)))

    def second(self, f: Function) -> Function:
        d = self.lib.grad(f)
        c = self.lib.grad(d)
        return self.compiled(lambda x: (f(x), d(x), c(x)))

    def gradient(self, f: Function) -> Function:
        return self.compiled(self.lib.value_and_grad(f))

    def hessian(self, f: Function) -> Function:
        slopes = self.lib.value_and_grad(f)
        curvatures = self.lib.hessian(f)
        return self.compiled(lambda *given: (slopes(*given), curvatures(*given)))

    def curvatures(self, f: Function) -> Function:
        return self.compiled(self.lib.hessian(f))

    def jacobian(self, f: Function) -> Function:
        slopes = self.lib.jacfwd(f)
        return self.compiled(lambda x: (f(x), slopes(x)))


class JaxEager(Jax):
    """JAX without compilation: it follows branches, one kernel launch an operation."""

    name = "jax eager"
    arrays = ""
    follows_branches = True
    too_slow = frozenset({"gradient", "hessian"})

    def compiled(self, run: Function) -> Function:
        wait = self.lib.block_until_ready
        return lambda x: wait(run(x))


class Casadi(Competitor):
    """CasADi: the function becomes a graph, its derivatives another, built once."""

    name = "casadi"
    module = "casadi"
    follows_branches = False
    too_slow = frozenset({"map"})

    def functions(self, problem: Problem) -> Functions:
        return Functions(self.lib.sin, self.lib.exp, self.lib.log)

    def prepare(self, problem: Problem) -> Function:
        self.check(problem)
        lib, n = self.lib, np.size(problem.point)
        x = lib.SX.sym("x", n)
        y = problem.make(self.functions(problem))(x if n == 1 else lib.vertsplit(x))
        hessian, slopes = lib.hessian(y, x)
        curved = problem.kind in ("second", "hessian")
        built: Function = lib.Function("run", [x], [y, slopes, hessian] if curved else [y, slopes])
        return built
