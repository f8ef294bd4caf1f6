//! From what was found to what is to be done: findings and actions give a [`Plan`].
//!
//! Only an active finding of at least medium confidence, of a stable cause, gives steps. Steps that change the machine
//! come only from causes the machine itself can mend (`owner: client`), but for harmless ones such as emptying the DNS
//! cache: what belongs to the network, to WSUS or to a policy is shown and explained. Everything held back is in [`Plan::withheld`] with its reason, and
//! [`PlanOptions::include`] lets a person who knows better have it. Tests come first, then steps by rising risk, then what is
//! left to a person; equal steps are one step.

use std::collections::BTreeMap;

use crate::plan::{Action, Operation, ParamKind, Plan, Risk, Step, Withheld};
use crate::report::{Confidence, Finding, Machine, Owner, State};
use crate::rule::{Cause, RuleSet, Status};

#[cfg(test)]
mod tests;

/// What to plan for beside the obvious.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// Ids of causes and actions that are wanted although they would be withheld. A destructive action must be named itself.
    pub include: Vec<String>,
}

impl PlanOptions {
    fn names(&self, id: &str) -> bool {
        self.include.iter().any(|name| name == id)
    }
}

/// The plan for one machine.
pub fn plan(machine: &Machine, rules: &RuleSet, options: &PlanOptions) -> Plan {
    let name = machine.name.as_deref().and_then(computer_name);
    let mut plan = Plan::empty(name);
    for finding in &machine.findings {
        let Some(cause) = rules.causes.iter().find(|cause| cause.id == finding.rule) else {
            continue;
        };
        for wanted in &cause.fix {
            let Some(action) = rules.actions.get(&wanted.action) else {
                continue;
            };
            match withheld(finding, cause, action, options) {
                Some(why) => plan.withheld.push(Withheld {
                    rule: cause.id.clone(),
                    action: action.id.clone(),
                    why: why.to_owned(),
                }),
                None => add(
                    &mut plan.steps,
                    step(finding, cause, action, &wanted.params),
                ),
            }
        }
    }
    order(&mut plan.steps);
    plan
}

/// A name a script may compare with: no port, none of the characters a log could smuggle in.
fn computer_name(name: &str) -> Option<String> {
    ParamKind::Host
        .accept(name)
        .filter(|name| !name.contains(':'))
}

fn withheld(
    finding: &Finding,
    cause: &Cause,
    action: &Action,
    options: &PlanOptions,
) -> Option<&'static str> {
    if options.names(&action.id) {
        return None;
    }
    if action.risk == Risk::Destructive {
        return Some("it is destructive; ask for the action by name to have it");
    }
    if options.names(&cause.id) {
        return None;
    }
    doubtful(finding, cause).or_else(|| {
        let intrudes = action.risk > Risk::Safe && action.steps.iter().any(Operation::changes);
        if intrudes {
            foreign(finding.owner)
        } else {
            None
        }
    })
}

/// Why a finding is not sure enough to act on.
fn doubtful(finding: &Finding, cause: &Cause) -> Option<&'static str> {
    match finding.state {
        State::Recovered => return Some("the cause has cleared"),
        State::Inconclusive => return Some("the logs do not settle whether this is the cause"),
        State::Active => {}
    }
    if finding.owner == Owner::Nobody {
        return Some("the machine behaves as it was set up to; nothing is broken");
    }
    if finding.confidence < Confidence::Medium {
        return Some("the cause is only a suspicion");
    }
    match cause.status {
        Status::Stable => None,
        Status::Experimental => Some("the rule is experimental"),
        Status::Deprecated(_) => Some("the rule is deprecated"),
    }
}

/// Why a change is not this machine's to make.
fn foreign(owner: Owner) -> Option<&'static str> {
    match owner {
        Owner::Client => None,
        Owner::Wsus => Some("the WSUS server's owner has to act; nothing on this machine mends it"),
        Owner::Network => Some("the network's owner has to act; nothing on this machine mends it"),
        Owner::Policy => Some("the policy's owner has to act; the policy would put a change back"),
        Owner::Microsoft => Some("Microsoft has to act"),
        Owner::Nobody => Some("the machine behaves as it was set up to; nothing is broken"),
    }
}

fn step(
    finding: &Finding,
    cause: &Cause,
    action: &Action,
    params: &BTreeMap<String, String>,
) -> Step {
    let values = action
        .params
        .keys()
        .filter_map(|name| {
            let capture = params.get(name).unwrap_or(name);
            Some((name.clone(), finding.captures.get(capture)?.clone()))
        })
        .collect();
    let filled = action
        .fill(&values)
        .unwrap_or_else(|why| by_hand(action, &why));
    Step {
        id: 0,
        action: filled.id,
        title: filled.title,
        risk: filled.risk,
        requires: filled.requires,
        warn: filled.warn,
        rules: vec![cause.id.clone()],
        after: Vec::new(),
        unless: filled.unless,
        checks: filled.check,
        operations: filled.steps,
        verify: filled.verify,
    }
}

/// The action as an instruction, for want of a value. The value itself is not in it.
fn by_hand(action: &Action, why: &str) -> Action {
    Action {
        risk: Risk::ReadOnly,
        requires: Vec::new(),
        warn: None,
        params: BTreeMap::new(),
        unless: Vec::new(),
        check: Vec::new(),
        steps: vec![Operation::Manual(format!(
            "Do this by hand, because {why}: {}",
            action.title
        ))],
        verify: Vec::new(),
        ..action.clone()
    }
}

/// Adds the step, or its cause to the equal step that is there already.
fn add(steps: &mut Vec<Step>, step: Step) {
    let known = steps
        .iter_mut()
        .find(|known| known.action == step.action && known.operations == step.operations);
    match known {
        Some(known) => {
            for rule in step.rules {
                if !known.rules.contains(&rule) {
                    known.rules.push(rule);
                }
            }
        }
        None => steps.push(step),
    }
}

/// Sorts by risk with instructions last, numbers the steps, and makes each change of caution or above wait for the changes before it that mend the same cause.
fn order(steps: &mut [Step]) {
    steps.sort_by_key(|step| (is_instruction(step), step.risk));
    for (id, step) in (1..).zip(steps.iter_mut()) {
        step.id = id;
    }
    let changes: Vec<(u32, Vec<String>)> = steps
        .iter()
        .filter(|step| step.changes())
        .map(|step| (step.id, step.rules.clone()))
        .collect();
    for step in steps.iter_mut().filter(|step| step.risk >= Risk::Caution) {
        step.after = changes
            .iter()
            .filter(|(id, rules)| *id < step.id && rules.iter().any(|it| step.rules.contains(it)))
            .map(|(id, _)| *id)
            .collect();
    }
}

/// Whether it does nothing but tell a person what to do.
fn is_instruction(step: &Step) -> bool {
    step.operations
        .iter()
        .all(|operation| matches!(operation, Operation::Manual(_)))
}
