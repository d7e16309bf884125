"""dn.lift: functions written for NumPy, against differences of themselves; and what it leaves alone."""

from __future__ import annotations

import functools
import gc
import importlib.util
import inspect
import math
import pickle
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dualnum as dn

from . import lift_cases

POINT = [1.1, 0.7]
PROBLEMS = pytest.mark.parametrize("f", lift_cases.PROBLEMS.values(), ids=list(lift_cases.PROBLEMS))


def moved(i: int, h: float) -> list[float]:
    return [x + h * (i == k) for k, x in enumerate(POINT)]


def slope(f: Any, i: int, h: float = 1e-3) -> Any:
    """By differences of fourth order."""
    near, far = f(moved(i, h)) - f(moved(i, -h)), f(moved(i, 2 * h)) - f(moved(i, -2 * h))
    return (8 * near - far) / (12 * h)


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    """Lifting changes nothing outside, whatever happens."""
    before = state()
    yield
    after = state()
    assert {key: after.get(key) for key in before} == before
    assert not {key for key in after.keys() - before.keys() if key[0] is not np}  # it loads its modules late


def state() -> dict[Any, Any]:
    """Which objects the names of the cases, of NumPy, and in the closures of the cases stand for."""
    found: dict[Any, Any] = {(np, name): id(x) for name, x in vars(np).items()}
    for name, x in vars(lift_cases).items():
        found[lift_cases, name] = None if name in ("counter", "kept") else id(x)
        if inspect.isfunction(x):
            found[x] = (
                {k: id(v) for k, v in vars(x).items()},
                [id(c.cell_contents) for c in x.__closure__ or ()],
            )
            found[x, "defaults"] = id(x.__defaults__), id(x.__code__)
        elif inspect.isclass(x):
            found[x] = {k: id(v) for k, v in vars(x).items()}
    return found


# ---- derivatives ---------------------------------------------------------------------------------------


@PROBLEMS
def test_grad(f: Any) -> None:
    g = dn.grad(dn.lift(f))(POINT)
    np.testing.assert_allclose(g, [slope(f, i) for i in range(2)], rtol=1e-8, atol=1e-10)


@PROBLEMS
def test_hessian(f: Any) -> None:
    h = dn.hessian(dn.lift(f))(POINT)
    expected = [slope(lambda p: np.array(dn.grad(dn.lift(f))(p)), i) for i in range(2)]
    np.testing.assert_allclose(h, expected, rtol=1e-7, atol=1e-9)


@PROBLEMS
def test_value_is_that_of_the_function(f: Any) -> None:
    lifted, value = dn.lift(f)(POINT), f(POINT)
    np.testing.assert_allclose(lifted, value, rtol=1e-14)
    assert type(lifted) is type(value) or isinstance(lifted, float)
    np.testing.assert_allclose(dn.value_and_grad(dn.lift(f))(POINT)[0], value, rtol=1e-14)


@PROBLEMS
def test_numbers_made_by_hand(f: Any) -> None:
    d = dn.lift(f)([dn.Dual(x, t) for x, t in zip(POINT, (1.0, -2.0), strict=True)])
    g = dn.grad(dn.lift(f))(POINT)
    assert isinstance(d, dn.Dual)
    assert d.tangent == pytest.approx(g[0] - 2 * g[1], rel=1e-12)
    h = dn.lift(f)([dn.HyperDual(x, 1.0, float(i), 0.0) for i, x in enumerate(POINT)])
    hessian = np.array(dn.hessian(dn.lift(f))(POINT))
    assert h.e12 == pytest.approx(hessian[1].sum(), rel=1e-10, abs=1e-12)


@PROBLEMS
def test_nested_calls(f: Any) -> None:
    inner = dn.grad(dn.lift(f))
    outer = dn.jacobian(dn.lift(lambda p: inner(p)))(POINT)
    np.testing.assert_allclose(outer, dn.hessian(dn.lift(f))(POINT), rtol=1e-10, atol=1e-12)


def test_jacobian_of_a_buffer() -> None:
    def path(p: Any) -> Any:
        u = np.zeros(4)
        for i in range(1, 4):
            u[i] = u[i - 1] + p[0] ** i
        return u

    np.testing.assert_allclose(np.ravel(dn.jacobian(dn.lift(path))([2.0])), [0, 1, 5, 17])


def test_arrays_as_parameters() -> None:
    def f(x: Any) -> Any:
        out = np.zeros((2, 3))
        out[0] = x
        out[1] = np.cumsum(x[::-1])
        return (out**2).sum()

    x = dn.DualArray([1.0, 2.0, 3.0], np.eye(3))
    np.testing.assert_allclose(dn.lift(f)(x).tangent, np.array([14.0, 26.0, 34.0]))


# ---- what comes back -----------------------------------------------------------------------------------


