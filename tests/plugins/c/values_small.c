/* Its values are said to stand closer to each other than they are large. The rule fails on the project. */
#include "conformance.h"

SPOILED("values-small", made->finding.value_size = sizeof(jichi_value) - 8;);
