/* A related place that is nowhere. The rule fails on every project, the user is told why once for each, and the
 * sound finding is not shown. */
#include "conformance.h"

SPOILED("related-null", made->finding.related = NULL;);
