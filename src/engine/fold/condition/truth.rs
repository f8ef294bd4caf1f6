//! Yes, no, or not to be told, and why not.

/// Whether a condition holds, in three-valued logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Truth {
    No,
    Unknown(Doubt),
    Yes,
}

/// Why it cannot be told whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Doubt {
    /// A log in which the signal would stand was not collected, or does not reach over the time.
    NotCovered,
    /// It hangs on how far the machine's local time is from UTC.
    Clocks,
    /// It hangs on hits beyond those that are kept.
    Dropped,
    /// A record that would rule it out has no time, or those it might stand between have none.
    Untimed,
    /// So many records match that trying them was given up.
    TooMany,
}

impl Doubt {
    /// The reason as a report gives it.
    pub(in crate::engine) fn reason(self) -> &'static str {
        match self {
            Self::NotCovered => {
                "what would decide it was not collected, or does not reach over the whole time"
            }
            Self::Clocks => {
                "the order of its records hangs on the machine's time zone, which no log tells; name the zone with --tz"
            }
            Self::Dropped => {
                "so many records match that only the first and the last 1,000 of each log are compared, and those between could decide it"
            }
            Self::Untimed => "a record that could rule it out has no time to compare",
            Self::TooMany => "too many records match to try them all",
        }
    }
}

impl Truth {
    pub(super) fn of(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }

    /// Certain where even the least and the most there can be agree.
    pub(super) fn between(least: bool, most: bool, doubt: Doubt) -> Self {
        match (least, most) {
            (true, true) => Self::Yes,
            (false, false) => Self::No,
            _ => Self::Unknown(doubt),
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown(doubt), _) | (_, Self::Unknown(doubt)) => Self::Unknown(doubt),
            _ => Self::Yes,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Unknown(doubt), _) | (_, Self::Unknown(doubt)) => Self::Unknown(doubt),
            _ => Self::No,
        }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Yes => Self::No,
            Self::Unknown(doubt) => Self::Unknown(doubt),
        }
    }

    /// Yes becomes unknown where what it rests on is not sure.
    pub(super) fn doubted(self, doubt: Option<Doubt>) -> Self {
        match (self, doubt) {
            (Self::Yes, Some(doubt)) => Self::Unknown(doubt),
            (truth, _) => truth,
        }
    }
}
