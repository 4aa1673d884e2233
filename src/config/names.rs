//! What a configuration names and only a run knows: word lists, rules, options.

use super::reader::{Reader, Text};
use super::{Config, FilePattern, RuleOption};
use crate::caret::{CaretError, nearest};
use crate::lexicon::{Lexicons, TermFault};
use crate::lint::Selection;
use crate::rule::{OptionFault, OptionKind, RuleSet};
use crate::text::is_glob;

/// Rules that were meant to be in force and are not, which has been told: their names are not unknown.
#[derive(Debug, Clone, Default)]
pub struct Absent {
    /// Codes of rules that were refused.
    pub codes: Vec<String>,
    /// Whether plugins are missing, of whose rules nothing is known.
    pub plugins: bool,
}

impl Absent {
    /// Whether a name that no rule has may be that of a missing one.
    pub(crate) fn may_have(&self, word: &str) -> bool {
        self.plugins || self.codes.iter().any(|code| code == word)
    }
}

impl Config {
    /// Adds the user's terms to the word lists of a run and takes the others out.
    ///
    /// # Errors
    /// A list that there is not, a term to be removed that is not in its list, an empty term.
    pub fn lexicons(&self, lexicons: &mut Lexicons) -> Result<(), Vec<CaretError>> {
        let mut reader = Reader::new(self.language, 0);
        for change in &self.lexicons {
            let list = change.name.text.as_str();
            if lexicons.get(list).is_none() {
                let message = reader.text(format!("没有“{list}”这个词表"), format!("no word list “{list}”"));
                let label = reader.text("不认识", "unknown");
                let help = reader.meant(list, lexicons.names());
                reader.refuse_at(&change.name.at, message, label, Some(help));
                continue;
            }
            for term in change.add.iter().chain(&change.remove) {
                let (message, help) = match Lexicons::fault_of(&term.text) {
                    None => continue,
                    Some(TermFault::Empty) => (
                        reader.text("词是空的", "an empty term"),
                        reader.text("请写上词，或删去这一项。", "Write the term, or take the item out."),
                    ),
                    Some(TermFault::Arrow) => (
                        reader.text("改正的写法不完整", "a correction that corrects nothing"),
                        reader.text(
                            "写作“错词 → 正词”，两边各一个词，中间用一个“→”。",
                            "Write “wrong → right”: one term on either side of one arrow (→).",
                        ),
                    ),
                };
                let label = reader.text("这里", "here");
                reader.refuse_at(&term.at, message, label, Some(help));
            }
            for term in change.remove.iter().filter(|term| Lexicons::fault_of(&term.text).is_none()) {
                if lexicons.remove(list, [term.text.as_str()]).is_empty() {
                    continue;
                }
                let word = term.text.as_str();
                let message = reader.text(
                    format!("词表“{list}”里没有“{word}”"),
                    format!("“{word}” is not in the word list “{list}”"),
                );
                let label = reader.text("无可删除", "nothing to remove");
                // Every word of one character is near to every other.
                let near = nearest(word, lexicons.get(list).into_iter().flatten());
                let help = match near.filter(|near| near.chars().count() > 1) {
                    Some(near) => {
                        reader.text(format!("是否想写“{near}”？"), format!("Did you mean “{near}”?"))
                    }
                    None => reader.text(
                        format!("请核对这个词，或删去这一项；词表见 rules/lexicons/{list}.txt。"),
                        format!(
                            "Check the term, or take the item out; the list is rules/lexicons/{list}.txt."
                        ),
                    ),
                };
                reader.refuse_at(&term.at, message, label, Some(help));
            }
            lexicons.add(list, change.add.iter().map(|term| term.text.as_str()));
        }
        self.settled(reader)
    }

    /// The mistake that a pattern of files is which stands for none.
    pub fn nothing_there(&self, pattern: &FilePattern) -> Vec<CaretError> {
        let mut reader = Reader::new(self.language, 0);
        let path = pattern.path.display();
        let message = match is_glob(&pattern.path.to_string_lossy()) {
            true => {
                reader.text(format!("没有与通配符相符的文件：{path}"), format!("no file matches: {path}"))
            }
            false => reader
                .text(format!("没有这个文件或文件夹：{path}"), format!("no such file or folder: {path}")),
        };
        let label = reader.text("没有匹配", "no match");
        let help = reader.text(
            "相对路径从本文件所在的文件夹算起；不用时请删去这一项。",
            "Relative paths start from the folder of this file; take the item out if it is not needed.",
        );
        reader.refuse_at(&pattern.written.at, message, label, Some(help));
        self.settled(reader).err().unwrap_or_default()
    }

