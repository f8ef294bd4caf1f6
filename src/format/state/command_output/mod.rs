//! What commands print, alone in a file or one after the other, with and without the prompts that asked for it.
//!
//! `Current WinHTTP proxy settings:`, `SERVICE_NAME: wuauserv`, `C:\>w32tm /query /status`, and so on
//!
//! A text is cut into sections where a prompt names a command or a line begins a known command's output. Each section is
//! read by its command alone. Console text is in the machine's language: what is not understood gives a note that says so
//! and no record, because a wrong fact is worse than none. Lines of other commands are plain records, none is lost.

use crate::format::parts::vote;
use crate::format::state::registry;
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{Fact, FormatId, Kind, Record};
use crate::text;

mod bits;
mod certutil;
mod dism;
mod dsregcmd;
mod get_service;
mod gpresult;
mod hosts;
mod hotfix;
mod ipconfig;
mod labels;
mod language;
mod list;
mod manage_bde;
mod netsh;
mod prompt;
mod properties;
mod reagentc;
mod service;
mod sfc;
mod space;
mod systeminfo;
mod table;
mod update_log;
mod version;
mod w32tm;
mod zone;

pub(in crate::format) use hosts::Hosts;

/// Output of one or more commands.
pub(in crate::format) struct CommandOutput;

/// A command whose output is understood.
struct Command {
    /// The component of its records.
    name: &'static str,
    /// Whether a command line, in lower case, asks for it.
    asked: fn(&str) -> bool,
    /// Whether a line begins its output, in any language.
    begins: fn(&[u8]) -> bool,
    /// Its facts.
    read: for<'a> fn(&'a [u8], asked: &str) -> Reading<'a>,
    /// What to collect instead where the language is not understood.
    instead: &'static str,
    /// Whether its reader takes all that is printed, so that a line which begins its output again begins no new section.
    whole: bool,
}

/// What a command's reader makes of its section.
#[derive(Debug, Default)]
struct Reading<'a> {
    /// Records, with offsets within the section.
    records: Vec<Located<'a>>,
    /// The command whose labels are in a language that is not understood.
    foreign: Option<&'static str>,
    /// What else the reader of a report should know.
    note: Option<String>,
    /// What the output tells of the machine.
    facts: Vec<Fact>,
    /// Pieces that could not be read.
    bad: u64,
}

static COMMANDS: [Command; 24] = [
    netsh::COMMAND,
    service::COMMAND,
    ipconfig::COMMAND,
    w32tm::COMMAND,
    systeminfo::COMMAND,
    dism::COMMAND,
    sfc::COMMAND,
    hotfix::COMMAND,
    bits::COMMAND,
    certutil::COMMAND,
    gpresult::COMMAND,
    dsregcmd::COMMAND,
    reagentc::COMMAND,
    manage_bde::COMMAND,
    space::COMMAND,
    get_service::COMMAND,
    get_service::NET_START,
    properties::TASKS,
    properties::DEFENDER,
    zone::COMMAND,
    version::COMMAND,
    update_log::COMMAND,
    hosts::COMMAND,
    REG_QUERY,
];

const REG_QUERY: Command = Command {
    name: "reg query",
    asked: |line| line.starts_with("reg query") || line.starts_with("reg.exe query"),
    begins: registry::is_query_key,
    read: |body, _| {
        let parsed = registry::read_query(body);
        Reading {
            records: parsed.records,
            bad: parsed.bad,
            ..Reading::default()
        }
    },
    instead: "reg export",
    whole: false,
};

impl LogFormat for CommandOutput {
    fn id(&self) -> FormatId {
        FormatId("command-output")
    }

    fn kind(&self) -> Kind {
        Kind::CommandOutput
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let first = vote::lines(head).find(|line| !is_ruler(line))?;
        let is_asked =
            |line: &[u8]| prompt::command(line).is_some_and(|line| command_asked(&line).is_some());
        if Start::of(first).is_none() && !vote::lines(head).any(is_asked) {
            return None;
        }
        let mut names: Vec<_> = vote::lines(head)
            .filter_map(|line| Some(Start::of(line)?.command?.name))
            .collect();
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then(|| Sniffed {
            // Several commands in one file are nothing else; a single one may have a form of its own.
            score: if names.len() > 1 { 96 } else { 85 },
            why: format!("output of {}", names.join(", ")),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let mut parsed = Parsed::default();
        for section in sections(text) {
            let body = text.get(section.start..section.end).unwrap_or_default();
            let reading = match section.from.command {
                Some(command) => (command.read)(body, &section.from.asked),
                None => plain(body),
            };
            let foreign = section.from.command.zip(reading.foreign);
            let foreign =
                foreign.map(|(command, name)| not_understood(name, body, command.instead));
            for note in foreign.into_iter().chain(reading.note) {
                if !parsed.notes.contains(&note) {
                    parsed.notes.push(note);
                }
            }
            let new = |fact: &Fact| !parsed.facts.contains(fact);
            let facts: Vec<_> = reading.facts.into_iter().filter(new).collect();
            parsed.facts.extend(facts);
            parsed.bad += reading.bad;
            parsed
                .records
                .extend(reading.records.into_iter().map(|found| Located {
                    start: section.start + found.start,
                    end: section.start + found.end,
                    ..found
                }));
        }
        parsed
    }
}

/// What begins a section.
#[derive(Default)]
struct Start {
    command: Option<&'static Command>,
    /// The command line of the prompt, in lower case; empty without a prompt.
    asked: String,
}

/// A stretch of the text that one command printed, without the prompt.
struct Section {
    from: Start,
    start: usize,
    end: usize,
}

impl Start {
    fn of(line: &[u8]) -> Option<Self> {
        if let Some(asked) = prompt::command(line) {
            let command = command_asked(&asked);
            return Some(Self { command, asked });
        }
        let command = COMMANDS.iter().find(|command| (command.begins)(line))?;
        Some(Self {
            command: Some(command),
            asked: String::new(),
        })
    }
}

fn command_asked(line: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| (command.asked)(line))
}

/// A line of a frame, as some tools draw around their titles.
fn is_ruler(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.iter().all(|byte| matches!(byte, b'+' | b'-' | b'='))
}

/// The text, cut before every line that begins a section. A prompt's own line is no part of what was printed.
fn sections(text: &[u8]) -> Vec<Section> {
    let mut sections = vec![Section {
        from: Start::default(),
        start: 0,
        end: text.len(),
    }];
    for (offset, line) in text::lines(text) {
        let Some(mut from) = Start::of(line) else {
            continue;
        };
        let after = text.len().min(offset + line.len());
        let start = if from.asked.is_empty() && prompt::command(line).is_none() {
            offset
        } else {
            after
        };
        if let Some(last) = sections.last_mut() {
            let same = from.command.map(|command| command.name)
                == last.from.command.map(|command| command.name);
            if start == offset && same && from.command.is_some_and(|command| command.whole) {
                continue;
            }
            last.end = offset;
            if start == offset && same && is_blank(text.get(last.start..offset)) {
                from.asked.clone_from(&last.from.asked);
            }
        }
        sections.push(Section {
            from,
            start,
            end: text.len(),
        });
    }
    sections
}

fn is_blank(text: Option<&[u8]>) -> bool {
    text.unwrap_or_default().trim_ascii().is_empty()
}

fn plain(body: &[u8]) -> Reading<'_> {
    let lines = text::lines(body).filter(|(_, line)| !line.trim_ascii().is_empty());
    Reading {
        records: lines
            .map(|(start, line)| Located {
                start,
                end: start + line.len(),
                record: Record::text(Kind::Plain, line.trim_ascii()),
            })
            .collect(),
        ..Reading::default()
    }
}

