/* The loops of arrays.h for one instruction set; included by isa_*.c, which name it in ARRAY_LOOPS. */
#include "arrays.h"

#define ADD_(x, y) ((x) + (y))
#define SUBTRACT_(x, y) ((x) - (y))
#define MULTIPLY_(x, y) ((x) * (y))
#define DIVIDE_(x, y) ((x) / (y))
#define QUOTIENT_CXY_(x, y) dn_divide(x, y).cxy
#define QUOTIENT_CYY_(x, y) dn_divide(x, y).cyy

/* One operation, for each pair of steps. A single number is read before the loop: r might be in its place. */
#define TWO_OF(name, set, f, p, q) \
    static void name##_##p##q(size_t n, const double *a, const double *b, double *r) { \
        const double a0 = *a, b0 = *b; \
        (void)a0; (void)b0; \
        for (size_t i = 0; i < n; i++) r[i] set f(p ? a[i] : a0, q ? b[i] : b0); \
    }
#define TWO(name, set, f) \
    TWO_OF(name, set, f, 0, 0) TWO_OF(name, set, f, 0, 1) TWO_OF(name, set, f, 1, 0) TWO_OF(name, set, f, 1, 1)
TWO(add, =, ADD_)
TWO(subtract, =, SUBTRACT_)
TWO(multiply, =, MULTIPLY_)
TWO(divide, =, DIVIDE_)
TWO(quotient_cxy, =, QUOTIENT_CXY_)
TWO(quotient_cyy, =, QUOTIENT_CYY_)
TWO(part, =, dn_part)
TWO(more_part, +=, dn_part)
TWO(ratio, =, dn_ratio)
TWO(more_ratio, +=, dn_ratio)

#define QUOTIENT_DY(p, q) \
    static int quotient_dy_##p##q(size_t n, const double *x, const double *y, double *r) { \
        const double x0 = *x, y0 = *y; \
        uint64_t watched = 0; \
        (void)x0; (void)y0; \
        for (size_t i = 0; i < n; i++) { \
            r[i] = dn_divide(p ? x[i] : x0, q ? y[i] : y0).dy; \
            watched |= dn_watch(p ? x[i] : x0) | dn_watch(q ? y[i] : y0); \
        } \
        return dn_alarm(watched) && !(all_moderate(p ? n : 1, x) && all_moderate(q ? n : 1, y)); \
    }
QUOTIENT_DY(0, 0) QUOTIENT_DY(0, 1) QUOTIENT_DY(1, 0) QUOTIENT_DY(1, 1)

/* Where the products of slopes stay in range a twist is two products; a block that leaves it is done again. */
#define TWIST(p, q, s) \
    static void twist_##p##_##q##s(size_t n, const double *c, const double *x, const double *y, double *restrict r) { \
        int tame = 1; \
        for (size_t i = 0; i < n; i++) { \
            tame &= dn_tame(x[q * i], y[s * i]); \
            r[i] = dn_part(c[p * i], dn_cross(x[q * i], y[s * i])); \
        } \
        if (!tame) for (size_t i = 0; i < n; i++) r[i] = dn_twist(c[p * i], x[q * i], y[s * i]); \
    }
TWIST(0, 0, 0) TWIST(0, 0, 1) TWIST(0, 1, 0) TWIST(0, 1, 1)
TWIST(1, 0, 0) TWIST(1, 0, 1) TWIST(1, 1, 0) TWIST(1, 1, 1)

/* Sums in eight columns, the same on every instruction set; halves of long rows first, so that errors grow with
 * the logarithm of n (N. J. Higham, The accuracy of floating point summation, SIAM J. Sci. Comput. 14, 1993). */
static double sum(size_t n, const double *a) {
    if (n > 1024) {
        size_t half = n / 2 - n / 2 % 8;
        return sum(half, a) + sum(n - half, a + half);
    }
    double columns[8] = {0}, total = 0;
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int j = 0; j < 8; j++) columns[j] += a[i + j];
    for (; i < n; i++) total += a[i];
    for (int j = 0; j < 8; j++) total += columns[j];
    return total;
}

#define STEPS(name) {{name##_00, name##_01}, {name##_10, name##_11}}

const dn_array_loops ARRAY_LOOPS = {
    {STEPS(add), STEPS(subtract), STEPS(multiply), STEPS(divide)},
    STEPS(quotient_dy), STEPS(quotient_cxy), STEPS(quotient_cyy),
    STEPS(part), STEPS(more_part), STEPS(ratio), STEPS(more_ratio),
    {STEPS(twist_0), STEPS(twist_1)},
    sum,
};
