"""Problems 1 to 22 of More, Garbow and Hillstrom: sums of squares with standard starts and known minima.

J. J. More, B. S. Garbow, K. E. Hillstrom, Testing unconstrained optimization software, ACM Trans. Math.
Software 7 (1981) 17-41; numbers, data, starts and minima are those of its section 3, but for Gulf's
residual, which is misprinted there.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from .nist_problems import PROBLEMS as NIST

Array = np.ndarray[Any, Any]


class Known(NamedTuple):
    """A published value of a sum of squares, and a point that has it.

    Attributes
    ----------
    value : float
        0 exactly, or cut after six digits, as published.
    x : tuple of float
        Published, or in closed form, or found by MINPACK's Levenberg-Marquardt method on floats.
    kind : {"minimum", "limit", "saddle"}
        A limit is only approached, as parameters grow without bound, and `x` is far out. A saddle is
        published as a minimum, but its Hessian has a negative eigenvalue.
    """

    value: float
    x: tuple[float, ...]
    kind: Literal["minimum", "limit", "saddle"] = "minimum"


@dataclass(frozen=True, eq=False)
class MghProblem:
    """One problem.

    Attributes
    ----------
    number : int
        In the paper.
    m : int
        Number of residuals.
    residuals : callable
        Takes n parameters, an ndarray or an array of dual numbers, and returns an array of m.
    start : ndarray, shape (n,)
        The standard start.
    known : tuple of Known
        The first is the global minimum, `best` its value.
    """

    number: int
    name: str
    m: int
    residuals: Callable[[Any], Any]
    start: Array
    known: tuple[Known, ...]

    @property
    def n(self) -> int:
        return len(self.start)

    @property
    def best(self) -> float:
        return self.known[0].value

    def value(self, x: Any) -> Any:
        """The sum of squares."""
        r = self.residuals(x)
        return r @ r


# ---- two parameters ---------------------------------------------------------------------------------------


def rosenbrock(x: Any) -> Any:
    x1, x2 = x
    return np.stack([10.0 * (x2 - x1 * x1), 1.0 - x1])


def freudenstein_roth(x: Any) -> Any:
    x1, x2 = x
    return np.stack([-13.0 + x1 + ((5.0 - x2) * x2 - 2.0) * x2, -29.0 + x1 + ((x2 + 1.0) * x2 - 14.0) * x2])


def powell_badly_scaled(x: Any) -> Any:
    x1, x2 = x
    return np.stack([1e4 * x1 * x2 - 1.0, np.exp(-x1) + np.exp(-x2) - 1.0001])


def brown_badly_scaled(x: Any) -> Any:
    x1, x2 = x
    return np.stack([x1 - 1e6, x2 - 2e-6, x1 * x2 - 2.0])


BEALE_Y = np.array([1.5, 2.25, 2.625])


def beale(x: Any) -> Any:
    x1, x2 = x
    return BEALE_Y - x1 * (1.0 - x2 ** np.array([1.0, 2.0, 3.0]))


def jennrich_sampson(x: Any) -> Any:
    x1, x2 = x
    i = np.arange(1.0, 11.0)
    return 2.0 + 2.0 * i - (np.exp(i * x1) + np.exp(i * x2))


# ---- three parameters --------------------------------------------------------------------------------------


def helical_valley(x: Any) -> Any:
    """The angle is a fraction of a turn: -1/4 to 1/4 on the right, 1/4 to 3/4 on the left."""
    x1, x2, x3 = x
    side, half = (-1.0, 0.5) if x1 < 0.0 else (1.0, 0.0)
    theta = np.arctan2(side * x2, side * x1) / (2.0 * math.pi) + half
    return np.stack([10.0 * (x3 - 10.0 * theta), 10.0 * (np.hypot(x1, x2) - 1.0), x3])


BARD_Y = np.array([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39])


def bard(x: Any) -> Any:
    x1, x2, x3 = x
    u = np.arange(1.0, 16.0)
    v = 16.0 - u
    return BARD_Y - (x1 + u / (v * x2 + np.minimum(u, v) * x3))


GAUSSIAN_RISE = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521]
GAUSSIAN_Y = np.array([*GAUSSIAN_RISE, 0.3989, *reversed(GAUSSIAN_RISE)])


def gaussian(x: Any) -> Any:
    x1, x2, x3 = x
    t = (8.0 - np.arange(1.0, 16.0)) / 2.0
    return x1 * np.exp(-0.5 * x2 * (t - x3) ** 2) - GAUSSIAN_Y


MEYER_Y = np.array(
    [
        [34780.0, 28610.0, 23650.0, 19630.0, 16370.0, 13720.0, 11540.0, 9744.0],
        [8261.0, 7030.0, 6005.0, 5147.0, 4427.0, 3820.0, 3307.0, 2872.0],
    ]
).ravel()


def meyer(x: Any) -> Any:
    x1, x2, x3 = x
    t = 45.0 + 5.0 * np.arange(1.0, 17.0)
    return x1 * np.exp(x2 / (t + x3)) - MEYER_Y


def gulf(x: Any) -> Any:
    """Gulf research and development: the paper prints ``y * m * i * x2`` for ``y - x2``."""
    x1, x2, x3 = x
    t = np.arange(1.0, 100.0) / 100.0
    y = 25.0 + (-50.0 * np.log(t)) ** (2.0 / 3.0)
    return np.exp(-(np.abs(y - x2) ** x3) / x1) - t


def box(x: Any) -> Any:
    x1, x2, x3 = x
    t = 0.1 * np.arange(1.0, 11.0)
    return np.exp(-t * x1) - np.exp(-t * x2) - x3 * (np.exp(-t) - np.exp(-10.0 * t))


# ---- four parameters ---------------------------------------------------------------------------------------


def powell_singular(x: Any) -> Any:
    x1, x2, x3, x4 = x
    return np.stack(
        [
            x1 + 10.0 * x2,
            math.sqrt(5.0) * (x3 - x4),
            (x2 - 2.0 * x3) ** 2,
            math.sqrt(10.0) * (x1 - x4) ** 2,
        ]
    )


def wood(x: Any) -> Any:
    x1, x2, x3, x4 = x
    return np.stack(
        [
            10.0 * (x2 - x1 * x1),
            1.0 - x1,
            math.sqrt(90.0) * (x4 - x3 * x3),
            1.0 - x3,
            math.sqrt(10.0) * (x2 + x4 - 2.0),
            (x2 - x4) / math.sqrt(10.0),
        ]
    )


KOWALIK_Y = np.array([0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246])
KOWALIK_U = np.array([4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])


def kowalik_osborne(x: Any) -> Any:
    x1, x2, x3, x4 = x
    u = KOWALIK_U
    return KOWALIK_Y - x1 * (u * u + u * x2) / (u * u + u * x3 + x4)


def brown_dennis(x: Any) -> Any:
    x1, x2, x3, x4 = x
    t = np.arange(1.0, 21.0) / 5.0
    return (x1 + t * x2 - np.exp(t)) ** 2 + (x3 + x4 * np.sin(t) - np.cos(t)) ** 2


# ---- five parameters and more ------------------------------------------------------------------------------


def osborne_1(x: Any) -> Any:
    """NIST's MGH17 with the sign turned: the same data, and its second start."""
    return -NIST["MGH17"].residuals(x)