/// What a command said that is none of its outputs: the lines as they are, and whether they are in another language.
fn otherwise<'a>(command: &'static str, body: &'a [u8]) -> Reading<'a> {
    Reading {
        foreign: language::is_foreign(body).then_some(command),
        ..plain(body)
    }
}

fn not_understood(name: &str, body: &[u8], instead: &str) -> String {
    format!(
        "not understood ({}): {name}; run it again under an English display language, or collect {instead}",
        language::guess(body)
    )
}

/// A record of one command.
fn record<'a>(command: &'static str, message: &'a [u8], fields: Vec<Field<'a>>) -> Record<'a> {
    Record {
        component: command.into(),
        fields,
        ..Record::text(Kind::CommandOutput, message.trim_ascii())
    }
}

type Field<'a> = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>);

/// One record for the whole section.
fn whole_section<'a>(body: &'a [u8], record: Record<'a>) -> Vec<Located<'a>> {
    vec![Located {
        start: 0,
        end: body.len(),
        record,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every record as `command: name=value ...`, then the notes.
    pub(in crate::format) fn check(text: &str, expected: &[&str]) {
        let parsed = CommandOutput.parse_whole(text.as_bytes());
        let shown: Vec<_> = parsed
            .records
            .iter()
            .map(|found| show(&found.record))
            .chain(parsed.notes.clone())
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    /// What the text tells of its machine.
    pub(in crate::format) fn facts(text: &str) -> Vec<String> {
        let parsed = CommandOutput.parse_whole(text.as_bytes());
        parsed
            .facts
            .iter()
            .map(|fact| format!("{fact:?}"))
            .collect()
    }

    fn show(record: &Record<'_>) -> String {
        let fields = record
            .fields
            .iter()
            .map(|(name, value)| format!(" {name}={value}"));
        let fields: String = fields.collect();
        if fields.is_empty() {
            format!("{}: '{}'", record.component, text::display(&record.message))
        } else {
            format!("{}:{fields}", record.component)
        }
    }

    #[test]
    fn outputs_one_after_the_other_with_prompts() {
        check(
            "Microsoft Windows [Version 10.0.19045.1]\r\n\r\nC:\\>netsh winhttp show proxy\r\n\r\nCurrent WinHTTP proxy settings:\r\n\r\n    Direct access (no proxy server).\r\n\r\n\
             C:\\>ping dc1\r\nReply from 192.0.2.1\r\n\
             C:\\>sc query wuauserv\r\n\r\nSERVICE_NAME: wuauserv\r\n        STATE : 1  STOPPED\r\n",
            &[
                "ver: version=10.0.19045.1",
                "netsh winhttp show proxy: direct=true",
                ": 'Reply from 192.0.2.1'",
                "sc query: service=wuauserv state=STOPPED",
            ],
        );
    }

    #[test]
    fn registry_text_between_commands_gives_registry_records() {
        let text =
            "C:\\>reg query HKLM\\A\r\n\r\nHKEY_LOCAL_MACHINE\\A\r\n    x    REG_DWORD    0x1\r\n";
        let parsed = CommandOutput.parse_whole(text.as_bytes());
        assert_eq!(parsed.records.len(), 2);
        assert!(
            parsed
                .records
                .iter()
                .all(|found| found.record.registry.is_some())
        );
    }

    #[test]
    fn prose_that_mentions_a_command_is_not_its_output() {
        let sniff = |text: &str| {
            let head = Head {
                name: "",
                text: text.as_bytes(),
                whole: true,
            };
            CommandOutput.sniff(&head)
        };
        assert!(sniff("Please run\nSERVICE_NAME: x\n").is_none());
        assert!(sniff("C:\\>echo hello\nhello\n").is_none());
        assert!(sniff("SERVICE_NAME: x\n").is_some());
    }
}
