/* The chain step over arrays: partials block by block, applied to every direction. */
#include "arrays.h"

#include <string.h>

enum { BLOCK = 1024 };

static const double ZERO = 0, ONE = 1, MINUS_ONE = -1;

/* Partials of one block: each an array, or one number with step 0. */
typedef struct {
    const double *at[DN_PARTS];
    size_t step[DN_PARTS];
    int curved;         /* which curvatures there are */
    const double *over; /* slopes of x are divided by it, not multiplied by at[DN_DX]; or NULL */
    size_t over_step;
} partials;

static int varies(const dn_array *x) { return dn_width(x->s1) || dn_width(x->s2); }

static void set_partial(partials *p, int part, const double *at, size_t step) {
    p->at[part] = at;
    p->step[part] = step;
}

/* ---- shapes -------------------------------------------------------------------------------------- */

/* The directions of the result; e12 becomes non-NULL where it has mixed terms. */
void dn_array_shape(const dn_array *x, const dn_array *y, int curved, dn_array *r) {
    static double mixed;
    r->s1 = y ? dn_hull(x->s1, y->s1) : x->s1;
    r->s2 = y ? dn_hull(x->s2, y->s2) : x->s2;
    int any = curved || x->e12 || (y && y->e12);
    r->e12 = any && dn_width(r->s1) && dn_width(r->s2) ? &mixed : NULL;
}

int dn_array_curved(int op) {
    return op == DN_ARRAY_MULTIPLY ? DN_CURVED_XY : op == DN_ARRAY_DIVIDE ? DN_CURVED_XY | DN_CURVED_YY : 0;
}

/* ---- one block ----------------------------------------------------------------------------------- */

/* The slopes of an operand in direction i from element `at` on; NULL if it has none. */
static const double *row_of(const dn_array *x, const double *e, dn_span s, int i, size_t at) {
    return x && e && s.lo <= i && i < s.hi ? e + (size_t)(i - s.lo) * x->row + at * x->step : NULL;
}
static const double *mixed_of(const dn_array *x, int i, int j, size_t at) {
    if (!x || !x->e12 || i < x->s1.lo || i >= x->s1.hi || j < x->s2.lo || j >= x->s2.hi) return NULL;
    return x->e12 + ((size_t)(i - x->s1.lo) * dn_width(x->s2) + (j - x->s2.lo)) * x->row + at * x->step;
}

/* r (+)= slope of x times its partial + slope of y times its own; nothing is absent but `xe` or `ye` */
static int linear_part(const dn_array_loops *loops, const partials *p, size_t n, const double *xe, size_t xs,
                       const double *ye, size_t ys, int more, double *r) {
    if (xe) {
        if (p->over) (more ? loops->more_ratio : loops->ratio)[xs][p->over_step](n, xe, p->over, r);
        else (more ? loops->more_part : loops->part)[p->step[DN_DX]][xs](n, p->at[DN_DX], xe, r);
        more = 1;
    }
    if (ye) {
        (more ? loops->more_part : loops->part)[p->step[DN_DY]][ys](n, p->at[DN_DY], ye, r);
        more = 1;
    }
    return more;
}

static void slopes(const dn_array_loops *loops, const partials *p, size_t n, size_t at, const dn_array *x,
                   const double *xe, dn_span sx, const dn_array *y, const double *ye, dn_span sy, double *re,
                   dn_span sr, size_t row) {
    for (int i = sr.lo; i < sr.hi; i++) {
        double *r = re + (size_t)(i - sr.lo) * row + at;
        const double *a = row_of(x, xe, sx, i, at), *b = row_of(y, ye, sy, i, at);
        if (!linear_part(loops, p, n, a, x->step, b, y ? y->step : 0, 0, r)) memset(r, 0, n * sizeof *r);
    }
}

