//! What is set for some files, sheets, departments or projects only.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};

use super::Selection;
use crate::finding::{Finding, Severity};
use crate::record::{Department, MoneyUnit, Project, Sheet};
use crate::rule::OptionOverride;
use crate::text::Normalized;

/// Overrides in their order: of two that set the same thing, the later one counts.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// The overrides.
    pub each: Vec<Override>,
    /// The folder that names of files start from.
    pub folder: PathBuf,
}

/// What is set for the records that its patterns name, one of each kind; a kind without patterns names everything.
#[derive(Debug, Clone, Default)]
pub struct Override {
    /// Files.
    pub files: Vec<FileGlob>,
    /// Tables, by their names in the file.
    pub sheets: Vec<NamePattern>,
    /// Departments, by code or name.
    pub departments: Vec<NamePattern>,
    /// Projects.
    pub projects: Vec<NamePattern>,
    /// The budget year, of whole sheets only.
    pub year: Option<i32>,
    /// The unit of money columns, of whole sheets only.
    pub money_unit: Option<MoneyUnit>,
    /// The rules that are left.
    pub selection: Selection,
    /// Severities, by the codes of rules.
    pub severities: BTreeMap<String, Severity>,
    /// Options of rules.
    pub options: Vec<OptionOverride>,
}

/// A pattern of files: of their names where it has no `/`, else of their whole paths.
#[derive(Debug, Clone)]
pub struct FileGlob {
    pattern: Pattern,
    of_name: bool,
}

/// `*` stands for a part of a path's component, `**` for any folders.
const OF_PATHS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};
const OF_NAMES: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: false,
    require_literal_leading_dot: false,
};

impl FileGlob {
    /// A glob as it is written; a path starts from `folder`.
    ///
    /// # Errors
    /// A text that is no glob.
    pub fn new(written: &str, folder: &Path) -> Result<Self, PatternError> {
        let written = written.replace('\\', "/");
        let of_name = !written.contains('/');
        // Told of what is written, not of what is made of it.
        Pattern::new(&written)?;
        let whole = match of_name || Path::new(&written).is_absolute() {
            true => written,
            false => {
                let folder = slashed(&plain(folder));
                let below = written.strip_prefix("./").unwrap_or(&written);
                format!("{}/{below}", Pattern::escape(folder.trim_end_matches('/')))
            }
        };
        Pattern::new(&whole).map(|pattern| Self { pattern, of_name })
    }

    fn names(&self, path: &str) -> bool {
        let part = if self.of_name { path.rsplit('/').next().unwrap_or(path) } else { path };
        self.pattern.matches_with(part, OF_PATHS)
    }
}

/// A pattern of names, in which `*` stands for any text. Spaces and widths do not matter.
#[derive(Debug, Clone)]
pub struct NamePattern(Pattern);

impl NamePattern {
    /// Any text is a pattern; None for what has no letter to go by.
    pub fn new(written: &str) -> Option<Self> {
        let normal = Normalized::new(written);
        let pieces: Vec<String> = normal.as_str().split('*').map(Pattern::escape).collect();
        let says_something = pieces.iter().any(|piece| !piece.trim().is_empty());
        Pattern::new(&pieces.join("*")).ok().filter(|_| says_something).map(Self)
    }

    fn names(&self, name: &str) -> bool {
        self.0.matches_with(Normalized::new(name).as_str(), OF_NAMES)
    }
}

/// The overrides of a sheet, among them those of parts of it.
#[derive(Debug, Clone, Default)]
pub(super) struct OfSheet<'a> {
    each: Vec<(usize, &'a Override)>,
}

impl Overrides {
    /// Those that name the sheet, or parts of it.
    pub(super) fn of(&self, sheet: &Sheet) -> OfSheet<'_> {
        if self.each.is_empty() {
            return OfSheet::default();
        }
        let path = slashed(&plain(&self.folder.join(&*sheet.file)));
        let each = self.each.iter().enumerate();
        OfSheet { each: each.filter(|(_, set)| set.names_sheet(sheet, &path)).collect() }
    }

    /// The budget year and the unit of money columns that are set for a sheet.
    pub fn year_and_unit(&self, sheet: &Sheet) -> (Option<i32>, Option<MoneyUnit>) {
        let set = self.of(sheet);
        (set.year(), set.money_unit())
    }

    /// Whether the files of an override name one of these.
    pub fn names_any<'f>(&self, set: &Override, mut files: impl Iterator<Item = &'f str>) -> bool {
        let path = |file: &str| slashed(&plain(&self.folder.join(file)));
        files.any(|file| set.files.iter().any(|glob| glob.names(&path(file))))
    }
}

impl Override {
    fn names_sheet(&self, sheet: &Sheet, path: &str) -> bool {
        let name = sheet.grid.name.as_deref().unwrap_or_default();
        (self.files.is_empty() || self.files.iter().any(|glob| glob.names(path)))
            && (self.sheets.is_empty() || self.sheets.iter().any(|pattern| pattern.names(name)))
    }

