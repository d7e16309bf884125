/* The loops of lanes.h for one instruction set; included by isa_*.c, which name it in LANE_LOOPS. */
#include "lanes.h"

/* One lane of an operation with partials p; x and y are known to be constant where their slope is 0. */
#define LANE_STEP_1(p, xe, xc, ye, yc) re[i] = dn_slope(&p, xe, ye);
#define LANE_STEP_2(p, xe, xc, ye, yc) \
    LANE_STEP_1(p, xe, xc, ye, yc) \
    rc[i] = dn_bend(&p, xe, xe, ye, ye) + (p.divides ? dn_ratio(xc, p.over) : dn_part(p.dx, xc)) + dn_part(p.dy, yc);

#define LANE_RESULT double *restrict rv = r->v, *restrict re = r->e, *restrict rc = r->c
#define LANE_X const double *restrict xv = x->v, *restrict xe = x->e, *restrict xc = x->c
#define LANE_Y const double *yv = y->v, *ye = y->e, *yc = y->c

#define LANE_LOOPS_OF(op, order) \
    static void op##_both_##order(size_t n, const dn_lane *x, const dn_lane *y, dn_lane *r) { \
        LANE_RESULT; LANE_X; LANE_Y; \
        (void)xc; (void)yc; (void)rc; \
        for (size_t i = 0; i < n; i++) { \
            dn_partials p = dn_##op(xv[i], yv[i]); \
            rv[i] = p.f; \
            LANE_STEP_##order(p, xe[i], xc[i], ye[i], yc[i]) \
        } \
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
        LANE_RESULT; LANE_X; \
        (void)xc; (void)rc; \
        for (size_t i = 0; i < n; i++) { \
            dn_partials p = dn_##op(constant, xv[i]); \
            rv[i] = p.f; \
            LANE_STEP_##order(p, 0.0, 0.0, xe[i], xc[i]) \
        } \
    }
#define LANE_OP(op) LANE_LOOPS_OF(op, 1) LANE_LOOPS_OF(op, 2)
LANE_OP(add)
LANE_OP(subtract)
LANE_OP(multiply)
LANE_OP(divide)

#define LANE_ROW(order) \
    static void lane_unary_##order(size_t n, const double *d, const double *c, const dn_lane *x, dn_lane *r) { \
        LANE_RESULT; LANE_X; \
        (void)xv; (void)xc; (void)rv; (void)rc; (void)c; \
        for (size_t i = 0; i < n; i++) { \
            dn_partials p = {0, d[i], 0, order == 2 ? c[i] : 0, 0, 0, DN_CURVED_XX, 0, 0}; \
            LANE_STEP_##order(p, xe[i], xc[i], 0.0, 0.0) \
        } \
    } \
    static void lane_binary_##order(size_t n, double *const q[DN_PARTS], const dn_lane *x, const dn_lane *y, \
                                    dn_lane *r) { \
        const double *dx = q[DN_DX], *dy = q[DN_DY], *cxx = q[DN_CXX], *cxy = q[DN_CXY], *cyy = q[DN_CYY]; \
        LANE_RESULT; LANE_X; LANE_Y; \
        (void)xv; (void)yv; (void)xc; (void)yc; (void)rv; (void)rc; \
        for (size_t i = 0; i < n; i++) { \
            dn_partials p = {0, dx[i], dy[i], 0, 0, 0, DN_CURVED_XX | DN_CURVED_XY | DN_CURVED_YY, 0, 0}; \
            if (order == 2) { p.cxx = cxx[i]; p.cxy = cxy[i]; p.cyy = cyy[i]; } \
            LANE_STEP_##order(p, xe[i], xc[i], ye[i], yc[i]) \
        } \
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
