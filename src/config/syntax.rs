//! What the TOML reader says, in Chinese: it speaks English only.

/// Beginnings of the reader's messages and what they mean to somebody who writes a configuration.
const MESSAGES: [(&str, &str); 21] = [
    ("duplicate key", "同一个名称写了两次"),
    ("invalid unquoted key", "名称中有汉字等字符时要加引号，例如 \"指标科学性\" = 20"),
    ("unquoted keys cannot be empty", "等号前缺少名称"),
    ("string values must be quoted", "等号后要有值，文字要加引号"),
    ("missing opening quote", "文字要加引号"),
    ("invalid basic string", "引号没有配对，或引号里的 \\ 没有写成 \\\\"),
    ("invalid multi-line basic string", "引号没有配对"),
    ("key with no value", "名称后缺少等号和值"),
    ("missing value", "等号后缺少值"),
    ("missing assignment", "名称后缺少等号"),
    ("extra `=`", "等号多了"),
    ("extra assignment", "等号多了"),
    ("unexpected `=`", "这里不应有等号"),
    ("missing comma", "各项之间缺少英文逗号"),
    ("extra comma", "逗号多了"),
    ("unclosed array", "列表缺少 ]"),
    ("unclosed table", "表名缺少 ]"),
    ("unclosed inline table", "缺少 }"),
    ("invalid date", "没有这一天，或日期写得不对，例如 2026-12-31"),
    ("unexpected leading zero", "数字不能以 0 开头"),
    ("unexpected key or value", "一行只能写一项，值要写成数字、\"文字\"、true/false 或列表"),
];

/// The message in Chinese; as it is where it is a rare one.
pub(super) fn in_chinese(message: &str) -> &str {
    MESSAGES.iter().find(|(start, _)| message.starts_with(start)).map_or(message, |(_, zh)| zh)
}
