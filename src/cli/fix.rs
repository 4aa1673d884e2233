//! `check --fix` and `check --diff`: the fixes of findings, written into the user's files or listed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use clap::Args;

use super::checking::Work;
use super::error::Failure;
use super::files::each_source;
use super::inputs::Input;
use super::outputs::FormatName;
use super::replacement::Replacement;
use super::session::{Output, Session, note};
use super::unfixed::NotFixed;
use crate::baseline::Matching;
use crate::finding::{Language, Safety, Severity};
use crate::fix::{AppliedFix, Fixed, NoFix, Wishes, fix};
use crate::lint::{Check, Checked, Lint, Loaded, Loader, Ordinals, Source};
use crate::record::Sheet;
use crate::report::{CellList, FileFixes};
use crate::text::printable;

/// Fixes that are left out and named, of each file.
const NAMED: usize = 5;

/// Options that say what is fixed.
#[derive(Debug, Args)]
pub(super) struct Fixing {
    /// 把列出的问题中能稳妥改正的改掉，写回原文件（文本表、.xlsx、.xlsm），只动有关的单元格，再列出余下的问题
    #[arg(long, group = "fixing")]
    fix: bool,
    /// 与 --fix 或 --diff 同用：可能改变原意的改法也用上，改后请核对
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,
    /// 不改文件，只逐格列出 --fix 会怎样改（原文 → 新文）；有可改的以 1 退出
    #[arg(long, group = "fixing", conflicts_with = "output")]
    diff: bool,
}

impl Fixing {
    /// Whether files are only shown as they would be.
    pub(super) fn is_diff(&self) -> bool {
        self.diff
    }

    /// Fixes findings at or above `from`; None where that is not wished.
    pub(super) fn begin<'w>(&self, work: &'w Work<'w>, from: Severity) -> Option<Fixer<'w>> {
        let has_fixes = self.fix || self.diff;
        let plugins_fix =
            work.ground.rules.rules().iter().any(|rule| rule.plugin.is_some() && rule.fix.is_some());
        has_fixes.then(|| Fixer {
            work,
            loader: Loader { keeps_bytes: true, ..work.loader.clone() },
            from,
            with_unsafe: self.unsafe_fixes,
            plugins_fix,
            fixes: 0,
            files: 0,
        })
    }
}

/// Fixes the files of a run.
pub(super) struct Fixer<'w> {
    work: &'w Work<'w>,
    /// How files are read that are to be fixed.
    pub(super) loader: Loader,
    from: Severity,
    with_unsafe: bool,
    /// Whether rules of plugins have fixes.
    plugins_fix: bool,
    /// The fixes that were applied, and the files that they are in.
    pub(super) fixes: usize,
    pub(super) files: usize,
}

