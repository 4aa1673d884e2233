//! Puts one rule together from its file, noting every mistake on the way.

use std::rc::Rc;
use std::sync::Arc;

use super::compile::Compiler;
use super::expr::Expr;
use super::fields::{Of, Type};
use super::load::Compiled;
use super::names::Names;
use super::options;
use super::place::At;
use super::predicate::{Subject, Test};
use super::schema::{RuleFile, ScopeName, ValueKind};
use super::spanned::Spanned;
use super::speech::{compile_fix, compile_label, compile_related, compile_text_when, prose};
use super::{Program, Rule, RuleChanges};
use crate::caret::{Both, Fault, both, listed};
use crate::finding::{Language, RuleInfo};
use crate::form::Form;

/// Compiles one rule file. Err with all its mistakes.
pub(super) fn compile(
    mut compiler: Compiler<'_>,
    file: &RuleFile,
    plugin: Option<&Arc<str>>,
    language: Language,
    changes: &RuleChanges,
) -> Result<Compiled, Vec<Fault>> {
    let code = file.code.get_ref();
    head(&mut compiler, file, plugin.is_some());
    // The code of a plugin finds things on projects and on their indicators.
    let scope = if plugin.is_some() { ScopeName::Indicator } else { *file.scope.get_ref() };
    let mut names = Names::of_scope(scope);
    names.lexicons = Rc::clone(&compiler.lexicons);
    options::bind(&mut compiler, &file.options, code, &changes.options, &mut names);
    let values = values(&mut compiler, file, &mut names);
    // The code gives them values before anything is asked.
    let mut lets: Vec<Expr> = values.iter().map(|_| Expr::Bool(false)).collect();
    for (name, source) in &file.lets.0 {
        if names.resolve(name.get_ref()).is_some() {
            compiler.faults.push(Fault::here(name.span(), taken(name)));
        }
        match compiler.expr(source, &names) {
            Some((_, Type::Items(_))) => {
                let message = both("集合不能存成“let”", "a collection cannot be kept");
                compiler.faults.push(Fault::here(source.span(), message));
            }
            Some((expr, kind)) => {
                lets.push(expr);
                names.lets.push((name.get_ref().clone(), kind));
            }
            None => {}
        }
    }
    if !compiler.faults.is_empty() {
        // What uses a broken option or `let` would only be complained about as unknown.
        return Err(compiler.faults);
    }
    let when = match &file.when {
        Some(when) => compiler.test(when, &names),
        // Its code decides.
        None => Some(Test::Expr(Expr::Bool(false))),
    };
    let mut severity_when = Vec::new();
    for case in &file.severity_when {
        if let Some(test) = compiler.test(&case.when, &names) {
            severity_when.push((case.severity, test));
        }
    }
    let spoken = match &when {
        Some(test) => test.witness_of().map_or_else(|| names.clone(), |of| names.with_witness(of)),
        // A broken condition must not add complaints about its parts.
        None => names.with_witness(Of::Part),
    };
    let zh = prose(&mut compiler, file.zh.as_ref(), "zh", &file.code, &spoken);
    let en = prose(&mut compiler, file.en.as_ref(), "en", &file.code, &spoken);
    let texts: Vec<_> =
        file.text_when.iter().filter_map(|case| compile_text_when(&mut compiler, case, &spoken)).collect();
    let at = file.at.as_ref().map_or(At::of_scope(scope), |at| place(&mut compiler, at, scope));
    let mark = file.mark.as_ref().and_then(|mark| match compiler.subject(mark, &spoken)? {
        (subject, Type::Text) => Some(subject),
        (_, kind) => {
            let (zh, en) = kind.name();
            let message = both(
                format!("“mark”标出的须是文字，这是{zh}"),
                format!("a text is marked in the cell, this is {en}"),
            );
            compiler.refuse(Fault::here(mark.span(), message))
        }
    });
    let mut at_when = Vec::new();
    for case in &file.at_when {
        let at = place(&mut compiler, &case.at, scope);
        at_when.extend(compiler.test(&case.when, &names).map(|test| (at, test)));
    }
    let (mut related, mut labels) = (Vec::new(), Vec::new());
    for place in &file.related {
        match plugin {
            Some(_) => labels.extend(compile_label(&mut compiler, place, &spoken)),
            None => related.extend(compile_related(&mut compiler, place, &spoken)),
        }
    }
    let fix = file.fix.as_ref().and_then(|fix| compile_fix(&mut compiler, fix, &spoken, scope));
    let suggests = file.suggests.as_ref().and_then(|suggests| match suggests.get_ref().fits(scope) {
        Ok(()) => Some(*suggests.get_ref()),
        Err(message) => compiler.refuse(Fault::here(suggests.span(), message)),
    });
    let block_by = block_by(&mut compiler, file);
    examples(&mut compiler, file);
    let (Some(when), Some(mut zh), Some(mut en), true) = (when, zh, en, compiler.faults.is_empty()) else {
        return Err(compiler.faults);
    };
    let mut text_when = Vec::new();
    for (case, [in_chinese, in_english]) in texts {
        text_when.push(case);
        zh.0.others.push(in_chinese);
        en.0.others.push(in_english);
    }
    let told = if language == Language::Zh { &zh.0 } else { &en.0 };
    let set = changes.severities.get(code).copied();
    if set.is_some() {
        severity_when.clear();
    }
    let info = RuleInfo {
        code: code.clone(),
        slug: file.slug.get_ref().clone(),
        title: told.title.clone(),
        why: told.why.clone(),
        severity: set.unwrap_or(file.severity),
        basis: file.basis.clone(),
        review: file.review.as_ref().map(|review| review.get_ref().clone()),
        leaves_open: file.leaves_open,
    };
    let rule = Rule {
        info: Arc::new(info),
        status: file.status,
        since: file.since.clone(),
        scope: scope_name(*file.scope.get_ref()),
        plugin: plugin.cloned(),
        zh: zh.0,
        en: en.0,
        yields_to: file.yields_to.iter().map(|code| code.get_ref().clone()).collect(),
        options: names.options.iter().map(|(name, value)| (name.clone(), options::shown(value))).collect(),
        suggests: suggests.is_some(),
        fix: file.fix.as_ref().map(|fix| fix.get_ref().safety),
        invalid: file.invalid.iter().map(|example| example.get_ref().clone()).collect(),
        valid: file.valid.iter().map(|example| example.get_ref().clone()).collect(),
        source: compiler.text.into(),
        program: Program {
            index: 0,
            scope,
            constants: names.options.iter().map(|(_, value)| value.clone()).collect(),
            cells: file.cells.as_ref().map_or_else(Vec::new, |cells| cells.get_ref().clone()),
            block_by,
            at,
            at_when,
            mark,
            reads_projects: names.reads_projects.get(),
            lets,
            when,
            severity_when,
            text_when,
            message: [zh.1, en.1],
            help: [zh.2, en.2],
            related,
            values,
            labels,
            fix,
            suggests,
        },
    };
    Ok((rule, compiler.references))
}

