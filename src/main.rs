//! The `wutriage` program: a thin shell over the library. The command line is in [`cli`], the work in [`wutriage`].

mod cli;

fn main() -> std::process::ExitCode {
    cli::run(std::env::args_os()).into()
}
