"""What a mapped function may not do: refused by name, and a fuzzer for what slips through."""
# ruff: noqa: E501  (tables)

from __future__ import annotations

import itertools
import math
import operator
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum import errors
from dualnum._lanes import Lanes, Mask

from .test_rules import same_bits

dn: Any = dualnum
Function = Callable[..., Any]
A = np.array([0.7, -1.2, 2.3])

# ---- what is refused ---------------------------------------------------------------------------------------

HUGE, PLAIN = 10**400, np.array([1.0, 2.0, 3.0])
DUAL = dn.Dual(1.0, 1.0)
BRANCH, LOOP, WHOLE = "numpy.where|vectorize", "vectorize", "grad|jacobian|vectorize"


def one(mask: Any) -> Any:
    """A mask as it is; a bool as a float, because NumPy computes with bools in other types."""
    return float(mask) if isinstance(mask, bool) else mask


def put(target: Any, x: Any) -> None:
    target[...] = x


def filled(u: Any, x: Any) -> Any:
    u[0] = x
    return u.sum()


def buffer(x: Any) -> Any:
    return filled(np.zeros(3), x)


def looping(x: Any) -> Any:
    while x > 1:
        x = x / 2
    return x


REFUSED: dict[str, dict[str, Function]] = {  # words of the message: what they are for
    BRANCH: {
        "if": lambda x: x if x > 0 else -x, "max": lambda x: max(x, 0), "sorted": lambda x: sorted([x, 2 * x])[0],
        "and": lambda x: x and x, "not": lambda x: x * (not x), "bool": lambda x: bool(x > 0) * x,
        "in": lambda x: x * (x in (1, 2)), "chained": lambda x: np.where(0 < x < 1, x, 0),
        "while": looping, "equal masks": lambda x: x if (x > 0) == (x > 1) else 2 * x,
        "unequal masks": lambda x: x if (x > 0) != (x > 1) else 2 * x,
    },
    WHOLE: {
        "len": len, "iter": lambda x: [v for v in x][0], "index": lambda x: x[0], "mask index": lambda x: x[x > 0],  # noqa: C416, RUF015
        "unpack": lambda x: operator.add(*x), "assign": lambda x: operator.setitem(x, 0, 1.0), "star": lambda x: max(*x),
        **{f".{n}": lambda x, n=n: getattr(x, n)
           for n in ("sum", "mean", "shape", "size", "T", "dtype", "max", "reshape", "astype", "real", "dot")},
        **{f"np.{n}": getattr(np, n) for n in (
            "sum", "mean", "max", "min", "sort", "argsort", "cumsum", "prod", "diff", "median", "ravel", "any", "std", "shape", "ndim",
            "size", "flip", "unique", "gradient", "asarray", "array", "nonzero", "copy", "transpose", "trapezoid") if hasattr(np, n)},
        "dot": lambda x: np.dot(x, x), "concatenate": lambda x: np.concatenate([x, x]), "stack": lambda x: np.stack([x, x]),
        "reshape": lambda x: np.reshape(x, (1, -1)), "norm": np.linalg.norm, "fft": np.fft.fft, "roll": lambda x: np.roll(x, 1),
        "array of": lambda x: np.array([x, x]), "objects": lambda x: np.array([x, x], dtype=object),
        "sum of mask": lambda x: np.sum(x > 0) * x, "any of mask": lambda x: x * np.any(x > 0), "len of mask": lambda x: len(x > 0),
        "reduce": np.add.reduce, "accumulate": np.multiply.accumulate, "outer": lambda x: np.add.outer(x, x),
        "at": lambda x: np.add.at(PLAIN.copy(), [0], x), "where 1": lambda x: np.where(x > 0), "fill": lambda x: np.full(3, x),
        "copyto": lambda x: np.copyto(PLAIN.copy(), x), "assign all": lambda x: put(PLAIN.copy(), x),
        "reduceat": lambda x: np.add.reduceat(x, [0]), "mask indexes": lambda x: PLAIN[x > 0], "np.vectorize": np.vectorize(abs),
    },
    LOOP: {
        "float": float, "int": int, "complex": complex, "math": math.sin, "floor": math.floor, "range": range,
        "plus array": lambda x: x + PLAIN, "array plus": lambda x: PLAIN + x, "less array": lambda x: np.where(x < PLAIN, x, 0),
        "where array": lambda x: np.where(PLAIN > 0, x, 0), "array one": lambda x: x + np.ones(1), "hypot": lambda x: dn.hypot(x, PLAIN),
        "objects times": lambda x: x * PLAIN.astype(object), "array and": lambda x: (x > 0) & (PLAIN > 0),
        "mask times array": lambda x: (x > 0) * PLAIN, "dual": lambda x: x + DUAL, "dual first": lambda x: DUAL * x,
        "dual where": lambda x: np.where(x > 0, x, DUAL),
        "map in map": lambda x: dn.derivative(lambda y: y * x)(PLAIN), "derivative in map": lambda x: dn.derivative(lambda y: y * x)(1.0),
        "buffer": buffer, "buffer of masks": lambda x: buffer(x > 0), "dual buffer": lambda x: filled(dn.zeros(3), x), "lifted buffer": dn.lift(buffer),
        "dual array": lambda x: dn.array([x, 1.0]), "slice": lambda x: put(PLAIN[:2].copy(), x), "mask in dual": lambda x: filled(dn.zeros(3), x > 0),
        "derivative of lanes": lambda x: dn.derivative(lambda y: y * y)(x),
    },
    "": {
        "out": lambda x: np.sin(x, out=PLAIN.copy()), "where": lambda x: np.sin(x, where=PLAIN > 0), "dtype": lambda x: np.exp(x, dtype=float),
        "list": lambda x: x * [1.0, 2.0, 3.0], "list less": lambda x: np.where(x < [1.0, 2.0, 3.0], x, 0), "none": lambda x: x + None,
        "list equal": lambda x: np.where(x == [1.0, 2.0, 3.0], x, 0), "text": lambda x: x + "a", "complex times": lambda x: x * 1j,
        "complex less": lambda x: np.where(x < 1j, x, 0), "huge": lambda x: x + HUGE, "huge less": lambda x: np.where(x < HUGE, x, 0),
        "huge result": lambda x: HUGE, "none result": lambda x: None, "list result": lambda x: [x, x], "text result": lambda x: "s",
        "array result": lambda x: PLAIN, "mask result": lambda x: x > 0, "tuple result": lambda x: (x, x), "modulus": lambda x: pow(x, 2, 5),
        "dual result": lambda x: DUAL, "format": lambda x: f"{x:.2f}", "hash": lambda x: {x: 1}, "matmul": lambda x: x @ x,
        "modf": np.modf, "frexp": np.frexp, "nextafter": lambda x: np.nextafter(x, 1.0), "frompyfunc": np.frompyfunc(abs, 1, 1),
        "where list": lambda x: np.where(x > 0, x, [1.0, 2.0, 3.0]), "where strings": lambda x: np.where([True, False, True], x, 0),
        "new": lambda x: Lanes(),
    },
}  # fmt: skip
OWN_WORDS = {"text", "format", "hash", "matmul", "none", "range", "new"}  # refused in the words of Python


