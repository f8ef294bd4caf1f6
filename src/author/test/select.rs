//! Which tests are run: those of a rule (`tls/tls12-not-enabled`), of a family (`tls/*`), or with a name (`a time-out`).

use super::Case;
use crate::error::Error;
use crate::rule::nearest;

/// The cases that at least one filter names, in their order; all of them where there is no filter.
///
/// A filter is an id, `family/*`, or a part of `id: name of the test`, in any ASCII case. Fails for a filter that names
/// no test, with what it could have meant.
pub fn select<'r>(cases: &[Case<'r>], filters: &[String]) -> Result<Vec<Case<'r>>, Error> {
    for filter in filters {
        if !cases.iter().any(|case| names(filter, case)) {
            return Err(nothing_named(filter, cases));
        }
    }
    let wanted =
        |case: &&Case<'_>| filters.is_empty() || filters.iter().any(|filter| names(filter, case));
    Ok(cases.iter().filter(wanted).copied().collect())
}

fn names(filter: &str, case: &Case<'_>) -> bool {
    let filter = filter.trim().to_ascii_lowercase();
    let id = case.rule.id();
    match filter.strip_suffix("/*") {
        Some(family) => id.split_once('/').is_some_and(|(known, _)| known == family),
        None => format!("{id}: {}", case.test.name)
            .to_ascii_lowercase()
            .contains(&filter),
    }
}

fn nothing_named(filter: &str, cases: &[Case<'_>]) -> Error {
    let near = nearest_to(filter, cases).map(|near| format!("; did you mean '{near}'?"));
    let expected = "no rule or test has it in its name".to_owned() + &near.unwrap_or_default();
    Error::invalid("filter", filter, expected)
}

/// What the filter could have meant: a family for `family/*`, an id for what has a family, a rule's name for the rest.
fn nearest_to(filter: &str, cases: &[Case<'_>]) -> Option<String> {
    let ids: Vec<String> = cases.iter().map(|case| case.rule.id()).collect();
    let parts = ids.iter().filter_map(|id| id.split_once('/'));
    let near = |word, known: Vec<&str>| nearest(word, &known).map(str::to_owned);
    match filter.strip_suffix("/*") {
        Some(family) => {
            let family = near(family, parts.map(|(family, _)| family).collect())?;
            Some(format!("{family}/*"))
        }
        None if filter.contains('/') => near(filter, ids.iter().map(String::as_str).collect()),
        None => near(filter, parts.map(|(_, name)| name).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases;
    use super::*;
    use crate::rule::{RuleSet, default_files};

    fn selected(filters: &[&str]) -> Result<Vec<String>, String> {
        let rules = RuleSet::load(&default_files()).unwrap();
        let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
        let cases = cases(&rules);
        let mut ids: Vec<String> = select(&cases, &filters)
            .map_err(|error| error.to_string())?
            .iter()
            .map(|case| case.rule.id())
            .collect();
        ids.dedup();
        Ok(ids)
    }

    #[test]
    fn a_filter_is_an_id_a_family_or_a_part_of_a_name() {
        let check = |filters: &[&str], expected: &[&str]| {
            assert_eq!(selected(filters).unwrap(), expected, "{filters:?}");
        };
        check(&["network/vpn-path"], &["network/vpn-path"]);
        check(&["dns-name-NOT"], &["network/dns-name-not-resolved"]);
        check(
            &["DNS events beside the failed"],
            &["network/dns-name-not-resolved"],
        );
        check(
            &["time/*", "noise/agent-commit-probe"],
            &["time/clock-skew", "noise/agent-commit-probe"],
        );
        assert!(selected(&[]).unwrap().len() > 12);
    }

    #[test]
    fn a_filter_that_names_nothing_is_told_what_it_could_have_meant() {
        let check = |filter: &str, near: &str| {
            let refused = selected(&["network/*", filter]).unwrap_err();
            assert!(refused.ends_with(near), "{refused}");
        };
        check("network/vpn-pth", "; did you mean 'network/vpn-path'?");
        check("vpn-pth", "; did you mean 'vpn-path'?");
        check("netwrok/*", "; did you mean 'network/*'?");
        check("xyzzy", "no rule or test has it in its name");
    }
}
