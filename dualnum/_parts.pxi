# What a number shows of itself - comparison, text, its parts as Python objects - and its construction
# from such parts.

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.object cimport PyObject_RichCompare

# ---- comparison and display ---------------------------------------------------------------------------------


cdef object compare(object a, object b, int op):
    cdef double u = value_of(a), w
    if PyFloat_CheckExact(b):
        w = PyFloat_AS_DOUBLE(b)
    elif is_jet(b):
        w = value_of(b)
    elif isinstance(b, np.ndarray) or hasattr(type(b), "__dualnum_row__"):
        return NotImplemented
    else:
        # exact also for large integers; NumPy's scalars would round u to their own precision
        return PyObject_RichCompare(u, b.item() if isinstance(b, np.generic) else b, op)
    if op == Py_LT:
        return u < w
    if op == Py_LE:
        return u <= w
    if op == Py_GT:
        return u > w
    if op == Py_GE:
        return u >= w
    if op == Py_EQ:
        return u == w
    return u != w


def repr_float(x):
    """A float as text that evaluates back, also inf and nan."""
    return repr(x) if isfinite(x) else f"float('{x!r}')"


cdef object describe(object x, object number):
    if DN_IS_DUAL(x):
        name, parts = "Dual", [(<Dual>x).v, x.tangent]
    else:
        name, parts = "HyperDual", [(<HyperDual>x).v, *hyper_parts(x)]
    return f"{name}({', '.join([describe_part(part, number) for part in parts])})"


cdef object describe_part(object part, object number):
    if isinstance(part, np.ndarray):
        part = part.tolist()
    if isinstance(part, list):
        return f"[{', '.join([describe_part(p, number) for p in part])}]"
    return number(part)


# ---- parts and construction -----------------------------------------------------------------------------------


cdef double *data_of(object array) except NULL:
    """The memory of a fresh contiguous float64 array; a memoryview would cost ten times as much."""
    cdef Py_buffer buffer
    PyObject_GetBuffer(array, &buffer, PyBUF_SIMPLE)
    cdef double *data = <double *>buffer.buf
    PyBuffer_Release(&buffer)
    return data


cdef object spread(const double *e, dn_span s):
    """Slopes as an array over all directions."""
    r = np_zeros(s.n)
    if dn_width(s):
        memcpy(data_of(r) + s.lo, e, sizeof(double) * dn_width(s))
    return r


cdef object sizeof_jet(object x):
    """Bytes of the object with the slopes behind it."""
    cdef dn_jet j
    view(x, &j)
    fits = 1 if DN_IS_DUAL(x) else 3
    return type(x).__basicsize__ + sizeof(double) * max(0, dn_size(&j) - fits)


cdef object spread_mixed(const dn_jet *j):
    r = np_zeros((j.s1.n, j.s2.n))
    cdef double *out
    cdef Py_ssize_t i, w1 = dn_width(j.s1), w2 = dn_width(j.s2)
    if j.mixed and w1 and w2:
        out = data_of(r) + j.s1.lo * <Py_ssize_t>j.s2.n + j.s2.lo
        for i in range(w1):
            memcpy(out + i * j.s2.n, j.e12 + i * w2, sizeof(double) * w2)
    return r


cdef tuple hyper_parts(object x):
    """e1, e2, e12; floats where a set has one direction."""
    cdef dn_jet j
    view(x, &j)
    e1, e2, e12 = spread(j.e1, j.s1), spread(j.e2, j.s2), spread_mixed(&j)
    return (
        float(e1[0]) if j.s1.n == 1 else e1,
        float(e2[0]) if j.s2.n == 1 else e2,
        float(e12[0, 0]) if j.s1.n == 1 and j.s2.n == 1 else e12,
    )


cdef double number_given(str what, object x) except? -1:
    cdef double v
    if is_jet(x):
        raise errors.dual_part(what, type(x).__name__)
    if not number_of(x, &v):
        raise errors.not_a_number(what, x)
    return v


cdef object slopes_of(str what, object x):
    """Slopes given by a user, a number or a sequence of numbers, as an array; no slope is -0.0."""
    if isinstance(x, np.ndarray) and x.ndim:
        x = x.tolist()
    if not isinstance(x, (list, tuple)):
        return np.array([number_given(what, x)]) + 0.0
    if not x or any([isinstance(v, (list, tuple, np.ndarray)) for v in x]):
        raise errors.bad_parts(what, "(k,) with k >= 1, or be a number", shape_of(x))
    return np.array([number_given(what, v) for v in x]) + 0.0


