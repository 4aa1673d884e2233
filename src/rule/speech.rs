//! What a rule says and does once it holds: messages, related places, fixes.

use super::spanned::Spanned;

use super::compile::Compiler;
use super::expr::{self, Comprehension};
use super::fields::Of;
use super::mistakes::{nothing_named, unknown_field};
use super::names::{Names, slot};
use super::place::At;
use super::predicate::Test;
use super::schema::{CellName, FixFile, ProseFile, RelatedFile, SaidFile, ScopeName, TextWhenFile};
use super::template::Template;
use super::{Prose, Said};
use crate::caret::{Fault, both};
use crate::finding::Safety;

/// A `[[related]]`, compiled.
#[derive(Debug)]
pub(super) struct Related {
    pub from: RelatedFrom,
    pub at: At,
    pub zh: Template,
    pub en: Template,
}

/// A `[[related]]` of a plugin's rule: what is said of a place that its code names.
#[derive(Debug)]
pub(super) struct Label {
    pub name: String,
    /// In Chinese and in English.
    pub text: [Template; 2],
}

/// A `text-when`, compiled: message and help where it has them, in Chinese and in English.
#[derive(Debug)]
pub(super) struct TextWhen {
    pub when: Test,
    pub message: [Option<Template>; 2],
    pub help: [Option<Template>; 2],
}

/// Where related places come from.
#[derive(Debug)]
pub(super) enum RelatedFrom {
    Each(Comprehension),
    Slot(u8),
}

/// A `[fix]`, compiled: a template for each cell that it changes.
#[derive(Debug)]
pub(super) struct FixProgram {
    pub safety: Safety,
    pub cells: Vec<(CellName, Template)>,
}

fn template(compiler: &mut Compiler<'_>, source: &Spanned<String>, names: &Names) -> Option<Template> {
    match Template::new(source.get_ref(), names) {
        Ok(template) => Some(template),
        Err(fault) => {
            let fault = compiler.fault_in(source.span(), fault);
            compiler.refuse(fault)
        }
    }
}

/// The prose of one language, and its templates.
pub(super) fn prose(
    compiler: &mut Compiler<'_>,
    file: Option<&Spanned<ProseFile>>,
    language: &str,
    code: &Spanned<String>,
    names: &Names,
) -> Option<(Prose, Template, Option<Template>)> {
    let Some(table) = file else {
        let message = both(format!("规则没有“[{language}]”"), format!("the rule has no [{language}]"));
        let fault = Fault::new(code.span(), message, both("这条规则", "of this rule"));
        return compiler.refuse(fault.help(both(
            "“[zh]”和“[en]”里都要写“title”“why”“message”。",
            "every rule has its title, why and message in [zh] and in [en]",
        )));
    };
    let file = table.get_ref();
    let message = file.message.as_ref().map(|message| message.get_ref());
    for (key, value) in [("title", file.title.as_ref()), ("why", file.why.as_ref()), ("message", message)] {
        if value.is_none_or(|text| text.trim().is_empty()) {
            let message =
                both(format!("“[{language}]”里没有“{key}”"), format!("[{language}] has no `{key}`"));
            compiler.faults.push(Fault::new(table.span(), message, both("这一组", "in this table")));
        }
    }
    let spoken = file.message.as_ref().map(|message| template(compiler, message, names));
    let help = file.help.as_ref().map(|help| template(compiler, help, names));
    let (spoken, help) = (spoken??, help.map_or(Some(None), |help| help.map(Some))?);
    let prose = Prose {
        title: file.title.clone()?,
        why: file.why.clone()?,
        message: message?.clone(),
        help: file.help.as_ref().map(|help| help.get_ref().clone()),
        others: Vec::new(),
    };
    Some((prose, spoken, help))
}

/// Compiles a `text-when`.
pub(super) fn compile_text_when(
    compiler: &mut Compiler<'_>,
    file: &Spanned<TextWhenFile>,
    names: &Names,
) -> Option<(TextWhen, [Said; 2])> {
    let case = file.get_ref();
    let says = |said: &SaidFile| (said.message.is_some(), said.help.is_some());
    if says(&case.zh) != says(&case.en) || says(&case.zh) == (false, false) {
        let message = both(
            "这种情形要写“message”“help”或两项都写，“zh”和“en”须一致",
            "the case needs `message`, `help` or both, the same in `zh` and in `en`",
        );
        return compiler.refuse(Fault::here(file.span(), message));
    }
    let when = compiler.test(&case.when, names);
    let mut compiled = |text: &Option<Spanned<String>>| match text {
        Some(text) => template(compiler, text, names).map(Some),
        None => Some(None),
    };
    let message = [compiled(&case.zh.message), compiled(&case.en.message)];
    let help = [compiled(&case.zh.help), compiled(&case.en.help)];
    let ([Some(zh), Some(en)], [Some(zh_help), Some(en_help)]) = (message, help) else { return None };
    let source = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.get_ref().clone());
    let said = |file: &SaidFile| Said { message: source(&file.message), help: source(&file.help) };
    let case_of = TextWhen { when: when?, message: [zh, en], help: [zh_help, en_help] };
    Some((case_of, [said(&case.zh), said(&case.en)]))
}

/// Compiles a `[[related]]` of a plugin's rule.
pub(super) fn compile_label(
    compiler: &mut Compiler<'_>,
    file: &Spanned<RelatedFile>,
    names: &Names,
) -> Option<Label> {
    let related = file.get_ref();
    let where_ = [&related.each, &related.of, &related.at].into_iter().flatten().next();
    if let Some(key) = where_ {
        let message = both("在哪里由插件的代码决定", "the plugin's code says where it is");
        compiler.faults.push(Fault::here(key.span(), message).help(both(
            "请给这段文字一个“label”，供代码引用。",
            "give the text a `label` that the code calls it by",
        )));
    }
    let told = texts(compiler, file, names);
    let Some(label) = &related.label else {
        let message = both("这段文字没有“label”", "the text has no `label`");
        return compiler.refuse(Fault::here(file.span(), message).help(both(
            "请写上插件的代码引用它的名称。",
            "add the name that the plugin's code calls it by",
        )));
    };
    Some(Label { name: label.get_ref().clone(), text: told? })
}

