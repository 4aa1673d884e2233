/* A number whose scale and sign are none. The rule fails on every project, the user is told why once for each,
 * and the sound finding is not shown. */
#include "conformance.h"

SPOILED("value-no-decimal", made->values[0].number.scale = 200; made->values[0].number.negative = 7;);
