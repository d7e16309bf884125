# Writing into arrays: elements and slices, and room for the directions of what is written.


cdef object set_item(JetArray x, object key, object value):
    """x[key] = value; a constant clears the slopes."""
    cdef JetArray o = owner(x)
    cdef frame f = frame_of(o)
    if not x.v.flags.writeable:
        raise errors.read_only_array()
    key = check_key(key)
    if set_number(x, o, key, value):
        return
    given = value
    value = operand(value)
    if value is NotImplemented:
        raise errors.not_an_element(given)
    if not isinstance(value, (JetArray, Jet)):
        if np.iscomplexobj(value) and x.v.dtype.kind != "c":
            raise errors.complex_into_real()
        x.v[key] = value
        if x is o and (key is Ellipsis or (isinstance(key, slice) and key == slice(None))):
            clear(o)
        else:
            set_rows(x, key, None, None, None)
        return
    join_operand(&f, value)
    if isinstance(value, Jet):
        value = array_of_number(value)
    if (<JetArray>value).v.dtype.kind == "c" and x.v.dtype.kind != "c":
        raise errors.complex_into_real()
    if owner(value) is o:  # what is written might be overwritten before it is read
        value = copied(value)
    adopted = in_frame(value, f)
    x.v[key] = (<JetArray>value).v
    adopt(o, f, adopted)
    if f.n2:
        dn_retype(x, <PyTypeObject *>HyperDualArray)
    _, e1, e2, e12 = parts_of(adopted)
    set_rows(x, key, e1, e2, e12, adopted)


cdef object clear(JetArray o):
    """Makes an owner a constant, which may take up directions anew."""
    o.p1 = o.p2 = o.p12 = None
    o.s1 = o.s2 = span(0, 0, 0)
    o.tag1 = o.tag2 = 0
    o.seeds = False
    dn_retype(o, <PyTypeObject *>DualArray)


cdef Py_ssize_t place_of(JetArray x, object key) except -2:
    """Where x[key] lies in its owner, for an integer and one axis or a tuple of as many as there are; else -1."""
    cdef Py_ssize_t at = 0, i, n
    cdef int axis, nd = cnp.PyArray_NDIM(x.v)
    keys = key if type(key) is tuple else (key,)
    if len(keys) != nd or nd == 0:
        return -1
    for axis in range(nd):
        if type(keys[axis]) is not int:
            return -1
        i, n = keys[axis], cnp.PyArray_DIM(x.v, axis)
        if not -n <= i < n:
            return -1
        at += (i + n if i < 0 else i) * cnp.PyArray_STRIDE(x.v, axis)
    return offset_of(x) + at // cnp.PyArray_ITEMSIZE(x.v)


cdef bint set_number(JetArray x, JetArray o, object key, object value) except -1:
    """x[key] = value of one number where there is room for its slopes already; whether that was so."""
    cdef frame f = frame_of(o), g
    cdef dn_array a
    cdef double hold
    cdef Py_ssize_t at, size = cnp.PyArray_SIZE(o.v), i
    if cnp.PyArray_TYPE(o.v) != cnp.NPY_DOUBLE or not (PyFloat_CheckExact(value) or isinstance(value, Jet)):
        return False
    at = place_of(x, key)
    if at < 0:
        return False
    g = f
    join_operand(&g, value)
    if g.t1 != f.t1 or g.t2 != f.t2 or g.n1 != f.n1 or g.n2 != f.n2:
        return False
    look_at_number(value, f, &hold, &a)
    if not (inside(a.s1, o.s1) and inside(a.s2, o.s2)) or (a.e12 != NULL and o.p12 is None):
        return False
    o.seeds = False
    data(o.v)[at] = hold
    for i in range(dn_width(o.s1)):
        data(o.p1)[i * size + at] = 0.0
    for i in range(dn_width(o.s2)):
        data(o.p2)[i * size + at] = 0.0
    if o.p12 is not None:
        for i in range(dn_width(o.s1) * dn_width(o.s2)):
            data(o.p12)[i * size + at] = 0.0
    write_column(data(o.p1), a.e1, a.s1, o.s1, size, at)
    write_column(data(o.p2), a.e2, a.s2, o.s2, size, at)
    if a.e12 != NULL:
        write_square(data(o.p12), &a, o.s1, o.s2, size, at)
    return True


cdef inline bint inside(dn_span s, dn_span wide) noexcept:
    return dn_width(s) == 0 or (wide.lo <= s.lo and s.hi <= wide.hi)


