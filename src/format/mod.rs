//! Log formats: how to recognise one, where its records begin and end, and what a record says.
//!
//! A format is chosen by content first and by file name second, never by extension alone: every row of [`FORMATS`] looks
//! at the head of the source and the surest wins. What none recognises is [`Kind::Plain`]
//! text. A format never fails as a whole; what it cannot read it counts.
//!
//! Large logs are framed, not parsed: the scan finds a candidate offset in the bytes, [`Framing`] widens it to the record
//! around it, and only then [`LogFormat::parse`] runs. Small things (registry exports, command output, pasted pieces) are
//! [`Framing::Whole`] and give all their records at once. Binary forms are [`Framing::Blocks`]: what one entry says can
//! be told apart from what no rule asks for before a record is made of it.

mod blocks;
mod choose;
mod events;
mod foreign;
mod frame;
mod management;
mod numbers;
mod parts;
mod plain;
mod setup;
mod state;
mod update;

pub use blocks::{Blocks, Nothing, Piece, Sink, Told};
pub use choose::{by_name, choose, choose_binary};
pub use foreign::{Foreign, foreign};
pub use frame::records;
pub use numbers::Numbers;
pub use state::regf::HIVE;
pub use update::etl::TraceMessages;

use crate::record::{Fact, FormatId, Kind, Record};

/// The beginning of a source, for recognition.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// File name without folders; standard input has none.
    pub name: &'a str,
    /// Text of the first [`HEAD_BYTES`] bytes, without a byte order mark. The last line may be cut.
    pub text: &'a [u8],
    /// Whether `text` is the whole source.
    pub whole: bool,
}

/// How much of a source is looked at to recognise it.
pub const HEAD_BYTES: usize = 64 * 1024;

/// A format's claim on a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// From 1 (could be) to 100 (cannot be anything else). Ties go to the earlier row of [`FORMATS`].
    pub score: u8,
    /// Why, for people: `9 of 10 lines begin with a CBS time stamp`.
    pub why: String,
    /// What the reader of a report should know: `converted without symbols`, `not understood (German)`.
    pub note: Option<String>,
}

/// Where records begin and end in the text.
#[derive(Debug, Clone, Copy)]
pub enum Framing {
    /// A record is a line for which the predicate holds, and all lines after it for which it does not.
    /// The line comes without its line end.
    Lines(fn(&[u8]) -> bool),
    /// A record runs from `open` to the end of `close`. `open` counts only where a byte follows it that can end an XML
    /// name (white space, `>` or `/`).
    Elements {
        /// `<Event`.
        open: &'static [u8],
        /// `</Event>`.
        close: &'static [u8],
    },
    /// The source is small and given to [`LogFormat::parse_whole`] at once.
    Whole,
    /// The source is binary and made of blocks.
    Blocks(&'static dyn Blocks),
}

/// A record and where it lies in the text handed over.
#[derive(Debug)]
pub struct Located<'a> {
    /// Offset of the record's first byte.
    pub start: usize,
    /// Offset just past its last byte.
    pub end: usize,
    /// The record.
    pub record: Record<'a>,
}

/// What a [`Framing::Whole`] format read.
#[derive(Debug, Default)]
pub struct Parsed<'a> {
    /// The records in order.
    pub records: Vec<Located<'a>>,
    /// How many pieces could not be read.
    pub bad: u64,
    /// What the reader of a report should know, each once.
    pub notes: Vec<String>,
    /// What the source tells of its machine, beside its records.
    pub facts: Vec<Fact>,
}

/// One form of log on disk.
pub trait LogFormat: Sync {
    /// Its name, such as `windows-update-classic`.
    fn id(&self) -> FormatId;
    /// What it tells of.
    fn kind(&self) -> Kind;
    /// Whether the source is of this form.
    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed>;
    /// Where its records begin and end.
    fn framing(&self) -> Framing;
    /// One framed record, whole, its line ends included. `None` when the text is no record of this format; it is counted
    /// as bad and the run goes on. Only a [`Framing::Whole`] format can leave it out: then it is the first record of all.
    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let records = self.parse_whole(raw).records;
        records.into_iter().next().map(|found| found.record)
    }
    /// Every record of a [`Framing::Whole`] source; formats with other framing have no use for it.
    fn parse_whole<'a>(&self, _text: &'a [u8]) -> Parsed<'a> {
        Parsed::default()
    }
}

/// Every format, in the order in which ties are decided. The last row takes whatever is left.
pub static FORMATS: &[&dyn LogFormat] = &[
    &update::windows_update::WindowsUpdateText,
    &update::windows_update_classic::WindowsUpdateClassic,
    &update::windows_update_pasted::WindowsUpdatePasted,
    &update::etl::WINDOWS_UPDATE,
    &update::etl::OTHER,
    &update::etl::Texts,
    &setup::cbs::CBS,
    &setup::dism::DISM,
    &setup::panther::PANTHER,
    &setup::recovery::RECOVERY,
    &setup::setup_inf::SetupInf,
    &setup::diagerr::Diagerr,
    &setup::compat::Compat,
    &setup::appraiser::Appraiser,
    &management::wer::Wer,
    &management::defender::Defender,
    &setup::checksur::CheckSur,
    &update::reporting_events::ReportingEvents,
    &management::cmtrace::CmTrace,
    &setup::setupapi::SetupApi,
    &setup::setupdiag::SetupDiag,
    &management::wsus_server::WsusServer,
    &update::orchestrator::Orchestrator,
    &management::msi::Msi,
    &update::delivery_optimization::DeliveryOptimization,
    &management::iis::Iis,
    &events::event_xml::EventXml,
    &events::evtx::Evtx,
    &events::event_export::EventCsv,
    &events::event_export::EventJson,
    &events::event_export::EventText,
    &state::registry::RegFile,
    &state::registry::RegQuery,
    &state::regf::RegistryHive,
    &state::command_output::Hosts,
    &state::command_output::CommandOutput,
    &state::msinfo::MsInfo,
    &setup::servicing_state::ServicingState,
    &plain::Plain,
];
