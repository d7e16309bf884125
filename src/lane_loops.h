/* The loops of lanes.h for one instruction set; included by isa_*.c, which name it in LANE_LOOPS. */
#include "lanes.h"

/* Whether at none of these points partials may have left the range (wide.h), and a quick look */
static int all_moderate(size_t n, const double *x) {
    int in = 1;
    for (size_t i = 0; i < n; i++) in &= dn_moderate(x[i]);
    return in;
}
static uint64_t watch_all(size_t n, const double *x) {
    uint64_t watched = 0;
    for (size_t i = 0; i < n; i++) watched |= dn_watch(x[i]);
    return watched;
}

/* One lane of an operation with partials p; x and y are known to be constant where their slope is 0. */
#define LANE_STEP_1(p, xe, xc, ye, yc) re[i] = dn_slope(&p, xe, ye);
#define LANE_STEP_2(p, xe, xc, ye, yc) \
    LANE_STEP_1(p, xe, xc, ye, yc) \
    rc[i] = dn_mixed(&p, xe, xe, xc, ye, ye, yc);

/* Promised to be apart for the length of a loop; lanes done again come after it. */
#define LANE_RESULT double *restrict rv = r->v, *restrict re = r->e, *restrict rc = r->c
#define LANE_X const double *restrict xv = x->v, *restrict xe = x->e, *restrict xc = x->c
#define LANE_Y const double *yv = y->v, *ye = y->e, *yc = y->c

/* Does the lanes again whose partials leave the range. q: the partials of a row, NULL for those of x / y. A
 * constant has one value and no slopes. */
DN_COLD void lanes_again(size_t n, dn_far_fn far, const double *const *q, const dn_lane *x, const dn_lane *y,
                         dn_lane *r) {
    static const double zero;
    const int order = r->c ? 2 : 1, curved = DN_CURVED_XX | DN_CURVED_XY | DN_CURVED_YY;
    const size_t xs = x->e ? 1 : 0, ys = y->e ? 1 : 0;
    const double *xe = x->e ? x->e : &zero, *xc = x->e ? x->c : &zero;
    const double *ye = y->e ? y->e : &zero, *yc = y->e ? y->c : &zero;
    for (size_t i = 0; i < n; i++) {
        dn_wide room[DN_PARTS];
        double a = x->v[xs * i], b = y->v[ys * i], at[DN_PARTS] = {0};
        for (int k = DN_DX; q && k < (order == 2 ? DN_PARTS : DN_CXX); k++) at[k] = q[k] ? q[k][i] : 0;
        dn_partials p = {r->v[i], at[DN_DX], at[DN_DY], at[DN_CXX], at[DN_CXY], at[DN_CYY], curved, 0, 0, NULL};
        if (!q) p = dn_divide(a, b);
        dn_look_far(&p, far, a, b, (x->e ? DN_X : 0) | (y->e ? DN_Y : 0), order, room);
        if (!p.far) continue;
        r->e[i] = dn_slope(&p, xe[xs * i], ye[ys * i]);
        if (order == 2) r->c[i] = dn_mixed(&p, xe[xs * i], xe[xs * i], xc[xs * i], ye[ys * i], ye[ys * i], yc[ys * i]);
    }
}
/* A constant as a lane */
#define LANE_OF(constant) {(double *)&constant, NULL, NULL}
/* Of the operators only division has partials that leave the range. At order 1 its loop watches the operands,
 * at order 2 it has no registers left for it. */
