//! `jichi review --format docx`: for each department a covering letter (审核意见函) and behind it the review form
//! (项目支出绩效目标审核表) of each of its projects, to be printed, filled in and signed.
//!
//! It goes to Chinese departments and is Chinese whatever the language of the run. What a person gives – points that are
//! open, names, dates, numbers – is left blank.

mod letter;
mod markup;
mod package;
mod project;

use std::collections::HashMap;
use std::sync::Arc;

use zip::result::ZipError;

use super::{department_name, place_name};
use crate::finding::Severity;
use crate::form::Form;
use crate::quality::Key;
use crate::record::{Department, Sheet};
use crate::review::{Beyond, ProjectReview, Remark, SheetReview};
use letter::Listed;
use markup::Markup;

/// Letters and forms, gathered sheet by sheet. Of a sheet nothing is held but what is printed.
#[derive(Debug)]
pub struct ReviewDocument<'f> {
    form: &'f Form,
    /// The budget year that the user says; None for what each sheet says.
    year: Option<i32>,
    /// In the order in which they are met.
    departments: Vec<DepartmentReview>,
    /// Those without a name, by file: they are of whoever filed it.
    known: HashMap<(Key, Option<Arc<str>>), usize>,
    /// The projects so far.
    projects: usize,
}

/// One department's letter and forms.
#[derive(Debug, Clone)]
pub struct DepartmentReview {
    /// What it is known by.
    pub key: Key,
    /// As the first sheet names it; empty for [`Key::Nobody`].
    pub name: String,
    /// Its code and name, as the letter addresses it; None for [`Key::Nobody`].
    addressed: Option<String>,
    /// What it has filed.
    filed: Vec<Filed>,
    /// Projects by grade: all open points given, none given.
    highest: Vec<usize>,
    lowest: Vec<usize>,
    /// Findings by severity: error, warning, info.
    findings: [usize; 3],
    /// What is wrong beyond its projects.
    beyond: Vec<String>,
    /// What is wrong with the sheets that it shares with others.
    shared: Vec<String>,
    projects: Vec<Listed>,
    forms: Markup,
}

/// Projects of a department in one sheet.
#[derive(Debug, Clone)]
struct Filed {
    place: String,
    year: Option<i32>,
    projects: usize,
}

impl<'f> ReviewDocument<'f> {
    /// A document without any department yet. `year` is the budget year where the sheets need not say it.
    pub fn new(form: &'f Form, year: Option<i32>) -> Self {
        Self { form, year, departments: Vec::new(), known: HashMap::new(), projects: 0 }
    }

    /// Adds what the review of a sheet came to, to the departments concerned.
    pub fn sheet(&mut self, sheet: &Sheet, review: &SheetReview<'_>) {
        let year = self.year.or(sheet.year);
        let mut here: Vec<usize> = Vec::new();
        for project in &review.projects {
            let index = self.filing(sheet, project.department, &mut here);
            self.projects += 1;
            self.departments[index].project(self.form, sheet, year, project, self.projects);
        }
        let (of_departments, of_sheet): (Vec<&Beyond<'_>>, Vec<&Beyond<'_>>) =
            review.beyond.iter().partition(|beyond| beyond.department.is_some());
        for beyond in of_departments {
            let index = self.filing(sheet, beyond.department, &mut here);
            self.departments[index].beyond(beyond);
        }
        for beyond in of_sheet {
            if here.is_empty() {
                self.filing(sheet, None, &mut here);
            }
            match here[..] {
                [index] => self.departments[index].beyond(beyond),
                _ => here.iter().for_each(|&index| {
                    self.departments[index].shared.extend_from_slice(&beyond.sentences);
                }),
            }
        }
    }

    /// The index of a department that a sheet is filed by. `here` are those that are known of the sheet.
    fn filing(&mut self, sheet: &Sheet, department: Option<&Department>, here: &mut Vec<usize>) -> usize {
        let index = self.department(sheet, department);
        if !here.contains(&index) {
            here.push(index);
            let filed = Filed { place: place_name(sheet), year: self.year.or(sheet.year), projects: 0 };
            self.departments[index].filed.push(filed);
        }
        index
    }

    /// The index of a department, which may be new.
    fn department(&mut self, sheet: &Sheet, department: Option<&Department>) -> usize {
        let key = Key::new(department);
        let file = department.is_none().then(|| Arc::clone(&sheet.file));
        *self.known.entry((key, file)).or_insert_with_key(|(key, _)| {
            self.departments.push(DepartmentReview::new(key.clone(), department));
            self.departments.len() - 1
        })
    }

    /// The departments so far, in the order in which they were met.
    pub fn departments(&self) -> &[DepartmentReview] {
        &self.departments
    }

    /// The XML of the document.
    fn xml(&self) -> String {
        package::document(self.departments.iter().map(|department| department.section(self.form)))
    }

    /// The .docx with all departments, each of which is a section with pages of its own.
    ///
    /// # Errors
    /// A document beyond what a zip container holds.
    pub fn finish(&self) -> Result<Vec<u8>, ZipError> {
        package::pack(&self.xml())
    }
}

impl DepartmentReview {
    fn new(key: Key, department: Option<&Department>) -> Self {
        Self {
            key,
            name: department.map(|department| department.name.trim().to_owned()).unwrap_or_default(),
            addressed: department.map(department_name),
            filed: Vec::new(),
            highest: Vec::new(),
            lowest: Vec::new(),
            findings: [0; 3],
            beyond: Vec::new(),
            shared: Vec::new(),
            projects: Vec::new(),
            forms: Markup::default(),
        }
    }

    fn project(
        &mut self,
        form: &Form,
        sheet: &Sheet,
        year: Option<i32>,
        review: &ProjectReview<'_>,
        number: usize,
    ) {
        for (grades, score) in [(&mut self.highest, review.highest), (&mut self.lowest, review.lowest)] {
            grades.resize(form.grades.len().max(score.grade + 1), 0);
            grades[score.grade] += 1;
        }
        self.count(review.items.iter().flat_map(|item| &item.remarks).chain(&review.unrated));
        if let Some(filed) = self.filed.last_mut() {
            filed.projects += 1;
        }
        let listed = Listed::new(form, sheet, review, number);
        project::form(form, sheet, year, review, &listed, number, &mut self.forms);
        self.projects.push(listed);
    }

    fn beyond(&mut self, beyond: &Beyond<'_>) {
        self.count(beyond.remarks.iter());
        self.beyond.extend_from_slice(&beyond.sentences);
    }

    fn count<'r>(&mut self, remarks: impl Iterator<Item = &'r Remark<'r>>) {
        for checked in remarks.flat_map(|remark| &remark.findings) {
            self.findings[match checked.finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Info => 2,
            }] += 1;
        }
    }

    /// The letter and the forms behind it.
    fn section(&self, form: &Form) -> Markup {
        let mut section = Markup::default();
        self.letter(form, &mut section);
        section.append(&self.forms);
        section
    }
}

#[cfg(test)]
mod tests;
