//! Work over a slice on whatever threads there are. Results come back in the order of the slice, so
//! that nothing downstream can tell one thread from sixteen.
//!
//! Nothing here waits on a channel: a job that blocks inside the pool stops it with one or two threads.

/// `work` on every item, in parallel where the program has threads (feature `host`).
#[cfg(feature = "host")]
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().enumerate().map(|(index, item)| work(index, item)).collect()
}

/// `work` on every item, one after the other.
#[cfg(not(feature = "host"))]
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync + Send) -> Vec<R> {
    items.iter().enumerate().map(|(index, item)| work(index, item)).collect()
}

/// `work` on every item, which is used up, in parallel where the program has threads (feature `host`).
#[cfg(feature = "host")]
pub fn map_owned<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.into_par_iter().map(work).collect()
}

/// `work` on every item, which is used up, one after the other.
#[cfg(not(feature = "host"))]
pub fn map_owned<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    items.into_iter().map(work).collect()
}
