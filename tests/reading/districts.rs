//! Sheets of other districts: clean ones, and ones with the same kinds of damage as the real one.

use super::*;

const HEADER: &str = "\
单位（项目）名称\t项目资金\t\t\t年度绩效目标\t绩效指标\n\
\t资金总额\t财政拨款\t其他资金\t\t产出指标\t\t效益指标\t\t满意度指标\n\
\t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值\n";

fn table(rows: &[&str]) -> Sheet {
    let body: Vec<String> = rows
        .iter()
        .map(|row| if *row == "页" { HEADER.trim_end().to_owned() } else { row.replace('|', "\t") })
        .collect();
    sheet("b.tsv", format!("2022年某市项目表\n单位：万元\n{HEADER}{}\n", body.join("\n")))
}

fn names(sheet: &Sheet) -> Vec<&str> {
    sheet.projects.iter().map(|project| raw(&project.name)).collect()
}

#[test]
fn a_clean_sheet_is_left_alone() {
    let sheet = table(&[
        "301001-某市林业局|120|100|20",
        "造林补助|70|60|10|新造林3000亩|造林面积|≥3000亩|增加森林蓄积|≥2%|林农满意度|≥90%",
        "|||||成活率|≥85%|水土流失减少|≥10%|",
        "|||||完成时间|2022年11月底",
        "|||||每亩补助|200元",
        "防火宣传|50|40|10||印发手册|5000册|||村民满意度|≥90%",
        "|||||宣传时间|2022年全年|群众防火意识|提高|护林员满意度|≥90%",
        "|||||||防火能力持续时间|3年",
        "301002-某市种苗站|8|8",
        "良种繁育|8|8||繁育良种苗木|苗木株数|20万株|良种使用率|≥60%|用苗单位满意度|≥95%",
    ]);
    assert!(sheet.notes.is_empty());
    assert_eq!(names(&sheet), ["造林补助", "防火宣传", "良种繁育"]);
    assert_eq!(sheet.projects[1].department, Some(0));
    assert_eq!(number(&sheet.projects[0].funding.other.first().cloned()), Decimal::from(10));
    assert!(sheet.projects[1].goal.is_none());
    assert_eq!(indicators(&sheet.projects[1], 13), [(Effect, "防火能力持续时间", "3年")]);
    assert_nothing_lost(&sheet, 5, |_| false);
}

#[test]
fn the_same_damage_in_another_district() {
    let sheet = table(&[
        "301001-某市林业局|250|250",
        // Everything behind the money one column to the left, further rows too.
        "造林补助|70|70|新造林3000亩，改善生态|造林面积|≥3000亩|增加森林蓄积|≥2%|林农满意度|≥90%",
        "||||成活率|≥85%|水土流失减少|≥10%",
        "||||完成时间|2022年11月底",
        // The last row of a merged block.
        "造林补助经费|70万元",
        // An empty column too many on the left of the goal.
        "防火宣传|50|50|||加强宣传，提高意识|印发手册|5000册|||村民满意度|≥90%",
        "||||||宣传时间|2022年全年|群众防火意识|提高",
        "防火宣传费|50",
        // The page ends inside the next project, whose name stands on the next page.
        "|||||检查次数|12次|||企业满意度|≥90%",
        "|||||检查覆盖率|100%|木材市场秩序|规范有序|经营户满意度|≥90%",
        "页",
        "木材检查|100|100||规范木材经营|查处率|≥95%",
        "|||||检查经费|100万元",
        // A goal in the column of other money, the rest as it should be.
        "标本馆|10|10|改善展陈||更换标本|30件|参观人数|≥1万人|观众满意度|≥95%",
        // No goal, one column to the left.
        "苗圃维护|20|20||苗圃面积|30亩|苗木质量|合格|职工满意度|≥95%",
        "|||||维护时间|2022年全年",
        "合计|250|250",
        "注：本表由各单位填报",
    ]);
    let projects: Vec<(&str, Vec<u32>)> = sheet
        .projects
        .iter()
        .map(|project| {
            let mut rows: Vec<u32> = project.indicators.iter().map(|indicator| indicator.row).collect();
            rows.dedup();
            (raw(&project.name), rows)
        })
        .collect();
    assert_eq!(
        projects,
        [
            ("造林补助", vec![7, 8, 9, 10]),
            ("防火宣传", vec![11, 12, 13]),
            ("木材检查", vec![14, 15, 19, 20]),
            ("标本馆", vec![21]),
            ("苗圃维护", vec![22, 23]),
        ]
    );
    let goal = |index: usize| raw(&sheet.projects[index].goal);
    assert_eq!(
        (goal(0), goal(1), goal(3), goal(4)),
        ("新造林3000亩，改善生态", "加强宣传，提高意识", "", "")
    );
    assert_eq!(indicators(&sheet.projects[0], 10), [(Output, "造林补助经费", "70万元")]);
    assert_eq!(
        indicators(&sheet.projects[1], 11),
        [(Output, "印发手册", "5000册"), (Satisfaction, "村民满意度", "≥90%")]
    );
    assert_eq!(indicators(&sheet.projects[1], 13), [(Output, "防火宣传费", "50")]);
    assert_eq!(
        indicators(&sheet.projects[4], 22),
        [(Output, "苗圃面积", "30亩"), (Effect, "苗木质量", "合格"), (Satisfaction, "职工满意度", "≥95%")]
    );
    assert_eq!(sheet.projects[3].funding.other[0].cell.raw, "改善展陈");
    assert!(sheet.notes.iter().all(|note| matches!(note.kind, ReadingKind::Moved { .. })));
    let moved: Vec<(u32, u32, u32)> = sheet
        .notes
        .iter()
        .map(|note| match note.kind {
            ReadingKind::Moved { from, to } => (note.cell.place.row, from, to),
            _ => (note.cell.place.row, 0, 0),
        })
        .collect();
    assert_eq!(
        moved,
        [(7, 4, 5), (8, 5, 6), (9, 5, 6), (10, 1, 6), (11, 6, 5), (12, 7, 6), (13, 1, 6), (22, 5, 6)]
    );
}

