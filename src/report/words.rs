//! The words a report uses, in rising order of weight, so that comparing them compares what they mean.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, lowest first.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word reports and rules use.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value that the word names.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

words! {
    /// How bad a cause is.
    Severity {
        /// Worth knowing, nothing is broken.
        Info = "info",
        /// Will break something or already slows it.
        Warning = "warning",
        /// Updates fail.
        Error = "error",
        /// The machine is at risk.
        Critical = "critical",
    }
}

words! {
    /// How sure a finding is. Ten points are about ten to one odds.
    Confidence {
        /// Below 20 points: a suspicion.
        Low = "low",
        /// 20 to 39 points.
        Medium = "medium",
        /// From 40 points: proven as far as logs can.
        High = "high",
    }
}

impl Confidence {
    /// The confidence that a score amounts to.
    pub const fn from_score(score: i32) -> Self {
        match score {
            ..20 => Self::Low,
            20..40 => Self::Medium,
            40.. => Self::High,
        }
    }
}

words! {
    /// Whether it still matters. Ordered from the worst down for ranking.
    State {
        /// It is broken now, as far as the logs reach.
        Active = "active",
        /// Something needed to tell is missing.
        Inconclusive = "inconclusive",
        /// A later success cleared it.
        Recovered = "recovered",
    }
}

words! {
    /// Who has to act.
    Owner {
        /// The machine itself: our script can mend it.
        Client = "client",
        /// Whoever runs the WSUS server.
        Wsus = "wsus",
        /// Whoever runs firewall, proxy and name servers.
        Network = "network",
        /// Whoever owns the policy.
        Policy = "policy",
        /// Microsoft.
        Microsoft = "microsoft",
        /// By design: nobody has to act.
        Nobody = "nobody",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_changes_at_twenty_and_forty_points() {
        let at = Confidence::from_score;
        assert_eq!(
            [at(-5), at(19), at(20), at(39), at(40)],
            [
                Confidence::Low,
                Confidence::Low,
                Confidence::Medium,
                Confidence::Medium,
                Confidence::High
            ]
        );
    }

    #[test]
    fn words_are_read_back() {
        for owner in Owner::ALL {
            assert_eq!(Owner::from_name(owner.name()), Some(*owner));
        }
        assert_eq!(Severity::from_name("fatal"), None);
        assert!(Severity::Critical > Severity::Error && State::Active < State::Recovered);
    }
}
