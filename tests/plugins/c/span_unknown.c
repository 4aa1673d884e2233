/* A way of counting that there is not. The rule fails on every project, the user is told why once for each, and
 * the sound finding is not shown. */
#include "conformance.h"

SPOILED("span-unknown", made->finding.span = 9; made->finding.end = 3;);
