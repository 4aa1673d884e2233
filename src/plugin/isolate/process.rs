//! A child process and what comes from it.

use std::io::{self, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::super::Limits;
use super::super::library::LoadFault;
use super::super::sink::Fault;
use super::ARGUMENT;
use super::wire::{self, Description, Kind, Load};

/// The time for starting and loading: much more than it takes on a machine that is busy otherwise.
const START: Duration = Duration::from_secs(30);
/// The time that a process has for ending by itself.
const END: Duration = Duration::from_secs(2);
/// The bytes that may be on their way to a process.
#[cfg(target_os = "linux")]
const PIPE: usize = 1 << 20;
/// How much is kept of what it prints last.
const SAID: usize = 2048;

/// A child process with the library loaded.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Until whoever feeds it takes it over.
    pub(super) to: Option<ChildStdin>,
    frames: Receiver<io::Result<(Kind, Vec<u8>)>>,
    gate: Arc<Gate>,
    /// The end of what it printed, and whether more may come.
    said: Arc<Mutex<Vec<u8>>>,
    listener: Option<thread::JoinHandle<()>>,
}

/// Whether anybody wants to hear what the process sends. A thread that woke up for every answer of a few bytes
/// would take as much time as the answers.
#[derive(Debug, Default)]
struct Gate {
    is_open: Mutex<bool>,
    changed: Condvar,
}

impl Gate {
    fn set(&self, is_open: bool) {
        let mut now = self.is_open.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *now, is_open) != is_open {
            self.changed.notify_all();
        }
    }

    fn wait(&self) {
        let now = self.is_open.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_while(now, |is_open| !*is_open));
    }
}

impl Process {
    /// Starts the program as a child and has it load the library.
    pub(super) fn start(
        program: &Path,
        library: &Path,
        limits: Limits,
    ) -> Result<(Self, Description), LoadFault> {
        let mut command = Command::new(program);
        command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            command.spawn().map_err(|error| LoadFault::Process(Fault::NotStarted(error.to_string())))?;
        #[cfg(target_os = "linux")]
        if let Some(to) = &child.stdin {
            // Fewer turns between the two where the system grants it.
            let _ = rustix::pipe::fcntl_setpipe_size(to, PIPE);
        }
        let (to, from, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (sender, frames) = channel();
        let gate = Arc::new(Gate::default());
        let heard = Arc::clone(&gate);
        // The thread ends with the process, or when nobody listens any more.
        let reader = move || {
            let Some(from) = from else { return };
            let mut from = BufReader::with_capacity(1 << 16, from);
            loop {
                if from.buffer().is_empty() {
                    heard.wait();
                }
                let mut payload = Vec::new();
                let frame = match wire::read(&mut from, &mut payload) {
                    Ok(Some(kind)) => Ok((kind, payload)),
                    Ok(None) => return,
                    Err(error) => Err(error),
                };
                let is_last = frame.is_err();
                if sender.send(frame).is_err() || is_last {
                    return;
                }
            }
        };
        let said = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&said);
        let listener = move || {
            let Some(mut errors) = errors else { return };
            let mut buffer = [0; 1024];
            while let Ok(count) = errors.read(&mut buffer)
                && count > 0
            {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&buffer[..count]);
                let surplus = kept.len().saturating_sub(SAID);
                kept.drain(..surplus);
            }
        };
        thread::spawn(reader);
        let listener = Some(thread::spawn(listener));
        let mut process = Self { child, to, frames, gate, said, listener };
        let description = process.load(library, limits)?;
        Ok((process, description))
    }

    fn load(&mut self, library: &Path, limits: Limits) -> Result<Description, LoadFault> {
        let odd = |what: &str| LoadFault::Process(Fault::NotStarted(what.to_owned()));
        match self.next(START).map_err(LoadFault::Process)? {
            (Kind::Greeting, greeting) if greeting == wire::greeting().as_bytes() => {}
            _ => return Err(odd("another version of the program answered")),
        }
        let load = Load { path: library.to_owned(), memory: limits.memory };
        self.tell(Kind::Load, &load).map_err(LoadFault::Process)?;
        match self.next(START).map_err(LoadFault::Process)? {
            (Kind::Described, payload) => wire::json(&payload).map_err(|error| odd(&error.to_string()))?,
            _ => Err(odd("no description came")),
        }
    }

    /// Sends a frame, before the process is fed.
    pub(super) fn tell(&mut self, kind: Kind, payload: &impl serde::Serialize) -> Result<(), Fault> {
        let sent = match &mut self.to {
            Some(to) => wire::write_json(to, kind, payload).is_ok(),
            None => false,
        };
        if sent { Ok(()) } else { Err(self.ended()) }
    }

    /// The next frame that it sends.
    pub(super) fn next(&mut self, timeout: Duration) -> Result<(Kind, Vec<u8>), Fault> {
        if let Ok(Ok(frame)) = self.frames.try_recv() {
            return Ok(frame);
        }
        self.gate.set(true);
        match self.frames.recv_timeout(timeout) {
            Ok(Ok(frame)) => Ok(frame),
            Err(RecvTimeoutError::Timeout) => {
                self.kill();
                Err(Fault::Silent(timeout.as_secs()))
            }
            // What it says is no frame, or it says no more.
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
        }
    }

    /// Lets what it sends lie until the next frame is asked for.
    pub(super) fn pause(&self) {
        self.gate.set(false);
    }

    /// How it ended: its status and the last line that it printed.
    fn ended(&mut self) -> Fault {
        let status = match self.wait(END) {
            Some(status) => status.to_string(),
            None => {
                self.kill();
                "closed its output".to_owned()
            }
        };
        if let Some(listener) = self.listener.take() {
            // It ends with the process; a grandchild may keep the pipe open.
            let start = Instant::now();
            while !listener.is_finished() && start.elapsed() < END {
                thread::sleep(Duration::from_millis(1));
            }
        }
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let said = String::from_utf8_lossy(&said);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        Fault::Ended(if last.is_empty() { status } else { format!("{status}: {}", last.trim()) })
    }

    fn wait(&mut self, longest: Duration) -> Option<std::process::ExitStatus> {
        let start = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if start.elapsed() < longest => thread::sleep(Duration::from_millis(1)),
                _ => return None,
            }
        }
    }

    /// Ends it at once.
    pub(super) fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Without input it ends, and with it the thread that reads what it sends.
        self.to = None;
        self.gate.set(true);
        if self.wait(END).is_none() {
            self.kill();
        }
    }
}
