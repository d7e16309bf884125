# Coercion of operands, and the chain step on objects: every operator and function of dual numbers ends
# in `finish`, which allocates the result and lets dn_apply (src/jet.c) fill it.

from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_Check, PyFloat_CheckExact
from cpython.long cimport PyLong_AsDouble, PyLong_AsLongLongAndOverflow, PyLong_Check, PyLong_CheckExact

cdef enum:
    ADD = -4
    SUBTRACT = -3
    MULTIPLY = -2
    DIVIDE = -1  # from 0 on: the index of a row of two arguments


# ---- memory -------------------------------------------------------------------------------------------


cdef object new_dual_like(const dn_jet *r, uint64_t tag):
    """A Dual of the shape of r, whose slopes r then points into."""
    cdef int w = dn_width(r.s1)
    o = dn_take(&dn_duals) if w <= 1 else dn_take_large(&dn_duals, w - 1)
    (<Dual>o).tag = tag
    (<Dual>o).v = r.v
    (<Dual>o).s = r.s1
    dn_attach(<dn_jet *>r, (<Dual>o).e)
    return o


cdef object new_hyper_like(const dn_jet *r, uint64_t tag1, uint64_t tag2):
    """A HyperDual of the shape of r, whose parts r then points into."""
    cdef ptrdiff_t size = dn_size(r)
    o = dn_take(&dn_hypers) if size <= 3 else dn_take_large(&dn_hypers, size - 3)
    (<HyperDual>o).tag1 = tag1
    (<HyperDual>o).tag2 = tag2
    (<HyperDual>o).v = r.v
    (<HyperDual>o).s1 = r.s1
    (<HyperDual>o).s2 = r.s2
    (<HyperDual>o).mixed = r.mixed
    dn_attach(<dn_jet *>r, (<HyperDual>o).e)
    return o


cdef inline dn_span span(int n, int lo, int hi) noexcept:
    cdef dn_span s
    s.n = n
    s.lo = lo
    s.hi = hi
    return s


# ---- looking at objects ---------------------------------------------------------------------------------


cdef inline bint is_jet(object x) noexcept:
    return DN_IS_DUAL(x) or DN_IS_HYPER(x)


cdef inline double value_of(object x) noexcept:
    return (<Dual>x).v if DN_IS_DUAL(x) else (<HyperDual>x).v


cdef inline void view(object x, dn_jet *j) noexcept:
    """x as a jet that borrows the slopes of x."""
    if DN_IS_DUAL(x):
        j.v = (<Dual>x).v
        j.s1 = (<Dual>x).s
        j.s2 = span(0, 0, 0)
        j.mixed = 0
        dn_attach(j, (<Dual>x).e)
    else:
        j.v = (<HyperDual>x).v
        j.s1 = (<HyperDual>x).s1
        j.s2 = (<HyperDual>x).s2
        j.mixed = (<HyperDual>x).mixed
        dn_attach(j, (<HyperDual>x).e)


cdef inline int number_of(object x, double *out) except -1:
    """1 and its value if x is a real number, 0 if it is something else."""
    if PyFloat_CheckExact(x):
        out[0] = PyFloat_AS_DOUBLE(x)
        return 1
    return other_number(x, out)


cdef int other_number(object x, double *out) except -1:
    if PyFloat_Check(x):
        out[0] = PyFloat_AS_DOUBLE(x)
        return 1
    if PyLong_Check(x):
        try:
            out[0] = PyLong_AsDouble(x)
        except OverflowError:
            raise errors.too_large() from None
        return 1
    if is_jet(x):
        return 0
    if isinstance(x, (complex, np.complexfloating)):
        raise errors.complex_operand(x)
    if isinstance(x, (np.bool_, np.number, numbers.Real)) and not isinstance(x, np.timedelta64):
        try:
            out[0] = float(x)
        except OverflowError:
            raise errors.too_large() from None
        return 1
    if isinstance(x, np.ndarray) and x.ndim == 0 and x.dtype.kind in "biuf":
        out[0] = float(x)
        return 1
    return 0


# ---- two operands -----------------------------------------------------------------------------------------


