//! What the comment of a cell says. Its first and last line tell later runs which part of a comment is ours: others
//! may have written below.

use std::fmt::Write as _;

use super::marks::Mark;
use super::shown::{cut, shown, units};
use crate::finding::{Finding, Language};
use crate::library::listed;
use crate::report::severity_name;

/// The author of comments, in every language: later runs know their own by it.
pub(super) const AUTHOR: &str = "绩尺";
/// The first and the last line, in each language.
const FRAMES: [(&str, &str); 2] = [("【绩尺审核意见】", "—— 绩尺 ——"), ("[jichi review]", "—— jichi ——")];
/// The most that the findings of one comment may take, in units of UTF-16: more than a screen holds.
const MOST: usize = 4000;
/// The most that one finding may take.
const MOST_OF_ONE: usize = 1500;

/// The text of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CommentText {
    /// The first line.
    pub head: &'static str,
    /// What follows it, to the last line.
    pub body: String,
}

impl CommentText {
    /// The comment of a cell.
    pub fn new(mark: &Mark<'_>, language: Language) -> Self {
        let [zh, en] = FRAMES;
        let (head, end) = if language == Language::Zh { zh } else { en };
        let mut body = String::new();
        let mut length = 0;
        for (index, checked) in mark.findings.iter().enumerate() {
            let paragraph = paragraph(&checked.finding, language);
            length += units(&paragraph);
            if length > MOST && index > 0 {
                let left = mark.findings.len() - index;
                // Writing to a text cannot fail.
                let _ = match language {
                    Language::Zh => write!(body, "\n另有 {left} 处问题，见“审核意见”表。\n"),
                    Language::En => write!(body, "\n{left} more: see the list of findings.\n"),
                };
                break;
            }
            if index > 0 {
                body.push('\n');
            }
            body.push_str(&paragraph);
        }
        body.push_str(end);
        Self { head, body }
    }

    /// The whole text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.head).chain(self.body.lines())
    }
}

/// What is said of a finding, in lines.
pub(super) fn paragraph(finding: &Finding, language: Language) -> String {
    let (open, close, problem, help) = match language {
        Language::Zh => ("【", "】", "问题：", "建议："),
        Language::En => ("[", "] ", "Problem: ", "Suggestion: "),
    };
    let severity = severity_name(finding.severity, language);
    let mut text = format!("{open}{severity}{close}{} {}\n", finding.rule.code, shown(&finding.rule.title));
    text.push_str(problem);
    text.push_str(&cut(shown(&finding.message), MOST_OF_ONE));
    text.push('\n');
    if let Some(written) = &finding.help {
        text.push_str(help);
        text.push_str(&cut(shown(written), MOST_OF_ONE));
        text.push('\n');
    }
    if let Some(examples) = listed(&finding.examples, language) {
        text.push_str(&cut(shown(&examples), MOST_OF_ONE));
        text.push('\n');
    }
    text
}

/// Where a text holds what an earlier run wrote: from its first line to the end of its last.
pub(super) fn earlier(text: &str) -> Option<std::ops::Range<usize>> {
    FRAMES.iter().find_map(|(head, end)| {
        let start = text.find(head)?;
        let last = start + text.get(start..)?.rfind(end)? + end.len();
        Some(start..last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_part_is_known_as_ours() {
        let ours = "【绩尺审核意见】\n问题：甲\n—— 绩尺 ——";
        assert_eq!(earlier(ours), Some(0..ours.len()));
        let mixed = format!("请改\n{ours}\n已改");
        assert_eq!(earlier(&mixed).and_then(|range| mixed.get(range)), Some(ours));
        assert_eq!(earlier("【绩尺审核意见】\n改写了"), None);
        assert_eq!(earlier("—— 绩尺 ——"), None);
    }
}
