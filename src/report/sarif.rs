//! `sarif`: SARIF 2.1.0, for GitHub code scanning and other viewers of results.
//!
//! Rules are told after the results that name them, so that results go out while the run goes on.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::uri::uri;
use super::{
    Each, Entry, Position, Summary, Unread, department_name, project_name, remark, words, write_json,
};
use crate::finding::{Field, Language, RuleInfo, Severity};
use crate::lint::Fingerprint;
use crate::record::{Address, Medium};
use crate::text::printable;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Where the program is at home on the web, if it is anywhere.
const HOME: &str = env!("CARGO_PKG_HOMEPAGE");
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// A log with one run. No fixes: they would have to name the characters of a file to replace, and a finding knows cells.
#[derive(Debug)]
pub struct Sarif {
    language: Language,
    /// The rules of the results, in the order in which they come.
    rules: Vec<Arc<RuleInfo>>,
    by_code: HashMap<String, usize>,
}

impl Sarif {
    /// A log without any result yet.
    pub fn new(language: Language) -> Self {
        Self { language, rules: Vec::new(), by_code: HashMap::new() }
    }
}

impl Each for Sarif {
    fn begin(&self, out: &mut Vec<u8>) {
        let head = format!("{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[");
        out.extend_from_slice(head.as_bytes());
    }

    fn note(&mut self, entries: &[Entry<'_>]) {
        for entry in entries {
            let rule = &entry.checked.finding.rule;
            if !self.by_code.contains_key(&rule.code) {
                self.by_code.insert(rule.code.clone(), self.rules.len());
                self.rules.push(Arc::clone(rule));
            }
        }
    }

    fn finding(&self, entry: Entry<'_>, previous: Option<Position>, out: &mut Vec<u8>) {
        out.extend_from_slice(if previous.is_some() { b",\n" } else { b"\n" });
        let index = self.by_code.get(&entry.checked.finding.rule.code).copied();
        // Only a map with keys that are no text could make this fail.
        let _ = write_json(out, &ResultObject::new(entry, index, self.language));
    }

    fn end(&self, _any: bool, summary: &Summary, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n],");
        let mut rest = Vec::new();
        let _ = write_json(&mut rest, &RunObject::new(self, summary));
        // The results stand before it in the same object.
        out.extend_from_slice(rest.strip_prefix(b"{").unwrap_or(&rest));
        out.extend_from_slice(b"]}\n");
    }
}

/// The run but for its results.
#[derive(Serialize)]
struct RunObject<'a> {
    tool: ToolObject<'a>,
    invocations: [InvocationObject; 1],
    language: &'static str,
}

#[derive(Serialize)]
struct ToolObject<'a> {
    driver: DriverObject<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DriverObject<'a> {
    name: &'static str,
    full_name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    language: &'static str,
    rules: Vec<RuleObject<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleObject<'a> {
    id: &'a str,
    name: &'a str,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvocationObject {
    execution_successful: bool,
    tool_execution_notifications: Vec<NotificationObject>,
}

#[derive(Serialize)]
struct NotificationObject {
    descriptor: Descriptor,
    level: &'static str,
    message: Text,
    locations: [LocationObject; 1],
}

#[derive(Serialize)]
struct Descriptor {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [LocationObject; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<LocationObject>,
    partial_fingerprints: Fingerprints,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "jichi/v1")]
    own: Fingerprint,
    /// The one name that GitHub looks at. Left out, it would be made of the bytes of a workbook.
    #[serde(rename = "primaryLocationLineHash")]
    github: Fingerprint,
}

