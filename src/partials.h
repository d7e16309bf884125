/* What the rows of the table are written with: selects, constants, and the formulas for slopes and
 * curvatures that do not fit in a row. All branch-free. */
#ifndef DUALNUM_PARTIALS_H
#define DUALNUM_PARTIALS_H

#include "elementary.h"

/* pi/180 and 180/pi to twice the precision, so that the products round once */
#define RADIAN 0x1.1df46a2529d39p-6
#define RADIAN_LO 0x1.5c1d8becdd291p-62
#define DEGREE 0x1.ca5dc1a63c1f8p+5
#define DEGREE_LO -0x1.1e7ab456405f9p-49

#define LN2 LN2_HI_
#define LOG2_E LOG2E_HI_
#define LOG10_E 0x1.bcb7b1526e50ep-2
#define PI_HI 0x1.921fb54442d18p+1
#define PI_LO 0x1.1a62633145c07p-53

/* ---- selects -------------------------------------------------------------------------------- */

INLINE_ double nan0_(double x) { return x != x ? x : 0.0; }
INLINE_ double sign_(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x == 0 ? 0.0 : x; }
INLINE_ double if_(int defined, double value) { return defined ? value : NAN; }

/* ---- radicals that neither overflow nor cancel ----------------------------------------------- */

/* sqrt(1 + x^2) */
INLINE_ double hypot1_(double x) { return fabs(x) < 0x1p500 ? sqrt(1 + x * x) : fabs(x); }
/* sqrt(1 - x^2) and sqrt(x^2 - 1): the factors are exact near 1, where 1 - x*x cancels */
INLINE_ double circle_(double x) { return sqrt(1 - x) * sqrt(1 + x); }
INLINE_ double hyperbola_(double x) { return sqrt(x - 1) * sqrt(x + 1); }

/* ---- hypot and arctan2 ----------------------------------------------------------------------- */

/* sqrt(x^2 + y^2): scaled by a power of two, squared exactly, and the root corrected by its residual
 * (C. F. Borges, An improved algorithm for hypot(a, b), arXiv:1904.09481, section 3) */
INLINE_ double hypot_(double x, double y) {
    double a = fabs(x), b = fabs(y), big = a > b ? a : b, small = a > b ? b : a;
    double down = big > 0x1p500 ? 0x1p-600 : big < 0x1p-450 ? 0x1p600 : 1.0;
    double up = big > 0x1p500 ? 0x1p600 : big < 0x1p-450 ? 0x1p-600 : 1.0;
    dd u = dd_two_prod(big * down, big * down), w = dd_two_prod(small * down, small * down);
    dd sum = dd_fast_two_sum(u.hi, w.hi);
    double h = sqrt(sum.hi), rest = fma(-h, h, sum.hi) + (sum.lo + (u.lo + w.lo));
    double r = (h + rest / (2 * h)) * up;
    r = big == 0 ? 0.0 : r;
    r = x != x || y != y ? x + y : r;
    return a == INFINITY || b == INFINITY ? INFINITY : r;
}
/* x / hypot; 0 at the origin, the mean over all directions */
INLINE_ double hypot_dx_(double x, double h) {
    double r = fabs(x) == INFINITY ? copysign(1, x) : x / h;
    return h == 0 ? 0.0 : r;
}

/* a factor that keeps hypot of the scaled arguments finite and normal */
INLINE_ double plane_scale_(double x, double y) {
    return fabs(x) > 1 || fabs(y) > 1 ? 0x1p-2 : 0x1p+60;
}
/* y / (x^2 + y^2), the slope of arctan2(x, y) in x */
INLINE_ double arctan2_dx_(double x, double y) {
    double k = plane_scale_(x, y), h = hypot_(x * k, y * k);
    double r = y * k / h / h * k;
    return fabs(x) == INFINITY || fabs(y) == INFINITY ? nan0_(x + y) : r;
}
/* (x^2 - y^2) / (x^2 + y^2)^2 */
INLINE_ double arctan2_cxy_(double x, double y) {
    double k = plane_scale_(x, y), h = hypot_(x * k, y * k);
    double r = (x * k - y * k) / h * ((x * k + y * k) / h) / h * k / h * k;
    return fabs(x) == INFINITY || fabs(y) == INFINITY ? nan0_(x + y) : r;
}

/* ---- power ----------------------------------------------------------------------------------- */
/* An integer exponent never sees a logarithm of the base; 0 * inf at the base 0 is decided here. */

INLINE_ double power_dx_(double x, double y) { return y == 0 ? 0.0 : y * powm1_(x, y); }
INLINE_ double power_cxx_(double x, double y) {
    return y == 0 || y == 1 ? 0.0 : y * (y - 1) * powm2_(x, y);
}
/* x^y log x: 0 where x^y is 0, also at x = 0 */
INLINE_ double power_dy_(double x, double y, double f) {
    (void)y;
    return f == 0 && x >= 0 ? 0.0 : f * log_(x);
}
INLINE_ double power_cyy_(double x, double dy) { return dy == 0 ? 0.0 : dy * log_(x); }
/* x^(y-1) (1 + y log x) */
INLINE_ double power_cxy_(double x, double y) {
    double p = powm1_(x, y);
    return p == 0 && x >= 0 ? 0.0 : p * (1 + y * log_(x));
}

/* ---- logistic weights ------------------------------------------------------------------------ */

