//! `--split-by department`: the results of each department in a folder of its own.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::destination::BadDestination;
use super::error::Failure;
use super::inputs::Input;
use super::outputs::{Target, is_same};
use super::replacement::Replacement;
use super::session::FILE_WIDTH;
use crate::finding::{Language, Severity};
use crate::lint::{Checked, shares};
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

/// The reports of all departments, held until the run is over.
pub(super) struct Split {
    targets: Vec<Target>,
    from: Severity,
    language: Language,
    departments: Vec<Own>,
    by_key: HashMap<Key, usize>,
    folders: Folders,
}

/// The report of a department.
struct Own {
    folder: String,
    report: Report<Vec<u8>>,
    /// The file that its last sheet was in.
    file: Option<Arc<str>>,
}

impl Split {
    /// Reports in these formats. Each goes into the folder of the file that is named, there into the department's.
    pub(super) fn new(targets: Vec<Target>, from: Severity, language: Language) -> Self {
        let folders = Folders::default();
        Self { targets, from, language, departments: Vec::new(), by_key: HashMap::new(), folders }
    }

    /// Takes a sheet with all its findings.
    pub(super) fn sheet(&mut self, sheet: &Sheet, findings: Vec<Checked>) -> io::Result<()> {
        for share in shares(sheet, findings) {
            let index = match self.by_key.get(&share.key) {
                Some(&index) => index,
                None => self.begin(share.key, &share.name)?,
            };
            let own = &mut self.departments[index];
            if own.file.as_ref() != Some(&sheet.file) {
                own.report.summary.files += 1;
                own.file = Some(Arc::clone(&sheet.file));
            }
            own.report.findings(&share.sheet, &share.findings)?;
            own.report.sheet(&share.sheet)?;
        }
        Ok(())
    }

    fn begin(&mut self, key: Key, name: &str) -> io::Result<usize> {
        let start = |target: &Target| Output {
            format: target.format.start(self.language, Paint::default(), FILE_WIDTH),
            out: Vec::new(),
        };
        let report = Report::begin(self.targets.iter().map(start).collect(), self.from)?;
        let folder = self.folders.name(&key, name, self.language);
        self.departments.push(Own { folder, report, file: None });
        self.by_key.insert(key, self.departments.len() - 1);
        Ok(self.departments.len() - 1)
    }

    /// Writes all reports.
    pub(super) fn finish(self, inputs: &[Input]) -> Result<(), Failure> {
        for own in self.departments {
            let (_, reports) = own.report.end().map_err(|source| Failure::Output { file: None, source })?;
            for (target, bytes) in self.targets.iter().zip(reports) {
                let file = in_folder(&target.file, &own.folder);
                if inputs.iter().any(|input| input.path().is_some_and(|path| is_same(path, &file))) {
                    return Err(BadDestination::IsInput { file: file.display().to_string() }.into());
                }
                Replacement::write(&file, &bytes)?;
            }
        }
        Ok(())
    }
}

/// `结果/报告.html` → `结果/318009-某局/报告.html`
fn in_folder(file: &std::path::Path, folder: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default();
    file.parent().map_or_else(PathBuf::new, PathBuf::from).join(folder).join(name)
}

/// Names of folders, each given once.
#[derive(Debug, Default)]
pub(super) struct Folders {
    given: HashSet<String>,
}

impl Folders {
    /// A name for a department's folder: `318009-某局`, with nothing that a file system refuses.
    pub(super) fn name(&mut self, key: &Key, name: &str, language: Language) -> String {
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
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        stem => {
            let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
            number.is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
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
        let path = in_folder(std::path::Path::new("结果/报告.html"), "某局");
        assert_eq!(path, PathBuf::from("结果/某局/报告.html"));
        assert_eq!(in_folder(std::path::Path::new("a.csv"), "某局"), PathBuf::from("某局/a.csv"));
    }
}
