//! The name of a finding that survives moved rows, renamed files and another language: what a baseline
//! remembers and what SARIF and GitLab compare.

use std::collections::HashMap;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::finding::{Field, Finding};
use crate::record::{Cell, Sheet};
use crate::text::Normalized;

/// The first eight bytes of a SHA-256; shown as 16 hexadecimal digits.
///
/// The digest runs over code, department (its code, else its name), project, indicator name, field,
/// normalised value and an ordinal among findings equal in all of these in the file. Each part is
/// written as a netstring (`5:JC308,`), so that no two lists of parts read the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl serde::Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Fingerprint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let is_plain = written.len() == 16 && written.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_plain.then(|| u64::from_str_radix(&written, 16).ok()).flatten();
        number.map(Self).ok_or_else(|| serde::de::Error::custom("16 hexadecimal digits are expected"))
    }
}

/// A fingerprint that still lacks its ordinal. Made where findings are made, in parallel; numbering goes one
/// by one and so has little left to do.
#[derive(Debug, Clone)]
pub(super) struct Unnumbered {
    /// What findings that are equal but for their ordinal share.
    shared: u64,
    /// The fingerprint of the first of them, which most are.
    first: Fingerprint,
    /// The digest so far, for the others.
    digest: Box<Sha256>,
}

impl Unnumbered {
    pub(super) fn new(finding: &Finding, sheet: &Sheet) -> Self {
        let mut digest = Sha256::new();
        let project = finding.project.and_then(|index| sheet.projects.get(index));
        let department = finding.department.and_then(|index| sheet.departments.get(index));
        let indicator = finding.indicator.and_then(|index| project?.indicators.get(index));
        part(&mut digest, &finding.rule.code);
        match department {
            Some(department) => match &department.code {
                Some(code) => part(&mut digest, code),
                None => part(&mut digest, Normalized::new(&department.name).as_str()),
            },
            None => part(&mut digest, ""),
        }
        let name = project.and_then(|project| project.full_name());
        part(&mut digest, Normalized::new(name.as_deref().unwrap_or_default()).as_str());
        cell(&mut digest, indicator.and_then(|indicator| indicator.name.as_ref()));
        part(&mut digest, key(finding.field));
        part(&mut digest, &finding.subject);
        Self::over(digest)
    }

    fn over(digest: Sha256) -> Self {
        Self {
            shared: first_eight(digest.clone()),
            first: with_ordinal(&digest, 0),
            digest: Box::new(digest),
        }
    }
}

fn with_ordinal(digest: &Sha256, ordinal: u32) -> Fingerprint {
    let mut digest = digest.clone();
    part(&mut digest, &ordinal.to_string());
    Fingerprint(first_eight(digest))
}

/// The field's name, as it is written in JSON; spelled out here because a fingerprint must never change.
fn key(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Value => "value",
        Field::Unit => "unit",
        Field::Goal => "goal",
        Field::FundingTotal => "funding.total",
        Field::FundingFiscal => "funding.fiscal",
        Field::FundingOther => "funding.other",
        Field::Project => "project",
        Field::Department => "department",
        Field::Row => "row",
    }
}

fn cell(digest: &mut Sha256, cell: Option<&Cell>) {
    match cell {
        Some(cell) => part(digest, Normalized::new(&cell.raw).as_str()),
        None => part(digest, ""),
    }
}

fn part(digest: &mut Sha256, text: &str) {
    let mut length = [0_u8; 20];
    let mut at = length.len();
    let mut left = text.len();
    loop {
        at -= 1;
        length[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    digest.update(&length[at..]);
    digest.update(b":");
    digest.update(text.as_bytes());
    digest.update(b",");
}

fn first_eight(digest: Sha256) -> u64 {
    let bytes: [u8; 32] = digest.finalize().into();
    bytes[..8].iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Counts equal findings of one file, over all its sheets in their order.
#[derive(Debug, Default)]
pub struct Ordinals {
    seen: HashMap<u64, u32>,
}

impl Ordinals {
    /// Gives the finding its ordinal. To be called in the order of the sheet.
    pub(super) fn number(&mut self, unnumbered: Unnumbered) -> Fingerprint {
        let seen = self.seen.entry(unnumbered.shared).or_default();
        let ordinal = *seen;
        *seen += 1;
        if ordinal == 0 { unnumbered.first } else { with_ordinal(&unnumbered.digest, ordinal) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(parts: &[&str]) -> u64 {
        let mut digest = Sha256::new();
        for text in parts {
            part(&mut digest, text);
        }
        first_eight(digest)
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest(&["a", "", "b"]), digest(&["a", "b", ""]));
        assert_ne!(digest(&["1:a,", ""]), digest(&["", "1:a,"]));
    }

    #[test]
    fn the_digest_is_that_of_netstrings() {
        // printf '5:JC308,0:,12:' … | sha256sum, by any other program.
        let plain: [u8; 32] = Sha256::digest("5:JC308,0:,12:嘉陵区民,".as_bytes()).into();
        let expected = u64::from_be_bytes(plain[..8].try_into().unwrap());
        assert_eq!(digest(&["JC308", "", "嘉陵区民"]), expected);
    }

    #[test]
    fn equal_findings_are_told_apart_by_their_order() {
        let mut ordinals = Ordinals::default();
        let unnumbered = Unnumbered::over(Sha256::new());
        let first = ordinals.number(unnumbered.clone());
        let second = ordinals.number(unnumbered.clone());
        assert_ne!(first, second);
        assert_eq!(Ordinals::default().number(unnumbered), first);
        assert_eq!(first.to_string().len(), 16);
    }
}
