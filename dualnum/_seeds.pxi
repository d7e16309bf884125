# Seeding parameters with directions, and reading slopes off results. transforms.py builds on these; the
# scalar derivative is whole here, because its call is what a Newton step costs.


cdef object lift(object value, object tangent, uint64_t tag):
    """value + tangent * (the direction of the call `tag`); either may be a number of an outer call."""
    cdef double v, t
    cdef dn_jet x, y
    cdef dn_partials p
    cdef uint64_t t1, t2
    value = unboxed(value)
    if number_of(value, &v) and number_of(tangent, &t):
        return dn_new_dual(v, t + 0.0, tag)
    if DN_IS_HYPER(value) or DN_IS_HYPER(tangent):
        raise errors.third_level()
    if is_jet(tangent):
        r = combine(ADD, value, combine(MULTIPLY, tangent, dn_new_dual(0.0, 1.0, tag)))
        (<HyperDual>r).v = value_of(value) if is_jet(value) else v  # whatever 0 * tangent is
        return r
    return combine(ADD, value, dn_new_dual(-0.0, number_given("a tangent", tangent) + 0.0, tag))


cdef object unit(double v, uint64_t tag, int n, int i):
    """v in the i-th of n directions; in none of them if i < 0."""
    cdef dn_jet r
    r.v = v
    r.s1 = span(n, i, i + 1) if i >= 0 else span(n, 0, 1 if n == 1 else 0)
    r.s2 = span(0, 0, 0)
    r.mixed = 0
    o = new_dual_like(&r, tag)
    if dn_width(r.s1):
        r.e1[0] = 1 if i >= 0 else 0
    return o


def seed(list values, tag, Py_ssize_t start, Py_ssize_t stop):
    """The values; those from start to stop vary in a direction each.

    The others become numbers too, so that every chunk computes with the same bits.
    """
    cdef Py_ssize_t i
    cdef int n = <int>(stop - start), k
    cdef double v
    seeded = []
    for i, x in enumerate(values):
        k = <int>(i - start) if start <= i < stop else -1
        if number_of(x, &v):
            seeded.append(unit(v, tag, n, k))
        else:
            if DN_IS_HYPER(x):
                raise errors.third_level()
            seeded.append(combine(ADD, x, unit(-0.0, tag, n, k)))  # -0.0 + x is x
    return seeded


def seed_along(list values, list tangents, tag):
    """The values, varying together along one direction."""
    return [lift(v, t, tag) for v, t in zip(values, tangents)]


def seed_twice(list values, tag1, tuple rows, tag2, tuple columns, list along=None):
    """The values at second order: e1 for those in range(*rows), e2 for those in range(*columns).

    With `along`, e2 is one direction, and those are its slopes.
    """
    cdef Py_ssize_t i, r0, r1, c0, c1
    cdef dn_jet r
    cdef double v, t = 0
    r0, r1 = rows
    c0, c1 = columns
    seeded = []
    for i, x in enumerate(values):
        if not number_of(x, &v):
            raise errors.third_level()
        in_rows, in_columns = r0 <= i < r1, c0 <= i < c1
        r.v = v
        r.s1 = span(<int>(r1 - r0), <int>(i - r0), <int>(i - r0 + 1)) if in_rows else span(<int>(r1 - r0), 0, 0)
        if along is not None:
            if is_jet(along[i]):
                raise errors.third_level()
            t = number_given("a vector of hvp", along[i])
            r.s2 = span(1, 0, 1)
        else:
            r.s2 = span(<int>(c1 - c0), <int>(i - c0), <int>(i - c0 + 1)) if in_columns else span(<int>(c1 - c0), 0, 0)
        r.mixed = 0
        o = new_hyper_like(&r, tag1, tag2)
        if in_rows:
            r.e1[0] = 1
        if along is not None:
            r.e2[0] = t + 0.0
        elif in_columns:
            r.e2[0] = 1
        seeded.append(o)
    return seeded


