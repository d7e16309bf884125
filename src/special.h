/* Special functions of one double, computed in double-double where the result needs it; error bounds
 * are measured against mpmath (ulp = unit in the last place of the result). Thread-safe: no global state. */
#ifndef DUALNUM_SPECIAL_H
#define DUALNUM_SPECIAL_H

double erf_(double x);        /* error function */
double erfc_(double x);       /* 1 - erf(x), relatively accurate down to the underflow at 27.2 */
double erf_slope_(double x);  /* erf'(x) = 2/sqrt(pi) exp(-x^2) */
double gammaln_(double x);    /* log|Gamma(x)|; +inf at the poles 0, -1, -2, ... and at +-inf */
double digamma_(double x);    /* psi = gammaln'; NaN at -1, -2, ... and -inf; -+inf at +-0 */
double trigamma_(double x);   /* psi'; NaN at the poles and -inf */
double tetragamma_(double x); /* psi''; NaN at the poles and -inf */

#endif
