"""``python -m bench``: everything in one run on one core, as one table of ratios."""

import argparse
import json
import sys

from bench import picture
from bench.machine import machine
from bench.peers import Competitor
from bench.report import (
    ABOUT_ENDINGS,
    ABOUT_ROWS,
    ABOUT_SOLVED,
    FULL,
    QUICK,
    Run,
    endings_table,
    measure,
    measure_imports,
    measure_memory,
    pin_to_one_core,
    table,
    versions,
)
from bench.rows import COMPETITORS, MEMORY_ROWS, ROWS, installed, quick
from bench.solvers import SOLVERS, Differences, all_rows


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one call each: does it run?")
    parser.add_argument("--json", action="store_true", help="print the measurements as JSON")
    parser.add_argument("--only", default="", metavar="TEXT", help="rows whose name has TEXT")
    parser.add_argument("--plot", metavar="FILE", help="draw the ratios as well (.png, .svg, .pdf)")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    options = parse(arguments)
    if options.plot and (reason := picture.impossible()):
        sys.exit(reason)
    effort = QUICK if options.quick else FULL
    core = pin_to_one_core()
    competitors = [kind() for kind in COMPETITORS if installed(kind)]
    solvers = [kind() for kind in SOLVERS if installed(kind)] if installed(Differences) else []
    every_kind: list[type[Competitor]] = [*COMPETITORS, Differences]
    missing = [kind.name for kind in every_kind if not installed(kind)]
    chosen = [row for row in ROWS if options.only in row.name]
    rows = [measure(quick(row) if options.quick else row, competitors, effort) for row in chosen]
    rows += [
        measure_memory(row, competitors, options.quick) for row in MEMORY_ROWS if options.only in row.name
    ]
    if options.only in "import":
        rows.append(measure_imports(competitors, effort))
    runs = [row for row in all_rows() if options.only in row.name] if solvers else []
    solved = [measure(row, solvers, effort) for row in runs]
    everyone = [*competitors, *(solver for solver in solvers if type(solver) not in COMPETITORS)]
    run = Run(
        machine=machine(),
        core=core,
        versions=versions(everyone),
        quick=options.quick,
        competitors=[competitor.name for competitor in competitors],
        solvers=[solver.name for solver in solvers],
        rows=rows,
        solved=solved,
    )
    if options.plot:
        picture.draw([*rows, *solved], [competitor.name for competitor in everyone], options.plot)
    if options.json:
        print(json.dumps(run.data(), indent=1))
    else:
        show(run, missing)
    return 0


def show(run: Run, missing: list[str]) -> None:
    """The tables and what they are of, as text."""
    if run.rows:
        print(ABOUT_ROWS, table(run.rows, run.competitors), sep="\n\n", end="\n\n")
    if run.solved:
        print(ABOUT_SOLVED, table(run.solved, run.solvers), sep="\n\n", end="\n\n")
        print(ABOUT_ENDINGS, endings_table(run.solved, run.solvers), sep="\n\n", end="\n\n")
    print(run.where(), run.what(), sep="\n")
    for name in missing:
        print(f"{name}: skipped, not installed")
    if run.quick:
        print("Quick run: it shows that everything runs; the ratios mean nothing.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
