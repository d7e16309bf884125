"""Special points of the rows: what value, slopes and curvatures must be where textbooks stop.

Sources: the special-points table (sections 2.1-2.6, 2.11) with its one rule - the mean of the slopes on
either side; where that is not finite or not defined, inf or NaN - and NumPy's own values. Regular points
far out are here too, so that they pass through every carrier. ANY stands for "no unique answer", SINGULAR
for "inf or NaN, never a number". The sign of a value 0.0 counts, that of a slope does not.
"""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterator
from typing import NamedTuple

inf, nan, pi = math.inf, math.nan, math.pi
ANY = None
SINGULAR = "inf or nan"
TINY, SMALL, HUGE = 5e-324, 2.0**-1022, 1.7976931348623157e308  # smallest, smallest normal, largest
LN2, LOG2_E, LOG10_E = 0.6931471805599453, 1.4426950408889634, 0.4342944819032518
RADIAN, DEGREE = 0.017453292519943295, 57.29577951308232

Expected = float | str | None


class Case(NamedTuple):
    row: str
    args: tuple[float, ...]
    value: Expected
    slopes: tuple[Expected, ...]
    curvatures: tuple[Expected, ...]


Row1 = tuple[float, Expected, Expected, Expected]  # x, f, d, c

# fmt: off
_NAN: Row1 = (nan, nan, nan, nan)
_STEP_ENDS: list[Row1] = [(inf, inf, 0, 0), (-inf, -inf, 0, 0), _NAN, (0.0, 0.0, 0, 0), (-0.0, -0.0, 0, 0)]
_STEP_ENDS += [
    (1e200, 1e200, 0, 0),
    (-1e200, -1e200, 0, 0),
    (2.0**53, 2.0**53, 0, 0),
    (3.0, 3.0, 0, 0),
]

