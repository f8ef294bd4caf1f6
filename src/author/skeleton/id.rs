//! Ids of causes: `family/name`, which is also the path of the file.

use crate::error::Error;
use crate::rule::RuleSet;

/// Folders that hold something other than causes.
const TAKEN: [&str; 5] = ["actions", "knowledge", "noise", "signals", "symptoms"];

/// That the id can name a new cause.
pub(super) fn check(id: &str, rules: &RuleSet) -> Result<(), Error> {
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        let inner = bytes.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        inner && !word.is_empty() && !word.starts_with('-') && !word.ends_with('-')
    };
    let parts = id.split_once('/');
    let Some((family, _)) = parts.filter(|(family, name)| is_word(family) && is_word(name)) else {
        let form = "an id is <family>/<name> in a-z, 0-9 and -, such as network/dns-name-not-resolved; it names the cause, not the code and not the fix";
        return Err(Error::invalid("id", id, form));
    };
    if TAKEN.contains(&family) {
        let reason = format!(
            "the folder '{family}' holds no causes; name a family such as network, servicing or other"
        );
        return Err(Error::invalid("id", id, reason));
    }
    match rules.causes.iter().find(|cause| cause.id == id) {
        Some(cause) => {
            let reason = format!(
                "it is taken by '{}', and an id is never used again",
                cause.file
            );
            Err(Error::invalid("id", id, reason))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::default_files;

    fn check(id: &str, expected: Option<&str>) {
        let rules = RuleSet::load(&default_files()).unwrap();
        let refused = super::check(id, &rules)
            .err()
            .map(|error| error.to_string());
        match (refused, expected) {
            (None, None) => {}
            (Some(refused), Some(expected)) => assert!(refused.contains(expected), "{refused}"),
            (refused, _) => panic!("{id}: {refused:?}"),
        }
    }

    #[test]
    fn an_id_is_a_family_and_a_name_that_nobody_has() {
        check("contoso/agent-stops-updates", None);
        check(
            "network/vpn-path",
            Some("is taken by 'built-in rules/network/vpn-path.yaml'"),
        );
        check("noise/x", Some("holds no causes"));
        for id in [
            "", "/", "a", "a/", "/b", "a/b/c", "A/b", "a/b_c", "a/b.yaml", "../b", "-a/b", "a/ü",
        ] {
            check(id, Some("an id is <family>/<name>"));
        }
    }
}
