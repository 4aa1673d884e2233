/* A plugin without rules. It is not loaded, the user is told why, and every other finding is there. */
#include "conformance.h"

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor),
    JICHI_TEXT("rules-none"), JICHI_TEXT("1.0.0"),
    JICHI_PLUGIN_THREAD_SAFE, 0, NULL, 0, sizeof(jichi_rule), NULL, NULL};
