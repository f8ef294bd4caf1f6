//! A request that IIS served.
//!
//! The order is fixed: `s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version
//! cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken`.

use super::{Columns, is_address, is_number, is_status};

/// The columns behind the time, or nothing where the words are no request of IIS.
pub(super) fn columns<'a>(words: &[&'a [u8]]) -> Option<Columns<'a>> {
    const FIXED: [&str; 6] = [
        "cs-method",
        "cs-uri-stem",
        "cs-uri-query",
        "s-port",
        "cs-username",
        "c-ip",
    ];
    let method = words.windows(2).take(4).position(begins_request)?;
    let fixed = words.get(method..method + FIXED.len())?;
    let [_, _, _, port, _, client] = fixed else {
        return None;
    };
    if !is_number(port) || !is_address(client) {
        return None;
    }
    let mut columns = server(words.get(..method)?);
    columns.extend(FIXED.into_iter().zip(fixed.iter().copied()));
    let rest = words.get(method + FIXED.len()..)?;
    let status = status_at(rest)?;
    columns.extend(texts(rest.get(..status)?));
    columns.extend(numbers(rest.get(status..)?));
    Some(columns)
}

/// A method in capitals and a path behind it.
fn begins_request(pair: &[&[u8]]) -> bool {
    let [method, path] = pair else {
        return false;
    };
    method.len() > 2
        && method
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
        && matches!(path.first(), Some(b'/' | b'*'))
}

/// What stands in front of the method.
fn server<'a>(words: &[&'a [u8]]) -> Columns<'a> {
    let name = |word: &[u8]| match word {
        word if word.starts_with(b"W3SVC") => "s-sitename",
        word if is_address(word) => "s-ip",
        _ => "s-computername",
    };
    words.iter().map(|word| (name(word), *word)).collect()
}

/// Where the status stands, with two numbers behind it.
fn status_at(words: &[&[u8]]) -> Option<usize> {
    words.windows(3).position(|window| {
        window.first().is_some_and(|word| is_status(word))
            && window.iter().all(|word| is_number(word))
    })
}

/// What stands between the client's address and the status. Of three texts it cannot be told which was left out.
fn texts<'a>(words: &[&'a [u8]]) -> Columns<'a> {
    const ALL: [&str; 4] = ["cs(User-Agent)", "cs(Cookie)", "cs(Referer)", "cs-host"];
    let (version, words) = match words {
        [version, rest @ ..] if version.starts_with(b"HTTP/") => (Some(*version), rest),
        _ => (None, words),
    };
    let names: &[&str] = match words.len() {
        4 => &ALL,
        2 => &["cs(User-Agent)", "cs(Referer)"],
        1 | 3 => &["cs(User-Agent)"],
        _ => &[],
    };
    let named = names.iter().copied().zip(words.iter().copied());
    version
        .map(|version| ("cs-version", version))
        .into_iter()
        .chain(named)
        .collect()
}

/// The status and what follows it; columns that an administrator added behind them have no name here.
fn numbers<'a>(words: &[&'a [u8]]) -> Columns<'a> {
    let count = words.iter().take_while(|word| is_number(word)).count();
    let names: &[&'static str] = match count {
        4 => &["sc-status", "sc-substatus", "sc-win32-status", "time-taken"],
        5 => &[
            "sc-status",
            "sc-substatus",
            "sc-win32-status",
            "sc-bytes",
            "cs-bytes",
        ],
        6 => &[
            "sc-status",
            "sc-substatus",
            "sc-win32-status",
            "sc-bytes",
            "cs-bytes",
            "time-taken",
        ],
        _ => &["sc-status", "sc-substatus", "sc-win32-status"],
    };
    names.iter().copied().zip(words.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_columns;
    use super::*;

    fn check(line: &str, expected: &[(&str, &str)]) {
        let words: Vec<_> = line.split(' ').map(str::as_bytes).collect();
        check_columns(line, &columns(&words).unwrap(), expected);
    }

    #[test]
    fn the_usual_columns() {
        check(
            "10.0.0.1 POST /ClientWebService/client.asmx - 8530 - 10.0.0.5 Windows-Update-Agent/10.0 - 503 2 0 15",
            &[
                ("s-ip", "10.0.0.1"),
                ("cs-method", "POST"),
                ("cs-uri-stem", "/ClientWebService/client.asmx"),
                ("s-port", "8530"),
                ("c-ip", "10.0.0.5"),
                ("cs(User-Agent)", "Windows-Update-Agent/10.0"),
                ("sc-status", "503"),
                ("sc-substatus", "2"),
                ("sc-win32-status", "0"),
                ("time-taken", "15"),
            ],
        );
    }

    #[test]
    fn every_column() {
        check(
            "W3SVC1 WSUS1 ::1 GET /a x=1 80 CONTOSO\\u ::1 HTTP/1.1 agent c=1 - contoso:80 200 0 0 512 128 46",
            &[
                ("s-sitename", "W3SVC1"),
                ("s-computername", "WSUS1"),
                ("s-ip", "::1"),
                ("cs-version", "HTTP/1.1"),
                ("cs(Cookie)", "c=1"),
                ("cs-host", "contoso:80"),
                ("sc-bytes", "512"),
                ("cs-bytes", "128"),
                ("time-taken", "46"),
            ],
        );
    }

    #[test]
    fn columns_that_were_added_do_not_move_the_others() {
        check(
            "10.0.0.1 HEAD / - 80 - 10.0.0.5 agent - 404 0 2 1 203.0.113.7",
            &[
                ("sc-status", "404"),
                ("sc-win32-status", "2"),
                ("time-taken", "1"),
            ],
        );
    }

    #[test]
    fn other_words_are_no_request() {
        for line in [
            "10.0.0.1 GET / - 80 - 10.0.0.5",
            "GET",
            "",
            "10.0.0.5 50123 10.0.0.1 80 HTTP/1.1 GET / - 503 1 QueueFull Pool",
        ] {
            let words: Vec<_> = line.split(' ').map(str::as_bytes).collect();
            assert_eq!(columns(&words), None, "{line}");
        }
    }
}