@pytest.mark.parametrize(("words", "name"), [(w, n) for w, group in REFUSED.items() for n in group])
def test_refused(words: str, name: str) -> None:
    kept = PLAIN.copy()
    with pytest.raises((TypeError, errors.DualnumError)) as caught:
        dn.derivative(REFUSED[words][name])(A)
    assert name in OWN_WORDS or isinstance(caught.value, errors.DualnumError)
    assert not words or any(word in str(caught.value) for word in words.split("|"))
    assert not words or ".value" not in str(caught.value) or name == ".value"
    assert (kept == PLAIN).all()
    assert same_bits(dn.derivative(lambda x: x * x)(A), 2.0 * A)  # nothing is left behind


@pytest.mark.parametrize("workers", [0, -1, True, 1.5, "2", None])
def test_bad_workers(workers: Any) -> None:
    with pytest.raises(ValueError, match="workers must be a positive integer"):
        dn.derivative(abs, workers=workers)
    with pytest.raises(ValueError, match="workers must be a positive integer"):
        dn.derivative(dn.vectorize(abs), workers=workers)
    with pytest.raises(errors.NumberError, match="complex"):
        dn.derivative(lambda x: x * x)(A + 1j)


@pytest.mark.parametrize("transform", [dn.derivative, dn.value_and_derivative])
@pytest.mark.parametrize("argnums", [0, 1])
def test_workers_by_element(transform: Function, argnums: int) -> None:
    with pytest.raises(errors.ArgumentError, match=r"\(vectorize\(f\), workers=4\).*ProcessPoolExecutor"):
        transform(dn.vectorize(pow), argnums=argnums, workers=4)
    transform(dn.vectorize(pow), argnums=argnums, workers=1)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_nothing_outlives_its_map(n: int) -> None:
    kept: list[Any] = []

    def keep(x: Any, mask: Any) -> Any:
        kept.extend([x, mask])
        return x

    dn.derivative(lambda x: keep(x, x > 0))(np.ones(n))
    uses: list[Function] = [lambda x: kept[0], lambda x: x + kept[0], lambda x: kept[0] * x]
    uses += [
        lambda x: np.hypot(x, kept[0]),
        lambda x: np.where(x > 0, x, kept[0]),
        lambda x: x * (kept[0] > x),
    ]
    uses += [lambda x: x * (x > kept[0]), lambda x: np.where(kept[0], x, 1.0), lambda x: x * kept[1]]
    uses += [
        lambda x: np.where(kept[1], x, 1.0),
        lambda x: x * (kept[1] & (x > 0)),
        lambda x: np.full_like(x, kept[1]),
    ]
    for f, x in itertools.product(uses, (A[:2], A)):
        with pytest.raises(errors.NestingError, match=r"ended|outlived"):
            dn.derivative(f)(x)
    with pytest.raises(errors.NestingError, match="do not mix"):
        dn.derivative(lambda a: dn.derivative(lambda x: a * x)(A)[0])(2.0)


