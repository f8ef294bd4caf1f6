//! What a run does where a script that merely parses would go wrong: previews, second attempts, second runs, other processes.

use wutriage::plan::{Check, Plan};
use wutriage::script::{Cmd, PowerShell, Readme, Script};

use super::{OPERATIONS, plans};

fn of(operation: &str) -> Plan {
    let actions = plans::operations();
    let wanted: Vec<_> = actions
        .iter()
        .filter(|it| it.id.starts_with(operation))
        .collect();
    assert!(!wanted.is_empty(), "{operation}");
    plans::plan_of(wanted)
}

/// The mild attempt, then the one that follows when it does not help.
fn reset() -> Plan {
    let actions = plans::shipped_actions();
    let wanted = ["restart-download-cache", "reset-agent-state"];
    plans::plan_of(
        wanted
            .iter()
            .filter_map(|id| actions.iter().find(|it| it.id == *id)),
    )
}

/// The lines of one function or subroutine, from its head to the next line that begins the same way.
fn body(script: &str, head: &str, next: &str) -> String {
    let (_, rest) = script
        .split_once(&format!("\r\n{head}\r\n"))
        .unwrap_or_else(|| panic!("{head} is not there"));
    rest.split_once(next)
        .map_or(rest, |(body, _)| body)
        .to_owned()
}

fn function(script: &str, name: &str) -> String {
    body(script, &format!("function {name} {{"), "\r\n}\r\n")
}

#[track_caller]
fn has(text: &str, wanted: &[&str]) {
    for part in wanted {
        assert!(text.contains(part), "'{part}' is not in\n{text}");
    }
}

#[test]
fn a_step_that_did_not_help_leaves_the_way_to_the_next_attempt() {
    let script = PowerShell.render(&reset());
    has(
        &function(&script, "Invoke-Step1Part3"),
        &["Assert-Helped $outcome.ok"],
    );
    has(
        &function(&script, "Invoke-Step1"),
        &["Assert-Helped (Test-ScanSucceeds "],
    );
    let failure = function(&script, "Add-Failure");
    let (unhelped, failed) = failure.split_once("else {").expect("two ways");
    assert!(unhelped.contains("$script:Unhelped +=") && !unhelped.contains("$script:Failed +="));
    has(failed, &["$script:Failed +=", "Undo-CurrentStep"]);
    has(
        &function(&script, "Invoke-Step2"),
        &["Test-StepBlocked @(1)", "Clear-Unhelped @(1)"],
    );
}

#[test]
fn a_preview_searches_for_nothing_and_still_shows_the_step() {
    let script = PowerShell.render(&reset());
    let search = function(&script, "Test-ScanSucceeds");
    let (before, _) = search.split_once("Invoke-UpdateSearch").expect("searches");
    has(before, &["$script:Preview", "return $Assumed"]);
    has(
        &function(&script, "Invoke-Step2"),
        &["if ((Test-ScanSucceeds $false))"],
    );
    let batch = Cmd.render(&reset());
    has(
        &body(&batch, ":ask_done", "\r\n:"),
        &["if defined WHATIF exit /b 1"],
    );
    has(
        &body(&batch, ":step_2", ":refused_2_1"),
        &["call :ask_done"],
    );
}

#[test]
fn only_a_clear_answer_lets_a_batch_file_change_something() {
    let batch = Cmd.render(&reset());
    has(
        &body(&batch, ":ask", ":ask_done"),
        &["/d N", "if \"%ERRORLEVEL%\"==\"1\" exit /b 0\r\nexit /b 1"],
    );
    has(
        &body(&batch, ":ask_done", ":undo_step"),
        &["/d Y", "if \"%ERRORLEVEL%\"==\"2\" exit /b 1\r\nexit /b 0"],
    );
}

#[test]
fn a_batch_file_calls_undo_files_of_its_own_record_alone() {
    let batch = Cmd.render(&plans::everything());
    let step = body(&batch, ":undo_step", ":undo_file");
    let (before, _) = step.split_once("for /f").expect("looks for files");
    has(before, &["if not defined RECORD exit /b 0"]);
    has(
        &body(&batch, ":undo_file", ":undo_failed"),
        &["ren \"%~1\" \"done-%~nx1\""],
    );
}

#[test]
fn two_steps_may_set_the_same_folder_aside() {
    let batch = Cmd.render(&reset());
    has(
        &batch,
        &["Download.wut-%RUN%-0102", "Download.wut-%RUN%-0202"],
    );
    let script = PowerShell.render(&plans::everything());
    for line in script.lines().filter(|it| it.contains("'.wut-")) {
        assert!(
            line.contains("Get-FreeName") || line.contains("$prefix ="),
            "{line}"
        );
    }
}

#[test]
fn undo_stops_the_services_that_hold_a_folder_by_then() {
    let script = PowerShell.render(&reset());
    let stop = function(&script, "Invoke-Step1Part1");
    let (before, _) = stop
        .split_once("Nothing to do")
        .expect("may have nothing to do");
    has(before, &["$script:Holders = $names"]);
    has(
        &function(&script, "Invoke-Step1Part2"),
        &["services = @($script:Holders)"],
    );
    has(
        &function(&script, "Undo-Rename"),
        &["$script:Holders = @($Data.services)"],
    );
}