def test_buffers_come_back_plain() -> None:
    def f(x: Any) -> Any:
        u, n = np.zeros(3), np.zeros(2, int)
        v = np.ones((2, 2))
        v[0, 0] = x
        return u, [n, {"v": v, "u": u[1:]}], "text"

    u, (n, inside), text = dn.lift(f)(dn.Dual(2.0, 1.0))
    assert type(u) is type(n) is type(inside["u"]) is np.ndarray
    assert isinstance(inside["v"], dn.DualArray)
    assert text == "text"
    u[1] = 5.0
    assert inside["u"][0] == 5.0  # still a view
    assert type(dn.lift(f)(2.0)[1][1]["v"]) is np.ndarray


@pytest.mark.parametrize("dtype", [int, bool, np.int8, object, "U3", np.float16, ">f8", np.float32, complex])
def test_types_are_those_of_numpy(dtype: Any) -> None:
    made = dn.lift(lambda: (np.zeros(2, dtype), np.array([1, 0], dtype), np.ones_like([1], dtype)))()
    for x, y in zip(
        made, (np.zeros(2, dtype), np.array([1, 0], dtype), np.ones_like([1], dtype)), strict=True
    ):
        assert type(x) is np.ndarray
        assert x.dtype == y.dtype
        np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("dtype", [int, np.uint8, np.float16])
def test_arrays_without_room_for_slopes_refuse(dtype: Any) -> None:
    def f(x: Any) -> Any:
        u = np.zeros(3, dtype)
        u[0] = x
        return u.sum()

    with pytest.raises(TypeError, match=r"derivative would be lost"):
        dn.grad(dn.lift(f))(2.0)


def test_object_arrays_stay() -> None:
    def f(x: Any) -> Any:
        u = np.empty(2, object)
        u[0], u[1] = x, np.array([x, 1.0], dtype=object)
        assert not isinstance(u, dn.DualArray)
        assert not isinstance(u[1], dn.DualArray)
        return u[0] * u[1][0]

    assert dn.grad(dn.lift(f))(3.0) == 6.0


def test_arrays_from_outside_are_not_buffers() -> None:
    outside = np.zeros(2)

    def f(x: Any, given: Any) -> Any:
        given[1] = 7.0
        assert np.asarray(given) is given
        copied = np.array(given)
        copied[0] = x
        return copied.sum()

    assert dn.grad(dn.lift(f))(3.0, outside) == 1.0
    np.testing.assert_array_equal(outside, [0.0, 7.0])
    with pytest.raises(TypeError, match=r"np.zeros\(n, like=x\)|derivative would be lost"):
        dn.grad(dn.lift(lambda x: outside.__setitem__(0, x)))(1.0)


def test_generators() -> None:
    lifted = dn.lift(lift_cases.gives)
    first, second = lifted([dn.Dual(2.0, 1.0)])
    assert second.tangent == 1.0
    assert isinstance(first, np.ndarray)
    assert [np.sum(x) for x in lifted([2.0])] == [0.0, 2.0]


# ---- nothing outside changes ---------------------------------------------------------------------------


def test_exceptions() -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="on purpose"):
            dn.grad(dn.lift(lift_cases.fails))([1.0])
    assert type(np.zeros(2)) is np.ndarray
    assert vars(lift_cases)["np"] is np


def test_assigned_globals_reach_the_module() -> None:
    start = lift_cases.counter
    assert dn.grad(dn.lift(lift_cases.counts))([2.0]) == [start + 1]
    assert lift_cases.counter == start + 1
    assert type(lift_cases.kept) is np.ndarray
    lift_cases.counter = 10
    assert dn.lift(lift_cases.counts)([2.0]) == 22.0
    assert lift_cases.counts([2.0]) == 24.0
    assert dn.lift(lift_cases.counts)([2.0]) == 26.0


def test_rebound_helpers_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    lifted = dn.lift(lift_cases.rk4)
    before = lifted(POINT)
    assert lifted(POINT, lambda t, u, p: np.array([p[0], 0.0])) != before
    g = dn.lift(lambda p: lift_cases.rk4(p, lift_cases.oscillator))
    assert g(POINT) == pytest.approx(before)
    monkeypatch.setattr(lift_cases, "oscillator", lambda t, u, p: 0 * u)
    assert g(POINT) == 1.25

    def one() -> float:
        return 1.0

    def two() -> float:
        return 2.0

    helper = one
    h = dn.lift(lambda: helper())
    assert h() == 1.0
    helper = two
    assert h() == 2.0