# ---- the fuzzer: no function of NumPy computes something else of a block -----------------------------------

NOT_CALLED = {
    "test",
    "info",
    "source",
    "show_config",
    "show_runtime",
    "seterr",
    "seterrcall",
    "setbufsize",
    "load",
    "loadtxt",
}
NOT_CALLED |= {
    "set_printoptions",
    "save",
    "savez",
    "savez_compressed",
    "savetxt",
    "memmap",
    "fromfile",
    "genfromtxt",
    "fromregex",
}
PUBLIC = {f"{m.__name__}.{n}": f for m in (np, np.linalg, np.fft) for n, f in vars(m).items()
          if callable(f) and n[0] != "_" and n not in NOT_CALLED}  # fmt: skip
PATTERNS: list[Function] = [
    lambda f, x: f(x), lambda f, x: f(x, x), lambda f, x: f(x, 2.0), lambda f, x: f(2.0, x), lambda f, x: f(x, x, x),
    lambda f, x: f(x, 0.5, 2.0), lambda f, x: f(0.5, x, 2.0), lambda f, x: f([x, x]), lambda f, x: f(x, [1.0, 2.0, 3.0]),
    lambda f, x: f([1.0, 2.0, 3.0], x), lambda f, x: f(x, PLAIN), lambda f, x: f(PLAIN, x), lambda f, x: f(one(x > 0)), lambda f, x: f(x > 0, x),
    lambda f, x: f(x > 0, x, x), lambda f, x: f(x > 0, 1.0, x), lambda f, x: f(one(x > 0), one(x > 1)), lambda f, x: f(x, 1), lambda f, x: f(x, x > 0),
    lambda f, x: f(PLAIN, x > 0), lambda f, x: f(x > 0, PLAIN), lambda f, x: f(PLAIN.copy(), [0], x), lambda f, x: f((3,), x),
]  # fmt: skip
SAME = {"numpy.isscalar": False, "numpy.iterable": False, "numpy.str_": str}  # what they say of the object


