//! Configurations in, settings and diagnostics out.

use super::*;
use crate::lexicon::Lexicons;
use crate::plugin::Limits;
use crate::rule::{RuleSet, RuleSource};

const RULE: &str = r#"
code = "XX101"
slug = "rated"
severity = "warning"
scope = "indicator"
review = "绩效合理性"
zh = { title = "题", why = "因", message = "“{value}”" }
en = { title = "title", why = "why", message = "“{value}”" }
options = { least = 3, words = ["无"], told = "不低于", strict = true }
when = { field = "value", contains-any = ["@wishes", "$words"] }
[[invalid]]
rows = [{ name = "甲", value = "争取" }]
found = [{ row = 1, field = "value" }]
[[valid]]
rows = [{ name = "甲", value = "5次" }]
"#;

fn lexicons() -> Lexicons {
    let mut lexicons = Lexicons::new();
    lexicons.load("wishes", "争取\n力争\n确保\n");
    lexicons.load("caps", "不超过\n");
    lexicons
}

/// All mistakes of a configuration, as a terminal without colours shows them.
fn told(text: &str, language: Language) -> String {
    let errors = refusal(text, language);
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    let handler = handler.with_width(100).with_links(false).with_context_lines(1);
    let mut page = String::new();
    for error in &errors {
        handler.render_report(&mut page, error).unwrap();
    }
    page.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn refusal(text: &str, language: Language) -> Vec<CaretError> {
    let config = match Config::parse("jichi.toml", text, language) {
        Ok(config) => config,
        Err(errors) => return errors,
    };
    let mut lexicons = lexicons();
    if let Err(errors) = config.lexicons(&mut lexicons) {
        return errors;
    }
    let source = RuleSource { name: "rule.toml".to_owned(), text: RULE.to_owned(), plugin: None };
    let (rules, errors) = RuleSet::load_with(&[source], &lexicons, language, &config.changes());
    assert!(errors.is_empty(), "{errors:?}");
    config.hold_against(&rules, &Absent::default()).err().unwrap_or_default()
}

/// Every refusal, as a user sees it. A change of this snapshot is a change of the program's face.
#[test]
fn refusals() {
    let mut all = String::new();
    for text in [
        "yaer = 2024\nyear = 24\nunit = \"千元\"\nselect = \"JC3\"\nignore = [1]",
        "year = \"2024\"\nunit = 1\nlexicons = 1\nrules.XX101 = 3\nreview = []\nwhat = 1",
        "year = ",
        "指标 = 1",
        "[lexicons.wishs]\nadd = [\"尽量\"]\n[lexicons.wishes]\nremove = [\"力求\", \"尽量\", \"\"]",
        "[lexicons.wishes]\nadds = [\"尽量\"]",
        "[lexicons]\nwishes = [\"尽量\"]",
        "[lexicons.wishes]\nadd = [\"台帐 → 台账\", \"→ 台账\", \"台帐 →\", \"台帐 -> 台账\"]",
        "[lexicons.caps]\nremove = [\"甲\"]",
        "select = []",
        "select = [\"XX101\"",
        "[rules.rated]\nleast = 1",
        "[rules.XX101]\nleast = 99999999999999999999\nstrict = inf",
        "[rules.XX101]\nleats = 5\ntold = true\nleast = \"many\"\nwords = \"无\"\nstrict = 1\n[rules.xx101]\nleast = 1",
        "[rules.XX101]\nleast = 2024-01-01\nwords = [1, 2021-01-01]",
        "select = [\"XX\", \"YY\"]\nignore = [\"rated\", \"rate\"]\n[review.deductions]\nXX102 = 2",
        "[review]\nopen = [\"指标科学度\"]\nclosed = []\n[review.points]\n\"绩效合理性\" = -1\n\"明确性\" = 10\n\
         [review.deductions]\nerrors = 1\nerror = \"2\"\n[review.grades]\n\"优\" = 75\n\"差\" = 10",
        "[review.points]\n\"规范完整性\" = 0\n\"明确清晰性\" = 0\n\"目标相关性\" = 0\n\"指标科学性\" = 0\n\
         \"绩效合理性\" = 0\n\"资金匹配性\" = 0\n\"实现可能性\" = 0\n\"条件充分性\" = 0",
        "extends = 1\nrule-files = \"rules\"\nlayout-files = [1]\nseverity = \"error\"",
        "extends = \"../base.toml\"\nyaer = 2020",
        "[severity]\nXX101 = \"fatal\"\nXX102 = \"info\"\nrated = \"info\"\nJC = 1",
        "overrides = 1",
        "overrides = [1]",
        "[[overrides]]",
        "[[overrides]]\nyear = 2020",
        "[[overrides]]\nfiles = [\"*.xlsx\"]",
        "[[overrides]]\nfile = [\"*.xlsx\"]\nyear = 2020\n[[overrides]]\nsheets = []\nignore = [\"XX102\"]",
        "[[overrides]]\nfiles = [\"a***b\", 1]\nprojects = [\"*\", \"\"]\nunit = \"元\"\nselect = [\"XX101\"]",
        "[[overrides]]\nfiles = [\"a/**\"]\nseverity.XX101 = \"note\"\nrules.XX101 = { leats = 1, least = \"many\" }\n\
         rules.XX103.least = 1",
        "plugins = \"libcounty.so\"",
        "[plugins]\ncounty = \"libcounty.so\"",
        "[plugins.county]",
        "[plugins.County]\npath = \"\"\nsha256 = \"e3b0\"\n[plugins.county]\npath = 1\nsha256 = 1\n\
         isolate = \"yes\"\ntimeout = 0.5\nmemory = 8\ntimout = 3\n[plugins.other]\ntimeout = 99999999999",
    ] {
        for language in [Language::Zh, Language::En] {
            let told = told(text, language);
            assert!(!told.is_empty(), "{text}");
            all.push_str(&format!("### {}\n{told}\n", text.lines().next().unwrap_or_default()));
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_setting_is_taken_over() {
    let text = "\u{FEFF}year = 2_024\nunit = \"元\"\nselect = [\"XX1\"]\nignore = [\"rated\"]\n\
                [lexicons.wishes]\nadd = [\"尽 量\"]\nremove = [\"确保\"]\n\
                [rules.XX101]\nleast = 0.5\nwords = [\"暂无\"]\n\
                [review]\nopen = [\"条件充分性\"]\npoints = { \"指标科学性\" = 20 }\n\
                deductions = { error = 2.5, XX101 = 4 }\ngrades = { \"优\" = 92.5 }";
    assert_eq!(told(text, Language::Zh), "");
    let config = Config::parse("jichi.toml", text, Language::Zh).unwrap();
    assert_eq!((config.year, config.money_unit), (Some(2024), Some(MoneyUnit::Yuan)));
    assert_eq!((config.select(), config.ignore()), (vec!["XX1".to_owned()], vec!["rated".to_owned()]));
    let mut lexicons = lexicons();
    config.lexicons(&mut lexicons).unwrap();
    assert_eq!(lexicons.get("wishes").unwrap().collect::<Vec<_>>(), ["争取", "力争", "尽量"]);
    let options = config.changes().options;
    let values: Vec<_> =
        options.iter().map(|option| (option.name.as_str(), option.value.to_string())).collect();
    assert_eq!(values, [("least", "0.5".to_owned()), ("words", "[\"暂无\"]".to_owned())]);
    let form = &config.form;
    assert_eq!(form.points().to_string(), "105");
    let open: Vec<&str> = form.items().filter(|item| item.open).map(|item| item.name.as_str()).collect();
    assert_eq!(open, ["条件充分性"]);
    assert_eq!(form.deductions.error.to_string(), "2.5");
    assert_eq!(form.deductions.codes["XX101"].to_string(), "4");
    assert_eq!(form.grades[0].from.to_string(), "92.5");
}

#[test]
fn plugins_are_named_from_the_folder_of_the_configuration() {
    let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let text = format!(
        "[plugins.own]\npath = \"/lib/own.so\"\nsha256 = \"{digest}\"\nisolate = false\ntimeout = 3\nmemory = 64\n\
         [plugins.county]\npath = \"libcounty.so\"\nsha256 = \"{}\"",
        digest.to_uppercase()
    );
    let file = ConfigFile { name: "jichi.toml".to_owned(), folder: "/etc/jichi".into(), text };
    let config = Config::load(file, Language::Zh, &mut |_| Err(String::new())).unwrap();
    let plugin = |id: &str, path: &str, limits| PluginSetting {
        id: id.to_owned(),
        path: path.into(),
        sha256: digest.parse().unwrap(),
        limits,
    };
    let (timeout, memory) = (std::time::Duration::from_secs(3), 64 << 20);
    assert_eq!(
        config.plugins(),
        [
            plugin("county", "/etc/jichi/libcounty.so", Limits::default()),
            plugin("own", "/lib/own.so", Limits { isolate: false, timeout, memory }),
        ]
    );
}

#[test]
fn a_rule_that_is_broken_is_not_called_unknown() {
    let config = Config::parse("jichi.toml", "[rules.XX101]\nleast = 5", Language::Zh).unwrap();
    let none = RuleSet::default();
    let absent =
        |codes: &[&str], plugins| Absent { codes: codes.iter().map(|&code| code.into()).collect(), plugins };
    assert!(config.hold_against(&none, &absent(&["XX101"], false)).is_ok());
    assert!(config.hold_against(&none, &absent(&[], true)).is_ok());
    assert!(config.hold_against(&none, &absent(&["XX102"], false)).is_err());
}
