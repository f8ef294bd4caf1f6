//! More than a report tells, of the same hits and verdicts.
//!
//! [`timeline`] lists all records that a rule asks about on one time base, or those of a period or with a text. [`trace`]
//! tells how one cause came to its verdict, and where it did not hold, what it lacks or in what its signals misfit. [`look_for`] finds signals by themselves, without rules around them, noise included: what nearly matched, and
//! what noise took away.

use crate::engine::Options;
use crate::engine::analysis::each_machine;
use crate::error::Error;
use crate::report::Input;
use crate::report::timeline::{SCHEMA, Selection, Timeline};
use crate::report::trace::{CauseTrace, Found};
use crate::rule::{RuleSet, Signal};
use crate::source::Bundle;

mod cause;
mod lack;
mod misfit;
mod records;
mod selected;
mod stages;

/// Something told of every machine, and what was read for it.
#[derive(Debug, Clone)]
pub struct Told<T> {
    /// What is told.
    pub told: T,
    /// The inputs of all machines and what became of them.
    pub inputs: Vec<Input>,
}

/// The selected records, from all logs of each machine, on one time base.
///
/// Fails as [`analyze`](crate::engine::analyze) does.
pub fn timeline(
    rules: &RuleSet,
    bundles: &[Bundle],
    options: &Options,
    selection: &Selection,
) -> Result<Told<Timeline>, Error> {
    let told = each_machine(rules, bundles, options, |parts| {
        (parts.selected(options, selection), parts.inputs())
    })?;
    let (machines, inputs): (Vec<_>, Vec<_>) = told.into_iter().unzip();
    Ok(Told {
        told: Timeline {
            schema: SCHEMA.to_owned(),
            machines,
        },
        inputs: inputs.concat(),
    })
}

/// How the cause of that id came to its verdict on each machine; nothing for a cause that is not known.
///
/// Fails as [`analyze`](crate::engine::analyze) does.
pub fn trace(
    rules: &RuleSet,
    id: &str,
    bundles: &[Bundle],
    options: &Options,
) -> Result<Told<Vec<CauseTrace>>, Error> {
    let cause = rules.causes.iter().find(|cause| cause.id == id);
    let told = each_machine(rules, bundles, options, |parts| {
        (cause.map(|cause| parts.trace(cause)), parts.inputs())
    })?;
    let (traces, inputs): (Vec<_>, Vec<_>) = told.into_iter().unzip();
    Ok(Told {
        told: traces.into_iter().flatten().collect(),
        inputs: inputs.concat(),
    })
}

/// Where the signals are found in one machine's inputs, one entry for each signal, with up to `most` records of each.
///
/// Fails as [`analyze`](crate::engine::analyze) does.
pub fn look_for(
    signals: Vec<Signal>,
    bundle: &Bundle,
    options: &Options,
    most: usize,
) -> Result<Vec<Found>, Error> {
    let rules = RuleSet::asking(signals);
    let bundles = std::slice::from_ref(bundle);
    let found = each_machine(&rules, bundles, options, |parts| parts.found(most))?;
    Ok(found.into_iter().flatten().collect())
}
