# Making arrays: from parts given by users, from lists and object arrays of numbers, and by the functions
# of NumPy that are not elementwise (`operands`, `Frame.build`).

# ---- values given by users ---------------------------------------------------------------------------------


cdef object real_values(str what, object x):
    """x as an array of float64, or float32 where it is of that or half precision; a copy."""
    if isinstance(x, (JetArray, Jet)):
        raise errors.dual_part(what, type(x).__name__)
    try:
        x = np.asarray(x)
    except ValueError:
        raise errors.ragged(what) from None
    if x.dtype.kind == "c":
        raise errors.complex_input(what)
    if x.dtype.kind not in "biuf":
        raise errors.not_numbers(x.dtype)
    single = x.dtype.kind == "f" and x.dtype.itemsize < 8
    return np.array(x, dtype=np.float32 if single else np.float64, order="C")


cdef tuple rows_given(str what, object given, cnp.ndarray v):
    """Slopes given by a user as rows, and how many directions."""
    cdef tuple shape = shape_of(v)
    if isinstance(given, (int, float)) and given == 0:
        return None, 1
    e = real_values(what, given)
    if e.ndim == 0 and shape:
        e = np.broadcast_to(e, shape)
    if e.shape == shape:
        e = e[None]
    if e.shape[1:] != shape or e.shape[0] == 0:
        raise errors.bad_parts(what, f"{shape} or (k, {str(shape)[1:]}, with k >= 1", str(e.shape))
    return clean(e, v.dtype), e.shape[0]


cdef object build_dual_array(object value, object tangent, uint64_t tag):
    cdef frame f = no_frame()
    cdef cnp.ndarray v = real_values("the value of a DualArray", value)
    e, n = rows_given("the tangent of a DualArray", tangent, v)
    f.t1, f.n1 = tag, n
    return as_result((v, e, None, None), f, span(n, 0, n), span(0, 0, 0))


cdef object build_hyper_array(object value, object e1, object e2, object e12, uint64_t tag1, uint64_t tag2):
    cdef frame f = no_frame()
    cdef cnp.ndarray v = real_values("the value of a HyperDualArray", value)
    a, n = rows_given("e1 of a HyperDualArray", e1, v)
    b, m = rows_given("e2 of a HyperDualArray", e2, v)
    c = None
    if not (isinstance(e12, (int, float)) and e12 == 0):
        c = real_values("e12 of a HyperDualArray", e12)
        if n == m == 1 and c.ndim <= v.ndim:
            c = np.broadcast_to(c, shape_of(v))[None, None] if c.ndim == 0 or c.shape == shape_of(v) else c
        if c.shape != (n, m) + shape_of(v):
            raise errors.bad_parts("e12 of a HyperDualArray", str((n, m) + shape_of(v)), str(c.shape))
        c = clean(c, v.dtype)
    f.t1, f.t2, f.n1, f.n2 = tag1, tag2, n, m
    return as_result((v, a, b, c), f, span(n, 0, n), span(m, 0, m))


def _dual_array(value, tangent=0.0):
    return build_dual_array(value, tangent, MADE_BY_HAND)


def _hyper_array(value, e1=0.0, e2=0.0, e12=0.0):
    return build_hyper_array(value, e1, e2, e12, MADE_BY_HAND_1, MADE_BY_HAND_2)


cdef object new_dual_array(PyTypeObject *type, PyObject *args, PyObject *kwargs):
    return _dual_array(*<object>args, **(<object>kwargs if kwargs != NULL else {}))


cdef object new_hyper_array(PyTypeObject *type, PyObject *args, PyObject *kwargs):
    return _hyper_array(*<object>args, **(<object>kwargs if kwargs != NULL else {}))


cdef object refuse_new(PyTypeObject *type, PyObject *args, PyObject *kwargs):
    raise errors.no_jet_array()


# ---- pickling and text -------------------------------------------------------------------------------------


cdef tuple pickled(JetArray x):
    cdef JetArray o = owner(x)
    parts = tuple([None if part is None else np.array(part, order="C") for part in parts_of(x)])
    return parts, (o.tag1, o.tag2, o.s1.n, o.s2.n), (o.s1.lo, o.s1.hi), (o.s2.lo, o.s2.hi)


