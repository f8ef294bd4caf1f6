//! What the scan would do with single signals: for those who write rules, not for a triage.

use crate::engine::scan::input::{Form, Input};
use crate::engine::scan::matcher::{self, Codes};
use crate::engine::scan::read::WHOLE_LIMIT;
use crate::format;
use crate::record::Record;
use crate::rule::{RuleSet, Signal, SignalId};
use crate::source::{Bundle, Source};

/// Whether the signal can be found without parsing every record: each record that it can match holds one of its codes, or
/// one of a few literals of three bytes or more. The answer is the gate's own. Registry exports are read in full, so a
/// signal that looks at them alone counts as gated.
pub fn is_gated(signal: &Signal) -> bool {
    super::scan::gate::is_gated(signal)
}

/// Whether one of the signals matches a record of these inputs, silenced or not. For inputs of the size of a test: each is
/// read whole and every record is parsed.
pub fn any_match(rules: &RuleSet, signals: &[SignalId], bundle: &Bundle) -> bool {
    let signals: Vec<&Signal> = signals
        .iter()
        .filter_map(|id| rules.signals.get(id.0 as usize))
        .collect();
    let sources = &bundle.sources;
    sources.iter().any(|source| matches(source, &signals))
}

fn matches(source: &Source, signals: &[&Signal]) -> bool {
    let Ok(bytes) = source.read(0, WHOLE_LIMIT) else {
        return false;
    };
    let input = Input::identify(source, &bytes);
    let Form::Log(log) = input.form else {
        return false;
    };
    let text = input
        .encoding
        .decode(bytes.get(input.mark..).unwrap_or_default());
    let records = format::records(log, &text).records;
    records
        .iter()
        .any(|located| match_one(&located.record, signals))
}

fn match_one(record: &Record<'_>, signals: &[&Signal]) -> bool {
    let codes = Codes::of(record);
    let admits = |signal: &&&Signal| signal.kinds.is_empty() || signal.kinds.admits(record.kind);
    let mut asked = signals.iter().filter(admits);
    asked.any(|signal| matcher::holds(&signal.predicate, record, &codes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleFile;

    fn rules(signal: &str) -> RuleSet {
        let text = format!(
            "title: A\nseverity: info\nbecause: So.\nsignals:\n  hit: {signal}\nwhen: hit\n"
        );
        let file = RuleFile {
            path: "tls/a.yaml".into(),
            display: "tls/a.yaml".into(),
            text,
        };
        RuleSet::load(&[file]).unwrap()
    }

    fn check_gated(signal: &str, expected: bool) {
        assert_eq!(is_gated(&rules(signal).signals[0]), expected, "{signal}");
    }

    #[test]
    fn a_code_or_a_literal_of_three_bytes_is_a_gate() {
        check_gated("{ code: 0x80070005 }", true);
        check_gated("{ code: '0x8007*' }", false);
        check_gated("{ text: 'abc' }", true);
        check_gated("{ text: 'ab' }", false);
        check_gated("{ text: ['abc', 'ab'] }", false);
        check_gated("{ text: 'ab', code: 0x80070005 }", true);
        check_gated(r"{ regex: '\d+ updates' }", true);
        check_gated(r"{ regex: '\d+ ?\w' }", false);
        check_gated("{ in: [cbs], level: error }", false);
        check_gated("{ event: 20 }", false);
        check_gated("{ provider: Schannel, event: 36887 }", true);
        check_gated("{ not: { text: 'abc' } }", false);
    }

    #[test]
    fn what_looks_at_the_registry_alone_needs_no_gate() {
        check_gated(
            r"{ in: [registry], key: 'Services\wuauserv', value: Start, equals: 4 }",
            true,
        );
        check_gated("{ in: [registry, cbs], not: { text: 'abc' } }", false);
    }

    #[test]
    fn a_match_is_seen_whatever_the_form_and_the_kind_asked_for() {
        let rules = rules("{ in: [cbs], text: 'corrupt' }");
        let matches = |name: &str, text: &str| {
            let bundle = Bundle::from_memory([(name, text.as_bytes().to_vec())]);
            any_match(&rules, &[SignalId(0)], &bundle)
        };
        assert!(matches(
            "CBS.log",
            "2024-05-14 09:00:00, Info                  CBS    Store is corrupt\n"
        ));
        assert!(matches("mail.txt", "it said: corrupt\n"));
        assert!(!matches("mail.txt", "it said nothing\n"));
        assert!(!matches(
            "WindowsUpdate.log",
            "2024/05/14 09:00:00.0000000 1088  5120  Agent           corrupt\n"
        ));
        assert!(!matches("empty.txt", ""));
    }
}
