//! Calculations that do not come out: those written with operators, and those that prose makes of a price, a
//! number of things and what they come to (`230名，每人每天8.5元，共713575元`).

use std::ops::Range;

use jichi_plugin::{Bound, Kind, Run};
use rust_decimal::Decimal;

use crate::price::{Price, counts, same_unit};
use crate::text::{Figure, Text, exact, near};

/// How close a multiple must come that only the figures speak for: no word says how often.
const EXACT: Decimal = Decimal::from_parts(1, 0, 0, false, 4);
/// How far a total may be off that is said to be about so much.
const ABOUT: Decimal = Decimal::from_parts(1, 0, 0, false, 1);
/// How many times things that cost so much each may be done in a year without a word about it.
const TIMES: u32 = 12;
/// Days, working days, months, weeks and quarters of a year, as budgets count them.
const YEAR: [u32; 9] = [1, 2, 4, 12, 52, 250, 360, 365, 366];
/// How many factors that may or may not belong to a calculation are tried.
const FACTORS: usize = 5;

/// What the rule goes by.
#[derive(Debug)]
pub(crate) struct Calculations {
    /// The share that rounding may take.
    pub tolerance: Decimal,
    /// Words that announce what all comes to.
    pub announcing: Vec<String>,
    /// Words that bring in what the figures do not say.
    pub unsure: Vec<String>,
}

/// A calculation that does not come out.
#[derive(Debug, PartialEq)]
pub(crate) struct Wrong {
    /// The bytes of the text.
    pub span: Range<usize>,
    /// What its terms come to.
    pub computed: Decimal,
}

/// What a calculation in prose is.
#[derive(Debug, PartialEq)]
enum Claim {
    /// It comes out, in one way or another.
    Holds,
    /// Its figures belong together and come to something else.
    Fails(Decimal),
    /// Whether its figures belong together cannot be told.
    Unclear,
}

/// A total with the figures before it that it may be made of.
struct Account<'t, 'a> {
    text: &'t Text<'a>,
    terms: &'t [Figure<'a>],
    total: &'t Figure<'a>,
}

impl Calculations {
    /// Reads the options of the rule `code`.
    pub fn new(run: &Run<'_>, code: &str) -> Self {
        let list = |name| run.list(code, name).map(str::to_owned).collect();
        Self {
            tolerance: run.number(code, "tolerance").and_then(exact).unwrap_or_default(),
            announcing: list("announcing"),
            unsure: list("unsure"),
        }
    }

    /// The calculations in a text that do not come out.
    pub fn wrong(&self, text: &Text<'_>) -> Vec<Wrong> {
        let written = text.figures().iter().filter_map(|figure| self.written(figure));
        let told = self.accounts(text).into_iter().filter_map(|account| match self.judge(&account) {
            Claim::Fails(computed) => Some(Wrong { span: account.span(), computed }),
            Claim::Holds | Claim::Unclear => None,
        });
        let mut wrong: Vec<Wrong> = written.chain(told).collect();
        wrong.sort_by_key(|wrong| wrong.span.start);
        wrong
    }

    /// The one that a name and its value make together: the price and the things in the name, what they come to as
    /// the whole value.
    pub fn wrong_across(&self, name: &Text<'_>, value: &Text<'_>) -> Option<Wrong> {
        let total = value.single().filter(|total| total.sum().is_some())?;
        let is_whole = value.words().chars().all(|ch| !ch.is_alphanumeric());
        if !is_whole || name.figures().iter().any(|figure| figure.sum().is_some()) {
            return None;
        }
        let joined = name.joined(value);
        let (total_at, terms) = joined.figures().split_last()?;
        let account = Account { text: &joined, terms, total: total_at };
        match self.judge(&account) {
            Claim::Fails(computed) => Some(Wrong { span: total.span.clone(), computed }),
            Claim::Holds | Claim::Unclear => None,
        }
    }

    /// A calculation with operators.
    fn written(&self, figure: &Figure<'_>) -> Option<Wrong> {
        let computed = figure.number.filter(|_| figure.kind == Some(Kind::Calculation))?;
        let stated = figure.upper?;
        let wrong = !near(computed, stated, self.tolerance) && !in_another_unit(computed, stated);
        wrong.then(|| Wrong { span: figure.span.clone(), computed })
    }

    /// The totals that a text announces, each with the figures since the one before it in the same sentence.
    fn accounts<'t, 'a>(&self, text: &'t Text<'a>) -> Vec<Account<'t, 'a>> {
        let mut accounts = Vec::new();
        for sentence in text.sentences() {
            let mut from = 0;
            for (index, total) in sentence.iter().enumerate() {
                let Some(terms) = sentence.get(from..index) else { continue };
                let Some(last) = terms.last() else { continue };
                let between = text.slice(last.span.end..total.span.start);
                let announced = self.announcing.iter().any(|word| between.contains(word.as_str()));
                let follows = between.is_empty() && last.count().is_some();
                if total.sum().is_some() && (announced || follows) {
                    accounts.push(Account { text, terms, total });
                    from = index + 1;
                }
            }
        }
        accounts
    }

