//! A run of a plugin in a process of its own.
//!
//! Projects are packed wherever they are read, by many threads and in any order; a thread of the session sends
//! them in the order of the sheet, while the program goes on with its own rules. At the end of a step the answers
//! are gathered: one for each call, in order, so that it is known which call did not come back.

use std::collections::BTreeMap;
use std::ops::Range;
use std::process::ChildStdin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::super::here::Settings;
use super::super::library::LoadFault;
use super::super::sink::{Collected, Fault};
use super::Launch;
use super::process::Process;
use super::wire::{self, Begin, Call, Kind};

/// A run.
#[derive(Debug)]
pub(in super::super) struct Apart {
    launch: Arc<Launch>,
    begin: Begin,
    feed: Arc<Feed>,
    life: Mutex<Life>,
}

/// What a call came to; calls without findings are left out.
#[derive(Debug)]
pub(in super::super) struct Answer {
    /// The project, by its index in the sheet.
    pub project: usize,
    /// The rule, by its number in the plugin.
    pub rule: usize,
    /// What it reported, or that its process ended.
    pub collected: Collected,
    /// Whether the plugin is not asked any more.
    pub is_last: bool,
}

#[derive(Debug)]
enum Life {
    Running { process: Process, feeder: JoinHandle<()>, was_restarted: bool },
    Over,
}

/// Projects on their way to the process.
#[derive(Debug, Default)]
struct Feed {
    queue: Mutex<Queue>,
    more: Condvar,
}

/// Projects that are sent together: the process is not to wake up for each.
const BATCH: usize = 32;

#[derive(Debug, Default)]
struct Queue {
    /// Frames by the index of their project, until they are answered.
    frames: BTreeMap<usize, Arc<Vec<u8>>>,
    /// The next one to be sent.
    next: usize,
    /// The first call on it; 0 but after a restart.
    first_call: usize,
    /// Whether somebody waits for the answers.
    is_urgent: bool,
    /// Who feeds which process: after a restart the feeder of the old one has nothing more to send.
    feeder: usize,
}

impl Apart {
    /// Begins a run. `is_known` tells of each rule whether anything can be said of what it finds.
    pub(in super::super) fn open(
        launch: &Arc<Launch>,
        settings: Settings,
        is_known: impl Fn(usize) -> bool,
    ) -> Result<Self, Fault> {
        let of = |follows: bool| {
            let has = move |&(_, rule): &(usize, &(bool, bool))| if follows { rule.1 } else { rule.0 };
            let known = launch.rules.iter().enumerate().filter(|(rule, _)| is_known(*rule));
            known.filter(has).map(move |(rule, _)| Call { rule, follows })
        };
        let begin = Begin { settings, calls: of(false).chain(of(true)).collect() };
        let feed = Arc::new(Feed::default());
        let mut process = launch.process().map_err(not_started)?;
        let feeder = begin_run(&mut process, &begin, &feed, launch)?;
        let life = Mutex::new(Life::Running { process, feeder, was_restarted: false });
        Ok(Self { launch: Arc::clone(launch), begin, feed, life })
    }

    /// Begins a sheet.
    pub(in super::super) fn sheet(&self) {
        let mut queue = self.feed.queue();
        (queue.next, queue.first_call) = (0, 0);
        queue.frames.clear();
    }

    /// Hands a project over.
    pub(in super::super) fn show(&self, project: usize, frame: Arc<Vec<u8>>) {
        let mut queue = self.feed.queue();
        queue.frames.insert(project, frame);
        if project % BATCH == BATCH - 1 {
            self.feed.more.notify_all();
        }
    }

