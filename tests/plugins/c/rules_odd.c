/* Rules that stand where no pointer may stand. It is not loaded, the user is told why, and every other finding
 * is there. */
#include "conformance.h"

static const char ROOM[2 * sizeof(jichi_rule)];

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor),
    JICHI_TEXT("rules-odd"), JICHI_TEXT("1.0.0"),
    JICHI_PLUGIN_THREAD_SAFE, 0, (const jichi_rule *)(const void *)(ROOM + 1), 1, sizeof(jichi_rule), NULL, NULL};
