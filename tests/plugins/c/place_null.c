/* A related place without row and column. The rule fails on every project, the user is told why once for each, and the
 * sound finding is not shown. */
#include "conformance.h"

SPOILED("place-null",
        made->related.at = JICHI_WHERE_ELSEWHERE; made->related.sheet = project->sheet;);
