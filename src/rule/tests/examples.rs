//! The tester tells wrong examples and bad fixes.

use super::super::{Failure, Problem};
use super::{File, sound};
use crate::finding::Language;

fn problems(files: &[File<'_>]) -> Vec<(String, &'static str, usize, Problem)> {
    let failures = sound(files).test(&|_| Vec::new(), Language::Zh);
    failures.into_iter().map(|it: Failure| (it.code, it.list, it.example, it.problem)).collect()
}

#[test]
fn right_examples_pass() {
    assert_eq!(problems(&[File::default()]), []);
}

#[test]
fn a_wrong_example_is_told_with_what_came() {
    let file = File {
        examples: "[[invalid]]\nrows = [{ name = \"甲\", value = \"5次\" }]\nfound = [{ row = 1, field = \"value\" }]\n\
                   [[valid]]\nrows = [{ name = \"乙\", value = \"无\" }]",
        ..File::default()
    };
    let set = sound(&[file]);
    let failures = set.test(&|_| Vec::new(), Language::En);
    assert_eq!(failures.len(), 2);
    assert_eq!(
        failures[0].to_string(),
        "XX001 [[invalid]] 1: finds something else\n    expected: row 1, value"
    );
    assert_eq!(failures[1].actual, ["XX001 on row 1, value (warning): “乙”"]);
    let failures = set.test(&|_| Vec::new(), Language::Zh);
    assert_eq!(failures[0].expected, ["第1行“value”"]);
    assert_eq!(failures[1].actual, ["XX001 在第1行“value”（warning）：“乙”"]);
}

#[test]
fn severity_counts_where_it_is_given() {
    let file = File {
        examples: "[[invalid]]\nrows = [{ name = \"甲\", value = \"无\" }]\n\
                   found = [{ row = 1, field = \"value\", severity = \"error\" }]\n\
                   [[valid]]\nrows = [{ name = \"乙\", value = \"5\" }]",
        ..File::default()
    };
    assert_eq!(problems(&[file]), [("XX001".into(), "invalid", 1, Problem::Findings)]);
}

fn with_fix<'t>(body: &'t str, examples: &'t str) -> File<'t> {
    File { body, examples, ..File::default() }
}

#[test]
fn fixes_are_tried() {
    let body = "[when]\nfield = \"value\"\nstarts-with-any = [\"约\"]\n\
                [fix]\nsafety = \"unsafe\"\nvalue = \"={value.number}\"";
    let examples = "[[invalid]]\nrows = [{ name = \"甲\", value = \"约5\" }]\nfound = [{ row = 1, field = \"value\" }]\n\
                    fixed = [{ name = \"甲\", value = \"=5\" }]\n[[valid]]\nrows = [{ name = \"乙\", value = \"5\" }]";
    assert_eq!(problems(&[with_fix(body, examples)]), []);

    let other = examples.replace("\"=5\"", "\"=6\"");
    assert_eq!(problems(&[with_fix(body, &other)]), [("XX001".into(), "invalid", 1, Problem::Fix)]);

    let stricter = File {
        code: "XX002",
        body: "[when]\nfield = \"value\"\nis = \"=5\"",
        examples: "[[invalid]]\nrows = [{ name = \"甲\", value = \"=5\" }]\nfound = [{ row = 1, field = \"value\" }]\n\
                   [[valid]]\nrows = [{ name = \"乙\", value = \"5\" }]",
        ..File::default()
    };
    assert_eq!(
        problems(&[with_fix(body, examples), stricter]),
        [("XX001".into(), "invalid", 1, Problem::FixCausesFinding)]
    );
}

#[test]
fn a_fix_that_goes_on_and_on_is_refused() {
    let body = "[when]\nfield = \"value\"\nstarts-with-any = [\"约\"]\n\
                [fix]\nsafety = \"safe\"\nvalue = \"约{value}\"";
    let examples = "[[invalid]]\nrows = [{ name = \"甲\", value = \"约5\" }]\nfound = [{ row = 1, field = \"value\" }]\n\
                    fixed = [{ name = \"甲\", value = \"约约5\" }]\n[[valid]]\nrows = [{ name = \"乙\", value = \"5\" }]";
    assert_eq!(
        problems(&[with_fix(body, examples)]),
        [("XX001".into(), "invalid", 1, Problem::FixNotIdempotent)]
    );
    let body = body.replace("约{value}", "约五");
    let examples = examples.replace("约约5", "约五");
    assert_eq!(
        problems(&[with_fix(&body, &examples)]),
        [("XX001".into(), "invalid", 1, Problem::FixKeepsFinding)]
    );
}

#[test]
fn a_cleared_row_is_gone() {
    let body =
        "[when]\nfield = \"value\"\nis = \"无\"\n[fix]\nsafety = \"unsafe\"\nname = \"\"\nvalue = \"\"";
    let examples = "[[invalid]]\nrows = [{ name = \"甲\", value = \"无\" }, { name = \"乙\", value = \"1\" }]\n\
                    found = [{ row = 1, field = \"value\" }]\nfixed = [{ name = \"乙\", value = \"1\" }]\n\
                    [[valid]]\nrows = [{ name = \"乙\", value = \"5\" }]";
    assert_eq!(problems(&[with_fix(body, examples)]), []);
}

#[test]
fn a_known_gap_passes_until_it_is_closed() {
    let gap = "[[invalid]]\nrows = [{ name = \"甲\", value = \"没有\" }]\nfound = [{ row = 1, field = \"value\" }]\n\
               todo = \"not read yet\"\n[[valid]]\nrows = [{ name = \"乙\", value = \"5\" }]";
    let file = File { examples: gap, ..File::default() };
    let set = sound(&[file]);
    assert_eq!(set.test(&|_| Vec::new(), Language::Zh), []);
    let gaps: Vec<_> = set.rules()[0].known_gaps().collect();
    assert_eq!(gaps, [("invalid", 1, "not read yet")]);

    let closed = gap.replace("没有", "无");
    let file = File { examples: &closed, ..File::default() };
    assert_eq!(problems(&[file]), [("XX001".into(), "invalid", 1, Problem::TodoPasses)]);
}

/// What every contributor meets first: the built-in rules load, and come out as their examples say.
#[test]
fn built_in_rules_pass_their_own_examples() {
    use crate::lexicon::Lexicons;
    use crate::rule::RuleSet;
    let (set, errors) = RuleSet::load(&RuleSet::builtin_sources(), &Lexicons::builtin(), Language::Zh);
    assert!(errors.is_empty(), "{}", errors.iter().map(super::rendered).collect::<String>());
    let failures: Vec<String> =
        set.test(&|_| Vec::new(), Language::Zh).iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
