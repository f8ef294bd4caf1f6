//! Cabinets: stored, MSZIP and LZX, as `makecab`, CbsPersist and the MDM collector write them.
//!
//! A cabinet's files lie behind each other in *folders*, each of which is one compressed stream in blocks of 32 KiB. A
//! folder is decoded once, as far as its last wanted file, and the files are cut out of it. `directory` reads what the
//! cabinet lists, `folder` decodes. Source: \[MS-CAB\] and \[MS-MCI\]; LZX itself is the `lzxd` crate's.
//!
//! The reader is our own because those at hand panic on damaged cabinets, give nothing of one that is cut off, and decode a
//! folder anew for each of its files.
//!
//! A cabinet of an update (it holds `update.mum`) has thousands of libraries in it and no log; it is not unpacked. Not
//! read: Quantum, and files that begin or go on in another cabinet of a set.

use super::caps::{Budget, UNPACK_FIRST};
use super::name::Names;
use super::{Contents, Entry, each, skip};
use crate::source::Source;

mod directory;
mod folder;

use directory::{Directory, File};

/// Reads the files of a cabinet.
pub(super) fn read(source: &Source, budget: &mut Budget) -> Contents {
    let mut contents = Contents::default();
    let Some(directory) = Directory::read(source, budget.entries()) else {
        contents
            .remarks
            .archive("the cabinet is cut off or damaged at its beginning: upload it again");
        return contents;
    };
    if directory
        .files
        .iter()
        .any(|file| skip::is_part_of_update(&file.name))
    {
        contents
            .remarks
            .archive("an update's package and no logs, not unpacked");
        return contents;
    }
    if directory.is_cut {
        contents
            .remarks
            .archive("its list of files is cut off: upload it again");
    }
    let wanted = plan(&directory, source, budget, &mut contents);
    unpack(&directory, source, wanted, &mut contents);
    contents
}

/// A file that is to be unpacked, and the name it is shown under.
struct Wanted<'d> {
    name: String,
    file: &'d File,
}

/// Decides file by file what is unpacked.
fn plan<'d>(
    directory: &'d Directory,
    source: &Source,
    budget: &mut Budget,
    contents: &mut Contents,
) -> Vec<Wanted<'d>> {
    let mut names = Names::default();
    let mut wanted = Vec::new();
    // How far each folder is decoded for the files that are wanted so far.
    let mut reached = vec![0; directory.folders.len()];
    for file in &directory.files {
        let name = names.give(&file.name);
        if let Some(odd) = name.odd {
            contents.remarks.entry(&name.shown, odd);
        }
        if skip::by_name(&name.shown) {
            contents.remarks.binary(&name.shown);
            continue;
        }
        let Some(reached) = reached.get_mut(usize::from(file.folder)) else {
            let text = format!("goes on in another cabinet, not read: {UNPACK_FIRST}");
            contents.remarks.entry(&name.shown, text);
            continue;
        };
        if let Err(reason) = budget.admit(source.bytes, file.cost(*reached)) {
            contents.remarks.entry(&name.shown, reason);
        } else {
            *reached = file.end().max(*reached);
            let name = name.shown;
            wanted.push(Wanted { name, file });
        }
    }
    wanted
}

/// Decodes the folders, each once, and gives the files in the order in which the cabinet lists them.
fn unpack(
    directory: &Directory,
    source: &Source,
    wanted: Vec<Wanted<'_>>,
    contents: &mut Contents,
) {
    let mut by_folder: Vec<Vec<(usize, Wanted<'_>)>> = Vec::new();
    by_folder.resize_with(directory.folders.len(), Vec::new);
    for (order, file) in wanted.into_iter().enumerate() {
        if let Some(files) = by_folder.get_mut(usize::from(file.file.folder)) {
            files.push((order, file));
        }
    }
    let decoded = each(&by_folder, |files| {
        let ends = files.iter().map(|(_, wanted)| wanted.file.end());
        let folder = files
            .first()
            .and_then(|(_, wanted)| directory.folders.get(usize::from(wanted.file.folder)));
        let length = ends.max().unwrap_or_default();
        folder.map(|folder| folder::decode(directory, *folder, source, length))
    });
    let mut entries: Vec<(usize, Entry)> = Vec::new();
    for (files, decoded) in by_folder.into_iter().zip(decoded) {
        let Some(decoded) = decoded else { continue };
        for (order, Wanted { name, file }) in files {
            if let Some(entry) = cut_out(name, file, &decoded, contents) {
                entries.push((order, entry));
            }
        }
    }
    entries.sort_by_key(|(order, _)| *order);
    contents
        .entries
        .extend(entries.into_iter().map(|(_, entry)| entry));
}

/// The file out of its decoded folder, as far as that goes.
fn cut_out(
    name: String,
    file: &File,
    decoded: &folder::Decoded,
    contents: &mut Contents,
) -> Option<Entry> {
    let bytes = file.of(&decoded.bytes);
    let is_whole = bytes.len() as u64 == u64::from(file.size);
    if skip::by_content(bytes) {
        contents.remarks.binary(&name);
        return None;
    }
    if !is_whole {
        let why = decoded.problem.as_deref().unwrap_or("its size is wrong");
        let text = format!(
            "cut off after {} of {} bytes ({why})",
            bytes.len(),
            file.size
        );
        contents.remarks.entry(&name, text);
    } else if file.touches(&decoded.doubtful) {
        let text = "its checksum is wrong: some of it may be damaged";
        contents.remarks.entry(&name, text);
    }
    let is_sound = is_whole && !file.touches(&decoded.doubtful);
    let is_lost = bytes.is_empty() && !is_whole;
    (!is_lost).then(|| Entry {
        name,
        bytes: bytes.to_vec(),
        is_partial: !is_sound,
    })
}
