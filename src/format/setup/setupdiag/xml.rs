//! `<ProfileName>FindRollbackFailure</ProfileName>`: elements without children are the values.
//!
//! The text is searched for tags and not parsed as XML, because people paste pieces without a root or an end. Attributes
//! and namespaces say nothing here.

use memchr::memmem;

use super::verdict::Verdict;
use crate::text;

/// Whether the text has elements of the results; the root may be cut off.
pub(super) fn is_told(text: &[u8]) -> bool {
    const OWN: [&[u8]; 5] = [
        b"<ProfileName>",
        b"<FailureData>",
        b"<FailureDetails>",
        b"<LogErrorLine>",
        b"<Setup360Result>",
    ];
    memmem::find(text, b"<SetupDiag ").is_some()
        || OWN
            .iter()
            .filter(|tag| memmem::find(text, tag).is_some())
            .count()
            > 1
}

/// Every element of the text that has a value.
pub(super) fn read(text: &[u8]) -> Verdict {
    let mut verdict = Verdict {
        end: text.len(),
        ..Verdict::default()
    };
    let mut at = 0;
    while let Some((tag, value)) = memchr::memchr(b'<', text.get(at..).unwrap_or_default())
        .and_then(|open| element(text.get(at + open + 1..)?, at + open + 1))
    {
        if let Some(value) = value {
            verdict.push(tag.name, &unescaped(value));
        }
        at = tag.end;
    }
    verdict
}

/// A tag, and the offset behind it.
struct Tag<'a> {
    name: &'a str,
    end: usize,
}

/// The tag that begins at the offset, and the text up to its end tag where no other tag lies between. `None` where no tag
/// is complete any more.
fn element(rest: &[u8], offset: usize) -> Option<(Tag<'_>, Option<&[u8]>)> {
    let close = memchr::memchr(b'>', rest)?;
    let (name, behind) = rest.split_at_checked(close)?;
    let name = std::str::from_utf8(name).unwrap_or_default();
    let tag = Tag {
        name,
        end: offset + close + 1,
    };
    let inside = behind.get(1..)?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let value = memchr::memchr(b'<', inside)
        .and_then(|end| inside.split_at_checked(end))
        .filter(|(_, next)| {
            let end = next
                .strip_prefix(b"</")
                .and_then(|next| next.strip_prefix(name.as_bytes()));
            is_name && end.is_some_and(|end| end.starts_with(b">"))
        })
        .map(|(value, _)| value);
    Some((tag, value))
}

fn unescaped(value: &[u8]) -> String {
    let value = text::display(value);
    match quick_xml::escape::unescape(&value) {
        Ok(plain) => plain.into_owned(),
        Err(_) => value.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let pairs = read(text.as_bytes()).pairs;
        let got: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn elements_without_children_are_values() {
        check(
            "<?xml version=\"1.0\"?><SetupDiag xmlns=\"x\"><ProfileName>A</ProfileName><SystemInfo><MachineName>PC1</MachineName><BiosVersion /></SystemInfo></SetupDiag>",
            &[("ProfileName", "A"), ("MachineName", "PC1")],
        );
    }

    #[test]
    fn pieces_are_read_as_far_as_they_go() {
        check(" </SystemInfo><A>1 &lt; 2</A><B>cut", &[("A", "1 < 2")]);
        check("<A>x</B><A>&bad;</A>", &[("A", "&bad;")]);
        check("<", &[]);
        check("", &[]);
    }
}
