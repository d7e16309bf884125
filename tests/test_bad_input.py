"""Every kind of bad input: the exception it raises, and the words its message must have."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum import errors

dn: Any = dualnum  # Any, as all here is wrong on purpose
Dual: Any = dualnum.Dual
HyperDual: Any = dualnum.HyperDual

HUGE = 10**400
D = dn.derivative
SEVERAL = ["grad", "value_and_grad", "hessian", "value_grad_and_hessian", "jacobian"]
ONE = ["derivative", "value_and_derivative"]
A = np.array([1.0, 2.0])
BINARY: Any = lambda y, z: y * z  # noqa: E731
X, W, H = Dual(2.0, 1.0), Dual(2.0, [1.0, 2.0]), HyperDual(2.0, 1.0, 1.0)

Row = tuple[str, Callable[[], Any], type[Exception], tuple[str, ...]]


def rows(kind: type[Exception], words: str, **calls: Callable[[], Any]) -> list[Row]:
    return [(name, call, kind, tuple(words.split("|"))) for name, call in calls.items()]


def assign(target: Any, key: Any, value: Any) -> None:
    target[key] = value


# ---- conversions that would lose the tangent -------------------------------------------------------------

LOSSES = rows(
    errors.TangentLossError, "cannot convert|its derivative would be lost|.value",
    int_=lambda: int(X),
    complex_=lambda: complex(X),
    range_=lambda: range(X),
    list_index=lambda: [1, 2, 3][X],
    np_int64=lambda: np.int64(X),
) + rows(
    errors.TangentLossError, "cannot convert|its derivative would be lost|.value|dn.sin|dn.zeros(n)",
    float_=lambda: float(X),
    math_sin=lambda: math.sin(X),
    math_fsum=lambda: math.fsum([X]),
    math_hypot=lambda: math.hypot(1.0, H),
    array_item=lambda: assign(np.zeros(2), 0, X),
    array_item_hyper=lambda: assign(np.zeros(2), 0, H),
    array_slice=lambda: assign(np.zeros(2), slice(None), [X, X]),
    array_of_duals=lambda: np.array([X, 1.0], float),
    asarray=lambda: np.asarray(W, float),
    np_fill=lambda: np.zeros(2).fill(X),
    np_float64=lambda: np.float64(X),
    np_arange=lambda: np.arange(X),
    inside=lambda: D(lambda x: math.exp(x))(1.0),
    inside_grad=lambda: dn.grad(lambda p: np.asarray(p, float).sum())(A),
    inside_buffer=lambda: dn.hessian(lambda p: assign(np.zeros(2), 0, p[0]))(A),
)  # fmt: skip

# ---- operands --------------------------------------------------------------------------------------------

OPERANDS = [
    *rows(errors.NumberError, "complex numbers are not supported|real and the imaginary part",
          make=lambda: Dual(1j), make_tangent=lambda: Dual(1.0, 1j),
          make_hyper=lambda: HyperDual(1.0, 1.0, 1.0, 1j), function=lambda: dn.sin(1j),
          parameter=lambda: D(abs)(1j),
          parameters=lambda: dn.grad(sum)([1.0, 1j]), result=lambda: D(lambda x: 1j)(1.0)),
    *rows(errors.NumberError, "complex", make_tangents=lambda: Dual(1.0, [1j]),
          make_tangent_array=lambda: Dual(1.0, np.array([1 + 2j])),
          make_mixed=lambda: HyperDual(1.0, 1.0, 1.0, [[1j]]),
          parameter_array=lambda: dn.grad(sum)(A * 1j), mapped=lambda: D(abs)(A * 1j)),
    *rows(TypeError, "str", plus=lambda: X + "a", reflected=lambda: "a" + X, less=lambda: X < "a",
          make_str=lambda: Dual("1"), tangent_str=lambda: Dual(1.0, "1"),
          mixed_str=lambda: HyperDual(1, 1, 1, "1"),
          sin_str=lambda: dn.sin("a"), hypot_str=lambda: dn.hypot(X, "a"), np_str=lambda: np.hypot(X, "a")),
    *rows(errors.NumberError, "real number|got str", tangents_str=lambda: Dual(1.0, ["1.5"]),
          tangents_word=lambda: Dual(1.0, ["a"]), mixed_strs=lambda: HyperDual(1.0, 1.0, 1.0, [["a"]])),
    *rows(TypeError, "NoneType", minus=lambda: X - None, make_none=lambda: Dual(None),
          tangents_none=lambda: Dual(1.0, [None]), sin_none=lambda: dn.sin(None), order_none=lambda: X < None,
          mixed_none=lambda: HyperDual(1.0, 1.0, 1.0, None)),
    *rows(errors.DualnumError, "Dual|.value", nested=lambda: Dual(X), nested_tangent=lambda: Dual(1.0, X),
          nested_tangents=lambda: Dual(1.0, [X]), nested_mixed=lambda: HyperDual(1.0, 1.0, 1.0, X)),
    *rows(errors.IntegerError, "too large|logarithm", times_huge=lambda: X * HUGE,
          huge_minus=lambda: HUGE - X,
          power_huge=lambda: X**HUGE, make_huge=lambda: Dual(HUGE), tangent_huge=lambda: Dual(1.0, -HUGE),
          tangents_huge=lambda: Dual(1.0, [HUGE]), sin_huge=lambda: dn.sin(HUGE), huge_x=lambda: D(abs)(HUGE),
          huge_p=lambda: dn.grad(sum)([HUGE]), huge_result=lambda: D(lambda x: HUGE)(1.0),
          huge_direction=lambda: dn.jvp(abs, (1.0,), (HUGE,)), np_huge=lambda: np.add(X, HUGE)),
    *rows(errors.TangentLossError, "add|plain array|like=x", in_place=lambda: A.__iadd__(X)),
    *rows(errors.NumberError, "real arrays|dtype", sin_of_strings=lambda: dn.sin(np.array(["a"]))),
    *rows(errors.NumberError, "list|asarray", sin_list=lambda: dn.sin([1.0]),
          hypot_list=lambda: dn.hypot(X, [1.0])),
    *rows(errors.DirectionError, "2|directions do not mix|same number", mismatch=lambda: X + W,
          mismatch3=lambda: Dual(1.0, [1.0, 2.0, 1.0]) * W,
          mismatch_hyper=lambda: H * HyperDual(1.0, [1.0, 2.0], 1.0),
          mismatch_e2=lambda: dn.hypot(H, HyperDual(1.0, 1.0, [1.0, 2.0]))),
    *rows(errors.ArgumentError, "must have shape|got", no_tangents=lambda: Dual(1.0, []),
          tangents_2d=lambda: Dual(1.0, [[1.0, 2.0]]), tangents_2d_array=lambda: Dual(1.0, np.ones((2, 2))),
          ragged=lambda: Dual(1.0, [[1.0], [1.0, 2.0]]),
          e12_flat=lambda: HyperDual(1.0, [1.0, 2.0], 1.0, 3.0),
          e12_turned=lambda: HyperDual(1.0, [1.0, 2.0], 1.0, [[1.0, 2.0]])),
    *rows(errors.NumberError, "modulus|third argument", modulus=lambda: pow(X, 2, 5)),
    *rows(TypeError, "Dual()", nothing=lambda: Dual(), three=lambda: Dual(1.0, 2.0, 3.0),
          unknown=lambda: Dual(1.0, slope=2.0)),
    *rows(TypeError, "HyperDual()", hyper_nothing=lambda: HyperDual(),
          hyper_unknown=lambda: HyperDual(1.0, e3=2.0)),
    *rows(TypeError, "argument", sin2=lambda: dn.sin(X, X),
          hypot1=lambda: dn.hypot(X), hypot3=lambda: dn.hypot(X, X, X)),
]  # fmt: skip

# ---- transforms ------------------------------------------------------------------------------------------

TRANSFORMS: list[Row] = []
for _name in [*ONE, *SEVERAL, "hvp"]:
    _t = getattr(dn, _name)
    TRANSFORMS += [
        *rows(errors.FunctionError, f"{_name}() needs a function|got|{_name}(f)(x)", **{
            f"{_name}_of_{type(_f).__name__}": (lambda t=_t, f=_f: t(f))
            for _f in (None, 3.0, "sin", X, [abs])}),
        *rows(errors.FunctionError, "argnums must be|got", **{
            f"{_name}_argnums_{i}": (lambda t=_t, a=_a: t(abs, argnums=a))
            for i, _a in enumerate((1.0, "x", None, True, [0], (), (0, 0), (0, True), (0.0,)))}),
    ]  # fmt: skip
for _name in [*SEVERAL, "hvp"]:
    _t = getattr(dn, _name)
    TRANSFORMS += rows(errors.ArgumentError, "chunk_size must be a positive integer or None|got", **{
        f"{_name}_chunk_{i}": (lambda t=_t, c=_c: t(abs, chunk_size=c))
        for i, _c in enumerate((0, -1, 1.5, True, "2", (1,)))})  # fmt: skip
for _name in ONE:
    _t = getattr(dn, _name)
    TRANSFORMS += [
        *rows(errors.ArgumentError, "order must be 1 or 2|got", **{
            f"{_name}_order_{i}": (lambda t=_t, o=_o: t(abs, order=o))
            for i, _o in enumerate((0, 3, -1, 1.5, True, None, "1", [1]))}),
        *rows(errors.FunctionError, "argnums", **{f"{_name}_several": lambda t=_t: t(pow, argnums=(0, 1))}),
    ]  # fmt: skip

RESULTS: list[tuple[str, Any, str]] = [
    ("none", lambda x: None, "None|return statement"),
    ("text", lambda x: "s", "str"),
    ("list", lambda x: [1.0, 2.0], "list|jacobian"),
    ("array", lambda x: np.ones(3), "ndarray|jacobian"),
    ("function", lambda x: lambda y: y, "function|closure|call the inner function"),
    ("dict", lambda x: {"a": x}, "dict|perhaps you meant dualnum.jacobian"),
    ("truth", lambda x: True, "True|a truth value"),
    ("comparison", lambda x: x < 2.0, "a truth value"),
    ("numpy's truth", lambda x: np.bool_(True), "a truth value"),
    ("truth in an array", lambda x: np.array(True), "a truth value"),
    ("pair", lambda x: (x, x), "a pair|jac=True|has_aux=True|dualnum.jacobian"),
    ("one in an array", lambda x: np.ones(1), "ndarray|shape (1,)|y.item() or y[0]"),
    ("several", lambda x: [x, x, x], "return its sum or mean|dualnum.jacobian"),
]
ONLY_SCALARS = ("list", "array", "dict", "pair", "one in an array", "several")
VECTOR_RESULTS = [(name, f, "") for name, f, _ in RESULTS if name not in ONLY_SCALARS]
PARAMETERS: list[tuple[str, Any, type[Exception], str]] = [
    ("dict", {"a": "b"}, errors.NumberError, 'got str at ["a"]'),
    ("nested", [[1.0, {2.0}]], errors.NumberError, "got set at [0][1]"),
    ("text", "abc", errors.NumberError, "got str"),
    ("texts", ["a"], errors.NumberError, "got str"),
    ("text_array", np.array(["a"]), errors.NumberError, "float"),
    ("none", None, errors.NumberError, "got NoneType"),
    ("range", range(3), errors.NumberError, "got range"),
    ("dates", np.array([1], dtype="M8[s]"), errors.NumberError, "float"),
    ("empty_list", [], errors.ArgumentError, "empty|nothing to differentiate"),
    ("empty_tuple", (), errors.ArgumentError, "empty|nothing to differentiate"),
    ("empty_array", np.array([]), errors.ArgumentError, "empty|nothing to differentiate"),
]


def called(name: str, f: Any, x: Any) -> Any:
    """The transform of that name, called with one parameter (and, where it takes one, a direction)."""
    if name == "jvp":
        return dn.jvp(f, (x,), (x,))
    return dn.hvp(f)(x, x) if name == "hvp" else getattr(dn, name)(f)(x)


for _name in [*ONE, *SEVERAL, "hvp", "jvp"]:
    _results = VECTOR_RESULTS if _name in ("jacobian", "jvp") else RESULTS
    for _what, _f, _words in _results:
        TRANSFORMS += rows(errors.FunctionError, f"{_name}()|{_words}", **{
            f"{_name}_returns_{_what}": lambda n=_name, f=_f: called(n, f, 2.0)})  # fmt: skip
    if _name not in ONE:
        for _what, _x, _kind, _words in PARAMETERS:
            TRANSFORMS += rows(_kind, f"{_name}()|{_words}", **{
                f"{_name}_by_{_what}": lambda n=_name, x=_x: called(n, lambda p: 1.0, x)})  # fmt: skip

TRANSFORMS += [
    *rows(errors.NumberError, "derivative|float|got", by_list=lambda: D(abs)([1.0]),
          by_text=lambda: D(abs)("1"),
          by_none=lambda: D(abs)(None), by_text_array=lambda: D(abs)(np.array(["a"])),
          by_dict=lambda: D(abs, order=2)({"a": 1.0})),
    *rows(errors.ArgumentError, "argnums|positional|called with 1", far=lambda: D(abs, argnums=1)(1.0),
          below=lambda: D(abs, argnums=-2)(1.0), grad_far=lambda: dn.grad(abs, argnums=(0, 1))(1.0),
          keyword=lambda: dn.grad(lambda x, y: x, argnums=1)(1.0, y=2.0)),
    *rows(errors.ArgumentError, "argnums=0|called with 0|as a positional argument",
          by_keyword=lambda: D(lambda x: x)(x=2.0), by_nothing=lambda: D(abs)(),
          both_by_keyword=lambda: dn.value_and_derivative(lambda x: x, order=2)(x=2.0),
          grad_by_keyword=lambda: dn.grad(lambda x: x)(x=2.0)),
    *rows(errors.FunctionError, "argnums|distinct", twice=lambda: dn.grad(pow, argnums=(0, -2))(1.0, 2.0)),
    *rows(TypeError, "jvp() needs a function|jvp(f, primals, tangents)",
          jvp_of_none=lambda: dn.jvp(None, (1.0,), (1.0,))),
    *rows(ValueError, "shape", jvp_short=lambda: dn.jvp(sum, ([1.0, 2.0],), ([1.0],)),
          jvp_scalar=lambda: dn.jvp(sum, ([1.0, 2.0],), (1.0,)),
          jvp_list=lambda: dn.jvp(abs, (1.0,), ([1.0],)),
          hvp_short=lambda: dn.hvp(sum)([1.0, 2.0], [1.0]), hvp_scalar=lambda: dn.hvp(sum)([1.0, 2.0], 1.0),
          hvp_list=lambda: dn.hvp(abs)(1.0, [1.0]), hvp_long=lambda: dn.hvp(sum)(A, np.ones(3)),
          hvp_argnums=lambda: dn.hvp(pow, argnums=(0, 1))(1.0, (1.0,), 2.0)),
    *rows(errors.DualnumError, "tangents", jvp_bare=lambda: dn.jvp(abs, 1.0, 1.0),
          jvp_two=lambda: dn.jvp(abs, (1.0,), (1.0, 2.0)), jvp_none=lambda: dn.jvp(abs, (1.0,), ())),
    *rows(errors.NumberError, "float|got str", jvp_text=lambda: dn.jvp(abs, (1.0,), ("a",)),
          hvp_text=lambda: dn.hvp(sum)([1.0], ["a"])),
    *rows(errors.ArgumentError, "empty|nothing", jvp_nothing=lambda: dn.jvp(abs, (), ())),
    *rows(errors.FunctionError, "one argument for each|does not take|jvp(f, (x,), (v,))",
          jvp_lists=lambda: dn.jvp(lambda p: p[0], [1.0, 1.0], [1.0, 0.0]),
          jvp_too_few=lambda: dn.jvp(lambda x, y: x * y, (1.0,), (1.0,))),
    *rows(TypeError, "missing|'y'", jvp_own=lambda: dn.jvp(lambda x: BINARY(z=x), (1.0,), (1.0,))),
    *rows(errors.ArgumentError, "order must be|got 3|dualnum.taylor(f, x, 3)",
          taylor=lambda: D(abs, order=3), taylor_2=lambda: dn.value_and_derivative(abs, order=3)),
    *rows(errors.FunctionError, "jacobian()|number",
          jac_nested=lambda: dn.jacobian(lambda p: [[p, "a"]])([1.0]),
          jac_text=lambda: dn.jacobian(lambda p: ["a"])([1.0]),
          jac_gen=lambda: dn.jacobian(lambda p: iter(p))([1.0])),
    *rows(errors.NestingError, "third level|Two derivative calls|dualnum.taylor", third=lambda: D(
        lambda x: D(lambda y: D(lambda z: x * y * z)(1.0))(1.0))(1.0),
        second=lambda: D(lambda x: D(lambda y: x * y, order=2)(1.0))(1.0)),
]  # fmt: skip

# what floats refuse as well, in Python's own words
OWN_WORDS = [
    *rows(TypeError, "", matmul=lambda: X @ X, shift=lambda: X << 1, invert=lambda: ~H, length=lambda: len(X),
          iterate=lambda: iter(W), item=lambda: W[0], decimal=lambda: X * Decimal(2),
          less_list=lambda: X < [1.0], less_complex=lambda: X < 1j, round_by=lambda: round(X, 1.5)),  # type: ignore[call-overload]
    *rows(ValueError, "NaN", round_nan=lambda: round(X * math.nan)),
    *rows(OverflowError, "infinity", round_inf=lambda: round(H * math.inf)),
    *rows(ValueError, "format code", text=lambda: format(W, "x")),
]  # fmt: skip

TABLE: list[Row] = LOSSES + OPERANDS + TRANSFORMS + OWN_WORDS


@pytest.mark.parametrize(("call", "kind", "words"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE])
def test_bad_input(call: Callable[[], Any], kind: type[Exception], words: tuple[str, ...]) -> None:
    with pytest.raises(kind) as caught:
        call()
    message = str(caught.value)
    assert [w for w in words if w not in message] == [], message
    assert "_dual()" not in message
    assert "a derivative()" not in message
    dn.derivative(abs)(1.0)  # nothing is left behind


@pytest.mark.parametrize(
    "name", [n for n in dir(errors) if isinstance(getattr(errors, n), type) and "Error" in n]
)
def test_errors_have_builtin_bases(name: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, errors.DualnumError)
    assert kind is errors.DualnumError or issubclass(kind, (TypeError, ValueError, AssertionError))
    assert kind.__doc__
