//! 绩尺插件 @NAME@。 Rules for jichi (绩尺).
//!
//! 规则文件写代码、级别和文字，这里的函数只找出问题，报告规则文件 `values` 里的值。
//! A rule file has the code, the severity and the texts; the function here finds the cases, and reports the
//! values that `values` in the file declares.

use std::collections::BTreeMap;

use jichi_plugin::{Field, Plugin, Project, RelatedBuilder, Report, Rule, Run};

/// 一次检查中各规则共用的内容：选项。 What the rules share in a run: their options.
pub struct Checks {
    least: f64,
}

impl Plugin for Checks {
    fn open(run: &Run<'_>) -> Self {
        let least = run.number("@LETTERS@101", "least");
        Self {
            least: least.map_or(4.0, |least| least.to_f64()),
        }
    }
}

/// 多项指标写同一个百分数。 Several indicators of a project with one and the same percentage.
pub struct RepeatedPercentage;

impl Rule<Checks> for RepeatedPercentage {
    const SOURCE: &'static str = include_str!("../rules/repeated-percentage.toml");

    fn check(state: &Checks, project: &Project<'_>, report: &mut Report<'_>) {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, indicator) in project.indicators().enumerate() {
            let target = indicator.target();
            if target.single().is_some_and(|part| part.unit() == "%") {
                places.entry(target.text()).or_default().push(index);
            }
        }
        for (text, places) in &places {
            let [first, others @ ..] = places.as_slice() else {
                continue;
            };
            if (places.len() as f64) < state.least {
                continue;
            }
            let mut finding = report
                .finding(Field::Value(*first))
                .text("same", *text)
                .number("times", places.len());
            for &other in others {
                finding = finding.related(RelatedBuilder::here("again", Field::Value(other)));
            }
            finding.emit();
        }
    }
}

jichi_plugin::export!(Checks, "@NAME@", [RepeatedPercentage]);
