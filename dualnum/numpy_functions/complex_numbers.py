"""Complex values: dual arrays that functions made of real ones (``np.exp(1j * x)``, a Fourier transform).

What slopes are taken by is real, so every function of a complex number is one of two real ones. Those that
are analytic are stated by their complex slope and curvature (`ANALYTIC`), abs and angle along the path that
z takes. As everywhere, a slope that is exactly 0 stays 0 whatever it is multiplied by, and what a partial
does at a singular point warns nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dualnum import errors
from dualnum._array import COMPLEX
from dualnum.numpy_functions.lifting import (
    OTHER_UFUNCS,
    Array,
    array_of,
    implements,
    operands,
    same_call,
    value_of,
)

__all__: list[str] = []

# ---- products with slopes ----------------------------------------------------------------------------------


def _times(partial: Array, slope: Array) -> Array:
    """partial * slope; a slope that is 0 stays 0, and None is 0 everywhere."""
    return None if slope is None else np.where(slope == 0, 0, partial * slope)


def _outer(e1: Array, e2: Array) -> Array:
    """The products of each row of e1 with each row of e2."""
    if e1 is None or e2 is None:
        return None
    a, b = e1[:, None], e2[None]
    return np.where((a == 0) | (b == 0), 0, a * b)


def _over(slope: Array, divisor: Array) -> Array:
    return None if slope is None else np.where(slope == 0, 0, slope / divisor)


def _sum(*terms: Array) -> Array:
    given = [term for term in terms if term is not None]
    return sum(given[1:], start=given[0]) if given else None


def _difference(a: Array, b: Array) -> Array:
    return a if b is None else _sum(a, -b)


# ---- analytic functions ------------------------------------------------------------------------------------


def _root(z: Array) -> Array:
    """sqrt(1 - z**2), cut along the real axis outside of -1 and 1.

    On a cut the sign of a zero imaginary part says which side; 1 - z and z + 1 would lose it.
    """
    return np.sqrt(-(z - 1.0)) * np.sqrt(z - -1.0)


def _turned(z: Array) -> Array:
    """1j * z, without a sum that would lose the sign of a zero."""
    turned = np.empty_like(z)
    turned.real, turned.imag = -z.imag, z.real
    return turned


def _between(z: Array) -> Array:
    """1 / (1 - z**2), also where z**2 overflows."""
    return (1 / (1 - z)) * (1 / (1 + z))


def _sech2(z: Array) -> Array:
    """1 / cosh(z)**2, also where cosh overflows."""
    return np.where(np.abs(z.real) < 20, 1 / np.cosh(z) ** 2, 4 * np.exp(-2 * np.where(z.real < 0, -z, z)))


LN2, LN10 = float(np.log(2)), float(np.log(10))

# {name: (slope from z and f, curvature from z, f and the slope d)}; derivatives of the inverse functions in
# the form that has the function's own cuts: Abramowitz and Stegun (1964), 4.4.52-4.4.57 and 4.6.37-4.6.42
ANALYTIC: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "negative": (lambda z, f: -1.0, lambda z, f, d: 0.0),
    "exp": (lambda z, f: f, lambda z, f, d: f),
    "exp2": (lambda z, f: LN2 * f, lambda z, f, d: LN2 * d),
    "expm1": (lambda z, f: np.exp(z), lambda z, f, d: d),
    "log": (lambda z, f: 1 / z, lambda z, f, d: -d / z),
    "log2": (lambda z, f: 1 / (LN2 * z), lambda z, f, d: -d / z),
    "log10": (lambda z, f: 1 / (LN10 * z), lambda z, f, d: -d / z),
    "log1p": (lambda z, f: 1 / (1 + z), lambda z, f, d: -d * d),
    "sqrt": (lambda z, f: 0.5 / f, lambda z, f, d: -0.5 * d / z),
    "square": (lambda z, f: 2 * z, lambda z, f, d: 2.0),
    "reciprocal": (lambda z, f: -f * f, lambda z, f, d: -2 * f * d),
    "sin": (lambda z, f: np.cos(z), lambda z, f, d: -f),
    "cos": (lambda z, f: -np.sin(z), lambda z, f, d: -f),
    "tan": (lambda z, f: _sech2(_turned(z)), lambda z, f, d: 2 * f * d),
    "sinh": (lambda z, f: np.cosh(z), lambda z, f, d: f),
    "cosh": (lambda z, f: np.sinh(z), lambda z, f, d: f),
    "tanh": (lambda z, f: _sech2(z), lambda z, f, d: -2 * f * d),
    "arcsin": (lambda z, f: 1 / _root(z), lambda z, f, d: z * d**3),
    "arccos": (lambda z, f: -1 / _root(z), lambda z, f, d: z * d**3),
    "arctan": (lambda z, f: _between(_turned(z)), lambda z, f, d: -2 * z * d * d),
    "arcsinh": (lambda z, f: 1 / _root(_turned(z)), lambda z, f, d: -z * d**3),
    "arccosh": (lambda z, f: 1 / (np.sqrt(z - 1.0) * np.sqrt(z - -1.0)), lambda z, f, d: -z * d**3),
    "arctanh": (lambda z, f: _between(z), lambda z, f, d: 2 * z * d * d),
}


def _analytic(name: str, x: Array) -> Array:
    frame, ((z, e1, e2, e12),) = operands(x)
    f = getattr(np, name)(z)
    slope, curvature = ANALYTIC[name]
    with np.errstate(all="ignore"):
        d = slope(z, f)
        met = _outer(e1, e2)
        bent = None if met is None else _times(curvature(z, f, d), met)
        return frame.build(f, _times(d, e1), _times(d, e2), _sum(_times(d, e12), bent))


# ---- functions that are not analytic -----------------------------------------------------------------------


def _direction(z: Array, size: Array) -> Array:
    """z / |z|; 0 at 0, and where one part of z is infinite its sign."""
    u = np.empty_like(z)
    u.real, u.imag = _share(z.real, size), _share(z.imag, size)
    return np.where(np.isinf(z.real) & np.isinf(z.imag), complex(np.nan, np.nan), u)


def _share(part: Array, size: Array) -> Array:
    far = np.where(np.isinf(part), np.sign(part), 0)
    return np.where(size == 0, 0, np.where(np.isinf(size), far, part / size))


def _abs(x: Array) -> Array:
    """|z|: with u = z / |z|, d|z| = Re(conj(u) dz), and what turns z bends |z| by its square over |z|.

    At 0 the slopes are 0, as for all kinks; the mixed term of two that leave it is NaN, also on one line,
    as squares of |z| are smooth and their mixed terms not those of |t| at its kink.
    """
    frame, ((z, e1, e2, e12),) = operands(x)
    size = np.abs(z)
    with np.errstate(all="ignore"):
        u = np.conj(_direction(z, size))
        along = [_times(u, part) for part in (e1, e2, e12)]
        met = _turns(u, size, e1, e2)
    s1, s2, s12 = [None if part is None else part.real for part in along]
    return frame.build(size, s1, s2, _sum(s12, met))


def _turns(u: Array, size: Array, e1: Array, e2: Array) -> Array:
    if e1 is None or e2 is None:
        return None
    turned = _over(_outer(_times(u, e1).imag, _times(u, e2).imag), size)
    meet = (e1[:, None] != 0) & (e2 != 0)
    return np.where(size == 0, np.where(meet, np.nan, 0), turned)


def _rint(x: Array) -> Array:
    return operands(x)[0].build(np.rint(value_of(x)))


@implements("angle")
def angle(z: Any, deg: Any = False) -> Any:
    """The imaginary part of log(z); of a real number a step, whose slope is 0."""
    z = array_of(z)
    frame, parts = operands(z)
    value = np.angle(parts[0][0], deg)
    if z.dtype.kind != "c":
        return frame.build(value)
    with np.errstate(all="ignore"):
        turn = _analytic("log", z).imag * (180 / np.pi if deg else 1.0)
    _, ((_, *slopes),) = operands(turn)
    return frame.build(value, *slopes)


@implements("real_if_close")
def real_if_close(a: Any, tol: Any = 100) -> Any:
    """The values decide, as in NumPy: the slopes of the imaginary parts go with them."""
    a = array_of(a)
    return a.real if np.isrealobj(np.real_if_close(value_of(a), tol)) else a


def _conjugate(x: Array) -> Array:
    return same_call(np.conj, x)


# ---- two arguments -----------------------------------------------------------------------------------------


def _add(f: Array, a: list[Array], b: list[Array]) -> list[Array]:
    return [_sum(p, q) for p, q in zip(a[1:], b[1:], strict=True)]


def _subtract(f: Array, a: list[Array], b: list[Array]) -> list[Array]:
    return [_difference(p, q) for p, q in zip(a[1:], b[1:], strict=True)]


def _multiply(f: Array, a: list[Array], b: list[Array]) -> list[Array]:
    e1, e2, e12 = [_sum(_times(b[0], p), _times(a[0], q)) for p, q in zip(a[1:], b[1:], strict=True)]
    return [e1, e2, _sum(e12, _outer(a[1], b[2]), _outer(b[1], a[2]))]


def _divide(f: Array, a: list[Array], b: list[Array]) -> list[Array]:
    """f b = a: the slopes of f from those of the product."""
    e1, e2 = [_over(_difference(a[i], _times(f, b[i])), b[0]) for i in (1, 2)]
    met = _sum(_times(f, b[3]), _outer(e1, b[2]), _outer(b[1], e2))
    return [e1, e2, _over(_difference(a[3], met), b[0])]


def _power(f: Array, a: list[Array], b: list[Array]) -> list[Array]:
    """z**w by its partials. At z = 0 those that hold log(z) are 0 where a power of z is there to win."""
    (z, a1, a2, a12), (w, b1, b2, b12) = a, b
    w = w * 1.0  # integers would wrap
    k = w * (w - 1)
    dz = np.where(w == 0, 0, w * np.power(z, w - 1))
    czz = np.where(k == 0, 0, k * np.power(z, w - 2))
    e1, e2, e12 = _times(dz, a1), _times(dz, a2), _sum(_times(dz, a12), _times(czz, _outer(a1, a2)))
    if b1 is None and b2 is None:
        return [e1, e2, e12]
    log = np.log(np.asarray(z, dtype=np.result_type(z, np.complex64)))
    dw = np.where((z == 0) & (w.real > 0), 0, f * log)
    czw = np.where((z == 0) & (w.real > 1), 0, np.power(z, w - 1) * (1 + w * log))
    cww = np.where((z == 0) & (w.real > 0), 0, f * log * log)
    crossed = _times(czw, _sum(_outer(a1, b2), _outer(b1, a2)))
    e12 = _sum(e12, _times(dw, b12), crossed, _times(cww, _outer(b1, b2)))
    return [_sum(e1, _times(dw, b1)), _sum(e2, _times(dw, b2)), e12]


ALGEBRA = {-4: "add", -3: "subtract", -2: "multiply", -1: "divide"}  # as numbered in _array_step.pxi
TWO: dict[str, Callable[..., list[Array]]] = {
    "add": _add, "subtract": _subtract, "multiply": _multiply, "divide": _divide, "power": _power,
}  # fmt: skip
LEADING = (0, 1, 1, 2)  # axes of directions of value, e1, e2, e12


def _aligned(parts: tuple[Array, ...], ndim: int) -> list[Array]:
    """The parts with axes of length 1 for those that broadcasting will add, behind the directions."""
    v = np.asarray(parts[0])
    shape = (1,) * (ndim - v.ndim) + v.shape
    return [v] + [
        None if p is None else p.reshape(p.shape[:lead] + shape)
        for p, lead in zip(parts[1:], LEADING[1:], strict=True)
    ]


# ---- what _array.pyx asks for ------------------------------------------------------------------------------


def _refusal(name: str) -> errors.NumberError:
    reason = "it has no derivative rule for complex values: write it with x.real and x.imag"
    return errors.refused_function(f"{'numpy' if hasattr(np, name) else 'dualnum'}.{name}", reason)


def row(name: str, args: tuple[Array, ...]) -> Array:
    """A row of the table of one argument, on an array of complex values."""
    if name in ANALYTIC:
        return _analytic(name, args[0])
    rule = {"abs": _abs, "rint": _rint}.get(name)
    if rule is None:
        raise _refusal(name)
    return rule(args[0])


def algebra(op: int | str, a: Any, b: Any) -> Array:
    """An operator or a row of two arguments, of which one has complex values."""
    name = ALGEBRA[op] if isinstance(op, int) else op
    if name not in TWO:
        raise _refusal(name)
    frame, parts = operands(a, b)
    f = getattr(np, name)(value_of(a), value_of(b))
    left, right = [_aligned(p, np.ndim(f)) for p in parts]
    with np.errstate(all="ignore"):
        slopes = TWO[name](f, left, right)
        full = [
            None if p is None else np.broadcast_to(p, p.shape[:lead] + np.shape(f))
            for p, lead in zip(slopes, LEADING[1:], strict=True)
        ]
        return frame.build(f, *full)


COMPLEX["row"] = row
COMPLEX["algebra"] = algebra
OTHER_UFUNCS.setdefault("conjugate", _conjugate)


# ---- numpy.emath: real numbers go to complex ones where the real function ends ----------------------------


def _extended(name: str, outside: Callable[[Array], Array]) -> None:
    @implements(name)
    def function(x: Any) -> Any:
        return getattr(np, name)(_as_complex(x, outside))


def _as_complex(x: Any, outside: Callable[[Array], Array]) -> Any:
    x = array_of(x)
    return x + 0j if x.dtype.kind != "c" and np.any(outside(value_of(x))) else x


def _negative(v: Array) -> Array:
    return v < 0


for _name in ("sqrt", "log", "log2", "log10"):
    _extended(_name, _negative)
for _name in ("arccos", "arcsin", "arctanh"):
    _extended(_name, lambda v: np.abs(v) > 1)


@implements("logn")
def logn(n: Any, x: Any) -> Any:
    return np.log(_as_complex(x, _negative)) / np.log(_as_complex(n, _negative))


@implements("power")
def power(x: Any, p: Any) -> Any:
    return np.power(_as_complex(x, _negative), array_of(p) * 1.0)
