//! What all commands share: the language, where output goes, what went wrong so far.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use super::error::{Exit, Failure};
use super::replacement::Replacement;
use crate::caret::CaretError;
use crate::finding::Language;
use crate::plugin::PluginRun;
use crate::report::{Paint, Unread};

/// The width of output that goes to no terminal: always the same, so that results are.
pub(super) const FILE_WIDTH: usize = 100;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Colour {
    /// On a terminal.
    #[default]
    Auto,
    Always,
    Never,
}

impl Colour {
    fn paint(self, terminal: bool) -> Paint {
        let wanted = || {
            let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
            terminal
                && set("NO_COLOR").is_none()
                && set("TERM").is_none_or(|term| term != "dumb")
                && understands_escapes()
        };
        Paint {
            colour: match self {
                Self::Always => true,
                Self::Never => false,
                Self::Auto => wanted(),
            },
        }
    }
}

/// Whether consoles take escape sequences: those of Windows have to be told to, and old ones do not.
#[cfg(windows)]
pub(super) fn understands_escapes() -> bool {
    static TOLD: std::sync::LazyLock<bool> =
        std::sync::LazyLock::new(|| anstyle_query::windows::enable_ansi_colors().unwrap_or(false));
    *TOLD
}

#[cfg(not(windows))]
pub(super) fn understands_escapes() -> bool {
    true
}

/// One run of the program.
pub(super) struct Session {
    pub(super) language: Language,
    colour: Colour,
    exit: Exit,
    failures: Vec<Failure>,
    /// Whether failures are kept only, and not printed.
    is_quiet: bool,
}

impl Session {
    pub(super) fn new(language: Language, colour: Colour) -> Self {
        Self { language, colour, exit: Exit::Clean, failures: Vec::new(), is_quiet: false }
    }

    /// A session that prints nothing by itself.
    pub(super) fn quiet(language: Language) -> Self {
        Self { is_quiet: true, ..Self::new(language, Colour::Never) }
    }

    /// What went wrong.
    pub(super) fn failures(self) -> Vec<Failure> {
        self.failures
    }

    /// Whether something went wrong.
    #[cfg(feature = "serve")]
    pub(super) fn has_failed(&self) -> bool {
        !self.failures.is_empty()
    }

    /// A session as this one was when it began.
    pub(super) fn again(&self) -> Self {
        Self::new(self.language, self.colour)
    }

    /// The text in the session's language.
    pub(super) fn text<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// How standard output is painted.
    pub(super) fn paint(&self) -> Paint {
        self.colour.paint(io::stdout().is_terminal())
    }

    /// The columns of standard output.
    pub(super) fn width(&self) -> usize {
        columns(terminal_size::terminal_size_of(io::stdout()))
    }

    /// Reports a failure on standard error and remembers it.
    pub(super) fn fail(&mut self, failure: Failure) {
        self.raise(failure.exit());
        if !self.is_quiet {
            let paint = self.colour.paint(io::stderr().is_terminal());
            let width = columns(terminal_size::terminal_size_of(io::stderr()));
            note(&failure.render(self.language, paint, width));
        }
        self.failures.push(failure);
    }

    /// Reports the mistakes of a configuration.
    pub(super) fn misconfigured(&mut self, errors: Vec<CaretError>) {
        for error in errors {
            self.fail(Failure::Config(Box::new(error)));
        }
    }

    /// Reports the plugins that failed in a run.
    pub(super) fn plugins_failed(&mut self, run: &PluginRun<'_>) {
        for failed in run.failures() {
            self.fail(Failure::PluginFailed(Box::new(failed)));
        }
    }

    /// Ends with `exit`, unless something graver happens.
    pub(super) fn raise(&mut self, exit: Exit) {
        self.exit = self.exit.max(exit);
    }

    /// The inputs that were left unchecked.
    pub(super) fn unread(&self) -> Vec<Unread> {
        let inputs = self.failures.iter().filter(|failure| failure.is_input());
        let unread = inputs.map(|failure| Unread {
            file: failure.file().unwrap_or_default().to_owned(),
            kind: failure.kind(),
            message: failure.message(self.language),
            help: failure.help(self.language),
        });
        unread.collect()
    }

    /// Says something on standard output.
    pub(super) fn tell(&mut self, text: &str) {
        let mut out = Output::new();
        let written = writeln!(out, "{text}").and_then(|()| out.flush());
        self.written(written);
    }

    /// Reports an output error, unless there was none.
    pub(super) fn written(&mut self, result: io::Result<()>) {
        if let Err(source) = result {
            self.fail(Failure::Output { file: None, source });
        }
    }

    /// Writes all failures as JSON, through a temporary file, so that nothing half-written is left.
    pub(super) fn write_failures(&mut self, path: &Path) {
        let objects: Vec<_> = self.failures.iter().map(|failure| failure.object(self.language)).collect();
        let mut bytes = serde_json::to_vec_pretty(&objects).unwrap_or_default();
        bytes.push(b'\n');
        if let Err(failure) = Replacement::write(path, &bytes) {
            self.fail(failure);
        }
    }

    /// How the program ends.
    pub(super) fn exit(self) -> Exit {
        self.exit
    }
}

/// The width of a terminal; what is no terminal has none.
fn columns(size: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    size.map_or(FILE_WIDTH, |(width, _)| width.0.into())
}

/// Writes to standard error; that nobody listens there is no reason to stop.
pub(super) fn note(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Standard output, buffered. Once its reader has gone (`| head`), what is written falls away and the run
/// goes on to its exit code.
pub(super) struct Output {
    inner: BufWriter<io::Stdout>,
    closed: bool,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { inner: BufWriter::with_capacity(1 << 16, io::stdout()), closed: false }
    }

    fn settle<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            result => result,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.settle(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.inner.flush();
        self.settle(result, ())
    }
}
