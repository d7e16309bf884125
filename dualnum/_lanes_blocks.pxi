# A block of an array as lanes and back, and rules given by users on them.

# ---- one block ----------------------------------------------------------------------------------------------


def seed_lanes(const double[::1] x, int order, tag, bint threads):
    """A block of at most LANES numbers, each varying in its own lane."""
    cdef Lanes r = Lanes.__new__(Lanes)
    cdef Py_ssize_t i
    if x.shape[0] > BLOCK or x.shape[0] == 0:
        raise errors.bad_parts("a block", f"(n,) with n from 1 to {BLOCK}", f"({x.shape[0]},)")
    r.n = x.shape[0]
    r.order = order
    r.threads = threads
    r.tag = tag
    memcpy(r.buffer, &x[0], sizeof(double) * r.n)
    for i in range(r.n):
        r.buffer[BLOCK + i] = 1.0
    if order == 2:
        memset(r.buffer + 2 * BLOCK, 0, sizeof(double) * r.n)
    return r


def lane_values(args):
    """The order, the values of each argument lane by lane, and which arguments are no constants."""
    cdef Block context = first_block(args)
    cdef Lanes held
    columns, varying = [], []
    for i, x in enumerate(args):
        if isinstance(x, Block):
            held = lanes_of(context, x)
            columns.append([held.buffer[k] for k in range(context.n)])
            varying.append(i)
        else:
            lanes_of(context, x)  # refuses what is no number
            columns.append([x] * context.n)
    return context.order, columns, varying


def lane_rule(parts, args):
    """Lanes from the rows of `parts`: the value, then the partials of one or two arguments, as rules have them."""
    cdef Block context = first_block(args)
    cdef Lanes r = like(context), x = lanes_of(context, args[0]), y
    cdef dn_lane lr = lane(r), lx = lane(x), ly
    cdef double[:, ::1] rows = np.ascontiguousarray(parts, dtype=np.float64)
    cdef double *at[6]
    cdef Py_ssize_t i
    cdef Py_ssize_t needed = 1 + r.order if len(args) == 1 else 3 if r.order == 1 else 6
    if rows.shape[0] != needed or rows.shape[1] != r.n or not r.n:
        raise errors.bad_parts("the parts of a rule", f"({needed}, {r.n})", f"({rows.shape[0]}, {rows.shape[1]})")
    for i in range(6):
        at[i] = &rows[i, 0] if i < needed else NULL
    memcpy(r.buffer, at[0], sizeof(double) * r.n)
    if len(args) == 1:
        evaluators.lanes.unary[r.order - 1](r.n, NULL, at[1], at[2], &lx, &lr)
    else:
        y = lanes_of(context, args[1])
        ly = lane(y)
        evaluators.lanes.binary[r.order - 1](r.n, NULL, at, &lx, &ly, &lr)
    return r


@cython.boundscheck(False)
@cython.wraparound(False)
def read_lanes(str transform, y, tag, double[:, ::1] out, Py_ssize_t start, Py_ssize_t n, int first):
    """Writes the parts of a result from `first` on (0: value) into the rows of `out`."""
    cdef double v
    cdef Py_ssize_t part, i
    cdef Py_ssize_t rows = out.shape[0]
    if isinstance(y, Lanes):
        if (<Lanes>y).tag != tag or (<Lanes>y).n != n:
            raise errors.map_in_map()
        for part in range(rows):
            memcpy(&out[part, start], (<Lanes>y).buffer + (first + part) * BLOCK, sizeof(double) * n)
        return
    if isinstance(y, Mask):
        raise errors.mask_returned(transform)
    if not isinstance(y, Jet) and number_of(y, &v):
        for part in range(rows):
            for i in range(n):
                out[part, start + i] = v if first + part == 0 else 0.0
        return
    raise errors.bad_result(transform, y)
