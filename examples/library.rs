//! Checks sheets by the library and prints the gravest findings of each file: `library PATH…`.

use std::collections::BTreeMap;

use jichi::{Finding, Language, Linter, Severity};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let linter = Linter::builder().language(Language::En).build()?;
    let report = linter.check_all(std::env::args_os().skip(1))?;

    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        files.entry(&finding.file).or_default().push(finding);
    }
    for (file, errors) in files {
        println!("{file}: {} errors", errors.len());
        for finding in errors.iter().take(3) {
            println!("  {} {} {}", finding.location.cell, finding.code, finding.message);
        }
    }
    for error in &report.errors {
        eprintln!("{error}");
    }
    Ok(())
}
