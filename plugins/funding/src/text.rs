//! A text with its figures: what stands in a clause, before a figure, and between two.

use std::borrow::Cow;
use std::ops::Range;

use jichi_plugin::{Bound, Kind, Part, Reading, UnitDimension};
use rust_decimal::Decimal;

/// What ends a sentence.
const SENTENCE: [char; 5] = ['。', ';', '!', '?', '\n'];
/// What ends a clause, beside what ends a sentence.
const CLAUSE: [char; 3] = [',', ':', '…'];
/// What parts the items of a list: the end of a clause only between two figures.
const ITEM: [&str; 4] = ["、", "和", "及", "与"];

fn ends_sentence(ch: char) -> bool {
    SENTENCE.contains(&ch)
}

fn ends_clause(ch: char) -> bool {
    ends_sentence(ch) || CLAUSE.contains(&ch)
}

/// A decimal of the interface as one to calculate with.
pub(crate) fn exact(number: jichi_plugin::Decimal) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(number.mantissa(), number.scale()).ok()
}

/// A decimal as the interface takes it.
pub(crate) fn plain(number: Decimal) -> Option<jichi_plugin::Decimal> {
    let number = number.normalize();
    jichi_plugin::Decimal::new(number.mantissa(), number.scale())
}

/// Whether two numbers are the same but for rounding: at most `tolerance` (a share of `one`) apart.
pub(crate) fn near(one: Decimal, other: Decimal, tolerance: Decimal) -> bool {
    let apart = one.checked_sub(other).map(|gap| gap.abs());
    let most = one.abs().checked_mul(tolerance);
    apart.zip(most).is_some_and(|(apart, most)| apart <= most)
}

/// The years of these centuries that a text has in figures.
pub(crate) fn years(text: &str) -> impl Iterator<Item = i32> {
    text.as_bytes().windows(4).filter_map(|four| match four {
        [b'1', b'9', ..] | [b'2', b'0', ..] => std::str::from_utf8(four).ok()?.parse().ok(),
        _ => None,
    })
}

/// One figure in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure<'a> {
    /// The bytes of the text.
    pub span: Range<usize>,
    /// What it measures.
    pub kind: Option<Kind>,
    /// Which side it is bounded on.
    pub bound: Option<Bound>,
    /// The number, money in 元; of a calculation what its terms come to.
    pub number: Option<Decimal>,
    /// The upper end of a range; of a calculation what the text says it comes to.
    pub upper: Option<Decimal>,
    /// The unit, empty where there is none.
    pub unit: &'a str,
    /// What the unit measures.
    pub dimension: Option<UnitDimension>,
    /// For each of which it is.
    pub per: Vec<&'a str>,
    /// The year of a date or of the beginning of a period.
    pub year: Option<i32>,
    /// Whether the number is malformed.
    pub odd: bool,
}

impl<'a> Figure<'a> {
    fn read(part: Part<'a>) -> Self {
        Self {
            span: part.range(),
            kind: part.kind(),
            bound: part.bound(),
            number: part.number().and_then(exact),
            upper: part.upper().and_then(exact),
            unit: part.unit(),
            dimension: part.unit_dimension(),
            per: part.per().collect(),
            year: part.from().year,
            odd: part.is_odd_number(),
        }
    }

    /// The one number; None of a range and of a malformed number.
    pub fn exactly(&self) -> Option<Decimal> {
        self.number.filter(|_| self.upper.is_none() && !self.odd)
    }

    /// Money that is for nothing each: what something costs in all.
    pub fn sum(&self) -> Option<Decimal> {
        self.exactly().filter(|_| self.kind == Some(Kind::Money) && self.per.is_empty())
    }

    /// A number of things, with their unit.
    pub fn count(&self) -> Option<Decimal> {
        let counts = !matches!(self.dimension, None | Some(UnitDimension::Ratio | UnitDimension::Time));
        self.exactly().filter(|_| self.kind == Some(Kind::Amount) && counts)
    }

    /// Whether it is a number without a unit.
    pub fn is_bare(&self) -> bool {
        self.kind == Some(Kind::Amount) && self.unit.is_empty() && self.per.is_empty()
    }

    /// Whether the text leaves it open how much more there is: ≥, 约.
    pub fn is_open(&self) -> bool {
        matches!(self.bound, Some(Bound::AtLeast | Bound::MoreThan | Bound::About))
    }
}

/// Whether money or a calculation was read in a cell.
pub(crate) fn has_money(reading: Reading<'_>) -> bool {
    reading.parts().any(|part| matches!(part.kind(), Some(Kind::Money | Kind::Calculation)))
}

/// A text with its figures, in order.
#[derive(Debug, Clone)]
pub(crate) struct Text<'a> {
    text: Cow<'a, str>,
    figures: Vec<Figure<'a>>,
}