UNARY: dict[str, list[Row1]] = {  # x, f, d, c
    "abs": [(0.0, 0.0, 0, 0), (-0.0, 0.0, 0, 0), (TINY, TINY, 1, 0), (-TINY, TINY, -1, 0), (inf, inf, 1, 0),
        (-inf, inf, -1, 0), _NAN, (-1e200, 1e200, -1, 0), (1e-200, 1e-200, 1, 0)],
    "square": [(0.0, 0.0, 0, 2), (-0.0, 0.0, 0, 2), (1e200, inf, 2e200, 2), (-1e-200, 0.0, -2e-200, 2),
        (inf, inf, inf, 2), (-inf, inf, -inf, 2), (nan, nan, nan, ANY), (-3.0, 9.0, -6, 2)],
    "sqrt": [(0.0, 0.0, inf, SINGULAR), (-0.0, -0.0, inf, SINGULAR), (inf, inf, 0, 0), (-1.0, nan, nan, nan),
        (-inf, nan, nan, nan), _NAN, (1e200, 1e100, 5e-101, -2.5e-301), (1e-200, 1e-100, 5e99, -2.5e299),
        (TINY, 2.2227587494850775e-162, 2.249456897271598e161, -inf), (-TINY, nan, nan, nan)],
    "cbrt": [(0.0, 0.0, inf, SINGULAR), (-0.0, -0.0, inf, SINGULAR),
        (-8.0, -2.0, 1 / 12, 0.006944444444444444), (inf, inf, 0, 0), (-inf, -inf, 0, 0), _NAN,
        (1e-300, 1e-100, 3.3333333333333334e199, -inf), (1e300, 1e100, 3.3333333333333334e-201, 0)],
    "reciprocal": [(0.0, inf, -inf, SINGULAR), (-0.0, -inf, -inf, SINGULAR), (inf, 0.0, 0, 0), _NAN,
        (-inf, -0.0, 0, 0), (1e200, 1e-200, 0, 0), (1e-150, 1e150, -1e300, inf), (TINY, inf, -inf, inf)],
    "exp": [(0.0, 1.0, 1, 1), (-0.0, 1.0, 1, 1), (inf, inf, inf, inf), (-inf, 0.0, 0, 0), _NAN,
        (1000.0, inf, inf, inf), (-1000.0, 0.0, 0, 0), (1e-200, 1.0, 1, 1), (TINY, 1.0, 1, 1),
        (1e200, inf, inf, inf), (-1e200, 0.0, 0, 0), (-745.0, TINY, TINY, TINY), (-745.2, 0.0, 0, 0),
        (709.0, 8.218407461554972e307, ANY, ANY)],
    "exp2": [(0.0, 1.0, LN2, 0.4804530139182014), (-0.0, 1.0, LN2, 0.4804530139182014), (inf, inf, inf, inf),
        (-inf, 0.0, 0, 0), _NAN, (1024.0, inf, ANY, ANY), (-1075.0, 0.0, 0, 0), (-1074.0, TINY, ANY, ANY),
        (3.0, 8.0, 5.545177444479562, 3.8436241113456114), (1e200, inf, inf, inf), (1e-200, 1.0, LN2, ANY)],
    "expm1": [(0.0, 0.0, 1, 1), (-0.0, -0.0, 1, 1), (inf, inf, inf, inf), (-inf, -1.0, 0, 0), _NAN,
        (1e-20, 1e-20, 1, 1), (TINY, TINY, 1, 1), (-TINY, -TINY, 1, 1), (1000.0, inf, inf, inf),
        (-1000.0, -1.0, 0, 0)],
    "log": [(0.0, -inf, inf, -inf), (-0.0, -inf, inf, -inf), (inf, inf, 0, 0), (-1.0, nan, nan, nan), _NAN,
        (-inf, nan, nan, nan), (1.0, 0.0, 1, -1), (1e200, 460.51701859880916, 1e-200, 0),
        (1e-200, -460.51701859880916, 1e200, -inf), (TINY, -744.4400719213812, inf, -inf),
        (-TINY, nan, nan, nan)],
    "log2": [(0.0, -inf, inf, -inf), (-0.0, -inf, inf, -inf), (inf, inf, 0, 0), (-1.0, nan, nan, nan), _NAN,
        (8.0, 3.0, 0.18033688011112043, -0.022542110013890053), (1.0, 0.0, LOG2_E, -LOG2_E),
        (TINY, -1074.0, inf, -inf), (SMALL, -1022.0, 6.483807426764994e307, -inf)],
    "log10": [(0.0, -inf, inf, -inf), (-0.0, -inf, inf, -inf), (inf, inf, 0, 0), (-1.0, nan, nan, nan), _NAN,
        (1.0, 0.0, LOG10_E, -LOG10_E), (1000.0, 3.0, 0.0004342944819032518, -4.3429448190325183e-07),
        (1e200, 200.0, 4.342944819032518e-201, 0), (1e-200, -200.0, 4.342944819032518e199, -inf)],
    "log1p": [(-1.0, -inf, inf, -inf), (0.0, 0.0, 1, -1), (-0.0, -0.0, 1, -1), (inf, inf, 0, 0), _NAN,
        (-2.0, nan, nan, nan), (-inf, nan, nan, nan), (1e-200, 1e-200, 1, -1), (-TINY, -TINY, 1, -1),
        (1e200, 460.51701859880916, 1e-200, 0)],
    "sin": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (inf, nan, nan, nan), (-inf, nan, nan, nan), _NAN,
        (1e22, -0.8522008497671888, 0.5232147853951389, 0.8522008497671888), (TINY, TINY, 1, -TINY),
        (pi, 1.2246467991473532e-16, -1, -1.2246467991473532e-16), (-1e-200, -1e-200, 1, 1e-200),
        (6381956970095103 * 2.0**797, 1.0, -4.6871659242546277e-19, -1)],
    "cos": [(0.0, 1.0, 0, -1), (-0.0, 1.0, 0, -1), (inf, nan, nan, nan), (-inf, nan, nan, nan), _NAN,
        (1e22, 0.5232147853951389, 0.8522008497671888, -0.5232147853951389), (1e-200, 1.0, -1e-200, -1),
        (pi / 2, 6.123233995736766e-17, -1, -6.123233995736766e-17),
        (6381956970095103 * 2.0**797, -4.6871659242546277e-19, -1, 4.6871659242546277e-19)],
    "tan": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (inf, nan, nan, nan), (-inf, nan, nan, nan), _NAN,
        (pi / 2, 1.633123935319537e16, 2.6670937881135714e32, 8.711389406220653e48), (TINY, TINY, 1, 1e-323),
        (1e22, -1.6287782256068989, 3.652918508211158, -11.89958825218154),
        (6381956970095103 * 2.0**797, -2.1334853857537038e18, 4.5517598912246305e36, ANY)],
    "sinc": [(0.0, 1.0, 0, -3.2898681336964528), (-0.0, 1.0, 0, -3.2898681336964528), _NAN,
        (inf, nan, nan, nan), (1e-9, 1.0, -3.289868133696453e-09, -3.2898681336964528),
        (1e-200, 1.0, -3.289868133696453e-200, ANY),
        (0.5, 0.6366197723675814, -1.2732395447351628, -1.1902271282389357), (1.0, 0.0, -1, 2),
        (-1.0, 0.0, 1, 2), (2.0, 0.0, 0.5, -0.5), (1e300, 0.0, 1e-300, 0), (HUGE, 0.0, ANY, ANY)],
    "arcsin": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (1.0, pi / 2, inf, inf), (-1.0, -pi / 2, inf, -inf),
        _NAN, (1.5, nan, nan, nan), (-inf, nan, nan, nan), (inf, nan, nan, nan), (1e-200, 1e-200, 1, 1e-200),
        (0.9999, 1.5566540733173845, 70.71244595190564, 353544.55076412937)],
    "arccos": [(0.0, pi / 2, -1, 0), (-0.0, pi / 2, -1, 0), (1.0, 0.0, -inf, -inf), (-1.0, pi, -inf, inf),
        _NAN, (1.5, nan, nan, nan), (-inf, nan, nan, nan), (1e-200, pi / 2, -1, -1e-200),
        (0.9999, 0.0141422534775121, -70.71244595190564, -353544.55076412937)],
    "arctan": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (inf, pi / 2, 0, 0), (-inf, -pi / 2, 0, 0), _NAN,
        (1e200, pi / 2, 0, 0), (-1e200, -pi / 2, 0, 0), (1e-200, 1e-200, 1, -2e-200),
        (TINY, TINY, 1, -1e-323)],
    "sinh": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (inf, inf, inf, inf), (-inf, -inf, inf, -inf), _NAN,
        (TINY, TINY, 1, TINY), (1e200, inf, inf, inf), (-1000.0, -inf, inf, -inf),
        (1e-200, 1e-200, 1, 1e-200)],
    "cosh": [(0.0, 1.0, 0, 1), (-0.0, 1.0, 0, 1), (inf, inf, inf, inf), (-inf, inf, -inf, inf), _NAN,
        (1e200, inf, inf, inf), (-1000.0, inf, -inf, inf), (1e-200, 1.0, 1e-200, 1),
        (710.0, 1.1169973830808557e308, ANY, ANY)],
    "tanh": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (inf, 1.0, 0, 0), (-inf, -1.0, 0, 0), _NAN,
        (400.0, 1.0, 0, 0), (20.0, 1.0, 1.6993417021166357e-17, -3.3986834042332713e-17),
        (1e-200, 1e-200, 1, -2e-200), (-TINY, -TINY, 1, 1e-323), (1e200, 1.0, 0, 0), (-400.0, -1.0, 0, 0)],
    "arcsinh": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (inf, inf, 0, 0), (-inf, -inf, 0, 0), _NAN,
        (1e200, 461.2101657793691, 1e-200, 0), (-1e200, -461.2101657793691, 1e-200, 0),
        (1e-200, 1e-200, 1, -1e-200), (TINY, TINY, 1, -TINY)],
    "arccosh": [(1.0, 0.0, inf, -inf), (0.5, nan, nan, nan), (0.0, nan, nan, nan), (-2.0, nan, nan, nan),
        _NAN, (inf, inf, 0, 0), (-inf, nan, nan, nan), (1e200, 461.2101657793691, 1e-200, 0),
        (1 + 1e-8, 0.00014142135568971629, 7071.067815674911, -353553394700.22296)],
    "arctanh": [(0.0, 0.0, 1, 0), (-0.0, -0.0, 1, 0), (1.0, inf, inf, inf), (-1.0, -inf, inf, -inf), _NAN,
        (1.5, nan, nan, nan), (-1.5, nan, nan, nan), (inf, nan, nan, nan), (1e-200, 1e-200, 1, 2e-200),
        (1 - 1e-15, 17.616361586450413, 500399958596722.06, 5.0080023712720174e29)],
    "sign": [(0.0, 0.0, 0, 0), (-0.0, 0.0, 0, 0), (TINY, 1.0, 0, 0), (-inf, -1.0, 0, 0), (inf, 1.0, 0, 0),
        _NAN],
    "floor": [*_STEP_ENDS, (-0.5, -1.0, 0, 0), (0.5, 0.0, 0, 0), (TINY, 0.0, 0, 0), (-TINY, -1.0, 0, 0)],
    "ceil": [*_STEP_ENDS, (-0.5, -0.0, 0, 0), (0.5, 1.0, 0, 0), (TINY, 1.0, 0, 0), (-TINY, -0.0, 0, 0)],
    "trunc": [*_STEP_ENDS, (-0.5, -0.0, 0, 0), (1.5, 1.0, 0, 0), (TINY, 0.0, 0, 0), (-TINY, -0.0, 0, 0)],
    "rint": [*_STEP_ENDS, (-0.5, -0.0, 0, 0), (0.5, 0.0, 0, 0), (1.5, 2.0, 0, 0), (2.5, 2.0, 0, 0)],
    "deg2rad": [(0.0, 0.0, RADIAN, 0), (-0.0, -0.0, RADIAN, 0), (inf, inf, RADIAN, 0),
        (-inf, -inf, RADIAN, 0), _NAN, (180.0, pi, RADIAN, 0), (1e200, 1.7453292519943296e198, RADIAN, 0),
        (TINY, 0.0, RADIAN, 0)],
    "rad2deg": [(0.0, 0.0, DEGREE, 0), (-0.0, -0.0, DEGREE, 0), (inf, inf, DEGREE, 0),
        (-inf, -inf, DEGREE, 0), _NAN, (pi, 180.0, DEGREE, 0), (HUGE, inf, DEGREE, 0),
        (1e-200, 5.729577951308232e-199, DEGREE, 0)],
    "erf": [(0.0, 0.0, 1.1283791670955126, 0), (-0.0, -0.0, 1.1283791670955126, 0), (inf, 1.0, 0, 0), _NAN,
        (-inf, -1.0, 0, 0), (1e200, 1.0, 0, 0), (1e-200, 1.1283791670955126e-200, 1.1283791670955126, ANY)],
    "erfc": [(0.0, 1.0, -1.1283791670955126, 0), (-0.0, 1.0, -1.1283791670955126, 0), (inf, 0.0, 0, 0), _NAN,
        (-inf, 2.0, 0, 0), (1e200, 0.0, 0, 0), (27.0, 5.237048923789256e-319, ANY, ANY), (-1e200, 2.0, 0, 0)],
    "gammaln": [(1.0, 0.0, -0.5772156649015329, pi**2 / 6),
        (2.0, 0.0, 0.42278433509846714, 0.6449340668482264), (0.0, inf, SINGULAR, SINGULAR),
        (-0.0, inf, SINGULAR, SINGULAR), (-1.0, inf, SINGULAR, SINGULAR), (-2.0, inf, SINGULAR, SINGULAR),
        (inf, inf, inf, 0), _NAN, (-1e300, inf, SINGULAR, SINGULAR),
        (1e-8, 18.420680738180209, -1e8 - 0.57721565, 1e16), (1e200, 4.5951701859880915e202, ANY, 1e-200)],
    "digamma": [(1.0, -0.5772156649015329, pi**2 / 6, -2.4041138063191885),
        (0.0, SINGULAR, SINGULAR, SINGULAR), (-0.0, SINGULAR, SINGULAR, SINGULAR),
        (-1.0, SINGULAR, SINGULAR, SINGULAR), (inf, inf, 0, 0), _NAN, (-1e300, SINGULAR, SINGULAR, SINGULAR),
        (1e200, 460.51701859880916, 1e-200, 0), (1e-100, -1e100, 1e200, -2e300)],
    "logistic": [(0.0, 0.5, 0.25, 0), (-0.0, 0.5, 0.25, 0), (inf, 1.0, 0, 0), (-inf, 0.0, 0, 0), _NAN,
        (40.0, 1.0, 4.248354255291589e-18, -4.248354255291589e-18), (-800.0, 0.0, 0, 0), (800.0, 1.0, 0, 0),
        (1e-200, 0.5, 0.25, -1.25e-201), (1e200, 1.0, 0, 0)],
    "logit": [(0.0, -inf, inf, -inf), (-0.0, -inf, inf, -inf), (1.0, inf, inf, inf), (0.5, 0.0, 4, 0), _NAN,
        (1e-300, -690.7755278982137, 1e300, -inf), (-0.1, nan, nan, nan), (1.1, nan, nan, nan),
        (inf, nan, nan, nan), (-inf, nan, nan, nan)],
    "softplus": [(0.0, LN2, 0.5, 0.25), (-0.0, LN2, 0.5, 0.25), (inf, inf, 1, 0), (-inf, 0.0, 0, 0), _NAN,
        (1000.0, 1000.0, 1, 0), (-1000.0, 0.0, 0, 0), (1e200, 1e200, 1, 0), (1e-200, LN2, 0.5, 0.25)],
    "relu": [(0.0, 0.0, 0, 0), (-0.0, 0.0, 0, 0), (TINY, TINY, 1, 0), (-TINY, 0.0, 0, 0), (inf, inf, 1, 0),
        (-inf, 0.0, 0, 0), _NAN, (1e200, 1e200, 1, 0), (-1e200, 0.0, 0, 0)],
}

