//! Reads the values of TOML files that people write, noting every mistake with its place.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeString, DeTable, DeValue};

use crate::caret::{CaretError, Fault, in_chinese, nearest};
use crate::finding::Language;

/// A key or value with its place in the file.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;
pub(crate) type Key<'i> = Spanned<DeString<'i>>;

/// A place in one of the files of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Which of the files.
    pub file: usize,
    /// Bytes of its text.
    pub span: Range<usize>,
}

/// A text of a configuration with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub text: String,
    pub at: Spot,
}

/// Notes mistakes in the reader's language.
#[derive(Debug)]
pub(crate) struct Reader {
    pub language: Language,
    /// The file that is read.
    file: usize,
    /// Mistakes, and the file that each is in.
    pub faults: Vec<(usize, Fault<String>)>,
}

impl Reader {
    /// Of one of the files of a configuration.
    pub fn new(language: Language, file: usize) -> Self {
        Self { language, file, faults: Vec::new() }
    }

    /// A place in the file that is read.
    pub fn spot(&self, span: Range<usize>) -> Spot {
        Spot { file: self.file, span }
    }

    /// A key with its place.
    pub fn key(&self, key: &Key<'_>) -> Text {
        Text { text: key.get_ref().to_string(), at: self.spot(key.span()) }
    }

    /// Notes why a file is no TOML.
    pub fn refuse_file(&mut self, error: &toml::de::Error) {
        let message = self.text("不是正确的 TOML", "no correct TOML");
        let label = self.text(in_chinese(error.message()), error.message());
        let help = self.text(
            "一行写一项：名称 = 值；文字加英文引号，列表写作 [\"甲\", \"乙\"]。",
            "Write one setting a line, NAME = VALUE; texts stand in quotes, lists are [\"a\", \"b\"].",
        );
        self.refuse(error.span().unwrap_or(0..0), message, label, Some(help));
    }

