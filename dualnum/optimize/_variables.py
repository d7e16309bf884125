"""The variables of a problem as one vector, and back; their bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dualnum import errors
from dualnum._array import JetArray
from dualnum._explain import explain
from dualnum._scalar import Jet, is_scalar
from dualnum._structure import Structure

Vector = NDArray[np.float64]


class Variables:
    """What x0 is: a number, a vector, or a structure of numbers and arrays.

    Parameters
    ----------
    who : str
        The optimizer, for messages.
    x0 : float, array or nested dicts, lists and tuples of them
        A list or tuple of numbers is a vector, as in scipy.

    Attributes
    ----------
    start : ndarray, shape (n,)
        x0 as a vector of its own.
    is_number : bool
        Whether the function takes a float.
    """

    def __init__(self, who: str, x0: Any) -> None:
        self.who = who
        self.structure: Structure | None = None
        self.is_number = is_scalar(x0) or (isinstance(x0, np.ndarray) and x0.ndim == 0)
        if isinstance(x0, (list, tuple)) and not hasattr(x0, "_fields") and all(map(is_scalar, x0)):
            _refuse_duals(who, x0)
            x0 = np.array(x0, dtype=float)
        _refuse_duals(who, [x0])
        if self.is_number or (isinstance(x0, np.ndarray) and x0.ndim == 1 and x0.dtype.kind in "biuf"):
            self.start = np.array(x0, dtype=np.float64).reshape(-1)
        else:
            self.structure = Structure(who, x0)
            self.start = self.structure.flat()
        if not self.start.size:
            raise errors.no_parameters(who)

    def restore(self, x: Any) -> Any:
        """The vector x (plain or of dual numbers) in the form of x0."""
        if self.structure is not None:
            return self.structure.unflat(x)
        return float(x[0]) if self.is_number else x

    def given(self, x: Vector) -> Any:
        """As the user's functions get it: a copy in the form of x0.

        A number is NumPy's, so that 1 / x and x**0.5 give infinities and NaN at a trial point, not an error.
        """
        return x.copy()[0] if self.is_number else self.restore(x.copy())

    def of_vector(self, f: Callable[..., Any]) -> Callable[..., Any]:
        """`f`, which takes the form of x0, as a function of the vector."""
        structure = self.structure
        if structure is None and not self.is_number:
            return f

        def of_form(x: Any, *args: Any) -> Any:
            x = x if structure is None else structure.unflat(x)
            try:
                return f(x, *args)
            except TypeError as error:
                explain(error, self.who, (x, *args))
                raise

        return of_form

    def gradient(self, what: str, g: Any) -> Vector:
        """A gradient that the user's function returned, as a vector."""
        if self.structure is not None:
            return self.structure.flat(g)
        slopes = real_array(what, g)
        if slopes.shape != self.start.shape and not (self.is_number and slopes.size == 1):
            raise errors.bad_shape(what, self.start.shape, slopes.shape)
        return slopes.reshape(-1)


def real_array(what: str, a: Any) -> Vector:
    """What the user's derivative returned, as a real array; sparse matrices are filled up."""
    try:
        array = np.asarray(a.toarray() if hasattr(a, "toarray") else a)
        if array.dtype.kind == "O":
            array = array.astype(np.float64)
    except errors.DualnumError:
        raise
    except (TypeError, ValueError):
        raise errors.not_real(what, a) from None
    if array.dtype.kind not in "biuf":
        raise errors.not_real(what, a)
    return np.array(array, dtype=np.float64)


def _refuse_duals(who: str, numbers: Any) -> None:
    if any(isinstance(number, (Jet, JetArray)) for number in numbers):
        raise errors.dual_start(who)


class Box:
    """Bounds of every variable.

    Parameters
    ----------
    bounds : sequence of pairs, or an object with ``lb`` and ``ub``
        As scipy takes them; None or an infinity is no bound.
    x0 : ndarray, shape (n,)
        The start, which must lie inside.
    """

    def __init__(self, bounds: Any, x0: Vector) -> None:
        n = x0.size
        try:
            if hasattr(bounds, "lb") and hasattr(bounds, "ub"):
                low, high = bounds.lb, bounds.ub
            else:
                pairs = list(bounds)
                if len(pairs) != n:
                    raise errors.bad_bounds(bounds, n)
                low = [-np.inf if a is None else a for a, _ in pairs]
                high = [np.inf if b is None else b for _, b in pairs]
            self.low = np.broadcast_to(np.asarray(low, dtype=np.float64), (n,))
            self.high = np.broadcast_to(np.asarray(high, dtype=np.float64), (n,))
        except (TypeError, ValueError):
            raise errors.bad_bounds(bounds, n) from None
        if np.isnan(self.low).any() or np.isnan(self.high).any():
            raise errors.bad_bounds(bounds, n)
        for i, (a, b, x) in enumerate(zip(self.low, self.high, x0, strict=True)):
            if a > b:
                raise errors.crossed_bounds(i, float(a), float(b))
            if x < a or x > b:
                raise errors.outside_bounds(i, float(x), float(a), float(b))

    def project(self, x: Vector) -> Vector:
        """The nearest point inside."""
        inside: Vector = np.minimum(np.maximum(x, self.low), self.high)  # a third of the time of np.clip
        return inside

    def gradient(self, x: Vector, g: Vector) -> Vector:
        """The projected gradient: how far a step of -g leads inside the bounds, and zero at a solution."""
        low, high = np.minimum(g, x - self.low), np.maximum(g, x - self.high)
        inside: Vector = np.where(g > 0.0, low, high)  # x - project(x - g) would cancel where x is large
        return inside
