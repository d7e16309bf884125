# cython: language_level=3, cdivision=True
"""What a scalar function sees when it is mapped over an array: a block of numbers, lane by lane.

`Lanes` is no array: an operation that would mix lanes, count them or look at one of them is refused by
name. Operators and functions run the loops of src/lanes.h without the interpreter, with the bits of the
scalars. mapping.py cuts an array into blocks and puts the results together.
"""

cimport cython
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.mem cimport PyMem_RawFree, PyMem_RawMalloc
from cpython.object cimport PyTypeObject
from libc.stdint cimport uint64_t
from libc.string cimport memcpy, memset

import numpy as np

from dualnum import errors
from dualnum._core cimport *
from dualnum._scalar import BINARY_UFUNCS, BY_VALUE, NAMES, UNARY_UFUNCS, Jet, is_scalar, special_row
from dualnum._scalar import check_running as check_live
from dualnum._array import special_function

cdef enum:
    BLOCK = 8192  # lanes a block: the parts of a few numbers stay in the second-level cache
    STRIP = 1024
    POOL = 64

LANES = BLOCK
"""How many lanes a block has."""

# Buffers are kept: every operation takes one, and fresh memory would have to be mapped in each time.
cdef double *pool[POOL]
cdef int pooled = 0


cdef double *take_buffer() except NULL:
    global pooled
    if pooled:
        pooled -= 1
        return pool[pooled]
    cdef double *buffer = <double *>PyMem_RawMalloc(3 * BLOCK * sizeof(double))
    if buffer == NULL:
        raise MemoryError
    return buffer


cdef void give_buffer(double *buffer) noexcept:
    global pooled
    if pooled < POOL:
        pool[pooled] = buffer
        pooled += 1
    else:
        PyMem_RawFree(buffer)


# ---- the numbers --------------------------------------------------------------------------------------


@cython.auto_pickle(False)
@cython.c_api_binop_methods(True)
cdef class Block:
    """What `Lanes` and `Mask` share: the block they belong to, arithmetic, and what they refuse."""

    cdef Py_ssize_t n
    cdef int order
    cdef bint threads  # whether other threads map too, so that loops should give way
    cdef uint64_t tag  # of the running map

    def __init__(self, *args):
        raise errors.not_elementwise(f"{type(self).__name__}()")

    def __add__(a, b):
        return algebra(DN_LANE_ADD, a, b)

    def __sub__(a, b):
        return algebra(DN_LANE_SUBTRACT, a, b)

    def __mul__(a, b):
        return algebra(DN_LANE_MULTIPLY, a, b)

    def __truediv__(a, b):
        return algebra(DN_LANE_DIVIDE, a, b)

    def __pow__(a, b, modulus):
        if modulus is not None:
            raise errors.modular_power()
        return call("square", (a,)) if is_two(b) else call("power", (a, b))

    def __floordiv__(a, b):
        return call("floor_divide", (a, b))

    def __mod__(a, b):
        return call("mod", (a, b))

    def __divmod__(a, b):
        return call("floor_divide", (a, b)), call("mod", (a, b))

    def __richcmp__(self, other, int op):
        return by_value(COMPARISONS[op], (self, other))

    __hash__ = None

    def __bool__(self):
        raise errors.branch_on_lanes()

    def __float__(self):
        raise errors.mapped_to_plain("float")

    def __int__(self):
        raise errors.mapped_to_plain("int")

    def __index__(self):
        raise errors.mapped_to_plain("an index")

    def __complex__(self):
        raise errors.mapped_to_plain("complex")

    def __array__(self, dtype=None, copy=None):
        raise errors.not_elementwise("numpy.asarray")

    def __len__(self):
        raise errors.not_elementwise("len()")

    def __iter__(self):
        raise errors.not_elementwise("iteration")

    def __getitem__(self, key):
        raise errors.not_elementwise("indexing")

    def __setitem__(self, key, value):
        raise errors.not_elementwise("assignment to elements")

    def __getattr__(self, name):
        if not name.startswith("_"):
            raise errors.no_attribute(name)
        raise AttributeError(name)

    __array_priority__ = 1000.0

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return array_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return array_function(function, args, kwargs)

    def __dualnum_row__(self, name, args):
        return call(name, args)


