/* erf, erfc and the slope of erf.
 *
 * Below 4 erf has polynomials of its own. erfc(x) = exp(-x^2) F(x), where exp takes x^2 exactly (its
 * condition number 2 x^2, up to 1480 here, is what costs the textbook form its last digits) and F =
 * erfcx varies slowly: W. J. Cody, Rational Chebyshev approximations for the error function, Math.
 * Comp. 23 (1969) 631-637, with polynomials on four ranges in place of his rationals. */
#include "special.h"

#include "explog.h"
#include "special_poly.h"

/* erf(x)/x by t = x^2 in [0, 1/4] */
static const dd ERF_LEAD[] = {
    {1.1283791670955126, 1.5311171827997225e-17}, {-0.3761263890318375, -2.268699391739138e-17},
    {0.1128379167095487, -3.0426736991883733e-18}};
static const double ERF_TAIL[] = {
    -0.02686617064499972, 0.0052239776220169365, -0.0008548326510724796, 0.00012055286202005714,
    -1.4923003368152099e-05, 1.637123442577e-06, -1.462091340945175e-07};

/* erf(x) on [1/2, 1], [1, 2] and [2, 4] by t = x - 3/4, x - 3/2 and x - 3 */
static const dd ERF_HALF_LEAD[] = {
    {0.7111556336535151, 4.699684761545256e-17}, {0.6429310691952074, -4.291202903304385e-17},
    {-0.48219830189640556, 1.3982691751775878e-17}};
static const double ERF_HALF_TAIL[] = {
    0.026788794549800297, 0.15068696934264217, -0.05324272916772567, -0.02687250953474677,
    0.018435235177597414, 0.0023017884284924767, -0.003968260426754612, 0.00018602800200574044,
    0.0006239830042509256, -0.00010610397594795573, -7.573293865063702e-05, 2.131892774600363e-05,
    7.041116178329282e-06};
static const dd ERF_ONE_LEAD[] = {
    {0.9661051464753108, -3.3867031441680696e-17}, {0.11893028922362939, -3.5719327002208624e-18},
    {-0.17839543383544407, 1.0680988569555355e-17}};
static const double ERF_ONE_TAIL[] = {
    0.13875200409423133, -0.044598858458861204, -0.014866286152746044, 0.01932617199885317,
    -0.004743053207835929, -0.0023626776211650162, 0.0017098196672546224, -9.291428106724173e-05,
    -0.0002544495759217921, 7.768994601400183e-05, 1.7962605539251335e-05, -1.4091941667864247e-05,
    5.683602380200433e-07, 1.5308229035011648e-06, -2.8070456752601277e-07, -1.0105765937126117e-07};
static const dd ERF_TWO_LEAD[] = {
    {0.9999779095030014, 5.339744223330955e-17}, {0.0001392530519467478, 5.3042740210812834e-21},
    {-0.0004177591558401754, 8.198735633504693e-21}, {0.000789100627698249, 7.139526836471853e-21}};
static const double ERF_TWO_TAIL[] = {
    -0.0010443978896038637, 0.0010165472792107277, -0.0007380411752567822, 0.00039057165523196253,
    -0.0001347770615826965, 1.3906885383834167e-05, 1.5616238502919577e-05, -1.07936180567731e-05,
    3.0307006967857506e-06, 1.233844171439127e-07, -4.525044888291349e-07, 1.6574181597995179e-07,
    -9.404180887582471e-09, -1.4984751948307282e-08, 6.023366403487846e-09, -3.8953241192013025e-10,
    -4.835241922731607e-10, 1.5915503274299162e-10, 9.757320412133875e-12, -1.0623861863367506e-11};

/* erfcx(x) = exp(x^2) erfc(x) on [1/2, 1], [1, 2] and [2, 4] by t = x - 3/4, x - 3/2 and x - 3 */
static const dd CX_HALF_LEAD[] = {
    {0.5069376502931449, -5.335681035462232e-17}, {-0.3679726916557954, 1.0690136096273379e-17},
    {0.2309581315512983, -1.2350432957666625e-17}};
static const double CX_HALF_TAIL[] = {
    -0.12983606199487813, 0.06679054252756783, -0.03189726204019368, 0.014289198666091785,
    -0.006051532258236163, 0.002437637348879293, -0.0009385135840131843, 0.00034675112699586235,
    -0.00012332254905491935, 4.236277872839012e-05, -1.4426531927022256e-05, 4.6468063021709155e-06};
static const dd CX_ONE_LEAD[] = {
    {0.3215854164543175, 1.703391687991039e-17}, {-0.16362291773256007, 7.926407899527458e-18},
    {0.07615103985547739, -1.7722786201752354e-18}, {-0.032930905299562635, -3.2168954141787483e-18}};
