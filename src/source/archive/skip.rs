//! What in an archive is no log and is not worth unpacking: programs, libraries, memory dumps, disk images, and whole
//! archives that are something else, such as an update's package or a document.
//!
//! Programs are known by the ending of their name, or by their first bytes once these are unpacked. Pictures, documents,
//! captures and databases are unpacked and named one by one where inputs are identified, because each has its advice.

/// Endings of files that come by the thousand and are never logs.
const ENDINGS: [&str; 24] = [
    "exe", "dll", "sys", "mui", "cat", "mum", "manifest", "ocx", "drv", "efi", "cpl", "nls", "ttf",
    "pdb", "dmp", "mdmp", "hdmp", "psf", "wim", "esd", "vhd", "vhdx", "iso", "pyd",
];

/// First bytes of programs, memory dumps and disk images.
const SIGNATURES: [&[u8]; 6] = [
    b"MZ\x90\0",
    b"PAGEDU64",
    b"PAGEDUMP",
    b"MDMP\x93\xA7",
    b"MSWIM\0\0\0",
    b"vhdxfile",
];

/// Endings of documents and packages that are zips.
const DOCUMENTS: [&str; 17] = [
    "docx",
    "docm",
    "xlsx",
    "xlsm",
    "pptx",
    "odt",
    "ods",
    "vsdx",
    "jar",
    "nupkg",
    "saz",
    "vsix",
    "appx",
    "msix",
    "appxbundle",
    "msixbundle",
    "apk",
];

/// What every Office document, NuGet package and Fiddler capture, and every Java archive has in it.
const DOCUMENT_PARTS: [&str; 2] = ["[content_types].xml", "meta-inf/manifest.mf"];

/// Whether the name is that of a program, a dump or an image.
pub(super) fn by_name(name: &str) -> bool {
    has_ending(name, &ENDINGS)
}

/// Whether the first bytes are those of a program, a dump or an image.
pub(super) fn by_content(first_bytes: &[u8]) -> bool {
    SIGNATURES
        .iter()
        .any(|signature| first_bytes.starts_with(signature))
}

/// Whether a zip of that name or with such an entry is a document or a package.
pub(super) fn is_document(name: &str) -> bool {
    has_ending(name, &DOCUMENTS)
}

/// Whether an entry of that name makes a document or a package of the zip it is in.
pub(super) fn is_part_of_document(entry: &str) -> bool {
    let entry = entry.to_ascii_lowercase().replace('\\', "/");
    DOCUMENT_PARTS.contains(&entry.as_str())
}

/// Whether an entry of that name makes an update's package of the cabinet it is in.
pub(super) fn is_part_of_update(entry: &str) -> bool {
    let entry = entry.to_ascii_lowercase();
    matches!(entry.as_str(), "update.mum" | "wsusscan.cab")
        || entry.ends_with(".psf.cix.xml")
        || entry.ends_with("-pkgproperties.txt")
}

/// Whether the name has one of the endings, which are in lower case and without their dot.
pub(super) fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_by_name_and_by_content() {
        assert!(by_name("x/WuApi.DLL") && by_name("MEMORY.dmp"));
        assert!(!by_name("CBS.log") && !by_name("dll") && !by_name("DataStore.edb"));
        assert!(by_content(b"MZ\x90\0\x03") && !by_content(b"MZ is text"));
    }

    #[test]
    fn documents_and_updates_are_told_by_what_is_in_them() {
        assert!(is_part_of_document("[Content_Types].xml"));
        assert!(!is_part_of_document("logs/[Content_Types].xml"));
        assert!(is_part_of_update("update.mum") && !is_part_of_update("CBS/update.mum"));
        assert!(is_document("a.DOCX") && !is_document("a.zip"));
    }
}
