//! Work on damaged input in code that is not ours and may panic. A panic costs what was worked on, never the run.
//!
//! The standard library's hook writes every panic to standard error before it can be caught. A library has no business to
//! replace the hook, so it tells instead whether the panic is contained, and the program's own hook stays silent then.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives; `None` when it panicked. What it changed so far stays changed.
pub fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = CONTAINED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(before);
    result.ok()
}

/// Whether a panic of this thread would be caught by [`contain`]; for the hook of a program.
pub fn is_contained() -> bool {
    CONTAINED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_its_own_work_alone() {
        let mut done = 0;
        let result = contain(|| {
            done += 1;
            assert!(done > 1, "contained by the test");
        });
        assert_eq!((result, done, is_contained()), (None, 1, false));
        assert_eq!(contain(is_contained), Some(true));
    }
}
