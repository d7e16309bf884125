# NumPy's protocols: ufuncs (NEP 13) from the table, all other functions (NEP 18) from numpy_functions,
# which fills the dictionaries here; and rules given by others.

METHODS = {}          # {name: function}, what x.name(...) calls with x first
FUNCTIONS = {}        # {"sum" or "linalg.solve" or "fft.fft": function}
UFUNC_METHODS = {}    # {"reduce": f(ufunc, inputs, kwargs)}, likewise accumulate, outer, at, reduceat
OTHER_UFUNCS = {}     # {name: function} for ufuncs that are neither rows nor algebra
COMPLEX = {}          # {"row": f(name, args), "algebra": f(op, a, b)} where values are complex
SPECIAL = {}          # {name: function} for ufuncs of scipy.special
cdef dict found_functions = {}
cdef bint loaded = False
cdef dict unary_ufuncs = UNARY_UFUNCS
cdef object DOUBLE = np.dtype(np.float64), np_sum = np.sum, add_up = np.add.reduce

COMPARISONS = (operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge)


cdef object entry(dict table, name):
    """What numpy_functions has for a name, or None; it is loaded when it is first asked."""
    global loaded
    if not loaded:
        importlib.import_module("dualnum.numpy_functions")
        loaded = True
    return table.get(name)


class Method:
    """A method of an array: a function of NumPy's name with the array as its first argument."""

    __slots__ = ("__self__", "__name__", "__func__")

    def __init__(self, x, name, function):
        self.__self__, self.__name__, self.__func__ = x, name, function

    def __call__(self, *args, **kwargs):
        try:
            return self.__func__(self.__self__, *args, **kwargs)
        except errors.NumberError:
            if order_of((self.__self__, *args, *kwargs.values())):
                raise
        return of_constants(getattr(read_only(value_of(self.__self__)), self.__name__), args, kwargs)

    def __repr__(self):
        return f"<method {self.__name__} of a {type(self.__self__).__name__}>"


class Flat:
    """What `x.flat` gives: the elements in C order."""

    __slots__ = ("base",)

    def __init__(self, x):
        self.base = x

    def __len__(self):
        return self.base.size

    def __iter__(self):
        return iter(np.ravel(self.base))

    def __getitem__(self, key):
        return copied_item(np.ravel(self.base)[key])

    def __setitem__(self, key, value):
        places = np.arange(self.base.size)[key]
        value = np.ravel(array_of(value))
        if value.size not in (1, np.size(places)):  # NumPy repeats them
            value = value[np.arange(np.size(places)) % value.size]
        self.base[np.unravel_index(places, self.base.shape)] = value.reshape(np.shape(places)) if value.size > 1 else value[0]


cdef object copied_item(object x):
    return copied(x) if isinstance(x, JetArray) else x


cdef bint comparable(object x):
    return isinstance(x, (JetArray, Jet, np.ndarray, np.generic, int, float, complex, list, tuple))


# ---- ufuncs ------------------------------------------------------------------------------------------------


cdef object plain_ufunc(object ufunc, PyObject **inputs, Py_ssize_t n):
    """A ufunc called without keywords: the algebra and rows of the table without detours."""
    op = algebra_ufuncs.get(ufunc)
    if op is not None and n == 2:
        result = binary(op, <object>inputs[0], <object>inputs[1])
        if result is not NotImplemented:
            return result
    elif n == 1 and isinstance(<object>inputs[0], JetArray):
        op = unary_ufuncs.get(ufunc)
        if op is not None:
            return unary(op, <JetArray>inputs[0])
    return called(ufunc, tuple([<object>inputs[i] for i in range(n)]))


cdef object array_ufunc(object ufunc, object method, object inputs, object kwargs):
    """Any ufunc, as __array_ufunc__ gets it."""
    if (method != "__call__" or kwargs) and order_of((*inputs, *kwargs.get("out", ()))) == 0:
        return of_constants(getattr(ufunc, method), tuple(inputs), kwargs)
    if method != "__call__":
        handler = entry(UFUNC_METHODS, method)
        if handler is None:
            raise errors.no_array_rule(f"{ufunc.__name__}.{method}")
        return handler(ufunc, inputs, kwargs)
    return with_options(ufunc, inputs, kwargs) if kwargs else called(ufunc, inputs)