    /// Holds the names of rules and options against the rules of a run.
    ///
    /// # Errors
    /// Codes, options and selectors that there are not, values of the wrong type.
    pub fn hold_against(&self, rules: &RuleSet, absent: &Absent) -> Result<(), Vec<CaretError>> {
        let mut reader = Reader::new(self.language, 0);
        let of_severity = self.severities.iter().chain(self.overrides.iter().flat_map(|set| &set.severities));
        let of_severity = of_severity.map(|(code, _)| code);
        let of_options = self.codes.iter().chain(self.overrides.iter().flat_map(|set| &set.codes));
        for code in of_options.chain(&self.deductions).chain(of_severity) {
            known_code(code, rules, absent, &mut reader);
        }
        for code in &self.deductions {
            let word = code.text.as_str();
            if rules.rule(word).is_some_and(|rule| rule.info.review.is_none()) {
                let message = reader.text(
                    format!("规则 {word} 不涉及审核表的任何一项"),
                    format!("{word} bears on no sub-item of the review form"),
                );
                let label = reader.text("扣不到分", "takes nothing off");
                let help = reader.text(
                    "请在规则文件里用 review 写明它涉及的一项。",
                    "Name the sub-item with `review` in the rule file.",
                );
                reader.refuse_at(&code.at, message, label, Some(help));
            }
        }
        let of_overrides = self.overrides.iter().flat_map(|set| &set.options);
        for RuleOption { name_at, option, .. } in of_overrides.clone() {
            if rules.rule(&option.code).is_some_and(|rule| rule.plugin.is_some()) {
                let message = reader.text(
                    format!("插件规则 {} 的选项只能对全部记录设置", option.code),
                    format!("options of {}, a rule of a plugin, are set for all records only", option.code),
                );
                let label = reader.text("这里", "here");
                let help = reader.text(
                    format!("请写在文件开头的 [rules.{}]。", option.code),
                    format!("Set it in [rules.{}] at the top of the file.", option.code),
                );
                reader.refuse_at(name_at, message, label, Some(help));
            }
        }
        for RuleOption { name_at, value_at, option } in self.options.iter().chain(of_overrides) {
            let (code, name) = (&option.code, &option.name);
            match rules.takes(option) {
                // Told above.
                Ok(()) | Err(OptionFault::NoRule) => {}
                Err(OptionFault::NoOption(known)) => {
                    let message = reader.text(
                        format!("规则 {code} 没有选项“{name}”"),
                        format!("{code} has no option “{name}”"),
                    );
                    let label = reader.text("没有这个选项", "no such option");
                    let help = match known.is_empty() {
                        true => reader.text("这条规则没有选项。", "The rule has no options."),
                        false => reader.meant(name, known.iter().map(String::as_str)),
                    };
                    reader.refuse_at(name_at, message, label, Some(help));
                }
                Err(OptionFault::Negative) => {
                    let message = reader.text(
                        format!("规则 {code} 的选项“{name}”不能小于0"),
                        format!("the option “{name}” of {code} cannot be below zero"),
                    );
                    let help = reader.text("请写0或更大的数。", "Write 0 or more.");
                    reader.refuse_at(value_at, message, reader.text("小于0", "below zero"), Some(help));
                }
                Err(OptionFault::OtherKind(kind)) => {
                    let (zh, en) = match kind {
                        OptionKind::Number => ("数字", "a number"),
                        OptionKind::Text => ("文字", "a text"),
                        OptionKind::Bool => (" true 或 false", "true or false"),
                        OptionKind::List => ("文字的列表", "a list of texts"),
                    };
                    let message = reader.text(
                        format!("规则 {code} 的选项“{name}”是{zh}"),
                        format!("the option “{name}” of {code} is {en}"),
                    );
                    let label = reader.text("类型不符", "of another type");
                    reader.refuse_at(value_at, message, label, None);
                }
            }
        }
        let names = rules.rules().iter().map(|rule| (rule.info.code.as_str(), rule.info.slug.as_str()));
        let overridden = self.overrides.iter().flat_map(|set| &set.ignore);
        for word in self.select.iter().chain(&self.ignore).chain(overridden) {
            if !Selection::knows(&word.text, names.clone()) && !absent.may_have(&word.text) {
                let message = reader
                    .text(format!("没有“{}”这样的规则", word.text), format!("no such rule: “{}”", word.text));
                let label = reader.text("不认识", "unknown");
                let help = reader.text(
                    "可写代码（JC301）、代码开头（JC3）、规则名或 ALL；用 jichi rules 列出全部规则。",
                    "Write a code (JC301), its beginning (JC3), a rule's name or ALL; `jichi rules` lists all.",
                );
                reader.refuse_at(&word.at, message, label, Some(help));
            }
        }
        self.settled(reader)
    }
}

/// Notes a code that no rule has.
pub(crate) fn known_code(code: &Text, rules: &RuleSet, absent: &Absent, reader: &mut Reader) {
    let codes = || rules.rules().iter().map(|rule| rule.info.code.as_str());
    let word = code.text.as_str();
    if codes().any(|known| known == word) || absent.may_have(word) {
        return;
    }
    let message = reader.text(format!("没有代码为“{word}”的规则"), format!("no rule has the code “{word}”"));
    let label = reader.text("不认识", "unknown");
    let of_slug = rules.rule(word).map(|rule| rule.info.code.as_str());
    let help = match of_slug.or_else(|| nearest(&word.to_ascii_uppercase(), codes())) {
        Some(near) => reader.text(
            format!("是否想写“{near}”？用 jichi rules 列出全部规则。"),
            format!("Did you mean “{near}”? List all rules with `jichi rules`."),
        ),
        None => reader.text("用 jichi rules 列出全部规则。", "List all rules with `jichi rules`."),
    };
    reader.refuse_at(&code.at, message, label, Some(help));
}
