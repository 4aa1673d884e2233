/* Marks that end inside a character: the project's name is Chinese. The rule fails on every project, the user
 * is told why once for each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("span-inside-character", made->finding.span = JICHI_SPAN_RAW; made->finding.end = 1;);
