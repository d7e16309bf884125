"""Derivatives of Python functions: derivative, grad, hessian, jacobian and their relatives.

Each transform seeds the arguments with directions, calls the function, and reads the slopes off the
result; a call has directions of its own, so that transforms may be nested (two levels) and used in
several threads. The functions may loop, branch and call NumPy's functions on their arguments, which may
be nested dicts, lists and tuples of numbers and arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum._derivatives import (
    tables,
    value_and_gradient,
    value_gradient_and_hessian,
)
from dualnum._explain import is_refused_call
from dualnum._leaf import plain, single
from dualnum._one_number import derivative, value_and_derivative
from dualnum._parameters import Argnums, Parameters, chunks, seeded_along
from dualnum._passes import (
    FIRST_ORDER_CHUNK,
    Function,
    block,
    check,
    only_block,
    only_leaf,
    transformed,
)
from dualnum._results import Output, split
from dualnum._scalar import close_call, open_call

__all__ = [
    "derivative",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "value_and_derivative",
    "value_and_grad",
    "value_grad_and_hessian",
]

# ---- functions of several numbers, first order ----------------------------------------------------------


def grad(f: Function, argnums: Argnums = 0, chunk_size: int | None = None, has_aux: bool = False) -> Function:
    """The gradient of a function that returns one number.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a real number. x is a float, an array of any shape, or nested
        dicts, lists, tuples and namedtuples of them (None in them holds nothing), and arrives in `f` in the
        same form. `f` may index, unpack and loop over it, and call NumPy's functions.
    argnums : int or tuple of int
        Which positional arguments to differentiate by.
    chunk_size : int, optional
        Directions a pass: `f` is called once for each chunk. Chosen evenly by default.
    has_aux : bool
        Whether `f` returns a pair, the number and something more: predictions, say. That is returned as
        well: ``(gradient, aux)``. Numbers in it become plain, also those in arrays, dicts, lists, tuples,
        deques, dataclasses, `types.SimpleNamespace` and `collections.UserDict`; not those in objects of
        other classes, which are returned as they are.

    Returns
    -------
    callable
        Takes the arguments of `f` and returns the slopes, in double precision and in the structure of x; a
        tuple of them if `argnums` is a tuple.

    Raises
    ------
    TypeError, ValueError
        If `f` is no function or does not return one real number, if there is nothing to differentiate
        by or something that is no number, or `argnums` is out of range.

    Examples
    --------
    >>> import dualnum as dn
    >>> import numpy as np
    >>> dn.grad(lambda p: p[0] ** 2 * p[1])([3.0, 2.0])
    [12.0, 9.0]
    >>> dn.grad(lambda a, b: a * b, argnums=(0, 1))(3.0, 2.0)
    (2.0, 3.0)
    >>> dn.grad(lambda p: p["b"] * np.sum(p["w"] ** 2))({"w": np.array([1.0, 2.0]), "b": 3.0})
    {'w': array([ 6., 12.]), 'b': 5.0}
    """
    both = value_and_gradient("grad", f, argnums, chunk_size, has_aux)
    return transformed(grad, f, both, 1, argnums=argnums, chunk_size=chunk_size, has_aux=has_aux)


def value_and_grad(
    f: Function, argnums: Argnums = 0, chunk_size: int | None = None, has_aux: bool = False
) -> Function:
    """As `grad`, but returning the value as well.

    Parameters
    ----------
    f, argnums, chunk_size, has_aux
        As for `grad`.

    Returns
    -------
    callable
        Returns ``(f(x), gradient)``, or ``((f(x), aux), gradient)`` with `has_aux`.

    Raises
    ------
    TypeError, ValueError
        As for `grad`.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.value_and_grad(lambda p: p[0] * p[1])((3.0, 2.0))
    (6.0, (2.0, 3.0))
    >>> dn.value_and_grad(lambda x: (x * x, {"double": 2.0 * x}), has_aux=True)(3.0)
    ((9.0, {'double': 6.0}), 6.0)
    """
    both = value_and_gradient("value_and_grad", f, argnums, chunk_size, has_aux)
    return transformed(value_and_grad, f, both, argnums=argnums, chunk_size=chunk_size, has_aux=has_aux)


def jacobian(
    f: Function, argnums: Argnums = 0, chunk_size: int | None = None, has_aux: bool = False
) -> Function:
    """The Jacobian of a function that returns numbers.

    Parameters
    ----------
    f : callable
        ``f(x, *args, **kwargs)`` returns a number, a list or tuple of numbers, an array, or nested dicts,
        lists and tuples of them.
    argnums, chunk_size, has_aux
        As for `grad`.

    Returns
    -------
    callable
        Returns an ndarray of shape ``output shape + input shape``: (m, n) for m results and n
        parameters, a float for a number by a number. A list or tuple of numbers counts as an array of
        one dimension. For nested structures, and for a tuple of `argnums`, there is such an array for
        each part of the result and of x: that of the result is the outer structure. Results that are
        arrays in single precision have such Jacobians.

    Raises
    ------
    TypeError, ValueError
        As for `grad`; if `f` returns anything but numbers, truth values among it, or results of another
        shape in another of the calls that `chunk_size` makes.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.jacobian(lambda p: [p[0] * p[1], p[0] - p[1]])([3.0, 2.0])
    array([[ 2.,  3.],
           [ 1., -1.]])
    >>> dn.jacobian(lambda p: {"area": p["a"] * p["b"], "edge": p["a"] + p["b"]})({"a": 3.0, "b": 2.0})
    {'area': {'a': 2.0, 'b': 3.0}, 'edge': {'a': 1.0, 'b': 1.0}}
    """
    everything = tables("jacobian", f, argnums, chunk_size, has_aux)

    def table(*args: Any, **kwargs: Any) -> Any:
        output, slopes, blocks, aux = everything(args, kwargs)
        result = output.rebuilt([blocks(part) for part in slopes])
        return (result, aux) if has_aux else result

    return transformed(jacobian, f, table, argnums=argnums, chunk_size=chunk_size, has_aux=has_aux)


def jvp(f: Function, primals: Any, tangents: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """Value of a function and its slope along one direction: Jacobian times vector, in one pass.

    Parameters
    ----------
    f : callable
        Returns what `jacobian` takes.
    primals : tuple
        The positional arguments, in any of the structures that `grad` takes.
    tangents : tuple
        The direction: for each argument a tangent of the same structure. Arrays and their tangents are
        taken in double precision, also where they are given in single.
    has_aux : bool
        As for `grad`.

    Returns
    -------
    value, tangent
        Both in the structure of what `f` returns; ``(value, tangent, aux)`` with `has_aux`.

    Raises
    ------
    TypeError, ValueError
        As for `jacobian`; if `primals` and `tangents` are no tuples, or not of the same structure and
        shapes.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.jvp(lambda x, y: x * y, (3.0, 2.0), (1.0, 10.0))
    (6.0, 32.0)
    """
    check("jvp", f, 0, has_aux=has_aux)
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise errors.not_tuples(primals, tangents)
    seeded = _along(tuple(primals), tuple(tangents))
    tag = open_call()
    try:
        y = _called(f, seeded(tag))
        y, aux = split("jvp", y, tag) if has_aux else (y, None)
    finally:
        close_call(tag)
    output = Output("jvp", y, tag, 1)
    value = output.filled([plain(values) for values in output.values])
    tangent = output.filled([plain(slopes[..., 0]) for slopes in output.slopes])
    return (value, tangent, aux) if has_aux else (value, tangent)


def _along(primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Function:
    """What makes of a tag the primals that vary along the tangents; by the short way if all are simple."""
    leaves = [leaf for x in primals if (leaf := single("jvp", x)) is not None and leaf.stop]
    if leaves and len(leaves) == len(primals) == len(tangents):
        slopes = [leaf.numbers_like(single("jvp", v)) for leaf, v in zip(leaves, tangents, strict=True)]
        if all(one is not None for one in slopes):
            return lambda tag: [seeded_along(x, v, tag) for x, v in zip(leaves, slopes, strict=True)]
    parameters = Parameters("jvp", primals, tuple(range(len(primals))))
    along = parameters.tangents("tangents", tangents)
    return lambda tag: parameters.seeded_along(along, tag)


def _called(f: Function, args: list[Any]) -> Any:
    """f(*args), with a word about primals where f does not take so many."""
    try:
        return f(*args)
    except TypeError as error:
        if not is_refused_call(error):
            raise
        raise errors.not_the_arguments(len(args)) from error


# ---- functions of several numbers, second order -----------------------------------------------------------


def hessian(
    f: Function, argnums: Argnums = 0, chunk_size: int | None = None, has_aux: bool = False
) -> Function:
    """The Hessian of a function that returns one number.

    Parameters
    ----------
    f, argnums, has_aux
        As for `grad`.
    chunk_size : int, optional
        Directions a side: `f` is called once for each pair of chunks.

    Returns
    -------
    callable
        Returns an ndarray of shape ``input shape + input shape``, symmetric to the last bit: (n, n) for n
        numbers in a list, a float for a float x. For a nested structure, and for a tuple of `argnums`, the
        structure of x of structures of x of such blocks.

    Raises
    ------
    TypeError, ValueError
        As for `grad`.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.hessian(lambda p: p[0] ** 2 * p[1])([3.0, 2.0])
    array([[4., 6.],
           [6., 0.]])
    >>> dn.hessian(lambda p: p["a"] ** 2 * p["b"])({"a": 3.0, "b": 2.0})
    {'a': {'a': 4.0, 'b': 6.0}, 'b': {'a': 6.0, 'b': 0.0}}
    """
    everything = value_gradient_and_hessian("hessian", f, argnums, chunk_size, has_aux)
    return transformed(hessian, f, everything, 2, argnums=argnums, chunk_size=chunk_size, has_aux=has_aux)


def value_grad_and_hessian(
    f: Function, argnums: Argnums = 0, chunk_size: int | None = None, has_aux: bool = False
) -> Function:
    """As `hessian`, but returning value and gradient of the same passes as well.

    Parameters
    ----------
    f, argnums, chunk_size, has_aux
        As for `hessian`.

    Returns
    -------
    callable
        Returns ``(f(x), gradient, Hessian)``, or ``((f(x), aux), gradient, Hessian)`` with `has_aux`.

    Raises
    ------
    TypeError, ValueError
        As for `grad`.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.value_grad_and_hessian(lambda x: x**3)(2.0)
    (8.0, 12.0, 12.0)
    """
    everything = value_gradient_and_hessian("value_grad_and_hessian", f, argnums, chunk_size, has_aux)
    return transformed(
        value_grad_and_hessian, f, everything, argnums=argnums, chunk_size=chunk_size, has_aux=has_aux
    )


def hvp(f: Function, argnums: Argnums = 0, chunk_size: int | None = None, has_aux: bool = False) -> Function:
    """Hessian times vector, for the price of a few gradients and without the Hessian.

    Parameters
    ----------
    f, argnums, chunk_size, has_aux
        As for `grad`.

    Returns
    -------
    callable
        ``(x, v, *args)``, where v has the structure of x (a tuple of such if `argnums` is a tuple) and
        x, \\*args are the arguments of `f`; returns the product in the structure of x. This is what
        scipy calls ``hessp``. For f(x, y) and both arguments: ``hvp(f, (0, 1))(x, (v, w), y)``. Arrays
        and v are taken in double precision, also where they are given in single.

    Raises
    ------
    TypeError, ValueError
        As for `grad`; if v has not the structure and shapes of x.

    Examples
    --------
    >>> import dualnum as dn
    >>> dn.hvp(lambda p: p[0] ** 2 * p[1])([3.0, 2.0], [1.0, 1.0])
    [10.0, 6.0]
    """
    check("hvp", f, argnums, chunk_size, has_aux)
    width = chunk_size or FIRST_ORDER_CHUNK

    def product(x: Any, v: Any, /, *args: Any, **kwargs: Any) -> Any:
        args = (x, *args)
        leaf = None if has_aux else only_leaf("hvp", argnums, args, width)
        vector = leaf and leaf.numbers_like(single("hvp", v))
        if leaf is not None and vector is not None:
            _, _, e12 = only_block("hvp", f, leaf, args, kwargs, vector)
            return leaf.filled(e12[:, 0])
        parameters = Parameters("hvp", args, argnums)
        along = parameters.tangents("v", v)
        slopes = np.zeros(parameters.size)
        for rows in chunks(parameters.size, chunk_size, FIRST_ORDER_CHUNK):
            _, _, e12, aux = block(f, parameters, kwargs, rows, (0, 1), along, has_aux)
            slopes[slice(*rows)] = e12[:, 0]
        result = parameters.structure(slopes)
        return (result, aux) if has_aux else result

    return transformed(hvp, f, product, argnums=argnums, chunk_size=chunk_size, has_aux=has_aux)
