/* Says that it fails and why, after a sound finding. The user reads its words; the finding is not shown. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  sink->fault(sink->host, jichi_text_of("the table of prices is out of date"));
  return JICHI_STATUS_FAILED;
}

CHECKING("fails", check);
