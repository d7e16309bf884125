"""What transforms return: functions that can be pickled, bound and lifted."""

from __future__ import annotations

import copy
import gc
import inspect
import math
import pickle
import weakref
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

import dualnum as dn

Function = Callable[..., Any]
POINT, DIRECTION = np.array([0.5, -2.0]), np.array([1.0, 3.0])
SEVERAL = [dn.grad, dn.value_and_grad, dn.jacobian, dn.hessian, dn.value_grad_and_hessian]
ONE = [dn.derivative, dn.value_and_derivative]


def valley(p: Any, a: float = 1.0) -> Any:
    return (a - p[0]) ** 2 + 10.0 * (p[1] - p[0] ** 2) ** 2


def beside(p: Any) -> Any:
    return valley(p), {"first": p[0]}


def power(x: Any, y: float = 3.0) -> Any:
    """x to the power of y."""
    return x**y


def number_beside(x: Any) -> Any:
    return x**3, [x]


def branchy(x: Any) -> Any:
    return x * x if x > 0 else -x


def squares(x: Any) -> Any:
    out = np.zeros(3)
    for i in range(3):
        out[i] = i * x**2
    return out.sum()


# ---- pickling --------------------------------------------------------------------------------------------

MADE: dict[str, tuple[Function, tuple[Any, ...]]] = {
    **{t.__name__: (t(valley), (POINT,)) for t in SEVERAL},
    **{f"{t.__name__} of chunks": (t(valley, chunk_size=1), (POINT,)) for t in SEVERAL},
    **{f"{t.__name__} with aux": (t(beside, has_aux=True), (POINT,)) for t in SEVERAL},
    **{f"{t.__name__} by both": (t(power, argnums=(0, 1)), (2.0, 1.5)) for t in SEVERAL},
    **{t.__name__: (t(power), (2.0,)) for t in ONE},
    **{f"{t.__name__} of order 2": (t(power, order=2), (2.0,)) for t in ONE},
    **{f"{t.__name__} of an array": (t(power, order=2, workers=2), (POINT,)) for t in ONE},
    **{f"{t.__name__} by the second": (t(power, argnums=-1), (2.0, 1.5)) for t in ONE},
    **{f"{t.__name__} by element": (t(dn.vectorize(branchy)), (POINT,)) for t in ONE},
    **{f"{t.__name__} with aux": (t(number_beside, has_aux=True), (2.0,)) for t in ONE},
    "hvp": (dn.hvp(valley), (POINT, DIRECTION)),
    "lifted": (dn.derivative(dn.lift(squares)), (2.0,)),
    "nested": (dn.derivative(dn.derivative(power)), (2.0,)),
    "gradient of a derivative": (dn.grad(dn.derivative(power)), (2.0,)),
}


@pytest.mark.parametrize("name", MADE)
def test_pickled(name: str) -> None:
    f, args = MADE[name]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        g = pickle.loads(pickle.dumps(f, protocol))
        assert str(g(*args)) == str(f(*args))
        assert g.__name__ == f.__name__
    assert str(copy.deepcopy(f)(*args)) == str(copy.copy(f)(*args)) == str(f(*args))


def test_options_are_kept() -> None:
    calls = []

    class Counted:
        def __call__(self, p: Any) -> Any:
            calls.append(1)
            return valley(p)

        def __reduce__(self) -> Any:
            return Counted, ()

    f = Counted()
    for size in (1, 2):
        again = copy.deepcopy(dn.grad(f, chunk_size=size))
        calls.clear()
        again(POINT)
        assert len(calls) == 2 // size


def test_another_process() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        found = list(pool.map(dn.derivative(np.sin), [0.0, 1.0]))
    assert found == [1.0, math.cos(1.0)]


@pytest.mark.parametrize("transform", [*SEVERAL, *ONE, dn.hvp])
def test_what_cannot_be_pickled_is_named(transform: Function) -> None:
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(transform(lambda x: x))


