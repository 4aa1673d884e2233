//! `--split-by department`: the results of each department in a folder of its own.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::destination::BadDestination;
use super::error::Failure;
use super::inputs::Input;
use super::outputs::{Target, is_same};
use super::replacement::Replacement;
use super::session::FILE_WIDTH;
use crate::finding::{Language, Severity};
use crate::lint::{Checked, Share, shares};
use crate::quality::Key;
use crate::record::Sheet;
use crate::report::{Output, Paint, Report};

/// The longest name of a folder, in characters: three bytes each, and no system takes more than 255.
const LONGEST_NAME: usize = 60;

/// What results are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SplitBy {
    /// By 预算单位.
    Department,
}

/// What is made for each department, in the order in which they come.
pub(super) struct Departments<O> {
    language: Language,
    /// With the name of the department's folder.
    own: Vec<(String, O)>,
    by_key: HashMap<Key, usize>,
    folders: Folders,
}

impl<O> Departments<O> {
    /// Nothing for anybody yet.
    pub(super) fn new(language: Language) -> Self {
        Self { language, own: Vec::new(), by_key: HashMap::new(), folders: Folders::default() }
    }

    /// Shares a sheet out: each department's share is taken by what is made for it, which is begun with its first.
    pub(super) fn sheet(
        &mut self,
        sheet: &Sheet,
        findings: Vec<Checked>,
        begin: impl Fn() -> io::Result<O>,
        mut take: impl FnMut(&mut O, Share) -> io::Result<()>,
    ) -> io::Result<()> {
        for share in shares(sheet, findings) {
            let index = match self.by_key.get(&share.key) {
                Some(&index) => index,
                None => {
                    let folder = self.folders.name(&share.key, &share.name, self.language);
                    self.own.push((folder, begin()?));
                    self.by_key.insert(share.key.clone(), self.own.len() - 1);
                    self.own.len() - 1
                }
            };
            take(&mut self.own[index].1, share)?;
        }
        Ok(())
    }

    /// What was made, with the name of each department's folder.
    pub(super) fn finish(self) -> Vec<(String, O)> {
        self.own
    }
}

/// The reports of all departments, held until the run is over.
pub(super) struct Split {
    targets: Vec<Target>,
    from: Severity,
    language: Language,
    departments: Departments<Own>,
}

/// The report of a department.
struct Own {
    report: Report<Vec<u8>>,
    /// The file that its last sheet was in.
    file: Option<Arc<str>>,
}

impl Split {
    /// Reports in these formats. Each goes into the folder of the file that is named, there into the department's.
    pub(super) fn new(targets: Vec<Target>, from: Severity, language: Language) -> Self {
        Self { targets, from, language, departments: Departments::new(language) }
    }

    /// Takes a sheet with all its findings.
    pub(super) fn sheet(&mut self, sheet: &Sheet, findings: Vec<Checked>) -> io::Result<()> {
        let Self { targets, from, language, departments } = self;
        let begin = || {
            let start = |target: &Target| Output {
                format: target.format.start(*language, Paint::default(), FILE_WIDTH),
                out: Vec::new(),
            };
            let report = Report::begin(targets.iter().map(start).collect(), *from)?;
            Ok(Own { report, file: None })
        };
        departments.sheet(sheet, findings, begin, |own, share| {
            if own.file.as_ref() != Some(&sheet.file) {
                own.report.summary.files += 1;
                own.file = Some(Arc::clone(&sheet.file));
            }
            own.report.findings(&share.sheet, &share.findings)?;
            own.report.sheet(&share.sheet)
        })
    }

    /// Writes all reports and gives their paths.
    pub(super) fn finish(self, inputs: &[Input]) -> Result<Vec<PathBuf>, Failure> {
        let mut files = Vec::new();
        for (folder, own) in self.departments.finish() {
            let (_, reports) = own.report.end().map_err(|source| Failure::Output { file: None, source })?;
            for (target, bytes) in self.targets.iter().zip(reports) {
                files.push(write_into(&folder, &target.file, &bytes, inputs)?);
            }
        }
        Ok(files)
    }
}

