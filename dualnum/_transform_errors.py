"""What dualnum.errors says about the functions and arguments that transforms are given."""

from __future__ import annotations

from typing import Any

from dualnum._exceptions import ArgumentError, FunctionError, kind_of

__all__ = [
    "at_path",
    "not_callable",
    "bad_result",
    "bad_value",
    "bad_results",
    "nested_results",
    "changing_results",
    "no_pair",
    "no_mapped_aux",
    "bad_has_aux",
    "bad_custom",
    "needs_d2f",
    "rule_of_array",
    "bad_dimensions",
    "no_parameters",
    "cyclic",
    "too_deep",
    "bad_argnums",
    "bad_argnums_type",
    "bad_chunk_size",
    "bad_order",
    "not_tuples",
    "not_the_arguments",
    "one_argument",
    "separate_arguments",
    "number_for_array",
    "mismatched",
]


def at_path(path: str) -> str:
    return f" at {path}" if path else ""


def not_callable(transform: str, f: Any) -> FunctionError:
    usages = {
        "jvp": "jvp(f, primals, tangents)",
        "check_grads": "check_grads(f, x)",
        "taylor": "taylor(f, x0, order)",
        "vectorize": "vectorize(f)",
        "custom_derivative": "custom_derivative(f, df, d2f)",
    }
    usage = usages.get(transform, f"{transform}(f)(x), not {transform}(f(x))")
    return FunctionError(f"{transform}() needs a function, got {kind_of(f)}: write {usage}")


def bad_result(transform: str, result: Any) -> FunctionError:
    several = transform in ("jacobian", "jvp")
    return bad_results(transform, result) if several else bad_value(transform, result)


def bad_value(who: str, result: Any) -> FunctionError:
    kind, shape = kind_of(result), getattr(result, "shape", None)
    if result is None:
        what = "None: is a return statement missing?"
    elif callable(result):
        what = (
            "a function: a derivative hidden in a closure cannot be followed, call the inner function before "
            "returning"
        )
    elif kind in ("bool", "bool_") or getattr(getattr(result, "dtype", None), "kind", "") == "b":
        what = f"{result}, {TRUTH}"
    elif isinstance(result, tuple) and len(result) == 2:
        what = (
            "a tuple of 2, a pair: if it is value and gradient pass jac=True to an optimizer; has_aux=True "
            "is for something beside the value; for several results perhaps you meant dualnum.jacobian"
        )
    elif getattr(getattr(result, "dtype", None), "kind", "") == "c" or kind == "complex":
        what = f"a complex {kind}: differentiate the real and the imaginary part as two functions"
    elif getattr(result, "size", None) == 1:
        what = f"{kind_of(result)}, an array of shape {shape}: return its element, y.item() or y[0]"
    elif shape is not None or isinstance(result, (list, tuple, dict)):
        given = (
            f"{'an' if kind == 'ndarray' else 'a'} {kind} of shape {shape}"
            if shape is not None
            else f"a {kind} of several"
        )
        what = (
            f"{given}: return its sum or mean; perhaps you meant dualnum.jacobian, which is for several "
            f"results, or levenberg_marquardt and least_squares, which take residuals"
        )
    else:
        what = f"a {kind}"
    return FunctionError(f"{who}() needs a function that returns one real number; it returned {what}")


TRUTH = "a truth value: return a number, chosen by an if or numpy.where"


def bad_results(transform: str, result: Any, path: str = "") -> FunctionError:
    kind = kind_of(result)
    hint = ": is a return statement missing?" if result is None else ""
    if kind in ("bool", "bool_"):
        kind, hint = f"{kind} {result}", f", {TRUTH}"
    return FunctionError(
        f"{transform}() needs a function that returns numbers and arrays of them, also in dicts, lists and "
        f"tuples; it returned {kind}{at_path(path)}{hint}"
    )


def changing_results(transform: str, first: Any, later: Any) -> FunctionError:
    return FunctionError(
        f"{transform}() needs a function that returns results of the same shapes each time, as it is called "
        f"once for each chunk of directions; it returned {first}, then {later}"
    )


def nested_results(transform: str, result: Any) -> FunctionError:
    return FunctionError(
        f"{transform}() needs a function that returns a number, a list or tuple of numbers, or one array; it "
        f"returned a nested {kind_of(result)}: join its parts, for instance with numpy.concatenate"
    )


def no_pair(transform: str, result: Any) -> FunctionError:
    given = f"a tuple of {len(result)}" if isinstance(result, tuple) else kind_of(result)
    return FunctionError(
        f"{transform}(has_aux=True) needs a function that returns a pair, (result, aux); it returned {given}"
    )


def no_mapped_aux(transform: str) -> FunctionError:
    return FunctionError(
        f"{transform}(has_aux=True) takes one float, not an array: map without has_aux, or call it in a loop"
    )


def bad_has_aux(has_aux: Any) -> FunctionError:
    return FunctionError(f"has_aux must be True or False, got {has_aux!r}")


