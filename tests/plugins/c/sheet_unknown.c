/* A related place in a sheet that has not been read. The rule fails on every project, the user is told why once
 * for each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("sheet-unknown",
        made->related.at = JICHI_WHERE_ELSEWHERE; made->related.sheet = project->sheet + 1;
        made->related.place.row = 1; made->related.place.column = 1;);
