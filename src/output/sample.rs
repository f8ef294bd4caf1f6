//! The report that every output is shown with: a machine with a cause, a rival and hostile log text; one that is clean;
//! one that fails for a reason nobody knows.

use std::collections::BTreeMap;

use crate::report::*;

/// Log text as somebody would write it who wants to fool the reader.
const HOSTILE: &str = "WebServices\t*FAILED* [80072EE7] \u{1b}[2J\u{1b}]0;owned\u{7} host \u{202e}moc.osotnoc\u{202c} \
                       更新プログラム <script>alert(1)</script> =cmd|'/c calc'!A1 \u{9b}31m micro\u{200b}soft\r\
                       everything is fine";

/// The shared sample.
pub(super) fn report() -> Report {
    let machines = vec![failing(), clean(), unexplained()];
    Report {
        schema: SCHEMA.into(),
        tool: Tool {
            name: "wutriage".into(),
            version: "0.0.0".into(),
            knowledge_date: "2026-11-20".into(),
            rules: RulesUsed {
                count: 12,
                digest: "9f2c".into(),
                replaced: vec!["tls/tls12-not-enabled".into()],
                silenced: vec![SilencedRule {
                    rule: "network/vpn-path".into(),
                    because: "Laptops get their updates in the office.".into(),
                }],
            },
        },
        summary: Summary {
            machines: machines.len(),
            active: 2,
            recovered: 1,
            inconclusive: 1,
            by_severity: BTreeMap::from([(Severity::Error, 2)]),
            by_rule: vec![RuleCount {
                rule: "network/dns-name-not-resolved".into(),
                count: 1,
            }],
        },
        machines,
    }
}

/// A report of one failing machine, with `text` wherever a log or a rule puts text of its own.
pub(super) fn with_text(text: &str) -> Report {
    let mut machine = failing();
    machine.name = Some(text.into());
    machine.facts.windows = Some(text.into());
    machine.facts.update_source = Some(text.into());
    machine.facts.last_good_scan = Some(text.into());
    machine.notes = vec![text.into()];
    machine.noise.by_rule[0].because = text.into();
    machine.silenced[0].because = text.into();
    machine.incidents[0].title = text.into();
    machine.incidents[0].chain = vec![text.into()];
    machine.incidents[0].would_settle[0].collect = text.into();
    for finding in &mut machine.findings {
        finding.title = text.into();
        finding.rule = text.into();
        finding.message = text.into();
        finding.because = text.into();
        finding.last = Some(text.into());
        finding.r#for = vec![text.into()];
        finding.fix[0].title = text.into();
        finding.evidence[0].path = text.into();
        finding.evidence[0].text = text.into();
        finding.captures = BTreeMap::from([(text.to_owned(), text.to_owned())]);
    }
    machine.unexplained = vec![unknown(text)];
    machine.coverage[0].detail = text.into();
    machine.inputs[0].path = text.into();
    machine.inputs[0].notes = vec![text.into()];
    let mut report = report();
    report.machines = vec![machine];
    report
}

fn failing() -> Machine {
    Machine {
        name: Some("PC-0042".into()),
        facts: Facts {
            windows: Some("Windows 11 Pro 24H2".into()),
            build: Some("26100.4061".into()),
            release: Some(Release {
                kb: Some("KB5058411".into()),
                month: "2025-05".into(),
                kind: "update".into(),
                months_behind: Some(3),
            }),
            role: Some("client".into()),
            managed_by: vec!["wsus".into(), "group policy".into()],
            update_source: Some("http://wsus01.contoso.example:8530".into()),
            time_zone: Some("+02:00".into()),
            boot: Some("2024-05-13T07:58:00+02:00".into()),
            restart_pending: Some(true),
            free_space: BTreeMap::from([("C:".into(), 12_884_901_888), ("D:".into(), 52_428_800)]),
            last_good_scan: Some("2024-05-01T08:00:00.1234567+02:00".into()),
            ..Facts::default()
        },
        inputs: vec![
            input("bundle/WindowsUpdate.log", Some("windows-update")),
            noted(
                input("bundle/WindowsUpdate.20240514.etl", None),
                "an event trace (.etl): convert it and collect the text",
            ),
            noted(
                input("bundle/proxy.txt", Some("command-output")),
                "not understood (French): netsh winhttp show proxy",
            ),
            Input {
                bytes: 0,
                ..noted(input("bundle/setuperr.log", None), "empty")
            },
        ],
        incidents: vec![incident()],
        findings: vec![dns(), blocked(), disabled_service(), pending()],
        unexplained: vec![unknown("package \u{1b}[1mKB5036893\u{1b}[0m was refused")],
        silenced: vec![LeftOut {
            rule: "network/vpn-path".into(),
            count: 3,
            because: "Laptops get their updates in the office.".into(),
            first: None,
            last: None,
        }],
        noise: Noise {
            records: 31,
            by_rule: vec![LeftOut {
                rule: "cbs-package-probes".into(),
                count: 31,
                because: "The servicing stack asks for packages that are not there.".into(),
                first: Some("2024-05-01T08:00:00".into()),
                last: Some("2024-05-14T09:00:00".into()),
            }],
        },
        coverage: coverage(),
        notes: vec!["the machine's time zone is taken from ReportingEvents.log".into()],
    }
}

