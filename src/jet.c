/* The chain step for any number of directions. */
#include "jet.h"

#include <stdlib.h>
#include <string.h>

/* ---- shapes -------------------------------------------------------------------------------------- */

void dn_shape(const dn_jet *x, const dn_jet *y, const dn_partials *p, dn_jet *r) {
    r->s1 = y ? dn_hull(x->s1, y->s1) : x->s1;
    r->s2 = y ? dn_hull(x->s2, y->s2) : x->s2;
    r->mixed = x->s2.n > 0 && (x->mixed || (y && y->mixed) || p->curved);
}

ptrdiff_t dn_size(const dn_jet *r) {
    ptrdiff_t w1 = dn_width(r->s1), w2 = dn_width(r->s2);
    return w1 + w2 + (r->mixed ? w1 * w2 : 0);
}

void dn_attach(dn_jet *r, double *parts) {
    r->e1 = parts;
    r->e2 = r->e1 + dn_width(r->s1);
    r->e12 = r->e2 + dn_width(r->s2);
}

/* ---- slopes -------------------------------------------------------------------------------------- */

static void slopes(const dn_partials *p, const double *x, dn_span sx, const double *y, dn_span sy,
                   double *r, dn_span sr) {
    int w = dn_width(sx);
    double *at = r + (w ? sx.lo - sr.lo : 0);
    if (w < dn_width(sr)) memset(r, 0, sizeof(double) * dn_width(sr));
    if (p->divides) for (int i = 0; i < w; i++) at[i] = dn_ratio(x[i], p->over);
    else for (int i = 0; i < w; i++) at[i] = dn_part(p->dx, x[i]);
    if (!y) return;
    w = dn_width(sy);
    at = r + (w ? sy.lo - sr.lo : 0);
    for (int i = 0; i < w; i++) at[i] += dn_part(p->dy, y[i]);
}

/* ---- mixed terms ----------------------------------------------------------------------------------- */

/* The slopes of an operand over the directions of the result: its own array where it has them all,
 * else a copy in `room` with zeros. */
static const double *widen(const double *e, dn_span s, dn_span wide, double *room) {
    if (e && dn_width(s) == dn_width(wide)) return e;
    memset(room, 0, sizeof(double) * dn_width(wide));
    if (e && dn_width(s)) memcpy(room + (s.lo - wide.lo), e, sizeof(double) * dn_width(s));
    return room;
}

/* Outer products of slopes times the curvatures. The loops of the two common patterns leave out what
 * dn_twist does for products out of range, and say whether they met one: then the row is done again. */
static int bend_fast(const dn_partials *p, double x1, const double *x2, double y1, const double *y2,
                     double *r, int w) {
    int tame = 1;
    if (p->curved == DN_CURVED_XX) {
        for (int j = 0; j < w; j++) {
            tame &= dn_tame(x1, x2[j]);
            r[j] = dn_part(p->cxx, dn_cross(x1, x2[j]));
        }
    } else if (p->curved == DN_CURVED_XY) {
        for (int j = 0; j < w; j++) {
            tame &= dn_tame(x1, y2[j]) & dn_tame(y1, x2[j]);
            r[j] = dn_part(p->cxy, dn_cross(x1, y2[j])) + dn_part(p->cxy, dn_cross(y1, x2[j]));
        }
    } else {
        return 0;
    }
    return tame;
}
static void bend_row(const dn_partials *p, double x1, const double *x2, double y1, const double *y2,
                     double *r, int w) {
    if (x1 == 0 && y1 == 0) memset(r, 0, sizeof(double) * w);
    else if (!bend_fast(p, x1, x2, y1, y2, r, w))
        for (int j = 0; j < w; j++) r[j] = dn_bend(p, x1, x2[j], y1, y2[j]);
}

