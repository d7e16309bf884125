"""Every row and competitor under pytest-benchmark, the answers checked before timing."""

from pathlib import Path
from typing import Any

import pytest

from bench import picture
from bench.imports import import_seconds
from bench.memory import added_arrays
from bench.peers import Competitor, Declined, Plain
from bench.report import Measured
from bench.rows import COMPETITORS, MEMORY_ROWS, ROWS, Memory, Row, installed, quick


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
