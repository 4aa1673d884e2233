/* Aborts in check. One line tells it; every other finding is there. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  abort();
}

CHECKING("aborts", check);
