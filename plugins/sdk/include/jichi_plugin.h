/*
 * Rules for jichi (绩尺) in C, C++, or whatever else can speak C.
 *
 * A plugin is a shared library that exports one object:
 *
 *     JICHI_EXPORT const jichi_descriptor jichi_plugin_v1 = { JICHI_MAGIC, JICHI_MAJOR, JICHI_MINOR, … };
 *
 * It holds an id, a version and rules. A rule is a rule file (TOML: code, titles, texts in Chinese and English,
 * examples, and the `values` that its texts speak of) and a function that finds the cases and reports values.
 * The program makes texts, places and the rest. `docs/plugins.md` says what such a file holds, and
 * `plugins/c-example` is a whole plugin.
 *
 * Memory    What the program hands over is borrowed for the call: keep copies, not pointers. What the plugin
 *           hands to `emit` and `fault` is copied before they return. Nobody frees the other's memory. The
 *           descriptor and what it points to stay as they are until the program ends.
 * Texts     UTF-8 with a length, not ended by NUL. `bytes` may be anything where `length` is 0.
 * Numbers   Counts of rows and columns as the user sees them begin at 1, indices at 0. Money is in 元.
 * Threads   `check` is called from one thread at a time, unless the descriptor says JICHI_PLUGIN_THREAD_SAFE.
 *           `open`, `follow` and `close` are called with no other call on the state under way. Which thread calls
 *           may differ from call to call.
 * Growth    Structs grow at their end, and lists of numbers at theirs, with the minor number. Where several
 *           structs stand in a row, the bytes from one to the next are given beside them (`part_size`,
 *           `indicator_size` …): step by these, not by sizeof. `jichi_part_at` and its like do it. What a later
 *           minor added is there only where the other side's `size` says so. Pass over a kind, a unit or a
 *           dimension that you do not know. Fill what is `reserved` with 0. Structs that stand inside others do not
 *           grow.
 * Refusals  The program looks at all that comes back. A finding that is no good is refused by `emit`
 *           (JICHI_STATUS_REFUSED): the rule has then failed on the project, nothing that it says of it is used,
 *           the user is told why, and the exit code is 3. That is one with a cell, value, label or place that there
 *           is not, with a mark outside the cell or inside a character, with text that is no UTF-8 or longer than
 *           64 KiB, with more than 1000 values or related places; and all after the 10000th on one project. The same
 *           goes for a rule that returns anything but JICHI_STATUS_OK, and for one that crashes or comes to no end.
 */
#ifndef JICHI_PLUGIN_H
#define JICHI_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

/* Stands before the definition of `jichi_plugin_v1`. */
#if defined(_WIN32)
#define JICHI_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define JICHI_EXPORT __attribute__((visibility("default")))
#else
#define JICHI_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The first bytes of a descriptor. */
#define JICHI_MAGIC {'J', 'I', 'C', 'H', 'I', 'P', 'L', 'G'}
/* Another major number is another interface: such a plugin is not loaded. */
#define JICHI_MAJOR 1u
/* A plugin with a smaller or a greater one is loaded. */
#define JICHI_MINOR 0u

/* What functions return. Any other number is a failure too. */
#define JICHI_STATUS_OK 0u
#define JICHI_STATUS_FAILED 1u  /* The rule could not look at the project. */
#define JICHI_STATUS_REFUSED 2u /* Of `emit`: the program does not take it. */

/* jichi_descriptor.flags */
#define JICHI_PLUGIN_THREAD_SAFE 1u /* `check` may be called from several threads at once. */

/* jichi_part.kind */
#define JICHI_KIND_AMOUNT 1u      /* 20次, 95%: no money */
#define JICHI_KIND_MONEY 2u       /* 5万元, 2000元每次 */
#define JICHI_KIND_DATE 3u        /* 2020年12月31日 */
#define JICHI_KIND_PERIOD 4u      /* 上半年 */
#define JICHI_KIND_DURATION 5u    /* 20个工作日 */
#define JICHI_KIND_FREQUENCY 6u   /* 每季度至少一次 */
#define JICHI_KIND_GRADE 7u       /* 优秀等次 */
#define JICHI_KIND_CALCULATION 8u /* 3人×200元=600元 */