def test_threads() -> None:
    lifted, found = dn.lift(lift_cases.rk4), {}
    expected = [dn.grad(lifted)([1.0 + i / 10, 0.5]) for i in range(4)]

    def work(i: int) -> None:
        found[i] = [dn.grad(lifted)([1.0 + i / 10, 0.5]) for _ in range(5)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    for _ in range(10):
        assert type(vars(lift_cases)["np"].zeros(1)) is np.ndarray
    for t in threads:
        t.join()
    assert all(found[i] == [expected[i]] * 5 for i in range(4))


def test_attributes_of_objects_are_shared() -> None:
    model = lift_cases.Stiff()
    lifted = dn.lift(model.energy)
    assert lifted(POINT) == model.energy(POINT)
    assert model.calls == 2
    assert type(model) is lift_cases.Stiff


def test_functions_given_are_forgotten() -> None:
    lifted = dn.lift(lambda f, x: f(x))

    def given(x: Any) -> Any:
        return x * len(np.zeros(2))

    here = weakref.ref(given)
    assert lifted(given, 2.0) == 4.0
    del given
    gc.collect()
    assert here() is None


# ---- where functions come from -------------------------------------------------------------------------


def module_from(path: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


HELPER = "import numpy as np\ndef fill(x):\n    u = np.zeros(2)\n    u[0] = x\n    return u.sum()\n"


def test_functions_of_other_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module_from(tmp_path / "lift_helper.py", "lift_helper", HELPER, monkeypatch)
    text = "import lift_helper\nfrom lift_helper import fill\n"
    text += "def f(x):\n    return fill(x) * lift_helper.fill(x)\n"
    f = module_from(tmp_path / "lift_user.py", "lift_user", text, monkeypatch).f
    assert dn.grad(dn.lift(f))(3.0) == 6.0


def test_installed_functions_run_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "site-packages" / "lift_installed.py"
    installed = module_from(there, "lift_installed", HELPER, monkeypatch)
    with pytest.raises(TypeError, match="derivative would be lost"):
        dn.grad(dn.lift(lambda x: installed.fill(x)))(3.0)
    assert dn.grad(dn.lift(installed.fill))(3.0) == 1.0  # unless asked for
    both = dn.lift(installed.fill)
    assert dn.grad(dn.lift(lambda x: both(x) ** 2))(3.0) == 6.0


def test_without_a_module() -> None:
    names: dict[str, Any] = {}
    exec("import numpy\ndef f(x):\n    u = numpy.zeros(1)\n    u[0] = x\n    return u[0]", names)
    assert dn.grad(dn.lift(names["f"]))(3.0) == 1.0
    assert set(names) == {"numpy", "f", "__builtins__"}


def test_lifting_what_is_lifted() -> None:
    def fill(x: Any) -> Any:
        u = np.zeros(1)
        u[0] = x * x
        return u

    def f(x: Any) -> Any:
        v = dn.lift(fill)(1.0)  # a call from outside: plain arrays come back
        return dn.lift(lambda y: fill(y)[0])(x) + dn.grad(lambda y: fill(y).sum())(x) + v[0]

    assert dn.grad(dn.lift(f))(3.0) == 8.0
    assert dn.lift(f)(3.0) == 16.0
    assert dn.grad(dn.lift(dn.grad(lambda y: fill(y)[0])))(3.0) == 2.0


def test_plain_libraries_take_constants() -> None:
    interpolate, linalg = pytest.importorskip("scipy.interpolate"), pytest.importorskip("scipy.linalg")

    def f(x: Any) -> Any:
        grid = np.linspace(0.0, 1.0, 5)
        u = np.zeros(3)
        u[0] = x * interpolate.CubicSpline(grid, grid**2)(0.5) * np.sum(linalg.solve(np.eye(3), np.ones(3)))
        return u.sum()

    assert dn.grad(dn.lift(f))(2.0) == pytest.approx(0.75)
    with pytest.raises(TypeError, match="derivative would be lost"):
        dn.lift(lambda x: linalg.solve(np.eye(2), np.array([x, 1.0])))(dn.Dual(2.0, 1.0))


def test_undefined_names() -> None:
    with pytest.raises(NameError, match="nowhere"):
        dn.lift(lambda: nowhere)()  # type: ignore[name-defined]  # noqa: F821


# ---- what is a function --------------------------------------------------------------------------------


def test_signature_and_name() -> None:
    f = dn.lift(lift_cases.scaled)
    assert inspect.signature(f) == inspect.signature(lift_cases.scaled)
    assert vars(f)["__name__"] == "scaled"
    assert dn.lift(f).f is lift_cases.scaled
    assert pickle.loads(pickle.dumps(f))(2.0, POINT) == f(2.0, POINT)


def test_as_a_decorator() -> None:
    @dn.lift
    def power(x: Any, n: int) -> Any:
        u = np.ones(1)
        u[0] = x * power(x, n - 1) if n else 1.0
        return u[0]

    class Holder:
        @dn.lift
        def square(self, x: Any) -> Any:
            u = np.ones(1)
            u[0] = x * x
            return u[0]

    assert dn.grad(power)(2.0, 3) == pytest.approx(12.0)
    assert dn.grad(Holder().square)(2.0) == 4.0


@pytest.mark.parametrize(
    ("f", "advice"),
    [
        (math.sin, "custom_derivative"),
        (np.sin, "custom_derivative"),
        (lift_cases.Model, "not the class Model"),
        (functools.lru_cache(lift_cases.rk4), "f.__wrapped__"),
        (3.0, "custom_derivative"),
        (functools.partial(math.pow, 2.0), "custom_derivative"),
    ],
    ids=["C", "ufunc", "class", "cached", "number", "partial of C"],
)
def test_what_cannot_be_lifted(f: Any, advice: str) -> None:
    with pytest.raises(TypeError, match=advice):
        dn.lift(f)
