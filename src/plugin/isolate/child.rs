//! The child's side: loads one library and shows it projects, until nobody sends any more.

use std::io::{self, BufReader, Read, Write};

use jichi_plugin::abi;

use super::super::descriptor::Described;
use super::super::here::Here;
use super::super::library::describe;
use super::super::sink::Collected;
use super::wire::{self, Begin, Description, Kind, Load};

/// The argument that makes the program a child.
pub const ARGUMENT: &str = "--plugin-host";

/// Serves the parent on standard input and output. Whatever goes wrong ends the process; the parent tells it.
pub fn serve() -> io::Result<()> {
    let (from, mut to) = channels()?;
    let mut from = BufReader::with_capacity(1 << 16, from);
    let mut payload = Vec::new();
    wire::write(&mut to, Kind::Greeting, wire::greeting().as_bytes())?;
    let Some(Kind::Load) = wire::read(&mut from, &mut payload)? else { return Ok(()) };
    let Load { path, memory } = wire::json(&payload)?;
    limit(memory)?;
    let described = describe(&path);
    let description = described.as_ref().map(description);
    wire::write_json(&mut to, Kind::Described, &description)?;
    let Ok(described) = &described else { return Ok(()) };
    let Some(Kind::Begin) = wire::read(&mut from, &mut payload)? else { return Ok(()) };
    let Begin { settings, calls } = wire::json(&payload)?;
    let here = match Here::open(described, &settings) {
        Ok(here) => here,
        Err(fault) => return wire::write_json(&mut to, Kind::Begun, &Some(fault)),
    };
    wire::write(&mut to, Kind::Begun, b"null")?;
    while let Some(kind) = wire::read(&mut from, &mut payload)? {
        let shown = wire::shown(&payload).filter(|_| kind == Kind::Show);
        let (first, mut packed) = shown.ok_or_else(|| wire::broken("no project"))?;
        let project = packed.link();
        // Each answer goes out before the next call begins: so the parent knows which one did not end.
        for call in calls.iter().skip(usize::try_from(first).unwrap_or(usize::MAX)) {
            let rule = here.rules().get(call.rule);
            let function = rule.and_then(|rule| if call.follows { rule.follow } else { rule.check });
            answer(&mut to, &function.map(|function| called(&here, function, project, call.follows)))?;
        }
    }
    Ok(())
}

fn called(here: &Here<'_>, function: abi::Check, project: &abi::Project, follows: bool) -> Collected {
    if follows { here.follow(function, project) } else { here.check(function, project) }
}

fn answer(to: &mut impl Write, collected: &Option<Collected>) -> io::Result<()> {
    match collected {
        Some(collected) if !collected.is_empty() => wire::write_json(to, Kind::Found, collected),
        _ => wire::write(to, Kind::Nothing, &[]),
    }
}

fn description(described: &Described) -> Description {
    let rule = |rule: &super::super::descriptor::DescribedRule| {
        (rule.source.clone(), rule.check.is_some(), rule.follow.is_some())
    };
    Description {
        id: described.id.to_string(),
        version: described.version.clone(),
        rules: described.rules.iter().map(rule).collect(),
    }
}

/// The way from and to the parent. What the plugin prints must not get into it, and what it reads from standard
/// input must not come from it: those lead elsewhere from here on.
#[cfg(unix)]
fn channels() -> io::Result<(impl Read, impl Write)> {
    use std::fs::File;

    // A child whose parent is gone and whose plugin hangs would stay for ever.
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    let from = File::from(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?);
    let to = File::from(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?);
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    Ok((from, to))
}

/// As above. Standard input and output are kept twice there: by the system, and by number in the C library that libraries
/// in C print with.
#[cfg(windows)]
fn channels() -> io::Result<(impl Read, impl Write)> {
    use std::ffi::c_int;
    use std::fs::File;
    use std::os::windows::io::{AsHandle, AsRawHandle, IntoRawHandle};

    use windows_sys::Win32::System::Console::{STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetStdHandle};

    unsafe extern "C" {
        #[link_name = "_open_osfhandle"]
        safe fn number_of(handle: isize, flags: c_int) -> c_int;
        #[link_name = "_dup2"]
        safe fn lead_number(from: c_int, which: c_int) -> c_int;
    }

    let from = File::from(io::stdin().as_handle().try_clone_to_owned()?);
    let to = File::from(io::stdout().as_handle().try_clone_to_owned()?);
    let nothing = File::open("NUL")?.into_raw_handle();
    if lead_number(number_of(nothing as isize, 0), 0) != 0 || lead_number(2, 1) != 0 {
        return Err(io::Error::last_os_error());
    }
    let lead = |which, handle| {
        // SAFETY: the handle is open, and stays so: nobody closes it.
        if unsafe { SetStdHandle(which, handle) } == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    };
    lead(STD_INPUT_HANDLE, nothing)?;
    lead(STD_OUTPUT_HANDLE, io::stderr().as_raw_handle())?;
    Ok((from, to))
}

#[cfg(not(any(unix, windows)))]
fn channels() -> io::Result<(impl Read, impl Write)> {
    Ok((io::stdin().lock(), io::stdout().lock()))
}

/// Bounds the memory: of address space, as that is what systems bound. A crash leaves no image of the memory in
/// the user's folder.
#[cfg(unix)]
fn limit(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let now = getrlimit(Resource::As);
    let wanted = used().saturating_add(memory);
    let bounded = now.current.map_or(wanted, |current| current.min(wanted));
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(setrlimit(Resource::As, Rlimit { current: Some(bounded), maximum: Some(bounded) })?)
}

#[cfg(not(unix))]
fn limit(_memory: u64) -> io::Result<()> {
    Ok(())
}

/// The bytes of address space that the process has already: allocators reserve much that they never use.
#[cfg(unix)]
fn used() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    pages.map_or(1 << 30, |pages| pages.saturating_mul(rustix::param::page_size() as u64))
}
