//! The description of the interface (OpenAPI 3.1). What is written on the command line, too, has its schema in one place.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// The schemas of objects that commands print, by their names in the description.
const PRINTED: [(&str, &str); 3] = [
    ("Finding", include_str!("../../../docs/schema/finding.schema.json")),
    ("Record", include_str!("../../../docs/schema/record.schema.json")),
    ("Review", include_str!("../../../docs/schema/review.schema.json")),
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document: Value = serde_json::from_str(include_str!("openapi.json")).unwrap_or_default();
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    for (name, schema) in PRINTED {
        let mut schema: Value = serde_json::from_str(schema).unwrap_or_default();
        move_references(&mut schema, &format!("#/components/schemas/{name}"));
        if let Some(members) = schema.as_object_mut() {
            members.remove("$schema");
        }
        document["components"]["schemas"][name] = schema;
    }
    document
});

/// Makes the references of a schema start from the whole document, in which it stands at `place`.
fn move_references(schema: &mut Value, place: &str) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(reference) if key == "$ref" => {
                        *reference = reference.replacen('#', place, 1);
                    }
                    value => move_references(value, place),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| move_references(item, place)),
        _ => {}
    }
}

/// The description.
pub(super) fn document() -> &'static Value {
    &DOCUMENT
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::http::Method;

    use super::super::routes;
    use super::*;

    #[test]
    fn every_address_is_described_and_no_other() {
        let described: BTreeSet<String> = DOCUMENT["paths"].as_object().unwrap().keys().cloned().collect();
        let there: BTreeSet<String> = routes::table().iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(described, there);
        for (path, operations) in DOCUMENT["paths"].as_object().unwrap() {
            let methods: Vec<&String> = operations.as_object().unwrap().keys().collect();
            let is_post =
                path.contains("v1/") && !["health", "openapi.json"].iter().any(|end| path.ends_with(end));
            let method = if is_post { Method::POST } else { Method::GET };
            assert_eq!(methods, [method.as_str().to_lowercase().as_str()], "{path}");
        }
    }

    /// All references in a value.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn what_it_refers_to_is_there() {
        let mut found = Vec::new();
        references(&DOCUMENT, &mut found);
        assert!(found.len() > 30);
        for reference in found {
            let place = reference.strip_prefix('#').unwrap();
            assert!(DOCUMENT.pointer(place).is_some(), "{reference}");
        }
        assert_eq!(DOCUMENT["openapi"], "3.1.0");
        assert!(DOCUMENT["components"]["schemas"]["Finding"]["properties"]["code"].is_object());
    }

    #[test]
    fn every_operation_is_whole() {
        let mut ids = BTreeSet::new();
        for (path, operations) in DOCUMENT["paths"].as_object().unwrap() {
            for operation in operations.as_object().unwrap().values() {
                assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{path}");
                let responses = operation["responses"].as_object().unwrap();
                assert!(responses.contains_key("200") && responses.contains_key("default"), "{path}");
                assert!(operation["summary"].as_str().is_some_and(|text| text.contains(" · ")), "{path}");
            }
        }
    }
}
