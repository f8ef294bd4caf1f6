//! What the checks look at: one rule file with its places and with what was loaded from it.

use crate::rule::{
    At, Cause, Condition, NoiseRule, Outline, RuleFile, RuleSet, Signal, SignalId, Status,
};

/// What a check has to say.
pub(super) struct Note {
    pub(super) at: At,
    pub(super) message: String,
}

/// A rule file that loads.
pub(super) struct Subject<'s> {
    pub(super) file: &'s RuleFile,
    pub(super) outline: &'s Outline<'s>,
    pub(super) rules: &'s RuleSet,
    pub(super) holds: Holds<'s>,
    /// Whether no file had to be left out, so that what nothing uses is known.
    pub(super) whole: bool,
}

/// What the file holds.
pub(super) enum Holds<'s> {
    Cause(&'s Cause),
    Noise(&'s NoiseRule),
    /// Signals that rules share.
    Signals,
}

/// A signal as its file defines it.
pub(super) struct Named<'s> {
    /// Its name there.
    pub(super) name: &'s str,
    /// Where it is defined.
    pub(super) path: Vec<&'s str>,
    pub(super) id: SignalId,
    pub(super) signal: &'s Signal,
}

impl<'s> Subject<'s> {
    /// `None` for what the checks have nothing to say of: symptoms, actions, and a cause that another file replaced.
    pub(super) fn of(
        file: &'s RuleFile,
        outline: &'s Outline<'s>,
        rules: &'s RuleSet,
        whole: bool,
    ) -> Option<Self> {
        let cause = rules.causes.iter().find(|it| it.file == file.display);
        let noise = rules.noise.iter().find(|it| it.file == file.display);
        let holds = match (cause, noise) {
            (Some(cause), _) => Holds::Cause(cause),
            (None, Some(noise)) => Holds::Noise(noise),
            (None, None) if file.path.starts_with("signals/") => Holds::Signals,
            (None, None) => return None,
        };
        Some(Self {
            file,
            outline,
            rules,
            holds,
            whole,
        })
    }

    /// The cause, where the file holds one.
    pub(super) fn cause(&self) -> Option<&'s Cause> {
        match self.holds {
            Holds::Cause(cause) => Some(cause),
            _ => None,
        }
    }

    /// The cause, where the file holds one that is trusted.
    pub(super) fn stable(&self) -> Option<&'s Cause> {
        self.cause().filter(|cause| cause.status == Status::Stable)
    }

    /// The signals that the file defines, in its order.
    pub(super) fn signals(&'s self) -> Vec<Named<'s>> {
        let keys = self.outline.keys(&["signals"]).into_iter();
        let own = keys.filter_map(|(name, _)| self.named(name, vec!["signals", name]));
        let silenced = self.named("silenced", vec!["silences"]);
        silenced.into_iter().chain(own).collect()
    }

    fn named(&'s self, name: &'s str, path: Vec<&'s str>) -> Option<Named<'s>> {
        let id_in = |names: &[(String, SignalId)]| {
            let known = names.iter().find(|(known, _)| known == name)?;
            Some(known.1)
        };
        let id = match self.holds {
            Holds::Cause(cause) => id_in(&cause.signals)?,
            Holds::Noise(noise) => id_in(&noise.signals)?,
            Holds::Signals => self.shared(name)?,
        };
        Some(Named {
            name,
            path,
            id,
            signal: self.signal(id)?,
        })
    }

    /// The shared signal of that name; `None` where an equal one goes by another.
    fn shared(&self, name: &str) -> Option<SignalId> {
        let name = format!("shared.{name}");
        let signals = (0..).zip(&self.rules.signals);
        signals
            .filter(|(_, signal)| signal.name == name)
            .map(|(number, _)| SignalId(number))
            .next()
    }

    pub(super) fn signal(&self, id: SignalId) -> Option<&'s Signal> {
        self.rules.signal(id)
    }

    /// Every condition of the file with its path: `when`, and the items of `weigh`.
    pub(super) fn conditions(&self) -> Vec<(&'s Condition, Vec<String>)> {
        let path = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        match self.holds {
            Holds::Signals => Vec::new(),
            Holds::Noise(noise) => vec![(&noise.when, path(&["when"]))],
            Holds::Cause(cause) => {
                let mut all = vec![(&cause.when, path(&["when"]))];
                let sides = cause.weigh.iter();
                let sides = sides.flat_map(|it| [("for", &it.for_), ("against", &it.against)]);
                for (side, items) in sides {
                    for (number, item) in items.iter().enumerate() {
                        all.push((&item.when, path(&["weigh", side, &number.to_string()])));
                    }
                }
                all
            }
        }
    }

    /// Where the key of that path stands.
    pub(super) fn place(&self, path: &[impl AsRef<str>]) -> At {
        let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
        self.outline.place_of(&path)
    }

    /// A remark at that path.
    pub(super) fn note(&self, path: &[impl AsRef<str>], message: impl Into<String>) -> Note {
        Note {
            at: self.place(path),
            message: message.into(),
        }
    }
}
