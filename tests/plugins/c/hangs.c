/* Comes to no end. It is stopped after a time, one line tells it, and every other finding is there. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  volatile int turning = 1;
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  while (turning) continue;
  return JICHI_STATUS_OK;
}

CHECKING("hangs", check);
