# The memory of arrays: views, copies and indexing.
#
# A view shares the memory of its owner. Its slopes are not kept but found when they are needed: they lie
# in the rows of the owner as its values lie in the owner's values. So whatever is written through one
# array, also new directions, is seen through all of them.

# ---- parts of an array -----------------------------------------------------------------------------------


cdef object part_of(JetArray x, object part, int lead):
    """A part of the owner as x sees it: a view of shape (rows,) + x.shape, or (rows, columns) + x.shape."""
    cdef JetArray o = owner(x)
    if part is None or o is x:
        return part
    leading = part.strides[:lead]
    return np.ndarray(
        part.shape[:lead] + shape_of(x), x.v.dtype, buffer=part, offset=byte_offset(x), strides=leading + strides_of(x))


cdef inline tuple strides_of(JetArray x):
    return (<object>x.v).strides


cdef inline Py_ssize_t byte_offset(JetArray x):
    return cnp.PyArray_BYTES(x.v) - cnp.PyArray_BYTES(owner(x).v)


cdef tuple parts_of(JetArray x):
    """value, e1, e2, e12 as x sees them; None for zeros."""
    cdef JetArray o = owner(x)
    return x.v, part_of(x, o.p1, 1), part_of(x, o.p2, 1), part_of(x, o.p12, 2)


cdef object read_only(object array):
    found = array.view()
    found.flags.writeable = False
    return found


cdef object spread_rows(JetArray x, int which):
    """Slopes over all directions of a set, read-only; a single direction has no axis."""
    cdef JetArray o = owner(x)
    cdef dn_span s = o.s1 if which == 1 else o.s2
    part = part_of(x, o.p1 if which == 1 else o.p2, 1)
    if s.n == 0:
        return np.zeros_like(x.v)
    if part is not None and dn_width(s) == s.n:
        return read_only(part[0, ...] if s.n == 1 else part)
    full = np.zeros((s.n,) + shape_of(x), x.v.dtype)
    if part is not None:
        full[s.lo:s.hi] = part
    return full[0, ...] if s.n == 1 else full


cdef object spread_mixed(JetArray x):
    cdef JetArray o = owner(x)
    part = part_of(x, o.p12, 2)
    full = np.zeros((max(o.s1.n, 1), max(o.s2.n, 1)) + shape_of(x), x.v.dtype)
    if part is not None:
        full[o.s1.lo:o.s1.hi, o.s2.lo:o.s2.hi] = part
    return full[0, 0, ...] if o.s1.n <= 1 and o.s2.n <= 1 else full


cdef object snapshot(object v, object dtype, object copy):
    """A copy of plain values; read-only, unless a copy is what was asked for, as it is not written through."""
    values = np.array(v, dtype=dtype)
    values.flags.writeable = bool(copy)
    return values


cdef inline bint is_constant(JetArray x) noexcept:
    return owner(x).s1.n == 0


# ---- views and copies ------------------------------------------------------------------------------------


cdef inline void follow_owner(JetArray x) noexcept:
    """Gives x the type of its owner, which may have come to second order since."""
    if owner(x).s2.n and not isinstance(x, HyperDualArray):
        dn_retype(x, <PyTypeObject *>HyperDualArray)


cdef bint within(cnp.ndarray v, JetArray o):
    """Whether v, made from the values of o, looks into their memory."""
    cdef char *start = cnp.PyArray_BYTES(o.v)
    cdef char *at = cnp.PyArray_BYTES(v)
    return v.size > 0 and start <= at < start + cnp.PyArray_NBYTES(o.v)


cpdef JetArray view(JetArray x, cnp.ndarray v):
    """v, made from the value of x by indexing or reordering, as an array of ours that shares its memory."""
    cdef JetArray o = owner(x)
    if not within(v, o):  # nothing to share
        return as_result(copied_parts(v, o), frame_of(x), o.s1, o.s2)
    cdef JetArray r = HyperDualArray.__new__(HyperDualArray) if o.s2.n else DualArray.__new__(DualArray)
    r.v = v
    r.base = o
    return r


cdef tuple copied_parts(cnp.ndarray v, JetArray o):
    """The parts of an empty array."""
    cdef tuple shape = shape_of(v)
    return (
        v.copy(),
        None if o.p1 is None else np.zeros((o.p1.shape[0],) + shape, v.dtype),
        None if o.p2 is None else np.zeros((o.p2.shape[0],) + shape, v.dtype),
        None if o.p12 is None else np.zeros(o.p12.shape[:2] + shape, v.dtype),
    )


cdef object clean(object part, object dtype):
    """A copy of a part, C-contiguous, without -0.0: of zeros stored and absent the same bits come."""
    return None if part is None else np.add(part, 0.0, order="C", dtype=dtype)


