/* Hyperbolic functions and their inverses; logistic, softplus and logaddexp. */
#ifndef DUALNUM_HYPERBOLIC_H
#define DUALNUM_HYPERBOLIC_H

#include "explog.h"

/* ---- sinh, cosh ---- */

/* sinh x and cosh x times 2^-n as sums, t = n + MAGIC_: |x| = j ln 2 + r and the addition theorem,
 *   cosh x = cosh(j ln 2) cosh r + sinh(j ln 2) sinh r,
 * where cosh(j ln 2) = (2^j + 2^-j) / 2 is nearly exact and the small arguments have short series that are
 * relatively accurate near 0: no division, no e^x - e^-x. n = j - 1. Beyond j = 60 the 2^-j is out of sight */
INLINE_ void sinhcosh_unscaled_(double x, double *t, dd *sh, dd *ch) {
    exp_argument_ a = exp_argument_of_(x);
    double j = a.t - MAGIC_, r = a.r.hi, lo = a.r.lo;
    double back = pow2_(MAGIC_ - 2 * (j > 60 ? 60 : j)); /* 2^-2j */
    double cj = 1 + back, sj = 1 - back;                  /* 2 cosh, 2 sinh of j ln 2, over 2^j */
    double cj_lo = (1 - cj) + back, sj_lo = (1 - sj) - back;
    dd z = dd_two_prod(r, r);
    double y = z.hi, y2 = y * y;
    /* (sinh r - r)/r^3 and (cosh r - 1 - r^2/2)/r^4: Taylor coefficients, remainders below 2^-62 */
    double S = fma(fma(1.0 / 6227020800.0, y, 1.0 / 39916800.0), y2 * y2,
                   fma(fma(1.0 / 362880.0, y, 1.0 / 5040.0), y2, fma(1.0 / 120.0, y, 1.0 / 6.0)));
    double C = fma(fma(1.0 / 87178291200.0, y, 1.0 / 479001600.0), y2 * y2,
                   fma(fma(1.0 / 3628800.0, y, 1.0 / 40320.0), y2, fma(1.0 / 720.0, y, 1.0 / 24.0)));
    double s_lo = fma(r * y, S, lo), c_lo = fma(y2, C, fma(r, lo, 0.5 * z.lo)); /* sinh r = r + s_lo, ... */
    double h = 0.5 * y;                                                          /* cosh r = 1 + h + c_lo */
    dd u = dd_two_prod(cj, r), v = dd_two_prod(sj, r);
    dd p = dd_two_sum(sj, u.hi), q = dd_two_sum(cj, v.hi);
    double p_lo = p.lo + (u.lo + fma(cj_lo, r, sj_lo) + fma(cj, s_lo, sj * c_lo));
    double q_lo = q.lo + (v.lo + fma(sj_lo, r, cj_lo) + fma(sj, s_lo, cj * c_lo));
    dd m = dd_two_sum(p.hi, sj * h), w = dd_two_sum(q.hi, cj * h);
    *sh = dd_fast_two_sum(m.hi, m.lo + p_lo);
    *ch = dd_fast_two_sum(w.hi, w.lo + q_lo);
    *t = a.t - 1;
}

INLINE_ double sinh_(double x) {
    double t;
    dd s, c;
    sinhcosh_unscaled_(clamp_(fabs(x), 0, 720), &t, &s, &c);
    double f = scale2_(s.hi + s.lo, t);
    f = fabs(x) < 0x1p-30 ? x : copysign(f, x); /* subnormal x must not be halved on the way */
    return x == x ? f : x;
}

INLINE_ double cosh_(double x) {
    double t;
    dd s, c;
    sinhcosh_unscaled_(clamp_(fabs(x), 0, 720), &t, &s, &c);
    return scale2_(c.hi + c.lo, t);
}

/* ---- tanh, logistic and their slopes: all of u = e^-|y| ---- */

/* e^-a for a >= 0, as v * 2^n, and its scale; a beyond 800 is as good as 800 */
INLINE_ dd exp_minus_(double a, double *t) {
    return exp_unscaled_(dd_make(clamp_(-a, -800, 0), 0.0), t);
}

/* v / (1 + u)^power * 2^n, u = v * 2^n, power 1 or 2; the errors of the roundings are carried along */
INLINE_ double over_one_plus_(double v, double v_lo, dd one_plus, int square, double t) {
    double inverse = 1 / one_plus.hi;
    double miss = fma(-inverse, one_plus.hi, 1.0) - inverse * one_plus.lo; /* 1/(1+u) = inverse (1 + miss) */
    dd a = dd_two_prod(v, inverse), b = square ? dd_two_prod(a.hi, inverse) : a;
    double lo = square ? fma(a.lo, inverse, b.lo) + fma(v_lo, inverse * inverse, 2 * miss * b.hi)
                       : b.lo + fma(v_lo, inverse, miss * b.hi);
    return scale2_(b.hi + lo, t);
}

