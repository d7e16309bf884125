"""Every row and competitor under pytest-benchmark, the answers checked before timing."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import picture
from bench.imports import import_seconds
from bench.machine import machine
from bench.memory import added_arrays
from bench.peers import Competitor, Declined, Dualnum, Plain
from bench.report import Measured, Run, endings_table, table
from bench.rows import COMPETITORS, MEMORY_ROWS, ROWS, Ending, Memory, Row, Timed, installed, quick
from bench.solvers import SOLVERS, Differences, Minimisation, all_rows


def ready(kind: type[Competitor]) -> Competitor:
    """The competitor, or a skip that names it."""
    if not installed(kind):
        pytest.skip(f"{kind.name} is not installed")
    return kind()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("kind", COMPETITORS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, kind: type[Competitor], benchmark: Any) -> None:
    """One cell of the table."""
    competitor = ready(kind)
    try:
        contender = quick(row).contender(competitor)
    except Declined as reason:
        pytest.skip(str(reason))
    benchmark.group = row.name
    benchmark(contender.call())


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("kind", SOLVERS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_minimisation(row: Timed, kind: type[Competitor], benchmark: Any) -> None:
    """One cell of the second table; dualnum finds every single minimum and says so."""
    ready(Differences)
    solver = ready(kind)
    try:
        contender = row.contender(solver)
    except Declined as reason:
        pytest.skip(str(reason))
    if contender.failed:
        assert kind is not Dualnum
        pytest.skip(str(contender.ending))
    if isinstance(row, Minimisation) and kind is Dualnum and len(row.tasks) == 1:
        assert contender.ending is not None
        assert contender.ending.claimed == 1
    benchmark.group = row.name
    benchmark(contender.call())


@pytest.mark.parametrize("kind", COMPETITORS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("row", MEMORY_ROWS, ids=lambda row: row.name)
def test_memory(row: Memory, kind: type[Competitor]) -> None:
    """One cell of the rows of peak memory, at a size that shows only that it runs."""
    try:
        assert added_arrays(row, ready(kind), small=True) >= 0
    except Declined as reason:
        pytest.skip(str(reason))


def test_picture(tmp_path: Path) -> None:
    """The chart is drawn, rows of other units and empty cells left out."""
    if reason := picture.impossible():
        pytest.skip(reason)
    rows = [
        Measured("one", "plain", 1.3, {"plain": 1e-6, "dualnum": 1.2e-6, "peer": 3e-5}),
        Measured("two", "peer", None, {"dualnum": 1e-6, "peer": 1e-5}),
        Measured("three, ms", "", 10.0, {"dualnum": 1e-3}, "ms"),
    ]
    picture.draw(rows, ["plain", "dualnum", "peer"], str(tmp_path / "ratios.png"))
    assert (tmp_path / "ratios.png").stat().st_size > 0


@pytest.mark.parametrize(
    "kind", [k for k in COMPETITORS if k.module not in ("math", "cmath")], ids=lambda k: k.name
)
def test_import(kind: type[Competitor], benchmark: Any) -> None:
    """Importing each package in a fresh interpreter, NumPy and the start-up included."""
    if not installed(kind):
        pytest.skip(f"{kind.name} is not installed")
    benchmark.group = "import"
    benchmark.pedantic(import_seconds, args=(kind.module,), rounds=5)


def test_a_wrong_answer_is_refused() -> None:
    """The check itself: a competitor that leaves the slope at zero is not timed."""
    from bench import rows
    from bench.problems import NESTED_SINE

    class Wrong(Plain):
        def prepare(self, problem: Any) -> Any:
            return lambda x: (problem.by_hand(x)[0], 0.0)

    with pytest.raises(rows.WrongAnswer, match="plain"):
        rows.check(
            Wrong(),
            rows.flat(Wrong().prepare(NESTED_SINE)(1.0)),
            rows.flat(NESTED_SINE.by_hand(1.0)),
        )


def test_a_failed_solver_is_shown() -> None:
    """In the table by a word, in a set by how many it solved, and with its message below."""
    good, bad = Ending(1, 1, 1, 8, 8, None, 1e-9, 1e-3), Ending(1, 0, 1, 9, 9, None, 3.0, 0.0, ("f: stuck",))
    both = Ending(2, 1, 2, 17, 17, None, messages=("f: stuck",))
    one = Measured("one", "by hand", None, {"by hand": 1e-3}, endings={"by hand": good, "dualnum": bad})
    two = Measured("two", "by hand", None, {"by hand": 1e-3, "dualnum": 2e-3}, endings={"dualnum": both})
    solvers = ["by hand", "dualnum"]
    cells = [
        [cell.strip() for cell in line.split("|")[-3:-1]] for line in table([one, two], solvers).split("\n")
    ]
    assert cells[2:] == [["1.00", "failed"], ["1.00", "2.00 (1/2)"]]
    text = endings_table([one, two], solvers)
    assert "8/8/- 1e-09 1e-03" in text
    assert "failed, but claims success" in text
    assert "1 of 2, 2 claimed" in text
    assert "one, dualnum: f: stuck" in text


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What the pages show is what was measured, and it names its machine."""
    ending = Ending(2, 1, 2, 17, 17, None, messages=("f: stuck",))
    rows = [Measured("one", "plain", 1.3, {"plain": 1e-6, "dualnum": 1.2e-6})]
    solved = [Measured("two", "by hand", None, {"dualnum": 2e-3}, endings={"dualnum": ending})]
    run = Run(machine(), 3, {"numpy": "2.0"}, False, ["plain", "dualnum"], ["dualnum"], rows, solved)
    path = tmp_path / "run.json"
    path.write_text(json.dumps(run.data()))
    again = Run.read(path)
    assert table(again.rows, again.competitors) == table(rows, ["plain", "dualnum"])
    assert endings_table(again.solved, again.solvers) == endings_table(solved, ["dualnum"])
    assert (again.where(), again.what()) == (run.where(), run.what())
    assert run.machine["processor"] in run.where()
    assert set(run.machine["instruction sets"]) >= {"baseline"}
    assert "numpy 2.0" in run.what()


def test_a_wrong_minimum_is_a_failure() -> None:
    """The check itself: a run that stops at once has failed, whatever it claims."""
    from types import SimpleNamespace

    from bench.fits import rosenbrock_in
    from bench.solvers import end_of

    fit = rosenbrock_in(2)
    ending = end_of(fit, lambda: 1 / 0, alone=True)
    assert not ending.solved
    assert "ZeroDivisionError" in ending.messages[0]

    class Result(SimpleNamespace):
        def get(self, name: str) -> Any:
            return self.__dict__.get(name)

    ending = end_of(
        fit, lambda: Result(fun=1.0, x=fit.start, success=True, message="done", nfev=1), alone=True
    )
    assert (ending.solved, ending.claimed, ending.excess) == (0, 1, 1.0)
    assert ending.nfev == 1
    assert "done" in ending.messages[0]
