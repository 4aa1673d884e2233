/* A related place that is neither here nor elsewhere. The rule fails on every project, the user is told why
 * once for each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("where-unknown", made->related.at = 9;);
