//! Tables with the projects beside their indicators.

use super::*;

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
    assert_eq!(asides(&sheet, Aside::Column), ["1", "按监测报告", "2"]);
    assert_eq!(asides(&sheet, Aside::Sum), ["合计", "100", "80", "15", "5"]);
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
