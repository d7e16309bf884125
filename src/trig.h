/* Trigonometric functions.
 *
 * Reduction by Cody & Waite (Software Manual for the Elementary Functions, 1980) with fma: pi/2 in three
 * doubles of 53 bits each, the quadrant from a magic-number addition. Signs and quadrant are folded in
 * before the polynomials, so that after them only one select is left. */
#ifndef DUALNUM_TRIG_H
#define DUALNUM_TRIG_H

#include "explog.h"

/* Up to here x - n P1 is exact: |n| < 2^30, both terms are multiples of 2^-52 (or |n| <= 1), and the
 * difference is below 1. The fourth part of pi/2 would add less than 2^30 * 2^-164 */
#define TRIG_MAX 0x1p30
INLINE_ int trig_in_range_(double x) { return fabs(x) <= TRIG_MAX; }

/* sin and cos of r + lo as s.hi + s.lo and c.hi + c.lo, |r| <= 0.7854, both times the sign given.
 * |s.lo|, |c.lo| < 0.1: s.hi = r, c.hi = 1 - r^2/2 rounded, with its error in c.lo, as in fdlibm's k_sin.c
 * and k_cos.c but with the errors of the larger products as well. Polynomials: 2^-57 and 2^-60 absolute */
INLINE_ void sincos_reduced_(double r, double lo, double sign_s, double sign_c, dd *s, dd *c) {
    double z = r * r, z2 = z * z, z_lo = fma(r, r, -z), w = fma(-0.5, z, 1.0);
    double S = fma(fma(0x1.5d931c9fed211p-33, z2, fma(-0x1.ae5e66910b2f4p-26, z, 0x1.71de357818998p-19)), z2,
                   fma(-0x1.a01a019c11fa5p-13, z, 0x1.111111110f87dp-7));
    double C = fma(fma(-0x1.90058a0af9216p-37, z, 0x1.1eea967f8cda1p-29), z2 * z2,
                   fma(fma(-0x1.27e4f90862a69p-22, z, 0x1.a01a019e15900p-16), z2,
                       fma(-0x1.6c16c16c15fcap-10, z, 0x1.5555555555552p-5)));
    /* r - r^3/6 + r^5 S, with the rounding errors of r^2 and of r/6, and lo cos r */
    double rs = r * sign_s;
    dd sixth = dd_two_prod(rs, -0x1.5555555555549p-3);
    double s_rest = fma(lo * sign_s, w, fma(sixth.hi, z_lo, sixth.lo * z));
    *s = dd_make(rs, fma(rs * z2, S, fma(sixth.hi, z, s_rest)));
    /* 1 - r^2/2 + r^4 C, likewise; sin r = r is enough for the share of lo */
    double c_rest = fma(-0.5, z, 1 - w) - fma(r, lo, 0.5 * z_lo);
    *c = dd_make(w * sign_c, fma(z2 * sign_c, C, c_rest * sign_c));
}

/* what n, the multiple of pi/2, does: in the quadrant q = n mod 4 the sine's polynomial has the sign
 * + - - + and the cosine's + + - -; odd quadrants exchange the two. t = n + MAGIC_ */
typedef struct { double sign_s, sign_c, parity; } quadrant_;
INLINE_ quadrant_ quadrant_of_(double t) {
    uint64_t q = bits_(t), one = UINT64_C(0x3ff0000000000000), top = UINT64_C(0x8000000000000000);
    quadrant_ a;
    a.sign_s = from_bits_(one ^ (((q + 1) << 62) & top));
    a.sign_c = from_bits_(one ^ ((q << 62) & top));
    a.parity = from_bits_(one ^ ((q << 63) & top)); /* +1 even, -1 odd; a double, so that scalar code blends */
    return a;
}

/* x = n pi/2 + r: returns t = n + MAGIC_ */
INLINE_ double reduce_pio2_(double x, dd *r) {
    double t = fma(x, 0x1.45f306dc9c883p-1, MAGIC_), n = t - MAGIC_;
    dd p = dd_two_prod(n, 0x1.1a62633145c07p-54);
    dd d = dd_two_sum(fma(-n, 0x1.921fb54442d18p+0, x), -p.hi);
    d.lo += fma(n, 0x1.f1976b7ed8fbcp-110, -p.lo); /* the third part is negative */
    *r = d;
    return t;
}

