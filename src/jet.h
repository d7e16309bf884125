/* Jets: a value with its slopes, and the chain step that every function and operator ends in.
 *
 * A jet has slopes e1 in the directions s1 and, at second order, slopes e2 in the directions s2 and the
 * mixed terms e12. Of the n directions of a set only those in [lo, hi) are stored; the others are
 * exactly zero. The seed of direction i stores one slope, a function of neighbours stores a few: work
 * and memory follow what a number depends on.
 *
 * An exactly zero slope stays zero whatever it is multiplied by, and no slope is ever -0.0: so a stored
 * zero and an absent one give the same bits. */
#ifndef DUALNUM_JET_H
#define DUALNUM_JET_H

#include <math.h>
#include <stddef.h>

#include "rules.h"

typedef struct { int n, lo, hi; } dn_span;

typedef struct {
    double v;
    dn_span s1, s2; /* s2.n == 0 at first order */
    int mixed;      /* whether e12 is stored */
    double *e1, *e2, *e12; /* e12: a row for each direction stored in e1, a column for each in e2 */
} dn_jet;

/* Partials of an operation on one or two jets. Curvatures that are structurally zero are absent. */
enum { DN_CURVED_XX = 1, DN_CURVED_XY = 2, DN_CURVED_YY = 4 };
typedef struct {
    double f, dx, dy, cxx, cxy, cyy;
    int curved;    /* which curvatures are present */
    int divides;   /* slopes of x are divided by `over`, not multiplied by dx */
    double over;
    const dn_wide *far; /* those that leave the range of doubles (dn_look_far), NULL if none does */
} dn_partials;

