use proptest::prelude::*;

use super::build::{Form, Node, hive, key, utf16, wide_key};
use super::*;
use crate::format::{Located, TraceMessages};

/// Takes what is asked for by a word, or everything where there is none.
#[derive(Default)]
struct Asking {
    word: Option<&'static str>,
    taken: Vec<String>,
}

impl Sink for Asking {
    fn asked(&self, text: &[u8], ends: &[usize]) -> Vec<usize> {
        let mut start = 0;
        let wanted = ends.iter().enumerate().filter(|(_, end)| {
            let entry = &text[start..**end];
            start = **end;
            let entry = String::from_utf8_lossy(entry);
            self.word.is_none_or(|word| entry.contains(word))
        });
        wanted.map(|(place, _)| place).collect()
    }

    fn wants_event(&self, _: &str, _: u32) -> bool {
        true
    }

    fn take(&mut self, _: u64, located: Located<'_>) {
        assert!(located.start < located.end);
        let text = String::from_utf8_lossy(&located.record.message);
        self.taken.push(text.into_owned());
    }
}

fn read_named(name: &str, bytes: &[u8], word: Option<&'static str>) -> (Told, Vec<String>) {
    let mut sink = Asking {
        word,
        ..Asking::default()
    };
    let piece = Piece {
        name,
        head: bytes,
        start: 0,
        bytes,
        last: true,
        messages: &TraceMessages::default(),
    };
    let told = Blocks::read(&RegistryHive, piece, &mut sink);
    (told, sink.taken)
}

fn read_all(bytes: &[u8]) -> (Told, Vec<String>) {
    read_named("x.hiv", bytes, None)
}

/// A SOFTWARE hive with these keys below `Microsoft`.
fn software(keys: impl IntoIterator<Item = Node>) -> Node {
    let microsoft = key("Microsoft").with(keys);
    key("CMI-CreateHive{0}").with([key("Classes"), microsoft])
}

fn check(root: &Node, expected: &[&str]) {
    for lists in ["lh", "lf", "li", "ri"] {
        let form = Form {
            lists,
            ..Form::default()
        };
        let (told, taken) = read_all(&hive(root, &form));
        assert_eq!(taken, expected, "{lists}");
        assert_eq!((told.bad, told.notes), (0, Vec::new()), "{lists}");
        assert_eq!(told.records, expected.len() as u64);
    }
}

#[test]
fn keys_and_values_of_every_type_whatever_the_lists() {
    let node = key("A")
        .text("Text", "caf\u{e9}")
        .number("Number", 0x8024_4022)
        .value("", 1, utf16("d\0"))
        .value("Big", 11, 5_u64.to_le_bytes())
        .value("List", 7, utf16("a\0b\0\0"))
        .value("Bytes", 3, [1, 0xAB])
        .value("None", 0, []);
    check(
        &software([node, wide_key("Обновление"), key("B")]),
        &[
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Classes",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\A",
            "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\A\\Text = caf\u{e9}",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\A\Number = 2149859362",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\A\(Default) = d",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\A\Big = 5",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\A\List = a,b",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\A\Bytes = 01ab",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\A\None = ",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Обновление",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\B",
            r"HKEY_LOCAL_MACHINE\SOFTWARE",
        ],
    );
}

#[test]
fn of_the_control_sets_the_one_in_use_is_read() {
    let set = |number: u32| {
        let service = key("wuauserv").number("Start", number);
        key(&format!("ControlSet00{number}")).with([key("Services").with([service])])
    };
    let select = key("Select").number("Current", 2);
    check(
        &key("x").with([set(1), set(2), select]),
        &[
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet",
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services",
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\wuauserv",
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\wuauserv\Start = 2",
            r"HKEY_LOCAL_MACHINE\SYSTEM\Select",
            r"HKEY_LOCAL_MACHINE\SYSTEM\Select\Current = 2",
            r"HKEY_LOCAL_MACHINE\SYSTEM",
        ],
    );
}

#[test]
fn a_hive_is_placed_by_what_is_in_it_then_by_its_names() {
    let check = |root: &Node, own: &'static str, file: &str, expected: &str| {
        let form = Form {
            file_name: own,
            ..Form::default()
        };
        let (_, taken) = read_named(file, &hive(root, &form), None);
        assert_eq!(taken.first().map(String::as_str), Some(expected));
    };
    let user = key("x").with([key("Control Panel"), key("Software")]);
    check(&user, "", "SOFTWARE", r"HKEY_USERS\offline\Control Panel");
    let store = key("x").with([key("DerivedData")]);
    check(&store, "", "", r"HKEY_LOCAL_MACHINE\COMPONENTS\DerivedData");
    let any = key("Saved").with([key("A")]);
    let path = r"emRoot\System32\Config\SOFTWARE";
    check(&any, path, "x", r"HKEY_LOCAL_MACHINE\SOFTWARE\A");
    check(&any, "", "ntuser.dat", r"HKEY_USERS\offline\A");
    check(&any, "", "policies.hiv", r"Saved\A");
}

