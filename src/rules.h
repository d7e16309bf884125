/* The table as data: one record a row, and evaluators of order 0, 1 and 2 for one number and for blocks.
 *
 * The evaluators exist once for each instruction set the library was built for; all give the same bits. */
#ifndef DUALNUM_RULES_H
#define DUALNUM_RULES_H

#include <stddef.h>

#include "wide.h"

#define DN_ORDERS 3 /* 0: value; 1: with slopes; 2: with curvatures */

/* One number. A pair comes back in registers, which matters where a call costs as much as the sine. */
typedef struct { double f, d; } dn_pair;
typedef struct {
    double (*value)(double x);
    dn_pair (*slope)(double x);
    void (*curvature)(double x, double *out); /* f, d, c */
} dn_unary_scalar;

/* out: f, dx, dy, cxx, cxy, cyy as far as the order goes; `active` tells which arguments vary: partials
 * in the other one need not be written */
enum { DN_F, DN_DX, DN_DY, DN_CXX, DN_CXY, DN_CYY, DN_PARTS };
enum { DN_X = 1, DN_Y = 2, DN_XY = 3 };
typedef void (*dn_binary_fn)(double x, double y, int active, double *out);

/* Blocks of n numbers; arrays beyond the order are not touched. Says whether partials may have left the range
 * of doubles (wide.h); never so if the row has none that do. */
typedef int (*dn_unary_block_fn)(size_t n, const double *x, double *f, double *d, double *c);
typedef int (*dn_binary_block_fn)(size_t n, const double *x, const double *y, double *const out[DN_PARTS]);

typedef struct { dn_unary_scalar scalar; dn_unary_block_fn block[DN_ORDERS]; } dn_unary_eval;
typedef struct { dn_binary_fn scalar[DN_ORDERS]; dn_binary_block_fn block[DN_ORDERS]; } dn_binary_eval;

enum {
#define UNARY(name, ...) DN_##name,
#include "rules.def"
    DN_UNARY_COUNT
};
enum {
#define BINARY(name, ...) DN_##name,
#include "rules.def"
    DN_BINARY_COUNT
};

typedef struct {
    const char *name, *path;
    int arity, index; /* index among the rows of this arity */
    double lo, hi;
    int ulp;
    const char *value, *slopes, *curvatures; /* the statements as written, for documentation */
} dn_rule;

typedef struct { const char *alias, *name; } dn_alias;

/* Partials that leave the range of doubles, row by row (far.c); NULL where none does. */
extern const dn_far_fn DN_FAR_UNARY[DN_UNARY_COUNT], DN_FAR_BINARY[DN_BINARY_COUNT];

typedef struct {
    const char *isa;
    const struct dn_lane_loops *lanes;   /* lanes.h */
    const struct dn_array_loops *arrays; /* arrays.h */
    dn_unary_eval unary[DN_UNARY_COUNT];
    dn_binary_eval binary[DN_BINARY_COUNT];
    const dn_far_fn *far_unary, *far_binary;
} dn_evaluators;

extern const dn_rule DN_RULES[];
extern const size_t DN_RULE_COUNT;
extern const dn_alias DN_ALIASES[];
extern const size_t DN_ALIAS_COUNT;

/* All sets compiled in that this processor can run, slowest first, ended by NULL. */
const dn_evaluators *const *dn_available(void);

/* The same table, built for one instruction set each (isa_*.c). */
extern const dn_evaluators dn_eval_baseline, dn_eval_avx2, dn_eval_avx512;

#endif
