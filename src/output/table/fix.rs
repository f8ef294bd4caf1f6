//! What mends it, at what risk, and the command that writes the script.

use super::page::{Page, Style};
use crate::output::View;
use crate::report::{Confidence, Finding, Fix, Owner, State};

/// How many inputs are repeated in a command.
const PATHS: usize = 8;

pub(super) fn write(page: &mut Page, finding: &Finding, view: &View) {
    if finding.fix.is_empty() {
        let text = "no script can mend this; hand on the proof above";
        page.entry("Fix", text, Style::Plain);
        return;
    }
    let mut label = "Fix";
    for fix in &finding.fix {
        page.entry(label, &step(finding, fix), Style::Plain);
        label = "";
    }
    if view.paths.iter().any(|path| path == "-") {
        let text = "To have the script, save the text to a file and give that to wutriage fix.";
        page.entry("", text, Style::Plain);
        return;
    }
    page.entry("", &how(finding), Style::Plain);
    page.entry_to_copy("", &command(finding, view), Style::Bold);
}

fn step(finding: &Finding, fix: &Fix) -> String {
    let restart = if fix.restart { ", needs a restart" } else { "" };
    let asked = if asked_for(finding, fix) {
        format!(", only with --include {}", fix.action)
    } else {
        String::new()
    };
    let kind = if fix.by_hand { "by hand" } else { &fix.risk };
    format!("{kind}{restart}{asked}: {}", fix.title)
}

/// Whether the command below leaves the step out: it destroys something, or another than this machine has to act.
fn asked_for(finding: &Finding, fix: &Fix) -> bool {
    let foreign = finding.owner != Owner::Client && withheld(finding).is_none();
    match fix.risk.as_str() {
        "destructive" => true,
        "caution" => foreign,
        _ => false,
    }
}

/// What stands above the command.
fn how(finding: &Finding) -> String {
    let restart = finding.fix.iter().any(|fix| fix.restart);
    let none = if restart { "" } else { "No restart. " };
    match withheld(finding) {
        None => format!("{none}This writes the script:"),
        Some(reason) => format!("{none}{reason}, so the script has to be asked for by name:"),
    }
}

/// Why no script is written for the finding unless somebody asks for it by name.
fn withheld(finding: &Finding) -> Option<String> {
    match (finding.state, finding.confidence) {
        (State::Active, Confidence::Low) => Some("This is a suspicion".into()),
        (State::Active, _) => None,
        (state, _) => Some(format!("This is {state}")),
    }
}

/// The command that writes the script for the same inputs, by the same rules.
fn command(finding: &Finding, view: &View) -> String {
    let mut command = "wutriage fix".to_owned();
    let many = ["PATH...".to_owned()];
    let paths = if view.paths.len() > PATHS {
        &many
    } else {
        view.paths.as_slice()
    };
    for path in paths {
        command.push(' ');
        command.push_str(&quoted(path));
    }
    for folder in &view.rules.folders {
        command.push_str(" --rules ");
        command.push_str(&quoted(folder));
    }
    if view.rules.no_default {
        command.push_str(" --no-default-rules");
    }
    command.push_str(" --dir fix");
    if withheld(finding).is_some() {
        command.push_str(" --include ");
        command.push_str(&quoted(&finding.rule));
    }
    command
}

/// The path as cmd, PowerShell and POSIX shells all take it; `PATH` for one that they would read differently.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:+,=@~".contains(c);
    if path.chars().all(plain) && !path.starts_with(['-', '~', '@']) {
        path.to_owned()
    } else if path.chars().all(|c| plain(c) || " ()".contains(c)) {
        format!("\"{path}\"")
    } else {
        "PATH".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{RulesNamed, sample};

    fn shown(paths: &[&str], change: impl FnOnce(&mut Finding)) -> String {
        let mut finding = sample::report().machines.remove(0).findings.remove(0);
        change(&mut finding);
        let view = View {
            width: 200,
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
            ..View::default()
        };
        let mut page = Page::new(&view);
        write(&mut page, &finding, &view);
        page.finish()
    }

    #[test]
    fn standard_input_is_not_named_in_a_command_that_cannot_read_it_again() {
        assert!(shown(&["a.log"], |_| {}).contains("wutriage fix a.log --dir fix"));
        let piped = shown(&["-"], |_| {});
        assert!(!piped.contains("--dir fix"), "{piped}");
        assert!(piped.contains("save the text to a file"), "{piped}");
    }

    #[test]
    fn the_command_names_the_rules_that_found_it() {
        let mut view = View {
            paths: vec!["a.log".to_owned()],
            rules: RulesNamed {
                folders: vec!["my-rules".to_owned(), "our rules".to_owned()],
                no_default: false,
            },
            ..View::default()
        };
        let finding = &sample::report().machines[0].findings[0];
        let named = "wutriage fix a.log --rules my-rules --rules \"our rules\"";
        assert_eq!(command(finding, &view), format!("{named} --dir fix"));
        view.rules.no_default = true;
        let alone = format!("{named} --no-default-rules --dir fix");
        assert_eq!(command(finding, &view), alone);
    }

    #[test]
    fn a_step_that_the_command_leaves_out_says_how_to_have_it() {
        let check = |owner, confidence, risk: &str, expected: bool| {
            let screen = shown(&["a.log"], |finding| {
                (finding.owner, finding.confidence) = (owner, confidence);
                finding.fix[0].risk = risk.into();
                finding.fix.truncate(1);
            });
            let told = screen.contains(", only with --include flush-dns: ");
            assert_eq!(told, expected, "{owner} {risk}: {screen}");
        };
        check(Owner::Network, Confidence::High, "caution", true);
        check(Owner::Network, Confidence::High, "safe", false);
        check(Owner::Network, Confidence::Low, "caution", false);
        check(Owner::Client, Confidence::High, "caution", false);
        check(Owner::Client, Confidence::High, "destructive", true);
    }

    fn check(path: &str, expected: &str) {
        assert_eq!(quoted(path), expected);
    }

    #[test]
    fn a_path_is_repeated_so_that_every_shell_takes_it() {
        check("bundle/Logs", "bundle/Logs");
        check(r"C:\Temp\Contoso PC (1)", "\"C:\\Temp\\Contoso PC (1)\"");
        check("$(rm -rf ~)", "PATH");
        check("a\"b", "PATH");
        check("-rf", "\"-rf\"");
        check("\u{1b}[0m", "PATH");
    }
}
