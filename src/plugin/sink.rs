//! Takes over what a plugin reports, and believes none of it unseen.

use std::ffi::c_void;

use jichi_plugin::abi;
use rust_decimal::Decimal;

use crate::finding::Field;
use crate::record::Place;
use crate::rule::{Observation, Observed, ObservedField, ObservedPlace, RelatedPlace, Span};

/// The most that a rule may find in one project. A sheet that has more is not what the rule was made for.
const FINDINGS: usize = 10_000;
/// The most places that explain a finding, and the most values of one.
const PLACES: usize = 1000;
/// The most bytes of a text.
const LONGEST: usize = 1 << 16;

/// What a rule reported in one project.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Collected {
    pub(super) findings: Vec<Reported>,
    /// Why the rule failed: what the plugin says, or what was wrong with a finding.
    pub(super) fault: Option<Fault>,
}

impl Collected {
    /// Whether there is nothing to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.fault.is_none()
    }
}

/// A finding as reported: sheets of other places are numbers yet.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Reported {
    pub(super) observation: Observation,
    /// For each of the related places: the number of its sheet, where it is not told by a cell of this project.
    pub(super) sheets: Vec<Option<u64>>,
}

/// Why a rule failed on a project.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Fault {
    /// It says so itself, in these words: a panic, an error.
    Said(String),
    /// It returned this status.
    Status(u32),
    /// A finding that cannot be used: why.
    Refused(Unusable),
    /// What it reported does not fit its rule file: how.
    Unfit(crate::rule::Refusal),
    /// Its process could not be started: why.
    NotStarted(String),
    /// Its process ended: how, and what it said last.
    Ended(String),
    /// It gave no answer for so many seconds and was stopped.
    Silent(u64),
}

/// Why a finding cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Unusable {
    /// More findings in one project than a rule may have.
    TooManyFindings,
    /// A null pointer in place of a finding.
    NullFinding,
    /// A finding smaller than the interface has it.
    SmallFinding,
    /// A mark that covers nothing.
    EmptyMark,
    /// A kind of mark that there is not.
    UnknownMark,
    /// Too many related places, none where some are told, or smaller ones than the interface has.
    RelatedPlaces,
    /// A place without row or column.
    NoPlace,
    /// A kind of place that there is not.
    UnknownPlace,
    /// A place in a sheet that has not been read.
    UnreadSheet,
    /// A place below the end of its sheet.
    BelowTheEnd,
    /// A field that there is not.
    UnknownField,
    /// Too many values, none where some are told, or smaller ones than the interface has.
    Values,
    /// A number that is none.
    NoNumber,
    /// A text that is null or too long.
    TextLength,
    /// A text that is no UTF-8.
    NoUtf8,
}

/// Calls `work` with a sink and takes over what comes.
pub(super) fn collect(work: impl FnOnce(*const abi::Sink) -> u32) -> Collected {
    let mut collected = Collected::default();
    let host: *mut Collected = &mut collected;
    let sink = abi::Sink { size: size_of::<abi::Sink>(), host: host.cast(), emit, fault };
    let status = work(&sink);
    if status != abi::STATUS_OK && collected.fault.is_none() {
        collected.fault = Some(Fault::Status(status));
    }
    if collected.fault.is_some() {
        collected.findings.clear();
    }
    collected
}

unsafe extern "C" fn emit(host: *mut c_void, finding: *const abi::Finding) -> u32 {
    // SAFETY: `host` is the pointer of `collect`, whose `Collected` lives until the call returns; a plugin that
    // hands over another one, or uses it from another thread, breaks the interface.
    let collected = unsafe { &mut *host.cast::<Collected>() };
    if collected.fault.is_some() {
        return abi::STATUS_REFUSED;
    }
    let taken = if collected.findings.len() == FINDINGS {
        Err(Unusable::TooManyFindings)
    } else if finding.is_null() {
        Err(Unusable::NullFinding)
    } else {
        // SAFETY: not null, and by the interface a finding with all that it points to, valid for the call.
        unsafe { take(finding) }
    };
    match taken {
        Ok(finding) => {
            collected.findings.push(finding);
            abi::STATUS_OK
        }
        Err(why) => {
            collected.fault = Some(Fault::Refused(why));
            abi::STATUS_REFUSED
        }
    }
}

unsafe extern "C" fn fault(host: *mut c_void, message: abi::Text) {
    // SAFETY: as in `emit`.
    let collected = unsafe { &mut *host.cast::<Collected>() };
    // SAFETY: by the interface a text, valid for the call.
    let said = unsafe { text(message) }.unwrap_or_default();
    collected.fault.get_or_insert(Fault::Said(said));
}

