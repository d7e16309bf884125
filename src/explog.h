/* Exponentials, logarithms and powers, and the bit-level helpers the sibling files share.
 *
 * Every function is branch-free (selects between values already computed) and built of + - * / fma() and
 * exact integer steps, so that it has the same bits on every instruction set and a plain loop over it
 * becomes vector code. Integer steps keep to what AVX2 has: no 64-bit arithmetic shift, no conversion
 * between int64 and double (adding a magic constant does both, as in Muller et al., Handbook of
 * Floating-Point Arithmetic, 2nd ed., section 10.2; Cody & Waite, Software Manual for the Elementary
 * Functions, 1980, for the two-constant reduction).
 *
 * Coefficients not marked otherwise come from interpolation with mpmath (400 bits) at Chebyshev nodes,
 * stretched towards 0 where the polynomial is multiplied by a power of its argument, rounded to double. */
#ifndef DUALNUM_EXPLOG_H
#define DUALNUM_EXPLOG_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "dd.h"

/* ---- bits ---- */

INLINE_ uint64_t bits_(double x) { uint64_t u; memcpy(&u, &x, sizeof u); return u; }
INLINE_ double from_bits_(uint64_t u) { double x; memcpy(&x, &u, sizeof x); return x; }

/* x + MAGIC_ rounds |x| < 2^51 to an integer and leaves that integer in the low bits */
#define MAGIC_ 0x1.8p52
#define MAGIC_BITS_ UINT64_C(0x4338000000000000)

/* 2^n for the integer n in t = n + MAGIC_, -1022 <= n <= 1023 */
INLINE_ double pow2_(double t) { return from_bits_((bits_(t) << 52) + UINT64_C(0x3ff0000000000000)); }

/* v * 2^n for the n in t = n + MAGIC_, |n| <= 2000, in two factors: only the last product can round */
INLINE_ double scale2_(double v, double t) {
    uint64_t n = bits_(t) - (MAGIC_BITS_ - 4096), half = n >> 1; /* shifted by 4096 to stay positive */
    return v * from_bits_((half - 1025) << 52) * from_bits_((n - half - 1025) << 52);
}