def _rebuild(parts, directions, stored1, stored2):
    cdef frame f
    f.t1, f.t2, f.n1, f.n2 = directions
    return as_result(tuple(parts), f, span(f.n1, stored1[0], stored1[1]), span(f.n2, stored2[0], stored2[1]))


cdef object described(JetArray x):
    cdef list parts = [("", x.v)]
    follow_owner(x)
    if isinstance(x, HyperDualArray):
        parts += [("e1=", spread_rows(x, 1)), ("e2=", spread_rows(x, 2)), ("e12=", spread_mixed(x))]
    elif owner(x).s1.n:
        parts += [("tangent=", spread_rows(x, 1))]
    name = type(x).__name__
    indent = " " * (len(name) + 1)
    texts = [key + np.array2string(part, separator=", ", prefix=indent + key) for key, part in parts]
    one_line = f"{name}({', '.join(texts)})"
    if "\n" not in one_line and len(one_line) <= np.get_printoptions()["linewidth"]:
        return one_line
    return f"{name}(" + (",\n" + indent).join(texts) + ")"


# ---- from numbers --------------------------------------------------------------------------------------------


cdef JetArray array_of_number(object x):
    """A dual number as an array without dimensions."""
    return gathered([x], ())


def array_of(x):
    """Lists, tuples and object arrays, nested, of numbers and arrays: one array; plain if nothing is dual."""
    if isinstance(x, JetArray):
        return x
    if isinstance(x, Jet):
        return array_of_number(x)
    if isinstance(x, np.ndarray) and x.dtype.kind != "O":
        return x
    if isinstance(x, np.ndarray):
        return gathered(x.ravel().tolist(), x.shape)
    if isinstance(x, (list, tuple)):
        if any([isinstance(e, (list, tuple, JetArray, np.ndarray)) for e in x]):
            return np.stack([array_of(e) for e in x])
        if any([isinstance(e, Jet) for e in x]):
            return gathered(list(x), (len(x),))
    return np.asarray(x)


cdef object gathered(list numbers, tuple shape):
    """Numbers, dual or plain, as one array; plain if none is dual."""
    cdef frame f = no_frame()
    cdef dn_array a
    cdef dn_span s1, s2
    cdef double hold
    cdef bint mixed = False, dual = False
    cdef Py_ssize_t i, size = len(numbers)
    cdef JetArray r
    for x in numbers:
        if not isinstance(x, (Jet, int, float, np.number, np.bool_)) or isinstance(x, np.complexfloating):
            raise errors.not_an_element(x)
        dual = dual or isinstance(x, Jet)
        join_operand(&f, x)
    if not dual:
        return np.array(numbers, dtype=np.float64).reshape(shape)
    s1, s2 = span(f.n1, 0, 0), span(f.n2, 0, 0)
    for x in numbers:
        look_at_number(x, f, &hold, &a)
        s1, s2 = dn_hull(s1, a.s1), dn_hull(s2, a.s2)
        mixed = mixed or a.e12 != NULL
    r = fresh(np.empty(shape), f)
    r.s1, r.s2 = s1, s2
    r.p1 = np.zeros((dn_width(s1),) + shape) if dn_width(s1) else None
    r.p2 = np.zeros((dn_width(s2),) + shape) if dn_width(s2) else None
    r.p12 = np.zeros((dn_width(s1), dn_width(s2)) + shape) if mixed else None
    for i in range(size):
        look_at_number(numbers[i], f, &hold, &a)
        (<double *>cnp.PyArray_DATA(r.v))[i] = hold
        write_column(data(r.p1), a.e1, a.s1, s1, size, i)
        write_column(data(r.p2), a.e2, a.s2, s2, size, i)
        if a.e12 != NULL:
            write_square(data(r.p12), &a, s1, s2, size, i)
    return r


cdef void write_column(double *rows, const double *e, dn_span s, dn_span wide, Py_ssize_t size, Py_ssize_t i) noexcept:
    cdef int j
    if e != NULL:
        for j in range(dn_width(s)):
            rows[(s.lo - wide.lo + j) * size + i] = e[j]


