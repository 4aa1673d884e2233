//! Forms of one project.

use super::*;

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
fn fields_side_by_side_and_what_only_looks_like_one() {
    let sheet = sheet(
        "a.tsv",
        "财政项目支出绩效目标申报表\n(2026年度)|||填报日期：2025年11月5日\n\
         项目名称:|智慧图书馆|项目类别:|其他\n计划开始日期:|2026-03-01|计划完成日期:|2026-11-30\n\
         主管部门及代码|某县文化局（207）|实施单位|某县图书馆\n\
         投入目标(元)|总额|1200000|其他|200000\n\
         |财政拨款|1000000\n项目总目标|建成智慧图书馆系统\n年度总体目标|完成系统建设并上线\n\
         一级指标|二级指标|三级指标|年度(/项目)指标值\n产出指标|数量指标|建设系统数量|=1.00(套)\n"
            .replace('|', "\t"),
    );
    assert_eq!((sheet.year, sheet.money_unit), (Some(2026), Some(MoneyUnit::Yuan)));
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    assert_eq!(money(&project.funding), ("1200000".into(), "1000000".into(), vec!["200000".into()]));
    let department = &sheet.departments[0];
    assert_eq!((department.code.as_deref(), department.name.as_str()), (Some("207"), "某县文化局"));
    for text in ["其他", "2026-11-30", "某县图书馆"] {
        assert!(asides(&sheet, Aside::Field).contains(&text), "{text}");
    }
}

#[test]
fn labels_in_one_row_and_their_amounts_in_the_next() {
    let sheet = sheet(
        "a.tsv",
        "省级部门预算项目支出绩效目标表（2023年度）\n单位：万元\n一级项目名称|水利发展|二级项目名称|水库除险加固\n\
         项目总投资|省级财政安排|其他资金|预算申报数\n500|120|30|150\n年度绩效目标|加固水库2座\n\
         一级指标|二级指标|三级指标|指标目标值\n产出指标|时效指标|工程使用年限|长远\n"
            .replace('|', "\t"),
    );
    let project = &sheet.projects[0];
    assert_eq!((sheet.layout.as_str(), raw(&project.name)), ("form-gansu", "水库除险加固"));
    assert_eq!(money(&project.funding), ("150".into(), "120".into(), vec!["30".into()]));
    assert_eq!(asides(&sheet, Aside::Multiyear), ["500"]);
    assert!(project.department.is_none());
}

#[test]
fn a_label_and_its_value_in_one_cell() {
    let sheet = sheet(
        "a.tsv",
        "项目绩效目标表\n预算年度：2025年 单位：元\n项目名称：乡村道路维护\n主管部门：某县交通局\n资金总额：500000\n\
         年度目标|维护道路50公里\n一级指标|二级指标|指标名称|指标值\n产出|数量|维护里程|50公里\n"
            .replace('|', "\t"),
    );
    let project = &sheet.projects[0];
    assert_eq!((raw(&project.name), sheet.departments[0].name.as_str()), ("乡村道路维护", "某县交通局"));
    assert_eq!(number(&project.funding.total), Decimal::from(500_000));
    assert_eq!((sheet.year, sheet.money_unit), (Some(2025), Some(MoneyUnit::Yuan)));
}

#[test]
fn kinds_of_fiscal_money() {
    let funding = |fields: &str| {
        let text = format!(
            "项目名称|培训|主管部门|某局|年度资金总额|100\n{fields}\n年度目标|办好培训\n\
             一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|人数|5人\n"
        );
        money(&sheet("a.tsv", text.replace('|', "\t")).projects[0].funding)
    };
    let parts = "一般公共预算拨款|60|政府性基金|30";
    // Parts of the total, or of 财政拨款 where that is stated.
    assert_eq!(
        funding(&format!("{parts}|单位资金|10")),
        ("100".into(), "60".into(), vec!["30".into(), "10".into()])
    );
    let stated = funding(&format!("财政拨款|90|单位资金|10\n{parts}"));
    assert_eq!(stated, ("100".into(), "90".into(), vec!["10".into()]));
}
