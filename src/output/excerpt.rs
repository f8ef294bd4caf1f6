//! A problem of a rule file as a person reads it: what is wrong, the line with a caret, how it would be right, and why.
//!
//! ```text
//! site/tls/a.yaml:5:10: error: unknown key 'cod'; did you mean 'code'?
//!   5 |   hit: { cod: [0x80072EFE] }
//!     |          ^
//!     = write: hit: { code: [0x80072EFE] }
//! ```
//! A tab shows as four blanks and every unsafe character as an escape, so the caret stands under the character that is
//! meant, wide ones included. Of a line wider than the page the part around the caret is shown.

use std::collections::BTreeSet;

use crate::error::RuleProblem;

use super::sanitize;
use super::wrap::wrap;

/// What stands for a tab.
const TAB: &str = "    ";
/// What stands for a part that was cut.
const CUT: &str = "...";
/// What is shown of a line where nobody says how wide the page is.
const USUAL: usize = 100;
/// However narrow the page, that much of a line is shown.
const LEAST: usize = 20;
/// A corrected line that is wider helps nobody.
const WIDEST_CORRECTION: usize = 160;

/// A problem and the text it was found in.
#[derive(Debug, Clone, Copy)]
pub struct Excerpt<'p> {
    /// The problem.
    pub problem: &'p RuleProblem,
    /// What to call it: `error`, `warning`.
    pub label: &'p str,
    /// The whole text of the file; empty where it is not at hand, which leaves out the line.
    pub text: &'p str,
}

/// The lines of several problems, an empty one behind each. What matters for several is told once.
pub fn pages<'p>(
    excerpts: impl IntoIterator<Item = Excerpt<'p>>,
    width: Option<usize>,
) -> Vec<String> {
    let mut told = BTreeSet::new();
    let mut lines = Vec::new();
    for excerpt in excerpts {
        let mut problem = excerpt.problem.clone();
        problem.why = problem.why.filter(|why| told.insert(*why));
        let excerpt = Excerpt {
            problem: &problem,
            ..excerpt
        };
        lines.extend(excerpt.lines(width));
        lines.push(String::new());
    }
    lines
}

impl Excerpt<'_> {
    /// The lines to print, safe for a terminal. With a width all but the corrected line, which is there to be copied, keep
    /// to it; without one every message is one line, which suits programs that read it.
    pub fn lines(&self, width: Option<usize>) -> Vec<String> {
        let mut lines = hanging("", "  ", &self.head(), width);
        let number = self.problem.line.to_string();
        let gutter = number.len() + 2;
        let page = width.unwrap_or(USUAL);
        if let Some(line) = self.line() {
            let room = page.saturating_sub(gutter + 3).max(LEAST);
            let (shown, caret) = excerpt(line, self.column(), room);
            lines.push(format!("{number:>gutter$} | {shown}").trim_end().to_owned());
            lines.push(format!("{:gutter$} | {:caret$}^", "", ""));
        }
        let indent = " ".repeat(if self.problem.line == 0 {
            2
        } else {
            gutter + 1
        });
        if let Some(corrected) = &self.problem.corrected {
            let safe = sanitize::one_line(corrected);
            if sanitize::width(&safe) <= WIDEST_CORRECTION {
                lines.push(format!("{indent}= write: {safe}"));
            }
        }
        if let Some(why) = self.problem.why {
            let first = format!("{indent}= why: ");
            lines.extend(hanging(&first, &format!("{indent}  "), why, width));
        }
        lines
    }

    /// `file:line:column: label: message`
    fn head(&self) -> String {
        let RuleProblem {
            file,
            line,
            column,
            message,
            ..
        } = self.problem;
        // What reads these lines looks for a line and a column also where the whole file is meant.
        let place = format!("{file}:{}:{}", line.max(&1), column.max(&1));
        sanitize::one_line(&format!("{place}: {}: {message}", self.label))
    }

    /// Characters before the caret.
    fn column(&self) -> usize {
        let column = usize::try_from(self.problem.column).unwrap_or(usize::MAX);
        column.saturating_sub(1)
    }

    /// The line of the problem. YAML ends lines at a lone carriage return too.
    fn line(&self) -> Option<&str> {
        let number = usize::try_from(self.problem.line).ok()?.checked_sub(1)?;
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let mut rest = text;
        for _ in 0..number {
            let (_, after) = rest.split_once(['\r', '\n'])?;
            let ended = rest.len() - after.len();
            let is_pair = rest.get(..ended)?.ends_with('\r') && after.starts_with('\n');
            rest = if is_pair { after.get(1..)? } else { after };
        }
        let line = rest.split(['\r', '\n']).next()?;
        (!self.text.is_empty()).then_some(line)
    }
}

/// Text in lines within the width, the first after `first`, the others after `next`.
fn hanging(first: &str, next: &str, text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else {
        return vec![format!("{first}{text}")];
    };
    let room = width.saturating_sub(first.len().max(next.len())).max(LEAST);
    let pieces = wrap(text, room).into_iter().enumerate();
    let before = |index| if index == 0 { first } else { next };
    pieces
        .map(|(index, piece)| format!("{}{piece}", before(index)))
        .collect()
}

