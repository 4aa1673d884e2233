//! What the loader refuses, and how it says so.

use super::super::{OptionFault, OptionKind, OptionOverride, RuleChanges, RuleSet, RuleSource};
use super::{File, lexicons, load, load_in, rendered, sound};
use crate::finding::Language;

/// All diagnostics on one file, which must be refused, in Chinese and in English.
fn told(file: File<'_>) -> String {
    let files = [file];
    let told = |language| {
        let (set, errors) = load_in(language, &files);
        assert!(set.rules().is_empty(), "the rule was loaded");
        errors.iter().map(rendered).collect::<String>()
    };
    told(Language::Zh) + &told(Language::En)
}

fn when(body: &str) -> String {
    told(File { body: &format!("[when]\n{body}"), ..File::default() })
}

/// Every refusal, as a user sees it. A change of this snapshot is a change of the program's face.
#[test]
fn refusals() {
    let mut all = String::new();
    let mut show = |title: &str, text: String| {
        assert!(!text.is_empty(), "{title}");
        all.push_str(&format!("### {title}\n{text}\n"));
    };
    show("syntax", told(File { head: "at = ", ..File::default() }));
    show("unknown key", told(File { head: "yield-to = []", ..File::default() }));
    let case = |texts: &str| {
        let head = format!("text-when = [{{ when = {{ field = \"name\", empty = true }}, {texts} }}]");
        told(File { head: &head, ..File::default() })
    };
    show("a case in one language", case("zh.help = \"甲\""));
    show("a case that says other things in each language", case("zh.help = \"甲\", en.message = \"a\""));
    show("a case with an unknown placeholder", case("zh.help = \"{nmae}\", en.help = \"a\""));
    show("unknown key in a predicate", when("field = \"value\"\ncontain-any = [\"无\"]"));
    show("unknown field", when("field = \"valeu\"\nempty = true"));
    show("field of another scope", when("field = \"part.number\"\ngt = 1"));
    show("nothing asked", when("field = \"value\""));
    show("of which field", when("contains-any = [\"无\"]"));
    show("empty predicate", when("any = []"));
    show("type of an operator", when("field = \"value.number\"\ncontains-any = [\"无\"]"));
    show("unknown word", when("field = \"group\"\nis = \"effects\""));
    show("undefined lexicon", when("field = \"value\"\nin = \"@empty-word\""));
    show("undefined lexicon in a list", when("field = \"value\"\ncontains-any = [\"无\", \"@degrees\"]"));
    show("empty term", when("field = \"value\"\ncontains-any = [\"\"]"));
    show("pattern that matches nothing", when("field = \"value\"\nmatches = '无*'"));
    show("pattern that cannot be read", when("field = \"value\"\nmatches = '(无'"));
    show("no number", when("field = \"value.number\"\ngt = \"许多\""));
    show("unknown option", when("field = \"value.number\"\ngt = \"$limit\""));
    show("type error in an expression", when("expr = \"value + 1 > 2\""));
    show("unknown name in an expression", when("expr = \"sum(i.valu.money for i in indicators) > 0\""));
    show("expression that is no predicate", when("expr = \"value.number * 2\""));
    show("unknown function", when("expr = \"summ(i.value.money for i in indicators) > 0\""));
    show("count without bounds", when("count = { in = \"value.parts\" }"));
    show("no collection", when("exists = { in = \"value\" }"));
    show("unknown rule", when("rule = \"XX009\""));
    show("rule that asks for itself", when("not = { rule = \"XX001\" }"));
    show("unbound placeholder", told(File { message: "“{nmae}”", ..File::default() }));
    show("placeholder of a part without a part", told(File { message: "{part.text}", ..File::default() }));
    show("unclosed placeholder", told(File { message: "“{name”", ..File::default() }));
    show("stray brace", told(File { message: "name}", ..File::default() }));
    show("placeholder of a collection", told(File { message: "{indicators}", ..File::default() }));
    show("missing key", told(File { body: "[when]\nexists = { min = 1 }", ..File::default() }));
    show("no list of terms", when("field = \"value\"\ncontains-any = 5"));
    show("no yes or no", when("field = \"value\"\nempty = \"ja\""));
    show("no list", when("any = \"无\""));
    show("no table", when("count = \"value.parts\""));
    show("number below zero", when("field = \"value\"\nlen = { min = -1 }"));
    show("unknown severity of a case", told(File { head: "status = 5", ..File::default() }));
    show("list without terms", when("field = \"value\"\ncontains-any = []"));
    show("never equal", when("field = \"value\"\nis = 5"));
    show("fields of two types", when("field = \"value\"\nequals-field = \"value.number\""));
    show("length of a number", when("field = \"value.number\"\nlen = { min = 1 }"));
    show("length without bounds", when("field = \"value\"\nlen = {}"));
    show("emptiness of a number", when("field = \"value.number\"\nempty = true"));
    show("comparison of a text", when("field = \"value\"\ngt = 1"));
    show("nothing said", when(""));
    show("bounds of exists", when("exists = { in = \"value.parts\", min = 1 }"));
    show("no option", told(File { head: "options = { x = { y = 1 } }", ..File::default() }));
    show("option that is no number", {
        let body = "[options]\nx = \"甲\"\n[when]\nfield = \"value.number\"\ngt = \"$x\"";
        told(File { body, ..File::default() })
    });
    show("option that is no list", {
        let body = "[options]\nx = 1\n[when]\nfield = \"value\"\nin = [\"$x\"]";
        told(File { body, ..File::default() })
    });
    for expr in [
        "name == \u{201c}甲\u{201d}",
        "name = 'x'",
        "name == 'x",
        "value.number > $",
        "value.number > 99999999999999999999999999999999",
        "(value.number > 1",
        "value.number >",
        "value.number > 1 name",
        "sum(1 for x indicators) > 1",
        "group == 'effects'",
        "group == 'zzzzzzzz'",
        "group == 1",
        "group in ['effects']",
        "name in name",
        "name in ['甲', 5]",
        "['甲']",
        "not name",
        "abs(name) > 1",
        "abs(1, 2) > 1",
        "sum(1) > 1",
        "similarity(1 for i in indicators) > 1",
        "sum(i for i in indicators) > 1",
        "sum(i.name for i in indicators) > 1",
        "any(i == 1 for i in indicators)",
        "sum(1 for i in name) > 1",
        "sum(1 for project in indicators) > 1",
        "1万元 * 1万元 > 1",
        "known(indicators)",
        "cut-word(raw, 'words') == 'x'",
        "match(name, '(') == 'x'",
        "value.number > 1 and $limit",
    ] {
        show(&format!("expr {expr}"), when(&format!("expr = \"{expr}\"")));
    }
    show("related", {
        let body = "[when]\nfield = \"value\"\nis = \"无\"\n[[related]]\nof = \"second\"\nzh = \"甲\"\nen = \"a\"\n\
                    [[related]]\neach = \"i.name for i in indicators\"\nzh = \"甲\"\nen = \"a\"\n\
                    [[related]]\neach = \"i for i in indicators\"\nof = \"project\"\nzh = \"甲\"\nen = \"a\"\n\
                    [[related]]\nat = \"nmae\"\nzh = \"甲\"\nen = \"a\"\n\
                    [[related]]\nlabel = \"x\"\nzh = \"甲\"";
        told(File { body, ..File::default() })
    });
    show("fix", {
        let body = "[when]\nfield = \"sheet.year\"\nknown = true\n[fix]\nsafety = \"safe\"\ngoal = \"\"";
        told(File { scope: "sheet", message: "甲", body, ..File::default() })
    });
    show("fix of nothing", {
        let body = "[when]\nfield = \"value\"\nis = \"无\"\n[fix]\nsafety = \"safe\"";
        told(File { body, ..File::default() })
    });
    show("values", told(File { head: "values = {}\ncells = [\"name\"]", ..File::default() }));
    show("examples", {
        let examples =
            "[[invalid]]\nrows = []\n[[valid]]\nrows = []\nfound = [{ row = 1, field = \"value\" }]";
        told(File { examples, ..File::default() })
    });
    show("place", told(File { head: "at = \"valeu\"", ..File::default() }));
    let suggests = |scope, what: &str| {
        let head = format!("suggests = \"{what}\"");
        let body = "[when]\nfield = \"sheet.year\"\nknown = true";
        told(File { scope, message: "甲", head: &head, body, ..File::default() })
    };
    show("examples of an unknown kind", suggests("indicator", "qualty"));
    show("examples for an indicator where there is none", suggests("project", "indicator"));
    show("examples where there is no project", suggests("sheet", "time"));
    show("corpus", told(File { scope: "corpus", ..File::default() }));
    show("cells missing", told(File { scope: "cell", message: "{text}", ..File::default() }));
    show(
        "block-by missing",
        told(File {
            scope: "pair",
            message: "{first.name}",
            body: "[when]\nfield = \"first.value\"\nempty = false",
            ..File::default()
        }),
    );
    show("code", told(File { code: "J1", ..File::default() }));
    show("review", told(File { head: "review = \"指标科学度\"", ..File::default() }));
    show("review of no form", told(File { head: "review = \"quality\"", ..File::default() }));
    show("no examples", told(File { examples: "", ..File::default() }));
    show(
        "fix without an example",
        told(File {
            body: "[when]\nfield = \"value\"\nis = \"无\"\n[fix]\nsafety = \"safe\"\nvalue = \"\"",
            ..File::default()
        }),
    );
    show(
        "let",
        told(File {
            body: "[let]\nname = \"1\"\nx = \"y\"\n[when]\nfield = \"value\"\nis = \"无\"",
            ..File::default()
        }),
    );
    insta::assert_snapshot!(all);
}

