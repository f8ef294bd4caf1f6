//! Large logs of each dialect, the same on every run. Failing records stand among ordinary ones at random, and one stands
//! across every border of 64 KiB, so that wherever a log is cut, a record that counts is cut.

/// `SplitMix64`, after Steele, Lea and Flood.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Bytes of the smallest scan window that is tried.
pub const BORDER: usize = 64 << 10;

/// A dialect: the name of its file, and how it writes an ordinary and a failing record at the given second.
pub struct Dialect {
    pub name: &'static str,
    utf16: bool,
    ordinary: fn(&mut Random, u64) -> String,
    failing: fn(&mut Random, u64) -> String,
}

pub const DIALECTS: [Dialect; 4] = [
    Dialect {
        name: "CBS.log",
        utf16: false,
        ordinary: cbs_ordinary,
        failing: cbs_failing,
    },
    Dialect {
        name: "WindowsUpdate.log",
        utf16: false,
        ordinary: agent_ordinary,
        failing: agent_failing,
    },
    Dialect {
        name: "ReportingEvents.log",
        utf16: true,
        ordinary: reported_ordinary,
        failing: reported_failing,
    },
    Dialect {
        name: "System.xml",
        utf16: false,
        ordinary: event_ordinary,
        failing: event_failing,
    },
];

impl Dialect {
    /// A log of at least so many bytes.
    pub fn log(&self, bytes: usize) -> Vec<u8> {
        let mut random = Random(0x5EED);
        let mut log = if self.utf16 {
            vec![0xFF, 0xFE]
        } else {
            Vec::new()
        };
        let mark = log.len();
        let mut second = 0;
        while log.len() < bytes {
            let before_border = BORDER - (log.len() - mark) % BORDER;
            let fails = before_border < 200 || random.below(40) == 0;
            let write = if fails { self.failing } else { self.ordinary };
            second += random.next() % 40;
            let text = write(&mut random, second);
            if self.utf16 {
                log.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            } else {
                log.extend(text.bytes());
            }
        }
        log
    }
}

/// Date, hours, minutes and seconds of a second after the first of May.
fn civil(second: u64) -> (u64, u64, u64, u64) {
    let (day, clock) = (1 + second / 86_400, second % 86_400);
    assert!(day <= 31, "the log spans more than a month");
    (day, clock / 3600, clock / 60 % 60, clock % 60)
}

fn filler(random: &mut Random) -> String {
    const WORDS: [&str; 8] = [
        "evaluating",
        "applicability",
        "Fabrikam-Feature",
        "staged",
        "manifest",
        "c:\\windows\\servicing\\x.mum",
        "für",
        "0x00000000",
    ];
    let count = 20 + random.below(40);
    let words: Vec<&str> = (0..count).map(|_| random.pick(&WORDS)).collect();
    words.join(" ")
}

fn cbs(second: u64, level: &str, component: &str, message: &str) -> String {
    let (day, hours, minutes, seconds) = civil(second);
    format!(
        "2024-05-{day:02} {hours:02}:{minutes:02}:{seconds:02}, {level:<22}{component:<7}{message}\r\n"
    )
}

fn cbs_ordinary(random: &mut Random, second: u64) -> String {
    let message = filler(random);
    cbs(second, "Info", "CBS", &message)
}

fn cbs_failing(random: &mut Random, second: u64) -> String {
    let code = random.pick(&[
        "0x800f0831 - CBS_E_STORE_CORRUPTION",
        "0x80073712 - ERROR_SXS_COMPONENT_STORE_CORRUPT",
        "0x800f0922 - CBS_E_INSTALLERS_FAILED",
        "0x80070490 - ERROR_NOT_FOUND",
        "0x00000000",
    ]);
    match random.below(4) {
        0 => cbs(
            second,
            "Info",
            "CBS",
            &format!(
                "Exec: Processing complete.  Session: 31109{}, Package: Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.4291.1.{}, Identifier: KB5036892 [HRESULT = {code}]",
                random.below(1000),
                random.below(20)
            ),
        ),
        1 => cbs(
            second,
            "Error",
            "CSI",
            &format!(
                "0000{} (F) Attempting to mark store corrupt\r\n  Expected: {{l:32}}\r\n\r\n  Actual [HRESULT = {code}]",
                random.below(9)
            ),
        ),
        2 => cbs(
            second,
            "Info",
            "CBS",
            "Failed to internally open package. [HRESULT = 0x800f0805 - CBS_E_INVALID_PACKAGE]",
        ),
        _ => cbs(
            second,
            "Error",
            "CBS",
            &format!("Failed to resolve package 'Fabrikam' [HRESULT = {code}]"),
        ),
    }
}

fn agent(second: u64, component: &str, message: &str) -> String {
    let (day, hours, minutes, seconds) = civil(second);
    format!(
        "2024/05/{day:02} {hours:02}:{minutes:02}:{seconds:02}.1234567 1088  5120  {component:<16}{message}\n"
    )
}

fn agent_ordinary(random: &mut Random, second: u64) -> String {
    let message = filler(random);
    agent(second, "Agent", &message)
}

