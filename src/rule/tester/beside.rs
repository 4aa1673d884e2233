//! Examples with a file beside their sheet: exceptions, or a baseline. What is found stands on the lines of that file.

use jiff::civil::Date;

use super::{ExampleSheet, Fault, Problem, Tester};
use crate::baseline::{self, Baseline, Matching};
use crate::config::Absent;
use crate::exceptions::{self, Exceptions, InForce, Run};
use crate::finding::Finding;
use crate::lint::{Lint, Ordinals, Selection};
use crate::record::Sheet;
use crate::rule::{Context, Example};

impl Tester<'_> {
    /// What is to be said of the markers in a sheet.
    pub(super) fn of_markers(
        &self,
        context: &Context<'_>,
        example: &Example,
        found: &[Finding],
    ) -> Vec<Finding> {
        let in_force = self.in_force(Exceptions::default(), example);
        let mut markers = in_force.markers(context.sheet);
        let mut excepted = vec![false; found.len()];
        let each = found.iter().zip(&mut excepted);
        let notes = in_force.leave_out(context.sheet, &mut markers, None, each, &|_, _, _| true);
        self.rules.check_rows(context, &notes)
    }

    /// The file beside an example's sheet, and what is found in it; None where there is no such file.
    pub(super) fn beside(
        &self,
        sheet: &ExampleSheet,
        example: &Example,
    ) -> Option<Result<(ExampleSheet, Vec<Finding>), Fault>> {
        let remarks = match (&example.exceptions, &example.baseline) {
            (Some(text), _) => self.of_exceptions(text, sheet, example),
            (None, Some(text)) => self.of_baseline(text, sheet, example),
            (None, None) => return None,
        };
        Some(remarks.map(|remarks| match remarks {
            None => (sheet.clone(), Vec::new()),
            Some(file) => {
                let context = self.context(&file, example);
                let findings = self.rules.check_rows(&context, &file.notes);
                (ExampleSheet { sheet: file, is_grid: true }, findings)
            }
        }))
    }

    fn of_exceptions(
        &self,
        text: &str,
        sheet: &ExampleSheet,
        example: &Example,
    ) -> Result<Option<Sheet>, Fault> {
        let file = Exceptions::parse(exceptions::FILE_NAME, text, self.language).map_err(|errors| {
            let errors = errors.into_iter().map(|error| error.message).collect();
            (Problem::UnreadableFile, Vec::new(), errors)
        })?;
        let in_force = self.in_force(file, example);
        let found = self.findings(sheet, example);
        let mut excepted = vec![false; found.len()];
        let mut markers = in_force.markers(&sheet.sheet);
        in_force
            .leave_out(&sheet.sheet, &mut markers, None, found.iter().zip(&mut excepted), &|_, _, _| true);
        in_force.sheet(&sheet.sheet, &|_, _, _| true);
        Ok(in_force.remarks())
    }

    fn of_baseline(
        &self,
        text: &str,
        sheet: &ExampleSheet,
        example: &Example,
    ) -> Result<Option<Sheet>, Fault> {
        let baseline = Baseline::parse(text)
            .map_err(|why| (Problem::UnreadableFile, Vec::new(), vec![why.message(self.language)]))?;
        let context = self.context(&sheet.sheet, example);
        let lint =
            Lint { year: context.year, ..Lint::new(vec![self.rules], self.rules.words(), context.language) };
        let mut matching = Matching::new(baseline);
        for checked in lint.all(0, &sheet.sheet, &mut Ordinals::default()) {
            matching.knows(&checked);
        }
        matching.sheet(&sheet.sheet);
        Ok(matching.remarks(baseline::FILE_NAME, text, |_| true))
    }

    /// Exceptions on the first of July of the example's year.
    fn in_force(&self, file: Exceptions, example: &Example) -> InForce {
        let year = i16::try_from(example.year).unwrap_or_default();
        let run = Run {
            rules: self.rules,
            selection: &Selection::default(),
            absent: &Absent::default(),
            today: Date::new(year, 7, 1).unwrap_or_default(),
            in_sheets: true,
        };
        InForce::new(file, run)
    }

    /// How an example's sheet is checked.
    pub(super) fn context<'s>(&self, sheet: &'s Sheet, example: &Example) -> Context<'s> {
        Context {
            sheet,
            sheet_index: 0,
            year: (example.year != 0).then_some(example.year),
            money_unit: example.unit.known(),
            language: self.language,
        }
    }
}
