"""Directives that list what dualnum knows: the table's functions, special ones, distributions, NumPy's.

Everything comes from the installed package; the headings of the table's parts from src/rules.def.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from page_tables import Cell, code, codes, paragraph, section, table
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from dualnum import special, stats
from dualnum._array import (
    ALGEBRA,
    BINARY_UFUNCS,
    BY_VALUE,
    FUNCTIONS,
    METHODS,
    OTHER_UFUNCS,
    UFUNC_METHODS,
    UNARY_UFUNCS,
)
from dualnum._rule import Rule
from dualnum.functions import ALIASES, RULES
from dualnum.numpy_functions.lifting import refusal

TABLE = Path(__file__).parents[2] / "src" / "rules.def"
REFUSED = refusal("", "").__code__


def reference(name: str) -> addnodes.pending_xref:
    """A link to where a function is told of."""
    short = code(name.rpartition(".")[2])
    return addnodes.pending_xref("", short, refdomain="py", reftype="func", reftarget=name, refexplicit=True)


class Listing(SphinxDirective):
    """What the directives have in common: names that pages can link to."""

    def target(self, kind: str, *names: str) -> nodes.inline:
        """A place in the page that {func}`...` finds under these names."""
        place = nodes.make_id(names[0])
        domain: Any = self.env.get_domain("py")
        for name in names:
            domain.note_object(name, kind, place, location=self.get_location())
        return nodes.inline("", "", ids=[place])

    def named(self, module: str, name: str, aliases: Iterable[str] = ()) -> list[nodes.Node]:
        """The first cell of a row."""
        names = [name, *aliases]
        place = self.target("function", *(f"{module}.{n}" for n in names))
        place += codes(names)
        return [place]


# ---- the table -------------------------------------------------------------------------------------------


def parts_of_the_table() -> Iterator[tuple[str, list[str]]]:
    """The headings of src/rules.def, each with the names of its rows."""
    heading, names = "", list[str]()
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("/* ") and not line.startswith("/*  "):
            if names:
                yield heading, names
            heading, names = re.split(r"[.:*;]", line[3:])[0].strip(), []
        elif found := re.match(r"(?:UNARY|BINARY)\(\s*(\w+)", line):
            names.append(found[1])
    yield heading, names


def statements(text: str) -> Cell:
    """The statements of a cell of the table, one a line; in an empty one, where they are."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        return [nodes.emphasis("", "with the value")]
    return [nodes.line_block("", *(nodes.line("", "", code(part)) for part in parts))]


class FunctionTable(Listing):
    """All rows of the table, in its parts."""

    def run(self) -> list[nodes.Node]:
        spellings: dict[str, list[str]] = {}
        for alias, name in ALIASES.items():
            spellings.setdefault(name, []).append(alias)
        parts = [(heading, [n for n in names if n in RULES]) for heading, names in parts_of_the_table()]
        missing = RULES.keys() - {name for _, names in parts for name in names}
        if missing:
            raise self.error(f"not found in {TABLE.name}: {', '.join(sorted(missing))}")
        return [
            section(heading[0].upper() + heading[1:], self.part(names, spellings))
            for heading, names in parts
            if names
        ]

    def part(self, names: list[str], spellings: dict[str, list[str]]) -> nodes.table:
        """The rows under one heading."""
        rows: list[list[Cell]] = [
            [
                self.named("dualnum", rule.name, spellings.get(rule.name, ())),
                f"{rule.lo:g} … {rule.hi:g}",
                *(statements(text) for text in (rule.value, rule.slopes, rule.curvatures)),
            ]
            for rule in (RULES[name] for name in names)
        ]
        return table(["function", "checked on", "value", "slope", "curvature"], rows)


# ---- special functions and distributions ------------------------------------------------------------------


def sentence(doc: str | None) -> list[nodes.Node]:
    """The first sentence of a docstring, after the signature if it has one; what is in backticks as code."""
    text = re.sub(r"\A\w+\(.*\)\n\n", "", inspect.cleandoc(doc or ""))
    first = re.split(r"\n\n|(?<=\.)\s+(?=[A-Z])", text)[0]
    parts = re.split(r"`+([^`]*)`+", " ".join(first.split()))
    return [code(part) if i % 2 else nodes.Text(part) for i, part in enumerate(parts) if part]


