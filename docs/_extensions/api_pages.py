"""How docstrings come to the pages: signatures of compiled code, headings of modules, what is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

import dualnum
from dualnum.functions import ALIASES, RULES


def left_out(app: Sphinx, what: str, name: str, member: Any, skip: bool, options: Any) -> bool | None:
    """Functions of the table are methods of numbers too: one sentence says so."""
    return True if what == "class" and (name in RULES or name in ALIASES) else None


def told_once(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Attributes of a class that are listed as its members need no section of their own."""
    if what != "class" or "Attributes" not in lines:
        return
    start = lines.index("Attributes")
    rules = (i for i in range(start + 2, len(lines)) if lines[i] and lines[i] == "-" * len(lines[i]))
    end = next(rules, len(lines) + 1) - 1
    section = [line for line in lines[start + 2 : end] if line and not line.startswith(" ")]
    names = {name.strip() for line in section for name in line.partition(" : ")[0].split(",")}
    if all(getattr(thing, name, None) is not None for name in names):
        del lines[start:end]


def small_headings(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """A module's headings are no sections of the page: numpydoc leaves them to us."""
    if what == "module":
        for i in range(len(lines) - 1, 0, -1):
            if lines[i - 1] and lines[i] == "-" * len(lines[i - 1]):
                lines[i - 1 : i + 1] = [f".. rubric:: {lines[i - 1]}", ""]


def initials(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """A reference that begins with an author's initial is no list that begins with that letter."""
    lines[:] = [re.sub(r"^(\s*\.\. \[[^]]+\] )([A-Z]\.)", r"\1\\\2", line) for line in lines]


def stub_signatures() -> dict[str, str]:
    """The signatures of compiled classes, which only their stubs know: without self and types."""
    found: dict[str, str] = {}
    for stub in ("_scalar.pyi", "_array.pyi"):
        tree = ast.parse((Path(dualnum.__file__).parent / stub).read_text(encoding="utf-8"))
        for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.name == "__new__":
                    arguments = item.args
                    arguments.args.pop(0)
                    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                        argument.annotation = None
                    found[node.name] = f"({ast.unparse(arguments)})"
    return found


def for_templates(app: Sphinx, config: Config) -> None:
    """The template of classes puts them in."""
    config.autosummary_context = config.autosummary_context | {"signatures": stub_signatures()}


def setup(app: Sphinx) -> dict[str, bool]:
    """For Sphinx."""
    app.connect("config-inited", for_templates)
    app.connect("autodoc-skip-member", left_out)
    app.connect("autodoc-process-docstring", told_once, priority=100)  # before numpydoc
    app.connect("autodoc-process-docstring", small_headings, priority=900)  # after numpydoc
    app.connect("autodoc-process-docstring", initials, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