static inline int dn_width(dn_span s) { return s.hi - s.lo; }
/* The directions from the first to the last that either has; a constant (n == 0) takes those of the other. */
static inline dn_span dn_hull(dn_span a, dn_span b) {
    if (a.lo == a.hi) return b.lo == b.hi && a.n ? a : b;
    if (b.lo == b.hi) return a;
    dn_span r = {a.n, a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
    return r;
}

/* d * t, where t == 0 means: does not depend */
static inline double dn_part(double d, double t) { return t == 0 ? 0.0 : d * t + 0.0; }
static inline double dn_ratio(double t, double over) { return t == 0 ? 0.0 : t / over + 0.0; }
/* c * s * t of a curvature and two slopes, of which an exact zero wins again. The product of the slopes
 * may leave the range of doubles where the whole does not: then c goes to the one that brings it back. */
static inline int dn_tame(double s, double t) {
    double p = fabs(s * t);
    return s == 0 || t == 0 || (p >= 0x1p-1000 && p <= 0x1p+1000);
}
static inline double dn_cross(double s, double t) { return s == 0 || t == 0 ? 0.0 : s * t; }
static inline double dn_twist(double c, double s, double t) {
    double big = fabs(s) > fabs(t) ? s : t, small = fabs(s) > fabs(t) ? t : s;
    double r = fabs(c) < 1 ? c * big * small : c * small * big;
    r = dn_tame(s, t) ? dn_part(c, dn_cross(s, t)) : r + 0.0;
    return s == 0 || t == 0 ? 0.0 : r;
}

/* ---- partials out of range: wide.h ----------------------------------------------------------------- */

/* Of the partials that are used: those in x or y or both that vary, curvatures at order 2. */
static inline int dn_all_normal(const dn_partials *p, int active, int order) {
    if (active & DN_X && !p->divides && !dn_normal(p->dx)) return 0;
    if (active & DN_Y && !dn_normal(p->dy)) return 0;
    if (order < 2) return 1;
    if (active & DN_X && p->curved & DN_CURVED_XX && !dn_normal(p->cxx)) return 0;
    if (active == DN_XY && p->curved & DN_CURVED_XY && !dn_normal(p->cxy)) return 0;
    return !(active & DN_Y && p->curved & DN_CURVED_YY) || dn_normal(p->cyy);
}
/* Partials that are no normal numbers are replaced by those of `far`, if these are finite, in `room`; zeros that
 * are right stay. So does a partial that is a normal number, so that all orders have the same bits. */
DN_COLD void dn_go_far(dn_partials *p, dn_far_fn far, double x, double y, dn_wide *room) {
    const double at[DN_PARTS] = {p->f, p->divides ? 1 : p->dx, p->dy, p->cxx, p->cxy, p->cyy};
    far(x, y, p->f, room);
    for (int i = DN_DX; i < DN_PARTS; i++) {
        if (dn_normal(at[i]) || !(fabs(room[i].m) <= DBL_MAX) || (at[i] == 0 && room[i].m == 0)) room[i].m = NAN;
        if (room[i].m == room[i].m) p->far = room;
    }
}
static inline void dn_look_far(dn_partials *p, dn_far_fn far, double x, double y, int active, int order,
                               dn_wide *room) {
    if (far && !dn_all_normal(p, active, order)) dn_go_far(p, far, x, y, room);
}

/* dn_part and dn_twist with a partial that may be wide; the product of the slopes comes first: it commutes */
DN_COLD double dn_far_part(dn_wide w, double d, double t) {
    if (w.m != w.m) return dn_part(d, t);
    return t == 0 ? 0.0 : dn_narrow(dn_wide_times(w, dn_wide_of(t)));
}
DN_COLD double dn_far_twist(dn_wide w, double c, double s, double t) {
    if (w.m != w.m) return dn_twist(c, s, t);
    return s == 0 || t == 0 ? 0.0 : dn_narrow(dn_wide_times(w, dn_wide_times(dn_wide_of(s), dn_wide_of(t))));
}

/* ---- one direction: the same sums, in the same order, as the loops of jet.c --------------------- */

static inline double dn_part_x(const dn_partials *p, double x) {
    if (p->divides) return dn_ratio(x, p->over);
    return p->far ? dn_far_part(p->far[DN_DX], p->dx, x) : dn_part(p->dx, x);
}
static inline double dn_part_y(const dn_partials *p, double y) {
    return p->far ? dn_far_part(p->far[DN_DY], p->dy, y) : dn_part(p->dy, y);
}
static inline double dn_slope(const dn_partials *p, double x, double y) {
    return dn_part_x(p, x) + dn_part_y(p, y);
}
DN_COLD double dn_far_bend(const dn_partials *p, double x1, double x2, double y1, double y2) {
    const dn_wide *w = p->far;
    double r = 0;
    if (p->curved & DN_CURVED_XX) r = dn_far_twist(w[DN_CXX], p->cxx, x1, x2);
    if (p->curved & DN_CURVED_XY)
        r += dn_far_twist(w[DN_CXY], p->cxy, x1, y2) + dn_far_twist(w[DN_CXY], p->cxy, y1, x2);
    if (p->curved & DN_CURVED_YY) r += dn_far_twist(w[DN_CYY], p->cyy, y1, y2);
    return r;
}
static inline double dn_bend(const dn_partials *p, double x1, double x2, double y1, double y2) {
    double r = 0;
    if (p->far) return dn_far_bend(p, x1, x2, y1, y2);
    if (p->curved & DN_CURVED_XX) r = dn_twist(p->cxx, x1, x2);
    if (p->curved & DN_CURVED_XY) r += dn_twist(p->cxy, x1, y2) + dn_twist(p->cxy, y1, x2);
    if (p->curved & DN_CURVED_YY) r += dn_twist(p->cyy, y1, y2);
    return r;
}
static inline double dn_mixed(const dn_partials *p, double x1, double x2, double x12, double y1, double y2,
                              double y12) {
    return dn_bend(p, x1, x2, y1, y2) + dn_part_x(p, x12) + dn_part_y(p, y12);
}

/* ---- any number of directions ------------------------------------------------------------------ */

/* The parts r has to have room for; y may be NULL. Both must be of the same order and directions. */
void dn_shape(const dn_jet *x, const dn_jet *y, const dn_partials *p, dn_jet *r);
/* How many slopes a jet of that shape stores. */
ptrdiff_t dn_size(const dn_jet *r);
/* Lets e1, e2, e12 point into `parts`, one after the other. */
void dn_attach(dn_jet *r, double *parts);
/* Fills r, which has its shape and its room. Returns 0, or -1 if memory ran out. */
int dn_apply(const dn_jet *x, const dn_jet *y, const dn_partials *p, dn_jet *r);

/* ---- the algebra: its partials, stated once ------------------------------------------------------ */

static inline dn_partials dn_linear(double f, double dx, double dy) {
    dn_partials p = {f, dx, dy, 0, 0, 0, 0, 0, 0, NULL};
    return p;
}
static inline dn_partials dn_add(double x, double y) { return dn_linear(x + y, 1, 1); }
static inline dn_partials dn_subtract(double x, double y) { return dn_linear(x - y, 1, -1); }
static inline dn_partials dn_negative(double x) { return dn_linear(-x, -1, 0); }
static inline dn_partials dn_multiply(double x, double y) {
    dn_partials p = {x * y, y, x, 0, 1, 0, DN_CURVED_XY, 0, 0, NULL};
    return p;
}
/* A slope is divided, not multiplied by a reciprocal: that would round twice, and overflow early. */
static inline dn_partials dn_divide(double x, double y) {
    double f = x / y;
    dn_partials p = {f, 1 / y, -(f / y), 0, -(1 / y) / y, 2 * (f / y / y), DN_CURVED_XY | DN_CURVED_YY, 1, y, NULL};
    return p;
}
DN_COLD void dn_divide_far(double x, double y, double f, dn_wide *w) {
    (void)f;
    w[DN_DX] = w[DN_CXX] = dn_wide_of(NAN);
    w[DN_DY] = WIDE((-x), (y, y));
    w[DN_CXY] = WIDE((-1), (y, y));
    w[DN_CYY] = WIDE((2, x), (y, y, y));
}

#endif