cdef JetArray as_result(tuple parts, frame f, dn_span s1, dn_span s2):
    """An owner of the parts, which are its own."""
    cdef JetArray r = fresh(parts[0], f)
    if parts[1] is not None:
        r.s1 = s1
        r.p1 = parts[1]
    if parts[2] is not None:
        r.s2 = s2
        r.p2 = parts[2]
    if parts[3] is not None:
        r.s1, r.s2 = s1, s2
        r.p12 = parts[3]
        if r.p1 is None:
            r.p1 = np.zeros((dn_width(s1),) + shape_of(r), r.v.dtype)
        if r.p2 is None:
            r.p2 = np.zeros((dn_width(s2),) + shape_of(r), r.v.dtype)
    return r


cdef JetArray converted(JetArray x, object dtype):
    """An owner of a copy of x, of another type."""
    cdef JetArray o = owner(x)
    v, e1, e2, e12 = parts_of(x)
    parts = (np.array(v, dtype=dtype, order="C"), clean(e1, dtype), clean(e2, dtype), clean(e12, dtype))
    return as_result(parts, frame_of(x), o.s1, o.s2)


cdef JetArray copied(JetArray x):
    return converted(x, x.v.dtype)


cdef JetArray contiguous(JetArray x):
    """x, or a copy that is C-contiguous and of float64."""
    cdef bint double = cnp.PyArray_TYPE(x.v) == cnp.NPY_DOUBLE and cnp.PyArray_TYPE(owner(x).v) == cnp.NPY_DOUBLE
    if double and cnp.PyArray_IS_C_CONTIGUOUS(x.v):
        return x
    return converted(x, np.float64)


cdef object widened(object x):
    return converted(x, np.float64) if isinstance(x, JetArray) else x


cdef object narrowed(object x, object dtype):
    return converted(x, dtype) if isinstance(x, JetArray) else x


cdef object broadcast(object x, tuple shape):
    """x with more or longer axes; read-only."""
    if isinstance(x, JetArray):
        return view(x, np.broadcast_to((<JetArray>x).v, shape))
    return np.broadcast_to(x, shape)


# ---- indexing --------------------------------------------------------------------------------------------


cdef bint is_basic(object key):
    """Whether the key makes a view: integers, slices, None and Ellipsis."""
    if isinstance(key, tuple):
        return all([is_basic(k) and not isinstance(k, tuple) for k in key])
    return isinstance(key, (int, np.integer, slice)) and not isinstance(key, bool) or key is None or key is Ellipsis


cdef tuple behind(object key, int ndim):
    """The key with Ellipsis written out, so that axes of directions may follow those of the array."""
    cdef int used = 0
    keys = key if isinstance(key, tuple) else (key,)
    for k in keys:
        if k is None or k is Ellipsis or isinstance(k, (bool, np.bool_)):
            continue
        k = np.asarray(k) if isinstance(k, (list, tuple, np.ndarray)) else None
        used += k.ndim if k is not None and k.dtype == bool else 1
    full = []
    for k in keys:
        if k is Ellipsis:
            full += [slice(None)] * (ndim - used)
        else:
            full.append(k)
    return tuple(full)


cdef object check_key(object key):
    """The key with integers in the place of what stands for them; dual numbers are refused in our own words."""
    if isinstance(key, tuple):
        return tuple([check_index(k) for k in key])
    return check_index(key)


cdef object check_index(object k):
    if isinstance(k, (JetArray, Jet)):
        raise errors.array_to_plain(type(k).__name__, "an index")
    if hasattr(type(k), "__index__") and not isinstance(k, (int, np.ndarray, np.bool_)):
        return operator.index(k)
    return k


cdef object item(JetArray x, object key):
    """x[key]"""
    cdef Py_ssize_t i
    cdef JetArray o = owner(x)
    if cnp.PyArray_NDIM(x.v) == 1 and isinstance(key, int) and not isinstance(key, bool):
        i = key
        n = x.v.shape[0]
        if -n <= i < n and o.v.dtype.kind == "f":
            i = i + n if i < 0 else i
            return number_at(o, offset_of(x) + i * cnp.PyArray_STRIDE(x.v, 0) // cnp.PyArray_ITEMSIZE(x.v))
    follow_owner(x)
    key = check_key(key)
    found = x.v[key]
    if is_basic(key):
        if isinstance(found, np.ndarray):
            return view(x, found)
        return wrapped(view(x, x.v[key + (Ellipsis,) if isinstance(key, tuple) else (key, Ellipsis)]))
    full = behind(key, cnp.PyArray_NDIM(x.v))
    _, e1, e2, e12 = parts_of(x)
    parts = (np.array(found, order="C"), picked(e1, full, 1), picked(e2, full, 1), picked(e12, full, 2))
    return wrapped(as_result(parts, frame_of(x), o.s1, o.s2))


cdef object picked(object part, tuple key, int lead):
    """Elements of every row."""
    if part is None:
        return None
    ends = tuple(range(-lead, 0))
    found = np.moveaxis(part, range(lead), ends)[key]
    return np.array(np.moveaxis(found, ends, range(lead)), order="C")