def biggs_exp6(x: Any) -> Any:
    x1, x2, x3, x4, x5, x6 = x
    t = 0.1 * np.arange(1.0, 14.0)
    y = np.exp(-t) - 5.0 * np.exp(-10.0 * t) + 3.0 * np.exp(-4.0 * t)
    return x3 * np.exp(-t * x1) - x4 * np.exp(-t * x2) + x6 * np.exp(-t * x5) - y


OSBORNE_2_Y = np.array(
    [
        [1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608],
        [0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661],
        [0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428],
        [0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559],
        [0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054],
    ]
).ravel()
OSBORNE_2_START = [1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5]


def osborne_2(x: Any) -> Any:
    t = np.arange(65.0) / 10.0
    hump = [x[1 + i] * np.exp(-((t - x[8 + i]) ** 2) * x[5 + i]) for i in range(3)]
    return OSBORNE_2_Y - (x[0] * np.exp(-t * x[4]) + hump[0] + hump[1] + hump[2])


WATSON_T = np.arange(1.0, 30.0) / 29.0


@functools.cache
def _watson_powers(n: int) -> tuple[Array, Array]:
    """What takes coefficients to the derivative of their polynomial, and to its value, at each t."""
    t, j = WATSON_T[:, None], np.arange(float(n))
    return j[1:] * t ** (j[1:] - 1.0), t**j


