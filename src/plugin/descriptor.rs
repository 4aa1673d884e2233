//! What a plugin says of itself, held against the interface before any of it is used.

use std::borrow::Cow;
use std::sync::Arc;

use jichi_plugin::abi;

/// The longest text that a descriptor may hold: a rule file.
const LONGEST: usize = 1 << 20;
/// The most rules that a plugin may have.
const RULES: usize = 1000;
/// The size of a descriptor of the first version; later ones are larger.
const DESCRIPTOR: usize = size_of::<abi::Descriptor>();
/// The size of a rule of the first version.
const RULE: usize = size_of::<abi::Rule>();

/// A plugin's descriptor, checked, with its texts copied.
#[derive(Debug, Clone)]
pub(super) struct Described {
    pub(super) id: Arc<str>,
    pub(super) version: String,
    pub(super) is_thread_safe: bool,
    pub(super) rules: Vec<DescribedRule>,
    pub(super) open: Option<unsafe extern "C" fn(*const abi::Run, *mut *mut std::ffi::c_void) -> u32>,
    pub(super) close: Option<unsafe extern "C" fn(*mut std::ffi::c_void)>,
}

/// One of its rules.
#[derive(Debug, Clone)]
pub(super) struct DescribedRule {
    pub(super) source: String,
    pub(super) check: Option<abi::Check>,
    pub(super) follow: Option<abi::Check>,
}

/// Why a descriptor is refused.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Mismatch {
    /// The first bytes are not those of a jichi plugin.
    Magic,
    /// Built for another major version of the interface.
    Major(u32),
    /// A size, count or length that cannot be: which.
    Size(Cow<'static, str>),
    /// A text that is no UTF-8: which.
    Text(Cow<'static, str>),
    /// The id is no slug.
    Id(String),
    /// It has no rule, or one without code.
    NoRule,
}

impl Described {
    /// Checks a descriptor.
    ///
    /// # Errors
    /// The first thing that does not fit the interface.
    ///
    /// # Safety
    /// `descriptor` points to at least as many bytes as its `size` says, and to 24 in any case, that stay as they
    /// are; what it points to is as long as it says. No check can see to that: whoever loads a library trusts it
    /// so far. What a plugin may get wrong without meaning harm (another version, garbage in place of texts,
    /// absurd lengths) is refused here.
    pub(super) unsafe fn check(descriptor: *const abi::Descriptor) -> Result<Self, Mismatch> {
        // SAFETY: the fields before `id` are within the first 24 bytes. They are read one by one, as a struct of
        // another version may be shorter than ours.
        let (magic, major, size) = unsafe {
            (
                (&raw const (*descriptor).magic).read_unaligned(),
                (&raw const (*descriptor).major).read_unaligned(),
                (&raw const (*descriptor).size).read_unaligned(),
            )
        };
        if magic != abi::MAGIC {
            return Err(Mismatch::Magic);
        }
        if major != abi::MAJOR {
            return Err(Mismatch::Major(major));
        }
        if size < DESCRIPTOR {
            return Err(Mismatch::Size("size".into()));
        }
        // SAFETY: it is as large as ours at least, of this major version, and so begins like ours.
        let descriptor = unsafe { descriptor.read_unaligned() };
        // SAFETY: the caller's promise.
        let (id, version) = unsafe { (text(descriptor.id, "id")?, text(descriptor.version, "version")?) };
        if !is_id(&id) {
            return Err(Mismatch::Id(id));
        }
        if descriptor.rule_size < RULE || descriptor.rule_size > LONGEST {
            return Err(Mismatch::Size("rule_size".into()));
        }
        if descriptor.rule_count > RULES {
            return Err(Mismatch::Size("rule_count".into()));
        }
        if descriptor.rule_count == 0 || descriptor.rules.is_null() {
            return Err(Mismatch::NoRule);
        }
        let mut rules = Vec::new();
        for index in 0..descriptor.rule_count {
            // SAFETY: the caller's promise; count and size are bounded, so that the offset cannot overflow.
            let rule = unsafe { descriptor.rules.byte_add(index * descriptor.rule_size).read_unaligned() };
            if rule.check.is_none() && rule.follow.is_none() {
                return Err(Mismatch::NoRule);
            }
            // SAFETY: the caller's promise.
            let source = unsafe { text(rule.source, "source")? };
            rules.push(DescribedRule { source, check: rule.check, follow: rule.follow });
        }
        Ok(Self {
            id: id.into(),
            version,
            is_thread_safe: descriptor.flags & abi::PLUGIN_THREAD_SAFE != 0,
            rules,
            open: descriptor.open,
            close: descriptor.close,
        })
    }
}

/// Copies a text.
///
/// # Safety
/// `text` points to as many bytes as it says.
unsafe fn text(text: abi::Text, what: &'static str) -> Result<String, Mismatch> {
    if text.length == 0 {
        return Ok(String::new());
    }
    if text.bytes.is_null() || text.length > LONGEST {
        return Err(Mismatch::Size(what.into()));
    }
    // SAFETY: the caller's promise; the pointer is not null and the length no more than `isize::MAX`.
    let bytes = unsafe { std::slice::from_raw_parts(text.bytes, text.length) };
    String::from_utf8(bytes.to_vec()).map_err(|_| Mismatch::Text(what.into()))
}

/// Whether a text is a plugin's id: lower-case letters, digits and hyphens, a letter first.
pub(crate) fn is_id(text: &str) -> bool {
    let kebab = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-';
    text.len() <= 64 && text.starts_with(|ch: char| ch.is_ascii_lowercase()) && text.chars().all(kebab)
}
