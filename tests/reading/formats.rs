//! One small sheet in every format and encoding.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::*;

const TABLE: &str = "\
2023年某县部门预算项目绩效目标情况表\n\
单位：元\n\
单位（项目）名称\t项目资金\t\t\t年度目标\t绩效指标\n\
\t资金总额\t其中：财政拨款\t其他资金\t\t产出指标\t\t效益指标\t\t满意度指标\n\
\t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值\n\
201001-某县图书馆\t50000\t50000\n\
购书经费\t50000\t50000\t\t购置图书2000册\t购书册数\t≥2000册\t借阅量增长\t≥5%\t读者满意度\t≥95%\n\
\t\t\t\t\t验收合格率\t100%\n";

fn assert_table(sheet: &Sheet) {
    assert_eq!((sheet.year, sheet.money_unit), (Some(2023), Some(MoneyUnit::Yuan)));
    assert_eq!(sheet.departments[0].name, "某县图书馆");
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!((raw(&project.name), project.row), ("购书经费", 7));
    assert_eq!(raw(&project.goal), "购置图书2000册");
    assert_eq!(number(&project.funding.fiscal), Decimal::from(50_000));
    assert_eq!(
        indicators(project, 7),
        [
            (Output, "购书册数", "≥2000册"),
            (Effect, "借阅量增长", "≥5%"),
            (Satisfaction, "读者满意度", "≥95%")
        ]
    );
    assert_eq!(indicators(project, 8), [(Output, "验收合格率", "100%")]);
    assert!(sheet.notes.is_empty());
}

#[test]
fn text_in_every_encoding() {
    assert_table(&sheet("a.tsv", TABLE));
    assert_table(&sheet("a.txt", format!("\u{FEFF}{TABLE}")));
    assert_table(&sheet("a.tsv", TABLE.replace('\n', "\r\n")));
    assert_table(&sheet("a.tsv", GB18030.encode(TABLE).0.into_owned()));
    let units = |big: bool| {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        format!("\u{FEFF}{TABLE}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    assert_eq!(UTF_16LE.decode(&units(false)).0, TABLE);
    assert_eq!(UTF_16BE.decode(&units(true)).0, TABLE);
    assert_table(&sheet("a.txt", units(false)));
    assert_table(&sheet("a.txt", units(true)));
}

#[test]
fn csv_with_line_breaks_in_cells_keeps_physical_lines() {
    let table =
        TABLE.replace('\t', ",").replace("购置图书2000册", "\"购置图书\n2000册, 其中\"\"少儿\"\"500册\"");
    let sheet = sheet("a.csv", table);
    let project = &sheet.projects[0];
    assert_eq!(raw(&project.goal), "购置图书\n2000册, 其中\"少儿\"500册");
    assert_eq!((project.row, project.goal.as_ref().unwrap().place), (7, Place { row: 7, column: 5 }));
    assert_eq!(indicators(project, 9), [(Output, "验收合格率", "100%")]);
}

fn write_header(sheet: &mut Worksheet, plain: &Format) {
    sheet.merge_range(0, 0, 0, 10, "2023年某县部门预算项目绩效目标情况表", plain).unwrap();
    sheet.write(1, 10, "单位：元").unwrap();
    sheet.merge_range(2, 0, 4, 0, "单位\n（项目）名称", plain).unwrap();
    sheet.merge_range(2, 1, 2, 3, "项目资金", plain).unwrap();
    for (column, text) in [(1, "资金总额"), (2, "其中：\n财政拨款"), (3, "其他资金")] {
        sheet.merge_range(3, column, 4, column, text, plain).unwrap();
    }
    sheet.merge_range(2, 4, 4, 4, "年度目标", plain).unwrap();
    sheet.merge_range(2, 5, 2, 10, "绩效指标", plain).unwrap();
    for (column, text) in [(5, "产出指标"), (7, "效益指标"), (9, "满意度指标")] {
        sheet.merge_range(3, column, 3, column + 1, text, plain).unwrap();
        sheet.write(4, column, "三级指标").unwrap();
        sheet.write(4, column + 1, "指 标 值").unwrap();
    }
}

fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let percent = Format::new().set_num_format("0%");
    let people = Format::new().set_num_format("0\"人\"");
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = workbook.add_worksheet();
    sheet.set_name("汇总").unwrap();
    write_header(sheet, &plain);
    sheet.write_row(5, 0, ["201001-某县图书馆"]).unwrap();
    sheet.write_row(5, 1, [50000.5, 50000.5]).unwrap();
    sheet.merge_range(6, 0, 8, 0, "购书经费", &plain).unwrap();
    for column in [1, 2] {
        sheet.merge_range(6, column, 8, column, "", &plain).unwrap();
        sheet.write_with_format(6, column, 50000.5, &plain).unwrap();
    }
    sheet.merge_range(6, 3, 8, 3, "", &plain).unwrap();
    sheet.merge_range(6, 4, 8, 4, "购置图书2000册", &plain).unwrap();
    sheet.write_row(6, 5, ["验收合格率"]).unwrap();
    sheet.write_with_format(6, 6, 0.95, &percent).unwrap();
    sheet.write_row(6, 7, ["借阅量增长", "≥5%", "读者满意度", "≥95%"]).unwrap();
    sheet.write(7, 5, "培训人数").unwrap();
    sheet.write_with_format(7, 6, 58, &people).unwrap();
    sheet.write(8, 5, "完成时间").unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2023, 6, 30).unwrap();
    sheet.write_with_format(8, 6, &day, &date).unwrap();
    workbook
}

