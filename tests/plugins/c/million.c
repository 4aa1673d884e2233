/* A million findings on a project, whatever it is told. There is a limit: the rule fails on the project once,
 * and the user is not told a million times. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  long count;
  (void)state;
  (void)project;
  (void)sink;
  for (count = 0; count < 1000000; count++) (void)emit_sound(project, sink);
  return JICHI_STATUS_OK;
}

CHECKING("million", check);
