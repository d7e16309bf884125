/* The rows of the table whose partials may leave the range of doubles, as functions (wide.h). They are asked
 * rarely, so they are built once, not for each instruction set. */
#include "partials.h"
#include "rules.h"
#include "wide.h"

#define START_FAR \
    const dn_wide none = {NAN, 0}; \
    for (int i = 0; i < DN_PARTS; i++) w[i] = none

#define FAR_UNARY(name, statements) \
    static void name##_far(double x, double y, double f, dn_wide *w) { \
        dn_wide *d = &w[DN_DX], *c = &w[DN_CXX]; \
        (void)y; (void)f; (void)d; \
        START_FAR; \
        statements \
    }
#define FAR_BINARY(name, watch, statements) \
    static void name##_far(double x, double y, double f, dn_wide *w) { \
        dn_wide *dx = &w[DN_DX], *dy = &w[DN_DY]; \
        dn_wide *cxx = &w[DN_CXX], *cxy = &w[DN_CXY], *cyy = &w[DN_CYY]; \
        (void)f; (void)dx; (void)dy; (void)cxx; \
        START_FAR; \
        statements \
    }
#include "rules.def"

const dn_far_fn DN_FAR_UNARY[DN_UNARY_COUNT] = {
#define FAR_UNARY(name, ...) [DN_##name] = name##_far,
#include "rules.def"
};
const dn_far_fn DN_FAR_BINARY[DN_BINARY_COUNT] = {
#define FAR_BINARY(name, ...) [DN_##name] = name##_far,
#include "rules.def"
};
