//! Reading an action file and filling an action's parameters.
//!
//! ```yaml
//! title: Set the proxy of the machine
//! risk: safe
//! params: { proxy: host }
//! steps:
//!   - set-winhttp-proxy: { proxy: '{proxy}' }
//! ```
//!
//! A word alone (`no-restart-pending`) is short for a map with an empty value. YAML becomes a JSON value first: JSON knows
//! an enum as a map with one key, and filling a parameter is a replacement in that value's strings.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Action, ParamKind, Requirement, Risk, guard};

/// The action as the file has it, its steps not looked at yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    risk: Risk,
    #[serde(default)]
    requires: Vec<Requirement>,
    warn: Option<String>,
    #[serde(default)]
    params: BTreeMap<String, ParamKind>,
    #[serde(default)]
    unless: Vec<Value>,
    #[serde(default)]
    check: Vec<Value>,
    steps: Vec<Value>,
    #[serde(default)]
    verify: Vec<Value>,
}

impl Action {
    /// Reads and checks an action file. The error says what is wrong and what would be right; it has no position.
    pub fn parse(id: &str, yaml: &str) -> Result<Self, String> {
        let mut value: Value = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
        tidy_text(&mut value)?;
        let raw: Raw = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let action = Self {
            id: id.to_owned(),
            title: raw.title,
            risk: raw.risk,
            requires: raw.requires,
            warn: raw.warn,
            params: raw.params,
            unless: items("unless", raw.unless)?,
            check: items("check", raw.check)?,
            steps: items("steps", raw.steps)?,
            verify: items("verify", raw.verify)?,
        };
        action.check_whole()?;
        Ok(action)
    }

    /// The action with each `{name}` replaced by its value. The error names what is missing or refused, never the value.
    pub fn fill(&self, values: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut good = BTreeMap::new();
        for (name, kind) in &self.params {
            let value = values
                .get(name)
                .ok_or_else(|| format!("the logs do not tell '{name}' ({})", kind.name()))?;
            let value = kind
                .accept(value)
                .ok_or_else(|| format!("what the logs give for '{name}' is no {}", kind.name()))?;
            good.insert(name.as_str(), value);
        }
        let mut filled = self.clone();
        filled.unless = fill_all(&self.unless, &good)?;
        filled.check = fill_all(&self.check, &good)?;
        filled.steps = fill_all(&self.steps, &good)?;
        filled.verify = fill_all(&self.verify, &good)?;
        filled
            .guarded()
            .map_err(|_| "the values in the logs are not ones a script may use here".to_owned())?;
        Ok(filled)
    }

    fn check_whole(&self) -> Result<(), String> {
        if self.steps.is_empty() {
            return Err("steps is empty: give at least one, such as 'manual'".into());
        }
        self.check_params()?;
        let samples = self
            .params
            .iter()
            .map(|(name, kind)| (name.as_str(), kind.sample().to_owned()))
            .collect();
        let mut sample = self.clone();
        sample.steps = fill_all(&self.steps, &samples)?;
        sample.check = fill_all(&self.check, &samples)?;
        sample.unless = fill_all(&self.unless, &samples)?;
        sample.verify = fill_all(&self.verify, &samples)?;
        sample.guarded()?;
        self.check_risk()
    }

    fn guarded(&self) -> Result<(), String> {
        for (number, step) in (1..).zip(&self.steps) {
            guard::operation(step)
                .map_err(|message| format!("step {number} ('{}'): {message}", step.name()))?;
        }
        for check in self.unless.iter().chain(&self.check).chain(&self.verify) {
            guard::check(check).map_err(|message| format!("'{}': {message}", check.name()))?;
        }
        Ok(())
    }