cdef void write_square(double *rows, const dn_array *a, dn_span s1, dn_span s2, Py_ssize_t size, Py_ssize_t i) noexcept:
    cdef int j, k, w2 = dn_width(a.s2)
    for j in range(dn_width(a.s1)):
        for k in range(w2):
            rows[((a.s1.lo - s1.lo + j) * dn_width(s2) + (a.s2.lo - s2.lo + k)) * size + i] = a.e12[j * w2 + k]


# ---- for functions that are not elementwise -------------------------------------------------------------------


cdef object supported(object v):
    """v as an array that can be a value: C-contiguous, of single or double precision, in this machine's order."""
    v = np.asarray(v, order="C")
    if v.dtype.char in "fdFD" and v.dtype.isnative:
        return v
    if v.dtype.kind == "c":
        return v.astype(np.complex64 if v.dtype.itemsize <= 8 else np.complex128)
    return v.astype(np.float32 if v.dtype.kind == "f" and v.dtype.itemsize <= 4 else np.float64)


cdef object own(object part, object dtype):
    """A part that nothing else refers to, without -0.0."""
    if part is None:
        return None
    if part.dtype != dtype or not part.flags.c_contiguous or not part.flags.writeable:
        return clean(part, dtype)
    return np.add(part, 0.0, out=part)


cdef class Frame:
    """Whose directions the operands of a function have, and which of them are stored."""

    cdef frame f
    cdef dn_span s1, s2

    @property
    def order(self):
        """int: 0 for constants, 1 or 2."""
        return 2 if self.f.n2 else 1 if self.f.n1 else 0

    def build(self, v, e1=None, e2=None, e12=None, *, bint fresh=False):
        """The array with these parts; a number if it has no dimensions.

        e1 is None or (rows,) + v.shape, in the directions that `operands` gave; e12 (rows, columns) + v.shape.
        Parts are copied, unless `fresh` says that nothing else refers to them.
        """
        v = supported(v) if fresh else supported(np.array(v, order="C"))
        e1, e2, e12 = [own(part, v.dtype) if fresh else clean(part, v.dtype) for part in (e1, e2, e12)]
        return wrapped(as_result((v, e1, e2, e12), self.f, self.s1, self.s2))


def operands(*xs):
    """A `Frame`, and value, e1, e2, e12 of each argument over the same directions; None for zeros."""
    cdef Frame result = Frame.__new__(Frame)
    cdef JetArray p
    cdef list placed = []
    result.f = no_frame()
    xs = [array_of(x) if isinstance(x, (Jet, list, tuple)) else x for x in xs]
    for x in xs:
        join_operand(&result.f, x)
    result.s1, result.s2 = span(result.f.n1, 0, 0), span(result.f.n2, 0, 0)
    for x in xs:
        if isinstance(x, JetArray):
            p = in_frame(x, result.f)
            result.s1, result.s2 = dn_hull(result.s1, p.s1), dn_hull(result.s2, p.s2)
            placed.append(p)
        else:
            placed.append(x)
    return result, [spread_parts(x, result) if isinstance(x, JetArray) else (x, None, None, None) for x in placed]


cdef tuple spread_parts(JetArray x, Frame frame):
    cdef tuple shape = shape_of(x)
    e12 = None if x.p12 is None else widened_square(x, frame.s1, frame.s2)
    e1 = None if x.p1 is None else widened_rows(x.p1, x.s1, frame.s1, shape, x.v.dtype)
    e2 = None if x.p2 is None else widened_rows(x.p2, x.s2, frame.s2, shape, x.v.dtype)
    return x.v, e1, e2, e12


def constants(values):
    """Values as an array that depends on nothing yet, and takes up the directions of what is stored in it."""
    return fresh(supported(np.array(values, order="C")), no_frame())


def is_dual(x):
    """Whether x is a dual number or an array of dual numbers."""
    return isinstance(x, (JetArray, Jet))


def value_of(x):
    """The plain value of anything: x itself if it is plain."""
    return values_of(x)


cdef object values_of(object x):
    return (<JetArray>x).v if isinstance(x, JetArray) else x.value if isinstance(x, Jet) else x
