//! What several parts of the loader say of the same mistake.

use super::fields::Type;
use super::names::Names;
use super::spanned::Spanned;
use crate::caret::{Both, Fault, both, meant};

/// What is said of something of another type than is needed.
pub(super) fn expected((zh, en): (&str, &str), found: Type) -> Both {
    let (found_zh, found_en) = found.name();
    both(format!("这里要写{zh}，这是{found_zh}"), format!("{en} expected, this is {found_en}"))
}

/// What is said of two types that are never equal.
pub(super) fn never_equal(one: Type, other: Type) -> Both {
    let ((one_zh, one_en), (other_zh, other_en)) = (one.name(), other.name());
    both(format!("{one_zh}与{other_zh}不能相等"), format!("{one_en} and {other_en} cannot be equal"))
}

/// What is said of a name that stands for nothing.
pub(super) fn nothing_named(name: &str) -> Both {
    both(format!("这里没有“{name}”这个名称"), format!("nothing is named `{name}` here"))
}

/// The mistake of a field that does not exist where it is named.
pub(super) fn unknown_field(field: &Spanned<String>, names: &Names) -> Fault {
    let message = both(format!("这里没有字段“{field}”"), format!("there is no field `{field}` here"));
    let fault = Fault::new(field.span(), message, both("没有这个字段", "unknown field"));
    match names.nearest(field.get_ref()) {
        Some(near) => fault.help(meant(near)),
        None => fault,
    }
}

/// What is said of an option that a rule has not.
pub(super) fn no_option(name: &str) -> Both {
    both(format!("规则没有选项“{name}”"), format!("the rule has no option `{name}`"))
}

/// What is said of an option that is no list, where one is needed.
pub(super) fn no_list() -> Both {
    both("这个选项不是列表", "this option is no list")
}

/// What is said of a pattern that asks for nothing.
pub(super) fn matches_empty() -> Both {
    both("这个正则连空文字也匹配", "the pattern matches the empty text")
}

/// What the reader of patterns says, in Chinese; as it is where it is a rare one.
pub(super) fn pattern_in_chinese(reason: &str) -> &str {
    const REASONS: [(&str, &str); 14] = [
        ("unclosed group", "圆括号没有配对"),
        ("unopened group", "圆括号没有配对"),
        ("unclosed character class", "方括号没有配对"),
        ("unclosed counted repetition", "花括号没有配对"),
        ("repetition operator missing expression", "* + ? 前面没有要重复的字"),
        ("repetition quantifier expects", "花括号里要写次数"),
        ("invalid repetition count range", "花括号里的次数前大后小"),
        ("invalid character class range", "方括号里的范围前大后小"),
        ("unrecognized escape sequence", "不认识的 \\ 写法"),
        ("incomplete escape sequence", "\\ 后面缺少字符"),
        ("Unicode", "不认识的字符类"),
        ("Compiled regex exceeds size limit", "展开后太大"),
        ("look-around", "不支持环视 (?=…)、(?!…)"),
        ("backreferences are not supported", "不支持反向引用"),
    ];
    REASONS.iter().find(|(start, _)| reason.starts_with(start)).map_or(reason, |(_, zh)| zh)
}
