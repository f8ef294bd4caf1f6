//! One event as Windows keeps it and as XML is one record, field for field.

use wutriage::engine::{Options, analyze};
use wutriage::format::{by_name, records};
use wutriage::record::Record;
use wutriage::rule::{RuleFile, RuleSet};
use wutriage::source::Bundle;

use crate::support::{AGENT, failed, ordinary};
use crate::writer::{Datum, Event, Shape, log};

fn from_log(event: &Event) -> Record<'static> {
    let log = log(std::slice::from_ref(event));
    let mut parsed = records(by_name("evtx").unwrap(), &log);
    assert_eq!((parsed.records.len(), parsed.bad), (1, 0));
    parsed.records.remove(0).record.into_owned()
}

fn from_xml(event: &Event, data: &str) -> Record<'static> {
    let xml = format!(
        "<Event xmlns='urn:contoso:events'><System><Provider Name='{}'/><EventID>{}</EventID><Level>{}</Level>\
         <TimeCreated SystemTime='2024-05-14T06:00:{:02}.0000000Z'/><EventRecordID>{}</EventRecordID>\
         <Execution ProcessID='1088' ThreadID='5120'/><Channel>System</Channel><Computer>pc1.contoso.test</Computer>\
         </System>{data}</Event>",
        event.provider, event.id, event.level, event.number, event.number
    );
    let parsed = records(by_name("event-xml").unwrap(), xml.leak().as_bytes());
    parsed.records.into_iter().next().unwrap().record
}

fn check(event: &Event, data: &str) {
    assert_eq!(from_log(event), from_xml(event, data));
}

#[test]
fn data_with_names() {
    check(
        &failed(7),
        "<EventData><Data Name='errorCode'>0x80248007</Data>\
         <Data Name='updateTitle'>2024-05 Update &amp; more &lt;KB5000001&gt;</Data>\
         <Data Name='updateGuid'>{abababab-abab-abab-abab-abababababab}</Data></EventData>",
    );
}

#[test]
fn decimal_codes_stay_decimal() {
    let data = [
        ("hr", Datum::Number(2_147_954_430)),
        ("signed", Datum::Signed(-2_147_012_866)),
        ("bytes", Datum::Binary(&[0, 0xFF])),
    ];
    let event = Event::named("Microsoft-Windows-Bits-Client", 61, 9, &data);
    check(
        &event,
        "<EventData><Data Name='hr'>2147954430</Data><Data Name='signed'>-2147012866</Data>\
         <Data Name='bytes'>00FF</Data></EventData>",
    );
    let codes: Vec<_> = from_log(&event)
        .codes()
        .iter()
        .map(|found| found.code.0)
        .collect();
    assert_eq!(codes, [0x8007_2EFE, 0x8007_2EFE]);
}

#[test]
fn data_without_names() {
    let mut event = Event::named(
        "Service Control Manager",
        7023,
        3,
        &[("", Datum::Text("BITS")), ("", Datum::Text("%%1058"))],
    );
    event.shape = Shape::Unnamed;
    check(
        &event,
        "<EventData><Data>BITS</Data><Data>%%1058</Data></EventData>",
    );
}

#[test]
fn user_data_by_element() {
    let data = [
        ("PackageIdentifier", Datum::Text("KB5000001")),
        ("ErrorCode", Datum::Text("0x800f0922")),
    ];
    let mut event = Event::named("Microsoft-Windows-Servicing", 3, 5, &data);
    event.shape = Shape::User;
    event.level = 0;
    check(
        &event,
        "<UserData><Changes><PackageIdentifier>KB5000001</PackageIdentifier><ErrorCode>0x800f0922</ErrorCode></Changes></UserData>",
    );
}

#[test]
fn letters_of_every_script() {
    let event = Event::named(
        AGENT,
        20,
        2,
        &[("updateTitle", Datum::Text("Обновление für 日本 \u{1F600}"))],
    );
    check(
        &event,
        "<EventData><Data Name='updateTitle'>Обновление für 日本 \u{1F600}</Data></EventData>",
    );
}

/// The same failure in every form in which people hand it over: format, file name, bytes.
fn every_form() -> [(&'static str, &'static str, Vec<u8>); 6] {
    let xml = format!(
        "<Event xmlns='urn:contoso:events'><System><Provider Name='{AGENT}'/><EventID>20</EventID></System>\
         <EventData><Data Name='errorCode'>0x80248007</Data></EventData></Event>"
    );
    let csv = format!("Id,ProviderName,Level,Message\n20,{AGENT},2,Failure: error 0x80248007");
    let json = format!(
        r#"[{{"Id":20,"ProviderName":"{AGENT}","Properties":[{{"Value":"0x80248007"}}]}}]"#
    );
    let viewer = format!(
        "Log Name: System\nSource: {AGENT}\nEvent ID: 20\nDescription:\nFailure: error 0x80248007"
    );
    let list = format!(
        "Id           : 20\nProviderName : {AGENT}\nMessage      : Failure: error 0x80248007"
    );
    [
        ("event-xml", "System.xml", xml.into_bytes()),
        ("event-csv", "events.csv", csv.into_bytes()),
        ("event-json", "events.json", json.into_bytes()),
        ("event-text", "events.txt", viewer.into_bytes()),
        ("event-text", "list.txt", list.into_bytes()),
        (
            "evtx",
            "System.evtx",
            log(&[ordinary(1), failed(2), ordinary(3)]),
        ),
    ]
}

#[test]
fn every_form_of_an_event_names_the_same_provider_id_and_codes() {
    for (form, _, bytes) in every_form() {
        let parsed = records(by_name(form).unwrap(), &bytes);
        let is_failure = |record: &&Record<'_>| !record.codes().is_empty();
        let mut found = parsed.records.iter().map(|found| &found.record);
        let record = found.find(is_failure).unwrap();
        let head = record.event.as_ref().unwrap();
        let codes: Vec<_> = record.codes().iter().map(|found| found.code.0).collect();
        assert_eq!(
            (&*head.provider, head.id, codes.as_slice()),
            (AGENT, 20, &[0x8024_8007][..]),
            "{form}"
        );
    }
}

#[test]
fn the_same_rule_matches_every_form() {
    let asks = format!("provider: {AGENT}, event: 20, code: [0x80248007]");
    let rule = RuleFile {
        path: "store/failure.yaml".to_owned(),
        display: "store/failure.yaml".to_owned(),
        text: format!(
            "title: T\nseverity: error\nbecause: B\nsignals:\n  it: {{ in: [event-log], {asks} }}\nwhen: it\n"
        ),
    };
    let rules = RuleSet::load(&[rule]).unwrap();
    for (form, name, bytes) in every_form() {
        let bundle = [Bundle::from_memory([(name, bytes)])];
        let report = analyze(&rules, &bundle, &Options::default()).unwrap();
        let found = report.machines[0].findings.iter();
        let found: Vec<_> = found
            .map(|finding| (finding.rule.as_str(), finding.count))
            .collect();
        assert_eq!(found, [("store/failure", 1)], "{form}");
    }
}
