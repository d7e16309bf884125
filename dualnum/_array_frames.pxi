# Whose directions the operands of an operation have, and its operands and results as dn_array sees them.

cdef extern from "jet.h":
    dn_span dn_hull(dn_span, dn_span) noexcept nogil


cdef struct frame:  # the directions of one or two derivative calls; n == 0: none
    uint64_t t1, t2
    int n1, n2


cdef inline dn_span span(int n, int lo, int hi) noexcept:
    cdef dn_span s
    s.n = n
    s.lo = lo
    s.hi = hi
    return s


cdef inline JetArray owner(JetArray x):
    return x if x.base is None else x.base


cdef inline double *data(object part) noexcept:
    return NULL if part is None else <double *>cnp.PyArray_DATA(<cnp.ndarray>part)


cdef inline int rows_of(JetArray x) noexcept:
    """How many rows of slopes an owner stores."""
    cdef int w1 = dn_width(x.s1), w2 = dn_width(x.s2)
    return w1 + w2 + (w1 * w2 if x.p12 is not None else 0)


# ---- joining ----------------------------------------------------------------------------------------------


cdef inline frame frame_of(JetArray x) noexcept:
    cdef frame f
    cdef JetArray o = owner(x)
    f.t1 = o.tag1
    f.t2 = o.tag2
    f.n1 = o.s1.n
    f.n2 = o.s2.n
    return f


cdef int join(frame *f, frame g) except -1:
    """f becomes the directions of both."""
    cdef frame h
    if g.n1 == 0 or (f.t1 == g.t1 and f.t2 == g.t2 and f.n1 == g.n1 and f.n2 == g.n2):
        return 0
    if f.n1 == 0:
        f[0] = g
        return 0
    if f.n2 == 0 and g.n2 == 0 and f.t1 != g.t1:
        check_tag(f.t1)
        check_tag(g.t1)
        h = f[0] if f.t1 < g.t1 else g
        f.t2 = g.t1 if f.t1 < g.t1 else f.t1
        f.n2 = g.n1 if f.t1 < g.t1 else f.n1
        f.t1 = h.t1
        f.n1 = h.n1
        return 0
    if f.n2 == 0 and g.n2:
        h = g
        g = f[0]
        f[0] = h
    return join_within(f, g)


cdef int join_within(frame *f, frame g) except -1:
    """g has nothing that f has not, or does not fit."""
    cdef bint by_hand = f.t1 <= MADE_BY_HAND_2 and g.t1 <= MADE_BY_HAND_2
    if by_hand and (f.n2 == 0) != (g.n2 == 0):
        raise errors.mixed_orders()
    if g.n2 == 0 and g.t1 == f.t1:
        check_count(f.n1, g.n1)
    elif g.n2 == 0 and f.n2 and g.t1 == f.t2:
        check_count(f.n2, g.n1)
    elif g.n2 and f.t1 == g.t1 and f.t2 == g.t2:
        check_count(f.n1, g.n1)
        check_count(f.n2, g.n2)
    else:
        for tag in (f.t1, f.t2, g.t1, g.t2):
            check_tag(tag)
        raise errors.third_level()
    return 0


cdef int check_count(int n, int m) except -1:
    if n != m:
        raise errors.directions(n, m)
    return 0


cdef int join_operand(frame *f, object x) except -1:
    """f with the directions of x, which may be anything."""
    cdef frame g
    cdef dn_jet j
    if isinstance(x, JetArray):
        return join(f, frame_of(<JetArray>x))
    if jet_parts(x, &j, &g.t1, &g.t2):
        g.n1 = j.s1.n
        g.n2 = j.s2.n
        return join(f, g)
    return 0


cdef inline frame no_frame() noexcept:
    cdef frame f
    f.t1 = f.t2 = 0
    f.n1 = f.n2 = 0
    return f


# ---- operands ---------------------------------------------------------------------------------------------


cdef inline void place(dn_array *a, uint64_t tag, frame f) noexcept:
    """The spans of an operand with directions of `tag` (and more, at second order) among those of f."""
    if a.s1.n == 0:
        a.s1 = span(f.n1, 0, 0)
        a.s2 = span(f.n2, 0, 0)
    elif a.s2.n == 0 and f.n2:
        if tag == f.t1:
            a.s2 = span(f.n2, 0, 0)
        else:
            a.s2 = a.s1
            a.e2 = a.e1
            a.e1 = NULL
            a.s1 = span(f.n1, 0, 0)


cdef void look_at_array(JetArray x, frame f, size_t step, dn_array *a) noexcept:
    """a as the C-contiguous array x of float64."""
    cdef JetArray o = owner(x)
    cdef ptrdiff_t offset = <double *>cnp.PyArray_DATA(x.v) - <double *>cnp.PyArray_DATA(o.v)
    a.v = <double *>cnp.PyArray_DATA(x.v)
    a.step = step
    a.s1 = o.s1
    a.s2 = o.s2
    a.e1 = NULL if o.p1 is None else data(o.p1) + offset
    a.e2 = NULL if o.p2 is None else data(o.p2) + offset
    a.e12 = NULL if o.p12 is None else data(o.p12) + offset
    a.row = <size_t>cnp.PyArray_SIZE(o.v)
    place(a, o.tag1, f)


