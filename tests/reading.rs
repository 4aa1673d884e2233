//! Reading: bytes to records.
use jichi::layout;
use jichi::read;
use jichi::record::Sheet;

fn sheet() -> Sheet {
    let bytes = std::fs::read("tests/data/jialing-2020.tsv").unwrap();
    let grids = read::read("jialing-2020.tsv", bytes).unwrap();
    layout::sheets("jialing-2020.tsv", grids, true).unwrap().remove(0)
}

#[test]
fn dump() {
    let s = sheet();
    println!("{} {} {:?} {:?}", s.departments.len(), s.projects.len(), s.year, s.money_unit);
    for n in &s.notes {
        println!(
            "N {} {:?} {:?} {}",
            n.cell.place.row,
            n.project.map(|p| s.projects[p].row),
            n.kind,
            n.cell.raw
        );
    }
    for p in &s.projects {
        println!(
            "P {} {:?} {:?} {:?} goal {:?}",
            p.row,
            p.name.as_ref().map(|c| &c.raw),
            p.funding.total.as_ref().map(|a| a.number),
            p.funding.other.iter().map(|a| &a.cell.raw).collect::<Vec<_>>(),
            p.goal.as_ref().map(|g| g.raw.chars().take(12).collect::<String>())
        );
        for i in &p.indicators {
            println!(
                "I {} {:?} {:?} {:?} {:?}",
                i.row,
                i.group,
                i.name.as_ref().map(|c| &c.raw),
                i.value.as_ref().map(|c| &c.raw),
                i.name_place.column
            );
        }
    }
}