cdef object called(object ufunc, tuple inputs):
    """A ufunc without options."""
    try:
        return of_rule(ufunc, inputs)
    except errors.NumberError:
        if order_of(inputs):
            raise
    return of_constants(ufunc, inputs, {})


cdef object of_rule(object ufunc, tuple inputs):
    op = algebra_ufuncs.get(ufunc)
    if op is not None:
        return checked(binary(op, inputs[0], inputs[1]), inputs)
    if ufunc in UNARY_UFUNCS:
        return call_unary(UNARY_UFUNCS[ufunc], inputs[0])
    if ufunc in BINARY_UFUNCS:
        if ufunc is np.power:
            return checked(power(inputs[0], inputs[1]), inputs)
        if ufunc is np.float_power:  # in double precision always
            inputs = tuple([widened(x) for x in inputs])
        return checked(binary(BINARY_UFUNCS[ufunc], inputs[0], inputs[1]), inputs)
    if ufunc in BY_VALUE:
        return ufunc(*truths(inputs))
    name = ufunc.__name__
    handler = entry(OTHER_UFUNCS, name) if getattr(np, name, None) is ufunc else None
    if handler is None:
        row = special_row(ufunc)
        handler = None if row is None else (lambda *args: call_row(row, args))
    if handler is None:
        handler = special_function(ufunc)
    if handler is None:
        raise errors.no_array_rule(name)
    return handler(*inputs)


cdef list truths(tuple inputs):
    """The values that a comparison or another question is about."""
    given = [operand(x) for x in inputs]
    if NotImplemented in [x for x in given if not isinstance(x, (JetArray, np.ndarray))]:
        raise errors.not_numbers_here([type(x).__name__ for x in inputs])
    return [values_of(x) for x in given]


cdef object checked(object result, tuple inputs):
    if result is NotImplemented:
        raise errors.not_numbers_here([type(x).__name__ for x in inputs])
    return result


cdef object call_unary(int row, object x):
    if not isinstance(x, JetArray):
        x = array_of(x)
    return unary(row, x if isinstance(x, JetArray) else constants(real_values("an array", x)))


def special_function(ufunc):
    """The rule for a ufunc of scipy.special, which is loaded if somebody has its ufunc."""
    module = sys.modules.get("scipy.special")
    if module is None or getattr(module, ufunc.__name__, None) is not ufunc:
        return None
    if not SPECIAL:
        importlib.import_module("dualnum.special")
    return SPECIAL.get(ufunc.__name__)


cdef object with_options(object ufunc, tuple inputs, dict kwargs):
    """A ufunc called with keywords: out, where, dtype, those that change nothing, and axis of a product."""
    kwargs = dict(kwargs)
    out = kwargs.pop("out", None)
    where = kwargs.pop("where", True)
    dtype = kwargs.pop("dtype", None)
    if where is not True and np.asarray(where).dtype != bool:
        raise errors.no_array_keyword(ufunc.__name__, "where= of anything but truth values")
    for harmless in ("casting", "order", "subok"):
        kwargs.pop(harmless, None)
    handler = entry(OTHER_UFUNCS, ufunc.__name__) if kwargs else None
    for keyword in kwargs:
        if handler is None or keyword not in ("axis", "keepdims"):
            raise errors.no_array_keyword(ufunc.__name__, keyword)
    out = (None,) * ufunc.nout if out is None else out
    if ufunc in BY_VALUE:
        if any([isinstance(x, JetArray) for x in out]):
            raise errors.truth_into_dual(ufunc.__name__)
        return ufunc(*truths(inputs), out=out if out[0] is not None else None, where=where)
    for x in out:
        if not (x is None or isinstance(x, JetArray)):
            raise errors.plain_out(ufunc.__name__)
    if len(out) == 2 and out[0] is not None and out[0] is out[1]:
        raise errors.no_array_keyword(ufunc.__name__, "out= one array for both results")
    if order_of(inputs) == 0 and dtype is None:
        return of_plain_inputs(ufunc, inputs, out, where, kwargs)
    result = called(ufunc, inputs) if handler is None else handler(*inputs, **kwargs)
    several = result if isinstance(result, tuple) else (result,)
    for r, x in zip(several, out):  # before anything is written
        shape = np.shape(values_of(r))
        if x is not None and shape_of(x) != joint_shape(shape_of(x), shape):
            raise errors.no_in_place(shape_of(x), shape)
    several = tuple([chosen(r, x, where, dtype) for r, x in zip(several, out)])
    return several if isinstance(result, tuple) else several[0]