    /// Ok where there are no faults; else the diagnostics, in the order of the files and their texts. `source` tells the
    /// name and the text of a file.
    pub fn settled<'s>(
        self,
        source: impl Fn(usize) -> Option<(&'s str, &'s Arc<str>)>,
    ) -> Result<(), Vec<CaretError>> {
        let mut faults = self.faults;
        if faults.is_empty() {
            return Ok(());
        }
        faults.sort_by_key(|(file, fault)| (*file, fault.span.start, fault.span.end));
        let told = faults.into_iter().filter_map(|(file, fault)| {
            let (name, text) = source(file)?;
            Some(fault.told(name, text))
        });
        Err(told.collect())
    }

    /// One of two texts.
    pub fn text(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.language {
            Language::Zh => zh.into(),
            Language::En => en.into(),
        }
    }

    /// Notes a mistake in the file that is read; `label` stands under the caret.
    pub fn refuse(&mut self, at: Range<usize>, message: String, label: String, help: Option<String>) {
        self.refuse_at(&self.spot(at), message, label, help);
    }

    /// Notes a mistake in any of the files.
    pub fn refuse_at(&mut self, at: &Spot, message: String, label: String, help: Option<String>) {
        let fault = Fault::new(at.span.clone(), message, label);
        let fault = match help {
            Some(help) => fault.help(help),
            None => fault,
        };
        self.faults.push((at.file, fault));
    }

    /// “Did you mean”, or all that there is where nothing is near.
    pub fn meant<'n>(&self, word: &str, known: impl Iterator<Item = &'n str>) -> String {
        let known: Vec<&str> = known.collect();
        // Every word of one character is near to every other.
        let near = nearest(word, known.iter().copied()).filter(|near| near.chars().count() > 1);
        if let Some(near) = near {
            return self.text(format!("是否想写“{near}”？"), format!("Did you mean “{near}”?"));
        }
        match known.is_empty() {
            true => self.text("这里没有可写的设置。", "Nothing can be set here."),
            false => self
                .text(format!("可写的有：{}", known.join("、")), format!("Known are: {}", known.join(", "))),
        }
    }

    /// Notes a key that means nothing here.
    pub fn unknown_key(&mut self, key: &Key<'_>, known: &[&str]) {
        let name = key.get_ref();
        let message = self.text(format!("没有“{name}”这项设置"), format!("unknown key “{name}”"));
        let label = self.text("不认识", "not a key here");
        let help = self.meant(name, known.iter().copied());
        self.refuse(key.span(), message, label, Some(help));
    }

    /// Notes a value of the wrong type.
    pub fn wrong_type(&mut self, value: &Value<'_>, zh: &str, en: &str) {
        let (found_zh, found_en) = type_name(value.get_ref());
        let message = self.text(format!("这里要写{zh}"), format!("{en} is expected here"));
        let label = self.text(format!("这是{found_zh}"), format!("this is {found_en}"));
        self.refuse(value.span(), message, label, None);
    }

    /// A table; `example` is a header and a line below it, as they may stand here.
    pub fn table<'v, 'i>(&mut self, value: &'v Value<'i>, example: [&str; 2]) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.no_table(value, "一组设置（表）", "a table", example);
        }
        table
    }

    /// A list of tables; `example` is as above, its header in double brackets.
    pub fn tables<'v, 'i>(&mut self, value: &'v Value<'i>, example: [&str; 2]) -> Option<&'v DeArray<'i>> {
        let tables = value.get_ref().as_array();
        if tables.is_none() {
            self.no_table(value, "一组一组的设置", "a list of tables", example);
        }
        tables
    }

    fn no_table(&mut self, value: &Value<'_>, zh: &str, en: &str, [head, line]: [&str; 2]) {
        self.wrong_type(value, zh, en);
        let help = self.text(
            format!("先写一行 {head}，下面写各项，例如 {line}。"),
            format!("Write {head} on a line of its own and settings such as {line} below it."),
        );
        if let Some((_, fault)) = self.faults.last_mut() {
            fault.help = Some(help);
        }
    }

    /// True or false.
    pub fn flag(&mut self, value: &Value<'_>) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(value, " true 或 false", "true or false");
        }
        flag
    }

    /// A list of texts, each with its place.
    pub fn texts(&mut self, value: &Value<'_>) -> Option<Vec<Text>> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(
                value,
                "带引号的文字的列表，例如 [\"甲\", \"乙\"]",
                "a list of texts such as [\"a\", \"b\"]",
            );
            return None;
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Text { text: text.to_owned(), at: self.spot(item.span()) }),
                None => self.wrong_type(item, "带引号的文字", "a text in quotes"),
            }
        }
        Some(texts)
    }

    /// A whole number in a range.
    pub fn whole_number(&mut self, value: &Value<'_>, range: RangeInclusive<u32>) -> Option<u32> {
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(value, "整数", "a whole number");
            return None;
        };
        let number = integer(number).and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (first, last) = (range.start(), range.end());
            let message = self.text(
                format!("数字应在 {first} 至 {last} 之间"),
                format!("a number from {first} to {last} is expected"),
            );
            let label = self.text("超出范围", "out of range");
            self.refuse(value.span(), message, label, None);
        }
        number
    }

    /// A number, not below 0.
    pub fn amount(&mut self, value: &Value<'_>) -> Option<Decimal> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => integer(number).map(Decimal::from),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => {
                self.wrong_type(value, "数字", "a number");
                return None;
            }
        };
        // Points are added up: what no form ever needs must not overflow.
        let number = number.filter(|number| *number >= Decimal::ZERO && *number <= Decimal::ONE_THOUSAND);
        if number.is_none() {
            let message = self.text("数字应在 0 至 1000 之间", "a number from 0 to 1000 is expected");
            let label = self.text("超出范围", "out of range");
            self.refuse(value.span(), message, label, None);
        }
        number
    }
}

/// An integer that 64 bits hold.
pub(crate) fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// The value of a rule's option, without places; None for what no option can be.
pub(crate) fn plain(value: &DeValue<'_>) -> Option<toml::Value> {
    Some(match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(number) => toml::Value::Integer(integer(number)?),
        DeValue::Float(number) => {
            toml::Value::Float(number.as_str().parse().ok().filter(|number: &f64| number.is_finite())?)
        }
        DeValue::Boolean(holds) => toml::Value::Boolean(*holds),
        DeValue::Array(items) => {
            toml::Value::Array(items.iter().map(|item| plain(item.get_ref())).collect::<Option<_>>()?)
        }
        DeValue::Datetime(_) | DeValue::Table(_) => return None,
    })
}

/// Whether a value is written as a number, whatever its size.
pub(crate) fn is_number(value: &DeValue<'_>) -> bool {
    matches!(value, DeValue::Integer(_) | DeValue::Float(_))
}

/// What a value is, in Chinese and English.
fn type_name(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("文字", "a text"),
        DeValue::Integer(_) | DeValue::Float(_) => ("数字", "a number"),
        DeValue::Boolean(_) => ("true 或 false", "true or false"),
        DeValue::Datetime(_) => ("日期", "a date"),
        DeValue::Array(_) => ("列表", "a list"),
        DeValue::Table(_) => ("一组设置（表）", "a table"),
    }
}
