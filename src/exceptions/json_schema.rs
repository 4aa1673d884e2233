//! The JSON schema of `jichi-exceptions.toml`, with which editors complete and check it.

use serde_json::{Value, json};

use super::FEWEST_OF_REASON;
use super::file::{KEYS, LIST};

/// The JSON schema of the file. Which rules there are is known only in a run.
pub fn json_schema() -> Value {
    let property = |key: &str| {
        let about = match key {
            "code" => "The code of the rule that is excepted from.",
            "department" => "The code or the name of the department.",
            "project" => "The name of the project.",
            "indicator" => "The name of the indicator.",
            "reason" => "Why this may stay.",
            "until" => "The last day on which the exception holds: 2026-12-31.",
            _ => "Who allowed it.",
        };
        let mut property = json!({ "description": about, "type": "string", "minLength": 1 });
        match key {
            "code" => property["pattern"] = json!("^[A-Z]{2,}[0-9]{3,}$"),
            "reason" => property["minLength"] = json!(FEWEST_OF_REASON),
            "until" => property["format"] = json!("date"),
            _ => {}
        }
        (key.to_owned(), property)
    };
    let properties: serde_json::Map<String, Value> = KEYS.into_iter().map(property).collect();
    // Draft 7 is what the checkers of TOML files understand.
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "jichi-exceptions.toml",
        "description": "Exceptions with a reason: findings that somebody answers for.",
        "type": "object",
        "additionalProperties": false,
        "properties": { LIST: {
            "description": "The exceptions.",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": false,
                "properties": properties,
                "required": ["code", "reason"],
                "anyOf": [{ "required": ["department"] }, { "required": ["project"] }],
            },
        } },
    })
}