/* jichi_part.bound */
#define JICHI_BOUND_NONE 0u      /* No comparison is written. */
#define JICHI_BOUND_AT_LEAST 1u  /* ≥, 不低于, 以上 */
#define JICHI_BOUND_AT_MOST 2u   /* ≤, 不超过, 以内; of dates 前 */
#define JICHI_BOUND_MORE_THAN 3u /* > */
#define JICHI_BOUND_LESS_THAN 4u /* < */
#define JICHI_BOUND_EXACTLY 5u   /* =, 达到 */
#define JICHI_BOUND_ABOUT 6u     /* 约, 左右 */

/* jichi_part.flags, bits */
#define JICHI_PART_ODD_NUMBER 1u   /* The number is malformed though it can be read: 05万, 12月日. */
#define JICHI_PART_MONEY_STATED 2u /* 元 is written: not of 15万. */

/* jichi_part.unit_dimension */
#define JICHI_DIMENSION_OF_UNIT_NONE 0u
#define JICHI_DIMENSION_OF_UNIT_COUNT 1u  /* 次, 人, 份 */
#define JICHI_DIMENSION_OF_UNIT_RATIO 2u  /* %, 倍 */
#define JICHI_DIMENSION_OF_UNIT_TIME 3u   /* 天, 年 */
#define JICHI_DIMENSION_OF_UNIT_LENGTH 4u /* 米 */
#define JICHI_DIMENSION_OF_UNIT_AREA 5u   /* 平方米, 亩 */
#define JICHI_DIMENSION_OF_UNIT_MASS 6u   /* 吨 */
#define JICHI_DIMENSION_OF_UNIT_VOLUME 7u /* 立方米 */
#define JICHI_DIMENSION_OF_UNIT_OTHER 8u  /* 分, 千瓦时 … */

/* jichi_indicator.group */
#define JICHI_GROUP_OUTPUT 1u       /* 产出, 成本 */
#define JICHI_GROUP_EFFECT 2u       /* 效益 */
#define JICHI_GROUP_SATISFACTION 3u /* 满意度 */

/* jichi_indicator.dimension */
#define JICHI_DIMENSION_UNKNOWN 0u        /* Neither given nor inferred. */
#define JICHI_DIMENSION_QUANTITY 1u       /* 数量 */
#define JICHI_DIMENSION_QUALITY 2u        /* 质量 */
#define JICHI_DIMENSION_TIME 3u           /* 时效 */
#define JICHI_DIMENSION_COST 4u           /* 成本 */
#define JICHI_DIMENSION_ECONOMIC 5u       /* 经济效益 */
#define JICHI_DIMENSION_SOCIAL 6u         /* 社会效益 */
#define JICHI_DIMENSION_ECOLOGICAL 7u     /* 生态效益 */
#define JICHI_DIMENSION_SUSTAINABILITY 8u /* 可持续影响 */
#define JICHI_DIMENSION_SATISFACTION 9u   /* 满意度 */

/* jichi_indicator.asks_for */
#define JICHI_ASKS_FOR_UNKNOWN 0u  /* The words of the name do not tell. */
#define JICHI_ASKS_FOR_COUNT 1u    /* 数量, 次数 */
#define JICHI_ASKS_FOR_RATE 2u     /* …率 */
#define JICHI_ASKS_FOR_DATE 3u     /* 完成时间 */
#define JICHI_ASKS_FOR_DURATION 4u /* 期限 */
#define JICHI_ASKS_FOR_MONEY 5u    /* 经费 */
#define JICHI_ASKS_FOR_SATISFACTION 6u /* 满意度 */

/* jichi_indicator.better */
#define JICHI_BETTER_UNKNOWN 0u /* Cannot be told. */
#define JICHI_BETTER_MORE 1u    /* 合格率 */
#define JICHI_BETTER_LESS 2u    /* 投诉率 */

/* jichi_indicator.flags, bits */
#define JICHI_INDICATOR_TOTAL 1u /* Money in it is what the work costs in all: no savings, no price per piece. */

/* jichi_project.money_unit */
#define JICHI_MONEY_UNIT_UNKNOWN 0u
#define JICHI_MONEY_UNIT_YUAN 1u              /* 元 */
#define JICHI_MONEY_UNIT_TEN_THOUSAND_YUAN 2u /* 万元 */

/* jichi_setting.kind */
#define JICHI_SETTING_NUMBER 1u
#define JICHI_SETTING_TEXT 2u
#define JICHI_SETTING_TRUTH 3u
#define JICHI_SETTING_LIST 4u /* Texts. */

