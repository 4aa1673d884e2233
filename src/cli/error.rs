//! Everything that can go wrong for a user, in one table: what happened, where, what to do about it, and
//! the exit code.

#[cfg(test)]
mod specimens;

use std::fmt;
use std::io;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use super::bad_input::BadInput;
use super::baseline::BadBaseline;
use super::destination::BadDestination;
use super::plugin::PluginFailure;
use super::reason::{advice, reason};
use super::rules_new::NoNewRule;
#[cfg(feature = "serve")]
use super::serve::refusal::NoServer;
use super::trace::NoPlace;
use super::unfixed::NotFixed;
use crate::caret::CaretError;
use crate::finding::Language;
use crate::plugin::Failed;
use crate::report::{Paint, handler};
use crate::rule::UnknownRule;
use crate::text::printable;

/// How a command ended; of several, the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Nothing to object to.
    #[default]
    Clean = 0,
    /// Findings at or above `--fail-on`, or a rule test that fails.
    Findings = 1,
    /// The command line, a configuration or a rule file is wrong, or a path matches nothing.
    Usage = 2,
    /// An input could not be read, a plugin not be loaded or not do its work, or the output not be written.
    Input = 3,
}

/// What people write files of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Definition {
    /// Rules.
    Rule,
    /// Layouts of sheets.
    Layout,
    /// Examples of the indicator library.
    Library,
}

impl Definition {
    fn name(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Rule, Language::Zh) => "规则",
            (Self::Rule, Language::En) => "rule",
            (Self::Layout, Language::Zh) => "版式",
            (Self::Layout, Language::En) => "layout",
            (Self::Library, Language::Zh) => "指标库",
            (Self::Library, Language::En) => "indicator library",
        }
    }
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Language::Zh))]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(crate) enum Failure {
    /// An input that is left unchecked.
    Input(BadInput),
    /// A word of `--select` or `--ignore`, or the argument of `explain`, that names no rule.
    UnknownRule(UnknownRule),
    /// An `--encoding` that is not known.
    UnknownEncoding { name: String },
    /// The thread pool.
    Threads { detail: String },
    /// Standard input, which cannot be read again.
    WatchedInput,
    /// A file that holds no findings, where some are to be compared.
    NoFindings { file: String, line: usize, column: usize },
    /// A baseline that cannot be used.
    Baseline(BadBaseline),
    /// Standard output or a file that is written.
    Output { file: Option<String>, source: io::Error },
    /// A place for results that cannot be used.
    Destination(BadDestination),
    /// No rule file is made.
    NoNewRule(NoNewRule),
    /// Nothing is fixed.
    NotFixed(NotFixed),
    /// A place to be traced that there is not.
    NoPlace(NoPlace),
    /// No server is started.
    #[cfg(feature = "serve")]
    NoServer(NoServer),
    /// A file with a rule or layout that cannot be read.
    DefinitionFile { what: Definition, file: String, source: io::Error },
    /// A folder without any.
    NoDefinitions { what: Definition, path: String },
    /// A rule or layout that was refused; the others are in force.
    BrokenDefinition { what: Definition, error: Box<CaretError> },
    /// An id that no layout has.
    UnknownLayout { id: String, near: Option<String> },
    /// A configuration that cannot be read.
    ConfigFile { file: String, source: io::Error },
    /// A mistake in the configuration, which is not used then.
    Config(Box<CaretError>),
    /// What is probably a mistake in the configuration, which is used all the same.
    Doubt(Box<CaretError>),
    /// A plugin that is not loaded, or the list of trusted ones that is not used.
    Plugin(Box<PluginFailure>),
    /// A plugin that failed in a run.
    PluginFailed(Box<Failed>),
}

impl From<BadInput> for Failure {
    fn from(bad: BadInput) -> Self {
        Self::Input(bad)
    }
}

impl From<BadBaseline> for Failure {
    fn from(bad: BadBaseline) -> Self {
        Self::Baseline(bad)
    }
}

impl From<BadDestination> for Failure {
    fn from(bad: BadDestination) -> Self {
        Self::Destination(bad)
    }
}

impl From<NoNewRule> for Failure {
    fn from(refused: NoNewRule) -> Self {
        Self::NoNewRule(refused)
    }
}

impl From<NotFixed> for Failure {
    fn from(why: NotFixed) -> Self {
        Self::NotFixed(why)
    }
}

#[cfg(feature = "serve")]
impl From<NoServer> for Failure {
    fn from(refused: NoServer) -> Self {
        Self::NoServer(refused)
    }
}

