/* Values of a related place that are nowhere. The rule fails on every project, the user is told why once for
 * each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("related-values-null", made->related.values = NULL;);