/* jichi_target.field */
#define JICHI_FIELD_PROJECT 1u /* The project's name. */
#define JICHI_FIELD_GOAL 2u    /* 年度目标 */
#define JICHI_FIELD_TOTAL 3u   /* 资金总额 */
#define JICHI_FIELD_FISCAL 4u  /* 财政拨款 */
#define JICHI_FIELD_OTHER 5u   /* A column of 其他资金. */
#define JICHI_FIELD_NAME 6u    /* An indicator's name. */
#define JICHI_FIELD_VALUE 7u   /* An indicator's target value. */
#define JICHI_FIELD_UNIT 8u    /* An indicator's unit, where it has a cell of its own. */

/* jichi_finding.span: what `start` and `end` count. */
#define JICHI_SPAN_CELL 0u    /* The whole cell. */
#define JICHI_SPAN_RAW 1u     /* Bytes of the raw cell. */
#define JICHI_SPAN_READING 2u /* Bytes of the reading's text: of a goal, a name or a target value. */

/* jichi_related.at */
#define JICHI_WHERE_HERE 0u      /* `target` of this project. */
#define JICHI_WHERE_ELSEWHERE 1u /* `place` in the sheet of number `sheet`. */

/* Text in UTF-8, not ended by NUL. */
typedef struct jichi_text {
  const uint8_t *bytes;
  size_t length;
} jichi_text;

/* A decimal number, exact: (high × 2^64 + low) × 10^-scale, negative where `negative` is 1. `known` is 0 where
 * there is no number, and all the rest too then. `scale` is at most 28. */
typedef struct jichi_decimal {
  uint64_t low;
  uint32_t high;
  uint8_t scale;
  uint8_t negative;
  uint8_t known;
  uint8_t reserved;
} jichi_decimal;

/* Where a cell stands in the user's file, from 1. */
typedef struct jichi_place {
  uint32_t row;
  uint32_t column;
} jichi_place;

typedef struct jichi_cell {
  jichi_text raw;    /* As it stands in the file. */
  jichi_place place; /* Where it stands, or would stand: known also of an empty name, value or goal. */
  uint32_t present;  /* 1; or 0 where the cell is empty or the sheet has none. */
  uint32_t reserved;
} jichi_cell;

/* A money cell, or a weight. */
typedef struct jichi_amount {
  jichi_cell cell;
  jichi_decimal number; /* Money in 元, unknown where the sheet's unit is not known; of a weight the number. */
} jichi_amount;

/* A date of which parts may be unsaid (0). */
typedef struct jichi_date {
  int32_t year;
  uint32_t month;   /* As written; 13 is possible. */
  uint32_t day;     /* As written; 月底 is the last. */
  uint32_t planned; /* 0 where the number names another's date: a document number, past data. */
} jichi_date;

/* One measured thing in a text: ≥95%, 5000元/次, 12月底前. */
typedef struct jichi_part {
  uint32_t kind;  /* JICHI_KIND_… */
  uint32_t bound; /* JICHI_BOUND_… */
  uint32_t start; /* Bytes of the reading's text that the part covers, comparison and unit included. */
  uint32_t end;
  uint32_t raw_start; /* The bytes of the raw cell that these came from; both 0 for what stands beside it. */
  uint32_t raw_end;
  uint32_t unit_dimension; /* JICHI_DIMENSION_OF_UNIT_… of `unit` */
  uint32_t flags;          /* JICHI_PART_… */
  jichi_decimal number;    /* 万 and 亿 multiplied out; money in 元; of a range the lower end; of a frequency how
                            * many times; of a calculation what its terms come to. */
  jichi_decimal upper;     /* The upper end of a range; of a calculation what the text says it comes to. */
  jichi_text unit;         /* As written (次, %); of a frequency the period (月); of a grade the grade. */
  const jichi_text *per;   /* What each is for: 年 of 2次/年; 天, 人 of 680元/天/人. */
  size_t per_count;
  jichi_date from; /* A date, or the first day of a period. */
  jichi_date to;   /* The last day of a period. */
} jichi_part;

/* A text with what was read in it. */
typedef struct jichi_reading {
  jichi_text text;         /* Normalised: half-width, without spaces that mean nothing. */
  const jichi_part *parts; /* In the order of the text; see `jichi_part_at`. */
  size_t part_count;
  size_t part_size; /* Bytes from one to the next. */
} jichi_reading;

