//! Causes that a site does not want to hear of, with the reason: a file `silenced/<name>.yaml` of its own rules.
//!
//! ```yaml
//! because: Laptops get their updates in the office; what fails on the VPN is known and accepted.
//! rules: [network/vpn-path]
//! ```
//!
//! Where two files silence one cause, the reason of the later one counts.

use super::check::{Link, Target};
use super::fields::{Fields, text};
use super::keys;
use super::node::Node;
use super::problems::Problems;

/// Reads the ids, each with the reason of the file.
pub(super) fn read(
    root: &Node<'_>,
    links: &mut Vec<Link>,
    problems: &mut Problems<'_>,
) -> Vec<(String, String)> {
    let Some(fields) = Fields::of(root, "what is silenced", &keys::SILENCED_CAUSES, problems)
    else {
        return Vec::new();
    };
    let because = fields.required_text("because", problems);
    if let Some(node) = fields.get("because").filter(|_| because.is_empty()) {
        let message = "'because' is empty; say why the site does not want to hear of it";
        problems.add(node.start, message);
    }
    fields.required("rules", problems);
    fields.list("rules", problems, |node, problems| {
        let id = text(node, "rules", problems)?;
        links.push(Link::new(Target::Cause, id, node.start, problems));
        Some((id.to_owned(), because.clone()))
    })
}
