//! The costs that one indicator states.

use jichi_plugin::{Field, Kind};
use rust_decimal::Decimal;

use super::quantity::Quantities;
use super::{Costs, Item, Made, Row};
use crate::price::{Price, counts, period};
use crate::text::{Figure, Text, near};
use crate::topic::Topic;

/// What was read in an indicator.
#[derive(Debug, Default)]
pub(super) struct CostCell {
    pub items: Vec<Item>,
    /// Whether something in it cannot be read, or may come on top.
    pub unread: bool,
}

impl CostCell {
    fn unread() -> Self {
        Self { items: Vec::new(), unread: true }
    }
}

/// Reads one indicator of cost.
pub(super) struct CellReader<'c, 'a> {
    pub rule: &'c Costs,
    pub row: &'c Row<'a>,
    pub quantities: &'c Quantities<'c, 'a>,
}

/// How many things a price is for.
struct Counted {
    count: Decimal,
    unit: String,
    field: Field,
    open: bool,
}

impl<'a> CellReader<'_, 'a> {
    /// The costs of the row in a project with this funding.
    pub fn read(&self, funding: Decimal) -> CostCell {
        let row = self.row;
        if row.target.figures().iter().any(|figure| figure.odd) {
            return CostCell::unread();
        }
        let says = |word: &String| row.name.as_str().contains(word) || row.target.as_str().contains(word);
        match row.cost {
            None if self.rule.unspent.iter().any(says) => CostCell::unread(),
            // What is calculated is no part of the total that was read: 6次×3000元=1.8万元,奖励2.7万元.
            Some(_) if calculates(&row.target) && self.rule.nests(&row.target) => CostCell::unread(),
            Some(total) if !calculates(&row.target) => self.stated(total, funding),
            _ => self.made(),
        }
    }

    /// A row that states its total, or several amounts that add up to it.
    fn stated(&self, total: Decimal, funding: Decimal) -> CostCell {
        let row = self.row;
        let (target, name) = (sums(&row.target), sums(&row.name));
        let (text, field, amounts) = match target.is_empty() && !name.is_empty() {
            true => (&row.name, Field::Name(row.index), &name),
            false => (&row.target, Field::Value(row.index), &target),
        };
        if amounts.len() > 1 && !near(funding, total, self.rule.tolerance) {
            let is_whole = |(amount, _): &&(Decimal, &str)| amount.checked_add(*amount) == Some(total);
            return match amounts.iter().find(is_whole) {
                _ if !self.rule.nests(text) => self.items(amounts.iter().copied(), field, has_price(text)),
                // 共30万元,其中设备20万元,安装10万元
                Some(&whole) => self.items([whole], field, false),
                None => CostCell::unread(),
            };
        }
        let listed = name.iter().try_fold(Decimal::ZERO, |sum, (amount, _)| sum.checked_add(*amount));
        // 展位费8万、特装费6万、运输费2万 = 15万元, where 15万元 is the funding.
        let is_list = name.len() > 1
            && near(funding, total, self.rule.tolerance)
            && !has_price(&row.name)
            && !self.rule.nests(&row.name)
            && listed.is_some_and(|listed| !near(total, listed, self.rule.tolerance));
        if is_list {
            return self.items(name, Field::Name(row.index), false);
        }
        // A price beside it may be how it is made up, or come on top: 隔离网100元/米,界桩1.16万元.
        let comes_on_top = has_price(text) && !self.rule.announces(text);
        let is_range = text.figures().iter().any(|figure| figure.upper.is_some());
        self.items([(total, "")], field, comes_on_top || is_range)
    }

    /// Stated amounts, each as it is written.
    fn items<'w>(
        &self,
        amounts: impl IntoIterator<Item = (Decimal, &'w str)>,
        field: Field,
        unread: bool,
    ) -> CostCell {
        let item = |(amount, written)| self.item(amount, written, field);
        CostCell { items: amounts.into_iter().map(item).collect(), unread }
    }

    fn item(&self, amount: Decimal, written: &str, field: Field) -> Item {
        let terms = money_words(written).to_owned();
        Item { amount, field, made: Made::Stated, terms, open: false, about: self.row.name.words() }
    }

    /// A row that says how its total is made up: calculations, and prices of things that are counted in it or in
    /// another row.
    fn made(&self) -> CostCell {
        let row = self.row;
        let (text, field) = match row.target.figures().iter().any(is_money) {
            true => (&row.target, Field::Value(row.index)),
            false => (&row.name, Field::Name(row.index)),
        };
        let mut cell = CostCell::default();
        let mut rest = text.figures();
        while let Some(figure) = rest.first() {
            let mut used = 1;
            if is_money(figure) {
                let item = if figure.kind == Some(Kind::Calculation) {
                    self.calculated(text, figure, field)
                } else if let Some((price, figures)) = Price::first(text, rest) {
                    used = figures;
                    self.product(text, figure, &price, field)
                } else if let Some(amount) = figure.sum().filter(|_| row.cost.is_some()) {
                    Some(self.item(amount, text.slice(figure.span.clone()), field))
                } else {
                    self.priced_by_name(text, figure, field)
                };
                cell.unread |= item.is_none();
                cell.items.extend(item);
            }
            rest = rest.get(used..).unwrap_or_default();
        }
        cell.unread |= cell.items.is_empty();
        cell
    }

    /// A calculation that comes out, in money.
    fn calculated(&self, text: &Text<'_>, figure: &Figure<'_>, field: Field) -> Option<Item> {
        let amount = text.calculated(figure)?;
        // What does not come out is not known to cost either.
        if figure.number.zip(figure.upper).is_some_and(|(one, other)| !near(one, other, self.rule.tolerance))
        {
            return None;
        }
        let terms = text.slice(figure.span.clone()).to_owned();
        let about = self.about(text, figure);
        Some(Item { amount, field, made: Made::Calculated, terms, open: false, about })
    }

    /// A price times the number of the things that it is a price of.
    fn product(&self, text: &Text<'a>, figure: &Figure<'a>, price: &Price<'a>, field: Field) -> Option<Item> {
        // How many days, months or terms it goes on is not said by a number of things.
        if price.periods().any(|(_, period)| period.in_a_year != 1) {
            return None;
        }
        let about = self.about(text, figure);
        let mut things = price.things();
        let Some(unit) = things.next() else {
            // 19万元/年
            let terms = money_words(text.slice(figure.span.clone())).to_owned();
            return Some(Item { amount: price.money, field, made: Made::Stated, terms, open: false, about });
        };
        if things.next().is_some() {
            return None;
        }
        let counted = match self.counted_here(unit, text, price) {
            Ok(counted) => counted,
            Err(Several) => return None,
        };
        let counted = match counted {
            Some(counted) => counted,
            None => self.counted_elsewhere(Some(unit), &about)?,
        };
        self.times(text, figure, price.money, counted, field, about)
    }

    /// A price whose name says that it is one: 人均补助 = 300元; 设备单价 = 2500元.
    fn priced_by_name(&self, text: &Text<'a>, figure: &Figure<'a>, field: Field) -> Option<Item> {
        let money = figure.sum()?;
        let name = self.row.name.as_str();
        let about = self.about(text, figure);
        let counted = match average_of(name) {
            Some(unit) => self.counted_elsewhere(Some(unit), &about)?,
            None if self.rule.unit_price.iter().any(|word| name.contains(word.as_str())) => {
                self.counted_elsewhere(None, &about)?
            }
            None => return None,
        };
        self.times(text, figure, money, counted, field, about)
    }

    fn times(
        &self,
        text: &Text<'_>,
        figure: &Figure<'_>,
        money: Decimal,
        counted: Counted,
        field: Field,
        about: String,
    ) -> Option<Item> {
        let Counted { count, unit, field: counted, open } = counted;
        let amount = money.checked_mul(count)?;
        let price = money_words(text.slice(figure.span.clone()));
        let terms = format!("{}{unit}×{price}", count.normalize());
        let open = open || figure.is_open();
        Some(Item { amount, field, made: Made::Product { count, unit, counted }, terms, open, about })
    }

    /// The number of things of a unit that stands in the row itself: 2次,每次5000元.
    fn counted_here(
        &self,
        unit: &str,
        text: &Text<'_>,
        price: &Price<'_>,
    ) -> Result<Option<Counted>, Several> {
        let is_name = std::ptr::eq(text, &self.row.name);
        let places = [
            (&self.row.target, Field::Value(self.row.index), !is_name),
            (&self.row.name, Field::Name(self.row.index), is_name),
        ];
        let mut found: Option<Counted> = None;
        for (place, field, has_price) in places {
            // 一平方 of 3980元一平方
            let is_priced = |figure: &Figure<'_>| has_price && figure.span.end == price.span.end;
            for figure in place.figures().iter().filter(|figure| !is_priced(figure)) {
                let Some(count) = figure.count() else { continue };
                if !counts(place, figure, unit) {
                    continue;
                }
                if !figure.per.is_empty() || found.as_ref().is_some_and(|found| found.count != count) {
                    return Err(Several);
                }
                found = Some(Counted { count, unit: figure.unit.to_owned(), field, open: figure.is_open() });
            }
        }
        Ok(found)
    }

    /// That of another row, or of the goal, that is about the same.
    fn counted_elsewhere(&self, unit: Option<&str>, about: &str) -> Option<Counted> {
        let quantity = self.quantities.of(unit, &Topic::new(about, &self.rule.general))?;
        let unit = if quantity.unit.is_empty() { unit.unwrap_or_default() } else { &quantity.unit };
        Some(Counted {
            count: quantity.count,
            unit: unit.to_owned(),
            field: quantity.field,
            open: quantity.open,
        })
    }

    /// What a figure of the row is about: the row's name; of one of several prices the words before it.
    fn about(&self, text: &Text<'_>, figure: &Figure<'_>) -> String {
        let before = text.before(figure);
        let is_one_of_several = text.figures().iter().filter(|figure| is_money(figure)).count() > 1;
        if is_one_of_several && !Topic::new(before, &self.rule.general).is_empty() {
            return before.to_owned();
        }
        self.row.name.words()
    }
}