/* An indicator (三级指标) with its target value. */
typedef struct jichi_indicator {
  uint32_t row;
  uint32_t group;     /* JICHI_GROUP_… */
  uint32_t dimension; /* JICHI_DIMENSION_…, given by the sheet or inferred. */
  uint32_t asks_for;  /* JICHI_ASKS_FOR_… */
  uint32_t better;    /* JICHI_BETTER_… */
  uint32_t flags;     /* JICHI_INDICATOR_… */
  jichi_cell name;      /* 三级指标 */
  jichi_cell value;     /* 指标值 */
  jichi_cell operator_; /* 指标性质: ≥, 定性 (`operator` is a word of C++) */
  jichi_cell unit;      /* 度量单位 */
  jichi_amount weight;  /* 权重, 分值 */
  jichi_reading name_reading;
  jichi_reading target; /* Comparison, value and unit as one text where they stand in three cells. */
  jichi_decimal cost;   /* What a cost indicator says its work costs in all, in 元. */
} jichi_indicator;

/* A project (项目) with all that its sheet says of it. */
typedef struct jichi_project {
  size_t size;           /* Bytes of this struct as the program knows it. */
  uint64_t sheet;        /* The sheet's number in the run, from 0. */
  uint64_t index;        /* The project's number in its sheet, from 0. */
  jichi_text file;       /* As the user named it. */
  jichi_text sheet_name; /* Empty for text files. */
  int32_t year;          /* The budget year; 0 where it is not known. */
  uint32_t money_unit;   /* JICHI_MONEY_UNIT_… of the sheet's money columns. */
  uint32_t row;          /* The project's own row. */
  uint32_t reserved;
  jichi_text department_code; /* 318009 of 318009-…; empty where there is none. */
  jichi_text department_name; /* Without the code. */
  jichi_cell department;
  jichi_cell name;
  jichi_amount total;        /* 资金总额 */
  jichi_amount fiscal;       /* 财政拨款 */
  const jichi_amount *other; /* 其他资金 and whatever other parts the sheet has; see `jichi_other_at`. */
  size_t other_count;
  size_t other_size; /* Bytes from one to the next. */
  jichi_cell goal;   /* 年度目标 */
  jichi_reading goal_reading;
  const jichi_indicator *indicators; /* In the order of the sheet; see `jichi_indicator_at`. */
  size_t indicator_count;
  size_t indicator_size; /* Bytes from one to the next. */
} jichi_project;

/* A value of an option of one of the plugin's rules, as configured or as in the rule. */
typedef struct jichi_setting {
  jichi_text code;         /* The rule. */
  jichi_text name;         /* The option. */
  uint32_t kind;           /* JICHI_SETTING_… */
  uint32_t truth;          /* Of a truth: 0 or 1. */
  jichi_decimal number;    /* Of a number. */
  const jichi_text *items; /* The text, or those of a list. */
  size_t item_count;       /* 1 for a text. */
} jichi_setting;

/* What a run is told before its first project. */
typedef struct jichi_run {
  size_t size;                   /* Bytes of this struct as the program knows it. */
  const jichi_setting *settings; /* All options of the plugin's rules; see `jichi_setting_of`. */
  size_t setting_count;
  size_t setting_size; /* Bytes from one to the next. */
} jichi_run;

/* A value that a finding's texts speak of. The rule declares its name and kind in `values`; any other name is
 * refused, and so is text that is no UTF-8. */
typedef struct jichi_value {
  jichi_text name;
  jichi_text text;      /* Where the kind is text. */
  jichi_decimal number; /* Where it is number, or money (in 元). */
} jichi_value;

/* A cell of the project. */
typedef struct jichi_target {
  uint32_t field; /* JICHI_FIELD_… */
  uint32_t index; /* The indicator (of a name, value or unit) or the column (of other funding), from 0; else 0. */
} jichi_target;

/* Another place that explains a finding. */
typedef struct jichi_related {
  jichi_text label; /* The `label` of the rule's `[[related]]` that says what stands there. */
  uint32_t at;      /* JICHI_WHERE_…: which of the following three says where. */
  uint32_t reserved;
  jichi_target target;
  uint64_t sheet;            /* This sheet or an earlier one. */
  jichi_place place;         /* In that sheet. */
  const jichi_value *values; /* Values of its text, beside the finding's and before them. */
  size_t value_count;
  size_t value_size; /* sizeof(jichi_value) */
} jichi_related;

