/* A field that there is not. The rule fails on every project, the user is told why once for each, and the sound
 * finding is not shown. */
#include "conformance.h"

SPOILED("field-unknown", made->finding.target.field = 99;);