/// # Safety
/// `finding` points to its first word at least, and to as many bytes as that says; what it points to is as
/// long as it says.
unsafe fn take(finding: *const abi::Finding) -> Result<Reported, Unusable> {
    // SAFETY: the caller's promise.
    let size = unsafe { (&raw const (*finding).size).read_unaligned() };
    if size < size_of::<abi::Finding>() {
        return Err(Unusable::SmallFinding);
    }
    // SAFETY: it is as large as ours at least.
    let finding = unsafe { finding.read_unaligned() };
    let at = field(finding.target)?;
    let range = finding.start as usize..finding.end as usize;
    let span = match finding.span {
        abi::SPAN_CELL => None,
        _ if range.start >= range.end => return Err(Unusable::EmptyMark),
        abi::SPAN_RAW => Some(Span::Raw(range)),
        abi::SPAN_READING => Some(Span::Reading(range)),
        _ => return Err(Unusable::UnknownMark),
    };
    // SAFETY: the caller's promise.
    let values = unsafe { values(finding.values, finding.value_count, finding.value_size)? };
    let (mut related, mut sheets) = (Vec::new(), Vec::new());
    if finding.related_count > PLACES || (finding.related_count > 0 && finding.related.is_null()) {
        return Err(Unusable::RelatedPlaces);
    }
    if finding.related_count > 0 && !is_step::<abi::Related>(finding.related_size) {
        return Err(Unusable::RelatedPlaces);
    }
    for index in 0..finding.related_count {
        // SAFETY: the caller's promise; count and step are bounded.
        let place = unsafe { finding.related.byte_add(index * finding.related_size).read_unaligned() };
        let (at, sheet) = match place.at {
            abi::WHERE_HERE => (ObservedPlace::Here(field(place.target)?), None),
            abi::WHERE_ELSEWHERE if place.place.row == 0 || place.place.column == 0 => {
                return Err(Unusable::NoPlace);
            }
            abi::WHERE_ELSEWHERE => {
                let at = Place { row: place.place.row, column: place.place.column };
                (ObservedPlace::Elsewhere(at, None), Some(place.sheet))
            }
            _ => return Err(Unusable::UnknownPlace),
        };
        // SAFETY: the caller's promise.
        let label = unsafe { text(place.label)? };
        // SAFETY: the caller's promise.
        let values = unsafe { self::values(place.values, place.value_count, place.value_size)? };
        related.push(RelatedPlace { label, at, values });
        sheets.push(sheet);
    }
    Ok(Reported { observation: Observation { at, span, values, related }, sheets })
}

fn field(target: abi::Target) -> Result<ObservedField, Unusable> {
    let field = match target.field {
        abi::FIELD_PROJECT => Field::Project,
        abi::FIELD_GOAL => Field::Goal,
        abi::FIELD_TOTAL => Field::FundingTotal,
        abi::FIELD_FISCAL => Field::FundingFiscal,
        abi::FIELD_OTHER => Field::FundingOther,
        abi::FIELD_NAME => Field::Name,
        abi::FIELD_VALUE => Field::Value,
        abi::FIELD_UNIT => Field::Unit,
        _ => return Err(Unusable::UnknownField),
    };
    Ok(ObservedField { field, index: target.index as usize })
}

/// Whether structs may stand so many bytes apart: as large as they are here, or as a later version has them.
fn is_step<T>(step: usize) -> bool {
    (size_of::<T>()..=LONGEST).contains(&step)
}

/// # Safety
/// `first` points to `count` values, `step` bytes from one to the next, and they to what they say.
unsafe fn values(
    first: *const abi::Value,
    count: usize,
    step: usize,
) -> Result<Vec<(String, Observed)>, Unusable> {
    if count > PLACES || (count > 0 && first.is_null()) {
        return Err(Unusable::Values);
    }
    if count > 0 && !is_step::<abi::Value>(step) {
        return Err(Unusable::Values);
    }
    let mut values = Vec::with_capacity(count);
    for index in 0..count {
        // SAFETY: the caller's promise; count and step are bounded.
        let value = unsafe { first.byte_add(index * step).read_unaligned() };
        // SAFETY: the caller's promise.
        let (name, said) = unsafe { (text(value.name)?, text(value.text)?) };
        let value = match value.number.known {
            0 => Observed::Text(said),
            _ => Observed::Number(number(value.number).ok_or(Unusable::NoNumber)?),
        };
        values.push((name, value));
    }
    Ok(values)
}

fn number(number: abi::Decimal) -> Option<Decimal> {
    let digits = i128::from(number.high) << 64 | i128::from(number.low);
    let signed = if number.negative == 0 { digits } else { -digits };
    Decimal::try_from_i128_with_scale(signed, u32::from(number.scale)).ok()
}

/// # Safety
/// `text` points to as many bytes as it says.
unsafe fn text(text: abi::Text) -> Result<String, Unusable> {
    if text.length == 0 {
        return Ok(String::new());
    }
    if text.bytes.is_null() || text.length > LONGEST {
        return Err(Unusable::TextLength);
    }
    // SAFETY: the caller's promise; not null and bounded.
    let bytes = unsafe { std::slice::from_raw_parts(text.bytes, text.length) };
    String::from_utf8(bytes.to_vec()).map_err(|_| Unusable::NoUtf8)
}
