"""What dual numbers share with NumPy's numbers: their shape, and the methods of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import dualnum as dn

JETS: list[Any] = [
    dn.Dual(0.7, 1.0),
    dn.Dual(0.7, [1.0, 2.0]),
    dn.HyperDual(0.7, 1.0, 2.0, 3.0),
    dn.HyperDual(0.7, [1.0, 2.0], 3.0, [[4.0], [5.0]]),
]
each_jet = pytest.mark.parametrize("x", JETS, ids=["dual", "wide", "hyper", "wide hyper"])
PLAIN = np.float64(0.7)


def parts(x: Any) -> str:
    """The text of a number has all its parts, that of an array of one number as well."""
    return repr(x if np.ndim(x) == 0 else x.item())


THEMSELVES: dict[str, Callable[[Any], Any]] = {
    "item": lambda x: x.item(),
    "item 0": lambda x: x.item(0),
    "item of no index": lambda x: x.item(()),
    "tolist": lambda x: x.tolist(),
    "copy": lambda x: x.copy(),
    "T": lambda x: x.T,
    "real": lambda x: x.real,
    "conj": lambda x: x.conj(),
    "conjugate": lambda x: x.conjugate(),
    "sum": lambda x: x.sum(),
    "sum of an axis": lambda x: x.sum(axis=0),
    "prod": lambda x: x.prod(),
    "mean": lambda x: x.mean(),
    "max": lambda x: x.max(),
    "min": lambda x: x.min(),
    "squeeze": lambda x: x.squeeze(),
    "transpose": lambda x: x.transpose(),
    "take": lambda x: x.take(0),
    "astype": lambda x: x.astype(float),
    "reshape to nothing": lambda x: x.reshape(()),
    "reshape": lambda x: x.reshape(1, 1),
    "reshape by a tuple": lambda x: x.reshape((1,)),
    "reshape to what fits": lambda x: x.reshape(-1, order="F"),
    "ravel": lambda x: x.ravel(),
    "flatten": lambda x: x.flatten(),
    "repeat": lambda x: x.repeat(1),
    "cumsum": lambda x: x.cumsum(),
    "cumprod": lambda x: x.cumprod(),
}


@each_jet
@pytest.mark.parametrize("name", THEMSELVES)
def test_no_slope_is_lost(name: str, x: Any) -> None:
    y, plain = THEMSELVES[name](x), THEMSELVES[name](PLAIN)
    assert parts(y) == parts(x)
    assert np.shape(y) == np.shape(plain)
    assert parts(plain) == parts(PLAIN) or plain == 0.7


@each_jet
def test_of_numpys_numbers(x: Any) -> None:
    assert (x.shape, x.ndim, x.size) == (PLAIN.shape, PLAIN.ndim, PLAIN.size) == ((), 0, 1)
    assert x.any()
    assert x.all()
    assert not (0.0 * x).any()
    assert (x.argmax(), x.argmin()) == (0, 0)
    assert (x.var(), x.std()) == (0.0, 0.0)
    assert x.clip(0.0, 0.5) == 0.5


@each_jet
def test_no_precision_of_its_own(x: Any) -> None:
    assert not hasattr(x, "dtype")  # NumPy would cast to it what it averages
    mean = np.mean(np.array([x, 3.0 * x], dtype=object))
    assert parts(mean) == parts((x + 3.0 * x) / 2)


REFUSED: dict[str, Callable[[Any], Any]] = {
    "item 1": lambda x: x.item(1),
    "item of two": lambda x: x.item(0, 0),
    "axis": lambda x: x.sum(axis=1),
    "reshape to two": lambda x: x.reshape(2),
    "to integers": lambda x: x.astype(int),
    "take 1": lambda x: x.take(1),
}


@each_jet
@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, x: Any) -> None:
    with pytest.raises((TypeError, ValueError, IndexError)):
        REFUSED[name](x)


def test_code_for_numpys_numbers() -> None:
    def loss(p: Any) -> Any:
        total: Any = p[0].copy() * p[1].item() if p[0].ndim == 0 and p[1].shape == () else 0.0
        return (total**2).sum() + np.mean(p).item()

    p = np.array([2.0, 3.0])
    assert dn.grad(loss)(p).tolist() == [36.5, 24.5]
    assert dn.hessian(loss)(p).tolist() == [[18.0, 24.0], [24.0, 8.0]]
    square: Any = np.square
    assert dn.grad(lambda x: square(x).sum())(3.0) == 6.0