_ALL = (nan, nan, nan)
_FLAT = (0, 0, 0)
_BEND_FAR, _BEND_NEAR = ((h, -h, h) for h in (3.5355339059327377e-201, 3.5355339059327376e199))
_X, _Y, _TIE = (1, 0), (0, 1), (0.5, 0.5)
Parts = tuple[Expected, ...] | None  # None: any
Row2 = tuple[float, float, Expected, Parts, Parts]
_LARGER: list[Row2] = [
    (1.0, 2.0, 2.0, _Y, _FLAT), (2.0, 1.0, 2.0, _X, _FLAT), (1.0, 1.0, 1.0, _TIE, _FLAT),
    (0.0, 0.0, 0.0, _TIE, _FLAT), (0.0, -0.0, ANY, _TIE, _FLAT), (inf, inf, inf, _TIE, _FLAT),
    (-inf, -inf, -inf, _TIE, _FLAT), (inf, 1e200, inf, _X, _FLAT), (-inf, -1e200, -1e200, _Y, _FLAT),
    (TINY, 0.0, TINY, _X, _FLAT), (nan, nan, nan, _TIE, (ANY,) * 3),
]
_SMALLER: list[Row2] = [
    (y, x, x if f == y else y if f == x else f, slopes, c) for x, y, f, slopes, c in _LARGER
]
_NAN_LOSES: list[Row2] = [
    (2.0, nan, 2.0, _X, _FLAT),
    (nan, 2.0, 2.0, _Y, _FLAT),
    (-inf, nan, -inf, _X, _FLAT),
]
_NAN_WINS: list[Row2] = [(2.0, nan, nan, _Y, (ANY,) * 3), (nan, 2.0, nan, _X, (ANY,) * 3)]

