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

use super::{Action, Check, Operation, ParamKind, Requirement, Risk, guard};

/// What is wrong with a part of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub part: Part,
    /// What is wrong and what would be right.
    pub message: String,
}

/// A part of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// An item of the list of that key, counted from 0.
    Item(&'static str, usize),
    /// The parameter of that name.
    Param(String),
    /// The risk, which would have to be this at least.
    Risk(Risk),
}

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
        let first = self.faults().into_iter().next();
        first.map_or(Ok(()), |fault| Err(fault.message))
    }

    /// Everything that is wrong with an action whose parts could be read, list by list.
    pub fn faults(&self) -> Vec<Fault> {
        let mut used = BTreeSet::new();
        let mut faults = self.faults_in("unless", &self.unless, question, &mut used);
        faults.extend(self.faults_in("check", &self.check, question, &mut used));
        faults.extend(self.faults_in("steps", &self.steps, operation, &mut used));
        faults.extend(self.faults_in("verify", &self.verify, question, &mut used));
        for name in self.params.keys().filter(|name| !used.contains(*name)) {
            faults.push(Fault {
                part: Part::Param(name.clone()),
                message: format!("param '{name}' is not used in any step"),
            });
        }
        faults.extend(self.risk_faults());
        faults
    }

    /// What is wrong with the items of one list: names that are no parameters, and what no script may do.
    fn faults_in<T: serde::Serialize + DeserializeOwned>(
        &self,
        list: &'static str,
        items: &[T],
        guard: fn(&T) -> Result<(), String>,
        used: &mut BTreeSet<String>,
    ) -> Vec<Fault> {
        let samples = self
            .params
            .iter()
            .map(|(name, kind)| (name.as_str(), kind.sample().to_owned()))
            .collect();
        let mut faults = Vec::new();
        for (number, item) in items.iter().enumerate() {
            let item = std::slice::from_ref(item);
            let texts = strings(item);
            let names: BTreeSet<&str> = texts.iter().flat_map(|text| placeholders(text)).collect();
            let stranger = names.iter().find(|name| !self.params.contains_key(**name));
            let checked = match stranger {
                Some(name) => Err(format!(
                    "'{{{name}}}' is not among params: add 'params: {{ {name}: host }}'"
                )),
                None => {
                    fill_all(item, &samples).and_then(|filled| filled.iter().try_for_each(guard))
                }
            };
            used.extend(names.into_iter().map(str::to_owned));
            let part = Part::Item(list, number);
            faults.extend(checked.err().map(|message| Fault { part, message }));
        }
        faults
    }

    fn guarded(&self) -> Result<(), String> {
        self.steps.iter().try_for_each(operation)?;
        let mut checks = self.unless.iter().chain(&self.check).chain(&self.verify);
        checks.try_for_each(question)
    }

    /// A risk that its steps exceed, and steps that cannot be undone without a word about it.
    fn risk_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let worst = self.steps.iter().max_by_key(|step| step.least_risk());
        if let Some(step) = worst.filter(|step| step.least_risk() > self.risk) {
            let (name, least) = (step.name(), step.least_risk());
            faults.push(Fault {
                part: Part::Risk(least),
                message: format!(
                    "risk '{}' is too low: '{name}' is '{least}' at least",
                    self.risk
                ),
            });
        }
        let silent = self.risk >= Risk::Caution && self.warn.is_none();
        let lost = self.steps.iter().position(|step| !step.is_undoable());
        if let Some((number, step)) = lost
            .filter(|_| silent)
            .and_then(|number| Some((number, self.steps.get(number)?)))
        {
            faults.push(Fault {
                part: Part::Item("steps", number),
                message: format!("'{}' cannot be undone: say so in 'warn'", step.name()),
            });
        }
        faults
    }
}

fn operation(it: &Operation) -> Result<(), String> {
    guard::operation(it).map_err(|message| format!("'{}': {message}", it.name()))
}

fn question(it: &Check) -> Result<(), String> {
    guard::check(it).map_err(|message| format!("'{}': {message}", it.name()))
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
            item(value).map_err(|error| format!("{list}, item {number}: {error}"))
        })
        .collect()
}

/// One step ([`Operation`]) or [`Check`] as a rule file writes it: a word, or a map with one key. The error says what is
/// wrong and what would be right.
pub fn item<T: DeserializeOwned>(mut value: Value) -> Result<T, String> {
    tidy_text(&mut value)?;
    let value = expand(value).ok_or("write one key with its value, such as 'flush-dns: {}'")?;
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// A text of an action on one line. The error names what is not printable ASCII.
pub fn one_line(text: &str) -> Result<String, String> {
    let mut value = Value::String(text.to_owned());
    tidy_text(&mut value)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
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
