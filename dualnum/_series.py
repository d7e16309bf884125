"""`Series`: a number with its truncated Taylor series, as a function that is expanded sees it.

Operators are in this file; the functions of the table are in _series_rules, which fills `ROWS`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from dualnum import errors
from dualnum._array import JetArray
from dualnum._core import ALIASES
from dualnum._recurrences import Coefficients, product, quotient
from dualnum._scalar import BINARY_UFUNCS, BY_VALUE, NAMES, UNARY_UFUNCS, Jet, is_scalar, special_row
from dualnum.functions import FUNCTIONS

ROWS: dict[str, Callable[..., Series]] = {}
"""What each row of the table is on series: ``ROWS[name](call, *args)``, filled by _series_rules."""

quiet = np.errstate(all="ignore")
"""A decorator: infinities and NaN come without NumPy's warnings, as they do for floats."""


class Call:
    """One run of `taylor`: its series do not mix with those of another."""

    __slots__ = ("n", "reduced", "running")

    def __init__(self, n: int) -> None:
        self.n = n  # coefficients of its series
        self.running = True
        self.reduced = False  # whether the last coefficients of a result were lost: more terms would tell


def _method(name: str) -> Callable[..., Any]:
    def method(self: Series, *args: Any) -> Any:
        return row(name, (self, *args))

    method.__name__ = method.__qualname__ = name
    return method


