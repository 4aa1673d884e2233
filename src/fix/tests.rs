//! Any cells of any table: what is written is read again, and nothing else is another.

use std::fs;
use std::io::{Cursor, Read};

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use regex::Regex;
use zip::ZipArchive;

use super::*;
use crate::finding::{Finding, Fix, Language, Safety};
use crate::layout::Layouts;
use crate::lint::{Checked, Lint, Loaded, Loader, Ordinals, Source};
use crate::record::Sheet;
use crate::rule::RuleSet;

fn edit(place: Place, old: &str, new: &str) -> Edit {
    Edit { place, old: old.to_owned(), new: new.to_owned() }
}

fn encoded(text: &str, encoding: &'static Encoding, has_mark: bool) -> Vec<u8> {
    let text = if has_mark { format!("\u{FEFF}{text}") } else { text.to_owned() };
    if encoding == UTF_16LE {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    } else if encoding == UTF_16BE {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    } else {
        encoding.encode(&text).0.into_owned()
    }
}

/// Whether a cell has to be in quotes.
fn needs_quotes(text: &str, delimiter: char) -> bool {
    text.starts_with('"') || text.contains([delimiter, '\n', '\r'])
}

/// A cell as it is written.
fn raw(text: &str, delimiter: char, is_quoted: bool) -> String {
    if is_quoted || needs_quotes(text, delimiter) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn cell_text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "培训", "≥95%", "5", " ", "　", "人", "\"", ",", ";", "\t", "\n", "一", "𠮷", "a", "=", "",
    ]);
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn way() -> impl Strategy<Value = (&'static Encoding, bool)> {
    select(vec![
        (UTF_8, false),
        (UTF_8, true),
        (GB18030, false),
        (UTF_16LE, true),
        (UTF_16BE, true),
        (UTF_16LE, false),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn of_a_text_only_the_cells_change(
        table in vec(vec((cell_text(), any::<bool>()), 1..5), 1..5),
        edits in vec((any::<Index>(), cell_text()), 1..4),
        (encoding, has_mark) in way(),
        (delimiter, extension) in select(vec![('\t', "tsv"), (',', "csv"), ('\t', "txt")]),
        end in select(vec!["\n", "\r\n"]),
        blank_lines in 0usize..3,
    ) {
        let header = format!("项目\u{3001}名称{delimiter}指标{delimiter}指标值{end}").repeat(6);
        let name = format!("表.{extension}");
        let file = |cell: &dyn Fn(usize, usize) -> String| {
            let row = |(nth, row): (usize, &Vec<(String, bool)>)| {
                (0..row.len()).map(|column| cell(nth, column)).collect::<Vec<_>>().join(&delimiter.to_string())
            };
            let rows: Vec<String> = table.iter().enumerate().map(row).collect();
            let text = format!("{header}{}{}", rows.join(end), end.repeat(blank_lines));
            encoded(&text, encoding, has_mark)
        };
        let before = file(&|row, column| raw(&table[row][column].0, delimiter, table[row][column].1));
        let Ok(grids) = read::read(&name, before.clone()) else { return Ok(()) };
        // A cell can look as if something else parted the cells.
        prop_assume!(grids[0].at(Place { row: 1, column: 2 }) == "指标");
        // A line break inside of a cell is a line of the file.
        let mut lines = vec![7u32];
        for row in &table {
            let breaks: usize = row.iter().map(|(text, _)| text.matches('\n').count()).sum();
            lines.push(lines[lines.len() - 1] + 1 + breaks as u32);
        }
        let place = |row: usize, column: usize| Place { row: lines[row], column: column as u32 + 1 };
        let at = |index: &Index| {
            let row = index.index(table.len());
            (row, index.index(table[row].len()))
        };
        let written: BTreeMap<(usize, usize), &str> =
            edits.iter().map(|(index, new)| (at(index), new.as_str())).collect();
        let mut changes = Vec::new();
        for (&(row, column), new) in &written {
            let old = grids[0].at(place(row, column));
            // A quote before it can make something else of a cell.
            prop_assume!(old == shown(&table[row][column].0));
            changes.push(Change { sheet: None, edits: vec![edit(place(row, column), old, new)] });
        }
        let after = file(&|row, column| {
            let (old, is_quoted) = &table[row][column];
            let new = written.get(&(row, column)).copied().unwrap_or(old);
            raw(new, delimiter, *is_quoted || needs_quotes(old, delimiter))
        });
        match apply(&name, &before, None, &changes) {
            Ok(applied) => {
                prop_assert_eq!(applied.refused, vec![]);
                prop_assert_eq!(applied.bytes, after);
            }
            // Just where the same table would be cut in another way.
            Err(error) => {
                prop_assert_eq!(error, NoFix::ReadsOtherwise);
                let tables = [(None, changes.iter().map(|it| (it.edits[0].place, it.edits[0].new.as_str())).collect())];
                let again = read::read(&name, after);
                prop_assert!(!again.is_ok_and(|again| is_same_but(&grids, &again, &tables.into())));
            }
        }
    }

    #[test]
    fn of_a_workbook_only_the_cells_change(
        name in select(vec!["openpyxl", "xlsxwriter", "prefixed", "libreoffice"]),
        edits in vec((any::<Index>(), "[\\PC\n\r\u{1}_x0A]{0,12}"), 1..6),
    ) {
        let before = fs::read(format!("tests/data/annotate/{name}.xlsx")).unwrap();
        let grids = read::read("a.xlsx", before.clone()).unwrap();
        let grid = &grids[0];
        let cells: Vec<Place> = grid.rows()
            .flat_map(|(row, cells)| cells.iter().map(move |cell| Place { row, column: cell.column })).collect();
        let wanted: BTreeMap<Place, &str> =
            edits.iter().map(|(index, new)| (cells[index.index(cells.len())], new.as_str())).collect();
        let changes: Vec<Change> = wanted.iter()
            .map(|(&place, &new)| Change { sheet: grid.name.clone(), edits: vec![edit(place, grid.at(place), new)] })
            .collect();
        let applied = apply("a.xlsx", &before, None, &changes).unwrap();
        let refused: Vec<Place> = applied.refused.iter().map(|it| it.place).collect();
        let after = read::read("a.xlsx", applied.bytes.clone()).unwrap();
        for (place, new) in &wanted {
            let now = after[0].at(*place);
            prop_assert_eq!(now, if refused.contains(place) { grid.at(*place) } else { shown(new) });
        }
        // The bytes, cell by cell.
        let (old, new) = (parts(&before), parts(&applied.bytes));
        let cell = Regex::new("(?s)<(?:x:)?c r=\"([A-Z]+[0-9]+)\"[^>]*?(?:/>|>.*?</(?:x:)?c>)").unwrap();
        let written: Vec<String> =
            wanted.keys().filter(|place| !refused.contains(place)).map(|place| place.a1()).collect();
        let others = |text: &str| cell.replace_all(text, |found: &regex::Captures<'_>| {
            if written.contains(&found[1].to_owned()) { "…".to_owned() } else { found[0].to_owned() }
        }).into_owned();
        prop_assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
        for (part, text) in &old {
            match part.as_str() {
                "xl/worksheets/sheet1.xml" => prop_assert_eq!(others(text), others(&new[part])),
                _ => prop_assert_eq!(text, &new[part], "{}", part),
            }
        }
    }
}

/// The parts of a workbook by their names, any bytes as text.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let name = part.name().unwrap().into_owned();
        parts.insert(name, content.into_iter().map(char::from).collect());
    }
    parts
}

