//! What holds of all formats, and what each format's readers ask for, on the shared samples.

use std::collections::HashSet;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::samples::{render, render_of};
use super::*;
use crate::lint::Ordinals;
use crate::text::is_harmless;

const ZH: Language = Language::Zh;

fn text(language: Language) -> Text {
    Text::new(language, Paint::default(), 100)
}

/// All formats, by name.
fn all(language: Language) -> Vec<(&'static str, String)> {
    let compact = Compact { language, paint: Paint::default() };
    let rendered = [
        ("text", render(Listing::new(text(language)))),
        ("compact", render(Listing::new(compact))),
        ("summary", render(SummaryOnly(language))),
        ("json", render(Listing::new(Json::Array))),
        ("ndjson", render(Listing::new(Json::Lines))),
        ("csv", render(Listing::new(Csv(language)))),
        ("markdown", render(Markdown::new(language))),
        ("sarif", render(Listing::new(Sarif::new(language)))),
        ("junit", render(Junit::new(language))),
        ("checkstyle", render(Checkstyle::new(language))),
        ("github", render(Listing::new(Github(language)))),
        ("gitlab", render(Listing::new(Gitlab(language)))),
        ("html", render(Html::new(language))),
    ];
    rendered.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

fn one(name: &str) -> String {
    all(ZH).into_iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn every_format_on_the_samples() {
    for (language, suffix) in [(Language::Zh, "zh"), (Language::En, "en")] {
        for (name, page) in all(language) {
            let mut page = page.replace(env!("CARGO_PKG_VERSION"), "[version]");
            if name == "html" {
                // Style and script have files and tests of their own.
                for (start, end) in
                    [("<style", "</style>"), ("<script>\"use strict", "</script>"), ("sha256-", "&#")]
                {
                    page = without(&page, start, end);
                }
            }
            // What is for programs differs in words only.
            if language == Language::Zh
                || matches!(name, "text" | "csv" | "markdown" | "junit" | "sarif" | "html")
            {
                insta::assert_snapshot!(format!("{name}-{suffix}"), page);
            }
        }
    }
}

/// The text without what stands between `start` and `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(start) {
        kept.push_str(before);
        kept.push_str(start);
        rest = after.find(end).map_or("", |at| &after[at..]);
    }
    kept + rest
}

#[test]
fn nothing_steers_whoever_shows_it() {
    for (name, page) in all(ZH) {
        let page = page.strip_prefix('\u{FEFF}').filter(|_| name == "csv").unwrap_or(&page);
        let harm = page.chars().find(|&ch| !matches!(ch, '\n' | '\r') && !is_harmless(ch));
        assert_eq!(harm, None, "{name}");
        assert!(name == "csv" || !page.contains('\r'), "{name}");
    }
}

/// The elements of a document with their attributes, and the texts between them.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    let mut elements = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                    (attribute.key.as_ref().to_owned(), value)
                });
                elements.push((element.name().as_ref().to_owned(), attributes.collect()));
            }
            Event::Eof => return elements,
            _ => {}
        }
    }
}

fn attribute<'a>(element: &'a (String, Vec<(String, String)>), name: &str) -> &'a str {
    let found = element.1.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str()).unwrap_or_default()
}

