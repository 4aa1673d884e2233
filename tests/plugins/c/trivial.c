/* Looks at every indicator and finds nothing: what a rule of a plugin costs by itself is measured with it. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  size_t index, long_names = 0;
  (void)state;
  for (index = 0; index < project->indicator_count; index++) {
    if (jichi_indicator_at(project, index)->name.raw.length > 3000) {
      long_names++;
    }
  }
  return long_names > 100 ? emit_sound(project, sink) : JICHI_STATUS_OK;
}

CHECKING("trivial", check);
