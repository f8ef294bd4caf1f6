//! Texts for the messages of older traces: files of them that lie in the inputs, and those that the user names.
//!
//! `C:\Temp\WindowsUpdateLog\SymCache\...\4c1f6a52-0d3e-3b7a-9a51-7c2d8e90b164.tmf`
//!
//! Whoever collects traces of Windows Server 2016 can add the files; they are used without being asked for. They are small
//! and many, so each and all of them have a limit; what is beyond it is passed over, as messages without text say.

use std::borrow::Cow;
use std::sync::Arc;

use crate::engine::Options;
use crate::format::TraceMessages;
use crate::source::{Bundle, Encoding, Source};

/// Most bytes of a file; the largest of Windows Update have a few hundred KB.
const LARGEST: usize = 4 << 20;
/// Most bytes of all files.
const MOST: usize = 256 << 20;

/// The texts that lie in the bundles.
pub fn trace_messages(bundles: &[Bundle]) -> TraceMessages {
    let mut messages = TraceMessages::default();
    let mut left = MOST;
    let sources = bundles.iter().flat_map(|bundle| &bundle.sources);
    for source in sources.filter(|source| is_named(source)) {
        let bytes = source.read(0, LARGEST.min(left)).unwrap_or_default();
        left -= bytes.len();
        let (encoding, mark) = Encoding::detect(&bytes);
        let text = encoding.decode(bytes.get(mark..).unwrap_or_default());
        messages.add(&String::from_utf8_lossy(&text));
    }
    messages
}

/// The options with the texts that lie in the bundle; of messages that are in both, those of the options count.
pub(super) fn with_own<'o>(bundle: &Bundle, options: &'o Options) -> Cow<'o, Options> {
    let mut messages = trace_messages(std::slice::from_ref(bundle));
    if messages.is_empty() {
        return Cow::Borrowed(options);
    }
    messages.extend(&options.messages);
    Cow::Owned(Options {
        messages: Arc::new(messages),
        ..options.clone()
    })
}

fn is_named(source: &Source) -> bool {
    let ending = source.name().rsplit_once('.');
    ending.is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("tmf"))
}
