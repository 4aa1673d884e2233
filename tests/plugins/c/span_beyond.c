/* Marks that end after the cell. The rule fails on every project, the user is told why once for each, and the
 * sound finding is not shown. */
#include "conformance.h"

SPOILED("span-beyond",
        made->finding.span = JICHI_SPAN_RAW; made->finding.end = (uint32_t)project->name.raw.length + 1;);