fn agent_failing(random: &mut Random, second: u64) -> String {
    let code = random.pick(&["80072EE7", "80072EFD", "80072EE2", "8024402C", "80072F8F"]);
    match random.below(6) {
        0 => agent(
            second,
            "Agent",
            &format!(
                "* END * Finding updates CallerId = UpdateOrchestrator, Id = 7, Exit code = 0x{code} (cV = a.1)"
            ),
        ),
        1 if random.below(4) == 0 => agent(
            second,
            "Agent",
            "* END * Finding updates CallerId = UpdateOrchestrator, Id = 7, Exit code = 0x00000000 (cV = a.1)",
        ),
        2 => agent(
            second,
            "WebServices",
            &format!(
                "*FAILED* [{code}] Send request\n    failed for <https://fe{}.update.microsoft.com/v6/>\n  Proxy List used: <(null)>",
                random.below(9)
            ),
        ),
        3 => agent(
            second,
            "Agent",
            "*FAILED* [80248007] Unable to get metadata for the pre-req id C0B7A914-62DE-4F0A-9D35-81E6F2A47B13",
        ),
        _ => agent(
            second,
            "Misc",
            &format!(
                "*FAILED* [{code}] Send failed with hr = {}",
                code.to_lowercase()
            ),
        ),
    }
}

fn reported(random: &mut Random, second: u64, event: &str, code: &str, message: &str) -> String {
    let (day, hours, minutes, seconds) = civil(second);
    let (id, update) = (random.next(), random.below(30));
    format!(
        "{{3F0C7A12-5B6E-4D21-8E94-{:012X}}}\t2024-05-{day:02} {hours:02}:{minutes:02}:{seconds:02}:125+0200\t1\t{event}\t101\t{{5D20A6C4-7E13-4B98-A0F6-2C41D87E9B{update:02}}}\t200\t{code}\tUpdateOrchestrator\t{}\tSoftware\t{message}\tAbC.1.0\r\n",
        id >> 16,
        if code == "0" { "Success" } else { "Failure" }
    )
}

fn reported_ordinary(random: &mut Random, second: u64) -> String {
    let message = filler(random);
    reported(
        random,
        second,
        "167 [AGENT_DOWNLOAD_STARTED]",
        "0",
        &message,
    )
}

fn reported_failing(random: &mut Random, second: u64) -> String {
    // Characters of two UTF-16 units, so that a border may fall between the halves of one.
    let title = "😀".repeat(random.below(60));
    let code = random.pick(&["80072ee7", "80072efd", "80072ee2", "80070643"]);
    let kb = random.below(90);
    match random.below(4) {
        0 => reported(
            random,
            second,
            "147 [AGENT_DETECTION_FINISHED]",
            "0",
            "Windows Update Client successfully detected 7 updates.",
        ),
        1 => reported(
            random,
            second,
            "148 [AGENT_DETECTION_FAILED]",
            code,
            &format!("{title} Windows Update Client failed to detect with error 0x{code}."),
        ),
        2 => reported(
            random,
            second,
            "183 [AGENT_INSTALLING_SUCCEEDED]",
            "0",
            "Installation Successful: 2024-05 Cumulative Update for Windows 10 (KB5037768).",
        ),
        _ => reported(
            random,
            second,
            "182 [AGENT_INSTALLING_FAILED]",
            code,
            &format!(
                "Installation Failure: {title} Update for Fabrikam (KB50{kb:05}) failed with error 0x{code}."
            ),
        ),
    }
}

fn event(random: &mut Random, second: u64, provider: &str, id: u32, data: &str) -> String {
    let (day, hours, minutes, seconds) = civil(second);
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{provider}'/><EventID>{id}</EventID><Level>4</Level><TimeCreated SystemTime='2024-05-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.5000000Z'/><EventRecordID>{}</EventRecordID><Execution ProcessID='1' ThreadID='2'/><Channel>System</Channel><Computer>WS-0142.contoso.test</Computer></System><EventData>{data}</EventData></Event>{}",
        second * 100 + random.next() % 100,
        random.pick(&["", "\r\n", "\n"])
    )
}

fn event_ordinary(random: &mut Random, second: u64) -> String {
    let data = format!("<Data Name='param1'>{}</Data>", filler(random));
    event(
        random,
        second,
        "Microsoft-Windows-Kernel-General",
        16,
        &data,
    )
}

fn event_failing(random: &mut Random, second: u64) -> String {
    let code = random.pick(&["0x80072ee7", "0x80072efd", "0x800f0922", "0x80070643"]);
    let update = format!(
        "<Data Name='updateTitle'>2024-05 Update &amp; more (KB50{:05})</Data><Data Name='updateGuid'>{{0f4a7d3c-6b2f-4c57-9c2a-7a8f3e1d2b{:02}}}</Data>",
        random.below(90),
        random.below(30)
    );
    let agent = "Microsoft-Windows-WindowsUpdateClient";
    let failed = format!("<Data Name='errorCode'>{code}</Data>{update}");
    match random.below(5) {
        0 => event(random, second, agent, 25, &failed),
        1 => event(random, second, agent, 19, &update),
        2 => event(
            random,
            second,
            agent,
            26,
            "<Data Name='updateCount'>3</Data>",
        ),
        3 => event(
            random,
            second,
            "Service Control Manager",
            7023,
            "<Data Name='param1'>Windows Update</Data><Data Name='param2'>%%1058</Data>",
        ),
        _ => event(random, second, agent, 20, &failed),
    }
}