#[test]
fn sarif_keeps_to_the_standards_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sarif/sarif-schema-2.1.0.json");
    // A bracket too many, by which the pattern of languages is none.
    let schema = std::fs::read_to_string(path).unwrap().replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let nothing = {
        let output = Output { format: Box::new(Listing::new(Sarif::new(ZH))), out: Vec::new() };
        let report = Report::begin(vec![output], Severity::Info).unwrap();
        report.end().unwrap().1.remove(0)
    };
    for page in [one("sarif"), String::from_utf8(nothing).unwrap()] {
        let log: Value = serde_json::from_str(&page).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    }
    let mut wrong: Value = serde_json::from_str(&one("sarif")).unwrap();
    wrong["runs"][0]["results"][0]["level"] = "info".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn sarif_results_lead_to_their_rule_and_cell() {
    let log: Value = serde_json::from_str(&one("sarif")).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(results.len(), 15);
    let mut seen = HashSet::new();
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        seen.insert(index);
        let location = &result["locations"][0];
        let uri = location["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.contains([' ', '#', '\\', '?']), "{uri}");
        let is_json = uri.ends_with(".json");
        assert_eq!(location["physicalLocation"]["region"].is_null(), is_json, "{location}");
        assert!(!result["message"]["text"].as_str().unwrap().contains("](http"));
    }
    assert_eq!(seen.len(), rules.len());
    let of = |file: &str| {
        let is = |result: &&Value| {
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            uri.as_str().unwrap().ends_with(file)
        };
        results.iter().find(is).unwrap()["locations"][0].clone()
    };
    assert_eq!(of(".docx")["logicalLocations"][0]["fullyQualifiedName"], "表2!G2");
    assert_eq!(
        of(".docx")["physicalLocation"]["region"],
        serde_json::json!({"startLine": 2, "startColumn": 7})
    );
    assert!(
        of(".docx")["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap().starts_with("file:///")
    );
    assert_eq!(of(".json")["logicalLocations"][0]["kind"], "value");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"].as_array().unwrap().len(), 2);
}

#[test]
fn junit_counts_its_cases() {
    let elements = elements(&one("junit"));
    let named = |name: &str| elements.iter().filter(|(known, _)| known == name).collect::<Vec<_>>();
    let (suites, cases) = (named("testsuite"), named("testcase"));
    assert_eq!(suites.len(), 6);
    for (of, name) in [("testcase", "tests"), ("failure", "failures"), ("error", "errors")] {
        let sum: usize = suites.iter().map(|suite| attribute(suite, name).parse::<usize>().unwrap()).sum();
        assert_eq!(sum, named(of).len(), "{name}");
    }
    // Eight projects, three subjects besides, two inputs that were not read.
    assert_eq!((cases.len(), named("failure").len(), named("error").len()), (8 + 3 + 2, 5, 2));
    let names: HashSet<_> =
        cases.iter().map(|case| (attribute(case, "classname"), attribute(case, "name"))).collect();
    assert!(names.len() >= cases.len() - 3, "{names:?}");
}

#[test]
fn checkstyle_has_each_file_once() {
    let elements = elements(&one("checkstyle"));
    let files: Vec<&str> = elements
        .iter()
        .filter(|(name, _)| name == "file")
        .map(|element| attribute(element, "name"))
        .collect();
    assert_eq!(files.iter().collect::<HashSet<_>>().len(), files.len());
    assert_eq!(files[1], "第二批/乡镇,表:1.tsv");
    let errors: Vec<_> = elements.iter().filter(|(name, _)| name == "error").collect();
    assert_eq!(errors.len(), 15 + 2);
    assert!(errors.iter().all(|error| attribute(error, "line").parse::<u32>().is_ok_and(|line| line > 0)));
    assert!(errors.iter().any(|error| attribute(error, "message").contains("]]> <script>")));
}

#[test]
fn csv_cells_are_texts() {
    let page = one("csv");
    assert!(page.starts_with('\u{FEFF}') && page.ends_with("\r\n"));
    let mut reader = ::csv::Reader::from_reader(page.trim_start_matches('\u{FEFF}').as_bytes());
    assert_eq!(reader.headers().unwrap().iter().next(), Some("部门代码"));
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), rows[0].len()), (15, 17));
    for cell in rows.iter().flatten() {
        let first = cell.trim_start().chars().next().map(crate::text::half_width);
        assert!(!matches!(first, Some('=' | '+' | '-' | '@')), "{cell}");
    }
    assert!(rows.iter().flatten().any(|cell| cell == "'+1"));
    assert!(rows.iter().flatten().any(|cell| cell == "'=cmd|' /C calc'!A0"));
}

#[test]
fn github_commands_are_whole_lines() {
    let page = one("github");
    assert_eq!(page.lines().count(), 15 + 2);
    for line in page.lines() {
        let (command, rest) = line.strip_prefix("::").unwrap().split_once(" file=").unwrap();
        assert!(matches!(command, "error" | "warning" | "notice"));
        let (properties, message) = rest.split_once("::").unwrap();
        assert!(!properties.contains(':') && !message.is_empty(), "{line}");
        for (nth, property) in properties.split(',').enumerate() {
            let known = ["line=", "col=", "title="].iter().any(|name| property.starts_with(name));
            assert!(nth == 0 || known, "{line}");
        }
        let is_escape = |at: usize| ["%25", "%2C", "%3A"].iter().any(|known| line[at..].starts_with(known));
        assert!(line.match_indices('%').all(|(at, _)| is_escape(at)), "{line}");
    }
    assert!(
        page.contains("::error file=各单位/财政局%2C目标表#1 100%25.xlsx,line=7,col=7,title=JC308 "),
        "{page}"
    );
}

#[test]
fn gitlab_issues_have_what_gitlab_asks_for() {
    let issues: Vec<Value> = serde_json::from_str(&one("gitlab")).unwrap();
    assert_eq!(issues.len(), 15 + 2);
    let fingerprints: HashSet<_> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), issues.len());
    for issue in &issues {
        assert!(["info", "minor", "major", "blocker"].contains(&issue["severity"].as_str().unwrap()));
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        assert!(issue["description"].is_string() && issue["check_name"].is_string());
        assert!(!issue["location"]["path"].as_str().unwrap().starts_with("./"));
    }
}

#[test]
fn markdown_tables_keep_their_columns() {
    for language in [Language::Zh, Language::En] {
        let page = String::from_utf8(render(Markdown::new(language))).unwrap();
        let mut columns = 0;
        for line in page.lines() {
            if line.starts_with('|') {
                let bars = line.matches('|').count();
                assert!(columns == 0 || bars == columns, "{line}");
                columns = bars;
            } else {
                columns = 0;
            }
        }
        let own = ["<details>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>", "<!-- -->"];
        let rest = own.iter().fold(page, |page, tag| page.replace(tag, ""));
        assert!(!rest.contains('<') && !rest.contains('`'), "{rest}");
    }
}

