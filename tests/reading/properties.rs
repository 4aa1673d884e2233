//! Arbitrary input never panics, and no cell of an arbitrary table is lost.

use proptest::prelude::*;

use super::*;

const HEADER: &str = "\
项目单位\t项目资金\t\t\t年度目标\t绩效指标\n\
\t资金总额\t财政拨款\t其他资金\t\t产出指标\t\t效益指标\t\t满意度指标\n\
\t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值\n";

fn cell() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => Just(""),
        4 => prop::sample::select(vec![
            "造林补助", "101001-某局", "5", "12.5", "≥95%", "2022年底", "群众满意度", "null", "无", "成本",
            "3万元", "加强管理，进一步提高全市林业工作的质量和水平", "长期", "\"引", "1,200", "某局", "·",
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), magic in 0..4usize) {
        let start: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xFF\xFE", b"\xEF\xBB\xBF"];
        let bytes = [start[magic], &bytes].concat();
        if let Ok(grids) = read::read("x", bytes) {
            let _ = layout::sheets(layout::Layouts::builtin(), "x", grids);
        }
    }

    #[test]
    fn arbitrary_text(text in "[ \t\n\r\",;|年项目指标值:：0-9%满意]{0,200}") {
        for name in ["x.csv", "x.tsv", "x"] {
            if let Ok(grids) = read::read(name, text.clone().into()) {
                for grid in &grids {
                    let kept: usize = grid.rows().flat_map(|(_, cells)| cells).map(|cell| grid.text(cell).trim().len()).sum();
                    prop_assert!(kept > 0 && kept <= text.len());
                }
                let _ = layout::sheets(layout::Layouts::builtin(), name, grids);
            }
        }
    }

    #[test]
    fn arbitrary_tables(rows in prop::collection::vec(prop::collection::vec(cell(), 0..14), 0..25), page in 0..25usize) {
        let mut lines: Vec<String> = rows.iter().map(|cells| cells.join("\t")).collect();
        lines.insert(page.min(lines.len()), HEADER.trim_end().to_owned());
        let sheet = sheet("x.tsv", format!("{HEADER}{}\n", lines.join("\n")));
        let headers: Vec<&str> = HEADER.split(['\t', '\n']).collect();
        assert_nothing_lost(&sheet, 3, |text| headers.contains(&text));
        for project in &sheet.projects {
            prop_assert!(project.department.is_none_or(|index| index < sheet.departments.len()));
        }
    }
}
