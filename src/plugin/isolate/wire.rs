//! What the two processes say to each other: frames of a length, a kind and a payload.
//!
//! Both are the same program, which the greeting sees to; so structs go over as they lie in memory.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use jichi_plugin::abi;

use super::super::here::Settings;
use super::super::view::Packed;

/// The largest frame. A project of a sheet of the largest size that is read fits in.
const LONGEST: usize = 1 << 30;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// To the child: [`Load`].
    Load = 1,
    /// To the child: [`Begin`].
    Begin,
    /// To the child: a project and the first call on it ([`show`]).
    Show,
    /// From the child: its version and the sizes of its structs.
    Greeting,
    /// From the child: [`Description`], or why there is none.
    Described,
    /// From the child: that the run has begun, or why not.
    Begun,
    /// From the child: a call is done and found nothing.
    Nothing,
    /// From the child: a call is done, and what it found.
    Found,
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        use Kind::*;
        [Load, Begin, Show, Greeting, Described, Begun, Nothing, Found]
            .into_iter()
            .find(|kind| *kind as u8 == byte)
    }
}

/// What the child is to load.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Load {
    /// The private copy of the library.
    pub path: std::path::PathBuf,
    /// How many bytes of memory the child may have beyond what it starts with.
    pub memory: u64,
}

/// What the child says of the library.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Description {
    pub id: String,
    pub version: String,
    /// Each rule: its file, and whether it has `check` and `follow`.
    pub rules: Vec<(String, bool, bool)>,
}

/// The beginning of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Begin {
    pub settings: Settings,
    /// The calls on each project, in their order.
    pub calls: Vec<Call>,
}

/// A function of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Call {
    /// The rule, by its number in the plugin.
    pub rule: usize,
    /// Whether it is `follow`, or `check`.
    pub follows: bool,
}

/// The child's greeting: what has to be the same on both sides.
pub(super) fn greeting() -> String {
    let sizes = [
        size_of::<abi::Project>(),
        size_of::<abi::Indicator>(),
        size_of::<abi::Part>(),
        size_of::<abi::Amount>(),
        size_of::<abi::Text>(),
    ];
    format!("jichi {} {sizes:?}", env!("CARGO_PKG_VERSION"))
}

/// Writes a frame in one go.
pub(super) fn write(out: &mut impl Write, kind: Kind, payload: &[u8]) -> io::Result<()> {
    let mut frame = Vec::with_capacity(5 + payload.len());
    begin(&mut frame, kind);
    frame.extend_from_slice(payload);
    finish(&mut frame);
    out.write_all(&frame)
}

/// The same of something that is written as JSON.
pub(super) fn write_json(out: &mut impl Write, kind: Kind, payload: &impl Serialize) -> io::Result<()> {
    write(out, kind, &serde_json::to_vec(payload)?)
}

fn begin(frame: &mut Vec<u8>, kind: Kind) {
    frame.extend([0, 0, 0, 0, kind as u8]);
}

/// Puts the length in; the other side refuses what is too long.
fn finish(frame: &mut [u8]) {
    let length = u32::try_from(frame.len().saturating_sub(5)).unwrap_or(u32::MAX);
    if let Some(place) = frame.first_chunk_mut() {
        *place = length.to_le_bytes();
    }
}

