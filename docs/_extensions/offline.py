"""Pages load nothing from elsewhere: a build in which one would is an error."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

LOADED = re.compile(
    r'<(?:script|img|iframe|video|source)\b[^>]*\bsrc="(?:https?:)?//[^"]*|<link\b[^>]*"(?:https?:)?//[^"]*'
)


def check(app: Sphinx, exception: Exception | None) -> None:
    """Look through all pages that were written."""
    if exception is not None or app.builder.format != "html":
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        if found := LOADED.search(path.read_text(encoding="utf-8")):
            raise ExtensionError(f"{path.relative_to(app.outdir)} loads {found[0]}")


def setup(app: Sphinx) -> dict[str, bool]:
    """For Sphinx."""
    app.connect("build-finished", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
