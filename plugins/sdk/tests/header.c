/* Uses all that the header defines; ends with 0 where it does what it says. Compiled as C and as C++.
 * `claims.h` is what header.rs says of sizes, offsets and numbers. */
#include "jichi_plugin.h"
#include "claims.h"
static uint32_t check(void *state, const jichi_project *project, const jichi_sink *sink) {
  jichi_finding finding = jichi_finding_on(JICHI_FIELD_NAME, 0);
  jichi_value value = jichi_number_value("count", jichi_number(-3));
  jichi_related related = jichi_related_here("item", JICHI_FIELD_VALUE, 0);
  const jichi_indicator *indicator = jichi_indicator_at(project, 0);
  (void)state;
  if (!indicator || jichi_indicator_at(project, 1) || jichi_part_at(&indicator->target, 0)) return 1;
  if (jichi_other_at(project, 0)) return 1;
  related.values = finding.values = &value;
  related.value_count = finding.value_count = 1;
  finding.related = &related;
  finding.related_count = 1;
  return sink->emit(sink->host, &finding);
}

static uint32_t take(void *host, const jichi_finding *finding) {
  (void)host;
  return finding->related_count == 1 && finding->size == sizeof *finding ? JICHI_STATUS_OK : JICHI_STATUS_REFUSED;
}

static void take_fault(void *host, jichi_text message) {
  (void)host;
  (void)message;
}

static const jichi_rule rules[] = {{JICHI_TEXT("code = \"CX101\""), check, NULL}};

JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = {
    JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, sizeof(jichi_descriptor), JICHI_TEXT("header"), JICHI_TEXT("1.0"),
    0, 0, rules, 1, sizeof(jichi_rule), NULL, NULL};

static jichi_decimal decimal(uint32_t high, uint64_t low, uint8_t scale, uint8_t negative) {
  jichi_decimal number = {0, 0, 0, 0, 1, 0};
  number.high = high;
  number.low = low;
  number.scale = scale;
  number.negative = negative;
  return number;
}

int main(void) {
  jichi_project project;
  jichi_indicator indicator;
  jichi_run run;
  jichi_setting setting;
  jichi_sink sink = {sizeof(jichi_sink), NULL, take, take_fault};
  size_t at;
  for (at = 0; at < sizeof magic; at++) {
    if (magic[at] != bytes[at]) return 1;
  }
  project.indicators = &indicator;
  project.indicator_count = 1;
  project.indicator_size = sizeof indicator;
  project.other_count = indicator.target.part_count = 0;
  if (rules[0].check(NULL, &project, &sink) != JICHI_STATUS_OK) return 2;
  if (jichi_plugin_v1.rules[0].source.length != 14 || jichi_plugin_v1.id.bytes[5] != 'r') return 3;
  if (jichi_text_of(NULL).length != 0 || jichi_text_of("ab").length != 2) return 4;
  if (!jichi_same_text(jichi_text_of("ab"), jichi_text_of("ab"))) return 5;
  if (jichi_same_text(jichi_text_of("ab"), jichi_text_of("a"))) return 6;
  if (jichi_same_text(jichi_text_of("ab"), jichi_text_of("ac"))) return 7;
  if (jichi_number(INT64_MIN).low != 9223372036854775808u || !jichi_number(-1).negative) return 8;
  if (jichi_number(0).negative || !jichi_number(0).known || jichi_no_number().known) return 9;
  if (jichi_decimal_to_double(decimal(0, 125, 2, 1)) != -1.25) return 10;
  if (jichi_decimal_to_double(decimal(1, 0, 0, 0)) != 18446744073709551616.0) return 11;
  if (!jichi_same_number(decimal(0, 150, 2, 0), decimal(0, 15, 1, 0))) return 12;
  if (jichi_same_number(decimal(0, 151, 2, 0), decimal(0, 15, 1, 0))) return 13;
  if (jichi_same_number(decimal(0, 15, 1, 1), decimal(0, 15, 1, 0))) return 14;
  if (!jichi_same_number(decimal(0, 0, 3, 1), decimal(0, 0, 0, 0))) return 15;
  /* 2^64 × 10 is the same as 2^64 × 100 with one place more. */
  if (!jichi_same_number(decimal(10, 0, 0, 0), decimal(100, 0, 1, 0))) return 16;
  if (jichi_same_number(decimal(10, 0, 0, 0), decimal(100, 1, 1, 0))) return 17;
  /* (2^64 + 4) ÷ 10 */
  if (!jichi_same_number(decimal(0, 1844674407370955162u, 0, 0), decimal(1, 4, 1, 0))) return 18;
  if (jichi_same_number(jichi_no_number(), jichi_no_number())) return 19;
  setting.code = jichi_text_of("CX101");
  setting.name = jichi_text_of("least");
  run.settings = &setting;
  run.setting_count = 1;
  run.setting_size = sizeof setting;
  if (jichi_setting_of(&run, "CX101", "least") != &setting) return 20;
  if (jichi_setting_of(&run, "CX102", "least") || jichi_setting_of(&run, "CX101", "most")) return 21;
  if (!jichi_same_text(jichi_text_value("a", jichi_text_of("b")).text, jichi_text_of("b"))) return 22;
  return 0;
}
