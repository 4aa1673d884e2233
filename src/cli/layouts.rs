//! `jichi layouts`: the layouts that sheets are recognised by, and those that the user adds.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ignore::WalkBuilder;
use serde::Serialize;

use super::configured::{self, Configured};
use super::error::{Definition, Failure};
use super::session::{Output, Session};
use crate::caret::nearest;
use crate::config::Config;
use crate::finding::Language;
use crate::layout::{Family, Layout, LayoutSource, Layouts};
use crate::record::{Label, MoneyUnit};
use crate::report::{column, wrap, write_json};
use crate::text::{printable, width};

/// Layouts that the user adds.
#[derive(Debug, Args)]
pub(super) struct AddedLayouts {
    /// 另外加载的版式文件（.toml）或其所在文件夹
    #[arg(id = "added_layouts", long = "layouts", value_name = "路径", display_order = 100)]
    paths: Vec<PathBuf>,
}

impl AddedLayouts {
    /// Those in these files and folders.
    pub(super) fn by(paths: &[PathBuf]) -> Self {
        Self { paths: paths.to_owned() }
    }

    /// The added files and folders.
    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// The program's layouts, those of the configuration and the added ones. What is broken is reported, the rest is in
    /// force; None where the configuration names some that are not there.
    pub(super) fn load(&self, config: &Config, session: &mut Session) -> Option<Layouts> {
        let (layouts, errors) = Layouts::load(&self.sources(config, session)?, session.language);
        for error in errors {
            session.fail(Failure::BrokenDefinition { what: Definition::Layout, error: Box::new(error) });
        }
        Some(layouts)
    }

    /// The files of the configuration and the added ones.
    pub(super) fn sources(&self, config: &Config, session: &mut Session) -> Option<Vec<LayoutSource>> {
        let mut sources = Vec::new();
        let configured = configured::files(config, config.layout_files(), session)?;
        for path in configured.iter().chain(&self.paths) {
            if !path.is_dir() {
                sources.extend(source(path, session));
                continue;
            }
            let walk = WalkBuilder::new(path).standard_filters(false).sort_by_file_path(Path::cmp).build();
            let files = walk.filter_map(Result::ok).map(ignore::DirEntry::into_path).filter(|path| {
                path.is_file()
                    && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
            });
            let mut any = false;
            for file in files {
                any = true;
                sources.extend(source(&file, session));
            }
            if !any {
                let path = path.to_string_lossy().into_owned();
                session.fail(Failure::NoDefinitions { what: Definition::Layout, path });
            }
        }
        Some(sources)
    }
}

fn source(path: &Path, session: &mut Session) -> Option<LayoutSource> {
    let name = path.to_string_lossy().into_owned();
    match fs::read_to_string(path) {
        Ok(text) => Some(LayoutSource { name, text }),
        Err(source) => {
            session.fail(Failure::DefinitionFile { what: Definition::Layout, file: name, source });
            None
        }
    }
}

/// Options of `layouts`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi layouts [选项] [版式]",
    after_help = "例：jichi layouts                      列出全部版式\n    jichi layouts form-88              这种版式把哪些表头读作什么\n    jichi layouts --layouts 版式/      连同自己写的版式"
)]
pub(super) struct Arguments {
    /// 版式：列出它所认的全部表头
    #[arg(value_name = "版式")]
    id: Option<String>,
    #[command(flatten)]
    added: AddedLayouts,
    #[command(flatten)]
    configured: Configured,
    /// 输出格式：table（默认）、json
    #[arg(long, value_name = "格式", value_enum, default_value = "table")]
    format: Chosen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Table,
    Json,
}

#[derive(Serialize)]
struct LayoutObject<'a> {
    id: &'a str,
    titles: Titles<'a>,
    family: Family,
    marks: &'a [String],
    money_unit: Option<MoneyUnit>,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<BTreeMap<Label, Vec<&'a str>>>,
}

