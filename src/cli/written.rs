//! Saying which files were written.

use std::path::{Path, PathBuf};

use super::session::note;
use crate::finding::Language;
use crate::text::{grouped, printable};

/// Files that are named; of more, the number and the folder are told.
const NAMED: usize = 3;

/// Says on standard error which files were written.
pub(super) fn tell(files: &[PathBuf], language: Language) {
    if !files.is_empty() {
        note(&format!("{}\n", printable(&text(files, language))));
    }
}

fn text(files: &[PathBuf], language: Language) -> String {
    if files.len() <= NAMED {
        let names = files.iter().map(|file| file.display().to_string());
        return match language {
            Language::Zh => format!("已写出 {}", names.collect::<Vec<_>>().join("、")),
            Language::En => format!("written: {}", names.collect::<Vec<_>>().join(", ")),
        };
    }
    let count = grouped(files.len());
    match (common_folder(files), language) {
        (Some(folder), Language::Zh) => format!("已写出 {count} 个文件，在文件夹 {}", folder.display()),
        (Some(folder), Language::En) => format!("written: {count} files in the folder {}", folder.display()),
        (None, Language::Zh) => format!("已写出 {count} 个文件"),
        (None, Language::En) => format!("written: {count} files"),
    }
}

/// The innermost folder that all files are in, as far as their paths name one.
fn common_folder(files: &[PathBuf]) -> Option<&Path> {
    let mut ancestors = files.first()?.ancestors().skip(1);
    ancestors
        .find(|folder| files.iter().all(|file| file.starts_with(folder)))
        .filter(|folder| !folder.as_os_str().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_files_are_named_and_many_counted() {
        let told = |files: &[&str]| text(&files.iter().map(PathBuf::from).collect::<Vec<_>>(), Language::Zh);
        assert_eq!(told(&["问题.json"]), "已写出 问题.json");
        assert_eq!(told(&["甲/a.csv", "乙/a.csv"]), "已写出 甲/a.csv、乙/a.csv");
        let many = ["结果/甲/a.csv", "结果/乙/a.csv", "结果/丙/a.csv", "结果/丙/b.csv"];
        assert_eq!(told(&many), "已写出 4 个文件，在文件夹 结果");
        assert_eq!(told(&["甲/a", "甲/b", "乙/a", "乙/b"]), "已写出 4 个文件");
    }
}
