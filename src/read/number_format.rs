//! Numbers and dates as a workbook shows them: 0.95 formatted `0%` is 95%, 43951 formatted as a date is
//! 2020/4/30.

use std::collections::HashMap;

use rust_decimal::{Decimal, RoundingStrategy};

/// The first section of an Excel number format, as far as it changes what a reader takes a number for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// The number itself.
    General,
    /// A number with a fixed count of decimals, with words around it, or a percentage.
    Number { prefix: String, suffix: String, decimals: u32, percent: bool, grouped: bool },
    /// A date or time.
    Date(Vec<DatePart>),
}

/// A piece of a date format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DatePart {
    /// Letter (`y m d h n s`, n for minutes) and how often it stands.
    Field(char, usize),
    /// Text between the fields.
    Text(String),
}

/// A point in time: year, month, day, hour, minute, second.
pub(super) type Moment = (u16, u8, u8, u8, u8, u8);

impl NumberFormat {
    /// Reads a format. Built-in formats whose look depends on the system's language are taken as a Chinese
    /// system shows them.
    pub fn new(id: Option<u32>, code: &str) -> Self {
        let code = match id {
            Some(14) => "yyyy/m/d",
            Some(22) => "yyyy/m/d h:mm",
            Some(27 | 36 | 50 | 52 | 57) => "yyyy\"年\"m\"月\"",
            Some(28 | 29 | 30 | 51 | 53 | 54 | 58) => "m\"月\"d\"日\"",
            Some(31) => "yyyy\"年\"m\"月\"d\"日\"",
            Some(32 | 34 | 55) => "h\"时\"mm\"分\"",
            Some(33 | 35 | 56) => "h\"时\"mm\"分\"ss\"秒\"",
            _ => code,
        };
        let section = first_section(code);
        if section.is_empty() || section.eq_ignore_ascii_case("general") || section == "@" {
            return Self::General;
        }
        let lower = section.to_ascii_lowercase();
        // Hours that go on beyond a day are no time of day.
        if ["[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]"].iter().any(|elapsed| lower.contains(elapsed)) {
            return Self::General;
        }
        // A time of day is shown with 24 hours.
        let marks = ["AM/PM", "am/pm", "上午/下午"];
        let parts = parts(&marks.iter().fold(section.to_owned(), |section, mark| section.replace(mark, "")));
        let is_date =
            parts.iter().any(|part| matches!(part, Part::Letter(letter, _) if "ymdhs".contains(*letter)));
        if is_date { date(parts) } else { number(&parts) }
    }

    /// The format with this number that every workbook has, for files that only name its number.
    pub fn built_in(id: u32) -> Self {
        let code = match id {
            1 => "0",
            2 => "0.00",
            3 | 37 | 38 | 41 | 42 => "#,##0",
            4 | 39 | 40 | 43 | 44 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 | 20 => "h:mm",
            19 | 21 => "h:mm:ss",
            46 => "[h]:mm:ss",
            45 | 47 => "mm:ss",
            _ => "",
        };
        Self::new(Some(id), code)
    }

    /// A number as it is shown.
    pub fn show(&self, number: f64) -> String {
        // Most numbers are whole, and shown as they are.
        if !matches!(self, Self::Number { .. }) && number.fract() == 0.0 && number.abs() < 1e15 {
            return (number as i64).to_string();
        }
        let Some(exact) = decimal(number) else { return number.to_string() };
        match self {
            Self::Number { prefix, suffix, decimals, percent, grouped } => {
                let scaled = if *percent { exact.checked_mul(Decimal::ONE_HUNDRED) } else { Some(exact) };
                let shown = scaled
                    .unwrap_or(exact)
                    .round_dp_with_strategy(*decimals, RoundingStrategy::MidpointAwayFromZero);
                // Money has to stay exact: what only a plain format would round away is shown.
                let is_plain = !percent && prefix.is_empty() && suffix.is_empty();
                if is_plain && shown != exact {
                    return exact.normalize().to_string();
                }
                let digits = *decimals as usize;
                let shown = format!("{shown:.digits$}");
                format!("{prefix}{}{suffix}", if *grouped { group(&shown) } else { shown })
            }
            _ => exact.normalize().to_string(),
        }
    }

    /// A date as it is shown, the year in full. 12/31/20 and 31-Dec-20 can be taken for something else: such
    /// a date is shown as 2020/12/31.
    pub fn show_date(&self, (year, month, day, hour, minute, second): Moment) -> String {
        let parts = match self {
            Self::Date(parts) if is_clear(parts) => parts,
            _ => return format!("{year}/{month}/{day}"),
        };
        let mut shown = String::new();
        for part in parts {
            match part {
                DatePart::Text(text) => shown.push_str(text),
                DatePart::Field('y', _) => shown.push_str(&year.to_string()),
                DatePart::Field(field, length) => {
                    let value = match field {
                        'm' => month,
                        'd' => day,
                        'h' => hour,
                        'n' => minute,
                        _ => second,
                    };
                    let width = (*length).min(2);
                    shown.push_str(&format!("{value:0width$}"));
                }
            }
        }
        shown.trim().to_owned()
    }
}

