//! A request that HTTP.sys ended itself: its queue was full, its connection timed out, its service was unavailable.
//!
//! `c-ip c-port s-ip s-port cs-version cs-method cs-uri [streamid [streamid_ex]] sc-status s-siteid s-reason s-queuename
//! [transport]`; newer versions of Windows have the columns in brackets.

use super::{Columns, is_address, is_number};

const FRONT: [&str; 7] = [
    "c-ip",
    "c-port",
    "s-ip",
    "s-port",
    "cs-version",
    "cs-method",
    "cs-uri",
];

/// The columns behind the time, or nothing where the words are no line of HTTP.sys.
pub(super) fn columns<'a>(words: &[&'a [u8]]) -> Option<Columns<'a>> {
    let back: &[&'static str] = match words.len().checked_sub(FRONT.len())? {
        4 => &["sc-status", "s-siteid", "s-reason", "s-queuename"],
        5 => &[
            "streamid",
            "sc-status",
            "s-siteid",
            "s-reason",
            "s-queuename",
        ],
        6 => &[
            "streamid",
            "sc-status",
            "s-siteid",
            "s-reason",
            "s-queuename",
            "transport",
        ],
        7 => &[
            "streamid",
            "streamid_ex",
            "sc-status",
            "s-siteid",
            "s-reason",
            "s-queuename",
            "transport",
        ],
        _ => return None,
    };
    let [client, client_port, server, server_port, ..] = words else {
        return None;
    };
    let is_end = |address: &[u8], port: &[u8]| {
        (is_address(address) && is_number(port)) || (address == b"-" && port == b"-")
    };
    let ends = is_end(client, client_port) && is_end(server, server_port);
    let names = FRONT.iter().chain(back).copied();
    ends.then(|| names.zip(words.iter().copied()).collect())
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
    fn old_and_new_columns() {
        let expected = [
            ("sc-status", "503"),
            ("s-siteid", "1"),
            ("s-reason", "QueueFull"),
            ("s-queuename", "WsusPool"),
        ];
        for line in [
            "10.0.0.5 50123 10.0.0.1 8530 HTTP/1.1 POST /a 503 1 QueueFull WsusPool",
            "10.0.0.5 50123 10.0.0.1 8530 HTTP/1.1 POST /a - 503 1 QueueFull WsusPool",
            "10.0.0.5 50123 10.0.0.1 8530 HTTP/1.1 POST /a - 503 1 QueueFull WsusPool TCP",
            "10.0.0.5 50123 10.0.0.1 8530 HTTP/1.1 POST /a - - 503 1 QueueFull WsusPool TCP",
        ] {
            check(line, &expected);
        }
    }

    #[test]
    fn idle_connections_have_a_reason_alone() {
        check(
            "fe80::5 50123 fe80::1 8530 - - - - - - Timer_ConnectionIdle - TCP",
            &[("s-reason", "Timer_ConnectionIdle")],
        );
    }
}
