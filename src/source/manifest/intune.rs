//! Intune's "Collect diagnostics": `results.xml` beside the files, and in newer bundles a file of no bytes for each thing
//! that was not there.
//!
//! `<FoldersFiles HRESULT="-2147024894">%windir%\ccmsetup\logs\*.log</FoldersFiles>`; the files are called
//! `(11) No Results - Error [0x80070002] FoldersFiles windir_ccmsetup_logs_log`. The numbers in front shift between
//! versions of the service. `SasUrl` holds the address to which the bundle is uploaded, key included.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Inventory, Missing};
use crate::source::Source;

/// What stands in the name of a file that only says that there was nothing.
const NO_RESULTS: &str = "No Results - Error [";
/// Elements that ask for something.
const DIRECTIVES: [&str; 4] = ["RegistryKey", "Command", "Events", "FoldersFiles"];
/// The first words of a directive in the name of a file.
const KINDS: [&str; 4] = ["RegistryKey ", "Command ", "Events ", "FoldersFiles "];

/// What the path of the source says was not collected, where it is one of no bytes that says so.
pub(super) fn in_name(source: &Source) -> Option<Missing> {
    let (_, after) = source
        .path
        .split_once(NO_RESULTS)
        .filter(|_| source.bytes == 0)?;
    let (code, directive) = after.split_once(']')?;
    let code = u32::from_str_radix(code.trim_start_matches("0x"), 16).ok()?;
    let directive = directive.trim();
    let kind = KINDS.iter().find_map(|kind| directive.strip_prefix(kind));
    Some(Missing::failed(kind.unwrap_or(directive), code))
}

/// Whether text that begins so is a `results.xml`. One that was cut or changed still is, as long as it may hold the key.
pub(super) fn is_results(head: &str) -> bool {
    let root = head.find("<Collection");
    root.is_some_and(|at| head.get(at..).is_some_and(|rest| rest.contains("HRESULT")))
        || head.contains("<SasUrl")
}

/// What the text says was not collected, as far as it is well-formed.
pub(super) fn results(text: &str) -> Inventory {
    let mut inventory = Inventory::default();
    let mut reader = Reader::from_str(text);
    // An address between the directives may have its `&` as it is.
    reader.config_mut().allow_dangling_amp = true;
    let mut failed = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => failed = failure(&start),
            Ok(Event::Text(text)) => {
                let Some(code) = failed.take() else { continue };
                let missing = Missing::failed(text.trim(), code);
                inventory.missing.insert(missing);
            }
            Ok(Event::End(_)) => failed = None,
            Ok(Event::Eof) | Err(_) => return inventory,
            Ok(_) => {}
        }
    }
}

/// The code of a directive that failed.
fn failure(start: &BytesStart<'_>) -> Option<u32> {
    if !DIRECTIVES.contains(&start.local_name().as_ref()) {
        return None;
    }
    let result = start.try_get_attribute("HRESULT").ok()??;
    let result = result.value.trim().parse::<i32>().ok()?;
    (result < 0).then_some(result.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::archive::memory_source;

    const RESULTS: &str = r#"<Collection HRESULT="0"><ID>1</ID><SasUrl>https://x.example/c?sv=1&sig=SECRET</SasUrl>
        <RegistryKey HRESULT="0">HKLM\SOFTWARE\Policies</RegistryKey>
        <Command HRESULT="-2147024891">%windir%\system32\netsh.exe winhttp show proxy</Command>
        <FoldersFiles HRESULT="-2147024894">%windir%\ccm\logs\*.log</FoldersFiles></Collection>"#;

    #[test]
    fn directives_that_failed_are_missing() {
        let missing: Vec<_> = results(RESULTS)
            .missing
            .into_iter()
            .map(|missing| missing.text)
            .collect();
        assert_eq!(
            missing,
            [
                "CCM logs were not collected: 0x80070002 (file not found)",
                "WinHTTP proxy settings were not collected: 0x80070005 (access denied)",
            ]
        );
    }

    #[test]
    fn the_key_stays_where_it_is() {
        for end in 0..RESULTS.len() {
            let told = format!("{:?}", results(RESULTS.get(..end).unwrap_or_default()));
            assert!(!told.contains("SECRET") && !told.contains("sig"), "{told}");
        }
        assert!(is_results("<?xml?><x><SasUrl>") && !is_results("<Collection>"));
    }

    #[test]
    fn a_name_without_bytes_tells_as_well() {
        let name =
            "x.zip/(11) No Results - Error [0x80070002] FoldersFiles windir_ccmsetup_logs_log";
        let missing = in_name(&memory_source(name, Vec::new()));
        assert_eq!(
            missing.map(|missing| missing.text).as_deref(),
            Some("CCM setup logs were not collected: 0x80070002 (file not found)")
        );
        assert_eq!(in_name(&memory_source(name, vec![1])), None);
        assert_eq!(
            in_name(&memory_source("No Results - Error [", Vec::new())),
            None
        );
    }
}
