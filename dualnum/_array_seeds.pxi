# Seeding arrays of parameters with directions, and reading slopes off arrays. transforms.py builds on these.

# ---- seeding ---------------------------------------------------------------------------------------------


cdef object unit_rows(JetArray x, dn_span s, int first):
    """Rows of the directions s of an array whose element i varies in direction i - first."""
    cdef cnp.npy_intp dims[66]
    cdef int i, w = dn_width(s), nd = cnp.PyArray_NDIM(x.v)
    cdef Py_ssize_t size = cnp.PyArray_SIZE(x.v)
    cdef bint single = cnp.PyArray_TYPE(x.v) == cnp.NPY_FLOAT
    if w == 0:
        return None
    dims[0] = w
    for i in range(nd):
        dims[1 + i] = cnp.PyArray_DIM(x.v, i)
    rows = cnp.PyArray_ZEROS(nd + 1, dims, cnp.PyArray_TYPE(x.v), 0)
    for i in range(w):
        if single:
            (<float *>data(rows))[i * size + i + s.lo + first] = 1.0
        else:
            data(rows)[i * size + i + s.lo + first] = 1.0
    return rows


cdef dn_span unit_span(Py_ssize_t size, int n, int first) noexcept:
    """Which of n directions an array of so many elements has."""
    cdef int lo = max(0, -first), hi = <int>min(<Py_ssize_t>n, size - first)
    return span(n, lo, hi) if lo < hi else span(n, 0, 0)


cdef JetArray values_to_seed(object x):
    if cnp.PyArray_CheckExact(x) and x.dtype is DOUBLE:  # also in this machine's byte order
        return fresh(cnp.PyArray_NewCopy(<cnp.ndarray>x, cnp.NPY_CORDER), no_frame())
    return constants(real_values("an array of parameters", x))


def seed_array(x, tag, int n, int first):
    """x, whose element i varies in direction i - first of n, if there is one."""
    cdef JetArray r
    if isinstance(x, JetArray):
        if (<JetArray>owner(x)).s2.n:
            raise errors.third_level()
        r = constants(np.full(x.shape, -0.0))  # v + -0.0 is v
    else:
        r = values_to_seed(x)
    r.tag1 = tag
    r.s1 = unit_span(r.v.size, n, first)
    r.p1 = unit_rows(r, r.s1, first)
    r.seeds = True
    r.first1 = first
    return binary(ADD, x, r) if isinstance(x, JetArray) else r


def seed_array_along(x, tangent, tag):
    """x, varying along one direction with these slopes; either may be of an outer call."""
    cdef JetArray r
    if not isinstance(x, JetArray) and not isinstance(tangent, JetArray):
        return build_dual_array(x, np.broadcast_to(tangent, np.shape(x)), tag)
    r = build_dual_array(np.zeros(np.shape(x)), 1.0, tag)
    moved = binary(ADD, x, binary(MULTIPLY, tangent, r))
    owner(moved).v[...] = values_of(x)  # whatever 0 * tangent is
    return moved


cdef object plain_parameter(object x):
    """x, which may be dual only if it depends on nothing: there is no third level."""
    if not isinstance(x, JetArray):
        return x
    if not is_constant(x):
        check_tag(owner(x).tag1)
        check_tag(owner(x).tag2)
        raise errors.third_level()
    return (<JetArray>x).v


def seed_array_twice(x, tag1, tuple rows, tag2, tuple columns, along=None):
    """x at second order: rows and columns are (number of directions, first) as in `seed_array`.

    With `along`, e2 is one direction, and those are its slopes.
    """
    cdef JetArray r
    cdef int n, first1, m, first2
    x, along = plain_parameter(x), plain_parameter(along)
    r = values_to_seed(x)
    n, first1 = rows
    m, first2 = columns
    dn_retype(r, <PyTypeObject *>HyperDualArray)
    r.tag1, r.tag2 = tag1, tag2
    r.s1 = unit_span(r.v.size, n, first1)
    r.p1 = unit_rows(r, r.s1, first1)
    if along is None:
        r.s2 = unit_span(r.v.size, m, first2)
        r.p2 = unit_rows(r, r.s2, first2)
        r.seeds = True
        r.first1, r.first2 = first1, first2
    else:
        r.s2 = span(1, 0, 1)
        r.p2 = clean(np.broadcast_to(along, shape_of(r))[None], r.v.dtype)
    return r


# ---- reading -----------------------------------------------------------------------------------------------


def read_array(y, tag, int n):
    """Values and slopes of an array, the slopes with the directions last; arrays of the outer call if there is one."""
    cdef JetArray o, x
    cdef frame f = no_frame()
    if not isinstance(y, JetArray):
        return y, np.zeros(y.shape + (n,))
    x = y
    o = owner(x)
    if o.s1.n == 0:
        return np.array(x.v), np.zeros(shape_of(x) + (n,), x.v.dtype)
    if o.tag1 == tag and o.s2.n == 0:
        return np.array(x.v), last(full_rows(x, 1))
    if o.tag1 != tag and (o.s2.n == 0 or o.tag2 != tag):
        check_tag(o.tag1)
        check_tag(o.tag2)
        return x, np.zeros(shape_of(x) + (n,), x.v.dtype)
    ours, theirs = (1, 2) if o.tag1 == tag else (2, 1)
    f.t1 = o.tag2 if ours == 1 else o.tag1
    f.n1 = o.s2.n if ours == 1 else o.s1.n
    check_tag(f.t1)
    everything = span(f.n1, 0, f.n1)
    mixed = spread_mixed(x).reshape((o.s1.n, o.s2.n) + shape_of(x))
    mixed = np.moveaxis(mixed, ours - 1, -1)
    value = as_result((np.array(x.v), full_rows(x, theirs).copy(), None, None), f, everything, everything)
    slopes = (np.ascontiguousarray(last(full_rows(x, ours))), np.ascontiguousarray(mixed), None, None)
    return value, as_result(slopes, f, everything, everything)


cdef object full_rows(JetArray x, int which):
    """Slopes over all directions of a set, which keeps its axis."""
    cdef JetArray o = owner(x)
    cdef int n = o.s1.n if which == 1 else o.s2.n
    return spread_rows(x, which).reshape((n,) + shape_of(x))


cdef object last(object rows):
    return rows.T if rows.ndim <= 2 else rows.transpose((*range(1, rows.ndim), 0))
