//! One row an indicator, and one form a project: small sheets of each layout, every field decided by hand.

use jichi::record::Dimension::{self, Cost, Economic, Quality, Quantity, Social, Sustainability, Time};
use jichi::record::{Aside, Better, ReadingNote};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::*;

/// An indicator as one line: row, group, dimension, name, what is judged.
type Row<'a> = (u32, Group, Option<Dimension>, &'a str, &'a str);

fn data(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read_to_string(path).unwrap()
}

#[track_caller]
fn assert_indicators(project: &Project, expected: &[Row<'_>]) {
    let read: Vec<(u32, Group, Option<Dimension>, String, String)> = project
        .indicators
        .iter()
        .map(|it| (it.row, it.group, it.dimension, raw(&it.name).to_owned(), it.target().text.into_owned()))
        .collect();
    let read: Vec<Row<'_>> = read
        .iter()
        .map(|(row, group, of, name, text)| (*row, *group, *of, name.as_str(), text.as_str()))
        .collect();
    assert_eq!(read, expected);
}

fn money(funding: &Funding) -> (String, String, Vec<String>) {
    let raw = |amount: &Option<Amount>| amount.as_ref().map_or(String::new(), |it| it.cell.raw.clone());
    let other = funding.other.iter().map(|amount| amount.cell.raw.clone()).collect();
    (raw(&funding.total), raw(&funding.fiscal), other)
}

fn asides(sheet: &Sheet, wanted: Aside) -> Vec<&str> {
    let is_wanted = |note: &&ReadingNote| note.kind == ReadingKind::SetAside(wanted);
    sheet.notes.iter().filter(is_wanted).map(|note| note.cell.raw.as_str()).collect()
}

fn unplaced(sheet: &Sheet) -> Vec<&str> {
    let is_unplaced = |note: &&ReadingNote| note.kind == ReadingKind::Unplaced;
    sheet.notes.iter().filter(is_unplaced).map(|note| note.cell.raw.as_str()).collect()
}

const SATISFIED: Option<Dimension> = Some(Dimension::Satisfaction);

fn assert_flat(sheet: &Sheet) {
    assert_eq!((sheet.layout.as_str(), sheet.year), ("flat", Some(2023)));
    assert_eq!((sheet.money_unit, sheet.structure), (Some(MoneyUnit::Yuan), Structure::Of2021));
    let [department] = sheet.departments.as_slice() else {
        panic!("{} departments", sheet.departments.len())
    };
    assert_eq!((department.code.as_deref(), department.name.as_str()), (Some("205001"), "某县第一中学"));
    assert_eq!(number(&department.funding.total), Decimal::from(620_000));
    let [guards, books] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!((raw(&guards.name), raw(&books.name)), ("校园安保服务", "图书购置"));
    assert_eq!((guards.department, books.department), (Some(0), Some(0)));
    assert_eq!((guards.row, books.row), (5, 11));
    assert_eq!(raw(&guards.goal), "聘请保安12名，全年守护校园安全，不发生责任事故。");
    assert_eq!(raw(&books.goal), "购置图书8000册，生均图书达到25册。");
    assert_eq!(number(&guards.funding.total), Decimal::from(420_000));
    assert_eq!(number(&books.funding.total), Decimal::from(200_000));
    assert_indicators(
        guards,
        &[
            (5, Output, Some(Quantity), "聘请保安人数", "≥12人"),
            (6, Output, Some(Quality), "保安持证上岗率", "＝100%"),
            (7, Effect, Some(Social), "校园安全责任事故", "＝0次"),
            (8, Output, Some(Time), "安保服务完成时限", "≤12月"),
            (9, Output, Some(Cost), "安保服务费", "≤420000元"),
            (10, Satisfaction, SATISFIED, "师生满意度", "≥95%"),
        ],
    );
    assert_indicators(
        books,
        &[
            (11, Output, Some(Quantity), "购置图书册数", "≥8000册"),
            (12, Output, Some(Quality), "图书验收合格率", "＝100%"),
            (13, Output, Some(Time), "完成购置时间", "2023年9月底前"),
            (14, Effect, Some(Social), "学生阅读习惯", "每周借阅不少于1册"),
            (15, Satisfaction, SATISFIED, "学生满意度", "≥90%"),
        ],
    );
    let first = &guards.indicators[0];
    // The value's cell is the finding's place, and holds only the number.
    assert_eq!((raw(&first.value), first.value_place), ("12", Place { row: 5, column: 9 }));
    assert_eq!(first.target().cell, "≥".len().."≥12".len());
    assert_eq!(first.unit.as_ref().unwrap().place, Place { row: 5, column: 10 });
    let weights: Vec<Decimal> =
        guards.indicators.iter().map(|it| it.weight.as_ref().unwrap().number.unwrap()).collect();
    assert_eq!(weights, [20, 10, 20, 20, 10, 10].map(Decimal::from));
    let directions: Vec<_> = books.indicators.iter().map(|it| it.better).collect();
    let more = Some(Better::More);
    assert_eq!(directions, [more, more, None, more, more]);
    assert_eq!(guards.indicators[4].better, Some(Better::Less));
    assert!(sheet.notes.is_empty(), "{:?}", sheet.notes);
}

#[test]
fn one_row_an_indicator() {
    assert_flat(&sheet("a.tsv", data("layout-flat.tsv")));
    assert_flat(&sheet("a.csv", data("layout-flat.tsv").replace(',', "").replace('\t', ",")));
}

/// The rows of a text as a worksheet, with the blank cells of some columns merged into the cell above.
fn write_merged(sheet: &mut Worksheet, text: &str, merged: &[u16], from: u32) {
    let plain = Format::new();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    for (row, cells) in (0u32..).zip(&rows) {
        for (column, cell) in (0u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    for &column in merged {
        let text = |row: u32| rows[row as usize].get(usize::from(column)).copied().unwrap_or_default();
        let mut row = from;
        while (row as usize) < rows.len() {
            let mut last = row;
            while (last as usize + 1) < rows.len() && text(last + 1).is_empty() {
                last += 1;
            }
            if last > row && !text(row).is_empty() {
                sheet.merge_range(row, column, last, column, text(row), &plain).unwrap();
            }
            row = last + 1;
        }
    }
}

#[test]
fn cells_merged_over_the_rows_of_a_project() {
    let mut workbook = Workbook::new();
    write_merged(workbook.add_worksheet(), &data("layout-flat.tsv"), &[1, 3, 4], 4);
    assert_flat(&sheet("a.xlsx", workbook.save_to_buffer().unwrap()));
}

#[test]
fn left_cells_repeated_in_every_row() {
    let mut left = vec![String::new(); 4];
    let table = data("layout-flat.tsv");
    let lines = table.lines().enumerate().map(|(nth, line)| {
        let mut cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        if nth >= 4 {
            for (cell, left) in cells.iter_mut().zip(&mut left) {
                if cell.is_empty() { cell.clone_from(left) } else { left.clone_from(cell) }
            }
        }
        cells.join("\t") + "\n"
    });
    let text: String = lines.collect();
    assert_flat(&sheet("a.tsv", text));
}

#[test]
fn levels_in_any_order_sums_and_departments_without_a_total() {
    let sheet = sheet(
        "a.tsv",
        "单位：万元\n\
         序号|预算单位|项目名称|资金总额|其中：财政拨款|单位资金|上年结转|年度绩效目标|一级指标|二级指标|三级指标|绩效指标值|分值|指标解释\n\
         |合计||100|80|15|5||||||\n\
         1|某县水利局|河道清淤|60|50|10||清淤河道12公里|效益指标|生态效益指标|河道水质|Ⅲ类以上|30|按监测报告\n\
         ||||||||产出指标|数量指标|清淤里程|≥12公里|40|\n\
         |||||||||时效|完成时间|10月底前|10|\n\
         ||||||||服务对象满意度|满意度|居民满意度|≥90%|10|\n\
         |某县水文站|||||||||||\n\
         2||水文监测|40|30|5|5|监测水位|产出指标|经济成本|监测费|≤40万元|20|\n\
         ||||||||效益|可持续影响|站点使用年限|≥10年|20|\n\
         说明：本表由各单位填报\n"
            .replace('|', "\t"),
    );
    assert_eq!((sheet.year, sheet.money_unit), (None, Some(MoneyUnit::TenThousandYuan)));
    assert_eq!(sheet.structure, Structure::Of2015);
    let departments: Vec<_> = sheet.departments.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(departments, ["某县水利局", "某县水文站"]);
    let [river, gauges] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!((river.department, gauges.department), (Some(0), Some(1)));
    assert_eq!(money(&river.funding), ("60".into(), "50".into(), vec!["10".into()]));
    assert_eq!(money(&gauges.funding), ("40".into(), "30".into(), vec!["5".into(), "5".into()]));
    assert_indicators(
        river,
        &[
            (4, Effect, Some(Dimension::Ecological), "河道水质", "Ⅲ类以上"),
            (5, Output, Some(Quantity), "清淤里程", "≥12公里"),
            (6, Output, Some(Time), "完成时间", "10月底前"),
            (7, Satisfaction, SATISFIED, "居民满意度", "≥90%"),
        ],
    );
    assert_indicators(
        gauges,
        &[
            (9, Output, Some(Cost), "监测费", "≤40万元"),
            (10, Effect, Some(Sustainability), "站点使用年限", "≥10年"),
        ],
    );
    assert_eq!(asides(&sheet, Aside::Column), ["序号", "指标解释"]);
    assert_eq!(asides(&sheet, Aside::Sum), ["合计"]);
    assert_eq!(asides(&sheet, Aside::Remark), ["说明：本表由各单位填报"]);
    assert!(unplaced(&sheet).is_empty());
}

#[test]
fn what_has_no_place_is_noted() {
    let sheet = sheet(
        "a.tsv",
        "单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标值\n\
         ||||产出指标|数量指标|没有项目的指标|5次\n\
         某县水利局|河道清淤|60|清淤河道|||没有级次的指标|5次\n\
         ||||产出指标|数量指标|清淤里程|≥12公里|多出来的格\n\
         ||||清淤里程|||\n\
         |||另一个目标||质量指标|验收合格率|100%\n"
            .replace('|', "\t"),
    );
    assert_eq!(unplaced(&sheet), ["产出指标", "没有级次的指标", "多出来的格", "清淤里程", "另一个目标"]);
    assert_indicators(
        &sheet.projects[0],
        &[
            (4, Output, Some(Quantity), "清淤里程", "≥12公里"),
            (6, Output, Some(Quality), "验收合格率", "100%"),
        ],
    );
}

fn assert_form_88(sheet: &Sheet) {
    assert_eq!((sheet.layout.as_str(), sheet.year), ("form-88", Some(2022)));
    assert_eq!((sheet.money_unit, sheet.structure), (Some(MoneyUnit::TenThousandYuan), Structure::Of2015));
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!((raw(&project.name), project.row), ("农村公路养护", 3));
    let department = &sheet.departments[project.department.unwrap()];
    assert_eq!((department.code.as_deref(), department.name.as_str()), (Some("301"), "某市交通运输局"));
    // The money and the goal of the year; those of three years are set aside.
    assert_eq!(money(&project.funding), ("300".into(), "250".into(), vec!["50".into()]));
    assert_eq!(raw(&project.goal), "养护农村公路300公里，路面完好率达到90%以上。");
    assert_indicators(
        project,
        &[
            (12, Output, Some(Quantity), "养护里程", "300公里"),
            (13, Output, Some(Quality), "路面完好率", "≥90%"),
            (14, Output, Some(Time), "完成时间", "2022年11月底前"),
            (15, Output, Some(Cost), "养护成本", "≤300万元"),
            (17, Effect, Some(Social), "沿线受益村数", "≥85个"),
            (18, Effect, Some(Sustainability), "路面使用年限", "≥8年"),
            (19, Satisfaction, SATISFIED, "群众满意度", "≥90%"),
        ],
    );
    let multiyear = asides(sheet, Aside::Multiyear);
    for text in ["900", "600", "养护农村公路900公里，路面完好率达到95%。", "90个", "≥92%"]
    {
        assert!(multiyear.contains(&text), "{text}");
    }
    assert_eq!(asides(sheet, Aside::Field), ["某市公路养护中心", "延续项目", "3年"]);
    assert_eq!(asides(sheet, Aside::Remark), ["其他说明的问题", "无"]);
    assert!(unplaced(sheet).is_empty());
}

#[test]
fn two_triples_side_by_side() {
    assert_form_88(&sheet("a.tsv", data("layout-form-88.tsv")));
    // Only the left one filled: what stands there is all there is.
    let left: String = data("layout-form-88.tsv")
        .lines()
        .enumerate()
        .map(|(nth, line)| {
            let kept = if (11..19).contains(&nth) { 5 } else { 9 };
            line.split('\t').take(kept).collect::<Vec<_>>().join("\t") + "\n"
        })
        .collect();
    let sheet = sheet("a.tsv", left);
    assert_eq!(sheet.projects[0].indicators.len(), 7);
    assert_eq!(raw(&sheet.projects[0].indicators[0].value), "900公里");
}

#[test]
fn forms_in_a_workbook_are_one_project_a_sheet() {
    let mut workbook = Workbook::new();
    for (name, of) in [("一", "layout-form-88.tsv"), ("二", "layout-form-gansu.tsv")] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        write_merged(sheet, &data(of), &[], 0);
    }
    let blank = workbook.add_worksheet().set_name("空表").unwrap();
    let template = data("layout-form-gansu.tsv");
    let labels = [
        "产出指标",
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
        "效益指标",
        "社会效益指标",
        "满意度指标",
        "服务对象满意度指标",
    ];
    for (row, line) in (0u32..).zip(template.lines()) {
        let is_head = row < 2 || row == 8;
        for (column, cell) in (0u16..).zip(line.split('\t')) {
            let is_label = row < 8 && (column == 0 || column == 4) || labels.contains(&cell);
            if !cell.is_empty() && (is_head || is_label) {
                blank.write(row, column, cell).unwrap();
            }
        }
    }
    let sheets = sheets("a.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(sheets.len(), 2, "an empty form is no project");
    assert_form_88(&sheets[0]);
    assert_eq!(sheets[1].layout, "form-gansu");
}

#[test]
fn a_project_with_names_on_two_levels() {
    let sheet = sheet("a.tsv", data("layout-form-gansu.tsv"));
    assert_eq!((sheet.layout.as_str(), sheet.year), ("form-gansu", Some(2023)));
    assert_eq!(sheet.money_unit, Some(MoneyUnit::TenThousandYuan));
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!((raw(&project.name), project.row), ("农民实用技术培训", 3));
    assert_eq!(sheet.departments[0].name, "某省农业农村厅");
    // 项目总投资 is of all years.
    assert_eq!(money(&project.funding), ("120".into(), "120".into(), vec!["0".into()]));
    assert_eq!(asides(&sheet, Aside::Multiyear), ["360"]);
    assert_eq!(raw(&project.goal), "举办培训班24期，培训农民1200人，结业率不低于95%。");
    assert_indicators(
        project,
        &[
            (9, Output, Some(Quantity), "举办培训班期数", "=24期"),
            (10, Output, Some(Quantity), "培训农民人数", "≥1200人"),
            (11, Output, Some(Quality), "培训结业率", "≥95百分比"),
            (12, Output, Some(Time), "培训天数", "=300天"),
            (13, Output, Some(Cost), "人均培训成本", "≤1000元"),
            (14, Effect, Some(Social), "学员增收户占比", "≥60百分比"),
            (15, Satisfaction, SATISFIED, "参训农民满意度", "≥90百分比"),
        ],
    );
    assert!(unplaced(&sheet).is_empty());
}

#[test]
fn parts_that_add_up_to_the_investment_are_not_the_years() {
    let text = data("layout-form-gansu.tsv").replace("省级财政安排\t120", "省级财政安排\t360");
    let sheet = sheet("a.tsv", text);
    assert_eq!(money(&sheet.projects[0].funding), ("120".into(), String::new(), vec![]));
    assert_eq!(asides(&sheet, Aside::Multiyear), ["360", "360", "0"]);
}

#[test]
fn all_money_on_the_left_that_of_the_year_on_the_right() {
    let sheet = sheet("a.tsv", data("layout-form-shanghai.tsv"));
    assert_eq!((sheet.layout.as_str(), sheet.year), ("form-shanghai", Some(2026)));
    assert_eq!(sheet.money_unit, Some(MoneyUnit::Yuan));
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!(raw(&project.name), "社区文化活动中心运行");
    let year = ("1500000".into(), "1300000".into(), vec!["150000".into(), "50000".into()]);
    assert_eq!(money(&project.funding), year);
    assert_eq!(raw(&project.goal), "全年开放300天，举办活动120场，服务8万人次。");
    assert_eq!(project.goal_place, Place { row: 11, column: 2 });
    let targets: Vec<String> = project.indicators.iter().map(|it| it.target().text.into_owned()).collect();
    assert_eq!(targets[..4], [">=300(天)", ">=120(场)", "=100.00(%)", "985米"]);
    assert_eq!(project.indicators[0].value_place, Place { row: 13, column: 6 });
    assert_eq!(
        asides(&sheet, Aside::Multiyear),
        ["4500000", "4200000", "300000", "三年内建成示范性社区文化活动中心。"]
    );
    assert!(unplaced(&sheet).is_empty());
}

#[test]
fn an_annual_form_with_amounts_below_their_labels() {
    let sheet = sheet(
        "a.tsv",
        "附件1\n\
         项目支出绩效目标申报表\n\
         填报单位：某县文化馆|||单位：元\n\
         项目名称|送戏下乡|预算年度|2024\n\
         项目资金|项目资金总额|财政拨款|单位资金\n\
         |80000|60000|20000\n\
         年度绩效目标\n\
         演出40场，观众2万人次。\n\
         一级指标|二级指标|绩效指标|指标性质|目标值|计量单位|分值|备注\n\
         产出指标|数量指标|演出场次|正向|40|场|20|\n\
         ||观众人次|≥|2|万人次|20|据签到\n\
         |指标3：||||||\n\
         效益指标|社会效益|受益行政村|≥|30|个|30|\n\
         填表人：张某|||联系电话：12345678\n"
            .replace('|', "\t"),
    );
    assert_eq!(
        (sheet.layout.as_str(), sheet.year, sheet.money_unit),
        ("form", Some(2024), Some(MoneyUnit::Yuan))
    );
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!((raw(&project.name), raw(&project.goal)), ("送戏下乡", "演出40场，观众2万人次。"));
    assert_eq!(sheet.departments[0].name, "某县文化馆");
    // 项目资金总额 alone is that of the year.
    assert_eq!(money(&project.funding), ("80000".into(), "60000".into(), vec!["20000".into()]));
    assert_indicators(
        project,
        &[
            (10, Output, Some(Quantity), "演出场次", "40场"),
            (11, Output, Some(Quantity), "观众人次", "≥2万人次"),
            (13, Effect, Some(Social), "受益行政村", "≥30个"),
        ],
    );
    assert_eq!(project.indicators[0].better, Some(Better::More));
    assert!(unplaced(&sheet).is_empty(), "{:?}", sheet.notes);
}

#[test]
fn several_forms_in_one_sheet_and_a_header_on_the_next_page() {
    let form = |name: &str, total: &str| {
        format!(
            "项目支出绩效目标表\n（2023年度）\n项目名称|{name}|主管部门|某县体育局\n年度资金总额|{total}|财政拨款|{total}\n\
             年度目标|办好{name}|||\n一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|场次|3场\n\
             一级指标|二级指标|三级指标|指标值\n|质量指标|安全办赛率|100%\n\n"
        )
    };
    let text = format!("单位：万元\n{}{}", form("全民健身运动会", "12"), form("青少年篮球赛", "8"));
    let sheet = sheet("a.tsv", text.replace('|', "\t"));
    let names: Vec<&str> = sheet.projects.iter().map(|project| raw(&project.name)).collect();
    assert_eq!(names, ["全民健身运动会", "青少年篮球赛"]);
    assert_eq!(sheet.departments.len(), 1);
    let totals: Vec<Decimal> = sheet.projects.iter().map(|project| number(&project.funding.total)).collect();
    assert_eq!(totals, [12, 8].map(Decimal::from));
    for project in &sheet.projects {
        assert_eq!(raw(&project.indicators[1].name), "安全办赛率");
        assert_eq!(project.indicators[1].dimension, Some(Quality));
    }
    assert!(unplaced(&sheet).is_empty(), "{:?}", sheet.notes);
    assert_eq!(sheet.year, Some(2023));
}

#[test]
fn a_name_merged_over_two_values() {
    let mut workbook = Workbook::new();
    let text = "项目名称|培训|年度目标|办好培训\n一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|培训|2次\n|||100人\n"
        .replace('|', "\t");
    let worksheet = workbook.add_worksheet();
    write_merged(worksheet, &text, &[2], 2);
    let sheet = sheet("a.xlsx", workbook.save_to_buffer().unwrap());
    assert_indicators(
        &sheet.projects[0],
        &[(3, Output, Some(Quantity), "培训", "2次"), (4, Output, Some(Quantity), "培训", "100人")],
    );
}

#[test]
fn satisfaction_under_the_effects_and_costs_of_2021() {
    let sheet = sheet(
        "a.tsv",
        "项目名称|培训|年度目标|办好培训\n一级指标|二级指标|三级指标|指标值\n\
         成本指标|经济成本指标|培训费|≤5万元\n|社会成本指标|误工天数|≤2天\n\
         产出指标|数量指标|培训人数|100人\n效益指标|经济效益指标|人均增收|≥500元\n|服务对象满意度|学员满意度|≥95%\n"
            .replace('|', "\t"),
    );
    assert_eq!(sheet.structure, Structure::Of2021);
    assert_indicators(
        &sheet.projects[0],
        &[
            (3, Output, Some(Cost), "培训费", "≤5万元"),
            (4, Output, Some(Cost), "误工天数", "≤2天"),
            (5, Output, Some(Quantity), "培训人数", "100人"),
            (6, Effect, Some(Economic), "人均增收", "≥500元"),
            (7, Satisfaction, SATISFIED, "学员满意度", "≥95%"),
        ],
    );
}

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
        (header.replace("三级指标|指标值", "指标|值"), vec!["三级指标", "指标值"]),
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

/// Every non-empty cell of a recognised table is in the records, noted (its row, for rows that belong nowhere),
/// a level or header that the records follow, or the same again.
fn assert_all_said(sheet: &Sheet) {
    let mut said = places(sheet);
    let mut rows = Vec::new();
    let mut columns = Vec::new();
    for note in &sheet.notes {
        said.push(note.cell.place);
        match note.kind {
            ReadingKind::Unplaced | ReadingKind::SetAside(Aside::Sum | Aside::Remark | Aside::Template) => {
                rows.push(note.cell.place.row);
            }
            ReadingKind::SetAside(Aside::Column) => columns.push(note.cell.place.column),
            _ => {}
        }
    }
    let words = [
        "产出指标",
        "数量指标",
        "成本指标",
        "效益指标",
        "满意度指标",
        "正向",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "备注",
        "单位名称",
        "项目名称",
        "预算数",
        "年度目标",
        "指标性质",
        "度量单位",
        "权重",
        "单位：元",
        "财政拨款",
        "其他资金",
        "合计",
        "小计",
        "主管部门",
        "年度资金总额",
        "第1页",
    ];
    let recorded: Vec<&str> = said.iter().map(|&place| sheet.grid.at(place)).collect();
    for (row, cells) in sheet.grid.rows() {
        for cell in cells {
            let (text, place) = (sheet.grid.text(cell), Place { row, column: cell.column });
            let known = said.contains(&place)
                || rows.contains(&row)
                || columns.contains(&cell.column)
                || words.contains(&text)
                || recorded.contains(&text);
            assert!(known, "{} lost: {text}\n{:?}", place.a1(), sheet.notes);
        }
    }
}

/// The places of all recorded cells; each must hold the table's text.
fn places(sheet: &Sheet) -> Vec<Place> {
    let mut cells: Vec<&Cell> = Vec::new();
    fn amounts(funding: &Funding) -> impl Iterator<Item = &Cell> {
        funding.total.iter().chain(&funding.fiscal).chain(&funding.other).map(|amount| &amount.cell)
    }
    for department in &sheet.departments {
        cells.push(&department.cell);
        cells.extend(amounts(&department.funding));
    }
    for project in &sheet.projects {
        cells.extend(project.name.iter().chain(&project.goal));
        cells.extend(amounts(&project.funding));
        for indicator in &project.indicators {
            assert!(indicator.name.is_some() || indicator.value.is_some());
            cells.extend(indicator.name.iter().chain(&indicator.value));
            cells.extend(indicator.operator.as_deref().into_iter().chain(indicator.unit.as_deref()));
            cells.extend(indicator.weight.as_ref().map(|amount| &amount.cell));
        }
    }
    assert!(cells.iter().all(|cell| cell.raw == sheet.grid.at(cell.place)));
    cells.iter().map(|cell| cell.place).collect()
}

#[test]
fn nothing_of_the_samples_is_lost() {
    for name in ["flat", "form-88", "form-gansu", "form-shanghai"] {
        places(&sheet("a.tsv", data(&format!("layout-{name}.tsv"))));
    }
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
        if let Ok(sheets) = layout::sheets("x.tsv", grids, true) {
            // An arbitrary row may make a header of another layout.
            let family = if is_form { "form" } else { "flat" };
            for sheet in sheets.iter().filter(|sheet| sheet.layout.starts_with(family)) {
                assert_all_said(sheet);
                prop_assert!(sheet.projects.iter().all(|it| it.department.is_none_or(|at| at < sheet.departments.len())));
            }
        }
    }
}