#[test]
fn prose_is_needed_in_both_languages() {
    let mut source = File::default().source();
    source.text = source.text.replace("[en]\ntitle = \"title\"\nwhy = \"why\"", "[en]\ntitle = \" \"");
    let (_, errors) = RuleSet::load(&[source.clone()], &lexicons(), Language::Zh);
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["“[en]”里没有“title”", "“[en]”里没有“why”"]);

    source.text = source.text.split("[en]").next().unwrap_or_default().to_owned()
        + "[when]\nfield = \"value\"\nis = \"无\"\n[[valid]]\n[[invalid]]\nfound = [{ row = 0, field = \"value\" }]";
    let (_, errors) = RuleSet::load(&[source], &lexicons(), Language::Zh);
    assert_eq!(errors[0].message, "规则没有“[en]”");
}

#[test]
fn a_broken_rule_does_not_disable_the_others() {
    let broken = File { code: "XX002", head: "nonsense = 1", ..File::default() };
    let asks = File { code: "XX003", body: "[when]\nrule = \"XX002\"", ..File::default() };
    let second = File { head: "# the second of its code", ..File::default() };
    let (set, errors) = load(&[File::default(), broken, asks, second]);
    let codes: Vec<&str> = set.rules().iter().map(|rule| rule.info.code.as_str()).collect();
    assert_eq!(codes, ["XX001"]);
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["没有“nonsense”这个键", "代码 XX001 已经用过", "没有规则 XX002"]);
    assert_eq!(errors[1].file(), "XX001.toml");
}

