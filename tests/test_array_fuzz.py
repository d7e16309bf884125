"""Dual arrays through every public callable of NumPy and every ufunc of scipy.special.

A call answers with right tangents or raises a TypeError of dualnum; numbers without tangents, object arrays
and foreign exceptions are failures. Predicates, integers, dtypes and texts may be plain.
"""

from __future__ import annotations

import math
import operator
import warnings
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
import scipy.interpolate  # type: ignore[import-untyped]
import scipy.linalg  # type: ignore[import-untyped]
import scipy.sparse  # type: ignore[import-untyped]
import scipy.special  # type: ignore[import-untyped]
from numpy.testing import overrides

import dualnum
from dualnum import errors

from .array_checks import Seeds, Tolerance, check_result, dual_array, is_dual, seeds
from .array_oracle import Array, Jet, jets, leaves

dn: Any = dualnum

# ---- what is called --------------------------------------------------------------------------------------

NOT_CALLED = """
fromfile fromregex genfromtxt info load loadtxt memmap printoptions save savetxt savez savez_compressed
set_printoptions setbufsize seterr seterrcall show_config show_runtime test bmat
"""  # they change settings or files; bmat is for ndarrays only, and silent about all else
DISPATCHING = overrides.get_overridable_numpy_array_functions()
IN_PLACE = {"copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask"}
RELATIONS = "equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor"
PREDICATES = "isfinite isinf isnan isneginf isposinf logical_not signbit shares_memory may_share_memory"
QUESTIONS = {*RELATIONS.split(), *PREDICATES.split()}  # also into out=
# dx beside x does nothing; full_matrices and deg are truth values, conditions and tolerances are compared
CONSTANT = {
    "angle",
    "compress",
    "extract",
    "imag",
    "intersect1d",
    "linalg.svd",
    "mintypecode",
    "real_if_close",
}
CONSTANT |= {"setdiff1d", "trapezoid"}
MASKED = {"place", "putmask"}  # their second argument is a condition
SKIPPED = {  # what they do is right, or as wrong as the call
    "linalg.pinv": ["x, 2", "x, 0.5", "x, 1, 2"],  # rank deficient by rcond: NaN is honest
    "round": ["x, 2"],  # steps of 0.01 are within the oracle's
    "around": ["x, 2"],
    "rot90": ["x, y"],  # NumPy itself changes y
    "astype": ["0.5, x", "2, x"],  # x stands for x.dtype
    "piecewise": ["x, x, x", "y, x, y", "mask, x, y"],  # numbers for conditions
    "setxor1d": ["x, masks, pieces"],  # as assume_unique, and not unique
    "intersect1d": ["x, masks, pieces"],
    "interp": ["x, mask, x", "y, mask, x"],  # truth values for coordinates
    "trapezoid": ["x, mask, x", "x, masks, pieces"],
}
FOREIGN = {"frombuffer": TypeError, "from_dlpack": AttributeError}  # they ask the object itself
UNINITIALIZED = {"empty", "empty_like"}


def callables(module: Any, prefix: str) -> dict[str, Any]:
    names = [n for n in dir(module) if not n.startswith("_") and n not in NOT_CALLED.split()]
    found = {prefix + n: f for n in names if callable(f := getattr(module, n))}
    return {n: f for n, f in found.items() if not (isinstance(f, type) and issubclass(f, BaseException))}


CALLABLES = callables(np, "") | callables(np.linalg, "linalg.") | callables(np.fft, "fft.")
BINARY = {n: f for n, f in CALLABLES.items() if isinstance(f, np.ufunc) and (f.nin, f.nout) == (2, 1)}
CALLABLES |= {f"{n}.{m}": getattr(f, m) for n, f in BINARY.items() for m in ("reduce", "accumulate", "outer")}
for _name in (
    "arctan2",
    "atan2",
    "pow",
    "power",
):  # NumPy 2.4 is wrong: np.power.reduce([2.0, 3.0, 2.0]) is 4
    CALLABLES.pop(f"{_name}.reduce", None)
