/* A column of other funding that the sheet does not have. The rule fails on every project, the user is told why
 * once for each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("column-unknown",
        made->finding.target.field = JICHI_FIELD_OTHER; made->finding.target.index = UINT32_MAX;);