/// Reads a frame; None at the end.
pub(super) fn read(from: &mut impl Read, payload: &mut Vec<u8>) -> io::Result<Option<Kind>> {
    let mut head = [0; 5];
    let mut filled = 0;
    while filled < head.len() {
        match from.read(&mut head[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(broken("a frame is cut off")),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let [a, b, c, d, kind] = head;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    let kind = Kind::of(kind).filter(|_| length <= LONGEST).ok_or_else(|| broken("no frame"))?;
    payload.clear();
    // The length may be garbage: room is made as bytes come.
    let got = from.by_ref().take(length as u64).read_to_end(payload)?;
    if got < length { Err(broken("a frame is cut off")) } else { Ok(Some(kind)) }
}

/// Reads the JSON of a payload.
pub(super) fn json<T: DeserializeOwned>(payload: &[u8]) -> io::Result<T> {
    serde_json::from_slice(payload).map_err(Into::into)
}

pub(super) fn broken(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Structs that consist of numbers and pointers, without padding: any bytes are one.
///
/// # Safety
/// So it must be.
unsafe trait Plain: Copy {}
// SAFETY: the structs of the interface hold numbers and pointers only; a test of the SDK holds that none of them
// has padding.
unsafe impl Plain for abi::Text {}
// SAFETY: as above.
unsafe impl Plain for abi::Part {}
// SAFETY: as above.
unsafe impl Plain for abi::Amount {}
// SAFETY: as above.
unsafe impl Plain for abi::Indicator {}
// SAFETY: as above.
unsafe impl Plain for abi::Project {}

/// Their bytes, with pointers that are offsets.
fn bytes<T: Plain>(items: &[T]) -> &[u8] {
    // SAFETY: the items are initialised and without padding.
    unsafe { std::slice::from_raw_parts(items.as_ptr().cast(), size_of_val(items)) }
}

/// A frame that shows a packed project, not linked yet.
pub(in super::super) fn show(packed: &Packed) -> Vec<u8> {
    let counts = [
        packed.text.len(),
        packed.per.len(),
        packed.parts.len(),
        packed.other.len(),
        packed.indicators.len(),
    ];
    // The structs are small beside what they point to.
    let parts = size_of_val(&packed.indicators[..]) + size_of_val(&packed.parts[..]) + packed.text.len();
    let mut frame = Vec::with_capacity(parts + 2048);
    begin(&mut frame, Kind::Show);
    // The first call on it.
    frame.extend_from_slice(&[0; 8]);
    for count in counts {
        frame.extend_from_slice(&(count as u64).to_le_bytes());
    }
    frame.extend_from_slice(bytes(std::slice::from_ref(&packed.project)));
    frame.extend_from_slice(bytes(&packed.indicators));
    frame.extend_from_slice(bytes(&packed.parts));
    frame.extend_from_slice(bytes(&packed.other));
    frame.extend_from_slice(bytes(&packed.per));
    frame.extend_from_slice(&packed.text);
    finish(&mut frame);
    frame
}

/// Sends such a frame; calls before `first` are left out.
pub(super) fn send(out: &mut impl Write, frame: &[u8], first: u64) -> io::Result<()> {
    if first == 0 {
        return out.write_all(frame);
    }
    let mut later = frame.to_vec();
    if let Some(place) = later.get_mut(5..13) {
        place.copy_from_slice(&first.to_le_bytes());
    }
    out.write_all(&later)
}

/// The first call and the project of such a frame.
pub(super) fn shown(payload: &[u8]) -> Option<(u64, Packed)> {
    let mut rest = payload;
    let mut number = || {
        let (first, later) = rest.split_first_chunk::<8>()?;
        rest = later;
        Some(u64::from_le_bytes(*first))
    };
    let first = number()?;
    let mut count = || usize::try_from(number()?).ok();
    let (text, per, parts, other, indicators) = (count()?, count()?, count()?, count()?, count()?);
    let project = *take::<abi::Project>(&mut rest, 1)?.first()?;
    let packed = Packed {
        project,
        indicators: take(&mut rest, indicators)?,
        parts: take(&mut rest, parts)?,
        other: take(&mut rest, other)?,
        per: take(&mut rest, per)?,
        text: rest.to_vec(),
    };
    (packed.text.len() == text).then_some((first, packed))
}

fn take<T: Plain>(rest: &mut &[u8], count: usize) -> Option<Vec<T>> {
    let length = count.checked_mul(size_of::<T>())?;
    let (own, later) = rest.split_at_checked(length)?;
    *rest = later;
    let mut items: Vec<T> = Vec::with_capacity(count);
    // SAFETY: there is room for `count` items, which take as many bytes as there are in `own`; any bytes are
    // items, and the two do not overlap.
    unsafe {
        std::ptr::copy_nonoverlapping(own.as_ptr(), items.as_mut_ptr().cast(), length);
        items.set_len(count);
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::Language;
    use crate::lint::sample::sheet;
    use crate::record::ProjectReading;
    use crate::rule::Context;

    fn frame() -> Vec<u8> {
        let sheet = sheet(None, 1, &[("监督次数", "≥20次/年"), ("合格率", "95%"), ("补助", "680元/天/人")]);
        let context = Context {
            sheet: &sheet,
            sheet_index: 0,
            year: Some(2020),
            money_unit: None,
            language: Language::Zh,
        };
        let reading = ProjectReading::all(&sheet).next().unwrap();
        show(&Packed::new(&context, &reading))
    }

    /// Whether what a linked project points to lies in its buffers.
    fn is_whole(packed: &Packed) -> bool {
        let text = |text: &abi::Text| {
            let bytes = packed.text.as_ptr_range();
            text.length == 0 || (bytes.start <= text.bytes && text.bytes <= bytes.end)
        };
        let cells =
            |indicator: &abi::Indicator| [indicator.name.raw, indicator.value.raw, indicator.unit.raw];
        let parts = packed.parts.as_ptr_range();
        packed.parts.iter().all(|part| text(&part.unit))
            && packed.per.iter().all(text)
            && packed.indicators.iter().all(|indicator| {
                let first = indicator.target.parts;
                cells(indicator).iter().all(text) && parts.start <= first && first <= parts.end
            })
    }

    #[test]
    fn a_project_arrives_as_it_was_sent() {
        let frame = frame();
        let (first, packed) = shown(&frame[5..]).unwrap();
        assert_eq!(first, 0);
        assert_eq!(show(&packed), frame);
        let mut sent = Vec::new();
        send(&mut sent, &frame, 3).unwrap();
        let mut payload = Vec::new();
        assert_eq!(read(&mut sent.as_slice(), &mut payload).unwrap(), Some(Kind::Show));
        assert_eq!(shown(&payload).unwrap().0, 3);
    }

    #[test]
    fn frames_that_are_cut_off_are_refused() {
        let frame = frame();
        for length in 1..frame.len() {
            assert!(read(&mut &frame[..length], &mut Vec::new()).is_err(), "{length}");
            assert!(length < 5 || shown(&frame[5..length]).is_none(), "{length}");
        }
        assert_eq!(read(&mut [].as_slice(), &mut Vec::new()).unwrap(), None);
    }

    proptest! {
        #[test]
        fn bytes_that_went_wrong_point_nowhere_else(at in 13_usize..4000, byte: u8) {
            let mut frame = frame();
            let length = frame.len();
            frame[13 + at % (length - 13)] ^= byte;
            if let Some((_, mut packed)) = shown(&frame[5..]) {
                packed.link();
                prop_assert!(is_whole(&packed));
            }
        }
    }
}
