"""What tests of pictures share: no figure stays, and the data of what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

mpl.use("Agg")


@pytest.fixture(autouse=True)
def figures() -> Iterator[None]:
    """Pictures leave no trace but their figures, which are closed."""
    before = dict(mpl.rcParams)
    yield
    plt.close("all")
    assert dict(mpl.rcParams) == before


def hole(p: Any) -> Any:
    """Defined on a disc."""
    return np.sqrt(4.0 - p[0] ** 2 - p[1] ** 2)


def right_half(p: Any) -> Any:
    """Raises on the left."""
    if p[0] <= 0.0:
        raise ZeroDivisionError
    return p[0] * np.log(p[0]) + p[1] ** 2


def line(ax: Any, name: str) -> Any:
    found = [drawn for drawn in ax.get_lines() if drawn.get_label() == name]
    assert len(found) == 1, [drawn.get_label() for drawn in ax.get_lines()]
    return found[0]


def data(ax: Any, name: str) -> tuple[Any, Any]:
    drawn = line(ax, name)
    return np.asarray(drawn.get_xdata()), np.asarray(drawn.get_ydata())


def pieces(x: Any, y: Any) -> list[tuple[Any, Any]]:
    """The parts of a line of two points or more."""
    cuts = np.flatnonzero(np.isnan(y))
    parts = zip(np.split(x, cuts), np.split(y, cuts), strict=True)
    known = [(u[~np.isnan(v)], v[~np.isnan(v)]) for u, v in parts]
    return [(u, v) for u, v in known if u.size > 1]
