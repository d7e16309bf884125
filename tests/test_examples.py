"""The examples: each runs by itself, checks its own result, and draws."""

from __future__ import annotations

import ast
import importlib.util
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(FOLDER.rglob("*.py"))
LINES = 80
HANGING = 300  # seconds: no limit of speed, only of patience
OPTIONAL = {"matplotlib", "scipy", "sympy", "sklearn"}

RUN = """
import io, runpy, sys
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
figures = []
new = plt.figure
def counted(*args, **kwargs):
    figures.append(new(*args, **kwargs))
    return figures[-1]
plt.figure = counted
kept = runpy.run_path(sys.argv[1], run_name="__main__")
assert figures, "no figure"
assert all(figure.axes for figure in figures), "an empty figure"
for figure in figures:
    figure.savefig(io.BytesIO())
for movie in (thing for thing in kept.values() if isinstance(thing, FuncAnimation)):
    frames = list(movie.new_frame_seq())
    for frame in (frames[0], frames[-1]):
        movie._draw_frame(frame)
        movie._fig.savefig(io.BytesIO())
"""


def imported(tree: ast.Module) -> set[str]:
    """The packages that a script imports at its top level."""
    names = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def run(script: Path) -> subprocess.CompletedProcess[str]:
    """The script in a process of its own, headless, warnings being errors."""
    environment = os.environ | {"MPLBACKEND": "Agg"}
    command = [sys.executable, "-P", "-W", "error", "-c", RUN, str(script)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=HANGING, check=False
    )


def test_the_gallery_has_every_example_in_its_place() -> None:
    order = runpy.run_path(str(FOLDER.parent / "docs" / "_extensions" / "gallery_order.py"))["SECTIONS"]
    placed = [f"{section}/plot_{name}.py" for section, names in order.items() for name in names.split()]
    assert sorted(placed) == [script.relative_to(FOLDER).as_posix() for script in SCRIPTS]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_example(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert script.name.startswith("plot_"), "the gallery shows only plot_*.py"
    assert script.parent.parent == FOLDER, "examples are in the sections of the gallery"
    assert len(text.splitlines()) < LINES
    assert any(isinstance(node, ast.Assert) for node in ast.walk(tree)), "it does not check its own result"
    needed = sorted({"matplotlib"} | imported(tree) & OPTIONAL)
    if missing := [name for name in needed if importlib.util.find_spec(name) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    done = run(script)
    assert done.returncode == 0, done.stderr


DRAWN = "import matplotlib.pyplot as plt; plt.plot([1, 2])"
MOVING = f"""{DRAWN}
from matplotlib.animation import FuncAnimation
movie = FuncAnimation(plt.gcf(), lambda k: [plt.gca().set_title({{}})], frames=3)
"""
BAD = {
    "nothing drawn": "x = 1",
    "an empty figure": "import matplotlib.pyplot as plt; plt.figure()",
    "a warning": f"import warnings; {DRAWN}; warnings.warn('w')",
    "a failed check": f"{DRAWN}; assert 1 == 2",
    "a picture that cannot be drawn": f"{DRAWN}; plt.title('$x^$')",
    "an animation that breaks off": f"{MOVING.format('9 // (2 - k)')}",
}


def test_a_good_example_passes(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    script = tmp_path / "plot_good.py"
    script.write_text(MOVING.format("k"))
    done = run(script)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", BAD.values(), ids=BAD.keys())
def test_a_bad_example_fails(code: str, tmp_path: Path) -> None:
    """The check itself."""
    pytest.importorskip("matplotlib")
    script = tmp_path / "plot_bad.py"
    script.write_text(code)
    assert run(script).returncode != 0
