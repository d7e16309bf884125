"""Tables of docutils nodes, for pages that are generated."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

Cell = str | Sequence[nodes.Node]


def code(text: str) -> nodes.literal:
    """A text set as code."""
    return nodes.literal(text, text)


def codes(texts: Sequence[str], between: str = ", ") -> list[nodes.Node]:
    """Texts set as code, with something between them."""
    parts: list[nodes.Node] = []
    for text in texts:
        parts += [nodes.Text(between), code(text)] if parts else [code(text)]
    return parts


def paragraph(*parts: str | nodes.Node) -> nodes.paragraph:
    """Text and nodes as one paragraph."""
    return nodes.paragraph("", "", *(nodes.Text(p) if isinstance(p, str) else p for p in parts))


def section(title: str, *parts: nodes.Node) -> nodes.section:
    """A part of the page with a title."""
    node = nodes.section("", nodes.title(title, title), *parts)
    node["names"] = [nodes.fully_normalize_name(title)]
    node["ids"] = [nodes.make_id(title)]
    return node


def table(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], numbers_from: int | None = None
) -> nodes.table:
    """A table; cells are texts or nodes, and columns from `numbers_from` on are set to the right."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", row(head, numbers_from))
    group += nodes.tbody("", *(row(cells, numbers_from) for cells in rows))
    kinds = ["generated"] if numbers_from is None else ["generated", "numbers"]
    return nodes.table("", group, classes=["colwidths-auto", *kinds])


def row(cells: Sequence[Cell], numbers_from: int | None) -> nodes.row:
    """One line of a table."""
    line = nodes.row()
    for i, cell in enumerate(cells):
        parts = [nodes.Text(cell)] if isinstance(cell, str) else cell
        blocks = any(isinstance(part, nodes.Body) for part in parts)
        entry = nodes.entry("", *(parts if blocks else [nodes.paragraph("", "", *parts)]))
        if numbers_from is not None and i >= numbers_from:
            entry["classes"].append("text-end")
        line += entry
    return line
