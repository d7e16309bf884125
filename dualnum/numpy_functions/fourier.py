"""Discrete Fourier transforms: all are linear, so each is the same call on every part.

Those that take or give conjugate-symmetric halves (rfft, irfft, hfft, ihfft) are linear over the real
numbers, which is enough: what slopes are taken by is real.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum.numpy_functions.lifting import axis_from_end, check_options, implements, linear_rows

__all__: list[str] = []


def _behind(axes: Any, s: Any, ndim: int) -> tuple[int, ...]:
    """Axes counted from the last. Without axes, the last len(s) or all; an axis may come twice."""
    if axes is None:
        return tuple(range(-(ndim if s is None else len(s)), 0))
    return tuple(axis_from_end(axis, ndim) for axis in axes)


def _along_one(name: str) -> Callable[..., Any]:
    f = getattr(np.fft, name)

    def transform(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, out: Any = None) -> Any:
        check_options(f"fft.{name}", out=out)
        return linear_rows(
            lambda v: f(v, n, axis, norm),
            lambda rows: f(rows, n, axis_from_end(axis, rows.ndim - 1), norm),
            a,
        )

    return transform


def _along_several(name: str, usual: Any) -> Callable[..., Any]:
    f = getattr(np.fft, name)

    def transform(a: Any, s: Any = None, axes: Any = usual, norm: Any = None, out: Any = None) -> Any:
        check_options(f"fft.{name}", out=out)
        return linear_rows(
            lambda v: f(v, s, axes, norm),
            lambda rows: f(rows, s, _behind(axes, s, rows.ndim - 1), norm),
            a,
        )

    return transform


def _shift(name: str) -> Callable[..., Any]:
    f = getattr(np.fft, name)

    def shift(x: Any, axes: Any = None) -> Any:
        several = (axes,) if isinstance(axes, (int, np.integer)) else axes
        return linear_rows(
            lambda v: f(v, axes), lambda rows: f(rows, _behind(several, None, rows.ndim - 1)), x
        )

    return shift


for _name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"):
    implements(f"fft.{_name}")(_along_one(_name))
for _name in ("fft2", "ifft2", "rfft2", "irfft2"):
    implements(f"fft.{_name}")(_along_several(_name, (-2, -1)))
for _name in ("fftn", "ifftn", "rfftn", "irfftn"):
    implements(f"fft.{_name}")(_along_several(_name, None))
for _name in ("fftshift", "ifftshift"):
    implements(f"fft.{_name}")(_shift(_name))
