//! `jichi baseline create|check|prune PATH…`: findings that are known.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::checking::{Checking, Work};
use super::error::{Exit, Failure};
use super::reason::reason;
use super::replacement::Replacement;
use super::session::Session;
use crate::baseline::{Baseline, FILE_NAME, Known, Matching, NoBaseline};
use crate::finding::Language;
use crate::record::Sheet;
use crate::text::{counted, grouped};

/// Options of `baseline`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi baseline <命令> <路径>...",
    after_help = "例：jichi baseline create 各单位/    现有的问题都算已知\n    jichi check 各单位/              只在有新问题时失败\n    jichi baseline prune 各单位/     改好的从基线里去掉\n\n基线是 jichi.toml 旁（没有则在当前文件夹）的 jichi-baseline.json。",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 建立基线：现在查出的问题都算已知
    #[command(override_usage = "jichi baseline create [选项] <路径>...")]
    Create(Create),
    /// 核对基线：有新问题，或基线里有已经不在的问题时，以 1 退出
    #[command(override_usage = "jichi baseline check [选项] <路径>...")]
    Check(Compared),
    /// 清理基线：去掉已经不在的问题
    #[command(override_usage = "jichi baseline prune [选项] <路径>...")]
    Prune(Compared),
}

#[derive(Debug, Args)]
struct Create {
    #[command(flatten)]
    checking: Checking,
    /// 覆盖已有的基线
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
struct Compared {
    #[command(flatten)]
    checking: Checking,
}

/// Does what the arguments say.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    match &arguments.command {
        Command::Create(create) => create.checking.run(None, session, |work, session| {
            let path = place(&create.checking);
            if path.exists() && !create.force {
                return Err(BadBaseline::new(&path, NoUse::Exists).into());
            }
            let mut findings = Vec::new();
            each(&work, session, None, |known| findings.push(known))?;
            let baseline = Baseline::new(findings);
            Replacement::write(&path, &baseline.text())?;
            let (file, count) = (path.display(), baseline.len());
            session.tell(&match session.language {
                Language::Zh => format!("{file}：记下 {} 处问题", grouped(count)),
                Language::En => format!("{file}: {} known from now on", counted(count, "finding")),
            });
            Ok(())
        }),
        Command::Check(compared) => compared.checking.run(None, session, |work, session| {
            let (_, matching, new) = compare(&compared.checking, &work, session)?;
            let stale = matching.stale(|code| work.runs(code)).len();
            session.tell(&match session.language {
                Language::Zh => {
                    format!("新问题 {} 处；基线里已经不在的 {} 处", grouped(new), grouped(stale))
                }
                Language::En => {
                    let gone = if stale == 1 { "is" } else { "are" };
                    format!("{}; {} of the baseline {gone} gone", counted(new, "new finding"), grouped(stale))
                }
            });
            if new + stale > 0 {
                session.raise(Exit::Findings);
            }
            Ok(())
        }),
        Command::Prune(compared) => compared.checking.run(None, session, |work, session| {
            let (path, matching, _) = compare(&compared.checking, &work, session)?;
            let stale = matching.stale(|code| work.runs(code)).len();
            let pruned = matching.pruned(|code| work.runs(code));
            if stale > 0 {
                Replacement::write(&path, &pruned.text())?;
            }
            let (file, left) = (path.display(), pruned.len());
            session.tell(&match session.language {
                Language::Zh => format!("{file}：去掉 {} 处，留下 {} 处", grouped(stale), grouped(left)),
                Language::En => {
                    format!("{file}: {} taken out, {} left", counted(stale, "finding"), grouped(left))
                }
            });
            Ok(())
        }),
    }
}

/// The baseline of a run.
pub(super) struct Kept {
    file: String,
    text: String,
    pub(super) matching: Matching,
}

impl Kept {
    /// Reads the baseline; None where there is none.
    ///
    /// # Errors
    /// A file that cannot be read or is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let file = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => match Baseline::parse(&text) {
                Ok(baseline) => Ok(Some(Self { file, text, matching: Matching::new(baseline) })),
                Err(why) => Err(BadBaseline::new(path, NoUse::Refused(why)).into()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(BadBaseline::new(path, NoUse::Unreadable(source)).into()),
        }
    }

    /// The file, with the findings that are gone by what `work` ran; None where none is.
    pub(super) fn remarks(&self, work: &Work<'_>) -> Option<Sheet> {
        self.matching.remarks(&self.file, &self.text, |code| work.runs(code))
    }
}

