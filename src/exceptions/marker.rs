//! Exceptions in the sheets themselves, `绩尺: 忽略 JC303 理由`: in a remark of the row (备注), or in a comment of a cell.

use std::collections::{HashMap, HashSet};

use super::is_reason;
use crate::finding::{Field, Finding};
use crate::record::{
    Amount, Aside, Cell, Funding, Indicator, Place, Project, Purpose, ReadingKind, ReadingNote, Sheet,
};
use crate::text::half_width;

/// What a marker begins with.
const HEAD: &str = "绩尺";
/// What it says.
const VERB: &str = "忽略";

/// A part of a sheet that findings stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Department(usize),
    Project(usize),
    Indicator(usize, usize),
}

/// A marker of a sheet.
#[derive(Debug)]
struct Marker {
    place: Place,
    project: Option<usize>,
    /// Its codes, and whether each excepted anything.
    codes: Vec<(String, bool)>,
    /// Why it holds for nothing: it names no rule, or gives no reason.
    fault: Option<(ReadingKind, String)>,
}

/// The markers of a sheet, held against its findings while those come.
#[derive(Debug, Default)]
pub struct Markers {
    /// In the order of the sheet.
    markers: Vec<Marker>,
    /// The marker and the number of the code, for each code and what it holds for.
    held: HashMap<(String, Target), Vec<(usize, usize)>>,
    /// The same for each code and row, for findings on the row itself.
    rows: HashMap<(String, u32), Vec<(usize, usize)>>,
    /// How many of them were told of.
    told: usize,
}

impl Markers {
    /// Looks for the markers of a sheet. `is_rule` tells whether a rule may have a code.
    pub(super) fn find(sheet: &Sheet, is_rule: impl Fn(&str) -> bool) -> Self {
        let mut found = Self::default();
        let asides = sheet
            .used
            .iter()
            .filter(|used| matches!(used.purpose, Purpose::Aside(Aside::Column | Aside::Field)));
        let remarks = asides.map(|used| (used.place, sheet.grid.at(used.place), false));
        let comments = sheet.grid.comments.iter().map(|(place, text)| (*place, text.as_str(), true));
        let mut written: Vec<(Place, bool, Written)> = remarks
            .chain(comments)
            .flat_map(|(place, text, is_comment)| written(text).map(move |it| (place, is_comment, it)))
            .collect();
        if written.is_empty() {
            return found;
        }
        written.sort_by_key(|&(place, is_comment, _)| (place, is_comment));
        let parts = Parts::new(sheet, &written.iter().map(|(place, ..)| place.row).collect());
        for (place, is_comment, Written { codes, reason }) in written {
            let unknown: Vec<&str> = codes.iter().map(String::as_str).filter(|code| !is_rule(code)).collect();
            let fault = if codes.is_empty() || !unknown.is_empty() {
                let named = if codes.is_empty() { reason } else { unknown.join("、") };
                Some((ReadingKind::ExceptionOfUnknownRule, named))
            } else {
                let named = (!is_reason(&reason)).then(|| codes.join("、"));
                named.map(|named| (ReadingKind::ExceptionWithoutReason, named))
            };
            let targets = parts.targets(place, is_comment);
            let nth = found.markers.len();
            if fault.is_none() {
                for (number, code) in codes.iter().enumerate() {
                    for target in &targets {
                        found.held.entry((code.clone(), *target)).or_default().push((nth, number));
                    }
                    if !is_comment {
                        found.rows.entry((code.clone(), place.row)).or_default().push((nth, number));
                    }
                }
            }
            let project = targets.iter().find_map(|target| match *target {
                Target::Project(project) | Target::Indicator(project, _) => Some(project),
                Target::Department(_) => None,
            });
            let codes = codes.into_iter().map(|code| (code, false)).collect();
            found.markers.push(Marker { place, project, codes, fault });
        }
        found
    }

