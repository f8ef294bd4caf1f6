//! Where things stand in a rule file, for what is noticed after it was loaded.
//!
//! A loaded rule keeps no positions. Who has something to say of it reads the file once more as a tree and asks for the
//! place of a key by its path, as in `["signals", "aborted"]`; an item of a list goes by its number.

use super::RuleFile;
use super::node::{Entry, Node, Value};
use super::problems::{At, Problems};

/// The tree of a rule file.
#[derive(Debug)]
pub struct Outline<'f> {
    root: Option<Node<'f>>,
}

impl<'f> Outline<'f> {
    /// The file's tree; that of a file that is no YAML is empty.
    pub fn of(file: &'f RuleFile) -> Self {
        let root = Node::parse(&file.text, &mut Problems::new(file));
        Self { root }
    }

    /// Where the key of that path stands, or the item; of a path that is not there, as much of it as is. The place of the
    /// empty path is the beginning of the rule.
    pub fn place_of(&self, path: &[&str]) -> At {
        let mut at = self.root.as_ref().map_or(At::default(), |root| root.start);
        let mut node = self.root.as_ref();
        for name in path {
            let Some((place, inner)) = node.and_then(|node| node.entry(name)) else {
                break;
            };
            (at, node) = (place, Some(inner));
        }
        at
    }

    /// The keys of the map at that path, in the file's order, with their places; none where no map is.
    pub fn keys(&self, path: &[&str]) -> Vec<(&str, At)> {
        let entries = match self.node(path).map(|node| &node.value) {
            Some(Value::Map(entries)) => entries.as_slice(),
            _ => &[],
        };
        let named = entries.iter().map(|entry| (entry.name.as_ref(), entry.at));
        named.collect()
    }

    /// Every text that is the value of a key of that name, or in its list, anywhere below the path; with its place.
    pub fn texts(&self, path: &[&str], key: &str) -> Vec<(&str, At)> {
        let mut found = Vec::new();
        if let Some(node) = self.node(path) {
            collect(node, key, &mut found);
        }
        found
    }

    fn node(&self, path: &[&str]) -> Option<&Node<'f>> {
        path.iter()
            .try_fold(self.root.as_ref()?, |node, name| node.step(name))
    }
}

fn collect<'n>(node: &'n Node<'_>, key: &str, found: &mut Vec<(&'n str, At)>) {
    match &node.value {
        Value::Map(entries) => {
            for Entry { name, node, .. } in entries {
                if name == key {
                    found.extend(scalars(node));
                }
                collect(node, key, found);
            }
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, key, found)),
        Value::Scalar(..) => {}
    }
}

/// The text itself, or the texts of a list.
fn scalars<'n>(node: &'n Node<'_>) -> impl Iterator<Item = (&'n str, At)> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    items.iter().filter_map(|item| match &item.value {
        Value::Scalar(text, _) => Some((text.as_ref(), item.start)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "title: A\nsignals:\n  one: { text: 'x' }\n  two:\n    any: [ { text: ['y', 'z'] }, { code: 0x80070005 } ]\nweigh:\n  for:\n    - { signal: one, add: 5 }\n";

    fn file(text: &str) -> RuleFile {
        RuleFile {
            path: "tls/a.yaml".into(),
            display: "tls/a.yaml".into(),
            text: text.into(),
        }
    }

    fn check(path: &[&str], line: u32, column: u32) {
        let file = file(RULE);
        let place = Outline::of(&file).place_of(path);
        assert_eq!(place, At { line, column }, "{path:?}");
    }

    #[test]
    fn a_key_and_an_item_are_found_by_their_path() {
        check(&[], 1, 1);
        check(&["signals", "two"], 4, 3);
        check(&["weigh", "for", "0"], 8, 7);
        check(&["weigh", "for", "0", "add"], 8, 22);
    }

    #[test]
    fn of_what_is_not_there_the_nearest_place_is_given() {
        check(&["tests"], 1, 1);
        check(&["signals", "three"], 2, 1);
        check(&["weigh", "for", "7"], 7, 3);
    }

    #[test]
    fn texts_are_found_at_any_depth() {
        let file = file(RULE);
        let outline = Outline::of(&file);
        let texts = |path: &[&str]| {
            let found = outline.texts(path, "text").into_iter();
            found.map(|(text, at)| format!("{text}{}:{}", at.line, at.column))
        };
        assert!(texts(&["signals"]).eq(["x3:16", "y5:21", "z5:26"]));
        assert!(texts(&["signals", "one"]).eq(["x3:16"]));
        assert!(texts(&["nothing"]).eq([""; 0]));
    }

    #[test]
    fn the_outline_of_no_yaml_is_empty() {
        let file = file("a: [");
        let outline = Outline::of(&file);
        assert_eq!(outline.place_of(&["a"]), At::default());
        assert!(outline.keys(&[]).is_empty());
    }
}