/* r (+)= curvature `part` times two slopes, as far as they are there */
static int bend(const dn_array_loops *loops, const partials *p, int part, size_t n, const double *s, size_t ss,
                const double *t, size_t ts, int more, double *r) {
    double room[BLOCK];
    if (!s || !t) return more;
    loops->twist[p->step[part]][ss][ts](n, p->at[part], s, t, more ? room : r);
    if (more) loops->value[DN_ARRAY_ADD][1][1](n, r, room, r);
    return 1;
}

static void mixed_row(const dn_array_loops *loops, const partials *p, size_t n, size_t at, const dn_array *x,
                      const dn_array *y, int i, int j, double *r) {
    const double *x1 = row_of(x, x->e1, x->s1, i, at), *x2 = row_of(x, x->e2, x->s2, j, at);
    int more = 0;
    if (p->curved & DN_CURVED_XX) more = bend(loops, p, DN_CXX, n, x1, x->step, x2, x->step, 0, r);
    if (y) {
        const double *y1 = row_of(y, y->e1, y->s1, i, at), *y2 = row_of(y, y->e2, y->s2, j, at);
        double room[BLOCK], *pair = more ? room : r;
        if (p->curved & DN_CURVED_XY) {
            int both = bend(loops, p, DN_CXY, n, x1, x->step, y2, y->step, 0, pair);
            both = bend(loops, p, DN_CXY, n, y1, y->step, x2, x->step, both, pair);
            if (both && more) loops->value[DN_ARRAY_ADD][1][1](n, r, pair, r);
            more |= both;
        }
        if (p->curved & DN_CURVED_YY) more = bend(loops, p, DN_CYY, n, y1, y->step, y2, y->step, more, r);
    }
    more = linear_part(loops, p, n, mixed_of(x, i, j, at), x->step, mixed_of(y, i, j, at), y ? y->step : 0, more, r);
    if (!more) memset(r, 0, n * sizeof *r);
}

static void apply(const dn_array_loops *loops, const partials *p, size_t n, size_t at, const dn_array *x,
                  const dn_array *y, dn_array *r) {
    dn_span none = {0, 0, 0};
    slopes(loops, p, n, at, x, x->e1, x->s1, y, y ? y->e1 : NULL, y ? y->s1 : none, r->e1, r->s1, r->row);
    slopes(loops, p, n, at, x, x->e2, x->s2, y, y ? y->e2 : NULL, y ? y->s2 : none, r->e2, r->s2, r->row);
    if (!r->e12) return;
    double *row = r->e12 + at;
    for (int i = r->s1.lo; i < r->s1.hi; i++)
        for (int j = r->s2.lo; j < r->s2.hi; j++, row += r->row) mixed_row(loops, p, n, at, x, y, i, j, row);
}

/* ---- partials out of range ------------------------------------------------------------------------- */

static double at_of(const double *row, size_t step, size_t i) { return row ? row[step * i] : 0.0; }

/* Element i of a block that starts at `at` again, by the chain step of one number. */
DN_COLD void apply_far(const dn_partials *p, size_t i, size_t at, const dn_array *x, const dn_array *y, dn_array *r) {
    static const dn_array none;
    if (!y) y = &none;
    for (int k = r->s1.lo; k < r->s1.hi; k++)
        r->e1[(size_t)(k - r->s1.lo) * r->row + at + i] = dn_slope(
            p, at_of(row_of(x, x->e1, x->s1, k, at), x->step, i), at_of(row_of(y, y->e1, y->s1, k, at), y->step, i));
    for (int k = r->s2.lo; k < r->s2.hi; k++)
        r->e2[(size_t)(k - r->s2.lo) * r->row + at + i] = dn_slope(
            p, at_of(row_of(x, x->e2, x->s2, k, at), x->step, i), at_of(row_of(y, y->e2, y->s2, k, at), y->step, i));
    if (!r->e12) return;
    double *row = r->e12 + at + i;
    for (int k = r->s1.lo; k < r->s1.hi; k++)
        for (int j = r->s2.lo; j < r->s2.hi; j++, row += r->row)
            *row = dn_mixed(p, at_of(row_of(x, x->e1, x->s1, k, at), x->step, i),
                            at_of(row_of(x, x->e2, x->s2, j, at), x->step, i), at_of(mixed_of(x, k, j, at), x->step, i),
                            at_of(row_of(y, y->e1, y->s1, k, at), y->step, i),
                            at_of(row_of(y, y->e2, y->s2, j, at), y->step, i),
                            at_of(mixed_of(y, k, j, at), y->step, i));
}

