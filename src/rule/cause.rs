//! One root cause: a file `rules/<family>/<name>.yaml`.

use super::check::{Link, Target};
use super::condition;
use super::example;
use super::fields::{Fields, names, text, texts, word};
use super::node::Node;
use super::problems::Problems;
use super::signal::{Captures, Scope, Signals};
use super::{Cause, Condition, Explains, SignalId, Status, Template, keys};
use crate::report::{Owner, Severity};

mod fix;
mod need;
mod weigh;

/// Reads a cause. What it names of other files is left in `links`.
pub(super) fn read(
    id: &str,
    root: &Node<'_>,
    signals: &mut Signals,
    links: &mut Vec<Link>,
    problems: &mut Problems<'_>,
) -> Option<Cause> {
    let fields = Fields::of(root, "a cause", &keys::CAUSE, problems)?;
    let own = fields
        .get("signals")
        .map(|node| signals.read_map(id, node, problems))
        .unwrap_or_default();
    let mut scope = Scope::new(signals, own);
    let title = line(&fields, problems);
    let when = fields.required("when", problems).and_then(|node| {
        let condition = condition::read(node, &mut scope, problems)?;
        Some((condition, text(node, "when", problems)?))
    });
    let (when, when_text) = when.unwrap_or((Condition::Or(Vec::new()), ""));
    let weigh = fields
        .get("weigh")
        .and_then(|node| weigh::read(node, &mut scope, problems));
    let recovered_by = named(&fields, "recovered_by", &mut scope, problems);
    let captures = scope.captures();
    Some(Cause {
        severity: severity(&fields, problems),
        owner: owner(&fields, problems),
        explains: explains(&fields, links, problems),
        because: fields.required_text("because", problems),
        weigh,
        overrides: linked(&fields, "overrides", Target::Cause, links, problems),
        recovered_by,
        needs: need::read(&fields, &scope, problems),
        message: message(&fields, &title, &captures, problems),
        fix: fix::read(&fields, &captures, links, problems),
        avoid: prose(&fields, "avoid", problems),
        references: prose(&fields, "references", problems),
        status: status(&fields, links, problems),
        tests: example::read(&fields, &captures, problems),
        signals: scope.named(),
        when,
        when_text: when_text.split_whitespace().collect::<Vec<_>>().join(" "),
        id: id.to_owned(),
        title,
        file: problems.file.display.clone(),
    })
}

/// The title, which has to fit in one line of a table.
pub(super) fn line(fields: &Fields<'_, '_>, problems: &mut Problems<'_>) -> String {
    let title = fields.required_text("title", problems);
    if let Some(node) = fields.get("title").filter(|_| title.contains('\n')) {
        problems.add(node.start, "'title' is one line");
    }
    title
}

fn severity(fields: &Fields<'_, '_>, problems: &mut Problems<'_>) -> Severity {
    fields
        .required("severity", problems)
        .and_then(|node| {
            word(
                node,
                "severity",
                &names(Severity::ALL, Severity::name),
                problems,
            )
        })
        .unwrap_or(Severity::Info)
}

fn owner(fields: &Fields<'_, '_>, problems: &mut Problems<'_>) -> Owner {
    fields
        .get("owner")
        .and_then(|node| word(node, "owner", &names(Owner::ALL, Owner::name), problems))
        .unwrap_or(Owner::Client)
}

/// The signals that a key lists by name.
pub(super) fn named(
    fields: &Fields<'_, '_>,
    key: &str,
    scope: &mut Scope<'_>,
    problems: &mut Problems<'_>,
) -> Vec<SignalId> {
    fields.list(key, problems, |one, problems| {
        let name = text(one, key, problems)?;
        scope.find(name, one.start, problems)
    })
}

/// What it can explain: symptoms by id, or the word for none.
fn explains(
    fields: &Fields<'_, '_>,
    links: &mut Vec<Link>,
    problems: &mut Problems<'_>,
) -> Explains {
    match fields.get("explains") {
        None => Explains::Anything,
        Some(node) if node.is_word(keys::NOTHING) => Explains::Nothing,
        Some(_) => {
            let ids = linked(fields, "explains", Target::Symptom, links, problems);
            Explains::Symptoms(ids)
        }
    }
}

/// The ids that a key lists, each noted as a link.
fn linked(
    fields: &Fields<'_, '_>,
    key: &str,
    target: Target,
    links: &mut Vec<Link>,
    problems: &mut Problems<'_>,
) -> Vec<String> {
    fields.list(key, problems, |one, problems| {
        let id = text(one, key, problems)?;
        links.push(Link::new(target, id, one.start, problems));
        Some(id.to_owned())
    })
}

/// The message, which is the title where none is given.
fn message(
    fields: &Fields<'_, '_>,
    title: &str,
    captures: &Captures<'_>,
    problems: &mut Problems<'_>,
) -> Template {
    let Some(node) = fields.get("message") else {
        return Template::literal(title);
    };
    let Some(written) = text(node, "message", problems) else {
        return Template::default();
    };
    let template = Template(written.to_owned());
    for (offset, message) in template.faults(|name| captures.refuse(name, &["count"])) {
        problems.add(node.place_of(offset), message);
    }
    template
}

/// The texts of a key that may be left out.
fn prose(fields: &Fields<'_, '_>, key: &str, problems: &mut Problems<'_>) -> Vec<String> {
    fields
        .get(key)
        .map(|node| texts(node, key, problems))
        .unwrap_or_default()
}

/// The status; what replaces a deprecated cause is noted as a link.
fn status(fields: &Fields<'_, '_>, links: &mut Vec<Link>, problems: &mut Problems<'_>) -> Status {
    let status = fields
        .get("status")
        .and_then(|node| word(node, "status", &keys::STATUSES, problems));
    let deprecated = status == Some("deprecated");
    if let Some(node) = fields.get("replaced_by").filter(|_| !deprecated) {
        problems.add(node.start, "'replaced_by' goes with 'status: deprecated'");
    }
    match status {
        Some("experimental") => Status::Experimental,
        Some("deprecated") => {
            fields.required("replaced_by", problems);
            let successor = linked(fields, "replaced_by", Target::Cause, links, problems);
            Status::Deprecated(successor.into_iter().next().unwrap_or_default())
        }
        _ => Status::Stable,
    }
}
