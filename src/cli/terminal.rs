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
    /// Whether to use colour.
    pub(super) color: bool,
}

impl Terminal {
    pub(super) fn of_stdout(when: ColorWhen) -> Self {
        let stdout = io::stdout();
        let size = terminal_size::terminal_size_of(&stdout);
        let color = match when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
        };
        Self {
            width: columns(
                size.map(|(Width(width), _)| width),
                std::env::var("COLUMNS").ok().as_deref(),
            ),
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

/// How wide the screen is that standard output goes to; `None` where it goes to a file or another program and `COLUMNS` does
/// not say either, so that each message can be kept on one line.
pub(super) fn width_of_screen() -> Option<usize> {
    width_of(terminal_size::terminal_size_of(io::stdout()))
}

/// The same of standard error.
pub(super) fn width_of_stderr() -> Option<usize> {
    width_of(terminal_size::terminal_size_of(io::stderr()))
}

fn width_of(size: Option<(Width, terminal_size::Height)>) -> Option<usize> {
    let terminal = size.map(|(Width(width), _)| width);
    let variable = std::env::var("COLUMNS").ok();
    (terminal.is_some() || variable.is_some()).then(|| columns(terminal, variable.as_deref()))
}

/// The terminal's own width, else what `COLUMNS` says, within what can be laid out and read.
fn columns(terminal: Option<u16>, variable: Option<&str>) -> usize {
    terminal
        .map(usize::from)
        .or_else(|| variable?.trim().parse().ok())
        .filter(|width| *width > 0)
        .unwrap_or(USUAL)
        .clamp(View::NARROWEST, WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_is_asked_before_the_environment() {
        assert_eq!(columns(Some(100), Some("60")), 100);
        assert_eq!(columns(None, Some("60")), 60);
        assert_eq!(columns(None, None), 80);
    }

    #[test]
    fn widths_nobody_can_read_are_not_used() {
        assert_eq!(columns(Some(500), None), 120);
        assert_eq!(columns(Some(8), None), 40);
        assert_eq!(columns(Some(0), None), 80);
        assert_eq!(columns(None, Some("wide")), 80);
    }
}