cdef bint look_at_number(object x, frame f, double *hold, dn_array *a) except -1:
    """a as a plain or dual number that stands for all elements; False if it is none."""
    cdef dn_jet j
    cdef uint64_t t1, t2
    a.step = 0
    a.row = 1
    a.v = hold
    a.e1 = a.e2 = a.e12 = NULL
    a.s1 = span(0, 0, 0)
    a.s2 = span(0, 0, 0)
    if jet_parts(x, &j, &t1, &t2):
        hold[0] = j.v
        a.s1 = j.s1
        a.s2 = j.s2
        a.e1 = j.e1 if dn_width(j.s1) else NULL
        if j.s2.n:
            a.e2 = j.e2 if dn_width(j.s2) else NULL
            a.e12 = j.e12 if j.mixed and dn_width(j.s1) and dn_width(j.s2) else NULL
        place(a, t1, f)
        return True
    if not plain_number(x, hold):
        return False
    place(a, 0, f)
    return True


cdef void look_at_plain(cnp.ndarray x, frame f, size_t step, dn_array *a) noexcept:
    a.v = <double *>cnp.PyArray_DATA(x)
    a.step = step
    a.row = 0
    a.e1 = a.e2 = a.e12 = NULL
    a.s1 = span(f.n1, 0, 0)
    a.s2 = span(f.n2, 0, 0)


# ---- results ----------------------------------------------------------------------------------------------


# Large parts come from memory that is kept: fresh memory has to be mapped in page by page, which takes longer
# than all that is computed in it.

cdef enum:
    LARGE = 1 << 18  # bytes
    KEPT_BYTES = 1 << 26
    KEPT_PARTS = 16

cdef void *kept[KEPT_PARTS]
cdef size_t kept_sizes[KEPT_PARTS]
cdef int kept_count = 0
cdef size_t kept_bytes = 0


cdef void *take_memory(size_t size) except NULL:
    global kept_count, kept_bytes
    cdef int i
    cdef void *memory
    for i in range(kept_count):
        if kept_sizes[i] == size:
            memory = kept[i]
            forget(i)
            return memory
    memory = PyMem_RawMalloc(size)
    if memory == NULL:
        raise MemoryError
    return memory


cdef void forget(int i) noexcept:
    """Takes an entry out of the list, whose oldest is the first."""
    global kept_count, kept_bytes
    kept_bytes -= kept_sizes[i]
    kept_count -= 1
    for i in range(i, kept_count):
        kept[i] = kept[i + 1]
        kept_sizes[i] = kept_sizes[i + 1]


cdef void give_memory(void *memory, size_t size) noexcept:
    global kept_count, kept_bytes
    if size > KEPT_BYTES:
        PyMem_RawFree(memory)
        return
    while kept_count == KEPT_PARTS or kept_bytes + size > KEPT_BYTES:
        PyMem_RawFree(kept[0])
        forget(0)
    kept[kept_count] = memory
    kept_sizes[kept_count] = size
    kept_count += 1
    kept_bytes += size


def release_memory():
    """Gives what is kept for large parts back to the system."""
    while kept_count:
        PyMem_RawFree(kept[0])
        forget(0)


@cython.final
cdef class Memory:
    """What a large part lies in."""

    cdef void *memory
    cdef size_t size

    def __dealloc__(self):
        if self.memory != NULL:
            give_memory(self.memory, self.size)


cdef object empty_doubles(int nd, cnp.npy_intp *dims):
    """An array of float64 of these lengths, not filled."""
    cdef Memory m
    cdef size_t size = sizeof(double)
    cdef int i
    for i in range(nd):
        size *= <size_t>dims[i]
    if size < LARGE:
        return cnp.PyArray_EMPTY(nd, dims, cnp.NPY_DOUBLE, 0)
    m = Memory.__new__(Memory)
    m.memory = take_memory(size)
    m.size = size
    array = cnp.PyArray_SimpleNewFromData(nd, dims, cnp.NPY_DOUBLE, m.memory)
    cnp.set_array_base(array, m)
    return array


def empty_table(Py_ssize_t rows, Py_ssize_t columns):
    """A table of float64, not filled; what large ones lie in is kept for the next."""
    cdef cnp.npy_intp dims[2]
    dims[0] = rows
    dims[1] = columns
    return empty_doubles(2, dims)


cdef object empty_rows(int rows, int columns, cnp.ndarray like):
    """Memory for a part of an array like `like`; columns < 0: one set of directions."""
    cdef cnp.npy_intp dims[66]
    cdef int i, lead = 1 if columns < 0 else 2
    cdef int nd = cnp.PyArray_NDIM(like)
    dims[0] = rows
    dims[1] = columns
    for i in range(nd):
        dims[lead + i] = cnp.PyArray_DIM(like, i)
    if cnp.PyArray_TYPE(like) == cnp.NPY_DOUBLE:
        return empty_doubles(lead + nd, dims)
    return cnp.PyArray_EMPTY(lead + nd, dims, cnp.PyArray_TYPE(like), 0)


