//! The real sheet's records, written as a clean table and damaged anew: what comes back must be what was written.

use super::*;

/// A project as clean rows of eleven cells.
struct Clean {
    rows: Vec<[String; 11]>,
}

fn clean_projects() -> Vec<Clean> {
    let sheet = sheet("jialing-2020.tsv", std::fs::read("tests/data/jialing-2020.tsv").unwrap());
    let column = |group: Group| match group {
        Output => 5,
        Effect => 7,
        Satisfaction => 9,
    };
    let clean = |project: &Project| {
        let mut rows: Vec<[String; 11]> = Vec::new();
        let mut last = 0;
        for indicator in &project.indicators {
            if indicator.row != last {
                rows.push(Default::default());
                last = indicator.row;
            }
            let Some(row) = rows.last_mut() else { continue };
            row[column(indicator.group)] = raw(&indicator.name).to_owned();
            row[column(indicator.group) + 1] = raw(&indicator.value).to_owned();
        }
        if let Some(first) = rows.first_mut() {
            first[0] = raw(&project.name).to_owned();
            first[1] = number(&project.funding.total).to_string();
            first[2] = first[1].clone();
            first[4] = raw(&project.goal).to_owned();
        }
        Clean { rows }
    };
    sheet.projects.iter().map(clean).filter(|project| !project.rows.is_empty()).collect()
}

const HEADER: [&str; 3] = [
    "项目单位 (项目名称)\t项目资金\t\t\t年度目标\t绩效指标\t\t\t\t\t",
    "\t资金总额\t财政拨款\t其他资金\t\t项目完成指标\t\t效益指标\t\t满意度指标\t",
    "\t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值",
];

/// Writes the projects, each damaged by `damage` (project's number, its rows as cells), a header block before every
/// third one, and returns how many of them do not come back as they were.
fn wrong(projects: &[Clean], damage: impl Fn(usize, &mut Vec<Vec<String>>)) -> Vec<String> {
    let mut lines: Vec<String> = vec!["2020年项目表".to_owned(), "单位：万元".to_owned()];
    let mut expected: Vec<Vec<String>> = Vec::new();
    for (index, project) in projects.iter().enumerate() {
        if index % 3 == 0 {
            lines.extend(HEADER.map(str::to_owned));
        }
        let mut rows: Vec<Vec<String>> = project.rows.iter().map(|row| row.to_vec()).collect();
        expected.push(rows.iter().map(|row| row.join("\t")).collect());
        damage(index, &mut rows);
        lines.extend(rows.iter().map(|row| row.join("\t")));
    }
    let sheet = sheet("x.tsv", lines.join("\n"));
    assert!(sheet.departments.is_empty());
    let names: Vec<&str> = sheet.projects.iter().map(|project| raw(&project.name)).collect();
    let mut wrong = Vec::new();
    let mut at = 0;
    for rows in &expected {
        let cells: Vec<&str> = rows[0].split('\t').collect();
        let found =
            names[at.min(names.len())..].iter().position(|name| *name == cells[0]).map(|found| at + found);
        let Some(found) = found else {
            wrong.push(format!("{} is no project", cells[0]));
            continue;
        };
        at = found + 1;
        let project = &sheet.projects[found];
        let mut read: Vec<String> = Vec::new();
        let mut last = 0;
        for indicator in &project.indicators {
            if indicator.row != last {
                read.push(String::new());
                last = indicator.row;
            }
            if let Some(row) = read.last_mut() {
                row.push_str(&format!("|{}={}", raw(&indicator.name), raw(&indicator.value)));
            }
        }
        let written: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells: Vec<&str> = row.split('\t').collect();
                [5, 7, 9]
                    .into_iter()
                    .filter(|&at| !cells[at].is_empty() || !cells[at + 1].is_empty())
                    .map(|at| format!("|{}={}", cells[at], cells[at + 1]))
                    .collect()
            })
            .collect();
        if read != written || raw(&project.goal) != cells[4] {
            let first = (0..written.len().max(read.len())).find(|&at| read.get(at) != written.get(at));
            let show = |rows: &[String]| first.and_then(|at| rows.get(at).cloned()).unwrap_or_default();
            wrong.push(format!(
                "{}: goal {:?}, {} not {}",
                cells[0],
                raw(&project.goal),
                show(&read),
                show(&written)
            ));
        }
    }
    wrong
}

