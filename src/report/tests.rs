use super::*;
use crate::finding::{Field, Finding, Language, Related};
use crate::lint::Ordinals;
use crate::lint::sample::{Everything, on_value, place, run_of, sheet};
use crate::text::width;

const COMPACT: Compact = Compact { language: Language::Zh, paint: Paint { colour: false } };

fn report(format: impl Format + 'static, from: Severity, sheet: &Sheet) -> String {
    let lint = run_of(&Everything);
    let mut out = Vec::new();
    let output = Output { format: Box::new(format), out: &mut out };
    let mut report = Report::begin(vec![output], from).unwrap();
    report.summary.files += 1;
    lint.sheet(0, sheet, &mut Ordinals::default(), |step| report.findings(sheet, &step)).unwrap();
    report.sheet(sheet).unwrap();
    report.end().unwrap();
    String::from_utf8(out).unwrap()
}

fn render(sheet: &Sheet, finding: Finding, width: usize) -> String {
    let lint = |finding: Finding| {
        struct One(Finding);
        impl crate::lint::Check for One {
            fn project(
                &self,
                _: &crate::rule::Context<'_>,
                _: &crate::record::ProjectReading<'_>,
            ) -> Vec<Finding> {
                Vec::new()
            }
            fn sheet(&self, _: &crate::rule::Context<'_>) -> Vec<Finding> {
                vec![self.0.clone()]
            }
        }
        let one = One(finding);
        let lint = run_of(&one);
        lint.all(0, sheet, &mut Ordinals::default()).remove(0)
    };
    let checked = lint(finding);
    let mut out = Vec::new();
    Text::new(Language::Zh, Paint::default(), width).finding(
        Entry { sheet, checked: &checked },
        None,
        &mut out,
    );
    String::from_utf8(out).unwrap()
}

/// The text above each underline, found by columns as a terminal counts them.
fn underlined(page: &str) -> Vec<String> {
    let lines: Vec<&str> = page.lines().collect();
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        if !pair[1].trim_start().starts_with('·') || !pair[1].contains(['─', '┬']) || pair[1].contains('╰')
        {
            continue;
        }
        let mut column = 0;
        let mut marks: Vec<(usize, usize)> = Vec::new();
        for ch in pair[1].chars() {
            if matches!(ch, '─' | '┬') {
                match marks.last_mut() {
                    Some((_, end)) if *end == column => *end += 1,
                    _ => marks.push((column, column + 1)),
                }
            }
            column += width(ch.encode_utf8(&mut [0; 4]));
        }
        for (start, end) in marks {
            let mut column = 0;
            let mut text = String::new();
            for ch in pair[0].chars() {
                if (start..end).contains(&column) {
                    text.push(ch);
                }
                column += width(ch.encode_utf8(&mut [0; 4]));
            }
            found.push(text);
        }
    }
    found
}

#[test]
fn the_mark_stands_under_the_cell() {
    for name in [None, Some("绩效目标表")] {
        let sheet = sheet(name, 2, &[("监督次数", "20次"), ("公考调考察合格率", "≤100%"), ("选举时限", "")]);
        for width in [60, 80, 100, 200] {
            let page = render(&sheet, on_value(&sheet, 1, 1, Severity::Error), width);
            assert_eq!(underlined(&page), ["80", "≤100%"], "{page}");
            let page = render(&sheet, on_value(&sheet, 1, 2, Severity::Error), width);
            assert_eq!(underlined(&page), ["(空)", "80"], "{page}");
            let goal = Finding {
                field: Field::Goal,
                place: place(7, 5),
                span: Some(3..15),
                related: Vec::new(),
                ..on_value(&sheet, 0, 0, Severity::Error)
            };
            assert_eq!(underlined(&render(&sheet, goal, width)), ["照工作要"]);
        }
    }
}

#[test]
fn the_findings_own_row_comes_first() {
    let sheet = sheet(None, 1, &[("监督次数", "20次"); 5]);
    let mut finding = on_value(&sheet, 0, 3, Severity::Error);
    assert_eq!(underlined(&render(&sheet, finding.clone(), 100)), ["20次", "80"]);
    finding.related.extend([
        Related { place: place(9, 8), origin: None, message: "上一行".to_owned() },
        Related { place: place(11, 8), origin: None, message: "下一行".to_owned() },
    ]);
    let page = render(&sheet, finding, 100);
    assert_eq!(underlined(&page), ["群众满意率", "20次", "群众满意率", "80"], "{page}");
    assert!(page.find("[目标表.tsv:10:7]").unwrap() < page.find("[目标表.tsv:7:2]").unwrap(), "{page}");
}

#[test]
fn lines_fit_the_terminal() {
    let long = "按照区人大常委会工作要点安排部署监督一府两院日常工作保障地方经济健康有序发展".repeat(4);
    let sheet = sheet(Some("绩效目标表"), 1, &[(&long, &long), ("合格率", &long)]);
    for columns in [60, 80, 120] {
        let mut finding = on_value(&sheet, 0, 1, Severity::Error);
        finding.related = (1..9)
            .map(|column| Related { place: place(7, column), origin: None, message: long.clone() })
            .collect();
        finding.span = Some(30..42);
        let page = render(&sheet, finding, columns);
        for line in page.lines().filter(|line| !line.contains("╭─")) {
            assert!(width(line) <= columns, "{} of {columns}: {line}", width(line));
        }
        assert!(underlined(&page).contains(&long[30..42].to_owned()), "{page}");
    }
}

