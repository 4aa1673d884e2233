//! What stands around a part: its clause and its sentence, which tell what the figure is a figure of.

use std::ops::Range;

use super::{Kind, Part, TargetValue};

/// What ends a sentence.
const SENTENCE: [char; 4] = ['。', ';', '!', '?'];
/// What ends a clause, beside what ends a sentence.
const CLAUSE: [char; 3] = [',', ':', '…'];
/// What parts the items of a list: the end of a clause only between two figures.
const ITEM: [&str; 4] = ["、", "和", "及", "与"];

impl TargetValue {
    /// The clause that a part stands in. Of a list in which each item has its own figure (`X光机3台、彩超5台`)
    /// it is the item.
    pub fn clause(&self, part: usize) -> &str {
        self.text.as_str().get(self.clause_range(part)).unwrap_or_default()
    }

    /// The sentence that a part stands in.
    pub fn sentence(&self, part: usize) -> &str {
        self.text.as_str().get(self.sentence_range(part)).unwrap_or_default()
    }

    /// All clauses, in order, without their ends; none is empty.
    pub fn clauses(&self) -> impl Iterator<Item = Range<usize>> {
        let mut rest = 0;
        let ends = self.ends(is_end_of_clause).map(|(at, ch)| (at, at + ch.len_utf8()));
        let length = self.text.as_str().len();
        ends.chain([(length, length)]).filter_map(move |(end, next)| {
            let start = std::mem::replace(&mut rest, next);
            (start < end).then_some(start..end)
        })
    }

    /// What its clause says before a part, from the part before it on.
    pub fn before(&self, part: &Part) -> &str {
        let from = self.parts.iter().map(|other| other.span.end).filter(|&end| end <= part.span.start).max();
        let text = self.text.as_str().get(from.unwrap_or(0)..part.span.start).unwrap_or_default();
        text.rsplit(is_end_of_clause).next().unwrap_or_default().trim()
    }

    /// What its clause says after a part, up to the part after it.
    pub fn after(&self, part: &Part) -> &str {
        let to =
            self.parts.iter().map(|other| other.span.start).filter(|&start| start >= part.span.end).min();
        let text = self.text.as_str();
        let text = text.get(part.span.end..to.unwrap_or(text.len())).unwrap_or_default();
        text.split(is_end_of_clause).next().unwrap_or_default().trim()
    }

    /// The words of the part's clause that no part covers.
    pub fn clause_words(&self, part: usize) -> String {
        self.words_in(self.clause_range(part))
    }

    /// The words of the part's sentence that no part covers.
    pub fn sentence_words(&self, part: usize) -> String {
        self.words_in(self.sentence_range(part))
    }

    fn sentence_range(&self, part: usize) -> Range<usize> {
        let Some(found) = self.parts.get(part) else { return 0..0 };
        self.between(&found.span, is_end_of_sentence)
    }

    fn clause_range(&self, part: usize) -> Range<usize> {
        let text = self.text.as_str();
        let Some(found) = self.parts.get(part) else { return 0..0 };
        let Range { mut start, mut end } = self.between(&found.span, is_end_of_clause);
        // Dates and the like stand before a list as a whole.
        let is_figure = |kind: Kind| !matches!(kind, Kind::Date | Kind::Period | Kind::Frequency);
        if !is_figure(found.kind()) {
            return start..end;
        }
        let figures = || self.parts.iter().filter(|other| is_figure(other.kind()));
        if let Some(before) =
            figures().rfind(|other| other.span.end <= found.span.start && other.span.start >= start)
            && let Some(gap) = text.get(before.span.end..found.span.start)
            && let Some((at, item)) = ITEM.iter().find_map(|item| Some((gap.rfind(item)?, item)))
        {
            start = before.span.end + at + item.len();
        }
        if let Some(after) =
            figures().find(|other| other.span.start >= found.span.end && other.span.end <= end)
            && let Some(gap) = text.get(found.span.end..after.span.start)
            && let Some(at) = ITEM.iter().find_map(|item| gap.find(item))
        {
            end = found.span.end + at;
        }
        start..end
    }

