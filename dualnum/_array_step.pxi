# The chain step on whole arrays: rows of the table, the algebra, and rules given as arrays of partials.

cdef enum:
    ADD = -4
    SUBTRACT = -3
    MULTIPLY = -2
    DIVIDE = -1  # from 0 on: the index of a row of two arguments
    NOGIL = 4096  # elements from which on other threads may run meanwhile

ALGEBRA = {np.add: ADD, np.subtract: SUBTRACT, np.multiply: MULTIPLY, np.divide: DIVIDE}
cdef dict algebra_ufuncs = ALGEBRA


def _rows():
    return {(name, arity): index for arity in (1, 2) for index, name in enumerate(NAMES[arity])}


cdef dict rows_by_name = _rows()


cdef inline int row_of(str name, int arity) except -1:
    return rows_by_name[name, arity]


# ---- one operand --------------------------------------------------------------------------------------


cdef object unary(int row, JetArray x):
    """A row of one argument."""
    if cnp.PyArray_TYPE(x.v) != cnp.NPY_DOUBLE:
        return narrowed(unary(row, widened(x)), x.v.dtype) if x.v.dtype.kind == "f" else complex_row(NAMES[1][row], (x,))
    x = contiguous(x)
    cdef frame f = frame_of(x)
    cdef dn_array a, shape, r
    cdef size_t n = <size_t>cnp.PyArray_SIZE(x.v)
    held = held_parts(x)
    look_at_array(x, f, 1, &a)
    dn_array_shape(&a, NULL, DN_CURVED_XX, &shape)
    cdef JetArray result = result_like(&shape, empty_like(x.v), f, &r)
    if n < NOGIL:
        dn_array_unary(evaluators, row, n, &a, &r)
    else:
        with nogil:
            dn_array_unary(evaluators, row, n, &a, &r)
    return wrapped(result)


cdef inline tuple held_parts(object x):
    """What is looked at, to be kept until it has been used: an owner may get other parts when it is written to."""
    cdef JetArray o
    if not isinstance(x, JetArray):
        return None
    o = owner(<JetArray>x)
    return o.p1, o.p2, o.p12


cdef inline object empty_like(cnp.ndarray v):
    return empty_doubles(cnp.PyArray_NDIM(v), cnp.PyArray_DIMS(v))


# ---- two operands -------------------------------------------------------------------------------------


cdef object power(object a, object b):
    """a ** b. The square is a row of its own, with the same bits and a fifth of the time."""
    if isinstance(a, JetArray) and not isinstance(b, (JetArray, np.ndarray, Jet)):
        if is_real(b) and b == 2:
            return unary(row_of("square", 1), a)
    return binary(row_of("power", 2), a, b)


cdef bint is_real(object x) except -1:
    cdef double v
    return isinstance(x, (int, float, np.number)) and not isinstance(x, np.complexfloating) and plain_number(x, &v)


cdef object binary(int op, object a, object b):
    """a op b, where at least one is an array of dual numbers or they are a dual number and an array."""
    a, b = operand(a), operand(b)
    if a is NotImplemented or b is NotImplemented:
        return NotImplemented
    cdef object dtype = narrow_dtype(a, b)
    if dtype is None:
        return binary_of_doubles(op, a, b)
    if dtype.kind == "c":
        return complex_binary(op, a, b)
    return narrowed(binary_of_doubles(op, widened(a), widened(b)), dtype)


cdef object binary_of_doubles(int op, object a, object b):
    cdef frame f = no_frame()
    cdef dn_array x, y, shape, r
    cdef double hold[2]
    cdef size_t n
    cdef int curved
    join_operand(&f, a)
    join_operand(&f, b)
    cdef tuple dims = result_shape(a, b)
    a = look(a, f, dims, hold, &x)
    held = held_parts(a)
    b = look(b, f, dims, hold + 1, &y)
    held_too = held_parts(b)
    cdef cnp.ndarray v = a_value(a, b, dims)
    n = <size_t>cnp.PyArray_SIZE(v)
    if op >= 0:
        curved = DN_CURVED_XX | DN_CURVED_XY | DN_CURVED_YY
    else:
        curved = dn_array_curved(op - ADD)
    curved = present(curved, &x, &y)
    dn_array_shape(&x, &y, curved, &shape)
    cdef JetArray result = result_like(&shape, v, f, &r)
    if n >= NOGIL:
        with nogil:
            run_binary(op, n, &x, &y, &r)
    else:
        run_binary(op, n, &x, &y, &r)
    return wrapped(result)


cdef inline void run_binary(int op, size_t n, const dn_array *x, const dn_array *y, dn_array *r) noexcept nogil:
    if op >= 0:
        dn_array_binary(evaluators, op, n, x, y, r)
    else:
        dn_array_algebra(evaluators, op - ADD, n, x, y, r)


cdef inline int present(int curved, const dn_array *x, const dn_array *y) noexcept:
    """The curvatures that meet slopes of both orders; the others make no mixed terms."""
    cdef bint x1 = dn_width(x.s1) > 0, x2 = dn_width(x.s2) > 0, y1 = dn_width(y.s1) > 0, y2 = dn_width(y.s2) > 0
    cdef int met = 0
    if x1 and x2:
        met |= DN_CURVED_XX
    if (x1 and y2) or (y1 and x2):
        met |= DN_CURVED_XY
    if y1 and y2:
        met |= DN_CURVED_YY
    return curved & met


