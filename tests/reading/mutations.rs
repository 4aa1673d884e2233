//! Files with random damage.

/// Random numbers that are the same in every run.
pub struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Copies of a text, each damaged in one to four places. `pairs` are the beginnings and ends of pieces that are
/// left out or repeated as a whole.
pub fn mutations<'t>(
    text: &'t str,
    count: u64,
    pairs: &'t [(&'t str, &'t str)],
) -> impl Iterator<Item = Vec<u8>> {
    (1..=count).map(move |seed| {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut damaged = text.as_bytes().to_vec();
        for _ in 0..=dice.below(4) {
            damage(&mut damaged, &mut dice, pairs);
        }
        damaged
    })
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice, pairs: &[(&str, &str)]) {
    let at = dice.below(bytes.len());
    let find = |from: usize, wanted: &str| {
        let found =
            bytes.get(from..)?.windows(wanted.len()).position(|window| window == wanted.as_bytes())?;
        Some(from + found)
    };
    match dice.below(8) {
        0 => bytes[at] = b"<>\"&/{}[]:,0\x00\xFF"[dice.below(14)],
        1 => bytes[at] ^= 1 << dice.below(8),
        2 => bytes.truncate(at),
        // A number becomes another one.
        3 => {
            if let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
                let new = ["0", "9", "4294967295", "-1", "99999999999999999999", ""][dice.below(6)];
                bytes.splice(at + digit..=at + digit, new.bytes());
            }
        }
        kind => {
            let (begin, end) = pairs[dice.below(pairs.len())];
            let piece = find(at, begin).and_then(|start| Some(start..find(start, end)? + end.len()));
            if let Some(piece) = piece {
                let repeated = match kind {
                    4 | 5 => Vec::new(),
                    _ => bytes[piece.clone()].repeat(2),
                };
                bytes.splice(piece, repeated);
            }
        }
    }
}