BINARY: dict[str, list[Row2]] = {  # x, y, f, (dx, dy), (cxx, cxy, cyy)
    "power": [(0.0, 0.0, 1.0, (0, SINGULAR), (0, ANY, ANY)), (0.0, 1.0, 0.0, (1, 0), (0, -inf, 0)),
        (0.0, 2.0, 0.0, (0, 0), (2, 0, 0)), (0.0, 3.0, 0.0, (0, 0), (0, 0, 0)),
        (-0.0, 3.0, -0.0, (0, 0), (0, 0, 0)), (-2.0, 3.0, -8.0, (12, ANY), (-12, ANY, ANY)),
        (-2.0, 2.0, 4.0, (-4, ANY), (2, ANY, ANY)), (-2.0, 0.0, 1.0, (0, ANY), (0, ANY, ANY)),
        (-2.0, -3.0, -0.125, (-0.1875, ANY), (-0.375, ANY, ANY)), (-2.0, 0.5, nan, (nan, nan), _ALL),
        (0.0, 0.5, 0.0, (inf, 0), (-inf, SINGULAR, 0)), (0.0, 1.5, 0.0, (0, 0), (inf, 0, 0)),
        (0.0, 1.875, 0.0, (0, 0), (inf, 0, 0)), (0.0, -1.0, inf, (-inf, -inf), (inf, SINGULAR, SINGULAR)),
        (0.0, -0.5, inf, (-inf, -inf), (inf, SINGULAR, ANY)),
        (-0.0, -1.0, -inf, (-inf, ANY), (-inf, ANY, ANY)), (1.0, 0.0, 1.0, (0, 0), (0, 1, 0)),
        (2.0, 2.0, 4.0, (4, 2.772588722239781), (2, 4.772588722239781, 1.9218120556728056)),
        (1.0, inf, 1.0, ANY, ANY), (inf, 2.0, inf, (inf, inf), (2, inf, inf)),
        (inf, -1.0, 0.0, (0, 0), (0, 0, 0)), (nan, 2.0, nan, (nan, nan), (ANY, nan, nan)),
        (2.0, nan, nan, (nan, nan), _ALL), (nan, 0.0, 1.0, (0, ANY), ANY),
        (1e200, 2.0, inf, (2e200, inf), (2, 9.220340371976182e202, inf)),
        (1e-200, 2.0, 0.0, (2e-200, 0), (2, ANY, 0)), (1e200, -2.0, 0.0, (0, 0), (0, 0, 0)),
        (1e-200, 1e-200, 1.0, (1, -460.51701859880916), (-1e200, 1e200, ANY)),
        (TINY, 1.0, TINY, (1, ANY), (0, -743.4400719213812, ANY)),
        (2.0, 1e200, inf, (inf, inf), (inf, inf, inf)), (0.5, 1e200, 0.0, (0, 0), (0, 0, 0)),
        (-1.0, 1e200, 1.0, (-1e200, ANY), ANY), (-1.0, inf, 1.0, ANY, ANY)],
    "hypot": [(3.0, 4.0, 5.0, (0.6, 0.8), (0.128, -0.096, 0.072)), (0.0, 0.0, 0.0, (0, 0), _ALL),
        (0.0, -0.0, 0.0, (0, 0), _ALL),
        (1e200, 1e200, 1.414213562373095e200, (0.7071067811865476,) * 2, _BEND_FAR),
        (1e-200, 1e-200, 1.414213562373095e-200, (0.7071067811865476,) * 2, _BEND_NEAR),
        (1e200, 2e200, 2.2360679774997896e200, (0.4472135954999579, 0.8944271909999159), (ANY, ANY, ANY)),
        (HUGE, HUGE, inf, (0.7071067811865476,) * 2, (ANY, ANY, ANY)), (TINY, 0.0, TINY, (1, 0), (0, 0, inf)),
        (0.0, -2.0, 2.0, (0, -1), (0.5, 0, 0)), (inf, 1.0, inf, (1, 0), (0, 0, 0)),
        (-inf, 1.0, inf, (-1, 0), (0, 0, 0)), (inf, nan, inf, ANY, ANY), (nan, -inf, inf, ANY, ANY),
        (nan, 1.0, nan, (nan, nan), _ALL), (1.0, nan, nan, (nan, nan), _ALL), (inf, inf, inf, ANY, ANY)],
    "arctan2": [(0.0, 0.0, 0.0, (nan, nan), _ALL), (-0.0, -0.0, -pi, (nan, nan), _ALL),
        (0.0, -0.0, pi, (nan, nan), _ALL), (0.0, 1.0, 0.0, (1, 0), (0, -1, 0)),
        (0.0, -1.0, pi, (-1, 0), (0, -1, 0)), (-0.0, -1.0, -pi, (-1, 0), (0, -1, 0)),
        (1.0, 0.0, pi / 2, (0, -1), (0, 1, 0)), (-1.0, 0.0, -pi / 2, (0, 1), (0, 1, 0)),
        (1e200, 1e200, pi / 4, (5e-201, -5e-201), (0, 0, 0)),
        (1e-200, 1e-200, pi / 4, (5e199, -5e199), (-inf, 0, inf)), (inf, 1.0, pi / 2, (0, 0), _FLAT),
        (1.0, inf, 0.0, (0, 0), _FLAT), (-inf, 1.0, -pi / 2, (0, 0), _FLAT), (1.0, -inf, pi, (0, 0), _FLAT),
        (inf, inf, pi / 4, (0, 0), _FLAT), (nan, 1.0, nan, (nan, nan), _ALL),
        (1.0, nan, nan, (nan, nan), _ALL), (inf, nan, nan, (nan, nan), _ALL),
        (TINY, 1.0, TINY, (1, -TINY), (-1e-323, -1, 1e-323)), (1e-200, 1e200, 0.0, (1e-200, 0), _FLAT)],
    "logaddexp": [(0.0, -inf, 0.0, _X, _FLAT), (0.0, 1000.0, 1000.0, _Y, _FLAT),
        (-inf, -inf, -inf, _TIE, ANY), (inf, inf, inf, _TIE, ANY), (inf, -inf, inf, _X, _FLAT),
        (-inf, 1e200, 1e200, _Y, _FLAT), (0.0, 0.0, LN2, _TIE, (0.25, -0.25, 0.25)),
        (1000.0, 1000.0, 1000.6931471805599, _TIE, (0.25, -0.25, 0.25)), (nan, 1.0, nan, (nan, nan), _ALL),
        (1.0, nan, nan, (nan, nan), _ALL), (-inf, nan, nan, (nan, nan), _ALL),
        (1e200, -1e200, 1e200, _X, _FLAT), (1e-200, 0.0, LN2, _TIE, (0.25, -0.25, 0.25)),
        (-HUGE, HUGE, HUGE, _Y, _FLAT), (-LN2, -LN2, 2.3190468138462997e-17, _TIE, ANY)],
    "logaddexp2": [(0.0, -inf, 0.0, _X, _FLAT), (0.0, 2000.0, 2000.0, _Y, _FLAT),
        (-inf, -inf, -inf, _TIE, ANY), (inf, inf, inf, _TIE, ANY), (inf, -inf, inf, _X, _FLAT),
        (0.0, 0.0, 1.0, _TIE, (0.17328679513998632, -0.17328679513998632, 0.17328679513998632)),
        (-1.0, -1.0, 0.0, _TIE, ANY), (nan, 1.0, nan, (nan, nan), _ALL), (1.0, nan, nan, (nan, nan), _ALL),
        (1e200, -1e200, 1e200, _X, _FLAT), (1e-200, 0.0, 1.0, _TIE, ANY), (-HUGE, HUGE, HUGE, _Y, _FLAT)],
    "xlogy": [(0.0, 2.0, 0.0, (LN2, 0), (0, 0.5, 0)), (0.0, 0.0, 0.0, (-inf, 0), (ANY, SINGULAR, 0)),
        (-0.0, 0.0, 0.0, (-inf, 0), (ANY, SINGULAR, 0)), (2.0, 0.0, -inf, (-inf, inf), (ANY, inf, -inf)),
        (2.0, -1.0, nan, (nan, nan), _ALL), (0.0, nan, nan, (nan, nan), _ALL),
        (nan, 2.0, nan, (LN2, nan), (ANY, 0.5, nan)), (0.0, inf, 0.0, (inf, 0), (ANY, 0, 0)),
        (2.0, inf, inf, (inf, 0), (ANY, 0, 0)), (2.0, 1.0, 0.0, (0, 2), (0, 1, -2)),
        (1e200, 1e-200, -4.605170185988091e202, (-460.51701859880916, inf), (0, 1e200, -inf)),
        (TINY, 2.0, TINY, (LN2, 0), (0, 0.5, 0))],
    "maximum": [*_LARGER, *_NAN_WINS],
    "minimum": [*_SMALLER, *_NAN_WINS],
    "fmax": [*_LARGER, *_NAN_LOSES],
    "fmin": [*_SMALLER, *_NAN_LOSES],
    "mod": [(5.0, 3.0, 2.0, (1, -1), _FLAT), (-5.0, 3.0, 1.0, (1, 2), _FLAT),
        (5.0, -3.0, -1.0, (1, 2), _FLAT), (6.0, 3.0, 0.0, (1, -2), _FLAT), (-6.0, 3.0, 0.0, (1, 2), _FLAT),
        (6.0, -3.0, -0.0, (1, 2), _FLAT), (0.0, 3.0, 0.0, (1, 0), _FLAT), (5.0, 0.0, nan, (nan, nan), _ALL),
        (0.0, 0.0, nan, (nan, nan), _ALL), (inf, 3.0, nan, (nan, nan), _ALL), (5.0, inf, 5.0, (1, 0), _FLAT),
        (-5.0, inf, inf, (1, 1), _FLAT), (nan, 3.0, nan, (nan, nan), _ALL), (5.0, nan, nan, (nan, nan), _ALL),
        (1e200, 1e-200, 4.18199169208316e-201, (1, -inf), _FLAT), (TINY, 1.0, TINY, (1, 0), _FLAT),
        (-TINY, 1.0, 1.0, (1, 1), _FLAT)],
    "fmod": [(5.0, 3.0, 2.0, (1, -1), _FLAT), (-5.0, 3.0, -2.0, (1, 1), _FLAT),
        (5.0, -3.0, 2.0, (1, 1), _FLAT), (6.0, 3.0, 0.0, (1, -2), _FLAT), (-6.0, 3.0, -0.0, (1, 2), _FLAT),
        (5.0, 0.0, nan, (nan, nan), _ALL), (inf, 3.0, nan, (nan, nan), _ALL), (5.0, inf, 5.0, (1, 0), _FLAT),
        (-5.0, inf, -5.0, (1, 0), _FLAT), (nan, 3.0, nan, (nan, nan), _ALL),
        (5.0, nan, nan, (nan, nan), _ALL), (-0.0, 3.0, -0.0, (1, 0), _FLAT),
        (1e200, 1e300, 1e200, (1, 0), _FLAT), (TINY, 1.0, TINY, (1, 0), _FLAT)],
    "floor_divide": [(5.0, 3.0, 1.0, (0, 0), _FLAT), (-5.0, 3.0, -2.0, (0, 0), _FLAT),
        (6.0, 3.0, 2.0, (0, 0), _FLAT), (1.0, 0.1, 9.0, (0, 0), _FLAT), (5.0, 0.0, inf, ANY, ANY),
        (-5.0, 0.0, -inf, ANY, ANY), (0.0, 0.0, nan, (nan, nan), _ALL), (inf, 3.0, nan, (nan, nan), _ALL),
        (5.0, inf, 0.0, (0, 0), _FLAT), (-5.0, inf, -1.0, (0, 0), _FLAT), (nan, 3.0, nan, (nan, nan), _ALL),
        (5.0, nan, nan, (nan, nan), _ALL), (-0.0, 3.0, -0.0, (0, 0), _FLAT), (1e200, 1e-200, inf, ANY, ANY),
        (TINY, 1.0, 0.0, (0, 0), _FLAT), (-TINY, 1.0, -1.0, (0, 0), _FLAT)],
    "copysign": [(2.0, -1.0, -2.0, (-1, 0), _FLAT), (-2.0, 1.0, 2.0, (-1, 0), _FLAT),
        (-2.0, -0.0, -2.0, (1, 0), _FLAT), (2.0, 0.0, 2.0, (1, 0), _FLAT), (0.0, -1.0, -0.0, (0, 0), _FLAT),
        (-0.0, 1.0, 0.0, (0, 0), _FLAT), (inf, -1.0, -inf, (-1, 0), _FLAT),
        (1e200, -inf, -1e200, (-1, 0), _FLAT), (nan, 1.0, nan, (nan, ANY), (ANY,) * 3),
        (TINY, -TINY, -TINY, (-1, 0), _FLAT)],
    "heaviside": [(0.0, 0.5, 0.5, (0, 1), _FLAT), (-0.0, 0.5, 0.5, (0, 1), _FLAT),
        (1.0, 0.5, 1.0, (0, 0), _FLAT), (-1.0, 0.5, 0.0, (0, 0), _FLAT),
        (nan, 0.5, nan, (nan, ANY), (ANY,) * 3), (0.0, nan, nan, (ANY, ANY), (ANY,) * 3),
        (1.0, nan, 1.0, (0, 0), _FLAT), (inf, 2.0, 1.0, (0, 0), _FLAT), (-inf, 2.0, 0.0, (0, 0), _FLAT),
        (TINY, 2.0, 1.0, (0, 0), _FLAT), (-1e-200, 2.0, 0.0, (0, 0), _FLAT)],
}
# fmt: on


