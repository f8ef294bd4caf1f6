//! One action: a file `rules/actions/<name>.yaml`. What its steps mean, and what no script may do, is the plan's matter; here
//! every item is read by itself, so that each mistake stands at its line.

use std::collections::BTreeMap;

use super::cause::line;
use super::fields::{Fields, is_name, list, map, names, text, word};
use super::keys;
use super::node::Node;
use super::problems::{At, Message, Problems};
use crate::plan::{Action, Check, Fault, Operation, ParamKind, Part, Requirement, Risk, one_line};

mod item;

use item::{Items, is_empty_list, told};

const FORMS: &str = "what a log says enters a script only as a parameter, whose form is checked";
const HONEST: &str = "who runs the script goes by the risk and the warning, and nothing is run that asks for less care than it needs";

/// Reads an action, and the names of the parameters that a cause has to give it.
pub(super) fn read(
    id: &str,
    root: &Node<'_>,
    problems: &mut Problems<'_>,
) -> Option<(Action, Vec<String>)> {
    let fields = Fields::of(root, "an action", &keys::ACTION, problems)?;
    let title = printable(&fields, "title", &line(&fields, problems), problems);
    let risk = fields
        .required("risk", problems)
        .and_then(|node| word(node, "risk", &names(&Risk::ALL, Risk::name), problems));
    let given = fields.get("requires").filter(|node| !is_empty_list(node));
    let requires = given.map(|node| {
        let words = names(&Requirement::ALL, Requirement::name);
        list(node, "requires", problems, |one, problems| {
            word(one, "requirement", &words, problems)
        })
    });
    let warn = fields.get("warn").and_then(|node| {
        let written = text(node, "warn", problems)?;
        Some(printable(&fields, "warn", written, problems))
    });
    let params = params(&fields, problems);
    let unless = Items::<Check>::read(&fields, "unless", "check", problems);
    let check = Items::<Check>::read(&fields, "check", "check", problems);
    fields.required("steps", problems);
    let steps = Items::<Operation>::read(&fields, "steps", "step", problems);
    let verify = Items::<Check>::read(&fields, "verify", "check", problems);
    let complete = unless.complete && check.complete && steps.complete && verify.complete;
    let mut nodes = BTreeMap::from([("unless", unless.nodes), ("check", check.nodes)]);
    nodes.extend([("steps", steps.nodes), ("verify", verify.nodes)]);
    let action = Action {
        id: id.to_owned(),
        title,
        // Of a risk that could not be read nothing is said twice.
        warn: warn.or_else(|| risk.is_none().then(String::new)),
        risk: risk.unwrap_or(Risk::Destructive),
        requires: requires.unwrap_or_default(),
        params,
        unless: unless.read,
        check: check.read,
        steps: steps.read,
        verify: verify.read,
    };
    for fault in action.faults() {
        report(&fault, &fields, &nodes, complete, problems);
    }
    let params = action.params.keys().cloned().collect();
    problems.is_empty().then_some((action, params))
}

/// Notes the fault at its part. That a parameter is not used is known only where every item could be read.
fn report(
    fault: &Fault,
    fields: &Fields<'_, '_>,
    nodes: &BTreeMap<&str, Vec<&Node<'_>>>,
    complete: bool,
    problems: &mut Problems<'_>,
) {
    match &fault.part {
        Part::Item(list, number) => {
            let node = nodes.get(list).and_then(|nodes| nodes.get(*number));
            if let Some(node) = node {
                let (at, message) = told(node, list, &fault.message);
                problems.add(at, message);
            }
        }
        Part::Param(name) => {
            let found = fields.get("params").and_then(|node| node.entry(name));
            if complete {
                let at = found.map_or(At::default(), |(at, _)| at);
                problems.add(at, Message::explained(fault.message.as_str(), FORMS));
            }
        }
        Part::Risk(least) => {
            if let Some(node) = fields.get("risk") {
                let written = text(node, "risk", problems).unwrap_or_default();
                let message = Message::explained(fault.message.as_str(), HONEST);
                problems.add(node.start, message.meant(written, least.name()));
            }
        }
    }
}

/// The parameters and what they must look like.
fn params(fields: &Fields<'_, '_>, problems: &mut Problems<'_>) -> BTreeMap<String, ParamKind> {
    let entries = fields
        .get("params")
        .and_then(|node| map(node, "'params'", problems));
    let mut params = BTreeMap::new();
    for entry in entries.unwrap_or_default() {
        if !is_name(&entry.name) {
            let message = format!(
                "'{}' cannot name a parameter; use a-z, 0-9 and _, a letter first",
                entry.name
            );
            problems.add(entry.at, message);
        }
        let kinds = names(&ParamKind::ALL, ParamKind::name);
        if let Some(kind) = word(&entry.node, "parameter type", &kinds, problems) {
            params.insert(entry.name.to_string(), kind);
        }
    }
    params
}

/// The text on one line, with what a script cannot print noted.
fn printable(
    fields: &Fields<'_, '_>,
    key: &str,
    written: &str,
    problems: &mut Problems<'_>,
) -> String {
    one_line(written).unwrap_or_else(|message| {
        let at = fields.get(key).map_or(At::default(), |node| node.start);
        problems.add(at, Message::explained(message, item::ASCII));
        String::new()
    })
}

#[cfg(test)]
mod tests {
    use super::super::RuleFile;
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let file = RuleFile {
            path: "actions/a.yaml".into(),
            display: "a".into(),
            text: text.into(),
        };
        let mut problems = Problems::new(&file);
        let root = Node::parse(&file.text, &mut problems).unwrap();
        assert_eq!(
            read("a", &root, &mut problems).is_none(),
            !expected.is_empty()
        );
        let told: Vec<_> = problems
            .into_list()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_problem_stands_at_its_item_and_does_not_hide_the_next() {
        check(
            "title: A\nrisk: safe\ncheck: [not-winep]\nsteps:\n  - flush-dns\n  - flush-dsn\n  - restart: { now: true }\n",
            &[
                "a:3:9: unknown check 'not-winep'; did you mean 'not-winpe'?",
                "a:6:5: unknown step 'flush-dsn'; did you mean 'flush-dns'?",
                "a:7:16: unknown key 'now'; there is none",
            ],
        );
    }

    #[test]
    fn a_key_of_the_top_stands_at_its_own_place() {
        check(
            "title: A\nsteps: [flush-dns]\n",
            &["a:1:1: missing key 'risk'"],
        );
        check(
            "title: A\nrisk: safe\nstep: [flush-dns]\nsteps: [flush-dns]\n",
            &["a:3:1: unknown key 'step'; did you mean 'steps'?"],
        );
    }

    #[test]
    fn values_have_the_types_that_yaml_gives_them() {
        check(
            "title: A\nrisk: caution\nsteps:\n  - set-registry: { key: 'HKLM\\SOFTWARE\\Contoso', value: V, type: dword, data: 0x10 }\n  - connect-test: { hosts: [a.contoso.com], ports: [80] }\n  - set-service-start: { service: wuauserv, start: demand, only-if-disabled: true }\n  - gpupdate: \n",
            &[],
        );
    }
}
