"""Derivatives inside derivatives: special-points 2.12, closures, leaks, threads, processes, failures."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum.errors import NestingError

dn: Any = dualnum
Dual: Any = dualnum.Dual
HyperDual: Any = dualnum.HyperDual

D, G, J, H = dn.derivative, dn.grad, dn.jacobian, dn.hessian


def close(a: Any, b: Any, rtol: float = 1e-14) -> None:
    np.testing.assert_allclose(np.asarray(a, dtype=float), b, rtol=rtol, atol=1e-14)


# ---- the table of special-points 2.12 --------------------------------------------------------------------


class Selfish:
    """Differentiates itself inside (ForwardDiff.jl#313): a tag belongs to the call, not to the function."""

    def __init__(self) -> None:
        self.inside = False

    def __call__(self, x: Any) -> Any:
        if self.inside:
            return x
        self.inside = True
        try:
            return x * D(self)(1.0)
        finally:
            self.inside = False


def times(rows: Any, x: Any) -> list[Any]:
    return [sum(a * v for a, v in zip(row, x, strict=True)) for row in rows]


MATRIX = [[2.0, -1.0, 0.5], [3.0, 4.0, -2.0]]
X3 = [0.3, -1.2, 0.8]

SPECIAL: list[tuple[str, Callable[[], Any], Any]] = [
    ("perturbation confusion", lambda: D(lambda x: x * D(lambda y: x + y)(1.0))(1.0), 1.0),
    ("product inside", lambda: D(lambda x: x * D(lambda y: x * y)(1.0))(4.0), 8.0),
    ("itself", lambda: D(Selfish())(1.0), 1.0),
    ("itself again", lambda: D(lambda x: Selfish()(x) * Selfish()(x))(3.0), 6.0),
    ("captured constant", lambda: D(lambda x: D(lambda y: x)(x))(1.0), 0.0),
    ("captured value", lambda: D(lambda x: dn.value_and_derivative(lambda y: x)(1.0)[0])(5.0), 1.0),
    ("captured square", lambda: D(lambda x: dn.value_and_grad(lambda p: x * x)([1.0])[0])(5.0), 10.0),
    ("gradient of gradient", lambda: J(G(lambda p: p[0] ** 2 * p[1]))([3.0, 2.0]), [[4, 6], [6, 0]]),
    ("jacobian of a gradient in another variable", lambda: J(lambda x: G(lambda y: sum(
        a * b for a, b in zip(times(MATRIX, x), y, strict=True)))([1.0, 1.0]))(X3), MATRIX),
    ("x ** x", lambda: D(D(lambda x: x**x))(2.0), 13.466989500152368),
    ("x ** n at 0", lambda: [D(D(lambda x, n=n: x**n))(0.0) for n in range(5)], [0, 0, 2, 0, 0]),
    ("order 2 of constants outside", lambda: D(lambda x: x * D(lambda y: y**3, order=2)(2.0))(1.0), 12.0),
    ("hessian of constants of an outer call", lambda: D(
        lambda x: x * H(lambda p: p[0] ** 2 * p[1])([1.0, 2.0])[0, 1])(1.0), 2.0),
    ("two of three", lambda: D(lambda x: x * D(lambda y: y * D(lambda z: z * z)(3.0))(1.0))(2.0), 6.0),
    ("siblings", lambda: D(lambda x: D(lambda y: x * y * y)(2.0) * D(lambda z: x + z)(1.0))(3.0), 4.0),
    ("inner point depends", lambda: D(lambda x: D(lambda y: y**3)(x * x))(2.0), 96.0),
    ("inner point and closure", lambda: D(lambda x: D(lambda y: x * y**2)(x))(3.0), 12.0),
]  # fmt: skip


@pytest.mark.parametrize(("call", "right"), [row[1:] for row in SPECIAL], ids=[row[0] for row in SPECIAL])
def test_special_points(call: Callable[[], Any], right: Any) -> None:
    close(call(), right)


def test_legendre_transform() -> None:
    """ForwardDiff.jl#238: Lagrangian to Hamiltonian, Hamilton's equations of a falling body."""
    mass, gravity = 1.0, 9.8

    def lagrangian(q: Any, v: Any) -> Any:
        return 0.5 * mass * v * v - mass * gravity * q

    def hamiltonian(q: Any, p: Any) -> Any:
        v = p / mass
        return D(lambda w: lagrangian(q, w))(v) * v - lagrangian(q, v)

    assert G(hamiltonian, argnums=(1, 0))(0.0, 0.0) == (0.0, 9.8)
    close(G(hamiltonian, argnums=(0, 1))(2.0, 3.0), [9.8, 3.0])


SECOND = [
    (dn.sin, lambda x: -math.sin(x)), (dn.exp, math.exp), (lambda x: 1 / x, lambda x: 2 / x**3),
    (dn.tanh, lambda x: -2 * math.tanh(x) / math.cosh(x) ** 2), (lambda x: x**5, lambda x: 20 * x**3),
    (dn.log, lambda x: -1 / x**2), (lambda x: x if x > 9 else x * x, lambda x: 2.0),
]  # fmt: skip


@pytest.mark.parametrize(("f", "right"), SECOND)
def test_nested_equals_hyper_dual_equals_closed_form(f: Any, right: Any) -> None:
    for x in (0.3, 1.0, 2.5):
        close(D(f, order=2)(x), right(x), 1e-13)
        assert D(D(f))(x) == D(f, order=2)(x) == H(f)(x) == dn.hvp(f)(x, 1.0)
        assert D(D(f))(x) == f(HyperDual(x, 1.0, 1.0)).e12


# ---- every transform inside every transform --------------------------------------------------------------

# each way to get df/dt of a function of one number at t, the number possibly of an outer call
FIRST: dict[str, Callable[[Any, Any], Any]] = {
    "derivative": lambda f, t: D(f)(t),
    "derivative argnums": lambda f, t: D(lambda a, b: a * f(b), argnums=1)(1.0, t),
    "value_and_derivative": lambda f, t: dn.value_and_derivative(f)(t)[1],
    "mapped": lambda f, t: D(dn.vectorize(f))(np.array([1.0, t]))[1],
    "value mapped": lambda f, t: dn.value_and_derivative(dn.vectorize(f))(np.array([t, 1.0]))[1][0],
    "grad": lambda f, t: G(f)(t),
    "grad list": lambda f, t: G(lambda p: p[0] + f(p[1]))([1.0, t])[1],
    "grad tuple": lambda f, t: G(lambda p: f(p[1]) * p[0], chunk_size=1)((1.0, t))[1],
    "grad array": lambda f, t: G(lambda p: f(p[1] - p[0]))(np.array([t * 2, t * 3]))[1],
    "grad argnums": lambda f, t: G(lambda p, s: p[0] * f(s), argnums=(0, 1))([1.0], t)[1],
    "value_and_grad": lambda f, t: dn.value_and_grad(lambda p: f(p[0]))([t, 2.0])[1][0],
    "jacobian": lambda f, t: J(f)(t),
    "jacobian list": lambda f, t: J(lambda p: [p[0], f(p[1])])([1.0, t])[1, 1],
    "jvp": lambda f, t: dn.jvp(f, (t,), (1.0,))[1],
    "jvp outer direction": lambda f, t: dn.jvp(f, (t,), (t,))[1] / t,
    "jvp list": lambda f, t: dn.jvp(lambda p: [p[0] * f(p[1])], ([1.0, t],), ([0.0, 1.0],))[1][0],
}


@pytest.mark.parametrize("inner", FIRST)
@pytest.mark.parametrize("outer", FIRST)
def test_every_transform_inside_every_transform(inner: str, outer: str) -> None:
    def f(t: Any) -> Any:
        return dn.sin(t) * t

    x = 0.7
    close(FIRST[outer](lambda s: FIRST[inner](f, s), x), 2 * math.cos(x) - x * math.sin(x), 1e-13)
    # a mixed derivative by a closure: d/dx d/dy of x**2 sin(y) x at y = 3
    close(FIRST[outer](lambda s: FIRST[inner](lambda y: s * s * dn.sin(y * s), 3.0), x),
          3 * x * x * math.cos(3 * x) - 3 * x**3 * math.sin(3 * x), 1e-13)  # fmt: skip


def test_second_order_shapes() -> None:
    def f(p: Any) -> Any:
        return p[0] ** 2 * p[1] + dn.sin(p[1] * p[2])

    x = [0.4, 1.1, -0.6]
    whole = H(f)(x)
    for kind in (list, tuple, np.array):
        for chunk_size in (None, 1, 2):
            close(J(G(f, chunk_size=chunk_size))(kind(x)), whole)
            close(J(G(f), chunk_size=chunk_size)(kind(x)), whole)
    close(J(J(f))(x), whole)
    close([G(lambda p, i=i: G(f)(p)[i])(x) for i in range(3)], whole)
    close(J(lambda p: [dn.jvp(f, (p,), (e,))[1] for e in np.eye(3).tolist()])(x), whole)
    close(dn.jvp(G(f), (x,), ([1.0, 2.0, 3.0],))[1], whole @ [1.0, 2.0, 3.0])
    tensor = J(J(lambda p: [f(p), p[0] * p[2]]))(x)
    assert tensor.shape == (2, 3, 3)
    close(tensor[0], whole)


# ---- third levels and leaks ------------------------------------------------------------------------------

THIRD: dict[str, Callable[[], Any]] = {
    "derivative thrice": lambda: D(D(D(dn.sin)))(1.0),
    "three variables": lambda: D(lambda x: D(lambda y: D(lambda z: x * y * z)(1.0))(1.0))(1.0),
    "order 2 of closure": lambda: G(lambda p: D(lambda y: p[0] * y * y, order=2)(1.0))([1.0]),
    "order 2 at a dual": lambda: D(lambda x: D(dn.sin, order=2)(x))(1.0),
    "inside order 2": lambda: D(lambda x: D(dn.sin)(x), order=2)(1.0),
    "closure inside order 2": lambda: D(lambda x: D(lambda y: x * y)(1.0), order=2)(1.0),
    "hessian of closure": lambda: D(lambda x: H(lambda p: p[0] * x * p[1])([1.0, 2.0])[0, 1])(1.0),
    "hessian at a dual": lambda: D(lambda x: H(lambda p: p[0] ** 2)([x, 2.0])[0, 0])(1.0),
    "hvp of closure": lambda: D(lambda x: dn.hvp(lambda p: p[0] ** 2 * x)([1.0], [1.0])[0])(1.0),
    "hvp at a dual": lambda: G(lambda q: dn.hvp(lambda p: p[0] ** 2)(q, [1.0])[0])([1.0]),
    "hvp along a dual": lambda: D(lambda x: dn.hvp(lambda p: p[0] ** 2)([1.0], [x])[0])(1.0),
    "jvp along a dual of grad": lambda: D(lambda x: dn.jvp(G(lambda p: p[0] ** 3), ([1.0],), ([x],))[1][0])(
        1.0
    ),
    "hessian of a gradient": lambda: H(lambda p: G(lambda q: q[0] ** 2 * q[1])(p)[0])([1.0, 2.0]),
    "by hand": lambda: D(lambda x: x * HyperDual(1.0, 1.0, 1.0))(1.0),
}


@pytest.mark.parametrize("call", THIRD.values(), ids=THIRD)
def test_third_levels_are_refused(call: Callable[[], Any]) -> None:
    with pytest.raises(NestingError, match="third level"):
        call()
    assert D(D(dn.exp))(0.0) == 1.0


def leaked(order: int = 1, make: Callable[[Any], Any] = lambda x: x) -> Any:
    kept: list[Any] = []

    def f(x: Any) -> Any:
        nonlocal kept
        kept.append(make(x))
        return x * x

    D(f, order=order)(2.0)
    return kept[0]


LEAKS: dict[str, Callable[[Any], Any]] = {
    "times": lambda t: D(lambda x: x * t)(1.0),
    "reflected": lambda t: D(lambda x: t - x)(1.0),
    "function": lambda t: D(lambda x: dn.hypot(x, t))(1.0),
    "numpy": lambda t: D(lambda x: np.maximum(t, x))(1.0),
    "returned": lambda t: D(lambda x: t)(1.0),
    "returned changed": lambda t: D(lambda x: dn.sin(t) + 1.0)(1.0),
    "point": lambda t: D(lambda x: x * x)(t),
    "gradient": lambda t: G(lambda p: p[0] * t)([1.0, 2.0]),
    "hessian": lambda t: H(lambda p: p[0] * t)([1.0, 2.0]),
    "jacobian": lambda t: J(lambda p: [p[0], t])([1.0, 2.0]),
    "by hand": lambda t: t * Dual(1.0, 1.0),
    "another leak": lambda t: t * leaked(),
}


@pytest.mark.parametrize("use", LEAKS.values(), ids=LEAKS)
@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("make", [lambda x: x, lambda x: dn.sin(x) * 2.0], ids=["bare", "computed"])
def test_leaked_tangents(use: Callable[[Any], Any], order: int, make: Any) -> None:
    t = leaked(order, make)
    with pytest.raises(NestingError):
        use(t)
    assert D(lambda x: x * t.value)(1.0) == t.value  # the advice of the message


def test_a_leak_is_not_revived_by_later_calls() -> None:
    t = leaked()
    for _ in range(100):
        with pytest.raises(NestingError, match="ended"):
            D(lambda x: x * t)(1.0)
        assert D(lambda x: x * x)(1.0) == 2.0


def test_results_with_hidden_perturbations_are_refused() -> None:
    with pytest.raises(TypeError, match="closure"):
        D(lambda u: lambda x: x + u)(1.0)


# ---- failures restore the state --------------------------------------------------------------------------


def test_exceptions_inside() -> None:
    def fail(x: Any) -> Any:
        raise KeyError("mine")

    def recover(x: Any) -> Any:
        for transform in (D(fail), D(fail, order=2), lambda y: G(lambda p: fail(p[0] * x))([y])):
            with pytest.raises(KeyError, match="mine"):
                transform(x if transform.__name__ != "derivative(fail)" else 1.0)
        return x * D(lambda y: x * y)(1.0)

    for _ in range(50):
        assert D(recover)(3.0) == 6.0
    everything: list[Any] = [
        D,
        H,
        J,
        lambda f: lambda p: dn.jvp(f, (p,), (p,)),
        lambda f: lambda p: dn.hvp(f)(p, p),
    ]
    for call in everything:
        with pytest.raises(KeyError, match="mine"):
            call(fail)(1.0)
    with pytest.raises(RecursionError):
        endless(1.0)
    assert D(D(dn.sin))(0.0) == 0.0


def endless(x: Any) -> Any:
    return endless(x) + 1.0


# ---- interleaving ----------------------------------------------------------------------------------------


def test_generators_interleave() -> None:
    def powers(x: Any) -> Iterator[Any]:
        y = x
        while True:
            yield y
            y = y * x

    def f(x: Any) -> Any:
        mine = powers(x)
        next(mine)

        def g(y: Any) -> Any:
            theirs = powers(y)
            next(theirs)
            return next(mine) * next(theirs)  # x**2 y**2

        return D(g)(3.0) + next(mine)  # 6 x**2 + x**3

    assert D(f)(2.0) == 24.0 + 12.0
    stream = powers(2.0)
    assert [D(lambda x: x * next(stream))(1.0) for _ in range(3)] == [2.0, 4.0, 8.0]

    def abandoned(x: Any) -> Any:
        D(lambda y: next(started.setdefault("it", powers(y))))(1.0)
        return x * next(started["it"])  # belongs to a call that has ended

    started: dict[str, Any] = {}
    with pytest.raises(NestingError):
        D(abandoned)(1.0)


def test_coroutines_interleave() -> None:
    async def slow(x: Any, y: Any) -> Any:
        for _ in range(5):
            await asyncio.sleep(0)
            x = x * y
        return x

    async def both(a: Any, b: Any) -> Any:
        p, q = await asyncio.gather(slow(a, b), slow(b, a))
        return p + q  # a b**5 + b a**5

    def f(a: Any) -> Any:
        return D(lambda b: asyncio.run(both(a, b)))(3.0)

    assert D(lambda a: asyncio.run(both(a, 3.0)))(2.0) == 3.0**5 + 3 * 5 * 2.0**4
    assert dn.value_and_derivative(f)(2.0) == (5 * 2 * 3.0**4 + 2.0**5, 5 * 3.0**4 + 5 * 2.0**4)


def nested_sum(seed: float) -> tuple[float, float, list[float]]:
    def f(x: Any) -> Any:
        y = x * 0.0
        for i in range(20):
            y = dn.sin(y + x) + D(lambda t, i=i: x * t * t + i)(seed)
        return y

    return (
        D(f)(seed),
        D(D(dn.tanh))(seed),
        J(G(lambda p: p[0] ** 2 * p[1] * seed))([seed, 2.0]).ravel().tolist(),
    )


def test_threads() -> None:
    seeds = [0.01 * i for i in range(200)]
    serial = [nested_sum(s) for s in seeds]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(nested_sum, seeds)) == serial
        shared = D(lambda x: sum(pool.map(lambda i: D(lambda y: x * y * i)(1.0), range(50))))
        assert shared(2.0) == sum(range(50))  # an outer variable, differentiated in other threads
        assert list(pool.map(lambda i: D(D(lambda x: x**3))(i), [1.0, 2.0, 3.0])) == [6.0, 12.0, 18.0]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_tags_are_unique_across_forks() -> None:
    context = multiprocessing.get_context("fork")

    def tags(queue: Any) -> None:
        queue.put((leaked().__reduce__()[1][-1], nested_sum(0.5), leaked()))

    queue = context.Queue()
    children = [context.Process(target=tags, args=(queue,)) for _ in range(4)]
    for process in children:
        process.start()
    results = [queue.get(timeout=30) for _ in children]
    for process in children:
        process.join()
        assert process.exitcode == 0
    here = leaked().__reduce__()[1][-1]
    assert len({here, *(tag for tag, _, _ in results)}) == 5
    assert {repr(total) for _, total, _ in results} == {repr(nested_sum(0.5))}
    for _, _, stranger in results:
        with pytest.raises(NestingError):
            D(lambda x, s=stranger: x * s)(1.0)


# ---- numbers made by hand --------------------------------------------------------------------------------


def test_numbers_made_by_hand_inside_calls() -> None:
    hand = Dual(2.0, 1.0)
    slope = D(lambda x: x * x * hand)(3.0)
    assert (slope.value, slope.tangent) == (12.0, 6.0)
    slope = D(lambda x: x * x)(hand)
    assert (slope.value, slope.tangent) == (4.0, 2.0)
    several = G(lambda p: p[0] ** 2 * p[1])([Dual(2.0, [1.0, 0.0]), Dual(3.0, [0.0, 1.0])])
    assert [s.value for s in several] == [12.0, 4.0]
    close([s.tangent for s in several], [[6.0, 4.0], [4.0, 0.0]])
    assert D(lambda x: x + 0.0 * hand.value)(1.0) == 1.0
    assert D(D(dn.exp))(0.0) == 1.0