def value_of_number(x):
    """The value of a dual number; a plain number itself."""
    return x.value if is_jet(x) else x


def is_scalar(x):
    """Whether x is a real number or a dual number."""
    cdef double v
    return is_jet(x) or number_of(x, &v) == 1


def numbers_in(str transform, x):
    """The numbers of a parameter: of a list, a tuple or a 1-D array, or x itself, as a new list."""
    cdef double v
    cdef list numbers
    if isinstance(x, (list, tuple)):
        numbers = list(x)
    elif isinstance(x, np.ndarray) and x.ndim:
        if x.ndim > 1:
            raise errors.bad_dimensions(transform, x.ndim)
        if x.dtype.kind not in "biufO":
            raise errors.bad_parameter(transform, x.ravel()[0] if x.size else x)
        numbers = x.tolist()
    else:
        numbers = [x]
    numbers = [unboxed(number) for number in numbers]
    for number in numbers:
        if not is_jet(number) and not number_of(number, &v):
            raise errors.bad_parameter(transform, number)
    return numbers


# ---- reading off -----------------------------------------------------------------------------------------


cdef object as_dual(double v, const double *e, dn_span s, uint64_t tag):
    cdef dn_jet r
    r.v = v
    r.s1 = s if dn_width(s) or s.n > 1 else span(1, 0, 1)
    r.s2 = span(0, 0, 0)
    r.mixed = 0
    o = new_dual_like(&r, tag)
    if dn_width(s):
        memcpy(r.e1, e, sizeof(double) * dn_width(s))
    elif s.n == 1:
        r.e1[0] = 0
    return o


cdef int check_outer(object y) except -1:
    """A result that carries none of the call's directions must come from a call that still runs."""
    check_live(first_tag(y))
    if DN_IS_HYPER(y):
        check_live((<HyperDual>y).tag2)
    return 0


def unboxed(y):
    """y out of an array without dimensions."""
    if is_jet(y) or PyFloat_CheckExact(y):
        return y
    if isinstance(y, array_type):
        return y[()] if y.ndim == 0 else y
    if not isinstance(y, np.ndarray):
        return y
    return y[()] if y.ndim == 0 and y.dtype == object else y


cdef bint is_truth(object y):
    """Whether y is True or False: the value of a comparison, not of a function."""
    return isinstance(y, (bool, np.bool_)) or (isinstance(y, np.ndarray) and y.dtype == bool)


def read(str transform, y, tag, int n):
    """Value and n slopes of a result: an array, or a list of numbers of the outer call; None for zeros."""
    cdef double v
    cdef dn_jet j
    y = unboxed(y)
    if number_of(y, &v) and not is_truth(y):
        return v, None
    if not is_jet(y):
        raise errors.bad_result(transform, y)
    view(y, &j)
    if DN_IS_DUAL(y):
        if (<Dual>y).tag == tag:
            return j.v, spread(j.e1, j.s1)
        check_outer(y)
        return y, None
    if (<HyperDual>y).tag1 == tag:
        return read_outer(&j, True, (<HyperDual>y).tag2)
    if (<HyperDual>y).tag2 == tag:
        return read_outer(&j, False, (<HyperDual>y).tag1)
    check_outer(y)
    return y, None


cdef object read_outer(const dn_jet *j, bint ours_first, uint64_t outer):
    """Slopes in our directions, each with its slopes in those of the outer call."""
    cdef dn_span ours = j.s1 if ours_first else j.s2, theirs = j.s2 if ours_first else j.s1
    check_live(outer)
    e12 = spread_mixed(j)
    cdef const double[:, ::1] mixed = np.ascontiguousarray(e12 if ours_first else e12.T)
    flat = spread(j.e1 if ours_first else j.e2, ours)
    cdef dn_span everything = span(theirs.n, 0, theirs.n)
    slopes = [as_dual(flat[i], &mixed[i, 0], everything, outer) for i in range(ours.n)]
    value = as_dual(j.v, j.e2 if ours_first else j.e1, theirs, outer)
    return value, slopes


