//! What is not read is said: headers, hidden sheets, formulas, and every single cell.

use super::*;

#[test]
fn missing_headers_are_named_and_other_forms_set_aside() {
    let kinds = |text: &str| -> Vec<ReadingKind> {
        let sheet = sheet("a.tsv", text.replace('|', "\t"));
        assert!(sheet.projects.is_empty());
        sheet.notes.into_iter().map(|note| note.kind).collect()
    };
    let header = "单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标值\n";
    let row = "某局|培训|5|办好培训|产出指标|数量指标|培训人数|100人\n";
    for (header, missing) in [
        (header.replace("|指标值", "|"), vec!["指标值"]),
        (header.replace("项目名称", "名称"), vec!["项目名称"]),
        (header.replace("三级指标|指标值", "指标|标准"), vec!["三级指标", "指标值"]),
    ] {
        assert_eq!(kinds(&format!("{header}{row}")), [ReadingKind::MissingColumns(missing)]);
    }
    assert_eq!(
        kinds(
            "2023年部门整体支出绩效目标表\n部门名称|某局\n一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|次数|1次\n"
        ),
        [ReadingKind::OtherForm]
    );
}

#[test]
fn hidden_sheets_and_formulas_without_a_value_are_told() {
    let mut workbook = Workbook::new();
    write_merged(workbook.add_worksheet().set_name("目标表").unwrap(), &data("layout-flat.tsv"), &[], 0);
    let visible = workbook.worksheet_from_name("目标表").unwrap();
    visible.write_formula(4, 2, "=M5*12").unwrap();
    let hidden = workbook.add_worksheet().set_name("底稿").unwrap();
    hidden.write(0, 0, "旧表").unwrap();
    hidden.set_hidden(true);
    workbook.add_worksheet().set_name("空的").unwrap().set_hidden(true);
    let bytes = without_results(&workbook.save_to_buffer().unwrap());
    let sheet = sheet("a.xlsx", bytes);
    let notes: Vec<(&str, Place, &ReadingKind)> =
        sheet.notes.iter().map(|note| (note.cell.raw.as_str(), note.cell.place, &note.kind)).collect();
    let place = |row, column| Place { row, column };
    assert_eq!(
        notes,
        [
            ("底稿", place(1, 1), &ReadingKind::HiddenSheet),
            ("", place(5, 3), &ReadingKind::FormulaWithoutValue)
        ]
    );
    assert!(sheet.projects[0].funding.total.is_none());
}

/// The workbook as a program writes it that does not calculate: formulas without results.
fn without_results(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().to_string();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            text = String::from_utf8(text).unwrap().replace("</f><v>0</v>", "</f><v></v>").into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&text).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const FLAT: &str = "单位名称\t项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\t备注";

const FORM: &str = "项目名称\t造林\t主管部门\t某局\n年度资金总额\t5\t年度目标\t造林\n\
                    一级指标\t二级指标\t三级指标\t指标值\t备注";

fn cell() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => Just(""),
        4 => prop::sample::select(vec![
            "造林补助", "101001-某局", "5", "12.5", "≥", "≥95%", "%", "产出指标", "数量指标", "成本指标", "效益指标",
            "满意度指标", "指标1：", "……", "合计", "小计", "定性", "正向", "长期", "项目名称", "年度目标", "注：略", "null",
            "一级指标", "三级指标", "指标值", "单位：元", "财政拨款", "其他资金", "第1页",
        ]),
    ]
}

/// Texts and numbers that stand once, so that none is taken for another.
fn unique(text: &str, row: usize, column: usize) -> String {
    match text {
        "造林补助" | "长期" | "101001-某局" => format!("{text}第{row}之{column}"),
        "5" => (1000 + row * 20 + column).to_string(),
        _ => text.to_owned(),
    }
}