#[test]
fn cells_that_are_others_by_now_are_told() {
    let bytes = "名称,值,单位\n甲,<5,人\n乙,<6\n".as_bytes();
    let change = |edits: &[(u32, u32, &str, &str)]| Change {
        sheet: None,
        edits: edits.iter().map(|&(row, column, old, new)| edit(Place { row, column }, old, new)).collect(),
    };
    let changes = [
        change(&[(2, 2, "<5", "≥5"), (3, 2, "<7", "≥7")]),
        change(&[(2, 2, "<5", "≥5,0")]),
        change(&[(2, 2, "<5", "6"), (2, 1, "甲", "丙")]),
        change(&[(3, 4, "", "注")]),
        change(&[(9, 1, "", "注")]),
    ];
    let applied = apply("a.csv", bytes, None, &changes).unwrap();
    assert_eq!(String::from_utf8(applied.bytes).unwrap(), "名称,值,单位\n甲,\"≥5,0\",人\n乙,<6,,注\n");
    let refused: Vec<_> = applied.refused.iter().map(|it| (it.change, it.place.a1(), it.reason)).collect();
    let wanted = [(0, "B3", Reason::Changed), (2, "B2", Reason::Taken), (4, "A9", Reason::NoCell)];
    assert_eq!(refused, wanted.map(|(change, place, reason)| (change, place.to_owned(), reason)));
}