def read_twice(str transform, y, tag1, tag2, int n, int m):
    """Value, e1, e2 and e12 of a result, as arrays; None for zeros."""
    cdef double v
    cdef dn_jet j
    y = unboxed(y)
    if number_of(y, &v) and not is_truth(y):
        return v, None, None, None
    if not is_jet(y):
        raise errors.bad_result(transform, y)
    view(y, &j)
    if DN_IS_HYPER(y):
        if (<HyperDual>y).tag1 == tag1 and (<HyperDual>y).tag2 == tag2:
            return j.v, spread(j.e1, j.s1), spread(j.e2, j.s2), spread_mixed(&j)
        check_outer(y)
        raise errors.third_level()
    if (<Dual>y).tag == tag1:
        return j.v, spread(j.e1, j.s1), None, None
    if (<Dual>y).tag == tag2:
        return j.v, None, spread(j.e1, j.s1), None
    check_outer(y)
    return y, None, None, None


# ---- calls -----------------------------------------------------------------------------------------------


def open_call():
    """A fresh tag for a derivative call; give it back with `close_call`."""
    return open_tag()


def close_call(tag):
    close_tag(tag)


cdef tuple call_first(str transform, f, x, tuple args, dict kwargs):
    """(f(x), f'(x))"""
    cdef uint64_t tag
    x = unboxed(x)
    if not is_scalar(x):
        raise errors.bad_parameter(transform, x)
    tag = open_tag()
    try:
        x = dn_new_dual(PyFloat_AS_DOUBLE(x), 1.0, tag) if PyFloat_CheckExact(x) else lift(x, 1.0, tag)
        y = f(x, *args, **kwargs) if args or kwargs else f(x)
    finally:
        close_tag(tag)
    y = unboxed(y)
    if DN_IS_DUAL(y) and (<Dual>y).tag == tag:
        return (<Dual>y).v, (<Dual>y).e[0]
    value, slopes = read(transform, y, tag, 1)
    return value, 0.0 if slopes is None else slopes[0]


cdef tuple call_second(str transform, f, x, tuple args, dict kwargs):
    """(f(x), f'(x), f''(x))"""
    cdef double v
    cdef uint64_t tag1, tag2
    cdef dn_jet r
    x = unboxed(x)
    if not number_of(x, &v):
        raise errors.third_level() if is_jet(x) else errors.bad_parameter(transform, x)
    tag1 = open_tag()
    tag2 = open_tag()
    try:
        r.v = v
        r.s1 = r.s2 = span(1, 0, 1)
        r.mixed = 1
        x = new_hyper_like(&r, tag1, tag2)
        r.e1[0] = r.e2[0] = 1
        r.e12[0] = 0
        y = f(x, *args, **kwargs) if args or kwargs else f(x)
    finally:
        close_tag(tag1)
        close_tag(tag2)
    y = unboxed(y)
    if DN_IS_HYPER(y) and (<HyperDual>y).tag1 == tag1 and (<HyperDual>y).tag2 == tag2:
        view(y, &r)
        return r.v, r.e1[0], r.e12[0] if r.mixed else 0.0
    value, e1, _, _ = read_twice(transform, y, tag1, tag2, 1, 1)
    return value, 0.0 if e1 is None else float(e1[0]), 0.0


def of_one_number(str transform, f, int order, bint with_value, on_array):
    """The function behind `derivative` and `value_and_derivative`; here for the speed of its call.

    Arrays go to ``on_array(derived, x, args, kwargs)``.
    """

    @cython.binding(True)  # with a name that can be set
    def derived(x, /, *args, **kwargs):
        if isinstance(x, (np.ndarray, array_type)) and x.ndim:
            return on_array(derived, x, args, kwargs)
        parts = call_first(transform, f, x, args, kwargs) if order == 1 else call_second(
            transform, f, x, args, kwargs)
        return parts if with_value else parts[order]

    return derived
