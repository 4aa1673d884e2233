/* Marks in the reading of a cell that has none. The rule fails on every project, the user is told why once for
 * each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("span-without-reading",
        made->finding.span = JICHI_SPAN_READING; made->finding.target.field = JICHI_FIELD_TOTAL;
        made->finding.end = 1;);