cdef JetArray fresh(cnp.ndarray v, frame f):
    """An owner of the value v with directions of f, of which none is stored yet."""
    cdef JetArray r = HyperDualArray.__new__(HyperDualArray) if f.n2 else DualArray.__new__(DualArray)
    r.v = v
    r.s1 = span(f.n1, 0, 0)
    r.s2 = span(f.n2, 0, 0)
    r.tag1 = f.t1
    r.tag2 = f.t2
    return r


cdef JetArray result_like(const dn_array *shape, cnp.ndarray v, frame f, dn_array *a):
    """An owner with room for what dn_array_shape said; a looks at it."""
    cdef JetArray r = fresh(v, f)
    cdef int w1 = dn_width(shape.s1), w2 = dn_width(shape.s2)
    r.s1 = shape.s1
    r.s2 = shape.s2
    if w1:
        r.p1 = empty_rows(w1, -1, v)
    if w2:
        r.p2 = empty_rows(w2, -1, v)
    if shape.e12 != NULL:
        r.p12 = empty_rows(w1, w2, v)
    look_at_array(r, f, 1, a)
    return r


cdef object wrapped(JetArray x):
    """As NumPy returns it: a number if there are no dimensions, and if it is real."""
    if cnp.PyArray_NDIM(x.v) == 0 and x.v.dtype.kind == "f":
        if owner(x).v.dtype != x.v.dtype:
            x = copied(x)
        return number_at(owner(x), offset_of(x))
    return x


cdef inline Py_ssize_t offset_of(JetArray x):
    """Where the first element of x lies in its owner, in elements."""
    return byte_offset(x) // cnp.PyArray_ITEMSIZE(owner(x).v)


cdef double part_at(object part, Py_ssize_t at) noexcept:
    if cnp.PyArray_TYPE(<cnp.ndarray>part) == cnp.NPY_FLOAT:
        return (<float *>cnp.PyArray_DATA(<cnp.ndarray>part))[at]
    return (<double *>cnp.PyArray_DATA(<cnp.ndarray>part))[at]


cdef dn_span around(object part, dn_span s, Py_ssize_t at, Py_ssize_t size) noexcept:
    """The directions from the first to the last in which an element varies."""
    cdef int lo = s.lo, hi = s.hi
    if part is None:
        return span(s.n, 0, 1 if s.n == 1 else 0)
    while lo < hi and part_at(part, (lo - s.lo) * size + at) == 0:
        lo += 1
    while lo < hi and part_at(part, (hi - 1 - s.lo) * size + at) == 0:
        hi -= 1
    if lo == hi:
        lo, hi = 0, 1 if s.n == 1 else 0
    return span(s.n, lo, hi)


cdef object number_at(JetArray o, Py_ssize_t at):
    """The element at a place of an owner as a number."""
    cdef dn_jet r
    cdef Py_ssize_t size = cnp.PyArray_SIZE(o.v), i, w2
    cdef bint mixed = o.p12 is not None
    if o.s1.n == 0:
        return o.v.ravel()[at]
    r.v = part_at(o.v, at)
    if o.seeds:
        r.s1 = one_direction(o.s1.n, at - o.first1)
        r.s2 = one_direction(o.s2.n, at - o.first2) if o.s2.n else span(0, 0, 0)
    elif mixed:  # the mixed terms may vary where the slopes do not
        r.s1, r.s2 = o.s1, o.s2
    else:
        r.s1 = around(o.p1, o.s1, at, size)
        r.s2 = around(o.p2, o.s2, at, size) if o.s2.n else span(0, 0, 0)
    r.mixed = mixed or (r.s1.n == 1 and r.s2.n == 1)
    x = new_jet(&r, o.tag1, o.tag2)
    for i in range(dn_width(r.s1)):
        r.e1[i] = slope_at(o.p1, o.s1, r.s1.lo + i, size, at)
    for i in range(dn_width(r.s2)):
        r.e2[i] = slope_at(o.p2, o.s2, r.s2.lo + i, size, at)
    w2 = dn_width(r.s2)
    if r.mixed:
        for i in range(dn_width(r.s1) * w2):
            r.e12[i] = part_at(o.p12, i * size + at) if mixed else 0.0
    return x


cdef inline dn_span one_direction(int n, Py_ssize_t i) noexcept:
    return span(n, <int>i, <int>i + 1) if 0 <= i < n else span(n, 0, 1 if n == 1 else 0)


cdef inline double slope_at(object part, dn_span s, int direction, Py_ssize_t size, Py_ssize_t at) noexcept:
    if part is None or not s.lo <= direction < s.hi:
        return 0.0
    return part_at(part, (direction - s.lo) * size + at)
