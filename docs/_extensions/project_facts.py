"""Directives for what is stated elsewhere: commands and sections of the README, extras of pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from docutils import nodes
from page_tables import Cell, code, codes, table
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]


class OfReadme(SphinxDirective):
    """What directives have in common that show a part of the README."""

    required_arguments = 1

    def part(self, pattern: str, what: str) -> str:
        """The text of the pattern's group."""
        path = ROOT / "README.md"
        self.env.note_dependency(str(path))
        found = re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        if found is None:
            raise self.error(f"README.md has no {what} {self.arguments[0]!r}")
        return found[1]


class DocumentedCommand(OfReadme):
    """The command that the README marks with a name, as the checks run it."""

    def run(self) -> list[nodes.Node]:
        pattern = rf"^<!-- command: {re.escape(self.arguments[0])} -->\n```sh\n(.*?)^```"
        text = self.part(pattern, "command marked").rstrip().replace(" && ", " && \\\n    ")
        return [nodes.literal_block(text, text, language="sh")]


class ReadmeSection(OfReadme):
    """What the README says under a heading of the second level, without the heading."""

    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        pattern = rf"^## {re.escape(self.arguments[0])}\n+(.*?)(?=^## |\Z)"
        return self.parse_text_to_nodes(self.part(pattern, "section"))


class ExtrasTable(SphinxDirective):
    """What extras bring; the lines of the content say what each is for."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        path = ROOT / "pyproject.toml"
        self.env.note_dependency(str(path))
        extras = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
        rows: list[list[Cell]] = []
        for line in filter(None, self.content):
            name, _, words = line.partition(": ")
            if name not in extras:
                raise self.error(f"pyproject.toml has no extra {name!r}")
            rows.append([[code(name)], self.parse_inline(words)[0], codes(extras[name])])
        return [table(["extra", "for", "brings"], rows)]


def setup(app: Sphinx) -> dict[str, bool]:
    """For Sphinx."""
    app.add_directive("documented-command", DocumentedCommand)
    app.add_directive("readme-section", ReadmeSection)
    app.add_directive("extras-table", ExtrasTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
