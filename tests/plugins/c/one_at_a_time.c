/* Has a state that it writes to and does not say that it is safe to call from several threads. No two calls meet: its
 * findings are those of `behaves` with any number of threads. */
#include "conformance.h"

typedef struct state {
  volatile int busy;
} state;

static uint32_t open_run(const jichi_run *run, void **opened) {
  (void)run;
  *opened = calloc(1, sizeof(state));
  return *opened ? JICHI_STATUS_OK : JICHI_STATUS_FAILED;
}

static void close_run(void *opened) { free(opened); }

static uint32_t check(void *opened, const jichi_project *project, const jichi_sink *sink) {
  state *own = opened;
  volatile long waiting;
  uint32_t status;
  if (own->busy) {
    sink->fault(sink->host, jichi_text_of("two calls at once"));
    return JICHI_STATUS_FAILED;
  }
  own->busy = 1;
  for (waiting = 0; waiting < 3000000; waiting++) continue;
  status = emit_sound(project, sink);
  own->busy = 0;
  return status;
}

PLUGIN("one-at-a-time", RULE_FILE("CP101", "indicators-counted", "project"), check, 0, open_run, close_run);
