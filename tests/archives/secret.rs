//! The key in Intune's inventory reaches no output, however the bundle is packed and the inventory damaged.

use std::fs;

use super::make;
use super::program::{run, text};

const SECRET: &str = "SECRET0042";

/// An inventory with a failed directive, and the address with its key.
fn results() -> String {
    format!(
        "<Collection HRESULT=\"0\">\n<ID>1</ID>\n\
         <SasUrl>https://fabrikam.example/c?sv=2024&amp;sig={SECRET}</SasUrl>\n\
         <Command HRESULT=\"-2147024894\">get https://fabrikam.example/c?sv=1&amp;sig={SECRET} failed 0x80072EE7</Command>\n\
         <FoldersFiles HRESULT=\"-2147024894\">%windir%\\ccm\\logs\\*.log</FoldersFiles>\n</Collection>\n"
    )
}

const LOG: &[u8] =
    b"2024/05/14 09:00:00.1234567 1088  5120  Agent  *FAILED* [80072EE7] file = x, line = 1\r\n";

/// All that the program prints about the bundle.
fn printed(name: &str, archive: &[u8]) -> String {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(name), archive).unwrap();
    let mut all = String::new();
    for arguments in [
        &["-f", "table"][..],
        &["-f", "json"],
        &["-f", "table", "--evidence", "50"],
        &["timeline"],
    ] {
        let output = run(root.path(), &[arguments, &[name]].concat());
        all.push_str(text(&output.stdout));
        all.push_str(text(&output.stderr));
    }
    all
}

fn check(results: &[u8]) -> String {
    let files: &make::Files<'_> = &[("results.xml", results), ("WindowsUpdate.log", LOG)];
    let all = printed("DiagLogs-PC-0042-20240514T090000Z.zip", &make::zip(files))
        + &printed("logs.tar.gz", &make::tar_gz(files));
    assert!(!all.contains(SECRET), "{all}");
    all
}

#[test]
fn the_key_is_not_printed() {
    let all = check(results().as_bytes());
    assert!(
        all.contains("CCM logs were not collected: 0x80070002 (file not found)"),
        "{all}"
    );
}

#[test]
fn the_key_of_a_damaged_inventory_is_not_printed() {
    let whole = results();
    check(&whole.as_bytes()[..whole.find("&amp;sig").unwrap() + 30]);
    check(whole.replace("HRESULT=\"0\"", "").as_bytes());
    check(whole.replace("</ID>", "<").as_bytes());
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(whole.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    check(&wide);
}
