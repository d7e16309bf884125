/* Built with AVX2 and FMA (setup.py). */
#define EVALUATORS dn_eval_avx2
#define EVALUATORS_NAME "avx2"
#define LANE_LOOPS dn_lanes_avx2
#define ARRAY_LOOPS dn_arrays_avx2
#include "lane_loops.h"
#include "array_loops.h"
#include "evaluators.h"
