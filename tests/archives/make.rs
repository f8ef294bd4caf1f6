//! Archives made from nothing.

use std::io::{Cursor, Write as _};

use cab::{CabinetBuilder, CompressionType};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Names and bytes of files.
pub type Files<'f> = [(&'f str, &'f [u8])];

/// A zip of deflated entries.
pub fn zip(files: &Files<'_>) -> Vec<u8> {
    zip_with(files, CompressionMethod::Deflated, false)
}

/// A zip of entries as they are.
pub fn stored(files: &Files<'_>) -> Vec<u8> {
    zip_with(files, CompressionMethod::Stored, false)
}

/// A zip whose entries have the records of ZIP64.
pub fn zip64(files: &Files<'_>) -> Vec<u8> {
    zip_with(files, CompressionMethod::Deflated, true)
}

fn zip_with(files: &Files<'_>, method: CompressionMethod, large: bool) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    write_entries(&mut zip, files, options(method, large));
    zip.finish().unwrap().into_inner()
}

/// A zip that was written without going back, so that sizes stand behind each entry only.
pub fn streamed(files: &Files<'_>) -> Vec<u8> {
    let mut zip = ZipWriter::new_stream(Vec::new());
    write_entries(&mut zip, files, options(CompressionMethod::Deflated, false));
    zip.finish().unwrap().into_inner()
}

fn options(method: CompressionMethod, large: bool) -> SimpleFileOptions {
    let plain = SimpleFileOptions::default();
    plain.compression_method(method).large_file(large)
}

fn write_entries<W: std::io::Write + std::io::Seek>(
    zip: &mut ZipWriter<W>,
    files: &Files<'_>,
    options: SimpleFileOptions,
) {
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
}

/// A cabinet of one folder.
pub fn cab(files: &Files<'_>) -> Vec<u8> {
    cab_with(files, CompressionType::MsZip)
}

/// A cabinet of one folder that is not compressed.
pub fn stored_cab(files: &Files<'_>) -> Vec<u8> {
    cab_with(files, CompressionType::None)
}

fn cab_with(files: &Files<'_>, compression: CompressionType) -> Vec<u8> {
    let mut builder = CabinetBuilder::new();
    let folder = builder.add_folder(compression);
    for (name, _) in files {
        folder.add_file(*name);
    }
    let mut cabinet = builder.build(Cursor::new(Vec::new())).unwrap();
    let mut contents = files.iter().map(|(_, bytes)| bytes);
    while let Some(mut file) = cabinet.next_file().unwrap() {
        file.write_all(contents.next().unwrap()).unwrap();
    }
    cabinet.finish().unwrap().into_inner()
}

/// A cabinet of one LZX folder whose only block is of the kind that holds bytes as they are.
pub fn lzx(files: &Files<'_>) -> Vec<u8> {
    const BLOCK: usize = 32 * 1024;
    let bytes: Vec<u8> = files.iter().flat_map(|(_, bytes)| bytes.to_vec()).collect();
    let mut stream = lzx_head(bytes.len());
    let first = stream.len() + bytes.len().min(BLOCK);
    stream.extend_from_slice(&bytes);
    if bytes.len() % 2 == 1 {
        stream.push(0);
    }
    let mut blocks = Vec::new();
    let (mut rest, mut left, mut next) = (stream.as_slice(), bytes.len(), first);
    while left > 0 {
        let unpacked = left.min(BLOCK);
        left -= unpacked;
        let (block, behind) = rest.split_at(if left == 0 { rest.len() } else { next });
        blocks.push((block.to_vec(), unpacked));
        (rest, next) = (behind, BLOCK);
    }
    cabinet(files, 0x1003 | 5 << 8, &blocks)
}

/// No translation of calls, a block of kind 3 and its length, and the three last offsets.
fn lzx_head(length: usize) -> Vec<u8> {
    let bits = (0b0011_u32 << 28) | (u32::try_from(length).unwrap() << 4);
    let words = [(bits >> 16) as u16, (bits & 0xFFFF) as u16];
    let words = words.iter().flat_map(|word| word.to_le_bytes());
    words
        .chain([1_u32; 3].into_iter().flat_map(u32::to_le_bytes))
        .collect()
}

/// A cabinet of one folder with these blocks, without checksums.
fn cabinet(files: &Files<'_>, compression: u16, blocks: &[(Vec<u8>, usize)]) -> Vec<u8> {
    let mut list = Vec::new();
    let mut offset = 0_u32;
    for (name, bytes) in files {
        let length = u32::try_from(bytes.len()).unwrap();
        list.extend_from_slice(&length.to_le_bytes());
        list.extend_from_slice(&offset.to_le_bytes());
        list.extend_from_slice(&[0; 8]);
        list.extend_from_slice(name.as_bytes());
        list.push(0);
        offset += length;
    }
    let start = u32::try_from(44 + list.len()).unwrap();
    let mut cab = b"MSCF\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    cab.extend_from_slice(&44_u32.to_le_bytes());
    cab.extend_from_slice(&[0, 0, 0, 0, 3, 1, 1, 0]);
    cab.extend_from_slice(&u16::try_from(files.len()).unwrap().to_le_bytes());
    cab.extend_from_slice(&[0; 6]);
    cab.extend_from_slice(&start.to_le_bytes());
    cab.extend_from_slice(&u16::try_from(blocks.len()).unwrap().to_le_bytes());
    cab.extend_from_slice(&compression.to_le_bytes());
    cab.extend_from_slice(&list);
    for (block, unpacked) in blocks {
        cab.extend_from_slice(&[0; 4]);
        cab.extend_from_slice(&u16::try_from(block.len()).unwrap().to_le_bytes());
        cab.extend_from_slice(&u16::try_from(*unpacked).unwrap().to_le_bytes());
        cab.extend_from_slice(block);
    }
    cab
}

pub fn tar(files: &Files<'_>) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn tar_gz(files: &Files<'_>) -> Vec<u8> {
    gz(&tar(files))
}

/// The bytes with every occurrence of `from` replaced by `to`, which is as long.
pub fn patched(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut patched = bytes.to_vec();
    let places: Vec<_> = memchr::memmem::find_iter(bytes, from).collect();
    assert!(!places.is_empty(), "nothing to patch");
    for at in places {
        patched[at..at + to.len()].copy_from_slice(to);
    }
    patched
}