/// The number formats of a workbook's cell formats, as it lists them: cells name a cell format,
/// and that the number of a number format.
#[derive(Debug, Default)]
pub(super) struct NumberFormats {
    by_id: HashMap<u32, NumberFormat>,
    of_cell_formats: Vec<u32>,
}

/// More number formats than any workbook has.
const MOST_FORMATS: usize = 4096;
/// More characters than the code of a number format has.
const MOST_CODE: usize = 1024;

impl NumberFormats {
    /// Takes a format of the workbook's own.
    pub fn define(&mut self, id: u32, code: &str) {
        if self.by_id.len() < MOST_FORMATS && code.len() <= MOST_CODE {
            self.by_id.insert(id, NumberFormat::new(Some(id), code));
        }
    }

    /// Takes the next cell format: the number of its number format.
    pub fn push(&mut self, id: u32) {
        self.of_cell_formats.push(id);
    }

    /// To be called when all formats have been taken: those that were not defined are built in.
    pub fn complete(&mut self) {
        for id in &self.of_cell_formats {
            self.by_id.entry(*id).or_insert_with(|| NumberFormat::built_in(*id));
        }
    }

    /// The number format of a cell format.
    pub fn get(&self, cell_format: u32) -> &NumberFormat {
        let id = self.of_cell_formats.get(cell_format as usize);
        id.and_then(|id| self.by_id.get(id)).unwrap_or(&NumberFormat::General)
    }
}

/// Whether a date in this format says what is its year, its month and its day: it begins with the year,
/// names them (12月31日), or is a time of day.
fn is_clear(parts: &[DatePart]) -> bool {
    let mut fields = parts.iter().filter_map(|part| match part {
        DatePart::Field(letter, length) => Some((*letter, *length)),
        DatePart::Text(_) => None,
    });
    let has_names =
        parts.iter().any(|part| matches!(part, DatePart::Text(text) if text.contains(['月', '日'])));
    let spelled = fields.clone().any(|(letter, length)| matches!(letter, 'm' | 'd') && length > 2);
    let first = fields.next().map(|(letter, _)| letter);
    !spelled && (has_names || first.is_none_or(|letter| matches!(letter, 'y' | 'h' | 'n' | 's')))
}

/// The number with the 15 digits that Excel keeps.
fn decimal(number: f64) -> Option<Decimal> {
    if !number.is_finite() {
        return None;
    }
    let rounded: f64 = format!("{number:.14e}").parse().ok()?;
    Decimal::try_from(rounded).ok()
}

/// Up to the first `;` outside quotes.
fn first_section(code: &str) -> &str {
    let (mut quoted, mut escaped) = (false, false);
    let end = code.find(|ch| {
        let was_escaped = std::mem::take(&mut escaped);
        match ch {
            _ if was_escaped => false,
            '\\' if !quoted => {
                escaped = true;
                false
            }
            '"' => {
                quoted = !quoted;
                false
            }
            ';' => !quoted,
            _ => false,
        }
    });
    &code[..end.unwrap_or(code.len())]
}

enum Part {
    /// A digit placeholder, `.` or `,`.
    Digit(char),
    Percent,
    /// A letter of a date and how often it stands.
    Letter(char, usize),
    Text(String),
}

fn parts(section: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut chars = section.chars().peekable();
    let text = |parts: &mut Vec<Part>, ch: char| match parts.last_mut() {
        Some(Part::Text(text)) => text.push(ch),
        _ => parts.push(Part::Text(ch.to_string())),
    };
    while let Some(ch) = chars.next() {
        match ch {
            '"' => chars.by_ref().take_while(|ch| *ch != '"').for_each(|ch| text(&mut parts, ch)),
            '\\' => chars.next().into_iter().for_each(|ch| text(&mut parts, ch)),
            // A width to leave blank, a character to fill with.
            '_' | '*' => {
                chars.next();
            }
            // Colours, conditions, languages: `[Red]`, `[>=100]`, `[$-804]`.
            '[' => chars.by_ref().take_while(|ch| *ch != ']').for_each(drop),
            '0' | '#' | '?' | '.' | ',' => parts.push(Part::Digit(ch)),
            '%' => parts.push(Part::Percent),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => {
                let letter = ch.to_ascii_lowercase();
                match parts.last_mut() {
                    Some(Part::Letter(last, length)) if *last == letter => *length += 1,
                    _ => parts.push(Part::Letter(letter, 1)),
                }
            }
            ch => text(&mut parts, ch),
        }
    }
    parts
}

