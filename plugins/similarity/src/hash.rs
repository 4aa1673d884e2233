//! Two steps of hashing, the same in every run and on every machine.

/// The finaliser of SplitMix64: every bit of the input moves half of the output's.
pub const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The hash of a sequence, one item after the other.
pub const fn fold(hash: u64, item: u64) -> u64 {
    mix(hash.rotate_left(5) ^ mix(item))
}
