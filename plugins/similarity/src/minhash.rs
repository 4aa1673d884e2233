//! MinHash with bands: texts that are alike share a key.
//!
//! Of a set, each of many hash functions keeps its smallest value; two sets agree in one of these as likely as
//! their Jaccard similarity is high. Minima are taken together in bands: two texts are looked at when they agree
//! in a whole band. Written here and not taken from a library: those that there are keep texts in maps whose
//! order changes from run to run, and nothing of what is left once keys are wanted and not an index (this file)
//! would get shorter. As many functions as minima, and not one permutation cut into bins: goals are short, and
//! most bins of twenty pairs would be empty.

use crate::hash::{fold, mix};

/// How many bands.
pub const BANDS: usize = 16;
/// The most minima that a band takes together: more of them let fewer unlike texts through.
const MAX_ROWS: usize = 8;
/// How likely two texts that are just alike enough may be passed over.
const MISS: f64 = 1e-5;

/// The hash functions of a run.
#[derive(Debug)]
pub struct MinHash {
    /// In each row one for each band: an odd factor and a summand, a bijection of the 32 bits, which come well
    /// mixed already. Side by side, so that those of a row are taken together by the processor.
    rows: Vec<([u32; BANDS], [u32; BANDS])>,
}

/// What texts that are alike have in common, at least one with the other.
pub type Keys = [u32; BANDS];

impl MinHash {
    /// Functions by which sets of this similarity, and all that are more alike, are found.
    pub fn new(similarity: f64) -> Self {
        let rows = (1..=MAX_ROWS)
            .rev()
            .find(|&rows| (1.0 - similarity.powi(rows as i32)).powi(BANDS as i32) <= MISS)
            .unwrap_or(1);
        let bits = |row: usize| std::array::from_fn(|band| mix((row * BANDS + band) as u64));
        let row = |row: usize| {
            let bits: [u64; BANDS] = bits(row);
            (bits.map(|bits| bits as u32 | 1), bits.map(|bits| (bits >> 32) as u32))
        };
        Self { rows: (0..rows).map(row).collect() }
    }

    /// The keys of a set.
    pub fn keys(&self, set: &[u32]) -> Keys {
        let mut keys = [0; BANDS];
        for (factors, summands) in &self.rows {
            // Signed, as older processors compare no others side by side.
            let mut smallest = [i32::MAX; BANDS];
            for item in set {
                for ((smallest, factor), summand) in smallest.iter_mut().zip(factors).zip(summands) {
                    *smallest = (*smallest).min(item.wrapping_mul(*factor).wrapping_add(*summand) as i32);
                }
            }
            for (key, minimum) in keys.iter_mut().zip(smallest) {
                *key = fold(*key, u64::from(minimum as u32));
            }
        }
        keys.map(|key| key as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many bands two sets of a hundred share, `common` of them.
    fn shared(minhash: &MinHash, common: u32, trial: u32) -> usize {
        let item = |number: u32| mix(u64::from(trial) << 32 | u64::from(number)) as u32;
        let first: Vec<u32> = (0..100).map(item).collect();
        let second: Vec<u32> = (100 - common..200 - common).map(item).collect();
        minhash
            .keys(&first)
            .iter()
            .zip(minhash.keys(&second))
            .filter(|(first, second)| **first == *second)
            .count()
    }

    #[test]
    fn what_is_alike_shares_a_key_and_what_is_not_does_not() {
        for least in [0.5, 0.7, 0.8, 0.9, 0.95, 1.0] {
            let minhash = MinHash::new(least);
            // Jaccard of two hundreds with c in common: c / (200 - c).
            let common = (200.0 * least / (1.0 + least)).ceil() as u32;
            assert!((0..300).all(|trial| shared(&minhash, common, trial) > 0), "{least}");
        }
        let minhash = MinHash::new(0.9);
        // A similarity of a quarter: none of a thousand pairs but by chance.
        let met = (0..1000).filter(|&trial| shared(&minhash, 40, trial) > 0).count();
        assert!(met < 20, "{met}");
    }
}
