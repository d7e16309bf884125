/* Numbers beyond the range of doubles: partials that under- or overflow though their products with slopes do not.
 *
 * With x = exp(400) the slope of 1 / x is -1 / x^2 = -1e-348, which is no double, but times the slope of x it
 * is -1e-174. So where a partial is no normal number it is formed again as a product of doubles with the
 * exponent apart, and the slopes are multiplied in before it is rounded. */
#ifndef DUALNUM_WIDE_H
#define DUALNUM_WIDE_H

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What is rarely taken stays out of the functions that call it, which are short and inlined themselves. */
#if defined(__GNUC__) || defined(__clang__)
#define DN_COLD static __attribute__((cold, noinline, unused))
#else
#define DN_COLD static inline
#endif

typedef struct { double m; int k; } dn_wide; /* m 2^k; m is NaN where the double is to be used */

static inline dn_wide dn_wide_of(double x) {
    dn_wide w = {x, 0};
    if (fabs(x) <= DBL_MAX) w.m = frexp(x, &w.k);
    return w;
}
static inline dn_wide dn_wide_times(dn_wide a, dn_wide b) {
    dn_wide w = {a.m * b.m, a.k + b.k};
    return w;
}
static inline double dn_narrow(dn_wide w) { return ldexp(w.m, w.k) + 0.0; }

static inline dn_wide dn_wide_product(const double *factors, size_t n) {
    dn_wide w = dn_wide_of(factors[0]);
    for (size_t i = 1; i < n; i++) w = dn_wide_times(w, dn_wide_of(factors[i]));
    return w;
}
static inline dn_wide dn_wide_quotient(dn_wide a, dn_wide b) {
    dn_wide w = {a.m / b.m, a.k - b.k};
    return w;
}
/* WIDE((a, b), (c)): the product a b over the product c; a few factors in either */
#define DN_FACTORS(...) \
    dn_wide_product((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))
#define WIDE(over, under) dn_wide_quotient(DN_FACTORS over, DN_FACTORS under)

static inline uint64_t dn_magnitude(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits & INT64_MAX;
}
/* Whether a partial is as it should be: a normal number. Of NaN nothing better is known. */
static inline int dn_normal(double p) {
    return dn_magnitude(p) - ((uint64_t)1 << 52) < (uint64_t)0x7fe << 52 || p != p;
}

/* Where the arguments of a row are of moderate size or 0, and the value of two arguments that are not 0 is no
 * power near the ends of the range, its partials are normal or exactly zero. The worst are
 * x y / (x^2 + y^2)^2, y^2 / (x^2 + y^2)^(3/2), x / y^3 and y (y - 1) f / x^2. */
static inline int dn_moderate(double x) { return (fabs(x) >= 0x1p-190 && fabs(x) <= 0x1p190) || x == 0; }
static inline int dn_moderate_value(double x, double y, double f) {
    return (fabs(f) >= 0x1p-400 && fabs(f) <= 0x1p400) || x == 0 || y == 0;
}
/* What a loop over a block can afford: the upper bits of the exponent, as a distance from 2^-128 and, for values,
 * from 2^-512. dn_alarm tells from all of them together whether some number was outside 2^-128 to 2^128 (2^-512 to
 * 2^512), or 0: then it is worth looking closer. */
static inline uint64_t dn_distance(double x, uint64_t from) {
    return dn_magnitude(x) - (from << 52);
}
static inline uint64_t dn_watch(double x) { return dn_distance(x, 1023 - 128); }
static inline uint64_t dn_watch_value(double f) { return dn_distance(f, 1023 - 512) >> 2; }
static inline int dn_alarm(uint64_t watched) { return watched >> 60 != 0; }

/* The partials of an operation at (x, y), whose value is f, as far as they may leave the range: w[DN_DX] to
 * w[DN_CYY] of rules.h. For one argument d and c are dx and cxx. */
typedef void (*dn_far_fn)(double x, double y, double f, dn_wide *w);

#endif
