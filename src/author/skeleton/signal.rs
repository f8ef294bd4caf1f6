//! The signal that the record of interest matches, with what is particular to one machine and one hour left out.

use super::names;
use super::values::{has_invented, is_particular};
use super::words::{self, Words};
use super::yaml;
use crate::code::{ErrorCode, Found};
use crate::record::{Kind, Record, RegistryData, RegistryFact};
use crate::source;

/// Event data and columns whose whole value is worth capturing, with the capture's name and type.
const DATA: [(&str, &str, &str); 6] = [
    ("updateguid", "update", "update-guid"),
    ("update_guid", "update", "update-guid"),
    ("servername", "host", "host"),
    ("url", "url", "url"),
    ("packageidentifier", "package", "cbs-package"),
    ("service", "service", "service-name"),
];

/// Keys that say where to look; no name is in them.
const SCOPE: [&str; 3] = ["in", "provider", "event"];

/// A signal as a rule writes it.
#[derive(Debug, Default, Clone)]
pub(super) struct Signal {
    /// Keys with their values as YAML, in the order in which they are written.
    pub(super) keys: Vec<(&'static str, String)>,
    /// Captures with their types.
    pub(super) captures: Vec<(&'static str, &'static str)>,
    /// The code it looks for.
    pub(super) code: Option<ErrorCode>,
    /// Texts and values it looks for, as they stand in the log.
    pub(super) literals: Vec<String>,
    /// The stable words, whether it has a key of its own for them or they are a part of the regex.
    text: Option<String>,
    /// Names in the record that stand for others, of which it must not ask.
    invented: Vec<String>,
}

/// The signal for a record; `line` is the line of the log that was named, `invented` are the names in both that stand for
/// others.
pub(super) fn of_record(record: &Record<'_>, line: &str, invented: &[String]) -> Signal {
    let mut signal = Signal {
        invented: invented.to_vec(),
        ..Signal::default()
    };
    if record.kind != Kind::Plain {
        signal
            .keys
            .push(("in", format!("[{}]", record.kind.name())));
    }
    if let Some(fact) = &record.registry {
        signal.registry(fact);
    } else if let Some(event) = &record.event {
        signal
            .keys
            .push(("provider", yaml::scalar(&event.provider)));
        signal.keys.push(("event", format!("[{}]", event.id)));
        signal.codes(&record.codes());
        signal.data(record);
    } else {
        signal.component(record);
        signal.codes(&record.codes());
        match record.kind {
            Kind::CommandOutput => signal.fields(record, line),
            Kind::ReportingEvents => signal.reported(record),
            _ => {}
        }
        if record.kind != Kind::CommandOutput || record.fields.is_empty() {
            signal.message(record, line);
        }
    }
    signal
}

impl Signal {
    /// Whether it asks for anything that could be searched for.
    pub(super) fn is_of_use(&self) -> bool {
        let telling = ["code", "text", "regex", "event", "field", "key"];
        self.keys.iter().any(|(key, _)| telling.contains(key))
    }

    /// What is left of it when only those keys stay with which it still `holds`; of a text, a part where that does.
    pub(super) fn narrowed(&self, holds: impl Fn(&Self) -> bool) -> Self {
        let (scope, rest): (Vec<_>, Vec<_>) = self
            .keys
            .iter()
            .cloned()
            .partition(|(key, _)| SCOPE.contains(key));
        let mut kept = Self {
            keys: scope,
            code: None,
            ..self.clone()
        };
        // Captures of a message are groups of its regex.
        let of_regex = self
            .has("regex")
            .then(|| std::mem::take(&mut kept.captures));
        for (index, (key, value)) in rest.iter().enumerate() {
            let mut with = kept.clone();
            match *key {
                // It asks for nothing without the test that follows it.
                "value" => continue,
                "equals" | "exists" => with
                    .keys
                    .extend(index.checked_sub(1).and_then(|it| rest.get(it).cloned())),
                "regex" => with.captures.extend(of_regex.iter().flatten()),
                "code" => with.code = self.code,
                _ => {}
            }
            with.keys.push((key, value.clone()));
            if holds(&with) {
                kept = with;
            } else if ["text", "regex"].contains(key) && !kept.has("text") {
                kept = kept.with_shorter_text(&holds).unwrap_or(kept);
            }
        }
        kept
    }

    fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|(own, _)| *own == key)
    }

    /// With the text, or a half of it, as a key.
    fn with_shorter_text(&self, holds: impl Fn(&Self) -> bool) -> Option<Self> {
        let text = self.text.as_deref()?;
        let halves = words::halves(text).into_iter();
        let with = halves.map(|part| {
            let mut with = self.clone();
            with.keys.push(("text", yaml::scalar(part)));
            with.literals.push(part.to_owned());
            with
        });
        with.into_iter().find(holds)
    }

    fn component(&mut self, record: &Record<'_>) {
        if !record.component.is_empty() && !self.is_invented(&record.component) {
            self.keys
                .push(("component", yaml::scalar(&record.component)));
        }
    }

    /// The first failure that is no carrier of another, else the first.
    fn codes(&mut self, codes: &[Found]) {
        let failures = || codes.iter().filter(|found| found.code.is_failure());
        let root = failures().find(|found| !found.code.is_carrier());
        if let Some(found) = root.or_else(|| failures().next()) {
            let written = match found.extended {
                Some(extended) => format!("{}-0x{extended:X}", found.code),
                None => found.code.to_string(),
            };
            self.keys.push(("code", format!("[{written}]")));
            self.code = Some(found.code);
        }
    }

    fn message(&mut self, record: &Record<'_>, line: &str) {
        let message = source::display(&record.message);
        let mut words = words::of_message(&message, &record.codes(), &self.invented);
        // Of an entry with many lines the one that was named matters most.
        let named = message
            .lines()
            .find(|own| line.trim().ends_with(own.trim()) && !own.trim().is_empty());
        if let Some(named) = named.filter(|_| message.lines().count() > 1) {
            let codes = crate::code::in_text(named.as_bytes());
            let own = words::of_message(named, &codes, &self.invented);
            if own.text.is_some() {
                words = own;
            }
        }
        self.keys.extend(words.keys());
        let Words { text, captures, .. } = words;
        self.literals.extend(text.clone());
        self.text = text;
        self.captures.extend(captures);
    }

    fn data(&mut self, record: &Record<'_>) {
        for (name, value) in &record.fields {
            let lower = name.to_ascii_lowercase();
            let known = DATA.iter().find(|(field, ..)| *field == lower);
            let capture = known.map(|(_, name, kind)| (*name, *kind));
            let capture = capture.or_else(|| value.contains("KB").then_some(("kb", "kb")));
            if let Some(capture) =
                capture.filter(|it| !value.is_empty() && !self.captures.contains(it))
            {
                self.captures.push(capture);
            }
        }
    }

    /// The columns of the named line, or all of a small table.
    fn fields(&mut self, record: &Record<'_>, line: &str) {
        let filled = || {
            record
                .fields
                .iter()
                .filter(|(_, value)| !value.trim().is_empty())
        };
        let mut chosen: Vec<_> = filled()
            .filter(|(_, value)| line.contains(value.trim()))
            .collect();
        if let Some(service) = filled().find(|(name, _)| name == "service")
            && !chosen.contains(&service)
        {
            chosen.insert(0, service);
        }
        if chosen.is_empty() {
            chosen = filled().take(2).collect();
        }
        let tests: Vec<String> = chosen
            .iter()
            .map(|(name, value)| format!("{}: {}", key(name), self.field_test(value)))
            .collect();
        if !tests.is_empty() {
            self.keys
                .push(("field", format!("{{ {} }}", tests.join(", "))));
        }
        let hosts = chosen.iter().filter(|(name, _)| name == "host");
        self.captures.extend(hosts.map(|_| ("host", "host")));
        let literals = chosen.iter().map(|(_, value)| value.to_string());
        self.literals.extend(literals);
    }

    fn reported(&mut self, record: &Record<'_>) {
        let name = record.field("event_name");
        if let Some(name) = name.filter(|name| !name.is_empty() && !self.is_invented(name)) {
            self.keys
                .push(("field", format!("{{ event_name: {} }}", yaml::scalar(name))));
            self.literals.push(name.to_owned());
        }
    }

    fn registry(&mut self, fact: &RegistryFact) {
        let names = fact
            .key
            .split('\\')
            .map(|name| if self.is_invented(name) { "*" } else { name });
        let names: Vec<&str> = names.collect();
        self.keys.push(("key", yaml::scalar(&names.join("\\"))));
        let Some((name, data)) = &fact.value else {
            let last = names.into_iter().rfind(|name| *name != "*");
            self.literals.extend(last.map(str::to_owned));
            return;
        };
        if self.is_invented(name) {
            return;
        }
        self.keys.push(("value", yaml::scalar(name)));
        self.keys.push(match data {
            RegistryData::Number(number) if i64::try_from(*number).is_ok() => {
                ("equals", number.to_string())
            }
            _ => ("exists", "true".to_owned()),
        });
        self.literals.push(name.clone());
    }

    /// What a column has to hold: the value, or any where it is that of one machine.
    fn field_test(&self, value: &str) -> String {
        let particular = is_particular(value, &self.invented) && !names::is_public(value);
        if particular || self.is_invented(value) {
            "{ exists: true }".to_owned()
        } else {
            yaml::scalar(value)
        }
    }

    fn is_invented(&self, text: &str) -> bool {
        has_invented(text, &self.invented)
    }
}

/// A name as the key of a map.
fn key(name: &str) -> String {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain {
        name.to_owned()
    } else {
        yaml::scalar(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bad: &[&str], expected: &[(&str, &str)]) {
        let key = |key, value: &str| (key, value.to_owned());
        let signal = Signal {
            keys: vec![
                key("in", "[cbs]"),
                key("code", "[0x80070005]"),
                key("regex", "bad (?P<kb>KB1)"),
            ],
            captures: vec![("kb", "kb")],
            text: Some("one two three four".to_owned()),
            ..Signal::default()
        };
        let holds = |part: &Signal| {
            let mut keys = part.keys.iter();
            !keys.any(|(_, value)| bad.iter().any(|bad| value.contains(bad)))
        };
        let narrowed = signal.narrowed(holds);
        let keys: Vec<_> = narrowed
            .keys
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        assert_eq!(keys, expected, "{bad:?}");
        assert_eq!(narrowed.captures.is_empty(), !narrowed.has("regex"));
        assert_eq!(narrowed.is_of_use(), expected.len() > 1);
    }

    #[test]
    fn keys_that_do_not_hold_are_dropped_or_shortened() {
        let (scope, code) = (("in", "[cbs]"), ("code", "[0x80070005]"));
        check(&[], &[scope, code, ("regex", "bad (?P<kb>KB1)")]);
        check(&["bad"], &[scope, code, ("text", "'one two three four'")]);
        check(&["bad", "two"], &[scope, code, ("text", "'three four'")]);
        check(&["0x", "bad", "four"], &[scope, ("text", "'one two'")]);
        check(&["0x", "bad", "o"], &[scope]);
    }
}
