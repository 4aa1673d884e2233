//! The core of jichi as a WebAssembly module: the files of a page that is open, checked, changed and written. The page and
//! its worker are written in JavaScript beside it; nothing here knows them.
//!
//! Questions and files pass through the module's memory: the caller asks for room with [`room`], writes into it, and hands
//! it over with [`ask`]; what comes back is a length and an address in one number, to be given back with [`release`].

mod answer;

use std::cell::RefCell;

use answer::{Answers, framed};

thread_local! {
    /// What is open. The module has one thread.
    static ANSWERS: RefCell<Answers> = RefCell::default();
}

/// Room for `size` bytes, to be written by the caller.
#[unsafe(no_mangle)]
pub extern "C" fn room(size: usize) -> *mut u8 {
    let room = vec![0_u8; size].into_boxed_slice();
    Box::into_raw(room).cast()
}

/// Gives back room, or what [`ask`] returned.
///
/// # Safety
/// `at` and `size` are those of a room that was not given back yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(at: *mut u8, size: usize) {
    // SAFETY: the caller says that it is such a room.
    drop(unsafe { taken(at, size) });
}

/// Answers a question. Takes two rooms: the question as JSON, and the content of a file where it is about one. Returns the
/// answer: its length in the upper half, its address in the lower. An answer is the length of its JSON (four bytes,
/// little-endian), the JSON, and the content of a file where one was written.
///
/// # Safety
/// Both are rooms that were not given back yet; they are used up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ask(
    question: *mut u8,
    question_size: usize,
    file: *mut u8,
    file_size: usize,
) -> u64 {
    // SAFETY: the caller says that they are such rooms.
    let (question, file) = unsafe { (taken(question, question_size), taken(file, file_size)) };
    let answer = ANSWERS.with_borrow_mut(|answers| answers.to(&question, file.into_vec()));
    let answer = framed(answer).into_boxed_slice();
    let size = answer.len() as u64;
    let at = Box::into_raw(answer).cast::<u8>() as usize as u64;
    size << 32 | at
}

/// The bytes of a room.
///
/// # Safety
/// `at` and `size` are those of a room that was not taken yet.
unsafe fn taken(at: *mut u8, size: usize) -> Box<[u8]> {
    // SAFETY: rooms are boxes of so many bytes.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, size)) }
}
