"""Pictures that move: what each frame shows, and what is saved."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, assert_type

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.animation import FuncAnimation, PillowWriter, writers
from matplotlib.axes import Axes

import dualnum
from dualnum import plot as typed
from dualnum.optimize import adam, gradient_descent

from . import plot_checks

dn: Any = dualnum
plot: Any = dn.plot
figures = plot_checks.figures  # closes them, after each test


def bowl(p: Any) -> Any:
    return p[0] ** 2 + 4.0 * p[1] ** 2


def square(x: Any) -> Any:
    return (x - 1.0) ** 2


def descend(f: Any, x0: Any, **options: Any) -> Any:
    return gradient_descent(f, x0, **({"step_size": 0.1, "maxiter": 12, "history": True} | options))


# ---- what frames show --------------------------------------------------------------------------------------


def count_visible(ax: Any, beginning: str) -> int:
    return sum(d.get_visible() and d.get_label().startswith(beginning) for d in ax.get_lines())


def test_taylor_moves(tmp_path: Path) -> None:
    ax = plt.figure(figsize=(2.0, 2.0)).add_subplot()
    moving: Any = dn.plot.taylor(np.sin, 0.0, (1, 3, 5), ax=ax, animate=True)
    for frame in (2, 0, 1):
        moving._draw_frame(frame)
        assert count_visible(ax, "orders 1 to") + count_visible(ax, "order 1") == 1
        assert sum(d.get_visible() for d in ax.get_lines()) == frame + 3  # with the function and the point
    moving.save(tmp_path / "taylor.gif", writer="pillow", dpi=40)
    assert (tmp_path / "taylor.gif").read_bytes()[:3] == b"GIF"


def test_newton_moves() -> None:
    ax = plt.figure(figsize=(2.0, 2.0)).add_subplot()
    moving: Any = dn.plot.newton(np.cosh, 1.0, ax=ax, animate=True, maxiter=2)
    for frame in (2, 0, 1):
        moving._draw_frame(frame)
        assert count_visible(ax, "step") == (frame > 0)  # one entry for all in so small a picture
        assert count_visible(ax, "stopped") == (frame == 2)
    assert moving.to_jshtml().count("data:image/png;base64") == 3


@pytest.mark.parametrize("variables", [1, 2])
def test_animations_grow_point_by_point(variables: int, tmp_path: Path) -> None:
    if variables == 1:
        moving = plot.function_path(
            square, descend(square, 3.0, maxiter=3), descend(square, 0.0, maxiter=1), animate=True
        )
    else:
        runs = descend(bowl, [1.0, 1.0], maxiter=3), descend(bowl, [1.0, -1.0], maxiter=1)
        moving = plot.contour_path(bowl, *runs, points=5, animate=True)
    html = moving.to_jshtml(fps=5)
    assert html.count("data:image/png") == 4
    moving.save(tmp_path / "path.gif", writer=PillowWriter(fps=5))
    assert (tmp_path / "path.gif").read_bytes()[:4] == b"GIF8"
    ax: Any = plt.gcf().axes[0]
    first = 1 if variables == 1 else 0
    long, short = ax.lines[first], ax.lines[first + 2 + variables]
    assert (len(long.get_xdata()), len(short.get_xdata())) == (4, 2)
    moving._draw_frame(1)
    assert variables == 1 or len(ax.lines[3].get_xdata()) == 2  # its edge
    assert (len(long.get_xdata()), len(short.get_xdata())) == (2, 2)
    assert np.array_equal(ax.lines[first + 2].get_xydata()[0], long.get_xydata()[1])
    assert isinstance(moving, FuncAnimation)


def test_long_animations_leave_out_steps() -> None:
    result = adam(bowl, [3.0, 1.0], step_size=1e-3, maxiter=450, history=True)
    moving = plot.contour_path(bowl, result, points=5, arrows=False, animate=True)
    plt.gcf().canvas.draw()  # which starts the animation
    frames = list(moving.new_frame_seq())
    assert len(frames) == 50
    path: Any = plt.gcf().axes[0].lines[0]
    lengths = []
    for frame in frames:
        moving._draw_frame(frame)
        lengths.append(len(path.get_xdata()))
    assert (lengths[0], lengths[-1]) == (1, 451)
    assert min(np.diff(lengths)) > 0


# ---- types -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moves", [False, True])
def test_what_is_returned(moves: bool) -> None:
    """Checked by mypy as well."""
    f, run, other = np.cosh, descend(square, 3.0), descend(bowl, [1.0, 1.0])
    assert_type(typed.taylor(f, 0.0, 3), Axes)
    assert_type(typed.newton(f, 1.0), Axes)
    assert_type(typed.function_path(square, run), Axes)
    assert_type(typed.contour_path(bowl, other, points=5, animate=False), Axes)
    drawn = [
        assert_type(typed.taylor(f, 0.0, 3, animate=moves), Axes | FuncAnimation),
        assert_type(typed.newton(f, 1.0, animate=moves), Axes | FuncAnimation),
        assert_type(typed.function_path(square, run, animate=moves), Axes | FuncAnimation),
        assert_type(typed.contour_path(bowl, other, points=5, animate=moves), Axes | FuncAnimation),
    ]
    assert all(isinstance(d, FuncAnimation if moves else Axes) for d in drawn)
    moving = [
        assert_type(typed.taylor(f, 0.0, 3, animate=True), FuncAnimation),
        assert_type(typed.newton(f, 1.0, animate=True), FuncAnimation),
        assert_type(typed.function_path(square, run, animate=True), FuncAnimation),
        assert_type(typed.contour_path(bowl, other, points=5, animate=True), FuncAnimation),
    ]
    plt.gcf().canvas.draw()  # which starts them
    assert len(moving) == 4
    assert repr(moving[0]) == "<animation of 1 frames>"


# ---- films, and animations that are not shown --------------------------------------------------------------


@pytest.mark.skipif(not writers.is_available("ffmpeg"), reason="needs ffmpeg")
def test_films(tmp_path: Path) -> None:
    ax = plt.figure(figsize=(2.0, 2.0)).add_subplot()
    moving: Any = dn.plot.newton(np.cosh, 1.0, ax=ax, animate=True, maxiter=2)
    moving.save(tmp_path / "newton.mp4", writer="ffmpeg")
    assert (tmp_path / "newton.mp4").read_bytes()[4:8] == b"ftyp"


KEPT = """
import numpy as np, dualnum as dn
movie = dn.plot.taylor(np.sin, 0.0, (1, 3), animate=True)
movie = dn.plot.newton(np.cosh, 1.0, animate=True)
"""


def test_animations_may_stay_unseen() -> None:
    environment = os.environ | {"MPLBACKEND": "Agg"}
    done = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", KEPT],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
