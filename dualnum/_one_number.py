"""Derivatives of functions of one number: of a float, or mapped over an array."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray
from dualnum._leaf import CONTAINERS, plain
from dualnum._parameters import Parameters
from dualnum._passes import Function, block, check, first_order_pass
from dualnum._scalar import Transformed, of_one_number, read
from dualnum.mapping import check_mapped, check_workers, map_blocks, map_elements, vectorize


def derivative(
    f: Function,
    order: int = 1,
    argnums: int = 0,
    *,
    has_aux: bool = False,
    workers: int = 1,
    progress: bool = False,
) -> Function:
    """The derivative of a function of one number.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a real number.
    order : {1, 2}
        First or second derivative.
    argnums : int
        Which positional argument is x.
    has_aux : bool
        Whether `f` returns a pair, the number and something more, which then is returned as well:
        ``(f', aux)``, with plain numbers as for `grad`. For single numbers, not for maps over arrays.
    workers : int
        Threads among which the blocks of an array are shared out; the result is the same to the bit. Not for
        ``vectorize(f)``, whose calls hold the interpreter lock.
    progress : bool
        Whether long maps over arrays show a bar (needs tqdm).

    Returns
    -------
    callable
        Takes the arguments of `f`. A float x gives a float. An array gives an array of the same shape:
        `f` is mapped over blocks of it, in which x stands for many numbers at once, so that `f` may use
        arithmetic, NumPy's elementwise functions and `numpy.where` but not branch on the value; with
        ``vectorize(f)`` it is called with one element at a time and may do anything.

    Raises
    ------
    TypeError, ValueError
        If `f` is no function, or does not return one real number; if x is no number, nor an array of
        them; if `order` is not 1 or 2, or `argnums` out of range, or `workers` cannot be used.

    Examples
    --------
    >>> import dualnum as dn
    >>> import numpy as np
    >>> dn.derivative(lambda x: x**3)(2.0)
    12.0
    >>> dn.derivative(lambda x: x**3, order=2)(2.0)
    12.0
    >>> dn.derivative(lambda x: np.where(x > 0, x * x, -x))(np.array([2.0, -3.0]))
    array([ 4., -1.])
    """
    return _of_one_number(derivative, f, order, argnums, False, has_aux, workers, progress)


def value_and_derivative(
    f: Function,
    order: int = 1,
    argnums: int = 0,
    *,
    has_aux: bool = False,
    workers: int = 1,
    progress: bool = False,
) -> Function:
    """As `derivative`, but returning value and derivatives of one call.

    Parameters
    ----------
    f, order, argnums, has_aux, workers, progress
        As for `derivative`.

    Returns
    -------
    callable
        Returns ``(f, f')``, or ``(f, f', f'')`` with ``order=2``; with `has_aux` ``((f, aux), f')`` or
        ``((f, aux), f', f'')``.

    Raises
    ------
    TypeError, ValueError
        As for `derivative`.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.value_and_derivative(lambda x: x * x, order=2)(3.0)
    (9.0, 6.0, 2.0)
    """
    return _of_one_number(value_and_derivative, f, order, argnums, True, has_aux, workers, progress)


def _of_one_number(
    make: Function,
    f: Function,
    order: int,
    argnums: int,
    with_value: bool,
    has_aux: bool,
    workers: int,
    progress: bool,
) -> Function:
    transform = make.__name__
    by_element = isinstance(f, vectorize)
    check(transform, f, argnums, has_aux=has_aux)
    check_workers(workers)
    if by_element and workers > 1:
        raise errors.workers_by_element(transform, workers)
    if isinstance(argnums, tuple):
        raise errors.bad_argnums_type(argnums, single=True)
    if isinstance(order, bool) or not isinstance(order, int) or order not in (1, 2):
        raise errors.bad_order(order, transform)
    options = {
        "order": order, "argnums": argnums, "has_aux": has_aux, "workers": workers, "progress": progress,
    }  # fmt: skip
    if has_aux:
        return Transformed(
            make, f, options, _of_one_number_with_aux(transform, f, order, argnums, with_value)
        )

    def of_first(f: Function) -> Function:
        def on_array(derived: Function, x: Any, args: Any, kwargs: Any) -> Any:
            check_mapped(transform, x)
            if by_element or x.dtype == object or isinstance(x, JetArray):
                parts = 1 + order if with_value else 0
                return map_elements(derived, x, parts, args, kwargs, progress)
            return map_blocks(transform, f, x, order, with_value, args, kwargs, workers, progress)

        return of_one_number(transform, f, order, with_value, on_array)

    if argnums == 0:
        return Transformed(make, f, options, of_first(f), -1 if with_value else order, order)

    def of_another(*args: Any, **kwargs: Any) -> Any:
        if not -len(args) <= argnums < len(args):
            raise errors.bad_argnums(argnums, len(args))
        at = argnums % len(args)
        before, after = args[:at], args[at + 1 :]

        def g(x: Any) -> Any:
            return f(*before, x, *after, **kwargs)

        return of_first(g)(args[at])

    return Transformed(make, f, options, of_another)


def _of_one_number_with_aux(
    transform: str, f: Function, order: int, argnums: int, with_value: bool
) -> Function:
    def derived(*args: Any, **kwargs: Any) -> Any:
        x = args[argnums] if -len(args) <= argnums < len(args) else 0.0  # Parameters refuses those
        if isinstance(x, (np.ndarray, JetArray)) and x.ndim:
            raise errors.no_mapped_aux(transform)
        if isinstance(x, CONTAINERS):
            raise errors.bad_parameter(transform, x)
        parameters = Parameters(transform, args, argnums)
        if order == 1:
            y, aux, tag = first_order_pass(f, parameters, kwargs, 0, 1, True)
            value, slopes = read(transform, y, tag, 1)
            parts = [0.0 if slopes is None else plain(slopes[0])]
        else:
            value, slopes, table, aux = block(f, parameters, kwargs, (0, 1), (0, 1), None, True)
            parts = [plain(slopes[0]), plain(table[0, 0])]
        return ((value, aux), *parts) if with_value else (parts[-1], aux)

    return derived
