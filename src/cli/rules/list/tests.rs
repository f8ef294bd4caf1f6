use super::*;

fn entry(id: &str, title: &str) -> ListEntry {
    ListEntry {
        r#type: "cause",
        id: id.to_owned(),
        title: title.to_owned(),
        severity: Some(wutriage::report::Severity::Error),
        owner: None,
        status: Some("stable"),
        replaced_by: None,
        replaces_built_in: false,
        family: None,
        codes: Vec::new(),
        kinds: Vec::new(),
        file: None,
    }
}

#[track_caller]
fn check(entries: &[ListEntry], width: Option<usize>, expected: &str) {
    let mut bytes = Vec::new();
    table(entries, false, width, &mut bytes).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn columns_line_up_and_titles_are_broken_below_themselves() {
    let entries = [
        entry("tls/off", "TLS 1.2 is switched off for clients"),
        entry("network/dns", "The name cannot be resolved"),
    ];
    check(
        &entries,
        None,
        "tls/off      error  TLS 1.2 is switched off for clients\n\
         network/dns  error  The name cannot be resolved\n",
    );
    check(
        &entries,
        Some(50),
        "tls/off      error  TLS 1.2 is switched off for\n                    clients\n\
         network/dns  error  The name cannot be resolved\n",
    );
}

#[test]
fn a_title_without_room_stands_below_its_rule() {
    let long = entry("network/a-name-that-takes-the-line", "What is wrong");
    check(
        &[long],
        Some(50),
        "network/a-name-that-takes-the-line  error\n  What is wrong\n",
    );
}

#[test]
fn what_is_not_an_ordinary_rule_is_marked() {
    let mut marked = entry("a/b", "Title");
    marked.status = Some("experimental");
    marked.replaces_built_in = true;
    check(
        &[marked.clone()],
        None,
        "a/b  error  Title (experimental; in place of the built-in rule)\n",
    );
    marked.status = Some("deprecated");
    marked.replaced_by = Some("a/c".to_owned());
    marked.replaces_built_in = false;
    check(&[marked], None, "a/b  error  Title (deprecated, see a/c)\n");
}

#[test]
fn a_title_does_not_steer_the_terminal() {
    check(
        &[entry("a/b", "a\u{1b}[2Jb")],
        None,
        "a/b  error  a\\x1b[2Jb\n",
    );
}
