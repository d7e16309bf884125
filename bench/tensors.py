"""Adapters of the peers that bring tensors of their own: PyTorch and Dr.Jit."""

import importlib
from typing import Any

from numpy.typing import NDArray

from bench.peers import Competitor, Declined
from bench.problems import Function, Functions, Problem


class Torch(Competitor):
    """PyTorch, eager: forward mode for one slope or a Jacobian, reverse for a gradient."""

    name = "torch"
    module = "torch"
    arrays = "torch"
    too_slow = frozenset({"hessian"})

    def __init__(self) -> None:
        super().__init__()
        self.lib.set_default_dtype(self.lib.float64)
        self.lib.set_num_threads(1)

    def functions(self, problem: Problem) -> Functions:
        return Functions(self.lib.sin, self.lib.exp, self.lib.log)

    def point(self, x: Any) -> Any:
        return self.lib.tensor(x)

    def array(self, x: NDArray[Any]) -> Any:
        return self.lib.tensor(x)

    def first(self, f: Function) -> Function:
        forward, one = self.lib.autograd.forward_ad, self.lib.ones_like

        def run(x: Any) -> Any:
            with forward.dual_level():
                return forward.unpack_dual(f(forward.make_dual(x, one(x))))

        return run

    def map(self, f: Function) -> Function:
        return self.first(f)

    def second(self, f: Function) -> Function:
        slope = self.lib.autograd.grad

        def run(x: Any) -> tuple[Any, ...]:
            x = x.detach().requires_grad_()
            y = f(x)
            (d,) = slope(y, x, create_graph=True)
            (c,) = slope(d, x)
            return y.detach(), d.detach(), c

        return run

    def gradient(self, f: Function) -> Function:
        slope = self.lib.autograd.grad

        def run(x: Any, *data: Any) -> tuple[Any, ...]:
            x = x.detach().requires_grad_()
            y = f(x, *data)
            return y.detach(), *slope(y, x)

        return run

    def hessian(self, f: Function) -> Function:
        slopes, curvatures = self.gradient(f), self.lib.func.hessian(f)
        return lambda *given: (*slopes(*given), curvatures(*given))

    def jacobian(self, f: Function) -> Function:
        slopes = self.lib.func.jacfwd(f)
        return lambda x: (f(x), slopes(x))


class DrJit(Competitor):
    """Dr.Jit on its LLVM backend, the traced function frozen and called many times."""

    name = "drjit"
    module = "drjit"
    arrays = "drjit"
    follows_branches = False
    too_slow = frozenset({"gradient"})

    def __init__(self) -> None:
        super().__init__()
        self.number: Any = importlib.import_module("drjit.llvm.ad").Float64

    def check(self, problem: Problem) -> None:
        if not self.lib.has_backend(self.lib.JitBackend.LLVM):
            raise Declined(f"{self.name}: its LLVM does not load; see DRJIT_LIBLLVM_PATH")
        if problem.arrays and not problem.elementwise:
            raise Declined(f"{self.name}: no arrays like NumPy's")
        super().check(problem)

    def functions(self, problem: Problem) -> Functions:
        return Functions(self.lib.sin, self.lib.exp, self.lib.log)

    def point(self, x: Any) -> Any:
        return self.number(x)

    def array(self, x: NDArray[Any]) -> Any:
        return self.number(x)

    def frozen(self, run: Function) -> Function:
        """Compile once, and wait for the answer at each call."""
        fast, wait, start = self.lib.freeze(run), self.lib.sync_thread, self.lib.eval

        def call(*given: Any) -> Any:
            answer = fast(*given)
            start(answer)
            wait()
            return answer

        return call

    def first(self, f: Function) -> Function:
        lib = self.lib

        def both(x: Any) -> tuple[Any, Any]:
            lib.enable_grad(x)
            y = f(x)
            lib.set_grad(x, 1.0)
            slope = lib.forward_to(y)
            return lib.detach(y), lib.detach(slope)

        return self.frozen(both)

    def map(self, f: Function) -> Function:
        return self.first(f)

    def gradient(self, f: Function) -> Function:
        lib, number = self.lib, self.number

        def both(theta: list[Any], *data: Any) -> tuple[Any, ...]:
            lib.enable_grad(theta)
            y = f(theta, *data)
            lib.backward(y)
            return lib.detach(y), *map(lib.grad, theta)

        run = self.frozen(both)
        return lambda theta, *data: run([number(parameter) for parameter in theta], *data)

    def release(self) -> None:
        self.lib.flush_malloc_cache()
