/* Expands the table into the evaluators of one instruction set. Included by isa_*.c, which name the
 * set in EVALUATORS and are compiled with its flags; everything else here is the same for all. */
#include "elementary.h"
#include "partials.h"
#include "rules.h"
#include "special.h"

/* `total` is 1 where an argument may be anything and 0 in a block known to be in range */
#define SINCOS(x, s, c) sincos_(x, total, s, c)
#define TAN(x) tan_(x, total)

#define SILENCE_UNUSED (void)s, (void)d, (void)c, (void)total

/* One row, one number: inlined into everything below, which keeps what it stores. */
#define UNARY(name, path, lo, hi, ulp, value, slope, curvature) \
    INLINE_ void name##_rule(double x, int total, double *pf, double *pd, double *pc) { \
        double f, d = 0, c = 0, s = 0; \
        value slope curvature \
        *pf = f; *pd = d; *pc = c; \
        SILENCE_UNUSED; \
    }
#define BINARY(name, path, lo, hi, ulp, value, slopes, curvatures) \
    INLINE_ void name##_rule(double x, double y, double *out) { \
        double f, dx = 0, dy = 0, cxx = 0, cxy = 0, cyy = 0; \
        value slopes curvatures \
        out[DN_F] = f; out[DN_DX] = dx; out[DN_DY] = dy; \
        out[DN_CXX] = cxx; out[DN_CXY] = cxy; out[DN_CYY] = cyy; \
    }
#include "rules.def"

/* Scalars. Partials of an argument that does not vary are not worth their time: `active` skips them. */
#define UNARY(name, ...) \
    static double name##_0(double x) { double f, d, c; name##_rule(x, 1, &f, &d, &c); return f; } \
    static dn_pair name##_1(double x) { dn_pair r; double c; name##_rule(x, 1, &r.f, &r.d, &c); return r; } \
    static void name##_2(double x, double *out) { name##_rule(x, 1, out, out + 1, out + 2); }
#define BINARY(name, ...) \
    static void name##_0(double x, double y, int active, double *out) { \
        double r[DN_PARTS]; \
        (void)active; \
        name##_rule(x, y, r); \
        out[DN_F] = r[DN_F]; \
    } \
    static void name##_1(double x, double y, int active, double *out) { \
        double r[DN_PARTS]; \
        if (active == DN_X) { name##_rule(x, y, r); out[DN_F] = r[DN_F]; out[DN_DX] = r[DN_DX]; } \
        else if (active == DN_Y) { name##_rule(x, y, r); out[DN_F] = r[DN_F]; out[DN_DY] = r[DN_DY]; } \
        else { name##_rule(x, y, r); out[DN_F] = r[DN_F]; out[DN_DX] = r[DN_DX]; out[DN_DY] = r[DN_DY]; } \
    } \
    static void name##_2(double x, double y, int active, double *out) { \
        double r[DN_PARTS]; \
        if (active == DN_X) { \
            name##_rule(x, y, r); \
            out[DN_F] = r[DN_F]; out[DN_DX] = r[DN_DX]; out[DN_CXX] = r[DN_CXX]; \
        } else name##_rule(x, y, out); \
    }
#include "rules.def"

/* Blocks. A trig block that stays in range runs branch-free; in range both forms give the same bits. */

static inline int all_in_range(size_t n, const double *x) {
    int in = 1;
    for (size_t i = 0; i < n; i++) in &= trig_in_range_(x[i]);
    return in;
}

#define UNARY_LOOP(name, total, F, D, C) \
    for (size_t i = 0; i < n; i++) { \
        double f_, d_, c_; \
        name##_rule(x[i], total, &f_, &d_, &c_); \
        F; D; C; \
    }
#define LOOP_simd(name, F, D, C) UNARY_LOOP(name, 1, F, D, C)
#define LOOP_call(name, F, D, C) UNARY_LOOP(name, 1, F, D, C)
#define LOOP_trig(name, F, D, C) \
    if (all_in_range(n, x)) UNARY_LOOP(name, 0, F, D, C) \
    else UNARY_LOOP(name, 1, F, D, C)

/* Rows whose partials may leave the range watch their arguments (wide.h), those of two also their value. */
enum { FAR_args = 1, FAR_value = 2 };
static const int WATCHED_1[DN_UNARY_COUNT] = {
#define FAR_UNARY(name, ...) [DN_##name] = 1,
#include "rules.def"
};
static const int WATCHED_2[DN_BINARY_COUNT] = {
#define FAR_BINARY(name, watch, ...) [DN_##name] = FAR_##watch,
#include "rules.def"
};

/* not in the loops of such rows, which are short of registers */
static int pairs_leave(size_t n, int watch, const double *x, const double *y, const double *f) {
    uint64_t watched = 0;
    int in = 1;
    if (!watch) return 0;
    for (size_t i = 0; i < n; i++) watched |= dn_watch(x[i]) | dn_watch(y[i]);
    if (watch == FAR_value) for (size_t i = 0; i < n; i++) watched |= dn_watch_value(f[i]);
    if (!dn_alarm(watched)) return 0;
    for (size_t i = 0; i < n; i++) in &= dn_moderate(x[i]) & dn_moderate(y[i]);
    if (watch == FAR_value) for (size_t i = 0; i < n; i++) in &= dn_moderate_value(x[i], y[i], f[i]);
    return !in;
}

#define STORE_F f[i] = f_
#define STORE_D(name) d[i] = d_; if (WATCHED_1[DN_##name]) watched |= dn_watch(x[i])
#define STORE_C c[i] = c_
#define SKIP(x) (void)(x)

#define UNARY(name, path, ...) \
    static int name##_block_0(size_t n, const double *restrict x, double *restrict f, double *d, double *c) { \
        SKIP(d); SKIP(c); \
        LOOP_##path(name, STORE_F, SKIP(d_), SKIP(c_)) \
        return 0; \
    } \
    static int name##_block_1(size_t n, const double *restrict x, double *restrict f, double *restrict d, \
                              double *c) { \
        uint64_t watched = 0; \
        SKIP(c); \
        LOOP_##path(name, STORE_F, STORE_D(name), SKIP(c_)) \
        return dn_alarm(watched) && !all_moderate(n, x); \
    } \
    static int name##_block_2(size_t n, const double *restrict x, double *restrict f, double *restrict d, \
                              double *restrict c) { \
        uint64_t watched = 0; \
        LOOP_##path(name, STORE_F, STORE_D(name), STORE_C) \
        return dn_alarm(watched) && !all_moderate(n, x); \
    }
