use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::*;
use crate::stitch::{Module, PAGE, WORKER};

const MODULE: &[u8] = b"\0asm\x01\0\0\0";

fn pages() -> [Page; 2] {
    [Engine::Module(MODULE), Engine::Server].map(|engine| compose(engine).unwrap())
}

/// An element of a page with its attributes and the text in it.
#[derive(Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

fn elements(page: &Page) -> Vec<Element> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut elements: Vec<Element> = Vec::new();
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(&page.html, emitter) {
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
            Token::EndTag(_) => elements.push(Element::default()),
            Token::Comment(comment) => panic!("a comment: {}", text(&comment)),
            Token::Error(error) => panic!("{}", error.value),
            Token::Doctype(_) => {}
        }
    }
    elements
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// The names that a module declares at its top level.
fn declared(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for line in text.lines() {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let line = line.strip_prefix("async ").unwrap_or(line);
        let kinds = ["function* ", "function ", "class ", "const ", "let ", "var "];
        let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else { continue };
        let names_of = match rest.strip_prefix(['{', '[']) {
            Some(pattern) => pattern.split(['}', ']']).next().unwrap_or_default(),
            None => {
                rest.split(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_').next().unwrap_or_default()
            }
        };
        names.extend(names_of.split(',').map(|name| name.rsplit(':').next().unwrap_or_default().trim()));
    }
    names
}

/// What a module imports: names and the file that they come from.
fn imported(text: &str) -> Vec<(Vec<&str>, &str)> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("import "));
    lines
        .map(|line| {
            let (names, from) = line.split_once(" from ").unwrap();
            let names = names.strip_prefix('{').and_then(|names| names.strip_suffix('}')).unwrap();
            (names.split(", ").collect(), from.trim_matches(['\'', ';']))
        })
        .collect()
}

#[test]
fn modules_become_one_script() {
    for script in [stitch::page(), stitch::worker()] {
        for line in script.lines() {
            assert!(!line.starts_with("import") && !line.starts_with("export"), "{line}");
            assert!(line.trim_start().starts_with(['*', '/']) || !line.contains("import("), "{line}");
        }
    }
}

#[test]
fn names_at_the_top_are_unique() {
    for modules in [PAGE, WORKER] {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for (path, text) in modules {
            for name in declared(text) {
                if let Some(other) = seen.insert(name, path) {
                    panic!("{name} in {other} and in {path}");
                }
            }
        }
    }
}

#[test]
fn a_module_stands_after_those_that_it_imports_from() {
    for modules in [PAGE, WORKER] {
        let mut before: Vec<&Module> = Vec::new();
        for module in modules {
            let (path, text) = module;
            for (names, from) in imported(text) {
                let from = from.strip_prefix("./").unwrap_or(from);
                let Some((_, source)) = before.iter().find(|(other, _)| *other == from) else {
                    panic!("{path} imports from {from}, which does not stand before it");
                };
                let exported: BTreeSet<&str> = source
                    .lines()
                    .filter_map(|line| line.strip_prefix("export "))
                    .flat_map(declared)
                    .collect();
                for name in names {
                    assert!(exported.contains(name), "{path} imports {name}, which {from} does not export");
                }
            }
            before.push(module);
        }
    }
}

#[test]
fn the_policy_allows_what_stands_in_the_page_and_nothing_else() {
    for page in pages() {
        let elements = elements(&page);
        let told =
            elements.iter().find(|element| element.get("http-equiv") == "Content-Security-Policy").unwrap();
        assert_eq!(told.get("content"), page.csp);
        assert!(
            page.csp.starts_with("default-src 'none'; ") && !page.csp.contains("unsafe-inline"),
            "{}",
            page.csp
        );
        let allowed = |directive: &str| {
            let found = page.csp.split("; ").find_map(|part| part.strip_prefix(directive));
            found
                .unwrap()
                .split_whitespace()
                .filter(|source| source.starts_with("'sha256-"))
                .collect::<Vec<_>>()
        };
        let blocks = |is: &dyn Fn(&Element) -> bool| {
            elements
                .iter()
                .filter(|element| is(element))
                .map(|element| policy::source(&element.text))
                .collect::<Vec<_>>()
        };
        assert_eq!(allowed("style-src"), blocks(&|element| element.name == "style"));
        let runs = |element: &Element| element.name == "script" && element.get("type") == "module";
        assert_eq!(allowed("script-src"), blocks(&runs));
        // All other blocks are data.
        for script in elements.iter().filter(|element| element.name == "script" && !runs(element)) {
            assert!(["text/plain", "application/octet-stream"].contains(&script.get("type")));
        }
    }
}