/* The same for any x beyond TRIG_MAX, inf and NaN among them (reduce.c). */
double reduce_huge_(double x, dd *r);

INLINE_ double reduce_(double x, int total, dd *r) {
    double t = reduce_pio2_(x, r);
    if (total && !trig_in_range_(x)) t = reduce_huge_(x, r);
    return t;
}

INLINE_ void sincos_(double x, int total, double *s, double *c) {
    dd r, ps, pc;
    quadrant_ q = quadrant_of_(reduce_(x, total, &r));
    sincos_reduced_(r.hi, r.lo, q.sign_s, q.sign_c, &ps, &pc);
    double a = ps.hi + ps.lo, b = pc.hi + pc.lo;
    double sine = q.parity > 0 ? a : b, cosine = q.parity > 0 ? b : a;
    sine = x == 0 ? x : sine;
    *s = sine;
    *c = cosine;
}

INLINE_ double tan_(double x, int total) {
    dd r, s, c;
    quadrant_ q = quadrant_of_(reduce_(x, total, &r));
    sincos_reduced_(r.hi, r.lo, 1.0, 1.0, &s, &c);
    s = dd_fast_two_sum(s.hi, s.lo);
    c = dd_fast_two_sum(c.hi, c.lo);
    int even = q.parity > 0;
    dd n = {even ? s.hi : -c.hi, even ? s.lo : -c.lo}, d = {even ? c.hi : s.hi, even ? c.lo : s.lo};
    dd ratio = dd_quotient_(n, d);
    double f = ratio.hi + ratio.lo;
    f = x == 0 ? x : f;
    return f;
}

#define PI_HI 0x1.921fb54442d18p+1
#define PI_LO 0x1.1a62633145c07p-53

/* sin(pi x) and cos(pi x), unrounded. x - 2 rint(x/2) and then x - n/2 are exact, and pi times the rest
 * is a sum */
INLINE_ void sinpi_cospi_dd_(double x, dd *sine, dd *cosine) {
    double y = x - 2 * rint(0.5 * x), t = fma(2.0, y, MAGIC_), r = fma(-0.5, t - MAGIC_, y);
    dd p = dd_two_prod(r, PI_HI), s, c;
    quadrant_ q = quadrant_of_(t);
    sincos_reduced_(p.hi, fma(r, PI_LO, p.lo), q.sign_s, q.sign_c, &s, &c);
    *sine = q.parity > 0 ? s : c;
    *cosine = q.parity > 0 ? c : s;
}

/* ---- inverse functions: angles in [0, pi/2] from their tangents ---- */

/* base + arctan(n / d) for |n / d| <= tan(pi/8), as a sum. arctan t = t + t z P(z), z = t^2, with the
 * quotient's rounding error added back */
INLINE_ dd arctan_of_ratio_(dd n, dd d, double base, double base_lo) {
    dd quotient = dd_quotient_(n, d);
    double q = quotient.hi, q_lo = quotient.lo;
    double z = q * q, z2 = z * z, z4 = z2 * z2;
    double e = fma(fma(0x1.c71c70e01ec5dp-4, z, -0x1.249249229d443p-3), z2,
                   fma(0x1.99999999955abp-3, z, -0x1.555555555553cp-2));
    double g = fma(fma(0x1.df08e2f174c46p-5, z, -0x1.10eb42eb9faf6p-4), z2,
                   fma(0x1.3b110e556c8e2p-4, z, -0x1.745cf83a02c21p-4));
    double h = fma(-0x1.24da4a6976836p-6, z2, fma(0x1.37918e4c67389p-5, z, -0x1.9cb6f31012256p-5));
    double P = fma(fma(h, z4, g), z4, e);
    dd f = dd_fast_two_sum(base, q);
    return dd_make(f.hi, f.lo + fma(q * z, P, fma(-z, q_lo, q_lo) + base_lo));
}

