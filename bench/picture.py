"""The ratios of one run as one picture: a row of dots for each row of the table.

Needs matplotlib, which nothing else here does; it is imported when something is drawn.
"""

import importlib
import importlib.util
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from bench.report import Measured

WIDTH = 6.0  # inches: readable where the picture is shown 600 pixels wide
ROW = 0.185
FONT = 8
KEYS = 5  # entries of the legend side by side
TARGET = "#d62728"
STYLES = {
    "dualnum": (TARGET, "o"),
    "by hand": ("#111111", "|"),
    "numba": ("#7f7f7f", "|"),
    "differences": ("#7f7f7f", "X"),
    "dualnum + scipy": ("#ff9896", "o"),
    "complex": ("#8c564b", "d"),
    "num_dual": ("#1f77b4", "s"),
    "hyperjet": ("#2ca02c", "D"),
    "autograd": ("#9467bd", "^"),
    "jax eager": ("#e377c2", "<"),
    "jax jit": ("#ff7f0e", ">"),
    "casadi": ("#17becf", "v"),
    "torch": ("#bcbd22", "P"),
    "drjit": ("#4b5fd0", "X"),
}


def impossible() -> str:
    """Why nothing can be drawn; empty where it can."""
    if importlib.util.find_spec("matplotlib") is None:
        return "drawing needs matplotlib: pip install 'dualnum[plot]'"
    return ""


def draw(rows: Sequence[Measured], names: Sequence[str], path: str) -> None:
    """Write the chart of all rows that are ratios, in groups of what they stand beside."""
    ratios = [row for row in rows if row.unit == "ratio"]
    order = list(dict.fromkeys(["plain", *(row.beside for row in ratios)]))
    ratios.sort(key=lambda row: order.index(row.beside))
    groups = [(beside, list(group)) for beside, group in groupby(ratios, key=lambda row: row.beside)]
    lines = len(ratios) + len(groups)
    keys = -(-(len(names) + 1) // KEYS)
    height = ROW * (lines + keys) + 0.6
    figure = importlib.import_module("matplotlib.figure").Figure(figsize=(WIDTH, height), dpi=200)
    axes = figure.add_axes((0.385, 0.4 / height, 0.6, ROW * lines / height))
    place = 0
    for beside, group in groups:
        write(axes, -0.635, place, heading(beside), weight="bold")
        for row in group:
            place += 1
            draw_row(axes, row, names, place)
        place += 1
    axes.axvline(1.0, color="#444444", linewidth=0.8, zorder=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_ylim(lines - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", labelsize=FONT)
    axes.set_xlabel("time / time of what the row stands beside (less is better)", fontsize=FONT)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    handles, labels = key(axes, [name for name in names if name in STYLES])
    spaces = {"columnspacing": 1.2, "handletextpad": 0.3, "borderaxespad": 0.3}
    figure.legend(handles, labels, loc="upper center", ncols=KEYS, fontsize=FONT, frameon=False, **spaces)
    figure.savefig(path)


def heading(beside: str) -> str:
    """The words over a group of rows."""
    words = {"plain": "the plain function", "by hand": "derivatives by hand"}
    return f"beside {words.get(beside, beside)}"


def write(axes: Any, x: float, place: int, text: str, **style: str) -> None:
    """A text beside the chart, x in widths of it, at the height of a row."""
    axes.text(x, place, text, transform=axes.get_yaxis_transform(), fontsize=FONT, va="center", **style)


def draw_row(axes: Any, row: Measured, names: Sequence[str], place: int) -> None:
    """One row: its name, its target, and a mark for each contender."""
    write(axes, -0.02, place, row.name, ha="right")
    axes.axhline(place, color="#eeeeee", linewidth=0.6, zorder=0)
    if row.target is not None:
        axes.plot([row.target] * 2, [place - 0.45, place + 0.45], color=TARGET, linewidth=1.2)
    for name in names:
        ratio = row.shown(name)
        if ratio is None or name not in STYLES or name == row.beside:
            continue
        axes.plot([ratio], [place], **mark(name))


def mark(name: str) -> dict[str, Any]:
    """How a contender is drawn: this package in front of the others."""
    colour, shape = STYLES[name]
    own = name == "dualnum"
    return {
        "color": colour,
        "marker": shape,
        "markersize": 6.5 if own else 4.5,
        "markeredgewidth": 1.4 if shape == "|" else 0.2,
        "markeredgecolor": colour if shape == "|" else "white",
        "linestyle": "none",
        "zorder": 4 if own else 3,
    }


def key(axes: Any, names: Sequence[str]) -> tuple[list[Any], list[str]]:
    """The entries of the legend."""
    marks = [axes.plot([], [], **mark(name))[0] for name in names]
    target = axes.plot([], [], color=TARGET, marker="|", markersize=11, linestyle="none")[0]
    return [*marks, target], [*names, "target"]
