//! What forms of other districts do differently: by what labels, in which columns, where units and years stand.

use super::*;

fn read(text: &str) -> Vec<Sheet> {
    sheets("a.tsv", text.replace('|', "\t").into())
}

const ROWS: &str = "\
产出指标|数量指标|养护里程|≥300公里
满意度指标|服务对象满意度指标|沿线群众满意度|≥90%
";

fn form(head: &str, header: &str, rows: &str) -> Sheet {
    let mut sheets = read(&format!("{head}{header}\n{rows}"));
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

#[test]
fn labels_with_what_is_put_around_them() {
    let sheet = form(
        "项目支出绩效目标表（2024年度）\n\
         部门（单位）名称及代码|[168]某省自然资源厅|项目承担单位|某监测站\n\
         *项目名称|地灾监测|业务主管部门|某省自然资源厅\n\
         本年预算数（万元）|120|一、财政拨款：（其中：上级  ；本级  ）|100|二、自有资金|20\n\
         项目当年绩效目标|监测隐患点2180处。\n",
        "一级指标名称|二级指标名称|具体指标（三级）|目标值（含单位）",
        ROWS,
    );
    let project = &sheet.projects[0];
    assert_eq!(
        (sheet.departments[0].code.as_deref(), sheet.departments[0].name.as_str()),
        (Some("168"), "某省自然资源厅")
    );
    assert_eq!((raw(&project.name), raw(&project.goal)), ("地灾监测", "监测隐患点2180处。"));
    assert_eq!(money(&project.funding), ("120".into(), "100".into(), vec!["20".into()]));
    assert_eq!(project.indicators.len(), 2);
}

#[test]
fn a_target_value_parted_below_its_header() {
    let sheet = form(
        "项目名称|培训|年度资金总额|5万元\n",
        "一级指标|二级指标|三级指标|指 标 值||单位|分值\n|||符号|数值|单位",
        "产出指标|数量指标|培训人数|≥|300|人|20\n|质量指标|合格率|=|100|%|30\n",
    );
    let of = |index: usize| sheet.projects[0].indicators[index].target().text.into_owned();
    assert_eq!((of(0), of(1)), ("≥300人".to_owned(), "=100%".to_owned()));
    assert_eq!(sheet.projects[0].indicators[0].weight.as_ref().unwrap().number, Some(20.into()));
}

#[test]
fn values_of_several_years_beside_those_of_the_year() {
    let sheet = form(
        "项目名称|增殖放流\n\
         实施周期资金总额|900|年度资金总额|320\n\
         其中：财政拨款|850|其中：财政拨款|300\n\
         实施周期目标（2022年—2024年）|年度目标\n\
         三年放流3.2亿尾。|放流1.1亿尾。\n",
        "一级指标|二级指标|三级指标|实施周期指标值|年度指标值",
        "产出指标|数量指标|放流数量|≥3.2亿尾|≥1.1亿尾\n||评估体系|建成|\n",
    );
    let project = &sheet.projects[0];
    assert_eq!(money(&project.funding), ("320".into(), "300".into(), vec![]));
    assert_eq!(raw(&project.goal), "放流1.1亿尾。");
    assert_eq!(project.indicators.len(), 1, "what is of several years only is none of the year's");
    assert_eq!(project.indicators[0].target().text, "≥1.1亿尾");
    assert!(asides(&sheet, Aside::Multiyear).contains(&"建成"));
}

#[test]
fn parts_below_both_totals_are_those_of_the_one_they_add_up_to() {
    let head = |fiscal: &str| {
        format!(
            "项目名称|治理\n项目总投资|3600|预算申报数|1260\n其中：省级财政安排|{fiscal}|其他资金|160\n年度绩效目标|治理。\n"
        )
    };
    let of = |fiscal| {
        money(&form(&head(fiscal), "一级指标|二级指标|三级指标|指标目标值", ROWS).projects[0].funding)
    };
    assert_eq!(of("1100"), ("1260".into(), "1100".into(), vec!["160".into()]));
    assert_eq!(of("3440").1, "", "these add up to the investment");
}

#[test]
fn regions_with_money_of_their_own() {
    let sheet = form(
        "专项转移支付绩效目标表（2023年度）\n\
         专项名称|农村公路养护\n\
         主管部门|某省交通运输厅\n\
         资金情况（万元）|||合计|甲县|乙县\n\
         |年度资金总额||1000|600|400\n\
         |其中：财政拨款||900|560|340\n\
         总体目标|养护公路。\n",
        "一级指标|二级指标|三级指标|指标解释|分县区目标值\n||||甲县|乙县",
        "产出指标|数量指标|养护里程|里程|≥18公里|—\n|质量指标|合格率||100%|100%\n",
    );
    let [first, second] = sheet.projects.as_slice() else { panic!("{}", sheet.projects.len()) };
    assert_eq!(first.full_name().unwrap(), "农村公路养护（甲县）");
    assert_eq!(money(&first.funding), ("600".into(), "560".into(), vec![]));
    assert_eq!((first.department, second.department), (Some(0), Some(0)));
    assert_eq!((first.indicators.len(), second.indicators.len()), (2, 1), "a stroke is no target");
    assert!(asides(&sheet, Aside::AllRegions).contains(&"1000"));
}

#[test]
fn forms_of_one_sheet_in_several_units_and_years() {
    let form = |unit: &str, year: &str, name: &str| {
        format!(
            "项目支出绩效目标表\n（{year}年度）|单位：{unit}\n项目名称|{name}\n年度资金总额|85\n一级指标|二级指标|三级指标|指标值\n{ROWS}"
        )
    };
    let forms = [
        form("万元", "2024", "甲"),
        form("万元", "2024", "乙"),
        form("元", "2024", "丙"),
        form("元", "2025", "丁"),
    ];
    let read: Vec<(Option<MoneyUnit>, Option<i32>, usize)> = read(&forms.concat())
        .iter()
        .map(|sheet| (sheet.money_unit, sheet.year, sheet.projects.len()))
        .collect();
    let (ten_thousand, yuan) = (Some(MoneyUnit::TenThousandYuan), Some(MoneyUnit::Yuan));
    assert_eq!(read, [(ten_thousand, Some(2024), 2), (yuan, Some(2024), 1), (yuan, Some(2025), 1)]);
}

#[test]
fn a_department_with_its_code_above_the_form() {
    let sheet = form(
        "348001某县交通运输局|单位：万元\n项目名称|养护\n预算数|486\n绩效目标|养护公路。\n",
        "一级指标|二级指标|三级指标|指标值",
        ROWS,
    );
    assert_eq!(
        (sheet.departments[0].code.as_deref(), sheet.departments[0].name.as_str()),
        (Some("348001"), "某县交通运输局")
    );
}

#[test]
fn the_year_in_a_column_and_dates_beside_it() {
    let sheet = form(
        "绩效目标查询表|导出时间：2025年1月20日\n",
        "序号|预算年度|单位名称|项目名称|申请总额（元）|年度绩效目标描述|一级指标|二级指标|三级指标|指标值",
        "1|2024|某局|培训|50000|办培训|产出指标|数量指标|培训人数|≥100人\n2|2024|某局|培训|50000|办培训|产出指标|质量指标|合格率|100%\n",
    );
    assert_eq!((sheet.year, sheet.projects.len()), (Some(2024), 1));
    assert_eq!(sheet.projects[0].indicators.len(), 2);
}

#[test]
fn opinions_and_signatures_below_a_form() {
    let rows = format!("{ROWS}主管部门意见||同意申报。  年  月  日|财政部门意见\n编报人：||审核人：\n");
    let sheet = form("项目名称|养护\n年度资金总额|486万元\n", "一级指标|二级指标|三级指标|指标值", &rows);
    assert_eq!(sheet.projects[0].indicators.len(), 2);
    assert_eq!(asides(&sheet, Aside::Remark).len(), 5);
}

#[test]
fn departments_in_the_column_of_projects() {
    let sheet = form(
        "2025年部门项目支出绩效目标表\n单位：元\n",
        "单位名称、项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|指标内容\n1|2|3|4|5|6|7|8|9",
        "某市文化和旅游局\n免费开放补助|全年免费开放。|产出指标|数量指标|开放场馆数|=|2|个|反映开放情况\n\
         ||产出指标|质量指标|设施完好率|>=|95|%|\n某市图书馆\n购书|购书2000册。|产出指标|数量指标|购书册数|>=|2000|册|\n",
    );
    let departments: Vec<&str> = sheet.departments.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(departments, ["某市文化和旅游局", "某市图书馆"]);
    let projects: Vec<(Option<usize>, &str, usize)> =
        sheet.projects.iter().map(|it| (it.department, raw(&it.name), it.indicators.len())).collect();
    assert_eq!(projects, [(Some(0), "免费开放补助", 2), (Some(1), "购书", 1)]);
    assert_eq!(sheet.projects[0].indicators[1].target().text, ">=95%");
    assert!(unplaced(&sheet).is_empty());
}
