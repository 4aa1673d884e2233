/* A text value as long as all memory. The rule fails on every project, the user is told why once for each, and
 * the sound finding is not shown. */
#include "conformance.h"

SPOILED("value-endless", made->values[1].text = text_of_length("a", SIZE_MAX););