/* The elements of a block whose partials leave the range; xv, yv are their arguments, r->v the values. */
DN_COLD void far_elements(const partials *p, dn_far_fn far, size_t n, size_t at, const dn_array *x, const double *xv,
                         size_t xs, const dn_array *y, const double *yv, size_t ys, dn_array *r) {
    int order = r->e12 ? 2 : 1, active = varies(x) ? DN_X : 0;
    if (y && varies(y)) active |= DN_Y;
    for (size_t i = 0; i < n; i++) {
        double q[DN_PARTS] = {0}, a = xv[xs * i], b = y ? yv[ys * i] : 0;
        dn_wide room[DN_PARTS];
        for (int k = DN_DX; k < (order == 2 ? DN_PARTS : DN_CXX); k++)
            if (p->at[k]) q[k] = p->at[k][p->step[k] * i];
        dn_partials one = {r->v[at + i], q[DN_DX], q[DN_DY], q[DN_CXX], q[DN_CXY], q[DN_CYY], p->curved, 0, 0, NULL};
        if (p->over) one.divides = 1, one.over = p->over[p->over_step * i];
        dn_look_far(&one, far, a, b, active, order, room);
        if (one.far) apply_far(&one, i, at, x, y, r);
    }
}

/* ---- rows of the table ----------------------------------------------------------------------------- */

static int order_of(const dn_array *r) { return r->e12 ? 2 : dn_width(r->s1) || dn_width(r->s2) ? 1 : 0; }

void dn_array_unary(const dn_evaluators *set, int row, size_t n, const dn_array *x, dn_array *r) {
    double d[BLOCK], c[BLOCK];
    partials p = {{0}, {0}, DN_CURVED_XX, NULL, 0};
    set_partial(&p, DN_DX, d, 1);
    set_partial(&p, DN_CXX, c, 1);
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t m = n - at < BLOCK ? n - at : BLOCK;
        int left = set->unary[row].block[order_of(r)](m, x->v + at, r->v + at, d, c);
        apply(set->arrays, &p, m, at, x, NULL, r);
        if (left) far_elements(&p, set->far_unary[row], m, at, x, x->v + at, 1, NULL, NULL, 0, r);
    }
}

/* The values of an operand as a block; one number is spread out in `room`. */
static const double *spread(const dn_array *x, size_t n, double *room) {
    for (size_t i = 0; i < n; i++) room[i] = *x->v;
    return room;
}

void dn_array_binary(const dn_evaluators *set, int row, size_t n, const dn_array *x, const dn_array *y,
                     dn_array *r) {
    double q[DN_PARTS][BLOCK], room_x[BLOCK], room_y[BLOCK], *out[DN_PARTS];
    size_t most = n < BLOCK ? n : BLOCK;
    const double *xv = x->step ? NULL : spread(x, most, room_x), *yv = y->step ? NULL : spread(y, most, room_y);
    partials p = {{0}, {0}, DN_CURVED_XX | DN_CURVED_XY | DN_CURVED_YY, NULL, 0};
    for (int i = DN_DX; i < DN_PARTS; i++) {
        set_partial(&p, i, q[i], 1);
        out[i] = q[i];
    }
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t m = n - at < BLOCK ? n - at : BLOCK;
        out[DN_F] = r->v + at;
        const double *a = xv ? xv : x->v + at, *b = yv ? yv : y->v + at;
        int left = set->binary[row].block[order_of(r)](m, a, b, out);
        apply(set->arrays, &p, m, at, x, y, r);
        if (left) far_elements(&p, set->far_binary[row], m, at, x, a, 1, y, b, 1, r);
    }
}