/* 1 + v 2^n for v 2^n <= 1.42 */
INLINE_ dd one_plus_scaled_(dd v, double t) {
    dd s = dd_fast_two_sum(1.0, scale2_(v.hi, t));
    return dd_make(s.hi, s.lo + scale2_(v.lo, t));
}

/* 1/(1+e^-x): 1/(1+u) or u/(1+u) with u = e^-|x|, neither of which can cancel */
INLINE_ double logistic_(double x) {
    double t;
    dd v = exp_minus_(fabs(x), &t), d = one_plus_scaled_(v, t);
    int right = x > 0;
    double f = over_one_plus_(right ? 1.0 : v.hi, right ? 0.0 : v.lo, d, 0, right ? MAGIC_ : t);
    return x == x ? f : x;
}

/* its derivative u/(1+u)^2 */
INLINE_ double logistic_slope_(double x) {
    double t;
    dd v = exp_minus_(fabs(x), &t);
    double f = over_one_plus_(v.hi, v.lo, one_plus_scaled_(v, t), 1, t);
    return x == x ? f : x;
}

/* 1/cosh^2 x = 4u/(1+u)^2, u = e^-2|x|: the slope of tanh, right down to its underflow */
INLINE_ double sech2_(double x) {
    double t;
    dd v = exp_minus_(2 * fabs(x), &t);
    double f = over_one_plus_(v.hi, v.lo, one_plus_scaled_(v, t), 1, t + 2);
    return x == x ? f : x;
}

/* sinh / cosh; 1 to the last bit beyond 20 */
INLINE_ double tanh_(double x) {
    double t, a = fabs(x);
    dd s, c;
    sinhcosh_unscaled_(clamp_(a, 0, 40), &t, &s, &c);
    dd q = dd_quotient_(s, c);
    double f = q.hi + q.lo;
    f = a < 0x1p-30 ? x : copysign(f, x);
    return x == x ? f : x;
}

/* ---- softplus and its two-argument form: the integral of the logistic function ---- */

/* log(1 + e^d) for d <= 0, e^d given as v * 2^n with t = n + MAGIC_ */
INLINE_ dd log1p_exp_(dd v, double t) {
    return log1p_sum_(scale2_(v.hi, t), scale2_(v.lo, t), 0.0);
}

/* max(x, 0) + log(1 + e^-|x|); Maechler, Accurately computing log(1 - exp(-|a|)), Rmpfr vignette, 2012 */
INLINE_ double log1pexp_(double x) {
    double t, top = x > 0 ? x : 0.0;
    dd v = exp_unscaled_(dd_make(clamp_(-fabs(x), -760, 0), 0.0), &t);
    dd l = log1p_exp_(v, t), s = dd_two_sum(top, l.hi);
    double f = s.hi + (s.lo + l.lo);
    f = x < -50 ? scale2_(v.hi + v.lo, t) : f; /* e^x itself, rounded once where it is subnormal */
    f = x > 50 ? x : f;
    return x == x ? f : x;
}

/* e^r for |r| <= 0.3466, relative error below 2^-70: six terms of the series by Horner's rule in
 * double-double, the rest (from r^6/720, below 2^-18) in double */
INLINE_ dd exp_long_(dd r) {
    double x = r.hi, x2 = x * x, x4 = x2 * x2;
    double a = fma(fma(0x1.71de3a56d30aap-19, x, 0x1.a01a01a019fb3p-16), x2,
                   fma(0x1.a01a01a019f4bp-13, x, 0x1.6c16c16c16c17p-10));
    double b = fma(fma(0x1.6198d18ce2e77p-33, x, 0x1.1eed84819006ap-29), x2,
                   fma(0x1.ae644182d42b3p-26, x, 0x1.27e4fb783d3c9p-22));
    dd p = dd_fast_two_sum(0x1.1111111111111p-7, x * fma(fma(0x1.940bb8ac99b6ap-37, x4, b), x4, a));
    p = dd_product_(r, dd_make(p.hi, p.lo + 0x1.1111111111111p-63));
    dd q = dd_fast_two_sum(0x1.5555555555555p-5, p.hi);
    p = dd_product_(r, dd_make(q.hi, q.lo + (p.lo + 0x1.5555555555555p-59)));
    q = dd_fast_two_sum(0x1.5555555555555p-3, p.hi);
    p = dd_product_(r, dd_make(q.hi, q.lo + (p.lo + 0x1.5555555555555p-57)));
    q = dd_fast_two_sum(0.5, p.hi);
    p = dd_product_(r, dd_make(q.hi, q.lo + p.lo));
    q = dd_fast_two_sum(1.0, p.hi);
    p = dd_product_(r, dd_make(q.hi, q.lo + p.lo));
    return dd_one_plus_(p);
}

