"""The functions of the table on Taylor series, each stated once.

Most are given by their derivative: y' = g(u) u', integrated term by term. The others satisfy a
differential equation of their own, whose recurrence is in _recurrences, or consist of pieces. Values are
those of the table. An argument that is constant gives a constant, whatever the function does there.

References
----------
Griewank, Walther: Evaluating Derivatives, 2nd edition, SIAM 2008, chapter 13, tables 13.1 and 13.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from dualnum import _recurrences as recurrences
from dualnum import errors
from dualnum._recurrences import Coefficients, leading, meet, sides
from dualnum._series import ROWS, Call, Series, constant, made, quiet, replaced
from dualnum.functions import FUNCTIONS, RULES

LN2, PI = math.log(2.0), math.pi
PRODUCTS = 1024  # whole powers up to this one are products: those of polynomials stay polynomials

exp, log, sqrt, logistic, softplus = (FUNCTIONS[n] for n in ("exp", "log", "sqrt", "logistic", "softplus"))

# ---- functions given by their derivative --------------------------------------------------------------

SLOPES: dict[str, Callable[[Any], Any]] = {
    "log": lambda u: 1 / u,
    "log2": lambda u: 1 / (LN2 * u),
    "log10": lambda u: 1 / (math.log(10.0) * u),
    "log1p": lambda u: 1 / (1 + u),
    "arcsin": lambda u: 1 / sqrt(circle(u)),
    "arccos": lambda u: -1 / sqrt(circle(u)),
    "arctan": lambda u: 1 / (1 + u * u),
    "arcsinh": lambda u: 1 / FUNCTIONS["hypot"](1.0, u),
    "arccosh": lambda u: 1 / (sqrt(u - 1) * sqrt(u + 1)),
    "arctanh": lambda u: 1 / circle(u),
    "erf": lambda u: 2 / math.sqrt(PI) * exp(-u * u),
    "erfc": lambda u: -2 / math.sqrt(PI) * exp(-u * u),
    "logit": lambda u: 1 / (u * (1 - u)),
    "softplus": logistic,
}

# ---- functions with an equation of their own: of the coefficients u and the value f -------------------

EQUATIONS: dict[str, Callable[[Coefficients, float], Coefficients]] = {
    "exp": recurrences.linear,
    "exp2": lambda u, f: recurrences.linear(LN2 * u, f),
    "expm1": lambda u, f: recurrences.linear(u, exp(u[0])),
    "sin": lambda u, f: recurrences.sine_and_cosine(u, f, FUNCTIONS["cos"](u[0])).imag,
    "cos": lambda u, f: recurrences.sine_and_cosine(u, FUNCTIONS["sin"](u[0]), f).real,
    "sinh": lambda u, f: recurrences.hyperbolic_pair(u, f, FUNCTIONS["cosh"](u[0]))[0],
    "cosh": lambda u, f: recurrences.hyperbolic_pair(u, FUNCTIONS["sinh"](u[0]), f)[1],
    "tan": lambda u, f: recurrences.quadratic(u, f, 1 + f * f, 2 * f, 1),
    "logistic": lambda u, f: recurrences.quadratic(
        u, f, f * logistic(-u[0]), -FUNCTIONS["tanh"](0.5 * u[0]), -1
    ),
    "tanh": lambda u, f: 2 * EQUATIONS["logistic"](2 * u, logistic(2 * u[0])),
    "deg2rad": lambda u, f: u * (PI / 180),
    "rad2deg": lambda u, f: u * (180 / PI),
    "abs": lambda u, f: between(lambda sign: u if sign > 0 else -u, u),
    "relu": lambda u, f: relu(u),
    "sign": lambda u, f: step(u, f, u[0] == 0, -1, 1),
    "floor": lambda u, f: step(u, f, u[0] == f, -1),
    "ceil": lambda u, f: step(u, f, u[0] == f, 1),
    "trunc": lambda u, f: step(u, f, u[0] == f != 0, -np.sign(f)),
    "rint": lambda u, f: step(u, f, abs(u[0] - f) == 0.5, np.sign(u[0] - f)),
    "sinc": lambda u, f: recurrences.composed(sinc_about(u[0], f, len(u)), u),
}

STEPS = {"sign", "floor", "ceil", "trunc", "rint"}  # constants on each step

# ---- functions in terms of others: of the series u and the value f ------------------------------------

EXPRESSIONS: dict[str, Callable[[Series, float], Series]] = {
    "square": lambda u, f: u * u,
    "reciprocal": lambda u, f: 1 / u,
    "sqrt": lambda u, f: constant_power(u, 0.5, f),
    "cbrt": lambda u, f: cbrt(u, f),
    "gammaln": lambda u, f: gammaln(u, f),
    "digamma": lambda u, f: digamma(u, f),
}

# ---- functions of two arguments, likewise -------------------------------------------------------------

BINARY: dict[str, Callable[[Series, Series, float], Series]] = {
    "power": lambda u, v, f: power(u, v, f),
    "hypot": lambda u, v, f: hypot(u, v),
    "arctan2": lambda u, v, f: arctan2(u, v, f),
    "logaddexp": lambda u, v, f: log_sum(u, v, 1.0),
    "logaddexp2": lambda u, v, f: log_sum(u, v, LN2),
    "xlogy": lambda u, v, f: u * log(v),
    "maximum": lambda u, v, f: larger(u, v, 1),
    "minimum": lambda u, v, f: larger(u, v, -1),
    "fmax": lambda u, v, f: larger(*given(u, v), 1),
    "fmin": lambda u, v, f: larger(*given(u, v), -1),
    "mod": lambda u, v, f: remainder("mod", u, v)[0],
    "fmod": lambda u, v, f: remainder("fmod", u, v)[0],
    "floor_divide": lambda u, v, f: remainder("mod", u, v)[1],
    "copysign": lambda u, v, f: copysign(u, v, f),
    "heaviside": lambda u, v, f: heaviside(u, v, f),
}


# ---- powers -------------------------------------------------------------------------------------------


def constant_power(s: Series, a: float, value: float) -> Series:
    """s to a constant power, with this value."""
    u = s.c
    if a >= 0 and a.is_integer() and (a <= PRODUCTS or u[0] == 0):
        return made(recurrences.whole_power(u, int(a)), s.call)
    if u[0] != 0:
        return made(recurrences.real_power(u, a, value), s.call)
    return root(s, Fraction(a)) if 0 < a < math.inf else made(level(u, value, np.nan), s.call)


def root(s: Series, a: Fraction, odd: bool = False) -> Series:
    """s to a fractional power, where s is 0."""
    c, reduced = recurrences.root_at_zero(s.c, a, odd)
    s.call.reduced |= reduced
    return made(c, s.call)


def cbrt(s: Series, f: float) -> Series:
    if s.c[0] == 0:
        return root(s, Fraction(1, 3), odd=True)
    return made(recurrences.real_power(s.c, 1 / 3, f), s.call)


def power(s: Series, t: Series, f: float) -> Series:
    """u^v: where v varies, y' = y (v log u)'."""
    if t.fixed:
        return constant_power(s, float(t.c[0]), f)
    if s.fixed and s.c[0] == 0 and t.c[0] > 0:
        return constant(s.call, 0.0)
    return made(recurrences.linear((t * log(s)).c, f), s.call)


def circle(u: Series) -> Any:
    """1 - u^2, exact also where u is close to 1 or close to 0."""
    return replaced(1 - u * u, (1 - u.value) * (1 + u.value))


# ---- lengths and angles -------------------------------------------------------------------------------


def scaled(s: Series, t: Series) -> tuple[Series, Series, float]:
    """Both over a power of two, so that their squares neither over- nor underflow, and that power."""
    size = max(abs(s.c[0]), abs(t.c[0]))
    scale = 2.0 ** min(max(math.frexp(size)[1], -1000), 1000) if 0 < size < math.inf else 1.0
    return s / scale, t / scale, scale


def hypot(s: Series, t: Series) -> Any:
    x, y, scale = scaled(s, t)
    return sqrt(x * x + y * y) * scale


def arctan2(s: Series, t: Series, f: float) -> Series:
    """The angle; where s passes through 0 left of the origin it jumps, and at the origin it has no series."""
    if s.c[0] == 0 and t.c[0] == 0:
        return made(level(s.c, f, np.nan), s.call)
    x, y, _ = scaled(s, t)
    area = y * derivative(x) - x * derivative(y)
    c = recurrences.integral(f, (area / (x * x + y * y)).c)
    if s.c[0] == 0 and t.c[0] < 0 and not s.fixed:
        left, right = (recurrences.integral(sign * PI, recurrences.slope(c)) for sign in sides(s.c))
        c = meet(left, right, f)
    return made(c, s.call)


def derivative(s: Series) -> Series:
    return made(recurrences.slope(s.c), s.call)


# ---- logarithms of sums, and the gamma function -------------------------------------------------------


def log_sum(s: Series, t: Series, unit: float) -> Any:
    """log(exp(unit s) + exp(unit t)) / unit, from the larger of both."""
    if s.c[0] < t.c[0]:
        s, t = t, s
    return s + softplus((t - s) * unit) / unit


def sinc_about(x: float, f: float, n: int) -> Coefficients:
    if not math.isfinite(x):
        return np.full(n, np.nan)
    rest = PI * math.remainder(x, 2.0)  # reduced exactly, before the multiplication
    return recurrences.sinc_about(float(x), f, FUNCTIONS["sin"](rest), FUNCTIONS["cos"](rest), n)


def gammaln(s: Series, f: float) -> Any:
    """Coefficients psi, zeta(k, x) (-1)^k / k, DLMF 5.7.3; below 0 by reflection, DLMF 5.5.3."""
    u = s.c
    if not math.isfinite(f):
        return made(level(u, f, np.nan), s.call)
    if u[0] <= 0:
        part = s - float(np.rint(u[0]))
        return -log(abs(FUNCTIONS["sin"](PI * part))) - FUNCTIONS["gammaln"](1 - s)
    about = np.zeros(len(u))
    about[:2] = [f, FUNCTIONS["digamma"](u[0])][: len(u)]
    about[2:] = signed_zetas(u)[: len(u) - 2] / np.arange(2, len(u))
    return made(recurrences.composed(about, u), s.call)


def digamma(s: Series, f: float) -> Any:
    """Coefficients zeta(k + 1, x) (-1)^(k + 1), DLMF 5.7.4; below 0 by reflection, DLMF 5.5.4."""
    u = s.c
    if not math.isfinite(f):
        return made(level(u, f, np.nan), s.call)
    if u[0] <= 0:
        angle = PI * (s - float(np.rint(u[0])))
        return FUNCTIONS["digamma"](1 - s) - PI * FUNCTIONS["cos"](angle) / FUNCTIONS["sin"](angle)
    return made(recurrences.composed(np.append(f, signed_zetas(u)[: len(u) - 1]), u), s.call)


def signed_zetas(u: Coefficients) -> Coefficients:
    """(-1)^k zeta(k, x) for k = 2, 3, ..."""
    y = recurrences.zetas(float(u[0]), len(u))
    y[1::2] *= -1
    return y


# ---- pieces -------------------------------------------------------------------------------------------


def level(u: Coefficients, f: float, rest: float = 0.0) -> Coefficients:
    """The value f, and further coefficients that are all the same."""
    y = np.full(len(u), rest)
    y[0] = f
    return y


def between(piece: Callable[[float], Coefficients], u: Coefficients, f: float | None = None) -> Coefficients:
    """A function whose pieces depend on the sign of u: left and right of the point."""
    if u[0] != 0:
        return piece(float(np.sign(u[0])))
    left, right = sides(u)
    return meet(piece(left), piece(right), f)


def relu(u: Coefficients) -> Coefficients:
    """max(u, 0), with coefficient 0 at the kink, which is the convention of this function."""
    y = between(lambda sign: u if sign > 0 else 0.0 * u, u)
    at = leading(u)
    if u[0] == 0 and at < len(u) and at % 2:
        y[at] = 0.0
    return y


def step(u: Coefficients, f: float, at_edge: bool, *beyond: float) -> Coefficients:
    """A step of a step function; at its edge there is no series if u passes beyond, to these sides."""
    h = u.copy()
    h[0] = 0.0
    stays = not at_edge or math.isinf(f) or all(abs(side) == 1 and side not in beyond for side in sides(h))
    return level(u, f, 0.0 if stays else np.nan)


def larger(s: Series, t: Series, way: int) -> Series:
    """The larger of both (way 1) or the smaller (way -1)."""
    d = np.where(s.c == t.c, 0.0, s.c - t.c)
    return made(between(lambda sign: s.c if sign * way > 0 else t.c, d), s.call)


def given(s: Series, t: Series) -> tuple[Series, Series]:
    """Both, or the other one twice if one is NaN."""
    return t if math.isnan(s.c[0]) else s, s if math.isnan(t.c[0]) else t


def remainder(name: str, s: Series, t: Series) -> tuple[Series, Series]:
    """u - q v and the integer q; q jumps where the remainder passes through 0."""
    u, v = float(s.c[0]), float(t.c[0])
    f = FUNCTIONS[name](u, v)
    q = FUNCTIONS["floor_divide"](u, v) if name == "mod" else float(np.rint((u - f) / v if v else np.nan))
    rest = replaced(s - q * t, f)
    whole = constant(s.call, q)
    if f == 0 and not (name == "fmod" and u == 0):
        allowed = math.copysign(1.0, v if name == "mod" else u)
        if not all(sign * allowed > 0 for sign in sides(rest.c)):
            rest, whole = (made(level(s.c, value, np.nan), s.call) for value in (f, q))
    if math.isnan(f):
        whole = made(level(s.c, q, np.nan), s.call)
    return rest, whole


def copysign(s: Series, t: Series, f: float) -> Series:
    size = abs(s)
    if t.c[0] == 0 and t.fixed:
        return made(size.c * math.copysign(1.0, t.c[0]), s.call)
    return made(between(lambda sign: size.c * sign, t.c, f), s.call)


def heaviside(s: Series, t: Series, f: float) -> Series:
    if s.c[0] == 0 and s.fixed:
        return t
    return made(between(lambda sign: level(s.c, 0.5 + 0.5 * sign), s.c, f), s.call)


# ---- the rows -----------------------------------------------------------------------------------------


def finished(s: Series, f: float) -> Series:
    """With the value of the table; outside the domain everything is NaN."""
    return made(np.full(s.call.n, np.nan), s.call) if math.isnan(f) else replaced(s, f)


def unary_row(name: str) -> Callable[[Call, Any], Series]:
    function = FUNCTIONS[name]

    @quiet
    def row(call: Call, x: Any) -> Series:
        f = function(float(x.c[0]))
        if x.fixed:
            return constant(call, f)
        if name in SLOPES:
            # + 0.0: at -0.0 these functions end as at 0.0
            y = made(recurrences.integral(f, (SLOPES[name](x + 0.0) * derivative(x)).c), call)
        elif name in EQUATIONS:
            c = EQUATIONS[name](x.c, f)
            y = made(c, call, name in STEPS and not math.isnan(c[-1]))
        else:
            y = EXPRESSIONS[name](x, f)
        return finished(y, f)

    return row


def binary_row(name: str) -> Callable[[Call, Any, Any], Series]:
    function, rule = FUNCTIONS[name], BINARY[name]

    @quiet
    def row(call: Call, x: Any, y: Any) -> Series:
        u, v = (s if isinstance(s, Series) else constant(call, s) for s in (x, y))
        f = function(float(u.c[0]), float(v.c[0]))
        if u.fixed and v.fixed:
            return constant(call, f)
        return finished(rule(u, v, f), f)

    return row


def no_row(name: str) -> Callable[..., Series]:
    def row(call: Call, *args: Any) -> Series:
        raise errors.no_series_rule(name)

    return row


def row_of(name: str) -> Callable[..., Series]:
    """A row of the table; one without a rule here refuses series by name."""
    if name in BINARY:
        return binary_row(name)
    return unary_row(name) if name in SLOPES | EQUATIONS | EXPRESSIONS else no_row(name)


ROWS.update({name: row_of(name) for name in RULES})