void dn_array_rule(const dn_evaluators *set, double *const given[DN_PARTS], size_t n, const dn_array *x,
                   const dn_array *y, dn_array *r) {
    static const int bits[DN_PARTS] = {[DN_CXX] = DN_CURVED_XX, [DN_CXY] = DN_CURVED_XY, [DN_CYY] = DN_CURVED_YY};
    partials p = {{0}, {0}, 0, NULL, 0};
    set_partial(&p, DN_DX, &ZERO, 0);
    set_partial(&p, DN_DY, &ZERO, 0);
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t m = n - at < BLOCK ? n - at : BLOCK;
        for (int i = DN_DX; i < DN_PARTS; i++) {
            if (given[i]) set_partial(&p, i, given[i] + at, 1);
            if (given[i]) p.curved |= bits[i];
        }
        memcpy(r->v + at, given[DN_F] + at, m * sizeof(double));
        apply(set->arrays, &p, m, at, x, y, r);
    }
}

/* ---- the algebra: the partials of jet.h, of which most are operands as they are ----------------------- */

/* Says whether partials may have left the range. */
static int quotient(const dn_array_loops *loops, partials *p, size_t n, const dn_array *x, const double *xv,
                     const dn_array *y, const double *yv, int order, double q[DN_PARTS][BLOCK]) {
    p->over = yv;
    p->over_step = y->step;
    if (!varies(y)) return 0;
    int left = loops->quotient_dy[x->step][y->step](n, xv, yv, q[DN_DY]);
    set_partial(p, DN_DY, q[DN_DY], 1);
    if (order < 2) return left;
    loops->quotient_cxy[x->step][y->step](n, xv, yv, q[DN_CXY]);
    loops->quotient_cyy[x->step][y->step](n, xv, yv, q[DN_CYY]);
    set_partial(p, DN_CXY, q[DN_CXY], 1);
    set_partial(p, DN_CYY, q[DN_CYY], 1);
    return left;
}

void dn_array_algebra(const dn_evaluators *set, int op, size_t n, const dn_array *x, const dn_array *y,
                      dn_array *r) {
    double q[DN_PARTS][BLOCK];
    partials p = {{0}, {0}, dn_array_curved(op), NULL, 0};
    set_partial(&p, DN_DX, &ONE, 0);
    set_partial(&p, DN_DY, op == DN_ARRAY_SUBTRACT ? &MINUS_ONE : &ONE, 0);
    set_partial(&p, DN_CXY, &ONE, 0);
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t m = n - at < BLOCK ? n - at : BLOCK;
        int left = 0;
        const double *xv = x->v + at * x->step, *yv = y->v + at * y->step;
        if (op == DN_ARRAY_MULTIPLY) {
            set_partial(&p, DN_DX, yv, y->step);
            set_partial(&p, DN_DY, xv, x->step);
        } else if (op == DN_ARRAY_DIVIDE) {
            left = quotient(set->arrays, &p, m, x, xv, y, yv, order_of(r), q);
        }
        set->arrays->value[op][x->step][y->step](m, xv, yv, r->v + at);
        apply(set->arrays, &p, m, at, x, y, r);
        if (left)
            far_elements(&p, dn_divide_far, m, at, x, xv, x->step, y, yv, y->step, r);
    }
}

/* ---- sums ------------------------------------------------------------------------------------------------ */

void dn_array_sum(const dn_evaluators *set, size_t n, const dn_array *x, dn_jet *r) {
    int w1 = dn_width(x->s1), w2 = dn_width(x->s2);
    for (int i = 0; i < w1; i++) r->e1[i] = set->arrays->sum(n, x->e1 + (size_t)i * x->row) + 0.0;
    for (int i = 0; i < w2; i++) r->e2[i] = set->arrays->sum(n, x->e2 + (size_t)i * x->row) + 0.0;
    if (!r->mixed) return;
    for (int i = 0; i < dn_width(r->s1) * dn_width(r->s2); i++) /* r may have a direction that x does not store */
        r->e12[i] = x->e12 ? set->arrays->sum(n, x->e12 + (size_t)i * x->row) + 0.0 : 0.0;
}