#[test]
fn related_places_that_do_not_fit_are_named() {
    let sheet = sheet(None, 1, &[("监督次数", "20次"); 12]);
    let mut finding = on_value(&sheet, 0, 0, Severity::Error);
    finding.related = (8..18)
        .map(|row| Related { place: place(row, 7), origin: None, message: "20次".to_owned() })
        .collect();
    let page = render(&sheet, finding, 100);
    assert!(page.contains("G13 20次"), "{page}");
    assert!(page.contains("相关：G14、G15、G16、G17"), "{page}");
}

#[test]
fn a_diagnostic_reads_as_a_whole() {
    let sheet = sheet(Some("目标表"), 1, &[("公考调考察合格率", "≤100%")]);
    let page = render(&sheet, on_value(&sheet, 0, 0, Severity::Error), 100);
    insta::assert_snapshot!(page);
}

#[test]
fn escapes_in_cells_stay_harmless() {
    let sheet = sheet(Some("a\u{1b}]0;x\u{7}"), 1, &[("合格\u{1b}[31m率", "≤\u{1b}[2J100%\r\n\t好")]);
    for page in [
        report(Listing::new(Text::new(Language::Zh, Paint::default(), 100)), Severity::Info, &sheet),
        report(Listing::new(COMPACT), Severity::Info, &sheet),
        report(Listing::new(Json::Array), Severity::Info, &sheet),
        report(Listing::new(Json::Lines), Severity::Info, &sheet),
    ] {
        assert!(!page.contains(['\u{1b}', '\u{7}', '\r', '\t']), "{page}");
    }
}

#[test]
fn colours_only_where_wanted() {
    let sheet = sheet(None, 1, &[("合格率", "≤100%")]);
    let colour = Paint { colour: true };
    assert!(
        report(Listing::new(Text::new(Language::Zh, colour, 100)), Severity::Info, &sheet).contains('\u{1b}')
    );
    assert!(
        report(Listing::new(Compact { language: Language::Zh, paint: colour }), Severity::Info, &sheet)
            .contains("\u{1b}[31m错误\u{1b}[0m")
    );
}

#[test]
fn compact_is_one_line_a_finding() {
    let sheet = sheet(Some("目标表"), 1, &[("合格率", "≤100%"), ("时限", "")]);
    let page = report(Listing::new(COMPACT), Severity::Warning, &sheet);
    assert_eq!(
        page,
        "目标表.tsv[目标表]:7:7[G7] 错误 JC308 指标值“≤100%”没有约束力\n\n\
         检查了 1 个文件、1 个项目、2 条指标：发现 2 处问题（错误 1、警告 0、提示 1）\n  \
           2  JC308 “≤100%”当作目标\n其中 1 处因 --severity 未列出\n"
    );
}

#[test]
fn json_is_one_object_a_finding() {
    let sheet = sheet(Some("目标表"), 2, &[("监督次数", "20次"), ("合格率", "≤100%"), ("时限", "")]);
    let array: Vec<serde_json::Value> =
        serde_json::from_str(&report(Listing::new(Json::Array), Severity::Info, &sheet)).unwrap();
    let lines: Vec<serde_json::Value> = report(Listing::new(Json::Lines), Severity::Info, &sheet)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(array, lines);
    assert_eq!(array.len(), 7);
    assert_eq!(
        array[0]["location"],
        serde_json::json!({"sheet": "目标表", "cell": "G7", "line": 7, "row": 7, "column": 7})
    );
    assert_eq!(
        array[0]["department"],
        serde_json::json!({"code": "318009", "name": "嘉陵区财政绩效评价中心"})
    );
    assert_eq!(array[0]["project"], serde_json::json!({"name": "第0个项目", "line": 7}));
    assert_eq!(array[0]["indicator"]["group"], "output");
    assert_eq!(array[0]["field"], "value");
    assert_eq!(array[0]["related"][0]["location"]["cell"], "B7");
    assert!(array.iter().any(|finding| finding["project"].is_null() && finding["code"] == "JC101"));
    assert_eq!(report(Listing::new(Json::Array), Severity::Info, &self::sheet(None, 0, &[])), "[]\n");
}

#[test]
fn slices_rendered_apart_read_as_one() {
    let sheet = sheet(None, 900, &[("监督次数", "20次"), ("合格率", "≤100%"), ("时限", "")]);
    let page = report(Listing::new(Text::new(Language::Zh, Paint::default(), 100)), Severity::Error, &sheet);
    assert_eq!(page.matches("══ 目标表.tsv").count(), 1);
    assert_eq!(page.matches("▸ 第7个项目\n").count(), 1);
    let array: Vec<serde_json::Value> =
        serde_json::from_str(&report(Listing::new(Json::Array), Severity::Info, &sheet)).unwrap();
    assert_eq!(array.len(), 2_700 + 540);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 128, ..Default::default() })]

    /// Whatever stands in a cell and wherever a rule points, a diagnostic comes out, in one piece and
    /// harmless.
    #[test]
    fn any_cell_can_be_shown(
        name in ".{0,60}",
        value in "(.|[一-鿿]|[≥≤％％]|\\PC){0,80}",
        start in 0_usize..120,
        length in 0_usize..60,
        columns in 0_usize..160,
    ) {
        let sheet = sheet(Some(&name), 1, &[(&name, &value), ("时限", &value)]);
        let mut finding = on_value(&sheet, 0, 1, Severity::Warning);
        finding.span = Some(start..start + length);
        finding.related.push(Related { place: place(7, 6), origin: None, message: value.clone() });
        finding.related.push(Related { place: place(900, 3), origin: None, message: name.clone() });
        let page = render(&sheet, finding, columns);
        proptest::prop_assert!(page.contains("JC308 警告"), "{page}");
        proptest::prop_assert!(page.contains("建议："), "{page}");
        proptest::prop_assert!(!page.contains("Failed to read"), "{page}");
        proptest::prop_assert!(page.chars().all(|ch| ch == '\n' || !ch.is_control()), "{page:?}");
    }
}
