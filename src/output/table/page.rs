//! Lines of text within a width: the only place where the first screen escapes, wraps and colours.
//!
//! A path or a command is there to be copied, so it has a line of its own and is never broken, even where it is wider than
//! the page: see [`Page::entry_to_copy`] and [`Page::item_to_copy`].

use anstyle::AnsiColor;

use crate::output::wrap::wrap;
use crate::output::{View, sanitize};

/// Columns that the label of an entry takes, two spaces included.
const LABEL: usize = 14;
/// Columns by which items under a heading are moved in.
const INDENT: usize = 2;

/// How a piece of text stands out, where colour is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    Dim,
    Bad,
    Doubtful,
    Good,
}

impl Style {
    fn paint(self, text: &str) -> String {
        let style = anstyle::Style::new();
        let style = match self {
            _ if text.is_empty() => return String::new(),
            Self::Plain => return text.to_owned(),
            Self::Bold => style.bold(),
            Self::Dim => style.dimmed(),
            Self::Bad => style.bold().fg_color(Some(AnsiColor::Red.into())),
            Self::Doubtful => style.bold().fg_color(Some(AnsiColor::Yellow.into())),
            Self::Good => style.bold().fg_color(Some(AnsiColor::Green.into())),
        };
        format!("{style}{text}{style:#}")
    }
}

/// A page that grows downwards.
pub(super) struct Page {
    width: usize,
    color: bool,
    text: String,
}

impl Page {
    pub(super) fn new(view: &View) -> Self {
        Self {
            width: view.width.max(View::NARROWEST),
            color: view.color,
            text: String::new(),
        }
    }

    /// The finished page, each line ended.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Widest line in columns.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// An empty line, unless one is there already or the page has not begun.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Text over the whole width.
    pub(super) fn text(&mut self, text: &str, style: Style) {
        self.block("", 0, text, style);
    }

    /// The title of a section.
    pub(super) fn heading(&mut self, title: &str) {
        self.blank();
        self.text(title, Style::Bold);
    }

    /// A label, and text beside it. Without text there is no entry; with an empty label it goes on with the last one.
    pub(super) fn entry(&mut self, label: &str, text: &str, style: Style) {
        if !text.is_empty() {
            self.block(label, LABEL, text, style);
        }
    }

    /// A path or a command beside a label, on one line however long it is.
    pub(super) fn entry_to_copy(&mut self, label: &str, text: &str, style: Style) {
        self.unbroken(label, LABEL, text, style);
    }

    /// Whether the text has room on one line beside a label.
    pub(super) fn fits_entry(&self, text: &str) -> bool {
        LABEL + sanitize::width(&sanitize::one_line(text)) <= self.width
    }

    /// At most `limit` lines beside an empty label; what is cut ends in `...`.
    pub(super) fn excerpt(&mut self, text: &str, limit: usize) {
        let safe = sanitize::one_line(text);
        let room = self.width - LABEL;
        let lines = wrap(&safe, room);
        let cut = lines.len() > limit;
        for (number, line) in (1..=limit).zip(lines) {
            if cut && number == limit {
                let marked = format!("{line} ...");
                self.push_line("", LABEL, &sanitize::truncate(&marked, room), Style::Plain);
            } else {
                self.push_line("", LABEL, line, Style::Plain);
            }
        }
    }

    /// A line across the page.
    pub(super) fn rule(&mut self) {
        self.blank();
        let line = "=".repeat(self.width);
        self.ready(&line, Style::Dim);
    }

    /// An item under a heading; `depth` 1 is directly under it.
    pub(super) fn item(&mut self, depth: usize, text: &str, style: Style) {
        if !text.is_empty() {
            self.block("", depth * INDENT, text, style);
        }
    }

    /// A path or a command as an item, on one line however long it is.
    pub(super) fn item_to_copy(&mut self, depth: usize, text: &str, style: Style) {
        self.unbroken("", depth * INDENT, text, style);
    }

    /// A line that is escaped and laid out already; cut where it is wider than the page after all.
    pub(super) fn ready(&mut self, line: &str, style: Style) {
        let line = sanitize::truncate(line.trim_end(), self.width);
        self.push_line("", 0, &line, style);
    }

    fn block(&mut self, label: &str, indent: usize, text: &str, style: Style) {
        let safe = sanitize::one_line(text);
        let mut label = label;
        for line in wrap(&safe, self.width - indent) {
            self.push_line(label, indent, line, style);
            label = "";
        }
    }

    fn unbroken(&mut self, label: &str, indent: usize, text: &str, style: Style) {
        let safe = sanitize::one_line(text);
        let safe = safe.trim();
        if !safe.is_empty() {
            self.push_line(label, indent, safe, style);
        }
    }

    fn push_line(&mut self, label: &str, indent: usize, text: &str, style: Style) {
        let gap = " ".repeat(indent.saturating_sub(label.len()));
        let line = if self.color {
            format!("{}{gap}{}\n", Style::Bold.paint(label), style.paint(text))
        } else {
            format!("{label}{gap}{text}\n")
        };
        self.text.push_str(&line);
    }
}
