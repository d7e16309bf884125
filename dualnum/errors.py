"""Every exception and every message of dualnum; those about arrays are in _array_errors.

A message says what was given, what is needed, and what to call instead.
"""

from __future__ import annotations

from typing import Any

from dualnum._array_errors import *
from dualnum._exceptions import *

# ---- installation ---------------------------------------------------------------------------------


def not_built(error: ModuleNotFoundError) -> ImportError:
    return ImportError(
        f"{error}: this is dualnum's source, whose C modules are not built. Install it (pip install .) and "
        f"leave its directory, or run python -P, so that Python finds the installed package",
        name=error.name,
    )


# ---- conversions and operands -------------------------------------------------------------------


def to_plain(kind: str, target: str) -> TangentLossError:
    return TangentLossError(
        f"cannot convert a {kind} to {target}: its derivative would be lost. Use dualnum's or NumPy's "
        f"functions on it (dn.sin(x), np.sin(x)) instead of math's, keep it in a list or an object "
        f"array (dtype=object); where it is to be stored in an array, make that with np.zeros(n, like=x) or "
        f"dn.zeros(n), or use dn.lift(f); or take x.value if a plain number is what you want"
    )


def unhashable() -> TangentLossError:
    return TangentLossError(
        "a dual number inside a derivative call has no hash: a cache, set or dict would take it for the "
        "equal plain number and lose its derivative. Differentiate the undecorated function "
        "(f.__wrapped__ of functools.lru_cache), or use x.value as the key"
    )


def complex_operand(x: Any) -> NumberError:
    return NumberError(
        f"complex numbers are not supported, got {x!r}: differentiate the real and the imaginary part "
        f"as two real functions"
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


def bad_mapped_operand(x: Any, needed: str = "a number") -> NumberError:
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
    return ImportError(f"{what} needs {package}: pip install {package}", name=package)


def bad_workers(workers: Any) -> ArgumentError:
    return ArgumentError(f"workers must be a positive integer, got {workers!r}")


# ---- nesting -------------------------------------------------------------------------------------


def third_level() -> NestingError:
    return NestingError(
        "a third level of differentiation: dualnum has first and second derivatives. Two derivative "
        "calls may be nested (hessian, hvp and order=2 count as two); for higher ones write the inner "
        "derivative in closed form"
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


def not_callable(transform: str, f: Any) -> FunctionError:
    usages = {
        "jvp": "jvp(f, primals, tangents)",
        "vectorize": "vectorize(f)",
        "custom_derivative": "custom_derivative(f, df, d2f)",
    }
    usage = usages.get(transform, f"{transform}(f)(x), not {transform}(f(x))")
    return FunctionError(f"{transform}() needs a function, got {kind_of(f)}: write {usage}")


def bad_result(transform: str, result: Any) -> FunctionError:
    if transform in ("jacobian", "jvp"):
        return bad_results(transform, result)
    kind = kind_of(result)
    if result is None:
        hint = "it returned None: is a return statement missing?"
    elif callable(result):
        hint = (
            "it returned a function: a derivative hidden in a closure cannot be followed, "
            "call the inner function before returning"
        )
    elif isinstance(result, (list, tuple)) or hasattr(result, "shape"):
        kind = f"an ndarray of shape {result.shape}" if hasattr(result, "shape") else f"a {kind}"
        hint = f"it returned {kind}: use dualnum.jacobian for functions with several results"
    else:
        hint = f"it returned a {kind}"
    return FunctionError(f"{transform}() needs a function that returns one real number; {hint}")


def bad_results(transform: str, result: Any) -> FunctionError:
    return FunctionError(
        f"{transform}() needs a function that returns a number or a list, tuple or 1-D array of numbers, "
        f"it returned {kind_of(result)}"
    )


def bad_custom(what: str, n: int) -> FunctionError:
    shape = "a number" if n == 1 else f"{n} rows of {n} numbers" if what == "d2f" else f"{n} numbers"
    return FunctionError(
        f"{what} of a custom_derivative must return {shape} for a function of {n} arguments, made of plain "
        f"numbers"
    )


def bad_parameter(transform: str, x: Any) -> NumberError:
    if transform in ("derivative", "value_and_derivative"):
        needs = "a float (or each element of an array): use dualnum.grad for lists and tuples"
    else:
        needs = "a float or a list, tuple or 1-D array of floats"
    if isinstance(x, complex):
        return complex_operand(x)
    if hasattr(type(x), "__dualnum_row__"):
        return not_elementwise(f"{transform}()")
    if isinstance(x, (list, tuple)):
        needs += " (flatten a list of lists)"
    if isinstance(x, dict):
        needs += " (pass list(d.values()) and rebuild the dict in the function)"
    return NumberError(f"{transform}() differentiates by {needs}, got {kind_of(x)}")


def bad_dimensions(transform: str, ndim: int) -> ArgumentError:
    return ArgumentError(
        f"{transform}() takes arrays of one dimension so far, got {ndim}: use x.ravel(), and reshape inside f"
    )


def no_parameters(transform: str) -> ArgumentError:
    return ArgumentError(
        f"{transform}() got an empty list of parameters: there is nothing to differentiate by"
    )


def bad_argnums(argnums: Any, given: int) -> ArgumentError:
    hint = f"use integers from 0 to {given - 1}" if given else "give the point as a positional argument"
    return ArgumentError(
        f"argnums={argnums!r} does not name positional arguments: the function was called with {given}; "
        f"{hint} (keyword arguments are not differentiated)"
    )


def bad_argnums_type(argnums: Any, single: bool = False) -> FunctionError:
    if single:
        return FunctionError(f"argnums must be one int here, got {argnums!r}: use dualnum.grad for several")
    return FunctionError(f"argnums must be an int or a tuple of distinct ints, got {argnums!r}")


def bad_chunk_size(chunk_size: Any) -> ArgumentError:
    return ArgumentError(f"chunk_size must be a positive integer or None, got {chunk_size!r}")


def bad_order(order: Any) -> ArgumentError:
    return ArgumentError(f"order must be 1 or 2, got {order!r}")


def not_tuples(primals: Any, tangents: Any) -> ArgumentError:
    return ArgumentError(
        f"jvp takes a tuple of arguments and a tuple of tangents of the same shape, jvp(f, (1.0,), (1.0,)); "
        f"got {primals!r} and {tangents!r}"
    )


def mismatched(what: str, x: Any, v: Any) -> ArgumentError:
    return ArgumentError(f"{what} must have the shape of its primal: {x!r} and {v!r}")


def bad_instruction_set(name: Any, available: tuple[str, ...]) -> ArgumentError:
    return ArgumentError(f"instruction set {name!r} is not one of {', '.join(available)}")


def unknown_rule(name: Any, arity: int | None = None) -> ArgumentError:
    suffix = "" if arity is None else f" of {arity} arguments"
    return ArgumentError(f"the table has no function {name!r}{suffix}: see dualnum.functions.RULES")