    fn judge(&self, account: &Account<'_, '_>) -> Claim {
        account.judge(self).unwrap_or(Claim::Unclear)
    }
}

impl Account<'_, '_> {
    fn span(&self) -> Range<usize> {
        self.terms.first().map_or(self.total.span.start, |first| first.span.start)..self.total.span.end
    }

    /// None where it cannot be told what belongs together.
    fn judge(&self, rule: &Calculations) -> Option<Claim> {
        let total = self.total.sum()?;
        let said = self.text.slice(self.span());
        if rule.unsure.iter().any(|word| said.contains(word.as_str())) {
            return None;
        }
        let terms = self.terms()?;
        let product = terms.product()?;
        let about = terms.about || self.total.bound == Some(Bound::About);
        let tolerance = if about { rule.tolerance.max(ABOUT) } else { rule.tolerance };
        let holds = terms.readings()?.into_iter().any(|worth| {
            let times = total.checked_div(worth);
            times.is_none_or(|times| terms.is_plausible(times, tolerance) || in_another_unit(worth, total))
        });
        match (holds, product) {
            (true, _) => Some(Claim::Holds),
            (false, Product::Certain(computed)) if in_another_unit(computed, total) => None,
            (false, Product::Certain(computed)) => Some(Claim::Fails(computed)),
            (false, Product::Doubtful) => None,
        }
    }

    /// The terms by what they are; None where one is none that is calculated with.
    fn terms(&self) -> Option<Terms<'_>> {
        let bounded = |figure: &Figure<'_>| {
            !matches!(figure.bound, None | Some(Bound::Exactly | Bound::About))
                && !matches!(figure.kind, Some(Kind::Date | Kind::Period))
        };
        if bounded(self.total) || self.terms.iter().any(bounded) {
            return None;
        }
        let mut price = None;
        let mut things = Vec::new();
        let mut times = Vec::new();
        let mut rest = self.terms;
        while let Some(figure) = rest.first() {
            let mut used = 1;
            if let Some((found, figures)) = Price::first(self.text, rest) {
                used = figures;
                if price.replace(found).is_some() {
                    return None;
                }
            } else {
                match figure.kind {
                    Some(Kind::Amount) => things.push((figure.count()?, figure)),
                    Some(Kind::Duration) => {
                        times.push(Thing { count: figure.exactly()?, unit: figure.unit, per: &[] });
                    }
                    Some(Kind::Date | Kind::Period) => {}
                    _ => return None,
                }
            }
            rest = rest.get(used..)?;
        }
        let price = price?;
        let things = things.into_iter().map(|(count, figure): (Decimal, &Figure<'_>)| {
            let unit = price.things().find(|unit| counts(self.text, figure, unit)).unwrap_or(figure.unit);
            Thing { count, unit, per: &figure.per }
        });
        let things: Vec<Thing<'_>> = things.collect();
        let about = self.terms.iter().any(|figure| figure.bound == Some(Bound::About));
        Some(Terms { price, things, times, about })
    }
}

/// How many of something.
#[derive(Debug, Clone, Copy)]
struct Thing<'t> {
    count: Decimal,
    unit: &'t str,
    /// 期 of 每期50人.
    per: &'t [&'t str],
}

/// The terms of a calculation.
struct Terms<'t> {
    price: Price<'t>,
    things: Vec<Thing<'t>>,
    times: Vec<Thing<'t>>,
    about: bool,
}

/// What the terms come to as they are meant to be read.
enum Product {
    Certain(Decimal),
    /// There is more than one way.
    Doubtful,
}

