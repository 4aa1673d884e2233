//! The keys at the top of a rule file: what they may be, and which of them go together.

use super::compile::Compiler;
use super::schema::{RuleFile, ScopeName};
use crate::caret::{Both, Fault, both};
use crate::form::Form;

/// Whether a rule can have the code.
pub(crate) fn is_code(code: &str) -> bool {
    let digits = code.trim_start_matches(|ch: char| ch.is_ascii_uppercase());
    let letters = code.len() - digits.len();
    letters >= 2 && digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Notes the mistakes in the keys before the conditions.
pub(super) fn head(compiler: &mut Compiler<'_>, file: &RuleFile, of_plugin: bool) {
    let faults = &mut compiler.faults;
    let code = file.code.get_ref();
    if !is_code(code) {
        let message = both(format!("“{code}”不能作规则代码"), format!("`{code}` is no rule code"));
        faults.push(Fault::here(file.code.span(), message).help(both(
            "代码由两个以上大写字母和三位以上数字组成，例如 JC301。",
            "a code is two or more capital letters and three or more digits: JC301",
        )));
    }
    let slug = file.slug.get_ref();
    let kebab = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-';
    if slug.is_empty() || !slug.chars().all(kebab) {
        let message = both(format!("“{slug}”不能作英文短名"), format!("`{slug}` is no slug"));
        faults.push(Fault::here(file.slug.span(), message).help(both(
            "“slug”用小写英文，以连字符连接，例如 vague-value。",
            "a slug is lower-case words with hyphens: vague-value",
        )));
    }
    if let Some(review) = &file.review
        && !Form::builtin().names().any(|name| name == review.get_ref())
    {
        let message = both(
            format!("审核表里没有“{review}”这一项"),
            format!("the review form has no sub-item {review}"),
        );
        let fault = Fault::new(review.span(), message, both("没有这一项", "no such sub-item"));
        let names: Vec<&str> = Form::builtin().names().collect();
        faults.push(fault.did_you_mean_of(review.get_ref(), "it has", names.into_iter()));
    }
    let scope = *file.scope.get_ref();
    if of_plugin {
        return head_of_plugin(faults, file);
    }
    match (&file.when, &file.values) {
        (None, None) => {
            let message = both("规则没有“when”", "the rule has no `when`");
            faults.push(Fault::new(file.code.span(), message, of_this_rule()));
        }
        (_, Some(values)) => {
            let message = both("只有插件的规则可以写“values”", "only the rule of a plugin has `values`");
            faults.push(Fault::here(values.span(), message).help(both(
                "何时有问题写在“when”里，给表达式起名用“[let]”。",
                "say in `when` when there is a finding; `[let]` gives names to expressions",
            )));
        }
        (Some(_), None) => {}
    }
    match (scope, &file.cells) {
        (ScopeName::Corpus, _) => {
            let message =
                both("跨表比较的规则不能用 TOML 写", "rules over a whole corpus cannot be written in TOML");
            let help = both("请写成插件。", "write a plugin for them");
            faults.push(Fault::here(file.scope.span(), message).help(help));
        }
        (ScopeName::Cell, None) => {
            let message = both("看哪些单元格？缺少“cells”", "which cells? `cells` is missing");
            let help = both("请加上 cells = [\"name\", \"value\"]。", "add `cells = [\"name\", \"value\"]`");
            faults.push(Fault::here(file.scope.span(), message).help(help));
        }
        (ScopeName::Cell, Some(cells)) if cells.get_ref().is_empty() => {
            let message = both("没有写明单元格", "no cells are named");
            faults.push(Fault::new(cells.span(), message, both("空的", "empty")));
        }
        (ScopeName::Cell, _) | (_, None) => {}
        (_, Some(cells)) => {
            let message =
                both("只有范围为“cell”的规则可以写“cells”", "only rules of scope `cell` have `cells`");
            faults.push(Fault::here(cells.span(), message));
        }
    }
}

/// What the rule of a plugin leaves to its code.
fn head_of_plugin(faults: &mut Vec<Fault>, file: &RuleFile) {
    if !matches!(file.scope.get_ref(), ScopeName::Project | ScopeName::Corpus) {
        let message = both("插件看的是整个项目", "a plugin looks at whole projects");
        faults.push(Fault::here(file.scope.span(), message).help(both(
            "请写“project”；要与其他项目比较的写“corpus”。",
            "write `project`, or `corpus` where it looks at one project beside another",
        )));
    }
    if file.values.is_none() {
        let message = both("规则没有“values”", "the rule has no `values`");
        faults.push(Fault::new(file.code.span(), message, of_this_rule()).help(both(
            "请写明插件的代码给出哪些值：values = { count = \"number\" }，没有就写 {}。",
            "name what the plugin's code gives: `values = { count = \"number\" }`, or `{}`",
        )));
    }
    let decided = [
        ("when", file.when.as_ref().map(|key| key.span())),
        ("cells", file.cells.as_ref().map(|key| key.span())),
        ("block-by", file.block_by.as_ref().map(|key| key.span())),
        ("at", file.at.as_ref().map(|key| key.span())),
        ("at-when", file.at_when.first().map(|case| case.at.span())),
        ("mark", file.mark.as_ref().map(|key| key.span())),
    ];
    for (key, span) in decided {
        if let Some(span) = span {
            let message = both(
                format!("插件的规则不写“{key}”，由代码决定"),
                format!("the rule of a plugin has no `{key}`: its code decides"),
            );
            faults.push(Fault::here(span, message));
        }
    }
}

/// The label under the code of a rule that lacks something.
pub(super) fn of_this_rule() -> Both {
    both("这条规则", "of this rule")
}