/// There are several numbers of the same unit.
struct Several;

/// The amounts of a text that are for nothing each, with how they are written.
fn sums<'t>(text: &'t Text<'_>) -> Vec<(Decimal, &'t str)> {
    let sum = |figure: &Figure<'_>| Some((figure.sum()?, text.slice(figure.span.clone())));
    text.figures().iter().filter_map(sum).collect()
}

fn is_money(figure: &Figure<'_>) -> bool {
    matches!(figure.kind, Some(Kind::Money | Kind::Calculation))
}

fn calculates(text: &Text<'_>) -> bool {
    text.figures().iter().any(|figure| figure.kind == Some(Kind::Calculation))
}

fn has_price(text: &Text<'_>) -> bool {
    text.figures().iter().any(|figure| figure.kind == Some(Kind::Money) && !figure.per.is_empty())
}

/// 户 of 户均改造成本. Of 平均 and of averages over time it is nothing.
fn average_of(name: &str) -> Option<&str> {
    let before = name.get(..name.find('均')?)?;
    let unit = before.get(before.char_indices().next_back()?.0..)?;
    (unit != "平" && period(unit).is_none()).then_some(unit)
}

/// The money of a price without what it is for: 5000元 of `每次5000元`, of `≤5000元/次`.
fn money_words(price: &str) -> &str {
    let digits = price.find(|ch: char| ch.is_ascii_digit());
    let money = digits.and_then(|from| price.get(from..)).unwrap_or(price);
    match money.find('元') {
        Some(at) => money.get(..at + '元'.len_utf8()).unwrap_or(money),
        None => money,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_without_what_they_are_for() {
        for (price, money) in [
            ("每次5000元", "5000元"),
            ("≤0.6万元/公里", "0.6万元"),
            ("3980元", "3980元"),
            ("3万", "3万"),
            ("五百元每人", "五百元"),
        ] {
            assert_eq!(money_words(price), money);
        }
    }

    #[test]
    fn averages_name_their_unit() {
        assert_eq!(average_of("户均改造成本"), Some("户"));
        assert_eq!(average_of("人均补助标准"), Some("人"));
        for name in ["平均造价", "月均电费", "均价", "会议费"] {
            assert_eq!(average_of(name), None, "{name}");
        }
    }
}
