/*
 * A plugin in C with one rule: the indicators of a project all have the same weight, so that nobody can tell which
 * of them matter.
 *
 *     cc -std=c99 -shared -fPIC -I../sdk/include -o libc_example.so c_example.c
 *     jichi check 项目绩效目标表.xlsx --plugin ./libc_example.so
 */
#include <stdlib.h>

#include "jichi_plugin.h"

/* The rule file. TOML takes single quotes as well, which spare C the backslashes. */
static const char SOURCE[] =
    "code     = 'CX101'\n"
    "slug     = 'equal-weights'\n"
    "severity = 'info'\n"
    "scope    = 'project'\n"
    "since    = '0.1'\n"
    "status   = 'preview'\n"
    "basis    = ['财预〔2020〕10号《项目支出绩效评价管理办法》']\n"
    "values   = { count = 'number', each = 'number' }\n"
    "[zh]\n"
    "title   = '权重不分主次'\n"
    "why     = '权重按指标的重要程度确定。各指标权重都相同，看不出哪些是核心指标，自评时次要指标与核心指标同等计分。'\n"
    "message = '“{project.name}”的{count}项指标权重都是{each}，分不出主次'\n"
    "help    = '请按重要程度重新分配权重，核心产出和效益指标的权重应当高些'\n"
    "[en]\n"
    "title   = 'all weights are the same'\n"
    "why     = 'Weights say how much an indicator matters. Where all are the same, the core of a project counts no "
    "more in its score than what is incidental.'\n"
    "message = 'all {count} indicators of “{project.name}” weigh {each}'\n"
    "help    = 'give the indicators that matter most the greater weights'\n"
    "[options]\n"
    "# Of fewer indicators than these it may well be meant.\n"
    "least = 5\n"
    "[[invalid]]\n"
    "project = { name = '校舍维修' }\n"
    "rows = [\n"
    "  { group = 'output', name = '维修面积', value = '1200平方米', weight = '18' },\n"
    "  { group = 'output', name = '验收合格率', value = '100%', weight = '18' },\n"
    "  { group = 'output', name = '完工时间', value = '8月底前', weight = '18' },\n"
    "  { group = 'effect', name = '受益学生数', value = '860人', weight = '18' },\n"
    "  { group = 'satisfaction', name = '师生满意度', value = '≥90%', weight = '18.0' },\n"
    "]\n"
    "found = [{ row = 0, field = 'project' }]\n"
    "[[valid]]\n"
    "project = { name = '校舍维修' }\n"
    "rows = [\n"
    "  { group = 'output', name = '维修面积', value = '1200平方米', weight = '20' },\n"
    "  { group = 'output', name = '验收合格率', value = '100%', weight = '20' },\n"
    "  { group = 'output', name = '完工时间', value = '8月底前', weight = '10' },\n"
    "  { group = 'effect', name = '受益学生数', value = '860人', weight = '30' },\n"
    "  { group = 'satisfaction', name = '师生满意度', value = '≥90%', weight = '10' },\n"
    "]\n"
    "[[valid]]\n"
    "project = { name = '图书购置' }\n"
    "rows = [\n"
    "  { group = 'output', name = '购书册数', value = '8000册', weight = '30' },\n"
    "  { group = 'effect', name = '生均图书', value = '25册', weight = '30' },\n"
    "  { group = 'satisfaction', name = '学生满意度', value = '≥90%', weight = '30' },\n"
    "]\n";

/* What a run has to know; written once, so that several threads may read it. */
typedef struct state {
  double least;
} state;

static uint32_t open_run(const jichi_run *run, void **opened) {
  const jichi_setting *least = jichi_setting_of(run, "CX101", "least");
  state *made = malloc(sizeof *made);
  if (!made) return JICHI_STATUS_FAILED;
  made->least = least ? jichi_decimal_to_double(least->number) : 5;
  *opened = made;
  return JICHI_STATUS_OK;
}

static void close_run(void *opened) { free(opened); }

static uint32_t check(void *opened, const jichi_project *project, const jichi_sink *sink) {
  const state *run = opened;
  const jichi_indicator *first = jichi_indicator_at(project, 0);
  jichi_finding finding = jichi_finding_on(JICHI_FIELD_PROJECT, 0);
  jichi_value values[2];
  size_t index;
  if (!first || (double)project->indicator_count < run->least) return JICHI_STATUS_OK;
  for (index = 0; index < project->indicator_count; index++) {
    /* A weight that is missing or cannot be read is the same as none. */
    if (!jichi_same_number(jichi_indicator_at(project, index)->weight.number, first->weight.number)) {
      return JICHI_STATUS_OK;
    }
  }
  values[0] = jichi_number_value("count", jichi_number((int64_t)project->indicator_count));
  values[1] = jichi_number_value("each", first->weight.number);
  finding.values = values;
  finding.value_count = 2;
  return sink->emit(sink->host, &finding);
}

static const jichi_rule RULES[] = {{JICHI_TEXT(SOURCE), check, NULL}};

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC,
    JICHI_MAJOR,
    JICHI_MINOR,
    sizeof(jichi_descriptor),
    JICHI_TEXT("c-example"),
    JICHI_TEXT("1.0.0"),
    JICHI_PLUGIN_THREAD_SAFE,
    0,
    RULES,
    sizeof RULES / sizeof RULES[0],
    sizeof(jichi_rule),
    open_run,
    close_run,
};
