//! A progress bar on standard error, for long runs in front of a person.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// Counts files; shows itself only where somebody waits.
pub(super) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    shown: bool,
}

impl Progress {
    pub(super) fn new(files: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        // Findings that scroll by on the same screen are progress enough.
        let shown = io::stdout().is_terminal() || !io::stderr().is_terminal();
        Self { bar, begun: Instant::now(), shown }
    }

    /// A file is done; `message` says what came of the run so far.
    pub(super) fn step(&mut self, message: impl FnOnce() -> String) {
        self.bar.inc(1);
        if self.begun.elapsed() < PATIENCE || !io::stderr().is_terminal() {
            return;
        }
        if !self.shown {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(message());
    }

    /// One of the files holds this many.
    pub(super) fn more(&mut self, files: usize) {
        self.bar.inc_length(files.saturating_sub(1) as u64);
    }

    /// Takes the bar off the screen while `print` writes to standard error.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// The run is over.
    pub(super) fn end(self) {
        self.bar.finish_and_clear();
    }
}
