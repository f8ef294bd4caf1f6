//! Offline registry hives as evidence: a hive tells the rules what an export of the same keys tells them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    dead_code,
    reason = "helpers of tests fail as tests do, and not every test uses all of them"
)]

use std::fs;
use std::path::Path;

use wutriage::engine::{Options, analyze};
use wutriage::report::{CoverageState, Machine};
use wutriage::rule::{RuleSet, default_files};
use wutriage::source::Bundle;

#[path = "../src/format/state/regf/build.rs"]
mod build;

use build::{Form, Node, hive, key};

fn rules() -> RuleSet {
    RuleSet::load(&default_files()).unwrap()
}

/// A hive with these keys below the current control set's `Control`.
fn system(control: impl IntoIterator<Item = Node>) -> Vec<u8> {
    let set = key("ControlSet001").with([key("Control").with(control)]);
    let root = key("x").with([set, key("Select").number("Current", 1)]);
    hive(&root, &Form::default())
}

fn tls12(enabled: u32) -> Node {
    let client = key("Client")
        .number("Enabled", enabled)
        .number("DisabledByDefault", 1 - enabled);
    let protocols = key("Protocols").with([key("TLS 1.2").with([client])]);
    key("SecurityProviders").with([key("SCHANNEL").with([protocols])])
}

/// The logs of a machine whose handshakes are dropped, with `registry` for what tells of its settings.
fn machine(registry: (&str, Vec<u8>)) -> Machine {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bundles/tls12-off");
    let logs = ["System.xml", "WindowsUpdate.log", "systeminfo.txt"];
    let logs = logs.map(|name| (name, fs::read(folder.join(name)).unwrap()));
    let bundle = Bundle::from_memory(logs.into_iter().chain([registry]));
    let report = analyze(&rules(), &[bundle], &Options::default()).unwrap();
    report.machines.into_iter().next().unwrap()
}

fn found(machine: &Machine) -> Vec<(&str, i32)> {
    let findings = machine.findings.iter();
    findings.map(|it| (it.rule.as_str(), it.score)).collect()
}

#[test]
fn a_hive_proves_what_an_export_proves() {
    let export = "Windows Registry Editor Version 5.00\r\n\r\n\
        [HKEY_LOCAL_MACHINE\\SYSTEM]\r\n\r\n\
        [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client]\r\n\
        \"Enabled\"=dword:00000000\r\n\"DisabledByDefault\"=dword:00000001\r\n";
    let by_export = machine(("SYSTEM.reg", export.as_bytes().to_vec()));
    let by_hive = machine(("SYSTEM", system([tls12(0)])));
    assert_eq!(found(&by_hive), found(&by_export));
    assert_eq!(by_hive.findings[0].rule, "tls/tls12-not-enabled");
    let lines = by_hive.findings[0].evidence.iter();
    let proof = lines.filter(|line| line.path == "SYSTEM").count();
    assert!(proof > 0, "the hive is quoted");
}

#[test]
fn a_setting_that_a_hive_does_not_have_is_known_not_to_be_there() {
    let without = machine(("SYSTEM", system([key("Other")])));
    let not_collected = machine(("notes.txt", b"nothing\n".to_vec()));
    let is_missing = |machine: &Machine| {
        let mut units = machine.coverage.iter();
        units.any(|it| it.unit.contains("SCHANNEL") && it.state == CoverageState::Absent)
    };
    assert!(is_missing(&not_collected));
    assert!(!is_missing(&without));
}

#[test]
fn a_hive_tells_of_the_machine() {
    let name = key("ComputerName").with([key("ComputerName").text("ComputerName", "WS-HIVE")]);
    let zone = key("TimeZoneInformation").text("TimeZoneKeyName", "Pacific Standard Time");
    let product = key("ProductOptions").text("ProductType", "LanmanNT");
    let machine = machine(("SYSTEM", system([name, zone, product])));
    assert_eq!(machine.name.as_deref(), Some("WS-HIVE"));
    let facts = machine.facts;
    assert_eq!(facts.time_zone.as_deref(), Some("Pacific Standard Time"));
    assert_eq!(facts.role.as_deref(), Some("domain controller"));
    assert_eq!(facts.told_by["role"][0].path, "SYSTEM");
    assert_eq!(facts.told_by["role"][1].path, "systeminfo.txt");
    assert_eq!(facts.restart_pending, None);
}
