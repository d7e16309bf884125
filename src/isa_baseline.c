/* Built with the compiler's own default instruction set. */
#define EVALUATORS dn_eval_baseline
#define EVALUATORS_NAME "baseline"
#define LANE_LOOPS dn_lanes_baseline
#define ARRAY_LOOPS dn_arrays_baseline
#include "lane_loops.h"
#include "array_loops.h"
#include "evaluators.h"
