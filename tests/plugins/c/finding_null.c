/* Reports a finding that is nowhere. The rule fails on every project, the user is told why once for each, and
 * the sound finding is not shown. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  (void)sink->emit(sink->host, NULL);
  return JICHI_STATUS_OK;
}

CHECKING("finding-null", check);
