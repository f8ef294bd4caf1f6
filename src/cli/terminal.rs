//! How wide the terminal is and whether it shows colour: the only reader of `COLUMNS` and `NO_COLOR`.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use terminal_size::Width;
use wutriage::output::View;

use super::args::ColorWhen;

/// Wider lines are hard to read.
const WIDEST: usize = 120;
/// What is assumed where nothing tells, as for a pipe.
const USUAL: usize = 80;

/// Standard output as a place to print to.
pub(super) struct Terminal {
    /// Columns to use.
    pub(super) width: usize,
    /// The same where the terminal or `COLUMNS` tells them; nothing does in a pipe.
    pub(super) told_width: Option<usize>,
    /// Whether to use colour.
    pub(super) color: bool,
}

impl Terminal {
    pub(super) fn of_stdout(when: ColorWhen) -> Self {
        let stdout = io::stdout();
        let color = match when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
        };
        let told_width = width_of(terminal_size::terminal_size_of(&stdout));
        Self {
            width: told_width.unwrap_or(USUAL),
            told_width,
            color,
        }
    }

    /// Standard output, to be flushed at the end; colour is translated into calls for consoles that need it.
    pub(super) fn writer(&self) -> Box<dyn Write> {
        let stdout = io::stdout().lock();
        if self.color {
            Box::new(AutoStream::always(stdout))
        } else {
            Box::new(io::BufWriter::new(stdout))
        }
    }
}

/// How wide the screen is that standard error goes to, where it or `COLUMNS` tells.
pub(super) fn width_of_stderr() -> Option<usize> {
    width_of(terminal_size::terminal_size_of(io::stderr()))
}

fn width_of(size: Option<(Width, terminal_size::Height)>) -> Option<usize> {
    let variable = std::env::var("COLUMNS").ok();
    columns(size.map(|(Width(width), _)| width), variable.as_deref())
}

/// The terminal's own width, else what `COLUMNS` says, within what can be laid out and read.
fn columns(terminal: Option<u16>, variable: Option<&str>) -> Option<usize> {
    terminal
        .map(usize::from)
        .or_else(|| variable?.trim().parse().ok())
        .filter(|width| *width > 0)
        .map(|width| width.clamp(View::NARROWEST, WIDEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_is_asked_before_the_environment() {
        assert_eq!(columns(Some(100), Some("60")), Some(100));
        assert_eq!(columns(None, Some("60")), Some(60));
        assert_eq!(columns(None, None), None);
    }

    #[test]
    fn widths_nobody_can_read_are_not_used() {
        assert_eq!(columns(Some(500), None), Some(120));
        assert_eq!(columns(Some(8), None), Some(40));
        assert_eq!(columns(Some(0), None), None);
        assert_eq!(columns(None, Some("wide")), None);
    }
}
