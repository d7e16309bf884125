# The functions of the table: `call_unary` and `call_binary` are what every one of them calls, as a
# function, as a method and through NumPy.

NAMES = {1: [], 2: []}  # rows by number of arguments, in the order of the table
for _rule in _table.RULES.values():
    NAMES[_rule.arity].append(_rule.name)


cdef object call_unary(int row, object x):
    """On anything; the two common cases are answered in _object.h already."""
    cdef double out[3]
    cdef double number
    cdef dn_pair pair
    cdef dn_jet j
    cdef dn_partials p
    cdef dn_wide room[6]
    cdef const dn_unary_scalar *rule = &evaluators.unary[row].scalar
    if is_jet(x):
        view(x, &j)
        if j.s2.n:
            rule.curvature(j.v, out)
            p = dn_linear(out[0], out[1], 0)
            p.cxx = out[2]
            p.curved = DN_CURVED_XX
        else:
            pair = rule.slope(j.v)
            p = dn_linear(pair.f, pair.d, 0)
        dn_look_far(&p, evaluators.far_unary[row], j.v, 0, DN_X, 2 if j.s2.n else 1, room)
        return finish(&j, NULL, &p, first_tag(x), second_tag(x))
    if not isinstance(x, (int, float)) and hasattr(type(x), "__dualnum_row__"):
        return x.__dualnum_row__(NAMES[1][row], (x,))
    if not isinstance(x, np.ndarray) and number_of(x, &number):
        return rule.value(number)
    return call_on_arrays(NAMES[1][row], (x,))


cdef object call_binary(int row, object a, object b):
    cdef double out[6]
    cdef double u, w
    if is_jet(a) or is_jet(b):
        result = combine(row, a, b)
        if result is not NotImplemented:
            return result
    elif not (isinstance(a, np.ndarray) or isinstance(b, np.ndarray)):
        if number_of(a, &u) and number_of(b, &w):
            evaluators.binary[row].scalar[0](u, w, DN_XY, out)
            return out[0]
    return call_on_arrays(NAMES[2][row], (a, b))


def call_on_arrays(str name, tuple args):
    """A row on NumPy arrays, element by element, with the bits of the scalars.

    A type of ours that is neither number nor array answers with its method ``__dualnum_row__``.
    """
    cdef double number
    for x in args:
        if hasattr(type(x), "__dualnum_row__"):
            return x.__dualnum_row__(name, args)
    arrays = []
    for x in args:
        if isinstance(x, np.ndarray):
            if isinstance(x, np.ma.MaskedArray):
                raise errors.array_type(name, type(x).__name__)
            if x.dtype == object:
                return on_each(FUNCTIONS[name], len(args), 1, args)
            if x.dtype.kind not in "biuf":
                raise errors.complex_array(name, x.dtype)
            arrays.append(x)
        elif is_jet(x):
            arrays.append(x)
        elif number_of(x, &number):
            arrays.append(x if isinstance(x, (float, int, np.generic)) else number)
        else:
            raise errors.array_only(name, x)
    if any([is_jet(x) for x in arrays]):
        return mixed_operands(NAMES[2].index(name), args[0], args[1])
    dtype = np.result_type(*arrays)
    dtype = dtype if dtype.kind == "f" and dtype.itemsize < 8 else np.dtype(np.float64)
    arrays = np.broadcast_arrays(*[np.asarray(x, dtype=np.float64) for x in arrays])
    (result,) = _table.evaluate_block(name, 0, *[x.ravel() for x in arrays])
    return result.reshape(arrays[0].shape).astype(dtype, copy=False)[()]
