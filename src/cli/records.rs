//! `jichi records FILE…`: how the program understood a sheet.

use std::io::{self, Write};

use clap::{Args, ValueEnum};

use super::checking::Reading;
use super::configured::Configured;
use super::error::Failure;
use super::files::{each_file, find};
use super::inputs::Input;
use super::session::{Output, Session};
use crate::finding::Language;
use crate::layout::Layouts;
use crate::lexicon::Lexicons;
use crate::lint::{Loader, Overrides, in_parallel};
use crate::record::{FieldWords, Sheet};
use crate::report::{Paint, RecordTable, Why, project_records, write_json};
use crate::rule::RuleSet;

/// Projects that are rendered together.
const STEP: usize = 512;

/// Options of `records`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi records [选项] <路径>...",
    after_help = "例：jichi records 2024年目标表.xlsx --format json\n    jichi records --why 2024年目标表.xlsx"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// 输出格式：table（默认）、json、ndjson
    #[arg(long, value_name = "格式", value_enum, default_value = "table")]
    format: Chosen,
    /// 不列记录，说明怎么读的：版式、各表头读作什么、哪些格没有读入及原因
    #[arg(long)]
    why: bool,
    #[command(flatten)]
    configured: Configured,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Table,
    Json,
    Ndjson,
}

/// Prints what was read.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let done = list(arguments, session);
    arguments.reading.end(done, session);
}

fn list(arguments: &Arguments, session: &mut Session) -> Result<(), Failure> {
    let Some(config) = arguments.configured.load(session) else { return Ok(()) };
    let Some(loader) = arguments.reading.loader(&config, session)? else { return Ok(()) };
    let mut lexicons = Lexicons::builtin();
    if let Err(errors) = config.lexicons(&mut lexicons) {
        session.misconfigured(errors);
        return Ok(());
    }
    let words = FieldWords::new(&lexicons);
    let inputs = find(&arguments.reading.paths, &arguments.reading.stdin_name, session);
    let rendering = Rendering {
        format: arguments.format,
        table: RecordTable::new(session.language, session.paint(), session.width()),
        words: &words,
        why: arguments.why.then(|| Explaining {
            layouts: &loader.layouts,
            language: session.language,
            paint: session.paint(),
            columns: session.width(),
        }),
    };
    let folder = std::env::current_dir().unwrap_or_default();
    let overrides = config.overrides(&RuleSet::default(), &folder);
    print(&inputs, &loader, &overrides, &rendering, session)
        .map_err(|source| Failure::Output { file: None, source })
}

/// How records are written.
struct Rendering<'a> {
    format: Chosen,
    table: RecordTable,
    words: &'a FieldWords,
    /// Where not the records are wanted, but how they were read.
    why: Option<Explaining<'a>>,
}

/// How `--why` is written.
struct Explaining<'a> {
    layouts: &'a Layouts,
    language: Language,
    paint: Paint,
    columns: usize,
}

fn print(
    inputs: &[Input],
    loader: &Loader,
    overrides: &Overrides,
    rendering: &Rendering<'_>,
    session: &mut Session,
) -> io::Result<()> {
    let format = rendering.format;
    let mut out = Output::new();
    let mut any = false;
    if format == Chosen::Json {
        out.write_all(b"[")?;
    }
    each_file(inputs, loader, session, |read, progress, session| {
        let mut sheets = match read {
            Ok(sheets) => sheets,
            Err(failure) => {
                progress.aside(|| session.fail(failure));
                return Ok(());
            }
        };
        for sheet in &mut sheets {
            let (year, money_unit) = overrides.year_and_unit(sheet);
            sheet.year = year.or(sheet.year);
            sheet.money_unit = money_unit.or(sheet.money_unit);
            let sheet = &*sheet;
            if let Some(explaining) = &rendering.why {
                let bytes = explaining.sheet(sheet, format);
                let skip = usize::from(!any && format == Chosen::Json);
                out.write_all(bytes.get(skip..).unwrap_or_default())?;
                any = true;
                continue;
            }
            if format == Chosen::Table {
                out.write_all(rendering.table.head(sheet).as_bytes())?;
            }
            for (step, projects) in sheet.projects.chunks(STEP).enumerate() {
                let first = step * STEP;
                for bytes in in_parallel(projects, |nth, _| rendering.project(sheet, first + nth)) {
                    let skip = if any || format != Chosen::Json { 0 } else { 1 };
                    out.write_all(bytes.get(skip..).unwrap_or_default())?;
                    any |= !bytes.is_empty();
                }
            }
        }
        Ok(())
    })?;
    if format == Chosen::Json {
        out.write_all(if any { b"\n]\n" } else { b"]\n" })?;
    }
    out.flush()
}

impl Explaining<'_> {
    /// One sheet; in the array each object follows `,` and a line break.
    fn sheet(&self, sheet: &Sheet, format: Chosen) -> Vec<u8> {
        let why = Why::new(sheet, self.layouts, self.language);
        if format == Chosen::Table {
            return why.page(self.language, self.paint, self.columns).into_bytes();
        }
        let mut out = if format == Chosen::Json { b",\n".to_vec() } else { Vec::new() };
        // Writing into memory fails only for maps whose keys are no text; there are none.
        let _ = write_json(&mut out, &why);
        if format == Chosen::Ndjson {
            out.push(b'\n');
        }
        out
    }
}

impl Rendering<'_> {
    /// One project; in the array each object follows `,` and a line break.
    fn project(&self, sheet: &Sheet, index: usize) -> Vec<u8> {
        let mut out = Vec::new();
        if self.format == Chosen::Table {
            let table =
                sheet.projects.get(index).map(|project| self.table.project(sheet, project, self.words));
            return table.unwrap_or_default().into_bytes();
        }
        // Writing into memory fails only for maps whose keys are no text; there are none.
        let _ = project_records(sheet, index, self.words, |record| {
            if self.format == Chosen::Json {
                out.extend_from_slice(b",\n");
            }
            write_json(&mut out, record)?;
            if self.format == Chosen::Ndjson {
                out.push(b'\n');
            }
            Ok::<(), serde_json::Error>(())
        });
        out
    }
}