def _parts(given: Parts, count: int) -> tuple[Expected, ...]:
    return (ANY,) * count if given is None else given


CASES = [Case(row, (x,), f, (d,), (c,)) for row, points in UNARY.items() for x, f, d, c in points]
CASES += [
    Case(row, (x, y), f, _parts(slopes, 2), _parts(curvatures, 3))
    for row, points in BINARY.items()
    for x, y, f, slopes, curvatures in points
]


# ---- hard points: where errors are largest ------------------------------------------------------------


def around(*points: float, n: int = 1) -> list[float]:
    """The points and their n neighbours on either side."""
    found = list(points)
    for x in points:
        for toward in (math.inf, -math.inf):
            y = x
            for _ in range(n):
                y = math.nextafter(y, toward)
                found.append(y)
    return found


PI_2 = math.pi / 2
WORST_OF_TRIG = 6381956970095103 * 2.0**797  # the double closest to a multiple of pi/2 (Muller 2006, 11.2)
# among them the roots of digamma (1.46..., -0.50...) and of gammaln (-2.45..., -2.74..., ...)
# fmt: off
HARD = [
    5e-324, 1.5e-323, 3e-310, 1e-300, 1e-200, 1e-170, 1e-155, 1e-120, 1e-60, 1e-50, 2.0**-60, 1e-17, 1e-16,
    2.0**-54, 2.0**-53, 1e-15, 1e-12, 1e-10, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 0.34, 0.35,
    *around(2.0**-1022, 2.0**-28, 2.0**-27, 2.0**-26, 0.25, 0.4142135623730951, 0.4375, 0.6875, 0.75, 1.5),
    *around(0.5, 1.0, 2.0, 3.0, 4.0, 1.4616321449683622, n=3), 0.7071067811865476, 1.4142135623730951,
    0.34657359027997264, 0.881373587019543, 0.99, 0.9999, 0.999999, 1 - 1e-8, 1 - 1e-10, 1 - 1e-12, 1 - 1e-15,
    1 + 1e-15, 1 + 1e-12, 1 + 1e-10, 1 + 1e-8, 1.0001, 1.01, 1.1,
    *around(*[k * PI_2 for k in range(1, 9)], *[k * pi / 4 for k in (1, 3, 5)], 1e5 * PI_2, 2.0**19 * pi),
    *around(0.5040830082644554, 1.5734984731623904, 2.610720868444146, 3.635293366436901),
    *around(2.4570247382208006, 2.7476826467274127, 3.14358088834998, 3.9552942848585980),
    *around(5.0, 6.0, 7.0, 8.0, 10.0, 20.0, 5.92, 26.54, 36.7, 171.62, 350.1, 372.0), 2.2, 2.85, 3.3, 3.7,
    4.5, 5.5, 6.5, 9.5, 12.5, 15.5, 17.3, 18.5, 19.06, 21.5, 22.0, 24.5, 27.2, 28.0, 33.3, 37.4, 40.0, 44.0,
    50.5, 53.5, 64.0, 80.5, 100.5, 170.6, 300.0, 354.9,
    *around(708.3964185322641, 709.782712893384, 710.4758600739439, 745.1332191019411),
    *around(1022.0, 1023.0, 1024.0, 1074.0, 1075.0, 2.0**31, 2.0**52, 2.0**53), 709.0, 720.0, 740.5, 744.9,
    800.0, 1000.0, 1021.9, 1022.5, 1050.5, 1e4, 123456.789, 1e6, 1e7, 1e9, 1e12, 2.0**30 + 0.5,
    2.0**50 + 0.25, 2.0**51 + 0.5, 1e16, 1e18, 1e22, 1e100, 1e150, 1.3e154, 1.4e154, 1e155, 1e200,
    WORST_OF_TRIG, 1e290, 2.5e305, 2.55e305, 2.56e305, 3.1e306, 8.98846567431158e307, 1.7e308,
    1.7976931348623157e308,
]
# fmt: on
SPREAD = [5e-324, 2.0**-1022, 1e-300, 1e-200, 1e-155, 1e-100, 1e-20, 2.0**-53, 1e-8, 0.01, 0.3, 0.5, 0.7]
SPREAD += [
    *around(1.0),
    1.0000001,
    1.5,
    2.0,
    math.e,
    3.0,
    7.0,
    10.0,
    36.5,
    100.5,
    700.0,
    745.0,
    1023.5,
    1e5,
    1e9,
]
SPREAD += [2.0**53, 2.0**53 + 2, 1e16, 1e100, 1e154, 1e200, 1e300, 1.7e308, 1.7976931348623157e308]
SPECIAL = [0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 5e-324, -5e-324, 1e22, WORST_OF_TRIG, -1e308]


