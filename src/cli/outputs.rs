//! Where findings go: one format to standard output, any number of formats to files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::destination::BadDestination;
use super::error::Failure;
use super::inputs::Input;
use super::replacement::Replacement;
use super::session::{FILE_WIDTH, Output, Session};
use crate::caret::nearest;
use crate::finding::Language;
use crate::report::{self, Compact, Format, Json, Listing, Paint, SummaryOnly, Text};

/// Options that say how findings are written.
#[derive(Debug, Args)]
pub(super) struct OutputOptions {
    /// 标准输出的格式：text（默认；有 --output 时是 summary）、compact（一行一处）、summary（只有统计）、json、ndjson
    #[arg(long, value_name = "格式", value_enum, help_heading = "选项", hide_possible_values = true)]
    format: Option<FormatName>,
    /// 另外写成文件：格式=文件，可以多次使用，如 --output json=问题.json
    #[arg(long, value_name = "格式=文件", help_heading = "选项")]
    output: Vec<String>,
}

/// The formats by the names that users give them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Text,
    Compact,
    Summary,
    Json,
    Ndjson,
}

impl FormatName {
    fn start(self, language: Language, paint: Paint, width: usize) -> Box<dyn Format> {
        match self {
            Self::Text => Box::new(Listing::new(Text::new(language, paint, width))),
            Self::Compact => Box::new(Listing::new(Compact { language, paint })),
            Self::Summary => Box::new(SummaryOnly(language)),
            Self::Json => Box::new(Listing::new(Json::Array)),
            Self::Ndjson => Box::new(Listing::new(Json::Lines)),
        }
    }
}

/// One format in one place.
struct Target {
    format: FormatName,
    /// None for standard output.
    file: Option<PathBuf>,
}

/// Everything that is written.
pub(super) struct Outputs {
    open: Vec<(FormatName, Sink)>,
}

/// A place for results.
pub(super) enum Sink {
    /// Standard output.
    Standard(Output),
    /// A file, which is in its place once it is finished.
    File(Replacement),
}

impl OutputOptions {
    /// Opens what the options name.
    ///
    /// # Errors
    /// An `--output` that names no format or file, one file twice or a file that is checked; a file that cannot be
    /// written.
    pub(super) fn open(&self, inputs: &[Input]) -> Result<Outputs, Failure> {
        let default = if self.output.is_empty() { FormatName::Text } else { FormatName::Summary };
        let mut targets = vec![Target { format: self.format.unwrap_or(default), file: None }];
        for written in &self.output {
            let target = target(written)?;
            if let Some(file) = &target.file {
                if inputs.iter().any(|input| input.is(file)) {
                    return Err(BadDestination::IsInput { file: file.display().to_string() }.into());
                }
                if targets.iter().any(|other| other.file.as_deref().is_some_and(|other| is_same(other, file)))
                {
                    return Err(BadDestination::Twice { file: file.display().to_string() }.into());
                }
            }
            targets.push(target);
        }
        let open = targets.into_iter().map(|Target { format, file }| {
            let sink = match file {
                None => Sink::Standard(Output::new()),
                Some(file) => Sink::File(Replacement::create(&file)?),
            };
            Ok((format, sink))
        });
        Ok(Outputs { open: open.collect::<Result<_, Failure>>()? })
    }
}

impl Outputs {
    /// The formats and where they go. On standard output they are as the terminal has it, in files always the same.
    pub(super) fn start(&mut self, session: &Session) -> Vec<report::Output<'_>> {
        let start = |(format, sink): &'_ mut (FormatName, Sink)| {
            let (paint, width) = match sink {
                Sink::Standard(_) => (session.paint(), session.width()),
                Sink::File(_) => (Paint::default(), FILE_WIDTH),
            };
            format.start(session.language, paint, width)
        };
        self.open
            .iter_mut()
            .map(|open| {
                let format = start(open);
                report::Output { format, out: &mut open.1 }
            })
            .collect()
    }

    /// Puts the files into their places.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.open.into_iter().try_for_each(|(_, sink)| match sink {
            Sink::Standard(_) => Ok(()),
            Sink::File(file) => file.finish(),
        })
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
        Ok(format) if !file.is_empty() => Ok(Target { format, file: Some(PathBuf::from(file)) }),
        _ => {
            let names: Vec<String> = names().map(|name| name.get_name().to_owned()).collect();
            let near = match format {
                Ok(_) => None,
                Err(_) => nearest(&name.trim().to_ascii_lowercase(), names.iter().map(String::as_str)),
            };
            let near = near.map(str::to_owned);
            Err(BadDestination::Format { written: written.to_owned(), near, known: names.join(", ") }.into())
        }
    }
}

/// Whether two paths lead to the same file, which may not exist yet.
fn is_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        (folder.canonicalize().unwrap_or_else(|_| folder.to_owned()), path.file_name().map(ToOwned::to_owned))
    };
    place(one) == place(other)
}
