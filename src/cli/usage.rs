//! What clap says about the command line, in the user's language.

use std::ffi::OsString;
use std::io::Write;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command};

use super::english;
use super::error::Exit;
use super::session::{Output, note};
use crate::finding::Language;
use crate::text::printable;

/// The language that the arguments ask for, as far as they can be read at all.
pub(super) fn language(arguments: &[OsString]) -> Language {
    let words: Vec<_> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let asked = words.iter().enumerate().find_map(|(index, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(index + 1).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    let asked = asked.map(str::to_owned).or_else(|| std::env::var("JICHI_LANG").ok());
    if asked.as_deref() == Some("en") { Language::En } else { Language::Zh }
}

/// The command with its help in `language`.
pub(super) fn localised(command: Command, language: Language) -> Command {
    match language {
        Language::Zh => chinese(command),
        Language::En => english::translated(command),
    }
}

/// The same template and headings for every subcommand: clap hands down neither.
fn chinese(command: Command) -> Command {
    command
        .mut_args(|argument| headed(argument, ["参数", "选项", "通用选项"]))
        .mut_subcommands(|sub| chinese(sub.help_template(super::TEMPLATE).disable_help_subcommand(true)))
        .subcommand_help_heading("命令")
}

/// An argument under its heading: those of arguments by place, of a command's own options, and of all commands'. What may
/// be written and what holds otherwise is told in words.
pub(super) fn headed(argument: Arg, headings: [&'static str; 3]) -> Arg {
    let [by_place, own, common] = headings;
    let heading = match (argument.is_positional(), is_common(&argument)) {
        (true, _) => by_place,
        (false, true) => common,
        (false, false) => own,
    };
    let takes_values = argument.get_action().takes_values();
    argument.help_heading(heading).hide_default_value(takes_values).hide_possible_values(takes_values)
}

/// Whether all commands have the option.
pub(super) fn is_common(argument: &Arg) -> bool {
    ["lang", "color", "help", "version"].iter().any(|id| argument.get_id() == id)
}

/// Prints help, version or the error, and tells how to end.
pub(super) fn report(error: &Error, language: Language) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let mut out = Output::new();
            let result = write!(out, "{}", error.render()).and_then(|()| out.flush());
            if result.is_ok() { Exit::Clean } else { Exit::Input }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            note(&error.render().to_string());
            Exit::Usage
        }
        _ => {
            note(&match language {
                Language::Zh => in_chinese(error),
                Language::En => printable_lines(&error.render().to_string()),
            });
            Exit::Usage
        }
    }
}

fn in_chinese(error: &Error) -> String {
    let get = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    let value = get(ContextKind::InvalidValue);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的选项或多余的参数：{argument}"),
        ErrorKind::InvalidSubcommand => format!("没有这个命令：{}", get(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 缺少取值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("{argument} 不能是“{value}”"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => match get(ContextKind::PriorArg) {
            prior if prior == argument => format!("{argument} 只能写一次"),
            prior => format!("{argument} 不能与 {prior} 同用"),
        },
        ErrorKind::NoEquals => format!("{argument} 与取值之间要有等号"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} 的取值个数不对")
        }
        ErrorKind::InvalidUtf8 => "命令行中有不是 UTF-8 的文字".to_owned(),
        _ => "命令行有误".to_owned(),
    };
    let mut lines = vec![format!("  × {}", printable(&message)), String::new()];
    let valid = Some(get(ContextKind::ValidValue)).filter(|valid| !valid.is_empty());
    if let Some(valid) = valid.or_else(|| range(error)) {
        lines.push(format!("  可取的值：{valid}"));
    }
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    for suggestion in suggested.map(get).iter().filter(|suggestion| !suggestion.is_empty()) {
        lines.push(format!("  是否想写：{}", printable(suggestion)));
    }
    lines.push("  建议：用 jichi --help 或 jichi <命令> --help 查看用法。".to_owned());
    lines.push(String::new());
    lines.join("\n")
}

/// The numbers that an option takes. clap tells them in its text alone: `20 is not in 1949..=2999`.
fn range(error: &Error) -> Option<String> {
    let text = std::error::Error::source(error)?.to_string();
    let (first, last) = text.split_whitespace().last()?.split_once("..=")?;
    Some(format!("{first} 至 {last}"))
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
        }
        _ => String::new(),
    }
}

fn printable_lines(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", printable(line))).collect()
}