impl From<NoPlace> for Failure {
    fn from(place: NoPlace) -> Self {
        Self::NoPlace(place)
    }
}

impl Failure {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::UnknownRule(_)
            | Self::UnknownEncoding { .. }
            | Self::Threads { .. }
            | Self::WatchedInput
            | Self::DefinitionFile { .. }
            | Self::NoDefinitions { .. }
            | Self::BrokenDefinition { .. }
            | Self::UnknownLayout { .. }
            | Self::ConfigFile { .. }
            | Self::Destination(_)
            | Self::NoNewRule(_)
            | Self::NoPlace(_)
            | Self::Baseline(_)
            | Self::Config(_) => Exit::Usage,
            Self::Input(bad) => bad.exit(),
            // As a bad destination is.
            Self::Output { source, .. } if source.kind() == io::ErrorKind::IsADirectory => Exit::Usage,
            Self::NoFindings { .. } | Self::Output { .. } | Self::PluginFailed(_) => Exit::Input,
            Self::NotFixed(why) => why.exit(),
            #[cfg(feature = "serve")]
            Self::NoServer(refused) => refused.exit(),
            Self::Doubt(_) => Exit::Clean,
            Self::Plugin(failure) => failure.exit(),
        }
    }

    /// Whether an input was left unchecked by it.
    pub(crate) fn is_input(&self) -> bool {
        matches!(self, Self::Input(_))
    }

    /// The name for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Input(bad) => bad.kind(),
            Self::UnknownRule(_) => "unknown-rule",
            Self::UnknownEncoding { .. } => "unknown-encoding",
            Self::Threads { .. } => "threads",
            Self::WatchedInput => "watched-stdin",
            Self::NoFindings { .. } => "no-findings",
            Self::Baseline(bad) => bad.kind(),
            Self::Output { .. } => "output",
            Self::Destination(bad) => bad.kind(),
            Self::NoNewRule(refused) => refused.kind(),
            Self::NotFixed(why) => why.kind(),
            Self::NoPlace(place) => place.kind(),
            #[cfg(feature = "serve")]
            Self::NoServer(refused) => refused.kind(),
            Self::DefinitionFile { what: Definition::Rule, .. } => "rule-file",
            Self::DefinitionFile { what: Definition::Layout, .. } => "layout-file",
            Self::DefinitionFile { what: Definition::Library, .. } => "library-file",
            Self::NoDefinitions { what: Definition::Rule, .. } => "no-rules",
            Self::NoDefinitions { what: Definition::Layout, .. } => "no-layouts",
            Self::NoDefinitions { what: Definition::Library, .. } => "no-library",
            Self::BrokenDefinition { what: Definition::Rule, .. } => "broken-rule",
            Self::BrokenDefinition { what: Definition::Layout, .. } => "broken-layout",
            Self::BrokenDefinition { what: Definition::Library, .. } => "broken-library",
            Self::UnknownLayout { .. } => "unknown-layout",
            Self::ConfigFile { .. } => "config-file",
            Self::Config(_) => "config",
            Self::Doubt(_) => "config-doubt",
            Self::Plugin(failure) => failure.kind(),
            Self::PluginFailed(_) => "plugin-failed",
        }
    }

    /// The file or path concerned, as the user named it.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Self::Input(bad) => Some(bad.file()),
            Self::Baseline(bad) => Some(&bad.file),
            Self::NoDefinitions { path, .. } => Some(path),
            Self::NoFindings { file, .. }
            | Self::DefinitionFile { file, .. }
            | Self::ConfigFile { file, .. } => Some(file),
            Self::BrokenDefinition { error, .. } | Self::Config(error) | Self::Doubt(error) => {
                Some(error.file())
            }
            Self::Plugin(failure) => failure.file(),
            Self::PluginFailed(failed) => Some(&failed.plugin),
            Self::Output { file, .. } => file.as_deref(),
            Self::Destination(bad) => bad.file(),
            Self::NoNewRule(refused) => refused.file(),
            Self::NotFixed(why) => why.file(),
            #[cfg(feature = "serve")]
            Self::NoServer(_) => None,
            Self::NoPlace(_)
            | Self::UnknownRule(_)
            | Self::UnknownLayout { .. }
            | Self::UnknownEncoding { .. }
            | Self::Threads { .. }
            | Self::WatchedInput => None,
        }
    }

    /// What happened.
    pub(crate) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Input(bad) => bad.message(language),
            Self::UnknownRule(unknown) => unknown.message(language),
            Self::UnknownEncoding { name } if zh => format!("不认识的编码：{name}"),
            Self::UnknownEncoding { name } => format!("unknown encoding: {name}"),
            Self::Threads { detail } if zh => format!("无法建立线程：{detail}"),
            Self::Threads { detail } => format!("cannot start threads: {detail}"),
            Self::WatchedInput if zh => "标准输入不能反复检查".to_owned(),
            Self::WatchedInput => "standard input cannot be watched".to_owned(),
            Self::NoFindings { file, line, column } if zh => {
                format!("{file}：不是 jichi 的检查结果（读到第{line}行第{column}列）")
            }
            Self::NoFindings { file, line, column } => {
                format!("{file}: no findings of jichi (read up to line {line}, column {column})")
            }
            Self::Baseline(bad) => bad.message(language),
            Self::Output { file: Some(file), source } if zh => {
                format!("{file}：无法写入（{}）", reason(source, language))
            }
            Self::Output { file: Some(file), source } => {
                format!("{file}: cannot be written ({})", reason(source, language))
            }
            Self::Output { file: None, source } if zh => {
                format!("结果无法写出（{}）", reason(source, language))
            }
            Self::Output { file: None, source } => {
                format!("the output cannot be written ({})", reason(source, language))
            }
            Self::Destination(bad) => bad.message(language),
            Self::NoNewRule(refused) => refused.message(language),
            Self::NotFixed(why) => why.message(language),
            Self::NoPlace(place) => place.message(language),
            #[cfg(feature = "serve")]
            Self::NoServer(refused) => refused.message(language),
            Self::DefinitionFile { what, file, source } if zh => {
                format!("{file}：{}文件无法读取（{}）", what.name(language), reason(source, language))
            }
            Self::DefinitionFile { what, file, source } => {
                format!(
                    "{file}: the {} file cannot be read ({})",
                    what.name(language),
                    reason(source, language)
                )
            }
            Self::NoDefinitions { what, path } if zh => {
                format!("文件夹里没有{}文件：{path}", what.name(language))
            }
            Self::NoDefinitions { what, path } => {
                format!("the folder holds no {} file: {path}", what.name(language))
            }
            Self::BrokenDefinition { what, error } if zh => {
                format!("{}未能载入：{}", what.name(language), error.message)
            }
            Self::BrokenDefinition { what, error } => {
                format!("{} refused: {}", what.name(language), error.message)
            }
            Self::UnknownLayout { id, .. } if zh => format!("没有这样的版式：{id}"),
            Self::UnknownLayout { id, .. } => format!("no such layout: {id}"),
            Self::ConfigFile { file, source } if zh => {
                format!("{file}：配置文件无法读取（{}）", reason(source, language))
            }
            Self::ConfigFile { file, source } => {
                format!("{file}: the configuration cannot be read ({})", reason(source, language))
            }
            Self::Config(error) if zh => format!("配置有误：{}", error.message),
            Self::Config(error) => format!("configuration refused: {}", error.message),
            Self::Doubt(error) if zh => format!("配置可能有误：{}", error.message),
            Self::Doubt(error) => format!("a mistake in the configuration? {}", error.message),
            Self::Plugin(failure) => failure.message(language),
            Self::PluginFailed(failed) => failed.message(language),
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self, language: Language) -> Option<String> {
        let (zh, en) = match self {
            Self::Input(bad) => return Some(bad.help(language)),
            Self::UnknownRule(unknown) => return Some(unknown.help(language)),
            Self::UnknownEncoding { .. } => (
                "常用的有 utf-8、gb18030、gbk、utf-16le、big5。",
                "Common are utf-8, gb18030, gbk, utf-16le and big5.",
            ),
            Self::Threads { .. } => ("请减小 --threads。", "Use a smaller --threads."),
            Self::WatchedInput => ("用 --watch 时请写文件或文件夹。", "Name files or folders with --watch."),
            Self::Baseline(bad) => return Some(bad.help(language)),
            Self::NoFindings { .. } => (
                "请用 jichi check --format json > 文件 写出检查结果，再比较。",
                "Write findings by `jichi check --format json > FILE`, then compare.",
            ),
            Self::Output { source, .. } => match source.kind() {
                io::ErrorKind::IsADirectory => ("请写一个文件名。", "Name a file."),
                io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => (
                    "请换一个文件夹：路径中有一段是文件。",
                    "Choose another folder: a part of the path is a file.",
                ),
                _ => (
                    "请核对磁盘空间和目标文件夹的权限。",
                    "Check the disk's space and the folder's permissions.",
                ),
            },
            Self::Destination(bad) => return Some(bad.help(language)),
            Self::NoNewRule(refused) => return Some(refused.help(language)),
            Self::NotFixed(why) => return Some(why.help(language)),
            Self::NoPlace(place) => return place.help(language),
            #[cfg(feature = "serve")]
            Self::NoServer(refused) => return Some(refused.help(language)),
            Self::DefinitionFile { source, .. } => {
                advice(source).unwrap_or(("文件须为 UTF-8 编码的 TOML。", "Such files are TOML in UTF-8."))
            }
            Self::NoDefinitions { .. } => (
                "每条规则、每种版式是一个 .toml 文件，可放在任意层子文件夹。",
                "Each rule and each layout is a .toml file, in any subfolder.",
            ),
            Self::UnknownLayout { near: Some(near), .. } => {
                return Some(match language {
                    Language::Zh => format!("是否想写“{near}”？"),
                    Language::En => format!("Did you mean “{near}”?"),
                });
            }
            Self::UnknownLayout { near: None, .. } => {
                ("用 jichi layouts 列出全部版式。", "List all layouts with `jichi layouts`.")
            }
            Self::ConfigFile { source, .. } if source.kind() != io::ErrorKind::InvalidData => (
                "请核对配置文件的路径；不用配置文件请加 --isolated。",
                "Check the path of the configuration; run without one by --isolated.",
            ),
            Self::ConfigFile { .. } => (
                "配置文件须为 UTF-8 编码的 TOML，请另存为 UTF-8；不用配置文件请加 --isolated。",
                "A configuration is TOML in UTF-8: save it again in that encoding, or run without one by --isolated.",
            ),
            Self::BrokenDefinition { error, .. } | Self::Config(error) | Self::Doubt(error) => {
                return error.help.clone();
            }
            Self::Plugin(failure) => return Some(failure.help(language)),
            Self::PluginFailed(failed) => return Some(failed.help(language)),
        };
        Some(if language == Language::Zh { zh } else { en }.to_owned())
    }

    /// The mistake in a file that people write, which it is.
    pub(crate) fn caret(&self) -> Option<&CaretError> {
        match self {
            Self::BrokenDefinition { error, .. } | Self::Config(error) | Self::Doubt(error) => Some(error),
            _ => None,
        }
    }

    /// The failure as people read it on a terminal.
    pub(crate) fn render(&self, language: Language, paint: Paint, width: usize) -> String {
        let caret = self.caret();
        let severity = if self.exit() == Exit::Clean { Severity::Warning } else { Severity::Error };
        let shown = Shown { message: printable(&self.message(language)).into_owned(), severity, caret };
        // The lines around a mistake in a file help to find it there.
        let mut handler = handler(paint, width).with_context_lines(1);
        if let Some(help) = self.help(language) {
            let word = if language == Language::Zh { "建议：" } else { "Suggestion: " };
            handler = handler.with_footer(format!("{word}{}", printable(&help)));
        }
        let mut page = String::new();
        if handler.render_report(&mut page, &shown).is_err() {
            page.clone_from(&shown.message);
        }
        page
    }

    /// The failure as programs read it.
    pub(crate) fn object(&self, language: Language) -> serde_json::Value {
        serde_json::json!({
            "kind": self.kind(),
            "file": self.file(),
            "message": self.message(language),
            "help": self.help(language),
            "exit": self.exit() as u8,
        })
    }
}

/// A failure as miette takes it. Help goes into the handler's footer, as miette's own word for it is
/// English.
#[derive(Debug)]
struct Shown<'a> {
    message: String,
    severity: Severity,
    /// The file whose text is shown.
    caret: Option<&'a CaretError>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.caret?.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.caret?.labels()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_file_reason_and_way_out() {
        let failure = Failure::Input(BadInput::Unreadable {
            file: "坏\u{1b}[31m.xlsx".to_owned(),
            source: io::Error::from(io::ErrorKind::PermissionDenied),
        });
        let page = failure.render(Language::Zh, Paint::default(), 80);
        assert_eq!(
            page,
            "  × 坏␛[31m.xlsx：无法读取（没有权限）\n\n  建议：请核对文件权限；文件若正被其他程序打开，请先关闭。\n"
        );
        assert_eq!(failure.exit(), Exit::Input);
    }

    #[test]
    fn three_beats_two_beats_one() {
        assert!(Exit::Input > Exit::Usage && Exit::Usage > Exit::Findings && Exit::Findings > Exit::Clean);
    }
}
