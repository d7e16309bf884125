"""NumPy meets dual numbers: ufuncs, scalars, object arrays, refusals, and a fuzzer for lost tangents."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import scipy.special  # type: ignore[import-untyped]

import dualnum
from dualnum.functions import ALIASES, FUNCTIONS, RULES

dn: Any = dualnum
Dual: Any = dualnum.Dual
HyperDual: Any = dualnum.HyperDual

X, W = Dual(0.7, 2.0), Dual(0.7, [1.0, -2.0, 0.5])
H, WH = HyperDual(0.7, 1.0, 2.0, 3.0), HyperDual(0.7, [1.0, 2.0], [3.0], [[4.0], [5.0]])
JETS = {"dual": X, "wide": W, "hyper": H, "wide_hyper": WH}
each_jet = pytest.mark.parametrize("x", JETS.values(), ids=JETS)

UFUNCS = {u.__name__: u for n in dir(np) if isinstance(u := getattr(np, n), np.ufunc)}
UFUNCS |= {n: getattr(np, n) for n in ("abs", "pow", "asin", "atan2", "degrees") if hasattr(np, n)}
ROW_UFUNCS = [n for n in UFUNCS if ALIASES.get(n, n) in RULES]


def parts(x: Any) -> Any:
    if isinstance(x, (Dual, HyperDual)):
        return repr(x)
    return x


# ---- the table through NumPy -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROW_UFUNCS)
@each_jet
def test_rows_through_numpy(name: str, x: Any) -> None:
    ufunc, row = UFUNCS[name], FUNCTIONS[ALIASES.get(name, name)]
    if ufunc.nin == 1:
        argument = x + 1.0 if name in ("arccosh", "acosh") else x
        assert parts(ufunc(argument)) == parts(row(argument)) == parts(getattr(argument, row.__name__)())
        return
    for a, b in [(x, x * 0.5), (x, 2.0), (2.0, x), (x, np.float64(2)), (np.float64(2), x), (np.int64(2), x),
                 (x, np.float32(0.5)), (x, True), (x, np.array(3.0)), (np.array(3), x)]:  # fmt: skip
        plain = [float(v) if isinstance(v, (np.ndarray, np.generic)) else v for v in (a, b)]
        assert parts(ufunc(a, b)) == parts(row(*plain))


def test_most_of_the_table_has_ufuncs() -> None:
    assert len({ALIASES.get(n, n) for n in ROW_UFUNCS}) >= 44


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "**": lambda a, b: a**b, "//": lambda a, b: a // b, "%": lambda a, b: a % b,
    "divmod q": lambda a, b: divmod(a, b)[0], "divmod r": lambda a, b: divmod(a, b)[1],
}  # fmt: skip
SCALARS = [
    np.float64(3),
    np.float32(3),
    np.float16(3),
    np.longdouble(3),
    np.int64(3),
    np.uint8(3),
    np.bool_(True),
]


@pytest.mark.parametrize("scalar", SCALARS, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("name", OPERATORS)
@each_jet
def test_numpy_scalars(name: str, scalar: Any, x: Any) -> None:
    f, plain = OPERATORS[name], float(scalar)
    assert parts(f(scalar, x)) == parts(f(plain, x))
    assert parts(f(x, scalar)) == parts(f(x, plain))
    assert parts(f(np.array(scalar), x)) == parts(f(plain, x))


ALGEBRA = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "true_divide": "/", "power": "**"}
ALGEBRA |= {"floor_divide": "//", "mod": "%", "remainder": "%"}


@pytest.mark.parametrize("name", ALGEBRA)
@each_jet
def test_operators_as_ufuncs(name: str, x: Any) -> None:
    f, ufunc = OPERATORS[ALGEBRA[name]], getattr(np, name)
    for a, b in [(x, x), (x, 2.0), (2.0, x), (np.float64(2), x), (x, 3)]:
        assert parts(ufunc(a, b)) == parts(f(a, b))


@each_jet
def test_other_ufuncs(x: Any) -> None:
    assert parts(np.negative(x)) == parts(-x)
    assert parts(np.positive(x)) == parts(np.conjugate(x)) == parts(x)
    for divisor in (0.3, np.float64(0.3), x * 2):
        assert [parts(v) for v in np.divmod(x, divisor)] == [parts(v) for v in divmod(x, divisor)]
        assert [parts(v) for v in np.divmod(divisor, x)] == [parts(divisor // x), parts(divisor % x)]


PREDICATES = ["isnan", "isinf", "isfinite", "signbit", "logical_not"]
RELATIONS = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]
RELATIONS += ["logical_and", "logical_or", "logical_xor"]
VALUES = [0.0, -0.0, 1.5, -2.0, math.inf, -math.inf, math.nan]


@pytest.mark.parametrize(
    "make", [lambda v: Dual(v, math.nan), lambda v: HyperDual(v, 1.0)], ids=["dual", "hyper"]
)
def test_questions_go_by_the_value(make: Any) -> None:
    for name, v in itertools.product(PREDICATES, VALUES):
        answer = getattr(np, name)(make(v))
        assert isinstance(answer, (bool, np.bool_))
        assert bool(answer) is bool(getattr(np, name)(v)), (name, v)
    for name, v, w in itertools.product(RELATIONS, VALUES, VALUES):
        for a, b in [
            (make(v), w),
            (v, make(w)),
            (make(v), make(w)),
            (np.float64(v), make(w)),
            (make(v), np.array(w)),
        ]:
            answer = getattr(np, name)(a, b)
            assert isinstance(answer, (bool, np.bool_))
            assert bool(answer) is bool(getattr(np, name)(v, w)), (name, a, b)


def test_functions_that_are_not_ufuncs() -> None:
    assert np.isclose(X, 0.7)
    assert np.allclose([X, X], 0.7)
    assert parts(np.round(X, 1)) == "Dual(0.7, 0.0)"
    assert parts(np.real(X)) == parts(X)
    assert np.imag(X) == 0.0
    assert parts(np.polyval([1.0, 0.0, 2.0], X)) == parts(X * X + 2.0)
    assert parts(np.where(X > 0, X, 0.0)) == parts(X)
    assert parts(np.clip(X, 0.0, 1.0)) == parts(X)
    assert parts(np.clip(Dual(1.0, 1.0), 0.0, 1.0)) == "Dual(1.0, 0.5)"  # the rule at kinks, as in 2.4
    assert parts(np.clip(Dual(2.0, 1.0), None, 1.0)) == "Dual(1.0, 0.0)"


def test_sinc_is_right_or_refused() -> None:
    for x in (HyperDual(0.0, 1.0, 1.0), Dual(1e-9, 1.0), Dual(0.3, 1.0)):
        try:
            y = np.sinc(x)
        except TypeError as error:
            assert "dn.sinc" in str(error) or "dualnum" in str(error)  # noqa: PT017
        else:
            assert parts(y) == parts(dn.sinc(x))


# ---- object arrays ---------------------------------------------------------------------------------------


NOT_FOR_OBJECTS = {"heaviside", "copysign", "float_power", "logaddexp", "logaddexp2"}  # NumPy has no loop
BY_COMPARISON = {"sign", "maximum", "minimum", "fmax", "fmin"}  # NumPy compares; a constant stays a float


@pytest.mark.parametrize("name", [n for n in ROW_UFUNCS if n not in NOT_FOR_OBJECTS | BY_COMPARISON])
def test_object_arrays(name: str) -> None:
    ufunc = UFUNCS[name]
    shift = 1.0 if name in ("arccosh", "acosh") else 0.0
    duals = [X * 0.3 + shift, X * 0.5 + shift, X + shift]
    array = np.array(duals)
    assert array.dtype == object
    if ufunc.nin == 1:
        assert [parts(v) for v in ufunc(array)] == [parts(ufunc(v)) for v in duals]
    else:
        others = [X * 0.4, X * 0.9, X * 0.2]
        got = ufunc(array, np.array(others))
        assert [parts(v) for v in got] == [parts(ufunc(v, w)) for v, w in zip(duals, others, strict=True)]
        assert [parts(v) for v in ufunc(array, 2.0)] == [parts(ufunc(v, 2.0)) for v in duals]
        assert [parts(v) for v in ufunc(array, X)] == [parts(ufunc(v, X)) for v in duals]


@each_jet
def test_choices_in_object_arrays(x: Any) -> None:
    array = np.array([x, x * 2.0])
    assert [parts(v) for v in np.maximum(array, 1.0)] == [1.0, parts(x * 2.0)]
    assert [parts(v) for v in np.fmin(array, 1.0)] == [parts(x), 1.0]
    assert np.sign(array).tolist() == [1, 1]
    assert parts(np.max(array)) == parts(x * 2.0)


@each_jet
def test_reductions_of_object_arrays(x: Any) -> None:
    duals = [x, x * 2.0, x * x]
    array = np.array(duals)
    total = duals[0] + duals[1] + duals[2]
    for got in (np.sum(array), array.sum(), np.add.reduce(array), sum(array)):
        assert parts(got) == parts(total)
    assert parts(np.prod(array)) == parts(duals[0] * duals[1] * duals[2])
    assert parts(np.dot(array, np.array([1.0, 2.0, 3.0], dtype=object))) == parts(x + 4.0 * x + 3.0 * (x * x))
    assert parts(np.mean(array)) == parts(total / 3)
    assert parts((array.reshape(3, 1) * array)[1, 2]) == parts(duals[1] * duals[2])
    assert [parts(v) for v in np.cumsum(array)][-1] == parts(total)
    assert (array > 0).tolist() == [True] * 3
    assert [parts(v) for v in x * array] == [parts(x * v) for v in duals]
    assert [parts(v) for v in array - x] == [parts(v - x) for v in duals]
    assert [parts(v) for v in array / np.array([1.0, 2.0, 4.0])] == [parts(x), parts(x), parts(x * x / 4.0)]
    assert [parts(v) for v in dn.sin(array)] == [parts(dn.sin(v)) for v in duals]
    assert [parts(v) for v in dn.hypot(array, 2.0)] == [parts(dn.hypot(v, 2.0)) for v in duals]
    assert [parts(v) for v in dn.hypot(x, array)] == [parts(dn.hypot(x, v)) for v in duals]
    assert np.argmax(array) == 1
    assert np.full(2, x).dtype == object
    assert parts(np.sort(array)[0]) == parts(min(duals))
    kept = np.zeros(2, dtype=object)
    kept[0] = x
    kept[1:] = [x]
    assert [parts(v) for v in kept] == [parts(x), parts(x)]


# ---- what is refused -------------------------------------------------------------------------------------

PLAIN = np.array([1.0, 2.0])
REFUSED: dict[str, Callable[[Any], Any]] = {
    "frexp": np.frexp, "spacing": np.spacing, "isnat": np.isnat, "invert": np.invert,
    "nextafter": lambda x: np.nextafter(x, 1.0), "gcd": lambda x: np.gcd(x, 2),
    "shift": lambda x: np.left_shift(x, 1),
    "bits": lambda x: np.bitwise_and(x, 1), "out": lambda x: np.sin(x, out=np.zeros(())),
    "out array": lambda x: np.add(PLAIN, x, out=np.zeros(2)),
    "at": lambda x: np.add.at(np.zeros(2), [0], x), "at index": lambda x: np.add.at(np.zeros(2), x, 1.0),
    "accumulate": lambda x: np.add.accumulate(x), "reduceat": lambda x: np.add.reduceat(x, [0]),
    "dtype": lambda x: np.exp(x, dtype=int),
    "astype": lambda x: np.array([x, x]).astype(float), "copyto": lambda x: np.copyto(PLAIN.copy(), x),
    "strings": lambda x: np.add(x, "a"), "string array": lambda x: x + np.array(["a"]),
    "random": lambda x: np.random.default_rng(0).normal(x), "frombuffer": lambda x: np.frombuffer(x),
    "put": lambda x: np.put(PLAIN.copy(), [0], x),
}  # fmt: skip


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
@each_jet
def test_refused(call: Callable[[Any], Any], x: Any) -> None:
    kept = PLAIN.copy()
    with pytest.raises(TypeError) as caught:
        call(x)
    assert len(str(caught.value)) > 20
    assert (kept == PLAIN).all()


# ---- the fuzzer ------------------------------------------------------------------------------------------

POINTS = [(0.37, 1.7), (1.73, 0.6), (2.6, -1.1), (-0.6, 2.3), (-1.4, -0.45)]
A, B = (1.3, -0.7), (0.4, 1.9)  # two directions in the plane of the arguments
NODES = {-2: 1 / 12, -1: -8 / 12, 1: 8 / 12, 2: -1 / 12}  # the five-point difference


def along(f: Callable[[float, float], float], h: float) -> tuple[float, float, float]:
    """Slopes in s and t and the mixed term, of f at (0, 0), by fourth-order differences."""
    e1 = sum(c * f(i * h, 0.0) for i, c in NODES.items()) / h
    e2 = sum(c * f(0.0, i * h) for i, c in NODES.items()) / h
    e12 = sum(c * d * f(i * h, j * h) for i, c in NODES.items() for j, d in NODES.items()) / h**2
    return e1, e2, e12


def calls(ufunc: Any) -> Iterator[tuple[tuple[float, ...], tuple[bool, ...], Any]]:
    """Points, which arguments are dual, and of which type."""
    for point in POINTS:
        values = (*point, 1.1)[: ufunc.nin] if ufunc.nin <= 3 else (*point, 1.1, 0.3)[: ufunc.nin]
        for active in itertools.product([False, True], repeat=ufunc.nin):
            if any(active):
                yield values, active, Dual
                yield values, active, HyperDual


def check(ufunc: Any, values: tuple[float, ...], active: tuple[bool, ...], kind: Any) -> bool:
    """A correct dual or a plain answer to a question (True), or a TypeError (False)."""
    a, b = [(*d, 0.0, 0.0)[: len(values)] for d in (A, B)]
    seeds = [(v, p) if kind is Dual else (v, p, q) for v, p, q in zip(values, a, b, strict=True)]
    arguments = [kind(*seed) if on else seed[0] for seed, on in zip(seeds, active, strict=True)]
    try:
        answer = ufunc(*arguments)
    except (TypeError, ValueError) as error:
        assert str(error)  # noqa: PT017
        if isinstance(error, ValueError):  # where NumPy raises one as well: matmul of numbers
            with pytest.raises(ValueError, match=r"."):
                ufunc(*values)
        return False
    pairs: Any = zip(np.atleast_1d(np.array(answer, object)), np.atleast_1d(ufunc(*values)), strict=True)
    for i, (result, value) in enumerate(pairs):
        if isinstance(result, (bool, np.bool_)):
            assert result == value
            continue
        assert type(result) is kind, f"{ufunc.__name__}{arguments} lost its tangent: {result!r}"
        if math.isnan(value):
            assert math.isnan(result.value)
            continue
        assert result.value == pytest.approx(float(value), rel=1e-14, abs=1e-300)

        def f(s: float, t: float, i: int = i) -> float:
            moved = [v + on * (s * p + t * q) for v, p, q, on in zip(values, a, b, active, strict=True)]
            y = ufunc(*moved)
            return float(y[i] if isinstance(y, tuple) else y)

        e1, e2, e12 = along(f, 2e-3)
        got = (result.tangent,) if kind is Dual else (result.e1, result.e2, result.e12)
        for part, right in zip(got, (e1, e2, e12), strict=False):
            assert part == pytest.approx(right, rel=1e-6, abs=1e-7), (ufunc.__name__, arguments, result)
    return True


def fuzz(ufunc: Any) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return sum(check(ufunc, *call) for call in calls(ufunc))


@pytest.mark.parametrize("name", UFUNCS)
def test_no_ufunc_loses_a_tangent(name: str) -> None:
    answered = fuzz(UFUNCS[name])
    if name in ROW_UFUNCS or name in ALGEBRA or name in PREDICATES or name in RELATIONS:
        assert answered == len(list(calls(UFUNCS[name])))


def test_no_ufunc_of_scipy_loses_a_tangent() -> None:
    special = [u for n in dir(scipy.special) if isinstance(u := getattr(scipy.special, n), np.ufunc)]
    assert len(special) > 100
    for ufunc in special:
        for arguments in itertools.islice(itertools.product([0.7, X, H], repeat=ufunc.nin), 1, 12):
            if all(isinstance(v, float) for v in arguments):
                continue
            if ufunc.__name__ in dn.special.RULES and ufunc.__name__ not in {**dn.FUNCTIONS, **ALIASES}:
                continue  # tests/test_special.py
            if ufunc.__name__ in dn.FUNCTIONS or ufunc.__name__ in ALIASES:  # a row
                row = getattr(dn, ufunc.__name__)
                if not {type(v) for v in arguments} >= {Dual, HyperDual}:
                    assert parts(ufunc(*arguments)) == parts(row(*arguments))
                continue
            with pytest.raises(TypeError):
                ufunc(*arguments)


# functions of NumPy that change settings or files, or read memory as it is
NOT_CALLED = {
    "histogram2d",
    "histogramdd",  # counts jump where a number crosses the edge of a bin
    "frombuffer",
    "fromfile",
    "genfromtxt",
    "info",
    "load",
    "loadtxt",
    "save",
    "savetxt",
    "savez",
    "seterr",
}
NOT_CALLED |= {
    "savez_compressed",
    "set_printoptions",
    "setbufsize",
    "seterrcall",
    "show_config",
    "show_runtime",
    "test",
}
FORMS: dict[str, Callable[[list[Any]], tuple[Any, ...]]] = {
    "number": lambda v: (v[0],), "list": lambda v: (v,), "numbers": lambda v: (v[0], 0.7),
    "second": lambda v: (0.7, v[0]), "list, int": lambda v: (v, 2),
    "lists": lambda v: (v, [v[1], v[0], 1.0]), "matrix": lambda v: ([v[:2], v[1:]],),
    "number, list": lambda v: (v[0], [1.0, 2.0, 3.0]), "array": lambda v: (np.array(v),),
    "three": tuple,
}  # fmt: skip
BASE, MOVED = [1.3, 0.4, 2.2], [1.3 + 1e-5, 0.4 + 5e-6, 2.2 + 2.5e-6]


def numbers_of(r: Any) -> list[complex | None]:
    """The plain numbers in a result, None where there is something else."""
    if isinstance(r, np.ndarray):
        return numbers_of(r.ravel().tolist())
    if isinstance(r, (list, tuple)):
        return [v for part in r for v in numbers_of(part)]
    return [complex(r)] if isinstance(r, (float, complex)) else [None]


@pytest.mark.parametrize("module", [np, np.linalg, np.fft], ids=lambda m: m.__name__)
def test_no_function_loses_a_tangent(module: Any) -> None:
    answered = 0
    names = [n for n in dir(module) if not n.startswith("_") and n not in NOT_CALLED]
    functions = [
        f for n in names if callable(f := getattr(module, n)) and not isinstance(f, (type, np.ufunc))
    ]
    for f, (form, arrange) in itertools.product(functions, FORMS.items()):
        for kind in (Dual, HyperDual):
            duals = [kind(v, e) for v, e in zip(BASE, (1.0, 0.5, 0.25), strict=True)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    got = numbers_of(f(*arrange(duals)))
                    before, after = numbers_of(f(*arrange(BASE))), numbers_of(f(*arrange(MOVED)))
                except Exception:  # refused, by us or by NumPy
                    continue
            answered += 1
            if len(got) == len(before) == len(after):
                for g, p, q in zip(got, before, after, strict=True):
                    if g is not None and p is not None and q is not None:
                        assert abs(q - p) < 1e-9, f"{f.__name__}, {form}: {got} lost the tangent"
    assert answered > (500 if module is np else 0)
