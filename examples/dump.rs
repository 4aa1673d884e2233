use jichi::{
    finding::Language,
    record::ProjectReading,
    rule::{Context, RuleSet},
};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let grids = jichi::read::read(&path, std::fs::read(&path).unwrap()).unwrap();
    let rules = RuleSet::builtin(Language::Zh);
    for sheet in jichi::layout::sheets(&path, grids, true).unwrap() {
        let context = Context {
            sheet: &sheet,
            sheet_index: 0,
            year: sheet.year,
            money_unit: sheet.money_unit,
            language: Language::Zh,
        };
        for project in &sheet.projects {
            for finding in rules.check_project(&context, &ProjectReading::new(project)) {
                println!(
                    "{}\t{}\t{:?}\t{}",
                    finding.rule.code,
                    finding.place.row,
                    finding.indicator.map(|i| project.indicators[i].group),
                    finding.message
                );
            }
        }
    }
}