impl Fixer<'_> {
    /// Fixes a file, or a file in an archive, and gives what it holds then. What the baseline knows is left alone, as it is
    /// not listed either.
    pub(super) fn file(
        &mut self,
        input: &Input,
        inside: Option<&str>,
        source: Source,
        known: Option<&Matching>,
        session: &mut Session,
    ) -> Source {
        let old = source.bytes.clone();
        let fixed = self.fixed(input, inside, source, known);
        tell(&file_name(input, inside), &fixed, session.language);
        if fixed.applied.is_empty() {
            return fixed.source;
        }
        let written = input.path().map_or(Ok(()), |path| Replacement::over(path, &old, &fixed.source.bytes));
        match written {
            Ok(()) => {
                self.fixes += fixed.applied.len();
                self.files += 1;
                fixed.source
            }
            Err(failure) => {
                session.fail(failure);
                match self.loader.load(&input.name, old) {
                    Ok(Loaded::Sheets(source)) => source,
                    _ => fixed.source,
                }
            }
        }
    }

    fn fixed(&self, input: &Input, inside: Option<&str>, source: Source, known: Option<&Matching>) -> Fixed {
        let is_file = input.path().is_some_and(|path| fs::metadata(path).is_ok_and(|data| data.is_file()));
        let is_held = match inside {
            Some(_) => Some(NoFix::Archive),
            None => (!is_file).then_some(NoFix::StandardInput),
        };
        let wants = |checked: &Checked| checked.finding.severity >= self.from && is_listed(checked, known);
        let check = |sheets: &[Sheet]| self.findings(sheets);
        let wishes = Wishes {
            loader: &self.loader,
            check: &check,
            wants: &wants,
            with_unsafe: self.with_unsafe,
            is_held,
        };
        fix(&input.name, source, &wishes)
    }

    /// What is found in a file by itself.
    fn findings(&self, sheets: &[Sheet]) -> Vec<Vec<Checked>> {
        let ground = self.work.ground;
        // Those of the run itself must not see a project twice.
        let plugins = self.plugins_fix.then(|| ground.plugins.run(&ground.rules));
        let mut checks: Vec<&dyn Check> = vec![ground.rules_check()];
        if let Some(plugins) = &plugins {
            checks.push(plugins);
        }
        let lint = Lint { checks, ..self.work.lint.clone() };
        let mut ordinals = Ordinals::default();
        sheets.iter().enumerate().map(|(index, sheet)| lint.all(index, sheet, &mut ordinals)).collect()
    }

    /// Lists what would be changed, and says whether it is anything.
    ///
    /// # Errors
    /// A format that is none of such a list; standard output that cannot be written.
    pub(super) fn list(
        &self,
        format: Option<FormatName>,
        known: Option<&Matching>,
        session: &mut Session,
    ) -> Result<bool, Failure> {
        let is_json = match format {
            None | Some(FormatName::Text) => false,
            Some(FormatName::Json) => true,
            Some(_) => return Err(NotFixed::Format.into()),
        };
        let mut files: Vec<FileFixes> = Vec::new();
        let mut waiting = 0;
        let done = each_source(
            self.work.inputs,
            &self.loader,
            session,
            |input, inside, source, progress, session| {
                match source {
                    Ok(source) => {
                        let fixed = self.fixed(input, inside, source, known);
                        let file = file_name(input, inside);
                        progress.aside(|| tell(&file, &fixed, session.language));
                        if inside.is_none() && fixed.left_alone.is_none() && !self.with_unsafe {
                            waiting += self.waiting(&fixed.source.sheets, known);
                        }
                        files.push(FileFixes { file, fixes: fixed.applied });
                    }
                    Err(failure) => progress.aside(|| session.fail(failure)),
                }
                progress.step(String::new);
                io::Result::Ok(())
            },
        );
        let list = CellList { files: &files, waiting, language: session.language };
        let mut out = Output::new();
        let written = done.and_then(|()| match is_json {
            true => out.write_all(&list.json()),
            false => out.write_all(list.text(session.paint(), session.width()).as_bytes()),
        });
        written.and_then(|()| out.flush()).map_err(|source| Failure::Output { file: None, source })?;
        Ok(files.iter().any(|own| !own.fixes.is_empty()))
    }

    /// How many findings could be fixed with `--unsafe-fixes`.
    fn waiting(&self, sheets: &[Sheet], known: Option<&Matching>) -> usize {
        let is_waiting = |checked: &&Checked| {
            checked.finding.severity >= self.from
                && is_listed(checked, known)
                && checked.finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Unsafe)
        };
        self.findings(sheets).iter().flatten().filter(is_waiting).count()
    }
}

/// Whether a finding is listed at all: it is not excepted, and the baseline does not know it.
fn is_listed(checked: &Checked, known: Option<&Matching>) -> bool {
    checked.left_out.is_none() && known.is_none_or(|known| !known.waits_for(checked))
}

/// The file as findings name it.
fn file_name(input: &Input, inside: Option<&str>) -> String {
    inside.map_or_else(|| input.name.clone(), |inside| format!("{}/{inside}", input.name))
}

/// Says which fixes were left out, and why.
fn tell(file: &str, fixed: &Fixed, language: Language) {
    let file = printable(file);
    let zh = language == Language::Zh;
    let between = if zh { "：" } else { ": " };
    if let Some(left) = &fixed.left_alone {
        let why = left.why.message(language);
        note(&match zh {
            true => format!("  ⚠ {file}：{} 处改法未用。{why}\n", left.fixes),
            false => format!("  ⚠ {file}: {} fix(es) not applied; {why}\n", left.fixes),
        });
    }
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for refused in &fixed.refused {
        let AppliedFix { sheet, medium, code, .. } = &refused.fix;
        let address = medium.address(sheet.as_deref(), refused.place);
        let named = format!("{} {code}", printable(&address.full_name(language)));
        reasons.entry(refused.reason.message(language)).or_default().push(named);
    }
    for (reason, cells) in reasons {
        let mut names = cells.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>();
        names.extend((cells.len() > NAMED).then_some("…"));
        let names = names.join(if zh { "、" } else { ", " });
        note(&match zh {
            true => format!("  ⚠ {file}{between}{} 处改法未用，{reason}：{names}\n", cells.len()),
            false => format!("  ⚠ {file}{between}{} fix(es) not applied, {reason}: {names}\n", cells.len()),
        });
    }
}
