/* The elementary functions, one name each: sin x is sincos_, tanh x is tanh_, and so on; the trailing
 * underscore keeps clear of <math.h>.
 *
 *   dd.h          double-double arithmetic
 *   explog.h      exp exp2 expm1, log log2 log10 log1p, pow and its shifted forms, cbrt; INLINE_
 *   hyperbolic.h  sinh cosh tanh sech^2, logistic and its slope, softplus, logaddexp, arcsinh arccosh arctanh
 *   trig.h        sin cos tan, sin and cos of pi x, arcsin arccos arctan arctan2
 *
 * Conventions: static inline, no branch, no table, no state; every double is a valid argument and special
 * values are those of C99 annex F and NumPy. The exceptions are sincos_ and tan_: without `total` they are
 * valid for |x| <= TRIG_MAX only, so that a kernel can test a block once; with it they branch to reduce.c beyond.
 * `name_dd_` returns an unevaluated sum. Names ending in `_unscaled_` leave out a factor 2^n and hand back
 * t = n + MAGIC_ for scale2_().
 *
 * Same bits everywhere: compile with -ffp-contract=off and never with -ffast-math. */
#ifndef DUALNUM_ELEMENTARY_H
#define DUALNUM_ELEMENTARY_H

#include "dd.h"
#include "explog.h"
#include "hyperbolic.h"
#include "trig.h"

#endif
