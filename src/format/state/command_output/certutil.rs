//! `certutil`: the certificates of a store or a chain, and how the command ended.
//!
//! `Subject: CN=Contoso Root CA` and ` NotAfter: 5/14/2034 9:00 AM` below `================ Certificate 0 ================`
//!
//! One record for each certificate with `store` (where it is named), `Serial Number`, `Issuer`, `NotBefore`, `NotAfter`,
//! `Subject`, `Cert Hash(sha1)` and `Provider`; dates are in the machine's own form. The end is a record with `verb` and
//! `result` or `error`. Shapes: excerpts quoted in public.

use crate::format::Located;
use crate::format::frame::upto_next;
use crate::text;

use super::{Command, Field, Reading, labels, list, otherwise, record};

const NAME: &str = "certutil";
const CERTIFICATE: &[u8] = b"================ Certificate ";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins: |line| line.starts_with(CERTIFICATE) || store(line).is_some() || ending(line).is_some(),
    read: |body, _| read(body),
    instead: "'certutil -store' again",
    whole: true,
};

/// Stores by the name that stands before their title, `Root "Trusted Root Certification Authorities"`.
const STORES: [&str; 10] = [
    "my",
    "root",
    "ca",
    "authroot",
    "trust",
    "trustedpublisher",
    "trustedpeople",
    "disallowed",
    "request",
    "remote desktop",
];

const WANTED: [&str; 7] = [
    "Serial Number",
    "Issuer",
    "NotBefore",
    "NotAfter",
    "Subject",
    "Cert Hash(sha1)",
    "Provider",
];

fn read(body: &[u8]) -> Reading<'_> {
    let lines: Vec<_> = text::lines(body).collect();
    let begins: Vec<_> = (0..lines.len())
        .filter(|at| lines.get(*at).is_some_and(|(_, line)| is_piece(line)))
        .collect();
    let mut store_name = None;
    let mut records = Vec::new();
    for (from, upto) in upto_next(&begins, lines.len()) {
        let piece = lines.get(from..upto).unwrap_or_default();
        let Some((_, first)) = piece.first() else {
            continue;
        };
        if let Some(named) = store(first) {
            store_name = Some(named);
        } else {
            records.extend(ended(piece).or_else(|| certificate(body, piece, store_name)));
        }
    }
    if records.is_empty() && store_name.is_none() {
        return otherwise(NAME, body);
    }
    Reading {
        records,
        ..Reading::default()
    }
}

fn is_piece(line: &[u8]) -> bool {
    line.starts_with(CERTIFICATE) || store(line).is_some() || ending(line).is_some()
}

fn store(line: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(line.trim_ascii_end()).ok()?;
    let (name, title) = line.strip_suffix('"')?.split_once(" \"")?;
    let known = STORES.iter().any(|known| name.eq_ignore_ascii_case(known));
    (known && !title.is_empty()).then_some(name)
}

/// The lines from one certificate up to the next, without those behind a blank one.
fn certificate<'a>(
    body: &'a [u8],
    piece: &[(usize, &'a [u8])],
    store: Option<&'a str>,
) -> Option<Located<'a>> {
    let ((start, _), below) = piece.split_first()?;
    let below: Vec<_> = below
        .iter()
        .copied()
        .take_while(|(_, line)| !line.trim_ascii().is_empty())
        .collect();
    let (last, line) = below.last()?;
    let end = last + line.len();
    let store = store.map(|store| ("store".into(), store.into()));
    let fields: Vec<Field<'a>> = store.into_iter().chain(wanted(&below)).collect();
    list::piece(NAME, body, *start..end, fields)
}

type Line<'a> = (usize, &'a [u8]);

/// The labels that are read; of the long form the value stands on the next line.
fn wanted<'a>(lines: &[(usize, &'a [u8])]) -> Vec<Field<'a>> {
    let next = lines.iter().skip(1).map(Some).chain([None]);
    let field = |((_, line), next): (&Line<'a>, Option<&Line<'a>>)| {
        let found = labels::split(line)?;
        let label = WANTED
            .iter()
            .find(|label| label.as_bytes() == found.label)?;
        let below = next.filter(|_| found.value.is_empty());
        let value = below.map_or(found.value, |(_, line)| line.trim_ascii());
        Some(((*label).into(), text::display(value)))
    };
    lines.iter().zip(next).filter_map(field).collect()
}

/// `CertUtil: -store command FAILED: 0x80092004 (...)` or `... command completed successfully.`
fn ended<'a>(piece: &[(usize, &'a [u8])]) -> Option<Located<'a>> {
    let (start, line) = piece.first()?;
    let (verb, said) = ending(line)?;
    let outcome = match said.strip_prefix("FAILED: ") {
        Some(code) => ("error".into(), code.split_whitespace().next()?.into()),
        None => ("result".into(), said.trim_end_matches('.').into()),
    };
    Some(Located {
        start: *start,
        end: start + line.len(),
        record: record(NAME, line, vec![("verb".into(), verb.into()), outcome]),
    })
}

fn ending(line: &[u8]) -> Option<(&str, &str)> {
    let line = std::str::from_utf8(line.trim_ascii_end()).ok()?;
    let (verb, said) = line.strip_prefix("CertUtil: ")?.split_once(" command ")?;
    Some((verb.trim_start_matches('-'), said))
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    #[test]
    fn certificates_of_a_store_and_the_end() {
        check(
            "Root \"Trusted Root Certification Authorities\"\r\n================ Certificate 0 ================\r\nSerial Number: 0a\r\nIssuer: CN=Contoso Root\r\n NotBefore: 5/14/2014 9:00 AM\r\n NotAfter: 5/14/2024 9:00 AM\r\nSubject: CN=Contoso Root\r\nSignature matches Public Key\r\nCert Hash(sha1): 00 11\r\n\r\n================ Certificate 1 ================\r\nSubject:\r\n    CN=Fabrikam\r\n\r\nCertUtil: -store command completed successfully.\r\n",
            &[
                "certutil: store=Root Serial Number=0a Issuer=CN=Contoso Root NotBefore=5/14/2014 9:00 AM NotAfter=5/14/2024 9:00 AM Subject=CN=Contoso Root Cert Hash(sha1)=00 11",
                "certutil: store=Root Subject=CN=Fabrikam",
                "certutil: verb=store result=completed successfully",
            ],
        );
    }

    #[test]
    fn a_failure_has_its_code() {
        check(
            "CertUtil: -urlcache command FAILED: 0x80070002 (WIN32: 2 ERROR_FILE_NOT_FOUND)\r\nCertUtil: The system cannot find the file specified.\r\n",
            &["certutil: verb=urlcache error=0x80070002"],
        );
    }
}
