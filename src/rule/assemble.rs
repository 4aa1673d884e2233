//! Puts one rule together from its file, noting every mistake on the way.

use std::rc::Rc;
use std::sync::Arc;

use super::compile::Compiler;
use super::expr::Expr;
use super::fields::{Of, Type};
use super::head::{head, of_this_rule};
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