#[test]
fn nothing_is_asked_of_a_network() {
    for page in pages() {
        for element in elements(&page) {
            for name in ["src", "href", "srcset", "style", "action"] {
                assert!(!element.attributes.contains_key(name), "<{} {name}>", element.name);
            }
            assert!(!element.attributes.keys().any(|name| name.starts_with("on")), "<{}>", element.name);
            if element.name == "style" {
                assert!(!element.text.contains("url(") && !element.text.contains("@import"));
            }
            let addresses = element.text.matches("//www.w3.org/2000/svg").count();
            let all = element.text.matches("http://").count() + element.text.matches("https://").count();
            assert_eq!(all, addresses, "an address in <{}>", element.name);
        }
    }
    let [module, server] = pages();
    assert!(
        module.csp.contains("connect-src 'none'") && module.csp.contains("worker-src blob:"),
        "{}",
        module.csp
    );
    assert!(server.csp.contains("connect-src 'self'") && !server.csp.contains("blob:"), "{}", server.csp);
    assert!(!server.csp.contains("wasm"), "{}", server.csp);
}

#[test]
fn the_module_stands_in_the_page() {
    let [page, server] = pages();
    let find = |page: &Page, id: &str| elements(page).into_iter().find(|element| element.get("id") == id);
    let packed = STANDARD.decode(find(&page, "module").unwrap().text).unwrap();
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, MODULE);
    assert_eq!(find(&page, "worker").unwrap().text, stitch::worker());
    assert!(find(&server, "module").is_none() && find(&server, "worker").is_none());
    for page in [page, server] {
        assert_eq!(STANDARD.decode(find(&page, "example").unwrap().text).unwrap(), EXAMPLE);
    }
}

/// What a constant is, in Rust or JavaScript.
fn constant<'t>(text: &'t str, name: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("const {name}")).unwrap();
    rest.split_once(" =").unwrap().1.split_once(';').unwrap().0.trim()
}

#[test]
fn the_page_takes_the_files_that_the_program_reads() {
    let files = include_str!("../files.mjs");
    let load = include_str!("../../../lint/load.rs");
    for name in ["READABLE", "CONVERTIBLE"] {
        let list = |text| constant(text, name).replace('"', "'").split_whitespace().collect::<String>();
        assert_eq!(list(files), list(load), "{name}");
    }
    let read = include_str!("../../../read/mod.rs");
    assert_eq!((constant(files, "MOST_BYTES"), constant(read, "MOST_BYTES")), ("2 ** 30", "1 << 30"));
}

#[test]
fn every_text_is_there_in_both_languages_and_asked_for() {
    let words = include_str!("../words.mjs");
    let keys: Vec<&str> = words
        .lines()
        .filter_map(|line| line.strip_prefix("  '")?.split_once("': [").map(|(key, _)| key))
        .collect();
    assert!(keys.len() > 100);
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "a key twice");
    let mut others = String::new();
    PAGE.iter().filter(|(path, _)| *path != "words.mjs").for_each(|(_, text)| others.push_str(text));
    let templates = ["product-", "theme-", "start-", "state-", "ranking-", "heat-"];
    for key in keys {
        let is_asked = others.contains(&format!("'{key}'"));
        assert!(is_asked || templates.iter().any(|known| key.starts_with(known)), "nobody asks for {key}");
    }
}
