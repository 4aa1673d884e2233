/* What the plugins of the tests have in common. Each says in its first comment what must happen; `main.rs` knows
 * the exit codes. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <stdlib.h>
#include <string.h>

#include "jichi_plugin.h"

/* A rule file that declares a number `count`, a text `what` and a related place `item`, in as many rules as are
 * wanted. */
#define RULE_FILE(CODE, SLUG, SCOPE)                                                          \
  "code     = '" CODE "'\n"                                                                   \
  "slug     = '" SLUG "'\n"                                                                   \
  "severity = 'info'\n"                                                                       \
  "scope    = '" SCOPE "'\n"                                                                  \
  "since    = '0.1'\n"                                                                        \
  "status   = 'preview'\n"                                                                    \
  "values   = { count = 'number', what = 'text' }\n"                                          \
  "[zh]\n"                                                                                    \
  "title   = '指标数'\n"                                                                      \
  "why     = '测试插件的规则。'\n"                                                            \
  "message = '“{project.name}”有{count}项指标（{what}）'\n"                                   \
  "help    = '请核对'\n"                                                                      \
  "[en]\n"                                                                                    \
  "title   = 'indicators counted'\n"                                                          \
  "why     = 'A rule of a plugin of the tests.'\n"                                            \
  "message = '“{project.name}” has {count} indicators ({what})'\n"                            \
  "help    = 'look at it'\n"                                                                  \
  "[[related]]\n"                                                                             \
  "label = 'item'\n"                                                                          \
  "zh    = '{count}在这里'\n"                                                                 \
  "en    = '{count} is here'\n"                                                               \
  "[[invalid]]\n"                                                                             \
  "project = { name = '校舍维修' }\n"                                                         \
  "rows = [{ group = 'output', name = '维修面积', value = '1200平方米' }]\n"                  \
  "found = [{ row = 0, field = 'project' }]\n"                                                \
  "[[valid]]\n"                                                                               \
  "project = { name = '校舍维修' }\n"                                                         \
  "rows = []\n"

/* The descriptor of a plugin with one rule. */
#define PLUGIN(ID, SOURCE, CHECK, FLAGS, OPEN, CLOSE)                                         \
  static const jichi_rule RULES[] = {{JICHI_TEXT(SOURCE), CHECK, NULL}};                      \
  JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {                                     \
      JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor), JICHI_TEXT(ID),        \
      JICHI_TEXT("1.0.0"), FLAGS, 0, RULES, 1, sizeof(jichi_rule), OPEN, CLOSE}

/* A plugin whose rule CP101 is called with no state. */
#define CHECKING(ID, CHECK) \
  PLUGIN(ID, RULE_FILE("CP101", "indicators-counted", "project"), CHECK, JICHI_PLUGIN_THREAD_SAFE, NULL, NULL)

/* What a sound finding is made of: it has a value of each kind and a related place with a value of its own. */
typedef struct parts {
  jichi_finding finding;
  jichi_value values[2];
  jichi_related related;
  jichi_value amount;
} parts;

static inline void make_sound(parts *made, const jichi_project *project) {
  made->finding = jichi_finding_on(JICHI_FIELD_PROJECT, 0);
  made->values[0] = jichi_number_value("count", jichi_number((int64_t)project->indicator_count));
  made->values[1] = jichi_text_value("what", project->department_name);
  made->related = jichi_related_here("item", JICHI_FIELD_GOAL, 0);
  made->amount = jichi_number_value("count", jichi_number((int64_t)project->index));
  made->related.values = &made->amount;
  made->related.value_count = 1;
  made->finding.values = made->values;
  made->finding.value_count = 2;
  made->finding.related = &made->related;
  made->finding.related_count = 1;
}

static inline uint32_t emit_sound(const jichi_project *project, const jichi_sink *sink) {
  parts made;
  make_sound(&made, project);
  return sink->emit(sink->host, &made.finding);
}

/* A plugin that reports a sound finding, then the one that `SPOIL`, made of statements on `parts *made`, makes of it,
 * and takes no notice of what it is told. Of a rule that fails, the sound one is not used either. */
#define SPOILED(ID, SPOIL)                                                                            \
  static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {          \
    parts sound, *made = &sound;                                                                      \
    (void)state;                                                                                      \
    if (emit_sound(project, sink) != JICHI_STATUS_OK) return JICHI_STATUS_OK;                         \
    make_sound(made, project);                                                                        \
    SPOIL                                                                                             \
    (void)sink->emit(sink->host, &made->finding);                                                     \
    return JICHI_STATUS_OK;                                                                           \
  }                                                                                                   \
  CHECKING(ID, check)

/* The same texts without and with an end, for lengths that are none. */
static inline jichi_text text_of_length(const void *bytes, size_t length) {
  jichi_text text;
  text.bytes = (const uint8_t *)bytes;
  text.length = length;
  return text;
}

#endif
