"""Writes the README's tables of ratios from a run of the benchmarks, the one that the documentation shows.

    python tools/write_benchmarks.py docs/benchmarks.json

The run is what ``python -m bench --json`` prints. With ``--check`` nothing is written, and the exit code
tells whether something would be.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))  # at the end: the installed dualnum stays in front of the checkout's

from bench.report import Measured, Run, grid, time_text  # noqa: E402

BEGIN = "<!-- benchmarks, by tools/write_benchmarks.py -->\n"
END = "<!-- end of the benchmarks -->\n"
PEERS = ("dualnum", "num_dual", "hyperjet", "autograd", "jax jit", "casadi", "torch")
SOLVERS = ("dualnum", "dualnum + scipy", "by hand", "differences", "autograd", "jax jit")
LEFT_OUT = re.compile(r"(gradient|Hessian), n = (10|100)$|^one a \+|^Rosenbrock, n = 2,")
"""Rows that only the documentation shows."""

TEXT = """\
Ratios of times to the *plain* function - on floats, or NumPy's on the array - value and derivative together;
compiling is not counted where a peer compiles first:

{ratios}

times of what has no plain function to stand beside, or another tool:

{times}

and whole minimisations, each row beside the column that shows 1.00, each solver with its own default
tolerances; (a/b): of b runs a found a minimum:

{solved}

Measured on {date}: {machine}; {versions}.
"""
QUICK = "\nA quick run: it shows that everything runs; the numbers mean nothing.\n"


def section(run: Run) -> str:
    """The text between the markers."""
    ratios = [row for row in run.rows if row.unit == "ratio" and row.beside == "plain"]
    times = [
        row for row in run.rows if row not in ratios and row.unit != "arrays" and row.name != "import, ms"
    ]
    text = TEXT.format(
        ratios=table(ratios, run.competitors, PEERS, Measured.cell),
        times=table(times, run.competitors, PEERS, lambda row, name: time_text(row.seconds(name))),
        solved=table([row for row in run.solved if row.endings], run.solvers, SOLVERS, Measured.cell),
        date=run.machine["date"],
        machine=run.where(),
        versions=run.what(),
    )
    return f"\n{text}{QUICK if run.quick else ''}\n"


def table(
    rows: list[Measured], present: list[str], wanted: tuple[str, ...], cell: Callable[[Measured, str], str]
) -> str:
    """The rows that are not left out, and the columns of those who took part."""
    names = [name for name in wanted if name in present]
    shown = [row for row in rows if not LEFT_OUT.search(row.name)]
    return grid([["", *names], *([row.name, *(cell(row, name) for name in names)] for row in shown)], left=1)


def main() -> int:
    """Read the run, and write or check the section of the README."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("run", type=Path, help="what python -m bench --json printed")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--readme", type=Path, default=ROOT / "README.md")
    options = parser.parse_args()
    old = options.readme.read_text(encoding="utf-8")
    before, begin, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{options.readme} needs the lines\n{BEGIN}{END}between which the tables are to stand")
    new = before + BEGIN + section(Run.read(options.run)) + END + after
    if new != old and not options.check:
        options.readme.write_text(new, encoding="utf-8")
    if new != old and options.check:
        print(
            f"{options.readme} differs from {options.run}: run python tools/write_benchmarks.py {options.run}"
        )
    return int(options.check and new != old)


if __name__ == "__main__":
    sys.exit(main())
