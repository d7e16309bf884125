/* Built with AVX-512 F, DQ and VL (setup.py). */
#define EVALUATORS dn_eval_avx512
#define EVALUATORS_NAME "avx512"
#include "evaluators.h"
