//! What commands that check sheets share: which files, by which rules, for which year.

use std::io;
use std::path::PathBuf;

use clap::Args;
use clap::builder::RangedI64ValueParser;
use encoding_rs::Encoding;

use super::error::Failure;
use super::exceptions;
use super::files::{each_file, find};
use super::inputs::Input;
use super::layouts::AddedLayouts;
use super::ruleset::{Added, Ground};
use super::session::Session;
use crate::config::{Config, YEARS};
use crate::finding::Language;
use crate::lint::{Checked, Lint, Loader, Ordinals};
use crate::record::Sheet;
use crate::rule::Counted;

/// Options of commands that read sheets.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// 文件、文件夹或通配符；- 表示标准输入
    #[arg(value_name = "路径", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// 标准输入的名称，扩展名决定按什么格式读取
    #[arg(long, value_name = "名称", default_value = "stdin", display_order = 100)]
    pub(super) stdin_name: String,
    /// 文本文件的编码，如 gb18030；不写则自动判断
    #[arg(long, value_name = "编码", display_order = 100)]
    encoding: Option<String>,
    #[command(flatten)]
    pub(super) layouts: AddedLayouts,
    /// 把无法读取的输入及原因写成 JSON 文件
    #[arg(long, value_name = "文件", display_order = 100)]
    pub(super) errors_to: Option<PathBuf>,
}

impl Reading {
    /// Ends a command: what stopped it is reported, and what could not be read is written where it was wished.
    pub(super) fn end(&self, done: Result<(), Failure>, session: &mut Session) {
        if let Err(failure) = done {
            session.fail(failure);
        }
        if let Some(path) = &self.errors_to {
            session.write_failures(path);
        }
    }

    /// How files are read: by which layouts, in which encoding. Layouts that are broken are reported; None where the
    /// configuration names some that are not there, which is reported, too.
    ///
    /// # Errors
    /// An encoding that is not known.
    pub(super) fn loader(&self, config: &Config, session: &mut Session) -> Result<Option<Loader>, Failure> {
        let encoding = match &self.encoding {
            None => None,
            Some(name) => Some(
                Encoding::for_label(name.trim().as_bytes())
                    .ok_or_else(|| Failure::UnknownEncoding { name: name.clone() })?,
            ),
        };
        let layouts = self.layouts.load(config, session);
        Ok(layouts.map(|layouts| Loader { layouts, encoding, keeps_bytes: false, timings: None }))
    }
}

/// Options of commands that check sheets.
#[derive(Debug, Args)]
pub(super) struct Checking {
    #[command(flatten)]
    pub(super) reading: Reading,
    /// 只查这些规则：代码、代码开头、规则名或 ALL，逗号分隔
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    select: Vec<String>,
    /// 不查这些规则
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    ignore: Vec<String>,
    /// 预算年度；不写则从表的标题读取
    #[arg(long, value_name = "年", value_parser = year())]
    pub(super) year: Option<i32>,
    /// 线程数；不写则用全部处理器
    #[arg(long, value_name = "个数", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[command(flatten)]
    pub(super) rules: Added,
}

/// A budget year on the command line.
pub(super) fn year() -> RangedI64ValueParser<i32> {
    clap::value_parser!(i32).range(i64::from(*YEARS.start())..=i64::from(*YEARS.end()))
}

/// What is to be checked, and by what.
pub(super) struct Work<'a> {
    pub(super) lint: Lint<'a>,
    pub(super) ground: &'a Ground,
    pub(super) loader: &'a Loader,
    pub(super) inputs: &'a [Input],
    /// What each rule comes to, where that is counted.
    pub(super) counted: Option<&'a Counted<'a>>,
}

impl Work<'_> {
    /// Checks all inputs and hands on each sheet with all its findings but those that are excepted; `each` is told of the
    /// first sheet of a file. Inputs that cannot be read are reported. Returns how many findings are excepted.
    ///
    /// # Errors
    /// The first error of `each` ends it.
    pub(super) fn each_sheet(
        &self,
        session: &mut Session,
        mut each: impl FnMut(&Sheet, Vec<Checked>, bool) -> io::Result<()>,
    ) -> io::Result<usize> {
        let (mut nth, mut excepted) = (0, 0);
        each_file(self.inputs, self.loader, session, |read, progress, session| {
            match read {
                Ok(sheets) => {
                    let mut ordinals = Ordinals::default();
                    for (index, sheet) in sheets.iter().enumerate() {
                        let mut findings = self.lint.all(nth, sheet, &mut ordinals);
                        let found = findings.len();
                        findings.retain(|checked| checked.left_out.is_none());
                        excepted += found - findings.len();
                        nth += 1;
                        each(sheet, findings, index == 0)?;
                    }
                }
                Err(failure) => progress.aside(|| session.fail(failure)),
            }
            progress.step(String::new);
            io::Result::Ok(())
        })?;
        Ok(excepted)
    }

    /// Whether a rule of this code is there and wanted.
    pub(super) fn runs(&self, code: &str) -> bool {
        self.ground.rules.rule(code).is_some() && self.lint.selection.contains(code)
    }
}

impl Checking {
    /// Prepares a run and lets `work` do it, messages in this language, or in that of the session. What goes wrong is
    /// reported.
    pub(super) fn run(
        &self,
        language: Option<Language>,
        session: &mut Session,
        work: impl FnOnce(Work<'_>, &mut Session) -> Result<(), Failure> + Send,
    ) {
        let done = match self.threads {
            None => self.prepared(language, session, work),
            Some(threads) => {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build();
                match pool {
                    Ok(pool) => pool.install(|| self.prepared(language, session, work)),
                    Err(error) => Err(Failure::Threads { detail: error.to_string() }),
                }
            }
        };
        self.reading.end(done, session);
    }

    fn prepared(
        &self,
        language: Option<Language>,
        session: &mut Session,
        work: impl FnOnce(Work<'_>, &mut Session) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Some(ground) = self.rules.load(session) else { return Ok(()) };
        let Some(loader) = self.reading.loader(&ground.config, session)? else { return Ok(()) };
        let selection = ground.selection(&self.select, &self.ignore)?;
        let plugins = ground.plugins.run(&ground.rules);
        let Some(exceptions) = exceptions::load(self, &ground, &selection, session)? else { return Ok(()) };
        let lint = ground.lint(&plugins, selection, self.year, language.unwrap_or(session.language));
        let lint = Lint { exceptions: Some(&exceptions), ..lint };
        self.rules.configured.tell_under_audit(&self.reading.paths, session);
        let inputs = find(&self.reading.paths, &self.reading.stdin_name, session);
        let done =
            work(Work { lint, ground: &ground, loader: &loader, inputs: &inputs, counted: None }, session);
        session.plugins_failed(&plugins);
        done
    }
}