static const double CX_ONE_TAIL[] = {
    0.013377340953068511, -0.005145957547985475, 0.0018861348769562312, -0.0006619300663930904,
    0.00022330994586274217, -7.265892257522832e-05, 2.2864294807967016e-05, -6.974987241686018e-06,
    2.067088490322641e-06, -5.961119446974675e-07, 1.6708703859197203e-07, -4.585146974854072e-08,
    1.329844554951821e-08, -3.4778531023839574e-09};
static const dd CX_TWO_LEAD[] = {
    {0.17900115118138996, -5.552119524704471e-18}, {-0.05437226000717287, 6.977672637441872e-19},
    {0.01588437115987136, 7.523064975172644e-19}, {-0.00447943101837258, 3.461977345146365e-19}};
static const double CX_TWO_TAIL[] = {
    0.0012230390523759822, -0.00032412554449670324, 8.355413963925958e-05, -2.0989464462229973e-05,
    5.146436493852072e-06, -1.2333677143104898e-06, 2.8926692938101366e-07, -6.646690382092543e-08,
    1.4977112890287265e-08, -3.312780752600577e-09, 7.206556491473509e-10, -1.539306000137148e-10,
    3.165046186861128e-11, -6.555844952443731e-12, 1.6647790649164353e-12, -3.32463503923892e-13};

/* x erfcx(x) on [4, 27.5] by t = 1/x^2 */
static const dd CX_FOUR_LEAD[] = {
    {0.5641895835477563, 1.7215697995754352e-18}, {-0.2820947917738676, -1.3416052706165992e-17}};
static const double CX_FOUR_TAIL[] = {
    0.4231421876534966, -1.0578554664558775, 3.7024935388216407, -16.661134721975603, 91.62761453147125,
    -594.9636337500235, 4430.148870146327, -36421.219458733314, 310689.1713350454, -2515363.0781009113,
    17407080.91463098, -91739689.69061676, 316373949.71786785, -524707019.5847246};

static const dd TWO_OVER_SQRT_PI = {1.1283791670955126, 1.533545961316588e-17};
static const dd SHIFT = {354.891356446692, 1.1873519686893054e-14}; /* 512 log 2 */
static const double UNSHIFT = 0x1p-512;
static const double BIG = 20; /* beyond this exp(-x^2) is kept times 2^512, away from the subnormals */
static const double NOTHING = 27.3; /* beyond this erfc and erf' are less than half the least subnormal */

/* exp(-x^2), times 2^512 for x > BIG */
static dd gauss(double x) {
    dd y = dd_neg(dd_two_prod(x, x));
    return exp_dd_(x > BIG ? dd_add(y, SHIFT) : y);
}

static dd erfcx_dd(double x) {
    if (x < 1) return POLY_D(CX_HALF, x - 0.75);
    if (x < 2) return POLY_D(CX_ONE, x - 1.5);
    if (x < 4) return POLY_D(CX_TWO, x - 3);
    double t = 1 / (x * x); /* its rounding counts 2^-6: the leading coefficient rules */
    dd f = POLY_D(CX_FOUR, t);
    double q = f.hi / x; /* f/x with the remainder of the division */
    return dd_fast_two_sum(q, (fma(-q, x, f.hi) + f.lo) / x);
}

/* erfc(x) for 1/2 <= x <= NOTHING, times 2^512 for x > BIG */
static dd erfc_tail(double x) { return dd_mul(gauss(x), erfcx_dd(x)); }

static dd erf_small(double x) { return dd_mul_d(POLY_DD(ERF, dd_two_prod(x, x)), x); }

double erf_(double x) {
    double a = fabs(x), f;
    if (a < 0.5) f = erf_small(x).hi;
    else if (a < 1) f = POLY_D(ERF_HALF, a - 0.75).hi;
    else if (a < 2) f = POLY_D(ERF_ONE, a - 1.5).hi;
    else if (a < 4) f = POLY_D(ERF_TWO, a - 3).hi;
    else if (a < 6) f = dd_add_d(dd_neg(erfc_tail(a)), 1).hi;
    else f = a >= 6 ? 1 : x; /* NaN */
    return copysign(f, x);   /* -0 stays -0 */
}

double erfc_(double x) {
    double a = fabs(x);
    if (a < 0.5) return dd_add_d(dd_neg(erf_small(x)), 1).hi;
    if (x < -6) return 2;
    if (x < 0) return dd_add_d(dd_neg(erfc_tail(a)), 2).hi;
    if (x > NOTHING) return 0;
    if (x != x) return x;
    return x > BIG ? erfc_tail(x).hi * UNSHIFT : erfc_tail(x).hi;
}

double erf_slope_(double x) {
    double a = fabs(x);
    if (a > NOTHING) return 0;
    if (x != x) return x;
    double s = dd_mul(gauss(a), TWO_OVER_SQRT_PI).hi;
    return a > BIG ? s * UNSHIFT : s;
}