impl Terms<'_> {
    /// The things of a unit.
    fn of<'s>(&'s self, unit: &'s str) -> impl Iterator<Item = Decimal> + 's {
        self.things.iter().filter(move |thing| same_unit(thing.unit, unit)).map(|thing| thing.count)
    }

    /// How long it goes on, counted in `unit`.
    fn lasting<'s>(&'s self, unit: &'s str) -> impl Iterator<Item = Decimal> + 's {
        self.times.iter().filter(move |time| same_unit(time.unit, unit)).map(|time| time.count)
    }

    /// What the price comes to for the things that it is a price of. None where those things are not named, so that
    /// price and total need not belong together.
    fn product(&self) -> Option<Product> {
        let mut worth = self.price.money;
        let mut doubtful = false;
        for unit in self.price.things() {
            let mut counts = self.of(unit);
            worth = worth.checked_mul(counts.next()?)?;
            doubtful |= counts.next().is_some();
        }
        for (unit, period) in self.price.periods() {
            let mut counts = self.lasting(unit);
            worth = worth.checked_mul(counts.next().unwrap_or(period.in_a_year.into()))?;
            doubtful |= counts.next().is_some();
        }
        let is_priced = |thing: &Thing<'_>| self.price.things().any(|unit| same_unit(unit, thing.unit));
        // 3期，每期50人
        let chain: Vec<&str> = self
            .things
            .iter()
            .filter(|thing| is_priced(thing))
            .flat_map(|thing| thing.per)
            .copied()
            .collect();
        for thing in self.things.iter().filter(|thing| !is_priced(thing)) {
            doubtful |= !chain.iter().any(|unit| same_unit(unit, thing.unit)) || !thing.per.is_empty();
            worth = worth.checked_mul(thing.count)?;
        }
        let is_meant = |time: &Thing<'_>| self.price.periods().any(|(unit, _)| same_unit(unit, time.unit));
        // Five days of a price for each person may be paid or not.
        doubtful |= self.times.iter().any(|time| !is_meant(time));
        doubtful |= self.price.things().next().is_none() || !worth.is_sign_positive() || worth.is_zero();
        Some(if doubtful { Product::Doubtful } else { Product::Certain(worth) })
    }

    /// What the terms may come to: the price by the things that it is for, whichever of them are meant, and by any
    /// of the other figures.
    fn readings(&self) -> Option<Vec<Decimal>> {
        let is_priced = |thing: &&Thing<'_>| self.price.things().any(|unit| same_unit(unit, thing.unit));
        let mut readings = vec![self.price.money];
        for unit in self.price.things() {
            let counts: Vec<Decimal> = self.of(unit).collect();
            let sums: Vec<Decimal> =
                subsets(&counts)?.into_iter().filter_map(|some| total(&some, Decimal::checked_add)).collect();
            readings = multiplied(&readings, &sums);
        }
        let others: Vec<Decimal> =
            self.things.iter().filter(|thing| !is_priced(thing)).map(|it| it.count).collect();
        let factors: Vec<Decimal> =
            others.into_iter().chain(self.times.iter().map(|time| time.count)).collect();
        let mut products = vec![Decimal::ONE];
        products.extend(subsets(&factors)?.into_iter().filter_map(|some| total(&some, Decimal::checked_mul)));
        readings = multiplied(&readings, &products);
        readings.retain(|worth| !worth.is_zero());
        Some(readings)
    }

    /// Whether a total of so many times what the terms come to may be meant: days, weeks, months or quarters of the
    /// year, parts of a yearly price, or a whole number of times that is left unsaid.
    fn is_plausible(&self, times: Decimal, tolerance: Decimal) -> bool {
        if YEAR.iter().any(|&often| near(often.into(), times, tolerance)) {
            return true;
        }
        let periods: Vec<u32> = self.price.periods().map(|(_, period)| period.in_a_year).collect();
        let most = periods.iter().copied().max().unwrap_or_default().max(TIMES);
        let whole = times.round();
        let is_whole = whole >= Decimal::ONE && whole <= most.into() && near(whole, times, EXACT);
        // Half a year of a yearly price.
        let is_part = |months: Decimal| {
            let whole = months.round();
            whole >= Decimal::ONE && whole < Decimal::from(12) && near(whole, months, tolerance)
        };
        is_whole || (periods.contains(&1) && times.checked_mul(12.into()).is_some_and(is_part))
    }
}

/// Each choice of one or more of the numbers; None of too many.
fn subsets(numbers: &[Decimal]) -> Option<Vec<Vec<Decimal>>> {
    if numbers.len() > FACTORS {
        return None;
    }
    let choice = |set: u32| {
        let chosen = numbers.iter().enumerate().filter(|(index, _)| set & (1 << index) != 0);
        chosen.map(|(_, &number)| number).collect()
    };
    Some((1..1u32 << numbers.len()).map(choice).collect())
}

fn total(numbers: &[Decimal], join: fn(Decimal, Decimal) -> Option<Decimal>) -> Option<Decimal> {
    let (&first, rest) = numbers.split_first()?;
    rest.iter().try_fold(first, |total, &number| join(total, number))
}

fn multiplied(ones: &[Decimal], others: &[Decimal]) -> Vec<Decimal> {
    ones.iter().flat_map(|one| others.iter().filter_map(|other| one.checked_mul(*other))).collect()
}

/// A result in another unit than the terms (千克 and 吨, 元 and 万元) is off by its thousands.
fn in_another_unit(computed: Decimal, stated: Decimal) -> bool {
    let larger = |one: Decimal, other: Decimal| {
        [1_000u32, 10_000].into_iter().any(|by| one.checked_mul(by.into()) == Some(other))
    };
    larger(computed, stated) || larger(stated, computed)
}

#[cfg(test)]
mod tests;