class SpecialTable(Listing):
    """The functions of dualnum.special."""

    def run(self) -> list[nodes.Node]:
        names = [name for name in special.__all__ if callable(getattr(special, name))]
        rows = [self.line(name, getattr(special, name)) for name in names]
        return [table(["function", "arguments", "what it is", "no derivative in"], rows)]

    def line(self, name: str, f: Any) -> list[Cell]:
        """Name, arguments, meaning, and the arguments that have no derivative."""
        first = self.named("dualnum.special", name)
        arguments = codes(list(inspect.signature(f).parameters))
        if f.__name__ in RULES:  # a function of the table, perhaps under SciPy's name
            return [first, arguments, [nodes.Text("as "), reference(f"dualnum.{f.__name__}")], ""]
        if isinstance(f, Rule):
            return [first, codes(f.arguments), sentence(f.__doc__), codes(list(f.fixed))]
        return [first, arguments, sentence(f.__doc__), ""]


class DistributionTable(Listing):
    """The distributions of dualnum.stats, each with its functions."""

    def run(self) -> list[nodes.Node]:
        rows = [self.line(name, getattr(stats, name)) for name in stats.__all__]
        return [table(["distribution", "parameters", "functions", "what it is"], rows)]

    def line(self, name: str, distribution: Any) -> list[Cell]:
        """Name, parameters, functions, meaning."""
        functions = [
            m for m in dir(distribution) if not m.startswith("_") and callable(getattr(distribution, m))
        ]
        first = self.named("dualnum.stats", name)
        first += [self.target("method", f"dualnum.stats.{name}.{m}") for m in functions]
        signature = getattr(distribution, "signature", None)
        if signature is None:
            signature = inspect.signature(getattr(distribution, functions[0]))
            signature = signature.replace(parameters=list(signature.parameters.values())[1:])
        return [
            first,
            codes([str(p) for p in unannotated(signature)]),
            codes(functions),
            sentence(distribution.__doc__),
        ]


def unannotated(signature: inspect.Signature) -> list[inspect.Parameter]:
    """The parameters without their types."""
    return [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]


# ---- NumPy -------------------------------------------------------------------------------------------------


def reason(f: Any) -> str | None:
    """Why a function is refused; None where it is not."""
    if getattr(f, "__code__", None) is not REFUSED:
        return None
    return str(inspect.getclosurevars(f).nonlocals["reason"])


class NumpyTable(Listing):
    """NumPy's functions, methods and ufuncs that take dual arrays, and those that are refused."""

    def run(self) -> list[nodes.Node]:
        elementwise = [u.__name__ for u in (*ALGEBRA, *UNARY_UFUNCS, *BINARY_UFUNCS)]
        elementwise += [name for name, f in OTHER_UFUNCS.items() if reason(f) is None]
        methods = sorted(name for name, f in METHODS.items() if reason(f) is None)
        ufuncs: list[list[Cell]] = [
            ["with derivatives", codes(sorted(set(elementwise)))],
            ["of the values", codes(sorted(u.__name__ for u in BY_VALUE))],
            ["their methods", codes(sorted(name for name, f in UFUNC_METHODS.items() if reason(f) is None))],
        ]
        return [
            section("Ufuncs", table(["treated", "ufuncs"], ufuncs)),
            section("Functions", table(["what they do", "functions"], self.families())),
            section(
                "Methods of arrays",
                paragraph(*codes(methods)),
            ),
            section("Refused by name", table(["because", "functions"], self.refused())),
        ]

    def families(self) -> list[list[Cell]]:
        """The functions by the module that has them, which says what they are."""
        families: dict[str, list[str]] = {}
        for name, f in FUNCTIONS.items():
            if reason(f) is None:
                families.setdefault(f.__module__, []).append(name)
        return [
            [sentence(importlib.import_module(module).__doc__), codes(sorted(names))]
            for module, names in families.items()
        ]

    def refused(self) -> list[list[Cell]]:
        """The reasons, each with what it stops."""
        reasons: dict[str, list[str]] = {}
        for table_ in (FUNCTIONS, OTHER_UFUNCS, METHODS, UFUNC_METHODS):
            for name, f in table_.items():
                if why := reason(f):
                    reasons.setdefault(why, []).append(name)
        return [[why, codes(sorted(names))] for why, names in reasons.items()]


def setup(app: Sphinx) -> dict[str, bool]:
    """For Sphinx."""
    app.add_directive("function-table", FunctionTable)
    app.add_directive("special-table", SpecialTable)
    app.add_directive("distribution-table", DistributionTable)
    app.add_directive("numpy-table", NumpyTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
