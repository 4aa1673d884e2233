//! Why the system does not let us read or write something, in words, and what to do about it.

use std::io;

use crate::finding::Language;

/// The system's reason, in words that are the same on every system where it is a common one.
pub(super) fn reason(error: &io::Error, language: Language) -> String {
    let (zh, en) = match error.kind() {
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
        _ if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) => {
            ("正被其他程序使用，如 Excel、WPS", "another program, such as Excel or WPS, uses it")
        }
        io::ErrorKind::NotFound => ("不存在", "it does not exist"),
        io::ErrorKind::PermissionDenied => ("没有权限", "no permission"),
        io::ErrorKind::IsADirectory => ("是文件夹", "it is a folder"),
        io::ErrorKind::NotADirectory => ("路径中有一段不是文件夹", "a part of the path is no folder"),
        io::ErrorKind::AlreadyExists => ("已有同名的文件", "a file of this name is there"),
        io::ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
        io::ErrorKind::QuotaExceeded => ("超出磁盘配额", "the disk quota is used up"),
        io::ErrorKind::FileTooLarge => ("文件太大", "the file is too large"),
        io::ErrorKind::ResourceBusy => ("正被其他程序使用", "another program uses it"),
        io::ErrorKind::InvalidFilename => ("文件名不合规定或太长", "no file can have the name"),
        io::ErrorKind::InvalidData => ("不是 UTF-8 编码", "it is not in UTF-8"),
        io::ErrorKind::ReadOnlyFilesystem => ("磁盘只读", "the disk is read-only"),
        _ => return error.to_string(),
    };
    if language == Language::Zh { zh } else { en }.to_owned()
}

/// What to do about a path that leads nowhere or to a folder; None where something else is the matter.
pub(super) fn advice(error: &io::Error) -> Option<(&'static str, &'static str)> {
    match error.kind() {
        io::ErrorKind::NotFound => Some(("请核对路径。", "Check the path.")),
        io::ErrorKind::IsADirectory => Some(("请写一个文件，不能是文件夹。", "Name a file, not a folder.")),
        _ => None,
    }
}
