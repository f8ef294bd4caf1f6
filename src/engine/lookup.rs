//! What the scan would do with single signals: for those who write rules, not for a triage.

use crate::engine::probe;
use crate::rule::{RuleSet, Signal, SignalId};
use crate::source::Bundle;

/// Whether the signal can be found without parsing every record: each record that it can match holds one of its codes, or
/// one of a few literals of three bytes or more. The answer is the gate's own. Registry exports are read in full, so a
/// signal that looks at them alone counts as gated.
pub fn is_gated(signal: &Signal) -> bool {
    super::scan::gate::is_gated(signal)
}

/// The literals of the signal for which a large log has to be searched a second time, because they are shorter than what
/// the one search for all rules can find.
pub fn short_literals(signal: &Signal) -> Vec<String> {
    super::scan::gate::short_literals(signal)
}

/// Whether one of the signals matches a record of these inputs, silenced or not. For inputs of the size of a test.
pub fn any_match(rules: &RuleSet, signals: &[SignalId], bundle: &Bundle) -> bool {
    let readings = probe(rules, signals, bundle);
    readings.iter().any(|reading| !reading.places.is_empty())
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
