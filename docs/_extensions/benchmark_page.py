"""Directives that show a run of the benchmarks: machine, picture, and the tables that the terminal shows."""

from __future__ import annotations

import sys
from pathlib import Path

from docutils import nodes
from page_tables import paragraph, table
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT))  # at the end: the installed dualnum stays in front of the checkout's

from bench import picture  # noqa: E402
from bench.report import ABOUT_ENDINGS, ABOUT_ROWS, ABOUT_SOLVED, Run, cells, ending_cells, ending_notes  # noqa: E402

PICTURE = "generated/benchmarks.png"


class Shown(SphinxDirective):
    """What the directives have in common: the run in benchmarks.json."""

    @property
    def run_of_page(self) -> Run:
        """The run; the page is built anew when its file changes."""
        path = Path(self.env.srcdir) / "benchmarks.json"
        self.env.note_dependency(str(path))
        return Run.read(path)


class BenchmarkMachine(Shown):
    """Where the run was made, of which versions, and on which day."""

    def run(self) -> list[nodes.Node]:
        run = self.run_of_page
        lines = [f"{run.where()}.", f"{run.what()}.", f"Measured on {run.machine['date']}."]
        if run.quick:
            lines.append("A quick run: it shows that everything runs; the ratios mean nothing.")
        return [paragraph(line) for line in lines]


class BenchmarkRows(Shown):
    """The ratios of the rows."""

    def run(self) -> list[nodes.Node]:
        run = self.run_of_page
        head, *lines = cells(run.rows, run.competitors)
        return [paragraph(ABOUT_ROWS), table(head, lines, numbers_from=2)]


class BenchmarkSolved(Shown):
    """The ratios of whole minimisations."""

    def run(self) -> list[nodes.Node]:
        run = self.run_of_page
        head, *lines = cells(run.solved, run.solvers)
        return [paragraph(ABOUT_SOLVED), table(head, lines, numbers_from=2)]


class BenchmarkEndings(Shown):
    """How the minimisations ended, and the words of those that failed."""

    def run(self) -> list[nodes.Node]:
        run = self.run_of_page
        head, *lines = ending_cells(run.solved, run.solvers)
        notes = nodes.bullet_list("", *(nodes.list_item("", paragraph(n)) for n in ending_notes(run.solved)))
        return [
            paragraph(ABOUT_ENDINGS),
            table(head, lines, numbers_from=1),
            *([notes] if len(notes) else []),
        ]


def draw(app: Sphinx) -> None:
    """The picture of all ratios, where the page looks for it."""
    run = Run.read(Path(app.srcdir) / "benchmarks.json")
    names = dict.fromkeys([*run.competitors, *run.solvers])
    path = Path(app.srcdir) / PICTURE
    path.parent.mkdir(exist_ok=True)
    picture.draw([*run.rows, *run.solved], list(names), str(path))


def setup(app: Sphinx) -> dict[str, bool]:
    """For Sphinx."""
    app.connect("builder-inited", draw)
    app.add_directive("benchmark-machine", BenchmarkMachine)
    app.add_directive("benchmark-rows", BenchmarkRows)
    app.add_directive("benchmark-solved", BenchmarkSolved)
    app.add_directive("benchmark-endings", BenchmarkEndings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
