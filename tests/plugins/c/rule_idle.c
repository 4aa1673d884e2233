/* A rule that has no function. It is not loaded, the user is told why, and every other finding is there. */
#include "conformance.h"

static const jichi_rule RULES[] = {
    {JICHI_TEXT(RULE_FILE("CP101", "indicators-counted", "project")), NULL, NULL},
};

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor),
    JICHI_TEXT("rule-idle"), JICHI_TEXT("1.0.0"),
    JICHI_PLUGIN_THREAD_SAFE, 0, RULES, 1, sizeof(jichi_rule), NULL, NULL};