fn told_by(value: &str, path: &str) -> ToldBy {
    ToldBy {
        value: value.into(),
        path: path.into(),
    }
}

fn clean() -> Machine {
    Machine {
        name: Some("SRV-FABRIKAM-01".into()),
        facts: Facts {
            role: Some("domain controller".into()),
            restart_pending: Some(false),
            last_good_scan: Some("2024-05-14T03:00:00Z".into()),
            last_good_lcu: Some("2024-04-10T01:00:00Z".into()),
            last_good_update: Some(Update {
                kb: Some("KB5036896".into()),
                ..Update::default()
            }),
            told_by: BTreeMap::from([(
                "name".into(),
                vec![
                    told_by("SRV-FABRIKAM-01", "srv/computer.reg"),
                    told_by("WIN-4Q8R0T1U2V3", "srv/setup.xml"),
                ],
            )]),
            ..Facts::default()
        },
        inputs: vec![input("srv/CBS.log", Some("cbs"))],
        incidents: Vec::new(),
        findings: Vec::new(),
        unexplained: Vec::new(),
        silenced: Vec::new(),
        noise: Noise::default(),
        coverage: vec![covered("cbs", CoverageState::Read, "")],
        notes: Vec::new(),
    }
}

fn unexplained() -> Machine {
    Machine {
        name: None,
        inputs: vec![noted(
            input("dism.log", Some("dism")),
            "2 damaged pieces were passed over",
        )],
        unexplained: vec![unknown("Failed to add the package")],
        coverage: vec![covered("dism", CoverageState::Partial, "dism.log")],
        facts: Facts::default(),
        ..clean()
    }
}

fn input(path: &str, kind: Option<&str>) -> Input {
    Input {
        path: path.into(),
        kind: kind.map(Into::into),
        format: kind.unwrap_or("etl").into(),
        encoding: "utf-8".into(),
        bytes: 204_800,
        records_matched: 14,
        first: Some("2024-05-01T08:00:00".into()),
        last: Some("2024-05-14T09:00:00".into()),
        notes: Vec::new(),
    }
}

fn noted(input: Input, note: &str) -> Input {
    Input {
        notes: vec![note.into()],
        ..input
    }
}

fn incident() -> Incident {
    let cause = |rule: &str, score, overridden_by: Option<&str>| IncidentCause {
        rule: rule.into(),
        score,
        confidence: Confidence::from_score(score),
        overridden_by: overridden_by.map(Into::into),
    };
    Incident {
        id: "scan-failed/1".into(),
        symptom: "scan-failed".into(),
        title: "Looking for updates failed".into(),
        state: State::Active,
        reason: None,
        class: None,
        first: Some("2024-05-13T21:00:12".into()),
        last: Some("2024-05-14T09:00:00".into()),
        count: 14,
        update: None,
        chain: vec![
            "0x8024402C WU_E_PT_WINHTTP_NAME_NOT_RESOLVED".into(),
            "0x80072EE7 ERROR_INTERNET_NAME_NOT_RESOLVED".into(),
            "fe2.update.fabrikam.example did not resolve 14 times".into(),
        ],
        causes: vec![
            cause("network/dns-name-not-resolved", 62, None),
            cause("network/blocked-hosts", 12, None),
        ],
        would_settle: vec![WouldSettle {
            source: "command-output: ipconfig /all".into(),
            collect: "ipconfig /all > ipconfig.txt".into(),
            rules: vec!["network/blocked-hosts".into()],
        }],
    }
}

