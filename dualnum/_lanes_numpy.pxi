# Masks, and NumPy's functions on lanes: what works lane by lane, and a refusal by name for the rest.

# ---- masks ------------------------------------------------------------------------------------------------


@cython.final
cdef class Mask:
    """What comparing lanes gives: a truth value for each, to be used with `numpy.where`."""

    cdef object truth

    def __init__(self, truth):
        self.truth = np.ascontiguousarray(truth, dtype=bool)

    def __bool__(self):
        raise errors.branch_on_lanes()

    def __invert__(self):
        return Mask(~self.truth)

    def __and__(self, other):
        return Mask(self.truth & truth_of(other))

    def __rand__(self, other):
        return Mask(self.truth & truth_of(other))

    def __or__(self, other):
        return Mask(self.truth | truth_of(other))

    def __ror__(self, other):
        return Mask(self.truth | truth_of(other))

    def __xor__(self, other):
        return Mask(self.truth ^ truth_of(other))

    def __rxor__(self, other):
        return Mask(self.truth ^ truth_of(other))

    def __array__(self, dtype=None, copy=None):
        raise errors.not_elementwise("numpy.asarray")

    def __len__(self):
        raise errors.not_elementwise("len()")

    def __iter__(self):
        raise errors.not_elementwise("iteration")

    def __getitem__(self, key):
        raise errors.not_elementwise("indexing")

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return array_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return array_function(function, args, kwargs)

    def __repr__(self):
        return f"<{len(self.truth)} truth values of mapped numbers>"


cdef object truth_of(x):
    if isinstance(x, Mask):
        return (<Mask>x).truth
    if isinstance(x, Lanes):
        return values_of(x) != 0
    if isinstance(x, (bool, np.bool_)):
        return x
    raise errors.not_a_number("a mask", x)


cdef object values_of(Lanes x):
    """The values as an array that shares their memory; for the length of one call only."""
    return np.asarray(<double[:x.n]>x.buffer)


cdef object plain_of(x):
    if isinstance(x, Lanes):
        return values_of(x)
    if isinstance(x, Mask):
        return (<Mask>x).truth
    if isinstance(x, Jet):
        raise errors.dual_meets_lanes()
    if isinstance(x, np.ndarray) and x.ndim:
        raise errors.array_meets_lanes(x.shape)
    return x


COMPARISONS = (np.less, np.less_equal, np.equal, np.not_equal, np.greater, np.greater_equal)


# ---- NumPy ------------------------------------------------------------------------------------------------


cdef object array_ufunc(object ufunc, object method, tuple inputs, dict kwargs):
    if method != "__call__":
        raise errors.not_elementwise(f"numpy.{ufunc.__name__}.{method}")
    if kwargs:
        raise errors.no_keyword(ufunc.__name__, next(iter(kwargs)))
    if len(inputs) != ufunc.nin:
        raise TypeError(f"{ufunc.__name__}() takes {ufunc.nin} arguments, got {len(inputs)}")
    if ufunc in UNARY_UFUNCS and isinstance(inputs[0], Lanes):
        return call_unary(UNARY_UFUNCS[ufunc], inputs[0])
    if ufunc in BY_VALUE:
        return Mask(ufunc(*[plain_of(x) for x in inputs]))
    if ufunc in (np.invert, np.bitwise_and, np.bitwise_or, np.bitwise_xor):
        return Mask(ufunc(*[truth_of(x) for x in inputs]))
    if ufunc in ALGEBRA:
        return OPERATORS[ufunc](first_lanes(inputs), *inputs)
    if ufunc in BINARY_UFUNCS:
        return call_binary(BINARY_UFUNCS[ufunc], inputs[0], inputs[1])
    if ufunc is np.negative:
        return -inputs[0]
    if ufunc in (np.positive, np.conjugate):
        return inputs[0]
    if ufunc is np.divmod:
        return call("floor_divide", inputs), call("mod", inputs)
    if ufunc.__name__ == "clip":
        return clip(*inputs)
    row = special_row(ufunc)
    if row is None:
        raise errors.no_rule(ufunc.__name__)
    return call(row, inputs)


OPERATORS = {
    np.add: lambda _, a, b: algebra(DN_LANE_ADD, a, b),
    np.subtract: lambda _, a, b: algebra(DN_LANE_SUBTRACT, a, b),
    np.multiply: lambda _, a, b: algebra(DN_LANE_MULTIPLY, a, b),
    np.divide: lambda _, a, b: algebra(DN_LANE_DIVIDE, a, b),
}


def clip(x, a_min=None, a_max=None):
    x = x if a_min is None else call("maximum", (x, a_min))
    return x if a_max is None else call("minimum", (x, a_max))


@cython.boundscheck(False)
@cython.wraparound(False)
def where(condition, x, y):
    """x where the condition holds, else y, lane by lane."""
    cdef Lanes context = first_lanes((x, y, condition)), a, b, r
    cdef Py_ssize_t i, part
    cdef const unsigned char[::1] truth
    if isinstance(condition, (bool, np.bool_)):
        return x if condition else y
    truth = truth_of(condition).view(np.uint8)
    a = lanes_of(context, x)
    b = lanes_of(context, y)
    r = like(context)
    for part in range(1 + r.order):
        for i in range(r.n):
            r.buffer[part * BLOCK + i] = a.buffer[part * BLOCK + i] if truth[i] else b.buffer[part * BLOCK + i]
    return r


def full_like(Lanes x, fill_value):
    return lanes_of(x, fill_value)


ELEMENTWISE = {
    np.where: where,
    np.clip: clip,
    np.sinc: lambda x: call("sinc", (x,)),
    np.full_like: full_like,
    np.zeros_like: lambda x: full_like(x, 0.0),
    np.ones_like: lambda x: full_like(x, 1.0),
    np.real: lambda x: x,
    np.round: lambda x: call("rint", (x,)),
}


cdef object array_function(object function, tuple args, dict kwargs):
    if function not in ELEMENTWISE or (function is np.where and len(args) != 3):
        raise errors.not_elementwise(f"numpy.{function.__name__}")
    try:
        return ELEMENTWISE[function](*args, **kwargs)
    except TypeError as error:
        if isinstance(error, errors.DualnumError):
            raise
        raise errors.no_keyword(function.__name__, next(iter(kwargs), "...")) from None
