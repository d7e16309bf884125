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

/* ---- selects -------------------------------------------------------------------------------- */

INLINE_ double nan0_(double x) { return x != x ? x : 0.0; }
INLINE_ double sign_(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x == 0 ? 0.0 : x; }
INLINE_ double if_(int defined, double value) { return defined ? value : NAN; }

/* x times a constant in two parts, rounded once */
INLINE_ double scaled_(double x, double hi, double lo) {
    double f = x * hi;
    return f != 0 && fabs(f) < INFINITY ? fma(x, hi, x * lo) : f;
}

/* ---- inverse functions: radicals that neither overflow nor cancel, rounded once by fma ------------- */

/* 1 - x^2 */
INLINE_ double circle_(double x) { return fma(-x, x, 1.0); }
/* beyond this 1 is nothing beside x^2 */
#define FAR_ 0x1p500

INLINE_ double arctan_slope_(double x) {
    return fabs(x) < FAR_ ? 1 / fma(x, x, 1.0) : 1 / x / x;
}
INLINE_ double arctan_curvature_(double x) {
    double s = fma(x, x, 1.0);
    return fabs(x) < FAR_ ? -2 * x / s / s : nan0_(x);
}
INLINE_ double arcsinh_slope_(double x) {
    return fabs(x) < FAR_ ? 1 / sqrt(fma(x, x, 1.0)) : 1 / fabs(x);
}
INLINE_ double arcsinh_curvature_(double x) {
    double s = fma(x, x, 1.0);
    return fabs(x) < FAR_ ? -(x / s / sqrt(s)) : -(1 / x / fabs(x));
}
INLINE_ double arccosh_slope_(double x) {
    return if_(x >= 1, x < FAR_ ? 1 / sqrt(fma(x, x, -1.0)) : 1 / x);
}
INLINE_ double arccosh_curvature_(double x) {
    double s = fma(x, x, -1.0);
    return if_(x >= 1, x < FAR_ ? -(x / s / sqrt(s)) : -(1 / x / x));
}

/* ---- the plane: hypot and arctan2 ------------------------------------------------------------------ */

/* A point scaled by a power of two, so that nothing over- or underflows that need not, with its squares
 * (products exact, sums rounded once) and its distance: the root corrected by its residual, as in C. F.
 * Borges, An improved algorithm for hypot(a, b), arXiv:1904.09481, section 3. */
typedef struct {
    double x, y, xx_yy, h2, h; /* xx_yy: x^2 - y^2 */
    double down, up;                   /* the scale and its inverse */
    double far;                        /* 1 where a coordinate is infinite and none NaN */
} plane_;

INLINE_ plane_ plane_of_(double x, double y) {
    plane_ p;
    double a = fabs(x), b = fabs(y), big = a > b ? a : b;
    uint64_t biased = bits_(big) >> 52;
    biased = biased < 4 ? 4 : biased;
    biased = biased > 2040 ? 2040 : biased;
    p.up = from_bits_(biased << 52);
    p.down = from_bits_((2046 - biased) << 52);
    p.x = x * p.down;
    p.y = y * p.down;
    dd u = dd_two_prod(p.x, p.x), w = dd_two_prod(p.y, p.y), sum = dd_two_sum(u.hi, w.hi);
    double lo = sum.lo + (u.lo + w.lo), h = sqrt(sum.hi);
    p.xx_yy = (u.hi - w.hi) + (u.lo - w.lo);
    p.h2 = sum.hi + lo;
    p.h = h + (fma(-h, h, sum.hi) + lo) / (2 * h);
    p.h = big == 0 ? 0.0 : p.h;
    p.h = a == INFINITY ? a : p.h;
    p.h = b == INFINITY ? b : p.h;
    p.far = a == INFINITY ? 1.0 : 0.0;
    p.far = b == INFINITY ? 1.0 : p.far;
    p.far = x != x ? 0.0 : p.far;
    p.far = y != y ? 0.0 : p.far;
    return p;
}
/* x / hypot(x, y), given; 0 at the origin, the mean over all directions */
INLINE_ double cosine_(double x, double y, double ratio) {
    double edge = fabs(y) < INFINITY ? copysign(1, x) : NAN;
    ratio = fabs(x) == INFINITY ? edge : ratio;
    ratio = x == 0 ? (y == 0 ? 0.0 : ratio) : ratio;
    return ratio;
}
/* a curvature of hypot: u v / hypot^3, u last because its square might underflow */
INLINE_ double bent_(plane_ p, double u, double v) {
    return p.far > 0 ? 0.0 : u * (v / p.h2 / p.h * p.down);
}
/* slopes of arctan2: v / (x^2 + y^2), and curvatures: v / (x^2 + y^2)^2 */
INLINE_ double turned_(plane_ p, double v) { return p.far > 0 ? 0.0 : v / p.h2 * p.down; }
INLINE_ double turned2_(plane_ p, double v) { return p.far > 0 ? 0.0 : v / p.h2 / p.h2 * p.down * p.down; }

/* ---- logarithms, unrounded ------------------------------------------------------------------------- */

/* log x for positive finite x */
INLINE_ dd log_pair_(double x) {
    binade_ b = binade_any_(x);
    return add_ln2_(b.k, log1p_reduced_(b.m - 1, 0.0));
}

/* ---- power ----------------------------------------------------------------------------------------- */
/* An integer exponent never sees a logarithm of the base; 0 * inf is decided here. Where x^(y-1) or
 * x^(y-2) over- or underflows though the product would not, the lower power is divided by x instead. */