#[test]
fn a_rule_that_asks_a_broken_one_is_refused_with_it() {
    let broken = File { code: "XX002", message: "{nothing}", ..File::default() };
    let asks = File { body: "[when]\nrule = \"XX002\"", ..File::default() };
    let (set, errors) = load(&[broken, asks]);
    assert!(set.rules().is_empty());
    assert!(errors.iter().any(|error| error.message == "规则 XX002 本身有误"));
}

#[test]
fn the_caret_finds_its_place_in_multi_line_expressions() {
    let file =
        File { body: "[when]\nexpr = '''\nvalue.number > 1\n  and nmae == 'x'\n'''", ..File::default() };
    let text = file.source().text;
    let (_, errors) = load(&[file]);
    assert_eq!(&text[errors[0].span().unwrap()], "nmae");
}

#[test]
fn options_can_be_configured() {
    let file = File {
        body: "[options]\nlimit = 3\n[when]\nfield = \"value.number\"\ngt = \"$limit\"",
        ..File::default()
    };
    let sources: Vec<RuleSource> = vec![file.source()];
    let option =
        |name: &str, value: toml::Value| OptionOverride { code: "XX001".into(), name: name.into(), value };
    let load = |change| {
        RuleSet::load_with(
            &sources,
            &lexicons(),
            Language::Zh,
            &RuleChanges { options: vec![change], ..RuleChanges::default() },
        )
    };
    let (set, errors) = load(option("limit", 9.into()));
    assert!(errors.is_empty());
    assert_eq!(set.rules()[0].options, [("limit".to_owned(), "9".to_owned())]);
    for (name, value) in [("limit", toml::Value::from("many")), ("limits", 9.into())] {
        let (set, errors) = load(option(name, value));
        assert!(errors.is_empty());
        assert_eq!(set.rules()[0].options, [("limit".to_owned(), "3".to_owned())]);
    }
    assert_eq!(set.takes(&option("limit", "5%".into())), Ok(()));
    assert_eq!(set.takes(&option("limit", "many".into())), Err(OptionFault::OtherKind(OptionKind::Number)));
    assert_eq!(set.takes(&option("limits", 9.into())), Err(OptionFault::NoOption(vec!["limit".to_owned()])));
    let other = OptionOverride { code: "XX002".into(), ..option("limit", 9.into()) };
    assert_eq!(set.takes(&other), Err(OptionFault::NoRule));
}

#[test]
fn rules_are_listed_with_both_languages() {
    let set = sound(&[File::default()]);
    let rule = set.rule("test-rule").unwrap();
    assert_eq!((rule.zh.title.as_str(), rule.en.title.as_str(), rule.scope), ("题", "title", "indicator"));
    assert_eq!(rule.info.title, "题");
    assert!(set.rule("XX999").is_none());
}
