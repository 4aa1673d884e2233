//! The files that the user names, found and read one after the other.

use std::io;
use std::path::PathBuf;

use super::bad_input::BadInput;
use super::error::Failure;
use super::inputs::{Input, Inputs};
use super::progress::Progress;
use super::session::{Session, note};
use crate::finding::Language;
use crate::lint::{Loaded, Loader, Source, groups, in_parallel};
use crate::record::Sheet;
use crate::text::{counted, printable};

/// Files that are read at the same time are together no larger than this, unless one alone is.
const AT_ONCE: u64 = 32 << 20;
/// Files passed over that are named.
const NAMED: usize = 3;

/// The files that paths name; what leads nowhere is reported.
pub(super) fn find(paths: &[PathBuf], stdin_name: &str, session: &mut Session) -> Vec<Input> {
    let inputs = Inputs::find(paths, stdin_name);
    for failure in inputs.failures {
        session.fail(failure.into());
    }
    let passed_over = inputs.passed_over.iter().map(|path| path.to_string_lossy());
    tell_passed_over(&passed_over.collect::<Vec<_>>(), session);
    inputs.found
}

/// Reads the files, and those that archives hold, and hands on the sheets of each in their order.
///
/// # Errors
/// The first error of `each` ends it.
pub(super) fn each_file(
    inputs: &[Input],
    loader: &Loader,
    session: &mut Session,
    mut each: impl FnMut(Result<Vec<Sheet>, Failure>, &mut Progress, &mut Session) -> io::Result<()>,
) -> io::Result<()> {
    each_source(inputs, loader, session, |_, _, source, progress, session| {
        each(source.map(|source| source.sheets), progress, session)
    })
}

/// Reads the files, and those that archives hold, and hands on each: the input, its path in the archive if it is one, and
/// what it holds.
///
/// # Errors
/// The first error of `each` ends it.
pub(super) fn each_source<E>(
    inputs: &[Input],
    loader: &Loader,
    session: &mut Session,
    mut each: impl FnMut(
        &Input,
        Option<&str>,
        Result<Source, Failure>,
        &mut Progress,
        &mut Session,
    ) -> Result<(), E>,
) -> Result<(), E> {
    let mut progress = Progress::new(inputs.len());
    for group in groups(inputs, AT_ONCE, Input::size) {
        // Small files wait for the disk and the unpacker: read them side by side.
        for (input, read) in group.iter().zip(in_parallel(group, |_, input| input.read(loader))) {
            match read {
                Ok(Loaded::Sheets(source)) => each(input, None, Ok(source), &mut progress, session)?,
                Ok(Loaded::Archive(archive)) => {
                    progress.more(archive.len());
                    progress.aside(|| tell_passed_over(&archive.passed_over, session));
                    archive.each(loader, |file, source| {
                        let inside = file.strip_prefix(&input.name).map(|path| path.trim_start_matches('/'));
                        let inside = inside.unwrap_or_default().to_owned();
                        let source = source.map_err(|source| BadInput::Refused { file, source }.into());
                        each(input, Some(&inside), source, &mut progress, session)
                    })?;
                }
                Err(bad) => each(input, None, Err(bad.into()), &mut progress, session)?,
            }
        }
    }
    progress.end();
    Ok(())
}

/// Names the files that nobody looks at until they are saved as another format or unpacked.
fn tell_passed_over(files: &[impl AsRef<str>], session: &Session) {
    if files.is_empty() {
        return;
    }
    let count = files.len();
    let mut names: Vec<_> = files.iter().take(NAMED).map(|file| printable(file.as_ref())).collect();
    if count > NAMED {
        names.push("…".into());
    }
    note(&match session.language {
        Language::Zh => {
            format!("  ⚠ 跳过了 {count} 个文件，另存为 .xlsx 或解压后才能检查：{}\n", names.join("、"))
        }
        Language::En => {
            format!(
                "  ⚠ skipped {}, to be saved as .xlsx or unpacked first: {}\n",
                counted(count, "file"),
                names.join(", ")
            )
        }
    });
}
