"""The progress of optimizers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dualnum.optimize import OptimizeResult
from dualnum.optimize._options import choice
from dualnum.plot import _axes
from dualnum.plot._legends import plain_legend
from dualnum.plot._runs import MOST_MARKERS, checked
from dualnum.plot._sampling import LARGEST

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUANTITIES = {"gradient_norm": "gradient norm", "fun": "f", "excess": "f - lowest f"}
"""What may be shown, and how its axis is labelled."""
LARGEST_POWER = 1e250
"""On a logarithmic scale matplotlib's margins are powers as well, and have to be finite."""


def convergence(
    *results: OptimizeResult,
    labels: Sequence[str] | None = None,
    quantity: str = "gradient_norm",
    ax: Axes | None = None,
) -> Axes:
    """What was left to do after each step of optimizers, or what the function was.

    Parameters
    ----------
    *results : OptimizeResult
        What optimizers returned that were called with ``history=True``. Lines of runs without success are
        dashed, and their labels say so.
    labels : list of str, optional
        One for each result; by default they are numbered, and a single one with success needs no legend.
    quantity : {"gradient_norm", "fun", "excess"}
        The gradient norm as the optimizer measured it; the function itself; or by how much it is above the
        lowest value in all the results. The function is shown on the scale that the axes have, the others on
        a logarithmic one, where zeros have no place and are left out, as are values below
        1e-250 and above 1e250.
    ax : Axes, optional
        What to draw on; by default pyplot's current axes.

    Returns
    -------
    Axes
        The axes, with one line for each result.

    Raises
    ------
    TypeError
        If a result is none.
    ValueError
        If a result has no history, or the quantity is unknown.
    ImportError
        Without matplotlib.

    Examples
    --------
    >>> import dualnum as dn
    >>> def f(p):
    ...     return (p[0] - 1.0) ** 2 + 10.0 * p[1] ** 4
    >>> runs = [method(f, [4.0, 4.0], history=True) for method in (dn.optimize.newton, dn.optimize.adam)]
    >>> ax = dn.plot.convergence(*runs, labels=["Newton", "Adam"])
    >>> ax.get_yscale(), ax.get_ylabel()
    ('log', 'gradient norm')
    """
    who = "plot.convergence"
    choice(who, "quantity", quantity, tuple(QUANTITIES))
    runs = checked(who, results, labels, None, f"{who}(newton(f, x0, history=True), ...)")
    ax = _axes.plane(who, ax)
    is_norm, is_plain = quantity == "gradient_norm", quantity == "fun"
    histories = [result.history for result in results]
    lines = [np.array(h.gradient_norm if is_norm else h.fun, dtype=float) for h in histories]
    if quantity == "excess":
        known = np.concatenate(lines)
        lowest = np.min(known[np.abs(known) <= LARGEST], initial=math.inf)
        lines = [line - lowest for line in lines]
    smallest, largest = (-LARGEST, LARGEST) if is_plain else (1.0 / LARGEST_POWER, LARGEST_POWER)
    for run, result, left in zip(runs, results, lines, strict=True):
        left[~((smallest <= left) & (left <= largest))] = np.nan
        style = "-" if result.success else "--"
        label = run.label if result.success else f"{run.label} (not converged)"
        ax.plot(
            np.arange(left.size), left, style, label=label, marker="." if left.size <= MOST_MARKERS else None
        )
    if not is_plain:
        ax.set_yscale("log")
    _axes.label(ax, x="step", y=QUANTITIES[quantity])
    if labels is not None or len(results) > 1 or not results[0].success:
        plain_legend(ax)
    return ax