#define BINARY_BLOCK(name, order, stored) \
    static int name##_block_##order(size_t n, const double *restrict x, const double *restrict y, \
                                    double *const parts[DN_PARTS]) { \
        double *restrict f = parts[DN_F], *restrict dx = parts[DN_DX], *restrict dy = parts[DN_DY]; \
        double *restrict cxx = parts[DN_CXX], *restrict cxy = parts[DN_CXY], *restrict cyy = parts[DN_CYY]; \
        SKIP(dx); SKIP(dy); SKIP(cxx); SKIP(cxy); SKIP(cyy); \
        for (size_t i = 0; i < n; i++) { \
            double r[DN_PARTS]; \
            name##_rule(x[i], y[i], r); \
            stored \
        } \
        return order && pairs_leave(n, WATCHED_2[DN_##name], x, y, f); \
    }
#define STORED_0 f[i] = r[DN_F];
#define STORED_1 STORED_0 dx[i] = r[DN_DX]; dy[i] = r[DN_DY];
#define STORED_2 STORED_1 cxx[i] = r[DN_CXX]; cxy[i] = r[DN_CXY]; cyy[i] = r[DN_CYY];
#define BINARY(name, ...) \
    BINARY_BLOCK(name, 0, STORED_0) BINARY_BLOCK(name, 1, STORED_1) BINARY_BLOCK(name, 2, STORED_2)
#include "rules.def"

const dn_evaluators EVALUATORS = {
    EVALUATORS_NAME,
    &LANE_LOOPS,
    &ARRAY_LOOPS,
    {
#define UNARY(name, ...) {{name##_0, name##_1, name##_2}, {name##_block_0, name##_block_1, name##_block_2}},
#include "rules.def"
    },
    {
#define BINARY(name, ...) {{name##_0, name##_1, name##_2}, {name##_block_0, name##_block_1, name##_block_2}},
#include "rules.def"
    },
    DN_FAR_UNARY,
    DN_FAR_BINARY,
};
