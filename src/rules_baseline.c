/* Built with the compiler's own default instruction set. */
#define EVALUATORS dn_eval_baseline
#define EVALUATORS_NAME "baseline"
#include "evaluators.h"
