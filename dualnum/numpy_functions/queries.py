"""Questions about arrays whose answers are plain: by their values, shapes and types."""

from __future__ import annotations

from typing import Any

import numpy as np

from dualnum import errors
from dualnum.numpy_functions.arguments import DUAL_ARRAYS, stripped
from dualnum.numpy_functions.lifting import array_of, implements, is_dual

__all__: list[str] = []

BY_VALUE = """
ndim shape size argsort argpartition lexsort searchsorted digitize nonzero flatnonzero argwhere isin isclose
allclose array_equal array_equiv iscomplex isreal iscomplexobj isrealobj isneginf isposinf may_share_memory
shares_memory min_scalar_type einsum_path diag_indices_from tril_indices_from triu_indices_from
"""


def _by_value(name: str) -> None:
    f = getattr(np, name)

    @implements(name)
    def asked(*args: Any, **kwargs: Any) -> Any:
        return f(*map(stripped, args), **{k: stripped(v) for k, v in kwargs.items()})


for _name in BY_VALUE.split():
    _by_value(_name)


# ---- types ---------------------------------------------------------------------------------------------


def _typed(x: Any) -> Any:
    """What x counts as where types are found; dual numbers like those of Python (NEP 50)."""
    if isinstance(x, DUAL_ARRAYS):
        return x.dtype
    return 0.0 if is_dual(x) else x


@implements("result_type")
def result_type(*arrays_and_dtypes: Any) -> Any:
    return np.result_type(*map(_typed, arrays_and_dtypes))


@implements("can_cast")
def can_cast(from_: Any, to: Any, casting: Any = "safe") -> bool:
    return np.can_cast(np.dtype(float) if _typed(from_) == 0.0 else _typed(from_), _typed(to), casting)


@implements("common_type")
def common_type(*arrays: Any) -> Any:
    return np.common_type(*(np.asarray(stripped(x)) for x in arrays))


# ---- parts ---------------------------------------------------------------------------------------------


@implements("real")
def real(val: Any) -> Any:
    return val.real


@implements("imag")
def imag(val: Any) -> Any:
    return val.imag


# ---- text ----------------------------------------------------------------------------------------------


def _text(x: Any, width: Any, precision: Any, small: Any, **others: Any) -> str:
    options = {"linewidth": width, "precision": precision, "suppress": small, **others}
    with np.printoptions(**{k: v for k, v in options.items() if v is not None}):
        return repr(array_of(x))


@implements("array_str")
def array_str(a: Any, max_line_width: Any = None, precision: Any = None, suppress_small: Any = None) -> str:
    return _text(a, max_line_width, precision, suppress_small)


@implements("array_repr")
def array_repr(
    arr: Any, max_line_width: Any = None, precision: Any = None, suppress_small: Any = None
) -> str:
    return _text(arr, max_line_width, precision, suppress_small)


@implements("array2string")
def array2string(
    a: Any, max_line_width: Any = None, precision: Any = None, suppress_small: Any = None,
    separator: Any = " ", prefix: Any = "", *, formatter: Any = None, threshold: Any = None,
    edgeitems: Any = None, sign: Any = None, floatmode: Any = None, suffix: Any = "", legacy: Any = None,
) -> str:  # fmt: skip
    """The text of the array; its parts are divided as repr divides them."""
    for name, given, usual in (
        ("separator", separator, " "),
        ("prefix", prefix, ""),
        ("suffix", suffix, ""),
        ("legacy", legacy, None),
    ):
        if given != usual:
            raise errors.no_array_keyword("numpy.array2string", f"{name}=")
    others = {
        "formatter": formatter, "threshold": threshold, "edgeitems": edgeitems, "sign": sign,
        "floatmode": floatmode,
    }  # fmt: skip
    return _text(a, max_line_width, precision, suppress_small, **others)
