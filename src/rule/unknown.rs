//! A word that names no rule, and the rule that may have been meant.

use super::RuleSet;
use crate::caret::nearest;
use crate::finding::Language;

/// A word that should name rules and names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule {
    /// The word.
    pub word: String,
    /// The code or name that may have been meant.
    pub near: Option<String>,
}

impl UnknownRule {
    /// The word, with what may have been meant among `rules`.
    pub fn new(word: &str, rules: &RuleSet) -> Self {
        let infos = || rules.rules().iter().map(|rule| &rule.info);
        let slug = word.to_ascii_lowercase().replace('_', "-");
        let slugs = || infos().map(|info| info.slug.as_str());
        let near = nearest(&slug, slugs())
            .or_else(|| nearest(&word.to_ascii_uppercase(), infos().map(|info| info.code.as_str())))
            .or_else(|| slugs().find(|known| slug.len() > 2 && known.contains(&slug)));
        Self { word: word.to_owned(), near: near.map(str::to_owned) }
    }

    /// What is wrong.
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Zh => format!("没有这样的规则：{}", self.word),
            Language::En => format!("no such rule: {}", self.word),
        }
    }

    /// What to write instead.
    pub fn help(&self, language: Language) -> String {
        match (&self.near, language) {
            (Some(near), Language::Zh) => format!("是否想写 {near}？用 jichi rules 列出全部规则。"),
            (Some(near), Language::En) => format!("Did you mean {near}? List all rules with `jichi rules`."),
            (None, Language::Zh) => {
                "规则写代码（JC301）或规则名，选用规则时也可写代码开头（JC3）或 ALL；用 jichi rules 列出全部规则。".to_owned()
            }
            (None, Language::En) => {
                "A rule is named by its code (JC301) or name, for `--select` also by the beginning of a code (JC3) or ALL; `jichi rules` lists all.".to_owned()
            }
        }
    }
}
