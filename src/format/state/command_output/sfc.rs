//! `sfc /scannow`: whether system files were damaged, and whether they were mended.
//!
//! `Windows Resource Protection found corrupt files but was unable to fix some of them.`
//!
//! One record with the field `result`: `clean`, `repaired`, `not repaired`, `not performed`, `no repair service`,
//! `restart pending` or `not elevated`. The tool writes UTF-16 into whatever it is redirected to, so in a mixed file every
//! second byte is a zero or a blank, and long lines are wrapped: sentences are compared by their letters alone.

use crate::record::Fact;

use super::{Command, Reading, otherwise, record, whole_section};

const NAME: &str = "sfc";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with("sfc ") || line.starts_with("sfc/"),
    begins: |line| {
        BEGINS
            .iter()
            .any(|begin| letters(line).take(begin.len()).eq(begin.chars()))
    },
    read: |body, _| read(body),
    instead: "C:\\Windows\\Logs\\CBS\\CBS.log",
    whole: true,
};

const BEGINS: [&str; 2] = ["beginningsystemscan", "windowsresourceprotection"];

/// Sentences by their letters, and what they mean.
const RESULTS: [(&str, &str); 8] = [
    ("didnotfindanyintegrityviolations", "clean"),
    ("foundcorruptfilesandsuccessfullyrepairedthem", "repaired"),
    ("foundintegrityviolations", "not repaired"),
    (
        "foundcorruptfilesbutwasunabletofixsomeofthem",
        "not repaired",
    ),
    ("couldnotperformtherequestedoperation", "not performed"),
    ("couldnotstarttherepairservice", "no repair service"),
    ("thereisasystemrepairpendingwhichrequiresreboot", PENDING),
    (
        "youmustbeanadministratorrunningaconsolesession",
        "not elevated",
    ),
];

const PENDING: &str = "restart pending";

/// Most that is read of a section; a run prints a few lines, and each step of its progress.
const LONGEST: usize = 64 * 1024;

fn read(body: &[u8]) -> Reading<'_> {
    let said: String = letters(body).take(LONGEST).collect();
    let Some((_, result)) = RESULTS.iter().find(|(sentence, _)| said.contains(sentence)) else {
        let announced = said.starts_with("beginningsystemscan");
        return if announced {
            Reading::default()
        } else {
            otherwise(NAME, body)
        };
    };
    Reading {
        records: whole_section(
            body,
            record(NAME, body, vec![("result".into(), (*result).into())]),
        ),
        facts: (*result == PENDING)
            .then_some(Fact::RestartPending)
            .into_iter()
            .collect(),
        ..Reading::default()
    }
}

/// The letters of a text in lower case, without whatever stands between them.
fn letters(text: &[u8]) -> impl Iterator<Item = char> {
    text.iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .map(|byte| char::from(byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    fn result(said: &str, expected: &str) {
        check(said, &[&format!("sfc: result={expected}")]);
    }

    #[test]
    fn every_ending_has_a_word() {
        result(
            "\r\nBeginning system scan.  This process will take some time.\r\n\r\nVerification 100% complete.\r\n\r\nWindows Resource Protection did not find any integrity violations.\r\n",
            "clean",
        );
        result(
            "Windows Resource Protection found corrupt files but was unable to fix some\r\nof them.\r\n",
            "not repaired",
        );
        result(
            "W\0i\0n\0d\0o\0w\0s\0 \0R\0e\0s\0o\0u\0r\0c\0e\0 \0P\0r\0o\0t\0e\0c\0t\0i\0o\0n\0 found corrupt files and successfully repaired them.",
            "repaired",
        );
        result(
            "W i n d o w s   R e s o u r c e   P r o t e c t i o n   c o u l d   n o t   p e r f o r m   t h e   r e q u e s t e d   o p e r a t i o n .",
            "not performed",
        );
    }

    #[test]
    fn a_pending_repair_is_a_pending_restart() {
        let text = "C:\\>sfc /scannow\r\n\r\nThere is a system repair pending which requires reboot to complete.\r\n";
        assert_eq!(facts(text), ["RestartPending"]);
    }

    #[test]
    fn a_run_that_was_cut_says_nothing() {
        check(
            "Beginning system scan.  This process will take some time.\r\n",
            &[],
        );
    }
}
