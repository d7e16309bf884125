"""What transforms and optimizers build on: values with all derivatives of one order, from shared passes.

Each function here takes who asks, for messages, and what `grad` takes; it returns a function of the
arguments of `f`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._parameters import Argnums, Parameters, chunks
from dualnum._passes import (
    FIRST_ORDER_CHUNK,
    SECOND_ORDER_CHUNK,
    Function,
    block,
    check,
    first_order_pass,
    join,
    only_block,
    only_leaf,
    only_pass,
)
from dualnum._results import Output
from dualnum._scalar import read
from dualnum._structure import END

__all__ = ["tables", "value_and_gradient", "value_gradient_and_hessian", "values_and_jacobian"]


def value_and_gradient(
    who: str, f: Function, argnums: Argnums, chunk_size: int | None, has_aux: bool = False
) -> Function:
    """``(value, gradient)``, or ``((value, aux), gradient)``; the gradient in the structure of x."""
    check(who, f, argnums, chunk_size, has_aux)
    width = chunk_size or FIRST_ORDER_CHUNK

    def value_and_slopes(*args: Any, **kwargs: Any) -> Any:
        leaf = None if has_aux else only_leaf(who, argnums, args, width)
        if leaf is not None:
            y, tag = only_pass(who, f, leaf, args, kwargs)
            try:
                value, slopes = read(who, y, tag, leaf.stop)
            except errors.FunctionError as error:
                if not hasattr(f, "__dualnum_rule__"):
                    raise
                raise errors.rule_of_array(who, error) from None
            return value, leaf.filled(np.zeros(leaf.stop) if slopes is None else slopes)
        parameters = Parameters(who, args, argnums)
        parts = []
        for start, stop in chunks(parameters.size, chunk_size, FIRST_ORDER_CHUNK):
            y, aux, tag = first_order_pass(f, parameters, kwargs, start, stop, has_aux)
            value, part = read(who, y, tag, stop - start)
            parts.append(np.zeros(stop - start) if part is None else part)
        gradient = parameters.structure(parts[0] if len(parts) == 1 else join(parts))
        return ((value, aux) if has_aux else value), gradient

    return value_and_slopes


def value_gradient_and_hessian(
    who: str, f: Function, argnums: Argnums, chunk_size: int | None, has_aux: bool = False
) -> Function:
    """``(value, gradient, Hessian)``, with aux beside the value; the Hessian as `hessian` returns it."""
    check(who, f, argnums, chunk_size, has_aux)
    width = chunk_size or SECOND_ORDER_CHUNK

    def everything(*args: Any, **kwargs: Any) -> Any:
        leaf = None if has_aux else only_leaf(who, argnums, args, width)
        if leaf is not None:
            value, slopes, table = only_block(who, f, leaf, args, kwargs)
            return value, leaf.filled(slopes), leaf.columns(leaf.rows(table))
        parameters = Parameters(who, args, argnums)
        n = parameters.size
        bounds = chunks(n, chunk_size, SECOND_ORDER_CHUNK)
        if len(bounds) == 1:
            value, slopes, table, aux = block(f, parameters, kwargs, (0, n), (0, n), None, has_aux)
        else:
            slopes, table = np.zeros(n), np.zeros((n, n))
            for i, rows in enumerate(bounds):
                for columns in bounds[i:]:
                    value, e1, e12, aux = block(f, parameters, kwargs, rows, columns, None, has_aux)
                    slopes[slice(*rows)] = e1
                    table[slice(*rows), slice(*columns)] = e12
                    table[slice(*columns), slice(*rows)] = e12.T
        shown = (value, aux) if has_aux else value
        return shown, parameters.structure(slopes), parameters.square(table)

    return everything


def tables(who: str, f: Function, argnums: Argnums, chunk_size: int | None, has_aux: bool) -> Function:
    """A function of ``(args, kwargs)``, which returns four things.

    The `Output` of f; for each leaf of it a table with its slopes by all parameters; what splits the last
    axis of such a table into the structure of the parameters; and aux.
    """
    check(who, f, argnums, chunk_size, has_aux)
    width = chunk_size or FIRST_ORDER_CHUNK

    def everything(args: Any, kwargs: Any) -> Any:
        leaf = None if has_aux else only_leaf(who, argnums, args, width)
        if leaf is not None:
            y, tag = only_pass(who, f, leaf, args, kwargs)
            output = Output(who, y, tag, leaf.stop)
            return output, output.slopes, leaf.columns, None
        parameters = Parameters(who, args, argnums)
        passes = []
        for start, stop in chunks(parameters.size, chunk_size, FIRST_ORDER_CHUNK):
            y, aux, tag = first_order_pass(f, parameters, kwargs, start, stop, has_aux)
            passes.append(Output(who, y, tag, stop - start))
        return passes[0], _joined(who, passes), parameters.blocks, aux

    return everything


def _joined(who: str, passes: list[Output]) -> list[Any]:
    """The slopes of each leaf in all passes side by side."""
    if len(passes) == 1:
        return passes[0].slopes
    first, *others = [output.shapes for output in passes]
    for shapes in others:
        if shapes != first:
            raise errors.changing_results(who, first, shapes)
    columns = zip(*[output.slopes for output in passes], strict=True)
    return [np.concatenate(parts, axis=-1) for parts in columns]


def values_and_jacobian(
    who: str, f: Function, argnums: Argnums, chunk_size: int | None, has_aux: bool = False
) -> Function:
    """Of a function that returns numbers or one array: values, and a table with n slopes of each.

    Both are arrays; the parameters are the last axis of the table, one after the other.
    """
    everything = tables(who, f, argnums, chunk_size, has_aux)

    def values_and_table(*args: Any, **kwargs: Any) -> Any:
        output, slopes, _, aux = everything(args, kwargs)
        if output.tree is not END:
            raise errors.nested_results(who, output.y)
        values = np.asarray(output.values[0])
        if values.dtype.kind == "c":
            raise errors.complex_operand(values.ravel()[0])
        values = values.astype(np.float64, copy=False)
        return ((values, aux) if has_aux else values), slopes[0]

    return values_and_table
