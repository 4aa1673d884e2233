/* More related places than memory can hold. The rule fails on every project, the user is told why once for
 * each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("related-endless", made->finding.related_count = SIZE_MAX;);
