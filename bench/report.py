"""The measurements of one run, and how they are shown: in the terminal, on a page, or as data."""

import json
import os
import sys
import textwrap
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import dualnum
from bench.imports import best_import_seconds
from bench.memory import added_arrays
from bench.peers import Competitor, Declined, Dualnum
from bench.rows import Ending, Memory, Timed, Unit, contenders, quick
from dualnum.demo.timing import best_times

IMPORT_TARGET_MS = 15.0

ABOUT_ROWS = """\
A number is a ratio of times: that of its column, divided by that of what the row stands beside;
each time is the minimum of many batches, taken in turns. Target: what this project set itself for
dualnum; missed ones are shown too. Rows named "ms" show milliseconds (for imports: what they add to
NumPy's). Rows named "arrays" show the memory that a call adds at its peak, its answer included, as
a multiple of the size of its input. A dash: the peer does not do this, or takes too long for a table."""

ABOUT_SOLVED = """\
Derivatives of functions to be minimised, and whole minimisations: by scipy's L-BFGS-B; by its
trust-exact with Hessians, and by dualnum's newton in the column dualnum; sums of squares by
scipy's MINPACK, and by dualnum's levenberg_marquardt; each with its own default tolerances. MGH:
More, Garbow and Hillstrom's test functions.
(a/b): the times are of all b runs, of which a found a minimum; what found none is not timed."""

ABOUT_ENDINGS = """\
How they ended: evaluations of function/gradient/Hessian, final value less the known minimum, norm
of the gradient there, by hand; of sets, how many runs found a known value, how many claim success."""


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
    """One row: every contender's seconds, or arrays, and how they are shown; how minimisations ended."""

    name: str
    beside: str
    target: float | None
    amounts: dict[str, float]
    unit: Unit = "ratio"
    endings: dict[str, Ending] = field(default_factory=dict)

    def shown(self, competitor: str) -> float | None:
        """The number in a cell: a ratio to the column it stands beside, milliseconds or arrays."""
        own = self.amounts.get(competitor)
        if own is None or self.unit == "arrays":
            return own
        if self.unit == "ms":
            return 1e3 * own
        beside = self.amounts.get(self.beside)
        return None if beside is None else own / beside

    def cell(self, competitor: str) -> str:
        """The number as a text, and how many of a set are solved; a time where there is no ratio."""
        ending, shown = self.endings.get(competitor), self.shown(competitor)
        if ending is None:
            return number(shown)
        if ending.solved == 0:
            return "failed"
        text = time_text(self.seconds(competitor)) if shown is None else number(shown)
        return text if ending.tasks == 1 else f"{text} ({ending.solved}/{ending.tasks})"

    def seconds(self, competitor: str) -> float | None:
        """The time of a contender, where time was measured."""
        return None if self.unit == "arrays" else self.amounts.get(competitor)

    def data(self) -> dict[str, Any]:
        """For JSON: the fields and the cells."""
        cells = {competitor: self.shown(competitor) for competitor in self.amounts}
        return asdict(self) | {"shown": cells}

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Measured":
        """The row that `data` was written of."""
        endings = {name: Ending(**fields) for name, fields in data["endings"].items()}
        names = ("name", "beside", "target", "amounts", "unit")
        return cls(**{name: data[name] for name in names}, endings=endings)


@dataclass(frozen=True)
class Run:
    """All that one run measured, on which machine, of which versions."""

    machine: dict[str, Any]
    core: int | None
    versions: dict[str, str]
    quick: bool
    competitors: list[str]
    solvers: list[str]
    rows: list[Measured]
    solved: list[Measured]

    def data(self) -> dict[str, Any]:
        """For JSON."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return fields | {name: [row.data() for row in fields[name]] for name in ("rows", "solved")}

    @classmethod
    def read(cls, path: Path) -> "Run":
        """The run that a file of ``python -m bench --json`` holds."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(**data | {name: [Measured.read(row) for row in data[name]] for name in ("rows", "solved")})

    def where(self) -> str:
        """The machine, in a sentence without an end."""
        m = self.machine
        pinned = "pinned to one core" if self.core is not None else "not pinned to a core"
        sets = ", ".join(m["instruction sets"])
        return f"{m['processor']}, {m['cores']} cores, instruction sets {sets}; {m['system']}; {pinned}"

    def what(self) -> str:
        """The versions of everything that was measured."""
        names = (f"{name} {text}" for name, text in self.versions.items())
        return ", ".join([self.machine["python"], *names])


