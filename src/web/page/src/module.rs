//! The module as it goes into the page.

/// The magic and the version at the beginning of a module.
const HEAD: usize = 8;
/// The kind of sections that are for tools, as names of functions and what would generate bindings: engines pass over them.
const CUSTOM: u8 = 0;

/// A module without what engines pass over; as it is, where it is none.
pub(crate) fn without_custom_sections(module: &[u8]) -> Vec<u8> {
    stripped(module).unwrap_or_else(|| module.to_vec())
}

fn stripped(module: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = module.split_at_checked(HEAD)?;
    let mut kept = head.to_vec();
    while let Some((&kind, after)) = rest.split_first() {
        let (size, body) = number(after)?;
        let (_, next) = body.split_at_checked(size)?;
        let section = rest.get(..rest.len() - next.len())?;
        if kind != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Some(kept)
}

/// A number in LEB128, and what stands after it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (nth, &byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f).checked_shl(7 * u32::try_from(nth).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((value, &bytes[nth + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn sections_for_tools_are_left_out() {
        let long = [&[0, 0x80, 0x02][..], &[7; 256]].concat();
        let parts = [MODULE, &[1, 2, 10, 11], &[0, 1, 0], &long, &[10, 0]];
        let kept = [MODULE, &[1, 2, 10, 11], &[10, 0]].concat();
        assert_eq!(without_custom_sections(&parts.concat()), kept);
        assert_eq!(without_custom_sections(MODULE), MODULE);
    }

    #[test]
    fn what_is_no_module_stays_as_it_is() {
        for broken in
            [&b"\0asm"[..], b"\0asm\x01\0\0\0\x01\x05ab", b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\xff\xff"]
        {
            assert_eq!(without_custom_sections(broken), broken);
        }
    }
}