static int bend(const dn_partials *p, const dn_jet *x, const dn_jet *y, dn_jet *r) {
    int w1 = dn_width(r->s1), w2 = dn_width(r->s2);
    double stack[256], *room = stack;
    if (2 * (w1 + w2) > 256) {
        room = malloc(sizeof(double) * 2 * ((size_t)w1 + w2));
        if (!room) return -1;
    }
    dn_span none = {r->s1.n, 0, 0};
    const double *x1 = widen(x->e1, x->s1, r->s1, room), *x2 = widen(x->e2, x->s2, r->s2, room + w1);
    const double *y1 = widen(y ? y->e1 : NULL, y ? y->s1 : none, r->s1, room + w1 + w2);
    const double *y2 = widen(y ? y->e2 : NULL, y ? y->s2 : none, r->s2, room + 2 * w1 + w2);
    for (int i = 0; i < w1; i++) bend_row(p, x1[i], x2, y1[i], y2, r->e12 + (size_t)i * w2, w2);
    if (room != stack) free(room);
    return 0;
}

/* r.e12 += d * x.e12 over the directions that x has */
static void carry(const dn_jet *x, double d, double over, int divides, dn_jet *r) {
    int w1 = dn_width(x->s1), w2 = dn_width(x->s2), stride = dn_width(r->s2);
    for (int i = 0; i < w1; i++) {
        const double *from = x->e12 + (size_t)i * w2;
        double *to = r->e12 + (size_t)(i + x->s1.lo - r->s1.lo) * stride + (x->s2.lo - r->s2.lo);
        if (divides) for (int j = 0; j < w2; j++) to[j] += dn_ratio(from[j], over);
        else for (int j = 0; j < w2; j++) to[j] += dn_part(d, from[j]);
    }
}

/* ---- partials out of range ------------------------------------------------------------------------- */

static double slope_at(const double *e, dn_span s, int i) { return s.lo <= i && i < s.hi ? e[i - s.lo] : 0.0; }
static double mixed_at(const dn_jet *x, int i, int j) {
    if (!x->mixed || i < x->s1.lo || i >= x->s1.hi || j < x->s2.lo || j >= x->s2.hi) return 0.0;
    return x->e12[(size_t)(i - x->s1.lo) * dn_width(x->s2) + (j - x->s2.lo)];
}
DN_COLD void apply_far(const dn_partials *p, const dn_jet *x, const dn_jet *y, dn_jet *r) {
    const dn_span s1 = r->s1, s2 = r->s2;
    const dn_jet none = {0};
    if (!y) y = &none;
    for (int i = s1.lo; i < s1.hi; i++)
        r->e1[i - s1.lo] = dn_slope(p, slope_at(x->e1, x->s1, i), slope_at(y->e1, y->s1, i));
    for (int j = s2.lo; j < s2.hi; j++)
        r->e2[j - s2.lo] = dn_slope(p, slope_at(x->e2, x->s2, j), slope_at(y->e2, y->s2, j));
    if (!r->mixed) return;
    double *at = r->e12;
    for (int i = s1.lo; i < s1.hi; i++)
        for (int j = s2.lo; j < s2.hi; j++)
            *at++ = dn_mixed(p, slope_at(x->e1, x->s1, i), slope_at(x->e2, x->s2, j), mixed_at(x, i, j),
                             slope_at(y->e1, y->s1, i), slope_at(y->e2, y->s2, j), mixed_at(y, i, j));
}

/* ---- the step ---------------------------------------------------------------------------------------- */

int dn_apply(const dn_jet *x, const dn_jet *y, const dn_partials *p, dn_jet *r) {
    dn_span none = {x->s1.n, 0, 0};
    r->v = p->f;
    if (p->far) {
        apply_far(p, x, y, r);
        return 0;
    }
    slopes(p, x->e1, x->s1, y ? y->e1 : NULL, y ? y->s1 : none, r->e1, r->s1);
    if (!r->s2.n) return 0;
    none.n = x->s2.n;
    slopes(p, x->e2, x->s2, y ? y->e2 : NULL, y ? y->s2 : none, r->e2, r->s2);
    if (!r->mixed) return 0;
    if (p->curved) {
        if (bend(p, x, y, r)) return -1;
    } else {
        memset(r->e12, 0, sizeof(double) * (size_t)dn_width(r->s1) * dn_width(r->s2));
    }
    if (x->mixed) carry(x, p->dx, p->over, p->divides, r);
    if (y && y->mixed) carry(y, p->dy, 0, 0, r);
    return 0;
}