cdef object of_plain_inputs(object ufunc, tuple inputs, tuple out, object where, dict options):
    """A ufunc of plain arrays whose results go into dual ones."""
    rooms = tuple([None if x is None else np.array(values_of(x)) for x in out])
    if where is not True:
        options = options | {"where": where}
    results = ufunc(*[values_within(x) for x in inputs], out=rooms, **options)
    several = results if isinstance(results, tuple) else (results,)
    for r, x in zip(several, out):
        if x is not None:
            mask = np.broadcast_to(np.asarray(where, dtype=bool), shape_of(x))
            set_item(x, mask, r[mask])
    several = tuple([r if x is None else x for r, x in zip(several, out)])
    return several if isinstance(results, tuple) else several[0]


cdef object chosen(object result, object out, object where, object dtype):
    """A result of a ufunc with dtype=, out= and where=."""
    if dtype is not None:
        result = array_of(result)
        if np.dtype(dtype).kind not in "fc":
            raise errors.no_array_keyword("a function", f"dtype={np.dtype(dtype).name}")
        result = wrapped(converted(result, dtype))
    if out is None and where is True:
        return result
    result = array_of(result)
    bare = out is None
    if bare:  # NumPy leaves the others as they come: nobody knows them
        shape = np.broadcast_shapes(result.shape, np.shape(where))
        out = constants(np.full(shape, np.nan, result.dtype))
    if where is True:
        set_item(out, Ellipsis, result)
    else:
        mask = np.broadcast_to(np.asarray(where, dtype=bool), shape_of(out))
        set_item(out, mask, broadcast(result, shape_of(out))[mask])
    return wrapped(out) if bare else out


# ---- other functions ---------------------------------------------------------------------------------------


cdef object array_function(object func, tuple args, dict kwargs):
    """The functions of NumPy that are not ufuncs, by name."""
    if func is np_sum and len(args) == 1 and not kwargs and isinstance(args[0], JetArray):
        return total(args[0])
    try:
        return handler_of(func)(*args, **kwargs)
    except errors.NumberError:
        given = (*args, *kwargs.values())
        if order_of(given) or not holds_array(given):  # by like=
            raise
    return of_constants(func, args, kwargs)


cdef object of_constants(object f, tuple args, dict kwargs):
    """f where all dual arrays are constants, of which nothing can be lost: of their values."""
    result = f(*[values_within(x) for x in args], **{key: values_within(x) for key, x in kwargs.items()})
    out = kwargs.get("out")
    if isinstance(out, tuple) and len(out) == 1:
        out = out[0]
    if out is not None:
        return out
    return constants(result) if type(result) is np.ndarray and result.dtype.kind in "fc" else result


cdef bint holds_array(object x):
    if isinstance(x, (list, tuple)):
        return any([holds_array(e) for e in x])
    return isinstance(x, JetArray)


cdef object values_within(object x):
    """x with plain arrays for constants, also in lists and tuples."""
    if type(x) in (list, tuple):
        return type(x)([values_within(e) for e in x])
    return values_of(x)


cdef object handler_of(object func):
    handler = found_functions.get(func)
    if handler is None:
        module = (func.__module__ or "").removeprefix("numpy").lstrip(".")
        name = f"{module}.{func.__name__}" if module in ("linalg", "fft") else func.__name__
        handler = entry(FUNCTIONS, name)
        if handler is None:
            raise errors.no_array_rule(name)
        found_functions[func] = handler
    return handler


