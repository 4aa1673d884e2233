/* Says why it fails in a text as long as all memory, and in one that is nowhere. The user is told that the rule
 * failed. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  sink->fault(sink->host, text_of_length("a", SIZE_MAX));
  sink->fault(sink->host, text_of_length(NULL, 5));
  return JICHI_STATUS_FAILED;
}

CHECKING("fault-endless", check);
