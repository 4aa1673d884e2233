/* A text value of five bytes that are nowhere. The rule fails on every project, the user is told why once for
 * each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("value-null", made->values[1].text = text_of_length(NULL, 5););
