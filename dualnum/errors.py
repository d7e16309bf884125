"""Every exception and every message of dualnum; those of one part each are in _..._errors.

A message says what was given, what is needed, and what to call instead.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum._array_errors import *
from dualnum._exceptions import *
from dualnum._optimize_errors import *
from dualnum._plot_errors import *
from dualnum._series_errors import *
from dualnum._transform_errors import *

# ---- installation ---------------------------------------------------------------------------------


def not_built(error: ModuleNotFoundError) -> ImportError:
    return ImportError(
        f"{error}: this is dualnum's source, whose C modules are not built. Install it (pip install .) and "
        f"leave its directory, or run python -P, so that Python finds the installed package",
        name=error.name,
    )


# ---- conversions and operands -------------------------------------------------------------------


def to_plain(kind: str, target: str) -> TangentLossError:
    store = "To store it in an array, make that with dn.zeros(n) or np.zeros(n, like=x), or use dn.lift(f)"
    remedies = {
        "float": "Use np.sin(x) or dn.sin(x) instead of math.sin(x), and so with all functions of math. "
        f"{store}; x.value is the plain number",
        "complex": "Differentiate the real and the imaginary part as two real functions. "
        f"{store}; x.value is the plain number",
        "int": f"Take int(x.value) where a plain integer is needed. {store}",
        "an index": "Take int(x.value) where a plain integer is needed",
    }
    return TangentLossError(
        f"cannot convert a {kind} to {target}: its derivative would be lost. {remedies[target]}"
    )


def unhashable() -> TangentLossError:
    return TangentLossError(
        "a dual number inside a derivative call has no hash: a cache, set or dict would take it for the "
        "equal plain number and lose its derivative. Differentiate the undecorated function "
        "(f.__wrapped__ of functools.lru_cache), or use x.value as the key"
    )


def complex_operand(x: Any, path: str = "") -> NumberError:
    return NumberError(
        f"complex numbers are not supported, got {x!r}{at_path(path)}: differentiate the real and the "
        f"imaginary part as two real functions"
    )


def not_a_number(what: str, x: Any) -> NumberError:
    return NumberError(
        f"{what} needs a real number or a dual number, got {kind_of(x)}: "
        f"convert it first, for instance with float(x)"
    )


def dual_part(what: str, kind: str) -> NumberError:
    return NumberError(
        f"{what} must be a plain number, got a {kind}: take x.value, or nest two derivative calls for "
        f"a second order"
    )


def array_only(name: str, x: Any) -> NumberError:
    if hasattr(type(x), "coefficients"):
        return no_series_rule(name)
    return NumberError(
        f"{name}() takes a number, a NumPy array or a dual number, got {kind_of(x)}: "
        f"use numpy.asarray(x) for a sequence of floats, [{name}(v) for v in x] for dual numbers"
    )


def array_type(name: str, kind: str) -> NumberError:
    return NumberError(
        f"{name}() takes plain NumPy arrays, got {kind}: use numpy.asarray(x) if that is meant"
    )


def complex_array(name: str, dtype: Any) -> NumberError:
    return NumberError(
        f"{name}() takes real arrays, got dtype {dtype}: use the real and imaginary parts, or NumPy"
    )


def too_large() -> IntegerError:
    return IntegerError(
        "an integer is too large for a double (more than 1.8e308): scale it, or use its logarithm"
    )


def modular_power() -> NumberError:
    return NumberError("pow() with a modulus is for integers: leave the third argument out")


def directions(n: int, m: int) -> DirectionError:
    return DirectionError(
        f"numbers with {n} and with {m} directions do not mix: build both with the same number of "
        f"tangents, Dual(value, [t1, ..., tk])"
    )


def bad_parts(what: str, needed: str, given: str) -> ArgumentError:
    return ArgumentError(f"{what} must have shape {needed}, got {given}")


# ---- NumPy ---------------------------------------------------------------------------------------


def no_keyword(name: str, keyword: str) -> NumberError:
    return NumberError(
        f"numpy.{name}({keyword}=...) is not supported on dual numbers: use the returned value"
    )


# ---- mapping over arrays ---------------------------------------------------------------------------


def not_elementwise(what: str) -> NumberError:
    return NumberError(
        f"{what} is refused inside a function that derivative() maps over an array: there the argument "
        f"stands for one number, not for the array. For functions of a whole array use dualnum.grad or "
        f"dualnum.jacobian; to call the function with one float at a time, dualnum.vectorize(f)"
    )


def branch_on_lanes() -> NumberError:
    return NumberError(
        "a branch on the value of a mapped number: it stands for many numbers, of which some would go one "
        "way and some the other. Use numpy.where(condition, a, b), or derivative(dualnum.vectorize(f)), "
        "which calls f with one number at a time"
    )


def no_attribute(name: str) -> MappedAttributeError:
    return MappedAttributeError(str(not_elementwise(f".{name}")))


def mapped_to_plain(target: str) -> TangentLossError:
    return TangentLossError(
        f"cannot convert a mapped number to {target}: it stands for many, and their derivatives "
        f"would be lost. Use dualnum's or NumPy's functions on it (dn.sin(x), np.sin(x)) instead of math's, "
        f"or derivative(dualnum.vectorize(f)), which calls f with one number at a time"
    )


def bad_mapped_operand(x: Any, needed: str = "a number") -> DualnumError:
    if hasattr(type(x), "coefficients"):
        return series_meets_derivative()
    if isinstance(x, complex):
        return complex_operand(x)
    if hasattr(x, "shape"):
        return NumberError(
            f"a mapped number and an array of shape {x.shape} do not mix: the argument stands for one "
            f"number. Pass constants as numbers, or use dualnum.vectorize(f)"
        )
    return NumberError(
        f"an operation on mapped numbers needs {needed} as its other operand, got {kind_of(x)}: use numbers, "
        f"numpy.where(condition, a, b), or dualnum.vectorize(f)"
    )


def no_mapped_rule(name: str) -> NumberError:
    return NumberError(
        f"{name} has no derivative rule for mapped numbers: write it with functions of the table "
        f"(dualnum.functions), or use dualnum.vectorize(f), which calls f with one number at a time"
    )


def no_mapped_keyword(name: str, keyword: str) -> NumberError:
    return NumberError(
        f"numpy.{name}({keyword}=...) is not supported on mapped numbers: use the returned value, or "
        f"dualnum.vectorize(f)"
    )


def mask_returned(transform: str) -> FunctionError:
    return FunctionError(
        f"{transform}() needs a function that returns a number, it returned truth values: use "
        f"numpy.where(condition, a, b)"
    )


def dual_meets_lanes() -> NestingError:
    return NestingError(
        "a dual number of another derivative call and a mapped number do not mix: to nest derivatives, "
        "map with derivative(dualnum.vectorize(f))"
    )


def map_in_map() -> NestingError:
    return NestingError(
        "two maps over arrays met, or a mapped number outlived its map: use dualnum.vectorize(f) for the "
        "inner function"
    )


def needs_extra(what: str, package: str) -> ImportError:
    shown = f"'{package}'" if "[" in package else package  # brackets mean something to a shell
    return ImportError(f"{what} needs {package}: pip install {shown}", name=package)


def bad_workers(workers: Any) -> ArgumentError:
    return ArgumentError(f"workers must be a positive integer, got {workers!r}")


def workers_by_element(transform: str, workers: int) -> ArgumentError:
    return ArgumentError(
        f"{transform}(vectorize(f), workers={workers}): calls with one element at a time hold the "
        f"interpreter lock, so that threads would wait for each other. Leave workers out, or give each "
        f"process of a concurrent.futures.ProcessPoolExecutor a part of the array: "
        f"{transform}(vectorize(f)) can be pickled if f can"
    )


# ---- nesting -------------------------------------------------------------------------------------


def third_level() -> NestingError:
    return NestingError(
        "a third level of differentiation: dualnum has first and second derivatives. Two derivative "
        "calls may be nested (hessian, hvp and order=2 count as two); for higher ones write the inner "
        "derivative in closed form, or take dualnum.taylor for a function of one number"
    )


def mixed_orders() -> NestingError:
    return NestingError(
        "a Dual and a HyperDual made by hand do not mix, as their directions have nothing to do with each "
        "other: make both HyperDual, with e2 = e12 = 0 where there is no second order"
    )


def ended() -> NestingError:
    return NestingError(
        "this dual number belongs to a derivative call that has ended: it was kept in a global, an "
        "attribute or a closure. Keep x.value instead, or return it from the function"
    )


# ---- functions to differentiate ------------------------------------------------------------------


def bad_parameter(transform: str, x: Any, path: str = "") -> DualnumError:
    if transform in ("derivative", "value_and_derivative"):
        needs = "a float (or each element of an array): use dualnum.grad for lists, tuples and dicts"
    else:
        needs = "floats and arrays of them, in dicts, lists and tuples"
    if isinstance(x, (complex, np.complexfloating)):
        return complex_operand(x, path)
    if hasattr(type(x), "coefficients"):
        return series_meets_derivative()
    if is_mapped(x):
        return not_elementwise(f"{transform}()")
    hint = ": convert it first, for instance with float(x)" if isinstance(x, (str, bytes)) else ""
    return NumberError(f"{transform}() differentiates by {needs}, got {kind_of(x)}{at_path(path)}{hint}")


def bad_instruction_set(name: Any, available: tuple[str, ...]) -> ArgumentError:
    return ArgumentError(f"instruction set {name!r} is not one of {', '.join(available)}")


def unknown_rule(name: Any, arity: int | None = None) -> ArgumentError:
    suffix = "" if arity is None else f" of {arity} arguments"
    return ArgumentError(f"the table has no function {name!r}{suffix}: see dualnum.functions.RULES")


# ---- checking derivatives ------------------------------------------------------------------------


def wrong_derivative(what: str, exact: float, difference: float, uncertainty: float, hint: str) -> CheckError:
    return CheckError(
        f"{what} is {exact:.12g} by dual numbers, but {difference:.12g} +- {uncertainty:.1g} by differences: "
        f"{hint}"
    )


def unsettled_derivative(
    what: str, exact: float, difference: float, uncertainty: float, hint: str
) -> CheckError:
    return CheckError(
        f"{what} is {exact:.12g} by dual numbers, and differences do not converge here, "
        f"{difference:.12g} +- {uncertainty:.1g}: {hint}"
    )


def rounded_derivative(
    what: str, exact: float, difference: float, uncertainty: float, hint: str
) -> CheckError:
    return CheckError(
        f"{what} is {exact:.12g} by dual numbers, and there is too much rounding to tell by differences, "
        f"{difference:.12g} +- {uncertainty:.1g}: {hint}"
    )


def suspect_rounding() -> str:
    return (
        "the results are too large beside it. Check the small terms of f by themselves, or allow more by atol"
    )


def suspect_rule() -> str:
    return (
        "look for a wrong rule of a custom_derivative, for a tangent dropped by .value, or for a result that "
        "depends on x by comparisons only"
    )


def suspect_point(left: float, right: float) -> str:
    if abs(left - right) <= 1e-3 * abs(left):
        return "it grows as the step shrinks, at a jump or where it is infinite; check at a point beside it"
    return (
        f"the slopes from the left and from the right are {left:.6g} and {right:.6g}, a kink or a jump; "
        f"check at a point beside it"
    )


def suspect_noise() -> str:
    return "a kink, a jump or noise? Check at another point, or allow more by rtol and atol"


def nothing_to_check(value: float) -> CheckError:
    return CheckError(
        f"check_grads() needs a point at which f is finite, it returned {value}: choose another x"
    )


def nothing_returned() -> CheckError:
    return CheckError(
        "check_grads() needs a function that returns numbers, it returned an empty list or array"
    )


def not_repeatable() -> CheckError:
    return CheckError(
        "check_grads() needs a function that returns the same for the same arguments: fix the seed of its "
        "random numbers, or undo what it changes in them"
    )
