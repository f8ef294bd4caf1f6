//! Places, styles and refusals of the YAML subset.

use super::*;
use crate::rule::RuleFile;

fn problems_of(text: &str) -> Vec<String> {
    let file = RuleFile {
        path: "a/b.yaml".into(),
        display: "b".into(),
        text: text.into(),
    };
    let mut problems = Problems::new(&file);
    let _ = Node::parse(&file.text, &mut problems);
    problems
        .into_list()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn check(text: &str, expected: &str) {
    assert_eq!(problems_of(text), [expected]);
}

#[test]
fn a_repeated_key_is_a_problem_with_both_places() {
    check(
        "a: 1\nb:\n  c: 1\n  c: 2\n",
        "b:4:3: key 'c' stands here again, first in line 3",
    );
}

#[test]
fn what_rules_do_without_is_named() {
    check(
        "a: &x 1\n",
        "b:1:4: anchors are no part of the rule language",
    );
    check(
        "a: !!str 1\n",
        "b:1:4: tags are no part of the rule language",
    );
    check("? [a]\n: 1\n", "b:1:3: a key must be a word");
    check(
        "a: 1\n---\nb: 1\n",
        "b:2:1: a rule file holds one document; split it into files",
    );
}

#[test]
fn nesting_is_capped() {
    let deep = "[".repeat(200);
    check(&deep, "b:1:33: nested deeper than 32 levels");
}

#[test]
fn an_empty_file_is_a_problem_of_the_whole_file() {
    check("# nothing\n", "b:1:1: the file is empty");
}

#[test]
fn values_know_their_place_and_style() {
    let file = RuleFile {
        path: String::new(),
        display: String::new(),
        text: "a:\n  - 'it''s'\n  - plain # note\n".into(),
    };
    let mut problems = Problems::new(&file);
    let root = Node::parse(&file.text, &mut problems).unwrap();
    let Value::Map(entries) = &root.value else {
        panic!("a map")
    };
    let Value::List(items) = &entries[0].node.value else {
        panic!("a list")
    };
    let place = |line, column| At { line, column };
    assert_eq!((items[0].start, items[0].end), (place(2, 5), place(2, 12)));
    assert_eq!(items[0].place_of(3), place(2, 10));
    assert_eq!((items[1].start, items[1].end), (place(3, 5), place(3, 10)));
}
