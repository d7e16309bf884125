/* The rows as records, and the choice of an instruction set when the library is loaded. */
#include "rules.h"

const dn_rule DN_RULES[] = {
#define UNARY(name, path, lo, hi, ulp, value, slope, curvature) \
    {#name, #path, 1, DN_##name, lo, hi, ulp, #value, #slope, #curvature},
#define BINARY(name, path, lo, hi, ulp, value, slopes, curvatures) \
    {#name, #path, 2, DN_##name, lo, hi, ulp, #value, #slopes, #curvatures},
#include "rules.def"
};
const size_t DN_RULE_COUNT = sizeof DN_RULES / sizeof *DN_RULES;

const dn_alias DN_ALIASES[] = {
#define ALIAS(alias, name) {#alias, #name},
#include "rules.def"
};
const size_t DN_ALIAS_COUNT = sizeof DN_ALIASES / sizeof *DN_ALIASES;

/* gcc and clang know the processor; any other compiler builds and uses the baseline. */
#if defined(DN_HAVE_X86) && (defined(__GNUC__) || defined(__clang__))
static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl");
}
#endif

const dn_evaluators *const *dn_available(void) {
    static const dn_evaluators *sets[4];
    size_t n = 0;
    sets[n++] = &dn_eval_baseline;
#if defined(DN_HAVE_X86) && (defined(__GNUC__) || defined(__clang__))
    if (has_avx2()) sets[n++] = &dn_eval_avx2;
    if (has_avx512()) sets[n++] = &dn_eval_avx512;
#endif
    sets[n] = NULL;
    return sets;
}