#[test]
fn undo_passes_over_what_was_put_back_and_over_runs_that_changed_nothing() {
    let script = PowerShell.render(&reset());
    has(
        &function(&script, "Undo-CurrentStep"),
        &["Save-Undo 'put-back'"],
    );
    has(
        &function(&script, "Get-UndoEntry"),
        &["$back -notcontains $_.step"],
    );
    has(
        &function(&script, "Find-Record"),
        &["$_.kind -ne 'nothing'"],
    );
    for operation in ["flush-dns", "gpupdate", "sfc: { mode: scan-now"] {
        let batch = Cmd.render(&of(operation));
        assert!(!batch.contains("undo-0101.cmd"), "{operation}");
        assert!(batch.contains("undo-0101.txt"), "{operation}");
    }
}

#[test]
fn going_back_needs_the_restart_that_the_change_needed() {
    let actions = plans::shipped_actions();
    let plan = plans::plan_of(actions.iter().filter(|it| it.id == "enable-tls12-client"));
    let script = PowerShell.render(&plan);
    has(
        &function(&script, "Invoke-Step1"),
        &["$script:TakesRestart = $true"],
    );
    has(
        &function(&script, "Save-Undo"),
        &["restart = $script:TakesRestart"],
    );
    has(&function(&script, "Invoke-Undo"), &["if ($entry.restart)"]);
    has(
        &Cmd.render(&plan),
        &["undo-0100.cmd\" echo set \"UNDO_RESTART=1\""],
    );
}

#[test]
fn nothing_is_undone_while_an_installation_is_going_on() {
    let script = PowerShell.render(&reset());
    let undo = function(&script, "Invoke-Undo");
    let (before, _) = undo.split_once("Invoke-UndoEntry").expect("undoes");
    has(before, &["Get-RunningServicing"]);
    let batch = body(&Cmd.render(&reset()), ":undo", ":show_undo");
    let (before, _) = batch.split_once("Undoing").expect("undoes");
    has(before, &["call :no_servicing_running"]);
}

#[test]
fn a_32_bit_process_reads_what_a_64_bit_one_reads() {
    let script = PowerShell.render(&plans::everything());
    assert!(
        !script.contains("HKLM:\\SOFTWARE"),
        "redirected to Wow6432Node"
    );
    has(
        &function(&script, "Open-Key"),
        &["RegistryView]::Registry64"],
    );
    has(
        &function(&script, "Get-FullPath"),
        &["'System32', 'Sysnative'"],
    );
}

#[test]
fn a_service_that_cannot_be_queried_does_not_end_the_run() {
    let script = PowerShell.render(&plans::everything());
    for line in script.lines().filter(|it| it.contains("Get-Service ")) {
        let named = line.contains("Get-Service -Name");
        assert!(
            named || line.contains("-ErrorAction SilentlyContinue"),
            "{line}"
        );
    }
}

#[test]
fn the_hosts_file_keeps_its_bytes() {
    let script = PowerShell.render(&of("comment-hosts-entries"));
    assert!(
        !script.contains("::ReadAllText"),
        "follows a byte order mark"
    );
    has(&function(&script, "Read-HostsText"), &["ReadAllBytes"]);
}

#[test]
fn a_value_of_another_type_is_not_taken_for_done() {
    let plan = of("set-registry: { key: 'HKLM\\SOFTWARE\\Contoso\\It', value: Enabled");
    has(
        &PowerShell.render(&plan),
        &["Test-RegistryValue 'HKLM\\SOFTWARE\\Contoso\\It' 'Enabled' '4294967295' 'DWord'"],
    );
    has(&Cmd.render(&plan), &["/c:\"REG_DWORD    0xffffffff\""]);
}

#[test]
fn a_batch_file_compares_the_whole_proxy_and_stops_no_busy_bits() {
    let proxy = Cmd.render(&of("set-winhttp-proxy"));
    // 22 letters, then 'proxy.contoso.com:8080'.
    has(
        &proxy,
        &["\"1600000070726F78792E636F6E746F736F2E636F6D3A38303830\""],
    );
    assert!(
        Cmd.render(&of("restart-service"))
            .contains("call :bits_idle\r\n")
    );
    assert!(!Cmd.render(&reset()).contains("call :bits_idle\r\n"));
}

#[test]
fn what_a_batch_file_leaves_to_a_person_is_in_its_exit_code() {
    let batch = Cmd.render(&of("comment-hosts-entries"));
    has(
        &body(&batch, ":part_1_1", ":part_1_2"),
        &["if not defined WHATIF call :result 2"],
    );
}

#[test]
fn the_readme_says_what_to_know_before_and_how_to_go_back() {
    let readme = Readme.render(&reset());
    let order = [
        "| Step |",
        "## Before you run it",
        "Pending downloads are fetched again.",
        "-WhatIf",
        "| 3010 |",
        "## How to go back",
        "## What the scripts refuse",
        "not run on every version of Windows",
        "### Step 1",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|text| readme.find(text).unwrap_or_else(|| panic!("{text}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    has(
        &Readme.render(&of("show: hosts-file")),
        &["These steps change nothing"],
    );
}

#[test]
fn the_readme_of_the_actions_names_every_operation_and_check() {
    let readme = include_str!("../../rules/actions/README.md");
    let checks = plans::operations();
    let checks = checks.iter().flat_map(|it| &it.check).map(Check::name);
    for word in OPERATIONS
        .into_iter()
        .chain(checks)
        .chain(["unless", "only-if-disabled"])
    {
        assert!(readme.contains(&format!("`{word}")), "{word}");
    }
}
