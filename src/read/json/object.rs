//! One object, as it stands in the JSON: every value as a text, whatever its type, so that what is wrong can be
//! told by its key.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// No record has a longer list: the other funding of a project.
const LONGEST_LIST: usize = 256;

/// A record.
#[derive(serde::Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Object<'a> {
    #[serde(borrow)]
    pub file: Value<'a>,
    #[serde(borrow)]
    pub sheet: Value<'a>,
    #[serde(borrow)]
    pub medium: Value<'a>,
    #[serde(borrow)]
    pub department: Nested<Department<'a>>,
    #[serde(borrow)]
    pub project: Nested<Project<'a>>,
    #[serde(borrow)]
    pub year: Value<'a>,
    #[serde(borrow)]
    pub money_unit: Value<'a>,
    #[serde(borrow)]
    pub structure: Value<'a>,
    #[serde(borrow)]
    pub group: Value<'a>,
    #[serde(borrow)]
    pub dimension: Value<'a>,
    #[serde(borrow)]
    pub dimension_inferred: Value<'a>,
    #[serde(borrow)]
    pub name: Value<'a>,
    #[serde(borrow)]
    pub value: Value<'a>,
    #[serde(borrow)]
    pub weight: Value<'a>,
    #[serde(borrow)]
    pub direction: Value<'a>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Department<'a> {
    #[serde(borrow)]
    pub code: Value<'a>,
    #[serde(borrow)]
    pub name: Value<'a>,
    #[serde(borrow)]
    pub total: Value<'a>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Project<'a> {
    #[serde(borrow)]
    pub name: Value<'a>,
    #[serde(borrow)]
    pub number: Value<'a>,
    #[serde(borrow)]
    pub line: Value<'a>,
    #[serde(borrow)]
    pub total: Value<'a>,
    #[serde(borrow)]
    pub fiscal: Value<'a>,
    #[serde(borrow)]
    pub other: Value<'a>,
    #[serde(borrow)]
    pub goal: Value<'a>,
    #[serde(borrow)]
    pub written: Nested<Written<'a>>,
}

/// The money as it was written.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Written<'a> {
    #[serde(borrow)]
    pub total: Value<'a>,
    #[serde(borrow)]
    pub fiscal: Value<'a>,
    #[serde(borrow)]
    pub other: Value<'a>,
}

/// A value that is no object.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Value<'a> {
    /// It is missing or null.
    #[default]
    Missing,
    Text(Cow<'a, str>),
    /// A number, as it is written.
    Number(String),
    Flag(bool),
    List(Vec<Value<'a>>),
    /// An object, or a list longer than any record has.
    Other,
}

/// An object inside another.
#[derive(Debug, Default)]
pub(super) enum Nested<T> {
    /// It is missing or null.
    #[default]
    Missing,
    Object(T),
    /// It is no object.
    Wrong,
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Missing)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value<'de>, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
            if list.len() > LONGEST_LIST {
                while elements.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(Value::Other);
            }
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nested<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(NestedVisitor(PhantomData))
    }
}

struct NestedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NestedVisitor<T> {
    type Value = Nested<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Nested<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(entries)).map(Nested::Object)
    }

    fn visit_unit<E: Error>(self) -> Result<Nested<T>, E> {
        Ok(Nested::Missing)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Nested<T>, E> {
        Ok(Nested::Wrong)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Nested<T>, E> {
        Ok(Nested::Wrong)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Nested<T>, E> {
        Ok(Nested::Wrong)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Nested<T>, E> {
        Ok(Nested::Wrong)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Nested<T>, E> {
        Ok(Nested::Wrong)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Nested<T>, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Nested::Wrong)
    }
}
