"""The exceptions; users find them in dualnum.errors, with the messages."""

from __future__ import annotations

from typing import Any

__all__ = [
    "kind_of",
    "is_mapped",
    "DualnumError",
    "TangentLossError",
    "NestingError",
    "DirectionError",
    "NumberError",
    "MappedAttributeError",
    "IntegerError",
    "FunctionError",
    "ArgumentError",
    "CheckError",
]


class DualnumError(Exception):
    """Base of all errors raised by dualnum."""


class TangentLossError(DualnumError, TypeError):
    """A conversion to a plain number would have dropped the derivative."""


class NestingError(DualnumError, TypeError):
    """Derivative calls are nested too deeply, or one was left behind by another."""


class DirectionError(DualnumError, ValueError):
    """Two dual numbers do not have the same number of directions."""


class NumberError(DualnumError, TypeError):
    """A value cannot take part in differentiation."""


class MappedAttributeError(NumberError, AttributeError):
    """An attribute of an array was asked for inside a function that is mapped over one."""


class IntegerError(DualnumError, ValueError, OverflowError):
    """An integer is larger than every double."""


class FunctionError(DualnumError, TypeError):
    """A function cannot be differentiated as asked."""


class ArgumentError(DualnumError, ValueError):
    """An argument has an unusable value."""


class CheckError(DualnumError, AssertionError):
    """Derivatives and differences disagree; `result` is the check of the worst entry, or None."""

    result: Any = None


for _exception in (
    DualnumError,
    TangentLossError,
    NestingError,
    DirectionError,
    NumberError,
    MappedAttributeError,
    IntegerError,
    FunctionError,
    ArgumentError,
    CheckError,
):
    _exception.__module__ = "dualnum.errors"


def kind_of(x: Any) -> str:
    return type(x).__name__


def is_mapped(x: Any) -> bool:
    """Whether x is a number of a map over an array, or a mask of such."""
    kind = type(x)
    return hasattr(kind, "__dualnum_row__") and not (hasattr(kind, "coefficients") or hasattr(kind, "ndim"))
