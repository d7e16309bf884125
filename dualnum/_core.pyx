# cython: language_level=3, boundscheck=False, wraparound=False
"""The table as Python sees it: its rows, and their evaluators for numbers and for blocks of numbers.

The module holds the only copy of the compiled table; ``_scalar`` takes the evaluators from here.
"""

from collections import namedtuple

import numpy as np

from dualnum import errors

Rule = namedtuple("Rule", "name arity path lo hi ulp value slopes curvatures")
Rule.__doc__ = """One row of the table (src/rules.def).

``path`` tells how blocks are evaluated (simd, trig or call), ``lo, hi`` where the row is smooth and
well conditioned, ``ulp`` the bound on the error of the value; ``value, slopes, curvatures`` are the
statements as written.
"""


cdef const dn_evaluators *evaluators_named(object isa) except NULL:
    if isa is None:
        return evaluators
    cdef const dn_evaluators *const *sets = dn_available()
    while sets[0] != NULL:
        if sets[0].isa.decode() == isa:
            return sets[0]
        sets += 1
    raise errors.bad_instruction_set(isa, INSTRUCTION_SETS)


def _rules():
    cdef size_t i
    for i in range(DN_RULE_COUNT):
        r = &DN_RULES[i]
        yield Rule(r.name.decode(), r.arity, r.path.decode(), r.lo, r.hi, r.ulp,
                   r.value.decode(), r.slopes.decode(), r.curvatures.decode())


def _choose():
    """The names of the instruction sets this processor runs; the last, fastest one is used."""
    global evaluators
    cdef const dn_evaluators *const *sets = dn_available()
    names = []
    while sets[0] != NULL:
        evaluators = sets[0]
        names.append(sets[0].isa.decode())
        sets += 1
    return tuple(names)


INSTRUCTION_SETS = _choose()
RULES = {rule.name: rule for rule in _rules()}
ALIASES = {DN_ALIASES[i].alias.decode(): DN_ALIASES[i].name.decode() for i in range(DN_ALIAS_COUNT)}
cdef dict _index = {DN_RULES[i].name.decode(): DN_RULES[i].index for i in range(DN_RULE_COUNT)}


def evaluate(str name, int order, *args, isa=None):
    """Value, slopes and curvatures of a row at plain numbers.

    Parameters
    ----------
    name : str
        A row of the table.
    order : int
        0, 1 or 2.
    *args : float
        One or two arguments.
    isa : str, optional
        One of `INSTRUCTION_SETS`; the fastest by default.

    Returns
    -------
    tuple of float
        ``(f, d, c)`` or ``(f, dx, dy, cxx, cxy, cyy)``, as far as `order` goes.
    """
    cdef double out[6]
    cdef const dn_evaluators *e = evaluators_named(isa)
    _check(name, order, len(args))
    cdef int i = _index[name]
    if len(args) == 1:
        unary_parts(&e.unary[i].scalar, order, args[0], out)
        return tuple([out[j] for j in range(1 + order)])
    e.binary[i].scalar[order](args[0], args[1], DN_XY, out)
    return tuple([out[j] for j in range(_parts(order))])


def evaluate_block(str name, int order, *args, isa=None):
    """The same for 1-D arrays of one length: a tuple of arrays, with the same bits as `evaluate`."""
    cdef const dn_evaluators *e = evaluators_named(isa)
    _check(name, order, len(args))
    cdef int i = _index[name]
    cdef const double[::1] x = np.ascontiguousarray(args[0], dtype=np.float64)
    cdef const double[::1] y = x
    cdef Py_ssize_t n = x.shape[0], start, size
    if len(args) == 2:
        y = np.ascontiguousarray(args[1], dtype=np.float64)
        if y.shape[0] != n:
            raise errors.bad_parts("the second argument", f"({n},)", f"({y.shape[0]},)")
    parts = np.empty((_parts(order) if len(args) == 2 else 1 + order, n))
    cdef double[:, ::1] out = parts
    cdef double *at[6]
    cdef Py_ssize_t rows = parts.shape[0], j
    for start in range(0, n, 1024):  # short enough that one argument out of range costs little
        size = min(n - start, 1024)
        for j in range(6):
            at[j] = &out[j, start] if j < rows else NULL
        if len(args) == 1:
            e.unary[i].block[order](size, &x[start], at[0], at[1], at[2])
        else:
            e.binary[i].block[order](size, &x[start], &y[start], at)
    return tuple(parts)


cdef void unary_parts(const dn_unary_scalar *scalar, int order, double x, double *out) noexcept nogil:
    cdef dn_pair pair
    if order == 0:
        out[0] = scalar.value(x)
    elif order == 1:
        pair = scalar.slope(x)
        out[0] = pair.f
        out[1] = pair.d
    else:
        scalar.curvature(x, out)


cdef int _parts(int order) noexcept:
    return 1 if order == 0 else 3 if order == 1 else 6


cdef _check(name, order, given):
    if name not in RULES or RULES[name].arity != given:
        raise errors.unknown_rule(name, given)
    if order not in (0, 1, 2):
        raise errors.bad_order(order)


def use(str isa):
    """Lets arrays and maps run on one of `INSTRUCTION_SETS` from now on; for tests."""
    global evaluators
    evaluators = evaluators_named(isa)
