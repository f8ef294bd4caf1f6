//! What a run costs, from bytes in memory to the report: 32 MB of CBS.log and of WindowsUpdate.log, with the rules that
//! ship and with 50, 300 and 1000 made up for the purpose, of which a third each rests on a code, on a symbol and on a
//! regex. The cost must hardly grow from 50 to 1000.
//!
//! `cargo bench --bench scan`

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    unreachable_pub,
    dead_code,
    reason = "the generator is that of the tests"
)]

use divan::Bencher;
use divan::counter::BytesCount;
use wutriage::code;
use wutriage::engine::{Options, analyze};
use wutriage::rule::{RuleFile, RuleSet, default_files};
use wutriage::source::Bundle;

#[path = "../tests/engine/generate.rs"]
mod generate;

/// Size of a log.
const BYTES: usize = 32 << 20;
/// Numbers of rules; 0 stands for those that ship.
const RULES: [usize; 4] = [0, 50, 300, 1000];

fn main() {
    divan::main();
}

#[divan::bench(args = RULES, sample_count = 5, sample_size = 1)]
fn cbs(bencher: Bencher, rules: usize) {
    scan(bencher, "CBS.log", rules);
}

#[divan::bench(args = RULES, sample_count = 5, sample_size = 1)]
fn windows_update(bencher: Bencher, rules: usize) {
    scan(bencher, "WindowsUpdate.log", rules);
}

fn scan(bencher: Bencher, name: &str, rules: usize) {
    let dialect = generate::DIALECTS
        .iter()
        .find(|dialect| dialect.name == name)
        .unwrap();
    let log = dialect.log(BYTES);
    let bytes = BytesCount::of_slice(&log);
    let bundle = [Bundle::from_memory([(name, log)])];
    let rules = match rules {
        0 => RuleSet::load(&default_files()).unwrap(),
        count => RuleSet::load(&(0..count).map(made_up).collect::<Vec<_>>()).unwrap(),
    };
    let options = Options::default();
    bencher
        .counter(bytes)
        .bench(|| analyze(&rules, &bundle, &options).unwrap());
}

/// A cause that rests on a code, a symbol or a regex.
fn made_up(number: usize) -> RuleFile {
    let known = code::known_failures();
    let code = known[number * 7 % known.len()];
    let symbol = code.info().and_then(|info| info.names.into_iter().next());
    let signal = match (number % 3, symbol) {
        (0, _) => format!("code: [{code}]"),
        (1, Some(symbol)) => format!("code: ['{symbol}']"),
        _ => format!("regex: '(?:failed|unable) to \\w+ fabrikam{number:04} .*0x8[0-9a-f]{{7}}'"),
    };
    let path = format!("bench/rule-{number}.yaml");
    RuleFile {
        display: path.clone(),
        text: format!(
            "title: Rule {number}\nseverity: error\nbecause: made up\nsignals:\n  it: {{ in: [cbs, windows-update], {signal} }}\nwhen: it\n"
        ),
        path,
    }
}
