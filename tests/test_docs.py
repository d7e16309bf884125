"""The documentation's pages: code that runs, every public name in the reference, tables that agree."""

from __future__ import annotations

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dualnum as dn
from dualnum.functions import ALIASES, RULES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GENERATED = {"_build", "gallery", "generated"}
PAGES = [p for p in sorted(DOCS.rglob("*.md")) if not GENERATED & set(p.relative_to(DOCS).parts)]
PYTHON = re.compile(r"^```(?:python|pycon|py|ipython)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks_of(text: str) -> list[str]:
    """The Python blocks of a page; an empty line ends the last output of each, authors need not write it."""
    return [block + "\n" for block in PYTHON.findall(text)]


def failures_of(text: str, name: str) -> tuple[int, str]:
    """How many examples of a page fail, run from top to bottom in one namespace, and what they print."""
    test = doctest.DocTestParser().get_doctest("\n".join(blocks_of(text)), {}, name, name, 0)
    out: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=out.append)
    return runner.failures, "".join(out)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_code_on_pages_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    text = page.read_text(encoding="utf-8")
    assert all(">>>" in block for block in blocks_of(text)), "Python that is not run: mark it as text"
    assert text.count("```python") == len(PYTHON.findall(text)), "a fence that is not at the start of a line"
    failed, output = failures_of(text, page.name)
    assert failed == 0, output


def test_a_wrong_page_fails() -> None:
    """The check itself: values carry over from block to block, and a wrong one is seen."""
    page = "```python\n>>> x = 2\n```\n\nwords\n\n```python\n>>> x + {0}\n3\n```\n"
    assert failures_of(page.format(1), "right")[0] == 0
    assert failures_of(page.format(2), "wrong")[0] == 1


# ---- the reference ---------------------------------------------------------------------------------------


def documented() -> set[str]:
    """Full names in the summaries, data and modules of the reference's pages."""
    names: set[str] = set()
    for page in sorted((DOCS / "reference").glob("*.md")):
        module = ""
        for line in page.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"\.\. (?:py:)?currentmodule:: (\S+)", line):
                module = found[1]
            elif found := re.match(r"\.\. (?:automodule|py:module|py:data):: (\S+)", line):
                names.add(found[1])
            elif found := re.match(r"(?:   |\.\. autoexception:: )(\w+)$", line):
                names.add(f"{module}.{found[1]}")
    return names


def public() -> set[str]:
    """Full names of everything public that is not listed by a generated table."""
    names = {f"dualnum.{name}" for name in dn.__all__ if name not in RULES and name not in ALIASES}
    for module in ("dualnum.optimize", "dualnum.plot"):
        names |= {f"{module}.{name}" for name in importlib.import_module(module).__all__}
    exceptions = (name for name, thing in vars(dn.errors).items() if isinstance(thing, type))
    names |= {
        f"dualnum.errors.{n}" for n in exceptions if issubclass(getattr(dn.errors, n), dn.errors.DualnumError)
    }
    return names | {"dualnum"}


def test_the_reference_has_every_public_name() -> None:
    assert not public() - documented()
    assert not documented() - public()


@pytest.mark.parametrize(
    ("page", "directive"),
    [("functions", "function"), ("special", "special"), ("stats", "distribution"), ("numpy", "numpy")],
)
def test_the_tables_are_on_their_pages(page: str, directive: str) -> None:
    text = (DOCS / "reference" / f"{page}.md").read_text(encoding="utf-8")
    assert f"```{{{directive}-table}}\n```\n" in text


# ---- numbers that stand in two places ---------------------------------------------------------------------


def test_tables_of_the_readme_are_of_the_run_that_the_pages_show() -> None:
    command = [
        sys.executable,
        "-P",
        str(ROOT / "tools" / "write_benchmarks.py"),
        str(DOCS / "benchmarks.json"),
    ]
    done = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
