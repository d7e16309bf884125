/* Double-double arithmetic: an unevaluated sum hi + lo with |lo| <= ulp(hi)/2, about 106 bits.
 *
 * T. J. Dekker, A floating-point technique for extending the available precision, Numer. Math. 18
 * (1971) 224-242; D. E. Knuth, TAOCP 2, 4.2.2; M. Joldes, J.-M. Muller, V. Popescu, Tight and rigorous
 * error bounds for basic building blocks of double-word arithmetic, ACM TOMS 44 (2017) 15res.
 *
 * Everything is branch-free and rounds the same way on every instruction set: only + - * / and fma(),
 * which is exact by definition (a library call where the machine has no such instruction). */
#ifndef DUALNUM_DD_H
#define DUALNUM_DD_H

#include <math.h>

/* static inline, and gcc and clang are told to mean it: functions of this size called in more than one
 * place would else stay calls, and a loop with a call in it is not vectorized */
#ifdef __GNUC__
#define INLINE_ static inline __attribute__((always_inline))
#else
#define INLINE_ static inline
#endif

typedef struct { double hi, lo; } dd;

INLINE_ dd dd_make(double hi, double lo) { dd r = {hi, lo}; return r; }

/* a + b exactly, for |a| >= |b| or a == 0 (Dekker) */
INLINE_ dd dd_fast_two_sum(double a, double b) { double s = a + b; return dd_make(s, b - (s - a)); }

/* a + b exactly (Knuth) */
INLINE_ dd dd_two_sum(double a, double b) {
    double s = a + b, t = s - a;
    return dd_make(s, (a - (s - t)) + (b - t));
}

/* a * b exactly */
INLINE_ dd dd_two_prod(double a, double b) { double p = a * b; return dd_make(p, fma(a, b, -p)); }

INLINE_ dd dd_neg(dd x) { return dd_make(-x.hi, -x.lo); }
INLINE_ dd dd_scale(dd x, double power_of_two) { return dd_make(x.hi * power_of_two, x.lo * power_of_two); }

/* Joldes et al., algorithms 4, 6, 9 (DWTimesFP3), 12, 15 and 18: relative errors of a few 2^-104 */
INLINE_ dd dd_add_d(dd x, double y) {
    dd s = dd_two_sum(x.hi, y);
    return dd_fast_two_sum(s.hi, x.lo + s.lo);
}
INLINE_ dd dd_add(dd x, dd y) {
    dd s = dd_two_sum(x.hi, y.hi), t = dd_two_sum(x.lo, y.lo);
    dd v = dd_fast_two_sum(s.hi, s.lo + t.hi);
    return dd_fast_two_sum(v.hi, t.lo + v.lo);
}
INLINE_ dd dd_mul_d(dd x, double y) {
    dd c = dd_two_prod(x.hi, y);
    return dd_fast_two_sum(c.hi, fma(x.lo, y, c.lo));
}
INLINE_ dd dd_mul(dd x, dd y) {
    dd c = dd_two_prod(x.hi, y.hi);
    double t = fma(x.hi, y.lo, x.lo * y.lo);
    return dd_fast_two_sum(c.hi, c.lo + fma(x.lo, y.hi, t));
}
INLINE_ dd dd_div(dd x, dd y) {
    double q = x.hi / y.hi;
    dd r = dd_mul_d(y, q);
    double rest = (x.hi - r.hi) + (x.lo - r.lo);
    return dd_fast_two_sum(q, rest / y.hi);
}

/* sqrt of a sum that is not negative: one Newton correction (Karp & Markstein, ACM TOMS 23, 1997) */
INLINE_ dd dd_sqrt_(dd x) {
    double root = sqrt(x.hi), half_inverse = 0.5 / root;
    double lo = (fma(-root, root, x.hi) + x.lo) * half_inverse;
    return dd_fast_two_sum(root, root > 0 ? lo : 0.0);
}

#endif