/* What a rule found in the project that it was called on. */
typedef struct jichi_finding {
  size_t size;         /* sizeof(jichi_finding) */
  jichi_target target; /* The cell it stands on. */
  uint32_t span;       /* JICHI_SPAN_… */
  uint32_t start;      /* The first byte that is marked: the beginning of a character. */
  uint32_t end;        /* The byte after the last one. */
  uint32_t reserved;
  const jichi_value *values; /* The values of the rule's texts and conditions. */
  size_t value_count;
  size_t value_size;            /* sizeof(jichi_value) */
  const jichi_related *related; /* Other places, in any order. */
  size_t related_count;
  size_t related_size; /* sizeof(jichi_related) */
} jichi_finding;

/* Where a rule puts what it has to say; used from the thread that the rule was called on, during the call. */
typedef struct jichi_sink {
  size_t size; /* Bytes of this struct as the program knows it. */
  void *host;  /* The program's own: the first argument of both functions. */
  /* Takes a finding: JICHI_STATUS_OK, or JICHI_STATUS_REFUSED. */
  uint32_t (*emit)(void *host, const jichi_finding *finding);
  /* Says in words why the rule fails on this project; return JICHI_STATUS_FAILED then. */
  void (*fault)(void *host, jichi_text message);
} jichi_sink;

/* Looks at a project. JICHI_STATUS_OK, or JICHI_STATUS_FAILED. */
typedef uint32_t (*jichi_check)(void *state, const jichi_project *project, const jichi_sink *sink);

/* A rule: a rule file and what finds the cases. One of the functions may be NULL. */
typedef struct jichi_rule {
  jichi_text source; /* The rule file, TOML. Codes that begin with JC are the program's own. */
  jichi_check check; /* Called for each project, in any order. */
  /* Called for each project, in the order of the run, after the earlier ones of all files: for rules of scope
   * `corpus`, which look at one project beside the others. */
  jichi_check follow;
} jichi_rule;

/* What a plugin is. */
typedef struct jichi_descriptor {
  uint8_t magic[8]; /* JICHI_MAGIC */
  uint32_t major;   /* JICHI_MAJOR */
  uint32_t minor;   /* JICHI_MINOR */
  size_t size;      /* sizeof(jichi_descriptor) */
  jichi_text id;    /* Lower-case words with hyphens: county-checks */
  jichi_text version;
  uint32_t flags; /* JICHI_PLUGIN_… */
  uint32_t reserved;
  const jichi_rule *rules;
  size_t rule_count;
  size_t rule_size; /* sizeof(jichi_rule) */
  /* Begins a run and stores the state that the rules are called with. NULL where there is none: the state is NULL
   * then. JICHI_STATUS_OK, or JICHI_STATUS_FAILED. */
  uint32_t (*open)(const jichi_run *run, void **state);
  /* Ends the run of a state. May be NULL. */
  void (*close)(void *state);
} jichi_descriptor;

/* The exported object. In C++ it has C linkage by this. */
extern JICHI_EXPORT const jichi_descriptor jichi_plugin_v1;

/* A string literal as a text: also where a static object is initialised. */
#define JICHI_TEXT(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}

/* A text that ends with NUL. NULL is the empty one. */
static inline jichi_text jichi_text_of(const char *string) {
  jichi_text text;
  text.bytes = (const uint8_t *)string;
  text.length = 0;
  while (string && string[text.length]) text.length++;
  return text;
}

/* Whether two texts are the same bytes. */
static inline int jichi_same_text(jichi_text one, jichi_text other) {
  size_t at;
  if (one.length != other.length) return 0;
  for (at = 0; at < one.length; at++) {
    if (one.bytes[at] != other.bytes[at]) return 0;
  }
  return 1;
}

/* No number. */
static inline jichi_decimal jichi_no_number(void) {
  jichi_decimal none = {0, 0, 0, 0, 0, 0};
  return none;
}

/* A whole number. */
static inline jichi_decimal jichi_number(int64_t number) {
  jichi_decimal decimal = {0, 0, 0, 0, 1, 0};
  decimal.negative = number < 0;
  /* Minus the least number is none of int64_t, yet one of uint64_t. */
  decimal.low = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  return decimal;
}

/* About the same number in binary, to about 16 digits; 0 where it is unknown. Sums of money that have to agree to
 * the last 分 want whole numbers instead. */
