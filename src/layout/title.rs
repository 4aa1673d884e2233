//! What stands above and between the pages of a table: title, year, money unit, page numbers.

use crate::read::Grid;
use crate::record::MoneyUnit;
use crate::text::half_width;

use super::key::key;

/// How many rows of a sheet may be a cover's title, and the longest line of it, in bytes.
const COVER_ROWS: usize = 12;
const LONGEST_COVER: usize = 120;
/// The longest header that may declare the money unit, in bytes.
const LONGEST_HEADER: usize = 120;

/// What the title lines of a table say.
#[derive(Debug, Default)]
pub(super) struct Title {
    /// Whether a field says the year, which is believed before all lines.
    has_field: bool,
    /// Years of a budget (2021年度), and all that are named.
    budget_years: Vec<i32>,
    years: Vec<i32>,
    unit: Option<MoneyUnit>,
}

impl Title {
    /// What the first lines of a sheet say that may be a cover.
    pub fn of(grid: &Grid) -> Self {
        let mut title = Self::default();
        let lines = grid.rows().take(COVER_ROWS).flat_map(|(_, cells)| cells);
        lines
            .map(|cell| grid.text(cell))
            .filter(|text| text.len() <= LONGEST_COVER)
            .for_each(|text| title.read(text));
        title
    }

    /// Reads a cell of a title line.
    pub fn read(&mut self, raw: &str) {
        let text: String = raw.chars().map(half_width).filter(|ch| !ch.is_whitespace()).collect();
        for (at, _) in text.match_indices('年') {
            let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
            if digits == 4
                && let Ok(year) = text[at - 4..at].parse::<i32>()
                && (1990..2100).contains(&year)
            {
                let is_title = || text.contains("绩效") || text.contains("预算");
                let is_budget = (text[at..].starts_with("年度") || is_title()) && !self.has_field;
                for years in [&mut self.years].into_iter().chain(is_budget.then_some(&mut self.budget_years))
                {
                    if !years.contains(&year) {
                        years.push(year);
                    }
                }
            }
        }
        if self.unit.is_none() {
            self.unit = declared_unit(&text);
        }
    }

    /// Reads a field that holds the year: `2024`, `2024年度`. It is believed before the title.
    pub fn read_year(&mut self, raw: &str) {
        let text: String = raw.chars().map(half_width).filter(|ch| !ch.is_whitespace()).collect();
        let end = text.bytes().take_while(u8::is_ascii_digit).count();
        let year = text[..end].parse::<i32>().ok().filter(|year| (1990..2100).contains(year));
        let Some(year) = year else { return };
        if !std::mem::replace(&mut self.has_field, true) {
            self.budget_years.clear();
        }
        if !self.budget_years.contains(&year) {
            self.budget_years.push(year);
        }
    }

    /// The year, where exactly one is named: as that of a budget, beside which a date (2020年12月) is none.
    pub fn year(&self) -> Option<i32> {
        match (self.budget_years.as_slice(), self.years.as_slice()) {
            (&[year], _) | (&[], &[year]) => Some(year),
            _ => None,
        }
    }

    /// The year of a budget, where exactly one is named as such: in 2023年度, or in the title of a cover (2023年…
    /// 绩效目标).
    pub fn budget_year(&self) -> Option<i32> {
        match self.budget_years.as_slice() {
            &[year] => Some(year),
            _ => None,
        }
    }

    /// The money unit that a line or header declared.
    pub fn unit(&self) -> Option<MoneyUnit> {
        self.unit
    }

    /// Takes the unit from a header (`项目资金(万元)`) where no line declares it.
    pub fn read_header(&mut self, raw: &str) {
        if self.unit.is_some() || !raw.contains('元') || raw.len() > LONGEST_HEADER {
            return;
        }
        let text: String = raw.chars().map(half_width).filter(|ch| !ch.is_whitespace()).collect();
        self.unit = match () {
            () if text.ends_with("(万元)") => Some(MoneyUnit::TenThousandYuan),
            () if text.ends_with("(元)") => Some(MoneyUnit::Yuan),
            () => None,
        };
    }
}

/// `单位:万元`, `金额单位:元`.
fn declared_unit(text: &str) -> Option<MoneyUnit> {
    let (_, after) = text.split_once("单位:").or_else(|| text.split_once("单位(")).or_else(|| {
        // 金额单位万元
        text.split_once("金额单位")
    })?;
    let unit = after.trim_start_matches([':', '(']);
    if unit.starts_with("万元") || unit.starts_with("人民币万元") {
        Some(MoneyUnit::TenThousandYuan)
    } else if unit.starts_with('元') || unit.starts_with("人民币元") {
        Some(MoneyUnit::Yuan)
    } else {
        None
    }
}

/// Whether a line of one cell is page furniture: a page number or a declaration of the unit.
pub(super) fn is_page_line(raw: &str) -> bool {
    if raw.len() > 60 {
        return false;
    }
    let text = key(raw);
    if declared_unit(&text).is_some() {
        return true;
    }
    let number = text.trim_matches(['-', '—', '–', '第', '页', '共', ',', '/', '·']);
    let marked = number.len() < text.len();
    marked
        && !number.is_empty()
        && number.chars().all(|ch| ch.is_ascii_digit() || matches!(ch, '页' | '第' | '共' | ',' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(lines: &[&str]) -> Title {
        let mut title = Title::default();
        for line in lines {
            title.read(line);
        }
        title
    }

    #[test]
    fn exactly_one_year() {
        assert_eq!(title(&["2020年某区部门预算项目绩效目标情况表"]).year(), Some(2020));
        assert_eq!(title(&["２０２１ 年度", "2021年"]).year(), Some(2021));
        assert_eq!(title(&["2020年至2021年"]).year(), None);
        assert_eq!(title(&["2021年度项目支出绩效目标表", "2020年12月"]).year(), Some(2021));
        assert_eq!(title(&["附件3"]).year(), None);
    }

    #[test]
    fn declared_units() {
        assert_eq!(title(&["单位：万元"]).unit(), Some(MoneyUnit::TenThousandYuan));
        assert_eq!(title(&["金额单位： 元"]).unit(), Some(MoneyUnit::Yuan));
        assert_eq!(title(&["填报单位：财政局"]).unit(), None);
        let mut title = title(&["项目表"]);
        title.read_header("项目资金（万元）");
        assert_eq!(title.unit(), Some(MoneyUnit::TenThousandYuan));
    }

    #[test]
    fn page_lines() {
        for line in ["第3页", "第 3 页，共 20 页", "— 3 —", "3/20页", "单位：万元"] {
            assert!(is_page_line(line), "{line}");
        }
        for line in ["20次", "2020", "项目", "-"] {
            assert!(!is_page_line(line), "{line}");
        }
    }
}