    /// The answers on projects that have all been shown.
    pub(in super::super) fn answers(&self, projects: Range<usize>) -> Vec<Answer> {
        let mut answers = Vec::new();
        let mut life = self.life.lock().unwrap_or_else(PoisonError::into_inner);
        self.feed.queue().is_urgent = true;
        self.feed.more.notify_all();
        let calls = &self.begin.calls;
        let (mut project, mut nth) = (projects.start, 0);
        while project < projects.end {
            let Life::Running { process, was_restarted, .. } = &mut *life else { break };
            let Some(call) = calls.get(nth) else {
                self.feed.queue().frames.remove(&project);
                (project, nth) = (project + 1, 0);
                continue;
            };
            let answer = match process.next(self.launch.limits.timeout) {
                Ok((Kind::Nothing, _)) => Ok(None),
                Ok((Kind::Found, payload)) => {
                    wire::json(&payload).map(Some).map_err(|error| Fault::Ended(error.to_string()))
                }
                Ok(_) => Err(Fault::Ended("an answer out of place".to_owned())),
                Err(fault) => Err(fault),
            };
            nth += 1;
            let (collected, is_last) = match answer {
                Ok(None) => continue,
                Ok(Some(collected)) => (collected, false),
                Err(fault) => {
                    process.kill();
                    let restarts = !*was_restarted;
                    *life = Life::Over;
                    if restarts {
                        // After the last call on a project its frame goes, maybe before it could be sent again.
                        let is_done = nth == calls.len();
                        *life =
                            if is_done { self.restart(project + 1, 0) } else { self.restart(project, nth) };
                    }
                    let collected = Collected { findings: Vec::new(), fault: Some(fault) };
                    (collected, matches!(*life, Life::Over))
                }
            };
            answers.push(Answer { project, rule: call.rule, collected, is_last });
        }
        let mut queue = self.feed.queue();
        queue.is_urgent = false;
        match &*life {
            Life::Running { process, .. } => process.pause(),
            Life::Over => queue.frames.clear(),
        }
        answers
    }

    /// Goes on in a new process with a call on a project.
    fn restart(&self, project: usize, nth: usize) -> Life {
        {
            let mut queue = self.feed.queue();
            (queue.next, queue.first_call) = (project, nth);
            queue.feeder += 1;
        }
        self.feed.more.notify_all();
        let started = self.launch.process().map_err(not_started).and_then(|mut process| {
            let feeder = begin_run(&mut process, &self.begin, &self.feed, &self.launch)?;
            Ok(Life::Running { process, feeder, was_restarted: true })
        });
        started.unwrap_or(Life::Over)
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        let life = self.life.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Life::Running { mut process, feeder, .. } = std::mem::replace(life, Life::Over) else { return };
        let mut queue = self.feed.queue();
        queue.feeder += 1;
        // A run that was broken off does not wait for what nobody wants to know any more.
        let is_done = queue.frames.is_empty();
        drop(queue);
        self.feed.more.notify_all();
        if !is_done {
            process.kill();
        }
        // Its end closes the way to the process, which ends by that.
        let _ = feeder.join();
    }
}

fn not_started(fault: LoadFault) -> Fault {
    match fault {
        LoadFault::Process(fault) => fault,
        // It was loaded before.
        other => Fault::NotStarted(other.message(crate::finding::Language::En)),
    }
}

/// Begins the run in the process, and a thread that feeds it.
fn begin_run(
    process: &mut Process,
    begin: &Begin,
    feed: &Arc<Feed>,
    launch: &Launch,
) -> Result<JoinHandle<()>, Fault> {
    process.tell(Kind::Begin, begin)?;
    match process.next(launch.limits.timeout)? {
        (Kind::Begun, payload) => match wire::json::<Option<Fault>>(&payload) {
            Ok(None) => {}
            Ok(Some(fault)) => return Err(fault),
            Err(error) => return Err(Fault::Ended(error.to_string())),
        },
        _ => return Err(Fault::Ended("an answer out of place".to_owned())),
    }
    let to = process.to.take().ok_or_else(|| Fault::Ended("no way to the process".to_owned()))?;
    let feed = Arc::clone(feed);
    let own = feed.queue().feeder;
    Ok(thread::spawn(move || feed.send_all(own, to)))
}

impl Feed {
    /// Sends projects in their order until there are no more, or nobody reads them.
    fn send_all(&self, own: usize, mut to: ChildStdin) {
        let mut queue = self.queue();
        while queue.feeder == own {
            let batch = queue.batch();
            if batch.is_empty() {
                queue = self.more.wait(queue).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let mut first = std::mem::take(&mut queue.first_call);
            queue.next += batch.len();
            drop(queue);
            for frame in batch {
                // The process that does not take it has ended, which whoever waits for its answers sees.
                if wire::send(&mut to, &frame, first as u64).is_err() {
                    return;
                }
                first = 0;
            }
            queue = self.queue();
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// The projects that are next, where they are enough or somebody waits for them.
    fn batch(&self) -> Vec<Arc<Vec<u8>>> {
        let ready = self.frames.range(self.next..).zip(self.next..).take(BATCH);
        let ready = ready.take_while(|((index, _), next)| *index == next);
        let batch: Vec<_> = ready.map(|((_, frame), _)| Arc::clone(frame)).collect();
        if self.is_urgent || batch.len() == BATCH { batch } else { Vec::new() }
    }
}