#[test]
fn markdown_lists_the_gravest_and_tells_how_many_there_are() {
    use crate::lint::sample::{Everything, run_of, sheet};
    let sheet = sheet(None, 600, &[("监督次数", "20次"), ("时限", ""), ("合格率", "≤100%")]);
    let lint = run_of(&Everything);
    // 1,200 errors, 600 info, 360 warnings: not even the errors can all be listed.
    let page = |from_project: usize| {
        let output = Output { format: Box::new(Markdown::new(ZH)), out: Vec::new() };
        let mut report = Report::begin(vec![output], Severity::Info).unwrap();
        let findings = lint.all(0, &sheet, &mut Ordinals::default());
        let findings: Vec<_> = findings
            .into_iter()
            .filter(|checked| checked.finding.project.is_none_or(|project| project >= from_project))
            .collect();
        report.findings(&sheet, &findings).unwrap();
        report.sheet(&sheet).unwrap();
        String::from_utf8(report.end().unwrap().1.remove(0)).unwrap()
    };
    let rows = |page: &str, severity: &str| page.matches(&format!("\n| {severity} | JC")).count();
    let whole = page(0);
    assert!(whole.contains("共 2,160 处，这里只列出 1,000 处（“错误”及以上）"), "{whole}");
    assert_eq!((rows(&whole, "错误"), rows(&whole, "警告")), (1000, 0));
    let most = page(300);
    assert!(most.contains("共 1,260 处，这里只列出 960 处（“警告”及以上）"), "{most}");
    assert_eq!((rows(&most, "错误"), rows(&most, "警告"), rows(&most, "提示")), (600, 360, 0));
    let few = page(500);
    assert!(!few.contains("只列出"));
    assert_eq!((rows(&few, "错误"), rows(&few, "警告"), rows(&few, "提示")), (200, 360, 100));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, ..Default::default() })]

    /// Whatever stands in cells, names and messages, each format stays what its readers expect and says it all.
    #[test]
    fn any_text_stays_text(
        text in "(.|[=+@|<>&'\"`%:,;\\[\\](){}!#$*_~-]|[一-鿿＝＋]|\\PC|[\u{0}-\u{20}]){1,40}",
    ) {
        use crate::lint::sample::{on_value, sheet};
        let mut sheet = sheet(Some(&text), 1, &[(&text, &text)]);
        sheet.file = text.as_str().into();
        sheet.departments[0].name.clone_from(&text);
        let message = format!("〔{text}〕");
        let help = Some(text.clone());
        let found = on_value(&sheet, 0, 0, Severity::Error);
        let finding = Finding { message: message.clone(), help: help.clone(), ..found };
        let unread = Unread { file: text, kind: "broken-zip", message: message.clone(), help };
        let shown = printable(&message);
        let render = |format: Box<dyn Format>| {
            let sheets = vec![(sheet.clone(), vec![finding.clone()])];
            String::from_utf8(render_of(format, sheets, vec![unread.clone()])).unwrap()
        };
        let xml: [(Box<dyn Format>, usize); 2] =
            [(Box::new(Checkstyle::new(ZH)), 2), (Box::new(Junit::new(ZH)), 1)];
        for (format, errors) in xml {
            let page = render(format);
            let found = elements(&page).iter().filter(|(name, _)| name == "error").count();
            proptest::prop_assert_eq!(found, errors);
            proptest::prop_assert!(quick_xml::escape::unescape(&page).unwrap().contains(&*shown), "{page}");
        }
        let page = render(Box::new(Listing::new(Csv(ZH))));
        let mut reader = ::csv::Reader::from_reader(page.as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        proptest::prop_assert_eq!(rows.len(), 1);
        proptest::prop_assert_eq!(&rows[0][8], &*shown);
        let page = render(Box::new(Listing::new(Github(ZH))));
        proptest::prop_assert_eq!(page.lines().count(), 2, "{}", page);
        proptest::prop_assert!(page.lines().all(|line| line.starts_with("::error file=")));
        for format in [Box::new(Listing::new(Gitlab(ZH))) as Box<dyn Format>, Box::new(Listing::new(Sarif::new(ZH)))]
        {
            proptest::prop_assert!(serde_json::from_str::<Value>(&render(format)).is_ok());
        }
        let page = render(Box::new(Markdown::new(ZH)));
        proptest::prop_assert!(!page.contains('`'));
        let rows = page.lines().filter(|line| line.starts_with("| 错误 |"));
        let bars: Vec<usize> = rows.map(|line| line.matches('|').count()).collect();
        proptest::prop_assert_eq!(bars, [6]);
    }
}
