# Masks, and NumPy's functions on lanes: what works lane by lane, and a refusal by name for the rest.

# ---- masks ------------------------------------------------------------------------------------------------


@cython.final
@cython.auto_pickle(False)
@cython.c_api_binop_methods(True)
cdef class Mask(Block):
    """What comparing lanes gives: a truth value for each, to be used with `numpy.where`.

    In arithmetic it counts as 0 or 1.
    """

    cdef object truth

    def __invert__(self):
        return mask_like(self, ~self.truth)

    def __and__(a, b):
        return logic(np.logical_and, a, b)

    def __or__(a, b):
        return logic(np.logical_or, a, b)

    def __xor__(a, b):
        return logic(np.logical_xor, a, b)

    def __repr__(self):
        return f"<{self.n} truth values of mapped numbers>"


cdef Mask mask_like(Block x, object truth):
    cdef Mask r = Mask.__new__(Mask)
    r.n = x.n
    r.order = x.order
    r.threads = x.threads
    r.tag = x.tag
    r.truth = np.broadcast_to(truth, (x.n,)) if np.ndim(truth) == 0 else truth
    r.truth = np.ascontiguousarray(r.truth, dtype=bool)
    return r


cdef object truth_of(Block context, object x):
    """Truth values: of a mask, or one bool for all."""
    if isinstance(x, Mask):
        check_block(context, x)
        return (<Mask>x).truth
    if isinstance(x, (bool, np.bool_)):
        return x
    raise errors.bad_mapped_operand(x, "a mask, x > 0 or the like,")


cdef object logic(object ufunc, object a, object b):
    cdef Block context = first_block((a, b))
    return mask_like(context, ufunc(truth_of(context, a), truth_of(context, b)))


cdef object plain_of(Block context, object x):
    """What a comparison looks at; arrays share the memory of the block, for the length of one call."""
    cdef double v
    if isinstance(x, Block):
        check_block(context, x)
    if isinstance(x, Lanes):
        return np.asarray(<double[:context.n]>(<Lanes>x).buffer) if context.n else np.empty(0)
    if isinstance(x, Mask):
        return (<Mask>x).truth
    if not number_of(x, &v):
        raise errors.bad_mapped_operand(x)
    return v


cdef object by_value(object ufunc, tuple args):
    """A question about the values: comparisons, isnan and such."""
    cdef Block context = first_block(args)
    with np.errstate(invalid="ignore"):
        return mask_like(context, ufunc(*[plain_of(context, x) for x in args]))


COMPARISONS = (np.less, np.less_equal, np.equal, np.not_equal, np.greater, np.greater_equal)

cdef extern from *:
    """
    /* NumPy would call what has this slot a sequence, and hide our refusal to become a float. */
    static void dn_no_sequence(PyTypeObject *type) {
        type->tp_as_sequence->sq_item = NULL;
        PyType_Modified(type);
    }
    """
    void dn_no_sequence(PyTypeObject *)

for _type in (Block, Lanes, Mask):
    dn_no_sequence(<PyTypeObject *>_type)


# ---- NumPy ------------------------------------------------------------------------------------------------


cdef object array_ufunc(object ufunc, object method, tuple inputs, dict kwargs):
    if method != "__call__":
        raise errors.not_elementwise(f"numpy.{ufunc.__name__}.{method}")
    if kwargs:
        raise errors.no_mapped_keyword(ufunc.__name__, next(iter(kwargs)))
    if len(inputs) != ufunc.nin:
        raise TypeError(f"{ufunc.__name__}() takes {ufunc.nin} arguments, got {len(inputs)}")
    if ufunc in UNARY_UFUNCS:
        return call_unary(UNARY_UFUNCS[ufunc], lanes_of(first_block(inputs), inputs[0]))
    if ufunc in BY_VALUE:
        return by_value(ufunc, inputs)
    if ufunc in LOGIC:
        return logic(LOGIC[ufunc], inputs[0], inputs[1])
    if ufunc in OPERATORS:
        return algebra(OPERATORS[ufunc], inputs[0], inputs[1])
    if ufunc in BINARY_UFUNCS:
        return call_binary(BINARY_UFUNCS[ufunc], inputs[0], inputs[1])
    return ufunc_in_python(ufunc, inputs)


