/* Ends the program as if all were well. One line tells that it did; every other finding is there. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  exit(0);
}

CHECKING("exits", check);
