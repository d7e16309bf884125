"""Where pictures are drawn; matplotlib is imported here, when something is drawn."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dualnum import errors

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from mpl_toolkits.mplot3d import Axes3D  # type: ignore[import-untyped, unused-ignore]


def module(who: str, name: str) -> Any:
    """A module of matplotlib, or an error that names the extra; `who` is "plot.function", say."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("matplotlib", "mpl_toolkits"):
            raise
        raise errors.needs_extra(f"dualnum.{who}", "dualnum[plot]") from error


def pyplot(who: str) -> Any:
    """matplotlib.pyplot."""
    return module(who, "matplotlib.pyplot")


def plane(who: str, ax: Axes | None = None) -> Axes:
    """The axes to draw on: those given, or pyplot's current ones; new ones if those have three dimensions."""
    if ax is not None:
        return _checked(who, ax, False)  # type: ignore[no-any-return]
    plt = pyplot(who)
    current: Axes = plt.gca()
    return plt.figure().add_subplot() if is_space(current) else current


def space(who: str, ax: Axes | None = None) -> Axes3D:
    """As `plane`, of three dimensions."""
    if ax is not None:
        return _checked(who, ax, True)
    plt = pyplot(who)
    if plt.get_fignums() and plt.gcf().axes:
        current: Any = plt.gca()
        if is_space(current):
            return current
        plt.figure()
    return plt.gcf().add_subplot(projection="3d")


def is_space(ax: Axes) -> bool:
    """Whether axes have three dimensions."""
    return hasattr(ax, "get_zlim")


def present(who: str, ax: Axes | None) -> Axes | None:
    """The axes that `plane` will return, if they are there already; nothing is begun."""
    if ax is not None:
        return _checked(who, ax, False)  # type: ignore[no-any-return]
    plt = pyplot(who)
    current = plt.gca() if plt.get_fignums() and plt.gcf().axes else None
    return None if current is None or is_space(current) else current


def points_between(who: str, ax: Axes | None, low: float, high: float, n: int) -> NDArray[np.float64]:
    """Points of a curve on axes that may not be there yet, or an error where their scale has no place."""
    if ax is not None and tuple(ax.xaxis.limit_range_for_scale(low, high)) != (low, high):
        raise errors.beyond_scale(who, ax.get_xscale(), low, high)
    return evenly(ax, low, high, n)


def evenly(ax: Axes | None, low: float, high: float, n: int) -> NDArray[np.float64]:
    """Points that are evenly spaced on the scale of x, where it has a place for them."""
    x = np.linspace(low, high, n)
    if ax is None or ax.get_xscale() == "linear":
        return x
    scale = ax.xaxis.get_transform()
    ends: list[float] = scale.transform(np.array([low, high])).tolist()
    seen = np.linspace(ends[0], ends[1], n)
    scaled: NDArray[np.float64] = np.array(scale.inverted().transform(seen), dtype=np.float64)
    scaled[0], scaled[-1] = low, high
    return scaled if (np.diff(scaled) > 0.0).all() else x


def is_linear(ax: Axes) -> bool:
    """Whether straight lines are straight on axes."""
    return ax.get_xscale() == ax.get_yscale() == "linear"


def is_free(ax: Axes) -> bool:
    """Whether nothing was drawn on axes, and their limits and scale of y are nobody's choice."""
    return not ax.has_data() and bool(ax.get_autoscaley_on()) and ax.get_yscale() == "linear"


def label(ax: Axes, *, x: str = "", y: str = "", z: str = "") -> None:
    """Labels of the axes, where they have none."""
    if x and not ax.get_xlabel():
        ax.set_xlabel(x)
    if y and not ax.get_ylabel():
        ax.set_ylabel(y)
    if z and not ax.get_zlabel():  # type: ignore[attr-defined]
        ax.set_zlabel(z)  # type: ignore[attr-defined]


def name_of(f: Any) -> str:
    """What a function is called in a legend, where names that begin with an underscore do not appear."""
    name = getattr(f, "__name__", "")
    return (name.lstrip("_") or "f") if isinstance(name, str) and name.isidentifier() else "f"


def _checked(who: str, ax: Any, needs_space: bool) -> Any:
    if not isinstance(ax, module(who, "matplotlib.axes").Axes) or is_space(ax) is not needs_space:
        raise errors.not_axes(who, ax, needs_space)
    return ax
