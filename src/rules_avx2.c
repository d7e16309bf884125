/* Built with AVX2 and FMA (setup.py). */
#define EVALUATORS dn_eval_avx2
#define EVALUATORS_NAME "avx2"
#include "evaluators.h"