#[derive(Serialize)]
struct Titles<'a> {
    zh: &'a str,
    en: &'a str,
}

/// Lists the layouts, or the words of one.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let Some(config) = arguments.configured.load(session) else { return };
    let Some(layouts) = arguments.added.load(&config, session) else { return };
    let mut out = Output::new();
    let written = match &arguments.id {
        None => {
            let all: Vec<&Layout> = layouts.iter().collect();
            match arguments.format {
                Chosen::Table => list(&all, session.language, &mut out),
                Chosen::Json => {
                    json(&all.iter().map(|layout| object(layout, false)).collect::<Vec<_>>(), &mut out)
                }
            }
        }
        Some(id) => match layouts.iter().find(|layout| layout.id == *id) {
            None => {
                let near = nearest(id, layouts.iter().map(|layout| layout.id.as_str())).map(str::to_owned);
                return session.fail(Failure::UnknownLayout { id: id.clone(), near });
            }
            Some(layout) => match arguments.format {
                Chosen::Table => words(layout, session, &mut out),
                Chosen::Json => json(&object(layout, true), &mut out),
            },
        },
    };
    session.written(written.and_then(|()| out.flush()));
}

fn object(layout: &Layout, with_labels: bool) -> LayoutObject<'_> {
    LayoutObject {
        id: &layout.id,
        titles: Titles { zh: layout.title.text(Language::Zh), en: layout.title.text(Language::En) },
        family: layout.family,
        marks: &layout.marks,
        money_unit: layout.money_unit,
        file: &layout.file,
        labels: with_labels.then(|| layout.words.labels()),
    }
}

fn json(object: &impl Serialize, out: &mut Output) -> io::Result<()> {
    let mut bytes = Vec::new();
    write_json(&mut bytes, object)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

fn list(layouts: &[&Layout], language: Language, out: &mut Output) -> io::Result<()> {
    let wide =
        |text: fn(&Layout) -> &str| layouts.iter().map(|layout| width(text(layout))).max().unwrap_or(0);
    let id = wide(|layout| &layout.id);
    let title = layouts.iter().map(|layout| width(layout.title.text(language))).max().unwrap_or(0);
    for layout in layouts {
        let marks: Vec<_> = layout.marks.iter().map(|mark| printable(mark)).collect();
        let line = [
            column(&layout.id, id),
            column(family(layout.family, language), 14),
            column(&printable(layout.title.text(language)), title),
            marks.join(if language == Language::Zh { "、" } else { ", " }),
        ]
        .join("  ");
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn words(layout: &Layout, session: &Session, out: &mut Output) -> io::Result<()> {
    let language = session.language;
    let paint = session.paint();
    writeln!(out, "{}  {}", paint.bold(&layout.id), printable(layout.title.text(language)))?;
    writeln!(out, "{}\n", printable(&layout.file))?;
    for (label, texts) in layout.words.labels() {
        let name = serde_json::to_value(label).ok();
        let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        let head = format!("{}  {}", column(name, 21), label.title(language));
        writeln!(out, "{}", paint.bold(&head))?;
        for line in lines(&texts, session.width().saturating_sub(2)) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// Terms side by side in lines of at most `columns` columns. A term is broken only where it is wider than a line.
fn lines(terms: &[&str], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for term in terms {
        let term = printable(term);
        match lines.last_mut() {
            Some(line) if width(line) + 2 + width(&term) <= columns => {
                line.push_str("  ");
                line.push_str(&term);
            }
            _ => lines.extend(wrap(&term, columns)),
        }
    }
    lines
}

fn family(family: Family, language: Language) -> &'static str {
    match (family, language) {
        (Family::Summary, Language::Zh) => "多部门汇总",
        (Family::Table, Language::Zh) => "一行一指标",
        (Family::Form, Language::Zh) => "一项目一表",
        (Family::Summary, Language::En) => "summary",
        (Family::Table, Language::En) => "table",
        (Family::Form, Language::En) => "form",
    }
}
