//! What the plugins are shown.

use crate::cmd::SMALL;

/// The small sheet with its project so many times, named 绩效评价1, 绩效评价2 …
pub fn small(projects: usize) -> String {
    let lines: Vec<&str> = SMALL.split_inclusive('\n').collect();
    // The head of the table and the row of the department.
    let (head, project) = lines.split_at(6);
    let mut text = head.concat();
    for number in 1..=projects {
        text.push_str(&project.concat().replacen("绩效评价\t", &format!("绩效评价{number}\t"), 1));
    }
    text
}
