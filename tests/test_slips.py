"""The commonest slips of newcomers: what the error says, and that other errors are left alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import dualnum
from dualnum import errors
from dualnum.optimize import METHODS

dn: Any = dualnum  # Any, as all here is wrong on purpose
o: Any = dualnum.optimize

SEVERAL = ["grad", "value_and_grad", "hessian", "value_grad_and_hessian", "jacobian", "hvp"]
ONE = ["derivative", "value_and_derivative"]
LISTS: dict[str, Any] = {
    "list": [1.0, 2.0, 3.0],
    "tuple": (1.0, 2.0, 3.0),
    "array": np.ones(3),
    "dict": {"a": 1.0},
}

Kinds = type[Exception] | tuple[type[Exception], ...]
Slip = tuple[str, Callable[[], Any], Kinds, str]


def separate(x: Any, y: Any, z: Any) -> Any:
    return x * y * z


def first(p: Any) -> Any:
    return p[0] ** 2


def unpacked(p: Any) -> Any:
    (x,) = p
    return x * x


def inside(p: Any) -> Any:
    return separate(p)  # type: ignore[call-arg]


def of_a_constant(p: Any) -> Any:
    constant: Any = 3
    return constant[0] * p


def of_an_element(p: Any) -> Any:
    return p[0][1]


def wrong_call(p: Any) -> Any:
    return np.hypot(p[0])  # type: ignore[call-overload]


def transformed(name: str, f: Any, x: Any) -> Any:
    """The transform of that name at x."""
    return getattr(dn, name)(f)(*((x, x) if name == "hvp" else (x,)))


def text(error: BaseException) -> str:
    return "\n".join([str(error), *getattr(error, "__notes__", [])])


OF_ARRAYS: list[Any] = [first, unpacked]
OWN: list[Any] = [inside, of_a_constant, of_an_element, wrong_call]

# ---- what is said ------------------------------------------------------------------------------------------

BRIDGES: list[Any] = [o.minimize, o.least_squares, o.root]
SLIPS: list[Slip] = []
for _name in SEVERAL:
    _t, _x = getattr(dn, _name), "x, v" if _name == "hvp" else "x"
    SLIPS += [
        *((f"{_name} of f and a {kind}", lambda t=_t, x=x: t(first, x), errors.FunctionError,
           f"if that is x, write {_name}(f)({_x}), as {_name}(f) returns a function")
          for kind, x in [*LISTS.items(), ("number", 1.0)]),
        *((f"{_name} by a {kind} of separate parameters",
           partial(transformed, _name, separate, x), TypeError,
           f"missing 2 required|one argument p that holds all|def f(p): x, y = p|{_name}(f, argnums=(0, 1))(")
          for kind, x in LISTS.items()),
        *((f"{_name} by a number, {f.__name__}", partial(transformed, _name, f, 1.0),
           TypeError, f"Dual|f gets a number, as {_name} was given one|[1.0]") for f in OF_ARRAYS),
    ]  # fmt: skip
for _name in ONE:
    _t = getattr(dn, _name)
    SLIPS += [
        (f"{_name} of f and a {kind}", partial(_t, np.sin, x), errors.ArgumentError,
         f"order must be 1 or 2|if that is x, write {_name}(f)(x), as {_name}(f) returns a function")
        for kind, x in [*LISTS.items(), ("number", 1.0)]
    ]  # fmt: skip
for _name in METHODS:
    SLIPS += [
        (f"{_name} of separate parameters, {kind}", partial(getattr(o, _name), separate, x), TypeError,
         f"missing 2 required|{_name} calls f(p, *args), with one argument p|def f(p): x, y = p")
        for kind, x in [*LISTS.items(), ("number", 1.0)] if _name != "halley" or kind in ("dict", "number")
    ]  # fmt: skip
    SLIPS += [
        *((f"{_name} from a number, {f.__name__}", partial(getattr(o, _name), f, 1.0), TypeError,
           f"Dual|f gets a number, as {_name} was given one|[1.0]") for f in OF_ARRAYS),
        (f"{_name} of too many args", partial(getattr(o, _name), first, 1.0, args=(2.0,)), TypeError,
         f"takes 1 positional argument but 2 were given|{_name} calls f(p, *args)"),
        (f"{_name} from a text", partial(getattr(o, _name), first, "1.0"), errors.NumberError,
         f"{_name}() differentiates by|got str: convert it first, for instance with float(x)"),
    ]  # fmt: skip
SLIPS += [
    *((f"{f.__name__} of separate parameters, {kind}", lambda f=f, x=x: f(separate, x), TypeError,
       f"missing 2 required|{f.__name__} calls f(p, *args), with one argument p|def f(p): x, y = p")
      for f in BRIDGES for kind, x in LISTS.items()),
    *((f"{f.__name__} from a number", lambda f=f: f(first, 1.0), (TypeError, IndexError),
       f"f gets a number, as {f.__name__} was given one|[1.0]") for f in BRIDGES),
    ("a gradient beside separate parameters", lambda: o.adam(separate, [1.0], jac=lambda p: p), TypeError,
     "missing 2|adam calls f(p, *args)"),
    ("stationary points of separate parameters", lambda: o.stationary_points(separate, [-1.0], [1.0]),
     TypeError, "missing 2|stationary_points calls f(p, *args)"),
    ("stationary points of a number", lambda: o.stationary_points(first, -1.0, 1.0), TypeError,
     "not subscriptable|as stationary_points was given one"),
    ("a function of another language", lambda: dn.grad(pow)([1.0, 2.0]), TypeError, "pow()|one argument p"),
    ("a lifted function", lambda: dn.grad(dn.lift(separate))([1.0, 2.0, 3.0]), TypeError, "one argument p"),
    ("has_aux", lambda: dn.grad(separate, has_aux=True)([1.0]), TypeError, "missing 2|one argument p"),
    ("has_aux, order 2", lambda: dn.hessian(separate, has_aux=True)([1.0]), TypeError, "one argument p"),
    ("the beginning of a choice", lambda: o.newton(first, [1.0], kind="min"), errors.ArgumentError,
     "got 'min' (did you mean 'minimum'?)"),
    ("a choice misspelt", lambda: o.newton(first, [1.0], kind="maximun"), errors.ArgumentError,
     "(did you mean 'maximum'?)"),
    ("the beginning of an option", lambda: o.adam(first, [1.0], step=0.1), errors.ArgumentError,
     "no option 'step' (did you mean 'step_size'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "words"), [s[1:] for s in SLIPS], ids=[s[0] for s in SLIPS])
def test_slips(call: Callable[[], Any], kind: Kinds, words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    said = text(caught.value)
    assert [w for w in words.split("|") if w not in said] == [], said
    assert len(getattr(caught.value, "__notes__", [])) <= 1


def test_special_is_installed_with_quotes() -> None:
    assert "pip install 'dualnum[scipy]'" in (dn.special.__doc__ or "")


CONVERSIONS = {
    "float": ("np.sin(x) or dn.sin(x) instead of math.sin(x)|dn.zeros(n)|dn.lift(f)|x.value", float),
    "complex": ("the real and the imaginary part as two|dn.zeros(n)|x.value", complex),
    "int": ("int(x.value)|dn.zeros(n)", int),
    "an index": ("int(x.value)", range),
}


@pytest.mark.parametrize("target", CONVERSIONS)
def test_conversions_begin_with_the_likely_remedy(target: str) -> None:
    words, conversion = CONVERSIONS[target]
    with pytest.raises(errors.TangentLossError) as caught:
        conversion(dn.Dual(1.0, 1.0))
    said = str(caught.value)
    start = f"cannot convert a Dual to {target}: its derivative would be lost. "
    remedy, *others = words.split("|")
    assert said.startswith(start)
    assert remedy in said[len(start) :].split(". ")[0]
    assert [word for word in others if word not in said] == []
    assert ("math" in said) == (target == "float")


# ---- what is left alone ------------------------------------------------------------------------------------


ALONE: dict[str, Callable[[], Any]] = {
    **{f"{name} of {f.__name__}": partial(transformed, name, f, [1.0, 2.0])
       for name in SEVERAL for f in OWN},
    **{f"{name} of {f.__name__}": partial(getattr(o, name), f, [1.0, 2.0])
       for name in ("newton", "adam", "newton_root", "levenberg_marquardt")
       for f in OWN},
    "a constant and a number": lambda: o.newton(of_a_constant, 1.0),
    "as many arguments as were given": lambda: dn.grad(separate)(1.0, 2.0),
    "one number": lambda: dn.grad(separate)(1.0),
    "derivative": lambda: dn.derivative(separate)(1.0),
    "derivative with has_aux": lambda: dn.derivative(separate, has_aux=True)(1.0),
}  # fmt: skip


@pytest.mark.parametrize("case", ALONE)
def test_own_errors_are_left_alone(case: str) -> None:
    with pytest.raises(TypeError) as caught:
        ALONE[case]()
    assert type(caught.value) is TypeError
    assert not hasattr(caught.value, "__notes__")


def test_one_note_of_nested_calls() -> None:
    with pytest.raises(TypeError) as caught:
        dn.grad(lambda a: dn.grad(separate)([a[0], 1.0])[0])([1.0])
    assert len(caught.value.__notes__) == 1


# ---- functions without a minimum ---------------------------------------------------------------------------

RUNAWAYS: dict[str, tuple[str, Any, dict[str, Any], bool]] = {
    "a plane": ("newton", lambda p: p[0], {}, True),
    "a plane, of a number": ("newton", lambda x: -x, {}, True),
    "up a plane": ("newton", lambda p: p[0], {"kind": "maximum"}, True),
    "a cap": ("newton_cg", lambda p: -np.sum(p**2), {}, True),
    "a cap, by steps": ("gradient_descent", lambda p: -p[0] ** 2, {"step_size": 0.1, "maxiter": 1000}, True),
    "too few steps": ("newton", lambda p: p[0], {"maxiter": 5}, False),
    "a valley": ("gradient_descent", lambda p: np.sum(p**2), {"maxiter": 50}, False),
    "a valley, left": ("gradient_descent", lambda p: np.sum(p**2), {"step_size": 1.5, "maxiter": 50}, False),
    "far in, downhill": ("gradient_descent", lambda p: (p[0] - 1e12) ** 2, {"maxiter": 50}, False),
    "batches": ("gradient_descent", lambda p, c: c * p[0], {"step_size": 1e12, "batches": [(1.0,)] * 40,
                                                            "maxiter": 20}, False),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNAWAYS)
def test_functions_without_a_minimum(case: str) -> None:
    name, f, options, is_told = RUNAWAYS[case]
    start = 1.0 if "number" in case else [1e12 + 1e6] if "far" in case else [1.0]
    found = METHODS[name](f, start, **options)
    assert (found.success, found.status) == (False, 1)
    assert ("it seems to have no optimum" in found.message) == is_told, found.message
    if is_told:
        assert f"the norm of x is {np.linalg.norm(found.x):.3g}" in found.message


def test_slopes_too_small_to_have_squares() -> None:
    """exp(-x) at 400 or so: the run ends there, and not in an error."""
    found = o.newton_cg(lambda p: np.exp(-p[0]), [1.0], gtol=0.0)
    assert (found.success, found.status) == (False, 2)
    assert 0.0 < found.jac[0] ** 2 < 1e-300 or found.jac[0] ** 2 == 0.0
