"""``python -m bench``: everything in one run on one core, as one table of ratios."""

import argparse
import json
import sys

from bench import picture
from bench.peers import Competitor
from bench.report import (
    FULL,
    QUICK,
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

ABOUT_ROWS = """\
Ratios of times, each row to the column it stands beside; minimum of many batches
taken in turns. A row in ms shows milliseconds (those of imports: added to NumPy's), one
in arrays the memory a call adds at its peak, its answer included, in arrays of its input's
size. A dash: the peer does not do this, or takes too long for a table."""

ABOUT_SOLVED = """\
Derivatives of functions to be minimised, and whole minimisations: by scipy's L-BFGS-B; by its
trust-exact with Hessians, and by dualnum's newton in the column dualnum; sums of squares by
scipy's MINPACK, and by dualnum's levenberg_marquardt; each with its own default tolerances. MGH:
More, Garbow and Hillstrom's test functions.
(a/b): the times are of all b runs, of which a found a minimum; what found none is not timed."""

ABOUT_ENDINGS = """\
How they ended: evaluations of function/gradient/Hessian, final value less the known minimum, norm
of the gradient there, by hand; of sets, how many runs found a known value, how many claim success."""


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
    if options.plot:
        picture.draw([*rows, *solved], [competitor.name for competitor in everyone], options.plot)
    if options.json:
        data = {"core": core, "versions": versions(everyone), "quick": options.quick}
        print(json.dumps(data | {"rows": [row.data() for row in [*rows, *solved]]}, indent=2))
        return 0
    if rows:
        print(ABOUT_ROWS, table(rows, competitors), sep="\n\n", end="\n\n")
    if solved:
        print(ABOUT_SOLVED, table(solved, solvers), sep="\n\n", end="\n\n")
        print(ABOUT_ENDINGS, endings_table(solved, solvers), sep="\n\n", end="\n\n")
    print(", ".join(f"{name} {text}" for name, text in versions(everyone).items()))
    print(f"Pinned to core {core}." if core is not None else "Not pinned to a core.")
    for name in missing:
        print(f"{name}: skipped, not installed")
    if options.quick:
        print("Quick run: it shows that everything runs; the ratios mean nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