cdef int place(object a, uint64_t t1, uint64_t t2, dn_span s1, dn_span s2, dn_jet *j) except -1:
    """a as a jet of second order with directions of the calls t1 and t2; s1, s2 give their numbers."""
    cdef uint64_t tag
    view(a, j)
    if DN_IS_HYPER(a):
        if (<HyperDual>a).tag1 != t1 or (<HyperDual>a).tag2 != t2:
            for other in ((<HyperDual>a).tag1, (<HyperDual>a).tag2, t1, t2):
                check_live(other)
            raise errors.third_level()
        return 0
    tag = (<Dual>a).tag
    if tag == t1:
        j.s2 = span(s2.n, 0, 0)
    elif tag == t2:
        j.s2 = j.s1
        j.e2 = j.e1
        j.s1 = span(s1.n, 0, 0)
    else:
        for other in (tag, t1, t2):
            check_live(other)
        raise errors.third_level()
    return 0


cdef int unify(object a, object b, dn_jet *x, dn_jet *y, uint64_t *t1, uint64_t *t2) except -1:
    """Both operands as jets of the same order with the same directions, and whose these are."""
    cdef dn_span s1, s2
    view(a, x)
    view(b, y)
    t2[0] = 0
    if DN_IS_DUAL(a) and DN_IS_DUAL(b):
        t1[0] = (<Dual>a).tag
        if t1[0] != (<Dual>b).tag:
            meet(a, b, x, y, t1, t2)
    else:
        hyper = a if DN_IS_HYPER(a) else b
        if first_tag(a) <= MADE_BY_HAND_2 and first_tag(b) <= MADE_BY_HAND_2 and DN_IS_HYPER(a) != DN_IS_HYPER(b):
            raise errors.mixed_orders()
        t1[0] = (<HyperDual>hyper).tag1
        t2[0] = (<HyperDual>hyper).tag2
        s1 = (<HyperDual>hyper).s1
        s2 = (<HyperDual>hyper).s2
        place(a, t1[0], t2[0], s1, s2, x)
        place(b, t1[0], t2[0], s1, s2, y)
    if x.s1.n != y.s1.n:
        raise errors.directions(x.s1.n, y.s1.n)
    if x.s2.n != y.s2.n:
        raise errors.directions(x.s2.n, y.s2.n)
    return 0


cdef int meet(object a, object b, dn_jet *x, dn_jet *y, uint64_t *t1, uint64_t *t2) except -1:
    """Numbers of two running calls: a jet of second order, the older call's directions first."""
    cdef bint in_order = (<Dual>a).tag < (<Dual>b).tag
    check_live((<Dual>a).tag)
    check_live((<Dual>b).tag)
    first, second = (a, b) if in_order else (b, a)
    t1[0] = (<Dual>first).tag
    t2[0] = (<Dual>second).tag
    place(a, t1[0], t2[0], (<Dual>first).s, (<Dual>second).s, x)
    place(b, t1[0], t2[0], (<Dual>first).s, (<Dual>second).s, y)
    return 0


# ---- the step ---------------------------------------------------------------------------------------------


cdef inline void partials_of(int op, double u, double w, int order, int active, dn_partials *p,
                             dn_wide *room) noexcept:
    """What the operation contributes at the values u and w; `room` is for partials out of range."""
    cdef double out[6]
    if op == ADD:
        p[0] = dn_add(u, w)
    elif op == SUBTRACT:
        p[0] = dn_subtract(u, w)
    elif op == MULTIPLY:
        p[0] = dn_multiply(u, w)
    elif op == DIVIDE:
        p[0] = dn_divide(u, w)
        dn_look_far(p, dn_divide_far, u, w, active, order, room)
    else:
        memset(out, 0, sizeof(out))
        evaluators.binary[op].scalar[order](u, w, active, out)
        p[0] = dn_linear(out[DN_F], out[DN_DX], out[DN_DY])
        p.cxx = out[DN_CXX]
        p.cxy = out[DN_CXY]
        p.cyy = out[DN_CYY]
        p.curved = DN_CURVED_XX | DN_CURVED_XY | DN_CURVED_YY
        dn_look_far(p, evaluators.far_binary[op], u, w, active, order, room)


cdef inline void only_x(dn_partials *p) noexcept:
    """The second operand is a constant."""
    p.dy = 0
    p.curved &= DN_CURVED_XX


cdef inline void only_y(dn_partials *p, dn_wide *room) noexcept:
    """The first operand is a constant: the second takes its place."""
    p.dx = p.dy
    p.dy = 0
    p.divides = 0
    p.cxx = p.cyy
    p.curved = DN_CURVED_XX if p.curved & DN_CURVED_YY else 0
    if p.far != NULL:
        room[DN_DX] = room[DN_DY]
        room[DN_CXX] = room[DN_CYY]


