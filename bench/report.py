"""The measurements of one run as one table, or as data."""

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata

from bench.imports import best_import_seconds
from bench.memory import added_arrays
from bench.peers import Competitor, Declined, Dualnum
from bench.rows import Derivatives, Memory, Row, Unit, contenders, quick
from dualnum.demo.timing import best_times

IMPORT_TARGET_MS = 15.0


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    batch_seconds: float
    repeats: int
    imports: int


FULL = Effort(batch_seconds=0.004, repeats=40, imports=15)
QUICK = Effort(batch_seconds=0.0, repeats=1, imports=1)


@dataclass(frozen=True)
class Measured:
    """One row: every contender's seconds, or arrays, and how they are shown."""

    name: str
    beside: str
    target: float | None
    amounts: dict[str, float]
    unit: Unit = "ratio"

    def shown(self, competitor: str) -> float | None:
        """The number in a cell: a ratio to the column it stands beside, milliseconds or arrays."""
        own = self.amounts.get(competitor)
        if own is None or self.unit == "arrays":
            return own
        if self.unit == "ms":
            return 1e3 * own
        beside = self.amounts.get(self.beside)
        return None if beside is None else own / beside

    def seconds(self, competitor: str) -> float | None:
        """The time of a contender, where time was measured."""
        return None if self.unit == "arrays" else self.amounts.get(competitor)

    def data(self) -> dict[str, object]:
        """For JSON: the fields and the cells."""
        cells = {competitor: self.shown(competitor) for competitor in self.amounts}
        return asdict(self) | {"shown": cells}


def pin_to_one_core() -> int | None:
    """Keep this process, and what it starts, on one core where the system allows it."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def measure(row: Row, competitors: list[Competitor], effort: Effort) -> Measured:
    """Time everyone who competes in a row, in turns."""
    cells = contenders(row, competitors)
    timers = [cell.timer() for cell in cells.values()]
    enough = row.repeats if isinstance(row, Derivatives) and row.repeats else effort.repeats
    repeats = min(enough, effort.repeats)
    times = best_times(timers, batch_seconds=effort.batch_seconds, repeats=repeats)
    seconds = dict(zip(cells, times, strict=True))
    return Measured(row.name, row.beside, row.target, seconds, row.unit)


def measure_memory(row: Memory, competitors: list[Competitor], small: bool) -> Measured:
    """Measure the memory of everyone who competes in a row, each in a process of its own.

    A peer whose process fails is told on standard error and left out; dualnum's own failure
    ends the run.
    """
    arrays = {}
    for competitor in competitors:
        try:
            arrays[competitor.name] = added_arrays(row, competitor, small)
        except Declined:
            continue
        except RuntimeError as error:
            if isinstance(competitor, Dualnum):
                raise
            print(error, file=sys.stderr)
    name = quick(row).name if small else row.name
    return Measured(name, "", row.target, arrays, "arrays")


def measure_imports(competitors: list[Competitor], effort: Effort) -> Measured:
    """Time the import of every package that is not Python's own."""
    packages = {c.name: c.module for c in competitors if c.module not in ("math", "cmath")}
    times = best_import_seconds(list(packages.values()), effort.imports)
    seconds = dict(zip(packages, times, strict=True))
    return Measured("import, ms", "NumPy (added)", IMPORT_TARGET_MS, seconds, "ms")


def versions(competitors: list[Competitor]) -> dict[str, str]:
    """What was measured."""
    modules = {c.module for c in competitors} - {"math", "cmath"} | {"numpy"}
    return {"python": platform.python_version()} | {
        module: metadata.version(module) for module in sorted(modules)
    }


def number(value: float | None) -> str:
    """Three digits or so; a dash where there is nothing."""
    if value is None:
        return "-"
    decimals = next((d for limit, d in ((0.0995, 3), (9.995, 2), (99.95, 1)) if value < limit), 0)
    return f"{value:.{decimals}f}"


def time_text(seconds: float | None) -> str:
    """A time in the unit that suits it."""
    if seconds is None:
        return "-"
    scale, unit = (1e9, "ns") if seconds < 1e-6 else (1e6, "us") if seconds < 1e-3 else (1e3, "ms")
    return f"{scale * seconds:.3g} {unit}"


def table(rows: Sequence[Measured], competitors: list[Competitor]) -> str:
    """All rows, columns aligned: a Markdown table that reads as plain text too."""
    names = [competitor.name for competitor in competitors]
    head = ["", "beside", "target", "dualnum takes", *names]
    lines = [head] + [
        [
            row.name,
            row.beside,
            number(row.target),
            time_text(row.seconds("dualnum")),
            *(number(row.shown(name)) for name in names),
        ]
        for row in rows
    ]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    align = [str.ljust, str.ljust] + [str.rjust] * (len(head) - 2)
    text = [
        "| " + " | ".join(pad(cell, w) for pad, cell, w in zip(align, line, widths, strict=True)) + " |"
        for line in lines
    ]
    rule = ["-" * (w + 2) if i < 2 else "-" * (w + 1) + ":" for i, w in enumerate(widths)]
    return "\n".join([text[0], "|" + "|".join(rule) + "|", *text[1:]])
