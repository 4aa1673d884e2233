/* A rule file of ten bytes that are nowhere. It is not loaded, the user is told why, and every other finding is
 * there. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  return emit_sound(project, sink);
}

static const jichi_rule RULES[] = {{{NULL, 10}, check, NULL}};

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor),
    JICHI_TEXT("source-null"), JICHI_TEXT("1.0.0"),
    JICHI_PLUGIN_THREAD_SAFE, 0, RULES, 1, sizeof(jichi_rule), NULL, NULL};
