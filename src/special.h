/* Special functions of one double: plain scalar functions, which branch, without state (thread-safe) and
 * with the same bits on every instruction set. Errors are in ulp (units in the last place of the result),
 * the largest found against mpmath in samples of the whole double range, subnormal results included. */
#ifndef DUALNUM_SPECIAL_H
#define DUALNUM_SPECIAL_H

double erf_(double x);        /* error function; 0.7 ulp (0.52 for normal results) */
double erfc_(double x);       /* 1 - erf(x) down to underflow at 27.2; 0.75 ulp (0.55 for normal results) */
double erf_slope_(double x);  /* erf'(x) = 2/sqrt(pi) exp(-x^2); 0.8 ulp (0.55 for normal results) */
double gammaln_(double x);    /* log|Gamma(x)|; +inf at 0, -1, -2, ... and at +-inf; 0.55 ulp */
double digamma_(double x);    /* psi = gammaln'; NaN at -1, -2, ... and -inf, -+inf at +-0; 0.55 ulp, for
                                 x < -12 and |psi| < 2^-8 an absolute 2^-61 */
double trigamma_(double x);   /* psi'; NaN at the poles and -inf; 1.1 ulp */
double tetragamma_(double x); /* psi''; NaN at the poles and -inf; 1.7 ulp, for |psi''| < 2^-7 at x < 0
                                 an absolute 2^-59 */

#endif
