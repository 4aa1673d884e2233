/* An indicator that the project does not have. The rule fails on every project, the user is told why once for
 * each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("indicator-unknown",
        made->finding.target.field = JICHI_FIELD_VALUE;
        made->finding.target.index = (uint32_t)project->indicator_count;);