@cython.final
@cython.auto_pickle(False)
cdef class Lanes(Block):
    """A block of numbers with their slopes, one direction; made by the mapping transforms only."""

    cdef double *buffer  # values, slopes, second derivatives

    def __cinit__(self, *args):
        self.buffer = take_buffer()
        self.order = 1

    def __dealloc__(self):
        if self.buffer != NULL:
            give_buffer(self.buffer)

    def __neg__(self):
        return algebra(DN_LANE_MULTIPLY, self, -1.0)

    def __pos__(self):
        return self

    def __abs__(self):
        return call("abs", (self,))

    def __round__(self, ndigits=None):
        values = plain_of(self, self).tolist()
        return stepped(self, [float(round(v, ndigits)) for v in values])

    def __repr__(self):
        return f"<{self.n} mapped numbers of order {self.order}>"


cdef Lanes like(Block x):
    cdef Lanes r = Lanes.__new__(Lanes)
    r.n = x.n
    r.order = x.order
    r.threads = x.threads
    r.tag = x.tag
    return r


cdef inline dn_lane lane(Lanes x) noexcept:
    cdef dn_lane l
    l.v = x.buffer
    l.e = x.buffer + BLOCK
    l.c = x.buffer + 2 * BLOCK if x.order == 2 else NULL
    return l


cdef Lanes constant(Block x, double v):
    """v in every lane, with slopes 0."""
    cdef Lanes r = like(x)
    cdef Py_ssize_t i
    for i in range(x.n):
        r.buffer[i] = v
    memset(r.buffer + BLOCK, 0, sizeof(double) * x.n)
    if x.order == 2:
        memset(r.buffer + 2 * BLOCK, 0, sizeof(double) * x.n)
    return r


# ---- operands -----------------------------------------------------------------------------------------


cdef bint is_two(x):
    return isinstance(x, (int, float)) and x == 2


cdef inline int number_of(object x, double *out) except -1:
    """1 and its value if x is a plain number, else 0."""
    if PyFloat_CheckExact(x):
        out[0] = PyFloat_AS_DOUBLE(x)
        return 1
    if isinstance(x, Jet):
        raise errors.dual_meets_lanes()
    if not is_scalar(x):
        return 0
    try:
        out[0] = float(x)
    except OverflowError:
        raise errors.too_large() from None
    return 1


cdef Block first_block(args):
    for x in args:
        if isinstance(x, Block):
            return x
    raise errors.not_elementwise("this operation")


cdef int check_block(Block context, Block x) except -1:
    """Numbers of another map, or of one that has ended, do not mix."""
    if x.tag != context.tag or x.n != context.n:
        raise errors.map_in_map()
    check_live(x.tag)
    return 0


@cython.boundscheck(False)
@cython.wraparound(False)
cdef Lanes lanes_of(Block context, object x):
    """x as lanes of the same block: a number or a mask is a constant."""
    cdef double v
    cdef const unsigned char[::1] truth
    cdef Lanes r
    cdef Py_ssize_t i
    if isinstance(x, Block):
        check_block(context, x)
    if isinstance(x, Lanes):
        return x
    if isinstance(x, Mask):
        truth = (<Mask>x).truth.view(np.uint8)
        r = constant(context, 0.0)
        for i in range(r.n):
            r.buffer[i] = truth[i]
        return r
    if not number_of(x, &v):
        raise errors.bad_mapped_operand(x)
    return constant(context, v)


# ---- operators and rows ---------------------------------------------------------------------------------


cdef object algebra(int op, object a, object b):
    """+ - * /; a plain number stays one."""
    cdef Block context = first_block((a, b))
    cdef Lanes x, y, r = like(context)
    cdef dn_lane lx, ly, lr = lane(r)
    cdef double v
    cdef int k = context.order - 1
    if not isinstance(b, Block) and number_of(b, &v):
        x = lanes_of(context, a)
        lx = lane(x)
        run_constant(evaluators.lanes.right[op][k], r.n, &lx, v, &lr, r.threads)
    elif not isinstance(a, Block) and number_of(a, &v):
        y = lanes_of(context, b)
        ly = lane(y)
        run_constant(evaluators.lanes.left[op][k], r.n, &ly, v, &lr, r.threads)
    else:
        x = lanes_of(context, a)
        y = lanes_of(context, b)
        lx, ly = lane(x), lane(y)
        run_both(evaluators.lanes.both[op][k], r.n, &lx, &ly, &lr, r.threads)
    return r