cdef object operand(object x):
    """x as an operand: an array of ours, a plain array, or a number; NotImplemented if it is nothing like it."""
    cdef double v
    if isinstance(x, JetArray) or PyFloat_CheckExact(x):
        return x
    if cnp.PyArray_Check(x):
        return plain_operand(x)
    if isinstance(x, (Jet, float, int)):
        return x
    if isinstance(x, (list, tuple)):
        return array_of(x)
    if type(x) is complex:
        return x
    if isinstance(x, np.complexfloating):
        return np.asarray(x)
    if isinstance(x, np.generic) and x.dtype.kind in "biuf":
        return x
    return x if plain_number(x, &v) else NotImplemented


cdef object plain_operand(cnp.ndarray x):
    if cnp.PyArray_CheckExact(x) and cnp.PyArray_TYPE(x) == cnp.NPY_DOUBLE:
        return x
    if isinstance(x, (np.ma.MaskedArray, np.matrix)):
        raise errors.array_type("dualnum's arithmetic", type(x).__name__)
    if x.dtype.kind == "O":
        return array_of(x)
    if x.dtype.kind not in "biufc":
        raise errors.not_numbers(x.dtype)
    return x


cdef object narrow_dtype(object a, object b):
    """None where the result is of double precision, else its type."""
    cdef bint usual = True
    for x in (a, b):
        if isinstance(x, JetArray):
            usual = usual and cnp.PyArray_TYPE((<JetArray>x).v) == cnp.NPY_DOUBLE
        elif isinstance(x, np.ndarray):
            usual = usual and (cnp.PyArray_TYPE(<cnp.ndarray>x) == cnp.NPY_DOUBLE or x.dtype.kind in "biu")
        elif type(x) is complex:
            usual = False
    if usual:
        return None
    dtype = np.result_type(*[type_for(x) for x in (a, b)])
    if dtype.kind == "c":
        return dtype
    return dtype if dtype == np.float32 else np.dtype(np.float32) if dtype == np.float16 else None


cdef object type_for(object x):
    """What x counts as when the type of a result is found; numbers of Python are weak (NEP 50)."""
    if isinstance(x, JetArray):
        return (<JetArray>x).v.dtype
    if isinstance(x, (np.ndarray, np.generic)):
        return x.dtype
    return x if type(x) is complex else 0.0 if not isinstance(x, int) else 0


cdef tuple shape_of(object x):
    if isinstance(x, JetArray):
        return (<object>(<JetArray>x).v).shape
    return x.shape if isinstance(x, np.ndarray) else ()


cdef inline tuple result_shape(object a, object b):
    return joint_shape(shape_of(a), shape_of(b))


cdef tuple joint_shape(tuple s, tuple t):
    if s == t or not t:
        return s
    if not s:
        return t
    try:
        return np.broadcast_shapes(s, t)
    except ValueError:
        raise errors.no_broadcast(s, t) from None


cdef object a_value(object a, object b, tuple dims):
    """Memory for the values of a result."""
    if isinstance(a, JetArray) and shape_of(a) == dims:
        return empty_like((<JetArray>a).v)
    if isinstance(b, JetArray) and shape_of(b) == dims:
        return empty_like((<JetArray>b).v)
    if isinstance(a, np.ndarray) and shape_of(a) == dims:
        return empty_like(a)
    if isinstance(b, np.ndarray) and shape_of(b) == dims:
        return empty_like(b)
    return np.empty(dims)


cdef object look(object x, frame f, tuple dims, double *hold, dn_array *a):
    """Lets a look at the operand x; returns what must live as long."""
    cdef Py_ssize_t n = 1
    if isinstance(x, JetArray) or isinstance(x, np.ndarray):
        for d in dims:
            n *= d
        size = (<JetArray>x).v.size if isinstance(x, JetArray) else x.size
        if size != n and size != 1:
            x = broadcast(x, dims)
            size = n
        if isinstance(x, JetArray):
            x = contiguous(x)
            look_at_array(x, f, 1 if size == n else 0, a)
        else:
            if not (cnp.PyArray_TYPE(<cnp.ndarray>x) == cnp.NPY_DOUBLE and cnp.PyArray_IS_C_CONTIGUOUS(<cnp.ndarray>x)
                    and cnp.PyArray_ISBEHAVED_RO(<cnp.ndarray>x)):
                x = np.ascontiguousarray(x, dtype=np.float64)
            look_at_plain(x, f, 1 if size == n else 0, a)
    elif not look_at_number(x, f, hold, a):
        raise errors.not_a_number("an operation on arrays", x)
    return x


# ---- rules given as arrays of partials --------------------------------------------------------------------


cdef object rule_of_two(list given, object x, object y, tuple dims, frame f):
    """A result with the parts f, dx, dy, cxx, cxy, cyy, None where zero, in operands x and y (or None)."""
    cdef dn_array a, b, shape, r
    cdef double hold[2]
    cdef double *parts[6]
    cdef int i, curved = 0
    cdef bint both = y is not None
    given = [None if p is None else np.ascontiguousarray(np.broadcast_to(p, dims), dtype=np.float64) for p in given]
    for i in range(6):
        parts[i] = data(given[i])
    curved |= DN_CURVED_XX if given[3] is not None else 0
    curved |= DN_CURVED_XY if given[4] is not None else 0
    curved |= DN_CURVED_YY if given[5] is not None else 0
    x = look(x, f, dims, hold, &a)
    held = held_parts(x)
    if both:
        y = look(y, f, dims, hold + 1, &b)
        held_too = held_parts(y)
        curved = present(curved, &a, &b)
    dn_array_shape(&a, &b if both else NULL, curved, &shape)
    cdef JetArray result = result_like(&shape, np.empty(dims), f, &r)
    dn_array_rule(evaluators, parts, <size_t>result.v.size, &a, &b if both else NULL, &r)
    return result
