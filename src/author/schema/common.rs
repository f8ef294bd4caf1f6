//! What several kinds of file have in common: codes, kinds of log, durations, conditions, ids.

use serde_json::{Value, json};

use super::value::{described, one_of, one_or_many, pattern};
use crate::record::Kind;
use crate::rule::keys;

/// A name of the author's own: of a signal, a capture, a parameter.
pub(super) const NAME: &str = "^[a-z][a-z0-9_]*$";
/// The name of a file without its extension.
pub(super) const STEM: &str = "^[a-z0-9-]+$";
/// The id of a cause.
pub(super) const CAUSE_ID: &str = "^[a-z0-9-]+/[a-z0-9-]+$";
/// How a condition calls a signal.
pub(super) const SIGNAL_NAME: &str = "^(shared\\.)?[a-z][a-z0-9_]*$";
/// How a symptom calls one.
pub(super) const SHARED_NAME: &str = "^shared\\.[a-z][a-z0-9_]*$";

/// Numbers that can be an error code and not one of the slips that YAML makes: `12007` and `80070005` are decimal, and
/// what their digits mean as a number lies outside.
const CODE_NUMBERS: [(u32, u32); 2] = [(0x0010_0000, 0x00FF_FFFF), (0x1000_0000, u32::MAX)];

/// An error code of a signal.
pub(super) fn code() -> Value {
    let mut forms: Vec<_> = [
        "^0x[0-9A-Fa-f]{8}$",
        "^0x[0-9A-Fa-f]{1,7}\\*$",
        "^0x[0-9A-Fa-f]{8}-0x0*[1-5][0-9A-Fa-f]{4}$",
        "^([A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+|[Ww][Ss][Aa][A-Za-z]+)$",
    ]
    .map(pattern)
    .into();
    // Unquoted, 0x80072EE7 is a number to every reader of YAML.
    forms.extend(
        CODE_NUMBERS
            .map(|(low, high)| json!({ "type": "integer", "minimum": low, "maximum": high })),
    );
    described(
        "An error code: 0x and eight digits (0x80072EE7), a known symbol (WININET_E_NAME_NOT_RESOLVED), a range (0x800F08*), or a setup code with its extend value (0xC1900101-0x20017). One below 0x00100000 wants quotes.",
        &json!({ "anyOf": forms }),
    )
}

/// Kinds of log.
pub(super) fn kinds() -> Value {
    let names = Kind::ALL.map(Kind::name).into_iter();
    one_or_many(
        "Kinds of log, whatever their form on disk. 'servicing' is cbs, dism and panther.",
        &one_of(names.chain([keys::SERVICING])),
    )
}

/// A value to compare with. A number such as 80070005 is a code that lacks its 0x.
pub(super) fn scalar() -> Value {
    let code = json!({ "type": "integer", "minimum": 80_000_000, "maximum": 89_999_999 });
    json!({ "type": ["string", "number", "boolean"], "not": code })
}

/// A span of time.
pub(super) fn duration() -> Value {
    let form = pattern("^\\s*[0-9]+[smhd]\\s*$");
    described("A number and s, m, h or d: 90s, 5m, 2h, 7d.", &form)
}

/// A condition. Its words are checked when the rules are loaded.
pub(super) fn condition() -> Value {
    described(
        "A condition over signals: and, or, not, ( ), 'a near b within 5m', 'count(a) >= 3 within 1h'.",
        &json!({ "type": "string", "minLength": 1 }),
    )
}