fn dns() -> Finding {
    Finding {
        r#for: vec![
            "every failing line carries 0x80072EE7".into(),
            "three hosts are concerned".into(),
        ],
        evidence: vec![
            evidence(1234, HOSTILE),
            evidence(
                1301,
                "2024/05/14 09:00:00.0000000 1088  5120  WebServices     *FAILED* [80072EE7] Send",
            ),
        ],
        codes: vec![Code {
            code: "0x80072EE7".into(),
            names: vec![
                "ERROR_INTERNET_NAME_NOT_RESOLVED".into(),
                "WININET_E_NAME_NOT_RESOLVED".into(),
            ],
            meaning: "The server's name could not be resolved".into(),
        }],
        captures: BTreeMap::from([("host".into(), "fe2.update.fabrikam.example\u{1b}[0m".into())]),
        ..finding(
            1,
            "network/dns-name-not-resolved",
            "The name of an update server does not resolve",
            62,
        )
    }
}

fn blocked() -> Finding {
    Finding {
        against: vec!["the firewall's log was read and shows no denied connection".into()],
        ..finding(
            2,
            "network/blocked-hosts",
            "Update hosts are blocked on the way",
            12,
        )
    }
}

fn disabled_service() -> Finding {
    Finding {
        state: State::Recovered,
        reason: Some("the scan at 2024-05-12T10:00:00 succeeded".into()),
        owner: Owner::Client,
        incidents: vec!["scan-failed/0".into()],
        count: 1,
        ..finding(
            3,
            "services/update-service-disabled",
            "The Windows Update service is disabled",
            44,
        )
    }
}

fn pending() -> Finding {
    Finding {
        severity: Severity::Info,
        state: State::Inconclusive,
        reason: Some("the registry was not collected".into()),
        owner: Owner::Nobody,
        message: "A restart waits since 2024-05-13".into(),
        incidents: Vec::new(),
        last: None,
        ..finding(4, "setup/restart-pending", "A restart is pending", 25)
    }
}

fn finding(rank: u32, rule: &str, title: &str, score: i32) -> Finding {
    Finding {
        rank,
        rule: rule.into(),
        title: title.into(),
        severity: Severity::Error,
        owner: Owner::Network,
        state: State::Active,
        reason: None,
        confidence: Confidence::from_score(score),
        score,
        count: 14,
        first: Some("2024-05-13T21:00:12".into()),
        last: Some("2024-05-14T09:00:00".into()),
        message: "fe2.update.fabrikam.example did not resolve 14 times".into(),
        because: "The machine asks its name server for the update service and gets no address. Nothing can be \
                  downloaded until the name resolves."
            .into(),
        incidents: vec!["scan-failed/1".into()],
        r#for: Vec::new(),
        against: Vec::new(),
        missing: Vec::new(),
        codes: Vec::new(),
        captures: BTreeMap::new(),
        evidence: vec![evidence(88, "Failed")],
        fix: vec![
            Fix {
                action: "flush-dns".into(),
                risk: "safe".into(),
                title: "Empty the name cache".into(),
                restart: false,
                by_hand: false,
            },
            Fix {
                action: "restart-machine".into(),
                risk: "caution".into(),
                title: "Restart".into(),
                restart: true,
                by_hand: false,
            },
        ],
        references: vec!["learn.microsoft.com/windows/deployment/update".into()],
        fingerprint: "5d41402a".into(),
    }
}

fn evidence(line: u64, text: &str) -> Evidence {
    Evidence {
        path: "bundle/WindowsUpdate.log".into(),
        line: Some(line),
        record: None,
        offset: Some(line * 100),
        time: Some("2024-05-14T09:00:00".into()),
        text: text.into(),
        before: vec!["before\u{1b}[0m".into()],
        after: Vec::new(),
    }
}

fn unknown(text: &str) -> Unexplained {
    Unexplained {
        code: "0x800F0831".into(),
        names: vec!["CBS_E_STORE_CORRUPTION".into()],
        meaning: "The component store is damaged".into(),
        count: 3,
        first: Some("2024-05-14T08:00:00Z".into()),
        last: Some("2024-05-14T08:30:00Z".into()),
        evidence: vec![evidence(77, text)],
    }
}

fn coverage() -> Vec<Coverage> {
    vec![
        covered("windows-update", CoverageState::Read, ""),
        covered(
            "command-output: netsh winhttp show proxy",
            CoverageState::NotUnderstood,
            "proxy.txt",
        ),
        covered(
            "registry: HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client",
            CoverageState::Absent,
            "reg export \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\" schannel.reg /y",
        ),
    ]
}

fn covered(unit: &str, state: CoverageState, detail: &str) -> Coverage {
    Coverage {
        unit: unit.into(),
        state,
        detail: detail.into(),
    }
}