#[test]
fn departments_without_codes_are_known_by_their_totals() {
    let sheet = table(&[
        "某市林业局|120|120",
        "造林补助|70|70||新造林|造林面积|≥3000亩|||林农满意度|≥90%",
        "防火宣传|50|50||加强宣传|印发手册|5000册",
        "某市种苗站|8|8",
        "良种繁育|8|8||繁育良种苗木|苗木株数|20万株",
    ]);
    let departments: Vec<&str> =
        sheet.departments.iter().map(|department| department.name.as_str()).collect();
    assert_eq!(departments, ["某市林业局", "某市种苗站"]);
    assert_eq!(names(&sheet), ["造林补助", "防火宣传", "良种繁育"]);
}

#[test]
fn a_project_with_nothing_but_money_is_one_where_the_total_says_so() {
    let rows = |stated: &str| {
        table(&[
            &format!("301001-某市林业局|{stated}|{stated}"),
            "造林补助|70|70||新造林|造林面积|≥3000亩|||林农满意度|≥90%",
            "|||||造林经费|70",
            "设备购置费|30",
        ])
    };
    assert_eq!(names(&rows("100")), ["造林补助", "设备购置费"]);
    assert_eq!(names(&rows("70")), ["造林补助"]);
    assert_eq!(indicators(&rows("70").projects[0], 9), [(Output, "设备购置费", "30")]);
}

#[test]
fn whole_rows_moved_to_the_right() {
    let sheet = table(&[
        "301001-某市林业局|70|70",
        "|造林补助|70|70||新造林3000亩|造林面积|≥3000亩|增加森林蓄积|≥2%|林农满意度|≥90%",
        "||||||成活率|≥85%",
    ]);
    let project = &sheet.projects[0];
    assert_eq!((raw(&project.name), raw(&project.goal)), ("造林补助", "新造林3000亩"));
    assert_eq!(number(&project.funding.total), Decimal::from(70));
    assert_eq!(indicators(project, 8), [(Output, "成活率", "≥85%")]);
    let kinds: Vec<_> = sheet.notes.iter().map(|note| note.kind.clone()).collect();
    assert_eq!(kinds, [ReadingKind::Moved { from: 2, to: 1 }, ReadingKind::Moved { from: 7, to: 6 }]);
}