cdef object set_rows(JetArray x, object key, object e1, object e2, object e12, JetArray given=None):
    """Writes slopes into the rows of the owner of x, where the value has been written; 0 where there are none."""
    cdef JetArray o = owner(x)
    o.seeds = False
    full = behind(key, cnp.PyArray_NDIM(x.v))
    at1, at2 = (None, None) if given is None else (among(given.s1, o.s1), among(given.s2, o.s2))
    for part, rows, at in ((o.p1, e1, (at1,)), (o.p2, e2, (at2,)), (o.p12, e12, (at1, at2))):
        if part is None:
            continue
        lead = len(at)
        ends = tuple(range(-lead, 0))
        moved = np.moveaxis(part_of(x, part, lead), range(lead), ends)
        moved[full] = 0.0
        if rows is not None:
            moved[(..., *at)][full] = np.moveaxis(rows, range(lead), ends)
    return x


cdef inline object among(dn_span s, dn_span wide):
    """Where directions are among more of them."""
    return slice(s.lo - wide.lo, s.hi - wide.lo)


cdef JetArray in_frame(JetArray x, frame f):
    """x with its directions placed among those of f; it owns its parts, or they are not to be written."""
    cdef dn_array a
    cdef JetArray o = owner(x)
    cdef JetArray r = fresh(x.v, f)
    _, e1, e2, e12 = parts_of(x)
    a.s1, a.s2 = o.s1, o.s2
    a.e1 = a.e2 = NULL
    place(&a, o.tag1, f)
    if o.s2.n == 0 and f.n2 and o.s1.n and o.tag1 != f.t1:
        e2, e1 = e1, None
    r.s1, r.s2 = a.s1, a.s2
    r.p1, r.p2, r.p12 = e1, e2, e12
    return r


cdef object adopt(JetArray o, frame f, JetArray value):
    """Makes room in an owner for the directions of f that value has stored."""
    cdef JetArray placed = in_frame(o, f)
    cdef dn_span s1 = grown(placed.s1, value.s1), s2 = grown(placed.s2, value.s2)
    cdef bint mixed = placed.p12 is not None or value.p12 is not None
    shape = shape_of(o)
    o.p1 = widened_rows(placed.p1, placed.s1, s1, shape, o.v.dtype)
    o.p2 = widened_rows(placed.p2, placed.s2, s2, shape, o.v.dtype)
    o.p12 = widened_square(placed, s1, s2) if mixed and dn_width(s1) and dn_width(s2) else None
    o.s1, o.s2 = s1, s2
    o.tag1, o.tag2 = f.t1, f.t2
    if f.n2:
        dn_retype(o, <PyTypeObject *>HyperDualArray)


cdef inline dn_span grown(dn_span a, dn_span b) noexcept:
    """Room for both; for all directions where there was some but not enough, as elements are often stored in turn."""
    return dn_hull(a, b) if dn_width(a) == 0 or inside(b, a) else span(a.n, 0, a.n)


cdef object widened_rows(object part, dn_span s, dn_span wide, tuple shape, object dtype):
    """Rows over more directions, zeros where there were none."""
    if dn_width(wide) == 0:
        return None
    if part is not None and dn_width(s) == dn_width(wide):
        return part
    rows = np.zeros((dn_width(wide),) + shape, dtype)
    if part is not None:
        rows[among(s, wide)] = part
    return rows


cdef object widened_square(JetArray x, dn_span s1, dn_span s2):
    """Mixed terms over more directions, zeros where there were none."""
    if x.p12 is not None and dn_width(x.s1) == dn_width(s1) and dn_width(x.s2) == dn_width(s2):
        return x.p12
    square = np.zeros((dn_width(s1), dn_width(s2)) + shape_of(x), x.v.dtype)
    if x.p12 is not None:
        square[among(x.s1, s1), among(x.s2, s2)] = x.p12
    return square


cdef object assigned(JetArray x, object result):
    """x after an in-place operator."""
    if result is NotImplemented:
        return result
    cdef tuple shape = shape_of(result) if isinstance(result, JetArray) else ()
    if shape != shape_of(x):
        raise errors.no_in_place(shape_of(x), shape)
    if isinstance(result, JetArray) and (<JetArray>result).v.dtype.kind == "c" and x.v.dtype.kind != "c":
        raise errors.complex_into_real()
    set_item(x, Ellipsis, result)
    return x