def _by_value(question: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A comparison of the values."""

    def compared(self: Series, other: Any) -> Any:
        if isinstance(other, np.ndarray) and other.ndim:
            return NotImplemented
        v = other if type(other) is int else operand(self, unboxed(other))  # large integers compare too
        if v is NotImplemented:
            v = other  # equal to nothing, and no order
        return question(self.value, v.value if isinstance(v, Series) else v)

    return compared


class Series:
    """A value with its Taylor coefficients; made by `dualnum.taylor` only."""

    __slots__ = ("c", "call", "fixed")

    c: Coefficients
    call: Call
    fixed: bool  # known to be constant; other coefficients that are 0 say nothing of those not computed

    # ---- construction and parts -----------------------------------------------------------------------

    def __init__(self, *args: Any) -> None:
        raise errors.series_by_hand()

    @property
    def value(self) -> float:
        """The value at the point, a plain float."""
        return float(self.c[0])

    @property
    def coefficients(self) -> Coefficients:
        """The Taylor coefficients, a new array."""
        return self.c.copy()

    @property
    def real(self) -> Series:
        return self

    @property
    def imag(self) -> float:
        return 0.0

    def conjugate(self) -> Series:
        return self

    def __copy__(self, memo: Any = None) -> Series:
        return self

    __deepcopy__ = __copy__

    def __reduce__(self) -> NoReturn:
        raise errors.series_to_plain("bytes")

    # ---- operators ------------------------------------------------------------------------------------

    @quiet
    def __add__(self, other: Any) -> Any:
        v = operand(self, other)
        if v is NotImplemented:
            return v
        if isinstance(v, Series):
            return made(self.c + v.c, self.call, self.fixed and v.fixed)
        return shifted(self, self.c.copy(), v)

    __radd__ = __add__

    @quiet
    def __sub__(self, other: Any) -> Any:
        v = operand(self, other)
        if v is NotImplemented:
            return v
        if isinstance(v, Series):
            return made(self.c - v.c, self.call, self.fixed and v.fixed)
        return shifted(self, self.c.copy(), -v)

    @quiet
    def __rsub__(self, other: Any) -> Any:
        v = operand(self, other)
        return v if v is NotImplemented else shifted(self, 0.0 - self.c, v)

    @quiet
    def __mul__(self, other: Any) -> Any:
        v = operand(self, other)
        if v is NotImplemented:
            return v
        if isinstance(v, Series):
            return made(product(self.c, v.c), self.call, self.fixed and v.fixed)
        return made(self.c * v, self.call, self.fixed or v == 0)

    __rmul__ = __mul__

    @quiet
    def __truediv__(self, other: Any) -> Any:
        v = operand(self, other)
        if v is NotImplemented:
            return v
        return divided(self, v) if isinstance(v, Series) else made(self.c / v, self.call, self.fixed)

    @quiet
    def __rtruediv__(self, other: Any) -> Any:
        v = operand(self, other)
        return v if v is NotImplemented else divided(constant(self.call, v), self)

    def __pow__(self, other: Any, modulus: None = None) -> Any:
        return _of_row("power", self, other, modulus)

    def __rpow__(self, other: Any, modulus: None = None) -> Any:
        return _of_row("power", other, self, modulus)

    def __floordiv__(self, other: Any) -> Any:
        return _of_row("floor_divide", self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _of_row("floor_divide", other, self)

    def __mod__(self, other: Any) -> Any:
        return _of_row("mod", self, other)

    def __rmod__(self, other: Any) -> Any:
        return _of_row("mod", other, self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __neg__(self) -> Series:
        return made(-self.c, self.call, self.fixed)

    def __pos__(self) -> Series:
        return self

    __abs__ = _method("abs")
    __floor__ = _method("floor")
    __ceil__ = _method("ceil")
    __trunc__ = _method("trunc")

    def __round__(self, ndigits: int | None = None) -> Series:
        if not ndigits:
            return ROWS["rint"](self.call, self)
        scale = 10.0**ndigits
        return replaced(ROWS["rint"](self.call, self * scale) / scale, round(self.value, ndigits))

    # ---- comparison: by the value ---------------------------------------------------------------------

    __eq__ = _by_value(operator.eq)
    __ne__ = _by_value(operator.ne)
    __lt__ = _by_value(operator.lt)
    __le__ = _by_value(operator.le)
    __gt__ = _by_value(operator.gt)
    __ge__ = _by_value(operator.ge)

    def __bool__(self) -> bool:
        return bool(self.c[0] != 0)

    def __hash__(self) -> int:
        raise errors.series_to_plain("a key")

    # ---- display --------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return format(self)

    def __format__(self, spec: str) -> str:
        return f"<Taylor series {', '.join([format(v, spec) for v in self.c.tolist()])}>"

    # ---- what would lose it -------------------------------------------------------------------

    def __float__(self) -> float:
        raise errors.series_to_plain("float")

    def __int__(self) -> int:
        raise errors.series_to_plain("int")

    def __index__(self) -> int:
        raise errors.series_to_plain("an index")

    def __complex__(self) -> complex:
        raise errors.series_to_plain("complex")

    # ---- NumPy and the functions of the table ---------------------------------------------------------

    def __dualnum_row__(self, name: str, args: tuple[Any, ...]) -> Any:
        return row(name, args)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if any(isinstance(x, np.ndarray) and (x.ndim or x.dtype == object) for x in inputs):
            # elements of an object array, or what becomes one: NumPy calls our operators and methods
            return getattr(ufunc, method)(*[boxed(x) for x in inputs], **kwargs)
        if method != "__call__":
            raise errors.no_series_rule(f"numpy.{ufunc.__name__}.{method}")
        if kwargs:
            raise errors.no_series_keyword(ufunc.__name__, next(iter(kwargs)))
        if ufunc in OPERATORS or ufunc in BY_VALUE:
            s = first_series(inputs)
            numbers = [number(s, x, ufunc.__name__) for x in inputs]
            if ufunc in OPERATORS:
                return OPERATORS[ufunc](*numbers)
            return ufunc(*[x.value if isinstance(x, Series) else x for x in numbers])
        if ufunc in UNARY_UFUNCS:
            return row(NAMES[1][UNARY_UFUNCS[ufunc]], inputs)
        if ufunc in BINARY_UFUNCS:
            return row(NAMES[2][BINARY_UFUNCS[ufunc]], inputs)
        if ufunc.__name__ == "clip":
            return clip(*inputs)
        name = special_row(ufunc)
        if name is None:
            raise errors.no_series_rule(ufunc.__name__)
        return row(name, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function is np.where and len(args) == 3 and not np.ndim(args[0]):
            return args[1] if args[0] else args[2]
        if function in ELEMENTWISE:
            return ELEMENTWISE[function](*args, **kwargs)
        try:
            return unboxed(function(*[boxed(x) for x in args], **{k: boxed(x) for k, x in kwargs.items()}))
        except TypeError as error:
            if isinstance(error, errors.DualnumError):
                raise
            raise errors.no_series_rule(f"numpy.{function.__name__}") from error


# ---- making series ------------------------------------------------------------------------------------


def made(c: Coefficients, call: Call, fixed: bool = False) -> Series:
    s = object.__new__(Series)
    s.c = c
    s.call = call
    s.fixed = fixed
    return s


def constant(call: Call, value: float) -> Series:
    c = np.zeros(call.n)
    c[0] = value
    return made(c, call, True)


def shifted(s: Series, c: Coefficients, v: float) -> Series:
    """The series c + v; c is a fresh array."""
    c[0] += v
    return made(c, s.call, s.fixed)


def replaced(s: Series, value: float) -> Series:
    """s with a value that is rounded less."""
    c = s.c.copy()
    c[0] = value
    return made(c, s.call, s.fixed)


def divided(a: Series, b: Series) -> Series:
    c, reduced = quotient(a.c, b.c)
    a.call.reduced |= reduced and not b.fixed
    return made(c, a.call, a.fixed and b.fixed)


# ---- operands -----------------------------------------------------------------------------------------


def operand(s: Series, x: Any) -> Any:
    """x as a float or a series of the same call; NotImplemented if it is no number."""
    if type(x) is float:
        return x
    if isinstance(x, Series):
        if x.call is not s.call or not s.call.running:
            raise errors.other_expansion()
        return x
    if isinstance(x, (Jet, JetArray)) or hasattr(type(x), "__dualnum_row__"):
        raise errors.series_meets_derivative()
    return float(x) if is_scalar(x) else NotImplemented


def number(s: Series, x: Any, name: str) -> Any:
    """The same, for functions."""
    v = operand(s, unboxed(x))
    if v is NotImplemented:
        raise errors.array_only(name, x)
    return v


def _of_row(name: str, a: Any, b: Any, modulus: None = None) -> Any:
    """A row of two arguments as an operator."""
    if modulus is not None:
        raise errors.modular_power()
    s = a if isinstance(a, Series) else b
    x, y = operand(s, a), operand(s, b)
    return NotImplemented if x is NotImplemented or y is NotImplemented else ROWS[name](s.call, x, y)


def first_series(args: Any) -> Series:
    return next(x for x in map(unboxed, args) if isinstance(x, Series))


def row(name: str, args: Any) -> Any:
    """A row of the table on numbers of which at least one is a series."""
    if any(isinstance(x, np.ndarray) and x.ndim for x in args):
        return np.frompyfunc(FUNCTIONS[name], len(args), 1)(*[boxed(x) for x in args])
    s = first_series(args)
    return ROWS[name](s.call, *[number(s, x, name) for x in args])


def boxed(x: Any) -> Any:
    """A series as an array without dimensions, which NumPy takes for what it is."""
    if isinstance(x, (list, tuple)) and any(isinstance(item, Series) for item in x):
        return type(x)(boxed(item) for item in x)
    if not isinstance(x, Series):
        return x
    box = np.empty((), dtype=object)
    box[()] = x
    return box


def unboxed(x: Any) -> Any:
    return x[()] if isinstance(x, np.ndarray) and x.ndim == 0 else x


def clip(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """a between bounds that may be None."""
    low, high = a_min if min is None else min, a_max if max is None else max
    a = a if low is None else FUNCTIONS["maximum"](a, low)
    return a if high is None else FUNCTIONS["minimum"](a, high)


OPERATORS: dict[Any, Callable[..., Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.negative: operator.neg,
    np.positive: operator.pos,
    np.conjugate: operator.pos,
    np.divmod: divmod,
}
ELEMENTWISE: dict[Any, Callable[..., Any]] = {
    np.clip: clip,
    np.sinc: lambda x: row("sinc", (x,)),
    np.real: lambda val: val,
    np.imag: lambda val: 0.0,
    np.round: lambda a, decimals=0: round(a, decimals),
}


# methods named like NumPy's functions: NumPy calls them on the elements of object arrays
for _name in [*NAMES[1], *NAMES[2], *ALIASES]:
    setattr(Series, _name, _method(ALIASES.get(_name, _name)))
Series.clip = clip  # type: ignore[attr-defined]