CALLABLES |= {"add.reduceat": np.add.reduceat, "multiply.reduceat": np.multiply.reduceat}
CALLABLES |= {f"{n}.at": getattr(np, n).at for n in ("add", "multiply", "maximum", "negative")}
SPECIAL = {
    f"special.{n}": f for n in dir(scipy.special) if isinstance(f := getattr(scipy.special, n), np.ufunc)
}

MASK, WHOLE = np.array([True, False, True]), np.array([2, 0, 1])
Pattern = Callable[..., tuple[Any, ...]]


def column(x: Array) -> Array:
    """Indices along the first axis."""
    return WHOLE.reshape([3] + [1] * (x.ndim - 1))


PATTERNS: dict[str, Pattern] = {  # x is dual, y an array of the same shape
    "x": lambda x, y: (x,),
    "x, x": lambda x, y: (x, x),
    "x, y": lambda x, y: (x, y),
    "y, x": lambda x, y: (y, x),
    "x, 2": lambda x, y: (x, 2),
    "2, x": lambda x, y: (2, x),
    "x, 0": lambda x, y: (x, 0),
    "x, None": lambda x, y: (x, None),
    "x, (3, 3)": lambda x, y: (x, (3, 3)),
    "0.5, x": lambda x, y: (0.5, x),
    "x, 0.5": lambda x, y: (x, 0.5),
    "x, -1, 1": lambda x, y: (x, -1, 1),
    "x, 1, 2": lambda x, y: (x, 1, 2),
    "[x, x]": lambda x, y: ([x, x],),
    "[x, y]": lambda x, y: ([x, y],),
    "x, x, x": lambda x, y: (x, x, x),
    "y, x, y": lambda x, y: (y, x, y),
    "y, y, x": lambda x, y: (y, y, x),
    "mask, x": lambda x, y: (MASK, x),
    "mask, x, y": lambda x, y: (MASK, x, y),
    "x, mask, x": lambda x, y: (x, MASK, x),
    "y, mask, x": lambda x, y: (y, MASK, x),
    "[mask], [x]": lambda x, y: ([MASK, ~MASK], [x, y]),
    "whole, x": lambda x, y: (WHOLE, x),
    "x, whole": lambda x, y: (x, WHOLE),
    "whole, [x]": lambda x, y: (WHOLE, [x, x, y]),
    "y, whole, x": lambda x, y: (y, WHOLE, x),
    "x, column, 0": lambda x, y: (x, column(x), 0),
    "x, column, x, 0": lambda x, y: (x, column(x), x, 0),
    "sum, 0, x": lambda x, y: (np.sum, 0, x),
    "sum, x, [0]": lambda x, y: (np.sum, x, [0]),
    "x, masks, pieces": lambda x, y: (x, [x > 0.5, x <= 0.5], [np.sin, 1.5]),
    "subscripts, x": lambda x, y: ("i...->...", x),
}
POINTS = {
    "vector": (np.array([0.37, 0.82, 0.61]), np.array([1.3, 0.45, 1.9])),
    "matrix": (
        np.array([[1.37, 0.42, -0.31], [0.23, 2.28, 0.57], [-0.64, 0.71, 1.83]]),
        np.array([[0.9, 0.35, 1.2], [-0.4, 1.55, 0.6], [0.25, -0.75, 2.1]]),
    ),
}
TOLERANCE = Tolerance(1e-12, 1e-9, 1e-5)
FIRST, SECOND = seeds(np.random.default_rng(1), 2), seeds(np.random.default_rng(2), 2, 1)

# ---- judging ---------------------------------------------------------------------------------------------