#[test]
fn what_cannot_be_changed_is_refused() {
    let change = [Change { sheet: None, edits: vec![edit(Place { row: 2, column: 1 }, "甲", "…€")] }];
    for (name, bytes) in [
        ("a.html", "<html><table><tr><td>1</td></tr><tr><td>甲</td></tr></table>".as_bytes()),
        ("a.json", b"[{\"name\":\"a\"}]"),
    ] {
        assert_eq!(apply(name, bytes, None, &change), Err(NoFix::Format), "{name}");
    }
    // A character that the encoding has not.
    let big5 = encoding_rs::BIG5;
    let bytes = big5.encode("名稱,值,單位\n甲,5,人\n").0;
    let changes = [Change { sheet: None, edits: vec![edit(Place { row: 2, column: 1 }, "甲", "简体")] }];
    let applied = apply("a.csv", &bytes, Some(big5), &changes).unwrap();
    assert_eq!((&*applied.bytes, applied.refused[0].reason), (&*bytes, Reason::Encoding));
}

/// A run of the program's own rules.
struct Rules {
    rules: RuleSet,
    loader: Loader,
}

impl Rules {
    fn new() -> Self {
        let loader =
            Loader { layouts: Layouts::builtin().clone(), encoding: None, keeps_bytes: true, timings: None };
        Self { rules: RuleSet::builtin(Language::Zh), loader }
    }

    fn read(&self, name: &str) -> Source {
        match self.loader.load(name, fs::read(format!("tests/data/{name}")).unwrap()).unwrap() {
            Loaded::Sheets(source) => source,
            Loaded::Archive(_) => unreachable!(),
        }
    }

    fn findings(&self, sheets: &[Sheet]) -> Vec<Vec<Checked>> {
        let lint = Lint::new(vec![&self.rules], self.rules.words(), Language::Zh);
        let mut ordinals = Ordinals::default();
        sheets.iter().enumerate().map(|(nth, sheet)| lint.all(nth, sheet, &mut ordinals)).collect()
    }

    fn fix(&self, name: &str, source: Source, with_unsafe: bool) -> Fixed {
        let check = |sheets: &[Sheet]| self.findings(sheets);
        let wishes =
            Wishes { loader: &self.loader, check: &check, wants: &|_| true, with_unsafe, is_held: None };
        fix(name, source, &wishes)
    }
}

/// The sheets of tests/data are fixed once and for all, and nothing comes to stand in them that was not there.
#[test]
fn fixing_sample_sheets_settles_and_brings_nothing_new() {
    let rules = Rules::new();
    let mut fixes = 0;
    for name in
        ["jialing-2020.tsv", "fresh-2019.tsv", "fresh-2022.tsv", "fresh-form.tsv", "annotate/openpyxl.xlsx"]
    {
        for with_unsafe in [false, true] {
            let source = rules.read(name);
            let before = rules.findings(&source.sheets);
            let fixed = rules.fix(name, source, with_unsafe);
            assert!(
                fixed.left_alone.is_none() && fixed.refused.is_empty(),
                "{name}: {:?} {:?}",
                fixed.left_alone,
                fixed.refused
            );
            fixes += fixed.applied.len();
            let after = rules.findings(&fixed.source.sheets);
            let key = |finding: &Finding| (finding.rule.code.clone(), finding.place);
            for (before, after) in before.iter().zip(&after) {
                let known: BTreeSet<_> = before.iter().map(|it| key(&it.finding)).collect();
                let new = after.iter().map(|it| key(&it.finding)).find(|it| !known.contains(it));
                // A repeat that is gone may have been what filled a gap.
                assert!(new.is_none() || with_unsafe, "{name}: {new:?}");
                let is_left = |fix: &Fix| with_unsafe || fix.safety == Safety::Safe;
                assert!(!after.iter().any(|it| it.finding.fix.as_ref().is_some_and(is_left)), "{name}");
            }
            let bytes = fixed.source.bytes.clone();
            let again = rules.fix(name, fixed.source, with_unsafe);
            assert!(again.applied.is_empty() && again.source.bytes == bytes, "{name}");
        }
    }
    assert!(fixes > 100, "{fixes}");
}
