/* A related place whose label the rule does not have. The rule fails on every project, the user is told why
 * once for each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("label-unknown", made->related.label = jichi_text_of("twin"););