/// Writes a department's file, `结果/报告.html` → `结果/318009-某局/报告.html`, and gives its path.
///
/// # Errors
/// A file that is read in the same run, or that cannot be written.
pub(super) fn write_into(
    folder: &str,
    file: &Path,
    bytes: &[u8],
    inputs: &[Input],
) -> Result<PathBuf, Failure> {
    let file = in_folder(file, folder);
    if inputs.iter().any(|input| input.path().is_some_and(|path| is_same(path, &file))) {
        return Err(BadDestination::IsInput { file: file.display().to_string() }.into());
    }
    Replacement::write(&file, bytes).map(|()| file)
}

/// The path of a department's file.
pub(super) fn in_folder(file: &Path, folder: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default();
    file.parent().map_or_else(PathBuf::new, PathBuf::from).join(folder).join(name)
}

/// Names of folders, each given once.
#[derive(Debug, Default)]
struct Folders {
    given: HashSet<String>,
}

impl Folders {
    /// A name for a department's folder: `318009-某局`, with nothing that a file system refuses.
    fn name(&mut self, key: &Key, name: &str, language: Language) -> String {
        let whole = match (key, language) {
            (Key::Nobody, Language::Zh) => "未注明部门".to_owned(),
            (Key::Nobody, Language::En) => "no department".to_owned(),
            (Key::Code(code), _) => format!("{code}-{name}"),
            (Key::Name(_), _) => name.to_owned(),
        };
        let wanted: String = whole
            .chars()
            .map(|ch| match ch {
                '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
                ch if !crate::text::is_harmless(ch) || ch.is_control() => '_',
                ch => ch,
            })
            .take(LONGEST_NAME)
            .collect();
        // A dot in front hides a folder, one at the end is dropped by Windows, as a space is.
        let wanted = wanted.trim_matches(|ch: char| ch == '.' || ch.is_whitespace());
        let wanted =
            if wanted.is_empty() || is_device(wanted) { format!("_{wanted}") } else { wanted.to_owned() };
        let mut name = wanted.clone();
        let mut nth = 2;
        // Windows and macOS take large and small letters for the same.
        while !self.given.insert(name.to_lowercase()) {
            name = format!("{wanted} ({nth})");
            nth += 1;
        }
        name
    }
}

/// Whether Windows takes the name for a device.
pub(super) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        stem => {
            let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
            // Superscript digits count as digits there.
            number.is_some_and(|number| {
                matches!(number, "¹" | "²" | "³") || matches!(number.as_bytes(), [b'1'..=b'9'])
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_department_has_a_folder_that_systems_take() {
        let mut folders = Folders::default();
        let mut named = |name: &str| folders.name(&Key::Name(name.to_owned()), name, Language::Zh);
        for (name, folder) in [
            ("某局", "某局"),
            ("某局", "某局 (2)"),
            ("a/b\\c:d\u{202E}", "a_b_c_d_"),
            ("..", "_"),
            (" 某局. ", "某局 (3)"),
            ("con", "_con"),
            ("Com1.报告", "_Com1.报告"),
            ("LPT²", "_LPT²"),
            ("COM10", "COM10"),
            ("ABC", "ABC"),
            ("abc", "abc (2)"),
        ] {
            assert_eq!(named(name), folder);
        }
        assert_eq!(named(&"长".repeat(200)).chars().count(), LONGEST_NAME);
        let coded = folders.name(&Key::Code("318009".to_owned()), "某局", Language::Zh);
        assert_eq!(
            (coded.as_str(), folders.name(&Key::Nobody, "", Language::Zh).as_str()),
            ("318009-某局", "未注明部门")
        );
        let path = in_folder(Path::new("结果/报告.html"), "某局");
        assert_eq!(path, PathBuf::from("结果/某局/报告.html"));
        assert_eq!(in_folder(Path::new("a.csv"), "某局"), PathBuf::from("某局/a.csv"));
    }
}
