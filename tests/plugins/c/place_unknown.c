/* A related place outside its sheet. The rule fails on every project, the user is told why once for each, and
 * the sound finding is not shown. */
#include "conformance.h"

SPOILED("place-unknown",
        made->related.at = JICHI_WHERE_ELSEWHERE; made->related.sheet = project->sheet;
        made->related.place.row = UINT32_MAX; made->related.place.column = UINT32_MAX;);
