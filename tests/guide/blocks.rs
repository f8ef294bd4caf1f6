//! The fenced blocks of a guide, and what its reader is to do with each. The line that opens a block tells:
//!
//! ```text
//! yaml file=my-rules/tls/old.yaml          a rule file to write; it loads
//! yaml file=my-rules/tls/old.yaml wrong    a rule file to write; it does not load
//! yaml shows=my-rules/tls/old.yaml         what stands in a file by now
//! yaml signals                             signals of some rule
//! text file=case/CBS.log                   a log to write
//! console                                  a command behind `$ `, and all that it prints
//! console exit=2                           the same, with another exit code than 0
//! ```

/// What stands between two fences.
#[derive(Debug)]
pub(crate) struct Block {
    /// The line of the opening fence, counted from 1.
    pub(crate) line: usize,
    /// What follows the fence on its line.
    pub(crate) info: String,
    pub(crate) text: String,
}

/// What a reader does with a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task<'b> {
    WriteRule { path: &'b str, loads: bool },
    WriteLog { path: &'b str },
    Compare { path: &'b str },
    LoadSignals,
    Run { exit: i32 },
}

impl Block {
    /// The block's task; none where the opening line tells none.
    pub(crate) fn task(&self) -> Option<Task<'_>> {
        let words: Vec<&str> = self.info.split(' ').collect();
        match words.as_slice() {
            ["yaml", "signals"] => Some(Task::LoadSignals),
            ["console"] => Some(Task::Run { exit: 0 }),
            ["console", exit] => Some(Task::Run {
                exit: exit.strip_prefix("exit=")?.parse().ok()?,
            }),
            ["text", file] => Some(Task::WriteLog {
                path: file.strip_prefix("file=")?,
            }),
            ["yaml", file, "wrong"] => Some(Task::WriteRule {
                path: file.strip_prefix("file=")?,
                loads: false,
            }),
            ["yaml", file] => file.strip_prefix("shows=").map_or_else(
                || {
                    let path = file.strip_prefix("file=")?;
                    Some(Task::WriteRule { path, loads: true })
                },
                |path| Some(Task::Compare { path }),
            ),
            _ => None,
        }
    }
}

/// All blocks in order. A block that is never closed reaches to the end, and so do its problems.
pub(crate) fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = guide.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let Some(info) = line.trim_start().strip_prefix("```") else {
            continue;
        };
        let inner = lines.by_ref().map(|(_, line)| line);
        let text: Vec<&str> = inner.take_while(|line| line.trim() != "```").collect();
        blocks.push(Block {
            line: index + 1,
            info: info.to_owned(),
            text: text.join("\n") + "\n",
        });
    }
    blocks
}

/// The code in the first column of the table that has this heading there.
pub(crate) fn code_in_table<'g>(guide: &'g str, heading: &str) -> Vec<&'g str> {
    let first_cell = |line: &'g str| line.strip_prefix("| ")?.split(" |").next();
    let mut lines = guide.lines().map(first_cell);
    let _above = lines
        .by_ref()
        .take_while(|cell| *cell != Some(heading))
        .count();
    // The line under the heading has no blank behind its bar.
    let rows = lines.skip(1).map_while(|cell| cell);
    rows.flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}
