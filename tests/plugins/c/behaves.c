/* The one that does what it should: it is loaded, and its finding is shown for each project. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  return emit_sound(project, sink);
}

CHECKING("behaves", check);
