/* Returns a status that there is not, after a sound finding. The rule fails on every project, the user is told
 * why once for each, and the sound finding is not shown. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  return 77;
}

CHECKING("status-unknown", check);
