/* Looks at projects in the order of the run: each finding points to the project before, wherever that stands. It is the
 * same with any number of threads. */
#include "conformance.h"

typedef struct state {
  uint64_t seen;
  uint64_t sheet;
  jichi_place place;
} state;

static uint32_t open_run(const jichi_run *run, void **opened) {
  (void)run;
  *opened = calloc(1, sizeof(state));
  return *opened ? JICHI_STATUS_OK : JICHI_STATUS_FAILED;
}

static void close_run(void *opened) { free(opened); }

static uint32_t follow(void *opened, const jichi_project *project, const jichi_sink *sink) {
  state *before = opened;
  uint32_t status = JICHI_STATUS_OK;
  parts made;
  make_sound(&made, project);
  made.values[0].number = jichi_number((int64_t)before->seen);
  if (before->seen) {
    made.related.at = JICHI_WHERE_ELSEWHERE;
    made.related.sheet = before->sheet;
    made.related.place = before->place;
    status = sink->emit(sink->host, &made.finding);
  }
  before->seen++;
  before->sheet = project->sheet;
  before->place = project->name.place;
  return status;
}

static const jichi_rule RULES[] = {
    {JICHI_TEXT(RULE_FILE("CP101", "indicators-counted", "corpus")), NULL, follow}};

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor), JICHI_TEXT("follows"), JICHI_TEXT("1.0.0"),
    0, 0, RULES, 1, sizeof(jichi_rule), open_run, close_run};
