/* Aborts on the second project of a sheet. Its findings on the others are there, and all of other rules. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  if (project->index == 1) abort();
  return emit_sound(project, sink);
}

CHECKING("aborts-on-second", check);
