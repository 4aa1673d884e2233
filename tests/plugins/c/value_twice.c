/* A value that is given twice. The rule fails on every project, the user is told why once for each, and the
 * sound finding is not shown. */
#include "conformance.h"

SPOILED("value-twice", made->values[1] = made->values[0];);
