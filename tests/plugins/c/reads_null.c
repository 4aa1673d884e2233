/* Reads where there is nothing. One line tells it; every other finding is there. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  const volatile int *nowhere = NULL;
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  return *nowhere ? JICHI_STATUS_FAILED : JICHI_STATUS_OK;
}

CHECKING("reads-null", check);
