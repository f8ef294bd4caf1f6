//! An error code: how it is written, what it is called, where it comes from, which causes use it, what mends them.
//!
//! A cause uses a code that its condition names. One that only weighs it, for or against, comes after, without its fixes.

use super::{Explanation, Subject, action_entry, entry};
use crate::author::query::CodeQuery;
use crate::code::{CodeInfo, ErrorCode};
use crate::rule::{Cause, RuleSet, Status};

/// Explains a code; `None` for what is none and for numbers of which nothing is known.
pub(super) fn explain(query: &str, rules: &RuleSet) -> Option<Explanation> {
    let wanted = CodeQuery::parse(query).ok()?;
    let info = wanted.code.info()?;
    let (causes, weighing): (Vec<_>, Vec<_>) = causes(&wanted, rules)
        .into_iter()
        .partition(|cause| wanted.in_condition(&cause.when, rules));
    let noise = noise(&wanted, rules);
    let used = !(causes.is_empty() && weighing.is_empty() && noise.is_empty());
    // No cause ever names a code that only carries another.
    let missing = !used && info.carrier.is_none();
    Some(
        Explanation::new(Subject::Code, heading(wanted.code, &info))
            .with_paragraph(info.meaning.as_str())
            .with_paragraph(carrier(&info))
            .with_section("Written as", vec![forms(wanted.code)])
            .with_section("Names", info.names)
            .with_section("Comes from", vec![info.group])
            .with_section(
                "Extend value",
                wanted.extend.map(extend).into_iter().collect(),
            )
            .with_section("Causes that use it", titles(&causes))
            .with_section("Causes that weigh it", titles(&weighing))
            .with_section("Harmless where", noise)
            .with_paragraph(if missing { "No rule uses it yet." } else { "" })
            .with_section("What to do", fixes(&causes, rules)),
    )
}

fn causes<'r>(wanted: &CodeQuery, rules: &'r RuleSet) -> Vec<&'r Cause> {
    let in_use = rules
        .causes
        .iter()
        .filter(|cause| !matches!(cause.status, Status::Deprecated(_)));
    in_use
        .filter(|cause| wanted.in_signals(&cause.signals, rules))
        .collect()
}

fn noise(wanted: &CodeQuery, rules: &RuleSet) -> Vec<String> {
    rules
        .noise
        .iter()
        .filter(|noise| wanted.in_signal(noise.silences, rules))
        .map(|noise| entry(&noise.id, Some(noise.because.trim())))
        .collect()
}

fn heading(code: ErrorCode, info: &CodeInfo) -> String {
    info.names
        .first()
        .map_or_else(|| code.to_string(), |name| format!("{code} {name}"))
}

fn carrier(info: &CodeInfo) -> String {
    info.carrier.map_or_else(String::new, |beneath| {
        format!(
            "It only says that something beneath failed: {beneath}. \
             Look for the codes written before it; alone it names no cause."
        )
    })
}

fn forms(code: ErrorCode) -> String {
    let mut forms = vec![code.to_string()];
    if code.is_failure() {
        forms.extend([code.0.to_string(), code.signed().to_string()]);
    }
    forms.extend(code.win32().map(|number| format!("Win32 {number}")));
    forms.join(", ")
}

fn extend(value: u32) -> String {
    let known = ErrorCode(value).info().map(|info| info.meaning);
    let meaning = known.filter(|meaning| !meaning.is_empty());
    entry(&format!("0x{value:X}"), meaning.as_deref())
}

fn titles(causes: &[&Cause]) -> Vec<String> {
    causes
        .iter()
        .map(|cause| entry(&cause.id, Some(&cause.title)))
        .collect()
}

/// The actions of these causes, each once.
fn fixes(causes: &[&Cause], rules: &RuleSet) -> Vec<String> {
    let mut lines = Vec::new();
    for fix in causes.iter().flat_map(|cause| &cause.fix) {
        let line = action_entry(&fix.action, rules);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}