def watson(x: Any) -> Any:
    """For any number of parameters from 2 to 31."""
    to_slope, to_value = _watson_powers(len(x))
    value = to_value @ x
    return np.concatenate([to_slope @ x[1:] - value * value - 1.0, x[:1], x[1:2] - x[:1] ** 2 - 1.0])


def extended_rosenbrock(x: Any) -> Any:
    """For any even number of parameters; the residuals of odd number stand before those of even number."""
    odd, even = x[::2], x[1::2]
    return np.concatenate([10.0 * (even - odd * odd), 1.0 - odd])


def extended_powell_singular(x: Any) -> Any:
    """For any multiple of 4; the n/4 residuals of each of the four kinds stand together."""
    x1, x2, x3, x4 = x[::4], x[1::4], x[2::4], x[3::4]
    return np.concatenate(
        [
            x1 + 10.0 * x2,
            math.sqrt(5.0) * (x3 - x4),
            (x2 - 2.0 * x3) ** 2,
            math.sqrt(10.0) * (x1 - x4) ** 2,
        ]
    )


# ---- the table ---------------------------------------------------------------------------------------------


def at(value: float, *x: float, kind: Literal["minimum", "limit", "saddle"] = "minimum") -> Known:
    return Known(value, x, kind)


def row(number: int, name: str, m: int, residuals: Any, start: Any, *known: Known) -> MghProblem:
    return MghProblem(number, name, m, residuals, np.array(start, dtype=float), known)


