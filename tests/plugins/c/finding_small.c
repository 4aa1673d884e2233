/* A finding that is smaller than the first version's. The rule fails on every project, the user is told why
 * once for each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("finding-small", made->finding.size = 8;);
