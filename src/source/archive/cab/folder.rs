//! A cabinet's folder: blocks of at most 32 KiB, each with a checksum, and how each is decompressed.
//!
//! An MSZIP block is `CK` and a deflate stream that may refer to the 32 KiB before it; LZX keeps its own window. Neither can
//! go on behind a block that was not decoded, so that is where a damaged folder ends. A wrong checksum alone ends nothing.
//! \[MS-CAB\] section 2.5, \[MS-MCI\] section 2.

use std::io::Read as _;
use std::ops::Range;

use flate2::{Decompress, FlushDecompress, Status};
use lzxd::{Lzxd, WindowSize};

use super::super::bytes::Bytes;
use super::super::contain;
use super::directory::{Directory, Folder};
use crate::source::Source;

/// What deflate may refer to, and the most that a block unpacks to.
const BLOCK: usize = 32 * 1024;

/// A folder as far as it could be decoded.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// What ended it before its end.
    pub(super) problem: Option<String>,
    /// Ranges whose checksum is wrong.
    pub(super) doubtful: Vec<Range<u64>>,
}

/// Decodes a folder up to `length` bytes or a little further.
pub(super) fn decode(
    directory: &Directory,
    folder: Folder,
    source: &Source,
    length: u64,
) -> Decoded {
    let mut decoded = Decoded::default();
    let outcome = contain(|| {
        let mut blocks = Blocks {
            stream: Bytes::from(source, u64::from(folder.start)),
            reserve: u64::from(directory.block_reserve),
        };
        let mut method = Method::of(folder.compression)?;
        for _ in 0..folder.blocks {
            if decoded.bytes.len() as u64 >= length {
                break;
            }
            let block = blocks.next()?;
            let start = decoded.bytes.len() as u64;
            method.decode(&block, &mut decoded.bytes)?;
            if !block.is_sound {
                decoded.doubtful.push(start..decoded.bytes.len() as u64);
            }
        }
        Ok(())
    });
    decoded.problem = match outcome {
        Some(Ok(())) => None,
        Some(Err(problem)) => Some(problem),
        None => Some("damaged".to_owned()),
    };
    decoded
}

struct Blocks<'s> {
    stream: Bytes<'s>,
    reserve: u64,
}

struct Block {
    data: Vec<u8>,
    unpacked: usize,
    /// Whether its checksum is right, or it has none.
    is_sound: bool,
}

impl Blocks<'_> {
    fn next(&mut self) -> Result<Block, String> {
        let end = |_| "the cabinet ends there".to_owned();
        let mut head = [0; 8];
        self.stream.read_exact(&mut head).map_err(end)?;
        let [c0, c1, c2, c3, p0, p1, u0, u1] = head;
        let packed = u16::from_le_bytes([p0, p1]);
        let unpacked = u16::from_le_bytes([u0, u1]);
        if unpacked == 0 {
            return Err("it goes on in another cabinet".to_owned());
        }
        let mut reserved = vec![0; usize::try_from(self.reserve).unwrap_or_default()];
        self.stream.read_exact(&mut reserved).map_err(end)?;
        let mut data = vec![0; usize::from(packed)];
        self.stream.read_exact(&mut data).map_err(end)?;
        let sum = checksum(&reserved) ^ checksum(&data) ^ checksum(&[p0, p1, u0, u1]);
        let stated = u32::from_le_bytes([c0, c1, c2, c3]);
        Ok(Block {
            data,
            unpacked: usize::from(unpacked),
            is_sound: stated == 0 || stated == sum,
        })
    }
}

/// The exclusive or of all 32-bit words; the bytes left over count from the highest down.
fn checksum(bytes: &[u8]) -> u32 {
    let mut words = bytes.chunks_exact(4);
    let sum = (&mut words).fold(0, |sum, word| {
        let word = word.try_into().map_or(0, u32::from_le_bytes);
        sum ^ word
    });
    let rest = words.remainder().iter();
    sum ^ rest.fold(0, |word, byte| word << 8 | u32::from(*byte))
}

/// How the blocks of a folder are packed.
enum Method {
    Stored,
    MsZip(Box<Decompress>),
    Lzx(Box<Lzxd>),
}

impl Method {
    fn of(compression: u16) -> Result<Self, String> {
        match compression & 0xF {
            0 => Ok(Self::Stored),
            1 => Ok(Self::MsZip(Box::new(Decompress::new(false)))),
            3 => {
                let window = window(compression >> 8 & 0x1F).ok_or("its window is damaged")?;
                Ok(Self::Lzx(Box::new(Lzxd::new(window))))
            }
            2 => Err("packed with Quantum, which is not read".to_owned()),
            other => Err(format!("packed in an unknown way ({other})")),
        }
    }

    /// Appends the block's bytes.
    fn decode(&mut self, block: &Block, bytes: &mut Vec<u8>) -> Result<(), String> {
        let before = bytes.len();
        match self {
            Self::Stored => bytes.extend_from_slice(&block.data),
            Self::MsZip(inflate) => ms_zip(inflate, block, bytes)?,
            Self::Lzx(lzx) => {
                let decoded = lzx.decompress_next(&block.data, block.unpacked);
                bytes.extend_from_slice(decoded.map_err(|error| error.to_string())?);
            }
        }
        match bytes.len() - before {
            length if length == block.unpacked => Ok(()),
            length => Err(format!("a block of {} bytes has {length}", block.unpacked)),
        }
    }
}

/// The window of 2 to the power of `bits` bytes.
fn window(bits: u16) -> Option<WindowSize> {
    Some(match bits {
        15 => WindowSize::KB32,
        16 => WindowSize::KB64,
        17 => WindowSize::KB128,
        18 => WindowSize::KB256,
        19 => WindowSize::KB512,
        20 => WindowSize::MB1,
        21 => WindowSize::MB2,
        22 => WindowSize::MB4,
        23 => WindowSize::MB8,
        24 => WindowSize::MB16,
        25 => WindowSize::MB32,
        _ => return None,
    })
}

fn ms_zip(inflate: &mut Decompress, block: &Block, bytes: &mut Vec<u8>) -> Result<(), String> {
    let data = block
        .data
        .strip_prefix(b"CK")
        .ok_or("a block without its mark")?;
    inflate.reset(false);
    let history = bytes.len().saturating_sub(BLOCK);
    let history = bytes.get(history..).unwrap_or_default();
    if !history.is_empty() {
        inflate
            .set_dictionary(history)
            .map_err(|error| error.to_string())?;
    }
    // One byte more than is wanted shows a block that holds too much.
    bytes.reserve(block.unpacked + 1);
    let mut unpacked = vec![0; block.unpacked + 1];
    let status = inflate
        .decompress(data, &mut unpacked, FlushDecompress::Finish)
        .map_err(|error| error.to_string())?;
    let length = usize::try_from(inflate.total_out()).unwrap_or_default();
    if status == Status::BufError && length == 0 {
        return Err("a block without an end".to_owned());
    }
    bytes.extend_from_slice(unpacked.get(..length).unwrap_or(&unpacked));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_takes_bytes_left_over_from_the_highest_down() {
        assert_eq!(checksum(&[1, 0, 0, 0, 2, 0, 0, 0]), 3);
        assert_eq!(checksum(&[1, 2]), 0x0102);
        assert_eq!(checksum(&[0xFF, 0, 0, 0, 1, 2, 3]), 0x0001_02FC);
    }
}
