//! `jichi review PATH…`: the review form of each project.

use std::io::{self, Write};

use clap::{Args, ValueEnum};

use super::checking::{Reading, year};
use super::error::Failure;
use super::files::{each_file, find};
use super::inputs::Input;
use super::ruleset::Added;
use super::session::{Output, Session};
use crate::finding::Language;
use crate::form::Form;
use crate::lint::{Lint, Loader, Ordinals, in_parallel};
use crate::record::Sheet;
use crate::report::{ReviewObject, ReviewSummary, ReviewText, write_json};
use crate::review::SheetReview;

/// Projects that are rendered together.
const STEP: usize = 512;

/// Options of `review`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi review [选项] <路径>...",
    after_help = "例：jichi review 2024年目标表.xlsx\n    jichi review 各单位/ --format json > 审核.json\n\n退出码：0 已审核，不论查出什么；2 命令行、配置或规则有误；3 有文件无法读取，或有插件不能用。"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// 输出格式：text（默认）、json
    #[arg(
        long,
        value_name = "格式",
        value_enum,
        default_value = "text",
        help_heading = "选项",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Chosen,
    /// 预算年度；不写则从表的标题读取
    #[arg(long, value_name = "年", value_parser = year(), help_heading = "选项")]
    year: Option<i32>,
    #[command(flatten)]
    rules: Added,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Text,
    Json,
}

/// Reviews what the arguments name.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let done = review(arguments, session);
    arguments.reading.end(done, session);
}

fn review(arguments: &Arguments, session: &mut Session) -> Result<(), Failure> {
    let loader = arguments.reading.loader(session)?;
    let Some(ground) = arguments.rules.load(session) else { return Ok(()) };
    let selection = ground.selection(&[], &[])?;
    // What no rule of this run looks at, rules have nothing to say about.
    let rules = ground.rules.rules().iter().filter(|rule| selection.contains(&rule.info.code));
    let form = &ground.config.form.judged_by(&rules.filter_map(|rule| rule.info.review.as_deref()).collect());
    // Messages become the opinion, which goes to a Chinese department.
    let plugins = ground.plugins.run(&ground.rules);
    let lint = ground.lint(&plugins, selection, arguments.year, Language::Zh);
    let inputs = find(&arguments.reading.paths, &arguments.reading.stdin_name, session);
    let text = ReviewText::new(form, session.language, session.paint(), session.width());
    let mut run = Run {
        lint,
        form,
        text,
        format: arguments.format,
        out: Output::new(),
        summary: ReviewSummary::default(),
        sheets: 0,
        any: false,
    };
    let written = run.files(&inputs, &loader, session);
    session.plugins_failed(&plugins);
    written.map_err(|source| Failure::Output { file: None, source })
}

/// A review of files.
struct Run<'a> {
    lint: Lint<'a>,
    form: &'a Form,
    text: ReviewText<'a>,
    format: Chosen,
    out: Output,
    summary: ReviewSummary,
    /// Sheets seen so far: the index of the next.
    sheets: usize,
    /// Whether an object was written.
    any: bool,
}

impl Run<'_> {
    fn files(&mut self, inputs: &[Input], loader: &Loader, session: &mut Session) -> io::Result<()> {
        if self.format == Chosen::Json {
            self.out.write_all(b"[")?;
        }
        each_file(inputs, loader, session, |read, progress, session| {
            match read {
                Ok(sheets) => {
                    self.summary.files += 1;
                    let mut ordinals = Ordinals::default();
                    for sheet in &sheets {
                        self.sheet(sheet, &mut ordinals)?;
                    }
                }
                Err(failure) => progress.aside(|| session.fail(failure)),
            }
            progress.step(String::new);
            Ok(())
        })?;
        self.summary.failures = session.unread().len();
        match self.format {
            Chosen::Text => self.out.write_all(self.text.end(&self.summary).as_bytes())?,
            Chosen::Json => self.out.write_all(if self.any { b"\n]\n" } else { b"]\n" })?,
        }
        self.out.flush()
    }

    fn sheet(&mut self, sheet: &Sheet, ordinals: &mut Ordinals) -> io::Result<()> {
        // What is wrong beyond projects stands before them, so that all findings have to be there first.
        let findings = self.lint.all(self.sheets, sheet, ordinals);
        self.sheets += 1;
        let review = SheetReview::new(self.form, sheet, &findings);
        review.projects.iter().for_each(|project| self.summary.project(project));
        match self.format {
            Chosen::Text => self.out.write_all(self.text.head(sheet, &review.beyond).as_bytes())?,
            Chosen::Json => {
                for beyond in &review.beyond {
                    self.object(&json(&ReviewObject::beyond(sheet, beyond)))?;
                }
            }
        }
        for projects in review.projects.chunks(STEP) {
            let (form, text, format) = (self.form, &self.text, self.format);
            let rendered = in_parallel(projects, |_, project| match format {
                Chosen::Text => text.project(project).into_bytes(),
                Chosen::Json => json(&ReviewObject::of_project(form, sheet, project)),
            });
            for bytes in rendered {
                match self.format {
                    Chosen::Text => self.out.write_all(&bytes)?,
                    Chosen::Json => self.object(&bytes)?,
                }
            }
        }
        Ok(())
    }

    fn object(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        self.out.write_all(bytes)
    }
}

fn json(object: &ReviewObject<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing into memory fails only for maps whose keys are no text; there are none.
    let _ = write_json(&mut out, object);
    out
}