cdef object mixed_of(object x, Py_ssize_t k, Py_ssize_t m):
    """e12 given by a user as an array of shape (k, m); 0 stands for all zeros."""
    if isinstance(x, np.ndarray) and x.ndim:
        x = x.tolist()
    if not isinstance(x, (list, tuple)):
        x = [[number_given("e12", x)]]
        if x[0][0] == 0:
            return np.zeros((k, m))
    if not all([isinstance(row, (list, tuple, np.ndarray)) for row in x]):
        raise errors.bad_parts("e12", f"({k}, {m})", shape_of(x))
    rows = [slopes_of("e12", row) for row in x]
    if len(rows) != k or any([row.size != m for row in rows]):
        raise errors.bad_parts("e12", f"({k}, {m})", shape_of(x))
    return np.array(rows)


cdef str shape_of(object x):
    """The shape of nested sequences, for a message."""
    lengths = []
    while isinstance(x, (list, tuple, np.ndarray)):
        lengths.append(len(x))
        x = x[0] if len(x) else None
    return str(tuple(lengths))


cdef object build_dual(object value, object tangent, uint64_t tag):
    cdef dn_jet r
    r.v = number_given("the value of a Dual", value)
    e = slopes_of("the tangent of a Dual", tangent)
    r.s1 = span(<int>e.size, 0, <int>e.size)
    r.s2 = span(0, 0, 0)
    r.mixed = 0
    o = new_dual_like(&r, tag)
    memcpy(r.e1, data_of(e), sizeof(double) * r.s1.n)
    return o


cdef object build_hyper(object value, object e1, object e2, object e12, uint64_t tag1, uint64_t tag2):
    cdef dn_jet r
    r.v = number_given("the value of a HyperDual", value)
    a = slopes_of("e1 of a HyperDual", e1)
    b = slopes_of("e2 of a HyperDual", e2)
    c = mixed_of(e12, a.size, b.size)
    r.s1 = span(<int>a.size, 0, <int>a.size)
    r.s2 = span(<int>b.size, 0, <int>b.size)
    r.mixed = 1
    o = new_hyper_like(&r, tag1, tag2)
    memcpy(r.e1, data_of(a), sizeof(double) * r.s1.n)
    memcpy(r.e2, data_of(b), sizeof(double) * r.s2.n)
    memcpy(r.e12, data_of(c), sizeof(double) * r.s1.n * r.s2.n)
    return o


def _rebuild_dual(value, tangent, tag):
    return build_dual(value, tangent, tag)


def _rebuild_hyper(value, e1, e2, e12, tag1, tag2):
    return build_hyper(value, e1, e2, e12, tag1, tag2)


cdef object ZERO = 0.0


cdef object new_dual_type(PyTypeObject *type, PyObject *args, PyObject *kwargs):
    cdef PyObject *v
    cdef PyObject *e = <PyObject *>ZERO
    dn_parse_dual(args, kwargs, &v, &e)
    return build_dual(<object>v, <object>e, MADE_BY_HAND)


cdef object new_hyper_type(PyTypeObject *type, PyObject *args, PyObject *kwargs):
    cdef PyObject *v
    cdef PyObject *e1 = <PyObject *>ZERO
    cdef PyObject *e2 = <PyObject *>ZERO
    cdef PyObject *e12 = <PyObject *>ZERO
    dn_parse_hyper(args, kwargs, &v, &e1, &e2, &e12)
    return build_hyper(<object>v, <object>e1, <object>e2, <object>e12, MADE_BY_HAND_1, MADE_BY_HAND_2)


# ---- for arrays of numbers (_scalar.pxd) ------------------------------------------------------------------------


cdef bint jet_parts(object x, dn_jet *j, uint64_t *tag1, uint64_t *tag2) noexcept:
    """Whether x is a dual number, which j then looks at."""
    if not is_jet(x):
        return False
    view(x, j)
    tag1[0] = first_tag(x)
    tag2[0] = second_tag(x)
    return True


cdef object new_jet(const dn_jet *r, uint64_t tag1, uint64_t tag2):
    """A number of the shape of r, whose slopes r then points into, to be filled."""
    return new_hyper_like(r, tag1, tag2) if r.s2.n else new_dual_like(r, tag1)


cdef int plain_number(object x, double *out) except -1:
    """1 and its value if x is a real number, 0 if it is something else."""
    return number_of(x, out)


cdef int check_tag(uint64_t tag) except -1:
    """Refuses the tag of a derivative call that has ended."""
    return check_live(tag)
