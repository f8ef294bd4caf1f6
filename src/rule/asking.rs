//! Rules that conclude nothing: signals to be looked for by themselves.

use super::{Cause, Condition, Explains, RuleSet, Signal, SignalId, Status, Template};
use crate::report::{Owner, Severity};

impl RuleSet {
    /// A set that asks for the signals, whose ids are their places in the list, and for nothing else: no outcome, no noise,
    /// and a cause that never holds.
    pub fn asking(signals: Vec<Signal>) -> Self {
        let ids = (0..).map(SignalId);
        let named = signals.iter().zip(ids);
        let cause = Cause {
            id: "asking/signals".to_owned(),
            title: String::new(),
            severity: Severity::Info,
            owner: Owner::Nobody,
            explains: Explains::Anything,
            because: String::new(),
            signals: named.map(|(one, id)| (one.name.clone(), id)).collect(),
            when: Condition::Or(Vec::new()),
            when_text: String::new(),
            weigh: None,
            overrides: Vec::new(),
            recovered_by: Vec::new(),
            needs: Vec::new(),
            message: Template::default(),
            fix: Vec::new(),
            avoid: Vec::new(),
            references: Vec::new(),
            status: Status::Stable,
            tests: Vec::new(),
            file: String::new(),
        };
        Self {
            signals,
            causes: vec![cause],
            ..Self::default()
        }
    }
}