#[test]
fn a_workbook_with_merged_cells_shows_what_the_user_sees() {
    let sheet = sheet("a.xlsx", workbook().save_to_buffer().unwrap());
    assert_eq!(sheet.grid.medium, jichi::read::Medium::Cells);
    assert_eq!((sheet.grid.name.as_deref(), sheet.year), (Some("汇总"), Some(2023)));
    let whole_row = (Place { row: 7, column: 1 }, Place { row: 9, column: 1 });
    assert!(sheet.grid.merges.contains(&whole_row));
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!(number(&project.funding.total).to_string(), "50000.5");
    assert_eq!(raw(&project.goal), "购置图书2000册");
    assert_eq!(indicators(project, 7)[0], (Output, "验收合格率", "95%"));
    assert_eq!(indicators(project, 7)[2], (Satisfaction, "读者满意度", "≥95%"));
    assert_eq!(indicators(project, 8), [(Output, "培训人数", "58人")]);
    assert_eq!(indicators(project, 9), [(Output, "完成时间", "2023年6月30日")]);
    assert_nothing_lost(&sheet, 5, |_| false);
}

#[test]
fn every_visible_sheet_with_a_table_is_read() {
    let mut workbook = workbook();
    let cover = workbook.add_worksheet();
    cover.write(0, 0, "封面").unwrap();
    let hidden = workbook.add_worksheet();
    write_header(hidden, &Format::new());
    hidden.write(5, 0, "101001-隐藏").unwrap();
    hidden.set_hidden(true);
    let second = workbook.add_worksheet();
    second.set_name("第二张").unwrap();
    write_header(second, &Format::new());
    second.write_row(5, 0, ["101002-某局"]).unwrap();
    second.write_row(5, 1, [5, 5]).unwrap();
    // A formula that was never calculated has no text.
    second.write_formula(6, 1, rust_xlsxwriter::Formula::new("=B6").set_result("")).unwrap();
    let sheets = sheets("a.xlsx", workbook.save_to_buffer().unwrap());
    let names: Vec<_> = sheets.iter().map(|sheet| sheet.grid.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["汇总", "第二张"]);
    assert_eq!(sheets[1].departments[0].name, "某局");
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "甲").unwrap();
    sheet.write(1_048_575, 16_383, "乙").unwrap();
    let grids = read::read("a.xlsx", workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(grids[0].at(Place { row: 1_048_576, column: 16_384 }), "乙");
}

#[test]
fn damaged_workbooks_are_an_error_wherever_they_are_cut() {
    let bytes = workbook().save_to_buffer().unwrap();
    for cut in (4..bytes.len()).step_by(97) {
        assert!(read::read("a.xlsx", bytes[..cut].to_vec()).is_err());
    }
    for at in (0..bytes.len()).step_by(31) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x5A;
        let _ = read::read("a.xlsx", bytes);
    }
}

#[test]
fn files_without_a_goal_sheet() {
    let refused = |bytes: &str| {
        let grids = read::read("a.tsv", bytes.into()).unwrap();
        layout::sheets(layout::Layouts::builtin(), "a.tsv", grids).unwrap_err()
    };
    assert_eq!(refused("姓名\t年龄\n甲\t5\n"), InputError::NoTable { sheet: None });
    assert_eq!(
        refused("单位名称\t项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标值\n"),
        InputError::NoTable { sheet: None }
    );
}

#[test]
fn huge_lines_and_empty_rows_are_read_or_refused_quickly() {
    let long = "长".repeat(60_000_000);
    let grids = read::read("a.tsv", long.into()).unwrap();
    assert_eq!(grids[0].rows().len(), 1);
    let many = "\t".repeat(200_000_000);
    let refused = InputError::TooLarge { what: Large::Columns, limit: 16_384 };
    assert_eq!(read::read("a.tsv", many.into()).unwrap_err(), refused);
    assert_eq!(read::read("a.tsv", vec![b'\n'; 1_000_000]).unwrap_err(), InputError::Empty);
    let mut spaced = TABLE.to_owned();
    spaced.push_str(&"\n".repeat(1_000_000));
    spaced.push_str("\t\t\t\t\t完成时间\t6月底\n");
    let sheet = sheet("a.tsv", spaced);
    assert_eq!(indicators(&sheet.projects[0], 1_000_009), [(Output, "完成时间", "6月底")]);
}
