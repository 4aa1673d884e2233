/* Says why it fails in bytes that are no UTF-8, with a terminal's escapes among them. The user is told that the
 * rule failed, and the terminal is left alone. */
#include "conformance.h"

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  sink->fault(sink->host, jichi_text_of("\x1b[31m\xff\xfe"));
  return JICHI_STATUS_FAILED;
}

CHECKING("fault-not-utf8", check);