static inline double jichi_decimal_to_double(jichi_decimal decimal) {
  double number = (double)decimal.high * 18446744073709551616.0 + (double)decimal.low;
  double divisor = 1.0;
  unsigned places;
  for (places = decimal.scale; places > 0; places--) divisor *= 10.0;
  return decimal.negative ? -(number / divisor) : number / divisor;
}

/* Whether both numbers are known and the same: 1.5 and 1.50 are. */
static inline int jichi_same_number(jichi_decimal one, jichi_decimal other) {
  if (!one.known || !other.known) return 0;
  while (one.scale != other.scale) {
    /* Where the longer one ends in 0, its last place says nothing; else they differ. */
    jichi_decimal *longer = one.scale > other.scale ? &one : &other;
    uint64_t high = longer->high, upper, lower;
    upper = ((high % 10) << 32) | (longer->low >> 32);
    lower = ((upper % 10) << 32) | (longer->low & 0xffffffffu);
    if (lower % 10) return 0;
    longer->high = (uint32_t)(high / 10);
    longer->low = ((upper / 10) << 32) | (lower / 10);
    longer->scale--;
  }
  if (one.low != other.low || one.high != other.high) return 0;
  return one.negative == other.negative || (one.low == 0 && one.high == 0);
}

/* The indicator at `index`, or NULL. */
static inline const jichi_indicator *jichi_indicator_at(const jichi_project *project, size_t index) {
  if (index >= project->indicator_count) return NULL;
  return (const jichi_indicator *)(const void *)((const char *)project->indicators +
                                                 index * project->indicator_size);
}

/* The column of other funding at `index`, or NULL. */
static inline const jichi_amount *jichi_other_at(const jichi_project *project, size_t index) {
  if (index >= project->other_count) return NULL;
  return (const jichi_amount *)(const void *)((const char *)project->other + index * project->other_size);
}

/* The part at `index`, or NULL. */
static inline const jichi_part *jichi_part_at(const jichi_reading *reading, size_t index) {
  if (index >= reading->part_count) return NULL;
  return (const jichi_part *)(const void *)((const char *)reading->parts + index * reading->part_size);
}

/* The value of a rule's option, or NULL where the rule has none of that name. */
static inline const jichi_setting *jichi_setting_of(const jichi_run *run, const char *code, const char *name) {
  size_t index;
  for (index = 0; index < run->setting_count; index++) {
    const jichi_setting *setting =
        (const jichi_setting *)(const void *)((const char *)run->settings + index * run->setting_size);
    if (jichi_same_text(setting->code, jichi_text_of(code)) &&
        jichi_same_text(setting->name, jichi_text_of(name))) {
      return setting;
    }
  }
  return NULL;
}

/* A value of kind `text`. */
static inline jichi_value jichi_text_value(const char *name, jichi_text text) {
  jichi_value value;
  value.name = jichi_text_of(name);
  value.text = text;
  value.number = jichi_no_number();
  return value;
}

/* A value of kind `number` or `money`. */
static inline jichi_value jichi_number_value(const char *name, jichi_decimal number) {
  jichi_value value;
  value.name = jichi_text_of(name);
  value.text = jichi_text_of(NULL);
  value.number = number;
  return value;
}

/* A finding on a whole cell; add values, related places or a span before it is emitted. */
static inline jichi_finding jichi_finding_on(uint32_t field, uint32_t index) {
  jichi_finding finding;
  finding.size = sizeof finding;
  finding.target.field = field;
  finding.target.index = index;
  finding.span = JICHI_SPAN_CELL;
  finding.start = finding.end = finding.reserved = 0;
  finding.values = NULL;
  finding.value_count = 0;
  finding.value_size = sizeof(jichi_value);
  finding.related = NULL;
  finding.related_count = 0;
  finding.related_size = sizeof(jichi_related);
  return finding;
}

/* A cell of the same project that explains a finding. */
static inline jichi_related jichi_related_here(const char *label, uint32_t field, uint32_t index) {
  jichi_related related;
  related.label = jichi_text_of(label);
  related.at = JICHI_WHERE_HERE;
  related.reserved = 0;
  related.target.field = field;
  related.target.index = index;
  related.sheet = 0;
  related.place.row = related.place.column = 0;
  related.values = NULL;
  related.value_count = 0;
  related.value_size = sizeof(jichi_value);
  return related;
}

#ifdef __cplusplus
}
#endif

#endif
