//! An error code that somebody asks for, and which rules look for it.

use crate::code::ErrorCode;
use crate::error::Error;
use crate::rule::{Condition, Predicate, RuleSet, Scalar, SignalId, Test};

/// A code, with its extend value where one was given: then another value is another code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeQuery {
    /// The code.
    pub code: ErrorCode,
    /// The extend value of a setup code, as in `0xC1900101-0x20017`.
    pub extend: Option<u32>,
}

impl CodeQuery {
    /// Reads any spelling that [`ErrorCode::parse`] and [`ErrorCode::parse_extended`] take. The error lists them.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some((code, extend)) = ErrorCode::parse_extended(text.trim()) {
            let extend = Some(extend);
            return Ok(Self { code, extend });
        }
        let code = ErrorCode::parse(text)?;
        Ok(Self { code, extend: None })
    }

    /// Whether one of these signals looks for the code, by itself or in a range.
    pub(super) fn in_signals(&self, signals: &[(String, SignalId)], rules: &RuleSet) -> bool {
        signals.iter().any(|(_, id)| self.in_signal(*id, rules))
    }

    /// Whether the condition names a signal that looks for the code.
    pub(super) fn in_condition(&self, condition: &Condition, rules: &RuleSet) -> bool {
        let mut found = false;
        condition.visit_signals(&mut |id| found |= self.in_signal(id, rules));
        found
    }

    pub(super) fn in_signal(&self, id: SignalId, rules: &RuleSet) -> bool {
        rules
            .signal(id)
            .is_some_and(|signal| self.in_predicate(&signal.predicate))
    }

    fn in_predicate(&self, predicate: &Predicate) -> bool {
        match predicate {
            Predicate::All(parts) | Predicate::Any(parts) => {
                parts.iter().any(|part| self.in_predicate(part))
            }
            Predicate::Code(ranges) => ranges.iter().any(|range| range.contains(self.code)),
            Predicate::ExtendedCode(codes) => codes.iter().any(|(code, extend)| {
                *code == self.code && self.extend.is_none_or(|wanted| wanted == *extend)
            }),
            Predicate::Field(_, test) => self.in_test(test),
            _ => false,
        }
    }

    fn in_test(&self, test: &Test) -> bool {
        let is_code = |value: &Scalar| *value == Scalar::Code(self.code);
        match test {
            Test::Equals(value) => is_code(value),
            Test::OneOf(values) => values.iter().any(is_code),
            Test::All(parts) => parts.iter().any(|part| self.in_test(part)),
            _ => false,
        }
    }
}
