/* FIRST STAND-IN: being replaced */
#include "special.h"
#include <math.h>
double lgamma_r(double, int *);
double erf_(double x) { return erf(x); }
double erfc_(double x) { return erfc(x); }
double erf_slope_(double x) { return 1.1283791670955126 * exp(-x * x); }
double gammaln_(double x) { int s; return lgamma_r(x, &s); }
double digamma_(double x) {
    double s = 0, w;
    if (x == 0) return -1 / x;
    if (x < 0) {
        if (x == floor(x)) return NAN;
        return digamma_(1 - x) - 3.141592653589793 / tan(3.141592653589793 * (x - rint(x)));
    }
    while (x < 10) s += 1 / x, x += 1;
    w = 1 / (x * x);
    return log(x) - 0.5 / x - w * (1 / 12. - w * (1 / 120. - w * (1 / 252. - w * (1 / 240. - w / 132)))) - s;
}
double trigamma_(double x) {
    double s = 0, w;
    if (x <= 0) {
        if (x == floor(x)) return NAN;
        double q = 3.141592653589793 / sin(3.141592653589793 * (x - rint(x)));
        return q * q - trigamma_(1 - x);
    }
    while (x < 10) s += 1 / (x * x), x += 1;
    w = 1 / (x * x);
    return s + (1 + 0.5 / x + w * (1 / 6. - w * (1 / 30. - w * (1 / 42. - w / 30)))) / x;
}
double tetragamma_(double x) {
    double s = 0, w;
    if (x <= 0) {
        if (x == floor(x)) return NAN;
        double a = 3.141592653589793 * (x - rint(x)), q = 3.141592653589793 / sin(a);
        return tetragamma_(1 - x) - 2 * q * q * q * cos(a);
    }
    while (x < 10) s += 2 / (x * x * x), x += 1;
    w = 1 / (x * x);
    return -s - w * (1 + 1 / x + w * (0.5 - w * (1 / 6. - w * (1 / 6. - w * 0.3))));
}
