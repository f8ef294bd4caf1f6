use super::*;

fn file(display: &str, path: &str, text: &str) -> RuleFile {
    RuleFile {
        path: path.to_owned(),
        display: format!("{display}{path}"),
        text: text.to_owned(),
    }
}

fn files() -> Vec<RuleFile> {
    let built_in = "built-in rules/";
    vec![
        file(built_in, "actions/scan-failed.yaml", "title: Scan\n"),
        file(built_in, "noise/probes.yaml", "because: So.\n"),
        file(
            built_in,
            "signals/outcomes.yaml",
            "signals:\n  failed: {}\n",
        ),
        file(built_in, "symptoms/scan-failed.yaml", "title: Failed\n"),
        file(built_in, "tls/off.yaml", "title: Off\n"),
        file("my/", "tls/off.yaml", "\u{feff}title: Mine\n"),
        file("my/", "tls/not yaml.txt", "title: [\n"),
        file("my/", "signals/broken.yaml", "signals: [\n"),
    ]
}

#[track_caller]
fn check(id: &str, expected: &str) {
    assert_eq!(show(id, &files()).unwrap().file.display, expected);
}

#[track_caller]
fn refused(id: &str, expected: &str) {
    let message = show(id, &files()).unwrap_err().to_string();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn every_kind_of_rule_is_found_by_its_id() {
    check("tls/off", "my/tls/off.yaml");
    check("probes", "built-in rules/noise/probes.yaml");
    check("noise/probes", "built-in rules/noise/probes.yaml");
    check("shared.failed", "built-in rules/signals/outcomes.yaml");
    check("outcomes", "built-in rules/signals/outcomes.yaml");
    check(
        "actions/scan-failed",
        "built-in rules/actions/scan-failed.yaml",
    );
}

#[test]
fn a_name_that_several_rules_go_by_is_asked_back() {
    refused(
        "scan-failed",
        "write 'actions/scan-failed' or 'symptoms/scan-failed'",
    );
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    refused("tls/of", "did you mean 'tls/off'?");
    refused("off", "did you mean 'tls/off'?");
    refused("shared.faild", "did you mean 'shared.failed'?");
    refused("nothing-like-it", "there is none");
}

#[test]
fn the_header_tells_where_it_is_from_and_what_it_replaces() {
    let files = files();
    let header = |id| show(id, &files).unwrap().header().join("\n");
    assert_eq!(
        header("tls/off"),
        "# my/tls/off.yaml, a cause\n# It is used in place of the built-in cause of the same id."
    );
    assert_eq!(
        header("probes"),
        "# noise/probes.yaml, a noise rule, built into wutriage"
    );
    let built_in = show("tls/off", files.get(..5).unwrap()).unwrap().header();
    assert!(built_in.join("\n").contains("save it as DIR/tls/off.yaml"));
}

#[test]
fn a_byte_order_mark_does_not_come_to_stand_in_the_middle() {
    assert_eq!(show("tls/off", &files()).unwrap().text(), "title: Mine\n");
}