/* top + log(1 + u) * unit, u = v 2^n with t = n + MAGIC_. The two terms cancel where the result is near 0,
 * so the logarithm is taken to 2^-67. Where top is infinite or past all rounding it is the result */
INLINE_ double add_log1p_(double x, double y, dd v, double t, dd unit) {
    double top = x > y ? x : y;
    dd u = dd_make(scale2_(v.hi, t), scale2_(v.lo, t)), one = dd_fast_two_sum(1.0, u.hi);
    dd l = log_dd_(dd_fast_two_sum(one.hi, one.lo + u.lo));
    l.hi = u.hi < 0x1p-40 ? u.hi : l.hi; /* u - u^2/2 where 1 + u would lose the low part of u */
    l.lo = u.hi < 0x1p-40 ? fma(-0.5 * u.hi, u.hi, u.lo) : l.lo;
    l = dd_product_(l, unit);
    dd s = dd_two_sum(top, l.hi);
    double f = s.hi + (s.lo + l.lo);
    f = fabs(top) > 0x1p70 ? top : f;
    f = x == x ? f : x;
    return y == y ? f : y;
}

/* -|x - y| as a sum, 0 between equal infinities, held above low */
INLINE_ dd distance_(double x, double y, double low) {
    dd d = dd_two_sum(x > y ? y : x, x > y ? -x : -y);
    d.lo = d.hi > low ? d.lo : 0.0;
    d.lo = x == y ? 0.0 : d.lo;
    d.hi = x == y ? 0.0 : clamp_(d.hi, low, 0);
    return d;
}

/* log(e^x + e^y): the larger + log(1 + e^-(difference)) */
INLINE_ double logaddexp_(double x, double y) {
    exp_argument_ a = exp_argument_of_sum_(distance_(x, y, -760));
    return add_log1p_(x, y, exp_long_(a.r), a.t, dd_make(1.0, 0.0));
}
INLINE_ double logaddexp2_(double x, double y) {
    dd d = distance_(x, y, -1100);
    double t = d.hi + MAGIC_, r = d.hi - (t - MAGIC_);
    dd e = dd_two_prod(r, LN2_HI_);
    e = dd_fast_two_sum(e.hi, fma(d.lo, LN2_HI_, fma(r, LN2_LO_, e.lo)));
    double f = add_log1p_(x, y, exp_long_(e), t, dd_make(LOG2E_HI_, LOG2E_LO_));
    return x == y ? x + 1 : f; /* exact at the zero (-1, -1) too */
}

/* ---- inverses: log(1 + w) with w small where the result is ---- */

/* log x = a + sqrt(a^2 + 1) = 1 + w, w = a + a^2 / (1 + sqrt(1 + a^2)). Beyond 2^54 it is log 2a */
INLINE_ double arcsinh_(double x) {
    double a = fabs(x);
    int big = a > 0x1p54;
    double b = big ? 0x1p54 : a;
    dd square = dd_two_prod(b, b), root = dd_sqrt_(dd_add_d(square, 1.0));
    dd w = dd_add_d(dd_quotient_(square, dd_add_d(root, 1.0)), b);
    dd l = log1p_sum_(big ? a : w.hi, big ? 0.0 : w.lo, big ? 1.0 : 0.0);
    double f = copysign(l.hi + l.lo, x);
    return a > 0x1p-30 && a < INFINITY_ ? f : x;
}

/* with w = (x - 1) + sqrt(x^2 - 1), both differences exact or as sums */
INLINE_ double arccosh_(double x) {
    int big = x > 0x1p54;
    double b = big ? 0x1p54 : x;
    dd root = dd_sqrt_(dd_add_d(dd_two_prod(b, b), -1.0)), w = dd_add(root, dd_two_sum(b, -1.0));
    dd l = log1p_sum_(big ? x : w.hi, big ? 0.0 : w.lo, big ? 1.0 : 0.0);
    double f = x > 1 ? l.hi + l.lo : x < 1 ? NAN_ : 0.0;
    f = x == INFINITY_ ? x : f;
    return x == x ? f : x;
}

/* half of log(1 + 2a/(1-a)) */
INLINE_ double arctanh_(double x) {
    double a = fabs(x);
    dd w = dd_quotient_(dd_make(2 * a, 0.0), dd_two_sum(1.0, -a)), l = log1p_sum_(w.hi, w.lo, 0.0);
    double f = copysign(0.5 * (l.hi + l.lo), x);
    f = a < 0x1p-30 ? x : f;
    f = a == 1 ? copysign(INFINITY_, x) : f;
    f = a > 1 ? NAN_ : f;
    return x == x ? f : x;
}

#endif
