/* Comes to no end in open. It is stopped after a time and told once; every other finding is there. */
#include "conformance.h"

static uint32_t open_run(const jichi_run *run, void **state) {
  volatile int turning = 1;
  (void)run;
  (void)state;
  while (turning) continue;
  return JICHI_STATUS_OK;
}

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  return emit_sound(project, sink);
}

PLUGIN("open-hangs", RULE_FILE("CP101", "indicators-counted", "project"),
       check, JICHI_PLUGIN_THREAD_SAFE, open_run, NULL);