impl<'a> Text<'a> {
    /// What was read in a cell.
    pub fn read(reading: Reading<'a>) -> Self {
        Self::new(reading.text(), reading.parts().map(Figure::read).collect())
    }

    /// A text with these figures.
    pub fn new(text: &'a str, figures: Vec<Figure<'a>>) -> Self {
        Self { text: Cow::Borrowed(text), figures }
    }

    /// This text and another one behind it, as clauses of one sentence.
    pub fn joined(&self, other: &Self) -> Self {
        let shift = self.text.len() + 1;
        let moved = other
            .figures
            .iter()
            .cloned()
            .map(|figure| Figure { span: figure.span.start + shift..figure.span.end + shift, ..figure });
        Self {
            text: Cow::Owned(format!("{},{}", self.text, other.text)),
            figures: self.figures.iter().cloned().chain(moved).collect(),
        }
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The figures.
    pub fn figures(&self) -> &[Figure<'a>] {
        &self.figures
    }

    /// The one figure, where there is exactly one.
    pub fn single(&self) -> Option<&Figure<'a>> {
        match self.figures.as_slice() {
            [figure] => Some(figure),
            _ => None,
        }
    }

    /// These bytes of it; empty where they are none.
    pub fn slice(&self, bytes: Range<usize>) -> &str {
        self.text.get(bytes).unwrap_or_default()
    }

    /// The money that a calculation comes to, as it is stated; where nothing is stated, as its terms have it. None
    /// of what is no money.
    pub fn calculated(&self, figure: &Figure<'_>) -> Option<Decimal> {
        let written = self.slice(figure.span.clone());
        let computed = figure.number.filter(|_| figure.kind == Some(Kind::Calculation))?;
        if !written.contains(['元', '万', '亿']) {
            return None;
        }
        let Some(stated) = figure.upper else { return Some(computed) };
        let result = written.rsplit(['=', '≈']).next().unwrap_or_default();
        let unit = match result.trim_end_matches('元').chars().next_back() {
            Some('万') => 10_000,
            Some('亿') => 100_000_000,
            _ => 1,
        };
        // 3×5=15万元: the terms are in the unit of the result, and so is what is read of it.
        let digits = result.trim_matches(|ch: char| !ch.is_ascii_digit());
        let bare = digits.replace(',', "").parse::<Decimal>().ok();
        if bare == Some(stated) { stated.checked_mul(unit.into()) } else { Some(stated) }
    }

