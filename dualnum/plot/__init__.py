"""Pictures of functions with their exact derivatives, and of optimizers on their way (needs matplotlib).

Every function draws on the axes given as `ax`, by default on pyplot's current ones, and returns them, so
that one may go on drawing. No style is set and nothing is shown. An animation, which some return with
``animate=True``, lives as long as it is kept: show it by ``HTML(movie.to_jshtml())`` in a notebook, or
``movie.save("steps.gif", writer="pillow")``. A path takes at most 50 frames. Every frame is drawn anew, with
its layout in figures that have ``layout="constrained"``, where it takes two or three times as long.

Curves of one variable are computed at points that are evenly spaced on the scale of the x axis, so that
``ax.set_xscale("log")`` comes before them. Limits that were chosen before stay. A legend takes the place of
the one that the axes had, with all lines that have labels; ``ax.add_artist(legend)`` keeps one.
"""

from __future__ import annotations

from dualnum.plot._convergence import convergence
from dualnum.plot._curves import function, tangent
from dualnum.plot._newton import newton
from dualnum.plot._paths import contour_path, function_path
from dualnum.plot._surfaces import surface, tangent_plane
from dualnum.plot._taylor import taylor

__all__ = [
    "contour_path",
    "convergence",
    "function",
    "function_path",
    "newton",
    "surface",
    "tangent",
    "tangent_plane",
    "taylor",
]
