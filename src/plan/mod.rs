//! Remediation as data: actions as rule files give them, and the plan that script writers render.
//!
//! An [`Action`] is a list of typed [`Operation`]s from a closed set, each knowing how to test itself first, back up,
//! apply, verify and undo. A [`Plan`] is what one machine needs: actions with their parameters filled in, each once, in a
//! safe order. Loading refuses what must never be automated (policy keys, the start type of core services, the component
//! store). Nothing here runs anything.
//!
//! Text in an action is printable ASCII on one line, so that no script writer ever meets anything else. Values that come
//! from logs enter only as parameters of a [`ParamKind`], which is a whitelist.

use std::collections::BTreeMap;

use serde::Serialize;

mod argument;
mod check;
mod describe;
mod guard;
mod load;
mod operation;
mod param;
mod risk;

pub use argument::{
    CertificateImport, CertificateStore, ConnectTest, Data, DataType, Dism, DismMode, FilePath,
    Hosts, InstallPackage, Names, Paths, Proxy, RegisterService, RegistryValue, Run, ServiceStart,
    SetRegistry, Sfc, SfcMode, Show, StartType, TaskName,
};
pub use check::{Bytes, Check, FreeSpace, NotPolicyOwned, OsBuild, PortOpen, RegistryEquals, Role};
pub use load::{Fault, Part, item, one_line};
pub use operation::Operation;
pub use param::ParamKind;
pub use risk::{Requirement, Risk};

/// The schema's name and version.
pub const SCHEMA: &str = "wutriage/plan/1";

/// A remediation action as a rule file gives it, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// File stem, `restart-download-cache`.
    pub id: String,
    /// One line.
    pub title: String,
    /// What may go wrong.
    pub risk: Risk,
    /// What it needs to run.
    pub requires: Vec<Requirement>,
    /// What the person who runs it must know before.
    pub warn: Option<String>,
    /// Parameters by name; `{name}` in a step stands for the value.
    pub params: BTreeMap<String, ParamKind>,
    /// The action has nothing to do when all of these hold.
    pub unless: Vec<Check>,
    /// What must hold before anything is changed.
    pub check: Vec<Check>,
    /// What is done, in order.
    pub steps: Vec<Operation>,
    /// What must hold afterwards.
    pub verify: Vec<Check>,
}

impl Action {
    /// Whether a person has to do it: it says what to do, and a script has nothing to run for it.
    pub fn is_by_hand(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.all(|step| matches!(step, Operation::Manual(_)))
    }
}

/// What one machine needs, in the order in which it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Computer name where the logs tell it and it is a valid name; a script refuses to run elsewhere.
    pub machine: Option<String>,
    /// Steps, each once, numbered from 1: tests first, then by rising risk, then instructions.
    pub steps: Vec<Step>,
    /// Fixes that were not emitted, and why.
    pub withheld: Vec<Withheld>,
}

impl Plan {
    /// A plan without steps.
    pub fn empty(machine: Option<String>) -> Self {
        Self {
            schema: SCHEMA,
            machine,
            steps: Vec::new(),
            withheld: Vec::new(),
        }
    }

    /// Whether a step changes the machine.
    pub fn changes(&self) -> bool {
        self.steps.iter().any(Step::changes)
    }

    /// Whether a step needs an elevated prompt.
    pub fn needs_elevation(&self) -> bool {
        self.needs(Requirement::Elevation) || self.changes()
    }

    /// Whether a step has this requirement.
    pub fn needs(&self, requirement: Requirement) -> bool {
        self.steps
            .iter()
            .any(|step| step.requires.contains(&requirement))
    }
}

/// One action with its parameters filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Number in the plan, from 1.
    pub id: u32,
    /// Id of the action.
    pub action: String,
    /// One line.
    pub title: String,
    /// What may go wrong.
    pub risk: Risk,
    /// What it needs to run.
    pub requires: Vec<Requirement>,
    /// What the person who runs it must know before.
    pub warn: Option<String>,
    /// Ids of the causes it mends.
    pub rules: Vec<String>,
    /// Numbers of the steps it builds on: when one of them fails or is refused, this one is not run. One that did its work
    /// and did not help is put back, and this one is the next attempt.
    pub after: Vec<u32>,
    /// It has nothing to do when all of these hold.
    pub unless: Vec<Check>,
    /// What must hold before anything is changed.
    pub checks: Vec<Check>,
    /// What is done, in order.
    pub operations: Vec<Operation>,
    /// What must hold afterwards.
    pub verify: Vec<Check>,
}

impl Step {
    /// Whether it changes the machine.
    pub fn changes(&self) -> bool {
        self.operations.iter().any(Operation::changes)
    }
}

/// A fix that was not emitted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Withheld {
    /// Id of the cause.
    pub rule: String,
    /// Id of the action.
    pub action: String,
    /// Why, and what would change that.
    pub why: String,
}
