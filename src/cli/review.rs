//! `jichi review PATH…`: the review form of each project.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::checking::{Reading, year};
use super::destination::BadDestination;
use super::error::Failure;
use super::files::{each_file, find};
use super::inputs::Input;
use super::outputs::{Sink, is_same};
use super::replacement::Replacement;
use super::ruleset::Added;
use super::session::{FILE_WIDTH, Output, Session};
use crate::finding::Language;
use crate::form::Form;
use crate::lint::{Lint, Loader, Ordinals, in_parallel};
use crate::record::Sheet;
use crate::report::{Paint, ReviewDocument, ReviewObject, ReviewSummary, ReviewText, write_json};
use crate::review::SheetReview;

/// Projects that are rendered together.
const STEP: usize = 512;

/// Options of `review`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi review [选项] <路径>...",
    after_help = "例：jichi review 2024年目标表.xlsx\n    jichi review 各单位/ --format json > 审核.json\n    jichi review 各单位/ --format docx -o 审核表.docx\n\n退出码：0 已审核，不论查出什么；2 命令行、配置或规则有误；3 有文件无法读取，或有插件不能用。"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// 输出格式：text（默认）、json、docx（各部门的审核意见函和各项目的审核表，可以打印签字）
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
    /// 写到文件；不写则写到标准输出
    #[arg(short = 'o', value_name = "文件", help_heading = "选项")]
    out_file: Option<PathBuf>,
    /// 文件已经存在时覆盖它
    #[arg(long, requires = "out_file", help_heading = "选项")]
    force: bool,
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
    Docx,
}

impl Arguments {
    /// Opens the place that the results go to.
    ///
    /// # Errors
    /// A file that is there already or is reviewed itself, or cannot be written; a terminal where a document should go.
    fn open(&self, inputs: &[Input]) -> Result<Sink, Failure> {
        let Some(path) = &self.out_file else {
            if self.format == Chosen::Docx && io::stdout().is_terminal() {
                let example = "jichi review 目标表.xlsx --format docx -o 审核表.docx";
                return Err(BadDestination::Terminal { format: "docx", example }.into());
            }
            return Ok(Sink::Standard(Output::new()));
        };
        let file = || path.display().to_string();
        if inputs.iter().filter_map(Input::path).any(|input| is_same(input, path)) {
            return Err(BadDestination::IsInput { file: file() }.into());
        }
        if path.exists() && !self.force {
            return Err(BadDestination::Exists { file: file() }.into());
        }
        Ok(Sink::File(Replacement::create(path)?))
    }
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
    let out = arguments.open(&inputs)?;
    let (paint, width) = match &out {
        Sink::Standard(_) => (session.paint(), session.width()),
        Sink::File(_) => (Paint::default(), FILE_WIDTH),
    };
    let form_text = ReviewText::new(form, session.language, paint, width);
    let writing = match arguments.format {
        Chosen::Text => Writing::Text,
        Chosen::Json => Writing::Json { any: false },
        Chosen::Docx => Writing::Docx(ReviewDocument::new(form, arguments.year)),
    };
    let mut run =
        Run { lint, form, text: form_text, writing, out, summary: ReviewSummary::default(), sheets: 0 };
    let written = run.files(&inputs, &loader, session);
    session.plugins_failed(&plugins);
    let file = arguments.out_file.as_ref().map(|file| file.display().to_string());
    written.map_err(|source| Failure::Output { file, source })?;
    run.finish(session)
}

/// A review of files.
struct Run<'a> {
    lint: Lint<'a>,
    form: &'a Form,
    text: ReviewText<'a>,
    writing: Writing<'a>,
    out: Sink,
    summary: ReviewSummary,
    /// Sheets seen so far: the index of the next.
    sheets: usize,
}

/// What is written.
enum Writing<'a> {
    Text,
    Json {
        /// Whether an object was written.
        any: bool,
    },
    /// Written at the end: a department's forms stand together, and its sheets may not.
    Docx(ReviewDocument<'a>),
}

impl Run<'_> {
    fn files(&mut self, inputs: &[Input], loader: &Loader, session: &mut Session) -> io::Result<()> {
        if let Writing::Json { .. } = self.writing {
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
        match &self.writing {
            Writing::Text => self.out.write_all(self.text.end(&self.summary).as_bytes())?,
            Writing::Json { any } => self.out.write_all(if *any { b"\n]\n" } else { b"]\n" })?,
            // Without any department there is nothing to sign.
            Writing::Docx(document) if document.departments().is_empty() => {}
            Writing::Docx(document) => {
                self.out.write_all(&document.finish().map_err(io::Error::other)?)?;
            }
        }
        self.out.flush()
    }

    fn sheet(&mut self, sheet: &Sheet, ordinals: &mut Ordinals) -> io::Result<()> {
        // What is wrong beyond projects stands before them, so that all findings have to be there first.
        let findings = self.lint.all(self.sheets, sheet, ordinals);
        self.sheets += 1;
        let review = SheetReview::new(self.form, sheet, &findings);
        review.projects.iter().for_each(|project| self.summary.project(project));
        let (form, text) = (self.form, &self.text);
        match &mut self.writing {
            Writing::Text => {
                self.out.write_all(text.head(sheet, &review.beyond).as_bytes())?;
                for projects in review.projects.chunks(STEP) {
                    for form in in_parallel(projects, |_, project| text.project(project)) {
                        self.out.write_all(form.as_bytes())?;
                    }
                }
            }
            Writing::Json { any } => {
                for beyond in &review.beyond {
                    object(&mut self.out, any, &json(&ReviewObject::beyond(sheet, beyond)))?;
                }
                for projects in review.projects.chunks(STEP) {
                    let rendered = in_parallel(projects, |_, project| {
                        json(&ReviewObject::of_project(form, sheet, project))
                    });
                    rendered.iter().try_for_each(|bytes| object(&mut self.out, any, bytes))?;
                }
            }
            Writing::Docx(document) => document.sheet(sheet, &review),
        }
        Ok(())
    }

    /// Puts a file into its place and tells what the run came to.
    fn finish(self, session: &mut Session) -> Result<(), Failure> {
        if matches!(self.out, Sink::Standard(_)) {
            return Ok(());
        }
        if !matches!(&self.writing, Writing::Docx(document) if document.departments().is_empty()) {
            self.out.finish()?;
        }
        let text = ReviewText::new(self.form, session.language, session.paint(), session.width());
        let mut out = Output::new();
        let told = out.write_all(text.end(&self.summary).as_bytes()).and_then(|()| out.flush());
        session.written(told);
        Ok(())
    }
}

/// Writes an object of the list.
fn object(out: &mut impl Write, any: &mut bool, bytes: &[u8]) -> io::Result<()> {
    out.write_all(if *any { b",\n" } else { b"\n" })?;
    *any = true;
    out.write_all(bytes)
}

fn json(object: &ReviewObject<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing into memory fails only for maps whose keys are no text; there are none.
    let _ = write_json(&mut out, object);
    out
}