    /// Whether a marker excepts a finding.
    pub(super) fn except(&mut self, finding: &Finding) -> bool {
        if self.markers.is_empty() {
            return false;
        }
        let code = || finding.rule.code.clone();
        let target = match (finding.project, finding.indicator, finding.department) {
            (Some(project), Some(indicator), _) => Some(Target::Indicator(project, indicator)),
            (Some(project), None, _) => Some(Target::Project(project)),
            (None, _, Some(department)) => Some(Target::Department(department)),
            (None, _, None) => None,
        };
        let held = target.and_then(|target| self.held.get(&(code(), target)));
        // What reading did to a row is told of the row, and of no indicator in it.
        let is_of_row = finding.field == Field::Row && finding.project.is_some();
        let of_row = is_of_row.then(|| self.rows.get(&(code(), finding.place.row))).flatten();
        let holding: Vec<(usize, usize)> = held.into_iter().chain(of_row).flatten().copied().collect();
        for &(nth, number) in &holding {
            self.markers[nth].codes[number].1 = true;
        }
        !holding.is_empty()
    }

    /// What is to be said of the markers above a row, all findings on what they hold for being there; `ran` tells whether
    /// a rule did, in a project.
    pub(super) fn notes(
        &mut self,
        before: Option<u32>,
        ran: impl Fn(&str, Option<usize>) -> bool,
    ) -> Vec<ReadingNote> {
        let left = self.markers.get(self.told..).unwrap_or_default();
        let passed = left.iter().take_while(|marker| before.is_none_or(|before| marker.place.row < before));
        let mut notes = Vec::new();
        for marker in passed {
            self.told += 1;
            let mut note = |kind: &ReadingKind, raw: &str| {
                let cell = Cell { raw: raw.to_owned(), place: marker.place };
                notes.push(ReadingNote { cell, project: marker.project, kind: kind.clone() });
            };
            match &marker.fault {
                Some((kind, named)) => note(kind, named),
                None => {
                    let unused =
                        marker.codes.iter().filter(|(code, used)| !used && ran(code, marker.project));
                    unused.for_each(|(code, _)| note(&ReadingKind::UnusedException, code));
                }
            }
        }
        notes
    }
}

/// What the rows with markers hold.
struct Parts<'s> {
    sheet: &'s Sheet,
    /// What records hold a cell.
    cells: HashMap<Place, Vec<Target>>,
    /// The indicators of a row.
    indicators: HashMap<u32, Vec<Target>>,
    /// The projects, and departments, that have a cell of their own in a row.
    owners: HashMap<u32, Vec<Target>>,
}

impl<'s> Parts<'s> {
    fn new(sheet: &'s Sheet, rows: &HashSet<u32>) -> Self {
        let (cells, indicators, owners) = Default::default();
        let mut parts = Self { sheet, cells, indicators, owners };
        for (index, department) in sheet.departments.iter().enumerate() {
            let places = std::iter::once(department.cell.place).chain(money(&department.funding));
            parts.own(Target::Department(index), places, rows);
        }
        for (index, project) in sheet.projects.iter().enumerate() {
            parts.own(Target::Project(index), places(project), rows);
            for (nth, indicator) in project.indicators.iter().enumerate() {
                if !rows.contains(&indicator.row) {
                    continue;
                }
                let target = Target::Indicator(index, nth);
                parts.indicators.entry(indicator.row).or_default().push(target);
                for place in cells_of(indicator) {
                    parts.cells.entry(place).or_default().push(target);
                }
            }
        }
        parts
    }

    fn own(&mut self, owner: Target, places: impl Iterator<Item = Place>, rows: &HashSet<u32>) {
        for place in places.filter(|place| rows.contains(&place.row)) {
            self.cells.entry(place).or_default().push(owner);
            let of_row = self.owners.entry(place.row).or_default();
            if !of_row.contains(&owner) {
                of_row.push(owner);
            }
        }
    }

    /// What a marker holds for: the record of the cell that a comment stands on; else the indicators of its row, else the
    /// project or department that begins there.
    fn targets(&self, place: Place, is_comment: bool) -> Vec<Target> {
        let of_cell = is_comment.then(|| self.cells.get(&self.corner(place))).flatten();
        let of_row = || self.indicators.get(&place.row).or_else(|| self.owners.get(&place.row));
        of_cell.or_else(of_row).cloned().unwrap_or_default()
    }