/// Whether a rule can have the code.
pub(crate) fn is_code(code: &str) -> bool {
    let digits = code.trim_start_matches(|ch: char| ch.is_ascii_uppercase());
    let letters = code.len() - digits.len();
    letters >= 2 && digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn head(compiler: &mut Compiler<'_>, file: &RuleFile, of_plugin: bool) {
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

/// Gives names to what a plugin's code gives values to.
fn values(compiler: &mut Compiler<'_>, file: &RuleFile, names: &mut Names) -> Vec<(String, ValueKind)> {
    let mut values = Vec::new();
    for (name, kind) in file.values.iter().flat_map(|values| &values.get_ref().0) {
        if names.resolve(name.get_ref()).is_some() {
            compiler.faults.push(Fault::here(name.span(), taken(name)));
        }
        let of = match kind.get_ref() {
            ValueKind::Text => Type::Text,
            ValueKind::Number => Type::Number,
            ValueKind::Money => Type::Money,
        };
        names.lets.push((name.get_ref().clone(), of));
        values.push((name.get_ref().clone(), *kind.get_ref()));
    }
    values
}

fn taken(name: &Spanned<String>) -> Both {
    both(format!("“{name}”这个名称已被占用"), format!("`{name}` is already the name of something"))
}

fn of_this_rule() -> Both {
    both("这条规则", "of this rule")
}

fn place(compiler: &mut Compiler<'_>, at: &Spanned<String>, scope: ScopeName) -> At {
    At::named(at.get_ref(), scope).unwrap_or_else(|| {
        let message = both(format!("问题不能落在“{at}”上"), format!("a finding cannot stand on `{at}` here"));
        let fault = Fault::here(at.span(), message);
        let names = At::names(scope);
        compiler.faults.push(if names.is_empty() {
            fault.help(both(
                "这个范围的规则，问题就落在所看的地方：请去掉“at”。",
                "rules of this scope stand on what they look at: leave `at` out",
            ))
        } else {
            fault.help(listed("it may stand on", names))
        });
        At::of_scope(scope)
    })
}

fn scope_name(scope: ScopeName) -> &'static str {
    match scope {
        ScopeName::Cell => "cell",
        ScopeName::Indicator => "indicator",
        ScopeName::Pair => "pair",
        ScopeName::ProjectPair => "project-pair",
        ScopeName::Project => "project",
        ScopeName::Department => "department",
        ScopeName::Sheet => "sheet",
        ScopeName::Row => "row",
        ScopeName::Corpus => "corpus",
    }
}

fn block_by(compiler: &mut Compiler<'_>, file: &RuleFile) -> Vec<Subject> {
    let scope = *file.scope.get_ref();
    let is_pair = matches!(scope, ScopeName::Pair | ScopeName::ProjectPair);
    let Some(fields) = &file.block_by else {
        if is_pair {
            let message = both("按什么配对？缺少“block-by”", "which pairs? `block-by` is missing");
            compiler.faults.push(Fault::here(file.scope.span(), message).help(both(
                "请加上 block-by = [\"group\", \"name.skeleton\"]。",
                "add `block-by = [\"group\", \"name.skeleton\"]`",
            )));
        }
        return Vec::new();
    };
    if !is_pair || fields.get_ref().is_empty() {
        let message = both(
            "“block-by”只用于两两比较的规则，至少写一个字段",
            "`block-by` belongs to rules on pairs and names at least one field",
        );
        compiler.faults.push(Fault::here(fields.span(), message));
    }
    let names = Names::of_scope(match scope {
        ScopeName::ProjectPair => ScopeName::Row,
        _ => ScopeName::Indicator,
    });
    let mut subjects = Vec::new();
    for field in fields.get_ref() {
        match compiler.subject(field, &names) {
            Some((_, kind @ (Type::Items(_) | Type::List))) => {
                let (zh, en) = kind.name();
                let message = both(format!("不能按{zh}分组"), format!("records cannot be grouped by {en}"));
                compiler.faults.push(Fault::here(field.span(), message));
            }
            Some((subject, _)) => subjects.push(subject),
            None => {}
        }
    }
    subjects
}

fn examples(compiler: &mut Compiler<'_>, file: &RuleFile) {
    let at = file.code.span();
    if file.valid.is_empty() {
        let message = both("规则没有正例", "the rule has no valid example");
        compiler.faults.push(Fault::new(at.clone(), message, of_this_rule()).help(both(
            "请加一个“[[valid]]”：看上去像，其实没有问题的。",
            "add a `[[valid]]` that looks like a case but is none",
        )));
    }
    if file.invalid.is_empty() {
        let message = both("规则没有反例", "the rule has no invalid example");
        compiler.faults.push(Fault::new(at, message, of_this_rule()).help(both(
            "请加一个“[[invalid]]”，写上 found = […]。",
            "add an `[[invalid]]` with `found = […]`",
        )));
    }
    for example in &file.invalid {
        if example.get_ref().found.is_empty() {
            let message =
                both("反例没有写明应当查出什么", "the invalid example does not say what must be found");
            let label = both("缺少“found”", "`found` is missing");
            compiler.faults.push(Fault::new(example.span(), message, label));
        }
    }
    for example in &file.valid {
        if !example.get_ref().found.is_empty() || example.get_ref().fixed.is_some() {
            let message = both("正例里不应查出问题", "nothing is found in a valid example");
            let label = both("不写“found”和“fixed”", "`found` or `fixed` has no place here");
            compiler.faults.push(Fault::new(example.span(), message, label));
        }
    }
    if let Some(fix) = &file.fix
        && !file.invalid.iter().any(|example| example.get_ref().fixed.is_some())
    {
        let message = both("改法没有例子", "the fix has no example");
        let fault = Fault::new(fix.span(), message, both("没有例子用到", "shown nowhere"));
        compiler.faults.push(fault.help(both(
            "请在一个“[[invalid]]”里加上 fixed = [{ name = \"…\", value = \"…\" }]。",
            "add `fixed = [{ name = \"…\", value = \"…\" }]` to an `[[invalid]]`",
        )));
    }
}
