//! The `wutriage` program: a thin shell over the library. The command line is in [`cli`], the work in [`wutriage`].

mod cli;

fn main() -> std::process::ExitCode {
    keep_contained_panics_quiet();
    cli::run(std::env::args_os()).into()
}

/// A panic over a damaged input is caught and told in the report; only the others are written out.
fn keep_contained_panics_quiet() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !wutriage::source::is_contained() {
            usual(panic);
        }
    }));
}