cdef inline void run_both(dn_lane_both_fn f, size_t n, const dn_lane *x, const dn_lane *y, dn_lane *r,
                          bint threads) noexcept:
    if threads:
        with nogil:
            f(n, x, y, r)
    else:
        f(n, x, y, r)


cdef inline void run_constant(dn_lane_constant_fn f, size_t n, const dn_lane *x, double v, dn_lane *r,
                              bint threads) noexcept:
    if threads:
        with nogil:
            f(n, x, v, r)
    else:
        f(n, x, v, r)


cdef object call(str name, tuple args):
    """A row of the table on lanes."""
    if len(args) == 1:
        return call_unary(NAMES[1].index(name), lanes_of(first_block(args), args[0]))
    return call_binary(NAMES[2].index(name), args[0], args[1])


cdef object call_unary(int row, Lanes x):
    cdef Lanes r = like(x)
    cdef dn_lane lx = lane(x), lr = lane(r)
    check_live(x.tag)
    if x.threads:
        with nogil:
            unary_loop(row, x.n, x.order, &lx, &lr)
    else:
        unary_loop(row, x.n, x.order, &lx, &lr)
    return r


cdef void unary_loop(int row, size_t n, int order, const dn_lane *x, dn_lane *r) noexcept nogil:
    """Slopes are made and used up in strips, which stay in the first-level cache."""
    cdef double slopes[STRIP]
    cdef double curvatures[STRIP]
    cdef dn_lane lx, lr
    cdef size_t at = 0, m
    cdef bint left  # the range of doubles
    while at < n:
        m = min(n - at, <size_t>STRIP)
        lx, lr = strip(x, at), strip(r, at)
        left = evaluators.unary[row].block[order](m, lx.v, lr.v, slopes, curvatures)
        evaluators.lanes.unary[order - 1](m, evaluators.far_unary[row] if left else NULL, slopes, curvatures, &lx, &lr)
        at += m


cdef inline dn_lane strip(const dn_lane *x, size_t at) noexcept nogil:
    cdef dn_lane l
    l.v = x.v + at
    l.e = x.e + at
    l.c = x.c + at if x.c != NULL else NULL
    return l


cdef object call_binary(int row, object a, object b):
    cdef Block context = first_block((a, b))
    cdef Lanes x = lanes_of(context, a), y = lanes_of(context, b), r = like(context)
    cdef dn_lane lx = lane(x), ly = lane(y), lr = lane(r)
    cdef double *slopes = take_buffer()
    cdef double *curvatures = NULL
    try:
        curvatures = take_buffer()
        if context.threads:
            with nogil:
                binary_loop(row, r.n, r.order, &lx, &ly, &lr, slopes, curvatures)
        else:
            binary_loop(row, r.n, r.order, &lx, &ly, &lr, slopes, curvatures)
    finally:
        give_buffer(slopes)
        if curvatures != NULL:
            give_buffer(curvatures)
    return r


cdef void binary_loop(int row, size_t n, int order, const dn_lane *x, const dn_lane *y, dn_lane *r,
                      double *slopes, double *curvatures) noexcept nogil:
    cdef double *parts[6]
    parts[DN_F] = r.v
    parts[DN_DX] = slopes
    parts[DN_DY] = slopes + BLOCK
    parts[DN_CXX] = curvatures
    parts[DN_CXY] = curvatures + BLOCK
    parts[DN_CYY] = curvatures + 2 * BLOCK
    cdef bint left = evaluators.binary[row].block[order](n, x.v, y.v, parts)
    evaluators.lanes.binary[order - 1](n, evaluators.far_binary[row] if left else NULL, parts, x, y, r)


include "_lanes_numpy.pxi"
include "_lanes_blocks.pxi"