/* 1 / (1 + exp(-(w + lo))): the low part enters through the slope */
INLINE_ double logistic_sum_(double w, double lo) {
    return logistic_(w) + (fabs(w) < INFINITY ? logistic_slope_(w) * lo : 0.0);
}
/* exp(x) / (exp(x) + exp(y)); a tie is shared, also at infinity */
INLINE_ double softmax2_(double x, double y) {
    dd w = dd_two_sum(x, -y);
    return x == y ? 0.5 : logistic_sum_(w.hi, w.lo);
}
/* the same with powers of 2 */
INLINE_ double softmax2_base2_(double x, double y) {
    dd w = dd_two_sum(x, -y), p = dd_two_prod(w.hi, LN2);
    double lo = p.lo + fma(w.hi, LN2_LO_, w.lo * LN2);
    return x == y ? 0.5 : logistic_sum_(p.hi, lo);
}

/* ---- logarithms ------------------------------------------------------------------------------- */

/* log(x / (1 - x)): the quotient to twice the precision, because near 1/2 it is near 1 */
INLINE_ double logit_(double x) {
    int small = x < 0x1p-60; /* 1 - x is 1, and the quotient might be subnormal */
    dd l = log_dd_(dd_div(dd_make(small ? 0.5 : x, 0), dd_two_sum(1, small ? -0.5 : -x)));
    double f = small ? log_(x) : l.hi + l.lo;
    return if_(x <= 1, x == 1 ? INFINITY : f);
}
/* x log y, 0 where x is 0; the logarithm unrounded */
INLINE_ double xlogy_(double x, double y) {
    binade_ b = binade_any_(y);
    dd l = add_ln2_(b.k, log1p_reduced_(b.m - 1, 0.0)), p = dd_two_prod(x, l.hi);
    double f = y > 0 && y < INFINITY && fabs(p.hi) < INFINITY && fabs(p.hi) > 0x1p-900
                   ? p.hi + fma(x, l.lo, p.lo) : x * log_(y);
    return x == 0 ? nan0_(y) : f;
}

/* ---- sinc ---------------------------------------------------------------------------------------- */

/* sin(pi x) unrounded */
INLINE_ dd sinpi_dd_(double x) {
    double y = x - 2 * rint(0.5 * x), t = fma(2.0, y, MAGIC_), r = fma(-0.5, t - MAGIC_, y);
    dd p = dd_two_prod(r, PI_HI), s, c;
    quadrant_ q = quadrant_of_(t);
    sincos_reduced_(p.hi, fma(r, PI_LO, p.lo), q.sign_s, q.sign_c, &s, &c);
    return q.parity > 0 ? s : c;
}
/* (-1)^k / (2k+1)! */
static const double SINC_TERMS[13] = {
    1 / 1.0, -1 / 6.0, 1 / 120.0, -1 / 5040.0, 1 / 362880.0, -1 / 39916800.0, 1 / 6227020800.0,
    -1 / 1307674368000.0, 1 / 355687428096000.0, -1 / 1.21645100408832e17, 1 /
    5.109094217170944e19, -1 / 2.5852016738884978e22, 1 / 1.5511210043330986e25,
};
/* sin(pi x) / (pi x) with slope and curvature. Below 1/2 these are series in z = (pi x)^2, because
 * cos(pi x) - sinc(x) cancels: sinc = sum of (-z)^k / (2k+1)!, k to 11 for z < pi^2/4 */
INLINE_ double sinc_(double x, double *d, double *c) {
    double s, cosine, a = fabs(x);
    sinpi_cospi_(x, &s, &cosine);
    dd px = dd_two_prod(x, PI_HI);
    px.lo = fma(x, PI_LO, px.lo);
    dd sine = sinpi_dd_(x);
    dd ratio = dd_quotient_(sine, px);
    double f = a < 0x1p-30 ? 1.0 : ratio.hi + ratio.lo;
    f = a >= 0x1p53 ? 0.0 : f; /* an even number, and pi x may overflow */
    f = x != x || a == INFINITY ? NAN : f;
    double z = px.hi * px.hi, slope = 0, bend = 0;
    for (int k = 12; k >= 1; k--) { /* Horner */
        slope = fma(slope, z, 2 * k * SINC_TERMS[k]);
        bend = fma(bend, z, 2 * k * (2 * k - 1) * SINC_TERMS[k]);
    }
    double pi2 = PI_HI * PI_HI, far = (cosine - f) / x;
    *d = a < 0.5 ? pi2 * slope * x : far;
    *c = a < 0.5 ? pi2 * bend : -(pi2 * f) - 2 * (far / x);
    return f;
}

/* ---- the larger of two ----------------------------------------------------------------------- */

INLINE_ double larger_(double x, double y) { return x > y ? x : y > x ? y : x == y ? x : x + y; }
/* share of x: all, half at a tie, none; a NaN is chosen over a number */
INLINE_ double chosen_(int wins, double x, double y) {
    double nan_share = y != y ? 0.5 : 1.0;
    return wins ? 1.0 : x == y ? 0.5 : x != x ? nan_share : 0.0;
}
/* fmax, fmin: the number is chosen over a NaN */
INLINE_ double number_(double x, double y) { return x == x ? x : y; }
INLINE_ double kept_(int wins, double x, double y) {
    double both_nan = x != x ? 0.5 : 1.0;
    return wins ? 1.0 : x == y ? 0.5 : y != y ? both_nan : 0.0;
}

/* ---- division with remainder (NumPy's, whose remainder has the sign of the divisor) ------------ */

INLINE_ double mod_(double x, double y) {
    double r = fmod(x, y), shifted = (y < 0) != (r < 0) ? r + y : r;
    return r != 0 ? shifted : copysign(0.0, y);
}
INLINE_ double floor_divide_(double x, double y) {
    double r = fmod(x, y), q = (x - r) / y;
    q = r != 0 && (y < 0) != (r < 0) ? q - 1 : q;
    double whole = floor(q);
    whole = q - whole > 0.5 ? whole + 1 : whole;
    whole = q != 0 ? whole : copysign(0.0, x / y);
    return y != 0 ? whole : x / y;
}

#endif