/// Every non-empty cell of a recognised table is in a record, or beside the records for a reason that is told.
fn assert_all_said(sheet: &Sheet) {
    for (place, went) in sheet.account() {
        assert_ne!(went, Account::Lost, "{} lost: {}\n{:?}", place.a1(), sheet.grid.at(place), sheet.notes);
    }
    assert_held_cells_are_the_tables(sheet);
}

/// Each recorded cell must hold the table's text.
fn assert_held_cells_are_the_tables(sheet: &Sheet) {
    let mut cells: Vec<&Cell> = Vec::new();
    fn amounts(funding: &Funding) -> impl Iterator<Item = &Cell> {
        funding.total.iter().chain(&funding.fiscal).chain(&funding.other).map(|amount| &amount.cell)
    }
    for department in &sheet.departments {
        cells.push(&department.cell);
        cells.extend(amounts(&department.funding));
    }
    for project in &sheet.projects {
        cells.extend(project.goal.iter());
        cells.extend(amounts(&project.funding));
        for indicator in &project.indicators {
            assert!(indicator.name.is_some() || indicator.value.is_some());
            cells.extend(indicator.name.iter().chain(&indicator.value));
            cells.extend(indicator.operator.as_deref().into_iter().chain(indicator.unit.as_deref()));
            cells.extend(indicator.weight.as_ref().map(|amount| &amount.cell));
        }
    }
    assert!(cells.iter().all(|cell| cell.raw == sheet.grid.at(cell.place)));
}

#[test]
fn nothing_of_the_samples_is_lost() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut read = 0;
    for folder in [folder.clone(), folder.join("clean")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if name.contains("labels")
                || name.contains("dimensions")
                || !name.ends_with(".tsv") && !name.ends_with(".xlsx")
            {
                continue;
            }
            for sheet in sheets(name, std::fs::read(&path).unwrap()) {
                assert_all_said(&sheet);
                read += 1;
            }
        }
    }
    assert!(read > 30, "{read}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_rows_below_known_headers(
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..14), 1..25), is_form in any::<bool>()
    ) {
        let line = |(row, cells): (usize, &Vec<&str>)| {
            let cells: Vec<String> = cells.iter().enumerate().map(|(column, text)| unique(text, row, column)).collect();
            cells.join("\t")
        };
        let lines: Vec<String> = rows.iter().enumerate().map(line).collect();
        let head = if is_form { FORM } else { FLAT };
        let text = format!("{head}\n{}\n", lines.join("\n"));
        let grids = read::read("x.tsv", text.into()).unwrap();
        if let Ok(sheets) = layout::sheets(layout::Layouts::builtin(), "x.tsv", grids) {
            // An arbitrary row may make a header of another layout.
            let family = if is_form { "form" } else { "flat" };
            for sheet in sheets.iter().filter(|sheet| sheet.layout.starts_with(family)) {
                assert_all_said(sheet);
                prop_assert!(sheet.projects.iter().all(|it| it.department.is_none_or(|at| at < sheet.departments.len())));
            }
        }
    }
}

#[test]
fn a_header_of_two_rows_is_accounted_for_as_a_whole() {
    let sheet = sheet(
        "a.tsv",
        "项目名称\t造林\n年度资金总额\t5\n年度目标\t造林500亩\n\
         绩效指标\t\t\t指标值\t\t\t指标分值\n\
         一级指标\t二级指标\t三级指标\t符号\t数值\t单位\t\n\
         产出指标\t数量指标\t造林面积\t≥\t500\t亩\t50\n",
    );
    let [indicator] = sheet.projects[0].indicators.as_slice() else { panic!("one indicator") };
    assert_eq!(indicator.target().text, "≥500亩");
    assert_eq!(indicator.weight.as_ref().map(|weight| weight.cell.raw.as_str()), Some("50"));
    let lost: Vec<Place> = sheet
        .account()
        .into_iter()
        .filter(|(_, went)| *went == Account::Lost)
        .map(|(place, _)| place)
        .collect();
    assert_eq!(lost, []);
}
