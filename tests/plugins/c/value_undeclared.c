/* A value whose name the rule does not declare. The rule fails on every project, the user is told why once for
 * each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("value-undeclared", made->values[0].name = jichi_text_of("amount"););
