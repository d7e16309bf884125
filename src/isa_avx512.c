/* Built with AVX-512 F, DQ and VL (setup.py). */
#define EVALUATORS dn_eval_avx512
#define EVALUATORS_NAME "avx512"
#define LANE_LOOPS dn_lanes_avx512
#define ARRAY_LOOPS dn_arrays_avx512
#include "lane_loops.h"
#include "array_loops.h"
#include "evaluators.h"