/// At most `room` columns of the line, and how many stand before the character of that number.
fn excerpt(line: &str, column: usize, room: usize) -> (String, usize) {
    let cells: Vec<String> = line.trim_end().chars().map(cell).collect();
    let column = column.min(cells.len());
    let (before, after) = cells.split_at_checked(column).unwrap_or((&cells, &[]));
    let wide = |cells: &[String]| {
        cells
            .iter()
            .map(|cell| sanitize::width(cell))
            .sum::<usize>()
    };
    if wide(&cells) < room {
        return (cells.concat(), wide(before));
    }
    let left = if wide(before) <= room / 2 {
        before.concat()
    } else {
        let kept = fitting(before.iter().rev(), room / 2 - CUT.len());
        let kept = before.len() - kept;
        format!("{CUT}{}", before.get(kept..).unwrap_or_default().concat())
    };
    let caret = sanitize::width(&left);
    let room = room.saturating_sub(caret);
    let right = if wide(after) <= room {
        after.concat()
    } else {
        let kept = fitting(after.iter(), room.saturating_sub(CUT.len()));
        format!("{}{CUT}", after.get(..kept).unwrap_or_default().concat())
    };
    (left + &right, caret)
}

/// How many of the cells fit.
fn fitting<'c>(cells: impl Iterator<Item = &'c String>, room: usize) -> usize {
    let mut taken = 0;
    cells
        .take_while(|cell| {
            taken += sanitize::width(cell);
            taken <= room
        })
        .count()
}

/// How a character shows.
fn cell(character: char) -> String {
    match character {
        '\t' => TAB.to_owned(),
        other => sanitize::escape(other.encode_utf8(&mut [0; 4])),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, column: usize, room: usize, expected: &str, caret: usize) {
        assert_eq!(excerpt(line, column, room), (expected.to_owned(), caret));
    }

    #[test]
    fn the_caret_stands_under_the_character_that_is_meant() {
        check("hit: cod", 5, 40, "hit: cod", 5);
        check("\thit: cod", 6, 40, "    hit: cod", 9);
        check("更新: cod", 4, 40, "更新: cod", 6);
        check("a\u{1b}b: cod", 5, 40, "a\\x1bb: cod", 8);
        check("hit", 3, 40, "hit", 3);
        check("hit", 99, 40, "hit", 3);
        check("", 0, 40, "", 0);
    }

    #[test]
    fn of_a_long_line_the_part_around_the_caret_is_shown() {
        check(
            "abcdefghijklmnopqrstuvwxyz",
            0,
            20,
            "abcdefghijklmnopq...",
            0,
        );
        check(
            "abcdefghijklmnopqrstuvwxyz",
            13,
            20,
            "...ghijklmnopqrst...",
            10,
        );
        check("abcdefghijklmnopqrstuvwxyz", 25, 20, "...stuvwxyz", 10);
    }

    fn problem(line: u32, column: u32) -> RuleProblem {
        RuleProblem {
            why: Some("a reason that goes on for longer than one narrow line"),
            corrected: Some("code: 1".into()),
            ..RuleProblem::new(
                "a.yaml",
                line,
                column,
                "unknown key 'cod'; did you mean 'code'?",
            )
        }
    }

    fn rendered(problem: &RuleProblem, text: &str, width: Option<usize>) -> String {
        let label = "error";
        Excerpt {
            problem,
            label,
            text,
        }
        .lines(width)
        .join("\n")
    }

    #[test]
    fn a_problem_reads_well_on_a_narrow_page() {
        assert_eq!(
            rendered(&problem(2, 1), "title: A\ncod: 1\n", Some(40)),
            "a.yaml:2:1: error: unknown key 'cod';\n  did you mean 'code'?\n  2 | cod: 1\n    | ^\n    = write: code: 1\n    = why: a reason that goes on for\n      longer than one narrow line"
        );
    }

    #[test]
    fn without_a_page_every_message_is_one_line() {
        assert_eq!(
            rendered(&problem(2, 1), "title: A\ncod: 1\n", None),
            "a.yaml:2:1: error: unknown key 'cod'; did you mean 'code'?\n  2 | cod: 1\n    | ^\n    = write: code: 1\n    = why: a reason that goes on for longer than one narrow line"
        );
    }

    #[test]
    fn what_matters_for_several_problems_is_told_once() {
        let (one, other) = (problem(2, 1), problem(3, 1));
        let excerpt = |problem| Excerpt {
            problem,
            label: "warning",
            text: "a\nb\nc\n",
        };
        let lines = pages([excerpt(&one), excerpt(&other)], None);
        let told = lines.iter().filter(|line| line.contains("= why: "));
        assert_eq!(told.count(), 1);
        assert_eq!(lines.iter().filter(|line| line.is_empty()).count(), 2);
    }

    #[test]
    fn a_problem_of_the_whole_file_shows_no_line() {
        let problem = RuleProblem::new("a.yaml", 0, 0, "the file is empty");
        assert_eq!(
            rendered(&problem, "", None),
            "a.yaml:1:1: error: the file is empty"
        );
    }

    #[test]
    fn lines_are_counted_as_yaml_counts_them() {
        let shown = |text: &str| rendered(&RuleProblem::new("a", 3, 1, "m"), text, None);
        for text in ["1\n2\n3", "1\r\n2\r\n3", "1\r2\r3\r", "\u{feff}1\n2\n3\n"] {
            assert_eq!(shown(text), "a:3:1: error: m\n  3 | 3\n    | ^", "{text:?}");
        }
        assert_eq!(shown("1\n2"), "a:3:1: error: m");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_shown_and_no_line_is_too_wide(
            text in "(?s).{0,300}", line in 0_u32..4, column in 0_u32..400, width in 40_usize..120
        ) {
            let problem = RuleProblem {
                why: Some("a reason"),
                ..RuleProblem::new("a.yaml", line, column, text.as_str())
            };
            let excerpt = Excerpt { problem: &problem, label: "error", text: &text };
            for line in excerpt.lines(Some(width)) {
                prop_assert!(!line.chars().any(sanitize::is_unsafe));
                prop_assert!(sanitize::width(&line) <= width, "{line:?}");
            }
        }
    }
}
