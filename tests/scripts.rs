//! Scripts are proven here: they parse, each change has all its pieces, and nothing hostile gets in.
//!
//! No PowerShell runs in these tests. The grammar finds what does not parse, and the checks beside it find what the grammar
//! lets through.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

use std::collections::BTreeSet;

use wutriage::plan::{Action, Check, Operation, Plan};
use wutriage::rule::{RuleSet, default_files};
use wutriage::script::{Cmd, PowerShell, Script, files};

#[path = "scripts/cmd.rs"]
mod cmd;
#[path = "scripts/hostile.rs"]
mod hostile;
#[path = "scripts/plans.rs"]
mod plans;
#[path = "scripts/powershell.rs"]
mod powershell;
#[path = "scripts/regions.rs"]
mod regions;
#[path = "scripts/runs.rs"]
mod runs;
#[path = "scripts/text.rs"]
mod text;

/// Every operation there is, as `rules/actions/README.md` lists them.
const OPERATIONS: [&str; 29] = [
    "stop-service",
    "start-service",
    "restart-service",
    "set-service-start",
    "set-registry",
    "delete-registry-value",
    "rename-folder",
    "rename-file",
    "comment-hosts-entries",
    "flush-dns",
    "set-winhttp-proxy",
    "reset-winhttp-proxy",
    "clear-update-bits-jobs",
    "register-update-service",
    "dism",
    "sfc",
    "certificate-import",
    "gpupdate",
    "enable-task",
    "disable-task",
    "resolve-name",
    "connect-test",
    "show",
    "collect-evidence",
    "trigger-scan",
    "install-package",
    "restart",
    "manual",
    "run",
];

fn samples() -> Vec<Plan> {
    let mut all = vec![plans::everything(), plans::shipped(), Plan::empty(None)];
    all.extend(
        plans::shipped_actions()
            .iter()
            .map(|it| plans::plan_of([it])),
    );
    all.extend(plans::operations().iter().map(|it| plans::plan_of([it])));
    all
}

#[test]
fn the_samples_have_every_operation_and_every_check() {
    let actions = plans::operations();
    let names: BTreeSet<&str> = actions
        .iter()
        .flat_map(|it| &it.steps)
        .map(Operation::name)
        .collect();
    assert_eq!(names, OPERATIONS.into_iter().collect());
    let checks: BTreeSet<&str> = actions
        .iter()
        .flat_map(|it| &it.check)
        .map(Check::name)
        .collect();
    assert_eq!(checks.len(), 17, "{checks:?}");
}

#[test]
fn every_powershell_script_is_sound() {
    for plan in samples() {
        let script = PowerShell.render(&plan);
        assert_eq!(powershell::problems(&script), [""; 0]);
    }
}

#[test]
fn the_powershell_checker_sees_what_is_unsound() {
    for (broken, expected) in [
        ("function A {\r\n", "does not parse"),
        (
            "try {\r\n    Write-Host 'a'\r\n}\r\n",
            "try without catch or finally",
        ),
        ("Write-Host \"a $b: c\"\r\n", "$b:"),
        (
            "Write-Host 'a' && Write-Host 'b'\r\n",
            "not in Windows PowerShell 5.1",
        ),
        ("Invoke-Expression 'a'\r\n", "command not on the list"),
        ("& 'calc.exe'\r\n", "invoked by a value"),
        ("Write-Host 'a'\n", "line end"),
        ("Write-Host '\u{fc}'\r\n", "not ASCII"),
    ] {
        let found = powershell::problems(broken);
        assert!(
            found.iter().any(|it| it.contains(expected)),
            "{broken}: {found:?}"
        );
    }
}

#[test]
fn every_cmd_script_is_sound() {
    for plan in samples() {
        let script = Cmd.render(&plan);
        assert_eq!(cmd::problems(&script), [""; 0]);
    }
}

#[test]
fn the_cmd_checker_sees_what_is_unsound() {
    for (broken, expected) in [
        ("goto nowhere\r\n", "no label"),
        (":a\r\n:a\r\n", "twice"),
        ("del x\r\n", "command not on the list"),
        ("echo a & del x\r\n", "operator in text"),
        ("echo a\n", "line end"),
        ("echo \u{fc}\r\n", "not ASCII"),
        ("echo \"a\r\n", "quote is left open"),
        ("if defined A echo a\r\n", "A may come from whoever"),
    ] {
        let found = cmd::problems(broken);
        assert!(
            found.iter().any(|it| it.contains(expected)),
            "{broken}: {found:?}"
        );
    }
}

#[test]
fn each_change_has_its_check_backup_undo_apply_and_verify() {
    for action in plans::operations() {
        let plan = plans::plan_of([&action]);
        let changes = action.steps.iter().filter(|it| it.changes()).count();
        let powershell = PowerShell.render(&plan);
        assert_eq!(regions::incomplete(&powershell), [""; 0]);
        assert_eq!(regions::changes(&powershell), changes, "{}", action.id);
        assert_eq!(regions::incomplete(&Cmd.render(&plan)), [""; 0]);
    }
}

