//! `jichi-exceptions.toml` of a run.

use std::fs;
use std::io;

use super::checking::Checking;
use super::error::Failure;
use super::ruleset::Ground;
use super::session::Session;
use crate::exceptions::{Exceptions, InForce, Run};
use crate::lint::Selection;

/// The exceptions of a run, as of today; None where the file has mistakes, which are reported.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn load(
    checking: &Checking,
    ground: &Ground,
    selection: &Selection,
    session: &mut Session,
) -> Result<Option<InForce>, Failure> {
    let mut file = Exceptions::default();
    if let Some(path) = checking.rules.configured.exceptions() {
        let name = path.to_string_lossy().into_owned();
        match fs::read_to_string(&path) {
            Ok(text) => {
                let read = Exceptions::parse(&name, &text, session.language);
                match read.and_then(|read| read.hold_against(&ground.rules, &ground.absent).map(|()| read)) {
                    Ok(read) => file = read,
                    Err(errors) => {
                        session.misconfigured(errors);
                        return Ok(None);
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(Failure::ConfigFile { file: name, source }),
        }
    }
    let run = Run {
        rules: &ground.rules,
        selection,
        absent: &ground.absent,
        today: jiff::Zoned::now().date(),
        in_sheets: ground.config.sheet_exceptions,
    };
    Ok(Some(InForce::new(file, run)))
}
