"""Dual and HyperDual as Python objects: construction, parts, display, comparison, copies, memory."""

from __future__ import annotations

import copy
import gc
import math
import os
import pickle
import random
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import dualnum

dn: Any = dualnum  # Any, as much here is wrong on purpose
Dual: Any = dualnum.Dual
HyperDual: Any = dualnum.HyperDual
INF, NAN = math.inf, math.nan

DUAL = Dual(2.5, -1.0)
WIDE = Dual(-0.75, [1.0, -2.0, 0.0])
HYPER = HyperDual(2.5, -1.0, 3.0, 0.5)
WIDE_HYPER = HyperDual(2.5, [1.0, 2.0], [3.0, 4.0, 5.0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
JETS = [DUAL, WIDE, HYPER, WIDE_HYPER]
each_jet = pytest.mark.parametrize("x", JETS, ids=["dual", "wide", "hyper", "wide_hyper"])


def parts(x: Any) -> tuple[Any, ...]:
    """Everything a number holds, in a form that compares."""
    if isinstance(x, Dual):
        return ("Dual", repr(x.value), repr(np.asarray(x.tangent).tolist()))
    if isinstance(x, HyperDual):
        return ("HyperDual", repr(x.value), *(repr(np.asarray(p).tolist()) for p in (x.e1, x.e2, x.e12)))
    return (type(x).__name__, repr(x))


def child(code: str, stdin: bytes = b"") -> bytes:
    """The output of a fresh interpreter that imports the same dualnum."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], input=stdin, capture_output=True, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


# ---- construction ----------------------------------------------------------------------------------------


ACCEPTED = [
    (2.0, 1.0), (2, 1), (True, False), (Fraction(1, 4), Fraction(-3, 2)), (np.float64(2.0), np.float32(0.5)),
    (np.int8(-3), np.bool_(True)), (np.longdouble(2), np.float16(1)), (np.array(2.0), np.array(3)),
    (INF, -INF), (5e-324, -1.7976931348623157e308), (2**1023, -(2**70)),
]  # fmt: skip


@pytest.mark.parametrize(("value", "tangent"), ACCEPTED)
def test_accepted_numbers(value: Any, tangent: Any) -> None:
    x = Dual(value, tangent)
    assert (x.value, x.tangent) == (float(value), float(tangent))
    assert type(x.value) is float
    assert type(x.tangent) is float


SEQUENCES = {
    "list": [1, 2.0, np.float32(3)], "tuple": (1.0, 2, 3), "float64": np.array([1.0, 2.0, 3.0]),
    "int": np.array([1, 2, 3]), "float32": np.array([1, 2, 3], dtype=np.float32),
    "strided": np.array([1.0, 9.0, 2.0, 9.0, 3.0])[::2],
    "big_endian": np.array([1.0, 2.0, 3.0]).astype(">f8"),
    "object": np.array([1.0, 2.0, 3.0], dtype=object),
}  # fmt: skip


@pytest.mark.parametrize("tangent", SEQUENCES.values(), ids=SEQUENCES)
def test_accepted_sequences(tangent: Any) -> None:
    x = Dual(4.0, tangent)
    assert isinstance(x.tangent, np.ndarray)
    assert x.tangent.dtype == np.float64
    assert x.tangent.tolist() == [1.0, 2.0, 3.0]


def test_defaults_keywords_and_one_direction() -> None:
    assert parts(Dual(3)) == parts(Dual(3.0, 0.0)) == parts(Dual(value=3.0, tangent=[0.0]))
    assert parts(HyperDual(3)) == parts(HyperDual(value=3.0, e1=0.0, e2=[0], e12=[[0]]))
    x = HyperDual(1.0, [1.0, 2.0], 3.0)
    assert x.e1.tolist() == [1.0, 2.0]
    assert (x.e2, x.e12.shape) == (3.0, (2, 1))
    assert WIDE_HYPER.e12.shape == (2, 3)


def test_the_parts_are_copies() -> None:
    given = np.array([1.0, 2.0])
    x = Dual(0.0, given)
    given[:] = 7.0
    x.tangent[:] = 8.0
    assert x.tangent.tolist() == [1.0, 2.0]


# ---- Python's number protocol ----------------------------------------------------------------------------

X = Dual(-2.75, 3.0)
PROTOCOL: list[tuple[str, Any, tuple[float, float]]] = [
    ("abs", abs(X), (2.75, -3.0)), ("+", +X, (-2.75, 3.0)), ("-", -X, (2.75, -3.0)),
    ("real", X.real, (-2.75, 3.0)), ("conjugate", X.conjugate(), (-2.75, 3.0)),
    ("round", round(X), (-3.0, 0.0)), ("round 1", round(X, 1), (round(-2.75, 1), 0.0)),
    ("round -1", round(Dual(27.5, 1.0), -1), (30.0, 0.0)), ("floor", math.floor(X), (-3.0, 0.0)),
    ("ceil", math.ceil(X), (-2.0, 0.0)), ("trunc", math.trunc(X), (-2.0, 0.0)),
    ("//", X // 2, (-2.0, 0.0)), ("%", X % 2, (1.25, 3.0)),
    ("divmod q", divmod(X, 2)[0], (-2.0, 0.0)), ("divmod r", divmod(X, 2)[1], (1.25, 3.0)),
    ("reflected q", divmod(7, X)[0], (-3.0, 0.0)), ("reflected r", divmod(7, X)[1], (7 - 3 * 2.75, 9.0)),
    ("pow None", pow(X, 2, None), (7.5625, -16.5)), ("power of bool", X**True, (-2.75, 3.0)),
    ("sum from int 0", sum([X, X, 1]), (-4.5, 6.0)), ("sum from float", sum((X, 2), 0.5), (-0.25, 3.0)),
    ("max", max(X, Dual(1.0, 5.0), -3), (1.0, 5.0)), ("min", min([X, 1.0, 2]), (-2.75, 3.0)),
    ("sorted", sorted([3, X, Dual(-9.0, 4.0), 0.5])[0], (-9.0, 4.0)),
    ("sorted is stable", sorted([Dual(1.0, 1.0), X, Dual(1.0, 2.0)])[2], (1.0, 2.0)),
    ("Fraction", Fraction(1, 2) * X + Fraction(1, 4), (-1.125, 1.5)),
]  # fmt: skip


@pytest.mark.parametrize(("got", "parts"), [row[1:] for row in PROTOCOL], ids=[row[0] for row in PROTOCOL])
def test_number_protocol(got: Any, parts: tuple[float, float]) -> None:
    assert isinstance(got, Dual)
    assert (got.value, got.tangent) == parts


@each_jet
def test_protocol_keeps_the_type(x: Any) -> None:
    for y in (round(x), math.floor(x), math.ceil(x), math.trunc(x), x // 1, round(x, 2)):
        assert type(y) is type(x)
        assert not np.any(np.asarray(y.tangent if isinstance(y, Dual) else y.e12))
    assert x.imag == 0.0
    assert +x is x.real is x.conjugate() is copy.copy(x)  # numbers do not change
    assert sorted([x + 1, x, x - 1]) == [x - 1, x, x + 1]


# ---- display ---------------------------------------------------------------------------------------------


SHOWN = [
    *JETS, Dual(INF, NAN), Dual(-INF, [0.0, -INF, NAN]), Dual(-0.0, 5e-324), Dual(0.1 + 0.2, [1 / 3]),
    HyperDual(NAN, INF, -INF, NAN), HyperDual(1.0, [1.0, 2.0], 3.0, [[1.0], [INF]]),
    HyperDual(1.0, 3.0, [1.0, 2.0], [[NAN, 2.0]]),
]  # fmt: skip


@pytest.mark.parametrize("x", SHOWN, ids=repr)
def test_repr_evaluates_back(x: Any) -> None:
    assert parts(eval(repr(x), {"Dual": Dual, "HyperDual": HyperDual})) == parts(x)
    assert str(x) == repr(x) == f"{x}"


FORMATS = [
    (Dual(2.0, 1 / 3), ".3f", "Dual(2.000, 0.333)"), (Dual(INF, NAN), ".2f", "Dual(inf, nan)"),
    (Dual(2.0, [1.0, 0.5]), "+.1e", "Dual(+2.0e+00, [+1.0e+00, +5.0e-01])"),
    (HyperDual(1.0, 2.0, 3.0, 4.0), ".0f", "HyperDual(1, 2, 3, 4)"), (Dual(2.0, 1.0), "", "Dual(2.0, 1.0)"),
]  # fmt: skip


@pytest.mark.parametrize(("x", "spec", "text"), FORMATS)
def test_format_specs_go_to_every_part(x: Any, spec: str, text: str) -> None:
    assert format(x, spec) == text


# ---- comparison and hash ---------------------------------------------------------------------------------

OTHERS: list[Any] = [
    2, 3, -1, True, 10**400, -(10**400), 2**53 + 1, 2.5, -0.0, INF, -INF, NAN, 0.1,
    Fraction(1, 3), Fraction(5, 2), Decimal("2.5"), Decimal("0.1"),
    np.float64(2.5), np.float32(0.1), np.float16(0.1), np.int64(2), np.uint8(3), np.bool_(True),
]  # fmt: skip
COMPARISONS = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"]


def exactly(x: float, y: Any, operation: str) -> bool:
    """The comparison of the real numbers that x and y stand for, with IEEE's NaN."""
    if not isinstance(y, (int, Fraction, Decimal)):
        y = float(y)
    if any(isinstance(v, float) and not math.isfinite(v) for v in (x, y)) or isinstance(y, float):
        if isinstance(y, float):
            return bool(getattr(x, operation)(y))
        y = 0.0  # x is infinite or NaN, and y finite
        return bool(getattr(x, operation)(y))
    return bool(getattr(Fraction(x), operation)(Fraction(y)))


@pytest.mark.parametrize("other", OTHERS, ids=lambda y: f"{type(y).__name__}-{str(y)[:8]}")
@pytest.mark.parametrize("make", [Dual, lambda v: HyperDual(v, 1.0, 2.0)], ids=["dual", "hyper"])
def test_comparisons_go_by_the_value(make: Any, other: Any) -> None:
    reflected = dict(
        zip(COMPARISONS, ["__eq__", "__ne__", "__gt__", "__ge__", "__lt__", "__le__"], strict=True)
    )
    for value in (2.0, 2.5, 0.1, 2.0**53, INF, NAN, -1.0):
        if isinstance(other, Decimal) and math.isnan(value):
            continue  # Decimal signals InvalidOperation, as it does for floats
        for operation in COMPARISONS:
            right = exactly(value, other, operation)
            a = make(value)
            assert bool(getattr(a, operation)(other)) is right, (value, operation)
            if not isinstance(other, np.generic):
                answer = {"__eq__": other == a, "__ne__": other != a, "__lt__": other < a}
                answer |= {"__le__": other <= a, "__gt__": other > a, "__ge__": other >= a}
                assert answer[reflected[operation]] is right, (value, operation)


def test_comparisons_among_duals() -> None:
    assert Dual(2.0, 1.0) == Dual(2.0, 5.0) == HyperDual(2.0, 7.0)
    assert Dual(2.0, [1.0, 2.0]) == Dual(2.0, 1.0)
    assert Dual(1.0, NAN) < Dual(2.0, -INF) < HyperDual(3.0)
    assert Dual(0.0, NAN) != Dual(1.0)
    assert not Dual(0.0, NAN) > 0
    assert Dual(NAN) != Dual(NAN)
    assert Dual(2.0) != "2.0"
    assert Dual(2.0) not in [None, "a", ()]


@pytest.mark.parametrize("value", [0.0, -0.0, 2.0, 0.1, -1e300, INF, -INF, 2.0**80])
def test_equal_numbers_hash_equal(value: float) -> None:
    jets = [Dual(value, 1.0), Dual(value, [1.0, 2.0]), HyperDual(value, 1.0)]
    assert {hash(x) for x in jets} == {hash(value)}
    assert len({*jets, value}) == 1
    assert {Dual(2.0, 1.0): "two"}.get(2 if value == 2.0 else value) == ("two" if value == 2.0 else None)


def test_the_hash_of_nan_does_not_change() -> None:
    x = Dual(NAN, 1.0)
    first = hash(x)
    keep = [random.random() for _ in range(1000)]
    assert hash(x) == first
    assert x in {x}, keep


@pytest.mark.parametrize(
    ("value", "truth"), [(0.0, False), (-0.0, False), (1e-320, True), (INF, True), (NAN, True)]
)
def test_bool_is_that_of_the_value(value: float, truth: bool) -> None:
    assert bool(Dual(value, 5.0)) is bool(HyperDual(value, 5.0)) is truth


# ---- copies ----------------------------------------------------------------------------------------------


@each_jet
def test_copies(x: Any) -> None:
    assert parts(copy.copy(x)) == parts(x)
    assert parts(copy.deepcopy({"a": [x]})["a"][0]) == parts(x)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        y = pickle.loads(pickle.dumps(x, protocol))
        assert parts(y) == parts(x)
        assert parts(y * x) == parts(x * x)  # they still belong together


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_inside_a_running_call(protocol: int) -> None:
    def f(x: Any) -> Any:
        y = pickle.loads(pickle.dumps(x, protocol))
        return x * y + copy.deepcopy(x) * copy.copy(y)

    assert dn.value_and_derivative(f, order=2)(3.0) == (18.0, 12.0, 4.0)
    assert dn.grad(lambda p: f(p[0]) * p[1])([3.0, 1.0]) == [12.0, 18.0]
    assert dn.derivative(lambda t: dn.derivative(lambda s: f(s * t))(2.0))(3.0) == 8.0 * 2.0 * 3.0


def test_pickle_through_another_process() -> None:
    code = """if True:
        import sys, pickle, dualnum as dn
        def mix(x):
            try: return dn.derivative(lambda y: y * x)(2.0) and "mixed"
            except dn.errors.NestingError: return "refused"
        sys.stdout.buffer.write(pickle.dumps([[x, mix(x)] for x in pickle.load(sys.stdin.buffer)]))
    """
    back: list[Any] = []

    def f(x: Any) -> Any:
        back.extend(pickle.loads(child(code, pickle.dumps([x, Dual(2.0, 1.0)]))))
        return x * back[0][0]

    assert dn.derivative(f)(3.0) == 6.0  # the number came home to its own, still running call
    assert [word for _, word in back] == ["refused", "mixed"]  # a stranger there; made by hand: known
    with pytest.raises(dn.errors.NestingError, match="ended"):
        dn.derivative(lambda y: y * back[0][0])(1.0)


# ---- immutable, closed types -----------------------------------------------------------------------------


@each_jet
@pytest.mark.parametrize(
    "name", ["value", "tangent", "e1", "e2", "e12", "real", "imag", "anything", "__class__"]
)
def test_nothing_can_be_assigned(x: Any, name: str) -> None:
    before = parts(x)
    with pytest.raises((AttributeError, TypeError)):
        setattr(x, name, Dual if name == "__class__" else 1.0)
    with pytest.raises((AttributeError, TypeError)):
        delattr(x, name)
    assert parts(x) == before


@pytest.mark.parametrize("kind", Dual.__mro__[:-1] + HyperDual.__mro__[:1], ids=lambda t: t.__name__)
def test_types_are_closed(kind: type) -> None:
    with pytest.raises(TypeError, match="immutable"):
        setattr(kind, "value", 3.0)  # noqa: B010
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Mine", (kind,), {})


def test_the_common_base_makes_no_objects() -> None:
    base = Dual.__mro__[1]
    for make in ("base()", "base.__new__(base)"):  # in another process, as it might crash
        code = "import dualnum\nbase = dualnum.Dual.__mro__[1]\n"
        code += f"try: print(repr({make}))\nexcept TypeError: print('no')"
        assert child(code).split() == [b"no"], base


# ---- memory ----------------------------------------------------------------------------------------------


@each_jet
def test_reference_counts(x: Any) -> None:
    one = 1.0
    before = sys.getrefcount(x), sys.getrefcount(one)
    for _ in range(100):
        _ = (x + one, x * x, x**one, -x, np.sin(x), dn.sin(x), x < one, repr(x), abs(x), +x, copy.copy(x))
        with pytest.raises(TypeError):
            x + "a"
    assert abs(sys.getrefcount(x) - before[0]) <= 2
    assert abs(sys.getrefcount(one) - before[1]) <= 2


def test_a_million_numbers_leave_nothing_behind() -> None:
    def churn(n: int) -> None:
        for _ in range(n):
            Dual(1.0, 2.0)
        held = [DUAL * 2.0 for _ in range(n)]
        held += [HYPER * 2.0 for _ in range(n)]
        held.clear()

    churn(2000)
    gc.collect()
    before = sys.getallocatedblocks()
    churn(330_000)
    gc.collect()
    assert sys.getallocatedblocks() - before < 2000


@pytest.mark.parametrize(
    "x",
    [Dual(1.0, np.ones(1000)), HyperDual(1.0, np.ones(40), np.ones(40), np.ones((40, 40)))],
    ids=["dual", "hyper"],
)
def test_wide_numbers_are_freed_and_sized(x: Any) -> None:
    doubles = 1000 if isinstance(x, Dual) else 40 + 40 + 1600
    assert max(sys.getsizeof(DUAL), sys.getsizeof(HYPER)) <= 128
    assert sys.getsizeof(x) >= 8 * doubles
    assert sys.getsizeof(x) <= 8 * doubles + 200
    tracemalloc.start()
    try:
        for _ in range(3000):
            _ = x * x + 1.0
        current, peak = tracemalloc.get_traced_memory()
        held = [x + 1.0 for _ in range(100)]
        with_held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert peak < 60 * doubles * 8
    assert current < 4 * doubles * 8
    assert with_held - current > 90 * doubles * 8
    assert len(held) == 100


def test_threads_make_numbers_at_once() -> None:
    def work(seed: float) -> tuple[str, int]:
        y, keep = Dual(seed, 1.0), []
        for i in range(20_000):
            y = y * 0.999 + HYPER.value * 0.001
            keep.append(HYPER * y.value)
            if i % 500 == 0:
                keep.clear()
        return repr(y), len(keep)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [work(i) for i in range(8)]


@each_jet
def test_garbage_collection(x: Any) -> None:
    assert not gc.is_tracked(x)  # numbers hold no references
    cycle: list[Any] = [x]
    cycle.append(cycle)
    del cycle
    assert gc.collect() > 0
