//! `[review]`: the points of the form, what findings take off, the grades.

use rust_decimal::Decimal;

use super::reader::{Reader, Text, Value};
use crate::form::{Form, Points};

pub(super) const KEYS: [&str; 4] = ["points", "open", "deductions", "grades"];
/// What a deduction is for, besides the codes of rules.
pub(super) const SEVERITIES: [&str; 3] = ["error", "warning", "info"];

/// Changes the form; the codes of rules whose deduction is set, which only a run knows.
pub(super) fn read(form: &mut Form, value: &Value<'_>, reader: &mut Reader) -> Vec<Text> {
    let mut codes = Vec::new();
    for (key, value) in reader.table(value, ["[review.deductions]", "error = 3"]).into_iter().flatten() {
        match key.get_ref().as_ref() {
            "points" => points(form, value, reader),
            "open" => open(form, value, reader),
            "deductions" => codes = deductions(form, value, reader),
            "grades" => grades(form, value, reader),
            _ => reader.unknown_key(key, &KEYS),
        }
    }
    codes
}

fn points(form: &mut Form, value: &Value<'_>, reader: &mut Reader) {
    let Some(table) = reader.table(value, ["[review.points]", "\"指标科学性\" = 20"]) else { return };
    for (name, number) in table {
        let points = reader.amount(number).map(Points);
        match (form.item_mut(name.get_ref()), points) {
            (Some(item), Some(points)) => item.points = points,
            (Some(_), None) => {}
            (None, _) => {
                let name = reader.key(name);
                unknown_item(form, &name, reader);
            }
        }
    }
    if form.points() == Decimal::ZERO {
        let message = reader.text("各项分值之和不能为 0", "the form has no points at all");
        let label = reader.text("全部为 0", "all are 0");
        reader.refuse(value.span(), message, label, None);
    }
}

fn open(form: &mut Form, value: &Value<'_>, reader: &mut Reader) {
    let Some(names) = reader.texts(value) else { return };
    for item in form.dimensions.iter_mut().flat_map(|dimension| &mut dimension.items) {
        item.open = names.iter().any(|name| name.text == item.name);
    }
    for name in names {
        if !form.names().any(|known| known == name.text) {
            unknown_item(form, &name, reader);
        }
    }
}

fn unknown_item(form: &Form, name: &Text, reader: &mut Reader) {
    let word = &name.text;
    let message = reader
        .text(format!("审核表里没有“{word}”这一项"), format!("the review form has no sub-item “{word}”"));
    let label = reader.text("不认识", "unknown");
    let help = reader.meant(word, form.names());
    reader.refuse_at(&name.at, message, label, Some(help));
}

fn deductions(form: &mut Form, value: &Value<'_>, reader: &mut Reader) -> Vec<Text> {
    let mut codes = Vec::new();
    for (key, number) in reader.table(value, ["[review.deductions]", "error = 3"]).into_iter().flatten() {
        let Some(points) = reader.amount(number).map(Points) else { continue };
        match key.get_ref().as_ref() {
            "error" => form.deductions.error = points,
            "warning" => form.deductions.warning = points,
            "info" => form.deductions.info = points,
            code if code.ends_with(|last: char| last.is_ascii_digit()) => {
                form.deductions.codes.insert(code.to_owned(), points);
                codes.push(reader.key(key));
            }
            _ => reader.unknown_key(key, &SEVERITIES),
        }
    }
    codes
}

fn grades(form: &mut Form, value: &Value<'_>, reader: &mut Reader) {
    let Some(table) = reader.table(value, ["[review.grades]", "\"优\" = 90"]) else { return };
    let Some((_, limited)) = form.grades.split_last_mut() else { return };
    for (name, number) in table {
        let Some(percent) = reader.amount(number) else { continue };
        match limited.iter_mut().find(|grade| grade.name == *name.get_ref()) {
            Some(grade) => grade.from = Points(percent),
            None => {
                let word = name.get_ref();
                let message = reader
                    .text(format!("没有可设界限的等级“{word}”"), format!("no grade “{word}” has a limit"));
                let label = reader.text("不认识", "unknown");
                let help = reader.meant(word, limited.iter().map(|grade| grade.name.as_str()));
                reader.refuse(name.span(), message, label, Some(help));
            }
        }
    }
    let descending = limited.is_sorted_by(|better, worse| better.from > worse.from);
    let within =
        limited.iter().all(|grade| grade.from.0 > Decimal::ZERO && grade.from.0 <= Decimal::ONE_HUNDRED);
    if !(descending && within) {
        let limits: Vec<String> =
            limited.iter().map(|grade| format!("{} {}", grade.name, grade.from)).collect();
        let message = reader.text(
            "等级界限是百分数，应由高到低，在 0 与 100 之间",
            "the limits of grades are percentages between 0 and 100, from the best grade down",
        );
        let label = limits.join("、");
        reader.refuse(value.span(), message, label, None);
    }
}
