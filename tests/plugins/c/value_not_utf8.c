/* A text value that is no UTF-8. The rule fails on every project, the user is told why once for each, and the
 * sound finding is not shown. */
#include "conformance.h"

SPOILED("value-not-utf8", made->values[1].text = jichi_text_of("\xff\xfe"););
