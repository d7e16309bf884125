"""Every row and competitor under pytest-benchmark, the answers checked before timing."""

from typing import Any

import pytest

from bench.imports import import_seconds
from bench.peers import Competitor, Declined, Plain
from bench.rows import COMPETITORS, ROWS, Row, installed, quick


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
