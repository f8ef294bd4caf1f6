use super::*;

fn event(computer: &str, second: u32) -> String {
    format!(
        "<Event><System><Provider Name='Contoso'/><EventID>19</EventID>\
         <TimeCreated SystemTime='2024-05-14T06:00:{second:02}Z'/>\
         <Computer>{computer}</Computer></System></Event>\n"
    )
}

fn events(computers: &[&str]) -> String {
    (0..)
        .zip(computers)
        .map(|(second, computer)| event(computer, second))
        .collect()
}

fn system_info(name: &str) -> String {
    format!(
        "\r\nHost Name:                 {name}\r\nOS Name:                   Microsoft Windows 10 Pro\r\n"
    )
}

const LOG: &str = "2024/05/14 09:00:00.1234567 1088  5120  Agent  *FAILED* [80072EE7] x\n";

/// The names of the files of each machine, in whatever order the files are listed.
fn check_with(machines: Machines, files: &[(&str, String)], expected: &[&[&str]]) {
    let mut orders = [files.to_vec(), files.to_vec()];
    orders[1].reverse();
    for files in orders {
        let mut bundle = Bundle::default();
        for (path, text) in &files {
            let one = Bundle::from_memory([(*path, text.clone().into_bytes())]);
            bundle.sources.extend(one.sources);
        }
        let dealt = apart(bundle, machines, None).into_iter();
        let dealt = dealt.map(|bundle| {
            let sources = bundle.sources.into_iter();
            let mut paths: Vec<String> = sources.map(|source| source.path).collect();
            paths.sort();
            paths
        });
        assert_eq!(dealt.collect::<Vec<_>>(), expected);
    }
}

fn check(files: &[(&str, String)], expected: &[&[&str]]) {
    check_with(Machines::Auto, files, expected);
}

#[test]
fn folders_of_two_computers_in_one_folder_are_two_machines() {
    let two = [
        ("in/a/events.xml", events(&["pc2.contoso.test"])),
        ("in/a/x.log", LOG.into()),
        ("in/b/info/systeminfo.txt", system_info("PC1")),
        ("in/b/x.log", LOG.into()),
    ];
    let one: &[&str] = &["in/b/info/systeminfo.txt", "in/b/x.log"];
    check(&two, &[one, &["in/a/events.xml", "in/a/x.log"]]);
}

#[test]
fn the_same_computer_under_two_spellings_is_one_machine() {
    let files = [
        ("in/a/events.xml", events(&["pc1.contoso.test"])),
        ("in/b/systeminfo.txt", system_info("PC1")),
    ];
    check(&files, &[&["in/a/events.xml", "in/b/systeminfo.txt"]]);
}

#[test]
fn parts_without_a_name_are_one_machine() {
    let files = ["in/a/x.log", "in/b/x.log", "in/c/x.log"].map(|path| (path, LOG.to_owned()));
    check(&files, &[&["in/a/x.log", "in/b/x.log", "in/c/x.log"]]);
}

#[test]
fn a_part_without_a_name_goes_with_the_one_before_it() {
    let files = [
        ("in/0.log", LOG.into()),
        ("in/1/events.xml", events(&["PC1"])),
        ("in/2.log", LOG.into()),
        ("in/3/events.xml", events(&["PC2"])),
        ("in/4.log", LOG.into()),
    ];
    let one: &[&str] = &["in/0.log", "in/1/events.xml", "in/2.log"];
    check(&files, &[one, &["in/3/events.xml", "in/4.log"]]);
}

#[test]
fn a_folder_in_which_all_of_it_lies_is_looked_through() {
    let files = [
        ("in/fleet/all/a/events.xml", events(&["PC1"])),
        ("in/fleet/all/b/events.xml", events(&["PC2"])),
    ];
    check(
        &files,
        &[
            &["in/fleet/all/a/events.xml"],
            &["in/fleet/all/b/events.xml"],
        ],
    );
}

#[test]
fn a_part_is_never_split() {
    let files = [
        ("in/a/1/events.xml", events(&["PC1"])),
        ("in/a/2/events.xml", events(&["PC2"])),
        ("in/readme.txt", "Dear support".into()),
    ];
    let all: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    check(&files, &[&all]);
}

#[test]
fn files_that_share_a_collectors_prefix_are_one_machine() {
    let files = [
        "in/PC1_WindowsUpdate.log",
        "in/PC1_reg_wu.txt",
        "in/PC2_WindowsUpdate.log",
        "in/PC2_evt_System.txt",
        "in/z.log",
    ]
    .map(|path| (path, LOG.to_owned()));
    check(
        &files,
        &[
            &["in/PC1_WindowsUpdate.log", "in/PC1_reg_wu.txt"],
            &[
                "in/PC2_WindowsUpdate.log",
                "in/PC2_evt_System.txt",
                "in/z.log",
            ],
        ],
    );
}

