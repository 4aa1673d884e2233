//! Fixing a file: the fixes of what is found in it are applied, what comes out is read and checked again, until nothing is
//! left to fix. Fixes that write the same cell wait for each other this way.

use std::collections::HashSet;

use super::{Change, NoFix, Reason, apply};
use crate::finding::{Edit, Safety};
use crate::lint::{Checked, Loaded, Loader, Source};
use crate::read::{Medium, Place};
use crate::record::Sheet;

/// After so many rounds a file is left as it is: fixes that undo each other never come to an end.
const MOST_ROUNDS: usize = 16;

/// Finds all findings of the tables of a file.
pub type Checker<'a> = &'a dyn Fn(&[Sheet]) -> Vec<Vec<Checked>>;

/// What is to be fixed, and how what comes out is read.
pub struct Wishes<'a> {
    /// How the file was read, and is again.
    pub loader: &'a Loader,
    /// What is found in it.
    pub check: Checker<'a>,
    /// Whether a finding is to be fixed, if it can be.
    pub wants: &'a dyn Fn(&Checked) -> bool,
    /// Whether fixes are applied that may change what is meant.
    pub with_unsafe: bool,
    /// Why nothing is to be written; fixes are only counted then.
    pub is_held: Option<NoFix>,
}

/// What became of a file.
#[derive(Debug)]
pub struct Fixed {
    /// Its tables and its content, changed where fixes were applied.
    pub source: Source,
    /// The fixes that were applied, round by round, in the order of the file.
    pub applied: Vec<AppliedFix>,
    /// Those that were left out.
    pub refused: Vec<RefusedFix>,
    /// Why nothing more of the file was changed, where something might have been.
    pub left_alone: Option<LeftAlone>,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedFix {
    /// The rule's code.
    pub code: String,
    /// Whether it keeps the meaning.
    pub safety: Safety,
    /// The table's name; None where the file has but one.
    pub sheet: Option<String>,
    /// What the table's rows and columns are.
    pub medium: Medium,
    /// What was changed.
    pub edits: Vec<Edit>,
}

/// A fix that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFix {
    /// The fix.
    pub fix: AppliedFix,
    /// The cell on account of which.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}

/// A file that was not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    /// Why.
    pub why: NoFix,
    /// How many fixes it would have had.
    pub fixes: usize,
}

/// Fixes the file called `name`. `source` holds its bytes.
pub fn fix(name: &str, source: Source, wishes: &Wishes<'_>) -> Fixed {
    let mut fixed = Fixed { source, applied: Vec::new(), refused: Vec::new(), left_alone: None };
    let mut given_up = HashSet::new();
    for _ in 0..MOST_ROUNDS {
        let mut fixes = wishes.fixes(&fixed.source.sheets);
        fixes.retain(|fix| !given_up.contains(&key(fix)));
        if fixes.is_empty() {
            break;
        }
        if let Err(why) = fixed.round(name, fixes.clone(), wishes) {
            fixed.left_alone = Some(LeftAlone { why, fixes: fixes.len() });
            break;
        }
        given_up.extend(fixed.refused.iter().map(|refused| key(&refused.fix)));
    }
    fixed
}

/// What a fix is known by in later rounds.
fn key(fix: &AppliedFix) -> (String, Option<String>, Vec<Place>) {
    (fix.code.clone(), fix.sheet.clone(), fix.edits.iter().map(|edit| edit.place).collect())
}

impl Wishes<'_> {
    /// The fixes that are wanted.
    fn fixes(&self, sheets: &[Sheet]) -> Vec<AppliedFix> {
        let mut fixes = Vec::new();
        for (sheet, findings) in sheets.iter().zip((self.check)(sheets)) {
            for checked in findings.iter().filter(|checked| (self.wants)(checked)) {
                let fix = checked.finding.fix.as_ref();
                let fix = fix.filter(|fix| fix.safety == Safety::Safe || self.with_unsafe);
                fixes.extend(fix.map(|fix| AppliedFix {
                    code: checked.finding.rule.code.clone(),
                    safety: fix.safety,
                    sheet: sheet.grid.name.clone(),
                    medium: sheet.grid.medium.clone(),
                    edits: fix.edits.clone(),
                }));
            }
        }
        fixes
    }
}

impl Fixed {
    /// Applies the fixes that go together.
    fn round(&mut self, name: &str, fixes: Vec<AppliedFix>, wishes: &Wishes<'_>) -> Result<(), NoFix> {
        if let Some(why) = &wishes.is_held {
            return Err(why.clone());
        }
        let change = |fix: &AppliedFix| Change { sheet: fix.sheet.clone(), edits: fix.edits.clone() };
        let changes: Vec<Change> = fixes.iter().map(change).collect();
        let applied = apply(name, &self.source.bytes, wishes.loader.encoding, &changes)?;
        let loader = Loader { keeps_bytes: true, ..wishes.loader.clone() };
        match loader.load(name, applied.bytes)? {
            Loaded::Sheets(source) if has_all(&source.sheets, &self.source.sheets) => self.source = source,
            Loaded::Sheets(_) | Loaded::Archive(_) => return Err(NoFix::ReadsOtherwise),
        }
        let mut refused = applied.refused.into_iter().peekable();
        for (index, fix) in fixes.into_iter().enumerate() {
            match refused.next_if(|refused| refused.change == index) {
                None => self.applied.push(fix),
                // Its turn comes in the next round.
                Some(refused) if refused.reason == Reason::Taken => {}
                Some(refused) => {
                    self.refused.push(RefusedFix { fix, place: refused.place, reason: refused.reason });
                }
            }
        }
        Ok(())
    }
}

/// Whether tables have all projects that they had before.
fn has_all(after: &[Sheet], before: &[Sheet]) -> bool {
    let projects = |sheets: &[Sheet]| sheets.iter().map(|sheet| sheet.projects.len()).collect::<Vec<_>>();
    projects(after) == projects(before)
}