fn number(parts: &[Part]) -> NumberFormat {
    let (mut prefix, mut suffix) = (String::new(), String::new());
    let (mut digits, mut decimals, mut point, mut percent, mut grouped) = (0, 0, false, false, false);
    for part in parts {
        match part {
            Part::Digit('.') => point = true,
            // At the end it stands for thousands left out, which no sheet of goals does.
            Part::Digit(',') => grouped |= digits > 0,
            Part::Digit(_) => {
                digits += 1;
                decimals += u32::from(point);
            }
            Part::Percent => percent = true,
            // 1.5E+3 and the like: the number itself says it better.
            Part::Text(text) if text.contains(['E', 'e', '/']) => return NumberFormat::General,
            Part::Text(text) if digits == 0 => prefix.push_str(text),
            Part::Text(text) => suffix.push_str(text),
            Part::Letter(..) => {}
        }
    }
    let (prefix, suffix) = (prefix.trim().to_owned(), suffix.trim().to_owned());
    if digits == 0 {
        return NumberFormat::General;
    }
    let suffix = if percent { format!("%{suffix}") } else { suffix };
    NumberFormat::Number { prefix, suffix, decimals: decimals.min(10), percent, grouped }
}

/// 1234567.5 → 1,234,567.5
fn group(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::with_capacity(number.len() + number.len() / 3);
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

fn date(parts: Vec<Part>) -> NumberFormat {
    let mut shown: Vec<DatePart> = Vec::new();
    // `m` is a minute after an hour or before a second.
    let mut after_hour = false;
    for part in parts {
        match part {
            Part::Letter('m', length) if after_hour => {
                shown.push(DatePart::Field('n', length));
                after_hour = false;
            }
            Part::Letter(letter, length) => {
                after_hour = letter == 'h';
                shown.push(DatePart::Field(letter, length));
            }
            Part::Text(text) => shown.push(DatePart::Text(text)),
            Part::Digit(ch @ ('.' | ',')) => shown.push(DatePart::Text(ch.to_string())),
            Part::Digit(_) | Part::Percent => {}
        }
    }
    NumberFormat::Date(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_shown() {
        for (code, number, shown) in [
            ("General", 402.1, "402.1"),
            ("General", 0.1 + 0.2, "0.3"),
            ("#,##0.00", 17.756, "17.756"),
            ("0%", 0.95, "95%"),
            ("0.0%", 0.985, "98.5%"),
            ("0.00%", 1.0, "100.00%"),
            ("\"≥\"0%", 0.9, "≥90%"),
            ("0\"人\"", 58.0, "58人"),
            ("0.00\"万元\";[Red]-0.00", 5.0, "5.00万元"),
            ("_(* #,##0_);_(* (#,##0)", 1200.0, "1,200"),
            ("#,##0.00", -1234567.5, "-1,234,567.50"),
            ("#,##0", 999.0, "999"),
            ("0.00", 5.0, "5.00"),
            ("0", 5.25, "5.25"),
            ("0.00E+00", 1200.0, "1200"),
            ("[h]:mm", 1.5, "1.5"),
            ("[Magenta]0%", 0.5, "50%"),
        ] {
            assert_eq!(NumberFormat::new(None, code).show(number), shown, "{code}");
        }
        assert_eq!(NumberFormat::General.show(1e300), format!("{}", 1e300));
    }

    #[test]
    fn dates_as_they_are_shown() {
        let moment = (2020, 4, 3, 9, 5, 7);
        for (id, code, shown) in [
            (Some(14), "mm-dd-yy", "2020/4/3"),
            (None, "yyyy\"年\"m\"月\"d\"日\";@", "2020年4月3日"),
            (None, "[$-804]yyyy年mm月", "2020年04月"),
            (None, "yyyy-mm-dd hh:mm:ss", "2020-04-03 09:05:07"),
            (Some(58), "", "4月3日"),
            (None, "m/d/yy", "2020/4/3"),
            (Some(15), "d-mmm-yy", "2020/4/3"),
            (None, "yy-m-d", "2020-4-3"),
            (None, "h:mm", "9:05"),
            (None, "h:mm AM/PM", "9:05"),
            (None, "[$-804]上午/下午h\"时\"mm\"分\"", "9时05分"),
            (Some(52), "", "2020年4月"),
        ] {
            assert_eq!(NumberFormat::new(id, code).show_date(moment), shown, "{code}");
        }
    }
}