/// Where the baseline is, or would be.
fn place(checking: &Checking) -> PathBuf {
    checking.rules.configured.baseline().unwrap_or_else(|| PathBuf::from(FILE_NAME))
}

/// Holds the baseline against what is found; how many findings are new.
fn compare(
    checking: &Checking,
    work: &Work<'_>,
    session: &mut Session,
) -> Result<(PathBuf, Matching, usize), Failure> {
    let path = place(checking);
    let kept = Kept::read(&path)?;
    let kept = kept.ok_or_else(|| BadBaseline::new(&path, NoUse::Missing))?;
    let mut matching = kept.matching;
    let mut new = 0;
    each(work, session, Some(&mut matching), |_| new += 1)?;
    Ok((path, matching, new))
}

/// Checks all inputs and hands on each finding that is not known.
fn each(
    work: &Work<'_>,
    session: &mut Session,
    mut known: Option<&mut Matching>,
    mut take: impl FnMut(Known),
) -> Result<(), Failure> {
    let checked = work.each_sheet(session, |sheet, findings, _| {
        for checked in &findings {
            if !known.as_deref_mut().is_some_and(|known| known.knows(checked)) {
                take(Known::new(sheet, checked));
            }
        }
        if let Some(known) = known.as_deref_mut() {
            known.sheet(sheet);
        }
        Ok(())
    });
    checked.map(|_| ()).map_err(|source| Failure::Output { file: None, source })
}

/// A baseline that cannot be used.
#[derive(Debug)]
pub(crate) struct BadBaseline {
    /// Its path.
    pub(super) file: String,
    why: NoUse,
}

/// Why a baseline cannot be used.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
enum NoUse {
    /// It is to be compared or mended, and is not there.
    Missing,
    /// One is to be made, and is there already.
    Exists,
    /// The system does not let us read it.
    Unreadable(io::Error),
    /// The file is no baseline.
    Refused(NoBaseline),
}

impl BadBaseline {
    fn new(path: &Path, why: NoUse) -> Self {
        Self { file: path.display().to_string(), why }
    }

    /// The name for programs.
    pub(super) fn kind(&self) -> &'static str {
        match self.why {
            NoUse::Missing => "no-baseline",
            NoUse::Exists => "baseline-exists",
            NoUse::Unreadable(_) | NoUse::Refused(_) => "baseline",
        }
    }

    /// What happened.
    pub(super) fn message(&self, language: Language) -> String {
        let file = &self.file;
        let zh = language == Language::Zh;
        match &self.why {
            NoUse::Missing if zh => format!("没有基线文件：{file}"),
            NoUse::Missing => format!("there is no baseline: {file}"),
            NoUse::Exists if zh => format!("基线文件已经存在：{file}"),
            NoUse::Exists => format!("there is a baseline already: {file}"),
            NoUse::Unreadable(source) if zh => {
                format!("{file}：基线文件无法读取（{}）", reason(source, language))
            }
            NoUse::Unreadable(source) => {
                format!("{file}: the baseline cannot be read ({})", reason(source, language))
            }
            NoUse::Refused(why) if zh => format!("{file}：{}", why.message(language)),
            NoUse::Refused(why) => format!("{file}: {}", why.message(language)),
        }
    }

    /// What to do about it.
    pub(super) fn help(&self, language: Language) -> String {
        let (zh, en) = match self.why {
            NoUse::Missing => {
                ("请先用 jichi baseline create 建立。", "Make one by `jichi baseline create` first.")
            }
            NoUse::Exists => (
                "现在的问题全部重新记下，加 --force；只去掉已经改好的，用 jichi baseline prune。",
                "Note all findings of now instead by --force; take out only those that are gone by `jichi baseline prune`.",
            ),
            NoUse::Unreadable(_) | NoUse::Refused(_) => (
                "请用 jichi baseline create --force 重建，或在检查时加 --no-baseline。",
                "Make it anew by `jichi baseline create --force`, or check with --no-baseline.",
            ),
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }
}

#[cfg(test)]
impl BadBaseline {
    /// One of each, and of what their texts differ by.
    pub(super) fn specimens() -> Vec<Self> {
        use super::golden::{BLANK, of_each};
        let each = of_each(vec![
            NoUse::Missing,
            NoUse::Exists,
            NoUse::Unreadable(io::ErrorKind::InvalidData.into()),
            NoUse::Refused(NoBaseline::At(1, 1)),
            NoUse::Refused(NoBaseline::Version(1)),
        ]);
        each.into_iter().map(|why| Self { file: BLANK.to_owned(), why }).collect()
    }
}
