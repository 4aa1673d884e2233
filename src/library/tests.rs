use std::sync::Arc;

use super::*;
use crate::finding::Finding;
use crate::layout::Layouts;
use crate::lint::{Loaded, Loader};
use crate::record::{Group, ProjectReading, Sheet};
use crate::rule::{Context, RuleSet};

fn load(text: &str) -> (Library, Vec<CaretError>) {
    load_in(Language::Zh, text)
}

fn load_in(language: Language, text: &str) -> (Library, Vec<CaretError>) {
    let source = LibrarySource { name: "my-rules/indicators.toml".to_owned(), text: text.to_owned() };
    Library::load(&[source], language)
}

/// The examples as they are told, for an indicator of this name in a project of this name and goal.
fn chosen(library: &Library, group: Group, name: &str, project: [&str; 2]) -> Vec<String> {
    let wanted = Wanted { name, ..Wanted::any(group, None) };
    told(library, wanted, project)
}

fn told(library: &Library, wanted: Wanted<'_>, [project, goal]: [&str; 2]) -> Vec<String> {
    let examples = library.examples(wanted, &library.topics(project, goal));
    examples.iter().map(|it| format!("{} {}", it.name, it.value)).collect()
}

fn sheet(rows: &[[&str; 5]]) -> Sheet {
    let mut text =
        "单位名称\t项目名称\t资金总额（万元）\t年度目标\t一级指标\t二级指标\t三级指标\t指标值\n".to_owned();
    for [project, level1, level2, name, value] in rows {
        text += &format!(
            "某县财政局\t{project}\t1000\t完成年度各项任务，群众受益。\t{level1}\t{level2}\t{name}\t{value}\n"
        );
    }
    let loader =
        Loader { layouts: Layouts::builtin().clone(), encoding: None, keeps_bytes: false, timings: None };
    match loader.load("目标表.tsv", text.into_bytes()) {
        Ok(Loaded::Sheets(mut source)) => source.sheets.remove(0),
        other => panic!("{other:?}"),
    }
}

fn findings(rules: &RuleSet, sheet: &Sheet) -> Vec<Finding> {
    let context = Context {
        sheet,
        sheet_index: 0,
        year: Some(2025),
        money_unit: sheet.money_unit,
        language: Language::Zh,
    };
    ProjectReading::all(sheet).flat_map(|reading| rules.check_project(&context, &reading)).collect()
}

fn levels(dimension: Dimension) -> [&'static str; 2] {
    match dimension {
        Dimension::Quantity => ["产出指标", "数量指标"],
        Dimension::Quality => ["产出指标", "质量指标"],
        Dimension::Time => ["产出指标", "时效指标"],
        Dimension::Cost => ["产出指标", "成本指标"],
        Dimension::Economic => ["效益指标", "经济效益指标"],
        Dimension::Social => ["效益指标", "社会效益指标"],
        Dimension::Ecological => ["效益指标", "生态效益指标"],
        Dimension::Sustainability => ["效益指标", "可持续影响指标"],
        Dimension::Satisfaction => ["满意度指标", "服务对象满意度指标"],
    }
}

