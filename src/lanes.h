/* Lanes: a block of n numbers that each carry their slope in one direction, and at second order the
 * second derivative in it: what a scalar function computes with when it is mapped over an array. Every
 * lane takes the chain step of jet.h, so it has the bits of the scalar. */
#ifndef DUALNUM_LANES_H
#define DUALNUM_LANES_H

#include <stddef.h>

#include "jet.h"
#include "rules.h"

typedef struct { double *v, *e, *c; } dn_lane; /* c is NULL at first order */

enum { DN_LANE_ADD, DN_LANE_SUBTRACT, DN_LANE_MULTIPLY, DN_LANE_DIVIDE, DN_LANE_OPS };

/* Each for orders 1 and 2. Results may not overlap operands. */
typedef void (*dn_lane_both_fn)(size_t n, const dn_lane *x, const dn_lane *y, dn_lane *r);
typedef void (*dn_lane_constant_fn)(size_t n, const dn_lane *x, double y, dn_lane *r);
/* r.e and r.c of a row of the table from r.v, its slopes d and curvatures c, or all six parts; `far` as in
 * rules.h where the partials may have left the range, else NULL */
typedef void (*dn_lane_unary_fn)(size_t n, dn_far_fn far, const double *d, const double *c, const dn_lane *x,
                                 dn_lane *r);
typedef void (*dn_lane_binary_fn)(size_t n, dn_far_fn far, double *const parts[DN_PARTS], const dn_lane *x,
                                  const dn_lane *y, dn_lane *r);

typedef struct dn_lane_loops {
    dn_lane_both_fn both[DN_LANE_OPS][2];        /* x op y */
    dn_lane_constant_fn right[DN_LANE_OPS][2];   /* x op constant */
    dn_lane_constant_fn left[DN_LANE_OPS][2];    /* constant op x */
    dn_lane_unary_fn unary[2];
    dn_lane_binary_fn binary[2];
} dn_lane_loops;

#endif