def any_double(rng: random.Random) -> float:
    """A random bit pattern; not inf or NaN."""
    while True:
        (x,) = struct.unpack("<d", struct.pack("<Q", rng.getrandbits(64)))
        if math.isfinite(x):
            return float(x)


def any_size(rng: random.Random, low: float = -8, high: float = 3) -> float:
    return float(rng.choice((-1, 1)) * 10 ** rng.uniform(low, high))


def hard_pairs(rng: random.Random) -> Iterator[tuple[float, float]]:
    """Neighbours, opposites, powers near 1 and near overflow, exponentials that cancel."""
    signed = [s * x for x in SPREAD for s in (1, -1)]
    for _ in range(60):
        x = rng.choice(signed)
        yield from [(x, x), (x, -x), (x, math.nextafter(x, 0.0)), (x * (1 + rng.uniform(-1e-8, 1e-8)), x)]
    for _ in range(250):
        yield rng.choice(signed), rng.choice(signed)
    for _ in range(60):
        x = any_double(rng)
        yield from [(abs(x), rng.uniform(-760, 760) / (math.log(abs(x)) or 1)), (abs(x), rng.choice(signed))]
        x = 1 + any_size(rng, -15, -1)
        yield x, rng.uniform(-760, 760) / math.log(x)
        yield any_size(rng, -1, 1), float(rng.randint(-30, 30) or 1)
        x = any_size(rng, -12)
        yield x, x + any_size(rng, -12)
        x = -(10 ** rng.uniform(-8, 2))
        y = math.log(-math.expm1(x))  # exp(x) + exp(y) = 1, nearly
        yield from [(x, y), (x / math.log(2), y / math.log(2))]
