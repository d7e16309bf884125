"""Einstein sums, and products of many matrices: two operands at a time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.arguments import into
from dualnum.numpy_functions.lifting import (
    Array,
    array_of,
    bilinear,
    implements,
    is_dual,
    linear_rows,
    value_of,
    view,
)

__all__: list[str] = []

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SORTED = "".join(sorted(LETTERS))  # as NumPy numbers them
LARGE = 1 << 13  # products from which on a search for matrix products pays


@implements("einsum")
def einsum(*operands: Any, out: Any = None, optimize: Any = False, **kwargs: Any) -> Any:
    for keyword in kwargs:
        if keyword not in ("dtype", "order", "casting"):
            raise errors.no_array_keyword("numpy.einsum", f"{keyword}=")
    inputs, output, arrays = _normalized(*operands)
    text = ",".join(inputs) + "->" + output
    plain = np.einsum(text, *map(value_of, arrays), optimize=optimize, **kwargs)
    if len(arrays) == 1:
        return into("einsum", out, _of_one(inputs[0], output, arrays[0], plain))
    return into("einsum", out, _summed(inputs, output, arrays, "greedy" if len(arrays) > 2 else False, plain))


def _of_one(subscripts: str, output: str, x: Array, plain: Any) -> Any:
    if isinstance(plain, np.ndarray) and np.may_share_memory(plain, value_of(x)):
        return view(x, plain)
    extra = _unused(subscripts)
    return linear_rows(
        lambda v: plain, lambda rows: np.einsum(f"{extra}{subscripts}->{extra}{output}", rows), x
    )


def _summed(inputs: list[str], output: str, arrays: list[Array], optimize: Any, plain: Any) -> Any:
    """The sum over pairs of operands in the order of NumPy's path, with the value that it has found."""
    text = ",".join(inputs) + "->" + output
    path = np.einsum_path(text, *map(value_of, arrays), optimize=optimize)[0]
    terms = list(zip(inputs, arrays, strict=True))
    for chosen in path[1:]:  # behind a title
        taken = [terms[i] for i in sorted(chosen)]
        terms = [term for i, term in enumerate(terms) if i not in chosen]
        while len(taken) > 1:
            (s, a), (t, b) = taken[:2]
            others = "".join(u for u, _ in taken[2:] + terms) + output
            last = len(taken) == 2 and not terms
            kept = output if last else "".join(dict.fromkeys(c for c in s + t if c in others))
            taken[:2] = [(kept, _of_two(s, t, kept, a, b, plain if last else None))]
        terms.append(taken[0])
    return terms[0][1]


def _of_two(s: str, t: str, output: str, a: Array, b: Array, plain: Any) -> Any:
    if not (is_dual(a) or is_dual(b)):
        return _sum_of_products(s, t, output, a, b)
    k = _unused(s + t)
    m = _unused(s + t + k)
    return bilinear(
        lambda a, b: _sum_of_products(s, t, output, a, b) if plain is None else plain,
        a,
        b,
        lambda rows, b: _sum_of_products(k + s, t, k + output, rows, b),
        lambda a, rows: _sum_of_products(s, k + t, k + output, a, rows),
        lambda rows, columns: _sum_of_products(k + s, m + t, k + m + output, rows, columns),
    )


def _sum_of_products(s: str, t: str, output: str, a: Array, b: Array) -> Array:
    sizes = dict(zip(s + t, a.shape + b.shape, strict=True))
    return np.einsum(f"{s},{t}->{output}", a, b, optimize=math.prod(sizes.values()) >= LARGE)


def _unused(subscripts: str) -> str:
    return next(c for c in reversed(LETTERS) if c not in subscripts)


# ---- subscripts ------------------------------------------------------------------------------------------


def _normalized(*operands: Any) -> tuple[list[str], str, list[Array]]:
    """The subscripts of each operand and of the result, without ellipsis, and the operands."""
    if isinstance(operands[0], str):
        text, given = operands[0].replace(" ", ""), list(operands[1:])
    else:
        text, given = _text_of_lists(list(operands))
    arrays = [array_of(x) for x in given]
    left, arrow, output = text.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(arrays):
        np.einsum(text, *(value_of(x) for x in arrays))  # says what is wrong
    if not arrow:
        named = left.replace(",", "").replace(".", "")
        output = "".join(sorted(c for c in set(named) if named.count(c) == 1))
        output = "..." + output if "..." in left else output
    free = [c for c in LETTERS if c not in text]
    longest = ""
    for i, (s, x) in enumerate(zip(inputs, arrays, strict=True)):
        if "..." in s:
            n = x.ndim - len(s) + 3
            dots = "".join(free[-n:]) if n > 0 else ""
            longest = max(longest, dots, key=len)
            inputs[i] = s.replace("...", dots)
    return inputs, output.replace("...", longest), arrays


def _text_of_lists(operands: list[Any]) -> tuple[str, list[Any]]:
    """einsum(a, [0, 1], b, [1, 2], [0, 2]) in letters."""
    output = operands.pop() if len(operands) % 2 else None
    lists = operands[1::2]
    text = ",".join(map(_text_of_list, lists))
    return (text if output is None else f"{text}->{_text_of_list(output)}"), operands[::2]


def _text_of_list(labels: Any) -> str:
    return "".join("..." if label is Ellipsis else SORTED[label] for label in labels)


# ---- many matrices ---------------------------------------------------------------------------------------


@implements("linalg.multi_dot")
def multi_dot(arrays: Any, *, out: Any = None) -> Any:
    arrays = [array_of(x) for x in arrays]
    plain = np.linalg.multi_dot([value_of(x) for x in arrays])
    if len(arrays) == 2:
        return into("linalg.multi_dot", out, np.dot(*arrays))
    inputs = [LETTERS[i : i + 2] for i in range(len(arrays))]
    if arrays[0].ndim == 1:
        inputs[0] = inputs[0][1:]
    if arrays[-1].ndim == 1:
        inputs[-1] = inputs[-1][:1]
    output = inputs[0][: arrays[0].ndim - 1] + inputs[-1][1:]
    result = _summed(inputs, output, arrays, "optimal" if len(arrays) < 6 else "greedy", plain)
    return into("linalg.multi_dot", out, result)