#[derive(Serialize)]
struct ResultProperties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator: Option<std::borrow::Cow<'a, str>>,
    field: Field,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationObject {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

impl<'a> RunObject<'a> {
    fn new(sarif: &'a Sarif, summary: &Summary) -> Self {
        let language = match sarif.language {
            Language::Zh => "zh-CN",
            Language::En => "en-US",
        };
        let driver = DriverObject {
            name: "jichi",
            full_name: concat!("绩尺 jichi ", env!("CARGO_PKG_VERSION")),
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: [HOME, SOURCE].into_iter().find(|uri| !uri.is_empty()),
            language,
            rules: sarif.rules.iter().map(|rule| RuleObject::new(rule, sarif.language)).collect(),
        };
        let notifications =
            summary.unread.iter().map(|unread| NotificationObject::new(unread, sarif.language));
        let invocation = InvocationObject {
            execution_successful: summary.unread.is_empty(),
            tool_execution_notifications: notifications.collect(),
        };
        Self { tool: ToolObject { driver }, invocations: [invocation], language }
    }
}

impl<'a> RuleObject<'a> {
    fn new(rule: &'a RuleInfo, language: Language) -> Self {
        let why = rule.why.trim();
        let basis = rule.basis.join(words::between(language));
        let review = if language == Language::Zh { "审核项：" } else { "Review item: " };
        let heads =
            [(words::basis(language), basis.as_str()), (review, rule.review.as_deref().unwrap_or_default())];
        let notes = heads.iter().filter(|(_, text)| !text.is_empty());
        let notes: Vec<String> = notes.map(|(head, text)| format!("{head}{text}")).collect();
        let more = |code: &str| match language {
            Language::Zh => format!("例子和改法：{code}"),
            Language::En => format!("Examples: {code}"),
        };
        let command = format!("jichi explain {}", rule.code);
        let text = format!("{why}\n{}{}", lines("", &notes), more(&command));
        let markdown = format!("{why}\n\n{}- {}", lines("- ", &notes), more(&format!("`{command}`")));
        Self {
            id: &rule.code,
            name: &rule.slug,
            short_description: message(&printable(&rule.title)),
            full_description: message(why),
            help: Help { text: message(&text).text, markdown: braces(&markdown) },
            default_configuration: Configuration { level: level(rule.severity) },
            properties: RuleProperties { tags: words::chapter(&rule.code, language).into_iter().collect() },
        }
    }
}

impl NotificationObject {
    fn new(unread: &Unread, language: Language) -> Self {
        Self {
            descriptor: Descriptor { id: unread.kind },
            level: "error",
            message: message(&unread.in_words(language)),
            locations: [LocationObject {
                id: None,
                physical_location: PhysicalLocation::new(&unread.file, None),
                logical_locations: Vec::new(),
                message: None,
            }],
        }
    }
}

impl<'a> ResultObject<'a> {
    fn new(entry: Entry<'a>, rule_index: Option<usize>, language: Language) -> Self {
        let sheet = entry.sheet;
        let finding = &entry.checked.finding;
        let related = finding.related.iter().enumerate().map(|(nth, related)| {
            let (file, medium, address) = match &related.origin {
                Some(origin) => {
                    let address = origin.medium.address(origin.sheet.as_deref(), related.place);
                    (&origin.file, &origin.medium, address)
                }
                None => (&sheet.file, &sheet.grid.medium, sheet.grid.address(related.place)),
            };
            let told = Some(message(&printable(&related.message)));
            LocationObject { id: Some(nth + 1), message: told, ..LocationObject::new(file, medium, &address) }
        });
        let indicator = entry.indicator().and_then(|indicator| indicator.name.as_ref());
        Self {
            rule_id: &finding.rule.code,
            rule_index,
            level: level(finding.severity),
            message: message(&remark(finding, language)),
            locations: [LocationObject::new(
                &sheet.file,
                &sheet.grid.medium,
                &sheet.grid.address(finding.place),
            )],
            related_locations: related.collect(),
            partial_fingerprints: Fingerprints {
                own: entry.checked.fingerprint,
                github: entry.checked.fingerprint,
            },
            properties: ResultProperties {
                department: entry.department().map(department_name),
                project: entry.project().map(|project| project_name(project, language).into_owned()),
                indicator: indicator.map(|cell| printable(cell.raw.trim())),
                field: finding.field,
            },
        }
    }
}

impl LocationObject {
    fn new(file: &str, medium: &Medium, address: &Address<'_>) -> Self {
        let cell = address.cell.as_str();
        let whole = match &address.sheet {
            Some(sheet) => format!("{}!{cell}", printable(sheet)),
            None => cell.to_owned(),
        };
        let kind = if *medium == Medium::Records { "value" } else { "cell" };
        Self {
            id: None,
            physical_location: PhysicalLocation::new(file, Some(address)),
            logical_locations: vec![LogicalLocation {
                name: cell.to_owned(),
                fully_qualified_name: whole,
                kind,
            }],
            message: None,
        }
    }
}

impl PhysicalLocation {
    fn new(file: &str, address: Option<&Address<'_>>) -> Self {
        let region = address.and_then(|address| {
            Some(Region { start_line: address.line?.max(1), start_column: address.column.max(1) })
        });
        Self { artifact_location: ArtifactLocation { uri: uri(file) }, region }
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn lines(before: &str, lines: &[String]) -> String {
    lines.iter().map(|line| format!("{before}{line}\n")).collect()
}

/// A text as a plain message: `{0}` would stand for an argument, `[text](place)` for a link.
fn message(text: &str) -> Text {
    Text { text: braces(text).replace("](", "] (") }
}

fn braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
