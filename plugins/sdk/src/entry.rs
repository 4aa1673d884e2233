//! What the host calls: safe functions behind C ones. No panic gets out of here.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::abi;
use crate::project::{Project, Run, text};
use crate::report::Report;
use crate::{Calls, Plugin, Rule};

/// The descriptor of a plugin with the state `P`.
pub const fn descriptor<P: Plugin>(
    id: &'static str,
    version: &'static str,
    rules: &'static [abi::Rule],
) -> abi::Descriptor {
    abi::Descriptor {
        magic: abi::MAGIC,
        major: abi::MAJOR,
        minor: abi::MINOR,
        size: size_of::<abi::Descriptor>(),
        id: text(id),
        version: text(version),
        // The state is Sync, and rules get at it by shared reference only.
        flags: abi::PLUGIN_THREAD_SAFE,
        reserved: 0,
        rules: rules.as_ptr(),
        rule_count: rules.len(),
        rule_size: size_of::<abi::Rule>(),
        open: Some(open::<P>),
        close: Some(close::<P>),
    }
}

/// The entry of a rule.
pub const fn rule<P: Plugin, R: Rule<P>>() -> abi::Rule {
    let check: abi::Check = check::<P, R>;
    let follow: abi::Check = follow::<P, R>;
    let (checks, follows) = match R::CALLS {
        Calls::Check => (Some(check), None),
        Calls::Follow => (None, Some(follow)),
        Calls::CheckAndFollow => (Some(check), Some(follow)),
    };
    abi::Rule { source: text(R::SOURCE), check: checks, follow: follows }
}

unsafe extern "C" fn open<P: Plugin>(run: *const abi::Run, state: *mut *mut c_void) -> u32 {
    // SAFETY: the host hands over a run and a place for the state that are valid for the call.
    let (run, state) = unsafe { (&*run, &mut *state) };
    match contained(|| P::open(&Run::new(run))) {
        Ok(opened) => {
            *state = Box::into_raw(Box::new(opened)).cast();
            abi::STATUS_OK
        }
        Err(_) => abi::STATUS_FAILED,
    }
}

unsafe extern "C" fn close<P: Plugin>(state: *mut c_void) {
    // SAFETY: the state is the box that `open` gave away, and the host closes it once, with no call under way.
    let state = unsafe { Box::from_raw(state.cast::<P>()) };
    // A panic while it is dropped has nobody to be told to.
    let _ = contained(|| drop(state));
}

unsafe extern "C" fn check<P: Plugin, R: Rule<P>>(
    state: *mut c_void,
    project: *const abi::Project,
    sink: *const abi::Sink,
) -> u32 {
    // SAFETY: the state is what `open` made of a `P`, which is Sync; the host hands it to `check` and `follow`
    // only, and to no `follow` while a `check` is under way. Project and sink are valid for the call.
    let (state, project, sink) = unsafe { (&*state.cast::<P>(), &*project, &*sink) };
    call(sink, |report| R::check(state, &Project::new(project), report))
}

unsafe extern "C" fn follow<P: Plugin, R: Rule<P>>(
    state: *mut c_void,
    project: *const abi::Project,
    sink: *const abi::Sink,
) -> u32 {
    // SAFETY: as in `check`; no other call on the state is under way, so that this is the only reference to it.
    let (state, project, sink) = unsafe { (&mut *state.cast::<P>(), &*project, &*sink) };
    call(sink, |report| R::follow(state, &Project::new(project), report))
}

fn call(sink: &abi::Sink, work: impl FnOnce(&mut Report<'_>)) -> u32 {
    match contained(|| work(&mut Report::new(sink))) {
        Ok(()) => abi::STATUS_OK,
        Err(message) => {
            // SAFETY: the sink's own functions take its own pointer; the text is valid for the call.
            unsafe { (sink.fault)(sink.host, text(&message)) };
            abi::STATUS_FAILED
        }
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; Err with what a panic says and where. Nothing is printed: the host tells it at the right place.
fn contained<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !INSIDE.get() {
                return before(panic);
            }
            let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
            let said = format!("{}{}", words(panic.payload()), place.unwrap_or_default());
            SAID.with(|slot| slot.replace(Some(said)));
        }));
    });
    let outer = INSIDE.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(outer);
    done.map_err(|panic| {
        let said = SAID.with(RefCell::take).unwrap_or_else(|| words(&*panic).to_owned());
        // What was panicked with may panic when it is dropped.
        std::mem::forget(panic);
        said
    })
}

fn words(panic: &(dyn Any + Send)) -> &str {
    match panic.downcast_ref::<&str>() {
        Some(words) => words,
        None => panic.downcast_ref::<String>().map_or("panic", String::as_str),
    }
}