    /// The stretch of text around `span` up to the next character on both sides that ends it.
    fn between(&self, span: &Range<usize>, ends: fn(char) -> bool) -> Range<usize> {
        let text = self.text.as_str();
        let ends = |&(at, ch): &(usize, char)| ends(ch) && !self.is_inside(at);
        let before = text.get(..span.start).unwrap_or_default().char_indices();
        let start = before.rev().find(ends).map_or(0, |(at, ch)| at + ch.len_utf8());
        let after = text.get(span.start..).unwrap_or_default().char_indices();
        let end = after.map(|(at, ch)| (span.start + at, ch)).find(ends).map_or(text.len(), |(at, _)| at);
        start..end
    }

    /// The characters that end something, with their places.
    fn ends(&self, ends: fn(char) -> bool) -> impl Iterator<Item = (usize, char)> {
        let text = self.text.as_str();
        // What ends something begins with one of these bytes, with which no Han character begins.
        let may_end = |&byte: &u8| matches!(byte, b',' | b':' | b';' | b'!' | b'?' | 0xE2 | 0xE3);
        let mut from = 0;
        let places = std::iter::from_fn(move || {
            let at = from + text.as_bytes().get(from..)?.iter().position(may_end)?;
            from = at + 1;
            Some((at, text.get(at..)?.chars().next()?))
        });
        places.filter(move |&(at, ch)| ends(ch) && !self.is_inside(at))
    }

    /// Whether a byte stands inside a part (`1,200人`), where nothing ends.
    fn is_inside(&self, at: usize) -> bool {
        let next = self.parts.partition_point(|part| part.span.start <= at);
        next.checked_sub(1).and_then(|last| self.parts.get(last)).is_some_and(|part| part.span.contains(&at))
    }
}

fn is_end_of_sentence(ch: char) -> bool {
    SENTENCE.contains(&ch)
}

fn is_end_of_clause(ch: char) -> bool {
    CLAUSE.contains(&ch) || is_end_of_sentence(ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str) -> Vec<(String, String, String)> {
        let value = TargetValue::parse(text);
        let parts = value.parts.iter().enumerate();
        parts
            .map(|(index, part)| {
                (value.before(part).to_owned(), value.clause(index).to_owned(), value.clause_words(index))
            })
            .collect()
    }

    fn clauses(text: &str) -> Vec<String> {
        around(text).into_iter().map(|(_, clause, _)| clause).collect()
    }

    #[test]
    fn a_clause_ends_at_punctuation() {
        assert_eq!(
            around("推进工作；开展救护培训16场，合格率95%以上。")[0],
            ("开展救护培训".to_owned(), "开展救护培训16场".to_owned(), "开展救护培训".to_owned())
        );
        assert_eq!(clauses("投入1,200元，培训3期"), ["投入1,200元", "培训3期"]);
    }

    #[test]
    fn items_with_their_own_figures_are_clauses() {
        assert_eq!(clauses("购置打印机3台、电脑5台"), ["购置打印机3台", "电脑5台"]);
        assert_eq!(clauses("为校长、教师举办培训3期"), ["为校长、教师举办培训3期"]);
        // A date belongs to all of the items.
        assert_eq!(
            clauses("6月底前组织检查、评比3次"),
            ["6月底前组织检查、评比3次", "6月底前组织检查、评比3次"]
        );
    }

    #[test]
    fn a_sentence_holds_its_clauses() {
        let value = TargetValue::parse("总则。2月28日前召开会议，选举有关人员；促进发展");
        assert_eq!(value.sentence(0), "2月28日前召开会议，选举有关人员".replace('，', ","));
        assert_eq!(value.sentence_words(0), "召开会议选举有关人员");
        let all: Vec<&str> = value.clauses().map(|range| &value.text.as_str()[range]).collect();
        assert_eq!(all, ["总则", "2月28日前召开会议", "选举有关人员", "促进发展"]);
    }

    #[test]
    fn no_part_stands_nowhere() {
        let value = TargetValue::default();
        assert_eq!((value.clause(0), value.sentence(3)), ("", ""));
        assert_eq!(value.clauses().count(), 0);
    }
}
