//! Keys and values on their way to the sink: shown as text by the batch, and made into records where they are wanted.

use super::value::Value;
use crate::format::state::registry::{key_record, value_record};
use crate::format::{Located, Sink};

/// Text that is shown at once.
const BATCH: usize = 256 * 1024;

/// Keys that tell of the machine, in lower case: their values, and those of the keys below them.
const TELLING: [&str; 6] = [
    r"\software\policies\microsoft\windows\windowsupdate",
    r"\software\microsoft\policymanager\current\device\update",
    r"\control\timezoneinformation",
    r"\control\computername",
    r"\control\productoptions",
    r"\windowsupdate\auto update\rebootrequired",
];
/// Keys whose values tell of the machine, and nothing below them does.
const TELLING_ALONE: [&str; 3] = [
    r"\software\microsoft\windows nt\currentversion",
    r"\software\microsoft\ccm",
    r"\currentversion\component based servicing\rebootpending",
];

/// Entries that wait to be shown.
pub(super) struct Entries<'s> {
    sink: &'s mut dyn Sink,
    waiting: Vec<Waiting>,
    text: Vec<u8>,
    ends: Vec<usize>,
    shown: u64,
    text_shown: usize,
    root: Option<Located<'static>>,
}

struct Waiting {
    located: Located<'static>,
    tells: bool,
}

impl<'s> Entries<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            sink,
            waiting: Vec::new(),
            text: Vec::new(),
            ends: Vec::new(),
            shown: 0,
            text_shown: 0,
            root: None,
        }
    }

    /// Takes a key. The first is the root, whose record says that the hive has whatever lies below: it comes last, when it
    /// is known whether that is so.
    pub(super) fn key(&mut self, path: &str, bounds: (usize, usize)) {
        let located = of_hive(key_record(path, bounds));
        if self.root.is_none() {
            self.root = Some(located);
        } else {
            self.push(path, located);
        }
    }

    pub(super) fn value(&mut self, path: &str, value: Value) {
        let located = of_hive(value_record(path, value.name, value.data, value.bounds));
        self.push(path, located);
    }

    /// Bytes of text that were made so far.
    pub(super) const fn text_so_far(&self) -> usize {
        self.text_shown + self.text.len()
    }

    fn push(&mut self, path: &str, located: Located<'static>) {
        self.text.extend_from_slice(&located.record.message);
        self.ends.push(self.text.len());
        let tells = tells(path);
        self.waiting.push(Waiting { located, tells });
        if self.text.len() >= BATCH {
            self.show();
        }
    }

    /// Shows what waits and hands over what is wanted.
    fn show(&mut self) {
        let mut asked = self
            .sink
            .asked(&self.text, &self.ends)
            .into_iter()
            .peekable();
        for (place, Waiting { located, tells }) in self.waiting.drain(..).enumerate() {
            let is_asked = asked.next_if_eq(&place).is_some();
            if is_asked || tells {
                self.sink.take(self.shown + place as u64, located);
            }
        }
        self.shown += self.ends.len() as u64;
        self.text_shown += self.text.len();
        self.text.clear();
        self.ends.clear();
    }

    /// Hands over the rest, and the root where it covers what lies below it. Gives the number of all entries.
    pub(super) fn finish(mut self, covers: bool) -> u64 {
        self.show();
        if let Some(root) = self.root.take().filter(|_| covers) {
            self.sink.take(self.shown, root);
        }
        self.shown + 1
    }
}

fn of_hive(mut located: Located<'static>) -> Located<'static> {
    located.record.component = super::HIVE.into();
    located
}

fn tells(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    TELLING.iter().any(|key| path.contains(key))
        || TELLING_ALONE.iter().any(|key| path.ends_with(key))
}