# ---- as functions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("transform", [*SEVERAL, *ONE, dn.hvp])
def test_they_look_like_functions(transform: Function) -> None:
    f = transform(power)
    name = f"{transform.__name__}(power)"
    assert (f.__name__, f.__qualname__, f.__module__) == (name, name, __name__)
    assert (f.__doc__, repr(f)) == (power.__doc__, f"<{name}>")
    assert callable(f)
    assert inspect.signature(f) == inspect.signature(power)
    with pytest.raises((TypeError, ValueError), match=r"missing|called with 0"):
        f()
    f.note = "theirs"
    assert f.note == "theirs"


@pytest.mark.parametrize("transform", [*SEVERAL, *ONE])
def test_they_are_called_in_every_way(transform: Function) -> None:
    f = transform(power)
    expected, keywords = str(f(2.0, 1.5)), {"y": 1.5}
    assert str(f(2.0, y=1.5)) == str(f(*[2.0, 1.5])) == str(f(*(2.0,), **keywords)) == expected
    assert str(f.__call__(2.0, 1.5)) == str(f.__call__(2.0, y=1.5)) == expected
    assert [str(v) for v in map(f, [2.0], [1.5])] == [expected]
    assert str(f(2.0)) == str(f(np.float64(2.0))) == str(f(2))


@pytest.mark.parametrize("order", [1, 2])
def test_floats_and_others_agree(order: int) -> None:
    slope, both = dn.derivative(power, order), dn.value_and_derivative(power, order)
    assert slope(2.0) == [12.0, 12.0][order - 1] == slope(2) == slope(np.array(2.0)) == slope(2.0, y=3.0)
    assert both(2.0) == (8.0, 12.0, 12.0)[: order + 1] == both(2) == both(2.0, 3.0)
    assert type(slope(2.0)) is float


def test_errors_pass_through() -> None:
    def fails(x: Any) -> Any:
        raise KeyError("theirs")

    for f in [t(fails) for t in SEVERAL] + [t(fails) for t in ONE]:
        for x in (1.0, 1, np.array([1.0])):
            with pytest.raises(KeyError, match="theirs"):
                f(x)
    assert dn.derivative(abs)(-1.0) == -1.0


def test_methods() -> None:
    class Line:
        slope = 3.0

        def at(self, x: Any) -> Any:
            return self.slope * x

        by_x = dn.derivative(at, argnums=1)
        grad_by_x = dn.grad(at, argnums=1)

    assert Line().by_x(2.0) == Line().grad_by_x(2.0) == 3.0
    assert dn.derivative(Line().at)(2.0) == 3.0


def test_nothing_is_kept_alive() -> None:
    class Owner:
        pass

    owner = Owner()
    owner.f = dn.grad(lambda x, owner=owner: x)  # type: ignore[attr-defined]
    seen = weakref.ref(owner)
    assert weakref.ref(owner.f)() is owner.f  # type: ignore[attr-defined]
    del owner
    gc.collect()
    assert seen() is None


# ---- lifted ----------------------------------------------------------------------------------------------

slope_of_squares = dn.derivative(squares)
grad_of_squares = dn.grad(squares)


def by_global_names(x: Any) -> Any:
    return slope_of_squares(x) + grad_of_squares(x)


def given(f: Any, x: Any) -> Any:
    return f(x)


def test_lifted() -> None:
    for transform in (dn.derivative, dn.grad, dn.jacobian):
        assert dn.lift(transform(squares))(2.0) == 12.0
        assert dn.lift(given)(transform(squares), 2.0) == 12.0
        with pytest.raises(TypeError, match=r"dn.zeros\(n\)"):
            transform(squares)(2.0)
    assert dn.lift(by_global_names)(2.0) == 24.0
    assert dn.derivative(dn.lift(by_global_names))(2.0) == 12.0
    assert dn.lift(by_global_names)(2.0) == 24.0
