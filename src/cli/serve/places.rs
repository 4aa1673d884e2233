//! How much is done at once. Requests come in and wait up to a number, their bodies take no more memory than there is room
//! for, and as many are worked on as there are processors; the rest is told to come again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::problem::Wrong;

/// Requests that may wait for a processor.
const QUEUE: usize = 256;
/// How many of the largest bodies there is room for at once.
const BODIES: usize = 4;
/// What bodies are counted in.
const BLOCK: usize = 1 << 10;

/// What one request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The most bytes of a body.
    pub(super) body: usize,
    /// The longest that a body may be on its way; and then the longest that the answer may be.
    pub(super) time: Duration,
}

/// The places that requests take.
pub(super) struct Places {
    pub(super) limits: Limits,
    requests: Arc<Semaphore>,
    room: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

/// A request's place, until its work has ended.
pub(super) struct Place {
    _request: OwnedSemaphorePermit,
    _room: OwnedSemaphorePermit,
}

impl Places {
    pub(super) fn new(limits: Limits) -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            limits,
            requests: Arc::new(Semaphore::new(QUEUE + workers)),
            room: Arc::new(Semaphore::new(BODIES * blocks(limits.body))),
            workers: Arc::new(Semaphore::new(workers)),
        }
    }

    /// A place for a request with a body of this size; of one that does not tell, of the largest.
    ///
    /// # Errors
    /// A body that is too large; no place, or no room in time.
    pub(super) async fn take(&self, size: Option<usize>) -> Result<Place, Wrong> {
        let size = size.unwrap_or(self.limits.body);
        if size > self.limits.body {
            return Err(Wrong::TooLarge { limit: self.limits.body });
        }
        let request = Arc::clone(&self.requests).try_acquire_owned().map_err(|_| Wrong::Busy)?;
        let blocks = u32::try_from(blocks(size)).unwrap_or(u32::MAX);
        let room = timeout(self.limits.time, Arc::clone(&self.room).acquire_many_owned(blocks)).await;
        match room {
            Ok(Ok(room)) => Ok(Place { _request: request, _room: room }),
            _ => Err(Wrong::Busy),
        }
    }

    /// Does work on a thread of its own as soon as there is a processor for it. Should nobody wait for it any more before
    /// that, it is not begun.
    ///
    /// # Errors
    /// Work that takes too long, which is left to end by itself, or that panics.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Wrong> {
        let done = self.begun(place, work).await?;
        match timeout(self.limits.time, done).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(_)) => Err(Wrong::Internal),
            Err(_) => Err(Wrong::TooLong),
        }
    }

    /// Begins work in the same way, and leaves it to hand on what it comes to.
    ///
    /// # Errors
    /// No processor in time.
    pub(super) async fn begin(
        &self,
        place: Place,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), Wrong> {
        self.begun(place, work).await.map(drop)
    }

    async fn begun<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<JoinHandle<T>, Wrong> {
        let worker = timeout(self.limits.time, Arc::clone(&self.workers).acquire_owned()).await;
        let Ok(Ok(worker)) = worker else { return Err(Wrong::Busy) };
        Ok(spawn_blocking(move || {
            let _held = (place, worker);
            work()
        }))
    }
}

fn blocks(size: usize) -> usize {
    size.div_ceil(BLOCK).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::runtime::Builder;

    fn places() -> Places {
        Places::new(Limits { body: 1 << 20, time: Duration::from_millis(50) })
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
    }

    #[test]
    fn a_panic_is_the_end_of_one_request() {
        run(async {
            let places = Places::new(Limits { body: 1 << 20, time: Duration::from_secs(60) });
            // More than there is room for, should it not be given back.
            for _ in 0..=BODIES {
                let place = places.take(Some(1 << 20)).await.unwrap();
                let done = places.work(place, || -> u8 { panic!("expected in this test") }).await;
                assert!(matches!(done, Err(Wrong::Internal)));
            }
            let place = places.take(None).await.unwrap();
            assert!(matches!(places.work(place, || 1).await, Ok(1)));
        });
    }

    #[test]
    fn bodies_have_room_together() {
        run(async {
            let places = places();
            assert!(matches!(places.take(Some((1 << 20) + 1)).await, Err(Wrong::TooLarge { .. })));
            let mut held = Vec::new();
            for _ in 0..BODIES {
                held.push(places.take(None).await.unwrap());
            }
            assert!(matches!(places.take(Some(1)).await, Err(Wrong::Busy)));
            held.pop();
            assert!(places.take(Some(1)).await.is_ok());
        });
    }

    #[test]
    fn only_so_many_wait() {
        run(async {
            let places = places();
            let mut held = Vec::new();
            while let Ok(place) = places.take(Some(0)).await {
                held.push(place);
            }
            assert!(held.len() > QUEUE && held.len() <= QUEUE + 1024);
        });
    }

    #[test]
    fn work_that_takes_too_long_is_not_waited_for() {
        run(async {
            let places = places();
            let place = places.take(Some(1)).await.unwrap();
            let done = places.work(place, || std::thread::sleep(Duration::from_millis(200))).await;
            assert!(matches!(done, Err(Wrong::TooLong)));
        });
    }
}
