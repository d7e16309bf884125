"""``python -m bench``: everything in one run on one core, as one table of ratios."""

import argparse
import json
import sys

from bench import picture
from bench.report import (
    FULL,
    QUICK,
    measure,
    measure_imports,
    measure_memory,
    pin_to_one_core,
    table,
    versions,
)
from bench.rows import COMPETITORS, MEMORY_ROWS, ROWS, installed, quick


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
    missing = [kind.name for kind in COMPETITORS if not installed(kind)]
    chosen = [row for row in ROWS if options.only in row.name]
    rows = [measure(quick(row) if options.quick else row, competitors, effort) for row in chosen]
    rows += [
        measure_memory(row, competitors, options.quick) for row in MEMORY_ROWS if options.only in row.name
    ]
    if options.only in "import":
        rows.append(measure_imports(competitors, effort))
    if options.plot:
        picture.draw(rows, [competitor.name for competitor in competitors], options.plot)
    if options.json:
        data = {"core": core, "versions": versions(competitors), "quick": options.quick}
        print(json.dumps(data | {"rows": [row.data() for row in rows]}, indent=2))
        return 0
    print("Ratios of times, each row to the column it stands beside; minimum of many batches")
    print("taken in turns. A row in ms shows milliseconds (those of imports: added to NumPy's), one")
    print("in arrays the memory a call adds at its peak, its answer included, in arrays of its input's")
    print("size. A dash: the peer does not do this, or takes too long for a table.\n")
    print(table(rows, competitors))
    print("\n" + ", ".join(f"{name} {text}" for name, text in versions(competitors).items()))
    print(f"Pinned to core {core}." if core is not None else "Not pinned to a core.")
    for name in missing:
        print(f"{name}: skipped, not installed")
    if options.quick:
        print("Quick run: it shows that everything runs; the ratios mean nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
