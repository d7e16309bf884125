/* Polynomials for the special functions (private to special_*.c): coefficients of the leading terms in
 * double-double, of the tail in double.
 *
 * Unless a comment says otherwise the coefficients interpolate the function at the Chebyshev nodes of
 * the stated range, computed with mpmath at 260 bits and rounded after the change to powers of t;
 * truncation error < 2^-59 of the value. The tail is small beside the value (at most 2^-5 of it, where
 * a result within 1 ulp depends on it), so its rounding errors stay below 2^-57. */
#ifndef DUALNUM_SPECIAL_POLY_H
#define DUALNUM_SPECIAL_POLY_H

#include "dd.h"

/* c[0] + c[1] t + ... + c[n-1] t^(n-1), n >= 3; even and odd powers apart to halve the latency */
static inline double poly(const double *c, int n, double t) {
    double u = t * t, a = c[n - 1], b = c[n - 2];
    int i = n - 3;
    for (; i >= 1; i -= 2) {
        a = a * u + c[i];
        b = b * u + c[i - 1];
    }
    return i == 0 ? (a * u + c[0]) + t * b : b + t * a;
}

/* r*t + c, a little less than normalized (Horner's step; the last one normalizes) */
static inline dd horner_step(dd r, dd t, dd c) {
    dd p = dd_two_prod(r.hi, t.hi), s = dd_two_sum(c.hi, p.hi);
    return dd_make(s.hi, s.lo + (c.lo + fma(r.hi, t.lo, fma(r.lo, t.hi, p.lo))));
}

/* lead[0] + lead[1] t + ... + t^nlead * tail(t) */
static inline dd poly_dd(const dd *lead, int nlead, const double *tail, int ntail, dd t) {
    dd r = dd_make(poly(tail, ntail, t.hi), 0);
    for (int i = nlead - 1; i >= 0; i--) r = horner_step(r, t, lead[i]);
    return dd_fast_two_sum(r.hi, r.lo);
}

#define LENGTH(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define POLY_DD(name, t) poly_dd(name##_LEAD, LENGTH(name##_LEAD), name##_TAIL, LENGTH(name##_TAIL), t)
#define POLY_D(name, t) POLY_DD(name, dd_make(t, 0))

/* f(x) = t (lead[0] + lead[1] t + ...) for t = x - (root + rest), |t| <= width: keeps the relative accuracy
 * at a zero of f, because x - root is exact; three words, as x may be root itself and then t = -rest */
typedef struct {
    double root;
    dd rest;
    double width;
    dd lead[2];
    double tail[10];
} zero;

static inline double near_zero(const zero *z, double x) {
    dd t = dd_add_d(dd_neg(z->rest), x - z->root);
    return dd_mul(poly_dd(z->lead, 2, z->tail, 10, t), t).hi;
}

#endif