# masks among the arguments: NumPy wants bools for the first ones, and its sinc(1.0) is not 0
APART = {
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "bitwise_invert",
    "bitwise_not",
    "invert",
    "full_like",
    "sinc",
}
LENIENT = {"numpy.clip", "numpy.positive"}  # answer where NumPy asks for both bounds, or for no mask


def value(y: Any, at: int | None) -> Any:
    """The number that a call gave, or one of a tuple of them."""
    return y if at is None else y[at]


def works(call: Function) -> bool:
    """Whether NumPy takes floats in this way."""
    try:
        return call(0.7) is not None
    except TypeError:
        return False


def ignored(call: Function, y: Any, at: int | None) -> bool:
    """Whether y is what the call gives for any number, so that the lanes had no part in it."""
    return all(np.array_equal(value(call(v), at), y) for v in (-1.3, 0.4, 2.7))


def check(name: str, call: Function) -> bool:
    """Whether the call gives lanes (with the right derivatives) or masks, and nothing that it should not."""
    found: dict[int | None, Any] = {}

    def keep(x: Any) -> Any:
        try:
            y = call(x)
        except (TypeError, errors.DualnumError) as error:
            assert str(error) or isinstance(error, TypeError)  # noqa: PT017
        except (AttributeError, ValueError, LookupError) as error:  # of NumPy, about the other arguments
            assert not isinstance(error, errors.DualnumError)  # noqa: PT017
        else:
            found.update(enumerate(y) if isinstance(y, tuple) else [(None, y)])
        return x

    dn.derivative(keep)(A)
    for at, y in found.items() if name not in LENIENT or works(call) else ():
        if isinstance(y, Lanes):
            given = dn.value_and_derivative(lambda x, at=at: value(call(x), at))(A)
        elif isinstance(y, Mask):
            given = dn.value_and_derivative(lambda x, at=at: np.where(value(call(x), at), x, 0.0 * x))(A)
            truth = np.array([bool(value(call(v), at)) for v in A.tolist()])
            assert same_bits(given[0], np.where(truth, A, 0.0 * A)), name
            continue
        else:
            plain = isinstance(y, (np.ndarray, np.generic, float, int, complex, list, str))
            assert name in SAME or not plain or ignored(call, y, at), f"{y!r} came of a block"
            continue
        for i, v in enumerate(A.tolist()):
            f: Function = lambda v, at=at: float(value(call(v), at))  # noqa: E731
            h = 1e-3
            slope = (8 * (f(v + h) - f(v - h)) - (f(v + 2 * h) - f(v - 2 * h))) / (12 * h)
            pair = (given[0][i], given[1][i])
            assert pair[0] == pytest.approx(f(v), rel=1e-14, abs=1e-300, nan_ok=True)
            assert not math.isfinite(slope) or pair[1] == pytest.approx(slope, rel=1e-8, abs=1e-8), v
    return bool(found)


def test_fuzzer() -> None:
    wrong, answered = [], set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for (name, f), (i, pattern) in itertools.product(PUBLIC.items(), enumerate(PATTERNS)):
            if name.removeprefix("numpy.") in APART and i in (12, 13, 16):
                continue
            try:
                if check(name, lambda x, f=f, pattern=pattern: pattern(f, x)):
                    answered.add(name)
            except Exception as error:
                wrong.append(f"{name}, pattern {i}: {type(error).__name__}: {error}"[:300])
    assert len(PUBLIC) > 450
    assert {"numpy.sin", "numpy.hypot", "numpy.clip", "numpy.where", "numpy.less", "numpy.divmod"} <= answered
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)
