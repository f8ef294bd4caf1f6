use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::plan::{Action, Check, Operation};

fn whole() -> Value {
    serde_json::from_str(&schema(None)).unwrap()
}

/// Calls `visit` for every map in the schema.
fn each_map(value: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    if let Some(map) = value.as_object() {
        visit(map);
        map.values().for_each(|inner| each_map(inner, visit));
    }
    for item in value.as_array().into_iter().flatten() {
        each_map(item, visit);
    }
}

#[test]
fn every_key_is_described() {
    let mut undescribed = Vec::new();
    each_map(&whole()["$defs"], &mut |map| {
        // A condition on a key, as in `if`, is no description of it.
        if map.get("additionalProperties") != Some(&Value::Bool(false)) {
            return;
        }
        for (key, property) in map["properties"].as_object().unwrap() {
            let about = property.get("description").and_then(Value::as_str);
            if about.is_none_or(str::is_empty) {
                undescribed.push(key.clone());
            }
        }
    });
    assert!(undescribed.is_empty(), "{undescribed:?}");
}

#[test]
fn every_reference_leads_somewhere() {
    let whole = whole();
    let mut used = BTreeSet::new();
    each_map(&whole, &mut |map| {
        let name = map.get("$ref").and_then(Value::as_str);
        used.extend(name.map(|name| name.trim_start_matches("#/$defs/").to_owned()));
    });
    let defined: BTreeSet<String> = whole["$defs"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(used, defined);
}

#[test]
fn one_kind_of_file_has_the_same_definitions() {
    for holds in Holds::ALL {
        let one: Value = serde_json::from_str(&schema(Some(holds))).unwrap();
        assert_eq!(one["$defs"], whole()["$defs"]);
        assert_eq!(one["$ref"], format!("#/$defs/{}", holds.name()));
    }
}

/// The words in back-quotes that an error says would have been right.
fn expected(error: &str) -> Option<BTreeSet<String>> {
    let (_, listed) = error.split_once(", expected ")?;
    let words = listed.split('`').skip(1).step_by(2);
    Some(words.map(str::to_owned).collect())
}

fn names(map: &Value) -> BTreeSet<String> {
    map.as_object().unwrap().keys().cloned().collect()
}

fn words(list: &Value) -> BTreeSet<String> {
    let words = list.as_array().unwrap().iter();
    words
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

/// The keys that the loader takes are those of the schema, and so on for the words and maps behind them. `load` gives the
/// loader's answer to a value.
fn check_map(map: &Value, load: &dyn Fn(Value) -> Option<String>, checked: &mut usize) {
    let slip = load(json!({ "no-such-key": 1 })).expect("an unknown key is refused");
    if let Some(keys) = expected(&slip) {
        assert_eq!(names(&map["properties"]), keys, "{slip}");
        *checked += 1;
    } else {
        assert_eq!(map["maxProperties"], 0, "{slip}");
    }
    for (key, property) in map["properties"].as_object().into_iter().flatten() {
        let inner = |value: Value| load(json!({ key: value }));
        if let Some(list) = property.get("enum") {
            let slip = inner("no-such-word".into());
            // Keys before it may be missing, which is then said first.
            if let Some(known) = slip.filter(|slip| slip.contains("variant")) {
                assert_eq!(Some(words(list)), expected(&known), "{key}");
                *checked += 1;
            }
        }
        let maps = property["anyOf"].as_array().into_iter().flatten();
        for map in maps.chain([property]).filter(|map| map["type"] == "object") {
            check_map(map, &inner, checked);
        }
    }
}

#[test]
fn steps_and_checks_have_the_keys_of_their_types() {
    let whole = whole();
    let mut checked = 0;
    let step = |value| serde_json::from_value::<Operation>(value).err();
    let step = |value| step(value).map(|error| error.to_string());
    check_map(
        &whole["$defs"]["operation"]["anyOf"][1],
        &step,
        &mut checked,
    );
    let check = |value| serde_json::from_value::<Check>(value).err();
    let check = |value| check(value).map(|error| error.to_string());
    check_map(&whole["$defs"]["check"]["anyOf"][1], &check, &mut checked);
    assert!(checked >= 25, "only {checked} maps and words were compared");
}

#[test]
fn an_action_has_the_keys_of_its_type() {
    let slip = Action::parse("x", "no-such-key: 1").unwrap_err();
    let action = &whole()["$defs"]["action"];
    assert_eq!(Some(names(&action["properties"])), expected(&slip));
    for list in ["risk", "requires", "params"] {
        let property = &action["properties"][list];
        let known = [&property["enum"], &property["items"]["enum"]];
        let known = known
            .into_iter()
            .chain([&property["additionalProperties"]["enum"]]);
        let known = known.into_iter().find(|words| words.is_array()).unwrap();
        let given = match list {
            "risk" => "risk: no-such-word",
            "requires" => "requires: [no-such-word]",
            _ => "params: { x: no-such-word }",
        };
        let slip = Action::parse("x", given).unwrap_err();
        assert_eq!(Some(words(known)), expected(&slip), "{slip}");
    }
}