def pin_to_one_core() -> int | None:
    """Keep this process, and what it starts, on one core where the system allows it."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def measure(row: Timed, competitors: list[Competitor], effort: Effort) -> Measured:
    """Time everyone who competes in a row, in turns; in a quick run once."""
    cells = contenders(row, competitors)
    endings = {name: cell.ending for name, cell in cells.items() if cell.ending is not None}
    timers = {name: cell.timer() for name, cell in cells.items() if not cell.failed}
    repeats = min(getattr(row, "repeats", None) or effort.repeats, effort.repeats)
    with warnings.catch_warnings():
        if endings:  # which solvers warn of steps to where the function overflows
            warnings.simplefilter("ignore", RuntimeWarning)
        if effort is QUICK:
            times = [timer.timeit(1) for timer in timers.values()]
        else:
            times = best_times(list(timers.values()), batch_seconds=effort.batch_seconds, repeats=repeats)
    seconds = dict(zip(timers, times, strict=True))
    return Measured(row.name, row.beside, row.target, seconds, row.unit, endings)


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


def versions(competitors: Iterable[Competitor]) -> dict[str, str]:
    """What was measured."""
    modules = {c.module for c in competitors} - {"math", "cmath", "dualnum"} | {"numpy"}
    return {"dualnum": dualnum.__version__} | {module: metadata.version(module) for module in sorted(modules)}


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
    units = ((1e-6, 1e9, "ns"), (1e-3, 1e6, "us"), (0.9995, 1e3, "ms"))
    scale, unit = next(((scale, unit) for limit, scale, unit in units if seconds < limit), (1.0, "s"))
    return f"{scale * seconds:.3g} {unit}"


def table(rows: Sequence[Measured], names: Sequence[str]) -> str:
    """All rows, columns aligned: a Markdown table that reads as plain text too."""
    return grid(cells(rows, names))


def cells(rows: Sequence[Measured], names: Sequence[str]) -> list[list[str]]:
    """The texts of the table of all rows, the first line as its head."""
    head = ["", "beside", "target", "dualnum takes", *names]
    return [head] + [
        [
            row.name,
            row.beside,
            number(row.target),
            time_text(row.seconds("dualnum")),
            *map(row.cell, names),
        ]
        for row in rows
    ]


def endings_table(rows: Sequence[Measured], names: Sequence[str]) -> str:
    """How the minimisations ended: all cells, then the words of those that failed."""
    return "\n".join([grid(ending_cells(rows, names), left=1), *ending_notes(rows)])


def ending_cells(rows: Sequence[Measured], names: Sequence[str]) -> list[list[str]]:
    """The texts of the table of how minimisations ended, the first line as its head."""
    ended = [row for row in rows if row.endings]
    return [["", *names]] + [[r.name, *(ending_text(r.endings.get(name)) for name in names)] for r in ended]


def ending_notes(rows: Sequence[Measured]) -> list[str]:
    """The words of those that failed."""
    notes = (note(f"{row.name}, {name}", ending) for row in rows for name, ending in row.endings.items())
    return list(filter(None, notes))


def note(who: str, ending: Ending) -> str:
    """What a solver missed; of a set, without the words of its messages."""
    parts = [message if ending.tasks == 1 else message.partition(";")[0] for message in ending.messages]
    text = f"{who}: {', '.join(parts)}"
    return textwrap.fill(text, 100, subsequent_indent="    ", break_on_hyphens=False) if parts else ""


def ending_text(ending: Ending | None) -> str:
    """Evaluations, excess of the value and gradient norm; of a set, what was solved."""
    if ending is None:
        return "-"
    counts = "/".join(
        "-" if count is None else str(count) for count in (ending.nfev, ending.njev, ending.nhev)
    )
    if ending.tasks > 1:
        return f"{ending.solved} of {ending.tasks}, {ending.claimed} claimed; {counts}"
    if not ending.solved:
        return "failed, but claims success" if ending.claimed else "failed"
    figures = " ".join(
        f"{figure:.0e}" for figure in (ending.excess, ending.gradient_norm) if figure is not None
    )
    return f"{counts} {figures}" + ("" if ending.claimed else ", claims no success")


def grid(lines: Sequence[Sequence[str]], left: int = 2) -> str:
    """Lines of cells as a table, the first as its head; so many columns are words."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    align = [str.ljust] * left + [str.rjust] * (len(lines[0]) - left)
    text = [
        "| " + " | ".join(pad(cell, w) for pad, cell, w in zip(align, line, widths, strict=True)) + " |"
        for line in lines
    ]
    rule = ["-" * (w + 2) if i < left else "-" * (w + 1) + ":" for i, w in enumerate(widths)]
    return "\n".join([text[0], "|" + "|".join(rule) + "|", *text[1:]])
