//! The JSON form of target values, as `jichi records --format json` prints it. Decimals are strings, places
//! are bytes of the raw cell.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::{Bound, CalendarDate, Kind, Part, Quantity, TargetValue, Unit};

#[derive(Serialize)]
struct ValueJson<'a> {
    kind: Kind,
    parts: Vec<PartJson<'a>>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "kebab-case")]
struct PartJson<'a> {
    kind: Option<Kind>,
    text: &'a str,
    span: [usize; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    well_formed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a Unit>,
    #[serde(skip_serializing_if = "<[Unit]>::is_empty")]
    per: &'a [Unit],
    #[serde(skip_serializing_if = "Option::is_none")]
    yuan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<CalendarDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<CalendarDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<CalendarDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    every: Option<&'a Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    computed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    odd_number: bool,
}

impl Serialize for TargetValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = self.parts.iter().map(|part| part_json(self, part)).collect();
        ValueJson { kind: self.kind(), parts }.serialize(serializer)
    }
}

fn part_json<'a>(value: &'a TargetValue, part: &'a Part) -> PartJson<'a> {
    let raw = value.text.raw_range(part.span.clone());
    let mut json = PartJson {
        kind: Some(part.kind()),
        text: value.text.as_str().get(part.span.clone()).unwrap_or_default(),
        span: [raw.start, raw.end],
        bound: part.comparison.as_ref().map(|comparison| comparison.bound),
        well_formed: part.comparison.as_ref().map(|comparison| comparison.well_formed),
        odd_number: part.odd_number,
        ..PartJson::default()
    };
    let string = |number: &Decimal| Some(number.to_string());
    match &part.quantity {
        Quantity::Amount { number, upper, unit, per } => {
            (json.number, json.upper) = (string(number), upper.as_ref().and_then(string));
            (json.unit, json.per) = (unit.as_ref(), per);
        }
        Quantity::Money { yuan, upper, per, stated } => {
            (json.yuan, json.upper) = (string(yuan), upper.as_ref().and_then(string));
            (json.per, json.stated) = (per, Some(*stated));
        }
        Quantity::Date(date) => json.date = Some(*date),
        Quantity::Period { from, to } => (json.from, json.to) = (Some(*from), Some(*to)),
        Quantity::Duration { number, upper, unit } => {
            (json.number, json.upper, json.unit) =
                (string(number), upper.as_ref().and_then(string), Some(unit));
        }
        Quantity::Frequency { times, every } => (json.times, json.every) = (string(times), Some(every)),
        Quantity::Grade(grade) => json.grade = Some(grade),
        Quantity::Calculation { computed, stated } => {
            (json.computed, json.result) =
                (computed.as_ref().and_then(string), stated.as_ref().and_then(string));
        }
    }
    json
}