#[test]
fn a_change_that_lost_a_piece_is_seen() {
    for action in plans::operations() {
        let plan = plans::plan_of([&action]);
        for script in [PowerShell.render(&plan), Cmd.render(&plan)] {
            if regions::changes(&script) == 0 {
                continue;
            }
            for piece in regions::PIECES {
                let without = regions::strip(&script, piece);
                assert_ne!(
                    regions::incomplete(&without),
                    [""; 0],
                    "{piece} of {}",
                    action.id
                );
            }
        }
    }
}

#[test]
fn what_only_reads_changes_nothing() {
    for action in plans::operations() {
        if action.steps.iter().any(Operation::changes) {
            continue;
        }
        let script = PowerShell.render(&plans::plan_of([&action]));
        let steps = script.split("#region step 1").nth(1).expect("has a step");
        for word in [
            "Approve-Change ",
            "Save-Undo ",
            "Set-",
            "Remove-",
            "Rename-",
            "Stop-One",
            "Start-One",
        ] {
            assert!(!steps.contains(word), "{}: {word}", action.id);
        }
        assert!(!script.contains("#Requires -RunAsAdministrator") || !action.requires.is_empty());
    }
}

#[test]
fn the_record_for_undo_is_written_before_the_change() {
    let script = PowerShell.render(&plans::everything());
    assert!(regions::changes(&script) > 20);
    assert_eq!(regions::out_of_order(&script), [""; 0]);
    assert_eq!(
        regions::out_of_order(&Cmd.render(&plans::everything())),
        [""; 0]
    );
}

#[test]
fn guards_come_in_the_order_of_any_reset() {
    let script = PowerShell.render(&plans::shipped());
    let order = [
        "Test-MachineIs $Name",
        "Test-Elevated))",
        "Test-NotWinPE))",
        "function Enter-Instance",
        "$running = @(Get-RunningServicing)\r\n    if",
        "-not (Test-NoRestartPending)",
        "$roles = @(Get-MachineRole)\r\n    if",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|text| script.find(text).unwrap_or_else(|| panic!("{text}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let calls = [
        "\nAssert-Machine ",
        "\nEnter-Instance",
        "        Set-PrintOnly",
        "            Invoke-Step1\r",
    ];
    let places: Vec<_> = calls
        .iter()
        .map(|text| script.find(text).unwrap_or_else(|| panic!("{text}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn values_that_are_hostile_make_the_step_manual_and_are_nowhere() {
    for (action, value) in hostile::parameters() {
        let plan = plans::with_captures(&action, &value);
        let step = plan.steps.first().expect("one step");
        assert!(
            matches!(step.operations.as_slice(), [Operation::Manual(_)]),
            "{value:?}"
        );
        let refused = plans::with_captures(&action, "-");
        assert_eq!(files(&plan), files(&refused), "{value:?}");
    }
}

#[test]
fn whatever_a_log_says_the_scripts_are_the_same() {
    let harmless = plans::from_report(&hostile::report("harmless"));
    for poison in hostile::VALUES {
        let hostile = plans::from_report(&hostile::report(poison));
        assert_eq!(files(&hostile), files(&harmless), "{poison:?}");
    }
    assert!(!harmless.steps.is_empty());
}

#[test]
fn a_hostile_computer_name_is_no_name() {
    for poison in hostile::VALUES {
        assert_eq!(plans::named(poison).machine, None, "{poison:?}");
    }
    let good = plans::named("PC-0042.contoso.com");
    assert!(
        PowerShell
            .render(&good)
            .contains("Assert-Machine 'PC-0042.contoso.com'")
    );
    assert!(
        Cmd.render(&good)
            .contains("\"%COMPUTERNAME%\"==\"PC-0042\"")
    );
}

#[test]
fn even_an_unchecked_plan_cannot_break_out_of_its_literals() {
    for poison in hostile::VALUES {
        let plan = hostile::unchecked(poison);
        let script = PowerShell.render(&plan);
        assert_eq!(powershell::problems(&script), [""; 0], "{poison:?}");
        let script = Cmd.render(&plan);
        assert_eq!(cmd::problems(&script), [""; 0], "{poison:?}");
    }
}

#[test]
fn the_shipped_actions_are_the_ones_that_rules_name() {
    let shipped: BTreeSet<_> = plans::shipped_actions()
        .into_iter()
        .map(|it: Action| it.id)
        .collect();
    let rules = RuleSet::load(&default_files()).expect("the rules load");
    let fixes = rules.causes.into_iter().flat_map(|cause| cause.fix);
    let named: BTreeSet<_> = fixes.map(|fix| fix.action).collect();
    assert!(!shipped.is_empty());
    assert_eq!(shipped, named);
}

#[test]
fn snapshots_of_what_a_person_gets() {
    let plan = plans::example();
    let normal = |text: String| text.replace("\r\n", "\n");
    insta::assert_snapshot!("remediate.ps1", normal(PowerShell.render(&plan)));
    insta::assert_snapshot!("remediate.cmd", normal(Cmd.render(&plan)));
    for (name, bytes) in files(&plan).into_iter().skip(2) {
        insta::assert_snapshot!(name, String::from_utf8(bytes).expect("is UTF-8"));
    }
}
