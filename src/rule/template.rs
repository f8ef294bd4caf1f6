//! Message templates: `The TLS handshake was dropped {count} times`.
//!
//! A name in braces is a capture of the rule, or `count`; a brace that is meant as one is doubled. What the logs did not
//! tell reads as `not logged`, so a message never shows a bare placeholder.

use std::collections::BTreeMap;

/// How messages say how often.
const TIMES: &str = "{count} times";
/// What stands for a value that is not known.
const NOT_LOGGED: &str = "not logged";

/// A message with named places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(pub String);

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
    /// A brace without its partner.
    Loose(&'a str),
}

impl Template {
    /// A template that renders as the text itself.
    pub fn literal(text: &str) -> Self {
        Self(text.replace('{', "{{").replace('}', "}}"))
    }

    /// The message with every name replaced by its value; a value that is missing reads `not logged`, and one time `once`.
    pub fn render(&self, values: &BTreeMap<String, String>) -> String {
        if self.0.contains(TIMES) && values.get("count").is_some_and(|count| count == "1") {
            return Self(self.0.replace(TIMES, "once")).render(values);
        }
        self.pieces()
            .map(|(_, piece)| match piece {
                Piece::Text(text) | Piece::Loose(text) => text,
                Piece::Name(name) => values.get(name).map_or(NOT_LOGGED, String::as_str),
            })
            .collect()
    }

    /// Everything that is wrong with it: byte offset and message. `refuse` says what is wrong with a name.
    pub(super) fn faults<M: From<String>>(
        &self,
        refuse: impl Fn(&str) -> Option<M>,
    ) -> Vec<(usize, M)> {
        self.pieces()
            .filter_map(|(offset, piece)| match piece {
                Piece::Text(_) => None,
                Piece::Name(name) => Some((offset, refuse(name)?)),
                Piece::Loose(brace) => Some((
                    offset,
                    format!("'{brace}' stands alone; write {brace}{brace} for a brace").into(),
                )),
            })
            .collect()
    }

    /// The parts with their byte offsets.
    fn pieces(&self) -> impl Iterator<Item = (usize, Piece<'_>)> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            let offset = self.0.len() - rest.len();
            let (piece, after) = next_piece(rest)?;
            rest = after;
            Some((offset, piece))
        })
    }
}

fn next_piece(text: &str) -> Option<(Piece<'_>, &str)> {
    let brace = text.find(['{', '}']).unwrap_or(text.len());
    if brace > 0 {
        let (text, rest) = text.split_at_checked(brace)?;
        return Some((Piece::Text(text), rest));
    }
    if let Some(rest) = text.strip_prefix("{{").or_else(|| text.strip_prefix("}}")) {
        return Some((Piece::Text(text.get(..1)?), rest));
    }
    let name = text
        .strip_prefix('{')
        .and_then(|inner| inner.split_once('}'))
        .filter(|(name, _)| !name.is_empty() && !name.contains('{'));
    if let Some((name, rest)) = name {
        return Some((Piece::Name(name), rest));
    }
    let (brace, rest) = text.split_at_checked(1)?;
    (!brace.is_empty()).then_some((Piece::Loose(brace), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &str) {
        let values = BTreeMap::from([("host".to_owned(), "wsus.contoso.com".to_owned())]);
        assert_eq!(Template(template.to_owned()).render(&values), expected);
    }

    #[test]
    fn names_are_replaced_and_double_braces_are_braces() {
        check("no answer from {host}", "no answer from wsus.contoso.com");
        check("{host}{host}", "wsus.contoso.comwsus.contoso.com");
        check("{{host}} is {host}", "{host} is wsus.contoso.com");
        check("", "");
    }

    #[test]
    fn one_time_is_once() {
        let check = |count: &str, expected: &str| {
            let values = BTreeMap::from([("count".to_owned(), count.to_owned())]);
            let template = Template("dropped {count} times in {count} calls".to_owned());
            assert_eq!(template.render(&values), expected);
        };
        check("1", "dropped once in 1 calls");
        check("21", "dropped 21 times in 21 calls");
    }

    #[test]
    fn what_is_not_known_is_not_logged() {
        check("through {proxy}", "through not logged");
    }

    #[test]
    fn a_literal_renders_as_itself() {
        let title = "Key {GUID} is gone";
        assert_eq!(Template::literal(title).render(&BTreeMap::new()), title);
    }

    #[test]
    fn faults_name_their_offset() {
        let refuse = |name: &str| match name {
            "host" => None,
            _ => Some(format!("unknown {name}")),
        };
        let faults = |text: &str| Template(text.to_owned()).faults(refuse);
        assert_eq!(faults("a {host} {{x}}"), []);
        assert_eq!(faults("ü {hots}"), [(3, "unknown hots".to_owned())]);
        assert_eq!(faults("a { b").len(), 1);
        assert_eq!(faults("a } b").len(), 1);
        assert_eq!(faults("{}").len(), 2);
    }
}