    /// The first cell of the merged area that a place stands in.
    fn corner(&self, place: Place) -> Place {
        let within = |&&(first, last): &&(Place, Place)| {
            (first.row..=last.row).contains(&place.row)
                && (first.column..=last.column).contains(&place.column)
        };
        self.sheet.grid.merges.iter().find(within).map_or(place, |&(first, _)| first)
    }
}

fn money(funding: &Funding) -> impl Iterator<Item = Place> {
    let amounts: Vec<&Amount> = funding.total.iter().chain(&funding.fiscal).chain(&funding.other).collect();
    amounts.into_iter().map(|amount| amount.cell.place)
}

/// The project's own cells.
fn places(project: &Project) -> impl Iterator<Item = Place> {
    let cells = [&project.name, &project.goal, &project.region].into_iter().flatten();
    cells.map(|cell| cell.place).chain([project.goal_place]).chain(money(&project.funding))
}

fn cells_of(indicator: &Indicator) -> Vec<Place> {
    let beside = [indicator.operator.as_deref(), indicator.unit.as_deref()].into_iter().flatten();
    let beside = beside.chain(indicator.weight.as_deref().map(|weight| &weight.cell)).map(|cell| cell.place);
    beside.chain([indicator.name_place, indicator.value_place]).collect()
}

/// A marker as it is written.
#[derive(Debug, PartialEq, Eq)]
struct Written {
    /// The codes, in capitals.
    codes: Vec<String>,
    reason: String,
}

/// The markers of a text: each stands at the beginning of a line, for programs put the author's name above a comment.
fn written(text: &str) -> impl Iterator<Item = Written> {
    let lines = if text.contains(HEAD) { text } else { "" };
    lines.lines().filter_map(|line| {
        let line: String = line.chars().map(half_width).collect();
        let rest = line.trim().strip_prefix(HEAD)?.trim_start().strip_prefix(':')?;
        let mut rest = rest.trim_start().strip_prefix(VERB)?.trim_start();
        let mut codes = Vec::new();
        loop {
            let end = rest.find(|ch: char| !ch.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            // Behind a comma the reason may begin with a word.
            if word.is_empty() || !codes.is_empty() && !is_code(word) {
                break;
            }
            codes.push(word.to_ascii_uppercase());
            let next = after.trim_start();
            match next.strip_prefix([',', '、']) {
                Some(more) => rest = more.trim_start(),
                None => {
                    rest = next;
                    break;
                }
            }
        }
        codes.dedup();
        Some(Written { codes, reason: rest.trim_matches([' ', ',', '、', ':', '。', '.']).to_owned() })
    })
}

/// Whether a word looks like a code: `JC303`, or its beginning.
fn is_code(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    letters >= 2 && letters < word.len() && word.bytes().skip(letters).all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read_as_people_write_them() {
        let read = |text: &str| -> Vec<(String, String)> {
            written(text).map(|it| (it.codes.join("+"), it.reason)).collect()
        };
        let one = |codes: &str, reason: &str| vec![(codes.to_owned(), reason.to_owned())];
        assert_eq!(read("绩尺: 忽略 JC303 合同按季验收"), one("JC303", "合同按季验收"));
        assert_eq!(read("绩尺：忽略JC303、jc401，合同按季验收。"), one("JC303+JC401", "合同按季验收"));
        assert_eq!(read("　绩尺 ： 忽略　ＪＣ３０３，JC401, A4纸已核实"), one("JC303+JC401", "A4纸已核实"));
        assert_eq!(read("张三:\n绩尺: 忽略 JC303 合同按季验收\n另见附件"), one("JC303", "合同按季验收"));
        assert_eq!(read("绩尺: 忽略 JC303"), one("JC303", ""));
        assert_eq!(read("绩尺: 忽略 ALL 都核实过"), one("ALL", "都核实过"));
        assert_eq!(read("绩尺: 忽略 此处已核实"), one("", "此处已核实"));
        for text in
            ["", "见绩尺: 忽略 JC303 理由", "绩尺 忽略 JC303 理由", "绩尺: JC303 理由", "【绩尺审核意见】"]
        {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