def rosenbrock_in(n: int) -> MghProblem:
    """Problem 21 in an even number of parameters."""
    zero = at(0.0, *[1.0] * n)
    return row(21, f"extended Rosenbrock, n = {n}", n, extended_rosenbrock, [-1.2, 1.0] * (n // 2), zero)


def powell_singular_in(n: int) -> MghProblem:
    """Problem 22 in 4, 8, 12, ... parameters."""
    start, zero = [3.0, -1.0, 0.0, 1.0] * (n // 4), at(0.0, *[0.0] * n)
    return row(22, f"extended Powell singular, n = {n}", n, extended_powell_singular, start, zero)


ROOT_22 = math.sqrt(22.0)
FREUDENSTEIN_ROTH_LOCAL = at(48.9842, (53.0 - 4.0 * ROOT_22) / 3.0, (2.0 - ROOT_22) / 3.0)
POWELL_ZERO = at(0.0, 1.0981593296997e-5, 9.1061467398665)
BARD = at(8.21487e-3, 0.08241056, 1.133036, 2.343695)
BARD_LIMIT = at(17.4286, 0.8406667, -1.588480e8, -1.643787e8, kind="limit")
GAUSSIAN = at(1.12793e-8, 0.3989561378, 1.000019084, 0.0)
MEYER = at(87.9458, 5.6096364710e-3, 6.1813463463e3, 3.4522363462e2)  # NIST's MGH10
KOWALIK = at(3.07505e-4, 0.19280693458, 0.19128232873, 0.12305650693, 0.13606233068)  # NIST's MGH09
KOWALIK_LIMIT = at(1.02734e-3, 7.286755e5, -14.07588, -3.29777978e7, -2.05715942e7, kind="limit")
BROWN_DENNIS = at(85822.2, -11.59443836, 13.20362948, -0.4034394631, 0.2367785725)
OSBORNE_1 = at(5.46489e-5, *NIST["MGH17"].certified)
BIGGS_SADDLE = at(5.65565e-3, 1.711416, 17.683198, 1.163144, 5.186562, 1.711416, 1.163144, kind="saddle")
OSBORNE_2 = at(
    4.01377e-2,
    *(1.309977154, 0.4315537931, 0.6336616984, 0.599430534, 0.754183222, 0.9042885928),
    *(1.365811831, 4.823698814, 2.398684867, 4.568874597, 5.67534147),
)
WATSON_6 = at(
    2.28767e-3,
    *(-0.01572510074, 1.012434854, -0.2329914591, 1.260429522, -1.513728242, 0.9929961338),
)
WATSON_9 = at(
    1.39976e-6,
    *(-1.530680521e-05, 0.9997896946, 0.01476434074, 0.1463388215, 1.000835521),
    *(-2.61776208, 4.104439281, -3.143634029, 1.052631703),
)
BOX_ZEROS = at(0.0, 1, 10, 1), at(0.0, 10, 1, -1), at(0.0, 1, 1, 0)  # and all (a, a, 0)

PROBLEMS = [
    row(1, "Rosenbrock", 2, rosenbrock, [-1.2, 1], at(0.0, 1, 1)),
    row(2, "Freudenstein-Roth", 2, freudenstein_roth, [0.5, -2], at(0.0, 5, 4), FREUDENSTEIN_ROTH_LOCAL),
    row(3, "Powell badly scaled", 2, powell_badly_scaled, [0, 1], POWELL_ZERO),
    row(4, "Brown badly scaled", 3, brown_badly_scaled, [1, 1], at(0.0, 1e6, 2e-6)),
    row(5, "Beale", 3, beale, [1, 1], at(0.0, 3, 0.5)),
    row(6, "Jennrich-Sampson", 10, jennrich_sampson, [0.3, 0.4], at(124.362, 0.257825213, 0.257825213)),
    row(7, "helical valley", 3, helical_valley, [-1, 0, 0], at(0.0, 1, 0, 0)),
    row(8, "Bard", 15, bard, [1, 1, 1], BARD, BARD_LIMIT),
    row(9, "Gaussian", 15, gaussian, [0.4, 1, 0], GAUSSIAN),
    row(10, "Meyer", 16, meyer, [0.02, 4000, 250], MEYER),
    row(11, "Gulf", 99, gulf, [5, 2.5, 0.15], at(0.0, 50, 25, 1.5)),
    row(12, "Box three-dimensional", 10, box, [0, 10, 20], *BOX_ZEROS),
    row(13, "Powell singular", 4, powell_singular, [3, -1, 0, 1], at(0.0, 0, 0, 0, 0)),
    row(14, "Wood", 6, wood, [-3, -1, -3, -1], at(0.0, 1, 1, 1, 1)),
    row(15, "Kowalik-Osborne", 11, kowalik_osborne, [0.25, 0.39, 0.415, 0.39], KOWALIK, KOWALIK_LIMIT),
    row(16, "Brown-Dennis", 20, brown_dennis, [25, 5, -5, -1], BROWN_DENNIS),
    row(17, "Osborne 1", 33, osborne_1, NIST["MGH17"].starts[1], OSBORNE_1),
    row(18, "Biggs EXP6", 13, biggs_exp6, [1, 2, 1, 1, 1, 1], at(0.0, 1, 10, 1, 5, 4, 3), BIGGS_SADDLE),
    row(19, "Osborne 2", 65, osborne_2, OSBORNE_2_START, OSBORNE_2),
    row(20, "Watson, n = 6", 31, watson, [0] * 6, WATSON_6),
    row(20, "Watson, n = 9", 31, watson, [0] * 9, WATSON_9),
    rosenbrock_in(10),
    powell_singular_in(12),
]