def quiet(f: Callable[..., Any], *args: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return f(*args)


def attempt(f: Callable[..., Any], args: Any) -> tuple[Any, Exception | None]:
    try:
        return quiet(f, *args), None
    except Exception as error:
        return None, error


def directions(x: Array) -> Array:
    return np.random.default_rng(zlib.crc32(x.tobytes())).uniform(-1.0, 1.0, (2, *x.shape))


def is_number(x: Any) -> bool:
    return isinstance(x, (np.ndarray, np.number, np.bool_, bool, int, float, complex))


def copied(args: Any) -> Any:
    """The arguments again, arrays in them copied."""
    if isinstance(args, (tuple, list)):
        return type(args)(copied(a) for a in args)
    return args.copy() if isinstance(args, np.ndarray) else args


def unchanged(args: Any, kept: Any) -> bool:
    pairs = zip(leaves(args), leaves(kept), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs if isinstance(a, np.ndarray))


def judge(
    name: str, f: Any, pattern: Pattern, x: Array, y: Array, known: Callable[[], list[Jet]], s: Seeds
) -> str:
    """'answered' or 'refused'; an AssertionError says what is wrong."""
    plain, fault = attempt(f, copied(pattern(x, y)))
    kinds = {np.asarray(leaf).dtype.kind for leaf in leaves(plain) if is_number(leaf)}
    if kinds & set("OSU"):  # NumPy took functions, None or texts for numbers
        return "refused"
    args = copied(pattern(dual_array(x, directions(x), s), y))
    kept = copied(args)
    got, error = attempt(f, args)
    if name in QUESTIONS and error is None:
        assert not any(map(is_dual, leaves(got)))
        return "answered"
    assert unchanged(args, kept), "a plain argument changed"
    if error is not None and fault is not None:
        assert isinstance(error, (type(fault), TypeError, ValueError, IndexError)), f"foreign {error!r}"
        return "refused"
    if isinstance(error, FOREIGN.get(name, ())):
        return "refused"
    if error is not None:
        assert isinstance(error, (TypeError, errors.DualnumError)), f"foreign {error!r}"
        if f in DISPATCHING or isinstance(f, np.ufunc):
            assert isinstance(error, errors.DualnumError), f"foreign {error!r}"
            assert len(str(error)) > 20, f"few words: {error!r}"
        return "refused"
    if fault is not None:  # more than NumPy takes, with nothing to compare: nothing may be lost
        numbers = [np.asarray(leaf) for leaf in leaves(got) if is_number(leaf)]
        lost = any(a.dtype.kind in "fcO" for a in numbers) and "dtype from an array" not in str(fault)
        assert not lost, f"{got!r}, where NumPy raises {fault!r}"
        return "refused"
    if plain is None:
        assert got is None
        changes = name in IN_PLACE or name.endswith(".at")
        condition_only = name in MASKED and not is_dual(args[2])
        assert is_dual(args[0]) or condition_only or not changes, "neither returned nor stored"
        return "answered" if changes else "refused"
    ours, theirs = leaves(got), leaves(plain)
    if not any(is_number(leaf) for leaf in theirs):
        assert [type(leaf) for leaf in ours] == [type(leaf) for leaf in theirs], f"{got!r}, plain {plain!r}"
        return "answered"
    if name in UNINITIALIZED:
        assert all(map(is_dual, ours))
        return "answered"
    check_result(got, plain, known(), s, TOLERANCE, constant=name in CONSTANT)
    return "answered"


def outcomes(name: str, f: Any, patterns: dict[str, Pattern]) -> Iterator[str]:
    """Each pattern at each point and order; all that fails in one report."""
    wrong = []
    for point, (x, y) in POINTS.items():
        for form, pattern in patterns.items():
            if form in SKIPPED.get(name, ()):
                continue

            @cache
            def known(pattern: Pattern = pattern, x: Array = x, y: Array = y) -> list[Jet]:
                u = directions(x)
                return list(quiet(jets, lambda v: f(*copied(pattern(v, y))), (x,), [(u[0],), (u[1],)]))

            for s in (FIRST, SECOND):
                try:
                    yield judge(name, f, pattern, x, y, known, s)
                except AssertionError as error:
                    wrong.append(f"{name}({form}) of a {point}, order {s.order}: {error}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", CALLABLES)
def test_no_function_loses_a_tangent(name: str) -> None:
    assert list(outcomes(name, CALLABLES[name], PATTERNS))


def arguments(n: int, active: tuple[int, ...], constant: Any) -> Pattern:
    return lambda x, y: tuple(x if i in active else constant for i in range(n))


@pytest.mark.parametrize("name", SPECIAL)
def test_no_ufunc_of_scipy_loses_a_tangent(name: str) -> None:
    f = SPECIAL[name]
    each = [(i,) for i in range(f.nin)] + ([tuple(range(f.nin))] if f.nin > 1 else [])
    patterns = {f"{a}, {c}": arguments(f.nin, a, c) for a in each for c in ((2, 0.45) if f.nin > 1 else (2,))}
    assert list(outcomes(name, f, patterns))


ANSWERED = """
abs add all amax amin any append apply_along_axis apply_over_axes argmax argmin argsort argwhere array_split
atleast_1d atleast_2d atleast_3d average block broadcast_arrays broadcast_to choose clip column_stack
compress concatenate convolve copysign correlate cos cov cross cumprod cumsum diag diagonal diff divide dot
dstack ediff1d einsum exp expand_dims flip full_like gradient hstack hypot inner insert interp kron linspace
log matmul max mean median min moveaxis multiply nan_to_num nanmax nanmean nansum ones_like outer pad
partition percentile piecewise polyval power prod ptp put quantile ravel repeat reshape roll rot90
searchsorted select sin sort split sqrt square squeeze stack std subtract sum swapaxes take take_along_axis
tanh tensordot tile trace transpose trapezoid tril triu unique unwrap var vdot vstack where zeros_like
linalg.cholesky linalg.det linalg.eigh linalg.eigvalsh linalg.inv linalg.lstsq linalg.matrix_power
linalg.multi_dot linalg.norm linalg.pinv linalg.qr linalg.slogdet linalg.solve linalg.svd fft.fft fft.fft2
fft.fftn fft.fftshift fft.ifft fft.irfft fft.rfft
"""


@pytest.mark.parametrize("name", ANSWERED.split())
def test_common_functions_answer(name: str) -> None:
    """The fuzzer would pass if everything were refused."""
    assert "answered" in set(outcomes(name, CALLABLES[name], PATTERNS))


# ---- conversions that would lose tangents ----------------------------------------------------------------

REFUSED: dict[str, Callable[[Any, Array], Any]] = {  # x is dual, p a plain array of the same shape
    "asarray": lambda x, p: np.asarray(x),
    "asanyarray": lambda x, p: np.asanyarray(x),
    "array": lambda x, p: np.array(x),
    "array of float": lambda x, p: np.array(x, float),
    "array of objects": lambda x, p: np.array(x, object),
    "list": lambda x, p: np.array([x, x]),
    "asarray of float": lambda x, p: np.asarray(x, dtype=float),
    "r_": lambda x, p: np.r_[x, 1.0],
    "c_": lambda x, p: np.c_[x, x],
    "item": lambda x, p: p.__setitem__(0, x[0]),
    "all items": lambda x, p: p.__setitem__(slice(None), x),
    "mask": lambda x, p: p.__setitem__(p > 0, x),
    "sum in item": lambda x, p: p.__setitem__(0, p[0] + x[0]),
    "float": lambda x, p: float(x),
    "int": lambda x, p: int(x),
    "complex": lambda x, p: complex(x),
    "float of one": lambda x, p: float(x[:1].reshape(())),
    "index": lambda x, p: operator.index(x),
    "range": lambda x, p: range(x),
    "place in a list": lambda x, p: [1, 2, 3][x],
    "float64": lambda x, p: np.float64(x),
    "sine of math": lambda x, p: math.sin(x),
    "sum of math": lambda x, p: math.fsum(x),
    "hypot of math": lambda x, p: math.hypot(x[0], 1.0),
    "normal": lambda x, p: np.random.default_rng(0).normal(x),
    "choice": lambda x, p: np.random.default_rng(0).choice(x),
    "poisson": lambda x, p: np.random.default_rng(0).poisson(x * x),
    "fromiter": lambda x, p: np.fromiter(x, float),
    "vectorize": lambda x, p: np.vectorize(math.sin)(x),
    "broadcast": lambda x, p: np.broadcast(x, p),
    "nditer": lambda x, p: np.nditer(x),
    "ndenumerate": lambda x, p: list(np.ndenumerate(x)),
    "buffer": lambda x, p: memoryview(x),
    "frombuffer": lambda x, p: np.frombuffer(x),
    "matrix": lambda x, p: np.matrix(x),
    "masked": lambda x, p: np.ma.array(x),
    "sparse": lambda x, p: scipy.sparse.csr_matrix(np.eye(3)) @ x,
    "sparse array": lambda x, p: scipy.sparse.csr_array(np.eye(3)).dot(x),
    "spline": lambda x, p: scipy.interpolate.CubicSpline([0.0, 1.0, 2.0], [1.0, 3.0, 2.0])(x),
    "solve of scipy": lambda x, p: scipy.linalg.solve(np.eye(3), x),
    "inv of scipy": lambda x, p: scipy.linalg.inv(x * np.eye(3)),
    "copyto": lambda x, p: np.copyto(p, x),
    "out": lambda x, p: np.sin(x, out=p),
    "out of add": lambda x, p: np.add(x, p, out=p),
    "out of sum": lambda x, p: np.sum(x, out=np.zeros(())),
    "put": lambda x, p: np.put(p, [0, 1, 2], x),
    "place": lambda x, p: np.place(p, p > 0, x),
    "putmask": lambda x, p: np.putmask(p, p > 0, x),
    "fill_diagonal": lambda x, p: np.fill_diagonal(np.zeros((3, 3)), x),
    "fill": lambda x, p: p.fill(x[0]),
    "at": lambda x, p: np.add.at(p, [0, 1, 2], x),
    "method put": lambda x, p: p.put([0, 1, 2], x),
    "int dtype": lambda x, p: x.astype(int),
    "searching for x in int": lambda x, p: [1, 2][x[0]],
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("s", [FIRST, SECOND], ids=["dual", "hyper"])
def test_nothing_is_lost_silently(call: Callable[[Any, Array], Any], s: Seeds) -> None:
    value = POINTS["vector"][0]
    x, plain = dual_array(value, directions(value), s), np.array([1.0, 2.0, 3.0])
    with pytest.raises(TypeError) as caught:
        quiet(call, x, plain)
    assert str(caught.value)
    assert np.array_equal(plain, [1.0, 2.0, 3.0])
    assert np.array_equal(x.value, value)


@pytest.mark.parametrize("s", [FIRST, SECOND], ids=["dual", "hyper"])
def test_truth(s: Seeds) -> None:
    value = POINTS["vector"][0]
    x = dual_array(value, directions(value), s)
    with pytest.raises((TypeError, ValueError)):
        bool(x)
    assert bool(x[:1])
    assert not bool((x - x)[:1])


@pytest.mark.parametrize("op", ["iadd", "isub", "imul", "itruediv", "ipow"])
@pytest.mark.parametrize("s", [FIRST, SECOND], ids=["dual", "hyper"])
def test_a_plain_array_is_never_written_to(op: str, s: Seeds) -> None:
    """`plain += dual` may raise, or give the name to a new dual array."""
    value = POINTS["vector"][0]
    plain = np.array([1.0, 2.0, 3.0])
    got, error = attempt(getattr(operator, op), (plain, dual_array(value, directions(value), s)))
    assert is_dual(got) or (isinstance(error, errors.DualnumError) and isinstance(error, TypeError))
    assert np.array_equal(plain, [1.0, 2.0, 3.0])