def bad_custom(what: str, n: int) -> FunctionError:
    shape = "a number" if n == 1 else f"{n} rows of {n} numbers" if what == "d2f" else f"{n} numbers"
    return FunctionError(
        f"{what} of a custom_derivative must return {shape} for a function of {n} arguments, made of plain "
        f"numbers"
    )


def needs_d2f() -> FunctionError:
    return FunctionError(
        "a second derivative of a custom_derivative needs that of its df, which does not take dual numbers: "
        "give d2f, custom_derivative(f, df, d2f), or write df with functions of dualnum or NumPy"
    )


def rule_of_array(who: str, error: Exception) -> FunctionError:
    return FunctionError(
        f"{error}. Here f is a custom_derivative, which takes arrays element by element: for a function of "
        f"all elements make one of several arguments, custom_derivative(lambda *x: ..., lambda *x: ...), and "
        f"write {who}(lambda x: rule(*x))"
    )


def bad_dimensions(transform: str, ndim: int) -> ArgumentError:
    return ArgumentError(f"{transform}() needs a list of numbers here, got an array of {ndim} dimensions")


def no_parameters(transform: str) -> ArgumentError:
    return ArgumentError(f"{transform}() got empty parameters: there is nothing to differentiate by")


def cyclic(transform: str, kind: str, path: str) -> ArgumentError:
    return ArgumentError(
        f"{transform}() cannot take apart what contains itself: the {kind} at {path} is one of those that "
        f"hold it"
    )


def too_deep(transform: str) -> ArgumentError:
    return ArgumentError(
        f"{transform}() cannot take apart what is nested so deeply: it has more levels of dicts, lists and "
        f"tuples than Python has of calls (sys.getrecursionlimit()); put its numbers into one array"
    )


def bad_argnums(argnums: Any, given: int) -> ArgumentError:
    hint = f"use integers from 0 to {given - 1}" if given else "give the point as a positional argument"
    return ArgumentError(
        f"argnums={argnums!r} does not name positional arguments: the function was called with {given}; "
        f"{hint} (keyword arguments are not differentiated)"
    )


def bad_argnums_type(argnums: Any, transform: str = "", single: bool = False) -> FunctionError:
    if single:
        return FunctionError(f"argnums must be one int here, got {argnums!r}: use dualnum.grad for several")
    hint = _if_that_is_x(argnums, transform)
    return FunctionError(f"argnums must be an int or a tuple of distinct ints, got {argnums!r}{hint}")


def _if_that_is_x(given: Any, transform: str) -> str:
    """What to write where x may have been given beside f, instead of to what a transform returns."""
    numbers = given if isinstance(given, tuple) else ()
    is_point = isinstance(given, (float, list, dict)) or hasattr(given, "dtype")
    if not transform or not (is_point or any(isinstance(number, float) for number in numbers)):
        return ""
    call = f"{transform}(f)(x, v)" if transform == "hvp" else f"{transform}(f)(x)"
    return f": if that is x, write {call}, as {transform}(f) returns a function"


def bad_chunk_size(chunk_size: Any) -> ArgumentError:
    return ArgumentError(f"chunk_size must be a positive integer or None, got {chunk_size!r}")


def bad_order(order: Any, transform: str = "") -> ArgumentError:
    hint = _if_that_is_x(order, transform)
    if transform and type(order) is int and order > 2:
        hint = f"; dualnum.taylor(f, x, {order}) has, over k!, all derivatives of a function of one number"
    return ArgumentError(f"order must be 1 or 2, got {order!r}{hint}")


def not_tuples(primals: Any, tangents: Any) -> ArgumentError:
    return ArgumentError(
        f"jvp takes a tuple of arguments and a tuple of tangents of the same shape, jvp(f, (1.0,), (1.0,)); "
        f"got {primals!r} and {tangents!r}"
    )


def not_the_arguments(n: int) -> FunctionError:
    given = "1 argument" if n == 1 else f"{n} arguments"
    return FunctionError(
        f"jvp(f, primals, tangents) calls f with one argument for each of the primals, and f does not take "
        f"{given}: for a function of one list or array x write jvp(f, (x,), (v,))"
    )


def one_argument(who: str) -> str:
    return f"{who} calls f(p, *args), with one argument p that holds all parameters: write def f(p): x, y = p"


def separate_arguments(transform: str) -> str:
    point, separate = ("p, v", "x, (v, w), y") if transform == "hvp" else ("p", "x, y")
    together = one_argument(f"{transform}(f)({point}, *args)")
    return f"{together}; for separate ones {transform}(f, argnums=(0, 1))({separate})"


def number_for_array(who: str) -> str:
    return f"f gets a number, as {who} was given one: where f takes an array, give [1.0]"


def mismatched(who: str, what: str, path: str, given: str, needed: str) -> ArgumentError:
    where = f"{path}: " if path else ""
    return ArgumentError(
        f"{who}: {what} must have the structure and the shape of the parameters; "
        f"{where}{given} where {needed} is needed"
    )