cdef object ufunc_in_python(object ufunc, tuple inputs):
    """The few ufuncs that are expressions of others."""
    x = inputs[0]
    if ufunc is np.negative and isinstance(x, Lanes):
        return -x
    if ufunc in (np.positive, np.conjugate) and isinstance(x, Lanes):
        return x
    if ufunc is np.invert and isinstance(x, Mask):
        return ~x
    if ufunc is np.divmod:
        return call("floor_divide", inputs), call("mod", inputs)
    if ufunc.__name__ == "clip":
        return clip(*inputs)
    row = special_row(ufunc)
    if row is None:
        rule = special_function(ufunc)
        if rule is None:
            raise errors.no_mapped_rule(ufunc.__name__)
        return rule(*inputs)
    return call(row, inputs)


OPERATORS = {
    np.add: DN_LANE_ADD,
    np.subtract: DN_LANE_SUBTRACT,
    np.multiply: DN_LANE_MULTIPLY,
    np.divide: DN_LANE_DIVIDE,
}
LOGIC = {
    np.bitwise_and: np.logical_and,
    np.bitwise_or: np.logical_or,
    np.bitwise_xor: np.logical_xor,
}


def clip(a, a_min=None, a_max=None, *, min=None, max=None):
    """a between bounds that may be None."""
    low, high = a_min if min is None else min, a_max if max is None else max
    a = a if low is None else call("maximum", (a, low))
    return a if high is None else call("minimum", (a, high))


@cython.boundscheck(False)
@cython.wraparound(False)
def where(condition, x, y):
    """x where the condition holds, else y, lane by lane."""
    cdef Block context = first_block((condition, x, y))
    cdef Lanes a = lanes_of(context, x), b = lanes_of(context, y), r
    cdef Py_ssize_t i, part
    cdef double v
    cdef const unsigned char[::1] truth
    if isinstance(condition, Lanes):
        condition = condition != 0
    if not isinstance(condition, Mask):
        if not number_of(condition, &v):
            raise errors.bad_mapped_operand(condition)
        return a if v else b
    truth = truth_of(context, condition).view(np.uint8)
    r = like(context)
    for part in range(1 + r.order):
        for i in range(r.n):
            r.buffer[part * BLOCK + i] = a.buffer[part * BLOCK + i] if truth[i] else b.buffer[part * BLOCK + i]
    return r


cdef Lanes rounded(Lanes x, decimals):
    """x to so many decimals, as `numpy.round`."""
    return call("rint", (x,)) if decimals == 0 else stepped(x, np.round(plain_of(x, x), decimals))


cdef Lanes stepped(Lanes x, values):
    """A step function of x with these values: slopes 0, at NaN NaN."""
    cdef Lanes r = like(x)
    cdef dn_lane lx = lane(x), lr = lane(r)
    cdef double[::1] v = np.ascontiguousarray(values, dtype=np.float64)
    cdef double[::1] d = np.where(np.isnan(v), v, 0.0)
    if x.n:
        memcpy(r.buffer, &v[0], sizeof(double) * x.n)
        evaluators.lanes.unary[x.order - 1](x.n, NULL, &d[0], &d[0], &lx, &lr)
    return r


def polyval(p, x):
    """Horner's scheme, as `numpy.polyval`."""
    y = full_like(x, 0.0)
    for c in np.asarray(p, dtype=np.float64).tolist():
        y = y * x + c
    return y


def full_like(Block x, fill_value):
    return lanes_of(x, fill_value)


ELEMENTWISE = {
    np.where: where,
    np.clip: clip,
    np.sinc: lambda x: call("sinc", (x,)),
    np.polyval: polyval,
    np.full_like: full_like,
    np.zeros_like: lambda a: full_like(a, 0.0),
    np.ones_like: lambda a: full_like(a, 1.0),
    np.real: lambda val: val,
    np.round: lambda a, decimals=0: rounded(a, decimals),
}


cdef object array_function(object function, tuple args, dict kwargs):
    if function not in ELEMENTWISE or (function is np.where and len(args) != 3):
        raise errors.not_elementwise(f"numpy.{function.__name__}")
    try:
        return ELEMENTWISE[function](*args, **kwargs)
    except TypeError as error:
        if isinstance(error, errors.DualnumError):
            raise
        raise errors.no_mapped_keyword(function.__name__, next(iter(kwargs), "...")) from None
