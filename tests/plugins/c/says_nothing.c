/* Finds nothing. The output is that of a run without it. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  return JICHI_STATUS_OK;
}

CHECKING("says-nothing", check);