INLINE_ double power_dx_(double x, double y, double f) {
    double p = powm1_(x, y), d = y * p;
    d = fabs(p) == INFINITY ? (x == 0 || fabs(x) == INFINITY ? d : y / x * f) : d;
    return y == 0 ? 0.0 : d;
}
INLINE_ double power_cxx_(double x, double y, double dx) {
    double p = powm2_(x, y), c = y * p * (y - 1), far = dx * (y - 1) / x;
    far = x == 0 || fabs(x) == INFINITY ? c : far;
    c = fabs(p) == INFINITY ? far : c;
    c = p == 0 ? far : c;
    c = y == 1 ? 0.0 : c;
    return y == 0 ? 0.0 : c;
}
/* x^y log x: 0 where x^y is 0, also at x = 0 */
INLINE_ double power_dy_(double x, double f) {
    double d = f * log_(x);
    return f == 0 ? (x >= 0 ? 0.0 : d) : d;
}
INLINE_ double power_cyy_(double x, double dy) { return dy == 0 ? 0.0 : dy * log_(x); }
/* 1 + y log x, the sum unrounded */
INLINE_ double power_bracket_(double x, double y) {
    dd l = log_pair_(x), t = dd_two_prod(y, l.hi), sum = dd_two_sum(1.0, t.hi);
    double bracket = sum.hi + (sum.lo + fma(y, l.lo, t.lo)), rough = 1 + y * log_(x);
    bracket = fabs(rough) < 0x1p60 ? bracket : rough;
    return rough == rough ? bracket : rough;
}
/* x^(y-1) (1 + y log x) */
INLINE_ double power_cxy_(double x, double y) {
    double p = powm1_(x, y), c = p * power_bracket_(x, y);
    return p == 0 ? (x >= 0 ? 0.0 : c) : c;
}
/* x^y, whose value is f, as a product a b: by halves where f is no normal number */
typedef struct { double a, b; } power_;
INLINE_ power_ power_of_(double x, double y, double f) {
    int normal = fabs(f) >= 0x1p-1022 && fabs(f) < INFINITY;
    double half = pow_(fabs(x), 0.5 * y);
    power_ p = {normal ? f : copysign(half, f), normal ? 1 : half};
    return p;
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

/* ---- logit and xlogy ---------------------------------------------------------------------------- */

/* log(x / (1 - x)): the quotient to twice the precision, because near 1/2 it is near 1 */
INLINE_ double logit_(double x) {
    int small = x < 0x1p-60; /* 1 - x is 1, and the quotient might be subnormal */
    dd l = log_dd_(dd_div(dd_make(small ? 0.5 : x, 0), dd_two_sum(1, small ? -0.5 : -x)));
    double f = small ? log_(x) : l.hi + l.lo;
    return if_(x <= 1, x == 1 ? INFINITY : f);
}
/* x log y, 0 where x is 0; the logarithm unrounded */
INLINE_ double xlogy_(double x, double y) {
    dd l = log_pair_(y), p = dd_two_prod(x, l.hi);
    double f = x * log_(y), exact = p.hi + fma(x, l.lo, p.lo);
    f = y > 0 && y < INFINITY && fabs(p.hi) < INFINITY && fabs(p.hi) > 0x1p-900 ? exact : f;
    return x == 0 ? nan0_(y) : f;
}

/* ---- sinc ---------------------------------------------------------------------------------------- */

/* (-1)^k / (2k+1)! */
static const double SINC_TERMS[13] = {
    1 / 1.0, -1 / 6.0, 1 / 120.0, -1 / 5040.0, 1 / 362880.0, -1 / 39916800.0, 1 / 6227020800.0,
    -1 / 1307674368000.0, 1 / 355687428096000.0, -1 / 1.21645100408832e17, 1 /
    5.109094217170944e19, -1 / 2.5852016738884978e22, 1 / 1.5511210043330986e25,
};
/* sin(pi x) / (pi x) with slope (cos(pi x) - sinc) / x and curvature -pi^2 sinc - 2 slope / x. These
 * cancel: below 1/2 they are series in z = (pi x)^2, because sinc = sum of (-z)^k / (2k+1)!, k to 12 for
 * z < pi^2/4; elsewhere double-double. */
INLINE_ double sinc_(double x, double *d, double *c) {
    dd sine, cosine, one = {1, 0}, none = {0, 0}, at = {x, 0}, px = dd_two_prod(x, PI_HI);
    double a = fabs(x);
    int whole = a >= 0x1p53; /* an even number, and pi x may overflow */
    px.lo = fma(x, PI_LO, px.lo);
    sinpi_cospi_dd_(whole ? 0.0 : x, &sine, &cosine);
    dd f = whole ? none : a < 0x1p-30 ? one : dd_quotient_(sine, px);
    f = dd_fast_two_sum(f.hi, f.lo);
    dd pi2 = {0x1.3bd3cc9be45dep+3, 0x1.692b71366cc04p-51};
    dd far = dd_div(dd_add(cosine, dd_neg(f)), at), bend = dd_scale(dd_div(far, at), 2.0);
    double z = px.hi * px.hi, slope = 0, curve = 0;
    for (int k = 12; k >= 1; k--) { /* Horner */
        slope = fma(slope, z, 2 * k * SINC_TERMS[k]);
        curve = fma(curve, z, 2 * k * (2 * k - 1) * SINC_TERMS[k]);
    }
    *d = a < 0.5 ? pi2.hi * slope * x : far.hi;
    *c = a < 0.5 ? pi2.hi * curve : -dd_add(dd_mul(pi2, f), bend).hi;
    return x != x || a == INFINITY ? NAN : f.hi;
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
