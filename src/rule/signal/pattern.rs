//! Text and regexes of a signal, which stand in single quotes.
//!
//! YAML takes `\n` in double quotes for a line end, `#` in a plain scalar for a comment and `0800` for a number, silently;
//! in single quotes everything stands for itself. Regexes are checked by their syntax tree alone, which costs a
//! fiftieth of compiling them; what the tree cannot tell is compiled.

use regex_syntax::ast::{Ast, Flag, FlagsItemKind, RepetitionKind, RepetitionRange, parse::Parser};
use saphyr_parser::ScalarStyle;

use super::super::Pattern;
use super::super::fields::list;
use super::super::node::{Node, Value};
use super::super::problems::{Message, Problems};

/// Most characters a regex may stand for once its counted repetitions are written out; the compiled form of the
/// dearest ones then stays below a megabyte.
const MAX_WEIGHT: u64 = 5_000;

const QUOTES: &str = "without quotes YAML ends text at ' #' or ': ' and takes 0800 for a number, and in double quotes it reads \\n as a line end; in single quotes every character stands for itself, and only ' is written twice";

const LINEAR: &str = "a regex runs in time that grows with the log alone, whatever stands in it, and these two cannot; two signals joined by 'and' or 'not' often say the same";

/// The text of a scalar that must be in single quotes, blanks included.
pub(super) fn quoted<'n>(
    node: &'n Node<'_>,
    what: &str,
    problems: &mut Problems<'_>,
) -> Option<&'n str> {
    let Value::Scalar(text, style) = &node.value else {
        problems.add(
            node.start,
            format!(
                "'{what}' wants text in single quotes, found {}",
                node.describe()
            ),
        );
        return None;
    };
    if *style != ScalarStyle::SingleQuoted {
        let line = fixed_line(node, what, text, &problems.file.text);
        let message = format!("'{what}' must be in single quotes");
        let message = Message::explained(message, QUOTES).corrected(line);
        problems.add(node.start, message);
    }
    if text.is_empty() {
        problems.add(node.start, format!("'{what}' is empty"));
    }
    Some(text)
}

/// A list of quoted texts, or one.
pub(super) fn quoted_texts(
    node: &Node<'_>,
    what: &str,
    problems: &mut Problems<'_>,
) -> Vec<String> {
    list(node, what, problems, |one, problems| {
        quoted(one, what, problems).map(str::to_owned)
    })
}

/// The line of the rule with the scalar in single quotes; the key alone with it where the scalar has lines of its own.
fn fixed_line(node: &Node<'_>, what: &str, text: &str, file: &str) -> String {
    let index = |number: u32| usize::try_from(number).map_or(0, |number| number.saturating_sub(1));
    let scalar = format!("'{}'", text.trim_end().replace('\'', "''"));
    let line = file.lines().nth(index(node.start.line)).unwrap_or_default();
    let (start, end) = (index(node.start.column), index(node.end.column));
    let before: String = line.chars().take(start).collect();
    if node.start.line != node.end.line || before.trim().is_empty() {
        return format!("{what}: {scalar}");
    }
    let written: String = line.chars().take(end).skip(start).collect();
    let blanks: String = written
        .chars()
        .rev()
        .take_while(char::is_ascii_whitespace)
        .collect();
    let after: String = line.chars().skip(end).collect();
    format!("{}{scalar}{blanks}{after}", before.trim_start())
}

/// A regex whose syntax holds.
pub(super) fn regex(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<Pattern> {
    let source = quoted(node, "regex", problems)?;
    if let Err(fault) = check(source) {
        let is_linear = !["look-around", "backreferences"]
            .iter()
            .any(|word| fault.message.starts_with(word));
        let message = Message::from(format!("regex: {}", fault.message));
        let message = if is_linear {
            message
        } else {
            message.because(LINEAR)
        };
        problems.add(node.place_of(fault.offset), message);
        return None;
    }
    Some(Pattern::new(source))
}

/// Why a regex cannot be used, and at which byte.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    offset: usize,
    message: String,
}