#[test]
fn archives_are_told_apart_by_the_name_their_collector_gave_them() {
    let files = [
        ("in/DiagLogs-PC1-20240514T090000Z.zip/a.log", LOG.into()),
        ("in/DiagLogs-PC2-20240514T090000Z.zip/a.log", LOG.into()),
        ("in/DiagLogs-PC2-20240515T090000Z.zip/a.log", LOG.into()),
    ];
    let [one, two, again] = [0, 1, 2].map(|at: usize| files[at].0);
    check(&files, &[&[one], &[two, again]]);
}

#[test]
fn a_machine_that_was_renamed_stays_one() {
    let one_of = |files: &[(&str, String)]| {
        let mut all: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        all.sort_unstable();
        check(files, &[&all]);
    };
    // Setup's name stands in one log alone.
    one_of(&[
        ("in/setup.xml", events(&["WIN-4Q8R0T1U2V3"])),
        ("in/system.xml", events(&["PC1", "PC1"])),
    ]);
    // The newest events of both have the new name.
    one_of(&[
        ("in/application.xml", events(&["PC-NEW"])),
        ("in/system.xml", events(&["PC-OLD", "PC-OLD", "PC-NEW"])),
    ]);
    // A whole folder knows the old name only, and another knows both.
    one_of(&[
        ("in/old/1.xml", events(&["DESKTOP-1A2B3C4"])),
        ("in/old/2.xml", events(&["DESKTOP-1A2B3C4"])),
        ("in/new/1.xml", events(&["DESKTOP-1A2B3C4"])),
        ("in/new/2.xml", events(&["PC1"])),
    ]);
}

#[test]
fn machines_that_kept_the_names_of_setup_are_told_apart() {
    let files = [
        ("in/a/1.xml", events(&["DESKTOP-1A2B3C4"])),
        ("in/a/x.log", LOG.into()),
        ("in/b/1.xml", events(&["DESKTOP-5D6E7F8"])),
        ("in/b/x.log", LOG.into()),
    ];
    check(
        &files,
        &[&["in/a/1.xml", "in/a/x.log"], &["in/b/1.xml", "in/b/x.log"]],
    );
}

#[test]
fn each_part_can_be_a_machine_and_all_can_be_one() {
    let files = [
        ("in/a/1.xml", events(&["PC1"])),
        ("in/a/2.log", LOG.into()),
        ("in/b.log", LOG.into()),
    ];
    check_with(
        Machines::Each,
        &files,
        &[&["in/a/1.xml", "in/a/2.log"], &["in/b.log"]],
    );
    let two = [
        ("in/a/1.xml", events(&["PC1"])),
        ("in/b/1.xml", events(&["PC2"])),
    ];
    check_with(Machines::One, &two, &[&["in/a/1.xml", "in/b/1.xml"]]);
}

#[test]
fn what_was_skipped_is_told_for_the_machine_it_lies_beside() {
    let mut bundle = Bundle::from_memory([
        ("in/a/1.xml", events(&["PC1"]).into_bytes()),
        ("in/b/1.xml", events(&["PC2"]).into_bytes()),
    ]);
    for path in ["in/b/link", "in/c"] {
        bundle.notes.push(Note {
            path: path.into(),
            text: "a link".into(),
        });
    }
    let dealt = apart(bundle, Machines::Auto, None);
    let notes = |at: usize| dealt[at].notes.iter().map(|note| note.path.as_str());
    assert_eq!(notes(0).collect::<Vec<_>>(), ["in/c"]);
    assert_eq!(notes(1).collect::<Vec<_>>(), ["in/b/link"]);
}

#[test]
fn events_that_others_sent_are_no_machines_of_their_own() {
    let files = [
        ("in/Forwarded Events.xml", events(&["PC2", "PC3"])),
        ("in/System.xml", events(&["DC1"])),
        ("in/WindowsUpdate.log", LOG.into()),
    ];
    let [forwarded, system, log] = [0, 1, 2].map(|at: usize| files[at].0);
    check(&files, &[&[forwarded, system, log]]);
}

#[test]
fn a_log_without_a_telling_extension_names_its_computer_too() {
    let files = [
        ("in/a/output.log", system_info("PC1")),
        ("in/a/x.log", LOG.into()),
        ("in/b/output.log", system_info("PC2")),
    ];
    let [one, log, two] = [0, 1, 2].map(|at: usize| files[at].0);
    check(&files, &[&[one, log], &[two]]);
}