/// What is shown as an example must not be what the program itself complains about, whether the form states the
/// dimension or not.
#[test]
fn no_example_has_a_finding() {
    let library = Library::builtin();
    let mut projects = Vec::new();
    let mut rows = Vec::new();
    for kind in library.kinds() {
        let title = &library.subjects()[kind.subject].title;
        for example in &kind.examples {
            projects.push(format!("第{}个{title}项目", projects.len() + 1));
            rows.push((levels(kind.dimension), example));
        }
    }
    let rows: Vec<[&str; 5]> = projects
        .iter()
        .zip(&rows)
        .map(|(project, ([level1, level2], it))| {
            [project.as_str(), level1, level2, it.name.as_str(), it.value.as_str()]
        })
        .collect();
    assert!(rows.len() > 600, "{}", rows.len());
    let rules = RuleSet::builtin(Language::Zh);
    let mut sheet = sheet(&rows);
    assert_eq!(sheet.projects.len(), rows.len());
    let mut complaints = Vec::new();
    for _ in 0..2 {
        for finding in findings(&rules, &sheet).iter().filter(|finding| finding.indicator.is_some()) {
            let [.., name, value] = rows[finding.project.unwrap()];
            complaints.push(format!("{name} {value}: {} {}", finding.rule.code, finding.message));
        }
        let indicators = sheet.projects.iter_mut().flat_map(|project| &mut project.indicators);
        indicators.for_each(|indicator| indicator.dimension = None);
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_built_in_files_load() {
    let (library, errors) = Library::load(&[], Language::Zh);
    assert!(errors.is_empty(), "{errors:?}");
    for dimension in library.by_dimension.iter().enumerate() {
        let (index, kinds) = dimension;
        let general = |kind: &Kind| library.subjects[kind.subject].fallback && kind.words.is_empty();
        let fallbacks = kinds.iter().filter(|&&kind| general(&library.kinds[kind])).count();
        assert_eq!(fallbacks, 1, "dimension {index}");
    }
    assert!(library.kinds.iter().all(|kind| (2..=3).contains(&kind.examples.len())));
    let mut titles: Vec<&str> = library.subjects.iter().map(|subject| subject.title.as_str()).collect();
    titles.sort_unstable();
    let count = titles.len();
    titles.dedup();
    assert_eq!(titles.len(), count);
}

#[test]
fn the_nearest_subject_gives_the_examples() {
    let library = Library::builtin();
    let show = |group, name, project| chosen(&library, group, name, project).join("；");
    let (effect, satisfaction) = (Group::Effect, Group::Satisfaction);
    let lines = [
        // By the indicator's own name, whatever the project is about.
        show(effect, "培训效果", ["设备采购", ""]),
        // By the project's name: the last of its words is what it is about.
        show(effect, "取得成效", ["教师培训", ""]),
        show(effect, "取得成效", ["培训中心维修工程", ""]),
        // By what the goal names most often.
        show(effect, "取得成效", ["专项经费", "做好绿化养护、林业管护和一次宣传"]),
        // A word of the name tells the dimension, and the project the subject.
        show(effect, "经济效益", ["教师培训", ""]),
        // A word of the name that only some kinds have.
        show(effect, "提高办事效率", ["教师培训", ""]),
        show(satisfaction, "服务对象", ["教师培训", ""]),
        show(satisfaction, "纳税人", ["教师培训", ""]),
        // Nothing tells anything.
        show(effect, "", ["专项经费", ""]),
        show(Group::Output, "", ["", ""]),
    ];
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_count_is_no_example_for_a_rate() {
    let library = Library::builtin();
    let quantity = Wanted::any(Group::Output, Some(Dimension::Quantity));
    let count = Wanted { asks_for: AsksFor::Count, better: Better::More, ..quantity };
    let rate = Wanted { asks_for: AsksFor::Rate, name: "覆盖", ..count };
    assert_eq!(told(&library, rate, ["", ""])[0], "服务对象覆盖率 ≥95%");
    assert_eq!(told(&library, count, ["", ""])[0], "服务对象人数 ≥500人");
}

const OWN: &str = r#"
[[subject]]
title = "某县的培训"
words = ["培训"]

[[subject.kind]]
dimension = "social"
examples = [
  { name = "培训后上岗率", value = "≥80%" },
  { name = "学员返岗授课场次", value = "≥20场" },
]
"#;

#[test]
fn what_a_user_adds_comes_first() {
    let (library, errors) = load(OWN);
    assert!(errors.is_empty(), "{errors:?}");
    let own = ["培训后上岗率 ≥80%", "学员返岗授课场次 ≥20场"];
    let social = Wanted::any(Group::Effect, Some(Dimension::Social));
    assert_eq!(told(&library, social, ["教师培训", ""]), own);
    // Where it has nothing to say the program's own do.
    let quantity = Wanted::any(Group::Output, Some(Dimension::Quantity));
    assert_eq!(told(&library, quantity, ["教师培训", ""])[0], "培训人数 ≥200人");
}

#[test]
fn mistakes_are_told_where_they_stand() {
    let faulty = r#"
[[subject]]
title = "没有词"
[[subject.kind]]
dimension = "qualty"
examples = [{ name = "甲", value = "1个" }, { name = "乙", value = "2个" }]

[[subject]]
title = "又有词又兜底"
words = ["培训", "水", "培训"]
fallback = true
[[subject.kind]]
dimension = "time"
asks-for = "when"
better = "sooner"
words = []
examples = [{ name = "甲", value = " " }]

[[subject]]
title = "没有例子"
words = ["征兵"]

[[subject]]
title = "重复"
words = ["征兵"]
[[subject.kind]]
dimension = "time"
[[subject.kind]]
dimension = "time"
examples = [{ name = "甲", value = "1月" }, { name = "甲", value = "1月" }]
"#;
    let told = |error: &CaretError, text: &str| {
        let at = error.span().map_or("", |span| &text[span]);
        let label = miette::Diagnostic::labels(error).and_then(|mut labels| labels.next());
        let label = label.as_ref().and_then(|label| label.label()).unwrap_or_default();
        let help = error.help.as_deref().unwrap_or("-");
        format!("{error} [{}] {label} | {help}", at.replace('\n', " "))
    };
    let mut lines = Vec::new();
    for text in [faulty, "[[subject]]\ntitel = \"x\"", "[subject", "[[subject]]\nwords = [\"培训\"]"] {
        let [(library, in_chinese), (_, in_english)] =
            [Language::Zh, Language::En].map(|it| load_in(it, text));
        assert_eq!(library.subjects().len(), Library::builtin().subjects().len());
        assert_eq!(in_chinese.len(), in_english.len());
        for (zh, en) in in_chinese.iter().zip(&in_english) {
            lines.extend([told(zh, text), told(en, text)]);
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn files_of_the_library_are_known_by_their_names() {
    let is = |path: &str| is_library_file(Path::new(path));
    assert!(is("indicators.toml") && is("my/indicators.toml") && is("indicators/a.TOML"));
    assert!(!is("indicators/a.txt") && !is("rules/indicator.toml") && !is("indicators/a/b.toml"));
}

/// A finding that a person has to mend shows what fits its indicator; no fix is made of it.
#[test]
fn findings_show_examples() {
    let rows = [
        ["教师培训", "产出指标", "数量指标", "培训人数", "若干"],
        ["教师培训", "产出指标", "时效指标", "完成时限", "及时完成"],
        ["教师培训", "效益指标", "社会效益指标", "提高教师素质", "显著"],
        ["教师培训", "满意度指标", "服务对象满意度指标", "学员满意度", "≥95%"],
    ];
    let sheet = sheet(&rows);
    let found = findings(&RuleSet::builtin(Language::Zh), &sheet);
    let lines: Vec<String> = found
        .iter()
        .filter(|finding| !finding.examples.is_empty())
        .map(|finding| {
            assert!(finding.fix.is_none());
            format!("{} {}", finding.rule.code, listed(&finding.examples, Language::Zh).unwrap())
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    // A run with another library shows what that has.
    let rules = RuleSet::builtin(Language::Zh).with_library(Arc::new(load(OWN).0));
    let found = findings(&rules, &sheet);
    let vague = found.iter().find(|finding| finding.rule.code == "JC301").unwrap();
    let social: Vec<&Arc<Measure>> = vague.examples.iter().collect();
    assert_eq!(social[0].name, "培训后上岗率");
}
