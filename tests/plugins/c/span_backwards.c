/* Marks that end before they begin. The rule fails on every project, the user is told why once for each, and
 * the sound finding is not shown. */
#include "conformance.h"

SPOILED("span-backwards", made->finding.span = JICHI_SPAN_RAW; made->finding.start = 3;);
