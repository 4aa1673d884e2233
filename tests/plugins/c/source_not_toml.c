/* A rule file that is no TOML. Told as any rule file with a mistake is: exit code 2. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  return emit_sound(project, sink);
}

static const jichi_rule RULES[] = {{JICHI_TEXT("code = = 'CP101'"), check, NULL}};

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor),
    JICHI_TEXT("source-not-toml"), JICHI_TEXT("1.0.0"),
    JICHI_PLUGIN_THREAD_SAFE, 0, RULES, 1, sizeof(jichi_rule), NULL, NULL};
