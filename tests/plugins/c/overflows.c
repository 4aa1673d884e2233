/* Calls itself without end. One line tells it; every other finding is there. */
#include "conformance.h"

static int deeper(volatile int depth) {
  volatile char room[1024];
  room[0] = (char)depth;
  if (depth < 0) return 0;
  return deeper(depth + 1) + room[0];
}

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  (void)emit_sound(project, sink);
  return deeper(1) ? JICHI_STATUS_OK : JICHI_STATUS_FAILED;
}

CHECKING("overflows", check);