fn check(source: &str) -> Result<(), Fault> {
    let fault = |offset, message: &dyn ToString| Fault {
        offset,
        message: message.to_string(),
    };
    let tree = Parser::new()
        .parse(source)
        .map_err(|error| fault(error.span().start.offset, error.kind()))?;
    if weight(&tree)? > MAX_WEIGHT {
        return Err(fault(0, &"its repetitions make it too large"));
    }
    if !source.is_ascii()
        || ["\\u", "\\U", "\\x{"]
            .iter()
            .any(|escape| source.contains(escape))
    {
        Pattern::build(source).map_err(|error| fault(0, &error))?;
    }
    Ok(())
}

/// How many single characters the tree matches with repetitions written out. Unicode classes have no place in it.
fn weight(tree: &Ast) -> Result<u64, Fault> {
    let unicode = |offset| Fault {
        offset,
        message: "Unicode classes are not available; list the characters in [...]".to_owned(),
    };
    let sum = |parts: &[Ast]| {
        parts
            .iter()
            .try_fold(0_u64, |sum, part| Ok(sum.saturating_add(weight(part)?)))
    };
    match tree {
        Ast::ClassUnicode(class) => Err(unicode(class.span.start.offset)),
        Ast::Flags(set) if sets_unicode(&set.flags) => Err(unicode(set.span.start.offset)),
        Ast::Group(group) => match group.flags() {
            Some(flags) if sets_unicode(flags) => Err(unicode(flags.span.start.offset)),
            _ => weight(&group.ast),
        },
        Ast::Repetition(repetition) => {
            let times = times(&repetition.op.kind);
            Ok(weight(&repetition.ast)?.saturating_mul(times))
        }
        Ast::Alternation(alternation) => sum(&alternation.asts),
        Ast::Concat(concat) => sum(&concat.asts),
        _ => Ok(1),
    }
}

fn times(kind: &RepetitionKind) -> u64 {
    match kind {
        RepetitionKind::Range(
            RepetitionRange::Exactly(most)
            | RepetitionRange::AtLeast(most)
            | RepetitionRange::Bounded(_, most),
        ) => u64::from(*most).max(1),
        _ => 1,
    }
}

fn sets_unicode(flags: &regex_syntax::ast::Flags) -> bool {
    flags
        .items
        .iter()
        .any(|item| item.kind == FlagsItemKind::Flag(Flag::Unicode))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(source: &str, offset: usize, message: &str) {
        let fault = check(source).unwrap_err();
        assert_eq!((fault.offset, fault.message.as_str()), (offset, message));
    }

    #[test]
    fn what_is_accepted_compiles() {
        for source in [
            r"Proxy Server\(s\)\s*:\s*(?P<proxy>\S+)",
            r"(?-i)Failed.{0,40}\[HRESULT = 0x[0-9A-F]{8}\]",
            r"^\d+$|[^\r\n]*\bend\b",
            r"(?:[a-z]{50}){90}",
            "für",
        ] {
            assert_eq!(check(source), Ok(()), "{source}");
            assert!(Pattern::new(source).regex().is_some(), "{source}");
        }
    }

    #[test]
    fn what_is_refused_is_named_with_its_place() {
        refused(
            "ab(?=c)",
            2,
            "look-around, including look-ahead and look-behind, is not supported",
        );
        refused(r"(a)\1", 3, "backreferences are not supported");
        refused(
            r"a\p{L}",
            1,
            "Unicode classes are not available; list the characters in [...]",
        );
        refused(
            r"(?u:a)",
            2,
            "Unicode classes are not available; list the characters in [...]",
        );
        refused("(a{900}){900}", 0, "its repetitions make it too large");
        assert!(check("[ä]").is_err());
        assert!(check("(").is_err());
    }
}