#[test]
fn what_belongs_nowhere_is_said() {
    let sheet = table(&[
        "301001-某市林业局|70|70",
        "|||||没有项目的指标|5次",
        "301002-某市种苗站|8|8",
        "良种繁育|8|8||繁育良种苗木|苗木株数|20万株|||||||多出来的格",
        "换行后剩下的半句话",
    ]);
    let unplaced: Vec<(&str, Option<usize>)> =
        sheet.notes.iter().map(|note| (note.cell.raw.as_str(), note.project)).collect();
    assert_eq!(
        unplaced,
        [("没有项目的指标", None), ("多出来的格", Some(0)), ("换行后剩下的半句话", Some(0))]
    );
    assert!(sheet.notes.iter().all(|note| note.kind == ReadingKind::Unplaced));
}

#[test]
fn page_titles_and_numbers_are_no_rows_of_the_table() {
    let sheet = table(&[
        "301001-某市林业局|70|70",
        "造林补助|70|70||新造林|造林面积|≥3000亩",
        "第1页，共2页",
        "2022年某市项目表",
        "单位：万元",
        "页",
        "|||||成活率|≥85%",
    ]);
    assert!(sheet.notes.is_empty());
    assert_eq!(sheet.projects[0].indicators.len(), 2);
}

#[test]
fn serial_numbers_before_the_names() {
    let header: String = HEADER.lines().map(|line| format!("\t{line}\n")).collect();
    let body = "\t301001-某市林业局|70|70\n1\t造林补助|70|70||新造林|造林面积|≥3000亩|||林农满意度|≥90%\n\
                \t|||||成活率|≥85%\n2\t造林经费|70万元\n3\t防火宣传|5|5|加强宣传|印发手册|5000册\n\t||||宣传时间|2022年";
    let sheet = sheet("c.tsv", format!("2022年项目表\n序号{header}{}\n", body.replace('|', "\t")));
    assert_eq!(names(&sheet), ["造林补助", "防火宣传"]);
    assert_eq!(indicators(&sheet.projects[0], 8), [(Output, "造林经费", "70万元")]);
    assert_eq!(indicators(&sheet.projects[1], 10), [(Output, "宣传时间", "2022年")]);
    assert_eq!(raw(&sheet.projects[1].goal), "加强宣传");
}

#[test]
fn the_rest_of_a_cell_as_a_row_of_its_own() {
    let sheet = table(&[
        "301001-某市林业局|70|70",
        "全市森林资源动态监测及成果应用|70|70||监测全市森林资源（含湿|监测面积|≥3000亩|||林农满意度|≥90%",
        "工作经费|||||监测报告（含图|2份",
        "|||||集）",
        "||||地）",
        "|||||完成时间|2022年底",
    ]);
    assert_eq!(names(&sheet), ["全市森林资源动态监测及成果应用"]);
    let project = &sheet.projects[0];
    assert_eq!(indicators(project, 8), [(Output, "监测报告（含图", "2份")]);
    assert_eq!(indicators(project, 11), [(Output, "完成时间", "2022年底")]);
    let unplaced: Vec<&str> = sheet.notes.iter().map(|note| note.cell.raw.as_str()).collect();
    assert_eq!(unplaced, ["工作经费", "集）", "地）"]);
    assert_nothing_lost(&sheet, 5, |_| false);
}

#[test]
fn rows_above_the_first_header_block() {
    let text = format!(
        "2022年某市项目表\n单位：万元\n造林补助|70|70||2021年起新造林|造林面积|≥3000亩|||林农满意度|≥90%\n\
         |||||成活率|≥85%\n{HEADER}|||||完成时间|2022年底\n防火宣传|5|5||加强宣传|印发手册|5000册\n"
    );
    let sheet = sheet("d.tsv", text.replace('|', "\t"));
    assert_eq!((names(&sheet), sheet.year), (vec!["造林补助", "防火宣传"], Some(2022)));
    let rows: Vec<u32> = sheet.projects[0].indicators.iter().map(|indicator| indicator.row).collect();
    assert_eq!(rows, [3, 3, 4, 8]);
}

#[test]
fn goal_and_first_name_lost() {
    let sheet = table(&[
        "造林补助|70|70||≥3000亩|增加森林蓄积|≥2%|林农满意度|≥90%",
        "|||||成活率|≥85%|水土流失减少|≥10%|护林员满意度|≥90%",
        "|||||完成时间|2022年11月底",
    ]);
    let project = &sheet.projects[0];
    assert!(project.goal.is_none());
    assert_eq!(
        indicators(project, 6),
        [(Output, "", "≥3000亩"), (Effect, "增加森林蓄积", "≥2%"), (Satisfaction, "林农满意度", "≥90%")]
    );
}
