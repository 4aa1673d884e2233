/* A library that is no plugin. It is not loaded, the user is told why, and every other finding is there. */
#include "conformance.h"

extern JICHI_EXPORT const int answer;
const int answer = 42;
