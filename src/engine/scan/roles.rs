//! What each signal is used for, which decides what has to be done when it matches.

use std::collections::BTreeSet;

use crate::engine::scan::codes::Codes;
use crate::record::Kind;
use crate::rule::{RuleSet, SignalId};

/// Kinds in which every attempt ends in an outcome record.
const WITH_OUTCOMES: [Kind; 3] = [Kind::WindowsUpdate, Kind::ReportingEvents, Kind::EventLog];

/// What one signal is used for.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::engine) struct Role {
    /// A silenced record is no evidence for it: it rests on a code alone, or it is an outcome.
    pub(in crate::engine) silenced: bool,
    /// Number of the noise rule that it silences by itself.
    pub(in crate::engine) noise: Option<u32>,
    /// It says that something began or worked and nothing else, so the codes of its records do not matter.
    pub(in crate::engine) success: bool,
}

/// The roles of all signals.
#[derive(Debug)]
pub(in crate::engine) struct Roles {
    by_signal: Vec<Role>,
    wanted: Vec<SignalId>,
    any_code: Option<SignalId>,
    codes: Codes,
}

impl Roles {
    /// The roles that the rules give to their signals.
    pub(in crate::engine) fn new(rules: &RuleSet) -> Self {
        let bare = |signal: &crate::rule::Signal| Role {
            silenced: signal.bare_code,
            ..Role::default()
        };
        let mut roles: Vec<Role> = rules.signals.iter().map(bare).collect();
        let mut give = |id: SignalId, change: &dyn Fn(&mut Role)| {
            if let Some(role) = roles.get_mut(id.0 as usize) {
                change(role);
            }
        };
        for symptom in &rules.symptoms {
            for id in &symptom.failed {
                give(*id, &|role| role.silenced = true);
            }
            for id in symptom.succeeded.iter().chain(&symptom.started) {
                give(*id, &|role| (role.silenced, role.success) = (true, true));
            }
        }
        for (number, noise) in (0..).zip(&rules.noise) {
            if noise.is_unconditional() {
                give(noise.silences, &|role| role.noise = Some(number));
            }
        }
        for id in evidence(rules) {
            give(id, &|role| role.success = false);
        }
        let outcomes = rules.symptoms.iter().flat_map(|symptom| {
            symptom
                .failed
                .iter()
                .chain(&symptom.succeeded)
                .chain(&symptom.started)
        });
        let mut wanted = evidence(rules);
        wanted.extend(outcomes);
        let count = u32::try_from(rules.signals.len()).unwrap_or(u32::MAX);
        let any_code = (!rules.symptoms.is_empty()).then_some(SignalId(count));
        Self {
            by_signal: roles,
            wanted: wanted.into_iter().chain(any_code).collect(),
            any_code,
            codes: if any_code.is_some() {
                Codes::known()
            } else {
                Codes::default()
            },
        }
    }

    /// The role of a signal.
    pub(in crate::engine) fn of(&self, id: SignalId) -> Role {
        self.by_signal
            .get(id.0 as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Every signal that something asks for, ascending.
    pub(in crate::engine) fn wanted(&self) -> &[SignalId] {
        &self.wanted
    }

    /// The signals to look for in a log of this kind. In a large log of the update agent every attempt ends in an outcome
    /// record, so codes outside of those are not asked for; a small one may be a piece without any outcome.
    pub(in crate::engine) fn wanted_in(&self, kind: Kind, large: bool) -> &[SignalId] {
        match self.wanted.split_last() {
            Some((last, rest))
                if large && WITH_OUTCOMES.contains(&kind) && self.any_code == Some(*last) =>
            {
                rest
            }
            _ => &self.wanted,
        }
    }

    /// The codes that [`any_code`](Self::any_code) stands for.
    pub(in crate::engine) fn codes(&self) -> &Codes {
        &self.codes
    }

    /// Stands for "the record carries a known failure code" and is the last of those wanted; there only where symptoms
    /// ask what failed.
    pub(in crate::engine) fn any_code(&self) -> Option<SignalId> {
        self.any_code
    }
}

/// Every signal that a cause or a noise rule asks for.
fn evidence(rules: &RuleSet) -> BTreeSet<SignalId> {
    let causes = rules
        .causes
        .iter()
        .flat_map(|cause| &cause.signals)
        .map(|(_, id)| *id);
    let noise = rules.noise.iter().flat_map(|noise| {
        noise
            .signals
            .iter()
            .map(|(_, id)| *id)
            .chain([noise.silences])
    });
    causes.chain(noise).collect()
}