/* a positive normal number as m * 2^k with m in [sqrt(1/2), sqrt(2)): fdlibm's e_log.c by integer addition */
typedef struct { double m, k; uint64_t biased; } binade_;
INLINE_ binade_ binade_of_(double x) {
    uint64_t u = bits_(x) + (UINT64_C(0x3ff0000000000000) - UINT64_C(0x3fe6a09e667f3bcd)), e = u >> 52;
    binade_ b;
    b.biased = e;
    b.m = from_bits_((u & UINT64_C(0x000fffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd));
    b.k = from_bits_(e | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023);
    return b;
}

/* ln 2 in a part of 42 bits, whose product with |n| < 2^11 is exact, and 53 more */
#define LN2_HEAD_ 0x1.62e42fefa3800p-1
#define LN2_TAIL_ 0x1.ef35793c76730p-45
#define LN2_HI_ 0x1.62e42fefa39efp-1
#define LN2_LO_ 0x1.abc9e3b39803fp-56
#define LOG2E_HI_ 0x1.71547652b82fep+0
#define LOG2E_LO_ 0x1.777d0ffda0d24p-56
#define INFINITY_ ((double)INFINITY)
#define NAN_ ((double)NAN)

/* ---- exponential kernels ---- */

/* (e^r - 1 - r - r^2/2) / r^3 on |r| <= 0.3466, relative error 2^-52.8: all that one rounding needs */
#define EXP3_ 0x1.5555555555556p-3
#define EXP4_ 0x1.5555555555555p-5
#define EXP5_ 0x1.11111111109b4p-7
#define EXP6_ 0x1.6c16c16c167e1p-10
#define EXP7_ 0x1.a01a01a7c3d59p-13
#define EXP8_ 0x1.a01a01a47adc4p-16
#define EXP9_ 0x1.71de0daf7a6ccp-19
#define EXP10_ 0x1.27e4e1f5246c7p-22
#define EXP11_ 0x1.af38a71a18cb9p-26
#define EXP12_ 0x1.1f66de051eb02p-29

/* e^(hi+lo) - 1 for |hi| <= 0.3466 and lo below an ulp of hi; relative error below 2^-59.5 also near 0.
 * r + r^2/2 + r^3/6 with their rounding errors, then r^4 times (e^r - 1 - r - r^2/2 - r^3/6) / r^4, a
 * polynomial of its own with relative error 2^-53.4: that term is below 2^-10 */
INLINE_ dd expm1_reduced_(double hi, double lo) {
    dd square = dd_two_prod(hi, hi), cube = dd_two_prod(hi, square.hi);
    double r2 = square.hi, r4 = r2 * r2;
    double a = fma(fma(0x1.a01a01a019ddcp-13, hi, 0x1.6c16c16c167e1p-10), r2,
                   fma(0x1.1111111111111p-7, hi, 0x1.5555555555555p-5));
    double b = fma(fma(0x1.ae643b4a73afbp-26, hi, 0x1.27e4e1f5246c7p-22), r2,
                   fma(0x1.71de3a57c227cp-19, hi, 0x1.a01a01a47adc4p-16));
    double tail = r4 * fma(fma(fma(0x1.61a5c36a3481bp-33, hi, 0x1.1f66de051eb02p-29), r4, b), r4, a);
    dd sixth = dd_two_prod(cube.hi, 0x1.5555555555555p-3);
    sixth.lo += fma(cube.hi, 0x1.5555555555555p-57, fma(hi, square.lo, cube.lo) * 0x1.5555555555555p-3);
    dd p = dd_fast_two_sum(hi, 0.5 * r2), q = dd_fast_two_sum(p.hi, sixth.hi);
    double rest = fma(lo, fma(0.5, r2, hi), 0.5 * square.lo) + lo; /* lo e^r */
    return dd_fast_two_sum(q.hi, q.lo + (p.lo + (rest + sixth.lo + tail)));
}

/* e^(hi+lo) for the same arguments, as a sum with error below 2^-57: enough for one rounding */
INLINE_ dd exp_reduced_(double hi, double lo) {
    double r2 = hi * hi, r4 = r2 * r2;
    double a = fma(fma(EXP5_, hi, EXP4_), r2, fma(EXP3_, hi, 0.5));
    double b = fma(fma(EXP9_, hi, EXP8_), r2, fma(EXP7_, hi, EXP6_));
    double c = fma(EXP12_, r2, fma(EXP11_, hi, EXP10_));
    dd s = dd_fast_two_sum(1.0, hi);
    return dd_make(s.hi, s.lo + fma(fma(fma(c, r4, b), r4, a), r2, fma(lo, hi, lo)));
}

/* 1 + p */
INLINE_ dd dd_one_plus_(dd p) {
    dd s = dd_fast_two_sum(1.0, p.hi);
    return dd_fast_two_sum(s.hi, s.lo + p.lo);
}

/* x = n ln 2 + r: t = n + MAGIC_ and r as a sum, for |x| <= 1400. The head's product leaves an exact
 * difference; the tail's is at most 2^-33, so that its rounding error is below 2^-86 */
typedef struct { double t; dd r; } exp_argument_;
INLINE_ exp_argument_ exp_argument_of_(double x) {
    exp_argument_ a;
    a.t = fma(x, LOG2E_HI_, MAGIC_);
    double n = a.t - MAGIC_;
    a.r = dd_two_sum(fma(-n, LN2_HEAD_, x), -n * LN2_TAIL_);
    return a;
}

/* the same of a sum, with lo no more than an ulp of hi again: where a.r.hi is the smaller one, both are
 * below 2^-42 and what dd_fast_two_sum then loses is below 2^-95 */
INLINE_ exp_argument_ exp_argument_of_sum_(dd x) {
    exp_argument_ a = exp_argument_of_(x.hi);
    a.r = dd_fast_two_sum(a.r.hi, a.r.lo + x.lo);
    return a;
}

/* e^x = result * 2^n, result in [0.7, 1.42], relative error below 2^-60.5, |x| <= 1400 */
INLINE_ dd exp_unscaled_(dd x, double *t) {
    exp_argument_ a = exp_argument_of_sum_(x);
    *t = a.t;
    return dd_one_plus_(expm1_reduced_(a.r.hi, a.r.lo));
}

/* e^x where it is a normal number; relative error below 2^-60.5 */
INLINE_ dd exp_dd_(dd x) {
    double t;
    dd v = exp_unscaled_(x, &t);
    return dd_make(scale2_(v.hi, t), scale2_(v.lo, t));
}

/* e^x - 1 = result * 2^n with t = n + MAGIC_, for -45 <= x <= 1400: 2^n ((1 - 2^-n) + p). Beyond n = 100
 * the 2^-n cannot be seen any more and is held there */
INLINE_ dd expm1_unscaled_(double x, double *t) {
    exp_argument_ a = exp_argument_of_(x);
    double n = a.t - MAGIC_;
    dd one = dd_fast_two_sum(1.0, -pow2_(MAGIC_ - (n > 100 ? 100 : n)));
    dd left = dd_fast_two_sum(-pow2_(MAGIC_ - (n > 0 ? 0 : n)), 1.0); /* n < 0: 2^-n is the larger */
    one.hi = n < 0 ? left.hi : one.hi;
    one.lo = n < 0 ? left.lo : one.lo;
    *t = a.t;
    return dd_add(one, expm1_reduced_(a.r.hi, a.r.lo));
}

/* ---- exponentials ---- */

/* the order of the operands makes these one minsd / maxsd each, which hand on a NaN in x */
INLINE_ double clamp_(double x, double low, double high) {
    x = high < x ? high : x;
    return low > x ? low : x;
}

INLINE_ double exp_(double x) {
    x = clamp_(x, -760, 720);
    exp_argument_ a = exp_argument_of_(x);
    dd v = exp_reduced_(a.r.hi, a.r.lo);
    return scale2_(v.hi + v.lo, a.t);
}

INLINE_ double exp2_(double x) {
    x = clamp_(x, -1100, 1030);
    double t = x + MAGIC_, r = x - (t - MAGIC_);
    dd y = dd_two_prod(r, LN2_HI_);
    dd v = exp_reduced_(y.hi, fma(r, LN2_LO_, y.lo));
    return scale2_(v.hi + v.lo, t);
}

INLINE_ double expm1_(double x) {
    double t;
    dd v = expm1_unscaled_(clamp_(x, -45, 720), &t);
    double f = scale2_(v.hi + v.lo, t);
    return fabs(x) < 0x1p-60 ? x : f; /* -0, and no underflow on the way */
}

/* ---- logarithm kernels ---- */

/* log(1 + f + c) as a sum, f in [sqrt(1/2)-1, sqrt(2)-1] exact and c below an ulp of 1 + f; error below
 * 2^-57 of it. f - f^2/2 is taken exactly; the rest is s (f^2/2 + R) with s = f / (2 + f), fdlibm's e_log.c */
INLINE_ dd log1p_reduced_(double f, double c) {
    double s = f / (2 + f), z = s * s, z2 = z * z;
    double a = fma(fma(0x1.c71c522902963p-3, z, 0x1.24924941c8b93p-2), z2,
                   fma(0x1.99999999800afp-2, z, 0x1.5555555555592p-1));
    double b = fma(0x1.2eff732a81ac1p-3, z2, fma(0x1.39a256c630cc1p-3, z, 0x1.746638a52d121p-3));
    double R = z * fma(b, z2 * z2, a);
    dd half = dd_two_prod(0.5 * f, f), l = dd_fast_two_sum(f, -half.hi);
    double slope = fma(-2 * s, 1 - s, 1.0); /* (1-s)/(1+s) = 1/(1+f), to 1%: c is that small */
    l.lo = (l.lo - half.lo) + fma(s, half.hi + R, c * slope);
    return l;
}

/* k ln 2 + l as a sum; k is 0 or outweighs l */
INLINE_ dd add_ln2_(double k, dd l) {
    dd s = dd_fast_two_sum(k * LN2_HEAD_, l.hi);
    return dd_make(s.hi, s.lo + fma(k, LN2_TAIL_, l.lo));
}

/* the logarithm's values at the edge of its domain and outside */
INLINE_ double log_edges_(double x, double f) {
    f = x == INFINITY_ ? x : f;
    f = x == 0 ? -INFINITY_ : f;
    return x >= 0 ? f : (x < 0 ? NAN_ : x);
}

/* x = m 2^k for all positive x, subnormal ones first scaled up */
INLINE_ binade_ binade_any_(double x) {
    int tiny = x < 0x1p-1022;
    binade_ b = binade_of_(tiny ? x * 0x1p54 : x);
    b.k = tiny ? b.k - 54 : b.k;
    return b;
}

/* log(1 + x + lo) for 1 + x > 0, lo far below 1 + x; plus k ln 2, k >= 0 */
INLINE_ dd log1p_sum_(double x, double lo, double k) {
    dd u = dd_two_sum(1.0, x);
    binade_ b = binade_of_(u.hi);
    double c = (u.lo + lo) * 0.25 * from_bits_((2048 - b.biased) << 52); /* times 2^-k = 2^-2 2^(2-k) */
    int near = b.k == 0;                                                 /* 1 + x need not be formed */
    return add_ln2_(b.k + k, log1p_reduced_(near ? x : b.m - 1, near ? lo : c));
}

/* x y without the last normalization, for factors of a sum: dd_mul's error, a little overlap */
INLINE_ dd dd_product_(dd x, dd y) {
    dd c = dd_two_prod(x.hi, y.hi);
    c.lo += fma(x.hi, y.lo, x.lo * y.hi);
    return c;
}

/* n / d likewise, to about 2^-100, with one division: the correction needs no accurate inverse */
INLINE_ dd dd_quotient_(dd n, dd d) {
    double inverse = 1 / d.hi, q = n.hi * inverse;
    return dd_make(q, (fma(-q, d.hi, n.hi) + fma(-q, d.lo, n.lo)) * inverse);
}

/* log x for positive normal x.hi, relative error below 2^-68 also near 1. With s = (m-1)/(m+1),
 * log m = 2 s + 2/3 s^3 + 2/5 s^5 + ... (Muller, Elementary Functions, 3rd ed., ch. 4): three terms in
 * double-double, the rest below 2^-18 of the sum in double */
INLINE_ dd log_dd_(dd x) {
    int small = x.hi < 0x1p-900; /* scaled up so that 2^(2-k) below is a number */
    double scale = small ? 0x1p100 : 1.0;
    binade_ b = binade_of_(x.hi * scale);
    double k = small ? b.k - 100 : b.k;
    double lo = x.lo * scale * 0.25 * from_bits_((2048 - b.biased) << 52);
    dd den = dd_two_sum(b.m, 1.0), num = dd_two_sum(b.m - 1, lo);
    dd s = dd_quotient_(num, dd_make(den.hi, den.lo + lo)), z;
    s = dd_fast_two_sum(s.hi, s.lo);
    z = dd_product_(s, s);
    double y = z.hi, y2 = y * y;
    double a = fma(fma(0x1.3b13979569bd5p-3, y, 0x1.745d177536cc5p-3), y2,
                   fma(0x1.c71c71c6f2fa4p-3, y, 0x1.24924924924f4p-2));
    double c = fma(0x1.dfae62ed6c78dp-4, y2, fma(0x1.df8adabbdc6c0p-4, y, 0x1.111878da02edcp-3));
    dd p = dd_fast_two_sum(0x1.999999999999ap-2, y * fma(c, y2 * y2, a)); /* 2/5 and what follows */
    p = dd_product_(z, dd_make(p.hi, p.lo - 0x1.999999999999ap-56));
    dd q = dd_fast_two_sum(0x1.5555555555555p-1, p.hi); /* 2/3 */
    p = dd_product_(dd_product_(s, z), dd_make(q.hi, q.lo + (p.lo + 0x1.5555555555555p-55)));
    q = dd_fast_two_sum(2 * s.hi, p.hi);
    q = add_ln2_(k, dd_fast_two_sum(q.hi, q.lo + fma(2.0, s.lo, p.lo)));
    return dd_fast_two_sum(q.hi, q.lo);
}

/* ---- logarithms ---- */

INLINE_ double log_(double x) {
    binade_ b = binade_any_(x);
    dd l = add_ln2_(b.k, log1p_reduced_(b.m - 1, 0.0));
    return log_edges_(x, l.hi + l.lo);
}

/* k * unit + l / ln(base): unit = log 2 in that base, in two parts */
INLINE_ double log_base_(double x, double unit, double unit_lo, double inv, double inv_lo) {
    binade_ b = binade_any_(x);
    dd l = log1p_reduced_(b.m - 1, 0.0);
    l = dd_fast_two_sum(l.hi, l.lo);
    dd p = dd_two_prod(l.hi, inv), s = dd_fast_two_sum(b.k * unit, p.hi);
    double lo = fma(l.hi, inv_lo, fma(l.lo, inv, p.lo)) + fma(b.k, unit_lo, s.lo);
    return log_edges_(x, s.hi + lo);
}
INLINE_ double log2_(double x) { return log_base_(x, 1.0, 0.0, LOG2E_HI_, LOG2E_LO_); }
INLINE_ double log10_(double x) {
    return log_base_(x, 0x1.34413509f7800p-2, 0x1.fef311f12b358p-46, 0x1.bcb7b1526e50ep-2,
                     0x1.95355baaafad3p-57);
}

INLINE_ double log1p_(double x) {
    dd l = log1p_sum_(x, 0.0, 0.0);
    double f = log_edges_(1 + x, l.hi + l.lo);
    f = x == INFINITY_ ? x : f;
    return fabs(x) < 0x1p-60 ? x : f;
}

/* ---- powers ---- */

/* x^(e + rest) where e + rest = y - shift exactly, shift = 0, 1, 2: C99 F.9.4.4 for the exponent meant.
 * The signs come from the parity of y - shift, which need not be representable */
INLINE_ double pow_exponent_(double x, double y, int shift) {
    dd e = dd_two_sum(y, -(double)shift);
    double rest = fabs(y) < 0x1p65 ? e.lo : 0.0, ax = fabs(x);
    dd l = log_dd_(dd_make(ax, 0.0));
    double eh = clamp_(e.hi, -0x1p65, 0x1p65); /* |log x| >= 2^-53 or 0: past overflow and underflow */
    dd p = dd_two_prod(l.hi, eh);
    p = dd_fast_two_sum(p.hi, p.lo + fma(l.lo, eh, rest * l.hi));
    p.hi = ax == 0 ? eh * -INFINITY_ : p.hi;
    p.hi = ax == INFINITY_ ? eh * INFINITY_ : p.hi;
    p.lo = fabs(p.hi) < 800 ? p.lo : 0.0;
    p.hi = clamp_(p.hi, -800, 800);
    exp_argument_ a = exp_argument_of_sum_(p);
    dd v = exp_reduced_(a.r.hi, a.r.lo);
    double f = scale2_(v.hi + v.lo, a.t);

    double whole = floor(y), parity = y - 2 * floor(0.5 * y); /* 0 even, 1 odd; NaN for infinite y */
    parity = whole == y ? parity : 0.5;
    double exact = e.lo == 0 ? e.hi : NAN_; /* the exponent, if it is representable */
    double negative = ax < INFINITY_ ? x : 1.0; /* -inf to a broken power is defined */
    f = negative < 0 ? (whole == y ? f : NAN_) : f;
    f = copysign(f, parity == (shift & 1 ? 0 : 1) ? x : 1.0);
    f = x == x ? f : x;
    f = exact == 2 ? x * x : f;
    f = exact == 1 ? x : f;
    f = exact == 0 ? 1.0 : f;
    return x == 1 ? 1.0 : f;
}

INLINE_ double pow_(double x, double y) { return pow_exponent_(x, y, 0); }
INLINE_ double powm1_(double x, double y) { return pow_exponent_(x, y, 1); } /* x^(y-1) */
INLINE_ double powm2_(double x, double y) { return pow_exponent_(x, y, 2); } /* x^(y-2) */

/* x = sign * a * 2^(3q), a in [1, 8). An inverse cube root from a polynomial (2^-14.5 on [1, 2)), one cubic
 * step for it (2^-42), and a Newton step for the root itself with the residual in double-double:
 * Kahan, Computing a real cube root, 1991, without his division */
INLINE_ double cbrt_(double x) {
    double ax = fabs(x);
    int tiny = ax < 0x1p-1022;
    double w = tiny ? ax * 0x1p54 : ax;
    uint64_t u = bits_(w), e = u >> 52;
    double m = from_bits_((u & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x3ff0000000000000));
    double k = from_bits_(e | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023);
    double t = fma(k - 1, 0x1.5555555555555p-2, MAGIC_), j = fma(-3.0, t - MAGIC_, k); /* k = 3q + j */
    double a = m * (j == 0 ? 1.0 : j == 1 ? 2.0 : 4.0);
    double z = fma(0x1.c731837107b28p-6, m * m, fma(-0x1.bb1bec900c2fdp-3, m, 0x1.5e8accb9a7d37p-1));
    z = fma(z, m * m, fma(-0x1.2992df8a9809cp+0, m, 0x1.aa913e4c930ecp+0));
    z *= j == 0 ? 1.0 : j == 1 ? 0x1.965fea53d6e3dp-1 : 0x1.428a2f98d728bp-1;
    double r = fma(-a * z, z * z, 1.0); /* z (1-r)^(-1/3) = z (1 + r/3 + 2/9 r^2 + ...) */
    z = fma(z * r, fma(0x1.c71c71c71c71cp-3, r, 0x1.5555555555555p-2), z);
    double y = a * z * z;
    dd y2 = dd_two_prod(y, y), y3 = dd_two_prod(y2.hi, y);
    double residual = (y3.hi - a) + fma(y2.lo, y, y3.lo);
    y = fma(-residual, z * z * 0x1.5555555555555p-2, y);
    double q = t - MAGIC_ - (tiny ? 18 : 0), f = copysign(y * pow2_(q + MAGIC_), x);
    return ax > 0 && ax < INFINITY_ ? f : x;
}

#endif