    /// What no figure covers.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut at = 0;
        for figure in &self.figures {
            words.push_str(self.slice(at..figure.span.start));
            at = figure.span.end.max(at);
        }
        words.push_str(self.slice(at..self.text.len()));
        words
    }

    /// The clause that a figure stands in. Of a list in which each item has its own figure (X光机3台、彩超5台) it
    /// is the item.
    pub fn clause(&self, figure: &Figure<'_>) -> &str {
        let Range { mut start, mut end } = self.around(&figure.span, ends_clause);
        // Dates and the like stand before a list as a whole.
        let is_item =
            |other: &Figure<'_>| !matches!(other.kind, Some(Kind::Date | Kind::Period | Kind::Frequency));
        if !is_item(figure) {
            return self.slice(start..end);
        }
        let items = || self.figures.iter().filter(|other| is_item(other));
        if let Some(before) =
            items().rfind(|other| other.span.end <= figure.span.start && other.span.start >= start)
        {
            let gap = self.slice(before.span.end..figure.span.start);
            if let Some((at, item)) = ITEM.iter().find_map(|item| Some((gap.rfind(item)?, item))) {
                start = before.span.end + at + item.len();
            }
        }
        if let Some(after) =
            items().find(|other| other.span.start >= figure.span.end && other.span.end <= end)
        {
            let gap = self.slice(figure.span.end..after.span.start);
            if let Some(at) = ITEM.iter().find_map(|item| gap.find(item)) {
                end = figure.span.end + at;
            }
        }
        self.slice(start..end)
    }

    /// What the clause says before a figure, from the figure before it on.
    pub fn before(&self, figure: &Figure<'_>) -> &str {
        let ends = self.figures.iter().map(|other| other.span.end);
        let from = ends.filter(|&end| end <= figure.span.start).max().unwrap_or(0);
        self.slice(from..figure.span.start).rsplit(ends_clause).next().unwrap_or_default().trim()
    }

    /// The sentence that a figure stands in.
    pub fn sentence(&self, figure: &Figure<'_>) -> &str {
        self.slice(self.around(&figure.span, ends_sentence))
    }

    /// The sentences' figures, those of each together; none is empty.
    pub fn sentences(&self) -> impl Iterator<Item = &[Figure<'a>]> {
        self.figures.chunk_by(|one, next| !self.slice(one.span.end..next.span.start).contains(ends_sentence))
    }

    /// The stretch around `span` up to the next character on both sides that ends it.
    fn around(&self, span: &Range<usize>, ends: fn(char) -> bool) -> Range<usize> {
        // What stands inside a figure (1,200人) ends nothing.
        let inside = |at: usize| self.figures.iter().any(|figure| figure.span.contains(&at));
        let mut stretch = 0..self.text.len();
        for (at, ch) in self.text.match_indices(ends).filter(|&(at, _)| !inside(at)) {
            if at < span.start {
                stretch.start = at + ch.len();
            } else {
                stretch.end = at;
                break;
            }
        }
        stretch
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A figure that covers `written`, the first time that it stands in `text`.
    pub(crate) fn figure<'a>(
        text: &str,
        written: &str,
        kind: Kind,
        number: &str,
        unit: &'a str,
    ) -> Figure<'a> {
        let start = text.find(written).unwrap();
        Figure {
            span: start..start + written.len(),
            kind: Some(kind),
            bound: None,
            number: Some(number.parse().unwrap()),
            upper: None,
            unit,
            dimension: dimension(kind, unit),
            per: Vec::new(),
            year: None,
            odd: false,
        }
    }

    fn dimension(kind: Kind, unit: &str) -> Option<UnitDimension> {
        match (kind, unit) {
            (Kind::Duration, _) => Some(UnitDimension::Time),
            (Kind::Amount, "%") => Some(UnitDimension::Ratio),
            (Kind::Amount, "平方") => Some(UnitDimension::Area),
            (Kind::Amount, unit) if !unit.is_empty() => Some(UnitDimension::Count),
            _ => None,
        }
    }

    /// Money for each of `per`.
    pub(crate) fn money<'a>(text: &str, written: &str, number: &str, per: &[&'a str]) -> Figure<'a> {
        Figure { per: per.to_vec(), ..figure(text, written, Kind::Money, number, "") }
    }

    /// A count of things.
    pub(crate) fn count<'a>(text: &str, written: &str, number: &str, unit: &'a str) -> Figure<'a> {
        figure(text, written, Kind::Amount, number, unit)
    }

    #[test]
    fn clauses_of_lists_are_items() {
        let text = "购置X光机3台、彩超5台,经费90万元。2.5万元另付";
        let read = Text::new(
            text,
            vec![
                count(text, "3台", "3", "台"),
                count(text, "5台", "5", "台"),
                money(text, "90万元", "900000", &[]),
                money(text, "2.5万元", "25000", &[]),
            ],
        );
        let clauses: Vec<&str> = read.figures().iter().map(|figure| read.clause(figure)).collect();
        assert_eq!(clauses, ["购置X光机3台", "彩超5台", "经费90万元", "2.5万元另付"]);
        assert_eq!(read.before(&read.figures()[1]), "、彩超");
        assert_eq!(read.before(&read.figures()[2]), "经费");
        assert_eq!(read.before(&read.figures()[3]), "");
        assert_eq!(read.sentences().map(<[_]>::len).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(read.words(), "购置X光机、彩超,经费。另付");
    }

    #[test]
    fn texts_are_joined_with_their_figures() {
        let (name, value) = ("每人200元", "50人");
        let name_text = Text::new(name, vec![money(name, name, "200", &["人"])]);
        let joined = name_text.joined(&Text::new(value, vec![count(value, value, "50", "人")]));
        assert_eq!(joined.as_str(), "每人200元,50人");
        assert_eq!(joined.slice(joined.figures()[1].span.clone()), "50人");
    }

    #[test]
    fn what_calculations_come_to() {
        let calculated = |text: &str, computed: &str, stated: Option<&str>| {
            let figure = Figure {
                upper: stated.map(|stated| stated.parse().unwrap()),
                ..figure(text, text, Kind::Calculation, computed, "")
            };
            Text::new(text, Vec::new()).calculated(&figure).map(|money| money.to_string())
        };
        for (text, computed, stated, money) in [
            ("30人×4万元=120万元", "1200000", Some("1200000"), Some("1200000")),
            ("2188*0.02=43.76万元", "43.76", Some("43.76"), Some("437600.00")),
            ("3件×2万元", "60000", None, Some("60000")),
            ("2次×18场=36场", "36", Some("36"), None),
        ] {
            assert_eq!(calculated(text, computed, stated).as_deref(), money, "{text}");
        }
    }

    #[test]
    fn years_in_figures() {
        assert_eq!(years("2019年预算10万元，到2021年底1950场").collect::<Vec<_>>(), [2019, 2021, 1950]);
        assert_eq!(years("20人×20天").count(), 0);
    }

    #[test]
    fn near_is_a_share_of_the_first() {
        let near =
            |one: &str, other: &str| near(one.parse().unwrap(), other.parse().unwrap(), Decimal::new(1, 2));
        assert!(near("713575", "713600") && near("100", "99"));
        assert!(!near("100", "98.9"));
    }
}
