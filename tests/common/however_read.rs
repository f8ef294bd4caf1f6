//! One report, however its inputs are cut into windows, gated, and spread over threads.

use wutriage::engine::Options;

/// The report in one piece; asserts that every other way of reading gives the same. `report` makes it, `small` is a window
/// that cuts the input into a few pieces.
pub fn same_however_read(small: usize, report: impl Fn(&Options) -> String) -> String {
    let read = |window, threads, gate| {
        report(&Options {
            window,
            gate,
            threads: Some(threads),
            ..Options::default()
        })
    };
    let whole = read(4 << 20, 1, true);
    for (window, threads, gate) in [
        (1, 1, true),
        (small, 3, true),
        (1, 2, false),
        (4 << 20, 2, false),
    ] {
        assert_eq!(
            read(window, threads, gate),
            whole,
            "{window} {threads} {gate}"
        );
    }
    whole
}