#[test]
fn only_what_is_asked_for_and_what_tells_of_the_machine_is_taken() {
    let root = software([
        key("Windows NT").with([key("CurrentVersion")
            .text("CurrentBuild", "19045")
            .with([key("Fonts").text("Arial", "arial.ttf")])]),
        key("Contoso").number("Wanted", 1).number("Other", 2),
    ]);
    let (told, taken) = read_named("x", &hive(&root, &Form::default()), Some("Wanted"));
    assert_eq!(
        taken,
        [
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\CurrentBuild = 19045",
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Contoso\Wanted = 1",
            r"HKEY_LOCAL_MACHINE\SOFTWARE",
        ]
    );
    assert_eq!(told.records, 11);
}

#[test]
fn large_data_gives_its_beginning() {
    let text = "x".repeat(40_000);
    let root = software([key("A").text("Long", &text)]);
    let (told, taken) = read_all(&hive(&root, &Form::default()));
    let long = taken.iter().find(|line| line.contains("Long")).unwrap();
    assert!(
        long.ends_with("xxx") && long.len() < 10_000,
        "{}",
        long.len()
    );
    assert_eq!(told.bad, 0);
}

/// The records of a hive and what is said of it.
fn check_unsure(bytes: &[u8], note: &str) {
    let (told, taken) = read_all(bytes);
    assert!(
        told.notes.iter().any(|known| known.contains(note)),
        "{:?}",
        told.notes
    );
    let proves = taken
        .iter()
        .any(|line| line == r"HKEY_LOCAL_MACHINE\SOFTWARE");
    assert!(!proves, "what is absent is not proven to be");
}

#[test]
fn a_hive_that_was_not_read_whole_proves_no_absence() {
    let root = software([key("A").with([key("B")])]);
    let whole = hive(&root, &Form::default());
    let dirty = Form {
        dirty: true,
        ..Form::default()
    };
    check_unsure(&hive(&root, &dirty), ".LOG files");
    check_unsure(&whole[..whole.len() - 8], "cut off");
    let mut damaged = whole;
    let b = damaged.windows(2).rposition(|pair| pair == b"nk").unwrap();
    damaged[b] = b'x';
    assert!(read_all(&damaged).0.bad > 0);
}

#[test]
fn hives_of_secrets_are_not_read() {
    let root = key("x").with([key("SAM").number("F", 1)]);
    for (root, file) in [(&root, "y"), (&key("x").with([key("Policy")]), "SECURITY")] {
        let (told, taken) = read_named(file, &hive(root, &Form::default()), None);
        assert!(taken.is_empty() && told.notes[0].contains("secrets"));
    }
}

#[test]
fn a_key_that_lies_in_itself_is_read_once() {
    let root = software([key("A").with([key("B")])]);
    let mut bytes = hive(&root, &Form::default());
    // The list of A, which is written before A and behind B, gets the offset of A.
    let list = bytes.windows(2).position(|pair| pair == b"lh").unwrap();
    let a = bytes
        .windows(5)
        .position(|name| name == b"A\0\0\0\0")
        .unwrap()
        - 76
        - 4;
    let offset = u32::try_from(a - 4096).unwrap();
    bytes[list + 4..list + 8].copy_from_slice(&offset.to_le_bytes());
    let (told, taken) = read_all(&bytes);
    assert!(taken.len() < 8 && told.bad == 1, "{taken:?} {}", told.bad);
}

#[test]
fn a_log_of_transactions_and_text_are_no_hives() {
    let sniff = |text: &[u8]| {
        let head = Head {
            name: "SOFTWARE",
            text,
            whole: true,
        };
        RegistryHive.sniff(&head).is_some()
    };
    let mut bytes = hive(&software([]), &Form::default());
    assert!(sniff(&bytes));
    bytes[28] = 6;
    assert!(!sniff(&bytes));
    assert!(!sniff(b"regf and so on"));
}

fn full() -> Vec<u8> {
    let node = key("A")
        .text("Text", "a text")
        .number("Number", 1)
        .with([key("B").value("List", 7, utf16("a\0b\0\0"))]);
    let form = Form {
        lists: "ri",
        ..Form::default()
    };
    hive(&software([node]), &form)
}

#[test]
fn a_hive_cut_anywhere_is_read_as_far_as_it_goes() {
    let whole = full();
    for end in 0..whole.len() {
        let (told, _) = read_all(&whole[..end]);
        assert!(told.bad > 0 || !told.notes.is_empty(), "{end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damage_never_panics_and_never_takes_for_ever(
        changes in prop::collection::vec((0..8192_usize, any::<u8>()), 1..40)
    ) {
        let mut bytes = full();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        let (told, _) = read_all(&bytes);
        prop_assert!(told.records < 1000);
    }

    #[test]
    fn any_bytes_behind_a_base_block_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
        let mut hive = full();
        hive.truncate(4096);
        hive.extend(bytes);
        read_all(&hive);
    }
}
