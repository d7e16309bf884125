"""How sphinx-gallery takes pictures: of an animation it shows the player, and only one frame as thumbnail.

By itself it would draw all frames twice, once more for a moving thumbnail.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.animation import Animation, PillowWriter
from sphinx_gallery.scrapers import matplotlib_scraper  # type: ignore[import-untyped]

ICONS = re.compile(r'<link rel="stylesheet"\s+href="https:[^"]*font-awesome[^"]*">')
"""What the player would load from elsewhere: the theme has these icons."""


def one_frame(animation: Animation, path: Any, *args: Any, **kwargs: Any) -> None:
    """What `animation.save` does, but a GIF is of the figure as it stands."""
    if Path(path).suffix != ".gif":
        type(animation).save(animation, path, *args, **kwargs)
        return
    figure, writer = animation._fig, PillowWriter()  # type: ignore[attr-defined]
    with writer.saving(figure, str(path), kwargs["dpi"]):
        writer.grab_frame()


def scraper(block: Any, block_vars: Any, gallery_conf: Any, **kwargs: Any) -> str:
    """The pictures of one cell."""
    for thing in list(block_vars["example_globals"].values()):
        if isinstance(thing, Animation):
            thing.save = partial(one_frame, thing)  # type: ignore[method-assign]
    return ICONS.sub("", matplotlib_scraper(block, block_vars, gallery_conf, **kwargs))