cdef object total(JetArray x):
    """The sum over all elements, without options; what likelihoods end in."""
    cdef dn_array a
    cdef dn_jet r
    cdef frame f = frame_of(x)
    if cnp.PyArray_TYPE(x.v) != cnp.NPY_DOUBLE or f.n1 == 0:
        return handler_of(np_sum)(x)
    value = add_up(x.v, None)
    x = contiguous(x)
    held = held_parts(x)
    look_at_array(x, f, 1, &a)
    r.v = value
    r.s1 = a.s1 if dn_width(a.s1) or f.n1 > 1 else span(1, 0, 1)
    r.s2 = a.s2 if dn_width(a.s2) or f.n2 != 1 else span(1, 0, 1)
    r.mixed = a.e12 != NULL or (f.n1 == 1 and f.n2 == 1)
    number = new_jet(&r, f.t1, f.t2)
    if dn_width(r.s1) and a.e1 == NULL:
        r.e1[0] = 0
    if dn_width(r.s2) and a.e2 == NULL:
        r.e2[0] = 0
    dn_array_sum(evaluators, <size_t>x.v.size, &a, &r)
    return number


# ---- rows, and rules given by others --------------------------------------------------------------------------


def call_row(name, args):
    """A row of the table on arguments of which one is an array of dual numbers, or a number and an array."""
    if len(args) == 1:
        return call_unary(row_of(name, 1), args[0])
    return checked(binary(row_of(name, 2), args[0], args[1]), tuple(args))


def mixed_operands(op, a, b):
    """For numbers that meet plain arrays: op is that of the algebra, or the index of a row of two arguments."""
    return power(a, b) if op == row_of("power", 2) else binary(op, a, b)


def array_ufunc_of_numbers(ufunc, method, inputs, kwargs):
    """For a ufunc of dual numbers and plain arrays."""
    return array_ufunc(ufunc, method, inputs, kwargs)


def array_function_of_numbers(func, args, kwargs):
    """For a function of dual numbers and plain arrays."""
    return array_function(func, args, kwargs)


cdef object complex_row(str name, tuple args):
    return entry(COMPLEX, "row")(name, args)


cdef object complex_binary(int op, object a, object b):
    return entry(COMPLEX, "algebra")(op if op < 0 else NAMES[2][op], a, b)


cdef int join_all(frame *f, object args) except -1:
    for x in args:
        if isinstance(x, (list, tuple)):
            join_all(f, x)
        else:
            join_operand(f, x)
    return 0


def order_of(args):
    """Which order a function of these arguments has: 0 if nothing is dual, 2 for second order or two calls."""
    cdef frame f = no_frame()
    join_all(&f, args)
    return 2 if f.n2 else 1 if f.n1 else 0


def chain_rule(value, slopes, curvatures, args):
    """The result with this value and these partials with respect to the arguments that are dual.

    Parameters
    ----------
    value : float or ndarray
        Of the shape that the arguments broadcast to.
    slopes : list
        One partial for each argument, to be broadcast to that shape; None for a constant.
    curvatures : list of lists, or None
        The square of second partials; None at first order, None for what is zero.
    args : sequence
        Numbers and arrays, dual or plain.
    """
    cdef frame f = no_frame()
    for x in args:
        join_operand(&f, x)
    value = np.asarray(value, dtype=np.float64)
    cdef tuple dims = value.shape
    varying = [i for i in range(len(args)) if isinstance(args[i], (JetArray, Jet))]
    if not varying:
        return value[()]
    c = curvatures if f.n2 and curvatures is not None else [[None] * len(args)] * len(args)
    i, rest = varying[0], varying[1:]
    j = rest[0] if rest else None
    parts = [value, slopes[i], None if j is None else slopes[j], c[i][i],
             None if j is None else c[i][j], None if j is None else c[j][j]]
    result = rule_of_two(parts, args[i], None if j is None else args[j], dims, f)
    zero = np.full(dims, -0.0)  # v + -0.0 is v
    for n, k in enumerate(rest):
        if n == 0:
            continue
        more = rule_of_two([zero, slopes[k], None, c[k][k], None, None], args[k], None, dims, f)
        result = binary(ADD, result, more)
        for m in varying[:n + 1]:
            if c[m][k] is not None:
                crossed = rule_of_two([zero, None, None, None, c[m][k], None], args[m], args[k], dims, f)
                result = binary(ADD, result, crossed)
    return wrapped(result) if isinstance(result, JetArray) else result
