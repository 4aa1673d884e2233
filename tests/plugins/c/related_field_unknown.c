/* A related place in a field that there is not. The rule fails on every project, the user is told why once for
 * each, and the sound finding is not shown. */
#include "conformance.h"

SPOILED("related-field-unknown", made->related.target.field = 0;);
