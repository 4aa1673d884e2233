//! What the TOML reader says, in Chinese: it speaks English only.

use std::borrow::Cow;
use std::ops::Range;

use super::{Fault, both};

/// Beginnings of the reader's messages and what they mean to somebody who writes a file.
const MESSAGES: [(&str, &str); 46] = [
    ("duplicate key", "同一个名称写了两次"),
    ("cannot extend value", "这个名称已经有值，不能再用“.”往下写"),
    ("invalid unquoted key", "名称中有汉字等字符时要加引号，例如 \"指标科学性\" = 20"),
    ("unquoted keys cannot be empty", "等号前缺少名称"),
    ("keys cannot be multi-line", "名称要写在一行里"),
    ("invalid key-value pair", "一行写一项：名称 = 值"),
    ("invalid inline table element", "大括号里各项写作 名称 = 值"),
    ("string values must be quoted", "等号后要有值，文字要加引号"),
    ("missing opening quote", "文字要加引号"),
    ("invalid basic string", "引号没有配对，或引号里的 \\ 没有写成 \\\\"),
    ("invalid multi-line basic string", "引号没有配对"),
    ("invalid literal string", "引号没有配对"),
    ("invalid multi-line literal string", "引号没有配对"),
    ("missing escaped value", "引号里的 \\ 要写成 \\\\"),
    ("too few unicode value digits", "引号里的 \\ 要写成 \\\\"),
    ("key with no value", "名称后缺少等号和值"),
    ("missing value", "等号后缺少值"),
    ("missing assignment", "名称后缺少等号"),
    ("missing key", "等号前缺少名称"),
    ("extra `=`", "等号多了"),
    ("extra assignment", "等号多了"),
    ("unexpected `=`", "这里不应有等号"),
    ("missing comma", "各项之间缺少英文逗号"),
    ("extra comma", "逗号多了"),
    ("unclosed array table", "表名缺少 ]]"),
    ("unclosed array", "列表缺少 ]"),
    ("unclosed table", "表名缺少 ]"),
    ("unclosed inline table", "缺少 }"),
    ("missing array opening", "] 没有对应的 ["),
    ("missing table open", "] 没有对应的 ["),
    ("missing inline table opening", "} 没有对应的 {"),
    ("invalid date", "没有这一天，或日期写得不对，例如 2026-12-31"),
    ("unexpected leading zero", "数字不能以 0 开头"),
    ("invalid mantissa", "小数点两边都要有数字，例如 0.5"),
    ("invalid fraction", "小数点两边都要有数字，例如 0.5"),
    ("`_` may only go between digits", "数字写得不对"),
    ("invalid exponent", "数字写得不对"),
    ("redundant numeric sign", "正负号多了"),
    ("unexpected sign", "正负号多了"),
    ("integer number overflowed", "数字太大"),
    ("floating-point number overflowed", "数字太大"),
    ("invalid boolean", "只能写 true 或 false"),
    ("invalid comment character", "注释里有不能用的控制字符"),
    ("carriage return must be followed by newline", "换行符不完整，请用编辑器另存为普通文本"),
    ("cannot recurse further", "嵌套得太深"),
    ("unexpected key or value", "一行只能写一项，值要写成数字、\"文字\"、true/false 或列表"),
];

/// The message in Chinese; as it is where it is a rare one.
pub(crate) fn in_chinese(message: &str) -> &str {
    MESSAGES.iter().find(|(start, _)| message.starts_with(start)).map_or(message, |(_, zh)| zh)
}

/// The mistake that the TOML reader reports: bad syntax, an unknown key, a wrong type.
pub(crate) fn from_toml(error: &toml::de::Error, text: &str) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().trim().replace('\n', "; ");
    if let Some((name, known)) = unknown(&message, "unknown variant `") {
        let zh = format!("不能写“{name}”，可写的有：{}", known.join("、"));
        return Fault::here(span, both(zh, message.as_str())).did_you_mean(name, known);
    }
    if let Some((name, known)) = unknown(&message, "unknown field `") {
        let said = both(format!("没有“{name}”这个键"), format!("unknown key `{name}`"));
        let fault = Fault::new(key_span(text, span, name), said, both("不认识", "not a key here"));
        return fault.did_you_mean_of(name, "known keys", known.into_iter());
    }
    let zh = of_values(&message).unwrap_or_else(|| in_chinese(&message).into());
    Fault::here(span, both(zh, message.as_str()))
}

/// The name that is not known, and those that are.
fn unknown<'m>(message: &'m str, start: &str) -> Option<(&'m str, Vec<&'m str>)> {
    let (name, expected) = message.strip_prefix(start)?.split_once('`')?;
    Some((name, expected.split('`').skip(1).step_by(2).collect()))
}

/// What is said of a value that does not fit, in Chinese.
fn of_values(message: &str) -> Option<Cow<'static, str>> {
    if let Some(key) = message.strip_prefix("missing field `") {
        return Some(format!("缺少“{}”", key.trim_end_matches('`')).into());
    }
    if message.starts_with("invalid value: integer") || message.contains("` as i128") {
        return Some("数字超出范围".into());
    }
    if message == "wanted string or table" {
        return Some("这里要写带引号的文字".into());
    }
    if message.starts_with("invalid length ") {
        return Some("这里要写一组键（表）".into());
    }
    let (found, expected) = message.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    // `string "x"`, floating point `1.5`, sequence
    let found = match found.split(' ').next().unwrap_or(found) {
        "string" => "文字",
        "integer" | "floating" => "数字",
        "boolean" => " true 或 false",
        "sequence" => "列表",
        "map" => "一组键（表）",
        other => other,
    };
    let expected = match expected {
        "a string" => "带引号的文字",
        "a boolean" => " true 或 false",
        "a sequence" => "列表",
        "a list of terms or \"@lexicon\"" => "词的列表，或 \"@词表\"",
        "i32" | "u32" | "usize" => "整数",
        other if other == "a map" || other == "a table" || other.starts_with("struct ") => "一组键（表）",
        other => other,
    };
    Some(format!("这里要写{expected}，这是{found}").into())
}

/// The reader may point at a whole table; the caret belongs under the key.
fn key_span(text: &str, span: Range<usize>, key: &str) -> Range<usize> {
    let Some(inside) = text.get(span.clone()) else { return span };
    if inside.len() == key.len() {
        return span;
    }
    match inside.find(key) {
        Some(at) => span.start + at..span.start + at + key.len(),
        None => span,
    }
}