/* The angle of the point (b, a), a and b >= 0 and not both 0: below tan(pi/8) arctan(a/b), below
 * tan(3 pi/8) pi/4 + arctan((a-b)/(a+b)), else pi/2 - arctan(b/a). Reduction as in Muller, Elementary
 * Functions, 3rd ed., ch. 11, with three intervals where fdlibm's s_atan.c has five. `down`, `up`: a - b
 * and a + b, which a caller may know better */
INLINE_ dd angle_(dd a, dd b, dd down, dd up) {
    int low = a.hi < 0.41421356 * b.hi, high = a.hi > 2.41421356 * b.hi;
    dd n = {low ? a.hi : high ? -b.hi : down.hi, low ? a.lo : high ? -b.lo : down.lo};
    dd d = {low ? b.hi : high ? a.hi : up.hi, low ? b.lo : high ? a.lo : up.lo};
    double base = low ? 0.0 : high ? 0x1.921fb54442d18p+0 : 0x1.921fb54442d18p-1;
    double base_lo = low ? 0.0 : high ? 0x1.1a62633145c07p-54 : 0x1.1a62633145c07p-55;
    return arctan_of_ratio_(n, d, base, base_lo);
}
/* pi minus an angle where `obtuse`, rounded */
INLINE_ double turn_(dd angle, int obtuse) {
    dd s = dd_two_sum(PI_HI, -angle.hi);
    double rest = s.hi + (s.lo + (PI_LO - angle.lo));
    return obtuse ? rest : angle.hi + angle.lo;
}

INLINE_ double arctan_(double x) {
    double a = fabs(x);
    a = 0x1p100 < a ? 0x1p100 : a; /* keeps infinity out of the quotient */
    dd f = angle_(dd_make(a, 0), dd_make(1, 0), dd_two_sum(a, -1.0), dd_two_sum(a, 1.0));
    return copysign(f.hi + f.lo, x);
}

/* the angle of the point (x, y), signs of zeros as in C99 annex F */
INLINE_ double arctan2_(double y, double x) {
    double a = fabs(y), b = fabs(x), big = a > b ? a : b;
    int backwards = copysign(1, x) < 0;
    double down = big > 0x1p500 ? 0x1p-600 : 0x1p400; /* exact, or of no consequence */
    double as = a * down, bs = b * down;
    as = big == INFINITY_ ? (a == INFINITY_ ? 1.0 : 0.0) : as;
    bs = big == INFINITY_ ? (b == INFINITY_ ? 1.0 : 0.0) : bs;
    bs = big == 0 ? 1.0 : bs;
    dd f = angle_(dd_make(as, 0), dd_make(bs, 0), dd_two_sum(as, -bs), dd_two_sum(as, bs));
    double r = turn_(f, backwards), tiny = a / b; /* rounded once where it is subnormal */
    r = a < 0x1p-60 * b ? (backwards ? r : tiny) : r;
    r = copysign(r, y);
    r = x != x ? x : r;
    return y != y ? y : r;
}

/* arcsin and arccos: angles of the point (sqrt(1 - x^2), x), the root unrounded */
INLINE_ dd cathetus_(double a) {
    dd square = dd_two_prod(a, a);
    return dd_sqrt_(dd_add_d(dd_neg(square), 1.0));
}
INLINE_ double arcsin_(double x) {
    double a = fabs(x);
    dd c = cathetus_(a), s = {a, 0}, f = angle_(s, c, dd_add_d(dd_neg(c), a), dd_add_d(c, a));
    double r = a < 0x1p-30 ? a : f.hi + f.lo;
    return a <= 1 ? copysign(r, x) : (x != x ? x : NAN_);
}
INLINE_ double arccos_(double x) {
    double a = fabs(x);
    dd c = cathetus_(a), s = {a, 0}, f = angle_(c, s, dd_add_d(c, -a), dd_add_d(c, a));
    double r = turn_(f, x < 0);
    return a <= 1 ? r : (x != x ? x : NAN_);
}

#endif