    fn check_params(&self) -> Result<(), String> {
        let mut used = BTreeSet::new();
        for text in strings(&self.steps)
            .into_iter()
            .chain(strings(&self.check))
            .chain(strings(&self.unless))
            .chain(strings(&self.verify))
        {
            used.extend(placeholders(&text).map(str::to_owned));
        }
        if let Some(name) = used.iter().find(|name| !self.params.contains_key(*name)) {
            return Err(format!(
                "'{{{name}}}' is not among params: add 'params: {{ {name}: host }}'"
            ));
        }
        match self.params.keys().find(|name| !used.contains(*name)) {
            Some(name) => Err(format!("param '{name}' is not used in any step")),
            None => Ok(()),
        }
    }

    fn check_risk(&self) -> Result<(), String> {
        for step in &self.steps {
            if step.least_risk() > self.risk {
                return Err(format!(
                    "risk '{}' is too low: '{}' is '{}' at least",
                    self.risk,
                    step.name(),
                    step.least_risk()
                ));
            }
        }
        let lost = self.steps.iter().find(|step| !step.is_undoable());
        match lost {
            Some(step) if self.risk >= Risk::Caution && self.warn.is_none() => Err(format!(
                "'{}' cannot be undone: say so in 'warn'",
                step.name()
            )),
            _ => Ok(()),
        }
    }
}

/// Puts every text on one line and refuses what is not printable ASCII, because scripts are ASCII.
fn tidy_text(value: &mut Value) -> Result<(), String> {
    match value {
        Value::String(text) => {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            match text.chars().find(|c| !matches!(c, ' '..='~')) {
                Some(bad) => Err(format!(
                    "'{}' is not printable ASCII in '{text}'",
                    bad.escape_unicode()
                )),
                None => Ok(()),
            }
        }
        Value::Array(items) => items.iter_mut().try_for_each(tidy_text),
        Value::Object(map) => map.values_mut().try_for_each(tidy_text),
        _ => Ok(()),
    }
}

fn items<T: DeserializeOwned>(list: &str, values: Vec<Value>) -> Result<Vec<T>, String> {
    (1..)
        .zip(values)
        .map(|(number, value)| {
            let value = expand(value).ok_or_else(|| {
                format!(
                    "{list}, item {number}: write one key with its value, such as 'flush-dns: {{}}'"
                )
            })?;
            serde_json::from_value(value).map_err(|error| format!("{list}, item {number}: {error}"))
        })
        .collect()
}

/// A word or a map with one key as the map that serde expects.
fn expand(value: Value) -> Option<Value> {
    match value {
        Value::String(word) => Some(single(word, Value::Object(Map::new()))),
        Value::Object(map) if map.len() == 1 => {
            let (name, inner) = map.into_iter().next()?;
            let inner = match inner {
                Value::Null => Value::Object(Map::new()),
                inner @ Value::String(_) if name == "show" => expand(inner)?,
                inner => inner,
            };
            Some(single(name, inner))
        }
        _ => None,
    }
}

fn single(name: String, value: Value) -> Value {
    Value::Object(Map::from_iter([(name, value)]))
}

fn fill_all<T>(items: &[T], values: &BTreeMap<&str, String>) -> Result<Vec<T>, String>
where
    T: serde::Serialize + DeserializeOwned,
{
    let mut json = serde_json::to_value(items).map_err(|error| error.to_string())?;
    replace(&mut json, values);
    serde_json::from_value(json).map_err(|error| error.to_string())
}

fn replace(value: &mut Value, values: &BTreeMap<&str, String>) {
    match value {
        Value::String(text) => {
            for (name, value) in values {
                *text = text.replace(&format!("{{{name}}}"), value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, values)),
        Value::Object(map) => map.values_mut().for_each(|item| replace(item, values)),
        _ => {}
    }
}

fn strings<T: serde::Serialize>(items: &[T]) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(map) => map.values().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(
        &serde_json::to_value(items).unwrap_or(Value::Null),
        &mut found,
    );
    found
}

/// Names between braces. A GUID in braces is none: it holds hyphens.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        plain.then_some(name)
    })
}

#[cfg(test)]
mod tests;