cdef object finish(const dn_jet *x, const dn_jet *y, const dn_partials *p, uint64_t t1, uint64_t t2):
    """The result of a chain step as an object."""
    cdef dn_jet r
    r.v = p.f
    dn_shape(x, y, p, &r)
    o = new_hyper_like(&r, t1, t2) if x.s2.n else new_dual_like(&r, t1)
    if dn_apply(x, y, p, &r):
        raise MemoryError
    return o


cdef inline uint64_t first_tag(object x) noexcept:
    return (<Dual>x).tag if DN_IS_DUAL(x) else (<HyperDual>x).tag1


cdef inline uint64_t second_tag(object x) noexcept:
    return 0 if DN_IS_DUAL(x) else (<HyperDual>x).tag2


cdef object combine(int op, object a, object b):
    """a op b, where at least one is a jet; NotImplemented if the other is no number."""
    cdef dn_jet x, y
    cdef dn_partials p
    cdef dn_wide room[6]
    cdef uint64_t t1, t2
    cdef double constant
    cdef bint jet_a = is_jet(a), jet_b = is_jet(b)
    if jet_a and jet_b:
        unify(a, b, &x, &y, &t1, &t2)
        partials_of(op, x.v, y.v, 2 if x.s2.n else 1, DN_XY, &p, room)
        return finish(&x, &y, &p, t1, t2)
    jet = a if jet_a else b
    other = b if jet_a else a
    if not PyFloat_CheckExact(other) and isinstance(other, (complex, np.complexfloating)):
        return mixed_operands(op, a, b)
    if not number_of(other, &constant):
        return with_other(op, a, b, other)
    view(jet, &x)
    if jet_a:
        partials_of(op, x.v, constant, 2 if x.s2.n else 1, DN_X, &p, room)
        only_x(&p)
    else:
        partials_of(op, constant, x.v, 2 if x.s2.n else 1, DN_Y, &p, room)
        only_y(&p, room)
    return finish(&x, NULL, &p, first_tag(jet), second_tag(jet))


cdef object with_other(int op, object a, object b, object other):
    """a op b, where `other` is no number: an array of numbers, or something for Python to ask."""
    if isinstance(other, np.ndarray) and other.dtype != object:
        return mixed_operands(op, a, b)
    return NotImplemented


cdef inline bint plain(object x, double *out) noexcept:
    """Whether x is a float or an int, and its value; an int too large is left to `number_of`."""
    cdef int overflow = 0
    if PyFloat_CheckExact(x):
        out[0] = PyFloat_AS_DOUBLE(x)
        return True
    if PyLong_CheckExact(x):
        out[0] = PyLong_AsLongLongAndOverflow(x, &overflow)
        return overflow == 0 and fabs(out[0]) <= 9007199254740992.0  # exact up to 2^53
    return False


cdef inline object algebra(int op, object a, object b):
    """+ - * /: numbers of one direction with each other and constants; all else through `combine`."""
    cdef dn_partials p
    cdef dn_wide room[6]
    cdef double w
    if DN_IS_DUAL(a) and (<Dual>a).s.n == 1:
        if DN_IS_DUAL(b):
            if (<Dual>b).tag == (<Dual>a).tag and (<Dual>b).s.n == 1:
                partials_of(op, (<Dual>a).v, (<Dual>b).v, 1, DN_XY, &p, room)
                return dn_new_dual(p.f, dn_slope(&p, (<Dual>a).e[0], (<Dual>b).e[0]), (<Dual>a).tag)
        elif plain(b, &w):
            partials_of(op, (<Dual>a).v, w, 1, DN_X, &p, room)
            return dn_new_dual(p.f, dn_slope(&p, (<Dual>a).e[0], 0), (<Dual>a).tag)
    elif dn_is_single(a):
        if dn_is_single(b) and dn_same_calls(a, b):
            partials_of(op, (<HyperDual>a).v, (<HyperDual>b).v, 2, DN_XY, &p, room)
            return dn_step_single(&p, <PyObject *>a, <PyObject *>b)
        if plain(b, &w):
            partials_of(op, (<HyperDual>a).v, w, 2, DN_X, &p, room)
            only_x(&p)
            return dn_step_single(&p, <PyObject *>a, NULL)
    elif plain(a, &w):
        if DN_IS_DUAL(b) and (<Dual>b).s.n == 1:
            partials_of(op, w, (<Dual>b).v, 1, DN_Y, &p, room)
            return dn_new_dual(p.f, dn_slope(&p, 0, (<Dual>b).e[0]), (<Dual>b).tag)
        if dn_is_single(b):
            partials_of(op, w, (<HyperDual>b).v, 2, DN_Y, &p, room)
            only_y(&p, room)
            return dn_step_single(&p, <PyObject *>b, NULL)
    return combine(op, a, b)


