//! The pieces of a JSON Schema that rules need.

use serde_json::{Map, Value, json};

/// `description` first, where an author looks, then what it describes.
pub(super) fn described(about: &str, schema: &Value) -> Value {
    let mut whole = Map::new();
    whole.insert("description".to_owned(), about.into());
    for (key, value) in schema.as_object().into_iter().flatten() {
        whole.insert(key.clone(), value.clone());
    }
    Value::Object(whole)
}

/// A definition of the same document.
pub(super) fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Text of any length.
pub(super) fn text(about: &str) -> Value {
    described(about, &json!({ "type": "string" }))
}

/// Text that is not empty.
pub(super) fn some_text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

/// Text of one line.
pub(super) fn line(about: &str) -> Value {
    described(about, &pattern(r"^\s*[^\n]*\s*$"))
}

/// Text of a form.
pub(super) fn pattern(form: &str) -> Value {
    json!({ "type": "string", "pattern": form })
}

/// A word of a closed set.
pub(super) fn word<'w>(about: &str, words: impl IntoIterator<Item = &'w str>) -> Value {
    described(about, &one_of(words))
}

/// A word of a closed set, without a description of its own.
pub(super) fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> Value {
    json!({ "enum": words.into_iter().collect::<Vec<_>>() })
}

/// A whole number, ends included.
pub(super) fn number(about: &str, low: i64, high: i64) -> Value {
    let range = json!({ "type": "integer", "minimum": low, "maximum": high });
    described(about, &range)
}

/// A list with at least one item.
pub(super) fn list(about: &str, item: &Value) -> Value {
    let list = json!({ "type": "array", "items": item, "minItems": 1 });
    described(about, &list)
}

/// One item, or a list of them.
pub(super) fn one_or_many(about: &str, item: &Value) -> Value {
    let list = json!({ "type": "array", "items": item, "minItems": 1 });
    described(about, &json!({ "anyOf": [item, list] }))
}

/// A map with names of the author's own.
pub(super) fn named(about: &str, names: &Value, value: &Value) -> Value {
    let map = json!({ "type": "object", "propertyNames": names, "additionalProperties": value });
    described(about, &map)
}

/// A map with these keys and no other.
pub(super) fn object(keys: &[&str], required: &[&str], property: impl Fn(&str) -> Value) -> Value {
    let properties: Map<_, _> = keys
        .iter()
        .map(|key| ((*key).to_owned(), property(key)))
        .collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), "object".into());
    object.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), required.into());
    }
    object.insert("additionalProperties".to_owned(), false.into());
    Value::Object(object)
}
