"""What dualnum.errors says about arrays of dual numbers and buffers."""

from __future__ import annotations

from typing import Any

from dualnum._exceptions import (
    ArgumentError,
    FunctionError,
    NumberError,
    TangentLossError,
    is_mapped,
    kind_of,
)

__all__ = [
    "array_to_plain",
    "truth_of_array",
    "no_length",
    "no_array_attribute",
    "array_format",
    "public_name",
    "no_array_rule",
    "refused_function",
    "no_array_keyword",
    "plain_out",
    "truth_into_dual",
    "not_numbers",
    "not_numbers_here",
    "complex_input",
    "complex_into_real",
    "ragged",
    "no_broadcast",
    "no_in_place",
    "read_only_array",
    "not_an_element",
    "no_jet_array",
    "cannot_lift",
]

# ---- arrays of dual numbers ------------------------------------------------------------------------


def array_to_plain(kind: str, target: str) -> TangentLossError:
    whole = (
        ", x.copy() for a copy, and dn.vectorize(g) instead of np.vectorize(g)" if "array" in target else ""
    )
    return TangentLossError(
        f"cannot convert a {kind} to {target}: its derivative would be lost. Use NumPy's or dualnum's "
        f"functions and methods on it (np.sin(x), dn.sin(x)){whole}; where a buffer is to be filled make it "
        f"with dn.zeros(n), np.zeros(n, like=x) or np.empty_like(x); where a function converts its arguments "
        f"give it a rule with dn.custom_derivative; or take x.value if plain numbers are what you want"
    )


def truth_of_array(shape: tuple[int, ...]) -> ArgumentError:
    return ArgumentError(
        f"the truth value of an array of shape {shape} is ambiguous: use (x > 0).all(), (x > 0).any(), or "
        f"np.where(condition, a, b)"
    )


def no_length() -> NumberError:
    return NumberError("an array without dimensions has no length and no elements to loop over: use x.item()")


def no_array_attribute(kind: str, name: str) -> str:
    return (
        f"{kind} has no attribute {name!r}: np.{name}(x), if there is such a function, or x.value.{name} for "
        f"that of the plain values"
    )


def array_format(kind: str) -> NumberError:
    return NumberError(f"a {kind} takes no format: format its elements, or x.value")


def public_name(name: str) -> str:
    """What users call a ufunc of SciPy's."""
    return "zeta" if name == "_riemann_zeta" else name.removeprefix("_")


def no_array_rule(name: str) -> NumberError:
    return NumberError(
        f"dualnum has no derivative rule for the function {public_name(name)} of NumPy or SciPy: write it "
        f"with functions that it has (NumPy's, those of dualnum.functions and dualnum.special), give it a "
        f"rule with dn.custom_derivative, or pass x.value if its derivative is not wanted"
    )


def refused_function(name: str, reason: str) -> NumberError:
    return NumberError(f"{name} is refused on dual numbers: {reason}")


def no_array_keyword(name: str, keyword: str) -> NumberError:
    return NumberError(f"{name}({keyword}) is not supported on arrays of dual numbers")


def plain_out(name: str) -> TangentLossError:
    return TangentLossError(
        f"{name} would write dual numbers into a plain array, and lose their derivatives: make the array "
        f"with dn.zeros(n), np.zeros(n, like=x) or np.empty_like(x), or use the returned value (a = a + x "
        f"instead of a += x)"
    )


def truth_into_dual(name: str) -> NumberError:
    return NumberError(f"{name} gives truth values: out= must be a plain array, or use the returned value")


def not_numbers(dtype: Any) -> NumberError:
    return NumberError(
        f"arrays of dual numbers need real numbers, got dtype {dtype}: convert it, x.astype(float)"
    )


def not_numbers_here(kinds: list[str]) -> NumberError:
    return NumberError(
        f"an operation on dual numbers needs numbers or arrays of numbers, got {' and '.join(kinds)}"
    )


def complex_input(what: str) -> NumberError:
    return NumberError(
        f"{what} must be real, got complex numbers: give the real and the imaginary part as two real arrays"
    )


def complex_into_real() -> NumberError:
    return NumberError("complex numbers do not fit into a real array: use np.zeros(n, complex, like=x)")


def ragged(what: str) -> ArgumentError:
    return ArgumentError(f"{what} must be a rectangular array of numbers, got rows of different lengths")


def no_broadcast(s: tuple[int, ...], t: tuple[int, ...]) -> ArgumentError:
    return ArgumentError(
        f"arrays of shapes {s} and {t} do not broadcast: each pair of axes, from the last, must be equal or "
        f"1. Use x[:, None] or np.reshape to add axes"
    )


def no_in_place(shape: tuple[int, ...], result: tuple[int, ...]) -> ArgumentError:
    return ArgumentError(
        f"a result of shape {result} does not fit into an array of shape {shape}: write x = x + y for a new "
        f"array"
    )


def read_only_array() -> ArgumentError:
    return ArgumentError(
        "this array is read-only (made by np.broadcast_to, np.diagonal or the like): write into a copy, "
        "x.copy()"
    )


def not_an_element(x: Any) -> NumberError:
    if is_mapped(x):
        return NumberError(
            "an array cannot hold a mapped number, which stands for many numbers: use "
            "derivative(dualnum.vectorize(f)), which calls f with one number at a time"
        )
    return NumberError(f"an array of dual numbers holds real and dual numbers, got {kind_of(x)}")


def no_jet_array() -> NumberError:
    return NumberError("JetArray has no arrays of its own: make a DualArray or a HyperDualArray")


# ---- buffers ---------------------------------------------------------------------------------------


def cannot_lift(f: Any) -> FunctionError:
    if isinstance(f, type):
        return FunctionError(
            f"lift() takes functions and methods, not the class {f.__name__}: lift the function that makes "
            f"and uses its objects, or a method of one, lift(x.method)"
        )
    if hasattr(f, "__wrapped__"):
        return FunctionError(
            f"lift() needs a Python function, and {f!r} only calls one: lift that, lift(f.__wrapped__)"
        )
    return FunctionError(
        f"lift() needs a Python function, whose code can run with another NumPy, got {f!r} of type "
        f"{kind_of(f)}: write it in Python, or give it a rule with dn.custom_derivative"
    )
