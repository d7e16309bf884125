"""What the functions of the table and their derivatives are, to 60 digits and more.

Nothing here comes from dualnum: the derivatives are the textbook's, evaluated by mpmath, and test_rules
checks them against mpmath's numerical derivatives. Cancellation and large arguments are met by precision
alone: every number is computed at two precisions, which double until both agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import mpmath  # type: ignore[import-untyped]
from mpmath import mp

Number = Any  # mpmath's mpf, which carries no types
Parts = tuple[Number, ...]

DIGITS = (60, 90, 180, 360, 720, 1440, 2880)
AGREE = mpmath.mpf(2) ** -120
STEP = mpmath.mpf(2) ** -60
BEYOND = mpmath.mpf(2) ** 1024  # the first number that is infinite as a double
NAN = mpmath.nan

# ---- scalars ------------------------------------------------------------------------------------------


def exp(x: Number) -> Number:
    """exp, with exponents limited to 1e5 in size, which is far beyond the range of doubles."""
    return mp.exp(min(max(x, -100000), 100000))


def sign(x: Number) -> int:
    return int(x > 0) - int(x < 0)


def fraction(x: Number) -> Fraction:
    """The exact value."""
    s, man, power, _ = x._mpf_
    return Fraction(-int(man) if s else int(man)) * Fraction(2) ** int(power)


def of_fraction(q: Fraction) -> Number:
    return mp.mpf(q.numerator) / q.denominator


def root_of_circle(x: Number) -> Number:
    return mp.sqrt((1 - x) * (1 + x))


def polygamma(n: int, x: Number) -> Number:
    """psi_n for n = 0, 1, 2; below 0 by reflection, DLMF 5.15.6."""
    if x > 0:
        return mp.psi(n, x)
    cot, csc = mp.cospi(x) / mp.sinpi(x), 1 / mp.sinpi(x)
    if n == 0:
        return mp.psi(0, 1 - x) - mp.pi * cot
    if n == 1:
        return mp.pi**2 * csc**2 - mp.psi(1, 1 - x)
    return mp.psi(2, 1 - x) - 2 * mp.pi**3 * cot * csc**2


def log_abs_gamma(x: Number) -> Number:
    if x > 0:
        return mp.loggamma(x)
    return mp.log(mp.pi / abs(mp.sinpi(x))) - mp.loggamma(1 - x)


# ---- functions of one argument: value, slope, curvature ------------------------------------------------


def piecewise(f: Callable[[Number], Number], slope: Callable[[Number], Number]) -> Callable[[Number], Parts]:
    return lambda x: (f(x), mp.mpf(slope(x)), mp.mpf(0))


def step(f: Callable[[Number], Number]) -> Callable[[Number], Parts]:
    return piecewise(f, lambda x: 0)


def where(domain: Callable[[Number], bool], parts: Callable[[Number], Parts]) -> Callable[[Number], Parts]:
    return lambda x: parts(x) if domain(x) else (NAN, NAN, NAN)


def cbrt(x: Number) -> Parts:
    r = sign(x) * mp.cbrt(abs(x))
    return r, r / (3 * x), -2 * r / (9 * x * x)


def logarithm(base: Callable[[], Number]) -> Callable[[Number], Parts]:
    def parts(x: Number) -> Parts:
        scale = 1 / mp.log(base())
        return mp.log(x) * scale, scale / x, -scale / (x * x)

    return where(lambda x: bool(x >= 0), parts)


def exponential(base: Callable[[], Number]) -> Callable[[Number], Parts]:
    def parts(x: Number) -> Parts:
        scale = mp.log(base())
        f = exp(scale * x)
        return f, scale * f, scale**2 * f

    return parts


def tan(x: Number) -> Parts:
    t = mp.tan(x)
    return t, 1 + t * t, 2 * t * (1 + t * t)


def sinc(x: Number) -> Parts:
    """sin(pi x) / (pi x), which is 0F1(; 3/2; -(pi x / 2)^2): DLMF 10.16.9, 16.3.1."""
    if abs(x) < 1:
        w, dw, ddw = -((mp.pi * x / 2) ** 2), -(mp.pi**2) * x / 2, -(mp.pi**2) / 2
        f = [mp.hyp0f1(mp.mpf(3) / 2 + n, w) for n in range(3)]
        return f[0], dw * f[1] / 1.5, ddw * f[1] / 1.5 + dw**2 * f[2] / 3.75
    s, c = mp.sinpi(x), mp.cospi(x)
    f0 = s / (mp.pi * x)
    d = (c - f0) / x
    return f0, d, -(mp.pi**2) * f0 - 2 * d / x


def tanh(x: Number) -> Parts:
    e = exp(-2 * abs(x))
    t = sign(x) * -mp.expm1(-2 * abs(x)) / (1 + e) if abs(x) < 1000 else mp.mpf(sign(x))
    sech2 = 4 * e / (1 + e) ** 2
    return t, sech2, -2 * t * sech2


def sinh_cosh(x: Number) -> Parts:
    x = min(max(x, -100000), 100000)
    return mp.sinh(x), mp.cosh(x)


def sinh(x: Number) -> Parts:
    s, c = sinh_cosh(x)
    return s, c, s


def cosh(x: Number) -> Parts:
    s, c = sinh_cosh(x)
    return c, s, c


def gauss(x: Number) -> Number:
    return 2 / mp.sqrt(mp.pi) * exp(-x * x)


def erfc(x: Number) -> Number:
    return mp.erfc(min(max(x, -200), 200))


def logistic_parts(x: Number) -> Parts:
    p, q = 1 / (1 + exp(-x)), 1 / (1 + exp(x))
    return p, p * q, -p * q * tanh(x / 2)[0]


def logit(x: Number) -> Parts:
    return mp.log(x) - mp.log1p(-x), 1 / (x * (1 - x)), (2 * x - 1) / (x * (1 - x)) ** 2


def softplus(x: Number) -> Parts:
    p, pq, _ = logistic_parts(x)
    return max(x, mp.mpf(0)) + mp.log1p(exp(-abs(x))), p, pq


def gammaln(x: Number) -> Parts:
    return log_abs_gamma(x), polygamma(0, x), polygamma(1, x)


def digamma(x: Number) -> Parts:
    return polygamma(0, x), polygamma(1, x), polygamma(2, x)


def expm1(x: Number) -> Parts:
    return (mp.expm1(min(max(x, -100000), 100000)), exp(x), exp(x))


UNARY: dict[str, Callable[[Number], Parts]] = {
    "abs": piecewise(abs, sign),
    "square": lambda x: (x * x, 2 * x, mp.mpf(2)),
    "sqrt": where(lambda x: x >= 0, lambda x: (mp.sqrt(x), 1 / (2 * mp.sqrt(x)), -1 / (4 * x * mp.sqrt(x)))),
    "cbrt": cbrt,
    "reciprocal": lambda x: (1 / x, -1 / x**2, 2 / x**3),
    "exp": exponential(lambda: mp.e),
    "exp2": exponential(lambda: mp.mpf(2)),
    "expm1": expm1,
    "log": logarithm(lambda: mp.e),
    "log2": logarithm(lambda: mp.mpf(2)),
    "log10": logarithm(lambda: mp.mpf(10)),
    "log1p": where(lambda x: x >= -1, lambda x: (mp.log1p(x), 1 / (1 + x), -1 / (1 + x) ** 2)),
    "sin": lambda x: (mp.sin(x), mp.cos(x), -mp.sin(x)),
    "cos": lambda x: (mp.cos(x), -mp.sin(x), -mp.cos(x)),
    "tan": tan,
    "sinc": sinc,
    "arcsin": where(
        lambda x: abs(x) <= 1, lambda x: (mp.asin(x), 1 / root_of_circle(x), x / root_of_circle(x) ** 3)
    ),
    "arccos": where(
        lambda x: abs(x) <= 1, lambda x: (mp.acos(x), -1 / root_of_circle(x), -x / root_of_circle(x) ** 3)
    ),
    "arctan": lambda x: (mp.atan(x), 1 / (1 + x * x), -2 * x / (1 + x * x) ** 2),
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "arcsinh": lambda x: (
        sign(x) * mp.log1p(abs(x) + x * x / (1 + mp.sqrt(1 + x * x))),
        1 / mp.sqrt(1 + x * x),
        -x / mp.sqrt(1 + x * x) ** 3,
    ),
    "arccosh": where(
        lambda x: x >= 1,
        lambda x: (mp.acosh(x), 1 / mp.sqrt((x - 1) * (x + 1)), -x / mp.sqrt((x - 1) * (x + 1)) ** 3),
    ),
    "arctanh": where(
        lambda x: abs(x) <= 1,
        lambda x: (
            (mp.log1p(x) - mp.log1p(-x)) / 2,
            1 / ((1 - x) * (1 + x)),
            2 * x / ((1 - x) * (1 + x)) ** 2,
        ),
    ),
    "sign": step(lambda x: mp.mpf(sign(x))),
    "floor": step(mp.floor),
    "ceil": step(mp.ceil),
    "trunc": step(lambda x: sign(x) * mp.floor(abs(x))),
    "rint": step(lambda x: mp.mpf(round(fraction(x)))),
    "deg2rad": piecewise(lambda x: x * mp.pi / 180, lambda x: mp.pi / 180),
    "rad2deg": piecewise(lambda x: x * 180 / mp.pi, lambda x: 180 / mp.pi),
    "erf": lambda x: (mp.erf(min(max(x, -200), 200)), gauss(x), -2 * x * gauss(x)),
    "erfc": lambda x: (erfc(x), -gauss(x), 2 * x * gauss(x)),
    "gammaln": gammaln,
    "digamma": digamma,
    "logistic": logistic_parts,
    "logit": where(lambda x: 0 <= x <= 1, logit),
    "softplus": softplus,
    "relu": piecewise(lambda x: max(x, mp.mpf(0)), lambda x: x > 0),
}

# ---- functions of two arguments: value, slopes, curvatures xx, xy, yy ------------------------------------


def power(x: Number, y: Number) -> Parts:
    whole = mp.floor(y) == y
    if x <= 0 and not (x < 0 and whole):
        return (NAN,) * 6
    log_x = mp.log(abs(x))
    f = exp(y * log_x) * (-1 if x < 0 and int(y) % 2 else 1)
    dx, cxx = y * f / x, y * (y - 1) * f / x**2
    if x < 0:
        return f, dx, NAN, cxx, NAN, NAN
    return f, dx, f * log_x, cxx, f / x * (1 + y * log_x), f * log_x**2


def hypot(x: Number, y: Number) -> Parts:
    h = mp.sqrt(x * x + y * y)
    return h, x / h, y / h, y * y / h**3, -x * y / h**3, x * x / h**3


def arctan2(x: Number, y: Number) -> Parts:
    s = x * x + y * y
    return mp.atan2(x, y), y / s, -x / s, -2 * x * y / s**2, (x - y) * (x + y) / s**2, 2 * x * y / s**2


def log_add(base: Callable[[], Number]) -> Callable[[Number, Number], Parts]:
    def parts(x: Number, y: Number) -> Parts:
        scale = mp.log(base())
        p, q = 1 / (1 + exp(scale * (y - x))), 1 / (1 + exp(scale * (x - y)))
        c = scale * p * q
        return max(x, y) + mp.log1p(exp(-scale * abs(x - y))) / scale, p, q, c, -c, c

    return parts


def xlogy(x: Number, y: Number) -> Parts:
    if y < 0:
        return (NAN,) * 6
    return x * mp.log(y), mp.log(y), x / y, mp.mpf(0), 1 / y, -x / y**2


def linear(f: Number, dx: Number, dy: Number) -> Parts:
    return tuple(mp.mpf(part) for part in (f, dx, dy, 0, 0, 0))


def larger(x: Number, y: Number) -> Parts:
    return linear(max(x, y), (1 + sign(x - y)) / mp.mpf(2), (1 - sign(x - y)) / mp.mpf(2))


def smaller(x: Number, y: Number) -> Parts:
    return linear(min(x, y), (1 - sign(x - y)) / mp.mpf(2), (1 + sign(x - y)) / mp.mpf(2))


def division(x: Number, y: Number, rounded: Callable[[Fraction], int]) -> tuple[int, Number]:
    whole = rounded(fraction(x) / fraction(y))
    return whole, of_fraction(fraction(x) - whole * fraction(y))


def mod(x: Number, y: Number) -> Parts:
    whole, rest = division(x, y, math.floor)
    return linear(rest, 1, -whole)


def fmod(x: Number, y: Number) -> Parts:
    whole, rest = division(x, y, math.trunc)
    return linear(rest, 1, -whole)


BINARY: dict[str, Callable[[Number, Number], Parts]] = {
    "power": power,
    "hypot": hypot,
    "arctan2": arctan2,
    "logaddexp": log_add(lambda: mp.e),
    "logaddexp2": log_add(lambda: mp.mpf(2)),
    "xlogy": xlogy,
    "maximum": larger,
    "minimum": smaller,
    "fmax": larger,
    "fmin": smaller,
    "mod": mod,
    "fmod": fmod,
    "floor_divide": lambda x, y: linear(division(x, y, math.floor)[0], 0, 0),
    "copysign": lambda x, y: linear(sign(y) * abs(x), sign(x) * sign(y), 0),
    "heaviside": lambda x, y: linear(int(x > 0), 0, 0),
}

ORACLE: dict[str, Callable[..., Parts]] = {**UNARY, **BINARY}
"""For arguments that are finite and not 0 where that is special: tests/edge_cases.py has the others."""

# ---- numbers to compare with -----------------------------------------------------------------------------


class Reference(NamedTuple):
    """The exact parts, and how much a relative change of the arguments changes each."""

    parts: Parts
    condition: tuple[float, ...]


def agree(a: Number, b: Number) -> bool:
    return bool(a == b or abs(a - b) <= AGREE * abs(b) or (a != a and b != b))


@cache
def reference(name: str, args: tuple[float, ...]) -> Reference | None:
    """The parts of a row at finite arguments: NaN outside of its domain, None at its ends and poles."""
    f = ORACLE[name]
    x = [mp.mpf(arg) for arg in args]
    previous: Parts = ()
    for digits in DIGITS:
        with mp.workdps(digits):
            try:
                parts = f(*x)
            except ZeroDivisionError:
                return None
            if previous and all(map(agree, previous, parts)):
                return Reference(parts, condition(f, x, parts))
            previous = parts
    raise ArithmeticError(f"{name}{args}: {DIGITS[-1]} digits are not enough")


def condition(f: Callable[..., Parts], x: list[Number], parts: Parts) -> tuple[float, ...]:
    """sum of |x g'(x) / g(x)| over the arguments, for each part g, by a difference quotient."""
    total = [mp.mpf(0)] * len(parts)
    for i, xi in enumerate(x):
        try:
            moved = f(*x[:i], xi * (1 + STEP), *x[i + 1 :])
        except ZeroDivisionError:
            return (math.inf,) * len(parts)
        for j, (g, h) in enumerate(zip(parts, moved, strict=True)):
            total[j] += 0 if h == g else abs(h - g) / (STEP * abs(g)) if g != 0 else mp.inf
    return tuple(float(k) if k < 1e300 else math.inf for k in total)


def ulp_error(got: float, exact: Number) -> float:
    """How far `got` is from `exact`, in units of the last place of a double of that size.

    The unit of subnormals and of 0 is 2^-1074; what is 2^1024 or more must be inf, and inf counts as
    2^1024; only NaN is NaN.
    """
    if exact != exact or got != got:
        return 0.0 if exact != exact and got != got else math.inf
    if abs(exact) >= BEYOND:
        return 0.0 if math.isinf(got) and (got > 0) == (exact > 0) else math.inf
    with mp.workprec(mp.prec + 2200):
        near = mp.mpf(got) if math.isfinite(got) else BEYOND * (1 if got > 0 else -1)
        error = abs(near - exact) * mp.ldexp(1, -unit(exact))
        return float(error) if error < 1e300 else math.inf


def unit(exact: Number) -> int:
    """The exponent of the last place."""
    if exact == 0:
        return -1074
    _, _, power, bits = exact._mpf_
    return max(int(power + bits) - 53, -1074)
