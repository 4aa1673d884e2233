/* Prints to standard output, what it prints looks like anything but a finding, and it reads standard input. The
 * output is that of `behaves`. */
#include "conformance.h"

#include <stdio.h>

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  puts("]}\n\xff{\"code\":\"JC101\"}");
  fflush(stdout);
  (void)getchar();
  return emit_sound(project, sink);
}

CHECKING("prints", check);
