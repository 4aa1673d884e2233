//! What holds of the page, read as a browser reads it. `tests/page/check.mjs` looks at it in one.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::Html;
use crate::finding::Language;
use crate::report::samples::{MARKUP, STEERING, render};
use crate::report::{Format, Summary};
use crate::text::{is_harmless, printable};

/// What the page is made of.
const ELEMENTS: [&str; 47] = [
    "a", "article", "b", "body", "button", "caption", "dd", "details", "div", "dl", "dt", "fieldset", "form",
    "h1", "h2", "h3", "h4", "head", "header", "html", "input", "label", "legend", "li", "main", "mark",
    "meta", "nav", "ol", "option", "p", "rect", "script", "section", "select", "span", "style", "summary",
    "svg", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
];

fn page(language: Language) -> String {
    String::from_utf8(render(Html::new(language))).unwrap()
}

/// An element with its attributes and the text that it begins with. What follows the end of one has no name.
#[derive(Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

fn elements(page: &str) -> Vec<Element> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut elements: Vec<Element> = Vec::new();
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => elements.push(Element {
                name: text(&tag.name),
                attributes: tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect(),
                text: String::new(),
            }),
            Token::String(string) => {
                if let Some(last) = elements.last_mut() {
                    last.text.push_str(&text(&string));
                }
            }
            Token::Comment(comment) => panic!("a comment: {}", text(&comment)),
            Token::Error(error) => panic!("{}", error.value),
            Token::EndTag(_) => elements.push(Element::default()),
            Token::Doctype(_) => {}
        }
    }
    elements
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    fn is(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|known| known == class)
    }
}

#[test]
fn no_element_and_no_attribute_comes_from_a_cell() {
    let attributes = [
        "aria-hidden",
        "aria-label",
        "aria-labelledby",
        "aria-live",
        "autocomplete",
        "checked",
        "class",
        "content",
        "charset",
        "data-auto",
        "data-chapter",
        "data-code",
        "data-dark",
        "data-department",
        "data-light",
        "data-text",
        "height",
        "hidden",
        "href",
        "http-equiv",
        "id",
        "lang",
        "media",
        "name",
        "placeholder",
        "preserveaspectratio",
        "role",
        "rowspan",
        "scope",
        "spellcheck",
        "tabindex",
        "type",
        "value",
        "viewbox",
        "width",
        "x",
    ];
    for language in [Language::Zh, Language::En] {
        let page = page(language);
        for element in elements(&page).iter().filter(|element| !element.name.is_empty()) {
            assert!(ELEMENTS.contains(&element.name.as_str()), "<{}>", element.name);
            for (name, value) in &element.attributes {
                assert!(attributes.contains(&name.as_str()), "<{} {name}>", element.name);
                assert!(name != "href" || value.starts_with('#'), "{value}");
                assert!(
                    !matches!(name.as_str(), "class" | "id")
                        || value.chars().all(|ch| ch.is_ascii_alphanumeric() || " -".contains(ch)),
                    "{name}={value}"
                );
            }
        }
        let count = |name| elements(&page).iter().filter(|element| element.name == name).count();
        assert_eq!((count("script"), count("style"), count("meta")), (1, 2, 4));
    }
}

#[test]
fn what_is_hostile_is_shown_as_it_stands() {
    let page = page(Language::Zh);
    assert!(page.chars().all(|ch| ch == '\n' || is_harmless(ch)));
    let texts: Vec<String> = elements(&page).into_iter().map(|element| element.text).collect();
    for hostile in [printable(MARKUP), printable("=cmd|' /C calc'!A0"), printable("=某局|<b>分局</b>")] {
        assert!(texts.iter().any(|text| text.contains(&*hostile)), "{hostile}");
    }
    // Its lines are kept apart in cells.
    let (before, after) = STEERING.split_once("\r\n").unwrap();
    let lines = format!("{}\n{}", printable(before), printable(after));
    assert!(texts.iter().any(|text| text.contains(&lines)), "{lines}");
}

#[test]
fn nothing_is_asked_of_a_network_and_the_policy_forbids_it() {
    let page = page(Language::Zh);
    let elements = elements(&page);
    let policy =
        elements.iter().find(|element| element.get("http-equiv") == "Content-Security-Policy").unwrap();
    let policy = policy.get("content");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    for (name, directive) in [("style", "style-src"), ("script", "script-src")] {
        let allowed = policy.split("; ").find_map(|part| part.strip_prefix(directive)).unwrap();
        let blocks: Vec<String> = elements
            .iter()
            .filter(|element| element.name == name)
            .map(|element| super::policy::source(&element.text))
            .collect();
        assert_eq!(allowed.trim(), blocks.join(" "), "{name}");
        for block in elements.iter().filter(|element| element.name == name) {
            assert!(
                !["url(", "@import", "http:", "https:", "fetch("]
                    .iter()
                    .any(|call| block.text.contains(call))
            );
        }
    }
}

#[test]
fn cells_and_findings_lead_to_each_other() {
    let page = page(Language::Zh);
    let elements = elements(&page);
    let ids: Vec<&str> =
        elements.iter().map(|element| element.get("id")).filter(|id| !id.is_empty()).collect();
    let known: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id twice");
    let links: BTreeSet<&str> = elements
        .iter()
        .filter(|element| element.name == "a" && !element.get("href").contains('='))
        .map(|element| &element.get("href")[1..])
        .collect();
    for link in &links {
        assert!(known.contains(link), "#{link} leads nowhere");
    }
    let findings: Vec<&Element> = elements.iter().filter(|element| element.is("finding")).collect();
    assert_eq!(findings.len(), 15);
    let cells = elements.iter().filter(|element| element.is("cell")).count();
    for finding in findings {
        assert!(links.contains(finding.get("id")), "{} is not linked from its cell", finding.get("id"));
    }
    assert!(cells > 0 && cells <= 15);
}

#[test]
fn an_empty_run_is_a_page_too() {
    let mut out = Vec::new();
    let mut format = Html::new(Language::Zh);
    format.end(&Summary::default(), &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert!(page.contains("没有发现问题") && !page.contains("NaN"));
    elements(&page);
}
