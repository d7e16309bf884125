"""The nested sine and its two derivatives to fifty digits, in decimal arithmetic.

The slow, obvious twin against which the demonstration states its errors. It uses
nothing of dualnum.
"""

from decimal import Decimal, localcontext

DIGITS = 50
GUARD_DIGITS = 15


def sin_cos(x: Decimal) -> tuple[Decimal, Decimal]:
    """Sine and cosine by their power series, in the current precision.

    Meant for ``|x|`` below about ten: the largest term of the series grows like
    ``exp(|x|)``, and its leading digits cancel.
    """
    sums = [Decimal(1), x]  # even powers make the cosine, odd ones the sine
    term, power = x, 1
    while True:
        power += 1
        term = term * x / power
        signed = -term if power % 4 >= 2 else term
        parity = power % 2
        before = sums[parity]
        sums[parity] = before + signed
        if parity and sums[parity] == before:
            return sums[1], sums[0]


def nested_sine(x: float, times: int = 100) -> tuple[Decimal, Decimal, Decimal]:
    """Value, first and second derivative of ``y = sin(y + x)`` repeated from zero."""
    with localcontext() as context:
        context.prec = DIGITS + GUARD_DIGITS
        point = Decimal(x)
        y = y1 = y2 = Decimal(0)
        for _ in range(times):
            sine, cosine = sin_cos(y + point)
            slope = y1 + 1
            y, y1, y2 = sine, cosine * slope, cosine * y2 - sine * slope * slope
        context.prec = DIGITS
        return +y, +y1, +y2


def error(computed: float, exact: Decimal) -> float:
    """Relative error, or absolute error where the exact number is zero."""
    difference = abs(Decimal(computed) - exact)
    return float(difference / abs(exact) if exact else difference)
