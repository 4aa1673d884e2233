//! Writes an export of the budget system of any size, one indicator a row, for measuring:
//! `export PROJECTS > big.tsv`. Each project has eight indicators.

use std::error::Error;
use std::io::Write;

const HEADER: &str = "单位名称\t项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\t指标方向性";
const ROWS: [&str; 8] = [
    "产出指标\t数量指标\t培训人数\t≥\t{N}\t人\t20\t正向",
    "\t\t举办培训班期数\t≥\t4\t期\t10\t正向",
    "\t质量指标\t培训合格率\t≥\t95\t%\t10\t正向",
    "\t时效指标\t完成时间\t≤\t2023年11月30日\t\t10\t反向",
    "成本指标\t经济成本指标\t人均培训成本\t≤\t{N}\t元\t10\t反向",
    "效益指标\t社会效益指标\t业务能力\t定性\t显著提高\t\t20\t正向",
    "\t可持续影响指标\t服务年限\t≥\t3\t年\t10\t正向",
    "满意度指标\t服务对象满意度指标\t参训人员满意度\t≤\t100\t%\t10\t正向",
];

fn main() -> Result<(), Box<dyn Error>> {
    let projects: usize = std::env::args().nth(1).ok_or("usage: export PROJECTS > big.tsv")?.parse()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "部门预算项目绩效目标申报表（2023年度）\n金额单位：元\n{HEADER}")?;
    for project in 0..projects {
        let department = project / 40;
        for (nth, row) in ROWS.iter().enumerate() {
            let own = match nth {
                0 => format!(
                    "{:06}-某县第{department}局\t业务培训之{project}\t{}\t培训{}人。",
                    100_000 + department,
                    50_000 + project,
                    100 + project % 900
                ),
                _ => "\t\t\t".to_owned(),
            };
            writeln!(out, "{own}\t{}", row.replace("{N}", &(100 + project % 900).to_string()))?;
        }
    }
    Ok(out.flush()?)
}
