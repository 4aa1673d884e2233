//! The JSON schema of rule files, with which editors complete and check them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::fields::Of;
use super::names::Names;
use super::schema::{RuleFile, ScopeName, TermList};
use crate::form::Form;

/// The JSON schema of a rule file.
pub fn json_schema() -> Value {
    // Draft 7 is what the checkers of TOML files understand.
    let settings = SchemaSettings::draft07().with_transform(WithoutNull);
    settings.into_generator().into_root_schema_for::<RuleFile>().to_value()
}

/// Takes null out: a TOML file has none, a key is left out instead.
#[derive(Debug, Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        object.retain(|key, value| key != "default" || !(value.is_null() || is_hollow(value)));
        if let Some(Value::Array(kinds)) = object.get_mut("type") {
            kinds.retain(|kind| kind != "null");
            if let [only] = kinds.as_slice() {
                let only = only.clone();
                object.insert("type".to_owned(), only);
            }
        }
        let Some(Value::Array(choices)) = object.get_mut("anyOf") else { return };
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if let [only] = choices.as_mut_slice() {
            let only = only.take();
            object.remove("anyOf");
            // Draft 7 reads nothing beside a reference.
            if object.contains_key("description") && only.get("$ref").is_some() {
                object.insert("allOf".to_owned(), Value::Array(vec![only]));
            } else if let Value::Object(only) = only {
                object.extend(only);
            }
        }
    }
}

/// A default that says no more than that the key may be left out.
fn is_hollow(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(Map::is_empty)
        || value.as_str().is_some_and(str::is_empty)
}

macro_rules! schema_of {
    ($name:ident, $described:expr) => {
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $described
            }
        }
    };
}

/// The sub-item of the review form.
pub(super) struct ReviewItem;
schema_of!(
    ReviewItem,
    json_schema!({ "type": "string", "enum": Form::builtin().names().collect::<Vec<_>>() })
);

/// What a field may be compared with by `is`.
pub(super) struct Scalar;
schema_of!(Scalar, json_schema!({ "type": ["string", "number", "boolean"] }));

/// What a number may be compared with.
pub(super) struct Operand;
schema_of!(Operand, json_schema!({ "type": ["string", "number"] }));

/// The values of options, by their names.
pub(super) struct Options;
schema_of!(
    Options,
    json_schema!({
        "type": "object",
        "additionalProperties": {
            "anyOf": [
                { "type": ["string", "number", "boolean"] },
                { "type": "array", "items": { "type": "string" } },
            ],
        },
    })
);

schema_of!(
    TermList,
    json_schema!({
        "description": "A list of terms, lexicons (\"@degree\") and list options (\"$names\"), or a lone lexicon.",
        "anyOf": [
            { "type": "string", "pattern": "^[@$]" },
            { "type": "array", "items": { "type": "string" }, "minItems": 1 },
        ],
    })
);

/// The name of a field: one that is known, or that of a `let`.
pub(super) struct FieldName;
schema_of!(FieldName, json_schema!({ "anyOf": [{ "enum": field_names() }, { "type": "string" }] }));

/// The fields that may be named somewhere in a rule of some scope.
fn field_names() -> BTreeSet<String> {
    use ScopeName::*;
    let scopes = [Cell, Indicator, Pair, ProjectPair, Project, Department, Sheet, Row];
    let inside = scopes.into_iter().flat_map(|scope| {
        let names = Names::of_scope(scope).with_witness(Of::Part).with_witness(Of::Clause);
        // Inside loops the fields of indicators and departments go without prefix, too.
        let loops = [Of::Indicator, Of::Department].map(|of| names.enter_loop(of).map(|(names, _)| names));
        loops.into_iter().flatten().chain([names]).flat_map(|names| names.known()).collect::<Vec<_>>()
    });
    inside.collect()
}