/// What is said of a related place, in Chinese and in English.
fn texts(compiler: &mut Compiler<'_>, file: &Spanned<RelatedFile>, names: &Names) -> Option<[Template; 2]> {
    let related = file.get_ref();
    let mut told = |text: &Option<Spanned<String>>, language: &str| match text {
        Some(text) => template(compiler, text, names),
        None => {
            let message = both(
                format!("相关位置没有写“{language}”的文字"),
                format!("the related place has no message in `{language}`"),
            );
            compiler.refuse(Fault::here(file.span(), message))
        }
    };
    let (zh, en) = (told(&related.zh, "zh"), told(&related.en, "en"));
    Some([zh?, en?])
}

/// Compiles a `[[related]]`.
pub(super) fn compile_related(
    compiler: &mut Compiler<'_>,
    file: &Spanned<RelatedFile>,
    names: &Names,
) -> Option<Related> {
    let related = file.get_ref();
    let (from, of, names) = match (&related.each, &related.of) {
        (Some(each), None) => {
            let parsed = expr::parse_items(each.get_ref());
            let checked = parsed.and_then(|items| {
                let checked = expr::check_items(&items, names)?;
                Ok((items.variable, checked))
            });
            let (variable, items) = match checked {
                Ok(checked) => checked,
                Err(fault) => {
                    let fault = compiler.fault_in(each.span(), fault);
                    compiler.faults.push(fault);
                    return None;
                }
            };
            let of = items.of;
            let (inner, _) = names.enter_variable(&variable, of)?;
            (RelatedFrom::Each(items), of, inner)
        }
        (None, Some(of)) => {
            let known = match (of.get_ref().as_str(), names.scope) {
                ("first", ScopeName::Pair) => Some((slot::INDICATOR, Of::Indicator)),
                ("first", ScopeName::ProjectPair) => Some((slot::PROJECT, Of::Sibling)),
                ("second", ScopeName::ProjectPair) => Some((slot::OTHER, Of::Sibling)),
                ("second", ScopeName::Pair) => Some((slot::OTHER, Of::Indicator)),
                ("project", _) => Some((slot::PROJECT, Of::Project)),
                ("department", _) => Some((slot::DEPARTMENT, Of::Department)),
                _ => None,
            };
            let Some((slot, kind)) = known else {
                return compiler.refuse(Fault::here(of.span(), nothing_named(of.get_ref())));
            };
            (RelatedFrom::Slot(slot), kind, names.clone())
        }
        (None, None) => {
            let (slot, of) = match names.scope {
                ScopeName::Cell | ScopeName::Indicator => (slot::INDICATOR, Of::Indicator),
                ScopeName::Pair => (slot::INDICATOR, Of::Indicator),
                ScopeName::Project | ScopeName::ProjectPair | ScopeName::Row => (slot::PROJECT, Of::Project),
                ScopeName::Department => (slot::DEPARTMENT, Of::Department),
                ScopeName::Sheet | ScopeName::Corpus => (slot::SHEET, Of::Sheet),
            };
            (RelatedFrom::Slot(slot), of, names.clone())
        }
        (Some(_), Some(of)) => {
            let message = both("“each”和“of”只能写一个", "a related place has either `each` or `of`");
            return compiler.refuse(Fault::here(of.span(), message));
        }
    };
    let at = match &related.at {
        Some(at) => match At::of(at.get_ref(), of) {
            Some(known) => known,
            None => {
                compiler.faults.push(unknown_field(at, &names));
                return None;
            }
        },
        None => At::default_of(of),
    };
    if let Some(label) = &related.label {
        let message = both("只有插件的规则可以写“label”", "only the rule of a plugin has `label`");
        compiler.faults.push(Fault::here(label.span(), message));
    }
    let [zh, en] = texts(compiler, file, &names)?;
    Some(Related { from, at, zh, en })
}

/// Compiles the `[fix]`.
pub(super) fn compile_fix(
    compiler: &mut Compiler<'_>,
    file: &Spanned<FixFile>,
    names: &Names,
    scope: ScopeName,
) -> Option<FixProgram> {
    let fix = file.get_ref();
    let of_indicator = matches!(scope, ScopeName::Cell | ScopeName::Indicator | ScopeName::Pair);
    let of_project = of_indicator || scope == ScopeName::Project;
    let mut cells = Vec::new();
    for (cell, source, fits) in [
        (CellName::Name, &fix.name, of_indicator),
        (CellName::Value, &fix.value, of_indicator),
        (CellName::Goal, &fix.goal, of_project),
        (CellName::Project, &fix.project, of_project),
    ] {
        let Some(source) = source else { continue };
        if !fits {
            let message = both("这个范围的规则没有这个单元格", "the rule's scope has no such cell");
            compiler.faults.push(Fault::here(source.span(), message));
        }
        cells.push((cell, template(compiler, source, names)?));
    }
    if cells.is_empty() {
        let message = both("改法什么也没有改", "the fix changes nothing");
        compiler.faults.push(
            Fault::here(file.span(), message).help(both(
                "请写“name”“value”“goal”或“project”。",
                "add `name`, `value`, `goal` or `project`",
            )),
        );
    }
    Some(FixProgram { safety: fix.safety, cells })
}
