/* Takes memory without end, and uses it. It is stopped, one line tells it, and every other finding is there. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  const size_t step = (size_t)16 << 20;
  (void)state;
  (void)project;
  (void)sink;
  for (;;) {
    char *taken = malloc(step);
    if (!taken) abort();
    memset(taken, 1, step);
  }
}

CHECKING("allocates", check);