cdef object negative(object a):
    cdef dn_jet x
    cdef dn_partials p
    if DN_IS_DUAL(a) and (<Dual>a).s.n == 1:
        return dn_new_dual(-(<Dual>a).v, dn_part(-1, (<Dual>a).e[0]), (<Dual>a).tag)
    view(a, &x)
    p = dn_negative(x.v)
    return finish(&x, NULL, &p, first_tag(a), second_tag(a))


cdef object operator(int row, object a, object b):
    return combine(row, a, b)


cdef object power(object a, object b):
    """a ** b. The square is a row of its own, with the same bits and a fifth of the time."""
    cdef double exponent
    if is_jet(a) and not is_jet(b):
        if not number_of(b, &exponent):
            return with_other(DN_power, a, b, b)
        if exponent == 2:
            return dn_unary_call(DN_square, a)
    return combine(DN_power, a, b)


cdef object constant_like(object a, double v):
    """v as a number like a that does not depend on anything; at NaN its slopes are NaN."""
    cdef dn_jet x
    cdef dn_partials p = dn_linear(v, 0 if v == v else v, 0)
    p.cxx = p.dx
    p.curved = DN_CURVED_XX if v != v else 0
    view(a, &x)
    return finish(&x, NULL, &p, first_tag(a), second_tag(a))


# ---- rules given by users -------------------------------------------------------------------------------


def order_of(args):
    """Which order a function of these numbers has: 2 if one is of second order, or two calls meet."""
    tags = {first_tag(x) for x in args if is_jet(x)}
    return 2 if len(tags) > 1 or any([DN_IS_HYPER(x) for x in args]) else 1


cdef object only_mixed(object a, object b, double cxy):
    """A number whose only part is the mixed term of a curvature between two others."""
    cdef dn_jet x, y, r
    cdef dn_partials p = dn_linear(-0.0, 0, 0)
    cdef uint64_t t1, t2
    unify(a, b, &x, &y, &t1, &t2)
    x.mixed = y.mixed = 0
    p.cxy = cxy
    p.curved = DN_CURVED_XY
    o = finish(&x, &y, &p, t1, t2)
    view(o, &r)
    memset(r.e1, 0, sizeof(double) * (dn_width(r.s1) + dn_width(r.s2)))  # e2 follows e1
    return o


cdef object chain_two(double value, slopes, curvatures, args, int i, int j):
    """One step of two dual numbers."""
    cdef dn_jet x, y
    cdef dn_partials p = dn_linear(value, slopes[i], slopes[j])
    cdef uint64_t t1, t2
    unify(args[i], args[j], &x, &y, &t1, &t2)
    if x.s2.n:
        p.cxx = curvatures[i][i]
        p.cxy = curvatures[i][j]
        p.cyy = curvatures[j][j]
        p.curved = DN_CURVED_XX | DN_CURVED_XY | DN_CURVED_YY
    return finish(&x, &y, &p, t1, t2)


cdef object chain_one(double value, slopes, curvatures, args, int i):
    """One step of one dual number."""
    cdef dn_jet x
    cdef dn_partials p = dn_linear(value, slopes[i], 0)
    view(args[i], &x)
    if x.s2.n:
        p.cxx = curvatures[i][i]
        p.curved = DN_CURVED_XX
    return finish(&x, NULL, &p, first_tag(args[i]), second_tag(args[i]))


def chain_rule(double value, slopes, curvatures, args):
    """A number with this value, and these partials with respect to those of `args` that are dual numbers.

    `curvatures` is a square of second partials, or None at first order. There is at least one.
    """
    varying = [i for i in range(len(args)) if is_jet(args[i])]
    if len(varying) == 1:
        return chain_one(value, slopes, curvatures, args, varying[0])
    result = chain_two(value, slopes, curvatures, args, varying[0], varying[1])
    for n, k in enumerate(varying):
        if n > 1:
            result = combine(ADD, result, chain_one(-0.0, slopes, curvatures, args, k))  # v + -0.0 is v
            for i in varying[:n]:
                if curvatures is not None:
                    result = combine(ADD, result, only_mixed(args[i], args[k], curvatures[i][k]))
    return result
