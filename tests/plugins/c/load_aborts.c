/* Aborts while the system loads it, before anybody has looked at its descriptor. It is told once; every other finding
 * is there. */
#include "conformance.h"

#if defined(__GNUC__)
__attribute__((constructor)) static void begin(void) { abort(); }
#endif

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  return emit_sound(project, sink);
}

CHECKING("load-aborts", check);
