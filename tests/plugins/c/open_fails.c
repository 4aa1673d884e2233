/* Cannot begin a run. It is told once; its rules are not called. */
#include "conformance.h"

static uint32_t open_run(const jichi_run *run, void **state) {
  (void)run;
  (void)state;
  return JICHI_STATUS_FAILED;
}

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  return emit_sound(project, sink);
}

PLUGIN("open-fails", RULE_FILE("CP101", "indicators-counted", "project"),
       check, JICHI_PLUGIN_THREAD_SAFE, open_run, NULL);
