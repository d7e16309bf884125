"""No function of NumPy is unknown to dual arrays: each has an entry, or is refused by name with a reason."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_array_functions

import dualnum
import dualnum.numpy_functions  # fills the tables
from dualnum import errors
from dualnum._array import FUNCTIONS, OTHER_UFUNCS

dn: Any = dualnum


def key_of(f: Callable[..., Any]) -> str:
    """The name under which NumPy's function is registered."""
    module = f.__module__.removeprefix("numpy").lstrip(".")
    return f"{module}.{f.__name__}" if module in ("linalg", "fft") else f.__name__


def overridable() -> dict[str, Any]:
    """NumPy's functions that ask their arguments, also of modules loaded when they are first used."""
    for module in ("fft", "lib.recfunctions", "lib.stride_tricks", "lib.scimath", "linalg"):
        importlib.import_module(f"numpy.{module}")
    named = {key_of(f): f for f in get_overridable_numpy_array_functions()}
    return {name: named[name] for name in sorted(named)}


PUBLIC = overridable()
UFUNCS = sorted(name for name, f in vars(np).items() if isinstance(f, np.ufunc))


def test_numpy_has_many_functions() -> None:
    assert len(PUBLIC) > 250
    assert {"sum", "linalg.solve", "fft.fft", "fft.irfftn", "zeros", "where", "fft.fftshift"} <= set(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_function_is_known(name: str) -> None:
    assert name in FUNCTIONS, f"numpy.{name} is neither implemented nor refused with a reason"


@pytest.mark.parametrize("name", UFUNCS)
def test_ufunc_is_known(name: str) -> None:
    ufunc = vars(np)[name]
    core = vars(importlib.import_module("dualnum._array"))
    rows = [core[table] for table in ("UNARY_UFUNCS", "BINARY_UFUNCS", "ALGEBRA", "BY_VALUE")]
    assert any(ufunc in table for table in rows) or ufunc.__name__ in OTHER_UFUNCS, f"numpy.{name}"


# ---- refusals --------------------------------------------------------------------------------------------

REFUSED = """
append_fields apply_along_fields assign_fields_by_name busday_count busday_offset datetime_as_string
drop_fields find_duplicates histogram2d histogram_bin_edges histogramdd is_busday ix_ join_by merge_arrays
packbits ravel_multi_index rec_append_fields rec_drop_fields rec_join recursive_fill_fields rename_fields
repack_fields require_fields save savetxt savez savez_compressed stack_arrays structured_to_unstructured
unpackbits unravel_index unstructured_to_structured
"""
REFUSED_UFUNCS = """
bitwise_and bitwise_count bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift
bitwise_xor frexp gcd invert isnat lcm left_shift nextafter right_shift spacing
"""


def is_refusal(entry: Callable[..., Any]) -> bool:
    return "refus" in entry.__qualname__


def arguments(f: Callable[..., Any], x: Any) -> tuple[list[Any], dict[str, Any]]:
    """x for everything that f must be given; creation functions are told whom to ask."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except ValueError:  # a builtin without a signature
        return [x], {}
    needed = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    if any(p.name == "like" for p in parameters):
        return [2] * len(needed), {"like": x}
    return [x] * max(len(needed), 1), {}


def test_refused_are_those_named_here() -> None:
    assert {name for name, entry in FUNCTIONS.items() if is_refusal(entry)} == set(REFUSED.split())
    assert {name for name, entry in OTHER_UFUNCS.items() if is_refusal(entry)} == set(REFUSED_UFUNCS.split())


def refused_with_reason(name: str, call: Callable[[], Any]) -> None:
    with pytest.raises(errors.NumberError, match=rf"numpy\.{name} is refused on dual numbers: \w.{{8}}"):
        call()


@pytest.mark.parametrize("name", REFUSED.split())
def test_refused_function_says_why(name: str) -> None:
    if name not in PUBLIC:
        pytest.skip("not in this NumPy")
    args, kwargs = arguments(PUBLIC[name], dn.DualArray([1.0, 2.0], [1.0, 0.0]))
    refused_with_reason(name, lambda: PUBLIC[name](*args, **kwargs))


@pytest.mark.parametrize("name", REFUSED_UFUNCS.split())
def test_refused_ufunc_says_why(name: str) -> None:
    if not hasattr(np, name):
        pytest.skip("not in this NumPy")
    ufunc = getattr(np, name)
    args = [dn.DualArray([1.0, 2.0], [1.0, 0.0])] * ufunc.nin
    refused_with_reason(ufunc.__name__, lambda: ufunc(*args))


# ---- signatures ------------------------------------------------------------------------------------------


def parameters_of(f: Callable[..., Any]) -> list[inspect.Parameter]:
    return [p for p in inspect.signature(f).parameters.values() if p.name != "like"]


@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in REFUSED.split()])
def test_parameters_are_those_of_numpy(name: str) -> None:
    """By position and by keyword; defaults are left to the entry."""
    try:
        theirs = parameters_of(PUBLIC[name])
    except ValueError:
        pytest.skip("a builtin without a signature")
    ours = parameters_of(FUNCTIONS[name])
    anything = any(p.kind is p.VAR_KEYWORD for p in ours)
    several = any(p.kind is p.VAR_POSITIONAL for p in ours)
    names = {p.name for p in ours if p.kind is not p.POSITIONAL_ONLY}
    in_order = [p.name for p in ours if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    given = [p for p in theirs if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    for i, parameter in enumerate(given):
        at_its_place = i < len(in_order) and (
            parameter.kind is parameter.POSITIONAL_ONLY or in_order[i] == parameter.name
        )
        assert at_its_place or several, f"{parameter.name} is argument {i} of numpy.{name}"
    for parameter in theirs:
        by_name = parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        assert not by_name or anything or parameter.name in names, f"numpy.{name}({parameter.name}=)"
