/* Built with a later minor number, in which descriptor, rules and findings have grown. It is loaded, and its
 * findings are those of `behaves`. */
#define jichi_plugin_v1 jichi_plugin_v1_of_this_minor
#include "conformance.h"
#undef jichi_plugin_v1

typedef struct later_rule {
  jichi_rule now;
  uint64_t added[3];
} later_rule;

typedef struct later_descriptor {
  jichi_descriptor now;
  uint64_t added[5];
} later_descriptor;

typedef struct later_finding {
  jichi_finding now;
  uint64_t added[2];
} later_finding;

static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  later_finding later = {0};
  parts made;
  (void)state;
  make_sound(&made, project);
  later.now = made.finding;
  later.now.size = sizeof later;
  later.added[0] = later.added[1] = UINT64_MAX;
  return sink->emit(sink->host, &later.now);
}

static uint32_t say_nothing(void *state, const jichi_project *project, const jichi_sink *sink) {
  (void)state;
  (void)project;
  (void)sink;
  return JICHI_STATUS_OK;
}

static const later_rule RULES[] = {
    {{JICHI_TEXT(RULE_FILE("CP101", "indicators-counted", "project")), check, NULL}, {1, 2, 3}},
    {{JICHI_TEXT(RULE_FILE("CP102", "nothing-said", "project")), say_nothing, NULL}, {4, 5, 6}},
};

extern JICHI_EXPORT const later_descriptor jichi_plugin_v1;
const later_descriptor jichi_plugin_v1 = {
    {JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR + 1, sizeof(later_descriptor), JICHI_TEXT("minor-newer"),
     JICHI_TEXT("1.0.0"), JICHI_PLUGIN_THREAD_SAFE, 0, &RULES[0].now, 2, sizeof(later_rule), NULL, NULL},
    {1, 2, 3, 4, 5}};
