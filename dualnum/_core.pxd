"""src/*.h as Cython sees them, and the evaluators that _core chose for this processor."""

cdef extern from "wide.h":
    ctypedef struct dn_wide:
        double m
        int k
    ctypedef void (*dn_far_fn)(double, double, double, dn_wide *) noexcept nogil

cdef extern from "lanes.h":
    ctypedef struct dn_lane:
        double *v
        double *e
        double *c
    enum: DN_LANE_ADD, DN_LANE_SUBTRACT, DN_LANE_MULTIPLY, DN_LANE_DIVIDE
    ctypedef void (*dn_lane_both_fn)(size_t, const dn_lane *, const dn_lane *, dn_lane *) noexcept nogil
    ctypedef void (*dn_lane_constant_fn)(size_t, const dn_lane *, double, dn_lane *) noexcept nogil
    ctypedef void (*dn_lane_unary_fn)(size_t, dn_far_fn, const double *, const double *, const dn_lane *, dn_lane *) noexcept nogil
    ctypedef void (*dn_lane_binary_fn)(size_t, dn_far_fn, double **, const dn_lane *, const dn_lane *, dn_lane *) noexcept nogil
    ctypedef struct dn_lane_loops:
        dn_lane_both_fn both[4][2]
        dn_lane_constant_fn right[4][2]
        dn_lane_constant_fn left[4][2]
        dn_lane_unary_fn unary[2]
        dn_lane_binary_fn binary[2]

cdef extern from "rules.h":
    enum: DN_ORDERS
    enum: DN_F, DN_DX, DN_DY, DN_CXX, DN_CXY, DN_CYY, DN_PARTS
    enum: DN_X, DN_Y, DN_XY
    enum: DN_UNARY_COUNT
    enum: DN_BINARY_COUNT
    ctypedef struct dn_pair:
        double f
        double d
    ctypedef struct dn_unary_scalar:
        double (*value)(double) noexcept nogil
        dn_pair (*slope)(double) noexcept nogil
        void (*curvature)(double, double *) noexcept nogil
    ctypedef int (*dn_unary_block_fn)(size_t, const double *, double *, double *, double *) noexcept nogil
    ctypedef void (*dn_binary_fn)(double, double, int, double *) noexcept nogil
    ctypedef int (*dn_binary_block_fn)(size_t, const double *, const double *, double **) noexcept nogil
    ctypedef struct dn_unary_eval:
        dn_unary_scalar scalar
        dn_unary_block_fn block[3]
    ctypedef struct dn_binary_eval:
        dn_binary_fn scalar[3]
        dn_binary_block_fn block[3]
    ctypedef struct dn_rule:
        const char *name
        const char *path
        int arity
        int index
        double lo
        double hi
        int ulp
        const char *value
        const char *slopes
        const char *curvatures
    ctypedef struct dn_alias:
        const char *alias
        const char *name
    ctypedef struct dn_evaluators:
        const char *isa
        const dn_lane_loops *lanes
        dn_unary_eval *unary
        dn_binary_eval *binary
        const dn_far_fn *far_unary
        const dn_far_fn *far_binary
    const dn_rule *DN_RULES
    const size_t DN_RULE_COUNT
    const dn_alias *DN_ALIASES
    const size_t DN_ALIAS_COUNT
    const dn_evaluators *const *dn_available() noexcept nogil

from libc.stddef cimport ptrdiff_t

cdef extern from "jet.h":
    ctypedef struct dn_span:
        int n
        int lo
        int hi
    ctypedef struct dn_jet:
        double v
        dn_span s1
        dn_span s2
        int mixed
        double *e1
        double *e2
        double *e12
    enum: DN_CURVED_XX
    enum: DN_CURVED_XY
    enum: DN_CURVED_YY
    ctypedef struct dn_partials:
        double f
        double dx
        double dy
        double cxx
        double cxy
        double cyy
        int curved
        int divides
        double over
        const dn_wide *far
    int dn_width(dn_span) noexcept nogil
    void dn_look_far(dn_partials *, dn_far_fn, double, double, int, int, dn_wide *) noexcept nogil
    void dn_divide_far(double, double, double, dn_wide *) noexcept nogil
    double dn_slope(const dn_partials *, double, double) noexcept nogil
    double dn_part(double, double) noexcept nogil
    void dn_shape(const dn_jet *, const dn_jet *, const dn_partials *, dn_jet *) noexcept nogil
    ptrdiff_t dn_size(const dn_jet *) noexcept nogil
    void dn_attach(dn_jet *, double *) noexcept nogil
    int dn_apply(const dn_jet *, const dn_jet *, const dn_partials *, dn_jet *) noexcept nogil
    dn_partials dn_linear(double, double, double) noexcept nogil
    dn_partials dn_add(double, double) noexcept nogil
    dn_partials dn_subtract(double, double) noexcept nogil
    dn_partials dn_negative(double) noexcept nogil
    dn_partials dn_multiply(double, double) noexcept nogil
    dn_partials dn_divide(double, double) noexcept nogil


cdef extern from "arrays.h":
    ctypedef struct dn_array:
        double *v
        size_t step
        dn_span s1
        dn_span s2
        double *e1
        double *e2
        double *e12
        size_t row
    enum: DN_ARRAY_ADD, DN_ARRAY_SUBTRACT, DN_ARRAY_MULTIPLY, DN_ARRAY_DIVIDE
    void dn_array_shape(const dn_array *, const dn_array *, int, dn_array *) noexcept nogil
    int dn_array_curved(int) noexcept nogil
    void dn_array_unary(const dn_evaluators *, int, size_t, const dn_array *, dn_array *) noexcept nogil
    void dn_array_binary(const dn_evaluators *, int, size_t, const dn_array *, const dn_array *, dn_array *) noexcept nogil
    void dn_array_algebra(const dn_evaluators *, int, size_t, const dn_array *, const dn_array *, dn_array *) noexcept nogil
    void dn_array_sum(const dn_evaluators *, size_t, const dn_array *, dn_jet *) noexcept nogil
    void dn_array_rule(const dn_evaluators *, double **, size_t, const dn_array *, const dn_array *, dn_array *) noexcept nogil

cdef const dn_evaluators *evaluators
