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
use crate::caret::{Fault, nearest};
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
            let fault = Fault::new(name.span(), format!("`{name}` is already the name of something"), "here");
            compiler.faults.push(fault);
        }
        match compiler.expr(source, &names) {
            Some((_, Type::Items(_))) => {
                compiler.faults.push(Fault::new(source.span(), "a collection cannot be kept", "here"));
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
            let message = format!("a text is marked in the cell, this is {}", kind.name());
            compiler.refuse(Fault::new(mark.span(), message, "here"))
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
        Err(message) => compiler.refuse(Fault::new(suggests.span(), message, "here")),
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
        let fault = Fault::new(file.code.span(), format!("`{code}` is no rule code"), "here");
        faults.push(fault.help("a code is two or more capital letters and three or more digits: JC301"));
    }
    let slug = file.slug.get_ref();
    let kebab = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-';
    if slug.is_empty() || !slug.chars().all(kebab) {
        let fault = Fault::new(file.slug.span(), format!("`{slug}` is no slug"), "here");
        faults.push(fault.help("a slug is lower-case words with hyphens: vague-value"));
    }
    if let Some(review) = &file.review
        && !Form::builtin().names().any(|name| name == review.get_ref())
    {
        let message = format!("the review form has no sub-item {review}");
        let fault = Fault::new(review.span(), message, "no such sub-item");
        let names: Vec<&str> = Form::builtin().names().collect();
        faults.push(match nearest(review.get_ref(), names.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(format!("it has: {}", names.join(", "))),
        });
    }
    let scope = *file.scope.get_ref();
    if of_plugin {
        return head_of_plugin(faults, file);
    }
    match (&file.when, &file.values) {
        (None, None) => faults.push(Fault::new(file.code.span(), "the rule has no `when`", "of this rule")),
        (_, Some(values)) => {
            let fault = Fault::new(values.span(), "only the rule of a plugin has `values`", "here");
            faults.push(
                fault.help("say in `when` when there is a finding; `[let]` gives names to expressions"),
            );
        }
        (Some(_), None) => {}
    }
    match (scope, &file.cells) {
        (ScopeName::Corpus, _) => {
            let fault =
                Fault::new(file.scope.span(), "rules over a whole corpus cannot be written in TOML", "here");
            faults.push(fault.help("write a plugin for them"));
        }
        (ScopeName::Cell, None) => {
            let fault = Fault::new(file.scope.span(), "which cells? `cells` is missing", "here");
            faults.push(fault.help("add `cells = [\"name\", \"value\"]`"));
        }
        (ScopeName::Cell, Some(cells)) if cells.get_ref().is_empty() => {
            faults.push(Fault::new(cells.span(), "no cells are named", "empty"));
        }
        (ScopeName::Cell, _) | (_, None) => {}
        (_, Some(cells)) => {
            faults.push(Fault::new(cells.span(), "only rules of scope `cell` have `cells`", "here"));
        }
    }
}

/// What the rule of a plugin leaves to its code.
fn head_of_plugin(faults: &mut Vec<Fault>, file: &RuleFile) {
    if !matches!(file.scope.get_ref(), ScopeName::Project | ScopeName::Corpus) {
        let fault = Fault::new(file.scope.span(), "a plugin looks at whole projects", "here");
        faults.push(fault.help("write `project`, or `corpus` where it looks at one project beside another"));
    }
    if file.values.is_none() {
        let fault = Fault::new(file.code.span(), "the rule has no `values`", "of this rule");
        faults.push(
            fault.help("name what the plugin's code gives: `values = { count = \"number\" }`, or `{}`"),
        );
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
            let message = format!("the rule of a plugin has no `{key}`: its code decides");
            faults.push(Fault::new(span, message, "here"));
        }
    }
}

/// Gives names to what a plugin's code gives values to.
fn values(compiler: &mut Compiler<'_>, file: &RuleFile, names: &mut Names) -> Vec<(String, ValueKind)> {
    let mut values = Vec::new();
    for (name, kind) in file.values.iter().flat_map(|values| &values.get_ref().0) {
        if names.resolve(name.get_ref()).is_some() {
            let message = format!("`{name}` is already the name of something");
            compiler.faults.push(Fault::new(name.span(), message, "here"));
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

fn place(compiler: &mut Compiler<'_>, at: &Spanned<String>, scope: ScopeName) -> At {
    At::named(at.get_ref(), scope).unwrap_or_else(|| {
        let fault = Fault::new(at.span(), format!("a finding cannot stand on `{at}` here"), "here");
        let names = At::names(scope);
        compiler.faults.push(if names.is_empty() {
            fault.help("rules of this scope stand on what they look at: leave `at` out")
        } else {
            fault.help(format!("it may stand on: {}", names.join(", ")))
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
            let fault = Fault::new(file.scope.span(), "which pairs? `block-by` is missing", "here");
            compiler.faults.push(fault.help("add `block-by = [\"group\", \"name.skeleton\"]`"));
        }
        return Vec::new();
    };
    if !is_pair || fields.get_ref().is_empty() {
        let message = "`block-by` belongs to rules on pairs and names at least one field";
        compiler.faults.push(Fault::new(fields.span(), message, "here"));
    }
    let names = Names::of_scope(match scope {
        ScopeName::ProjectPair => ScopeName::Row,
        _ => ScopeName::Indicator,
    });
    let mut subjects = Vec::new();
    for field in fields.get_ref() {
        match compiler.subject(field, &names) {
            Some((_, kind @ (Type::Items(_) | Type::List))) => {
                let message = format!("records cannot be grouped by {}", kind.name());
                compiler.faults.push(Fault::new(field.span(), message, "here"));
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
        let fault = Fault::new(at.clone(), "the rule has no valid example", "of this rule");
        compiler.faults.push(fault.help("add a `[[valid]]` that looks like a case but is none"));
    }
    if file.invalid.is_empty() {
        let fault = Fault::new(at, "the rule has no invalid example", "of this rule");
        compiler.faults.push(fault.help("add an `[[invalid]]` with `found = […]`"));
    }
    for example in &file.invalid {
        if example.get_ref().found.is_empty() {
            let message = "the invalid example does not say what must be found";
            compiler.faults.push(Fault::new(example.span(), message, "`found` is missing"));
        }
    }
    for example in &file.valid {
        if !example.get_ref().found.is_empty() || example.get_ref().fixed.is_some() {
            let message = "nothing is found in a valid example";
            compiler.faults.push(Fault::new(example.span(), message, "`found` or `fixed` has no place here"));
        }
    }
    if let Some(fix) = &file.fix
        && !file.invalid.iter().any(|example| example.get_ref().fixed.is_some())
    {
        let fault = Fault::new(fix.span(), "the fix has no example", "shown nowhere");
        compiler
            .faults
            .push(fault.help("add `fixed = [{ name = \"…\", value = \"…\" }]` to an `[[invalid]]`"));
    }
}
