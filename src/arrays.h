/* Arrays of jets: n numbers, their values apart from their slopes, with a row of n slopes for each
 * direction. The functions here take the chain step of jet.h at every element, in blocks short enough
 * for the first-level cache: the partials of a block are computed once and applied to each direction.
 * So an element has the bits of the scalar. */
#ifndef DUALNUM_ARRAYS_H
#define DUALNUM_ARRAYS_H

#include <stddef.h>

#include "jet.h"
#include "rules.h"

/* As dn_jet, each part an array. With step 0 one number stands for all n. */
typedef struct {
    double *v;
    size_t step;
    dn_span s1, s2;        /* which directions are stored; s2.n == 0 at first order, both n 0 for constants */
    double *e1, *e2, *e12; /* rows of slopes, `row` apart; e12: a row for each pair of directions, or NULL */
    size_t row;
} dn_array;

enum { DN_ARRAY_ADD, DN_ARRAY_SUBTRACT, DN_ARRAY_MULTIPLY, DN_ARRAY_DIVIDE, DN_ARRAY_OPS };

/* r has its spans, its room and all parts it is to get (dn_array_shape). Results do not overlap operands. */
void dn_array_shape(const dn_array *x, const dn_array *y, int curved, dn_array *r);
void dn_array_unary(const dn_evaluators *set, int row, size_t n, const dn_array *x, dn_array *r);
void dn_array_binary(const dn_evaluators *set, int row, size_t n, const dn_array *x, const dn_array *y, dn_array *r);
void dn_array_algebra(const dn_evaluators *set, int op, size_t n, const dn_array *x, const dn_array *y, dn_array *r);
int dn_array_curved(int op); /* which curvatures an operation has */
/* A rule given from outside: partials p[DN_F] to p[DN_CYY] as arrays of n; NULL where they are zero. */
void dn_array_rule(const dn_evaluators *set, double *const p[DN_PARTS], size_t n, const dn_array *x,
                   const dn_array *y, dn_array *r);

/* Sums of every row of slopes into those of one number, which has its spans and its room. */
void dn_array_sum(const dn_evaluators *set, size_t n, const dn_array *x, dn_jet *r);

/* ---- the loops under them, built once for each instruction set (array_loops.h) ---------------------- */

/* An operand of a loop is an array or, with step 0, one number: loops are indexed by the steps. */
typedef void (*dn_two_fn)(size_t n, const double *a, const double *b, double *r);
typedef void (*dn_three_fn)(size_t n, const double *a, const double *b, const double *c, double *r);

typedef struct dn_array_loops {
    dn_two_fn value[DN_ARRAY_OPS][2][2];
    /* of dn_divide; the slope says whether partials may have left the range */
    int (*quotient_dy[2][2])(size_t n, const double *a, const double *b, double *r);
    dn_two_fn quotient_cxy[2][2], quotient_cyy[2][2];
    dn_two_fn part[2][2];       /* r = dn_part(a, b) */
    dn_two_fn more_part[2][2];  /* r += dn_part(a, b) */
    dn_two_fn ratio[2][2];      /* r = dn_ratio(a, b) */
    dn_two_fn more_ratio[2][2];
    dn_three_fn twist[2][2][2]; /* r = dn_twist(a, b, c) */
    double (*sum)(size_t n, const double *a);
} dn_array_loops;

#endif
