//! Where findings go: one format to standard output, any number of formats to files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::annotated::is_folder_like;
use super::destination::BadDestination;
use super::error::Failure;
use super::inputs::Input;
use super::replacement::Replacement;
use super::session::{FILE_WIDTH, Output, Session};
use super::split::SplitBy;
use crate::caret::nearest;
use crate::finding::Language;
use crate::report::{
    self, Checkstyle, Compact, Csv, Format, Github, Gitlab, Html, Json, Junit, Listing, Markdown, Paint,
    Sarif, SummaryOnly, Text,
};

/// Options that say how findings are written.
#[derive(Debug, Args)]
pub(super) struct OutputOptions {
    /// 标准输出的格式：text（默认；有 --output 时是 summary）、compact（一行一处）、summary（只有统计）、json、ndjson、csv、markdown、html（总览页），供 CI 用的 sarif、junit、checkstyle、github、gitlab
    #[arg(long, value_name = "格式", value_enum)]
    pub(super) format: Option<FormatName>,
    /// 另外写成文件：格式=文件，可以多次使用，如 --output json=问题.json
    #[arg(long, value_name = "格式=文件")]
    output: Vec<String>,
    /// 按部门拆分：--output 的文件写进各部门自己的文件夹，如 结果/某局/报告.html
    #[arg(long, value_name = "依据", value_enum, requires = "output")]
    split_by: Option<SplitBy>,
}

/// The formats by the names that users give them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    Text,
    Compact,
    Summary,
    Json,
    Ndjson,
    Csv,
    Markdown,
    Html,
    Sarif,
    Junit,
    Checkstyle,
    Github,
    Gitlab,
}

impl FormatName {
    /// Whether a report in it ends with the counts in words.
    pub(super) fn has_summary(self) -> bool {
        matches!(self, Self::Text | Self::Compact | Self::Summary)
    }

    /// Begins a report.
    pub(super) fn start(self, language: Language, paint: Paint, width: usize) -> Box<dyn Format> {
        match self {
            Self::Text => Box::new(Listing::new(Text::new(language, paint, width))),
            Self::Compact => Box::new(Listing::new(Compact { language, paint })),
            Self::Summary => Box::new(SummaryOnly(language)),
            Self::Json => Box::new(Listing::new(Json::Array)),
            Self::Ndjson => Box::new(Listing::new(Json::Lines)),
            Self::Csv => Box::new(Listing::new(Csv(language))),
            Self::Markdown => Box::new(Markdown::new(language)),
            Self::Html => Box::new(Html::new(language)),
            Self::Sarif => Box::new(Listing::new(Sarif::new(language))),
            Self::Junit => Box::new(Junit::new(language)),
            Self::Checkstyle => Box::new(Checkstyle::new(language)),
            Self::Github => Box::new(Listing::new(Github(language))),
            Self::Gitlab => Box::new(Listing::new(Gitlab(language))),
        }
    }
}

/// A format and the file that it goes to.
pub(super) struct Target {
    pub(super) format: FormatName,
    pub(super) file: PathBuf,
}

/// Everything that is to be written.
pub(super) struct Outputs {
    standard: FormatName,
    files: Vec<(FormatName, Replacement)>,
    split: Option<Vec<Target>>,
}

/// Where an output goes.
pub(super) enum Sink {
    /// Standard output.
    Standard(Output),
    /// A file.
    File(Replacement),
}

impl OutputOptions {
    /// Opens what the options name.
    ///
    /// # Errors
    /// An `--output` that names no format or file, one file twice or a file that is checked; a file that cannot be
    /// written.
    pub(super) fn open(&self, inputs: &[Input]) -> Result<Outputs, Failure> {
        let mut targets: Vec<Target> = Vec::new();
        for written in &self.output {
            let target = target(written)?;
            let file = || target.file.display().to_string();
            if target.file.is_dir() || is_folder_like(&target.file) {
                return Err(BadDestination::IsFolder { path: file() }.into());
            }
            if inputs.iter().any(|input| input.path().is_some_and(|path| is_same(path, &target.file))) {
                return Err(BadDestination::IsInput { file: file() }.into());
            }
            if targets.iter().any(|other| is_same(&other.file, &target.file)) {
                return Err(BadDestination::Twice { file: file() }.into());
            }
            targets.push(target);
        }
        let default = if targets.is_empty() { FormatName::Text } else { FormatName::Summary };
        let standard = self.format.unwrap_or(default);
        if self.split_by.is_some() {
            return Ok(Outputs { standard, files: Vec::new(), split: Some(targets) });
        }
        let files = targets.into_iter().map(|target| Ok((target.format, Replacement::create(&target.file)?)));
        Ok(Outputs { standard, files: files.collect::<Result<_, Failure>>()?, split: None })
    }
}

impl Outputs {
    /// One format, on standard output.
    pub(super) fn standard(format: Box<dyn Format>) -> Vec<report::Output<Sink>> {
        vec![report::Output { format, out: Sink::Standard(Output::new()) }]
    }

    /// The formats and where they go, and what is to be split. On standard output formats are as the terminal has it, in
    /// files always the same.
    pub(super) fn start(self, session: &Session) -> (Vec<report::Output<Sink>>, Option<Vec<Target>>) {
        let language = session.language;
        let mut outputs = Self::standard(self.standard.start(language, session.paint(), session.width()));
        outputs.extend(self.files.into_iter().map(|(format, file)| report::Output {
            format: format.start(language, Paint::default(), FILE_WIDTH),
            out: Sink::File(file),
        }));
        (outputs, self.split)
    }
}

impl Sink {
    /// Puts a file into its place and gives its path.
    pub(super) fn finish(self) -> Result<Option<PathBuf>, Failure> {
        match self {
            Self::Standard(_) => Ok(None),
            Self::File(file) => {
                let path = file.file().map(Path::to_owned);
                file.finish().map(|()| path)
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

/// `json=问题.json`
fn target(written: &str) -> Result<Target, Failure> {
    let names = || FormatName::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let (name, file) = written.split_once('=').unwrap_or((written, ""));
    let format = FormatName::from_str(name.trim(), true);
    match format {
        Ok(format) if !file.is_empty() => Ok(Target { format, file: PathBuf::from(file) }),
        _ => {
            let names: Vec<String> = names().map(|name| name.get_name().to_owned()).collect();
            let near = match format {
                Ok(_) => None,
                Err(_) => nearest(&name.trim().to_ascii_lowercase(), names.iter().map(String::as_str)),
            };
            let near = near.map(str::to_owned);
            Err(BadDestination::Format { written: written.to_owned(), near, known: names }.into())
        }
    }
}

/// Whether two paths lead to the same file, which may not exist yet.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        // A file that is there tells how it is written, where large and small letters are the same.
        if let Ok(place) = path.canonicalize() {
            return place;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        folder.join(if cfg!(windows) { name.to_lowercase() } else { name.into_owned() })
    };
    place(one) == place(other)
}
