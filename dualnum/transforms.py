"""Derivatives of Python functions: derivative, grad, hessian, jacobian and their relatives.

Each transform seeds the arguments with directions, calls the function, and reads the slopes off the
result; a call has directions of its own, so that transforms may be nested (two levels) and used in
several threads. The functions may loop, branch and call NumPy's functions on their arguments.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import JetArray
from dualnum._parameters import Argnums, Parameters, check_argnums, check_chunk_size, chunks, plain
from dualnum._passes import (
    FIRST_ORDER_CHUNK,
    SECOND_ORDER_CHUNK,
    Function,
    block,
    first_order_pass,
    join,
    shaped,
    slopes_of_results,
)
from dualnum._scalar import close_call, of_one_number, open_call, read
from dualnum.mapping import check_mapped, check_workers, map_blocks, map_elements, vectorize

# ---- functions of one number --------------------------------------------------------------------------


def derivative(
    f: Function, order: int = 1, argnums: int = 0, *, workers: int = 1, progress: bool = False
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
    workers : int
        Threads among which the blocks of an array are shared out; the result is the same to the bit.
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
    TypeError
        If `f` is no function, or does not return one real number.

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
    return _of_one_number("derivative", f, order, argnums, False, workers, progress)


def value_and_derivative(
    f: Function, order: int = 1, argnums: int = 0, *, workers: int = 1, progress: bool = False
) -> Function:
    """As `derivative`, but returning ``(f, f')``, or ``(f, f', f'')`` with ``order=2``, of one call.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.value_and_derivative(lambda x: x * x, order=2)(3.0)
    (9.0, 6.0, 2.0)
    """
    return _of_one_number("value_and_derivative", f, order, argnums, True, workers, progress)


def _of_one_number(
    transform: str, f: Function, order: int, argnums: int, with_value: bool, workers: int, progress: bool
) -> Function:
    _check(transform, f, argnums)
    check_workers(workers)
    if isinstance(argnums, tuple):
        raise errors.bad_argnums_type(argnums, single=True)
    if isinstance(order, bool) or not isinstance(order, int) or order not in (1, 2):
        raise errors.bad_order(order)

    def of_first(f: Function, by_element: bool) -> Function:
        def on_array(derived: Function, x: Any, args: Any, kwargs: Any) -> Any:
            check_mapped(transform, x)
            if by_element or x.dtype == object or isinstance(x, JetArray):
                parts = 1 + order if with_value else 0
                return map_elements(derived, x, parts, args, kwargs, progress)
            return map_blocks(transform, f, x, order, with_value, args, kwargs, workers, progress)

        return of_one_number(transform, f, order, with_value, on_array)

    by_element = isinstance(f, vectorize)
    if argnums == 0:
        return _named(of_first(f, by_element), transform, f)

    def of_another(*args: Any, **kwargs: Any) -> Any:
        if not -len(args) <= argnums < len(args):
            raise errors.bad_argnums(argnums, len(args))
        at = argnums % len(args)
        before, after = args[:at], args[at + 1 :]

        def g(x: Any) -> Any:
            return f(*before, x, *after, **kwargs)

        return of_first(g, by_element)(args[at])

    return _named(of_another, transform, f)


# ---- functions of several numbers, first order ----------------------------------------------------------


def grad(f: Function, argnums: Argnums = 0, chunk_size: int | None = None) -> Function:
    """The gradient of a function that returns one number.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a real number; x is a float, a list or tuple of floats, or an array.
        `f` may index, unpack and loop over it, and call NumPy's functions.
    argnums : int or tuple of int
        Which positional arguments to differentiate by.
    chunk_size : int, optional
        Directions a pass: `f` is called once for each chunk. Chosen evenly by default.

    Returns
    -------
    callable
        Takes the arguments of `f` and returns the slopes in the structure of x; a tuple of them if
        `argnums` is a tuple.

    Raises
    ------
    TypeError, ValueError
        If `f` is no function or does not return one real number, if there is nothing to differentiate
        by, or `argnums` is out of range.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.grad(lambda p: p[0] ** 2 * p[1])([3.0, 2.0])
    [12.0, 9.0]
    >>> dn.grad(lambda a, b: a * b, argnums=(0, 1))(3.0, 2.0)
    (2.0, 3.0)
    """
    both = _value_and_grad("grad", f, argnums, chunk_size)
    return _named(lambda *args, **kwargs: both(*args, **kwargs)[1], "grad", f)


def value_and_grad(f: Function, argnums: Argnums = 0, chunk_size: int | None = None) -> Function:
    """As `grad`, but returning ``(f(x), gradient)``.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.value_and_grad(lambda p: p[0] * p[1])((3.0, 2.0))
    (6.0, (2.0, 3.0))
    """
    return _named(_value_and_grad("value_and_grad", f, argnums, chunk_size), "value_and_grad", f)


def _value_and_grad(transform: str, f: Function, argnums: Argnums, chunk_size: int | None) -> Function:
    _check(transform, f, argnums, chunk_size)

    def value_and_slopes(*args: Any, **kwargs: Any) -> Any:
        parameters = Parameters(transform, args, argnums)
        value, slopes = None, []
        for start, stop in chunks(len(parameters), chunk_size, FIRST_ORDER_CHUNK):
            y, tag = first_order_pass(f, parameters, kwargs, start, stop)
            value, part = read(transform, y, tag, stop - start)
            slopes.append(np.zeros(stop - start) if part is None else part)
        return value, parameters.structure(slopes[0] if len(slopes) == 1 else join(slopes))

    return value_and_slopes


def jacobian(f: Function, argnums: Argnums = 0, chunk_size: int | None = None) -> Function:
    """The Jacobian of a function that returns numbers.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a number, or a list, tuple or array of numbers.
    argnums, chunk_size
        As for `grad`.

    Returns
    -------
    callable
        Returns an ndarray of shape ``output shape + input shape``: (m, n) for m results and n
        parameters, a float for a number by a number. A tuple of such if `argnums` is a tuple.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.jacobian(lambda p: [p[0] * p[1], p[0] - p[1]])([3.0, 2.0])
    array([[ 2.,  3.],
           [ 1., -1.]])
    """
    _check("jacobian", f, argnums, chunk_size)

    def table(*args: Any, **kwargs: Any) -> Any:
        parameters = Parameters("jacobian", args, argnums)
        columns = []
        for start, stop in chunks(len(parameters), chunk_size, FIRST_ORDER_CHUNK):
            y, tag = first_order_pass(f, parameters, kwargs, start, stop)
            columns.append(slopes_of_results("jacobian", y, tag, stop - start)[1])
        return parameters.blocks(columns[0] if len(columns) == 1 else np.concatenate(columns, axis=-1))

    return _named(table, "jacobian", f)


def jvp(f: Function, primals: Any, tangents: Any) -> tuple[Any, Any]:
    """Value of a function and its slope along one direction: Jacobian times vector, in one pass.

    Parameters
    ----------
    f : callable
        Returns a number, or a list, tuple or array of numbers.
    primals : tuple
        The positional arguments: floats, or lists, tuples or 1-D arrays of floats.
    tangents : tuple
        The direction: for each argument a tangent of the same structure.

    Returns
    -------
    value, tangent
        Both in the structure of what `f` returns.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.jvp(lambda x, y: x * y, (3.0, 2.0), (1.0, 10.0))
    (6.0, 32.0)
    """
    _check("jvp", f, 0)
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise errors.not_tuples(primals, tangents)
    parameters = Parameters("jvp", tuple(primals), tuple(range(len(primals))))
    along = iter(parameters.tangents("jvp", tuple(tangents)))
    tag = open_call()
    try:
        y = f(*parameters.arguments(lambda argument: argument.seeded_along(next(along), tag)))
    finally:
        close_call(tag)
    values, slopes = slopes_of_results("jvp", y, tag, 1)
    return shaped(y, plain(values)), shaped(y, plain(slopes[..., 0]))


# ---- functions of several numbers, second order -----------------------------------------------------------


def hessian(f: Function, argnums: Argnums = 0, chunk_size: int | None = None) -> Function:
    """The Hessian of a function that returns one number.

    Parameters
    ----------
    f, argnums
        As for `grad`.
    chunk_size : int, optional
        Directions a side: `f` is called once for each pair of chunks.

    Returns
    -------
    callable
        Returns an ndarray of shape (n, n), symmetric to the last bit; a float for a float x, and a tuple
        of tuples of blocks if `argnums` is a tuple.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.hessian(lambda p: p[0] ** 2 * p[1])([3.0, 2.0])
    array([[4., 6.],
           [6., 0.]])
    """
    everything = _second_order("hessian", f, argnums, chunk_size)
    return _named(lambda *args, **kwargs: everything(*args, **kwargs)[2], "hessian", f)


def value_grad_and_hessian(f: Function, argnums: Argnums = 0, chunk_size: int | None = None) -> Function:
    """As `hessian`, but returning ``(f(x), gradient, Hessian)`` of one shared pass.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.value_grad_and_hessian(lambda x: x**3)(2.0)
    (8.0, 12.0, 12.0)
    """
    everything = _second_order("value_grad_and_hessian", f, argnums, chunk_size)
    return _named(everything, "value_grad_and_hessian", f)


def _second_order(transform: str, f: Function, argnums: Argnums, chunk_size: int | None) -> Function:
    _check(transform, f, argnums, chunk_size)

    def everything(*args: Any, **kwargs: Any) -> Any:
        parameters = Parameters(transform, args, argnums)
        n = len(parameters)
        bounds = chunks(n, chunk_size, SECOND_ORDER_CHUNK)
        if len(bounds) == 1:
            value, slopes, table = block(transform, f, parameters, kwargs, (0, n), (0, n))
            return value, parameters.structure(slopes), parameters.square(table)
        slopes, table = np.zeros(n), np.zeros((n, n))
        for i, rows in enumerate(bounds):
            for columns in bounds[i:]:
                value, e1, e12 = block(transform, f, parameters, kwargs, rows, columns)
                slopes[slice(*rows)] = e1
                table[slice(*rows), slice(*columns)] = e12
                table[slice(*columns), slice(*rows)] = e12.T
        return value, parameters.structure(slopes), parameters.square(table)

    return everything


def hvp(f: Function, argnums: Argnums = 0, chunk_size: int | None = None) -> Function:
    """Hessian times vector, in one pass and without the Hessian.

    Parameters
    ----------
    f, argnums, chunk_size
        As for `grad`.

    Returns
    -------
    callable
        ``(x, v, *args)``, where v has the structure of x (a tuple of such if `argnums` is a tuple) and
        x, \\*args are the arguments of `f`; returns the product in the structure of x. This is what
        scipy calls ``hessp``. For f(x, y) and both arguments: ``hvp(f, (0, 1))(x, (v, w), y)``.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.hvp(lambda p: p[0] ** 2 * p[1])([3.0, 2.0], [1.0, 1.0])
    [10.0, 6.0]
    """
    _check("hvp", f, argnums, chunk_size)

    def product(x: Any, v: Any, /, *args: Any, **kwargs: Any) -> Any:
        parameters = Parameters("hvp", (x, *args), argnums)
        along = parameters.tangents("hvp", v)
        slopes = np.zeros(len(parameters))
        for rows in chunks(len(parameters), chunk_size, FIRST_ORDER_CHUNK):
            _, _, e12 = block("hvp", f, parameters, kwargs, rows, (0, 1), along)
            slopes[slice(*rows)] = e12[:, 0]
        return parameters.structure(slopes)

    return _named(product, "hvp", f)


# ---- what they share ----------------------------------------------------------------------


def _check(transform: str, f: Any, argnums: Any, chunk_size: Any = None) -> None:
    if not callable(f):
        raise errors.not_callable(transform, f)
    check_argnums(argnums)
    check_chunk_size(chunk_size)


def _named(g: Function, transform: str, f: Function) -> Function:
    functools.update_wrapper(g, f)
    g.__name__ = g.__qualname__ = f"{transform}({getattr(f, '__name__', type(f).__name__)})"
    return g
