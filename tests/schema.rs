//! The JSON Schema of rules against what it describes: the shipped rules, broken ones, and the loader itself.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value, json};
use wutriage::Error;
use wutriage::author::schema;
use wutriage::rule::{Holds, RuleFile, RuleSet, default_files};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn validator(holds: Option<Holds>) -> Validator {
    let schema = serde_json::from_str(&schema(holds)).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The value an editor sees: YAML with its own idea of numbers.
fn read(yaml: &str) -> Option<Value> {
    serde_yaml::from_str(yaml).ok()
}

fn file(path: &str, text: &str) -> RuleFile {
    RuleFile {
        path: path.to_owned(),
        display: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn the_checked_in_schema_is_the_one_that_is_printed() {
    let path = Path::new(ROOT).join("rules/schema.json");
    let checked_in = fs::read_to_string(path).unwrap_or_default();
    assert!(
        checked_in.replace("\r\n", "\n") == schema(None),
        "rules/schema.json is out of date: cargo run -- rules schema > rules/schema.json"
    );
}

#[test]
fn every_shipped_rule_fits_the_schema_of_its_kind_and_of_all() {
    let any = validator(None);
    let mut seen = 0;
    for holds in Holds::ALL {
        let own = validator(Some(holds));
        for file in default_files() {
            if file.rule().is_some_and(|(found, _)| found == holds) {
                let rule = read(&file.text).unwrap();
                for validator in [&own, &any] {
                    let slips: Vec<_> = validator.iter_errors(&rule).collect();
                    assert!(slips.is_empty(), "{}: {slips:?}", file.path);
                }
                seen += 1;
            }
        }
    }
    assert_eq!(seen, default_files().len());
}

/// Beginnings and pieces of the loader's messages about keys, words and shapes: what a schema is there to see.
const SHAPES: [&str; 23] = [
    "unknown key",
    "missing key",
    "unknown severity",
    "unknown owner",
    "unknown status",
    "unknown kind",
    "unknown level",
    "unknown class",
    "unknown encoding",
    "unknown confidence",
    "unknown expectation",
    "unknown capture type",
    "wants a map, found",
    "wants text, found",
    "wants a whole number",
    "wants true or false",
    "is an empty list",
    "is empty",
    "is one line",
    "cannot name a",
    "needs a 'value' beside it",
    "error code '",
    "has either a 'signal' or a 'when'",
];

/// What a schema cannot see: text that is read as a condition or a regex, how it is quoted, what other files hold. The
/// loader says so.
const UNSEEN: [&str; 11] = [
    "tls/bad-regex.yaml",
    "tls/look-around.yaml",
    "tls/near-of-conditions.yaml",
    "tls/near-without-within.yaml",
    "tls/not-without-in.yaml",
    "tls/unknown-signal.yaml",
    "tls/unquoted-text.yaml",
    "tls/folded-condition.yaml",
    "tls/condition-words.yaml",
    "symptoms/joins.yaml",
    "actions/risk.yaml",
];

#[test]
fn broken_shapes_are_refused_and_only_the_rest_is_left_to_the_loader() {
    let bad = Path::new(ROOT).join("fixtures/rules-bad");
    let (mut refused, mut unseen) = (0, Vec::new());
    for folder in fs::read_dir(&bad).unwrap() {
        let files = fs::read_dir(folder.unwrap().path()).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        for path in paths.filter(|path| path.with_extension("expected").is_file()) {
            let name = path.strip_prefix(&bad).unwrap().display().to_string();
            let name = name.replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            let Some((holds, _)) = file(&name, "").rule() else {
                continue;
            };
            // What is no YAML is for the editor itself.
            let Some(rule) = read(&text) else {
                continue;
            };
            let said = fs::read_to_string(path.with_extension("expected")).unwrap();
            let of_shape = said
                .lines()
                .any(|line| SHAPES.iter().any(|shape| line.contains(shape)));
            let fits = validator(Some(holds)).is_valid(&rule);
            assert!(
                !(of_shape && fits),
                "{name} passes, and the loader says:\n{said}"
            );
            refused += usize::from(!fits);
            unseen.extend(fits.then_some(name));
        }
    }
    assert!(refused >= 20, "only {refused} broken rules were refused");
    for name in UNSEEN {
        assert!(unseen.iter().any(|it| it == name), "{name} was refused");
    }
}

#[test]
fn codes_that_yaml_turned_into_something_else_are_refused() {
    let validator = validator(Some(Holds::Signals));
    let fits = |code: &str| {
        let yaml = format!("signals: {{ hit: {{ code: [{code}] }} }}");
        validator.is_valid(&read(&yaml).unwrap())
    };
    for code in [
        "0x80072EE7",
        "0x80072ee7",
        "'0x80072EE7'",
        "0x00240005",
        "0x800F08*",
        "0xC1900101-0x20017",
        "WININET_E_NAME_NOT_RESOLVED",
        "WSAECONNREFUSED",
    ] {
        assert!(fits(code), "{code}");
    }
    for code in [
        "80070005",
        "800705E7",
        "-2147012889",
        "12007",
        "C1900101",
        "'0X80072EE7'",
        "0x800700*5",
        "0xC1900101-20017",
    ] {
        assert!(!fits(code), "{code}");
    }
}

/// Files that the samples lean on.
const AROUND: [(&str, &str); 4] = [
    (
        "network/vpn-path.yaml",
        "title: A path\nseverity: error\nbecause: It is so.\nsignals:\n  hit: { in: [cbs], code: [0x80072EFE] }\nwhen: hit\n",
    ),
    (
        "signals/outcomes.yaml",
        "signals:\n  failed: { in: [event-log], event: 20, capture: { update: update-guid, kb: kb } }\n  done: { in: [event-log], event: 19 }\n",
    ),
    (
        "symptoms/scan-failed.yaml",
        "title: A scan failed\nfailed: [shared.failed]\n",
    ),
    (
        "actions/show-host.yaml",
        "title: Show the host\nrisk: read-only\nparams: { host: host }\nsteps: [ { manual: 'Look at {host}.' } ]\n",
    ),
];

/// One file of each kind with every key.
const SAMPLES: [(&str, &str); 6] = [
    ("tls/sample.yaml", include_str!("schema/cause.yaml")),
    ("symptoms/sample.yaml", include_str!("schema/symptom.yaml")),
    ("noise/sample.yaml", include_str!("schema/noise.yaml")),
    ("silenced/sample.yaml", include_str!("schema/silenced.yaml")),
    ("actions/sample.yaml", include_str!("schema/action.yaml")),
    ("signals/sample.yaml", include_str!("schema/signals.yaml")),
];

/// What the loader says of a file among the others; nothing where it loads.
fn said(path: &str, rule: &Value) -> Vec<String> {
    let mut files: Vec<_> = AROUND.map(|(path, text)| file(path, text)).into();
    files.push(file(path, &yaml(rule)));
    match RuleSet::load(&files) {
        Ok(_) => Vec::new(),
        Err(Error::Rules(problems)) => problems.into_iter().map(|it| it.message).collect(),
        Err(other) => panic!("{other}"),
    }
}

/// The value as YAML in which text is quoted, as the loader wants it.
fn yaml(value: &Value) -> String {
    match value {
        Value::String(text) if text.contains('\n') => value.to_string(),
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(yaml).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let entries = map.iter();
            let entries: Vec<_> = entries
                .map(|(key, value)| format!("{}: {}", yaml(&json!(key)), yaml(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// Pointers to every value below this one, itself not among them.
fn pointers(value: &Value, above: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(at, item)| (at.to_string(), item)).collect()
        }
        Value::Object(map) => {
            let entries = map.iter();
            let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
            entries.map(|(key, value)| (escaped(key), value)).collect()
        }
        _ => Vec::new(),
    };
    for (step, value) in inner {
        let pointer = format!("{above}/{step}");
        pointers(value, &pointer, found);
        found.push(pointer);
    }
}

/// The rule without the value at the pointer.
fn without(rule: &Value, pointer: &str) -> Value {
    let mut rule = rule.clone();
    let (above, step) = pointer.rsplit_once('/').unwrap();
    match rule.pointer_mut(above).unwrap() {
        Value::Array(items) => drop(items.remove(step.parse().unwrap())),
        Value::Object(map) => drop(map.shift_remove(&step.replace("~1", "/").replace("~0", "~"))),
        _ => unreachable!("only these hold values"),
    }
    rule
}

/// The rule with another value at the pointer.
fn with(rule: &Value, pointer: &str, value: Value) -> Value {
    let mut rule = rule.clone();
    *rule.pointer_mut(pointer).unwrap() = value;
    rule
}

/// The rule broken in every place in many ways. The flag tells whether the schema may be stricter than the loader: with
/// numbers and yes and no where text is meant.
fn broken(rule: &Value) -> Vec<(String, Value, bool)> {
    let mut places = Vec::new();
    pointers(rule, "", &mut places);
    let mut found = Vec::new();
    for place in places {
        found.push((format!("without {place}"), without(rule, &place), false));
        for (value, stricter) in [
            (json!("no such word"), false),
            (json!([]), false),
            (json!({}), false),
            (json!({ "no-such-key": "x" }), false),
            (json!(["no such word"]), false),
            (Value::Null, false),
            (json!(7), true),
            (json!(true), true),
        ] {
            let what = format!("{value} in {place}");
            found.push((what, with(rule, &place, value), stricter));
        }
        if let Some(Value::Object(map)) = rule.pointer(&place) {
            let mut map = map.clone();
            map.insert("no-such-key".to_owned(), json!("x"));
            found.push((
                format!("a key more in {place}"),
                with(rule, &place, map.into()),
                false,
            ));
        }
    }
    found
}

#[test]
fn samples_of_every_kind_load_and_fit() {
    for (path, text) in SAMPLES {
        let rule = read(text).unwrap();
        assert_eq!(said(path, &rule), [""; 0], "{path}");
        let holds = file(path, "").rule().unwrap().0;
        for validator in [validator(Some(holds)), validator(None)] {
            let slips: Vec<_> = validator.iter_errors(&rule).collect();
            assert!(slips.is_empty(), "{path}: {slips:?}");
        }
    }
}

#[test]
fn the_schema_refuses_what_the_loader_refuses_for_its_shape_and_nothing_that_loads() {
    let mut slips = Vec::new();
    for (path, text) in SAMPLES {
        let holds = file(path, "").rule().unwrap().0;
        let validator = validator(Some(holds));
        for (what, rule, stricter) in broken(&read(text).unwrap()) {
            let said = said(path, &rule);
            let fits = validator.is_valid(&rule);
            if !fits && said.is_empty() && !stricter {
                slips.push(format!("{path} loads, {what}"));
            }
            let of_shape = |message: &&String| SHAPES.iter().any(|shape| message.contains(shape));
            if let Some(message) = said.iter().find(of_shape).filter(|_| fits) {
                slips.push(format!("{path} fits, {what}: {message}"));
            }
        }
    }
    assert!(slips.is_empty(), "{}:\n{}", slips.len(), slips.join("\n"));
}
