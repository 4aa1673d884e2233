//! `jichi review PATH…`: the review form of each project.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::checking::{Checking, Work};
use super::destination::BadDestination;
use super::error::Failure;
use super::inputs::Input;
use super::outputs::{Sink, is_same};
use super::replacement::Replacement;
use super::session::{FILE_WIDTH, Output, Session};
use super::split::{Departments, SplitBy, in_folder, write_into};
use super::written;
use crate::finding::Language;
use crate::form::Form;
use crate::lint::{Checked, in_parallel};
use crate::record::Sheet;
use crate::report::{Paint, ReviewDocument, ReviewObject, ReviewSummary, ReviewText, write_json};
use crate::review::SheetReview;

/// Projects that are rendered together.
const STEP: usize = 512;

/// Options of `review`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi review [选项] <路径>...",
    after_help = "例：jichi review 2024年目标表.xlsx\n    jichi review 各单位/ --format json > 审核.json\n    jichi review 各单位/ --format docx -o 结果/审核表.docx --split-by department\n\n退出码：0 已审核，不论查出什么；2 命令行、配置或规则有误；3 有文件无法读取，或有插件不能用。"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    checking: Checking,
    /// 输出格式：text（默认）、json、docx（各部门的审核意见函和各项目的审核表，可以打印签字）
    #[arg(long, value_name = "格式", value_enum, default_value = "text")]
    format: Chosen,
    /// 写到文件；不写则写到标准输出
    #[arg(short = 'o', value_name = "文件")]
    out_file: Option<PathBuf>,
    /// 文件已经存在时覆盖它
    #[arg(long, requires = "out_file")]
    force: bool,
    /// 按部门拆分：-o 的文件写进各部门自己的文件夹，如 结果/某局/审核表.docx
    #[arg(long, value_name = "依据", value_enum, requires = "out_file")]
    split_by: Option<SplitBy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Text,
    Json,
    Docx,
}

impl Arguments {
    /// Opens the place that the results go to; nothing is opened yet where every department has one of its own.
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
            return Err(BadDestination::taken(path).into());
        }
        Ok(Sink::File(Replacement::create(path)?))
    }

    fn writing<'f>(&self, form: &'f Form) -> Writing<'f> {
        match self.format {
            Chosen::Text => Writing::Text,
            Chosen::Json => Writing::Json { any: false },
            Chosen::Docx => Writing::Docx(Box::new(ReviewDocument::new(form, self.checking.year))),
        }
    }
}

/// Reviews what the arguments name.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    // Messages become the opinion, which goes to a Chinese department.
    arguments.checking.run(Some(Language::Zh), session, |work, session| {
        // What no rule of this run looks at, rules have nothing to say about.
        let rules = work.ground.rules.rules().iter();
        let rules = rules.filter(|rule| work.lint.selection.contains(&rule.info.code));
        let judged = rules.filter_map(|rule| rule.info.review.as_deref()).collect();
        let form = &work.ground.config.form.judged_by(&judged);
        match (&arguments.out_file, arguments.split_by) {
            (Some(file), Some(SplitBy::Department)) => split(arguments, &work, form, file, session),
            _ => whole(arguments, &work, form, session),
        }
    });
}

/// One review of everything.
fn whole(arguments: &Arguments, work: &Work<'_>, form: &Form, session: &mut Session) -> Result<(), Failure> {
    let out = arguments.open(work.inputs)?;
    let (paint, width) = match &out {
        Sink::Standard(_) => (session.paint(), session.width()),
        Sink::File(_) => (Paint::default(), FILE_WIDTH),
    };
    let text = ReviewText::new(form, session.language, paint, width);
    let file = arguments.out_file.as_ref().map(|file| file.display().to_string());
    let failed = |source| Failure::Output { file: file.clone(), source };
    let mut review = Review::begin(form, text, arguments.writing(form), out).map_err(failed)?;
    let read = work.each_sheet(session, |sheet, findings, is_first| {
        review.summary.files += usize::from(is_first);
        review.sheet(sheet, &findings)
    });
    review.summary.excepted = read.map_err(failed)?;
    review.summary.failures = session.unread().len();
    let has_departments = !review.is_empty();
    let (summary, out) = review.end().map_err(failed)?;
    if let Sink::File(_) = out {
        // Without any department there is nothing to sign.
        let files = if has_departments { out.finish()? } else { None };
        tell(&summary, form, session);
        written::tell(files.as_slice(), session.language);
    }
    Ok(())
}