    /// Whether it is for all of a sheet that it names.
    fn is_whole(&self) -> bool {
        self.departments.is_empty() && self.projects.is_empty()
    }

    fn names(&self, department: Option<&Department>, project: Option<&Project>) -> bool {
        let of_department = |pattern: &NamePattern| {
            department.is_some_and(|own| {
                pattern.names(&own.name) || own.code.as_deref().is_some_and(|code| pattern.names(code))
            })
        };
        let full = project.and_then(Project::full_name);
        let of_project = |pattern: &NamePattern| full.as_deref().is_some_and(|name| pattern.names(name));
        (self.departments.is_empty() || self.departments.iter().any(of_department))
            && (self.projects.is_empty() || self.projects.iter().any(of_project))
    }
}

impl<'a> OfSheet<'a> {
    pub(super) fn year(&self) -> Option<i32> {
        self.last(|set| set.year)
    }

    pub(super) fn money_unit(&self) -> Option<MoneyUnit> {
        self.last(|set| set.money_unit)
    }

    fn last<T>(&self, part: impl Fn(&Override) -> Option<T>) -> Option<T> {
        self.each.iter().rev().filter(|(_, set)| set.is_whole()).find_map(|(_, set)| part(set))
    }

    /// Gives the finding the severity that is set for it; whether it is wanted.
    pub(super) fn settle(&self, sheet: &Sheet, finding: &mut Finding) -> bool {
        if self.each.is_empty() {
            return true;
        }
        let project = finding.project.and_then(|index| sheet.projects.get(index));
        let department = finding.department.or_else(|| project?.department);
        let department = department.and_then(|index| sheet.departments.get(index));
        for (_, set) in self.each.iter().filter(|(_, set)| set.names(department, project)) {
            if !set.selection.contains(&finding.rule.code) {
                return false;
            }
            if let Some(severity) = set.severities.get(&finding.rule.code) {
                finding.severity = *severity;
            }
        }
        true
    }

    /// The numbers of those with options of rules: for a project of the sheet, or for what is whole.
    pub(super) fn with_options(&self, sheet: &Sheet, project: Option<&Project>) -> Vec<usize> {
        let department = project.and_then(|project| sheet.departments.get(project.department?));
        // Without a project, patterns of departments and projects name nothing.
        let each = self.each.iter().filter(|(_, set)| !set.options.is_empty());
        each.filter(|(_, set)| set.names(department, project)).map(|(nth, _)| *nth).collect()
    }
}

/// A path without `.` and `..`, by its text alone.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// A path with `/` between its parts on every system.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(written: &str, file: &str) -> bool {
        let glob = FileGlob::new(written, Path::new("/审核/2024")).unwrap();
        glob.names(&slashed(&plain(&Path::new("/审核/2024/work").join(file))))
    }

    #[test]
    fn globs_name_files_from_the_folder_of_the_configuration() {
        assert!(names("*.xlsx", "a.xlsx") && names("*.xlsx", "../../报送/a.xlsx"));
        assert!(!names("*.xlsx", "a.xls") && !names("a.xlsx", "ba.xlsx"));
        assert!(names("work/*.xlsx", "a.xlsx") && names("./work/*.xlsx", "./a.xlsx"));
        assert!(!names("work/*.xlsx", "../a.xlsx") && !names("work/*.xlsx", "deep/a.xlsx"));
        assert!(names("**/a.xlsx", "deep/a.xlsx") && names("work/**/*.xlsx", "deep/er/a.xlsx"));
        assert!(names("work/a.zip/*.xlsx", "a.zip/一.xlsx"));
        assert!(names("/报送/**", "../../../报送/a.xlsx") && names("work\\a.xlsx", "a.xlsx"));
        assert!(FileGlob::new("a***b", Path::new("/")).is_err());
    }

    /// A folder may have letters in its name that mean something in globs.
    #[test]
    fn the_folder_of_the_configuration_is_no_glob() {
        let glob = FileGlob::new("in/*.tsv", Path::new("/[2024]/a*")).unwrap();
        assert!(glob.names("/[2024]/a*/in/x.tsv") && !glob.names("/2/ab/in/x.tsv"));
    }

    #[test]
    fn names_have_one_wildcard() {
        let names = |written: &str, name: &str| NamePattern::new(written).unwrap().names(name);
        assert!(names("某县教育局", "某县教育局") && names("某县 教育局", "某县教育局"));
        assert!(names("*学校*", "某县第一学校（本级）") && !names("*学校", "某县第一学校（本级）"));
        assert!(names("[2019]15号*", "［2019］15号文件经费") && !names("[2019]", "2"));
        assert!(names("什么?", "什么？"));
        for nothing in ["", " ", "*", "* *"] {
            assert!(NamePattern::new(nothing).is_none(), "{nothing:?}");
        }
    }
}
