# NumPy's ufuncs on dual numbers (NEP 13): rows of the table, the algebra, and what goes by the value.

ALGEBRA = {
    np.add: ADD,
    np.subtract: SUBTRACT,
    np.multiply: MULTIPLY,
    np.divide: DIVIDE,
}
# booleans and such: the same question about the values
BY_VALUE = {
    np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal,
    np.isnan, np.isinf, np.isfinite, np.signbit,
    np.logical_and, np.logical_or, np.logical_xor, np.logical_not,
}


cdef dict ufunc_rows(int arguments):
    """{ufunc: index of its row} for those of so many arguments."""
    rows = {}
    for name in [*NAMES[arguments], *_table.ALIASES]:
        ufunc = vars(np).get(name)  # getattr would import NumPy's lazy submodules
        if isinstance(ufunc, np.ufunc) and ufunc.nin == arguments:
            rows[ufunc] = NAMES[arguments].index(_table.ALIASES.get(name, name))
    return rows


UNARY_UFUNCS = ufunc_rows(1)
BINARY_UFUNCS = ufunc_rows(2)


cdef object array_ufunc(object ufunc, object method, object inputs, object kwargs):
    """Any ufunc, as __array_ufunc__ gets it; those of one argument on numbers are answered before."""
    if not kwargs and method == "__call__" and len(inputs) == 2 and ufunc in ALGEBRA:
        if type(inputs[0]) is np.ndarray or type(inputs[1]) is np.ndarray:
            if is_plain_array(inputs[0]) or is_plain_array(inputs[1]):
                return mixed_operands(ALGEBRA[ufunc], inputs[0], inputs[1])
    if any([isinstance(x, array_type) for x in (*inputs, *kwargs.get("out", ()))]):
        return NotImplemented  # it answers for numbers as well
    if any([isinstance(x, np.ndarray) and type(x) is not np.ndarray for x in inputs]):
        return NotImplemented  # a subclass answers for its elements
    if method != "__call__" or kwargs:
        return array_ufunc_of_numbers(ufunc, method, inputs, kwargs)
    if len(inputs) != ufunc.nin:
        raise TypeError(f"{ufunc.__name__}() takes {ufunc.nin} arguments, got {len(inputs)}")
    if any([isinstance(x, np.ndarray) and x.ndim for x in inputs]):
        return ufunc_on_arrays(ufunc, inputs)
    inputs = tuple([x[()] if isinstance(x, np.ndarray) else x for x in inputs])
    if ufunc in UNARY_UFUNCS:
        return dn_unary_call(UNARY_UFUNCS[ufunc], inputs[0])
    if ufunc in BINARY_UFUNCS:
        return call_binary(BINARY_UFUNCS[ufunc], inputs[0], inputs[1])
    if ufunc in ALGEBRA:
        return combine(ALGEBRA[ufunc], inputs[0], inputs[1])
    if ufunc in BY_VALUE:
        return ufunc(*[number_given("a comparison", x.value if is_jet(x) else x) for x in inputs])
    return ufunc_in_python(ufunc, inputs)


cdef bint is_plain_array(object x):
    return type(x) is np.ndarray and x.ndim > 0 and x.dtype.kind in "fiub"


cdef object ufunc_in_python(object ufunc, tuple inputs):
    """The few ufuncs that are expressions of others."""
    x = inputs[0]
    if ufunc is np.negative:
        return -x
    if ufunc is np.positive or ufunc is np.conjugate:
        return x
    if ufunc is np.divmod:
        return combine(DN_floor_divide, inputs[0], inputs[1]), combine(DN_mod, inputs[0], inputs[1])
    if ufunc.__name__ == "clip":
        return clip(*inputs)
    row = special_row(ufunc)
    if row is None:
        return array_ufunc_of_numbers(ufunc, "__call__", inputs, {})
    return FUNCTIONS[row](*inputs)


def special_row(ufunc):
    """The row that a ufunc of scipy.special is, if scipy is in use at all; we do not import it."""
    special = sys.modules.get("scipy.special")
    name = ufunc.__name__
    if special is None or getattr(special, name, None) is not ufunc:
        return None
    row = _table.ALIASES.get(name, name)
    return row if row in NAMES.get(ufunc.nin, ()) else None


cdef object ufunc_on_arrays(object ufunc, tuple inputs):
    """Arrays of objects are left to NumPy, which applies the ufunc to each element."""
    if not all([x.dtype == object for x in inputs if isinstance(x, np.ndarray)]):
        return array_ufunc_of_numbers(ufunc, "__call__", inputs, {})
    return on_each(ufunc, ufunc.nin, ufunc.nout, inputs)


def on_each(f, int nin, int nout, tuple inputs):
    """f on the elements of object arrays; a dual number goes in as an array of no dimensions."""
    wrapped, kind = [], np.ndarray
    for x in inputs:
        if is_jet(x):
            box = np.empty((), dtype=object)
            box[()] = x
            x = box
        elif isinstance(x, np.ndarray):
            kind = type(x) if kind is np.ndarray else kind
            x = x.view(np.ndarray)
        wrapped.append(x)
    result = np.frompyfunc(f, nin, nout)(*wrapped)
    if not isinstance(result, np.ndarray):
        return result
    return result.astype(bool) if f in BY_VALUE else result.view(kind)


# ---- functions that are not ufuncs (NEP 18) ---------------------------------------------------------------


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    """a between bounds that may be None; at a bound the slope is halved, as for maximum and minimum."""
    if out is not None:
        raise errors.no_keyword("clip", "out")
    low, high = a_min if min is None else min, a_max if max is None else max
    a = a if low is None else FUNCTIONS["maximum"](a, low)
    return a if high is None else FUNCTIONS["minimum"](a, high)


cdef object array_function(object func, object types, object args, object kwargs):
    """The functions of NumPy that are not ufuncs: numbers take part as arrays without dimensions."""
    if any([issubclass(t, array_type) for t in types]):
        return NotImplemented  # it answers for numbers as well
    return array_function_of_numbers(func, args, kwargs)


# ---- methods ----------------------------------------------------------------------------------------------

AS_FUNCTIONS = """
all any argmax argmin astype conj cumprod cumsum max mean min prod ravel repeat squeeze std sum take transpose var
""".split()
"""The methods of numbers that are NumPy's functions of these names."""


cdef add_methods(dict names):
    for name in AS_FUNCTIONS:
        names[name] = as_method(name, getattr(np, name))


cdef object as_method(str name, f):
    @cython.binding(True)  # to be a method, and for the name
    def method(self, /, *args, **kwargs):
        return f(self, *args, **kwargs)

    method.__name__, method.__qualname__, method.__doc__ = name, f"Jet.{name}", f"As `numpy.{name}`."
    return method