/// A review for each department, in its folder.
fn split(
    arguments: &Arguments,
    work: &Work<'_>,
    form: &Form,
    file: &Path,
    session: &mut Session,
) -> Result<(), Failure> {
    let failed = |source| Failure::Output { file: None, source };
    let language = session.language;
    let mut departments = Departments::new(language);
    let mut summary = ReviewSummary::default();
    let begin = || {
        let text = ReviewText::new(form, language, Paint::default(), FILE_WIDTH);
        Ok((None, Review::begin(form, text, arguments.writing(form), Vec::new())?))
    };
    let read = work.each_sheet(session, |sheet, findings, is_first| {
        summary.files += usize::from(is_first);
        departments.sheet(sheet, findings, begin, |(last, review), share| {
            if last.as_ref() != Some(&sheet.file) {
                review.summary.files += 1;
                *last = Some(Arc::clone(&sheet.file));
            }
            review.sheet(&share.sheet, &share.findings)
        })
    });
    summary.excepted = read.map_err(failed)?;
    summary.failures = session.unread().len();
    let mut reviews = Vec::new();
    for (folder, (_, review)) in
        departments.finish().into_iter().filter(|(_, (_, review))| !review.is_empty())
    {
        let (own, bytes) = review.end().map_err(failed)?;
        summary.join(&own);
        let path = in_folder(file, &folder);
        if path.exists() && !arguments.force {
            return Err(BadDestination::taken(&path).into());
        }
        reviews.push((folder, bytes));
    }
    let write = |(folder, bytes): &(String, Vec<u8>)| write_into(folder, file, bytes, work.inputs);
    let files = reviews.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    tell(&summary, form, session);
    written::tell(&files, session.language);
    Ok(())
}

/// Says on standard output what a review came to that went into files.
fn tell(summary: &ReviewSummary, form: &Form, session: &mut Session) {
    let text = ReviewText::new(form, session.language, session.paint(), session.width());
    session.tell(text.end(summary).trim_end());
}

/// A review that is being written.
struct Review<'f, W> {
    form: &'f Form,
    text: ReviewText<'f>,
    writing: Writing<'f>,
    out: W,
    summary: ReviewSummary,
}

/// What is written.
enum Writing<'f> {
    Text,
    Json {
        /// Whether an object was written.
        any: bool,
    },
    /// Written at the end: a department's forms stand together, and its sheets may not.
    Docx(Box<ReviewDocument<'f>>),
}

impl<'f, W: Write> Review<'f, W> {
    fn begin(form: &'f Form, text: ReviewText<'f>, writing: Writing<'f>, mut out: W) -> io::Result<Self> {
        if let Writing::Json { .. } = writing {
            out.write_all(b"[")?;
        }
        Ok(Self { form, text, writing, out, summary: ReviewSummary::default() })
    }

    /// Whether it is a document without anything to sign.
    fn is_empty(&self) -> bool {
        matches!(&self.writing, Writing::Docx(document) if document.departments().is_empty())
    }

    fn sheet(&mut self, sheet: &Sheet, findings: &[Checked]) -> io::Result<()> {
        let review = SheetReview::new(self.form, sheet, findings);
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

    fn end(mut self) -> io::Result<(ReviewSummary, W)> {
        match &self.writing {
            Writing::Text => self.out.write_all(self.text.end(&self.summary).as_bytes())?,
            Writing::Json { any } => self.out.write_all(if *any { b"\n]\n" } else { b"]\n" })?,
            Writing::Docx(_) if self.is_empty() => {}
            Writing::Docx(document) => self.out.write_all(&document.finish().map_err(io::Error::other)?)?,
        }
        self.out.flush()?;
        Ok((self.summary, self.out))
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