fn assert_few_wrong(what: &str, most: usize, damage: impl Fn(usize, &mut Vec<Vec<String>>)) {
    let projects = clean_projects();
    let wrong = wrong(&projects, damage);
    assert!(wrong.len() <= most, "{what}: {} of {} wrong\n{}", wrong.len(), projects.len(), wrong.join("\n"));
}

#[test]
fn undamaged() {
    assert_few_wrong("undamaged", 0, |_, _| {});
}

#[test]
fn a_blank_cell_lost_in_all_rows() {
    assert_few_wrong("one lost", 0, |_, rows| rows.iter_mut().for_each(|row| drop(row.remove(3))));
}

#[test]
fn a_blank_cell_lost_in_every_other_project() {
    assert_few_wrong("every other", 0, |index, rows| {
        if index % 2 == 0 {
            rows.iter_mut().for_each(|row| drop(row.remove(3)));
        }
    });
}

#[test]
fn a_blank_cell_lost_in_the_first_row_only() {
    assert_few_wrong("first row", 0, |_, rows| drop(rows[0].remove(3)));
}

#[test]
fn a_blank_cell_lost_in_the_further_rows_only() {
    assert_few_wrong("further rows", 0, |_, rows| {
        rows.iter_mut().skip(1).for_each(|row| drop(row.remove(3)))
    });
}

#[test]
fn two_cells_lost() {
    assert_few_wrong("two lost", 0, |_, rows| rows.iter_mut().for_each(|row| drop(row.drain(2..4))));
}

#[test]
fn an_empty_column_too_many() {
    assert_few_wrong("one more", 0, |_, rows| rows.iter_mut().for_each(|row| row.insert(4, String::new())));
}

#[test]
fn an_empty_column_before_the_table() {
    assert_few_wrong("before", 0, |_, rows| rows.iter_mut().for_each(|row| row.insert(0, String::new())));
}

#[test]
fn last_rows_that_start_in_the_first_column() {
    assert_few_wrong("orphans", 0, |_, rows| {
        let last = rows.len() - 1;
        for row in rows.iter_mut().skip(1.max(last.saturating_sub(1))) {
            if row[7..].iter().all(String::is_empty) && !row[5].is_empty() {
                row.drain(..5);
            }
        }
    });
}

#[test]
fn header_blocks_inside_projects() {
    assert_few_wrong("headers", 0, |index, rows| {
        let at = 1 + index % (rows.len() - 1).max(1);
        insert_header(rows, at.min(rows.len()));
    });
}

fn insert_header(rows: &mut Vec<Vec<String>>, at: usize) {
    let header = HEADER.map(|line| line.split('\t').map(str::to_owned).collect());
    rows.splice(at..at, header);
}

#[test]
fn everything_at_once() {
    assert_few_wrong("at once", 0, |index, rows| {
        match index % 7 {
            0 => rows.iter_mut().for_each(|row| drop(row.remove(3))),
            1 => drop(rows[0].remove(3)),
            2 => rows.iter_mut().skip(1).for_each(|row| drop(row.remove(3))),
            3 => rows.iter_mut().for_each(|row| row.insert(4, String::new())),
            4 => rows.iter_mut().for_each(|row| row.extend([String::new(), String::new()])),
            5 => rows.iter_mut().for_each(|row| drop(row.drain(2..4))),
            _ => {}
        }
        let last = rows.len() - 1;
        // The last row starts in the first column where it has an output indicator alone.
        let (first, count) = filled(&rows[last]);
        if last > 1 && index % 2 == 0 && count == 2 && (2..=6).contains(&first) {
            rows[last].drain(..first);
        }
        if index % 5 == 0 && last > 2 {
            insert_header(rows, 2);
        }
    });
}

/// The first cell with text, and how many there are.
fn filled(row: &[String]) -> (usize, usize) {
    let filled: Vec<usize> = (0..row.len()).filter(|&at| !row[at].is_empty()).collect();
    (filled.first().copied().unwrap_or(0), filled.len())
}

#[test]
fn rows_before_the_name_of_their_project() {
    // One project has two rows, both with a satisfaction indicator: nothing tells where it ends. It and the next
    // one come out wrong.
    assert_few_wrong("before name", 2, |index, rows| {
        if index % 3 == 1 && rows.len() >= 4 {
            let (above, below) = rows.split_at_mut(2);
            for column in 0..5 {
                below[0][column] = std::mem::take(&mut above[0][column]);
            }
            insert_header(rows, 2);
        }
    });
}
