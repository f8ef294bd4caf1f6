//! Times as PowerShell's `ConvertTo-Json` and .NET's serializer write them: `/Date(1715670000000+0200)/`.
//!
//! Milliseconds since 1970 UTC; the offset is for display alone.

use crate::time::{Stamp, Zone};

/// The instant of `/Date(...)/`; the placeholder for no time gives none.
pub(in crate::format) fn instant(text: &str) -> Option<Stamp> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let zone = inside.rfind(['+', '-']).filter(|at| *at > 0);
    let (millis, _) = inside.split_at_checked(zone.unwrap_or(inside.len()))?;
    let nanos = millis.parse::<i64>().ok()?.checked_mul(1_000_000)?;
    (nanos > 0).then_some(Stamp {
        nanos,
        zone: Zone::Utc,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_utc_whatever_the_offset() {
        let shown = |text: &str| instant(text).map(Stamp::rfc3339);
        assert_eq!(
            shown("/Date(1715670000000+0200)/").as_deref(),
            Some("2024-05-14T07:00:00Z")
        );
        assert_eq!(
            shown("/Date(1715670000000)/").as_deref(),
            Some("2024-05-14T07:00:00Z")
        );
        for text in [
            "/Date(-62135568000000-0800)/",
            "/Date()/",
            "2024-05-14",
            "/Date(99999999999999999999)/",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