enum { add_leaves = 0, subtract_leaves = 0, multiply_leaves = 0, divide_leaves = 1 };
#define LANE_WATCH(op, order, x, y) if (op##_leaves && order == 1) watched |= dn_watch(x) | dn_watch(y)
#define LANE_AGAIN(op, order, xn, x, y) \
    if (op##_leaves && order == 2) watched = watch_all(xn, (x)->v) | watch_all(n, (y)->v); \
    if (op##_leaves && dn_alarm(watched) && !(all_moderate(xn, (x)->v) && all_moderate(n, (y)->v))) \
        lanes_again(n, dn_divide_far, NULL, x, y, r)

#define LANE_LOOPS_OF(op, order) \
    static void op##_both_##order(size_t n, const dn_lane *x, const dn_lane *y, dn_lane *r) { \
        uint64_t watched = 0; \
        { \
            LANE_RESULT; LANE_X; LANE_Y; \
            (void)xc; (void)yc; (void)rc; \
            for (size_t i = 0; i < n; i++) { \
                LANE_WATCH(op, order, xv[i], yv[i]); \
                dn_partials p = dn_##op(xv[i], yv[i]); \
                rv[i] = p.f; \
                LANE_STEP_##order(p, xe[i], xc[i], ye[i], yc[i]) \
            } \
        } \
        LANE_AGAIN(op, order, n, x, y); \
    } \
    static void op##_right_##order(size_t n, const dn_lane *x, double constant, dn_lane *r) { \
        LANE_RESULT; LANE_X; \
        (void)xc; (void)rc; \
        for (size_t i = 0; i < n; i++) { \
            dn_partials p = dn_##op(xv[i], constant); \
            rv[i] = p.f; \
            LANE_STEP_##order(p, xe[i], xc[i], 0.0, 0.0) \
        } \
    } \
    static void op##_left_##order(size_t n, const dn_lane *x, double constant, dn_lane *r) { \
        uint64_t watched = 0; \
        { \
            LANE_RESULT; LANE_X; \
            (void)xc; (void)rc; \
            for (size_t i = 0; i < n; i++) { \
                LANE_WATCH(op, order, constant, xv[i]); \
                dn_partials p = dn_##op(constant, xv[i]); \
                rv[i] = p.f; \
                LANE_STEP_##order(p, 0.0, 0.0, xe[i], xc[i]) \
            } \
        } \
        dn_lane one = LANE_OF(constant); \
        LANE_AGAIN(op, order, 1, &one, x); \
    }
#define LANE_OP(op) LANE_LOOPS_OF(op, 1) LANE_LOOPS_OF(op, 2)
LANE_OP(add)
LANE_OP(subtract)
LANE_OP(multiply)
LANE_OP(divide)

#define LANE_ROW(order) \
    static void lane_unary_##order(size_t n, dn_far_fn far, const double *d, const double *c, const dn_lane *x, \
                                   dn_lane *r) { \
        { \
            LANE_RESULT; LANE_X; \
            (void)xv; (void)rv; (void)xc; (void)rc; (void)c; \
            for (size_t i = 0; i < n; i++) { \
                dn_partials p = {0, d[i], 0, order == 2 ? c[i] : 0, 0, 0, DN_CURVED_XX, 0, 0, NULL}; \
                LANE_STEP_##order(p, xe[i], xc[i], 0.0, 0.0) \
            } \
        } \
        if (far) { \
            const double zero = 0, *q[DN_PARTS] = {[DN_DX] = d, [DN_CXX] = c}; \
            const dn_lane none = LANE_OF(zero); \
            lanes_again(n, far, q, x, &none, r); \
        } \
    } \
    static void lane_binary_##order(size_t n, dn_far_fn far, double *const q[DN_PARTS], const dn_lane *x, \
                                    const dn_lane *y, dn_lane *r) { \
        const double *dx = q[DN_DX], *dy = q[DN_DY], *cxx = q[DN_CXX], *cxy = q[DN_CXY], *cyy = q[DN_CYY]; \
        { \
            LANE_RESULT; LANE_X; LANE_Y; \
            (void)xv; (void)yv; (void)rv; (void)xc; (void)yc; (void)rc; (void)cxx; (void)cxy; (void)cyy; \
            for (size_t i = 0; i < n; i++) { \
                dn_partials p = {0, dx[i], dy[i], 0, 0, 0, DN_CURVED_XX | DN_CURVED_XY | DN_CURVED_YY, 0, 0, NULL}; \
                if (order == 2) { p.cxx = cxx[i]; p.cxy = cxy[i]; p.cyy = cyy[i]; } \
                LANE_STEP_##order(p, xe[i], xc[i], ye[i], yc[i]) \
            } \
        } \
        if (far) lanes_again(n, far, (const double *const *)q, x, y, r); \
    }
LANE_ROW(1)
LANE_ROW(2)

#define LANE_ENTRY(op, form) {op##_##form##_1, op##_##form##_2}
#define LANE_ENTRIES(form) \
    {LANE_ENTRY(add, form), LANE_ENTRY(subtract, form), LANE_ENTRY(multiply, form), LANE_ENTRY(divide, form)}

const dn_lane_loops LANE_LOOPS = {
    LANE_ENTRIES(both),
    LANE_ENTRIES(right),
    LANE_ENTRIES(left),
    {lane_unary_1, lane_unary_2},
    {lane_binary_1, lane_binary_2},
};
